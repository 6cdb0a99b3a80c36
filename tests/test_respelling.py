"""A language in another script than its file: read as if it were in that one, quoted as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saying import say
from suviaz import grammar, pipeline, rdf
from suviaz.extract import extract
from suviaz.extract.respelling import respell
from suviaz.gazetteer import Gazetteer
from suviaz.model import Article
from suviaz.reader import Read

LATIN = "Ministr suviazi Biełarusi Siarhiej Papkoŭ sustreŭsia ŭ Miensku z pasłom Respubliki Kareja Janam Džunham."
CYRILLIC = "Міністр сувязі Беларусі Сяргей Папкоў сустрэўся ў Менску з паслом Рэспублікі Карэя Янам Джунгам."


def latin(text: str) -> Article:
    return Article(text, "be", published="2017-05-10")


@pytest.mark.parametrize(
    ("latin_word", "cyrillic"),
    [
        ("Siarhiej", "Сяргей"),
        ("Ściepan", "Сьцепан"),
        ("abjekt", "аб'ект"),
        ("Juryj JUHASŁAVIJA", "Юрый ЮГАСЛАВІЯ"),
        ("Dźmitry, chleb i polski", "Дзьмітры, хлеб і польскі"),
        ("ŹVIESTKI 2017", "ЗЬВЕСТКІ 2017"),
    ],
)
def test_each_letter_becomes_what_it_stands_for(latin_word: str, cyrillic: str) -> None:
    done = respell(latin(latin_word), grammar.load("be"))
    assert done
    assert done.article.text == cyrillic


def test_what_is_read_is_the_same_and_quoted_as_it_is_written() -> None:
    rules = grammar.load("be")
    names = Gazetteer(rdf.read_registry(), rules.paradigms, "be")
    one, other = (extract(latin(text), rules, names) for text in (LATIN, CYRILLIC))
    assert [say(fact, one) for fact in one.facts] == [say(fact, other) for fact in other.facts]
    assert {name for r in one.referents if r.kind == "Person" for name in r.names} == {"Сяргей Папкоў", "Ян Джунг"}
    assert one.article.text == LATIN
    quotes = [(e.span, e.quote) for fact in one.facts for e in fact.evidence]
    quotes += [(m.span, m.surface) for r in one.referents for m in r.mentions]
    assert quotes
    assert all(LATIN[span.start : span.end] == quote for span, quote in quotes)
    assert "Siarhiej Papkoŭ" in {quote for _, quote in quotes}


def test_the_other_script_is_told_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "navina.txt"
    file.write_text(f"{LATIN} Jany havaryli pra novuju ŭmovu, jakuju chočuć padpisać užo ŭvosień.", encoding="utf-8")
    (found,) = pipeline.read([str(file)])
    assert isinstance(found, Read)
    assert found.reading.article.lang == "be"
    assert any(fact.kind == "Meeting" for fact in found.reading.facts)


@pytest.mark.parametrize("lang", grammar.languages())
def test_the_script_of_the_file_is_left_alone(lang: str) -> None:
    example = grammar.load(lang).data["examples"][0]["text"]  # type: ignore[index]
    assert respell(Article(example, lang), grammar.load(lang)) is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aćdźžijlłńŭŚKÓ. -7\nя", min_size=1, max_size=60))
def test_every_letter_comes_from_somewhere(text: str) -> None:
    done = respell(latin(text), grammar.load("be"))
    if done:
        assert len(done.starts) == len(done.ends) == len(done.article.text)
        assert all(0 <= start < end <= len(text) for start, end in zip(done.starts, done.ends, strict=True))
        assert list(done.starts) == sorted(done.starts)
