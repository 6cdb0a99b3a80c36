"""Stored questions: their heads, their parameters, and the same answers from two engines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suviaz import queries
from suviaz.errors import BadQuery, UnknownName
from two_engines import ROOT, SV, by_oxigraph, by_rdflib, engines

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

FORUM = "event/2017-04-26-blr-kor-e-government-forum"
MINISTER = "person/siarhiej-papkou"
CENTRE = "organisation/blr-kor-ict-centre"
EARLIER = "agreement/blr-ministry-of-communications--kor-ministry-of-science-ict-and-future-planning--1"
PAIR = {"a": "BY", "b": "KR"}
ID = "https://w3id.org/suviaz/id/"

# question, parameters, rows on the seed article, rows with the follow-up article
ANSWERS: list[tuple[str, dict[str, str], int, int]] = [
    ("about", {"entity": MINISTER}, 9, 9),
    ("agenda", {"entity": FORUM}, 3, 3),
    ("agreements", PAIR, 4, 4),
    ("agreements", {"a": "BLR"}, 4, 4),
    ("agreements", {"a": "PL"}, 0, 0),
    ("agreements", {"field": "e-government"}, 2, 2),
    ("agreements", {"field": "ict"}, 4, 4),
    ("ambassadors", {"a": "KR", "b": "BY"}, 1, 1),
    ("ambassadors", {"a": "BY", "b": "KR"}, 0, 0),
    ("articles", {}, 1, 2),
    ("articles", {"first": "2017-06-01"}, 0, 1),
    ("centres", PAIR, 1, 2),
    ("chain", {}, 1, 1),
    ("chain", {"entity": EARLIER}, 1, 1),
    ("corroboration", {}, 9, 10),
    ("disagreement", {}, 0, 0),
    ("events", {"first": "2017-03-01", "last": "2017-03-31"}, 2, 2),
    ("events", {**PAIR, "first": "2017-04-01", "field": "ict"}, 2, 2),
    ("evidence", {"entity": CENTRE, "property": "isBasedOn", "value": EARLIER}, 2, 2),
    ("facts", {"entity": MINISTER}, 53, 53),
    ("fields", {"field": "ict"}, 5, 5),
    ("fields", {"field": "trade"}, 0, 0),
    ("foreign_models", {}, 2, 2),
    ("forms", {}, 7, 7),
    ("first_told", {}, 9, 10),
    ("first_told", {"a": "PL"}, 0, 0),
    ("fulfilled", {}, 0, 1),
    ("gaps", PAIR, 1, 1),
    ("met", PAIR, 2, 2),
    ("met", {}, 2, 2),
    ("names", {"entity": "country/BLR"}, 5, 5),
    ("network", PAIR, 21, 22),
    ("only_reported", {}, 15, 15),
    ("organisation_ties", PAIR, 2, 2),
    ("organisation_ties", {}, 2, 2),
    ("overdue", {"date": "2017-07-15"}, 1, 1),
    ("overdue", {"date": "2017-06-30"}, 0, 0),
    ("participants", {"entity": FORUM}, 4, 4),
    ("plans", {}, 5, 4),
    ("plans", {"first": "2017-07-01"}, 0, 0),
    ("posts", {"entity": MINISTER, "date": "2017-04-26"}, 1, 1),
    ("posts", {"entity": MINISTER, "date": "2017-04-27"}, 0, 0),
    ("quotes", {"entity": MINISTER}, 4, 4),
    ("review", {}, 10, 10),
    ("timeline", PAIR, 5, 5),
    ("who_answers_for", {}, 2, 2),
    ("who_answers_for", {"a": "KR", "field": "e-government"}, 1, 1),
    ("years", PAIR, 2, 2),
    ("years", {"a": "PL"}, 0, 0),
]
each_answer = pytest.mark.parametrize(
    ("name", "values", "seed", "followed"),
    ANSWERS,
    ids=lambda v: v if isinstance(v, str) else "-".join(v) if isinstance(v, dict) else "",
)


@pytest.fixture(scope="module")
def stored() -> Mapping[str, queries.Query]:
    return queries.stored()


@each_answer
def test_both_engines_give_the_expected_answer(
    stored: Mapping[str, queries.Query], name: str, values: dict[str, str], seed: int, followed: int
) -> None:
    query = stored[name]
    for fixtures, count in ((("seed",), seed), (("seed", "followup"), followed)):
        store, dataset = engines(*fixtures)
        bound = query.bind(values)
        rows = by_oxigraph(store, query.text, bound)
        assert len(rows) == count
        other = by_rdflib(dataset, query.text, bound)
        assert (sorted(rows) == sorted(set(other))) if name == "facts" else (rows == other)


def test_every_question_has_an_expected_answer(stored: Mapping[str, queries.Query]) -> None:
    assert {name for name, *_ in ANSWERS} == set(stored)
    assert len(stored) >= 27


def test_what_the_seed_answers(stored: Mapping[str, queries.Query]) -> None:
    """Not the number of rows but what stands in them."""
    store, _ = engines("seed")

    def ask(name: str, column: str, **values: str) -> list[str]:
        found = store.query(
            stored[name].text, substitutions={ox.Variable(k): v for k, v in stored[name].bind(values).items()}
        )
        return ["" if row[column] is None else row[column].value for row in found]

    assert set(ask("participants", "role", entity=FORUM)) == {"гаспадар", "вітальнік"}
    assert ask("posts", "post", entity=MINISTER, date="2017-04-26") == [
        "Міністр сувязі і інфарматызацыі Рэспублікі Беларусь"
    ]
    assert ask("posts", "basis", entity=MINISTER, date="2017-04-26") == ["attested"]
    assert ask("ambassadors", "ambassador", a="KR", b="BY") == ["Кім Ёнг Хо"]
    assert sorted(ask("events", "certainty", first="2017-03-01", last="2017-03-31")) == ["certain", "possible"]
    assert ask("gaps", "missing") == ["day of signing"]
    assert ask("overdue", "due", date="2017-07-15") == ["2017-06-30"]
    assert ask("agreements", "signed", field="e-government") == ["2017-04-26", "2017-04-26"]
    assert set(ask("evidence", "scope", entity=CENTRE, property="isBasedOn", value=EARLIER)) == {
        "this fact",
        "the whole node",
    }
    assert ask("review", "confidence") == sorted(ask("review", "confidence"), key=float)
    assert ask("centres", "opened_not_after") == ["2017-03-31"]
    assert set(ask("network", "relation")) == {
        "cooperates with", "has party", "has outcome", "is based on", "has participant", "works for", "belongs to"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "name"),
    [("be", "Кім Сон Рёл"), ("en", "Kim Seong-lyul"), ("ko", "Kim Seong-lyul")],
)
def test_names_fall_back_to_english(stored: Mapping[str, queries.Query], lang: str, name: str) -> None:
    store, dataset = engines("seed")
    query = stored["posts"]
    bound = query.bind({"entity": "person/kim-seong-lyul", "lang": lang})
    rows = by_oxigraph(store, query.text, bound)
    assert rows == by_rdflib(dataset, query.text, bound)
    assert rows[0][0].startswith(f'"{name}"@')


def test_names_fall_back_to_any_language(stored: Mapping[str, queries.Query]) -> None:
    store, dataset = engines("seed")
    query = stored["posts"]
    bound = query.bind({"entity": "person/kim-yong-ho", "lang": "ko"})
    rows = by_oxigraph(store, query.text, bound)
    assert rows == by_rdflib(dataset, query.text, bound)
    assert rows[0][0] == '"Кім Ёнг Хо"@be'


def test_a_pair_may_be_given_either_way_round(stored: Mapping[str, queries.Query]) -> None:
    store, _ = engines("seed")
    turned = {"a": "KOR", "b": "BLR"}
    for name in ("agreements", "events", "timeline", "centres", "plans", "network", "forms", "fields"):
        query = stored[name]
        at = [i for i, column in enumerate(columns(query.text)) if column not in "ab"]
        pair, back = (by_oxigraph(store, query.text, query.bind(values)) for values in (PAIR, turned))
        assert [[row[i] for i in at] for row in pair] == [[row[i] for i in at] for row in back]
        assert pair


def columns(text: str) -> list[str]:
    select = re.search(r"SELECT (?:DISTINCT )?(.*)", text)
    return re.findall(r"\?(\w+)(?=\s|$|\))", re.sub(r"\([^()]*\([^()]*\) AS", "(", select[1])) if select else []


def test_every_parameter_is_projected_or_in_a_pattern(stored: Mapping[str, queries.Query]) -> None:
    """Oxigraph substitutes only what a SELECT projects."""
    for name, query in stored.items():
        if "SELECT" in query.text.split("WHERE")[0]:
            assert {p.name for p in query.parameters} <= set(columns(query.text)), name


def test_questions_have_titles_and_types(stored: Mapping[str, queries.Query]) -> None:
    for name, query in stored.items():
        assert query.title[0].isupper(), name
        assert query.about.endswith("."), name
        assert all(parameter.about for parameter in query.parameters), name
        assert re.fullmatch(r"[a-z_]+", name)
    assert len({query.title for query in stored.values()}) == len(stored)


def test_neither_questions_nor_code_know_a_country() -> None:
    known = re.compile(r"\b(BLR|KOR|Belarus\w*|Korea\w*|BY KR)\b")
    for path in [
        *(ROOT / "queries").glob("*.rq"),
        *(ROOT / "ontology" / "rules").glob("*.rq"),
        ROOT / "src/suviaz/queries.py",
    ]:
        assert not known.search(path.read_text(encoding="utf-8")), path.name


def test_terms_in_questions_are_known(stored: Mapping[str, queries.Query]) -> None:
    ontology = (ROOT / "ontology" / "core.ttl").read_text(encoding="utf-8")
    known = set(re.findall(r"(?m)^sv:(\w+) a owl:", ontology))
    for name, query in stored.items():
        assert set(re.findall(r"\bsv:(\w+)", query.text)) <= known, name


HEAD = """#+ title: What?
#+ about: That.
#+ param: who (entity) – the one
#+ param: day (date) = 2017-04-26 – when
#+ param: n (integer) =
#+ param: word (text) = – any
SELECT ?who ?day ?n ?word WHERE { ?who ?p ?day , ?n , ?word }
"""


def test_a_head_is_read() -> None:
    query = queries.parse(HEAD, name="q")
    assert (query.name, query.title, query.about) == ("q", "What?", "That.")
    who, day, n, word = query.parameters
    assert who == queries.Parameter("who", "entity", None, "the one", required=True)
    assert (day.default, day.required) == ("2017-04-26", False)
    assert (n.default, n.required, n.about) == (None, False, "")
    assert word.about == "any"


def test_text_without_a_head_is_a_question_too() -> None:
    query = queries.parse("SELECT * WHERE { ?s ?p ?o }")
    assert (query.title, query.parameters, query.bind({})) == ("", (), {})


def test_values_become_typed_terms() -> None:
    query = queries.parse(HEAD)
    bound = query.bind({"who": "country/BLR", "n": "007", "word": "a b"})
    date = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    assert bound == {
        "who": ox.NamedNode(ID + "country/BLR"),
        "day": ox.Literal("2017-04-26", datatype=date),
        "n": ox.Literal("7", datatype=integer),
        "word": ox.Literal("a b"),
    }


@pytest.mark.parametrize("value", ["by", "BY", "BLR", "country/BLR", ID + "country/BLR"])
def test_a_country_is_known_by_its_codes(value: str) -> None:
    assert queries.term(value, queries.Parameter("a", "country", None, "")) == ox.NamedNode(ID + "country/BLR")


@pytest.mark.parametrize(
    ("kind", "value", "iri"),
    [
        ("field", "e-government", "https://w3id.org/suviaz/concept/field/e-government"),
        ("role", "role/host", "https://w3id.org/suviaz/concept/role/host"),
        ("post", "minister", "https://w3id.org/suviaz/concept/post-type/minister"),
        ("event", "talks", "https://w3id.org/suviaz/concept/event-type/talks"),
        ("entity", "<https://example.org/x>", "https://example.org/x"),
        ("entity", "article/example-org-1#char=0,12", ID + "article/example-org-1#char=0,12"),
        ("property", "sv:hasParty", SV + "hasParty"),
    ],
)
def test_codes_and_names_become_iris(kind: str, value: str, iri: str) -> None:
    assert queries.term(value, queries.Parameter("x", kind, None, "")) == ox.NamedNode(iri)


@pytest.mark.parametrize(
    ("kind", "value", "error"),
    [
        ("country", "XX", UnknownName),
        ("country", "Atlantis", UnknownName),
        ("field", "alchemy", UnknownName),
        ("date", "2017", BadQuery),
        ("date", "2017-13-01", BadQuery),
        ("date", "26.04.2017", BadQuery),
        ("entity", "x", BadQuery),
        ("entity", "https://example.org/a b", BadQuery),
        ("entity", "person/x> ?y ?z }", BadQuery),
        ("property", "has party", BadQuery),
        ("lang", "Belarusian", BadQuery),
        ("integer", "many", BadQuery),
    ],
)
def test_wrong_values_are_refused(kind: str, value: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"\.$"):
        queries.term(value, queries.Parameter("x", kind, None, ""))


def test_what_is_missing_or_unknown_is_said() -> None:
    query = queries.parse(HEAD, name="q")
    with pytest.raises(BadQuery, match="needs 'who'"):
        query.bind({})
    with pytest.raises(UnknownName, match="has no parameter 'whom'; it takes who, day, n, word"):
        query.bind({"whom": "person/x"})
    assert "day" not in query.bind({"who": "person/x", "day": ""})


@pytest.mark.parametrize(
    "line",
    [
        "#+ param: who",
        "#+ param: who (colour) = – x",
        "#+ param: day (date) = soon – x",
        "#+ expect: 3",
        "#+ param: ghost (text) =",
    ],
)
def test_a_damaged_head_is_refused(line: str) -> None:
    with pytest.raises(BadQuery):
        queries.parse(line + "\nSELECT ?who ?day WHERE { ?who ?p ?day }")


def test_a_parameter_is_declared_once() -> None:
    with pytest.raises(BadQuery, match="twice"):
        queries.parse("#+ param: x (text) =\n#+ param: x (date) =\nSELECT ?x WHERE { ?s ?p ?x }")


def test_a_question_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(HEAD, encoding="utf-8")
    assert queries.read(path).name == "mine"
    with pytest.raises(BadQuery, match="cannot be read"):
        queries.read(tmp_path / "none.rq")
    path.write_bytes("дзень".encode("cp1251"))
    with pytest.raises(BadQuery, match="UTF-8"):
        queries.read(path)


def test_columns_that_only_repeat_what_was_asked_are_not_shown(stored: Mapping[str, queries.Query]) -> None:
    query = stored["participants"]
    found = ("event", "actor", "role", "post", "who", "entity", "lang")
    assert query.columns(found, query.bind({})) == ("event", "actor", "role", "post", "who", "entity")
    assert query.columns(found, query.bind({"entity": FORUM})) == ("event", "actor", "role", "post", "who")
    assert "a" not in stored["agreements"].columns(("title", "a", "b", "lang"), stored["agreements"].bind({}))


@given(st.text(max_size=40))
def test_no_value_reaches_the_text_of_a_query(value: str) -> None:
    """Whatever a user types is a literal that comes back as it was, or an error; never a piece of SPARQL."""
    query = queries.parse("#+ param: word (text) =\nSELECT ?word WHERE { VALUES ?x { 1 } }")
    bound = query.bind({"word": value})
    if not bound:
        assert not value.strip()
        return
    assert bound["word"] == ox.Literal(value.strip())
    (row,) = ox.Store().query(query.text, substitutions={ox.Variable("word"): bound["word"]})
    assert row["word"] == ox.Literal(value.strip())


@given(st.text(max_size=30))
def test_an_entity_is_an_iri_or_an_error(value: str) -> None:
    parameter = queries.Parameter("x", "entity", None, "")
    try:
        term = queries.term(value, parameter)
    except BadQuery:
        return
    assert isinstance(term, ox.NamedNode)
    assert not re.search(r'[\s<>"{}|\\^`]', term.value)
