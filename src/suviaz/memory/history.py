"""Asking for the history of ties: two sides compared, timelines, counts by year, ways between actors, and figures.

Each is a thin shell about pure functions: what the store says is read, worked out, and told with names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from suviaz import network
from suviaz.errors import BadQuery
from suviaz.memory import times, ways
from suviaz.memory.balance import Balance, balance
from suviaz.memory.facts import Facts
from suviaz.memory.matters import Matter, matters
from suviaz.memory.sides import ELSEWHERE, Comparison, Press, compare
from suviaz.memory.sources import Source, Telling, sources, spellings, tellings
from suviaz.memory.telling import Account, account
from suviaz.memory.values import NOTHING, Known

if TYPE_CHECKING:
    from suviaz.memory.values import Thing
    from suviaz.store import Store

Pair = tuple[str, str]
_WITHIN = """SELECT DISTINCT ?place ?wider WHERE {
  ?thing sv:hasEventType ?type ; sv:isLocatedIn ?place . ?place sv:isLocatedIn+ ?wider
}"""
_NUMBER = r"(?<![\w.,-])\d+(?:[.,\u00a0 ]\d{3})*(?:[.,]\d+)?(?![\d-])(?![A-Za-z\u0400-\u04ff])"


def compared(
    store: Store,
    *,
    pair: Pair | None = None,
    entity: str | None = None,
    first: str | None = None,
    last: str | None = None,
    lang: str = "be",
) -> Account:
    """What each of two countries' sources say: of an event or agreement (`entity`, an IRI; an actor means all of its),
    Comparison by Comparison; without one, the Balance of the pair in a period.

    Without a pair it is that of the entity's countries, if those are two. Raises UnknownName for an unknown country,
    BadQuery where no pair is given or follows.
    """
    facts = Facts(store, lang)
    known, press = facts.known(), _press(facts)
    found = _matters(known, press.tellings)
    sides = tuple(facts.country(code) for code in pair or ()) or _two(entity, known)
    if len(sides) != 2:
        raise BadQuery("Two sides are needed; give them as a pair of country codes.")
    both = (sides[0], sides[1])
    if entity is None:
        mine = [m for m in found if set(both) <= _countries(m, known)]
        told: Balance = balance(mine, known, facts.words, press, pair=both, period=(first, last))
        named = {*both, *(one.thing for one in told.told), *(share.of for share in told.shares)}
        named |= {one.kind for one in told.told} | {f"field/{code}" for one in told.told for code in one.fields}
        return account((told,), named, facts, facts.last_day())
    mine = [m for m in found if _concerns(m, entity, known)]
    entries = tuple(compare(m, known, facts.words, press, pair=both) for m in mine)
    return account(entries, {name for one in entries for name in _named(one)}, facts, facts.last_day())


def timeline(
    store: Store,
    *,
    pair: Pair | None = None,
    entity: str | None = None,
    field: str | None = None,
    first: str | None = None,
    last: str | None = None,
    lang: str = "be",
) -> Account:
    """What happened, and what is planned, in order of time (Moment by Moment): of a pair, of an entity (IRI), or all.

    Of a person or organisation its posts, or names, are in it, too; of an agreement or body the steps of its life.
    Raises UnknownName for an unknown country.
    """
    from suviaz.memory.holders import line, spells
    from suviaz.memory.ledger import ledger
    from suviaz.memory.lives import lives

    facts = Facts(store, lang)
    known, day = facts.known(), facts.last_day()
    promises = ledger(known, facts.words, day)
    moments = [*times.moments(_matters(known, tellings(facts)), known, facts.words)]
    moments += times.stages(lives(known, facts.words, day, promises), known)
    moments += times.promises(promises, known)
    moments = _chosen(moments, facts, known, pair=pair, entity=entity, field=field)
    if entity is not None and field is None and entity not in known.things:
        own = [s for s in spells(facts.tenures()) if entity in (s.holder, s.body, s.post)]
        moments += times.posts(own, facts.words)
        moments += times.renamings(line(entity, facts.bodies())) if entity in facts.bodies() else ()
    entries = tuple(m for m in times.in_order(moments) if times.inside(m, first, last))
    named = {name for m in entries for name in (m.thing, m.what, *m.actors, *(f"field/{code}" for code in m.fields))}
    return account(entries, named, facts, day)


def years(
    store: Store,
    *,
    pair: Pair | None = None,
    entity: str | None = None,
    field: str | None = None,
    first: str | None = None,
    last: str | None = None,
    lang: str = "be",
) -> Account:
    """How many events were held, papers signed, and things planned, by year and field (Tally by Tally)."""
    facts = Facts(store, lang)
    known = facts.known()
    moments = [*times.moments(_matters(known, tellings(facts)), known, facts.words)]
    moments = _chosen(moments, facts, known, pair=pair, entity=entity, field=field)
    entries = times.tallies(m for m in moments if times.inside(m, first, last))
    return account(entries, {f"field/{one.field}" for one in entries if one.field}, facts, facts.last_day())


def paths(store: Store, start: str, end: str, *, most: int = 3, lang: str = "be") -> Account:
    """The shortest ways between two actors (IRIs), Way by Way, with the words for each step; none if nothing ties them.

    Raises BadQuery where both are the same.
    """
    if start == end:
        raise BadQuery("A way has two ends; these are the same.")
    facts = Facts(store, lang)
    entries = ways.ways(network.ties(store, lang=lang), start, end, most=most)
    named = {start, end, *(iri for way in entries for iri in way.nodes)}
    for step in (step for way in entries for step in way.steps):
        named |= {f"relation/{step.relation}", *(f"role/{role}" for role in step.roles)}
    return account(entries, named, facts, facts.last_day())


def figures(store: Store, *, most: int = 10, lang: str = "be", **part: Any) -> Account:
    """Who stands between others, and who belongs together: one Figures. `part` selects, as for `network.ties`."""
    facts = Facts(store, lang)
    told = ways.figures(network.ties(store, lang=lang, **part), most=most)
    named = {iri for one in told.brokers for iri in (one.actor, *one.things)}
    for group in told.communities:
        named |= {*group.actors, *group.things, *(f"field/{code}" for code in group.fields)}
    return account((told,), named, facts, facts.last_day())


def _press(facts: Facts) -> Press:
    within: dict[str, set[str]] = {}
    for place, wider in facts.rows(_WITHIN):
        within.setdefault(str(place), set()).add(str(wider))
    return Press(
        sources(facts),
        tellings(facts),
        {place: frozenset(wider) for place, wider in within.items()},
        cache(_numbers),
        cache(lambda who: spellings(facts, who)),
    )


def _numbers(text: str, source: Source) -> frozenset[str]:
    """The numbers in a text that are no part of a date."""
    import re

    from suviaz.dates import find_times
    from suviaz.grammar import languages, load

    if source.lang not in languages():
        return NOTHING
    bare = text
    for found in find_times(text, load(source.lang).calendar, source.published):
        bare = bare[: found.span.start] + "·" * (found.span.end - found.span.start) + bare[found.span.end :]
    return frozenset(re.sub(r"[\u00a0 ]", "", number) for number in re.findall(_NUMBER, bare))


def _matters(known: Known, told: Mapping[str, tuple[Telling, ...]]) -> tuple[Matter, ...]:
    return matters(
        known, {iri: frozenset().union(*(t.values("isLocatedIn") for t in own)) for iri, own in told.items()}
    )


def _chosen(
    moments: Iterable[times.Moment],
    facts: Facts,
    known: Known,
    *,
    pair: Pair | None,
    entity: str | None,
    field: str | None,
) -> list[times.Moment]:
    sides = {facts.country(code) for code in pair or ()}
    chosen = []
    for one in moments:
        things = [known.things[iri] for iri in one.things if iri in known.things]
        countries = frozenset().union(*(known.countries(thing) for thing in things))
        serves = field is None or any(code == field or field in known.wider.get(code, ()) for code in one.fields)
        if sides <= countries and serves and (entity is None or any(_touches(t, entity, known) for t in things)):
            chosen.append(one)
    return chosen


def _touches(thing: Thing, entity: str, known: Known) -> bool:
    """Whether the thing is the entity, or the entity takes part in it, led to it, came of it, or is a part of it."""
    tied = thing.outcomes | thing.bases | thing.wholes | thing.fulfilled_by
    own = known.things.get(entity)
    back = (own.outcomes | own.bases | own.wholes | own.fulfilled_by) if own else NOTHING
    return entity in {thing.iri, *tied, *known.actors(thing), *known.countries(thing)} or thing.iri in back


def _concerns(matter: Matter, entity: str, known: Known) -> bool:
    if entity in known.things:
        return entity in matter.things
    return any(_touches(known.things[iri], entity, known) for iri in matter.things)


def _countries(matter: Matter, known: Known) -> frozenset[str]:
    return frozenset().union(*(known.countries(known.things[iri]) for iri in matter.things))


def _two(entity: str | None, known: Known) -> tuple[str, ...]:
    thing = known.things.get(entity or "")
    return tuple(sorted(known.countries(thing))) if thing else ()


def _named(one: Comparison) -> Iterable[str]:
    yield from (one.thing, *one.found, *(report.side for report in one.reports if report.side != ELSEWHERE))
    prefix = {"kind": "kind/", "event": "event-type/", "field": "field/", "status": "status/"}
    for point in one.points:
        if point.about:
            yield point.about
        if point.facet in ("place", "actor", "outcome", *prefix):
            yield from (prefix.get(point.facet, "") + value for claim in point.claims for value in claim.values)
