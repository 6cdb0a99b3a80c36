"""What is one matter, though sources told of it so differently that the graph keeps several nodes.

Identity joins what it can prove; a protocol here and a memorandum there stay two agreements. For comparing sources and
for counting they have to be put side by side. So a matter is an event or agreement together with what agrees with it in
kind, countries, time and field; nothing is merged, and what rests on such a comparison says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from suviaz.memory.values import AGREEMENTS, BODIES, EVENTS, NOTHING, Known, Thing

_NEAR = 2
"""Days by which two sources may differ about the day of one event."""
_MONTH = 31
_RARE = frozenset({"session", "forum", "conference", "exhibition"})
_ENOUGH = 3
"""Points from which two tellings are of one matter; see `_likeness`."""


@dataclass(frozen=True, slots=True)
class Matter:
    """`thing` is what most articles tell of, `things` are all that belong together, a signing with what was signed;
    those in `found` were joined by comparison."""

    thing: str
    things: tuple[str, ...]
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A signing with its agreements, or another event, as one for comparing."""

    things: frozenset[str]
    about: str
    special: frozenset[str]
    countries: frozenset[str]
    actors: frozenset[str]
    fields: frozenset[str]
    places: frozenset[str]
    articles: frozenset[str]
    first: str | None
    last: str | None


def matters(known: Known, places: Mapping[str, frozenset[str]]) -> tuple[Matter, ...]:
    """All events and agreements, each in exactly one matter, sorted by time; `places` are those of each thing.

    A pure function that does not depend on the order of anything.
    """
    units = _units(known, places)
    groups = [frozenset({i}) for i in range(len(units))]
    likeness = {
        (i, j): points
        for i, j in combinations(range(len(units)), 2)
        if (points := _likeness(units[i], units[j], known)) is not None
    }

    def can(i: int, j: int) -> bool:
        return (min(i, j), max(i, j)) in likeness

    enough = {pair: points for pair, points in likeness.items() if points >= _ENOUGH}
    for (i, j), points in sorted(enough.items(), key=lambda item: (-item[1], item[0])):
        mine = next(group for group in groups if i in group)
        theirs = next(group for group in groups if j in group)
        # Whoever fits two that cannot be one belongs to neither for certain.
        equal = [pair for pair, other in enough.items() if other == points and len({*pair} & {i, j}) == 1]
        clear = all(can(i, k) and can(j, k) for pair in equal for k in {*pair} - {i, j})
        whole = all(can(a, b) for a in mine for b in theirs)
        if mine is not theirs and whole and clear:
            groups = [group for group in groups if group not in (mine, theirs)] + [mine | theirs]
    found = [_matter([units[i] for i in sorted(group)], known) for group in groups]
    return tuple(sorted(found, key=lambda m: (time(m, known)[0] or time(m, known)[1] or "9999", m.thing)))


def time(matter: Matter, known: Known) -> tuple[str | None, str | None]:
    """When it lies: the narrowest time that one of its things is given."""
    spans = [(t.first, t.last) for t in (known.things[iri] for iri in matter.things) if t.first or t.last]
    if not spans:
        return None, None
    return min(spans, key=lambda s: (_length(*s), s[0] or "", s[1] or ""))


def what(things: Iterable[Thing]) -> str:
    """What a matter is: the most special class of paper, else the type of the event, else its class."""
    kinds = {kind for thing in things for kind in thing.kinds}
    papers = sorted(kinds & (AGREEMENTS - {"Agreement"})) or sorted(kinds & AGREEMENTS)
    if papers:
        return f"kind/{papers[0]}"
    types = sorted({code for thing in things for code in thing.events} - {"signing"})
    return f"event-type/{types[0]}" if types else f"kind/{min(kinds & EVENTS, default='Event')}"


def _units(known: Known, places: Mapping[str, frozenset[str]]) -> list[_Unit]:
    joined: dict[str, set[str]] = {}
    for thing in known.things.values():
        if not thing.kinds & (EVENTS | AGREEMENTS):
            continue
        group = {thing.iri}
        if thing.kinds & {"Signing"}:
            group |= {iri for iri in thing.outcomes if iri in known.things and known.things[iri].kinds & AGREEMENTS}
        for other in set(group):
            group |= joined.get(other, set())
        for iri in group:
            joined[iri] = group
    unique = {frozenset(group) for group in joined.values()}
    return sorted((_unit(group, known, places) for group in unique), key=lambda unit: sorted(unit.things))


def _unit(group: frozenset[str], known: Known, places: Mapping[str, frozenset[str]]) -> _Unit:
    things = [known.things[iri] for iri in sorted(group)]
    spans = [(t.first, t.last) for t in things if t.first or t.last]
    first, last = min(spans, key=lambda s: (_length(*s), s[0] or "", s[1] or ""), default=(None, None))
    ends = [known.things[iri] for thing in things for iri in thing.outcomes if iri in known.things]
    kinds = frozenset().union(*(thing.kinds for thing in (*things, *ends)))
    types = frozenset().union(*(thing.events for thing in things))
    countries = frozenset().union(*(known.countries(thing) for thing in things))
    return _Unit(
        group,
        _about(things),
        (kinds & (AGREEMENTS | BODIES) - {"Agreement"}) | (types & _RARE),
        countries,
        frozenset().union(*(known.actors(thing) for thing in things)) - countries,
        frozenset().union(*(known.fields(thing) for thing in things)),
        frozenset().union(*(places.get(iri, NOTHING) for iri in group)),
        frozenset().union(*(thing.articles for thing in things)),
        first,
        last,
    )


def _about(things: Iterable[Thing]) -> str:
    """What kind of thing is compared with what: papers with papers, events with events of their type."""
    kinds = frozenset().union(*(thing.kinds for thing in things))
    if kinds & (AGREEMENTS | {"Signing"}):
        return "paper"
    types = sorted(frozenset().union(*(thing.events for thing in things)))
    return " ".join(types) or "event"


def _likeness(one: _Unit, other: _Unit, known: Known) -> int | None:
    """Points for what two units have in common, None where they cannot be one.

    The same day counts 3, a day within a month told elsewhere 1, the same longer time 0, up to two days apart -1; a
    common actor 2; a common
    field, or one under the other, 1; a common place 1; papers or opened bodies of one class, or events of a type of
    which there are few, 1. An article that tells of both knows that they are two.
    """
    if one.about != other.about or one.articles & other.articles or len(one.countries & other.countries) < 2:
        return None
    when = _when(one, other)
    if when is None or (one.places and other.places and not one.places & other.places):
        return None
    fields = 0
    if one.fields and other.fields:
        wide = one.fields.union(*(known.wider.get(code, NOTHING) for code in one.fields))
        wider = other.fields.union(*(known.wider.get(code, NOTHING) for code in other.fields))
        if not wide & other.fields and not wider & one.fields:
            return None
        fields = 1
    rare = bool(one.special & other.special)
    return when + 2 * bool(one.actors & other.actors) + fields + bool(one.places & other.places) + rare


def _when(one: _Unit, other: _Unit) -> int | None:
    if not (one.first and one.last and other.first and other.last):
        return None
    if max(_length(one.first, one.last), _length(other.first, other.last)) > _MONTH:
        return 0 if (one.first, one.last) == (other.first, other.last) else None
    if one.first == one.last and other.first == other.last:
        apart = abs((date.fromisoformat(one.first) - date.fromisoformat(other.first)).days)
        return 3 if not apart else -1 if apart <= _NEAR else None
    return 1 if one.first <= other.last and other.first <= one.last else None


def _matter(units: list[_Unit], known: Known) -> Matter:
    def told(iri: str) -> tuple[bool, int, int, str]:
        thing = known.things[iri]
        return bool(thing.kinds & EVENTS), -len(thing.articles), _length(thing.first, thing.last), iri

    best = min(units, key=lambda unit: (-len(unit.articles), sorted(unit.things)))
    things = sorted(frozenset().union(*(unit.things for unit in units)), key=told)
    main = min(best.things, key=told)
    others = tuple(iri for iri in things if iri not in best.things)
    return Matter(main, (main, *(iri for iri in things if iri != main)), others)


def _length(first: str | None, last: str | None) -> int:
    """Days between the bounds; an open bound makes it longer than any."""
    if not first or not last:
        return 10**6
    return max(0, (date.fromisoformat(last) - date.fromisoformat(first)).days)
