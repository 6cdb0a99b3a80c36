"""The fixture graph in Oxigraph and in rdflib, merged and with what the rules derive, for tests that compare the two.

Written without the product's store, so that a test of rules and questions does not test the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
GOLDEN = Path(__file__).parent / "golden"
GRAPH = "https://w3id.org/suviaz/id/graph/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SV = "https://w3id.org/suviaz/ontology#"
RULES = tuple(sorted((ONTOLOGY / "rules").glob("*.rq")))


@lru_cache
def quads(*names: str) -> tuple[ox.Quad, ...]:
    """Vocabulary and the named fixtures, in their named graphs."""
    vocabulary = ox.NamedNode(GRAPH + "vocabulary")
    found = [
        ox.Quad(quad.subject, quad.predicate, quad.object, vocabulary)
        for file in ("core.ttl", "concepts.ttl")
        for quad in ox.parse(path=str(ONTOLOGY / file), format=ox.RdfFormat.TURTLE)
    ]
    for name in names:
        found += ox.parse(path=str(GOLDEN / f"{name}.trig"), format=ox.RdfFormat.TRIG)
    return tuple(found)


def merged(named: Iterable[ox.Quad]) -> ox.Store:
    """A store with the named graphs, their merge as the default graph, and what the rules derive."""
    store = ox.Store()
    named = list(named)
    store.extend(named)
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in named if _is_merged(q))
    store.extend(_labels(store))
    for rule in RULES:
        store.extend(ox.Quad(*triple) for triple in store.query(rule.read_text(encoding="utf-8")))
    return store


def _is_merged(quad: ox.Quad) -> bool:
    """Not what is in quarantine, and of a graph of evidence only what it says of the article, without the text."""
    graph, subject = quad.graph_name.value, quad.subject.value
    if graph.endswith("--evidence"):
        return "/article/" in subject and "#" not in subject and quad.predicate.value != SV + "text"
    return not graph.endswith("--quarantine")


def _labels(store: ox.Store) -> list[ox.Quad]:
    """A preferred label in each language in which a thing has only other names: here simply the longest."""
    chosen: dict[tuple[str, str | None], ox.Quad] = {}
    preferred, other = (
        list(store.quads_for_pattern(None, ox.NamedNode(SKOS + name), None, ox.DefaultGraph()))
        for name in ("prefLabel", "altLabel")
    )
    curated = {(str(quad.subject), quad.object.language) for quad in preferred}
    for quad in sorted(other, key=lambda quad: (len(quad.object.value), str(quad))):
        if (key := (str(quad.subject), quad.object.language)) not in curated:
            chosen[key] = quad
    return [ox.Quad(q.subject, ox.NamedNode(SKOS + "prefLabel"), q.object) for q in chosen.values()]


def as_rdflib(store: ox.Store) -> rdflib.Dataset:
    """The same quads in rdflib."""
    dataset = rdflib.Dataset()
    dataset.parse(data=ox.serialize(list(store), format=ox.RdfFormat.N_QUADS), format="nquads")
    return dataset


@lru_cache
def engines(*names: str) -> tuple[ox.Store, rdflib.Dataset]:
    store = merged(quads(*names))
    return store, as_rdflib(store)


def text_of(term: Any) -> str:
    """A term as one string on both engines; numbers by value, as Oxigraph normalises them."""
    if term is None:
        return ""
    term = _as_ox(term)
    if isinstance(term, ox.Literal) and term.datatype.value.endswith(("#integer", "#decimal", "#double")):
        return f"{float(term.value):g}"
    return str(term)


def _as_ox(term: Any) -> Any:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        datatype = None if term.language or term.datatype is None else ox.NamedNode(str(term.datatype))
        return ox.Literal(str(term), language=term.language, datatype=datatype)
    return term


def _as_rdflib(term: ox.NamedNode | ox.Literal) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    plain = term.datatype.value.endswith("#string")
    return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value))


def by_oxigraph(store: ox.Store, text: str, bound: Mapping[str, Any] | None = None) -> list[tuple[str, ...]]:
    """Rows (or triples) in the order of the answer."""
    found = store.query(text, substitutions={ox.Variable(name): term for name, term in (bound or {}).items()} or None)
    return [tuple(text_of(term) for term in row) for row in found]


def by_rdflib(dataset: rdflib.Dataset, text: str, bound: Mapping[str, Any] | None = None) -> list[tuple[str, ...]]:
    found = dataset.query(text, initBindings={name: _as_rdflib(term) for name, term in (bound or {}).items()})
    return [tuple(text_of(term) for term in row) for row in found]
