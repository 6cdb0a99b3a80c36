"""Every language file keeps its own promises: examples of endings, names, forms and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from suviaz import grammar, names
from suviaz.dates import Calendar, find_times, read_calendar
from suviaz.names import Paradigms

TABLES = Path(__file__).parent / "names"
LANGUAGES = grammar.languages()


def language(lang: str) -> Mapping[str, Any]:
    return grammar.load(lang).data


@cache
def paradigms(lang: str) -> Paradigms:
    return names.read_paradigms(language(lang))


@cache
def calendar(lang: str) -> Calendar:
    return read_calendar(language(lang))


def persons() -> Iterator[tuple[str, str, str, str]]:
    for lang in LANGUAGES:
        path = TABLES / f"{lang}_persons.tsv"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            if line.strip() and line[0] != "#":
                surface, nominative, cases = (cell.strip() for cell in line.split("|"))
                yield lang, surface, nominative, cases


@pytest.mark.parametrize(("lang", "surface", "nominative", "cases"), list(persons()))
def test_a_person_of_the_table(lang: str, surface: str, nominative: str, cases: str) -> None:
    found = names.person_nominative(surface.split(), paradigms(lang))
    assert (found.nominative, found.cases) == (nominative, set(cases.split()))


def groups() -> Iterator[tuple[str, str, list[list[str]]]]:
    for lang in LANGUAGES:
        section = language(lang).get("names", {})
        for part, tables in section.get("person", {}).items():
            rows = "given_rows" if part == "given" else "surname_rows"
            yield from ((lang, rows, table["examples"]) for table in tables)
        yield from ((lang, "noun_rows", table["examples"]) for table in section.get("nouns", ()))
        yield from ((lang, "adjective_rows", table["examples"]) for table in section.get("adjectives", {}).values())


@pytest.mark.parametrize(("lang", "rows", "examples"), list(groups()))
def test_examples_of_endings(lang: str, rows: str, examples: list[list[str]]) -> None:
    assert examples
    for form, lemma, case in examples:
        ways = getattr(paradigms(lang), rows).analyse(form)
        assert any((way.lemma, way.case) == (lemma, case) for way in ways), (form, ways)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_examples_of_names(lang: str) -> None:
    examples = language(lang).get("names", {}).get("examples", {})
    for surface, nominative, cases in examples.get("persons", ()):
        found = names.person_nominative(surface.split(), paradigms(lang))
        assert (found.nominative, found.cases) == (nominative, set(cases.split()))
    for surface, nominative, cases in examples.get("organisations", ()):
        found = names.organisation_nominative(surface, paradigms(lang))
        assert found.nominative == nominative
        assert found.cases >= set(cases.split())
    for name, kind, form in examples.get("forms", ()):
        assert form in names.forms(name, kind, paradigms(lang))


def times() -> Iterator[tuple[str, str, str, str, str, str]]:
    for lang in LANGUAGES:
        for pattern in language(lang).get("calendar", {}).get("patterns", ()):
            for text, published, start, end in pattern["examples"]:
                yield lang, pattern["kind"], text, published, start, end


@pytest.mark.parametrize(("lang", "kind", "text", "published", "start", "end"), list(times()))
def test_examples_of_times(lang: str, kind: str, text: str, published: str, start: str, end: str) -> None:
    for before, after in (("", ""), ("«", "»"), ("\n", "\n\n—")):
        (found,) = find_times(before + text + after, calendar(lang), published or None)
        assert found.kind == kind
        bounds = (found.when.start, found.when.end) if found.when else (None, None)
        assert bounds == tuple(None if day == "none" else day for day in (start, end))


@pytest.mark.parametrize(
    ("lang", "text"),
    [(lang, text) for lang in LANGUAGES for text in language(lang).get("calendar", {}).get("none", ())],
)
def test_figures_that_are_no_dates(lang: str, text: str) -> None:
    assert find_times(text, calendar(lang), "2017-04-26") == ()


def test_the_day_spoken_of_before() -> None:
    found = find_times("26 апреля подписано соглашение. В тот же день прошли переговоры.", calendar("ru"), "2017-06-01")
    assert [time.when.start for time in found if time.when] == ["2017-04-26", "2017-04-26"]


def test_an_adjective_that_the_file_knows_is_preferred() -> None:
    assert names.organisation_nominative("Мирового банка", paradigms("ru")).nominative == "Мировой банк"
    assert names.organisation_nominative("Торгового банка", paradigms("ru")).nominative == "Торговый банк"
