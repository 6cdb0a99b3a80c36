"""What the rules derive, on two engines, as a whole and key by key."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from two_engines import GRAPH, RULES, SV, by_oxigraph, by_rdflib, engines, merged, quads

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

ID = "https://w3id.org/suviaz/id/"
STATUS = "https://w3id.org/suviaz/concept/status/"
EXPECTED = {  # triples on the seed, and with the follow-up article
    "R1_has_participant": (9, 9),
    "R2a_works_for": (2, 2),
    "R2b_represents": (6, 6),
    "R3a_not_before": (5, 6),
    "R3b_not_after": (5, 6),
    "R3c_signed_on": (1, 1),
    "R4a_agreement_involves": (4, 4),
    "R4b_event_involves": (7, 7),
    "R4c_parties_cooperate": (4, 4),
    "R4d_countries_cooperate": (2, 2),
    "R5_current_status": (15, 17),
    "R6_same_as": (0, 0),  # nobody decided anything there
}
each_rule = pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)


@lru_cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def key_of(path: Path) -> str:
    match = re.search(r"(?m)^#\+ key: (\w+)$", text_of(path))
    assert match
    return match[1]


def keyed(store: ox.Store, path: Path) -> dict[str, frozenset[str]]:
    """What the rule says about each key, one key at a time."""
    head, where = text_of(path).split("WHERE", 1)
    name = key_of(path)
    select = re.sub(r"CONSTRUCT \{.*\}", f"SELECT DISTINCT ?{name}", head) + "WHERE" + where
    found = {}
    for (key,) in store.query(select):
        triples = store.query(text_of(path), substitutions={ox.Variable(name): key})
        found[key.value] = frozenset(map(str, triples))
    return found


@each_rule
def test_both_engines_derive_the_same(path: Path) -> None:
    for fixtures, count in zip((("seed",), ("seed", "followup")), EXPECTED[path.stem], strict=True):
        store, dataset = engines(*fixtures)
        by_ox = sorted(by_oxigraph(store, text_of(path)))
        assert len(set(by_ox)) == count
        assert set(by_ox) == set(by_rdflib(dataset, text_of(path)))


@each_rule
def test_the_whole_is_the_union_over_all_keys(path: Path) -> None:
    store, _ = engines("seed", "followup")
    whole = set(map(str, store.query(text_of(path))))
    parts = keyed(store, path)
    assert whole == set().union(*parts.values())
    assert all(parts.values())


@each_rule
def test_what_a_change_touches_is_found_by_walking_back(path: Path) -> None:
    """Take away one triple after another: only keys from which its subject is reached may say something else."""
    named = [q for q in quads("seed", "followup") if q.graph_name.value.startswith(GRAPH)]
    store = merged(named)
    facts = ox.NamedNode(GRAPH + "example-org-news-26-04-2017-forum")
    relevant = set(re.findall(r"sv:(\w+)", text_of(path)))
    before = keyed(store, path)
    changes = [q for q in named if q.graph_name == facts and q.predicate.value.removeprefix(SV) in relevant]
    for quad in changes:
        plain = ox.Quad(quad.subject, quad.predicate, quad.object)
        store.remove(quad)
        store.remove(plain)
        after = keyed(store, path)
        other = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        store.add(quad)
        store.add(plain)
        assert other <= reaching(store, quad.subject), quad


def reaching(store: ox.Store, node: ox.NamedNode) -> set[str]:
    seen, edge = {node.value}, {node}
    for _ in range(4):
        edge = {
            q.subject
            for one in edge
            for q in store.quads_for_pattern(None, None, one, ox.DefaultGraph())
            if isinstance(q.subject, ox.NamedNode)
        }
        seen |= {one.value for one in edge}
    return seen


@each_rule
def test_a_rule_is_documented_and_derives_one_subject(path: Path) -> None:
    text = text_of(path)
    assert re.match(r"#\+ about: [A-Z].*\.\n#\+ key: \w+\n", text)
    assert text.count("WHERE {") == 1
    assert re.search(rf"\?{key_of(path)}\b", text.split("WHERE")[1])


def derive(turtle: str) -> set[tuple[str, str, str]]:
    """Derived triples of facts given as TriG, with their own prefix :, without the IRIs' beginnings."""
    prefixes = f"""@prefix : <{ID}> . @prefix sv: <{SV}> . @prefix svs: <{STATUS}> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix svp: <https://w3id.org/suviaz/concept/post-type/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix prov: <http://www.w3.org/ns/prov#> . @prefix gr: <{GRAPH}> ."""
    named = [*quads(), *ox.parse(prefixes + turtle, format=ox.RdfFormat.TRIG)]
    known = {ox.Triple(q.subject, q.predicate, q.object) for q in named}
    derived = {
        ox.Triple(q.subject, q.predicate, q.object)
        for q in merged(named).quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    return {(_local(t.subject), _local(t.predicate), _local(t.object)) for t in derived - known}


def _local(term: Any) -> str:
    return re.split(r"[/#]", getattr(term, "value", str(term)))[-1]


COUNTRIES = """gr:reference { :A a sv:Country . :B a sv:Country . :a a sv:Ministry ; sv:belongsToCountry :A .
    :b a sv:Organisation ; sv:belongsToCountry :B . }"""


@pytest.mark.parametrize(
    ("status", "concluded"), [("signed", True), ("in-force", True), ("announced", False), ("ended", False)]
)
def test_only_a_concluded_agreement_makes_partners(status: str, concluded: bool) -> None:
    found = derive(COUNTRIES + f"gr:x {{ :m a sv:Memorandum ; sv:hasParty :a , :b ; sv:hasStatus svs:{status} }}")
    partners = {(s, o) for s, p, o in found if p == "cooperatesWith"}
    assert len(partners) == (4 if concluded else 0)
    assert (("A", "B") in partners) is concluded
    assert {o for s, p, o in found if p == "involvesCountry"} == {"A", "B"}


def test_parties_of_one_country_are_no_partners() -> None:
    found = derive(COUNTRIES + "gr:x { :m a sv:Contract ; sv:hasParty :a , :A ; sv:hasStatus svs:signed }")
    assert not {p for _, p, _ in found} & {"cooperatesWith"}


def test_a_stated_country_and_a_party_make_partners() -> None:
    found = derive(
        COUNTRIES + "gr:x { :m a sv:Treaty ; sv:hasParty :a ; sv:involvesCountry :B ; sv:hasStatus svs:signed }"
    )
    assert {(s, o) for s, p, o in found if p == "cooperatesWith"} == {("A", "B"), ("B", "A")}


def test_a_planned_body_makes_no_partners_a_working_one_does() -> None:
    body = COUNTRIES + "gr:x { :c a sv:JointCommittee ; sv:involvesCountry :A , :B ; sv:hasStatus svs:%s }"
    assert ("A", "cooperatesWith", "B") in derive(body % "operating")
    assert ("A", "cooperatesWith", "B") not in derive(body % "ended")


def test_only_public_service_makes_an_official() -> None:
    tenure = """gr:x { :t a sv:Tenure ; sv:hasHolder :p ; sv:hasPost :h . :h a sv:Post ; sv:isPostIn :%s }"""
    assert ("p", "represents", "A") in derive(COUNTRIES + tenure % "a")
    private = derive(COUNTRIES + tenure % "b")
    assert ("p", "worksFor", "b") in private
    assert not {p for _, p, _ in private} & {"represents", "type"}


def test_a_day_without_a_year_gives_no_window() -> None:
    partial = derive('gr:x { :e a sv:Meeting ; sv:startDate "--04-26"^^xsd:gMonthDay }')
    assert not {p for _, p, _ in partial} & {"notBefore", "notAfter"}
    several = derive(
        'gr:x { :e a sv:Meeting ; sv:startDate "2017-04-26"^^xsd:date ; sv:endDate "2017-04-28"^^xsd:date }'
    )
    assert {("e", "notBefore", "2017-04-26"), ("e", "notAfter", "2017-04-28")} == {
        (s, p, o.split('"')[1] if '"' in o else o) for s, p, o in several if p.startswith("not")
    }


STATUSES = """gr:one {{ :m sv:hasStatus svs:{} }} gr:two {{ :m sv:hasStatus svs:{} }}
    gr:meta {{ gr:one prov:wasDerivedFrom :first . gr:two prov:wasDerivedFrom :second . {} }}"""


@pytest.mark.parametrize(
    ("first", "second", "dates", "current"),
    [
        ("signed", "ended", ':first dcterms:issued "2017-01-01" . :second dcterms:issued "2018-01-01" .', "ended"),
        (
            "signed",
            "announced",
            ':first dcterms:issued "2017-01-01" . :second dcterms:issued "2018-01-01" .',
            "announced",
        ),
        ("announced", "signed", ':first dcterms:issued "2017-01-01" . :second dcterms:issued "2017-01-01" .', "signed"),
        ("announced", "signed", ':first dcterms:issued "2017-01-01" .', "announced"),
        ("held", "cancelled", "", "held"),
        ("scheduled", "cancelled", "", "cancelled"),
    ],
)
def test_the_last_word_counts(first: str, second: str, dates: str, current: str) -> None:
    found = derive(STATUSES.format(first, second, dates))
    assert {o for _, p, o in found if p == "hasCurrentStatus"} == {current}


@pytest.mark.parametrize(("kind", "linked"), [("same", {("p", "1")}), ("apart", set())])
def test_a_link_holds_for_what_is_there_by_the_name_it_has_now(kind: str, linked: set[tuple[str, str]]) -> None:
    found = derive(
        f"""gr:x {{ :p a sv:Person }} gr:identity {{ :q dcterms:isReplacedBy :p . :r dcterms:isReplacedBy :p }}
        gr:decisions {{ :d sv:hasDecisionType <https://w3id.org/suviaz/concept/decision-type/{kind}> ;
            sv:concerns :p , :q , :withdrawn ; sv:linksTo <http://example.org/1> }}"""
    )
    assert {(s, o) for s, p, o in found if p == "sameAs"} == linked


def test_what_is_quarantined_derives_nothing() -> None:
    found = derive(
        """gr:x--quarantine { :m a sv:Memorandum ; sv:hasStatus svs:signed ; sv:hasParty :A , :B }
        gr:meta { gr:x--quarantine sv:isQuarantinedFrom :x }"""
    )
    assert not found


def test_terms_in_rules_are_known() -> None:
    known = {str(s) for s in rdflib.Graph().parse(RULES[0].parents[1] / "core.ttl").subjects()}
    for path in RULES:
        assert {SV + local for local in re.findall(r"\bsv:(\w+)", text_of(path))} <= known, path.name
