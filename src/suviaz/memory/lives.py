"""The life of an agreement and of a body: the steps that articles tell of, each with its time, basis and words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from suviaz.memory.ledger import Entry
from suviaz.memory.values import AGREEMENTS, BODIES, Evidence, Known, Thing, Words

Stage = Literal["planned", "announced", "signed", "in-force", "extended", "opened", "at-work", "session", "ended"]
STAGES: tuple[Stage, ...] = (
    "planned", "announced", "signed", "in-force", "opened", "at-work", "session", "extended", "ended",
)  # fmt: skip
Basis = Literal["stated", "attested", "found"]
"""stated: a source gives the time of the step; attested: it holds by the day of the article, since when nobody says;
found: nobody says that the thing belongs here, but kind, parties, field and time fit."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `thing` is the event, promise or paper that is the step, or the agreement or body itself."""

    stage: Stage
    thing: str
    first: str | None
    last: str | None
    basis: Basis
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """The steps of an agreement or a body, in order of time; of one time, in the order of STAGES."""

    thing: str
    steps: tuple[Step, ...]


def lives(known: Known, evidence: Evidence, day: str, promises: tuple[Entry, ...] = ()) -> tuple[Life, ...]:
    """The life of each agreement and body of which an article had told by the day; `promises` is that day's ledger.

    A pure function of its arguments; a step for which no words can be shown is left out.
    """
    found = []
    for thing in known.things.values():
        if thing.kinds & (AGREEMENTS | BODIES):
            steps = [*_claimed(thing, evidence, day), *_planned(thing, known, evidence, promises)]
            steps += _happened(thing, known, evidence, day)
            steps += _sessions(thing, known, evidence, day) if thing.kinds & BODIES else _extended(thing, evidence, day)
            if steps := [step for step in steps if step.words]:
                found.append(Life(thing.iri, tuple(sorted(_first_of_each(steps), key=_order))))
    return tuple(sorted(found, key=lambda life: (_order(life.steps[0]), life.thing)))


_STATED: dict[str, Stage] = {
    "announced": "announced", "signed": "signed", "in-force": "in-force", "operating": "at-work", "ended": "ended",
}  # fmt: skip


def _claimed(thing: Thing, evidence: Evidence, day: str) -> list[Step]:
    """What the first article says that gives it a status: it holds by the day on which the article came out."""
    steps: dict[str, Step] = {}
    for claim in thing.said(*_STATED, by=day):
        words = _by(evidence, thing.iri, claim.published, day)
        stage = _STATED[str(claim.status)]
        steps.setdefault(stage, Step(stage, thing.iri, None, claim.published, "attested", words))
    return list(steps.values())


def _happened(thing: Thing, known: Known, evidence: Evidence, day: str) -> list[Step]:
    """Its signing or opening, if held; one that is only scheduled announces it."""
    steps = []
    for event in known.things.values():
        if thing.iri not in event.outcomes or not (event.told or "") <= day:
            continue
        words = tuple(w for w in evidence(event.iri) if (w.published or "") <= day)
        held = event.said("held", by=day)
        if held and (event.first or "") <= day:
            stage: Stage = "signed" if "Signing" in event.kinds else "opened"
            known_day = bool(event.first or event.last)
            last = event.last if known_day else event.told
            steps.append(Step(stage, event.iri, event.first, last, "stated" if known_day else "attested", words))
        elif event.said("scheduled", by=day):
            steps.append(Step("announced", event.iri, None, event.told, "attested", words))
    return steps


def _planned(thing: Thing, known: Known, evidence: Evidence, promises: tuple[Entry, ...]) -> list[Step]:
    """The promises that it carried out, and the agreements on which it rests."""
    own = {thing.iri} | {event.iri for event in known.things.values() if thing.iri in event.outcomes}
    steps = []
    for entry in promises:
        match = next((m for m in entry.fulfilled_by if m.thing in own), None)
        if match:
            basis: Basis = "stated" if match.basis == "stated" else "found"
            steps.append(Step("planned", entry.promise, entry.voiced, entry.voiced, basis, entry.words))
    for iri in sorted(thing.bases & known.things.keys()):
        base = known.things[iri]
        words = tuple(w for w in evidence(thing.iri) if w.part == "isBasedOn") or evidence(iri)
        steps.append(Step("planned", iri, base.first, base.last or base.told, "stated", words))
    return steps


def _sessions(body: Thing, known: Known, evidence: Evidence, day: str) -> list[Step]:
    """Its sessions: those said to be its own; and, of a committee, those of the same countries and fields."""
    steps = []
    for event in known.things.values():
        if "session" not in event.events or not event.said("held", by=day) or (event.first or "") > day:
            continue
        own = body.iri in event.makers | event.wholes
        fits = (
            "JointCommittee" in body.kinds and len(body.countries & event.countries) > 1 and body.fields == event.fields
        )
        if own or fits:
            words = tuple(w for w in evidence(event.iri) if (w.published or "") <= day)
            steps.append(
                Step("session", event.iri, event.first, event.last or event.told, "stated" if own else "found", words)
            )
    return steps


def _extended(agreement: Thing, evidence: Evidence, day: str) -> list[Step]:
    """An end that a later article puts further off than an earlier one did; one that has merely passed is no step."""
    told = sorted(
        (w.published or "", w.value[:10], w)
        for w in evidence(agreement.iri)
        if w.part == "endDate" and w.value and (w.published or "") <= day
    )
    steps = []
    for (before, end, _), (after, later, words) in pairwise(told):
        if before < after and end < later:
            steps.append(Step("extended", agreement.iri, None, after, "attested", (words,)))
    return steps


def _first_of_each(steps: list[Step]) -> list[Step]:
    """Of what articles merely attest, each stage once, and only where no step with a time of its own tells it."""
    timed = {step.stage for step in steps if step.basis != "attested"}
    told = {step.stage for step in steps}
    kept: dict[str, Step] = {}
    for step in sorted((s for s in steps if s.basis == "attested"), key=_order):
        if step.stage not in timed and not (step.stage == "at-work" and "opened" in told):
            kept.setdefault(step.stage, step)
    return [*(step for step in steps if step.basis != "attested"), *kept.values()]


def _by(evidence: Evidence, iri: str, published: str | None, day: str) -> tuple[Words, ...]:
    """The words of the article of that day: those for the status where there are some, else for the whole thing."""
    own = [w for w in evidence(iri) if w.published == published and (w.published or "") <= day]
    return tuple(w for w in own if w.part == "hasStatus") or tuple(w for w in own if w.part is None) or tuple(own)


def _order(step: Step) -> tuple[str, int, str]:
    return step.first or step.last or "9999", STAGES.index(step.stage), step.thing
