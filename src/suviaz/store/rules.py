"""What follows from the facts: stored CONSTRUCT queries, each evaluated only for the nodes that a change touched.

A rule's header line `#+ key: NAME` names its key variable: everything a solution needs is reached from the key by
following properties forward. So what a rule says about one node is computed by binding the key to it, and the nodes
that a change touches are found by walking back from the change along the properties that the rule reads.

The store remembers which key of which rule supports each derived triple: a triple goes when its last support does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pyoxigraph as ox

from suviaz import resources
from suviaz.errors import BrokenResource
from suviaz.rdf.terms import ALT_LABEL, DERIVED, ID, LABEL, PREF_LABEL, REFERENCE, SUPPORT, TYPE, VOCABULARY
from suviaz.store.ahead import Ahead
from suviaz.store.matching import Matcher
from suviaz.store.patterns import Reading, Values, read_patterns
from suviaz.store.walking import NotUnderstood

_PREFIX = re.compile(r"(?im)^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>")
_NAMES = re.compile(r"""<[^<>\s]*>|"(?:[^"\\]|\\.)*"|\?\w+|(?P<prefix>[\w-]*):(?P<local>[\w-]+)""")
_KEY = re.compile(r"(?m)^#\+\s*key:\s*\??(\w+)\s*$")
_PARTS = re.compile(r"(?is)^(.*?)\bCONSTRUCT\s*\{(.*?)\}\s*WHERE\s*(\{.*\})\s*$")

_DEPTH = 5
"""Steps back from a change to a key; no rule follows more properties in a row."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


Changes = Mapping[ox.NamedNode, Collection[tuple[ox.NamedNode, Term | None]]]
"""What changed, by property: subjects and values. None stands for a value that is not known any more."""


def by_property(quads: Iterable[ox.Quad], read: Collection[ox.NamedNode]) -> Changes:
    """Changed quads of the properties that some rule reads, sorted out once for all rules."""
    changes: dict[ox.NamedNode, list[tuple[ox.NamedNode, Term | None]]] = defaultdict(list)
    for quad in quads:
        predicate = quad.predicate
        if predicate in read:
            changes[predicate].append((quad.subject, quad.object))  # type: ignore[arg-type]  # no blank nodes here
    return changes


Fresh = Mapping[ox.NamedNode, Mapping[ox.NamedNode, tuple[Term, ...]]]
"""Nodes of which the store knew nothing before a change, and all that it knows now: values by property."""


class View:
    """The store as it is, or will be; what was looked up once is remembered, because rules ask alike.

    About `fresh` nodes nothing is looked up.
    """

    def __init__(self, store: ox.Store | Ahead, fresh: Fresh | None = None) -> None:
        self.store, self._fresh = store, fresh or {}
        self._values: dict[tuple[ox.NamedNode, ox.NamedNode], tuple[Term, ...]] = {}
        self._named: dict[tuple[ox.NamedNode, ox.NamedNode], tuple[tuple[ox.NamedNode, Term], ...]] = {}
        self._pointing: dict[tuple[ox.NamedNode, ox.NamedNode], tuple[ox.NamedNode, ...]] = {}
        self._supports: dict[ox.NamedNode, dict[ox.NamedNode, set[ox.Triple]]] = {}

    def values(self, node: ox.NamedNode, predicate: ox.NamedNode) -> tuple[Term, ...]:
        """What the merge gives as values of a property of a node."""
        if node in self._fresh:
            return self._fresh[node].get(predicate, ())
        key = node, predicate
        if key not in self._values:
            found = self.store.quads_for_pattern(node, predicate, None, ox.DefaultGraph())
            self._values[key] = tuple(quad.object for quad in found)
        return self._values[key]

    def named(self, node: ox.NamedNode, predicate: ox.NamedNode) -> tuple[tuple[ox.NamedNode, Term], ...]:
        """The values of a property of a node, each with a named graph that gives it."""
        key = node, predicate
        if key not in self._named:
            found = self.store.quads_for_pattern(node, predicate, None, None)
            self._named[key] = tuple(
                (quad.graph_name, quad.object) for quad in found if isinstance(quad.graph_name, ox.NamedNode)
            )
        return self._named[key]

    def pointing_to(self, node: ox.NamedNode, predicate: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """The nodes that have `node` as a value of a property."""
        key = node, predicate
        if key not in self._pointing:
            found = self.store.quads_for_pattern(None, predicate, node, ox.DefaultGraph())
            self._pointing[key] = tuple(q.subject for q in found if isinstance(q.subject, ox.NamedNode))
        return self._pointing[key]

    def anywhere(self, predicate: ox.NamedNode) -> bool:
        """Whether anything has a property, or may have."""
        if isinstance(self.store, Ahead):
            return self.store.may_have(predicate)
        return next(self.store.quads_for_pattern(None, predicate, None, ox.DefaultGraph()), None) is not None

    def supported(self, rule: ox.NamedNode, key: ox.NamedNode) -> set[ox.Triple]:
        """What a rule said about a key when it was last asked."""
        if key in self._fresh:
            return set()
        if rule == Naming.iri:
            labels = self.store.quads_for_pattern(key, PREF_LABEL, None, DERIVED)
            return {ox.Triple(q.subject, q.predicate, q.object) for q in labels}
        if key not in self._supports:
            by_rule: dict[ox.NamedNode, set[ox.Triple]] = {}
            for quad in self.store.quads_for_pattern(key, None, None, SUPPORT):
                if isinstance(quad.object, ox.Triple):
                    by_rule.setdefault(quad.predicate, set()).add(quad.object)
            self._supports[key] = by_rule
        return self._supports[key].get(rule, set())


@dataclass(frozen=True, eq=False)
class Rule:
    """A CONSTRUCT query with its key variable, and what it reads.

    `by_source` rules look into named graphs: a second source matters to them even if it says nothing new.
    """

    name: str
    key: str
    text: str
    reading: Reading
    by_source: bool
    all_keys: str
    noted = True

    @cached_property
    def iri(self) -> ox.NamedNode:
        return ox.NamedNode(f"{ID}rule/{self.name}")

    @cached_property
    def probe(self) -> ox.NamedNode | None:
        """A property that every key has, and few other nodes: that one is looked for first."""
        alone = (next(iter(start)) for start in self.reading.starts if len(start) == 1)
        return next((iri for iri in alone if iri != TYPE), None)

    @cached_property
    def _matcher(self) -> Matcher | None:
        """The rule without SPARQL, where it can do without."""
        try:
            return Matcher(self.text, self.key)
        except NotUnderstood:
            return None

    @cached_property
    def _pieces(self) -> list[str]:
        """The text as it stands between the mentions of the key."""
        return re.split(rf"\?{self.key}\b", self.text)

    def results(self, view: View, key: ox.NamedNode) -> frozenset[ox.Triple]:
        """All that the rule says about one key."""
        for start in self.reading.starts:  # rules out most nodes that a change touches, at a tenth of the cost
            if not any(_has(view.values(key, iri), only) for iri, only in start.items()):
                return frozenset()
        if self._matcher:
            try:
                return self._matcher.results(view, key)
            except NotUnderstood:
                pass
        return self.by_sparql(view.store, key)

    def by_sparql(self, store: ox.Store | Ahead, key: ox.NamedNode) -> frozenset[ox.Triple]:
        """All that the rule says about one key, asked of the store itself. Raises NotUnderstood ahead of a write."""
        # The key stands in the query as a constant (an IRI of the store's own, so nothing can be smuggled in): a
        # bound variable is unknown to Oxigraph when it orders the joins, and it then begins with all countries, or
        # all articles.
        return frozenset(store.query(str(key).join(self._pieces)))  # type: ignore[arg-type]

    def keys_in(self, store: ox.Store) -> set[ox.NamedNode]:
        """Every key that the rule says something about."""
        rows: Iterable[ox.QuerySolution] = store.query(self.all_keys)  # type: ignore[assignment]
        return {row[self.key] for row in rows}


class Naming:
    """The one preferred label in each language, chosen without regard to order.

    The registry's label wins. Else a name that an article uses: the longest without a full stop, the first of equals in
    code point order. Else a label made from parts, chosen likewise.
    """

    name = "preferred-label"
    noted = False  # nothing else derives labels, and each stands at its own key: no need to note who supports them
    probe = None
    reading = Reading(dict.fromkeys((PREF_LABEL, ALT_LABEL, LABEL)), frozenset(), (), ())
    by_source = False
    iri = ox.NamedNode(f"{ID}rule/{name}")

    def results(self, view: View, key: ox.NamedNode) -> frozenset[ox.Triple]:
        names = [
            (made, name)
            for made, predicate in ((False, ALT_LABEL), (True, LABEL))
            for name in view.values(key, predicate)
        ]
        if not names:
            return frozenset()
        curated = {
            quad.object.language  # type: ignore[union-attr]
            for graph in ((REFERENCE, VOCABULARY) if view.values(key, PREF_LABEL) else ())
            for quad in view.store.quads_for_pattern(key, PREF_LABEL, None, graph)
        }
        chosen: dict[str, tuple[tuple[object, ...], ox.Literal]] = {}
        for made, label in names:
            if not isinstance(label, ox.Literal) or not label.language or label.language in curated:
                continue
            rank = (made, "." in label.value and not made, -len(label.value), label.value)
            if label.language not in chosen or rank < chosen[label.language][0]:
                chosen[label.language] = (rank, label)
        return frozenset(ox.Triple(key, PREF_LABEL, label) for _, label in chosen.values())

    def keys_in(self, store: ox.Store) -> set[ox.NamedNode]:
        return {
            quad.subject
            for predicate in (ALT_LABEL, LABEL)
            for quad in store.quads_for_pattern(None, predicate, None, ox.DefaultGraph())
            if isinstance(quad.subject, ox.NamedNode)
        }


def _has(values: tuple[Term, ...], only: Values) -> bool:
    return bool(values) if only is None else not only.isdisjoint(values)


Deriving = Rule | Naming


@lru_cache
def stored_rules() -> tuple[Deriving, ...]:
    """The rules of `ontology/rules` in the order of their names, and the choice of labels."""
    return (*(read(path) for path in resources.files("ontology/rules", "*.rq")), Naming())


def read(path: Path) -> Rule:
    """Read a rule. Raises BrokenResource where it has no key or is no CONSTRUCT query."""
    text = path.read_text(encoding="utf-8")
    key = _KEY.search(text)
    if not key:
        raise BrokenResource(f"The rule '{path.name}' has no line '#+ key: NAME'.")
    bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    parts = _PARTS.match(bare)
    if not parts:
        raise BrokenResource(f"The rule '{path.name}' is not of the form CONSTRUCT {{ … }} WHERE {{ … }}.")
    head, _, where = parts.groups()
    prefixes = dict(_PREFIX.findall(head))
    # Asked thousands of times, each time as text: without prefixes a question takes 0.03 ms less.
    written_out = _NAMES.sub(lambda m: f"<{prefixes[m['prefix']]}{m['local']}>" if m["local"] else m[0], bare)
    return Rule(
        name=path.stem,
        key=key[1],
        text=_PREFIX.sub("", written_out).strip(),
        reading=read_patterns(where, key[1], prefixes),
        by_source=bool(re.search(r"\bGRAPH\b", where, re.IGNORECASE)),
        all_keys=f"{head} SELECT DISTINCT ?{key[1]} WHERE {where}",
    )


def touched(rule: Deriving, view: View, changes: Changes) -> list[ox.NamedNode]:
    """The keys whose results a change can alter, sorted.

    On the way from a key to a change each step is either there still, and is walked back, or has itself been taken
    away, and then its own start is among the changed nodes.
    """
    reading, probe = rule.reading, rule.probe
    if probe and probe not in changes and not view.anywhere(probe):
        return []
    seen: set[ox.NamedNode] = set()
    edge: set[ox.NamedNode] = set()
    for predicate, only in reading.reads.items():
        for subject, value in changes.get(predicate, ()):
            if only is None or value is None or value in only:
                (edge if predicate in reading.deep else seen).add(subject)
    walked: set[ox.NamedNode] = set()
    for _ in range(_DEPTH):
        if not edge:
            break
        walked |= edge
        edge = {o for node in edge for step in reading.steps for o in view.pointing_to(node, step)} - walked
    seen |= walked
    if probe:
        # What lacks it and has not just lost it was no key and is none.
        lost = {subject for subject, _ in changes.get(probe, ())}
        seen = {node for node in seen if node in lost or view.values(node, probe)}
    return sorted(seen, key=lambda node: node.value)
