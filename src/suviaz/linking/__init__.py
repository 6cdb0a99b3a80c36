"""Links outward: which person, body, country or place of the graph is which item of another one, asked over SPARQL.

Names are looked up at an endpoint in batches, what bears them is described, and compared by names in several scripts,
kind, country, codes, years and posts. Nothing is decided here: what comes of it are proposals, with reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from suviaz import names
from suviaz.linking.asking import Asker
from suviaz.linking.cache import Cache
from suviaz.linking.judging import Item, item_of, judge
from suviaz.linking.pattern import KINDS, Pattern, read_pattern, wikidata
from suviaz.linking.proposals import Failure, Fit, Proposal, Proposals, contested, proposed
from suviaz.linking.things import Thing, things
from suviaz.model import Entity
from suviaz.remote.endpoint import Clock, Endpoint, Manners
from suviaz.store import Store

__all__ = ["KINDS", "Clock", "Failure", "Fit", "Manners", "Proposal", "Proposals", "Search", "propose"]

_MOST_NAMES = 24
"""So many names of one thing are looked up: a much-told body has dozens, and the first few find it."""


@dataclass(frozen=True)
class Search:
    """How to look: at which endpoint, with which pattern (None: Wikidata's), with answers kept in which file (None: not
    kept). `offline` asks the cache alone, `refresh` asks anew what it knows.
    """

    endpoint: str
    pattern: Path | None = None
    cache: Path | None = None
    offline: bool = False
    refresh: bool = False
    manners: Manners = field(default_factory=Manners)
    clock: Clock = field(default_factory=Clock)


def propose(
    store: Store,
    search: Search | str,
    *,
    kinds: Collection[str] = (),
    only: Collection[str] = (),
    everything: bool = False,
    lang: str = "be",
    progress: Callable[[str], None] | None = None,
) -> Proposals:
    """Proposals for things of these kinds (all that the pattern tells of) that articles speak of; with `everything` for
    the registry's others too; or for `only` these IRIs. `lang` is that of names and descriptions. A search that is but
    an address keeps its answers beside the store's folder.

    Raises EndpointFailed for an address, a pattern or a cache that cannot be used. What the endpoint does not answer is
    in `Proposals.failed`; the rest goes on.
    """
    if isinstance(search, str):
        search = Search(search, cache=Path(f"{store.path}.links.sqlite") if store.path else None)
    pattern = read_pattern(search.pattern or wikidata())
    endpoint = Endpoint(search.endpoint, search.manners, search.clock)
    wanted = [kind for kind in KINDS if kind in pattern.kinds and kind in (kinds or KINDS)]
    found = things(store, kinds=wanted, only=only, everything=everything, lang=lang)
    linked = tuple(thing for thing in found if pattern.items and any(i.startswith(pattern.items) for i in thing.links))
    sources = _linked_here(store, search.endpoint)
    linked = tuple(sorted({*linked, *(t for t in found if t.iri in sources)}, key=lambda t: t.iri))
    left = [thing for thing in found if thing not in linked]
    with Cache(search.cache, f"{search.endpoint} {pattern.digest}") as cache:
        asker = Asker(None if search.offline else endpoint, pattern, cache, search.refresh, progress)
        work = _Work(asker, store.who.known.entities)
        candidates = work.candidates(left)
        items = work.items(candidates)
        proposals, without = [], []
        for thing in left:
            fits = (
                _fit(thing, item, store, lang) for item in items.get(thing.iri, ()) if item.iri not in thing.refused
            )
            proposal = proposed((thing.iri, thing.kind, thing.label), fits)
            if proposal:
                proposals.append(proposal)
            elif thing.iri not in work.failed:
                without.append(thing.iri)
    taken = {link for thing in found for link in thing.links}
    return Proposals(
        search.endpoint,
        contested(proposals, taken),
        tuple(thing.iri for thing in linked),
        tuple(without),
        work.failures(),
    )


def _linked_here(store: Store, endpoint: str) -> set[str]:
    """Nodes that people linked to what this endpoint has."""
    decisions = (d for d in store.who.decisions().all if d.kind == "same" and d.source == endpoint)
    return {store.who.node_of(iri) or iri for decision in decisions for iri in decision.about}


def _fit(thing: Thing, item: Item, store: Store, lang: str) -> Fit:
    found = judge(thing, item, store.who.identity)
    return Fit(item.iri, item.called(lang), item.told(lang), found.score, found.verdict, found.reasons)


class _Work:
    """The questions of one search, and which things each failure concerns."""

    def __init__(self, asker: Asker, entities: Iterable[Entity]) -> None:
        self.asker, self.pattern = asker, asker.pattern
        self.codes = _country_codes(entities)
        self.failed: dict[str, str] = {}

    def candidates(self, left: Iterable[Thing]) -> dict[str, tuple[Thing, set[str]]]:
        """For each thing the IRIs of what bears one of its names, or its code, and is of its kind."""
        left = tuple(left)
        terms = {thing.iri: _terms(thing, self.pattern) for thing in left}
        coded = {thing.iri: self._coded(thing) for thing in left}
        by_code = self.asker.by_code({code for codes in coded.values() for code in codes})
        by_name = self.asker.by_name({t for iri, some in terms.items() if not coded[iri] for t in some})
        found: dict[str, tuple[Thing, set[str]]] = {}
        for thing in left:
            keys, answers = (coded[thing.iri], by_code) if coded[thing.iri] else (terms[thing.iri], by_name)
            self._missing(thing, (key for key in keys if key not in answers))
            found[thing.iri] = thing, {iri for key in keys for iri in answers.get(key, ())}
        classes = self.asker.classes({iri for _, iris in found.values() for iri in iris})
        for thing, iris in found.values():
            self._missing(thing, (f"<{iri}>" for iri in iris if iri not in classes))
            fitting = self.pattern.class_names(thing.kind)
            iris &= {iri for iri in iris if not fitting.isdisjoint(classes.get(iri, ()))}
        return found

    def items(self, candidates: Mapping[str, tuple[Thing, set[str]]]) -> dict[str, list[Item]]:
        """What is known of the candidates of each thing, sorted by IRI."""
        by_kind: dict[str, set[str]] = defaultdict(set)
        for thing, iris in candidates.values():
            by_kind[thing.kind] |= iris
        items: dict[tuple[str, str], Item] = {}
        for kind in KINDS:
            for iri, rows in self.asker.described(by_kind[kind], kind).items():
                items[kind, iri] = item_of(iri, rows, self.pattern, self.codes)
        for thing, iris in candidates.values():
            self._missing(thing, (f"<{iri}>" for iri in iris if (thing.kind, iri) not in items))
        return {
            thing.iri: [items[thing.kind, iri] for iri in sorted(iris) if (thing.kind, iri) in items]
            for thing, iris in candidates.values()
        }

    def failures(self) -> tuple[Failure, ...]:
        by_reason: dict[str, list[str]] = defaultdict(list)
        for iri, reason in sorted(self.failed.items()):
            by_reason[reason].append(iri)
        return tuple(Failure(reason, tuple(iris)) for reason, iris in sorted(by_reason.items()))

    def _coded(self, thing: Thing) -> tuple[str, ...]:
        kind = self.pattern.kind_of("Country")
        if thing.kind != "Country" or kind is None or "code" not in kind.properties:
            return ()
        return tuple(str(ox.Literal(code)) for code in sorted(thing.codes))

    def _missing(self, thing: Thing, keys: Iterable[str]) -> None:
        reason = next((self.asker.failed[key] for key in sorted(keys) if key in self.asker.failed), None)
        if reason is not None:
            self.failed.setdefault(thing.iri, reason)


def _terms(thing: Thing, pattern: Pattern) -> tuple[str, ...]:
    """The names to look up, as literals: as articles and the registry have them; for people also in Latin letters, and
    the other way round.
    """
    found = sorted(thing.profile.names)
    if thing.kind == "Person":
        latin = {(names.latin(), names.romanise(name, lang)) for lang, name in found if " " in name}
        swapped = {(lang, " ".join(reversed(words))) for lang, name in (*found, *sorted(latin))
                   if len(words := name.split()) == 2}  # fmt: skip
        found = list(dict.fromkeys((*found, *sorted(latin), *sorted(swapped))))
    return tuple(dict.fromkeys(term for lang, name in found[:_MOST_NAMES] for term in pattern.literals(name, lang)))


def _country_codes(entities: Iterable[Entity]) -> dict[str, str]:
    """Alpha-2 codes by code and by folded name."""
    found: dict[str, str] = {}
    for entity in entities:
        if entity.kind == "Country" and entity.country:
            called = {names.fold(name) for forms in entity.names.values() for name in forms}
            for key in (entity.country, entity.iri.rpartition("/")[2], *sorted(called)):
                found.setdefault(key, entity.country)
    return found
