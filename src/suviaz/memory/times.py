"""What happened when: events, agreements, promises, posts and names in order of time; and how the ties grew.

A plan is not a fact: what is only announced stands in the timeline as planned, and is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from suviaz.memory.holders import Named, Spell
from suviaz.memory.ledger import Entry
from suviaz.memory.lives import Life
from suviaz.memory.matters import Matter, time, what
from suviaz.memory.values import Evidence, Known, Thing, Words

Precision = Literal["day", "days", "month", "year", "by", "unknown"]
"""day: one day; days: some days, or bounds of another kind; month, year: exactly that; by: not after the last day."""
State = Literal["planned", "done", "cancelled"]
STATES: tuple[State, ...] = ("planned", "done", "cancelled")

_STATE: dict[str, State] = {
    "announced": "planned", "scheduled": "planned", "cancelled": "cancelled", "lapsed": "cancelled",
    "held": "done", "signed": "done", "in-force": "done", "operating": "done", "ended": "done", "fulfilled": "done",
}  # fmt: skip
_STAGED = ("in-force", "extended", "ended")
"""Steps of a life that are no event of their own."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something in time. `what` says what it is: `kind/Memorandum`, `event-type/visit`, `stage/ended`, `promise`,
    `post` (held from `first` to `last`), `named` (an organisation bore that name). `things` are all nodes that tell of
    it, `actors` who takes part or has the post. `first` and `last` are ISO days, None where open."""

    thing: str
    what: str
    first: str | None
    last: str | None
    precision: Precision
    state: State
    things: tuple[str, ...]
    fields: tuple[str, ...]
    actors: tuple[str, ...]
    articles: int
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a year brought in a field: events held, papers signed, and what was only planned for it.

    `field` is None in the row that counts each thing of the year once; a thing of two fields is in both their rows,
    one that names none in that of the field ''. `year` is None for what has no time."""

    year: int | None
    field: str | None
    events: int
    papers: int
    planned: int


def moments(found: Iterable[Matter], known: Known, evidence: Evidence) -> tuple[Moment, ...]:
    """The matters as moments, those with words that tell of them, in order of time. A pure function."""
    return in_order(one for one in (_moment(matter, known, evidence) for matter in found) if one.words)


def stages(lives: Iterable[Life], known: Known) -> tuple[Moment, ...]:
    """What becomes of agreements and bodies without an event of its own: in force, extended, ended."""
    return in_order(
        _made(known.things[life.thing], f"stage/{step.stage}", (step.first, step.last), "done", step.words)
        for life in lives
        for step in life.steps
        if step.stage in _STAGED
    )


def promises(ledger: Iterable[Entry], known: Known) -> tuple[Moment, ...]:
    """The promises that were given a time, each in it; done only where the ledger finds that they are."""
    return in_order(
        _made(
            known.things[entry.promise],
            "promise",
            entry.due,
            "done" if entry.state == "fulfilled" else "cancelled" if entry.state == "lapsed" else "planned",
            entry.words,
        )
        for entry in ledger
        if any(entry.due)
    )


def posts(spells: Iterable[Spell], words: Evidence) -> tuple[Moment, ...]:
    """The posts of a person, or of an organisation's people, from and to when that is known."""
    found = []
    for spell in spells:
        said = tuple(dict.fromkeys(w for tenure in spell.tenures for w in words(tenure)))
        span = (spell.start.day, spell.end.day)
        articles = len({w.article for w in said})
        found.append(
            Moment(spell.post, "post", *span, precision(*span), "done", (), (), (spell.holder,), articles, said)
        )
    return in_order(found)


def renamings(names: Iterable[Named]) -> tuple[Moment, ...]:
    """The names that an organisation has borne, from the registry; no article is needed for that."""
    return in_order(
        Moment(name.iri, "named", name.first, name.last, precision(name.first, name.last), "done", (), (), (), 0, ())
        for name in names
        if name.first or name.last
    )


def tallies(found: Iterable[Moment]) -> tuple[Tally, ...]:
    """Counts by year and field, the years in order, in each the row of all first. A pure function."""
    events: Counter[tuple[int | None, str | None]] = Counter()
    papers, planned = events.copy(), events.copy()
    for one in found:
        day = one.first or one.last
        year = int(day[:4]) if day else None
        into = planned if one.state == "planned" else papers if one.what.startswith("kind/") else events
        if one.state != "cancelled":
            into.update((year, field) for field in (None, *(one.fields or ("",))))
    keys = sorted(
        events.keys() | papers.keys() | planned.keys(),
        key=lambda key: (key[0] is None, key[0] or 0, key[1] is not None, key[1] or ""),
    )
    return tuple(Tally(*key, events[key], papers[key], planned[key]) for key in keys)


def in_order(found: Iterable[Moment]) -> tuple[Moment, ...]:
    """By time, what has none last; of one time the more exact first."""
    return tuple(sorted(found, key=lambda m: (m.first or m.last or "9999", m.last or "9999", m.what, m.thing)))


def inside(one: Moment, first: str | None, last: str | None) -> bool:
    """Whether it can lie between two days (or months, or years); what has no time is in no bounded period."""
    start, end = one.first or one.last, one.last or one.first
    if one.what in ("post", "named"):
        start, end = one.first or "", one.last or "9999"
    if start is None or end is None:
        return first is None and last is None
    return (first is None or end >= first) and (last is None or start[: len(last)] <= last)


def precision(first: str | None, last: str | None) -> Precision:
    """How exactly a time is known."""
    if not first:
        return "by" if last else "unknown"
    if not last or first == last:
        return "day" if last else "days"
    if first.endswith("-01-01") and last.endswith("-12-31") and first[:4] == last[:4]:
        return "year"
    next_day = date.fromisoformat(last) + timedelta(1)
    return "month" if first.endswith("-01") and first[:7] == last[:7] and next_day.day == 1 else "days"


def state(things: Iterable[Thing]) -> State:
    """By the article that came out last; of one day, by the further status: planned, then done, then cancelled."""
    claims = (claim for thing in things for claim in thing.claims if claim.status)
    told = [(claim.published or "", STATES.index(_STATE[str(claim.status)])) for claim in claims]
    return STATES[max(told)[1]] if told else "planned"


def _moment(matter: Matter, known: Known, evidence: Evidence) -> Moment:
    things = [known.things[iri] for iri in matter.things]
    words = tuple(dict.fromkeys(w for thing in things for w in evidence(thing.iri) if w.part is None))
    span = time(matter, known)
    return Moment(
        matter.thing,
        what(things),
        *span,
        precision(*span),
        state(things),
        matter.things,
        tuple(sorted({code for thing in things for code in known.fields(thing)})),
        tuple(sorted({actor for thing in things for actor in known.actors(thing) - known.countries(thing)})),
        len({article for thing in things for article in thing.articles}),
        tuple(sorted(words, key=lambda w: (w.published or "9999", w.article, w.text == w.title, w.start))),
    )


def _made(
    thing: Thing, kind: str, span: tuple[str | None, str | None], known_as: State, words: tuple[Words, ...]
) -> Moment:
    return Moment(
        thing.iri,
        kind,
        *span,
        precision(*span),
        known_as,
        (thing.iri,),
        tuple(sorted(thing.fields)),
        tuple(sorted(thing.actors - thing.countries)),
        len(thing.articles),
        words,
    )
