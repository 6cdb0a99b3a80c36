"""Who is who, kept up to date with each change: what is known of each node, which nodes are one, and the decisions.

The store's notes hold, for each node an article made, what each article says about it (a line), the blocks it is in,
and which other nodes it was judged to be one with. All of that follows from the articles' own quads, the registry and
the decisions; so do the clusters, whatever the order in which the articles came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar

import pyoxigraph as ox

from suviaz.identity import APART, Identity, Judgement, Pair, Profile, joined, pair
from suviaz.rdf.decisions import Decisions, read_decisions
from suviaz.rdf.registry import entities_of
from suviaz.rdf.renaming import unwritten
from suviaz.rdf.sightings import registered, unpacked
from suviaz.rdf.terms import DECISIONS, GRAPH, IDENTITY, META, REFERENCE, SUPPORT
from suviaz.resolve import KnownEntities
from suviaz.store.joining import EDGES, ENDS, REPLACED_BY, SIGHTING, Joining, Plan
from suviaz.store.opening import SOURCES


class _Registry:
    """The registry made ready for telling who is who. Taking its names apart takes longer than an article does, so it
    is done once a process for all stores that have the same, and for one country at a time.
    """

    _made: ClassVar[dict[tuple[str, int], _Registry]] = {}

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        entities = entities_of(quads)
        self.known, self.identity = KnownEntities(entities), Identity(entities)
        self.fixed = {profile.node: profile for profile in registered(entities)}
        self._by_country: dict[str, dict[str, set[str]]] = {}

    @classmethod
    def of(cls, store: ox.Store) -> _Registry:
        """What a store has: told by the note of where it was read from, and by its size."""
        digests = [q.object.value for q in store.quads_for_pattern(SUPPORT, SOURCES, None, SUPPORT)]  # type: ignore[union-attr]
        quads = list(store.quads_for_pattern(None, None, None, REFERENCE))
        if len(digests) != 1:
            return cls(quads)
        key = digests[0], len(quads)
        if key not in cls._made:
            if len(cls._made) > 3:
                cls._made.clear()
            cls._made[key] = cls(quads)
        return cls._made[key]

    def sharing(self, country: str, blocks: Iterable[str]) -> set[str]:
        """Nodes of a country (or of none) that are filed under one of these."""
        if country not in self._by_country:
            index: dict[str, set[str]] = defaultdict(set)
            for other in self.fixed.values():
                if country in (other.countries or {""}):
                    for key in self.identity.blocks(other).filed:
                        index[key].add(other.node)
            self._by_country[country] = index
        return {node for key in blocks for node in self._by_country[country].get(key, ())}


class WhoIsWho:
    """Plans what a change of articles or decisions does to nodes; writes nothing itself."""

    def __init__(self, store: Callable[[], ox.Store]) -> None:
        self._opened = store
        self._made: _Registry | None = None
        self._profiles: dict[str, Profile] = {}

    @property
    def store(self) -> ox.Store:
        return self._opened()

    def outdated(self, node: str) -> None:
        """Forget what was remembered of one node."""
        self._profiles.pop(node, None)

    def forget(self) -> None:
        """Forget what was remembered: the registry, or the store behind, has changed."""
        self._made = None
        self._profiles.clear()

    # -- what a change does

    def plan(self, articles: Mapping[str, tuple[ox.Quad, ...]], decisions: Iterable[ox.Quad] | None = None) -> Plan:
        """What it does that these articles (by key) have these own quads now, and that these are the decisions."""
        change = Joining(self, decisions)
        for key in sorted(articles):
            change.article(key, articles[key])
        return change.finish()

    def anew(self, articles: Mapping[str, tuple[ox.Quad, ...]]) -> Plan:
        """As `plan` for all articles there are, with nothing taken from the notes."""
        self.forget()
        change = Joining(self, None, fresh=True)
        for key in sorted(articles):
            change.article(key, articles[key])
        return change.finish()

    def own(self, key: str) -> tuple[ox.Quad, ...]:
        """An article's own quads, as its reading had them."""
        return unwritten(self.stored(key), self.node_of)

    def stored(self, key: str) -> Iterator[ox.Quad]:
        """All quads of one article: its graphs, and what the meta graph says about them."""
        store = self.store
        for end in ENDS:
            name = ox.NamedNode(GRAPH + key + end)
            yield from store.quads_for_pattern(None, None, None, name)
            yield from store.quads_for_pattern(name, None, None, META)

    def node_of(self, iri: str) -> str | None:
        """The node that stands for an own IRI, None where it stands for itself."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return None  # no IRI at all: whoever asked will say so
        found = self.store.quads_for_pattern(node, REPLACED_BY, None, IDENTITY)
        return next((q.object.value for q in found), None)  # type: ignore[union-attr]

    # -- what is known

    def decisions(self) -> Decisions:
        return read_decisions(self.store.quads_for_pattern(None, None, None, DECISIONS))

    def judge(self, one: str, other: str) -> Judgement:
        """What speaks for and against two nodes of the store being one."""
        a, b = self.profile(one), self.profile(other)
        if a is None or b is None:
            return Judgement(APART, 0.0, ("nothing is known of one of them",))
        return self.identity.judge(a, b, together=bool(self.sources(one) & self.sources(other)))

    def sources(self, node: str) -> set[str]:
        """Keys of the articles that say something about a node."""
        lines = self.store.quads_for_pattern(ox.NamedNode(node), SIGHTING, None, SUPPORT)
        return {key for q in list(lines) for key in self.saying(node, q.object.value)}  # type: ignore[union-attr]

    def saying(self, node: str, line: str) -> set[str]:
        """Keys of the articles that say just this about a node."""
        said = ox.Triple(ox.NamedNode(node), SIGHTING, ox.Literal(line))
        found = self.store.quads_for_pattern(None, SIGHTING, said, SUPPORT)
        return {q.subject.value.removeprefix(GRAPH) for q in found}  # type: ignore[union-attr]

    def open_pairs(self) -> list[tuple[Pair, Judgement]]:
        """Pairs of nodes that may be one and that nobody has decided, the likeliest first; one a pair of clusters."""
        store, decided = self.store, self.decisions()
        best: dict[Pair, tuple[Pair, Judgement]] = {}
        barred = {pair(*(self.node_of(n) or n for n in p)) for p in decided.apart}
        for edge in EDGES.values():
            for quad in store.quads_for_pattern(None, edge, None, SUPPORT):
                one, other = pair(quad.subject.value, quad.object.value)  # type: ignore[union-attr]
                nodes = pair(self.node_of(one) or one, self.node_of(other) or other)
                if nodes[0] == nodes[1] or nodes in barred or (one, other) in decided.apart:
                    continue
                found = self.judge(one, other)
                if nodes not in best or (found.score, *pair(one, other)) > (best[nodes][1].score, *best[nodes][0]):
                    best[nodes] = ((one, other), found)
        return sorted(
            ((nodes, judgement) for nodes, (_, judgement) in best.items()), key=lambda item: (-item[1].score, item[0])
        )

    def members(self, node: str) -> tuple[str, ...]:
        """The own IRIs for which a node stands, itself first."""
        found = self.store.quads_for_pattern(None, REPLACED_BY, ox.NamedNode(node), IDENTITY)
        return (node, *sorted(q.subject.value for q in found))  # type: ignore[union-attr]

    def profile(self, node: str) -> Profile | None:
        """All that is known about a node of an article or of the registry."""
        fixed = self._ready.fixed.get(node)
        if fixed is not None:
            return fixed
        if node not in self._profiles:
            if len(self._profiles) > 20_000:
                self._profiles.clear()
            lines = self.store.quads_for_pattern(ox.NamedNode(node), SIGHTING, None, SUPPORT)
            found = [unpacked(node, q.object.value) for q in lines]  # type: ignore[union-attr]
            if not found:
                return None
            self._profiles[node] = joined(found)
        return self._profiles[node]

    @property
    def _ready(self) -> _Registry:
        if self._made is None:
            self._made = _Registry.of(self.store)
        return self._made

    @property
    def known(self) -> KnownEntities:
        return self._ready.known

    @property
    def identity(self) -> Identity:
        return self._ready.identity

    def curated(self, profile: Profile, blocks: Iterable[str]) -> set[str]:
        """Nodes of the registry that share a block."""
        if profile.kind != "Organisation":
            return set()
        return set().union(*(self._ready.sharing(country, blocks) for country in profile.countries or {""}))
