"""One change of articles or decisions on its way: what it does to who is who, and to the graphs of all concerned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from suviaz.identity import APART, SAME, UNSURE, Judgement, Pair, Profile, joined, pair, settle
from suviaz.rdf.decisions import read_decisions
from suviaz.rdf.renaming import OWN, unwritten, written
from suviaz.rdf.sightings import is_article_own, local, packed, sightings, unpacked
from suviaz.rdf.terms import DCTERMS, DECISIONS, GRAPH, IDENTITY, META, OWL, PROV, SUPPORT, SV, typed
from suviaz.store.merging import Difference

if TYPE_CHECKING:
    from suviaz.store.identity import WhoIsWho

REPLACED_BY = ox.NamedNode(DCTERMS + "isReplacedBy")
SIGHTING, BLOCK = ox.NamedNode(SV + "sighting"), ox.NamedNode(SV + "block")
EDGES = {SAME: ox.NamedNode(SV + "seemsSame"), UNSURE: ox.NamedNode(SV + "maybeSame")}
ENDS = ("", "--evidence", "--quarantine", OWN, "--evidence" + OWN)
"""The graphs of one article, by the ends of their names."""

_DERIVED_FROM = ox.NamedNode(PROV + "wasDerivedFrom")
_DEPRECATED, _TRUE = ox.NamedNode(OWL + "deprecated"), typed("true", "boolean")


@dataclass
class Plan:
    """What a change does: `named` to named graphs, `notes` to the store's notes, and all that the changed say."""

    named: Difference = field(default_factory=Difference)
    notes: Difference = field(default_factory=Difference)
    sources: list[ox.Quad] = field(default_factory=list)


class Joining:
    """One change on its way: the notes as they are, with what it does laid over them."""

    def __init__(self, who: WhoIsWho, decisions: Iterable[ox.Quad] | None, *, fresh: bool = False) -> None:
        self.who, self.fresh = who, fresh
        self.store = who.store
        self.before_decisions = who.decisions()
        self.plan = Plan()
        self.own: dict[str, tuple[ox.Quad, ...]] = {}
        self.changed: set[str] = set()
        self.unknown: set[str] = set()  # articles of which nothing is stored
        self.unseen: set[str] = set()  # nodes of which nothing is noted
        self.lines: dict[str, set[str]] = {}
        self.supports: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
        self.profiles: dict[str, Profile | None] = {}
        self.blocks: dict[str, dict[str, bool]] = defaultdict(dict)
        self.edges: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
        self.mapping: dict[str, str] = {}
        # Once all articles are noted: where each node is told of, and what comes of comparing two.
        self.told_in: dict[str, set[str]] = {}
        self.judged: dict[Pair, Judgement] = {}
        self.decisions = self.before_decisions
        if fresh:
            for predicate in (SIGHTING, BLOCK, *EDGES.values()):
                self.plan.notes.removed.update(
                    dict.fromkeys(self.store.quads_for_pattern(None, predicate, None, SUPPORT))
                )
        if decisions is not None:
            quads = tuple(decisions)
            old = tuple(self.store.quads_for_pattern(None, None, None, DECISIONS))
            self.plan.named = Difference.between(old, quads)
            self.decisions = read_decisions(quads)
            moved = (self.decisions.same ^ self.before_decisions.same) | (
                self.decisions.apart ^ self.before_decisions.apart
            )
            self.changed |= {node for p in moved for node in p}

    # -- the articles

    def article(self, key: str, own: tuple[ox.Quad, ...]) -> None:
        """Take note that an article has these quads of its own now."""
        stored = () if self.fresh else self.who.own(key)
        if not stored and not self.fresh:
            self.unknown.add(key)
        before = sightings(stored, self.who.known) if stored else ()
        now = sightings(own, self.who.known)
        self.own[key] = own
        old, new = ({(p.node, packed(p)) for p in profiles} for profiles in (before, now))
        for node, line in sorted(old ^ new):
            self._support(key, node, line, there=(node, line) in new)
        # Who was thought to be one may be told apart by this article, or no longer.
        nodes = {node for node, _ in old | new}
        for node in sorted(nodes - self.changed):
            if any(self._neighbours(node, verdict) & nodes for verdict in EDGES):
                self.changed.add(node)

    def _support(self, key: str, node: str, line: str, *, there: bool) -> None:
        """An article says this about a node now, or no longer; the node's line stays while any article does."""
        said = ox.Triple(ox.NamedNode(node), SIGHTING, ox.Literal(line))
        support = ox.Quad(ox.NamedNode(GRAPH + key), SIGHTING, said, SUPPORT)
        self._note(set() if there else {support}, {support} if there else set())
        self.supports[node, line][key] = there
        first, lines = node not in self.lines, self._lines(node)
        if first and not lines:
            self.unseen.add(node)
        if there == (line in lines):
            return
        if there:
            lines.add(line)
        elif not self._keys(node, line):
            lines.discard(line)
        else:
            return
        self.changed.add(node)

    def _keys(self, node: str, line: str) -> set[str]:
        """Keys of the articles that say this about a node."""
        laid = self.supports[node, line]
        found = set() if self.fresh or node in self.unseen else self.who.saying(node, line)
        return {key for key in found if laid.get(key, True)} | {key for key, there in laid.items() if there}

    def _sources(self, node: str) -> set[str]:
        """Keys of the articles that say something about a node now."""
        return {key for line in self._lines(node) for key in self._keys(node, line)}

    def _judge(self, one: Profile, other: Profile) -> Judgement:
        """What comes of comparing two, now that all articles of the change are noted."""
        key = pair(one.node, other.node)
        if key not in self.judged:
            found = self.who.identity.judge(one, other, together=False)
            alike = found.verdict != APART and not (one.fixed or other.fixed)
            if alike and not self._told_in(one.node).isdisjoint(self._told_in(other.node)):
                found = self.who.identity.judge(one, other, together=True)
            self.judged[key] = found
        return self.judged[key]

    def _told_in(self, node: str) -> set[str]:
        if node not in self.told_in:
            self.told_in[node] = self._sources(node)
        return self.told_in[node]

    def _lines(self, node: str) -> set[str]:
        if node not in self.lines:
            quads = () if self.fresh else self.store.quads_for_pattern(ox.NamedNode(node), SIGHTING, None, SUPPORT)
            self.lines[node] = {q.object.value for q in quads}  # type: ignore[union-attr]
        return self.lines[node]

    def profile(self, node: str) -> Profile | None:
        if node in self.changed:
            if node not in self.profiles:
                found = [unpacked(node, line) for line in sorted(self._lines(node))]
                self.profiles[node] = joined(found) if found else None
            return self.profiles[node]
        return self.who.profile(node)

    # -- who is like whom

    def finish(self) -> Plan:
        dirty = sorted(self.changed)
        touched = set(dirty)
        for node in dirty:
            self._note_lines(node)
            self._note_blocks(node)
        for node in dirty:
            touched |= self._note_edges(node)
        for group in self._groups(touched):
            self._settle(group)
        self._rewrite()
        for node in dirty:
            self.who.outdated(node)
        return self.plan

    def _noted(self, node: str, predicate: ox.NamedNode) -> set[ox.Quad]:
        if self.fresh or node in self.unseen:
            return set()
        return set(self.store.quads_for_pattern(ox.NamedNode(node), predicate, None, SUPPORT))

    def _note(self, before: set[ox.Quad], now: set[ox.Quad]) -> None:
        self.plan.notes.removed.update(dict.fromkeys(sorted(before - now, key=str)))
        for quad in sorted(now - before, key=str):
            if self.plan.notes.removed.pop(quad, 0) is not None:
                self.plan.notes.added[quad] = None

    def _note_lines(self, node: str) -> None:
        subject = ox.NamedNode(node)
        if node in self.lines:
            now = {ox.Quad(subject, SIGHTING, ox.Literal(line), SUPPORT) for line in self.lines[node]}
            self._note(self._noted(node, SIGHTING), now)

    def _note_blocks(self, node: str) -> None:
        profile = self.profile(node)
        if profile is not None and profile.fixed:
            return
        now = self.who.identity.blocks(profile).filed if profile else frozenset()
        before = self._noted(node, BLOCK)
        for quad in before:
            self.blocks[quad.object.value][node] = False  # type: ignore[union-attr]
        for key in now:
            self.blocks[key][node] = True
        self._note(before, {ox.Quad(ox.NamedNode(node), BLOCK, ox.Literal(key), SUPPORT) for key in now})

    def _sharing(self, node: str) -> set[str]:
        profile = self.profile(node)
        if profile is None:
            return set()
        keys = self.who.identity.blocks(profile).sought
        found = self.who.curated(profile, keys)
        for key in keys:
            if not self.fresh:
                quads = self.store.quads_for_pattern(None, BLOCK, ox.Literal(key), SUPPORT)
                found |= {q.subject.value for q in quads if self.blocks[key].get(q.subject.value, True)}  # type: ignore[union-attr]
            found |= {other for other, there in self.blocks[key].items() if there}
        return found - {node}

    def _neighbours(self, node: str, verdict: str) -> set[str]:
        """Nodes judged so with a node, as things stand now."""
        found = {q.object.value for q in self._noted(node, EDGES[verdict])}  # type: ignore[union-attr]
        laid = self.edges[node, verdict]
        return {n for n in found if laid.get(n, True)} | {n for n, there in laid.items() if there}

    def _note_edges(self, node: str) -> set[str]:
        """Judge a changed node against all it may be; returns everyone whose clusters that may change."""
        profile = self.profile(node)
        if profile is not None and profile.fixed:
            return {node}
        verdicts: dict[str, str] = {}
        for other in sorted(self._sharing(node)):
            theirs = self.profile(other)
            if profile is not None and theirs is not None:
                verdicts[other] = self._judge(profile, theirs).verdict
        seen = {node}
        for verdict, edge in EDGES.items():
            before = self._neighbours(node, verdict)
            now = {other for other, found in verdicts.items() if found == verdict}
            for other in before ^ now:
                there = other in now
                for a, b in ((node, other), (other, node)):
                    self.edges[a, verdict][b] = there
                    quad = ox.Quad(ox.NamedNode(a), edge, ox.NamedNode(b), SUPPORT)
                    self._note({quad} if not there else set(), {quad} if there else set())
                    if not there:
                        self.plan.notes.added.pop(quad, None)
            seen |= before | now
        return seen

    # -- clusters

    def _groups(self, start: set[str]) -> Iterator[set[str]]:
        """The connected groups, by what seems or was said to be the same, that hold these nodes."""
        said: dict[str, set[str]] = defaultdict(set)
        for decisions in (self.decisions, self.before_decisions):
            for one, other in decisions.same:
                said[one].add(other)
                said[other].add(one)
        done: set[str] = set()
        for first in sorted(start):
            group, edge = set(), {first} - done
            while edge:
                group |= edge
                edge = {n for node in edge for n in self._neighbours(node, SAME) | said[node]} - group
            done |= group
            if group:
                yield group

    def _settle(self, group: set[str]) -> None:
        there = {node: p for node in sorted(group) if (p := self.profile(node)) is not None}
        judged: dict[Pair, Judgement] = {}
        for node in there:
            for other in self._neighbours(node, SAME):
                if other in there and pair(node, other) not in judged:
                    judged[pair(node, other)] = self._judge(there[node], there[other])
        settled = settle(
            there,
            judged,
            lambda a, b: self._judge(there[a], there[b]),
            same=self.decisions.same,
            apart=self.decisions.apart,
        )
        for node in group:
            self.mapping[node] = node
        for cluster in settled.clusters:
            chosen = min(cluster, key=lambda node: self._rank(there[node]))
            self.mapping.update(dict.fromkeys(cluster, chosen))

    @staticmethod
    def _rank(profile: Profile) -> tuple[object, ...]:
        """The registry's IRI, else one made from name and country, the shortest: it depends on the cluster alone."""
        return (not profile.fixed, is_article_own(profile.node), len(local(profile.node)), profile.node)

    # -- the articles' graphs

    def _rewrite(self) -> None:
        moved = {node for node, new in self.mapping.items() if (self.who.node_of(node) or node) != new}
        keys = set(self.own)
        for node in moved:
            keys |= self._sources(node) | (set() if self.fresh else self.who.sources(node))
        rejected = frozenset(self.decisions.rejected)
        for fact in rejected ^ self.before_decisions.rejected:
            keys |= self._telling_of(fact)
        renamed: dict[str, str] = {}
        was: set[str] = set()
        for key in sorted(keys):
            stored = () if key in self.unknown else tuple(self.who.stored(key))
            own = self.own[key] if key in self.own else unwritten(stored, self.who.node_of)
            now = written(key, own, self._node_of, rejected)
            renamed |= now.renamed
            was |= {n.value for q in stored if _is_own(q) for n in (q.subject, q.object) if isinstance(n, ox.NamedNode)}
            difference = Difference.between(stored, now.quads)
            self.plan.named.removed.update(difference.removed)
            self.plan.named.added.update(difference.added)
            self.plan.sources += [*stored, *difference.added]
        self._note_replaced(renamed, {node for node in was | moved if self.fresh or self.who.node_of(node)}, keys)

    def _node_of(self, iri: str) -> str | None:
        if iri in self.mapping:
            return self.mapping[iri]
        return None if self.fresh or self._made_of_others(iri) else self.who.node_of(iri)

    def _made_of_others(self, iri: str) -> bool:
        """Whether an IRI follows from others: it must not be looked up, because they may have changed."""
        return next(self.store.quads_for_pattern(ox.NamedNode(iri), SIGHTING, None, SUPPORT), None) is None

    def _telling_of(self, fact: str) -> set[str]:
        """Keys of the articles whose graphs speak of a fact, by whatever name: what was rejected before stands in
        them by the article's own name alone.
        """
        found = set()
        names = map(ox.NamedNode, self.who.members(fact))
        for quad in (q for node in names for q in self.store.quads_for_pattern(node, None, None, None)):
            name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            key = name.removeprefix(GRAPH).removesuffix(OWN).removesuffix("--evidence")
            if self._is_article(key):
                found.add(key)
        return found

    def _is_article(self, key: str) -> bool:
        graph = ox.NamedNode(GRAPH + key)
        return next(self.store.quads_for_pattern(graph, _DERIVED_FROM, None, META), None) is not None

    def _note_replaced(self, renamed: Mapping[str, str], was: set[str], keys: set[str]) -> None:
        """Keep every IRI that something else stands for now resolvable."""
        before = {
            q
            for node in {*was, *renamed}
            for q in self.store.quads_for_pattern(ox.NamedNode(node), None, None, IDENTITY)
        }
        if self.fresh:
            before = set(self.store.quads_for_pattern(None, None, None, IDENTITY))
        now = set()
        for node in {*was, *renamed}:
            new = renamed.get(node) or (None if self.fresh else self._still(node, keys))
            if new:
                subject = ox.NamedNode(node)
                now.add(ox.Quad(subject, REPLACED_BY, ox.NamedNode(new), IDENTITY))
                now.add(ox.Quad(subject, _DEPRECATED, _TRUE, IDENTITY))
        difference = Difference.between(sorted(before, key=str), sorted(now, key=str))
        self.plan.named.removed.update(difference.removed)
        self.plan.named.added.update(difference.added)

    def _still(self, node: str, keys: set[str]) -> str | None:
        """What stands for a node if an article that is not being changed uses it."""
        for quad in self.store.quads_for_pattern(ox.NamedNode(node), None, None, None):
            name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            if name.endswith(OWN) and name.removeprefix(GRAPH).removesuffix(OWN).removesuffix("--evidence") not in keys:
                return self.mapping.get(node) or self.who.node_of(node)
        return None


def _is_own(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.endswith(OWN)
