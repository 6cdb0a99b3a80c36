"""The store as it will be once a change is written: what rules look at, so that a change and what follows from it are
one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NoReturn

import pyoxigraph as ox

from suviaz.store.walking import NotUnderstood

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Ahead:
    """A store with changes laid over it; answers patterns as the store does, and nothing else.

    What is laid over adds only what the store lacks.
    """

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self._gone: set[ox.Quad] = set()
        self._losing: set[Term] = set()
        self._added: dict[ox.Quad, None] = {}
        self._by_subject: dict[Term, dict[ox.Quad, None]] = {}
        self._by_object: dict[Term, dict[ox.Quad, None]] = {}
        self._properties: set[ox.NamedNode] = set()

    def lay(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Lay one more change over what is there; a quad in both stays."""
        for quad in removed:
            if quad in self._added:
                del self._added[quad], self._by_subject[quad.subject][quad]
                self._by_object.get(quad.object, {}).pop(quad, None)
            else:
                self._gone.add(quad)
                self._losing.add(quad.subject)
        for quad in added:
            if quad in self._gone:
                self._gone.remove(quad)
                continue
            self._added[quad] = None
            self._properties.add(quad.predicate)
            self._by_subject.setdefault(quad.subject, {})[quad] = None
            if not isinstance(value := quad.object, ox.Literal):  # nobody asks who has a word
                self._by_object.setdefault(value, {})[quad] = None

    def quads_for_pattern(
        self, subject: Term | None, predicate: ox.NamedNode | None, object: Term | None, graph: Graph | None = None
    ) -> Iterator[ox.Quad]:
        """As the method of that name of a store. A literal needs its subject."""
        found: Iterator[ox.Quad] = self.store.quads_for_pattern(subject, predicate, object, graph)  # type: ignore[arg-type]
        if self._gone and (subject is None or subject in self._losing):
            found = (quad for quad in found if quad not in self._gone)
        laid = self._by_subject.get(subject) if subject is not None else self._by_object.get(object)  # type: ignore[arg-type]
        if not laid:
            return found
        more = [
            quad
            for quad in laid
            if (predicate is None or quad.predicate == predicate)
            and (graph is None or quad.graph_name == graph)
            and (object is None or quad.object == object)
        ]
        return chain(found, more) if more else found

    def may_have(self, predicate: ox.NamedNode) -> bool:
        """Whether anything has a property, or had one that was laid over."""
        found = self.store.quads_for_pattern(None, predicate, None, ox.DefaultGraph())
        return predicate in self._properties or next(found, None) is not None

    def __contains__(self, quad: ox.Quad) -> bool:
        return quad in self._added or (quad not in self._gone and quad in self.store)

    def query(self, text: str) -> NoReturn:
        """SPARQL sees only what is written. Raises NotUnderstood."""
        raise NotUnderstood
