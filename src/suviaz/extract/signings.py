"""The signing of a paper: when and where, at what meeting, and who puts his hand to it."""

from __future__ import annotations

from suviaz.extract.clauses import Clause
from suviaz.extract.draft import Draft, Thing
from suviaz.extract.events import latest
from suviaz.extract.items import Item
from suviaz.extract.scene import Scene
from suviaz.model import Code, When


def signing_of(
    scene: Scene,
    clause: Clause,
    agreement: Draft,
    *,
    verb: Item,
    status: str,
    when: When | None,
    signers: list[Thing],
    earlier: bool,
) -> None:
    """The signing of a paper, with its parties."""
    places = _places(scene, clause, verb)
    made = agreement.occasion
    if made is None:
        agreement.occasion = made = scene.drafts.fact(
            "Signing", sentence=clause.sentence, status="scheduled" if status == "announced" else "held"
        )
        made.set("hasEventType", Code("event-type", "signing")).set("hasOutcome", agreement)
    if earlier:
        agreement.marks.add("earlier")
    frame = (
        None if earlier else latest(scene, "forum", "conference", "session", "visit", "meeting", "talks", "exhibition")
    )
    if when is None and not earlier and clause.cue("today"):
        when = frame.when if frame else None
    fits = frame is not None and frame.status == ("scheduled" if status == "announced" else "held")
    if frame is not None and fits and not (_within(clause) or _occasion(scene, agreement, frame, clause)):
        frame = None
    if when is None and not earlier and frame is not None and fits:
        when = frame.when
        made.set("isPartOf", frame)
        if not places:
            made.set("isLocatedIn", *frame.get("isLocatedIn"))
    if when and (made.when is None or not made.when.exact):
        made.when = when
    made.set("isLocatedIn", *places)
    if when is None and not earlier and (lump := _lump(scene, agreement, made)) is not None:
        made.when = made.when or lump.when  # the papers of the package just told of
        made.set("isLocatedIn", *lump.get("isLocatedIn"))
    if frame is not None and fits and not agreement.get("hasParty") and "isPartOf" in made.roles:
        theirs = frame.things("involvesCountry")
        agreement.set("hasParty", *(theirs if len(theirs) == 2 else ()))  # «По итогам заседания подписан протокол»
    made.prove(clause.span, "signing")
    made.set("hasField", *agreement.get("hasField"))
    made.set("involvesCountry", *scene.country_things([scene.actors.country(p) for p in agreement.things("hasParty")]))
    if not agreement.things("hasParty"):
        named = scene.actors.known([i for i in clause.items if not scene.in_title(i)], "Country")
        made.set("involvesCountry", *(t for i, t in named if not clause.governed(i, "in", "to", "from", "about")))
    for party in agreement.things("hasParty"):
        scene.participation(made, party, "signing-party", clause.span, rule="signed-by")
    for person in signers:
        scene.participation(made, person, "signatory", clause.span, rule="signed-by-hand")


def _places(scene: Scene, clause: Clause, verb: Item) -> list[Thing]:
    """The towns of a clause, but for those that another verb stands before: «подписали соглашение и договорились
    открыть в Риге …»."""
    found = scene.places(clause)
    if not found or scene.particles:
        return found
    apart = {
        id(t) for i, t in scene.actors.known(clause.items, "Place") if verb.first < i.first and _parted(clause, verb, i)
    }
    return [place for place in found if id(place) not in apart]


def _parted(clause: Clause, verb: Item, place: Item) -> bool:
    between = (v for v in clause.verbs("plan", "open", "visit", "hold") if v is not verb)
    return any(verb.first < v.first < place.first for v in between)


_NEAR = 5
"""Sentences behind a meeting in which a paper is signed at it, if nothing else is said."""


def _occasion(scene: Scene, agreement: Draft, frame: Draft, clause: Clause) -> bool:
    """Whether a meeting told just before, of the same countries, is where an undated paper was signed."""
    parties = {scene.actors.country(p) for p in agreement.things("hasParty")}
    theirs = {t.country for t in frame.things("involvesCountry")}
    near = 0 <= clause.sentence - frame.sentence <= _NEAR
    return near and len(parties) == 2 and parties == theirs and not clause.cue("earlier")


def _lump(scene: Scene, agreement: Draft, made: Draft) -> Draft | None:
    """The signing of papers told just before, by the same countries: «подписан пакет документов. Заключены …»."""
    countries = {scene.actors.country(p) for p in agreement.things("hasParty")}
    for other in scene.drafts.back("Signing"):
        near = other is not made and other.status == made.status and 0 <= made.sentence - other.sentence <= 2
        theirs = {t.country for t in other.things("involvesCountry")}
        if near and other.when and countries and theirs >= countries:
            return other
    return None


def _within(clause: Clause) -> bool:
    """«У рамках форуму падпісаны …»: the frame is named in the clause, or a pronoun stands for it."""
    return clause.cue("within", "thereby") or (
        clause.has("prep", "at") and any(not i.has("event", "signing") for i in clause.having("event"))
    )
