"""Names put together from clipped words: «Росатом», «Белгідрамет», «Госкомвоенпром», «Дзяржсавет»."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import lru_cache

from suviaz.extract.text import Token, is_acronym
from suviaz.grammar import Grammar
from suviaz.names import Inflected, fold, organisation_nominative

_INNER = 3
"""Parts between the first and the last at most."""


@dataclass(frozen=True, slots=True)
class Clipped:
    """The dictionary form with its capitals, the cases it may stand in, the country (alpha-2) in its first part."""

    name: str
    cases: frozenset[str]
    country: str | None


def may_be_clipped(token: Token, grammar: Grammar) -> bool:
    """Whether a word begins as such names do. Cheap, and sure only of what is none."""
    parts = _parts(grammar)
    return parts is not None and token.capital and token.text.startswith(parts.firsts) and not is_acronym(token)


def clipped(token: Token, grammar: Grammar) -> Clipped | None:
    """A name put together from parts that the language lists under `clipped`, `clipped_states` and `clipped_ends`."""
    found = _understood(token.text, grammar) if may_be_clipped(token, grammar) else None
    return replace(found, name=_like(found.name, token.surface)) if found else None


def nominative(text: str, grammar: Grammar) -> Inflected:
    """An organisation's name in the nominative, its first word by its parts where it is put together from such."""
    first, space, rest = text.partition(" ")
    parts = _parts(grammar)
    known = parts is not None and first[:1].isupper() and not first.isupper() and first.lower().startswith(parts.firsts)
    found = _understood(fold(first), grammar) if known else None
    if found is None:
        return organisation_nominative(text, grammar.paradigms)
    return Inflected(_like(found.name, first) + space + rest, found.cases)


@dataclass(frozen=True, slots=True)
class _Parts:
    firsts: tuple[str, ...]
    whole: re.Pattern[str]
    states: tuple[tuple[str, str], ...]


@lru_cache(maxsize=16)
def _parts(grammar: Grammar) -> _Parts | None:
    ends = grammar.words("organisations", "clipped_ends")
    if not ends:
        return None
    pairs = (entry.partition(" ") for entry in grammar.words("organisations", "clipped_states"))
    states = tuple((part, code.upper()) for part, _, code in pairs)
    parts = grammar.words("organisations", "clipped")
    firsts = tuple(sorted({*parts, *(part for part, _ in states)}))
    first, inner, last = ("|".join(sorted(words, key=len, reverse=True)) for words in (firsts, parts, ends))
    return _Parts(firsts, re.compile(f"(?:{first})(?:{inner}){{0,{_INNER}}}(?:{last})"), states)


@lru_cache(maxsize=4096)
def _understood(word: str, grammar: Grammar) -> Clipped | None:
    parts = _parts(grammar)
    assert parts is not None
    ways: dict[str, set[str]] = {}
    for way in grammar.paradigms.noun_rows.analyse(word):
        if not way.plural and way.case and parts.whole.fullmatch(way.lemma):
            ways.setdefault(way.lemma, set()).add(way.case)
    if parts.whole.fullmatch(word):
        ways.setdefault(word, set()).add("nom")
    if not ways:
        return None
    lemma = word if word in ways else min(ways, key=lambda lemma: (len(lemma), lemma))
    country = next((code for part, code in parts.states if word.startswith(part)), None)
    return Clipped(lemma, frozenset(ways[lemma]), country)


def quoted_nominative(name: str, quoted: Set[str], grammar: Grammar) -> str:
    """The nominative of a name in the genitive between quotation marks: «Волгахимпрома» is «Волгахимпром».

    One that the article has between other marks is preferred to what the endings make likely.
    """
    whole = organisation_nominative(name, grammar.paradigms)
    if whole.nominative != name:
        return whole.nominative
    *first, last = name.split()
    if first or not last[:1].isupper() or last.isascii():
        return name
    ways = [w for w in grammar.paradigms.noun_rows.analyse(last.lower()) if w.case == "gen" and not w.plural]
    ways.sort(key=lambda way: way.gender != "masculine")
    made = [_like(way.lemma, last) for way in ways if way.lemma != last.lower()]
    return next((m for m in made if m in quoted), made[0] if made else name)


def _like(lemma: str, model: str) -> str:
    """A dictionary form with the capitals of the word it is of: «РосАгроЭкспорта» is «РосАгроЭкспорт»."""
    alike = next((i for i, (a, b) in enumerate(zip(lemma, model.lower(), strict=False)) if a != b), len(lemma))
    return model[:alike] + lemma[alike:]
