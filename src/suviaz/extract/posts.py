"""Titles: the words that name a post, with the body or country it belongs to, wherever they stand around a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from suviaz.extract.employers import answered_for, employer, regional
from suviaz.extract.items import Item, Tagged
from suviaz.extract.memory import Bodies
from suviaz.extract.organisations import OrganisationName
from suviaz.extract.titles import (
    PERSONAL,
    State,
    after_preposition,
    base_of,
    behind_names,
    in_bracket,
    is_domain,
    left_of,
    owners_at,
    surface,
    unknown_domain,
)
from suviaz.grammar import Grammar
from suviaz.model import Span
from suviaz.names import organisation_nominative

_PART = frozenset({"form", "document", "field", "domain", "stand_in", "settlement"})
_IN_MINISTRY = {"head": "minister", "deputy-head": "deputy-minister"}

STATE_POSTS = frozenset(
    {
        "head-of-state",
        "head-of-government",
        "deputy-head-of-government",
        "minister",
        "deputy-minister",
        "speaker-of-parliament",
        "member-of-parliament",
    }
)
"""Posts that, said of one's own people without a country, are of one's own state."""


@dataclass(frozen=True, slots=True)
class Post:
    """A title as it stands in a sentence: items `[first, last)`.

    `countries` holds more than one alpha-2 code where one title stands for several people («прэзідэнты А і Б»).
    `holder` is the item of its holder where the language puts that before the title.
    """

    first: int
    last: int
    code: str
    span: Span
    org: OrganisationName | None = None
    countries: tuple[str, ...] = ()
    to: str | None = None
    former: bool = False
    plural: bool = False
    holder: int | None = None


def posts(tagged: Tagged, grammar: Grammar, before: Bodies | None = None) -> tuple[Post, ...]:
    """All titles of a sentence, left to right, none inside another. `before` are bodies named earlier."""
    if not (tagged.has("post") or tagged.has("cue", "counterpart")):
        return ()
    found: list[Post] = []
    before = before or Bodies(grammar)
    at = 0
    while at < len(tagged.items):
        if _is_post(tagged, at) and (post := _read(at, tagged, grammar, before, found)):
            found.append(post)
            at = max(post.last, at + 1)
        else:
            at += 1
    return tuple(found)


def noun(post: Post, tagged: Tagged) -> int:
    """Which item of a title names the post."""
    within = range(post.first, post.last)
    named = next((i for i in within if tagged.items[i].has("post")), None)
    return next(i for i in within if tagged.items[i].has("cue", "counterpart")) if named is None else named


def _is_post(tagged: Tagged, at: int) -> bool:
    """«his Uzbek counterpart Х» is one too: he holds the same post in another country."""
    items = tagged.items
    return (items[at].has("post") and items[at].tag == "term") or (
        items[at].has("cue", "counterpart") and any(i.tag in PERSONAL for i in items[at + 1 : _partner(at, items) + 2])
    )


def _partner(at: int, items: Sequence[Item]) -> int:
    """The last item before the name of «his counterpart from Uganda, Х», «his Ugandan counterpart, Х»."""
    rest = items[at + 1 : at + 3]
    if len(rest) == 2 and (rest[0].has("prep", "from") or rest[0].has("prep", "of")) and rest[1].tag == "country":
        at += 2
    return at + 1 if at + 1 < len(items) and items[at + 1].text == "," else at


def _read(start: int, tagged: Tagged, grammar: Grammar, before: Bodies, found: Sequence[Post]) -> Post | None:
    items = tagged.items
    code = items[start].code("post")
    if code is None and found:
        code = found[-1].code
    if code is None:
        return None
    left = left_of(start, tagged, grammar, code)
    first, former, owners, code = left.first, left.former, left.owners, left.code
    state = State(start, start + 1, left.org, owners)
    if items[start].code("post") is None:
        state.at = _partner(start, items) + 1
        owner = next((i.entity for i in items[start + 1 : state.at] if i.entity), None)
        if owner is not None and owner.country:
            state.countries = (owner.country,)
    tail = _domain(state, tagged, grammar) if grammar.word("post_bodies", base_of(code)) else None
    short = _bracketed(state, tagged) if tail else ""
    tail = left.tail or tail
    _right(state, tagged, code, grammar, before)
    if grammar.ordered and state.org is None and tail is None:
        in_bracket(state, first, tagged)
    if state.org is None and tail is None:
        _same_head(state, tagged, before)
    if state.org is None and tail is None and not state.countries:
        state.org = employer(state, tagged, grammar, before)
    if tail and state.org is None:
        state.org = _ministry(tail, state, tagged, grammar, base_of(code))
        if short:
            state.org = replace(state.org, names=(*state.org.names, short))
    if state.org is None and not state.countries and first > 1 and items[first - 1].has("verb", "lead", "passive"):
        whose = items[first - 2 - (items[first - 2].text == "," and first > 2)]  # «делегация БГУ во главе с ректором …»
        state.org = whose.org
        if whose.tag == "country" and whose.entity and whose.entity.country:
            state.countries = (whose.entity.country,)
    if state.org is None and first and (items[first - 1].has("cue", "pronoun") or items[first - 1].has("cue", "who")):
        first -= items[first - 1].has("cue", "pronoun")
        state.org = next((i.org for i in reversed(items[:first]) if i.org), None)  # «… міністэрства …, яго кіраўнік»
    if state.org is None and not state.countries and any(i.has("cue", "its") for i in items[first:start]):
        state.org = next((i.org for i in reversed(items[:first]) if i.org), None)
    if state.org is not None:
        code = in_body(code, state.org, items[state.at - 1])
        if code == "head-of-government" and state.org.kind == "GovernmentBody":
            code = "head"  # of a region's government
        if state.org.country and not state.countries:
            state.countries = (state.org.country,)
    elif code == "head" and state.countries and items[start].text.casefold() in grammar.words("persons", "of_states"):
        code = "head-of-state"  # «кіраўнік Беларусі»
    _premises(state, tagged)
    while state.at < len(items) and items[state.at].has("modifier", "honorific"):
        state.at += 1  # «представителем компании … господином Х»
    if grammar.ordered:
        behind_names(state, first, tagged, taken=bool(found) and found[-1].last == first - 2)
    last = state.at
    named = last - 1 if items[last - 1].text == "," else last
    return Post(
        first,
        last,
        code,
        Span(items[first].span.start, items[named - 1].span.end),
        state.org,
        state.countries,
        state.to,
        former,
        len(state.countries) > 1 and code != "ambassador",
    )


def _domain(state: State, tagged: Tagged, grammar: Grammar) -> tuple[int, int] | None:
    """«… замежных спраў»: the words behind a minister that name the ministry."""
    items, at = tagged.items, state.at
    if (
        at + 1 < len(items)
        and (items[at].has("prep", "of") or items[at].has("prep", "for"))
        and is_domain(items[at + 1])
    ):
        at = state.at = at + 1
    while at < len(items):
        item = items[at]
        if (
            item.text == ","
            and at > state.at
            and at + 2 < len(items)
            and items[at + 1].has("conjunctions")
            and is_domain(items[at + 2])
            and items[at + 1].has("joints")
        ):
            at += 3
            continue
        joined = (
            (item.has("joints") or item.text == ",")
            and at + 1 < len(items)
            and (at > state.at or (item.has("joints") and not item.has("conjunctions")))  # «министр по налогам …»
            and is_domain(items[at + 1])
        )
        if is_domain(item):
            at += 1
        elif joined:
            at += 2
        else:
            break
    if not (grammar.ordered or grammar.head_last):
        at = unknown_domain(at, items, at > state.at)
    if at == state.at:
        return None
    found = (state.at, at)
    state.at = at
    return found


def _bracketed(state: State, tagged: Tagged) -> str:
    """«министром … (MOIS) Республики Корея»: the short name of the body in brackets, which is passed over."""
    ahead = tagged.items[state.at : state.at + 3]
    if len(ahead) == 3 and ahead[0].text == "(" and ahead[1].tag == "org" and ahead[2].text == ")":
        state.at += 3
        return ahead[1].text
    return ""


def _right(state: State, tagged: Tagged, code: str, grammar: Grammar, before: Bodies) -> None:
    """The body, the country and the receiving country behind a title."""
    items = tagged.items
    while state.at < len(items):
        item = items[state.at]
        if grammar.ordered and after_preposition(state, tagged, code):
            continue
        inner = (
            item.has("post")
            and state.at == state.first + 1
            and code in ("other", "representative", "head")
            and not items[state.first].has("local")
        )
        if (
            inner
            and state.at + 1 < len(items)
            and items[state.at + 1].tag in ("country", "person", "name", "adjective")
        ):
            state.at += 1  # «памочнік прэзідэнта …»: whose aide he is
        elif (
            not grammar.ordered
            and code in ("other", "representative")
            and item.has("post")
            and state.org is None
            and not state.countries
            and organisation_nominative(item.text, grammar.paradigms).cases == {"gen"}
            and (whose := _read(state.at, tagged, grammar, before, ())) is not None
        ):
            state.org, state.countries, state.at = whose.org, whose.countries, whose.last  # «советник министра …»
        elif (reached := answered_for(state, tagged, grammar)) is not None:
            state.at = reached  # «проректор по международным связям Х»
        elif regional(state, tagged, grammar, code):
            continue
        elif _within_body(state.at, tagged) and state.org is None:
            state.at += 1  # «председатель управляющего комитета хаба …»: of a part of the body
        elif items[state.first].has("local") and state.org is None and item.tag in ("place", "name"):
            known = item.entity.names.get(grammar.lang, ())[:1] if item.entity else ()
            name = organisation_nominative(item.text, grammar.paradigms).nominative
            country = item.entity.country if item.entity else None
            state.org = OrganisationName("GovernmentBody", known or (name,), country)
            state.at += 1
        elif item.tag == "org" and item.org and state.org is None:
            state.org = item.org
            state.at += 1
        elif item.has("cue", "own_country") and not state.countries and state.org is None:
            own = _before(state.at, tagged, before)  # «президент республики»
            state.countries, state.at = (own,) if own else (), state.at + 1
        elif item.tag == "country" and item.entity and item.entity.country and not state.countries:
            state.countries, state.at = owners_at(state.at, tagged)
        elif (
            item.has("prep", "in")
            and state.at + 1 < len(items)
            and code in ("ambassador", "consul", "representative", "other", "head")
        ):
            ahead = items[state.at + 1]
            receiving = code in ("ambassador", "consul", "representative")
            if (
                ahead.tag not in (("country", "place") if receiving else ("country",))
                or not ahead.entity
                or (code == "head" and state.org is None)
            ):
                break
            if code in ("ambassador", "consul", "representative"):
                state.to = ahead.entity.country
            state.at += 2
        else:
            break


def _before(at: int, tagged: Tagged, bodies: Bodies) -> str | None:
    """The one country that a sentence has spoken of so far, else the one of the body named last before it."""
    found = {i.entity.country for i in tagged.items[:at] if i.tag == "country" and i.entity and i.entity.country}
    return found.pop() if len(found) == 1 else bodies.country if not found else None


def _within_body(at: int, tagged: Tagged) -> bool:
    """Whether a nameless committee, department, project … stands here, with the body that it is a part of behind it."""
    items = tagged.items
    part = items[at].has("body") or (items[at].tag == "term" and items[at].has("head"))
    part = part or (items[at].tag in ("word", "term") and items[at].kinds <= _PART and not items[at].text[:1].isupper())
    return part and at + 1 < len(items) and items[at + 1].org is not None and "gen" in items[at + 1].cases


def _premises(state: State, tagged: Tagged) -> None:
    """«дырэктар галерэі ў Празе Х», «кіраўнік цэнтра Х»: what still stands between the title and its holder."""
    rest = tagged.items[state.at : state.at + 3]
    if len(rest) == 3 and rest[0].has("prep", "in") and rest[1].tag in ("place", "country") and rest[2].tag in PERSONAL:
        state.at += 2
    elif len(rest) > 1 and rest[1].tag in PERSONAL:
        town = state.org is not None and rest[0].tag == "place" and "gen" in rest[0].cases  # «судья … суда Саратова Х»
        state.at += rest[0].has("head") or rest[0].has("body") or town


def _same_head(state: State, tagged: Tagged, before: Bodies) -> None:
    """«дырэктар агенцтва»: the agency named before."""
    if state.at < len(tagged.items) and tagged.items[state.at].tag == "term" and tagged.items[state.at].has("head"):
        body = before.like(tagged.items[state.at])
        if body is not None:
            state.org = body[0]
            state.at += 1


def _ministry(tail: tuple[int, int], state: State, tagged: Tagged, grammar: Grammar, code: str) -> OrganisationName:
    """The ministry a minister's title names: the language's word for it, and the title's own genitives."""
    items = tagged.items
    tokens, first = tagged.sentence.tokens, items[tail[0]].first
    if first and tokens[first - 1].text in grammar.words("organisations", "articles"):
        first -= 1  # «Minister of the Interior»
    words = surface(tagged, Span(tokens[first].span.start, items[tail[1] - 1].span.end))
    words = grammar.word("ministries", words.casefold()) or words
    head = (grammar.word("post_bodies", code) or "").capitalize()
    short = f"{head} {words}"
    if grammar.ordered:
        return _named_ministry(short, state, tagged, grammar)
    owner = (
        items[state.at - 1]
        if state.at > tail[1] and items[state.at - 1].tag == "country" and len(state.countries) == 1
        else None
    )
    names = (f"{short} {owner.text}", short) if owner else (short,)
    return OrganisationName("Ministry", names, state.countries[0] if len(state.countries) == 1 else None)


def _named_ministry(short: str, state: State, tagged: Tagged, grammar: Grammar) -> OrganisationName:
    country = state.countries[0] if len(state.countries) == 1 else None
    owner = next(
        (i.entity for i in tagged.items if i.entity and i.entity.kind == "Country" and i.entity.country == country),
        None,
    )
    names = [
        f"{short} {grammar.word('post_bodies', 'owner_of_many' if ' ' in name else 'owner')} {name}"
        for name in (owner.names.get(grammar.lang, ()) if owner and country else ())
    ]
    return OrganisationName("Ministry", (*names[:1], short, *names[1:]), country)


def in_body(code: str, org: OrganisationName, last: Item) -> str:
    """A chairman of a chamber is its speaker, the head of a ministry its minister."""
    if org.kind == "Ministry" and code in _IN_MINISTRY:
        return _IN_MINISTRY[code]
    if last.has("parliament") and code == "head":
        return "speaker-of-parliament"
    if code == "head-of-state":
        return "head"
    return code
