"""Names put together from clipped words."""

from __future__ import annotations

import pytest

from suviaz import grammar
from suviaz.extract.clipped import clipped, nominative
from suviaz.extract.text import read
from suviaz.model import Article


@pytest.mark.parametrize(
    ("lang", "word", "name", "country"),
    [
        ("ru", "Росатомом", "Росатом", "RU"),
        ("ru", "Узатома", "Узатом", "UZ"),
        ("ru", "Казгидромету", "Казгидромет", "KZ"),
        ("ru", "Госкомвоенпрома", "Госкомвоенпром", None),
        ("ru", "Центробанке", "Центробанк", None),
        ("be", "Дзяржкамваенпрама", "Дзяржкамваенпрам", None),
        ("be", "Белгідрамета", "Белгідрамет", "BY"),
        ("be", "Расатамам", "Расатам", "RU"),
        ("be", "Дзяржсавета", "Дзяржсавет", None),
    ],
)
def test_the_dictionary_form_and_whose_it_is(lang: str, word: str, name: str, country: str | None) -> None:
    rules = grammar.load(lang)
    [sentence] = read(Article(word, lang), rules).sentences
    found = clipped(sentence.tokens[0], rules)
    assert found is not None
    assert (found.name, found.country) == (name, country)


@pytest.mark.parametrize(
    ("lang", "word"),
    [
        ("ru", "Белов"),
        ("ru", "Газизов"),
        ("ru", "Белград"),
        ("ru", "РОСАТОМ"),
        ("ru", "росатом"),
        ("ru", "Мосин"),
        ("be", "Белавежа"),
        ("be", "Рассказаў"),
        ("be", "Нацыя"),
        ("be", "Казлоў"),
        ("en", "Rosatom"),
        ("ko", "로사톰"),
    ],
)
def test_other_words_are_none(lang: str, word: str) -> None:
    rules = grammar.load(lang)
    assert all(clipped(t, rules) is None for s in read(Article(word, lang), rules).sentences for t in s.tokens)


def test_what_stands_behind_it_stays() -> None:
    assert nominative("Дзяржсавета КНР", grammar.load("be")).nominative == "Дзяржсавет КНР"
    assert nominative("Госсоветом Кубы", grammar.load("ru")).nominative == "Госсовет Кубы"
