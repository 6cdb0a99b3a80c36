"""Exports: the same bytes, the same graph again, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from readings import ID, KOR, MPT
from suviaz.errors import UnknownName
from suviaz.export import FORMATS, Part, export
from suviaz.rdf.terms import SV, TYPE, sv
from suviaz.store import Store
from test_store import BACKGROUND, VARIANTS

READ = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
CODES = [
    ox.Quad(ox.NamedNode(KOR), sv("iso3166Alpha2"), ox.Literal("KR"), BACKGROUND[0].graph_name),
    ox.Quad(ox.NamedNode(ID + "country/BLR"), sv("iso3166Alpha2"), ox.Literal("BY"), BACKGROUND[0].graph_name),
    ox.Quad(ox.NamedNode(ID + "country/POL"), sv("iso3166Alpha2"), ox.Literal("PL"), BACKGROUND[0].graph_name),
    ox.Quad(ox.NamedNode(ID + "country/POL"), TYPE, sv("Country"), BACKGROUND[0].graph_name),
    ox.Quad(
        ox.NamedNode("https://w3id.org/suviaz/concept/field/e-government"),
        ox.NamedNode("http://www.w3.org/2004/02/skos/core#broader"),
        ox.NamedNode("https://w3id.org/suviaz/concept/field/ict"),
        ox.NamedNode(ID + "graph/vocabulary"),
    ),
    ox.Quad(
        ox.NamedNode("https://w3id.org/suviaz/concept/field/ict"),
        ox.NamedNode("http://www.w3.org/2004/02/skos/core#inScheme"),
        ox.NamedNode("https://w3id.org/suviaz/concept/field"),
        ox.NamedNode(ID + "graph/vocabulary"),
    ),
    ox.Quad(
        ox.NamedNode("https://w3id.org/suviaz/concept/field/sport"),
        ox.NamedNode("http://www.w3.org/2004/02/skos/core#inScheme"),
        ox.NamedNode("https://w3id.org/suviaz/concept/field"),
        ox.NamedNode(ID + "graph/vocabulary"),
    ),
]


def filled(order: list[int] | None = None) -> Store:
    store = Store(background=[*BACKGROUND, *CODES])
    for i in order or range(5):
        store.put(VARIANTS[i])
    return store


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with filled() as opened:
        yield opened


def text(store: Store, format: str = "turtle", part: Part | None = None, **more: bool) -> str:
    return "".join(export(store, format, part, **more))


def subjects(turtle: str) -> set[str]:
    return {t.subject.value for t in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}  # type: ignore[union-attr]


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_loading_does_not_matter(order: list[int]) -> None:
    with filled(order) as one, filled() as other:
        for format in FORMATS:
            assert text(one, format) == text(other, format)


@pytest.mark.parametrize("format", ["trig", "nquads"])
def test_a_dataset_comes_back_the_same(store: Store, tmp_path: Path, format: str) -> None:
    file = tmp_path / ("x.nq" if format == "nquads" else "x.trig")
    file.write_text(text(store, format), encoding="utf-8")
    with Store(background=[*BACKGROUND, *CODES]) as other:
        other.restore(file)
        assert set(other.raw) == set(store.raw)
        assert text(other, format) == file.read_text(encoding="utf-8")


def test_rdflib_reads_the_same_named_graphs(store: Store) -> None:
    read = Dataset().parse(data=text(store, "trig"), format="trig")
    names = {str(g.identifier) for g in read.graphs() if len(g)}
    assert names == {g.value for g in store.named_graphs()}
    assert sum(len(g) for g in read.graphs()) == sum(1 for _ in store.quads())


def test_all_formats_of_triples_hold_the_same_graph(store: Store) -> None:
    graphs = {format: Graph().parse(data=text(store, format), format=name) for format, name in READ.items()}
    first = graphs["ntriples"]
    assert len(first) > 300
    for format, graph in graphs.items():
        assert isomorphic(graph, first), format


def test_turtle_is_readable(store: Store) -> None:
    lines = text(store).splitlines()
    assert lines[0].startswith("@prefix sv:")
    agreement = next(line for line in lines if line.startswith("agr:2017-04-26-blr-kor-e-government a sv:Memorandum"))
    assert agreement.endswith(" ;")
    assert not any("_:" in line for line in lines)


def test_an_export_has_the_merge_but_not_the_vocabulary(store: Store) -> None:
    graph = Graph().parse(data=text(store), format="turtle")
    predicates = {str(p) for p in graph.predicates()}
    assert SV + "cooperatesWith" in predicates
    assert SV + "hasParty" in predicates
    assert "http://www.w3.org/2000/01/rdf-schema#subClassOf" not in predicates
    assert MPT in {str(s) for s in graph.subjects()}
    assert ID + "place/minsk" not in {str(s) for s in graph.subjects()}


@pytest.mark.parametrize("format", FORMATS)
def test_texts_can_be_left_out(store: Store, format: str) -> None:
    with_, without = text(store, format), text(store, format, text=False)
    assert "сумесны камітэт», — паведаміў С. Папкоў" in with_.replace('\\"', '"')
    assert len(without) < len(with_)
    assert not re.search(r"ontology#text[>\"\s]|sv:text[\s>\"]", without)
    assert "exactText" in without


def test_quarantine_is_in_the_dataset_alone() -> None:
    from suviaz.rdf import quarantined

    with Store(background=BACKGROUND) as store:
        store.put(quarantined(VARIANTS[0], [VARIANTS[0].nodes["f1"]]))
        assert f"{VARIANTS[0].key}--quarantine" in text(store, "trig")
        assert VARIANTS[0].nodes["f1"] not in subjects(text(store))


@pytest.mark.parametrize(
    ("part", "inside", "outside"),
    [
        (Part(pair=("BY", "KR")), ("f1", "f4", "f5", "f6", "p1"), ()),
        (Part(pair=("BY", "PL")), (), ("f1", "f4", "f5", "f6", "f7", "f8", "p1")),
        (Part(field="e-government"), ("f1", "f5", "f6"), ("f7",)),
        (Part(field="ict"), ("f1", "f5"), ()),
        (Part(field="sport"), (), ("f1", "f5")),
        (Part(first="2017", last="2017"), ("f1", "f6"), ()),
        (Part(first="2017-04-26", last="2017-04-26"), ("f1", "f6"), ()),
        (Part(first="2019"), (), ("f1", "f6", "f8")),
        (Part(last="2016"), (), ("f1", "f6", "f8")),
        (Part(entity="agreement/2017-04-26-blr-kor-e-government"), ("f5", "f6"), ("f4",)),
        (Part(entity=MPT), ("f5", "f2"), ("f7",)),
        (Part(pair=("BY", "KR"), first="2019"), (), ("f1", "f5")),
        (Part(), ("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"), ()),
    ],
)
def test_parts(store: Store, part: Part, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    found = subjects(text(store, "turtle", part))
    nodes = VARIANTS[0].nodes
    assert {id_ for id_ in inside if nodes[id_] not in found} == set()
    assert {id_ for id_ in outside if nodes[id_] in found} == set()


def test_a_part_brings_its_evidence_and_the_registry_entries_it_names(store: Store) -> None:
    part = Part(entity="agreement/2017-04-26-blr-kor-e-government")
    found = subjects(text(store, "turtle", part))
    assert any("/evidence/" in s for s in found)
    assert any("#char=" in s for s in found)
    assert VARIANTS[0].iri in found
    assert MPT in found
    assert len(found) < len(subjects(text(store)))


def test_a_part_as_a_dataset_keeps_its_graphs(store: Store) -> None:
    quads = set(ox.parse(text(store, "trig", Part(field="e-government")), format=ox.RdfFormat.TRIG))
    assert quads < set(store.quads())
    assert any(q.graph_name.value == ID + f"graph/{VARIANTS[0].key}--evidence" for q in quads)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("format", "part"),
    [
        ("docx", None),
        ("turtle", Part(pair=("BY", "ZZ"))),
        ("turtle", Part(field="alchemy")),
        ("turtle", Part(entity="person/nobody")),
    ],
)
def test_names_that_there_are_not(store: Store, format: str, part: Part | None) -> None:
    with pytest.raises(UnknownName):
        text(store, format, part)
