"""What is read from the text of a rule, and that it never misses a key that a change can touch."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from suviaz.rdf.terms import CONCEPT, SV, TYPE, XSD
from suviaz.store.matching import Matcher
from suviaz.store.patterns import Reading, read_patterns
from suviaz.store.rules import Rule, View, by_property, stored_rules, touched
from suviaz.store.walking import NotUnderstood
from two_engines import GRAPH, RULES, merged, quads

STATUS = CONCEPT + "status/held"
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


def linked() -> list[ox.Quad]:
    """A decision that somebody in the fixtures is described elsewhere, by the name they have and an earlier one."""
    people = {q.subject for q in quads("seed") if q.predicate == TYPE and q.object == ox.NamedNode(SV + "Person")}
    person = min(people, key=str)
    return list(
        ox.parse(
            f"""@prefix sv: <{SV}> . @prefix : <https://w3id.org/suviaz/id/decision/> .
            <{GRAPH}identity> {{ :before <http://purl.org/dc/terms/isReplacedBy> {person} }}
            <{GRAPH}decisions> {{ :d a sv:Decision ; sv:concerns {person} , :before ; sv:linksTo <http://x/1> ;
                sv:hasDecisionType <https://w3id.org/suviaz/concept/decision-type/same> }}""",
            format=ox.RdfFormat.TRIG,
        )
    )


@pytest.mark.parametrize("name", RULE_NAMES)
def test_every_key_whose_results_change_is_touched(name: str) -> None:
    """Take away one triple after another, and put it back."""
    (rule,) = (rule for rule in stored_rules() if isinstance(rule, Rule) and rule.name == name)
    named = [*(q for q in quads("seed", "followup") if q.graph_name.value.startswith(GRAPH)), *linked()]
    store = merged(named)
    keys = rule.keys_in(store)
    before = {key: rule.results(View(store), key) for key in keys}
    about = [ox.NamedNode(GRAPH + name) for name in ("example-org-news-26-04-2017-forum", "decisions", "identity")]
    seen = 0
    for quad in (q for q in named if q.graph_name in about and q.predicate in rule.reading.reads):
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


# -- answering without SPARQL


@pytest.mark.parametrize("name", RULE_NAMES)
def test_a_rule_says_the_same_with_and_without_sparql(name: str) -> None:
    """On the fixtures, and on the fixtures with one quad gone or one value too many, for every key and every node."""
    (rule,) = (rule for rule in stored_rules() if isinstance(rule, Rule) and rule.name == name)
    matcher = Matcher(rule.text, rule.key)
    named = [*(q for q in quads("seed", "followup") if q.graph_name.value.startswith(GRAPH)), *linked()]
    store = merged(named)
    nodes = sorted({q.subject for q in store if isinstance(q.subject, ox.NamedNode)}, key=str)
    assert {n for n in nodes if matcher.results(View(store), n)} == rule.keys_in(store)
    about = [q for q in store if q.predicate in rule.reading.reads and isinstance(q.subject, ox.NamedNode)]
    pick = random.Random(3)
    values = sorted({q.object for q in about}, key=str)
    for quad in pick.sample(about, min(len(about), 80)):
        other = ox.Quad(quad.subject, quad.predicate, pick.choice(values), quad.graph_name)
        for change, subject in ((store.remove, quad), (store.add, quad), (store.add, other)):
            change(subject)
            keys = sorted({*rule.keys_in(store), quad.subject}, key=str)
            for key in keys:
                assert matcher.results(View(store), key) == rule.by_sparql(store, key)
        if other not in about:
            store.remove(other)


A, B, C, P, Q = (f"<http://x/{name}>" for name in ("a", "b", "c", "p", "q"))
SMALL = f"""
{A} {P} {B} , {C} , "one" , "two"@be , 3 . {B} {Q} {C} , "5"^^<{XSD}date> . {C} {P} {A} ; {Q} "z" .
<http://x/g> {{ {A} {P} {B} . {B} {Q} "9" }} <http://x/h> {{ {A} {P} {B} , {C} . {B} {Q} "9" , "8" }}
"""
WHERES = [
    f"?k {P} ?o .",
    f"?k {P}/{Q} ?o .",
    f"?k {P}? ?o .",
    f"?k {P}* ?o .",
    f"?k {P}|({P}/{Q}?) ?o , ?x . FILTER(?o != ?x)",
    f"?k {P} ?o . FILTER(?o IN ({B}, {A}))",
    f"?k {P} ?o . OPTIONAL {{ ?o {Q} ?x }} FILTER(!BOUND(?x))",
    f"?k {P} ?o . OPTIONAL {{ ?o {Q} ?x . FILTER(STR(?o) > STR(?x)) }} FILTER(BOUND(?x))",
    f"?k {P} ?o . FILTER NOT EXISTS {{ ?o {Q} ?x }}",
    f"?k {P} ?o . FILTER NOT EXISTS {{ ?o {Q} ?x . FILTER(?x = ?k || STR(?x) < STR(?o)) }}",
    f'?k {P} ?o . FILTER(DATATYPE(?o) = <{XSD}string> || STR(?o) = "3")',
    f"?k {P} ?o . FILTER(!(DATATYPE(?o) = <{XSD}string> && ?o = ?k))",
    f"{{ ?k {P} ?o }} UNION {{ ?k {P} ?y . ?y {Q} ?o }}",
    f"{{ ?k {P} ?o . FILTER(STR(?o) > STR(?k)) }} UNION {{ ?k {Q} ?o }}",
    f"?k {P} ?y . {{ ?k {P} ?o . FILTER(STR(?o) != STR(?y)) }}",
    f"GRAPH ?g {{ ?k {P} ?y . ?y {Q} ?o }}",
    f"GRAPH ?g {{ ?k {P} ?y . ?y {Q} ?o }} OPTIONAL {{ GRAPH ?h {{ ?k {P} ?z }} FILTER(STR(?h) > STR(?g)) }} "
    "FILTER(!BOUND(?h))",
    f'?k {P} ?o . OPTIONAL {{ ?o {Q} ?x }} FILTER(CONCAT(COALESCE(STR(?x), ""), "#") > "9#")',
    f"?o {P} ?k .",
    f"?k ^{P} ?o .",
    f"?k {P}+ ?o .",
    f"?k {P} ?o . FILTER(?o > 2)",
    f"?k {P} ?o MINUS {{ ?o {Q} ?x }}",
    f'?k {P} ?o . FILTER(REGEX(STR(?o), "a"))',
    f'?k {P} ?o . FILTER(STR(?o) = "one"@be)',
]


@pytest.mark.parametrize("where", WHERES)
def test_what_is_answered_without_sparql_is_what_sparql_answers(where: str) -> None:
    """Each form that rules may have on each node of a small graph; what is not understood is refused."""
    store = ox.Store()
    store.load(SMALL.encode(), format=ox.RdfFormat.TRIG)
    text = f"CONSTRUCT {{ ?k <http://x/says> ?o }} WHERE {{ {where} }}"
    refused = 0
    for key in (ox.NamedNode(f"http://x/{name}") for name in "abc"):
        expected = frozenset(store.query(re.sub(r"\?k\b", str(key), text)))  # type: ignore[arg-type]
        try:
            assert Matcher(text, "k").results(View(store), key) == expected
        except NotUnderstood:
            refused += 1
    beyond = WHERES.index(where) >= WHERES.index(f"?o {P} ?k .") or "?y)" in where
    assert refused == 3 if beyond else refused <= 1


def test_comparing_each_source_with_each_is_left_to_sparql_where_there_are_many() -> None:
    (rule,) = (rule for rule in stored_rules() if isinstance(rule, Rule) and rule.by_source)
    store, thing, status = ox.Store(), ox.NamedNode("http://x/thing"), ox.NamedNode(SV + "hasStatus")
    store.extend(ox.Quad(thing, status, ox.NamedNode(STATUS), ox.NamedNode(f"http://x/{n}")) for n in range(40))
    with pytest.raises(NotUnderstood):
        Matcher(rule.text, rule.key).results(View(store), thing)
    assert rule.results(View(store), thing) == rule.by_sparql(store, thing)
