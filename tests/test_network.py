"""The network of ties: what is in it, what says so, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suviaz.errors import UnknownName
from suviaz.network import Link, Network, Node, Quote, ties
from suviaz.network.sentences import around_words
from suviaz.network.times import bounds, edtf, overlaps
from ties_fixture import ARTICLES, ID, store


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    return store()


@pytest.fixture(scope="module")
def network(graph: ox.Store) -> Network:
    return ties(graph, pair=("BY", "KR"))


def node(network: Network, local: str) -> Node:
    return next(node for node in network.nodes if node.id == ID + local)


def link(network: Network, source: str, relation: str, target: str) -> Link:
    return next(one for one in network.links if one.id == f"{ID}{source} {relation} {ID}{target}")


def test_a_pair_holds_what_both_countries_do(network: Network) -> None:
    assert len(network.nodes) == 50
    assert network.pair == ("BY", "KR")
    # Kazakhstan's memorandum has a Korean party, but no Belarusian one.
    assert not [node for node in network.nodes if "kz" in node.id or node.country == "KZ"]


def test_codes_of_three_letters_and_small_letters_will_do(graph: ox.Store, network: Network) -> None:
    assert ties(graph, pair=("blr", "KOR")) == network


def test_nodes_carry_type_names_time_and_fields(network: Network) -> None:
    centre = node(network, "organisation/blr-kor-it-cooperation-centre")
    assert (centre.type, centre.kind, centre.status) == ("Body", "CooperationCentre", "operating")
    assert centre.labels["ko"] == "한-벨라루스 IT협력센터"
    assert centre.fields == ("ict",)
    month = node(network, "agreement/2014-09-mci-msip")
    assert (month.when, month.first, month.last) == ("2014-09", 2014, 2014)
    assert node(network, "organisation/blr-ministry-of-communications").kind == "Ministry"


def test_a_person_belongs_to_the_country_of_the_post(network: Network) -> None:
    ambassador = node(network, "person/kim-yong-ho")
    assert ambassador.country == "KR"
    assert link(network, "person/kim-yong-ho", "represents", "country/KOR")
    assert link(network, "person/siarhiej-papkou", "worksFor", "organisation/blr-ministry-of-communications")


def test_a_plan_is_a_ghost_and_a_kept_promise_is_not(network: Network) -> None:
    assert node(network, "commitment/forum--1").planned
    assert node(network, "event/2021-forum").planned
    assert not node(network, "commitment/protocol--1").planned
    assert link(network, "commitment/forum--1", "isMadeBy", "organisation/blr-ministry-of-communications").planned


def test_evidence_stands_where_it_says(network: Network) -> None:
    texts = {f"{ID}article/a{number:02d}": article[3] for number, article in enumerate(ARTICLES)}
    quotes = [quote for one in network.links for quote in one.quotes]
    assert len(quotes) > 50
    for quote in quotes:
        text = texts[quote.article]
        assert text[quote.start : quote.end] == quote.text
        assert quote.before + quote.text + quote.after in text


def test_the_sentence_around_a_quote(network: Network) -> None:
    party = "organisation/kor-ministry-of-the-interior"
    (quote,) = link(network, "agreement/2017-04-26-e-government", "hasParty", party).quotes
    assert (quote.before, quote.after) == ("На ім ", ".")
    assert quote.published == "2017-04-26"
    assert quote.outlet == "mpt.example.by"


def test_roles_and_confidence(network: Network) -> None:
    forum = link(network, "event/2017-04-26-forum", "hasParticipant", "person/kim-seong-lyul")
    assert forum.roles == ("welcome-speaker",)
    weak = link(network, "agreement/2019-05-28-kisti", "hasParty", "organisation/kor-kisti")
    assert (weak.confidence, weak.modality, weak.unsure) == (0.5, "inferred", True)
    assert not forum.unsure


def test_a_country_stands_for_itself_only_where_nobody_of_it_does(network: Network) -> None:
    # The Belarusian ministry makes the promise, Korea is only named.
    promise = {one.target for one in network.links if one.source == ID + "commitment/forum--1"}
    assert ID + "country/KOR" in promise
    assert ID + "country/BLR" not in promise


def test_a_field_takes_what_is_under_it_and_what_hangs_on_it(graph: ox.Store) -> None:
    found = {node.id for node in ties(graph, pair=("BY", "KR"), field="ict").nodes}
    assert ID + "agreement/2017-04-26-e-government" in found  # e-government is under ICT
    assert ID + "event/2017-04-26-signing" in found  # has no field, signs an agreement that has
    assert ID + "agreement/2017-04-11-science" not in found


def test_a_period_cuts_and_lets_the_undated_stay(graph: ox.Store) -> None:
    found = {node.id for node in ties(graph, pair=("BY", "KR"), first=2017, last="2017-12-31").nodes}
    assert ID + "event/2017-04-26-forum" in found
    assert ID + "event/2014-09-24-forum" not in found
    assert ID + "event/2021-forum" not in found
    assert ID + "commitment/forum--1" in found  # no time of its own; written of in 2017


def test_an_entity_has_its_own_surroundings(graph: ox.Store) -> None:
    found = {node.id for node in ties(graph, entity="person/andrej-shved").nodes}
    assert ID + "agreement/2019-03-27-forensic" in found
    assert ID + "event/2014-09-24-forum" not in found
    assert ties(graph, entity=ID + "person/andrej-shved") == ties(graph, entity="person/andrej-shved")


@pytest.mark.parametrize("asked", [{"pair": ("BY", "XX")}, {"field": "alchemy"}, {"entity": "person/nobody"}])
def test_unknown_names_are_told(graph: ox.Store, asked: dict[str, object]) -> None:
    with pytest.raises(UnknownName, match=r"XX|alchemy|nobody"):
        ties(graph, **asked)  # type: ignore[arg-type]


def test_everything_is_sorted_and_the_order_of_loading_does_not_matter(graph: ox.Store, network: Network) -> None:
    again = ox.Store()
    for quad in sorted(graph, key=str, reverse=True):
        again.add(quad)
    assert ties(again, pair=("BY", "KR")) == network
    assert list(network.nodes) == sorted(network.nodes, key=lambda one: one.id)


def test_for_networkx(network: Network) -> None:
    import networkx

    graph = network.to_networkx()
    assert (len(graph), graph.number_of_edges()) == (len(network.nodes), len(network.links))
    rank = networkx.degree_centrality(graph)
    first = max(rank, key=lambda one: rank[one])
    assert first in {ID + "country/KOR", ID + "organisation/blr-ministry-of-communications"}
    assert graph.nodes[ID + "place/minsk"]["label"] == "Мінск"


def test_coverage(network: Network) -> None:
    found = network.coverage
    assert (found.articles, found.first, found.last) == (12, "2013-03-19", "2019-05-28")
    assert Network().coverage.articles == 0
    assert Network().years is None


def test_a_name_falls_back() -> None:
    made = Node("https://e.org/x/y", "Person", "Person", {"ko": "김", "en": "Kim"})
    assert made.label("ru") == "Kim"
    assert replace(made, labels={"ko": "김"}).label("ru") == "김"
    assert replace(made, labels={}).label("ru") == "y"


class _Named:
    """Answers like the project's own store: variables are plain names."""

    def __init__(self, graph: ox.Store) -> None:
        self._graph = graph

    def query(self, text: str, substitutions: dict[str, ox.NamedNode]) -> object:
        assert all(isinstance(name, str) for name in substitutions)
        return self._graph.query(text, substitutions={ox.Variable(name): term for name, term in substitutions.items()})


def test_any_store_will_do_that_binds_by_name(graph: ox.Store, network: Network) -> None:
    assert ties(_Named(graph), pair=("BY", "KR")) == network


class _Days:
    def __init__(self, **days: str) -> None:
        self._days = days

    def days(self, relation: str) -> list[str]:
        return [self._days[relation]] if relation in self._days else []


@pytest.mark.parametrize(
    ("days", "text", "window"),
    [
        ({"startDate": "2017-04-26"}, "2017-04-26", ("2017-04-26", "2017-04-26")),
        ({"startDate": "2017-04-10", "endDate": "2017-04-13"}, "2017-04-10/2017-04-13", ("2017-04-10", "2017-04-13")),
        ({"notBefore": "2017-03-01", "notAfter": "2017-03-31"}, "2017-03", ("2017-03-01", "2017-03-31")),
        ({"notBefore": "2017-01-01", "notAfter": "2017-12-31"}, "2017", ("2017-01-01", "2017-12-31")),
        ({"notBefore": "2017-05-01", "notAfter": "2017-06-30"}, "2017-05-01/2017-06-30", ("2017-05-01", "2017-06-30")),
        ({"notAfter": "2017-04-25"}, "../2017-04-25", (None, "2017-04-25")),
        ({"notBefore": "2017-04-25"}, "2017-04-25/..", ("2017-04-25", None)),
        ({"startYear": "2016", "endYear": "2022"}, "2016/2022", ("2016-01-01", "2022-12-31")),
        ({"startDate": "--04-26"}, "--04-26", None),
        ({}, None, None),
    ],
)
def test_times(days: dict[str, str], text: str | None, window: object) -> None:
    assert edtf(_Days(**days)) == text
    assert bounds(_Days(**days)) == window


@pytest.mark.parametrize(
    ("time", "first", "last", "expected"),
    [
        (("2017-04-26", "2017-04-26"), 2017, 2017, True),
        (("2017-04-26", "2017-04-26"), 2018, None, False),
        (("2017-04-26", "2017-04-26"), None, "2017-04-25", False),
        (("2017-04-26", "2017-04-26"), "2017-04", "2017-04", True),
        ((None, "2017-04-25"), 2018, None, False),
        ((None, "2017-04-25"), None, 2010, True),
        (None, 2018, 2019, True),
    ],
)
def test_overlap(time: object, first: object, last: object, expected: bool) -> None:
    assert overlaps(time, first, last) is expected  # type: ignore[arg-type]


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_a_sentence_is_cut_out_of_the_text(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    before, after = around_words(text, start, end, limit=40)
    assert text[:start].endswith(before.removeprefix("…"))
    assert text[end:].startswith(after.removesuffix("…"))
    assert len(before) <= 42
    assert len(after) <= 42


def test_the_best_evidence_counts() -> None:
    quotes = (Quote("a", 0, 1, "x", confidence=0.5), Quote("b", 0, 1, "x", confidence=0.9))
    assert sorted(quotes)[0].article == "a"


class _Asked:
    """A store that only answers SPARQL, as one at another place does."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def query(self, text: str, *, substitutions: Any = None) -> Any:
        bound = {ox.Variable(name): term for name, term in (substitutions or {}).items()}
        return self._store.query(text, substitutions=bound)


@pytest.mark.parametrize("part", [{}, {"pair": ("BY", "KR")}, {"field": "ict"}, {"first": 2015, "last": 2017}])
def test_looking_up_says_the_same_as_asking(part: dict[str, Any]) -> None:
    graph = store()
    assert ties(_Asked(graph), **part) == ties(graph, **part)
