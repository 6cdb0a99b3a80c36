"""Quads as they go over the wire and come back: as SPARQL in one direction, as results in JSON in the other.

Triples as terms, which few servers know, travel as literals of a datatype of our own. Virtuoso makes integers of
decimals without a point, and numbers of booleans: the one is sent with a point, the other read as the word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from suviaz.rdf.terms import GRAPH, XSD, sv
from suviaz.rdf.writing import Value, ground

MERGE = ox.NamedNode(GRAPH + "merge")
"""Where the default graph is on a server whose own is the union of all."""
TRAFFIC = ox.NamedNode(GRAPH + "traffic")
"""On a server alone: who is writing, and what is yet to be written."""

VERSION = sv("version")
"""In the notes of a graph on a server, there and in its working copy: which state of it this is."""
TRIPLES = frozenset({"application/n-triples", "text/plain"})
Rows = tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]
Told = Rows | bool | list[ox.Triple]
"""What a question comes to: columns and rows, a truth, or triples."""

_TRIPLE = sv("Triple")
_BOOLEAN, _DECIMAL = XSD + "boolean", XSD + "decimal"
_WORDS = {"1": "true", "0": "false"}


def body(quads: Iterable[ox.Quad], default: ox.NamedNode | None) -> list[str]:
    """Quads as they stand in INSERT and DELETE, graph by graph. `default` is the graph that stands for the default
    graph, if any.
    """
    return ground(quads, _written, default=default)


def _written(term: Value) -> str:
    if isinstance(term, ox.Triple):
        return str(ox.Literal(f"{term} .", datatype=_TRIPLE))
    if isinstance(term, ox.Literal) and term.datatype.value == _DECIMAL and "." not in term.value:
        return str(ox.Literal(f"{term.value}.0", datatype=term.datatype))
    return str(term)


def solutions(data: bytes) -> list[dict[str, Any]]:
    """The rows of a SELECT in JSON, as terms by name; an ASK is one row with one boolean."""
    told = json.loads(data)
    if "boolean" in told:
        return [{"truth": ox.Literal(bool(told["boolean"]))}]
    return [{name: _term(term) for name, term in row.items()} for row in told["results"]["bindings"]]


def rows(data: bytes) -> Rows:
    """The columns of a SELECT in JSON, and its rows."""
    names = tuple(json.loads(data)["head"].get("vars", ()))
    return names, tuple(tuple(row.get(name) for name in names) for row in solutions(data))


def truth(data: bytes) -> bool:
    """What an ASK comes to. Virtuoso makes a SELECT of it, with a number, or with no row."""
    return any(term.value in ("1", "true") for row in solutions(data) for term in row.values())


def triples(data: bytes) -> list[ox.Triple]:
    """What a CONSTRUCT or DESCRIBE makes, as TRIPLES has it."""
    return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)]


def _term(told: dict[str, Any]) -> Any:
    kind, value = told["type"], told["value"]
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "bnode":
        return ox.BlankNode(value.removeprefix("nodeID://").removeprefix("_:"))
    if kind not in ("literal", "typed-literal"):
        raise ValueError(f"a term of the type '{kind}'")
    # Virtuoso leaves the prefix out where a query is its own kind of UNION.
    language = told.get("xml:lang") or told.get("lang")
    if language:
        return ox.Literal(value, language=language)
    datatype = told.get("datatype")
    if datatype is None:
        return ox.Literal(value)
    if datatype == _TRIPLE.value:
        return next(iter(ox.parse(value, format=ox.RdfFormat.N_TRIPLES))).triple
    if datatype == _BOOLEAN:
        value = _WORDS.get(value, value)
    if datatype == _DECIMAL and "." in value:
        value = value.rstrip("0").removesuffix(".")
    return ox.Literal(value, datatype=ox.NamedNode(datatype))
