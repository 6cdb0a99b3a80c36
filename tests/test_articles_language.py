"""Which language a text is in: short sentences of seven languages, and texts that others would take for their kin."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suviaz.articles.language import detect, name

KNOWN = frozenset({"be", "ru", "en", "ko"})
SENTENCES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "pages" / "languages.tsv").read_text(encoding="utf-8").splitlines()
]
DEV = Path(__file__).parents[2] / "shared" / "corpus" / "dev"


def code(text: str) -> str | None:
    found = detect(text, KNOWN)
    return found.code if found else None


@pytest.mark.parametrize(
    ("lang", "least"), [("be", 23), ("ru", 23), ("en", 23), ("ko", 23), ("uk", 22), ("pl", 22), ("kk", 22)]
)
def test_short_sentences(lang: str, least: int) -> None:
    ours = [sentence for code, sentence in SENTENCES if code == lang]
    wrong = [(code(sentence), sentence) for sentence in ours if code(sentence) != lang]
    assert len(ours) - len(wrong) >= least, wrong


@pytest.mark.parametrize("lang", ["uk", "pl", "kk"])
def test_what_nobody_reads_is_not_taken_for_what_is_read(lang: str) -> None:
    whole = " ".join(sentence for code, sentence in SENTENCES if code == lang)
    assert code(whole) == lang
    assert code(whole.upper()) == lang


@pytest.mark.skipif(not DEV.exists(), reason="the development corpus lies outside the repository: ../shared is absent")
def test_every_article_of_the_development_corpus() -> None:
    docs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DEV.glob("*.json"))]
    assert docs
    assert [(doc["id"], code(doc["text"])) for doc in docs] == [(doc["id"], doc["lang"]) for doc in docs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Прэзiдэнт i мiнiстр замежных спраў прынялi iнвестараў.", "be"),
        ("НОВЫ АМБАСАДАР У ГРУЗІІ", "be"),
        ("У канцы красавіка пасол уручыў копіі граматаў", "be"),
        ("Пра гэта ў Мінску паведаміў намеснік дырэктара Korea Electronics Technology Institute", "be"),
        ("Biełaruś i Respublika Kareja padpisali novuju ŭmovu ab supracoŭnictvie", "be-Latn"),
        ("한국과 벨라루스는 ICT 분야에서 MOU를 체결했다. Belarus Hi-Tech Park 대표단도 참석했다.", "ko"),
        ("Ambassador Kim Yong-ho (김용호) spoke with the minister (міністр) of communications.", "en"),
        ("部长会见了大使。", "zh"),
        ("大臣は大使と会談した。", "ja"),
        ("მინისტრმა ელჩი მიიღო", "ka"),
        ("استقبل الوزير السفير الكوري في مكتبه اليوم", "ar"),
        ("Министърът прие посланика на Република Корея в София.", "bg"),
        ("Министр элчини кабыл алып, өлкөлөрдүн өз ара мамилелерин талкуулады", "ky"),
        ("Der Minister empfing gestern den Botschafter der Republik Korea in Minsk.", "de"),
        ("12345 — 67 %", None),
        ("", None),
    ],
)
def test_letters_and_statistics(text: str, expected: str | None) -> None:
    assert code(text) == expected


def test_decomposed_letters_count_as_composed_ones() -> None:
    assert code("У Мiнску падпiсалi мемарандум") == "be"
    assert code("Еўрапейскі саюз") == "be"


def test_language_that_the_table_lacks_is_found_once_it_is_known() -> None:
    text = "A miniszter fogadta a Koreai Köztársaság nagykövetét a hivatalában, és megállapodtak az együttműködésről."
    found = detect(text, KNOWN | {"hu"})
    assert found is not None
    assert found.code == "hu"


def test_names() -> None:
    assert (name("ko"), name("be-Latn"), name("hu")) == ("Korean", "Belarusian in Latin letters", "the language 'hu'")


@settings(deadline=None)
@given(st.text())
def test_any_letters_have_some_language(text: str) -> None:
    assert (code(text) is None) == (not any(map(str.isalpha, unicodedata.normalize("NFC", text).lower())))
