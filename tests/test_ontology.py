"""The vocabulary keeps its rules: names, labels, definitions, codes, hygiene, and views by other vocabularies."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from two_engines import ONTOLOGY, SV, by_oxigraph, by_rdflib, engines

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

CONCEPT = "https://w3id.org/suviaz/concept/"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
LANGUAGES = {"be", "ru", "en", "ko"}

CODES = {
    "post-type": "head-of-state head-of-government deputy-head-of-government minister deputy-minister ambassador "
    "consul head deputy-head member-of-parliament speaker-of-parliament representative other",
    "event-type": "meeting talks visit forum conference exhibition session signing opening presentation training "
    "ceremony",
    "role": "host speaker welcome-speaker presenter signatory signing-party attendee head-of-delegation guest",
    "form": "exchange-of-specialists internship training joint-research exchange-of-best-practices joint-project "
    "adoption-of-experience joint-committee cooperation-centre agreement visit event programme investment grant",
    "field": "ict informatisation e-government e-archives data-centres cybersecurity telecommunications "
    "postal-services broadcasting software artificial-intelligence cloud-and-big-data smart-city digital-skills trade "
    "investment industry agriculture science space education culture health energy nuclear-energy transport "
    "environment tourism sport justice defence diplomacy finance regions emergencies",
    "status": "scheduled held cancelled announced signed in-force ended operating fulfilled lapsed",
    "modality": "asserted reported inferred",
}
READING = [
    "Person",
    "Organisation",
    "GovernmentBody",
    "Ministry",
    "NewsOutlet",
    "Country",
    "Place",
    "Group",
    "Post",
    "Tenure",
    "Agreement",
    "Memorandum",
    "Treaty",
    "Protocol",
    "Contract",
    "Declaration",
    "RoadMap",
    "Event",
    "Meeting",
    "Signing",
    "Opening",
    "Presentation",
    "Participation",
    "CooperationBody",
    "CooperationCentre",
    "JointCommittee",
    "Commitment",
    "Statement",
    "Strategy",
    "Programme",
    "Article",
    "Passage",
    "Evidence",
    "hasPostType",
    "isPostIn",
    "belongsToCountry",
    "isAccreditedTo",
    "hasHolder",
    "hasPost",
    "hasParty",
    "hasField",
    "envisages",
    "involvesCountry",
    "hasEventType",
    "isLocatedIn",
    "hasOutcome",
    "isPartOf",
    "hasEvent",
    "hasActor",
    "hasRole",
    "hasCapacity",
    "isOnBehalfOf",
    "isBasedOn",
    "isMadeBy",
    "isMadeTo",
    "drawsOn",
    "hasSpeaker",
    "isDirectSpeech",
    "quotedText",
    "isMadeAt",
    "expresses",
    "isAbout",
    "startYear",
    "endYear",
    "credits",
    "hasStatus",
    "startDate",
    "endDate",
    "notBefore",
    "notAfter",
    "dateText",
    "attestedOn",
    "adjective",
    "demonym",
    "shortName",
    "isSucceededBy",
    "hasCapital",
    "isQuarantinedFrom",
    "isFulfilledBy",
    "iso3166Alpha2",
    "iso3166Alpha3",
]
LETTERS = {
    "be": re.compile(r"[А-ЯЁІЎа-яёіў’A-Za-z0-9 ,.()\-:]+"),
    "ru": re.compile(r"[А-ЯЁа-яёA-Za-z0-9 ,.()\-:]+"),
    "en": re.compile(r"[A-Za-z0-9 ,.()\-:]+"),
    "ko": re.compile(r"[가-힣A-Za-z0-9 ·.\-]+"),
}


@pytest.fixture(scope="module")
def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "core.ttl").parse(ONTOLOGY / "concepts.ttl")


def terms(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    return sorted({s for kind in KINDS for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)})


def by_language(graph: rdflib.Graph, node: rdflib.term.Node, predicate: rdflib.URIRef) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for label in graph.objects(node, predicate):
        assert isinstance(label, rdflib.Literal)
        found[label.language or ""].append(str(label))
    return found


def test_every_term_has_one_label_a_language_and_one_definition(vocabulary: rdflib.Graph) -> None:
    assert len(terms(vocabulary)) > 100
    for term in terms(vocabulary):
        labels = by_language(vocabulary, term, SKOS.prefLabel)
        assert set(labels) == LANGUAGES, term
        assert all(len(same) == 1 for same in labels.values()), term
        definitions = by_language(vocabulary, term, SKOS.definition)
        assert {language: len(same) for language, same in definitions.items()} == {"en": 1}, term
        assert re.fullmatch(r"[A-Z].*\.", definitions["en"][0]), term


def test_terms_are_named_by_their_kind(vocabulary: rdflib.Graph) -> None:
    for term in terms(vocabulary):
        assert term.startswith(SV)
        local = term.removeprefix(SV)
        kinds = set(vocabulary.objects(term, RDF.type)) & set(KINDS)
        assert len(kinds) == 1, term
        assert re.fullmatch(r"[A-Z]\w*" if kinds == {OWL.Class} else r"[a-z]\w*", local), term
        label = next(s for s in vocabulary.objects(term, SKOS.prefLabel) if getattr(s, "language", "") == "en")
        spelled = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", local)
        if not local.startswith(("iso", "text")):
            assert spelled.casefold() == str(label).casefold(), term


def test_what_a_reading_may_say_has_a_term(vocabulary: rdflib.Graph) -> None:
    known = {term.removeprefix(SV) for term in terms(vocabulary)}
    assert not set(READING) - known


@pytest.mark.parametrize("scheme", sorted(CODES))
def test_every_code_is_a_concept_and_every_concept_a_code(vocabulary: rdflib.Graph, scheme: str) -> None:
    members = {str(c) for c in vocabulary.subjects(SKOS.inScheme, rdflib.URIRef(CONCEPT + scheme))}
    assert members == {f"{CONCEPT}{scheme}/{code}" for code in CODES[scheme].split()}


def test_concepts_have_labels_and_definitions(vocabulary: rdflib.Graph) -> None:
    for concept in set(vocabulary.subjects(SKOS.inScheme, None)):
        labels = by_language(vocabulary, concept, SKOS.prefLabel)
        assert {language: len(same) for language, same in labels.items()} == dict.fromkeys(LANGUAGES, 1), concept
        definitions = by_language(vocabulary, concept, SKOS.definition)
        assert {language: len(same) for language, same in definitions.items()} == {"en": 1, "be": 1}, concept
        assert all(text.endswith(".") for same in definitions.values() for text in same), concept


def test_labels_of_a_scheme_differ(vocabulary: rdflib.Graph) -> None:
    for scheme in CODES:
        for language in LANGUAGES:
            labels = [
                by_language(vocabulary, concept, SKOS.prefLabel)[language][0]
                for concept in vocabulary.subjects(SKOS.inScheme, rdflib.URIRef(CONCEPT + scheme))
            ]
            assert len(set(labels)) == len(labels), (scheme, language)


def test_labels_are_written_in_the_letters_of_their_language(vocabulary: rdflib.Graph) -> None:
    for node, label in vocabulary.subject_objects(SKOS.prefLabel):
        assert isinstance(label, rdflib.Literal)
        assert LETTERS[str(label.language)].fullmatch(str(label)), (node, label)
        assert unicodedata.is_normalized("NFC", str(label))
        if label.language == "be":
            assert not re.search(r"[ищъИЩЪ]", str(label)), (node, label)


def test_statuses_are_in_an_order_that_decides(vocabulary: rdflib.Graph) -> None:
    stage = rdflib.URIRef(SV + "stage")
    order = {str(s).rpartition("/")[2]: int(str(o)) for s, o in vocabulary.subject_objects(stage)}
    assert set(order) == set(CODES["status"].split())
    for together in (
        "scheduled cancelled held",
        "announced signed in-force ended",
        "announced lapsed fulfilled",
        "operating ended",
    ):
        stages = [order[code] for code in together.split()]
        assert stages == sorted(set(stages)), together


def test_hierarchies_have_no_circle_and_known_tops(vocabulary: rdflib.Graph) -> None:
    for predicate in (RDFS.subClassOf, SKOS.broader):
        for lower, upper in vocabulary.subject_objects(predicate):
            assert (upper, None, None) in vocabulary or upper == SKOS.Concept, upper
            assert lower not in set(vocabulary.transitive_objects(upper, predicate)), lower


def test_usage_hints_name_known_classes(vocabulary: rdflib.Graph) -> None:
    schema = rdflib.Namespace("https://schema.org/")
    for predicate in (schema.domainIncludes, schema.rangeIncludes):
        for _, hint in vocabulary.subject_objects(predicate):
            if str(hint).startswith(SV):
                assert (hint, RDF.type, OWL.Class) in vocabulary, hint


def test_disjoint_kinds_exclude_each_other_in_pairs(vocabulary: rdflib.Graph) -> None:
    pairs = {frozenset(map(str, pair)) for pair in vocabulary.subject_objects(OWL.disjointWith)}
    actors = [SV + name for name in ("Country", "Organisation", "Person", "Group")]
    assert all(frozenset((a, b)) in pairs for a in actors for b in actors if a < b)
    for one, other in vocabulary.subject_objects(OWL.disjointWith):
        above = set(vocabulary.transitive_objects(one, RDFS.subClassOf)) & set(
            vocabulary.transitive_objects(other, RDFS.subClassOf)
        )
        assert not above - {rdflib.URIRef(SV + "Actor")}, (one, other)


@pytest.mark.parametrize("name", ["core.ttl", "concepts.ttl", "alignments.ttl"])
def test_files_hold_no_blank_nodes(name: str) -> None:
    for triple in ox.parse(path=str(ONTOLOGY / name), format=ox.RdfFormat.TURTLE):
        assert isinstance(triple.subject, ox.NamedNode)
        assert not isinstance(triple.object, ox.BlankNode)


@pytest.mark.parametrize("path", sorted((ONTOLOGY / "hygiene").glob("*.rq")), ids=lambda path: path.stem)
def test_hygiene_finds_nothing(path: Path) -> None:
    store, dataset = engines("seed", "followup")
    text = path.read_text(encoding="utf-8")
    assert by_oxigraph(store, text) == []
    assert by_rdflib(dataset, text) == []


BROKEN = {
    "h01_fact_without_evidence": "GRAPH gr:example-org-news-26-04-2017-forum { ctr:KOR sv:isPartOf ctr:BLR }",
    "h02_blank_nodes": "GRAPH gr:reference { [] sv:isPartOf ctr:BLR }",
    "h03_terms": "sv:novelty a owl:ObjectProperty ; skos:prefLabel 'novelty'@en",
    "h04_same_label": "sv:State a owl:Class ; skos:prefLabel 'Country'@en",
    "h05_circular": "sv:Bridge a owl:Class ; skos:prefLabel 'Bridge'@en ; skos:definition 'Long bridge.'@en",
    "h06_preferred_in_article": "GRAPH gr:example-org-news-26-04-2017-forum { ctr:KOR skos:prefLabel 'Карэя'@be }",
    "h07_two_preferred": "ctr:KOR skos:prefLabel 'Карэя'@be",
    "h08_concepts": "<urn:x> a skos:Concept ; skos:inScheme <https://w3id.org/suviaz/concept/form>",
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_hygiene_finds_what_is_broken(name: str) -> None:
    store = ox.Store()
    store.extend(list(engines("seed", "followup")[0]))
    store.update(
        f"""PREFIX sv: <{SV}> PREFIX owl: <{OWL}> PREFIX skos: <{SKOS}> PREFIX gr: <https://w3id.org/suviaz/id/graph/>
        PREFIX ctr: <https://w3id.org/suviaz/id/country/> INSERT DATA {{ {BROKEN[name]} }}"""
    )
    text = (ONTOLOGY / "hygiene" / f"{name}.rq").read_text(encoding="utf-8")
    assert len(by_oxigraph(store, text)) >= 1


VIEWS = {
    "ORG": ("http://www.w3.org/ns/org#", {"Post": 3, "Membership": 3, "Organization": 6}, {"postIn": 2, "member": 3}),
    "PROV": ("http://www.w3.org/ns/prov#", {"Agent": 12, "Entity": 130}, {"wasInfluencedBy": 2}),
    "schema.org": (
        "https://schema.org/",
        {"NewsArticle": 1, "Event": 7, "Person": 3, "Organization": 6, "Quotation": 5, "Place": 1, "Country": 2},
        {"location": 4, "about": 14, "startDate": 5},
    ),
    "SEM": ("http://semanticweb.cs.vu.nl/2009/11/sem/", {"Event": 7, "Role": 9}, {"hasActor": 9}),
    "FOAF": ("http://xmlns.com/foaf/0.1/", {"Agent": 12, "Person": 3, "Group": 1, "Document": 1}, {}),
}


@pytest.fixture(scope="module")
def closed() -> rdflib.Graph:
    graph = rdflib.Graph().parse(ONTOLOGY / "alignments.ttl")
    hierarchy = (RDFS.subClassOf, RDFS.subPropertyOf)
    for triple in rdflib.Graph().parse(ONTOLOGY / "core.ttl"):
        if triple[1] in hierarchy:
            graph.add(triple)
    keep = (SKOS.altLabel, SKOS.prefLabel)
    for quad in engines("seed")[1].quads((None, None, None, None)):  # the evidence stands in a graph of its own
        s, p, o = quad[:3]
        about_data = str(s).startswith("https://w3id.org/suviaz/id/") and p not in keep
        if about_data and (not isinstance(o, rdflib.Literal) or p == rdflib.URIRef(SV + "startDate")):
            graph.add((s, p, o))
    owlrl.DeductiveClosure(owlrl.RDFS_Semantics).expand(graph)
    return graph


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_alignment_gives_the_views_of_other_vocabularies(closed: rdflib.Graph, name: str) -> None:
    space, classes, properties = VIEWS[name]
    for local, at_least in classes.items():
        found = [
            s
            for s in closed.subjects(RDF.type, rdflib.URIRef(space + local))
            if str(s).startswith("https://w3id.org/suviaz/id/")
        ]
        assert len(set(found)) >= at_least, local
    for local, at_least in properties.items():
        assert len(list(closed.subject_objects(rdflib.URIRef(space + local)))) >= at_least, local


def test_alignment_makes_no_concept_of_a_class(closed: rdflib.Graph) -> None:
    assert not [s for s in closed.subjects(RDF.type, SKOS.Concept) if str(s).startswith(SV)]
    assert not list(closed.subject_objects(OWL.sameAs)) or all(s == o for s, o in closed.subject_objects(OWL.sameAs))
