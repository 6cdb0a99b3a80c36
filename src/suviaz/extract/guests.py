"""Who comes, who receives and who leads where the verb alone does not tell: guests of a visit, of a stand, envoys."""

from __future__ import annotations

from suviaz.extract.clauses import Clause
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.events import event, latest, status_of
from suviaz.extract.items import Item
from suviaz.extract.scene import Scene
from suviaz.model import Code

Acting = list[tuple[Item, Thing]]
_NEAR = 2
"""Sentences after an event within which its hosts and guests are told."""


def _recent(scene: Scene, clause: Clause, kind: str) -> Draft | None:
    found = latest(scene, kind)
    return found if found is not None and 0 <= clause.sentence - found.sentence <= _NEAR else None


def hosted(scene: Scene, clause: Clause, subjects: Acting, objects: Acting) -> Draft | None:
    """«Принимали гостей ректор Х и декан Y»: the hosts of the visit just told of; no meeting besides."""
    visit = _recent(scene, clause, "visit")
    hosts = [t for _, t in subjects if t.kind == "Person"]
    guests = [t for _, t in objects if t.kind == "Person"]
    if visit is None or visit.status != "held" or guests or not hosts or not clause.cue("guest"):
        return None
    for host in hosts:
        scene.participation(visit, host, "host", clause.span, rule="receive-host")
    return visit


def stand(scene: Scene, clause: Clause, subjects: Acting) -> Draft | None:
    """«Стенд посетили Х и Y»: guests of the exhibition told of."""
    shown = latest(scene, "exhibition")
    if shown is None or not clause.cue("stand") or not subjects:
        return None
    for _, thing in subjects:
        scene.participation(shown, thing, "guest", clause.span, rule="attended-by")
    return shown


def arriving(scene: Scene, clause: Clause, noun: Item) -> bool:
    """«на открытие приедут …»: a noun in the accusative is where somebody comes to, in the locative where he is."""
    paradigms = scene.actors.grammar.paradigms
    word = noun.text.casefold().split()[-1]
    cases = {way.case for way in paradigms.noun_rows.analyse(word)} if paradigms.cases[1:] else set()
    return "acc" in cases and "loc" not in cases and clause.governed(noun, "to")


def given_to(scene: Scene, clause: Clause) -> Acting:
    """«вручил верительные грамоты президенту Х»: to whom, told by the dative alone."""
    return [
        (i, t)
        for i, t in scene.acting(clause)
        if t.kind == "Person" and scene.cases(i) == {"dat"} and scene.free(clause, i)
    ]


def heading(clause: Clause) -> bool:
    """«Во главе белорусской делегации прибыл Х»."""
    for item in clause.having("cue", "heading"):
        at = clause.tagged.at(item)
        if any(i.has("cue", "delegation") for i in clause.tagged.items[at + 1 : at + 4]):
            return True
    return False


def told_aside(scene: Scene, clause: Clause, noun: Item, verb: Item) -> bool:
    """«В беседе, состоявшейся 18 ноября, Х и Y условились …»: that it was held is said in passing, who took part is
    told by the rest."""
    return verb.has("verb", "hold", "aside") and scene.governed(clause, noun, "at", "in")


def organisers(scene: Scene, clause: Clause, verb: Item) -> Acting:
    """Who organises something; in a language of word order also those together with whom he does."""
    found = scene.subjects(clause, verb)
    if not scene.ordered:
        by = [(i, t) for i, t in scene.acting(clause) if scene.cases(i) == {"ins"} and scene.free(clause, i)]
        return found or by  # «Семинар организован посольством Швеции»
    beside = [(i, t) for i, t in scene.companions(clause) if i.span.start > verb.span.start and t.kind != "Person"]
    acting = [(i, t) for i, t in found if verb.has("verb", "organise") or t.kind != "Person"]
    return [*acting, *(beside if acting else ())]


def undoubted(scene: Scene, subjects: Acting, objects: Acting) -> tuple[Acting, Acting]:
    """One who can only act leaves those whose form is open to be objects: «Лі Тхэ Хо прыняў міністр …»."""
    clear = [s for s in subjects if scene.cases(s[0]) == {"nom"}]
    open_ = [s for s in subjects if s not in clear and len(scene.cases(s[0])) > 1]
    return (clear, [*objects, *open_]) if clear and open_ else (subjects, objects)


def at_event(scene: Scene, clause: Clause, known: Draft, at: bool) -> None:
    """«… сказаў ён на сустрэчы»: who speaks there takes part."""
    if clause.cue("negation_behind"):
        return  # «설명회에는 가지 않는다»
    if not at or clause.quote >= 0 or (scene.ordered and known.codes("hasEventType") == ["visit"]):
        return
    talk = known.codes("hasEventType")[0] in ("forum", "conference")
    talk = talk or (scene.actors.grammar.head_last and known.codes("hasEventType") == ["session"])
    for _, thing in scene.subjects(clause):
        if thing.kind == "Person":
            scene.participation(known, thing, "speaker" if talk else "attendee", clause.span, rule="at-event")
            known.set("involvesCountry", *scene.country_things([scene.actors.country(thing)]))


def salient(scene: Scene, clause: Clause) -> Thing | None:
    """Who a clause without a subject goes on about: the last person named before it."""
    if not clause.cue("pronoun", "guest"):
        return None
    return next(scene.mentioned.before(clause.span.start, "Person"), None)


def hosts_of(scene: Scene, clause: Clause, noun: Item, made: Draft) -> None:
    """«… у Мінсвязі праходзіць форум»: who owns the premises is host."""
    later = scene.actors.grammar.head_last and any(i.first > noun.first for i in clause.having("event"))
    if later:
        return  # «방한 환영 만찬을 주최했다»: of the dinner, not of the visit
    for item, thing in scene.companions(clause, "in"):
        if thing.kind in ("Organisation", "GovernmentBody", "Ministry") and clause.after(item) is not noun:
            scene.participation(made, thing, "host", clause.span, rule="event-at-premises")
    talking = made.codes("hasEventType")[0] in ("meeting", "talks")
    for verb in clause.verbs("organise", *(("receive",) if scene.ordered else ())):
        for _, thing in organisers(scene, clause, verb):
            teaching = thing.kind == "Person" and noun.code("event") in ("training", "presentation")
            role = "attendee" if talking else "presenter" if teaching else "host"
            scene.participation(made, thing, role, clause.span, rule="event-organised-by")


def gathering(scene: Scene, clause: Clause, noun: Item, kind: str) -> str:
    """«Гаспадарамі сустрэчы выступілі …» behind a forum: the forum."""
    left = clause.before(noun)
    if kind != "meeting" or left is None or not left.has("verb", "organise", "passive"):
        return kind
    known = latest(scene, "forum", "conference", "session", "exhibition", "training")
    return kind if known is None else known.codes("hasEventType")[0]


def convened(scene: Scene, clause: Clause, told: list[Draft]) -> list[Draft]:
    """«Комиссия соберётся в декабре в Нише»: a committee that convenes holds a session."""
    verb = next((v for v in clause.verbs("hold") if v.has("cue", "convenes")), None)
    if verb is None or told or scene.ordered or scene.particles or clause.quote >= 0:
        return []
    bodies = [i for i in clause.having("body", "JointCommittee") if scene.free(clause, i)]
    status = status_of(clause, verb)
    if not bodies or status is None or bodies[0].span.start > verb.span.start:
        return []
    when, places = scene.when(clause, verb), scene.places(clause)
    if when is None and not places:
        return []
    made = event(
        scene, clause, "session", status=status, trigger=verb, rule="session-convened", when=when, places=places
    )
    before = latest(scene, "session")
    made.set("involvesCountry", *scene.country_things(scene.halves(clause, bodies[0])))
    if before is not None and not made.get("involvesCountry"):
        made.set("involvesCountry", *before.get("involvesCountry"))
    made.set("hasField", *(Code("field", f) for f in scene.fields(clause)))
    return [made]
