"""Who takes part in what, and how: attends, leads a delegation, welcomes, speaks, invites."""

from __future__ import annotations

from bisect import bisect_right

from suviaz.extract.clauses import Clause, negated
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.events import latest
from suviaz.extract.items import Item, Tagged
from suviaz.extract.roles import LINKS
from suviaz.extract.scene import Scene
from suviaz.extract.visitors import leaders, near, owners_of
from suviaz.model import Span

_TAKING_PART = ("attend", "lead", "chair", "speak", "present", "welcome", "invite")


_BESIDE = ("visit", "inaugurate", "comprise", "receive", "hold", "witness", "organise")
"""Further verbs that tell who was there."""


def read_parts(scene: Scene, clause: Clause, told: list[Draft], papers: list[Draft]) -> None:
    """Who attends, leads a delegation, welcomes, speaks, invites. `papers` are those the clause tells of."""
    if not (
        clause.does(*_TAKING_PART, *_BESIDE)
        or clause.cue("head_of_side", "interlocutor", "visitors", "witness", "partakers")
        or clause.has("prep", "presence")
        or (scene.particles and any("presence" in item.preps for item in clause.items))
    ):
        return  # most clauses
    current = (
        _opened(scene, clause) or told[-1]
        if told
        else _opened(scene, clause)
        or _ceremony(scene, clause, papers)
        or _watched(scene, clause)
        or latest(
            scene,
            *("forum", "conference", "session", "exhibition", "visit", "meeting", "talks", "training", "ceremony"),
            "presentation",
        )
    )
    if current is not None and not told and current.status == "scheduled" and _took_part(clause):
        current = _held_before(scene, current) or current  # «В работе комиссии участвовали …»: not in the next one
    _witnessed(scene, clause)
    _organised(scene, clause, None if told else current)
    if current is None:
        scene.leave_each(clause.verbs(*_TAKING_PART), "participation", "no-event-before")
        return
    for verb in clause.verbs("lead"):
        if clause.cue("delegation") and (scene.ordered or not verb.has("verb", "lead", "passive")):
            for item, thing in scene.subjects(clause, verb):
                scene.participation(current, thing, "head-of-delegation", clause.span, rule="delegation-led-by")
                sides = [
                    i.entity.country
                    for i in clause.items
                    if i.tag == "adjective" and i.entity and i.entity.country and i.span.start < item.span.start
                ]
                if sides and thing.kind == "Person":
                    scene.actors.serves(thing, sides[-1])
                    current.set("involvesCountry", scene.drafts.country(sides[-1]))
    for thing in leaders(scene, clause):
        scene.participation(current, thing, "head-of-delegation", clause.span, rule="delegation-led-by")
    for item, thing in scene.companions(clause, "presence"):
        if thing.kind != "Country":
            where = _signing_of(scene, papers) or current
            scene.participation(where, thing, "attendee", item.span, rule="in-presence-of")
    attending = [
        v
        for v in clause.verbs("attend", "visit")
        if (v.has("verb", "attend") and not (v.has("voice", "passive") and v.has("verb", "represent", "past")))
        or (not v.has("verb", "attend") and not told and clause.has("event"))
    ]
    visiting = current.codes("hasEventType") == ["visit"]
    for verb in attending:
        if not negated(clause, verb):
            # «с турецкой стороны — Х», «от Индии — Y»: commas part them from the verb
            apart = clause.cue("side", "on_behalf")
            for _, thing in scene.subjects(clause, None if apart and not scene.ordered else verb):
                role = "guest" if visiting or not verb.has("verb", "attend") else "attendee"
                scene.participation(current, thing, role, clause.span, rule="attended-by")
    if current.kind == "Opening":
        for verb in clause.verbs("inaugurate"):  # «X cut the ribbon»
            for _, thing in scene.subjects(clause, verb):
                if thing.kind == "Person" and not negated(clause, verb):
                    scene.participation(current, thing, "attendee", clause.span, rule="attended-by")
    _presenters(scene, clause)
    undertaken = list(clause.verbs("undertake")) if clause.cue("head_of_side") else []  # «수석대표는 X가 맡았다»
    standing = clause.items[0].has("cue", "who_acting")  # «X, who chairs the group, …»: that is his post
    chairing = [v for v in clause.verbs("chair") if not (standing and v.has("verb", "chair", "present"))]
    for verb in [*chairing, *undertaken]:
        for _, thing in scene.subjects(clause, verb) or _presided(scene, clause, verb):
            if verb in undertaken and thing.kind != "Person":
                continue
            scene.participation(current, thing, "head-of-delegation", clause.span, rule="chaired-by")
    if clause.cue("partakers") and any(i.text in LINKS for i in clause.items[:6]) and not clause.does("attend"):
        for item, thing in scene.acting(clause):  # «В числе участников — председатель Х, директор Y»
            if thing.kind == "Person" and "nom" in scene.cases(item):
                scene.participation(current, thing, "attendee", clause.span, rule="among-guests")
    if clause.does("be") and (clause.cue("partakers") if told else clause.cue("visitors", "partakers")):
        for _, thing in scene.subjects(clause):  # «сярод гасцей былі Х і Y»
            scene.participation(current, thing, "attendee", clause.span, rule="among-guests")
    for verb in clause.verbs("comprise"):
        for item, thing in scene.acting(clause) if clause.cue("delegation") else ():  # «The delegation included Х»
            if thing.kind == "Person" and item.span.start > verb.span.start:
                role = "guest" if current.codes("hasEventType") == ["visit"] else "attendee"
                scene.participation(current, thing, role, clause.span, rule="of-delegation")
    for verb in clause.verbs("receive"):
        if clause.items[0].has("cue", "relative"):  # «… на форуме, які прымала міністэрства»
            for _, thing in scene.subjects(clause, verb):
                if thing.kind != "Person":
                    scene.participation(current, thing, "host", clause.span, rule="received-by")
    for _ in clause.verbs("present", "speak"):
        for _, thing in scene.companions(clause, "from"):
            if thing.kind in ("Organisation", "GovernmentBody", "Ministry"):
                scene.participation(current, thing, "presenter", clause.span, rule="presenters-from")
    showing = scene.actors.grammar.head_last and current.codes("hasEventType") == ["presentation"]
    for verb in clause.verbs("present") if showing and clause.quote < 0 else ():
        for _, thing in scene.subjects(clause, verb):
            scene.participation(current, thing, "presenter", clause.span, rule="presented-by")
    for verb in clause.verbs("speak"):
        for _, thing in scene.subjects(clause, verb):
            if thing.kind == "Person":
                scene.participation(current, thing, "speaker", clause.span, rule="spoken-by")
    for item in clause.verbs("lead"):
        if item.has("verb", "lead", "passive") and (after := clause.after(item)) is not None:
            sides = [c for i in clause.having("cue", "delegation") for c in scene.halves(clause, i)]
            for other, thing in scene.acting(clause):
                if thing.kind == "Person" and sides:
                    scene.actors.serves(thing, sides[-1])
                led = thing.kind == "Person" and other.span.start >= after.span.start and near(clause, item, other)
                if led and "nom" not in scene.cases(other):
                    scene.participation(current, thing, "head-of-delegation", clause.span, rule="delegation-headed-by")
    for verb in clause.verbs("welcome"):
        if clause.cue("welcome", "audience") or len(verb.text.split()) > 1 or clause.has("event"):
            for _, thing in scene.subjects(clause, verb):
                if thing.kind == "Person":
                    scene.participation(current, thing, "welcome-speaker", clause.span, rule="welcomed-by")
    for noun in clause.verbs("welcome") if scene.actors.grammar.head_last else ():
        if noun.has("cue", "welcome"):  # «X 대사의 환영사가 있을 예정이다»
            for thing in owners_of(scene, clause, noun):
                scene.participation(current, thing, "welcome-speaker", clause.span, rule="welcomed-by")
    if clause.cue("head_of_side"):  # «수석대표는 X 과장과 Y 국장이었다»
        for item, thing in scene.acting(clause):
            if thing.kind == "Person" and item.role[:1] == ("be",):
                scene.participation(current, thing, "head-of-delegation", clause.span, rule="chaired-by")
    if clause.cue("interlocutor") and clause.does("be"):
        for _, thing in scene.subjects(clause):
            if thing.kind == "Person":
                scene.participation(current, thing, "attendee", clause.span, rule="interlocutor")
                current.set("involvesCountry", *scene.country_things([scene.actors.country(thing)]))
    for verb in clause.verbs("invite"):
        visit = latest(scene, "visit")
        events = [i for i in clause.items if i.has("event") and not i.has("event", "visit")]
        elsewhere = any(scene.governed(clause, i, "to") for i in events)  # «공동위원회에 대표단을 초청했다»
        if (
            visit is not None
            and visit.status == "held"
            and any(v.has("verb", "visit", "infinitive") for v in clause.verbs("visit"))
        ):
            continue  # «пригласил коллегу посетить Минск»: another visit
        if visit is not None and not (elsewhere and scene.actors.grammar.particles):
            passive = not scene.ordered and any(s.form == "passive" and s.code == "invite" for s in verb.senses)
            behind = [(i, t) for i, t in scene.acting(clause) if i.span.start > verb.span.start]
            named = [(i, t) for i, t in behind if "gen" in scene.cases(i) and "nom" not in scene.cases(i)][:1]
            # «па запрашэнні Х» tells the host in the genitive, «was invited by Х» as the one who acts
            for _, thing in (named or scene.subjects(clause, verb)) if passive else scene.subjects(clause, verb):
                scene.participation(visit, thing, "host", clause.span, rule="invited-by")
    idle = (v for v in clause.verbs(*_TAKING_PART) if not scene.subjects(clause, v))
    scene.leave_each(idle, "participation", "no-actor")


def _took_part(clause: Clause) -> bool:
    return any(v.has("verb", code, "past") for code in _TAKING_PART for v in clause.verbs(code))


def _held_before(scene: Scene, event: Draft) -> Draft | None:
    """The event of the same type that was told as held before one to come."""
    kind = event.codes("hasEventType")[0]
    return next((e for e in reversed(scene.events.get(kind, ())) if e.status == "held"), None)


def _presided(scene: Scene, clause: Clause, verb: Item) -> list[tuple[Item, Thing]]:
    """«Заседание прошло под председательством министра Х и министра Y»: persons in the genitive behind the words."""
    if scene.ordered or scene.particles:
        return []
    people = [(i, t) for i, t in scene.acting(clause) if t.kind == "Person" and i.span.start > verb.span.start]
    return [(i, t) for i, t in people if scene.cases(i) & {"gen", "ins"}]


def _presenters(scene: Scene, clause: Clause) -> None:
    """«посол Х провёл презентацию», «куратор Y проведёт тренинг»: who holds them presents."""
    if scene.ordered or scene.actors.grammar.head_last or not clause.does("hold"):
        return
    for event in scene.drafts.recent("Presentation", "Event"):
        kind = event.codes("hasEventType")
        if kind in (["presentation"], ["training"]) and any(p.span.meets(clause.span) for p in event.proofs):
            for verb in clause.verbs("hold"):
                for _, thing in scene.subjects(clause, verb):
                    if thing.kind == "Person":
                        scene.participation(event, thing, "presenter", clause.span, rule="presented-by")


def _witnessed(scene: Scene, clause: Clause) -> None:
    """«두 총리는 서명을 지켜봤다», «… 대사가 서명식에 임석했다»: who is at a signing without signing."""
    verb = next((v for v in clause.verbs("witness") if not negated(clause, v)), None)
    if verb is None:
        return
    before = [s for s in scene.drafts.recent("Signing") if 0 <= clause.sentence - s.sentence <= 1]
    if not before:
        return
    for signing in (s for s in before if s.sentence == before[-1].sentence and s.status == "held"):
        for _, thing in scene.subjects(clause, verb):
            scene.participation(signing, thing, "attendee", clause.span, rule="witnessed-by")


_ORGANISED = frozenset({"forum", "conference", "exhibition", "training", "ceremony", "session", "presentation"})


def _organised(scene: Scene, clause: Clause, before: Draft | None) -> None:
    """«Арганізатарам яго выступіла Х», «Арганізавалі яе Х і Y»: who held the event told of before, a pronoun here."""
    if before is None or before.codes("hasEventType")[0] not in _ORGANISED or clause.having("event"):
        return
    for verb in clause.verbs("organise"):
        if clause.cue("pronoun") and not negated(clause, verb):
            for _, thing in scene.subjects(clause, verb):
                scene.participation(before, thing, "host", clause.span, rule="event-organised-by")


def read_lists(scene: Scene) -> None:
    """Lists of participants behind a colon."""
    for tagged in scene.sentences:
        _listed(scene, tagged)
        _attending(scene, tagged)


def _listed(scene: Scene, tagged: Tagged) -> None:
    """«…: — Ватыкан; — В'етнам; …»: a list of countries and bodies belongs to the event told before it."""
    colon = tagged.colon
    if colon is None:
        return
    listed = [
        (i, t)
        for i, t in scene.actors.known(tagged.items[colon:], "Country", "Organisation", "GovernmentBody", "Ministry")
    ]
    rest = [i for i in tagged.items[colon:] if i.tag not in ("sign", "country", "org") and not i.has("conjunctions")]
    event = next((e for e in scene.drafts.back("Event", "Meeting") if e.sentence <= tagged.number), None)
    if len(listed) < 3 or rest or event is None:
        return
    span = Span(listed[0][0].span.start, listed[-1][0].span.end)
    role = "guest" if event.codes("hasEventType")[0] in ("ceremony", "visit") else "attendee"
    for _, thing in listed:
        if thing.kind == "Country":
            event.set("involvesCountry", thing)
            event.prove(span, "list-of-participants", role=("involvesCountry", thing))
        else:
            scene.participation(event, thing, role, span, rule="list-of-participants")


def _attending(scene: Scene, tagged: Tagged) -> None:
    """«У ім удзельнічалі: — дырэктар … Х; — міністр … Y; — агенцтва …»: each point names one who took part."""
    colon = tagged.colon
    led = colon is not None and any(
        (i.has("verb", "attend") and not i.has("verb", "attend", "future")) or i.has("cue", "partakers")
        for i in tagged.items[:colon]
    )
    if colon is None or not led or not any(i.text == ";" for i in tagged.items[colon:]):
        return
    before = [e for e in scene.drafts.recent("Event", "Meeting") if e.sentence <= tagged.number]
    event = next((e for e in reversed(before) if e.status == "held"), before[-1] if before else None)
    if event is None:
        return
    points: list[list[Item]] = [[]]
    for item in tagged.items[colon + 1 :]:
        points[-1].append(item)
        if item.text == ";":
            points.append([])
    for point in points:
        known = list(scene.actors.known(point, *_PARTAKERS))
        people = [(i, t) for i, t in known if t.kind == "Person"]
        unnamed = any(i.has("post") and i.has("many") for i in point)  # «представители агентства»
        for item, thing in (people or [(i, t) for i, t in known if unnamed or not scene.in_title(i)])[:1]:
            scene.participation(event, thing, "attendee", item.span, rule="list-of-participants")


_PARTAKERS = ("Person", "Organisation", "GovernmentBody", "Ministry")


def credentials(scene: Scene, clause: Clause, made: Draft, subjects: list[tuple[Item, Thing]]) -> list[Thing]:
    """«X는 대통령에게 신임장을 제정했다»: who received them, told by the particle, and who presented them."""
    hosts = [t for _, t in scene.companions(clause, "to") if t.kind == "Person"]
    guests = [t for _, t in subjects if hosts and t.kind == "Person"]
    if not scene.actors.grammar.head_last:
        return []
    for group, role, rule in ((hosts, "host", "credentials-to"), (guests, "guest", "credentials-of")):
        for thing in group:
            scene.participation(made, thing, role, clause.span, rule=rule)
    return [*guests, *hosts]


def _opened(scene: Scene, clause: Clause) -> Draft | None:
    """The opening that this clause tells of, if any."""
    return next((o for o in scene.drafts.recent("Opening") if o.proven_by(clause.span)), None)


_RECALLED = 4
"""Sentences over which «the signing» still means the one told of."""


def _signing_of(scene: Scene, papers: list[Draft]) -> Draft | None:
    """The signing of the papers that a clause tells of."""
    return next((s for s in scene.drafts.recent("Signing") if any(p in s.get("hasOutcome") for p in papers)), None)


def _watched(scene: Scene, clause: Clause) -> Draft | None:
    """«Х looked on», «Witnessing the ceremony were Х and Y» behind a signing or an opening: that one."""
    if not (clause.cue("witness") or clause.does("inaugurate")):
        return None
    near = [s for s in scene.drafts.recent("Signing", "Opening") if 0 <= clause.sentence - s.sentence <= _RECALLED]
    return near[-1] if near and near[-1].status == "held" else None


def _ceremony(scene: Scene, clause: Clause, papers: list[Draft]) -> Draft | None:
    """«На цырымоніі прысутнічаў …» behind a signing or an opening: that one."""
    named = any(
        i.has("event", "ceremony")
        or i.has("event", "signing")
        or (i.has("event", "opening") and scene.governed(clause, i, "at", "in"))
        for i in clause.having("event")
    )
    attends = any(v.has("verb", "attend") for v in clause.verbs("attend"))
    goes_on = attends and next(scene.drafts.back("Signing", "Event", "Meeting", "Opening"), None)
    may_go_on = not clause.has("event") and (clause.number or (goes_on and goes_on.kind == "Signing"))
    if papers or not (named or may_go_on):
        return None
    signing = next((s for s in scene.drafts.back("Signing", "Opening") if s.status == "held"), None)
    beside = signing is not None and signing.sentence == clause.sentence - (0 if clause.number else 1)
    if signing is None or not (named or beside):
        return None
    told = max(proof.span.start for proof in signing.proofs)
    behind = bisect_right(scene.starts, clause.span.start) - bisect_right(scene.starts, told)
    recalled = any(i.has("event", signing.codes("hasEventType")[0]) for i in clause.having("event"))
    return signing if behind <= (2 * _RECALLED if recalled else 1) else None
