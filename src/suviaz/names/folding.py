"""A copy of a text for matching: every difference that does not matter is gone, every offset is kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SYLLABLES = range(0xAC00, 0xD7A4)

# Letters of the two scripts that look alike. Small and capital letters apart: "H" is a Cyrillic Н, "h" is not.
_LATIN = "aceiopxysjABCEHIKMOPTXYSJ"
_CYRILLIC = "асеіорхуѕјАВСЕНІКМОРТХУЅЈ"
_TO_CYRILLIC = dict(zip(map(ord, _LATIN), _CYRILLIC, strict=True))
_TO_LATIN = dict(zip(map(ord, _CYRILLIC), _LATIN, strict=True))

_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
_LATIN_RUN = re.compile(r"[A-Za-z]+")
_WORD = re.compile(r"[A-Za-z\u0400-\u04ff]+")

_SAME = {
    "ё": "е", "ґ": "г", "’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'", "′": "'", "ʹ": "'", "ʻ": "'",
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "‹": '"', "›": '"', "「": '"', "」": '"',
    "–": "-", "—": "-", "‒": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    "ㆍ": "·", "・": "·", "‧": "·", "∙": "·", "･": "·", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "s",
}  # fmt: skip


class _Folding(dict[int, str]):
    """One folded character for each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        small = char.casefold() if len(char.casefold()) == 1 else char.lower()
        small = small if len(small) == 1 else char
        base = unicodedata.normalize("NFD", small)[0]
        # Accents fall from Latin letters only: й, ў, ї and Hangul syllables are letters of their own.
        if "a" <= base <= "z":
            small = base
        self[code] = folded = _SAME.get(small, small)
        return folded


_FOLDING = _Folding()

# What is its own folded form, in the scripts that are common here: nothing has to be looked up for it.
_PLAIN = frozenset(
    chr(code)
    for code in [*range(0x20, 0x41), *range(0x5B, 0x7F), 0x0A, *range(0x430, 0x450), *range(0x450, 0x460), *_SYLLABLES]
    if chr(code) not in _SAME and code not in (0x60,)
)


NAME = 100
"""Letters of a text that may be a name: what is longer hardly comes again."""


def straighten(text: str) -> str:
    """The text with look-alike letters of the wrong script replaced, case and length kept («Прэзiдэнт», Latin i)."""
    if not _CYRILLIC_LETTER.search(text):
        return text
    for run in _LATIN_RUN.finditer(text):
        # Two scripts meeting inside one word is the only sign that a letter came from the wrong keyboard layout.
        start, end = run.span()
        if "\u0400" <= text[start - 1 : start] <= "\u04ff" or "\u0400" <= text[end : end + 1] <= "\u04ff":
            return _WORD.sub(_one_script, text)
    return text


def _one_script(match: re.Match[str]) -> str:
    word = match[0]
    latin = [c for c in word if c < "\u0400"]
    if not latin or len(latin) == len(word):
        return word
    if all(ord(c) in _TO_CYRILLIC for c in latin):
        return word.translate(_TO_CYRILLIC)
    if all(ord(c) in _TO_LATIN for c in word if c >= "\u0400"):
        return word.translate(_TO_LATIN)
    return word


def fold(text: str) -> str:
    """A copy of `text` for matching, of exactly the same length.

    Small letters, ё as е, accents off Latin letters, one kind of apostrophe, quotation mark, dash and space, letters
    of the wrong script put right, and ў at the start of a word as у (it is written after a vowel only). Idempotent.
    """
    return _fold_word(text) if len(text) <= NAME else _fold_long(text)


def fold_words(text: str) -> str:
    """The same as `fold`, word by word: for many names that consist of the same words."""
    return " ".join(map(_fold_word, text.split(" ")))


def _fold(text: str) -> str:
    small = text.lower()
    letters = set(small)
    plain = letters <= _PLAIN and "ў" not in letters and len(small) == len(text)
    if plain and (text.isascii() or not _LATIN_RUN.search(small)):
        return small
    folded = straighten(text)
    small = folded.lower()
    if len(small) == len(text):
        folded = small
        for char in set(small).difference(_PLAIN):
            new = _FOLDING[ord(char)]
            if new != char:
                folded = folded.replace(char, new)
    else:  # the rare letters that have two small ones: İ
        folded = folded.translate(_FOLDING)
    # The second time because a capital Н can only be told from H before small letters are made, é from е only after.
    return straighten(_initial(folded))


def _initial(folded: str) -> str:
    """ў at the start of a word as у."""
    parts = folded.split("ў")
    for number in range(1, len(parts)):
        parts[number] = ("ў" if parts[number - 1][-1:].isalpha() else "у") + parts[number]
    return "".join(parts)


# Words and names come again and again; several stages fold the same article one after the other.
_fold_word = lru_cache(maxsize=1 << 16)(_fold)
_fold_long = lru_cache(maxsize=8)(_fold)
