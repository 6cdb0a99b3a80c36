"""Validation: what is found, that both engines find the same, how it is told, and what is set aside."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from readings import forum, known
from suviaz import rdf, resources
from suviaz.model import Code, Reading, Role
from suviaz.rdf import ArticleGraphs
from suviaz.rdf.terms import SV, TYPE, sv
from suviaz.resolve import resolve
from suviaz.store import Store
from suviaz.validate import Report, Result, Validator, fast, reference, validate
from suviaz.validate.engines import Found, as_ntriples, shapes
from test_store import VARIANTS

DATA = Path(__file__).parent / "shapes"
NEEDED = ("#type", "subClassOf", "disjointWith", "rangeIncludes", "inScheme")
VOCABULARY = as_ntriples(q for q in rdf.vocabulary_quads() if q.predicate.value.endswith(NEEDED))
BASE = DATA / "base.ttl"


def write(reading: Reading) -> ArticleGraphs:
    return rdf.article_graphs(reading, resolve(reading, known()), known())


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator()


def without(graphs: ArticleGraphs, name: str) -> ArticleGraphs:
    return replace(graphs, facts=tuple(q for q in graphs.facts if q.predicate.value != SV + name))


# -- two engines


def data_of(path: Path) -> str:
    files = [path, *([BASE] if BASE.exists() else [])]
    quads = [q for file in files for q in ox.parse(path=str(file))]
    return VOCABULARY + "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads)


def essence(found: list[Found]) -> set[tuple[str, str, str, str]]:
    return {f.essence for f in found}


FILES = sorted(p for p in DATA.glob("*/*") if p.suffix in (".ttl", ".trig"))


def test_there_is_data_for_the_shapes() -> None:
    assert len(FILES) > 80


def with_levels() -> Iterator[tuple[Path, str]]:
    """Each file at a level at which its shape is asked; at the other one each fifth, and all of them with
    SUVIAZ_THOROUGH. pySHACL takes a fifth of a second for a file.
    """
    text = (resources.folder("ontology") / "shapes.ttl").read_text(encoding="utf-8")
    asked = dict(re.findall(r"(?m)^svsh:(\S+) a sh:NodeShape ;[^\n]*svsh:level ([^;]+);", text))
    for number, path in enumerate(FILES):
        own = "article" if '"article"' in asked[path.parent.name] else "union"
        yield path, own
        if number % 5 == 0 or os.environ.get("SUVIAZ_THOROUGH"):
            yield path, "union" if own == "article" else "article"


@pytest.mark.parametrize(
    ("path", "level"), list(with_levels()), ids=lambda p: p if isinstance(p, str) else f"{p.parent.name}/{p.stem}"
)
def test_both_engines_find_the_same(path: Path, level: str) -> None:
    data = data_of(path)
    assert essence(fast(data, level)) == essence(reference(data, level))


def test_both_engines_agree_on_an_article_to_the_letter(validator: Validator) -> None:
    judge = Validator(engine=reference)
    for broken in (None, "hasHolder", "hasSpeaker", "isDirectSpeech", "hasEvent"):
        graphs = without(write(forum()), broken) if broken else write(forum())
        assert validator.article(graphs) == judge.article(graphs)


def test_shapes_of_a_level_are_the_same_text_each_time() -> None:
    first = shapes("article")
    shapes.cache_clear()
    assert shapes("article") == first
    assert shapes("union") != first


# -- what is found


def test_the_forum_conforms(validator: Validator) -> None:
    report = validator.article(write(forum()))
    assert report.conforms
    assert report.violations == ()


def test_an_article_that_leaves_everything_open_conforms(validator: Validator) -> None:
    bare = forum(url=None, published=None)
    facts = tuple(replace(f, roles=f.roles[:2], when=None, status=None, names=()) for f in bare.facts)
    report = validator.article(write(replace(bare, facts=facts)))
    assert report.conforms, report.text()
    assert report.count("Info") > 3


def test_a_violation_names_the_article_and_its_words(validator: Validator) -> None:
    report = validator.article(without(write(forum()), "hasHolder"))
    (violation,) = report.violations
    assert violation.message.startswith("S07 ")
    assert violation.path == f"<{SV}hasHolder>"
    assert violation.quote == "міністр сувязі Рэспублікі Беларусь Сяргей Папкоў"
    assert (violation.title, violation.url) == ("Форум", "https://mpt.gov.by/news/26-04-2017-1910")


def test_a_code_that_is_not_in_the_scheme_is_a_violation(validator: Validator) -> None:
    reading = forum()
    facts = tuple(
        replace(f, roles=(*f.roles, Role("hasField", Code("field", "alchemy")))) if f.id == "f1" else f
        for f in reading.facts
    )
    report = validator.article(write(replace(reading, facts=facts)))
    assert any("S38" in v.message for v in report.violations)


# -- set aside


def test_a_sound_article_is_admitted_as_it_is(validator: Validator) -> None:
    graphs = write(forum())
    assert validator.admit(graphs).graphs == graphs


@pytest.mark.parametrize("name", ["hasHolder", "hasSpeaker", "hasEvent", "quotedText"])
def test_what_fails_is_set_aside_and_the_rest_conforms(validator: Validator, name: str) -> None:
    graphs = without(write(forum()), name)
    admitted = validator.admit(graphs)
    assert not admitted.report.conforms
    assert admitted.graphs.quarantine
    assert validator.article(admitted.graphs).conforms
    before = {(q.subject, q.predicate, q.object) for q in (*graphs.facts, *graphs.evidence)}
    after = {
        (q.subject, q.predicate, q.object)
        for q in (*admitted.graphs.facts, *admitted.graphs.evidence, *admitted.graphs.quarantine)
    }
    assert after == before
    assert len(admitted.graphs.facts) > len(graphs.facts) / 2


def test_a_bad_value_takes_its_node_and_no_more(validator: Validator) -> None:
    reading = forum()
    facts = tuple(replace(f, status="finished") if f.id == "f5" else f for f in reading.facts)
    graphs = write(replace(reading, facts=facts))
    admitted = validator.admit(graphs)
    kept = {q.subject.value for q in admitted.graphs.facts}
    assert graphs.nodes["f5"] not in kept
    assert {graphs.nodes["f1"], graphs.nodes["f3"], graphs.nodes["f4"], graphs.nodes["f7"]} <= kept
    assert validator.article(admitted.graphs).conforms


# -- the whole store


def test_a_store_of_several_sources_is_validated_as_a_whole() -> None:
    with Store() as store:
        for article in VARIANTS[:5]:
            store.put(article)
        report = validate(store)
        one = validate(store, VARIANTS[0].key)
    assert isinstance(report, Report)
    assert set(one.results) <= set(report.results)
    assert report.conforms, report.text()
    assert report.count("Info") > 0


def test_an_official_told_with_two_countries_is_one_and_no_namesake() -> None:
    twin = forum(url="https://example.org/twin")
    twin = replace(twin, referents=tuple(replace(r, country="KR") if r.id == "p1" else r for r in twin.referents))
    with Store() as store:
        store.put(write(forum()))
        store.put(write(twin))
        report = validate(store)
        people = {q.subject for q in store.graph() if q.predicate == TYPE and q.object == sv("Person")}
    assert len(people) == 1
    assert not any("S45" in r.message for r in report.results)
    assert report.conforms


# -- how it is told


def report_of_one() -> Report:
    return Report(
        (
            Result(
                focus="https://w3id.org/suviaz/id/tenure/x",
                label="",
                severity="Violation",
                message='S07 A tenure has "one" holder.',
                path=f"<{SV}hasHolder>",
                value='"so\\nmany"@be',
                component="MinCountConstraintComponent",
                shape="https://w3id.org/suviaz/shapes#S07-Tenure",
                article="https://w3id.org/suviaz/id/article/a",
                title="Форум",
                url="https://example.org/1",
                quote="міністр\nсувязі",
            ),
            Result(focus="https://w3id.org/suviaz/id/event/y", label="форум", severity="Info", message="S13 Open."),
        )
    )


def test_the_text_says_which_article_which_words_and_what() -> None:
    text = report_of_one().text()
    for part in (
        "«Форум»  https://example.org/1",
        'S07 A tenure has "one" holder.',
        "sv:hasHolder",
        "«міністр сувязі»",
    ):
        assert part in text
    assert text.endswith("The graph does not conform: 1 violation, 1 open question.\n")
    assert Report().text() == "The graph conforms.\n"


def test_json_holds_every_result() -> None:
    told = json.loads(report_of_one().json())
    assert told["conforms"] is False
    assert [r["severity"] for r in told["results"]] == ["Violation", "Info"]
    assert told["results"][0]["quote"] == "міністр\nсувязі"


@pytest.mark.parametrize(
    "path", ["", f"<{SV}hasHolder>", f"^<{SV}expresses>", f"<{SV}isPostIn>|<{SV}belongsToCountry>"]
)
def test_turtle_is_a_validation_report(path: str) -> None:
    report = report_of_one()
    report = Report((replace(report.results[0], path=path), report.results[1]))
    triples = list(ox.parse(report.turtle(), format=ox.RdfFormat.TURTLE))
    sh = "http://www.w3.org/ns/shacl#"
    assert sum(t.predicate.value == sh + "result" for t in triples) == 2
    assert [t.object.value for t in triples if t.predicate.value == sh + "conforms"] == ["false"]
    assert sum(t.predicate.value == sh + "resultPath" for t in triples) == bool(path)


def test_only_the_grave_ones() -> None:
    assert [r.severity for r in report_of_one().at_least("Warning").results] == ["Violation"]
    assert len(report_of_one().at_least("Info").results) == 2
