"""The terms of a language, found by the words they begin with: lookup costs one dictionary probe a prefix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

LONGEST_PART = 10
"""Letters that what stands at the end or inside of a compound has at most."""

LEAD = 3
"""Letters of a second word by which the terms that it may go on are found."""

LONGEST_COMPOUND = 64
"""Letters of a word that is looked into for what it holds: what is longer is no word."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word can be: `kind` (post, event, verb, cue …), its `code`, and for verbs the `form` (past, future …)."""

    kind: str
    code: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    rest: tuple[tuple[str, int], ...]  # further words: (stem, admitted ending length; -1 any)
    ending: int
    sense: Sense


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Lexicon:
    """Terms found by the stem of their first word; lookup costs one dictionary probe a prefix."""

    stems: Mapping[str, tuple[Entry, ...]]
    longest: int
    fillers: frozenset[str] = frozenset()
    tails: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    inners: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """By the end of the first word, and by what it holds anywhere: for languages that write compounds as one word."""

    def match(self, words: Sequence[str], at: int) -> tuple[tuple[int, Sense], ...]:
        """Every term that begins at word `at`, as (number of words, sense), the longest first. Words are folded."""
        single, longer = _beginning(self, words[at])
        if not longer or at + 1 == len(words):
            return single
        after = words[at + 1]
        entries = longer[None] if after in self.fillers else longer.get(after[:LEAD])
        if entries is None:
            entries = longer.get(after[:1], longer[""])
        if not entries:
            return single
        found = [(end - at, entry.sense) for entry in entries if (end := self._rest(words, at + 1, entry))]
        return (*sorted(found, key=_length, reverse=True), *single) if found else single

    def whole(self, word: str) -> bool:
        """Whether the word is listed as it stands: by all of it, or as a verb with its endings."""
        return _whole(self, word)

    def _rest(self, words: Sequence[str], at: int, entry: Entry) -> int:
        """The end of the term whose further words begin at `at`, 0 if they are not there; one filler is let pass."""
        spare = entry.sense.kind in ("verb", "stem")
        size = len(words)
        for stem, ending in entry.rest:
            if spare and at < size and not words[at].startswith(stem) and words[at] in self.fillers:
                at, spare = at + 1, False
            if at >= size or not words[at].startswith(stem) or 0 <= ending < len(words[at]) - len(stem):
                return 0
            at += 1
        return at


_Longer = Mapping[str | None, tuple[Entry, ...]]
_length: Callable[[tuple[int, Sense]], int] = itemgetter(0)


@lru_cache(maxsize=1 << 16)  # the words of a language come again and again
def _beginning(lexicon: Lexicon, word: str) -> tuple[tuple[tuple[int, Sense], ...], _Longer]:
    """What `word` means by itself, and the terms that it begins; of those by its end, the longest first."""
    found = _of_stems(lexicon, word)
    if lexicon.tails:
        found += tuple(e for n in range(min(len(word), LONGEST_PART), 0, -1) for e in lexicon.tails.get(word[-n:], ()))
    if lexicon.inners and len(word) <= LONGEST_COMPOUND:
        parts = {
            word[i : i + n]: None for i in range(len(word)) for n in range(1, LONGEST_PART + 1) if i + n <= len(word)
        }
        found += tuple(e for part in parts for e in lexicon.inners.get(part, ()))
    single = dict.fromkeys((1, entry.sense) for entry in found if not entry.rest)
    return tuple(single), _by_lead([entry for entry in found if entry.rest])


def _by_lead(entries: Sequence[Entry]) -> _Longer:
    """Terms by how their second word begins: all that may go on with those three letters, and by one letter what may
    go on where there is no term with the three; those that admit any word are everywhere."""
    if not entries:
        return {}
    second = [(entry.rest[0][0], entry) for entry in entries]
    found: dict[str | None, tuple[Entry, ...]] = {None: tuple(entries)}
    for lead in {stem[:LEAD] for stem, _ in second}:
        found[lead] = tuple(entry for stem, entry in second if lead.startswith(stem[:LEAD]))
    short = [(stem[:1], entry) for stem, entry in second if len(stem) < LEAD]
    for letter in {"", *(first for first, _ in short)}:
        found[letter] = tuple(entry for first, entry in short if first in ("", letter))
    return found


@lru_cache(maxsize=1 << 16)
def _whole(lexicon: Lexicon, word: str) -> bool:
    found = (entry for entry in _of_stems(lexicon, word) if not entry.rest)
    return any(not entry.ending or entry.sense.kind in ("verb", "cue") for entry in found)


def _of_stems(lexicon: Lexicon, word: str) -> tuple[Entry, ...]:
    return tuple(
        entry
        for length in range(1, min(len(word), lexicon.longest) + 1)
        for entry in lexicon.stems.get(word[:length], ())
        if _fits(len(word) - length, entry.ending)
    )


def _fits(extra: int, admitted: int) -> bool:
    return admitted < 0 or extra <= admitted
