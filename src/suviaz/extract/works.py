"""What cooperation makes: joint bodies and centres, their openings, presentations; strategies and programmes."""

from __future__ import annotations

import re

from suviaz.extract.clauses import Clause, ahead, negated
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.events import latest
from suviaz.extract.items import Item, list_goes_on
from suviaz.extract.reasons import Reason
from suviaz.extract.recall import object_of
from suviaz.extract.roles import LINKS
from suviaz.extract.scene import Scene
from suviaz.model import Code, Span, When
from suviaz.names import fold, organisation_nominative

BODIES = ("CooperationBody", "CooperationCentre", "JointCommittee")


def read_works(scene: Scene, clause: Clause) -> None:
    """Joint bodies and presentations of one clause."""
    again = scene.actors.grammar.head_last and _opening_told_before(scene, clause)
    joint = [made for noun in clause.having("body") if (made := _body(scene, clause, noun))]
    if not joint and not again:
        _premises(scene, clause)
        _opening_of_event(scene, clause)
    _presentations(scene, clause)


def _opening_told_before(scene: Scene, clause: Clause) -> bool:
    """«28일 열린 개소식에는 …»: the opening that the sentence before told of."""
    noun = clause.first("event", "opening")
    if noun is None:
        return False
    held = (o for o in scene.drafts.back("Opening") if 0 < clause.sentence - o.sentence <= 2 and o.status == "held")
    before = next(held, None)
    if before is None or len(scene.halves(clause, noun)) > 1:
        return False
    before.when = scene.when(clause, noun) or before.when
    before.set("isLocatedIn", *scene.places(clause)).prove(clause.span, "opening-told-again")
    return True


def _opening_of_event(scene: Scene, clause: Clause) -> None:
    """«На адкрыцці 6 кастрычніка прамаўлялі …»: the opening of the exhibition or forum told before."""
    noun = next((i for i in clause.having("event", "opening") if scene.governed(clause, i, "at", "in")), None)
    frame = latest(scene, "exhibition", "forum", "conference", "training") if noun is not None else None
    if noun is None or frame is None or frame.status != "held" or any(negated(clause, v) for v in clause.verbs()):
        return
    made = frame.occasion
    if made is None:
        frame.occasion = made = scene.drafts.fact("Opening", sentence=clause.sentence, status="held").set(
            "hasEventType", Code("event-type", "opening")
        )
        for role in ("isLocatedIn", "involvesCountry", "hasField"):
            made.set(role, *frame.get(role))
        made.set("isPartOf", frame)
    made.when = scene.when(clause, noun) or made.when or frame.when
    made.prove(clause.span, "opening-of-event")


def _premises(scene: Scene, clause: Clause) -> None:
    """Openings of embassies, plants, branches that are no joint bodies; planned ones only with a day or a place."""
    verb = next((v for v in clause.verbs("open") if not negated(clause, v)), None)
    if verb is None:
        telling = ("hold",) if scene.particles else ("hold", "attend", "speak", "lead", "organise")
        held = any(not negated(clause, v) for v in clause.verbs(*telling))
        verb = clause.first("event", "opening") if held else None  # «… 개소식을 가졌다»
        verb = verb or next((v for v in clause.verbs("hold") if _of_premises(clause, v)), None)
    if verb is None:
        scene.leave_each(clause.verbs("open"), "opening-of-premises", "denied")
        return
    of_event = any(not i.has("event", "opening") for i in clause.having("event"))
    if of_event or clause.cue("possible"):
        scene.leave(verb, "opening-of-premises", "told-as-event" if of_event else "possible")
        return
    things = [
        i
        for i in clause.items
        if (i.org and not scene.in_title(i))
        or (
            i.tag == "term"
            and i.has("form", "cooperation-centre")
            and not scene.governed(clause, i, "in", "at", "from")
        )
        or (i.has("cue", "premises") and not verb.has("verb", "open", "gerund") and _solemn(verb))
        or (i.tag == "term" and i.has("head", "Organisation") and verb.has("event", "opening") and i.first > verb.first)
    ]
    if not (scene.ordered or scene.particles) and verb.has("event", "opening") and not clause.does("hold"):
        things = [i for i in things if 0 < i.first - verb.last + 1 <= _BESIDE]  # «… в открытии школы»
    near = min(things, key=lambda i: abs(i.span.start - verb.span.start), default=None)
    when, places = scene.when(clause, verb), scene.places(clause)
    if when is not None and when.start and not when.end:
        return  # «стварае цэнтры з 2002 года»
    planned = ahead(clause, verb)
    dated = when is not None and when.start is not None and (when.exact or when.start[:7] == (when.end or "")[:7])
    wished = any(s.form == "infinitive" and s.code == "open" for s in verb.senses)
    if near is None or (planned and not (dated or places)) or wished:
        reason: Reason = "no-premises" if near is None else "infinitive" if wished else "no-day-no-place"
        scene.leave(verb, "opening-of-premises", reason)
        return
    status = "scheduled" if planned else "held"
    made = next((o for o in scene.drafts.recent("Opening") if _same_premises(o, status, when, places)), None)
    if made is None:
        made = scene.drafts.fact("Opening", sentence=clause.sentence, status=status)
    made.set("hasEventType", Code("event-type", "opening")).set("isLocatedIn", *places)
    made.when = made.when or when
    owner = scene.actors.of(near)
    if owner is not None and near.org:
        made.set("hasOutcome", owner)
    codes = [*scene.halves(clause, near), *(p.country for p in places), owner.country if owner else None]
    codes += [t.country for _, t in scene.subjects(clause, verb) if t is not owner]
    made.set("involvesCountry", *scene.country_things(codes)).set(
        "hasField", *(Code("field", f) for f in scene.fields(clause, after=near))
    )
    made.prove(clause.span, "opening-of-premises")
    if scene.actors.grammar.head_last and verb.has("verb") and not near.org:
        for _, thing in scene.subjects(clause, verb):
            if thing.kind not in ("Person", "Country"):
                scene.participation(made, thing, "host", clause.span, rule="opened-by")


_BESIDE = 3
"""Words behind «открытии» among which what is opened begins."""


def _of_premises(clause: Clause, verb: Item) -> bool:
    """«사무소를 연다»: whether what is held is a house, so that it is opened."""
    return not negated(clause, verb) and any(i.has("form", "cooperation-centre") for i in object_of(clause, verb)[:1])


def _solemn(verb: Item) -> bool:
    """«inaugurated», «the opening ceremony»: words for what is opened with guests, be it a bridge or a shop."""
    return verb.has("verb", "inaugurate") or verb.has("event", "opening") or verb.has("cue", "unveils")


def _body(scene: Scene, clause: Clause, noun: Item) -> Draft | None:
    """A body of two countries that exists: «беларуска-карэйскі цэнтр», «міжурадавая камісія» of two named countries."""
    if noun.has("event", "talks"):
        return scene.leave(noun, "joint-body", "told-as-event")  # «한-체코 정책협의회»: consultations
    halves = scene.halves(clause, noun)
    if scene.actors.grammar.head_last:
        if len(set(halves)) < 2:
            return _body_again(scene, clause, noun) if not halves else None
        behind = []
    else:
        behind = _countries_behind(scene, clause, noun)
    countries = list(dict.fromkeys([*halves, *behind]))
    if len(countries) < 2:
        return scene.leave(noun, "joint-body", "not-two-countries")
    if _planned(clause, noun, head_last=scene.actors.grammar.head_last):
        return scene.leave(noun, "joint-body", "promised")
    span = _extent(clause, noun, head_last=scene.actors.grammar.head_last)
    name = organisation_nominative(span.of(scene.drafts.article.text), scene.actors.grammar.paradigms).nominative
    name = name[:1].upper() + name[1:]
    kind = noun.code("body") or "CooperationBody"
    made = next((b for b in scene.drafts.recent(*BODIES) if _same(b, kind, name, countries)), None)
    if made is None:
        made = scene.drafts.fact(kind, sentence=clause.sentence, status="operating")
    if name not in made.names:
        made.names.append(name)
    made.set("involvesCountry", *scene.country_things(countries))
    made.set("hasField", *(Code("field", f) for f in _fields_within(scene, clause, span)))
    made.prove(clause.span, "joint-body")
    _opening(scene, clause, noun, made)
    return made


def _same_premises(known: Draft, status: str, when: When | None, places: list[Thing]) -> bool:
    """Whether an opening told before may be this one: no body of its own, nothing that contradicts."""
    if (
        known.status != status
        or "isPartOf" in known.roles
        or any(isinstance(o, Draft) for o in known.get("hasOutcome"))
    ):
        return False
    if when and known.when and when.start != known.when.start:
        return False
    theirs = known.things("isLocatedIn")
    return not (places and theirs) or any(p is t for p in places for t in theirs)


def _body_again(scene: Scene, clause: Clause, noun: Item) -> Draft | None:
    """«협력센터는 2020년 … 설립됐다»: the joint body named before, by the last part of its name."""
    kind = noun.code("body")
    known = next(
        (b for b in scene.drafts.back(*BODIES) if b.kind == kind and any(name.endswith(noun.text) for name in b.names)),
        None,
    )
    if known is not None and not _planned(clause, noun, head_last=True):
        known.prove(clause.span, "joint-body")
        _opening(scene, clause, noun, known)
    return known


def _same(known: Draft, kind: str, name: str, countries: list[str]) -> bool:
    its = {t.country for t in known.things("involvesCountry")}
    return known.kind == kind and (its == set(countries) or fold(name) in {fold(n) for n in known.names})


def _countries_behind(scene: Scene, clause: Clause, noun: Item) -> list[str]:
    """«… паміж Беларуссю і Карэяй», «… Беларусі і Карэі» behind the noun."""
    at = clause.tagged.at(noun) + 1
    found: list[str] = []
    for item in clause.tagged.items[at : at + 8]:
        if item.has("verb") or item.tag == "sign":
            break
        if (
            item.tag == "country"
            and item.entity
            and item.entity.country
            and not clause.governed(item, "in", "to", "from")
        ):
            found.append(item.entity.country)
    return found if len(found) > 1 else []


def _planned(clause: Clause, noun: Item, *, head_last: bool = False) -> bool:
    """Whether the body is yet to come: then it is a promise, told elsewhere."""
    if any(i.span.start < noun.span.start for i in clause.having("cue", "creation")) and any(
        True for _ in clause.verbs("sign")
    ):
        return True
    if head_last:  # «센터 설립을 위한 양해각서»
        items = clause.tagged.items
        behind = [i for i in items[clause.tagged.at(noun) + 1 : clause.tagged.at(noun) + 4] if i.tag != "sign"]
        if behind and behind[0].has("cue", "creation"):
            return True
    verbs = list(clause.verbs("open") if head_last else clause.verbs("open", "plan"))
    near = min(verbs, key=lambda v: abs(v.span.start - noun.span.start), default=None)
    if near is None or (near.has("verb", "hold") and not near.has("verb", "open")):
        return False
    return not near.has("verb", "open", "past") and (
        near.has("verb", "plan") or ahead(clause, near) or negated(clause, near)
    )


def _extent(clause: Clause, noun: Item, *, head_last: bool) -> Span:
    """From the adjectives before a body's noun to the end of what it is for; from its countries to the noun where
    names come first."""
    items = clause.tagged.items
    first = at = clause.tagged.at(noun)
    while first and (
        items[first - 1].tag == "adjective" or items[first - 1].text == "-" or items[first - 1].has("adjectives")
    ):
        first -= 1
    if head_last:
        while first and (items[first - 1].tag in ("adjective", "country", "term") or items[first - 1].text in LINKS):
            if items[first - 1].tail[:1] not in ((), ("gen",), ("with",)):
                break
            first -= 1
        named = (i for i in range(first, at) if items[i].tag in ("adjective", "country") or items[i].has("sides"))
        first = next(named, at)
        return Span(items[first].span.start, noun.span.end)
    end = at + 1
    while end < len(items) and clause.holds(items[end]):
        item = items[end]
        useful = (
            item.has("field")
            or item.has("domain")
            or item.has("joints")
            or item.has("prep", "about")
            or item.tag == "adjective"
            or item.has("head")
            or (item.text == "," and list_goes_on(items, end))
        )
        if not useful or item.has("verb"):
            break
        end += 1
    while (
        end > at + 1
        and (items[end - 1].has("joints") or items[end - 1].has("prep"))
        and not items[end - 1].has("field")
    ):
        end -= 1
    return Span(items[first].span.start, items[end - 1].span.end)


def _fields_within(scene: Scene, clause: Clause, span: Span) -> list[str]:
    return list(
        dict.fromkeys(
            s.code
            for i in clause.items
            if span.covers(i.span) and not scene.in_title(i)
            for s in i.senses
            if s.kind == "field"
        )
    )


def _opening(scene: Scene, clause: Clause, noun: Item, body: Draft) -> None:
    verb = next(clause.verbs("open"), None)
    noun_opening = clause.first("event", "opening")
    trigger = verb or noun_opening
    if (
        trigger is None
        or negated(clause, trigger)
        or (verb and not verb.has("verb", "open", "past") and not verb.has("verb", "open", "passive"))
    ):
        return
    made = body.occasion
    if made is None:
        body.occasion = made = scene.drafts.fact("Opening", sentence=clause.sentence, status="held").set(
            "hasEventType", Code("event-type", "opening")
        )
    made.set("hasOutcome", body).set("isLocatedIn", *scene.places(clause)).set(
        "involvesCountry", *body.get("involvesCountry")
    )
    made.set("hasField", *body.get("hasField"))
    made.when = made.when or scene.when(clause, trigger)
    made.prove(clause.span, "opening")
    body.set("isLocatedIn", *scene.places(clause))
    papers = scene.drafts.recent("Agreement", "Memorandum", "Protocol", "Treaty")
    before = [paper for paper in papers if paper.sentence == clause.sentence]
    if before and clause.items[0].has("subordinators"):
        body.set("isBasedOn", before[0])
        body.prove(clause.span, "based-on", role=("isBasedOn", before[0]))
        if not before[0].get("hasField"):
            for field in body.get("hasField"):
                before[0].set("hasField", field)
                before[0].prove(clause.span, "field-of-outcome", role=("hasField", field), inferred=True)


def _presentations(scene: Scene, clause: Clause) -> None:
    """«… прэзентуюць работу цэнтра апрацоўкі дадзеных, раскажуць пра кібербяспеку»: one presentation a topic."""
    verbs = [v for v in clause.verbs("present") if not negated(clause, v)]
    if not verbs or clause.quote >= 0:
        return
    frame = latest(scene, "forum", "conference", "session", "exhibition", "training")
    if frame is None:
        scene.leave(verbs[0], "presentation-of", "no-event-before")
        return
    status = "scheduled" if ahead(clause, verbs[0]) else "held"
    for item in clause.items:
        codes = [s.code for s in item.senses if s.kind == "field"]
        if scene.actors.grammar.head_last:
            codes = codes if item in object_of(clause, verbs[0]) else []
        elif not codes or item.span.start < verbs[0].span.start:
            codes = _codes_in_org(scene, item) if item.org and item.span.start > verbs[0].span.start else []
        for code in codes[:1]:
            made = scene.drafts.fact("Presentation", sentence=clause.sentence, status=status)
            made.set("hasEventType", Code("event-type", "presentation")).set("hasField", Code("field", code)).set(
                "isPartOf", frame
            )
            made.when = frame.when
            made.prove(clause.span, "presentation-of")


def _codes_in_org(scene: Scene, item: Item) -> list[str]:
    return [s.code for s in item.senses if s.kind == "field"]


_PERIOD = re.compile(r"((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)")


def read_strategies(scene: Scene) -> None:
    """«стратэгія … на 2016-2022 гады»: the documents in which a state sets its goals, and its programmes."""
    for clause in scene.clauses:
        for noun in clause.having("document"):
            kind = {"strategy": "Strategy", "programme": "Programme"}.get(noun.code("document") or "")
            if not kind or scene.in_title(noun):
                continue
            items = clause.tagged.items
            at = clause.tagged.at(noun)
            end = at + 1
            while (
                end < len(items)
                and clause.holds(items[end])
                and not items[end].has("verb")
                and items[end].tag != "sign"
            ):
                end += 1
            span = Span(noun.span.start, items[end - 1].span.end)
            fields = _fields_within(scene, clause, span)
            if end == at + 1 or (not fields and kind == "Strategy"):
                continue
            text = span.of(scene.drafts.article.text)
            name = organisation_nominative(text, scene.actors.grammar.paradigms).nominative
            made = scene.drafts.fact(kind, sentence=clause.sentence)
            made.names.append(name[:1].upper() + name[1:])
            made.set("hasField", *(Code("field", f) for f in fields))
            if period := _PERIOD.search(text):
                made.set("startYear", int(period[1])).set("endYear", int(period[2]))
            if kind == "Programme":
                made.set(
                    "envisages",
                    *(
                        Code("form", s.code)
                        for i in items[at + 1 : end]
                        for s in i.senses
                        if s.kind == "form" and s.code not in ("visit", "event", "programme")
                    ),
                )
                if not made.get("envisages"):
                    made.dropped = True
            made.prove(clause.span, kind.casefold())
