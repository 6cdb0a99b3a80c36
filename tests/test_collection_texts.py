"""The collection in data/articles: complete, dated, with addresses of its own, every source named."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from suviaz import articles

FOLDER = Path(__file__).parents[1] / "data" / "articles"
TEXTS = sorted(FOLDER.glob("*.txt"))
LANGUAGES = ("be", "ru", "en", "ko")


def read(path: Path) -> articles.Read:
    [found] = articles.read(str(path), known=LANGUAGES)
    assert isinstance(found, articles.Read), found
    return found


@pytest.fixture(scope="module")
def collection() -> dict[str, articles.Read]:
    return {path.name: read(path) for path in TEXTS}


def test_every_article_reads_without_a_warning(collection: dict[str, articles.Read]) -> None:
    assert not {name: found.warnings for name, found in collection.items() if found.warnings}


def test_every_article_has_its_own_address_and_key(collection: dict[str, articles.Read]) -> None:
    found = [r.article for r in collection.values()]
    assert all(a.url and re.match(r"https://[^\s/]+/\S+$", a.url) for a in found)
    assert len({a.url for a in found}) == len({a.key for a in found}) == len(found)


def test_titles_and_days_agree_with_text_and_file_name(collection: dict[str, articles.Read]) -> None:
    for name, found in collection.items():
        article = found.article
        assert article.title, name
        assert article.text.lstrip().startswith(article.title), name
        # The file is named after the event's day; news comes out then, or within three days.
        assert article.published, name
        event, out = (int(day.replace("-", "")) for day in (name[:10], article.published))
        assert 0 <= out - event <= 3 or event // 100 != out // 100, name


def test_covers_every_year_and_enough_of_it_in_belarusian(collection: dict[str, articles.Read]) -> None:
    belarusian = [name for name, found in collection.items() if found.article.lang == "be"]
    assert len(belarusian) >= 20
    assert {name[:4] for name in belarusian} >= {str(year) for year in range(2013, 2020)}
    assert len(collection) - len(belarusian) <= 3


def test_belarusian_spelling_of_short_u(collection: dict[str, articles.Read]) -> None:
    """After a vowel «у» gives way to «ў», and «ў» follows nothing but a vowel (the official norm)."""
    wrong = re.compile(r"[аеёіоуыэюя] у|(?i:[^аеёіоуыэюя ]ў|[^аеёіоуыэюя] ў)")
    for name, found in collection.items():
        if found.article.lang == "be":
            assert not (slip := wrong.search(found.article.text)), (name, slip)


def test_texts_are_normalised_and_sources_name_each(collection: dict[str, articles.Read]) -> None:
    sources = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    for name, found in collection.items():
        assert found.article.text == unicodedata.normalize("NFC", found.article.text), name
        assert f"`{name.removesuffix('.txt')}`" in sources, name
    named = set(re.findall(r"^\| `([^`]+)` \|", sources, re.MULTILINE))
    assert named == {name.removesuffix(".txt") for name in collection}


def test_the_guide_counts_right(collection: dict[str, articles.Read]) -> None:
    guide = (FOLDER.parents[1] / "docs" / "collection.md").read_text(encoding="utf-8")
    counted = dict(re.findall(r"^\| (\d{4}) \| (\d+) \|", guide, re.MULTILINE))
    assert counted == {year: str(sum(name.startswith(year) for name in collection)) for year in counted}
    assert sum(map(int, counted.values())) == len(collection)
