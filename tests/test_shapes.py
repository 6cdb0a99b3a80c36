"""Each shape lets its valid data pass and catches its broken data, alone; and every engine sees the same.

`shapes/<Shape>/valid*.ttl` conform, `invalid-*.ttl` do not; each is put together with `shapes/base.ttl`, the vocabulary
and nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
import shacl
from rdflib.namespace import RDF, SH

from two_engines import ONTOLOGY, quads

DATA = Path(__file__).parent / "shapes"
SVSH = "https://w3id.org/suviaz/shapes#"
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
Finding = tuple[str, str, str, str]
"""Shape (from the message), severity, focus node, path where it is one property."""


@lru_cache
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")


def levels(shape: rdflib.term.Node) -> set[str]:
    return {str(level) for level in graph().objects(shape, rdflib.URIRef(SVSH + "level"))}


SHAPES = sorted(str(s).removeprefix(SVSH) for s in graph().subjects(RDF.type, SH.NodeShape) if levels(s))


@lru_cache
def of_level(level: str) -> rdflib.Graph:
    """The shapes graph in which only the shapes of a level have targets."""
    kept = rdflib.Graph()
    for triple in graph():
        kept.add(triple)
    for shape in set(kept.subjects(RDF.type, SH.NodeShape)):
        if level not in levels(shape):
            for target in TARGETS:
                kept.remove((shape, target, None))
    return kept


@lru_cache
def alone(shape: str) -> rdflib.Graph:
    """A shape with what it refers to, and nothing else."""
    kept = rdflib.Graph()
    waiting: list[rdflib.term.Node] = [rdflib.URIRef(SVSH + shape), rdflib.URIRef(SVSH.rstrip("#"))]
    while waiting:
        node = waiting.pop()
        if (node, None, None) not in kept:
            for triple in graph().triples((node, None, None)):
                kept.add(triple)
                waiting.append(triple[2])
    return kept


@lru_cache
def compiled(level: str) -> shacl.Shapes:
    return shacl.Shapes.from_text(of_level(level).serialize(format="nt"), "ntriples")


@lru_cache
def vocabulary() -> str:
    return as_ntriples(quads())


@lru_cache
def background() -> rdflib.Graph:
    return rdflib.Graph().parse(data=vocabulary(), format="nt").parse(DATA / "base.ttl")


def as_ntriples(triples: Iterable[ox.Quad | ox.Triple]) -> str:
    return "".join(sorted(f"{t.subject} {t.predicate} {t.object} .\n" for t in triples))


def data(path: Path) -> str:
    files = (DATA / "base.ttl", path)
    return vocabulary() + "".join(as_ntriples(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)) for file in files)


def by_rust(text: str, level: str) -> list[Finding]:
    return sorted(
        (
            r.root_shape.strip("<>").removeprefix(SVSH),
            r.severity,
            r.focus_node.strip("<>"),
            r.path.strip("<>") if r.path and re.fullmatch(r"<[^<>]*>", r.path) else "",
        )
        for r in compiled(level).validate_text(text, "ntriples").results
    )


def by_pyshacl(store: rdflib.Graph | ox.Store, shapes: rdflib.Graph) -> list[Finding]:
    _, report, _ = pyshacl.validate(store, shacl_graph=shapes, advanced=False, inference="none", inplace=True)
    assert isinstance(report, rdflib.Graph)
    found = []
    for result in report.objects(None, SH.result):  # not sh:detail, which explains a result of sh:node
        source = report.value(result, SH.sourceShape)
        named = source if isinstance(source, rdflib.URIRef) else next(shapes.subjects(SH.property, source))
        path = report.value(result, SH.resultPath)
        found.append(
            (
                str(named).removeprefix(SVSH),
                str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
                str(report.value(result, SH.focusNode)),
                str(path) if isinstance(path, rdflib.URIRef) else "",
            )
        )
    return sorted(found)


def in_oxigraph(text: str) -> ox.Store:
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    return store


def files(shape: str, pattern: str) -> list[Path]:
    return sorted((DATA / shape).glob(pattern))


def of(shape: str) -> list[str]:
    return sorted(levels(rdflib.URIRef(SVSH + shape)))


def test_there_is_data_for_each_shape_and_a_shape_for_all_data() -> None:
    assert {path.name for path in DATA.iterdir() if path.is_dir()} == set(SHAPES)
    for shape in SHAPES:
        assert files(shape, "valid.ttl"), shape
        assert files(shape, "invalid-*.ttl"), shape
    assert sum(len(files(shape, "invalid-*.ttl")) for shape in SHAPES) >= 47


@pytest.mark.parametrize("shape", SHAPES)
def test_valid_data_conform(shape: str) -> None:
    for path in files(shape, "valid*.ttl"):
        for level in of(shape):
            found = by_rust(data(path), level)
            if path.name == "valid.ttl":
                assert found == [], path.name
            else:  # what a source may leave open
                assert {finding[1] for finding in found} <= {"Info"}, path.name


@pytest.mark.parametrize("shape", SHAPES)
def test_broken_data_are_caught_by_their_shape_alone(shape: str) -> None:
    for path in files(shape, "invalid-*.ttl"):
        for level in of(shape):
            found = by_rust(data(path), level)
            assert found, f"{path.name} at level {level} was not caught"
            assert {finding[0] for finding in found} == {shape}, (path.name, level)


@pytest.mark.parametrize("shape", SHAPES)
def test_pyshacl_on_rdflib_sees_the_same(shape: str) -> None:
    whole = background()
    for path in files(shape, "*.ttl"):
        own = [triple for triple in rdflib.Graph().parse(path) if triple not in whole]
        for triple in own:
            whole.add(triple)
        expected = [finding for finding in by_rust(data(path), of(shape)[0]) if finding[0] == shape]
        found = by_pyshacl(whole, alone(shape))
        for triple in own:
            whole.remove(triple)
        assert found == expected, path.name


@pytest.mark.parametrize("shape", SHAPES)
def test_pyshacl_on_oxigraph_sees_the_same_with_all_shapes(shape: str) -> None:
    text, level = data(files(shape, "invalid-*.ttl")[0]), of(shape)[-1]
    assert by_pyshacl(in_oxigraph(text), of_level(level)) == by_rust(text, level)


def test_messages_begin_with_the_number_of_their_shape() -> None:
    for shape in SHAPES:
        node = rdflib.URIRef(SVSH + shape)
        parts = [*graph().objects(node, SH.property), *graph().objects(node, SH.sparql)]
        messages = [str(m) for part in parts for m in graph().objects(part, SH.message)]
        assert messages, shape
        assert all(message.startswith(shape.split("-")[0] + " ") for message in messages), shape
        assert all(message.endswith((".", "}")) for message in messages), shape
        assert len([p for p in parts if not list(graph().objects(p, SH.message))]) == 0, shape


def test_shapes_name_known_terms_only() -> None:
    known = {str(quad.subject.value) for quad in quads() if isinstance(quad.subject, ox.NamedNode)}
    text = (ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8")
    prefixes = dict(re.findall(r"@prefix (sv\w*):\s*<([^>]*)>", text))
    prefixes |= dict(re.findall(r'sh:prefix "(sv\w*)" ;\s*sh:namespace "([^"]*)"', text))
    for prefix, local in set(re.findall(r"\b(sv[a-z]?):([A-Za-z][\w-]*)", text)):
        assert prefixes[prefix] + local in known, f"{prefix}:{local}"


def test_no_shape_asks_the_clock() -> None:
    assert not re.search(r"\b(NOW|RAND|UUID)\s*\(", (ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8"))


def test_the_article_of_the_base_is_what_it_says() -> None:
    text = (DATA / "base.ttl").read_text(encoding="utf-8")
    words = re.search(r'sv:text "([^"]*)"', text)
    digest = re.search(r'sv:textSha256 "([^"]*)"', text)
    assert words
    assert digest
    assert hashlib.sha256(words[1].encode()).hexdigest() == digest[1]


def test_the_seed_conforms_and_leaves_nothing_open() -> None:
    """The article that everything began with, at both levels, on all engines."""
    text = as_ntriples({ox.Triple(q.subject, q.predicate, q.object) for q in quads("seed")})
    assert by_rust(text, "article") == []
    assert by_rust(text, "union") == []
    assert by_pyshacl(in_oxigraph(text), of_level("article")) == []
    assert by_pyshacl(in_oxigraph(text), of_level("union")) == []
