"""Readings as quads: the pattern, the evidence gate, the IRIs, the labels, quarantine; and the registry as values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readings import BLR, ID, KOR, MPT, TEXT, forum, known, said, span
from suviaz import rdf
from suviaz.errors import BrokenResource
from suviaz.model import Article, Code, Evidence, Fact, Mention, Reading, Ref, Referent, Role, Span, When
from suviaz.rdf import ArticleGraphs
from suviaz.rdf.terms import ALT_LABEL, DCTERMS, LABEL, PROV, RDF, SV, TYPE, URL, address, date, decimal
from suviaz.rdf.writing import FORMATS, write_dataset, write_triples
from suviaz.resolve import resolve

CONCEPTS = {
    "https://w3id.org/suviaz/concept/event-type/forum": {"be": "форум", "en": "forum"},
    "https://w3id.org/suviaz/concept/field/e-government": {"be": "электронны ўрад", "en": "e-government"},
    "https://w3id.org/suviaz/concept/form/joint-committee": {"be": "сумесны камітэт", "en": "joint committee"},
    "https://w3id.org/suviaz/concept/post-type/minister": {"be": "міністр", "en": "minister"},
}


def write(reading: Reading) -> ArticleGraphs:
    return rdf.article_graphs(reading, resolve(reading, known()), known(), concepts=CONCEPTS)


def triples(graphs: ArticleGraphs) -> set[tuple[str, str, str]]:
    return {(q.subject.value, q.predicate.value, q.object.value) for q in (*graphs.facts, *graphs.evidence)}


def values(graphs: ArticleGraphs, subject: str, predicate: str) -> list[str]:
    return sorted(o for s, p, o in triples(graphs) if s == subject and p == predicate)


def with_facts(*facts: Fact, **about: object) -> Reading:
    reading = forum(**about)  # type: ignore[arg-type]
    return replace(reading, facts=facts)


# -- the pattern


def test_the_pattern_of_the_two_graphs() -> None:
    graphs = write(forum())
    key = "mpt-gov-by-news-26-04-2017-1910"
    assert graphs.rejected == ()
    assert {q.graph_name.value for q in graphs.facts} == {ID + f"graph/{key}"}
    assert {q.graph_name.value for q in graphs.evidence} == {ID + f"graph/{key}--evidence"}
    derived = {(q.subject.value, q.object.value) for q in graphs.meta if q.predicate.value == PROV + "wasDerivedFrom"}
    assert derived == {(ID + f"graph/{key}{end}", graphs.iri) for end in ("", "--evidence")}
    assert values(graphs, graphs.iri, URL.value) == ["https://mpt.gov.by/news/26-04-2017-1910"]
    assert values(graphs, graphs.iri, SV + "text") == [TEXT]
    assert values(graphs, graphs.iri, DCTERMS + "publisher") == [MPT]
    event = ID + "event/2017-04-26-blr-kor-e-government-forum"
    assert (event, SV + "involvesCountry", KOR) in triples(graphs)
    assert (event, SV + "startDate", "2017-04-26") in triples(graphs)
    assert (event, SV + "dateText", "26 красавіка") in triples(graphs)
    assert (event, ALT_LABEL.value, "беларуска-карэйскі форум") in triples(graphs)


def test_every_passage_is_the_text_at_its_offsets() -> None:
    graphs = write(forum())
    about: dict[str, dict[str, str]] = {}
    for s, p, o in triples(graphs):
        about.setdefault(s, {})[p] = o
    passages = {iri: found for iri, found in about.items() if found.get(TYPE.value) == SV + "Passage"}
    assert len(passages) > 10
    for iri, found in passages.items():
        start, end = int(found[SV + "startOffset"]), int(found[SV + "endOffset"])
        assert TEXT[start:end] == found[SV + "exactText"]
        assert iri == f"{graphs.iri}#char={start},{end}"


def test_every_stated_property_has_evidence() -> None:
    graphs = write(forum())
    whole = {o for s, p, o in triples(graphs) if p == RDF + "subject"}
    bare = {s for s, p, _ in triples(write(forum())) if p.startswith(SV) and s.startswith(ID)}
    sources = {s for s in bare if "/article/" in s or "/evidence/" in s}
    assert bare - sources <= whole


def test_no_blank_nodes_and_only_known_prefixes() -> None:
    for quad in write(forum()).quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, (ox.NamedNode, ox.Literal))


def test_the_same_reading_gives_the_same_bytes() -> None:
    assert list(map(str, write(forum()).quads)) == list(map(str, write(forum()).quads))


def test_order_of_facts_and_referents_does_not_matter() -> None:
    reading = forum()
    turned = replace(reading, facts=reading.facts[::-1], referents=reading.referents[::-1])
    assert write(turned).quads == write(reading).quads


def test_an_article_without_address_or_date() -> None:
    graphs = write(forum(url=None, published=None))
    assert graphs.key.startswith("text-")
    assert values(graphs, graphs.iri, URL.value) == []
    assert values(graphs, graphs.iri, DCTERMS + "issued") == []
    assert not any(p == SV + "attestedOn" for _, p, _ in triples(graphs))


def test_a_tenure_is_attested_on_the_day_unless_it_is_a_former_one() -> None:
    reading = forum()
    assert any(p == SV + "attestedOn" for _, p, _ in triples(write(reading)))
    former = tuple(
        replace(f, roles=(*f.roles, Role("isFormer", True))) if f.kind == "Tenure" else f for f in reading.facts
    )
    graphs = write(replace(reading, facts=former))
    assert not any(p in (SV + "attestedOn", SV + "isFormer") for _, p, _ in triples(graphs))


def test_reported_evidence_names_the_statement() -> None:
    graphs = write(forum())
    said_by = {s: o for s, p, o in triples(graphs) if p == SV + "isAttributedTo"}
    assert list(said_by.values()) == [graphs.nodes["f7"]]
    (record,) = said_by
    assert values(graphs, record, SV + "hasModality") == ["https://w3id.org/suviaz/concept/modality/reported"]


def test_evidence_for_the_time_covers_each_date() -> None:
    graphs = write(forum())
    event = graphs.nodes["f1"]
    covered = {
        next(o for s2, p2, o in triples(graphs) if s2 == s and p2 == RDF + "predicate")
        for s, p, o in triples(graphs)
        if p == RDF + "subject"
        and o == event
        and any(s2 == s and p2 == RDF + "predicate" for s2, p2, _ in triples(graphs))
    }
    assert covered == {SV + "startDate", SV + "dateText"}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When("2017-04-26", "2017-04-26"), {"startDate": "2017-04-26"}),
        (When("2017-06-21", "2017-06-22"), {"startDate": "2017-06-21", "endDate": "2017-06-22"}),
        (When("2017-03-01", "2017-03-31", False), {"notBefore": "2017-03-01", "notAfter": "2017-03-31"}),
        (When(None, "2017-04-25", False), {"notAfter": "2017-04-25"}),
        (When("--04-26", "--04-26"), {"startDate": "--04-26"}),
        (When("--09", "--09"), {"startDate": "--09"}),
    ],
)
def test_times_keep_their_precision(when: When, expected: dict[str, str]) -> None:
    fact = replace(forum().facts[0], when=when, evidence=(said(TEXT, "форум"),))
    graphs = write(with_facts(fact))
    found = {p[len(SV) :]: o for s, p, o in triples(graphs) if s == graphs.nodes["f1"] and ("Date" in p or "not" in p)}
    assert found == expected


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("2017-04-26", "date"),
        ("--04-26", "gMonthDay"),
        ("--09", "gMonth"),
        ("2017", "gYear"),
        ("2017-04", "gYearMonth"),
    ],
)
def test_dates_have_the_type_of_their_form(value: str, datatype: str) -> None:
    assert date(value).datatype.value.endswith("#" + datatype)


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="not a date"):
        date("26 красавіка")


# -- the gate


def test_a_fact_whose_quote_is_not_the_text_stays_out_with_a_reason() -> None:
    fact = replace(forum().facts[0], evidence=(Evidence(Span(0, 5), "іншае", "r"),))
    graphs = write(with_facts(fact))
    assert not any(s.startswith(ID + "event/") for s, _, _ in triples(graphs))
    ((rejected, reason),) = graphs.rejected
    assert rejected.id == "f1"
    assert "not the text from 0 to 5" in reason


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(Span(0, 0), "", "r"),
        Evidence(Span(-5, 3), TEXT[-5:3], "r"),
        Evidence(Span(5, 3), "", "r"),
        Evidence(Span(0, 10**6), TEXT, "r"),
        Evidence(span(TEXT, "форум"), "форум", "r", modality="guessed"),
        Evidence(span(TEXT, "форум"), "форум", "r", confidence=1.5),
        Evidence(span(TEXT, "форум"), "форум", "r", modality="reported"),
        Evidence(span(TEXT, "форум"), "форум", "r", modality="reported", said_in="nobody"),
        Evidence(span(TEXT, "форум"), "форум", "r", role=Role("hasField", Code("field", "e-government"))),
    ],
)
def test_the_gate_stays_shut(evidence: Evidence) -> None:
    graphs = write(with_facts(replace(forum().facts[0], evidence=(evidence,))))
    assert graphs.rejected
    assert "f1" not in graphs.nodes


def test_only_the_role_goes_whose_words_are_not_there() -> None:
    role = Role("hasParty", Ref("o2"))
    reading = forum()
    facts = [
        replace(f, evidence=(f.evidence[0], Evidence(Span(0, 3), "няма", "r", role=role))) if f.id == "f5" else f
        for f in reading.facts
    ]
    graphs = write(replace(reading, facts=tuple(facts)))
    assert values(graphs, graphs.nodes["f5"], SV + "hasParty") == [MPT]
    assert [reason for _, reason in graphs.rejected] == [
        "'hasParty' of the Memorandum is left out: its quote is not the text from 0 to 3."
    ]


def test_what_cannot_stand_without_a_rejected_fact_goes_too() -> None:
    reading = forum()
    facts = [replace(f, evidence=()) if f.id == "f1" else f for f in reading.facts]
    graphs = write(replace(reading, facts=tuple(facts)))
    assert "f4" not in graphs.nodes  # the participation in it
    assert "f6" in graphs.nodes  # the signing only loses what it was part of
    assert values(graphs, graphs.nodes["f6"], SV + "isPartOf") == []
    assert {fact.id for fact, _ in graphs.rejected} == {"f1", "f4", "f6"}


def test_words_of_a_statement_stand_in_the_text() -> None:
    reading = forum()
    facts = [
        replace(f, roles=(Role("hasSpeaker", Ref("p1")), Role("quotedText", "Гэтага ніхто не казаў")))
        if f.id == "f7"
        else f
        for f in reading.facts
    ]
    graphs = write(replace(reading, facts=tuple(facts)))
    assert "f7" not in graphs.nodes
    assert "f8" not in graphs.nodes  # a promise that only this statement reports


def test_a_mention_that_is_not_there_gives_no_evidence() -> None:
    reading = forum()
    ghost = Referent("p9", "Person", ("Няма Такога",), (Mention(Span(0, 4), "Person", "Няма"),), "BY")
    graphs = write(replace(reading, referents=(*reading.referents, ghost)))
    assert not any(p == RDF + "subject" and o == graphs.nodes["p9"] for _, p, o in triples(graphs))


def test_a_country_that_the_registry_does_not_know_is_left_out() -> None:
    reading = forum()
    odd = Referent("c:XX", "Country", ("Атлантыда",), (), "XX")
    facts = [
        replace(f, roles=(*f.roles, Role("involvesCountry", Ref("c:XX")))) if f.id == "f1" else f for f in reading.facts
    ]
    graphs = write(replace(reading, referents=(*reading.referents, odd), facts=tuple(facts)))
    assert values(graphs, graphs.nodes["f1"], SV + "involvesCountry") == [BLR, KOR]
    assert len(graphs.rejected) == 1


@given(st.integers(-3, len(TEXT) + 3), st.integers(-3, len(TEXT) + 3), st.sampled_from(["форум", "", "26"]))
def test_whatever_the_span_only_verbatim_quotes_pass(start: int, end: int, quote: str) -> None:
    fact = replace(forum().facts[0], when=None, evidence=(Evidence(Span(start, end), quote, "r"),))
    graphs = write(with_facts(fact))
    passed = "f1" in graphs.nodes
    assert passed == (0 <= start < end <= len(TEXT) and TEXT[start:end] == quote)


# -- IRIs


def person(name: str, country: str | None, text: str = "Гаворыць {}.") -> Referent:
    words = text.format(name)
    start = words.index(name)
    return Referent("p", "Person", (name,), (Mention(Span(start, start + len(name)), "Person", name),), country)


def iri_of(referent: Referent, url: str) -> str:
    text = f"Гаворыць {referent.names[0]}."
    graphs = write(Reading(Article(text, "be", url), (referent,)))
    return graphs.nodes["p"]


def test_one_person_of_two_articles_has_one_iri() -> None:
    one, other = (iri_of(person("Сяргей Папкоў", "BY"), url) for url in ("https://a.by/1", "https://b.by/2"))
    assert one == other
    assert one.startswith(ID + "person/blr-")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Сяргей Папкоў", "BY"), ("Сяргей Папкоў", "KR")),  # of another country
        (("Сяргей Папкоў", None), ("Сяргей Папкоў", None)),  # of which country is not known
        (("Папкоў", "BY"), ("Папкоў", "BY")),  # a surname is no name for a graph of many articles
        (("С. Папкоў", "BY"), ("С. Папкоў", "BY")),
        (("Сяргей Папкоў", "BY"), ("Алена Папкова", "BY")),
    ],
)
def test_who_may_be_two_stays_two(first: tuple[str, str | None], second: tuple[str, str | None]) -> None:
    assert iri_of(person(*first), "https://a.by/1") != iri_of(person(*second), "https://b.by/2")


def test_an_organisation_is_one_whatever_its_class() -> None:
    def iri(kind: str, url: str) -> str:
        return iri_of(Referent("p", kind, ("Інстытут сувязі",), (), "BY"), url)

    assert iri("Organisation", "https://a.by/1") == iri("GovernmentBody", "https://b.by/2")


def test_one_event_and_agreement_of_two_articles() -> None:
    first, second = write(forum()), write(forum(url="https://example.org/other"))
    for id_ in ("f1", "f2", "f3", "f4", "f5", "f6"):
        assert first.nodes[id_] == second.nodes[id_]
    for id_ in ("f7", "f8"):
        assert first.nodes[id_] != second.nodes[id_]


def test_two_of_one_day_in_one_article_are_neither_the_known_one() -> None:
    reading = forum()
    agreement, signing = reading.facts[4], reading.facts[5]
    other = replace(agreement, id="f5b", names=(), evidence=(said(TEXT, "мемарандум"),))
    signed = replace(signing, id="f6b", roles=(*signing.roles[:1], Role("hasOutcome", Ref("f5b"))))
    graphs = write(replace(reading, facts=(*reading.facts, other, signed)))
    plain = write(reading).nodes["f5"]
    assert len({graphs.nodes["f5"], graphs.nodes["f5b"], plain}) == 3


def test_talks_without_those_who_talk_are_the_articles_own() -> None:
    talks = replace(
        forum().facts[0],
        roles=(Role("hasEventType", Code("event-type", "talks")), *forum().facts[0].roles[1:]),
        evidence=(said(TEXT, "форум"),),
    )
    nodes = [write(with_facts(talks, url=url)).nodes["f1"] for url in ("https://a.by/1", "https://a.by/2")]
    assert nodes[0] != nodes[1]
    # With the same people on both sides, they are the same talks.
    part = forum().facts[3]
    people = (talks, *forum().facts[1:3], part)
    nodes = [write(with_facts(*people, url=url)).nodes["f1"] for url in ("https://a.by/1", "https://a.by/2")]
    assert nodes[0] == nodes[1]


def test_long_names_are_cut_without_meeting() -> None:
    names = ["Інстытут " + "вельмі " * 30 + end for end in ("сувязі", "транспарту")]
    iris = [iri_of(Referent("p", "Organisation", (name,), (), "BY"), "https://a.by/1") for name in names]
    assert iris[0] != iris[1]
    assert all(len(iri) < 160 for iri in iris)


# -- labels


def test_unnamed_things_get_labels_from_their_parts_in_each_language() -> None:
    graphs = write(forum())
    labels = {
        (q.object.language, q.object.value)
        for q in graphs.facts
        if q.predicate == LABEL and q.subject.value == graphs.nodes["f8"] and isinstance(q.object, ox.Literal)
    }
    assert labels == {
        ("be", "Сумесны камітэт (Беларусь – Рэспубліка Карэя, 2017-05)"),
        ("en", "Joint committee (Belarus – Republic of Korea, 2017-05)"),
    }


def test_a_named_thing_gets_none_in_the_language_of_its_name() -> None:
    graphs = write(forum())
    made = {q.object.language for q in graphs.facts if q.predicate == LABEL and q.subject.value == graphs.nodes["f1"]}
    assert made == {"en"}


# -- quarantine


def test_quarantine_takes_the_node_and_what_hangs_on_it() -> None:
    graphs = write(forum())
    event, part = graphs.nodes["f1"], graphs.nodes["f4"]
    after = rdf.quarantined(graphs, [event])
    left = triples(after)
    assert not any(event in (s, o) or part in (s, o) for s, _, o in left)
    assert {q.graph_name.value for q in after.quarantine} == {ID + f"graph/{graphs.key}--quarantine"}
    bare = {(q.subject, q.predicate, q.object) for q in (*after.facts, *after.evidence, *after.quarantine)}
    assert bare == {(q.subject, q.predicate, q.object) for q in (*graphs.facts, *graphs.evidence)}
    assert any(q.predicate.value == SV + "isQuarantinedFrom" and q.object.value == graphs.iri for q in after.meta)
    assert graphs.nodes["f5"] in {s for s, _, _ in left}  # the agreement stands by itself


def test_quarantine_of_nothing_changes_nothing() -> None:
    graphs = write(forum())
    assert rdf.quarantined(graphs, ["https://example.org/nobody"]) == graphs


def test_quarantine_of_a_value_takes_the_triples_that_use_it() -> None:
    graphs = write(forum())
    field = "https://w3id.org/suviaz/concept/field/e-government"
    after = rdf.quarantined(graphs, [field])
    assert not any(o == field for _, _, o in triples(after))
    assert graphs.nodes["f1"] in {s for s, _, _ in triples(after)}


# -- the registry


def test_the_registry_as_values(tmp_path: Path) -> None:
    (tmp_path / "r.ttl").write_text(
        """@prefix sv: <https://w3id.org/suviaz/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <https://w3id.org/suviaz/id/country/BLR> a sv:Country ; sv:iso3166Alpha2 "BY" ; skos:prefLabel "Беларусь"@be ;
            sv:adjective "беларускі"@be ; sv:demonym "беларус"@be .
        <https://w3id.org/suviaz/id/place/minsk> a sv:Place ; sv:isLocatedIn <https://w3id.org/suviaz/id/country/BLR> .
        <https://w3id.org/suviaz/id/organisation/x> a sv:Ministry ;
            sv:isLocatedIn <https://w3id.org/suviaz/id/place/minsk> ;
            skos:altLabel "Іншае"@be , "А яшчэ"@be ; skos:prefLabel "Галоўнае"@be ; sv:shortName "Г"@be ;
            schema:url <https://www.x.gov.by/> ; sv:startDate "2004"^^xsd:gYear ; sv:endDate "2010-05-01"^^xsd:date .
        """,
        encoding="utf-8",
    )
    country, ministry, place = rdf.read_registry(tmp_path)
    assert (country.kind, country.country, country.adjectives, country.demonyms) == (
        "Country",
        "BY",
        {"be": ("беларускі",)},
        {"be": ("беларус",)},
    )
    assert place.country == "BY"
    assert ministry.names == {"be": ("Галоўнае", "Іншае", "А яшчэ")}
    assert ministry.short == {"be": ("Г",)}
    assert (ministry.country, ministry.hosts, ministry.start, ministry.end) == (
        "BY",
        ("x.gov.by",),
        "2004-01-01",
        "2010-05-01",
    )


@pytest.mark.parametrize("broken", ["<a> <b>", '<http://x/a> <https://w3id.org/suviaz/ontology#shortName> "x"@be .'])
def test_a_broken_registry_stops_the_run(tmp_path: Path, broken: str) -> None:
    (tmp_path / "r.ttl").write_text(broken, encoding="utf-8")
    with pytest.raises(BrokenResource):
        rdf.read_registry(tmp_path)


def test_registry_and_vocabulary_hold_no_blank_nodes() -> None:
    quads = [*rdf.registry_quads(), *rdf.vocabulary_quads()]
    assert len(quads) > 5000
    assert not any(isinstance(term, ox.BlankNode) for q in quads for term in (q.subject, q.object))


# -- writing


@pytest.mark.parametrize("format", [f for f in FORMATS if f not in ("trig", "nquads")])
def test_triples_survive_writing(format: str) -> None:
    graphs = write(forum())
    kinds = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    text = write_triples(graphs.quads, format)
    read = {(q.subject, q.predicate, q.object) for q in ox.parse(text, format=kinds[format])}
    assert read == {(q.subject, q.predicate, q.object) for q in graphs.quads}
    assert write_triples(graphs.quads[::-1], format) == text


@given(
    st.lists(
        st.builds(
            ox.Literal,
            st.text(st.characters(exclude_categories=["Cs"])),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_survives_trig(literals: list[ox.Literal]) -> None:
    graph = ox.NamedNode("https://example.org/g")
    quads = [ox.Quad(graph, ox.NamedNode(f"https://example.org/p.{i}."), o, graph) for i, o in enumerate(literals)]
    text = "".join(write_dataset(quads, "trig"))
    assert set(ox.parse(text, format=ox.RdfFormat.TRIG)) == set(quads)


@pytest.mark.parametrize(
    ("value", "expected"), [(1.0, "1"), (0.7, "0.7"), (0.98, "0.98"), (0.0, "0"), (1 / 3, "0.3333")]
)
def test_confidence_is_written_as_the_store_gives_it_back(value: float, expected: str) -> None:
    literal = decimal(value)
    store = ox.Store()
    node = ox.NamedNode("https://example.org/x")
    store.add(ox.Quad(node, node, literal))
    assert literal.value == expected
    assert next(iter(store)).object == literal


def test_addresses_stay_as_they_are_given_where_they_can() -> None:
    assert address("https://a.by/навіны?x=1#y").value == "https://a.by/навіны?x=1#y"
    assert address("https://a.by/a b<c>").value == "https://a.by/a%20b%3Cc%3E"
    assert address("http://[2001:db8::1]/[a]?b=%&c=%41#d#[").value == "http://[2001:db8::1]/%5Ba%5D?b=%25&c=%41#d%23%5B"
    assert address("https://a.by/100%/x%20y").value == "https://a.by/100%25/x%20y"
