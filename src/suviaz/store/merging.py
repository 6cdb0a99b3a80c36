"""The two sets of quads that a change adds and removes, and how they reach the disk in one piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from types import EllipsisType

import pyoxigraph as ox

from suviaz.rdf.terms import DERIVED, GRAPH, ID, SUPPORT, sv
from suviaz.rdf.writing import ground
from suviaz.store.ahead import Ahead
from suviaz.store.opening import removal
from suviaz.store.rules import Deriving, Fresh, Term, View

LARGE = 8_000
"""Quads from which on a change is written as files. Fewer make many small files, which cost more than they save."""

_TEXT = sv("text")
_DEFAULT = ox.DefaultGraph()
_ASIDE = ("--quarantine", "--own")
"""Graphs of an article that are kept, but are no part of what is asked."""
_APART = frozenset({SUPPORT, DERIVED})


@dataclass
class Difference:
    """Quads to remove and to add; one in both stays. Dictionaries keep the order in which they came: neighbours share
    terms, which the disk takes a fifth faster than an order by hash.
    """

    removed: dict[ox.Quad, None] = field(default_factory=dict)
    added: dict[ox.Quad, None] = field(default_factory=dict)

    @classmethod
    def between(cls, before: Iterable[ox.Quad], after: Iterable[ox.Quad]) -> Difference:
        old, new = dict.fromkeys(before), dict.fromkeys(after)
        if not old:
            return cls(added=new)
        return cls({q: None for q in old if q not in new}, {q: None for q in new if q not in old})

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def then(self, later: Difference) -> None:
        """Become this change and another after it."""
        for quad in later.removed:
            if self.added.pop(quad, 0) is not None:
                self.removed[quad] = None
        for quad in later.added:
            if self.removed.pop(quad, 0) is not None:
                self.added[quad] = None

    def write(self, store: ox.Store) -> None:
        """Apply it as one transaction: after a crash all of it is there, or nothing.

        A large change is written as files of sorted keys, at less cost. Such files only add: what has to go is
        noted in them, and goes next; whoever opens the store in between does it.
        """
        real = Difference.between(self.removed, self.added) if self.removed else self
        if len(real.added) >= LARGE:
            note = {removal(real.removed): None} if real.removed else {}
            store.bulk_extend(chain(real.added, note))
            if note:
                Difference(real.removed | note).write(store)
        elif not real.removed:
            store.extend(real.added)  # the fast way, a transaction of its own
        elif len(real.removed) == 1 and not real.added:
            store.remove(next(iter(real.removed)))
        else:
            parts = [
                f"{verb} DATA {{ {_data(quads)} }}"
                for verb, quads in (("DELETE", real.removed), ("INSERT", real.added))
                if quads
            ]
            store.update(" ;\n".join(parts))


@dataclass(frozen=True, slots=True)
class Change:
    """What a put or withdrawal did to the named graphs. `kind` is added, changed, withdrawn or unchanged."""

    article: str
    kind: str
    added: int = 0
    removed: int = 0
    touched: tuple[str, ...] = ()


def happened(iri: str, kind: str, change: Difference) -> Change:
    """What a change of an article's quads comes to, told of the article."""
    subjects = {q.subject.value for q in (*change.added, *change.removed) if isinstance(q.subject, ox.NamedNode)}
    return Change(iri, kind, len(change.added), len(change.removed), tuple(sorted(subjects)))


def is_merged(quad: ox.Quad) -> bool:
    """Whether a named graph's quad is part of the default graph: derived triples come in by another door, passages and
    evidence stay in the graph of their article, and so does its text.
    """
    about = _merged_of(quad.graph_name)
    return about is ... or (about == quad.subject and quad.predicate != _TEXT)


@lru_cache(maxsize=64)
def _merged_of(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> ox.NamedNode | EllipsisType | None:
    """What of a graph is merged: all of it (...), what it says of one node, or nothing."""
    if not isinstance(graph, ox.NamedNode) or graph in _APART or graph.value.endswith(_ASIDE):
        return None
    name = graph.value.removesuffix("--evidence")
    return ... if name == graph.value else ox.NamedNode(name.replace(GRAPH, f"{ID}article/", 1))


def merge(store: ox.Store, named: Difference) -> tuple[Difference, Fresh]:
    """What the default graph gains and loses by a change of named graphs, and the nodes that are new in it.

    A triple leaves it only if no other merged graph, and no rule, holds it. Costs depend on the change alone.
    """
    added = dict.fromkeys(_bare(quad) for quad in named.added if is_merged(quad))
    change, fresh = Difference(added=dict(added)), {}
    for node, quads in _by_subject(added).items():
        if next(store.quads_for_pattern(node, None, None, _DEFAULT), None) is None:
            fresh[node] = _by_predicate(quads)
        else:
            for quad in quads:
                if quad in store:
                    del change.added[quad]
    for quad in dict.fromkeys(_bare(q) for q in named.removed if is_merged(q)):
        if quad not in added and not _held(store, quad, named.removed):
            change.removed[quad] = None
    return change, fresh


def _by_subject(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, list[ox.Quad]]:
    found: dict[ox.NamedNode, list[ox.Quad]] = {}
    for quad in quads:
        found.setdefault(quad.subject, []).append(quad)  # type: ignore[arg-type]  # no blank nodes here
    return found


def _by_predicate(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, tuple[Term, ...]]:
    found: dict[ox.NamedNode, tuple[Term, ...]] = {}
    for quad in quads:
        found[quad.predicate] = (*found.get(quad.predicate, ()), quad.object)
    return found


def rederive(view: View, keys: Iterable[tuple[Deriving, ox.NamedNode]]) -> Difference:
    """Evaluate rules again for keys, after the change itself has been written, and say what to add and remove."""
    gained: dict[ox.Triple, list[ox.Quad]] = defaultdict(list)
    lost: dict[ox.Triple, list[ox.Quad]] = defaultdict(list)
    for rule, key in keys:
        now, before = rule.results(view, key), view.supported(rule.iri, key)
        if now == before:
            continue
        for found, triples in ((gained, now - before), (lost, before - now)):
            for triple in triples:
                found[triple] += [ox.Quad(key, rule.iri, triple, SUPPORT)] if rule.noted else []
    store, change = view.store, Difference()
    for triple, supports in gained.items():
        change.added.update(dict.fromkeys(supports))
        change.added.update({_quad(triple, DERIVED): None, _quad(triple, _DEFAULT): None})
    for triple, supports in lost.items():
        change.removed.update(dict.fromkeys(supports))
        others = set(store.quads_for_pattern(None, None, triple, SUPPORT)).difference(supports)
        if others or triple in gained:
            continue
        derived = _quad(triple, DERIVED)
        change.removed[derived] = None
        merged = _quad(triple, _DEFAULT)
        if not _held(store, merged, {derived}):
            change.removed[merged] = None
    # What was there already need not be written again.
    change.added = {quad: None for quad in change.added if quad not in store or quad in change.removed}
    return change


def _quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _bare(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _held(store: ox.Store | Ahead, quad: ox.Quad, gone: Collection[ox.Quad]) -> bool:
    return any(
        (is_merged(other) or other.graph_name == DERIVED) and other not in gone
        for other in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    )


def _data(quads: Iterable[ox.Quad]) -> str:
    parts = ground(quads, lambda term: f"<<( {term} )>>" if isinstance(term, ox.Triple) else str(term))
    return "\n".join(parts)
