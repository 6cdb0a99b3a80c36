"""The collection in data/articles: complete, dated, with addresses of its own, every source named."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from suviaz import articles

FOLDER = Path(__file__).parents[1] / "data" / "articles"
GUIDE = FOLDER.parents[1] / "docs" / "collection.md"
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
        # The file is named after the event's day; news comes out then, or within a week.
        assert article.published, name
        event, out = (int(day.replace("-", "")) for day in (name[:10], article.published))
        assert 0 <= out - event <= 7 or event // 100 != out // 100, name


def test_covers_three_decades_in_four_languages(collection: dict[str, articles.Read]) -> None:
    counted = Counter(found.article.lang for found in collection.values())
    assert counted["be"] >= 38
    assert all(counted[lang] >= 10 for lang in ("ru", "en", "ko")), counted
    years = {name[:4] for name in collection}
    assert years >= {"1992", "1997", "2007", "2008", "2009", *map(str, (*range(2011, 2021), *range(2022, 2025)))}


def test_many_events_are_told_in_two_languages(collection: dict[str, articles.Read]) -> None:
    """Each row of the guide's table: a few days, two languages or more."""
    told = re.findall(r"^\| [^|]+ \| (`\d{4}-[^|]+`) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(told) >= 15
    for row in told:
        names = re.findall(r"`([^`]+)`", row)
        found = [collection[f"{name}.txt"].article for name in names]
        assert len({article.lang for article in found}) >= 2, row
        days = [date.fromisoformat(name[:10]) for name in names]
        assert max(days) - min(days) <= timedelta(days=3), row


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
    guide = GUIDE.read_text(encoding="utf-8")
    years = dict(re.findall(r"^\| (\d{4}) \| (\d+) \|", guide, re.MULTILINE))
    assert years == {year: str(number) for year, number in Counter(name[:4] for name in collection).items()}
    languages = dict(re.findall(r"^\| ([a-z]{2}) \| (\d+) \|$", guide, re.MULTILINE))
    assert languages == {
        lang: str(number) for lang, number in Counter(r.article.lang for r in collection.values()).items()
    }
