"""Particles: what stands behind a word, written as one with it, and says what part the word plays.

The section `[particles]` of a language file lists them by the name of the part; `closed` ones stand behind a
syllable with a final consonant, `open` ones behind one without, `any` behind both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_SYLLABLES = range(0xAC00, 0xD7A4)
_FINALS = 28
_FINAL_L = 8
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Particles:
    """`forms`: from a particle to its names, each with where it may stand. `outer` may follow another particle,
    `inner` may be followed by one. `wholes` are words that only look as if they had a particle, `whole_endings` what
    such words end in. `cases` and `preps` say what a particle's name means for its noun.
    """

    forms: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    outer: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    wholes: frozenset[str] = frozenset()
    whole_endings: tuple[str, ...] = ()
    doubtful: frozenset[str] = frozenset()
    """Particles that are as well the last syllable of a person's name."""
    cases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    preps: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.forms)

    def split(self, word: str, known: Callable[[str], bool]) -> tuple[int, tuple[str, ...]]:
        """Length of the word without its particles, and their names, the innermost first. `known` words stay whole."""
        end = len(word)
        names: tuple[str, ...] = ()
        while end and not self._whole(word[:end]) and not known(word[:end]):
            ways = tuple(self._last(word[:end], names))
            if not ways:
                break
            # «나라는» is «나라» and «는», not «나» and «라는»; of two that are no words the longer particle.
            length, name = next((way for way in ways if known(word[: end - way[0]])), ways[0])
            end, names = end - length, (name, *names)
        return (end, names) if end else (len(word), ())

    def meaning(self, tail: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """The cases and prepositions that particles stand for: both together, else the innermost."""
        return _meaning(self, tail) if tail else (_NOTHING, _NOTHING)

    def _whole(self, word: str) -> bool:
        return word in self.wholes or word.endswith(self.whole_endings or "\0")

    def alone(self, word: str) -> tuple[str, ...]:
        """The names of the particles that `word` consists of, as behind a bracket; empty if it is more."""
        end = len(word)
        names: tuple[str, ...] = ()
        while end:
            found = next(((n, p) for n in range(end, 0, -1) for p, _ in self.forms.get(word[end - n : end], ())), None)
            if found is None:
                return ()
            end, names = end - found[0], (found[1], *names)
        return names

    def _last(self, word: str, behind: tuple[str, ...]) -> Iterator[tuple[int, str]]:
        """The particles that may stand last in a word, the longest first: their lengths and names."""
        for length in range(min(4, len(word) - 1), 0, -1):
            for name, place in self.forms.get(word[-length:], ()):
                if behind and (name not in self.inner or behind[0] not in self.outer):
                    continue
                if _stands(place, word[-length - 1]):
                    yield length, name


@lru_cache(maxsize=1 << 10)
def _meaning(particles: Particles, tail: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    both, inner = "+".join(tail), tail[0]
    return (
        particles.cases.get(both) or particles.cases.get(inner) or _NOTHING,
        particles.preps.get(both) or particles.preps.get(inner) or _NOTHING,
    )


def _stands(place: str, letter: str) -> bool:
    """Whether a particle of that kind may stand behind a letter; nothing is known of other scripts."""
    if place == "any" or ord(letter) not in _SYLLABLES:
        return not letter.isspace()
    final = (ord(letter) - _SYLLABLES.start) % _FINALS
    if place == "smooth":  # behind a vowel or ㄹ
        return final in (0, _FINAL_L)
    return (final > 0) == (place == "closed")


def read_particles(data: Mapping[str, Any]) -> Particles:
    """The section `[particles]` of a language file (`data` is the whole file); empty where a language has none."""
    section = data.get("particles", {})
    forms: dict[str, list[tuple[str, str]]] = {}
    for name, places in section.get("forms", {}).items():
        for place, words in places.items():
            for word in words:
                forms.setdefault(word, []).append((name, place))
    return Particles(
        {form: tuple(found) for form, found in forms.items()},
        frozenset(section.get("outer", ())),
        frozenset(section.get("inner", ())),
        frozenset(section.get("wholes", ())),
        tuple(section.get("whole_endings", ())),
        frozenset(section.get("doubtful", ())),
        {name: frozenset(found) for name, found in section.get("cases", {}).items()},
        {name: frozenset(found) for name, found in section.get("prepositions", {}).items()},
    )
