"""Finds the names of registry entities in a text, in any case and spelling: one automaton over all their forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import Any

import ahocorasick

from suviaz.errors import BrokenResource
from suviaz.model import Entity, Span
from suviaz.names import NAME, Paradigms, fold, fold_words, inflections

_RANK = {"name": 0, "short": 1, "demonym": 2, "adjective": 3}


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of text that names one of `entities` (several where the name is shared, as «МЗС» of two countries).

    `form` is what the registry calls the words: name, short (abbreviation), adjective or demonym. `cases` are the
    grammatical cases that the form may have; `plural` is True where it can only be a plural.
    """

    span: Span
    entities: tuple[Entity, ...]
    form: str
    cases: frozenset[str]
    plural: bool


_Meaning = tuple[tuple[Entity, ...], str, frozenset[str], bool]
"""All of a hit but its span."""


@dataclass(slots=True, eq=False)
class _Entry:
    """What a folded form stands for. `letters` says how capitals must be: any, first, or exactly as in `text`."""

    entity: Entity
    form: str
    cases: frozenset[str]
    plural: bool
    letters: str
    text: str
    compound: bool = False


def named(entities: Iterable[Entity], names: Mapping[str, object], lang: str) -> tuple[Entity, ...]:
    """The entities with what a language file calls them besides: by the end of the IRI, a table that may have `names`,
    `short`, `adjectives` and `demonyms`. Raises BrokenResource for an entry that no entity has."""
    known = tuple(entities)
    if not names:
        return known
    ends = {entity.iri: "/".join(entity.iri.rsplit("/", 2)[1:]) for entity in known}
    strange = sorted(set(names) - set(ends.values()))
    if strange:
        raise BrokenResource(f"The language file of '{lang}' names what the registry lacks: {', '.join(strange[:8])}.")
    return tuple(_renamed(entity, names.get(ends[entity.iri]), lang) for entity in known)


def _renamed(entity: Entity, names: object, lang: str) -> Entity:
    if not isinstance(names, Mapping):
        return entity
    added: dict[str, Any] = {
        key: {**getattr(entity, key), lang: (*getattr(entity, key).get(lang, ()), *words)}
        for key, words in names.items()
    }
    return replace(entity, **added)


class Gazetteer:
    """The names of `entities` in the language `lang`, findable in texts.

    Building takes time in proportion to the number of forms (tens of microseconds a name); finding in proportion to the
    length of the text.
    """

    def __init__(self, entities: Iterable[Entity], paradigms: Paradigms, lang: str) -> None:
        self._forms: dict[str, list[_Entry]] = {}
        self._clitics = paradigms.clitics
        for entity in sorted(entities, key=lambda entity: entity.iri):
            for entry in _entries(entity, paradigms, lang):
                key = fold_words(entry.text)
                self._forms.setdefault(key + "-" if entry.compound else key, []).append(entry)
        # An article names the same again and again, and so does the next one.
        self._meaning = lru_cache(maxsize=1 << 14)(self._mean)
        self._in_name = lru_cache(maxsize=1 << 14)(self._find)
        self._automaton = ahocorasick.Automaton()
        for form in sorted(self._forms):
            if form.strip("- "):
                self._automaton.add_word(form, form)
        if self._forms:
            self._automaton.make_automaton()

    def __len__(self) -> int:
        """How many forms can be found."""
        return len(self._forms)

    def knows(self, word: str) -> bool:
        """Whether a folded word is a form of a name by itself."""
        return word in self._forms

    def places(self, word: str) -> tuple[Entity, ...]:
        """The towns and regions that a folded word names."""
        return tuple(e.entity for e in self._forms.get(word, ()) if e.entity.kind == "Place")

    def country(self, word: str) -> str | None:
        """The country that a folded word names."""
        for entry in self._forms.get(word, ()):
            if entry.entity.kind == "Country":
                return entry.entity.country
        return None

    def find(self, text: str, breaks: Set[int] | None = None) -> tuple[Hit, ...]:
        """All names in `text`, the longest of those that overlap, whole words only, in the order of the text.

        `breaks` are the offsets where words begin and end in a language that the letters alone do not tell it of.
        """
        if breaks is None and len(text) <= NAME:
            return self._in_name(text)
        return self._find(text, breaks)

    def _find(self, text: str, breaks: Set[int] | None = None) -> tuple[Hit, ...]:
        if not self._forms:
            return ()
        folded = fold(text)
        found: list[tuple[int, int, _Meaning]] = []
        for last, form in self._automaton.iter(folded):
            start, end = last + 1 - len(form), last + 1
            if breaks is not None:
                if start not in breaks or end not in breaks:
                    continue
            elif start and folded[start - 1].isalnum():
                continue  # a word that ends like a name
            elif (bound := _bounded(folded, start, end, form, self._clitics)) is None:
                continue
            else:
                end = bound
            if meaning := self._meaning(form, text[start:end]):
                found.append((start, -end, meaning))
        found.sort(key=itemgetter(0, 1))
        hits: list[Hit] = []
        reached = 0
        for start, negative_end, meaning in found:
            if start >= reached:
                hits.append(Hit(Span(start, -negative_end), *meaning))
                reached = -negative_end
        return tuple(hits)

    def _mean(self, form: str, surface: str) -> _Meaning | None:
        """What a form stands for where a text writes it as `surface`; None where its capitals do not allow it."""
        entries = [entry for entry in self._forms[form] if _capitals_fit(surface, entry)]
        return _meaning(entries) if entries else None


def _bounded(folded: str, start: int, end: int, form: str, clitics: Sequence[str]) -> int | None:
    """The end of a form found at the `start` of a word if it is all of it, or the first part of a compound; else
    None."""
    size = len(folded)
    if start and folded[start - 1] == "'" and folded[start - 2 : start - 1].isalpha():
        return None
    if form[-1] == "-":
        return end - 1 if end < size and folded[end].isalpha() else None
    if end < size and (folded[end].isalnum() or (folded[end] == "'" and folded[end + 1 : end + 2].isalpha())):
        clitic = next((c for c in clitics if folded.startswith(c, end)), None)
        if clitic is None or folded[end + len(clitic) : end + len(clitic) + 1].isalnum():
            return None
    return end


def _capitals_fit(surface: str, entry: _Entry) -> bool:
    if entry.letters == "any":
        return True
    if entry.letters == "first":
        return surface[0].isupper() or not surface[0].isalpha()
    return fold(surface) == fold(entry.text) and [c.isupper() for c in surface] == [c.isupper() for c in entry.text]


def _meaning(entries: list[_Entry]) -> _Meaning:
    form = min((entry.form for entry in entries), key=_RANK.__getitem__)
    chosen = [entry for entry in entries if entry.form == form]
    # «Міністэрствам» is first of all one of them.
    chosen = [entry for entry in chosen if not entry.plural] or chosen
    entities = {entry.entity.iri: entry.entity for entry in chosen}
    return (
        tuple(entities[iri] for iri in sorted(entities)),
        form,
        frozenset().union(*(entry.cases for entry in chosen)),
        all(entry.plural for entry in chosen),
    )


def _entries(entity: Entity, paradigms: Paradigms, lang: str) -> Iterator[_Entry]:
    # Latin abbreviations (KOICA, UNESCO) stand in texts of every script.
    latin = tuple(short for short in entity.short.get("en", ()) if lang != "en" and short.isupper())
    named = [("name", entity.kind, name) for name in entity.names.get(lang, ())]
    named += [("short", "short", name) for name in dict.fromkeys(entity.short.get(lang, ()) + latin)]
    named += [("demonym", "demonym", name) for name in entity.demonyms.get(lang, ())]
    named += [("adjective", "adjective", name) for name in entity.adjectives.get(lang, ())]
    for form, kind, name in named:
        letters = _letters(form, name)
        for inflected in inflections(name, kind, paradigms):
            yield _Entry(entity, form, inflected.cases, inflected.plural, letters, inflected.text)
        if form == "adjective":
            for first in paradigms.first_parts(name):
                yield _Entry(entity, form, frozenset(paradigms.cases), False, "any", first, compound=True)


def _letters(form: str, name: str) -> str:
    """How capitals have to be: acronyms exactly («ЕС»), names with a capital first («Того» is no pronoun)."""
    capitals = sum(char.isupper() for char in name)
    if capitals > 1 and (form == "short" or capitals * 2 > len(name)):
        return "exact"
    return "first" if form in ("name", "short") and name[:1].isupper() else "any"
