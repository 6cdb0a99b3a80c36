"""Names of a family name and a few syllables, read back from the spellings of other scripts.

One spelling may stand for several syllables, and each system of writing leaves out something else: «Сон» is 성 or 송,
"Sung" is 성 or 숭. Two names may be one if there is a syllable that both can stand for, at each place. What a spelling
may stand for is data: `data/names/syllables.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from suviaz.errors import BrokenResource
from suviaz.names.comparison import spelt_out
from suviaz.names.folding import fold
from suviaz.names.sounds import script_of
from suviaz.resources import files

_WORD = re.compile(r"[\s\-'·]+")
_MOST_READINGS, _MOST_CODES = 12, 64

Alternatives = frozenset[str]
Syllable = tuple[Alternatives, Alternatives, Alternatives]
"""What may stand at its beginning, as its vowel, and at its end."""


@dataclass(frozen=True, slots=True)
class SyllableName:
    """One way to read a name: keys of the family names it may be, and the syllables of the given name."""

    tradition: str
    family: Alternatives
    given: tuple[Syllable, ...]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How one script writes the syllables of a tradition."""

    first: tuple[tuple[re.Pattern[str], str], ...]
    onsets: Mapping[str, Alternatives]
    vowels: Mapping[str, Alternatives]
    finals: Mapping[str, Alternatives]


@dataclass(frozen=True, eq=False, slots=True)
class _Tradition:
    name: str
    script: str
    countries: frozenset[str]
    family: Mapping[str, Alternatives]
    spellings: Mapping[str, _Spelling]
    alike: Mapping[str, str]


@lru_cache(maxsize=1)
def _traditions() -> tuple[_Tradition, ...]:
    found = []
    for path in files("data/names", "syllables.toml"):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BrokenResource(f"{path.name} is damaged: {error}.") from error
        for name, about in table.items():
            spellings = {key: _spelling(value) for key, value in about.items() if isinstance(value, dict)}
            found.append(
                _Tradition(
                    name=name,
                    script=about["script"],
                    countries=frozenset(about["countries"]),
                    family=_family(frozenset(about["family"])),
                    spellings=spellings,
                    alike={sound: group.split()[0] for group in about["alike"] for sound in group.split()},
                )
            )
    return tuple(found)


def _spelling(about: Mapping[str, object]) -> _Spelling:
    first = tuple((re.compile(pattern), new) for pattern, new in about["first"])  # type: ignore[attr-defined]
    return _Spelling(first, *(_alternatives(str(about[part])) for part in ("onsets", "vowels", "finals")))


def _alternatives(text: str) -> dict[str, Alternatives]:
    found = {}
    for entry in re.split(r"[|\n]", text):
        spelt, equals, meant = entry.partition("=")
        if equals:
            found["" if spelt.strip() == "-" else spelt.strip()] = frozenset(meant.split())
    return found


def _family(sections: frozenset[str]) -> dict[str, Alternatives]:
    """Folded spellings of the family names in these sections of `family.txt` → keys."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in files("data/names", "family.txt"):
        inside = False
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                inside = line.lstrip("# ") in sections
                continue
            key, *cells = (cell.strip() for cell in line.split("|"))
            for spelling in (name for cell in cells if inside for name in cell.split()[1:]):
                found[fold(spelling)].add(key)
    return {spelling: frozenset(keys) for spelling, keys in found.items()}


def at_home(country: str | None) -> str | None:
    """The tradition of names in a country, None where there is none of this kind."""
    return next((t.name for t in _traditions() if country in t.countries), None)


@lru_cache(maxsize=1 << 15)
def readings(name: str, lang: str) -> tuple[SyllableName, ...]:
    """Every way to read a name as a family name and syllables; none for names of other traditions."""
    found: list[SyllableName] = []
    for tradition in _traditions():
        if script_of(name, lang) == tradition.script:
            found += _own_script(fold(name).replace(" ", ""), tradition)
        else:
            found += _other_script(name, tradition)
    return tuple(dict.fromkeys(found))[:_MOST_READINGS]


def _own_script(name: str, tradition: _Tradition) -> Iterator[SyllableName]:
    if not 2 <= len(name) <= 4:
        return
    cut = 2 if name[:2] in tradition.family and len(name) > 2 else 1
    if name[:cut] in tradition.family:
        given = tuple(_written(char, tradition) for char in name[cut:])
        if all(given) and len(given) <= 3:
            yield SyllableName(tradition.name, tradition.family[name[:cut]], given)  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _written(char: str, tradition: _Tradition) -> Syllable | None:
    roman = spelt_out(char, tradition.script)
    match = re.fullmatch(r"([^aeiouyw]*)([aeiouyw]+)([^aeiouyw]*)", roman)
    if match is None:
        return None
    return tuple(frozenset([part or "-"]) for part in match.groups())  # type: ignore[return-value]


def _other_script(name: str, tradition: _Tradition) -> Iterator[SyllableName]:
    words = [word for word in _WORD.split(fold(name).replace(",", " ")) if word]
    if not 2 <= len(words) <= 4 or any("." in word for word in words):
        return
    script = "latin" if words[0][0] < "\u0400" else "cyrillic"
    if script not in tradition.spellings:
        return
    # The family name stands first at home; texts in Latin letters may turn the order round.
    for family, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        if family not in tradition.family:
            continue
        ways = [_syllables(word, tradition.spellings[script]) for word in rest]
        for parts in product(*ways):
            given = tuple(syllable for part in parts for syllable in part)
            if 1 <= len(given) <= 3:
                yield SyllableName(tradition.name, tradition.family[family], given)


def _syllables(word: str, spelling: _Spelling) -> tuple[tuple[Syllable, ...], ...]:
    for pattern, new in spelling.first:
        word = pattern.sub(new, word)
    return tuple(_split(word, spelling, 2))


def _split(word: str, spelling: _Spelling, most: int) -> Iterator[tuple[Syllable, ...]]:
    """The ways to read a word as at most so many syllables."""
    if not most:
        return
    for onset in (word[:n] for n in range(3, -1, -1) if n <= len(word) and word[:n] in spelling.onsets):
        rest = word[len(onset) :]
        for vowel in (rest[:n] for n in range(4, 0, -1) if n <= len(rest) and rest[:n] in spelling.vowels):
            tail = rest[len(vowel) :]
            for final in (tail[:n] for n in range(2, -1, -1) if n <= len(tail) and tail[:n] in spelling.finals):
                syllable = (spelling.onsets[onset], spelling.vowels[vowel], spelling.finals[final])
                left = tail[len(final) :]
                if not left:
                    yield (syllable,)
                else:
                    yield from ((syllable, *others) for others in _split(left, spelling, most - 1))


def same_syllables(one: SyllableName, other: SyllableName) -> bool:
    """Whether two readings can stand for one name."""
    return (
        one.tradition == other.tradition
        and len(one.given) == len(other.given)
        and not one.family.isdisjoint(other.family)
        and all(
            not mine.isdisjoint(theirs)
            for a, b in zip(one.given, other.given, strict=True)
            for mine, theirs in zip(a, b, strict=True)
        )
    )


def syllable_codes(reading: SyllableName) -> frozenset[str]:
    """Keys of which two readings of one name share at least one."""
    alike = next(t.alike for t in _traditions() if t.name == reading.tradition)
    parts = [
        sorted({alike.get(first, first) for first in _first_letters(part, i)}) or ["-"]
        for syllable in reading.given
        for i, part in enumerate(syllable)
    ]
    keys = islice(product(*parts), _MOST_CODES)
    given = ["".join(letters) for letters in keys]
    return frozenset(f"{reading.tradition}:{family}:{letters}" for family in reading.family for letters in given)


def _first_letters(part: Alternatives, place: int) -> Iterator[str]:
    """What stands for a part of a syllable in a key: a doubled or strengthened consonant is its first letter."""
    for symbol in part:
        yield symbol if place == 1 else symbol[:1]
