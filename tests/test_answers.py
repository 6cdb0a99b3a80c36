"""What a query found, in every format, and the time limit."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suviaz import answers
from suviaz.answers.answer import Answer
from suviaz.errors import UnknownName

XSD = "http://www.w3.org/2001/XMLSchema#"


def integer(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "integer"))


ROWS = Answer(
    columns=("name", "n", "iri"),
    terms=(
        (
            ox.Literal('Мемарандум, "першы"\nі апошні', language="be"),
            integer("3"),
            ox.NamedNode("http://example.org/a"),
        ),
        (ox.Literal("대한민국"), None, ox.BlankNode("b")),
    ),
)


def test_rows_are_plain_python_values() -> None:
    assert ROWS.rows[0] == ('Мемарандум, "першы"\nі апошні', 3, "http://example.org/a")
    assert next(iter(ROWS))["n"] == 3
    assert ROWS.rows[1][1] is None
    assert len(ROWS) == 2


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (integer("-7"), -7),
        (integer("seven"), "seven"),
        (ox.Literal("0.25", datatype=ox.NamedNode(XSD + "decimal")), 0.25),
        (ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")), True),
        (ox.Literal("0", datatype=ox.NamedNode(XSD + "boolean")), False),
        (ox.Literal("2017-04-26", datatype=ox.NamedNode(XSD + "date")), "2017-04-26"),
    ],
)
def test_plain(term: ox.Literal, value: object) -> None:
    assert answers.plain(term) == value
    assert type(answers.plain(term)) is type(value)


def test_csv_can_be_read_back() -> None:
    rows = list(csv.reader(io.StringIO(ROWS.write("csv"), newline="")))
    assert rows == [
        ["name", "n", "iri"],
        ['Мемарандум, "першы"\nі апошні', "3", "http://example.org/a"],
        ["대한민국", "", "_:b"],
    ]


@pytest.mark.parametrize(("form", "reader"), [("json", "JSON"), ("tsv", "TSV")])
def test_json_and_tsv_are_read_by_another_reader(form: str, reader: str) -> None:
    parsed = ox.parse_query_results(ROWS.write(form).encode(), format=getattr(ox.QueryResultsFormat, reader))
    assert isinstance(parsed, ox.QuerySolutions)
    assert [v.value for v in parsed.variables] == ["name", "n", "iri"]
    assert next(tuple(row) for row in parsed) == ROWS.terms[0]


def test_columns_of_addresses() -> None:
    node = ox.NamedNode("http://example.org/a")
    answer = Answer(columns=("a", "b", "c"), terms=((node, ox.Literal("x"), None), (node, node, None)))
    assert answer.addresses() == ("a",)
    assert answer.only(["b"]).rows == (("x",), ("http://example.org/a",))


def test_truth() -> None:
    yes = Answer(truth=True)
    assert yes.write() == "yes\n"
    assert yes.write("csv") == "true\n"
    assert json.loads(yes.write("json")) == {"head": {}, "boolean": True}
    assert not Answer(truth=False)


def test_triples_are_turtle_in_one_order() -> None:
    a, b, p = (ox.NamedNode(f"https://w3id.org/suviaz/id/country/{n}") for n in ("BLR", "KOR", "x"))
    one, two = ox.Triple(b, p, a), ox.Triple(a, p, b)
    text = Answer(triples=(one, two)).write("turtle")
    assert text == Answer(triples=(two, one, two)).write("turtle")
    assert {t.subject for t in ox.parse(text, format=ox.RdfFormat.TURTLE)} == {a, b}
    assert "@prefix ctr:" in text


def test_formats_that_do_not_fit_are_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="rows, not triples"):
        ROWS.write("turtle")
    with pytest.raises(UnknownName, match="makes triples"):
        Answer(triples=()).write("csv")
    with pytest.raises(UnknownName, match="no format 'xlsx'"):
        ROWS.write("xlsx")


def test_data_frame() -> None:
    pytest.importorskip("pandas")
    frame = ROWS.to_dataframe()
    assert list(frame.columns) == ["name", "n", "iri"]
    assert frame.shape == (2, 3)


def test_notebook_table_is_escaped() -> None:
    answer = Answer(columns=("x",), terms=((ox.Literal("<script>"),),))
    assert "<script>" not in answer._repr_html_()
    assert "&lt;script&gt;" in answer._repr_html_()


def test_table_is_aligned_by_what_a_terminal_shows() -> None:
    text = answers.table(("назва", "n"), [("대한민국", "1"), ("Беларусь", "22")])
    assert text.splitlines() == ["назва     n", "────────  ──", "대한민국  1", "Беларусь  22"]
    assert answers.columns_of("대한민국") == 8
    assert answers.columns_of("e\u0301") == 1


WORDS = st.text(alphabet="абв 한국ab", max_size=60)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=5), st.integers(min_value=30, max_value=80))
def test_a_wrapped_table_fits_and_loses_nothing(rows: list[tuple[str, str]], width: int) -> None:
    text = answers.table(("a", "b"), rows, width=width)
    assert max(answers.columns_of(line) for line in text.splitlines()) <= width
    shown = "".join("".join(line.split()) for line in text.splitlines()[2:])
    assert sorted(shown) == sorted("".join("".join(cell.split()) for row in rows for cell in row))


def test_iris_are_shortened_for_people() -> None:
    assert answers.compact("https://w3id.org/suviaz/id/country/BLR") == "ctr:BLR"
    assert answers.compact("https://w3id.org/suviaz/ontology#Memorandum") == "sv:Memorandum"
    assert answers.compact("http://example.org/x") == "http://example.org/x"


@pytest.mark.parametrize(
    "where", ["?a dcterms:publisher/sv:belongsToCountry ?c", "?a (dcterms:publisher|^sv:hasActor) ?c"]
)
def test_prefixes_of_the_house_need_no_declaration_within_a_path_either(where: str) -> None:
    import suviaz

    with suviaz.open() as graph:
        assert not answers.ask(graph.store, f"SELECT ?a {{ {where} }}").rows
        assert not answers.ask(graph.store, "ASK { <https://example.org/skos:x> ?p ?o }").truth
