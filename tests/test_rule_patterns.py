"""What is read from the text of a rule, and that it never misses a key that a change can touch."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from suviaz.rdf.terms import SV, TYPE
from suviaz.store.patterns import Reading, read_patterns
from suviaz.store.rules import Rule, View, by_property, stored_rules, touched
from two_engines import GRAPH, RULES, merged, quads

PREFIXES = {"sv": SV}
RULE_NAMES = [path.stem for path in RULES]


def sv(*names: str) -> frozenset[ox.NamedNode]:
    return frozenset(ox.NamedNode(SV + name) for name in names)


def patterns(where: str) -> Reading:
    return read_patterns(where, "key", PREFIXES)


def test_properties_of_the_key_and_of_what_it_leads_to() -> None:
    found = patterns("{ ?key sv:hasPost ?post ; sv:hasHolder ?p . ?post sv:isPostIn? ?body . ?body sv:hasField ?f }")
    assert found.reads.keys() == sv("hasPost", "hasHolder", "isPostIn", "hasField")
    assert found.deep == sv("isPostIn", "hasField")
    assert set(found.steps) == sv("hasPost", "isPostIn")
    assert [start.keys() for start in found.starts] == [sv("hasPost"), sv("hasHolder")]


def test_what_follows_in_a_path_is_deep() -> None:
    found = patterns("{ ?key sv:involvesCountry|(sv:hasParty/sv:belongsToCountry?) ?c . }")
    assert found.deep == sv("belongsToCountry")
    assert set(found.steps) == sv("hasParty")
    assert [start.keys() for start in found.starts] == [sv("involvesCountry", "hasParty")]
    assert patterns("{ ?key sv:isPartOf+ ?whole }").deep == sv("isPartOf")


def test_values_that_do_not_matter() -> None:
    found = patterns(
        "{ ?key a sv:Signing ; sv:hasStatus ?s ; sv:hasRole ?r . FILTER(?s IN (sv:one, sv:two)) FILTER(?r != sv:x) }"
    )
    assert found.reads[TYPE] == sv("Signing")
    assert found.reads[ox.NamedNode(SV + "hasStatus")] == sv("one", "two")
    assert found.reads[ox.NamedNode(SV + "hasRole")] is None
    # The filter of one side says nothing about the other.
    either = patterns("{ { ?key sv:hasStatus ?s . FILTER(?s IN (sv:one)) } UNION { ?key sv:hasStatus ?s } }")
    assert either.reads[ox.NamedNode(SV + "hasStatus")] is None
    assert patterns("{ ?key sv:hasParty/sv:hasRole sv:x }").reads[ox.NamedNode(SV + "hasParty")] is None


@pytest.mark.parametrize(
    "where",
    [
        "{ OPTIONAL { ?key sv:hasParty ?p } }",
        "{ { ?key sv:hasParty ?p } UNION { ?key sv:hasActor ?a } }",
        "{ FILTER NOT EXISTS { ?key sv:hasParty ?p } }",
        "{ ?key sv:hasParty? ?p }",
    ],
)
def test_what_need_not_be_there_is_no_start(where: str) -> None:
    assert patterns(where).starts == ()
    assert ox.NamedNode(SV + "hasParty") in patterns(where).reads


def test_a_named_graph_is_required() -> None:
    found = patterns("{ GRAPH ?g { ?key sv:hasStatus ?s } OPTIONAL { GRAPH ?h { ?key sv:hasField ?f } } }")
    assert [start.keys() for start in found.starts] == [sv("hasStatus")]


@pytest.mark.parametrize("where", ["{ ?x ^sv:hasParty ?key }", "{ VALUES ?x { sv:a } ?key sv:hasParty ?x }"])
def test_what_is_not_understood_may_be_anywhere(where: str) -> None:
    found = patterns(where)
    assert ox.NamedNode(SV + "hasParty") in found.deep
    assert found.starts == ()


@pytest.mark.parametrize("name", RULE_NAMES)
def test_every_key_whose_results_change_is_touched(name: str) -> None:
    """Take away one triple after another, and put it back."""
    (rule,) = (rule for rule in stored_rules() if isinstance(rule, Rule) and rule.name == name)
    named = [q for q in quads("seed", "followup") if q.graph_name.value.startswith(GRAPH)]
    store = merged(named)
    keys = rule.keys_in(store)
    before = {key: rule.results(View(store), key) for key in keys}
    facts = ox.NamedNode(GRAPH + "example-org-news-26-04-2017-forum")
    seen = 0
    for quad in (q for q in named if q.graph_name == facts and q.predicate in rule.reading.reads):
        plain = ox.Quad(quad.subject, quad.predicate, quad.object)
        changes = by_property([plain], rule.reading.reads)
        store.remove(quad)
        store.remove(plain)
        view = View(store)
        lost = {key for key in keys if rule.results(view, key) != before[key]}
        assert lost <= set(touched(rule, view, changes)), quad
        store.add(quad)
        store.add(plain)
        assert lost <= set(touched(rule, View(store), changes)), quad
        seen += len(lost)
    assert seen


def test_the_parts_of_the_stored_rules() -> None:
    read = {rule.name: rule.reading for rule in stored_rules() if isinstance(rule, Rule)}
    assert not read["R1_has_participant"].deep
    assert read["R2b_represents"].deep == sv("isPostIn", "belongsToCountry") | {TYPE}
    assert set(read["R2b_represents"].steps) == sv("hasPost", "isPostIn")
    assert read["R3c_signed_on"].reads[TYPE] == sv("Signing")
    assert all(path.is_file() for path in map(Path, RULES))
