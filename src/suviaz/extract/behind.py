"""What hangs on behind an organisation's name: whom it is named after, names in another script, brackets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suviaz.extract.text import Sentence, is_acronym
from suviaz.gazetteer import Hit
from suviaz.grammar import Sense
from suviaz.model import Span

ByStart = Mapping[int, tuple[tuple[int, int], Hit]]
Senses = Mapping[int, Sequence[tuple[int, Sense]]]
LONGEST = 8
"""Tokens of a namesake with initials and full stops."""


def namesake(at: int, sentence: Sentence, senses: Senses) -> int:
    """The end of «имени М. В. Ломоносова»: initials and capitalised words behind the word that announces them."""
    tokens = sentence.tokens
    length = next((n for n, s in senses.get(at, ()) if s.kind == "eponym"), 0)
    start = end = at + length
    words = initials = 0
    while length and end < min(len(tokens), start + LONGEST):
        if not (tokens[end].capital or (tokens[end].text == "." and end > start)):
            break
        initials += len(tokens[end].text) < 3 and tokens[end].is_word
        words += len(tokens[end].text) > 2
        end += 1
        if words == (1 if initials else 2):  # «имени С. А. Есенина Х»: the holder of a title may follow
            break
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
    words = [token.surface for token in sentence.tokens if token.is_word]
    return sum(map(str.isascii, words)) * 3 < len(words)


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


def owners_behind(
    at: int, sentence: Sentence, by_start: ByStart, text: str, *, senses: Senses
) -> tuple[list[tuple[str | None, str]], int]:
    """The countries behind a name: one, or two joined by «і» when it stands for both («… Беларуси в Сербии»: one)."""
    found: list[tuple[str | None, str]] = []
    end = at
    while (
        at in by_start
        and by_start[at][1].form in ("name", "short")
        and by_start[at][1].entities[0].kind == "Country"
        and (not by_start[at][1].cases or "gen" in by_start[at][1].cases)
    ):
        (_, last), hit = by_start[at]
        found.append((hit.entities[0].country, stretch(sentence, (at, last), text)))
        end = last
        joined = any(s.kind == "conjunctions" for _, s in senses.get(last, ()))
        if last + 1 < len(sentence.tokens) and joined:
            at = last + 1
        else:
            break
    return found, end


def whereabouts(at: int, sentence: Sentence, senses: Senses, by_start: ByStart, *, text: str) -> tuple[str, int]:
    """«… у Іспаніі» behind a mission or an association: where it is, as part of its name."""
    tokens = sentence.tokens
    if (
        at + 1 < len(tokens)
        and any(s.kind == "prep" and s.code == "in" for _, s in senses.get(at, ()))
        and at + 1 in by_start
    ):
        (_, last), hit = by_start[at + 1]
        if hit.entities[0].kind == "Country" and any(
            s.kind in ("mission", "body") for i in range(at) for _, s in senses.get(i, ())
        ):
            return stretch(sentence, (at, last), text), last
    return "", at


def larger_body(at: int, by_start: ByStart) -> tuple[int, str | None] | None:
    """«Адміністрацыя Парка …», «упраўленне … МЗС Грузіі»: the end and country of a body in the genitive behind."""
    if at not in by_start:
        return None
    (_, last), hit = by_start[at]
    if (
        hit.entities[0].kind in ("Country", "Place")
        or hit.form not in ("name", "short")
        or (hit.cases and "gen" not in hit.cases)
    ):
        return None
    if last in by_start and by_start[last][1].entities[0].kind == "Country":
        return by_start[last][0][1], by_start[last][1].entities[0].country
    return last, hit.entities[0].country if len({e.country for e in hit.entities}) == 1 else None


def stretch(sentence: Sentence, at: tuple[int, int], text: str) -> str:
    return Span(sentence.tokens[at[0]].span.start, sentence.tokens[at[1] - 1].span.end).of(text)
