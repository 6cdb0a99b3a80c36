"""Who comes, who receives and who leads where the verb alone does not tell: guests of a visit, of a stand, envoys."""

from __future__ import annotations

from suviaz.extract.clauses import Clause
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.events import latest
from suviaz.extract.items import Item
from suviaz.extract.scene import Scene

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
        return found
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
