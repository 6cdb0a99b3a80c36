"""Articles made up by rule, for measuring: the same number gives the same article, today and on any machine.

A generated reading has the shape of a real one: about sixty triples of facts and a hundred of evidence; ministers,
agreements, meetings and promises between Belarus, Korea and some other countries. People and bodies recur between
articles the way they do in the news: few are named often, most are named rarely.
"""

from __future__ import annotations

from collections.abc import Iterator

from suviaz.model import Article, Code, Evidence, Fact, Mention, Reading, Ref, Referent, Role, Span, When

_GIVEN = ("Сяргей", "Алена", "Віктар", "Марыя", "Павел", "Ганна", "Ігар", "Вольга", "Дзмітрый", "Таццяна")
_STEMS = ("Каваль", "Мельнік", "Бандар", "Грыц", "Лукаш", "Сава", "Зень", "Рома", "Дуб", "Вараб", "Кастр", "Пятр")
_ENDS = ("овіч", "оўскі", "енка", "эвіч", "чук", "іцкі")
_FIELDS = ("e-government", "ict", "education", "health", "transport", "cybersecurity", "smart-city", "trade")
_WORDS = (
    "электроннага ўрада",
    "інфармацыйных тэхналогій",
    "адукацыі",
    "аховы здароўя",
    "транспарту",
    "кібербяспекі",
    "разумнага горада",
    "гандлю",
)
_PARTNERS = ("KR", "PL", "LT", "LV", "DE", "CN", "JP", "TR")
_FORMS = ("joint-project", "internship", "visit", "training")


class _Text:
    """Text that grows sentence by sentence and remembers where each word stands."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def say(self, words: str) -> Span:
        span = Span(self.length, self.length + len(words))
        self.parts.append(words)
        self.length += len(words)
        return span


def article(number: int) -> Reading:
    """The reading of the article with that number."""
    pick = _picker(number)
    text = _Text()
    partner = _PARTNERS[min(pick(len(_PARTNERS)), pick(len(_PARTNERS)))]
    topic = pick(len(_FIELDS))
    day = f"{2013 + number % 7}-{1 + pick(12):02d}-{1 + pick(28):02d}"
    people = [_person(min(pick(400 + number), pick(400 + number)))]
    homes = ("BY",)

    opening = text.say(f"{day} адбыўся форум у галіне {_WORDS[topic]}. ")
    referents = [
        Referent("c:BY", "Country", ("Беларусь",), (), "BY"),
        Referent(f"c:{partner}", "Country", (partner,), (), partner),
    ]
    event = Fact(
        "f0",
        "Meeting",
        (
            Role("hasEventType", Code("event-type", "forum")),
            Role("involvesCountry", Ref("c:BY")),
            Role("involvesCountry", Ref(f"c:{partner}")),
            Role("hasField", Code("field", _FIELDS[topic])),
        ),
        "held",
        When(day, day, True, Span(opening.start, opening.start + len(day))),
        evidence=(_evidence(text, opening),),
    )
    facts = [event]
    for i, (name, home) in enumerate(zip(people, homes, strict=True)):
        start = text.length
        title = text.say(f"Міністр {('сувязі', 'навукі', 'адукацыі')[i]} ")
        who = text.say(name)
        text.say(" выступіў на форуме. ")
        whole = Span(start, text.length - 1)
        referents.append(Referent(f"p{i}", "Person", (name,), (Mention(who, "Person", name),), home))
        body = f"Ведамства {(number * 3 + i) % (40 + number // 40)} у справах {_WORDS[topic]}"
        at = text.say(body)
        text.say(". ")
        referents.append(Referent(f"o{i}", "GovernmentBody", (body,), (Mention(at, "GovernmentBody", body),), home))
        facts += [
            Fact(
                f"post{i}",
                "Post",
                (
                    Role("hasPostType", Code("post-type", "minister")),
                    Role("isPostIn", Ref(f"o{i}")),
                    Role("belongsToCountry", Ref(f"c:{home}")),
                ),
                names=(f"міністр {('сувязі', 'навукі', 'адукацыі')[i]}",),
                evidence=(_evidence(text, Span(title.start, title.end - 1)),),
            ),
            Fact(
                f"ten{i}",
                "Tenure",
                (Role("hasHolder", Ref(f"p{i}")), Role("hasPost", Ref(f"post{i}"))),
                evidence=(_evidence(text, Span(title.start, who.end)),),
            ),
            Fact(
                f"part{i}",
                "Participation",
                (
                    Role("hasEvent", Ref("f0")),
                    Role("hasActor", Ref(f"p{i}")),
                    Role("hasRole", Code("role", "speaker")),
                    Role("hasCapacity", Ref(f"ten{i}")),
                ),
                evidence=(_evidence(text, whole),),
            ),
        ]
    abroad = f"Агенцтва {number % (20 + number // 80)} па {_WORDS[topic]}"
    place = text.say(abroad)
    text.say(" прымала гасцей. ")
    referents.append(Referent("o1", "GovernmentBody", (abroad,), (Mention(place, "GovernmentBody", abroad),), partner))
    signed = text.say(f"Падпісаны мемарандум аб супрацоўніцтве ў галіне {_WORDS[topic]}")
    text.say(". ")
    facts += [
        Fact(
            "agr",
            "Memorandum",
            (
                Role("hasParty", Ref("o0")),
                Role("hasParty", Ref("o1")),
                Role("hasField", Code("field", _FIELDS[topic])),
                Role("envisages", Code("form", _FORMS[number % 4])),
            ),
            "signed",
            evidence=(_evidence(text, signed),),
        ),
        Fact(
            "sig",
            "Signing",
            (
                Role("hasEventType", Code("event-type", "signing")),
                Role("hasOutcome", Ref("agr")),
                Role("isPartOf", Ref("f0")),
            ),
            "held",
            When(day, day),
            evidence=(_evidence(text, signed),),
        ),
    ]
    quote = text.say(f"«Праект нумар {number} пачнецца ў наступным годзе»")
    text.say(f", — сказаў {people[0]}.")
    plan = Span(quote.start + 1, quote.end - 1)
    facts += [
        Fact(
            "st",
            "Statement",
            (
                Role("hasSpeaker", Ref("p0")),
                Role("hasCapacity", Ref("ten0")),
                Role("isDirectSpeech", True),
                Role("quotedText", "".join(text.parts)[plan.start : plan.end]),
                Role("expresses", Ref("com")),
            ),
            evidence=(_evidence(text, quote),),
        ),
        Fact(
            "com",
            "Commitment",
            (
                Role("isMadeBy", Ref("p0")),
                Role("envisages", Code("form", _FORMS[(number + 1) % 4])),
                Role("hasField", Code("field", _FIELDS[topic])),
            ),
            "announced",
            evidence=(_evidence(text, plan, modality="reported", said_in="st"),),
        ),
    ]
    words = "".join(text.parts)
    return Reading(
        Article(words, "be", f"https://news.example/{number}", f"Форум {number}", day), tuple(referents), tuple(facts)
    )


def articles(count: int, first: int = 0) -> Iterator[Reading]:
    """Readings with the numbers from `first` on."""
    return (article(number) for number in range(first, first + count))


def _picker(number: int):  # type: ignore[no-untyped-def]
    """Numbers that look random and are not: a linear congruential sequence that begins with the article's number."""
    state = (number * 2654435761 + 1013904223) % 2**32

    def pick(below: int) -> int:
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return (state >> 8) % below

    return pick


def _person(number: int) -> str:
    given = _GIVEN[number % len(_GIVEN)]
    number //= len(_GIVEN)
    stem = _STEMS[number % len(_STEMS)] + ("", "а", "о", "у", "ы", "ан", "ар", "ал")[number // len(_STEMS) % 8]
    return f"{given} {stem}{_ENDS[number // (len(_STEMS) * 8) % len(_ENDS)]}"


def _evidence(text: _Text, span: Span, **more: str) -> Evidence:
    return Evidence(span, "".join(text.parts)[span.start : span.end], "generated", **more)  # type: ignore[arg-type]
