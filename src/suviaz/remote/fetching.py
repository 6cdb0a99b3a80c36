"""Getting all quads out of a server: in parts that it does not cut off, each counted before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from suviaz.rdf.terms import GRAPH
from suviaz.remote.endpoint import Endpoint
from suviaz.remote.terms import MERGE, TRAFFIC, solutions

_ROWS = 4_000
"""Rows of an answer. Virtuoso gives ten thousand at most, unless it is told otherwise."""
_GRAPHS = 100
"""Graphs that are named in a query."""
_LISTED = 2_000
_DIGITS = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The quads of a graph, as they are in the working copy, and which version they are."""

    quads: tuple[ox.Quad, ...]
    version: str


class Holdings:
    """What a server holds of ours; `union` tells that its default graph is the union of all."""

    def __init__(self, endpoint: Endpoint, *, union: bool) -> None:
        self._endpoint, self._union = endpoint, union

    def all(self) -> list[ox.Quad] | None:
        """Every quad; None where it gives out less than it says it has, or more."""
        counts = dict(self._counts())
        found: list[ox.Quad] = []
        if not self._union:
            number = self._number("?s ?p ?o")
            some = list(self._whole(None, number))
            if len(some) != number:
                return None
            found += some
        large = {graph: number for graph, number in counts.items() if number > _ROWS}
        for graph, number in large.items():
            some = list(self._whole(graph, number))
            if len(some) != number:
                return None
            found += some
        for graphs in _binned({graph: number for graph, number in counts.items() if graph not in large}):
            some = list(self._of(graphs))
            if len(some) != sum(counts[graph] for graph in graphs):
                return None
            found += some
        return found

    def _counts(self) -> Iterator[tuple[str, int]]:
        last = GRAPH
        while True:
            rows = self._endpoint.results(
                f"""SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }}
                FILTER(STRSTARTS(STR(?g), "{GRAPH}") && STR(?g) > "{last}") }}
                GROUP BY ?g ORDER BY ?g LIMIT {_LISTED}""",
                solutions,
            )
            for row in rows:
                if row["g"] != TRAFFIC:
                    yield row["g"].value, int(row["n"].value)
            if len(rows) < _LISTED:
                return
            last = rows[-1]["g"].value

    def _number(self, where: str) -> int:
        [row] = self._endpoint.results(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}", solutions)
        return int(row["n"].value)

    def _of(self, graphs: Iterable[str]) -> Iterator[ox.Quad]:
        names = " ".join(f"<{graph}>" for graph in graphs)
        yield from self._quads(f"VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }}", None)

    def _whole(self, graph: str | None, number: int) -> Iterator[ox.Quad]:
        """One graph, by what the digest of a subject begins with where it is large."""
        where = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        beginnings = [""]
        while number > _ROWS * len(beginnings) / 2 and number > _ROWS:
            beginnings = [one + digit for one in beginnings for digit in _DIGITS]
        for one in beginnings:
            part = f'{where} FILTER(STRSTARTS(MD5(STR(?s)), "{one}"))' if one else where
            yield from self._quads(part, graph)

    def _quads(self, where: str, graph: str | None) -> Iterator[ox.Quad]:
        named = "" if graph else "?g "
        for row in self._endpoint.results(f"SELECT {named}?s ?p ?o WHERE {{ {where} }}", solutions):
            name = row.get("g") or (ox.NamedNode(graph) if graph else None)
            home = ox.DefaultGraph() if name is None or name == MERGE else name
            yield ox.Quad(row["s"], row["p"], row["o"], home)


def _binned(counts: dict[str, int]) -> Iterator[list[str]]:
    """Graphs that together are no more than an answer may be."""
    some: list[str] = []
    size = 0
    for graph, number in counts.items():
        if some and (size + number > _ROWS or len(some) == _GRAPHS):
            yield some
            some, size = [], 0
        some.append(graph)
        size += number
    if some:
        yield some
