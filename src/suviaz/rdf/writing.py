"""Quads to text and back: sorted, with prefixes, the same bytes each time."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from suviaz.errors import DamagedStore, UnknownName
from suviaz.rdf.terms import PREFIXES, TYPE, XSD, sv

Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
FORMATS = ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml")

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_NAMESPACES = sorted(((long, short) for short, long in PREFIXES.items()), key=lambda pair: -len(pair[0]))
_TEXT = sv("text")
_PLAIN = {XSD + "integer": re.compile(r"[+-]?\d+"), XSD + "boolean": re.compile(r"true|false")}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f]')


def write_dataset(quads: Iterable[ox.Quad], format: str = "trig", *, text: bool = True) -> Iterator[str]:
    """Quads that come graph by graph, as TriG or N-Quads, in pieces. Within a graph they are sorted here.

    Raises UnknownName for a format that cannot hold named graphs.
    """
    if format not in ("trig", "nquads"):
        raise UnknownName(f"'{format}' cannot hold named graphs; use trig or nquads.")
    kept = quads if text else (q for q in quads if q.predicate != _TEXT)
    if format == "nquads":
        for _, group in groupby(kept, key=lambda q: str(q.graph_name)):
            yield "".join(line + " .\n" for line in sorted(map(str, group)))
        return
    yield _head()
    for name, group in groupby(kept, key=lambda q: str(q.graph_name)):
        graph = _term(ox.NamedNode(name[1:-1]))
        yield f"\n{graph} {{\n"
        yield from _subjects(group, "  ")
        yield "}\n"


def write_triples(quads: Iterable[ox.Quad | ox.Triple], format: str = "turtle", *, text: bool = True) -> str:
    """Triples (graph names do not matter) in one of the formats. Raises UnknownName for any other."""
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in quads if text or q.predicate != _TEXT}
    if format == "turtle":
        return _head() + "".join("\n" + block for block in _subjects(triples, ""))
    ordered = sorted(triples, key=str)
    if format == "ntriples":
        return "".join(f"{triple} .\n" for triple in ordered)
    kinds = {"rdfxml": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD}
    if format not in kinds:
        raise UnknownName(f"There is no format '{format}'; there are {', '.join(FORMATS)}.")
    out = io.BytesIO()
    ox.serialize(ordered, out, kinds[format], prefixes=PREFIXES)
    return out.getvalue().decode() + "\n"


def ground(
    quads: Iterable[ox.Quad], value: Callable[[Value], str], *, default: ox.NamedNode | None = None
) -> list[str]:
    """Quads as the body of INSERT or DELETE, a string for each graph. `value` writes their objects; what is in the
    default graph goes into `default` where that is given.
    """
    by_graph: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        name = quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else default
        by_graph[str(name) if name else ""].append(f"{quad.subject} {quad.predicate} {value(quad.object)} .")
    return [
        f"GRAPH {graph} {{ {' '.join(lines)} }}" if graph else " ".join(lines)
        for graph, lines in sorted(by_graph.items())
    ]


def read_quads(path: Path) -> Iterator[ox.Quad]:
    """The quads of a TriG or N-Quads file. Raises DamagedStore where it does not parse."""
    format = ox.RdfFormat.N_QUADS if path.suffix in (".nq", ".nquads") else ox.RdfFormat.TRIG
    try:
        yield from ox.parse(path=str(path), format=format)
    except (SyntaxError, OSError) as error:
        raise DamagedStore(f"'{path}' cannot be read: {str(error).splitlines()[0]}.") from error


def _head() -> str:
    return "".join(f"@prefix {short}: <{long}> .\n" for short, long in PREFIXES.items())


def _subjects(statements: Iterable[ox.Quad | ox.Triple], indent: str) -> Iterator[str]:
    """One block a subject: its class first, then its properties by name, their values in order. Passages come last."""
    lines = sorted(
        (_term(s.subject), s.predicate != TYPE, "a" if s.predicate == TYPE else _term(s.predicate), _term(s.object))
        for s in statements
    )
    lines.sort(key=lambda line: line[0].startswith("<"))
    for subject, rows in groupby(lines, key=lambda line: line[0]):
        parts = [
            f"{predicate} {' , '.join(dict.fromkeys(row[3] for row in same))}"
            for (_, predicate), same in groupby(rows, key=lambda line: (line[1], line[2]))
        ]
        yield f"{indent}{subject} {f' ;{chr(10)}{indent}    '.join(parts)} .\n"


def _term(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return _name(term.value)
    if isinstance(term, ox.Literal):
        value = term.value
        if term.language:
            return f'"{_escaped(value)}"@{term.language}'
        datatype = term.datatype.value
        if datatype in _PLAIN and _PLAIN[datatype].fullmatch(value):
            return value
        return f'"{_escaped(value)}"' if datatype == XSD + "string" else f'"{_escaped(value)}"^^{_name(datatype)}'
    return str(term)


@lru_cache(maxsize=1 << 14)
def _name(iri: str) -> str:
    for long, short in _NAMESPACES:
        if iri.startswith(long) and _LOCAL.fullmatch(iri, len(long)):
            return f"{short}:{iri[len(long) :]}"
    return f"<{iri}>"


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text)
