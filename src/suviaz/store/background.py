"""What every store holds from the start: registry and vocabulary, and a digest that tells when they have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from suviaz import resources
from suviaz.rdf import registry_quads, vocabulary_quads
from suviaz.rdf.terms import DCTERMS, META, PROV, REFERENCE, TYPE, VOCABULARY


def curated_quads() -> Iterator[ox.Quad]:
    """Registry and vocabulary in their graphs, and what the meta graph says about these."""
    yield from registry_quads()
    yield from vocabulary_quads()
    title = ox.NamedNode(DCTERMS + "title")
    for graph, words in (
        (REFERENCE, "Registry of countries, bodies and places"),
        (VOCABULARY, "Ontology and concepts"),
    ):
        yield ox.Quad(graph, TYPE, ox.NamedNode(PROV + "Bundle"), META)
        yield ox.Quad(graph, title, ox.Literal(words, language="en"), META)


def fingerprint() -> str:
    """A digest of the files that registry and vocabulary are read from: cheaper than reading them at each start."""
    sources = (("data/registry", "*.ttl"), ("ontology", "*.ttl"), ("ontology/rules", "*.rq"))
    paths = [path for folder, pattern in sources for path in resources.files(folder, pattern)]
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fingerprint_of(quads: Iterable[ox.Quad]) -> str:
    """A digest of a background that came as quads."""
    return "own " + hashlib.sha256("\n".join(sorted({str(quad) for quad in quads})).encode()).hexdigest()
