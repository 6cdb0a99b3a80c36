"""What hangs on behind an organisation's name: whom it is named after, names in another script, brackets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suviaz.extract.text import Sentence, is_acronym
from suviaz.gazetteer import Hit
from suviaz.grammar import Sense

Senses = Mapping[int, Sequence[tuple[int, Sense]]]
LONGEST = 8
"""Tokens of a namesake with initials and full stops."""


def namesake(at: int, sentence: Sentence, senses: Senses) -> int:
    """The end of «имени М. В. Ломоносова»: initials and capitalised words behind the word that announces them."""
    tokens = sentence.tokens
    length = next((n for n, s in senses.get(at, ()) if s.kind == "eponym"), 0)
    start = end = at + length
    while length and end < min(len(tokens), start + LONGEST):
        if not (tokens[end].capital or (tokens[end].text == "." and end > start)):
            break
        end += 1
    while end > start and tokens[end - 1].text == ".":
        end -= 1
    return end if end > start else at


def other_script(at: int, sentence: Sentence, senses: Senses) -> int:
    """The end of «Mubadala Development» behind «компания»: in a text in another script no person is written so."""
    tokens = sentence.tokens
    if at == 0 or tokens[at - 1].surface.isascii():
        return at
    end = at
    while end < len(tokens) and tokens[end].capital and tokens[end].surface.isascii() and end not in senses:
        end += 1
    return end


def has_own_script(sentence: Sentence) -> bool:
    """Whether a sentence is written in another script than Latin, so that Latin words in it are of foreign names."""
    words = [token for token in sentence.tokens if token.is_word]
    return sum(token.surface.isascii() for token in words) * 3 < len(words)


def country_in_brackets(
    at: int, sentence: Sentence, by_start: Mapping[int, tuple[tuple[int, int], Hit]]
) -> tuple[str | None, int]:
    """«(ОАЭ)» behind a name: whose it is, and where the bracket ends."""
    tokens, found = sentence.tokens, by_start.get(at + 1)
    if found is None or tokens[at].text != "(":
        return None, at
    (_, last), hit = found
    if last >= len(tokens) or tokens[last].text != ")" or hit.entities[0].kind != "Country":
        return None, at
    return hit.entities[0].country, last + 1


def bracketed(sentence: Sentence, at: int) -> tuple[tuple[str, ...], int]:
    """The acronym in brackets behind a name, or the one word of it that stands for all («(Хаб)»), and where it ends."""
    tokens = sentence.tokens
    if at + 2 < len(tokens) and tokens[at].text == "(" and tokens[at + 2].text == ")":
        word = tokens[at + 1]
        stem = word.text[: max(3, len(word.text) - 1)]
        if is_acronym(word) or (word.capital and any(t.text.startswith(stem) for t in tokens[max(0, at - 6) : at])):
            return (word.surface,), at + 3
    return (), at


def dictionary_form(hit: Hit, surface: str, lang: str) -> str:
    """The abbreviation that a text has in some case: «Минфина» is «Минфин», «МИДом» is «МИД»."""
    known = [short for entity in hit.entities for short in entity.short.get(lang, ())]
    stems = [short for short in known if surface.startswith(short)]
    return max(stems, key=len) if stems and surface not in known else surface
