"""Who holds which post where, in general news: paragraphs that have nothing to do with diplomacy."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from occupations import Occupation, compare, paragraphs, read_occupations, wanted
from scoring import Tally
from suviaz import reader
from suviaz.model import Article

CORPUS = Path(__file__).parent / "corpus"
NEWS = CORPUS / "ru_news.jsonl"
FLOORS = json.loads((CORPUS / "news_floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ready() -> reader.Reader:
    return reader.Reader()


@pytest.mark.parametrize("part", ["dev", "heldout"])
def test_no_lower_than_the_floor(part: str, ready: reader.Reader, capsys: pytest.CaptureFixture[str]) -> None:
    total = Tally()
    for paragraph in paragraphs(NEWS):
        if paragraph["set"] == part:
            read = ready.read(Article(paragraph["text"], "ru", published=paragraph["published"]))
            total += compare(wanted(paragraph), read_occupations(read))
    precision, recall = (100 * total.hit / max(n, 1) for n in (total.found, total.wanted))
    with capsys.disabled():
        print(f"\noccupations, {part}: P {precision:.1f} R {recall:.1f} F1 {total.f1:.1f}")
    assert total.f1 >= FLOORS[part]


def test_gold_is_well_formed() -> None:
    told = "The gold has changed: measure anew, then write floors and digest."
    assert FLOORS["sha256"] == hashlib.sha256(NEWS.read_bytes()).hexdigest(), told
    read = paragraphs(NEWS)
    assert len(read) == len({p["text"] for p in read}) == 40
    assert sum(p["set"] == "dev" for p in read) == 20
    for paragraph in read:
        known = {person["id"] for person in paragraph["people"]}
        assert {t["holder"] for t in paragraph["tenures"]} <= known, paragraph["id"]
        assert all(t["post_words"] in paragraph["text"] for t in paragraph["tenures"]), paragraph["id"]


def test_slots_are_counted_within_a_holder() -> None:
    def one(who: str, position: str, *where: str) -> Occupation:
        return Occupation(frozenset({who}), position, frozenset(where))

    gold = [one("рог", "пресс-секретарь", "холдинг"), one("саблин", "руководил")]
    assert compare(gold, gold) == Tally(5, 5, 5)
    assert compare(gold, [one("рог", "пресс-секретарем", "банк")]) == Tally(2, 3, 5)
    assert compare(gold, [one("саблин", "директор", "банк")]) == Tally(1, 2, 5)
    assert compare([], [one("кон", "директор", "банк")]) == Tally(0, 3, 0)
