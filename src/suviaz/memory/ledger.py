"""The ledger of commitments: what was promised, and what, as far as any article tells, became of it by a given day.

A promise counts as fulfilled only by something that was reported, and whose words are shown: an article that says so,
or an opening, a paper, an event that fits in kind, parties, field and time. How well it fits is its confidence. That
the day by which it was due has passed proves nothing; then the promise is overdue.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from suviaz.memory.values import AGREEMENTS, Claim, Evidence, Known, Thing, Words

State = Literal["announced", "due", "overdue", "fulfilled", "partly", "lapsed", "silent"]
STATES: tuple[State, ...] = ("announced", "due", "overdue", "fulfilled", "partly", "lapsed", "silent")
"""silent: no day was given by which to judge, and for a year and more no later article has come back to the matter."""

SURE = 0.5
"""From this confidence on a find makes a promise fulfilled; below it is shown as possible and changes nothing."""
POSSIBLE = 0.25
PATIENCE = 365
"""Days without news after which a promise without a day is silent."""
HORIZON = 3 * 365
"""Days after which a thing is no longer taken for the fulfilment of a promise (counted from when it was due)."""

_HELD = ("held",)
_CONCLUDED = ("signed", "in-force", "ended")
_AT_WORK = ("operating", "ended")


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason for a match: what was compared (kind, parties, field, time, words), with what result and weight."""

    of: str
    result: str
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that carries out a promise, or a step towards it. `basis`: stated (an article says so) or found."""

    thing: str
    form: str | None
    basis: Literal["stated", "found"]
    first: str | None
    last: str | None
    confidence: float
    signs: tuple[Sign, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise and its state. `due` are the bounds of the time it was given, `later` the last day on which an article
    came back to the matter (same parties, and same form or field), None where none did."""

    promise: str
    state: State
    by: tuple[str, ...]
    to: tuple[str, ...]
    forms: tuple[str, ...]
    fields: tuple[str, ...]
    voiced: str | None
    due: tuple[str | None, str | None]
    words: tuple[Words, ...]
    fulfilled_by: tuple[Match, ...] = ()
    steps: tuple[Match, ...] = ()
    possible: tuple[Match, ...] = ()
    later: str | None = None


@lru_cache
def carried_out() -> dict[str, Any]:
    """What carries out a promise, by form, as fulfilment.toml has it."""
    return tomllib.loads((Path(__file__).parent / "fulfilment.toml").read_text(encoding="utf-8"))


def ledger(known: Known, evidence: Evidence, day: str) -> tuple[Entry, ...]:
    """Every promise that was voiced by the day, the first voiced first, with its state on that day.

    Nothing that happened, or came out, after the day is looked at. A pure function of its arguments.
    """
    promises = [t for t in known.things.values() if "Commitment" in t.kinds and (t.told or "") <= day]
    entries = [_entry(promise, known, evidence, day) for promise in promises]
    return tuple(sorted(entries, key=lambda e: (e.voiced or "", e.promise)))


def _entry(promise: Thing, known: Known, evidence: Evidence, day: str) -> Entry:
    others = [t for t in known.things.values() if "Commitment" not in t.kinds]
    found = [m for m in (_found(promise, t, known, evidence, day) for t in others) if m is not None]
    stated = _stated(promise, known, evidence, day)
    done = _best(stated + [m for m in found if m.confidence >= SURE and {m.thing} != {s.thing for s in stated}])
    steps = _best([m for m in (_step(promise, t, known, evidence, day) for t in others) if m is not None])
    possible = _best([m for m in found if POSSIBLE <= m.confidence < SURE])
    later = _later(promise, known, day)
    return Entry(
        promise.iri,
        _state(promise, done, steps, later, day),
        tuple(sorted(promise.makers)),
        tuple(sorted(promise.receivers)),
        tuple(sorted(promise.forms)),
        tuple(sorted(promise.fields)),
        promise.told,
        _due(promise),
        evidence(promise.iri),
        done,
        steps,
        possible,
        later,
    )


def _state(promise: Thing, done: tuple[Match, ...], steps: tuple[Match, ...], later: str | None, day: str) -> State:
    if done:
        covered = {match.form for match in done}
        whole = None in covered or promise.forms <= covered
        return "fulfilled" if whole else "partly"
    if promise.said("lapsed", by=day):
        return "lapsed"
    if steps:
        return "partly"
    first, due = _due(promise)
    if due and day > due:
        return "overdue"
    if first and day >= first:
        return "due"
    if not due and not later and promise.told and _days_between(promise.told, day) > PATIENCE:
        return "silent"
    return "announced"


def _due(promise: Thing) -> tuple[str | None, str | None]:
    """The time a promise is given. One that was over before it was voiced is a misreading, and counts as none."""
    if promise.last and promise.told and promise.last < promise.told:
        return None, None
    return promise.first, promise.last


def _stated(promise: Thing, known: Known, evidence: Evidence, day: str) -> list[Match]:
    """What an article itself calls the fulfilment; its words are those for the tie, or for the status."""
    found = []
    own = tuple(w for w in evidence(promise.iri) if (w.published or "") <= day)
    for iri in sorted(promise.fulfilled_by):
        thing = known.things.get(iri)
        words = tuple(w for w in own if w.part == "isFulfilledBy") or _words(evidence, iri, day)
        if words and (thing is None or (thing.first or thing.told or "") <= day):
            first, last = (thing.first, thing.last) if thing else (None, None)
            sure = max(w.confidence for w in words)
            found.append(Match(iri, None, "stated", first, last, sure, (Sign("words", "stated", sure),), words))
    claims = promise.said("fulfilled", by=day)
    if claims and not found:
        words = tuple(w for w in own if w.published in {c.published for c in claims} and w.part in (None, "hasStatus"))
        if words:
            sure = max(w.confidence for w in words)
            sign = Sign("words", "stated", sure)
            found.append(Match(promise.iri, None, "stated", None, claims[0].published, sure, (sign,), words))
    return found


def _found(promise: Thing, thing: Thing, known: Known, evidence: Evidence, day: str) -> Match | None:
    """The thing as a fulfilment of the promise, if it fits in everything; dear questions come last."""
    form = next((form for form in sorted(promise.forms) if _carries_out(form, thing, known, day)), None)
    return _fitting(promise, thing, form, known, evidence, day=day) if form else None


def _step(promise: Thing, thing: Thing, known: Known, evidence: Evidence, day: str) -> Match | None:
    """A paper concluded after the promise that envisages the same form: on the way, and not there."""
    if not thing.kinds & AGREEMENTS or not _in_state(thing, _CONCLUDED, day) or "agreement" in promise.forms:
        return None
    form = next(iter(sorted(promise.forms & thing.forms)), None)
    match = _fitting(promise, thing, form, known, evidence, day=day) if form else None
    return match if match and match.confidence >= SURE else None


def _carries_out(form: str, thing: Thing, known: Known, day: str) -> bool:
    wanted = carried_out().get(form, {})
    bodies, papers = set(wanted.get("bodies", ())), set(wanted.get("papers", ()))
    if "Opening" in thing.kinds:
        opened = [known.things[iri] for iri in thing.outcomes if iri in known.things]
        return _in_state(thing, _HELD, day) and any(body.kinds & bodies for body in opened)
    if thing.kinds & bodies:
        # Told of by its opening where there is one: that has a day.
        opened_by = any(thing.iri in other.outcomes for other in known.things.values())
        return not opened_by and _in_state(thing, _AT_WORK, day)
    if thing.kinds & papers:
        return _in_state(thing, _CONCLUDED, day)
    if thing.events & set(wanted.get("events", ())):
        return _in_state(thing, _HELD, day)
    return bool(thing.kinds & set(wanted.get("documents", ())))


def _fitting(promise: Thing, thing: Thing, form: str, known: Known, evidence: Evidence, *, day: str) -> Match | None:
    if thing.articles & promise.articles:
        return None  # whoever tells of both would have said that one is the other
    signs = [
        Sign("kind", form, carried_out().get(form, {}).get("weight", 1.0)),
        *_parties(promise, thing, known),
        *_field(promise, thing, known),
    ]
    signs += _time(promise, thing, day)
    if len(signs) < 4:
        return None
    words = _words(evidence, thing.iri, day)
    if not words:
        return None
    signs.append(Sign("words", "reported", max(w.confidence for w in words)))
    confidence = 1.0
    for sign in signs:
        confidence *= sign.weight
    return Match(
        thing.iri, form, "found", thing.first, thing.last or thing.told, round(confidence, 3), tuple(signs), words
    )


def _parties(promise: Thing, thing: Thing, known: Known) -> list[Sign]:
    """Nothing where they do not fit: the sides must be the same, or one of them by name."""
    named = promise.actors & known.actors(thing) - promise.countries
    sides, others = promise.countries, known.countries(thing)
    if sides and others and not sides & others:
        return []
    if len(sides & others) > 1:
        return [Sign("parties", "both-and-name" if named else "both", 1.0 if named else 0.9)]
    if named:
        return [Sign("parties", "name", 0.8)]
    return [Sign("parties", "one", 0.5)] if sides & others else []


def _field(promise: Thing, thing: Thing, known: Known) -> list[Sign]:
    ours, theirs = promise.fields, known.fields(thing)
    if ours & theirs:
        return [Sign("field", "same", 1.0)]
    if not ours or not theirs:
        return [Sign("field", "unknown", 0.8 if ours or theirs else 0.7)]
    above = {up for one in ours for up in known.wider.get(one, ())} & theirs
    below = {up for one in theirs for up in known.wider.get(one, ())} & ours
    return [Sign("field", "wider" if above else "narrower", 0.9)] if above or below else []


def _time(promise: Thing, thing: Thing, day: str) -> list[Sign]:
    """Nothing where it lies before the promise, after the day, or too long after it was due."""
    voiced, told = promise.told, thing.told
    if not voiced or not told or told > day or told <= voiced:
        return []
    first, last = thing.first, thing.last
    if (last and last < voiced) or (first and first > day):
        return []
    if first is None and last is None:
        # It was done by the day on which it was told; whether after the promise, nobody says.
        return [Sign("time", "told-later", 0.6)] if _days_between(voiced, told) <= HORIZON else []
    if first is None or first < voiced:
        return [Sign("time", "about", 0.6)]
    start, due = _due(promise)
    if due:
        if start and last and last < start:
            return [Sign("time", "early", 0.8)]
        if first <= due:
            return [Sign("time", "in-time", 1.0)]
        late = _days_between(due, first)
        return [Sign("time", "late", 0.85 if late <= PATIENCE else 0.65)] if late <= HORIZON else []
    after = _days_between(voiced, first)
    return [Sign("time", "after", 0.85 if after <= 2 * PATIENCE else 0.65)] if after <= HORIZON else []


def _later(promise: Thing, known: Known, day: str) -> str | None:
    """The last day by which an article that does not tell of the promise tells of its matter."""
    found = [
        claim.published
        for thing in known.things.values()
        if thing.iri != promise.iri
        and not thing.articles & promise.articles
        and _same_matter(promise, thing, known, day)
        for claim in thing.claims
        if claim.published and promise.told and promise.told < claim.published <= day
    ]
    return max(found, default=None)


def _same_matter(promise: Thing, thing: Thing, known: Known, day: str) -> bool:
    same_form = bool(promise.forms & thing.forms) or any(_carries_out(f, thing, known, day) for f in promise.forms)
    if not same_form and not promise.fields & known.fields(thing):
        return False
    return any(sign.weight > 0.5 for sign in _parties(promise, thing, known))


def _in_state(thing: Thing, statuses: Iterable[str], day: str) -> bool:
    """Whether an article says so by the day, and the last of them does not take it back."""
    wanted = set(statuses)
    claims: tuple[Claim, ...] = tuple(c for c in thing.claims if c.status and (c.published or "") <= day)
    return any(c.status in wanted for c in claims) and claims[-1].status != "cancelled"


def _words(evidence: Evidence, iri: str, day: str) -> tuple[Words, ...]:
    return tuple(w for w in evidence(iri) if (w.published or "") <= day)


def _best(matches: list[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda m: (m.basis != "stated", -m.confidence, m.last or "", m.thing)))


def _days_between(first: str, last: str) -> int:
    gap: timedelta = date.fromisoformat(last) - date.fromisoformat(first)
    return gap.days
