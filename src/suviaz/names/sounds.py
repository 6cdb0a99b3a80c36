"""What a name sounds like, coarsely, and how far apart two names sound: for spellings of different scripts.

All that is known about a language or a script stands in `data/names/sounds.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from suviaz.errors import BrokenResource
from suviaz.names.comparison import latin, of_syllables, spelt_out
from suviaz.names.folding import fold
from suviaz.resources import files

_SYLLABLE = re.compile("[\uac00-\ud7a3]")
_VOWELS = frozenset("aeiouyw")
_HALF_VOWEL = re.compile("(?<=[aeo])v(?![aeiouyw])")


@dataclass(frozen=True, slots=True)
class _Costs:
    """How far apart two sounds are, and what one costs that the other name does not have."""

    pairs: Mapping[str, float]
    silent: Mapping[str, float]


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    for path in files("data/names", "sounds.toml"):
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BrokenResource(f"{path.name} is damaged: {error}.") from error
    raise BrokenResource("The table of sounds is missing from the installation; install suviaz again.")


@lru_cache(maxsize=16)
def _rules(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    table = _table()
    rules = [*table.get(lang, {}).get("sounds", ()), *table["any"]["sounds"]]
    return tuple((re.compile(pattern), new) for pattern, new in rules)


@lru_cache(maxsize=2)
def _costs(lossy: bool) -> _Costs:
    table = _table()["costs"]
    pairs: dict[str, float] = {}
    for name in ("strict", "lossy")[: 1 + lossy]:
        for pair, cost in (entry.split() for entry in table[name]):
            for way in (pair, pair[::-1]):
                pairs[way] = min(float(cost), pairs.get(way, 1.0)) if name == "lossy" else float(cost)
    silent = {sound: float(cost) for sound, cost in (e.split() for e in table["silent_lossy" if lossy else "silent"])}
    return _Costs(pairs, silent)


def script_of(text: str, lang: str) -> str:
    """The language by whose rules a name is to be read: its script may not be that of the text around it."""
    if _SYLLABLE.search(text):
        return of_syllables()
    # Accents of Latin letters do not count, й is a letter of its own.
    plain = unicodedata.normalize("NFD", fold(text))
    return latin() if all(char < "\u0400" for char in plain) else lang


def lossy(script: str) -> bool:
    """Whether a script cannot write apart what others do, so that more has to be allowed for."""
    return script in _table()["lossy_scripts"]


@lru_cache(maxsize=1 << 15)
def sounds(text: str, lang: str) -> str:
    """One letter a sound: «Шумілін» → "Sumilin", «슈밀린» → "Sumilin"."""
    lang = script_of(text, lang)
    word = spelt_out(text, lang) if _SYLLABLE.search(text) else fold(text)
    for pattern, new in _rules(lang):
        word = pattern.sub(new, word)
    return word


@lru_cache(maxsize=2)
def _classes(which: str) -> dict[int, str]:
    return {ord(sound): group[0] for group in _table()[which] for sound in group}


@lru_cache(maxsize=1 << 15)
def code(sound: str, *, fine: bool = False) -> str:
    """The consonants without what scripts confuse; two spellings of one name seldom differ in it. Vowels count at the
    start only, as one. `fine` tells apart what only lossy scripts confuse.
    """
    classes = _classes("fine" if fine else "classes")
    letters = [classes[ord(char)] for char in sound if ord(char) in classes]
    start = "a" if sound[:1] in _VOWELS else ""
    return start + "".join(letter for i, letter in enumerate(letters) if i == 0 or letter != letters[i - 1])


@lru_cache(maxsize=1 << 15)
def codes(sound: str, *, fine: bool = False) -> frozenset[str]:
    """`code`, and what it would be if a half-vowel (ў, the second part of au) had been heard as a vowel, g as k, or w
    as v.
    """
    heard = (sound, _HALF_VOWEL.sub("u", sound), sound.replace("g", "k"), sound.replace("w", "v"))
    return frozenset(code(one, fine=fine) for one in heard)


@lru_cache(maxsize=256)
def initial_codes(sound: str) -> frozenset[str]:
    """What `code` may give for a first sound, however another language begins the name: «Уладзімір», «Владимир»."""
    first = sound[:1]
    alike = [pair[1] for pair, cost in _costs(lossy=True).pairs.items() if pair[0] == first and cost <= 0.4]
    return frozenset(code(letter)[:1] or "a" for letter in (first, *alike))


@lru_cache(maxsize=1 << 15)
def apart(one: str, other: str, *, lossy: bool = False, limit: float = 3.0) -> float:
    """How far apart two names sound: 0 equal, 1 a consonant that is not there. More than `limit` is `limit`."""
    if one == other:
        return 0.0
    if abs(len(one) - len(other)) > 2 * limit:
        return limit
    costs = _costs(lossy)
    pairs, silent = costs.pairs, costs.silent
    before = [0.0]
    for char in other:
        before.append(before[-1] + silent.get(char, 1.0))
    for mine in one:
        skip = silent.get(mine, 1.0)
        row = [before[0] + skip]
        for i, char in enumerate(other):
            change = 0.0 if mine == char else pairs.get(mine + char, 1.0)
            best = before[i] + change
            best = min(best, before[i + 1] + skip, row[i] + silent.get(char, 1.0))
            row.append(best)
        if min(row) > limit:
            return limit
        before = row
    return min(before[-1], limit)
