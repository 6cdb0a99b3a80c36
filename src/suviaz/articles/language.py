"""Which language a text is in: its letters first, then, among languages that share them, statistics (py3langid).

Each language is a row of `alphabets.toml`: its letters beyond the common ones decide, so that a headline of five words
is not taken for its neighbour's. Languages that nobody reads here yet are in it to be refused by their names.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple


class _Letters(NamedTuple):
    """A language's alphabet, and letters of it of which a text has at least this share."""

    name: str
    alphabet: frozenset[str]
    telling: frozenset[str] = frozenset()
    share: float = 0.0


@lru_cache
def _table() -> dict[str, dict[str, _Letters]]:
    """Script -> code -> letters, from `alphabets.toml`."""
    read = tomllib.loads((Path(__file__).parent / "alphabets.toml").read_text(encoding="utf-8"))
    return {
        script: {
            code: _Letters(
                row["name"],
                frozenset(rows["common"] + row.get("letters", "")),
                frozenset(row.get("telling", "")),
                row.get("share", 0.0),
            )
            for code, row in rows.items()
            if code != "common"
        }
        for script, rows in read.items()
    }


# A syllable block or a word sign says as much as a few letters, and Latin names are common in other scripts' texts.
_WEIGHT = {"HANGUL": 2.5, "CJK": 2.0, "CYRILLIC": 1.5}
_ENOUGH = 20_000
_ODDS_OF_STRANGE_LETTER = 5.0
_ODDS_OF_KNOWN = 10.0
_I_FOR_CYRILLIC = re.compile(r"(?<![A-Za-z])i(?![A-Za-z])")


class Found(NamedTuple):
    """A language's code, with its script (`be-Latn`) where that is the unusual one, and its English name."""

    code: str
    name: str


def detect(text: str, known: Collection[str] = ()) -> Found | None:
    """The language of `text`, None where it has no letters. `known` adds codes that the table lacks."""
    text = text[:_ENOUGH]
    letters = Counter(unicodedata.normalize("NFC", text).lower())
    scripts: Counter[str] = Counter()
    by_script: dict[str, dict[str, int]] = {}
    for letter, count in letters.items():
        if letter.isalpha():
            script = _script(letter)
            scripts[script] += count
            by_script.setdefault(script, {})[letter] = count
    if not scripts:
        return None
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > scripts["CJK"] / 20:
        scripts["HIRAGANA"] += scripts.pop("CJK", 0)
    script = max(sorted(scripts), key=lambda name: scripts[name] * _WEIGHT.get(name, 1.0))
    found = by_script.get(script, {})
    if script == "CYRILLIC":
        # «Прэзiдэнт» with a Latin i, as some keyboards have it.
        found["і"] = found.get("і", 0) + len(_I_FOR_CYRILLIC.findall(text))
    rows = _table().get(script, {})
    if len(rows) == 1:
        code = next(iter(rows))
        return Found(code, rows[code].name)
    strange = _strange(found, rows)
    listed = {code for table in _table().values() for code in table}
    if strange and (script == "LATIN" or len(strange) > 1):
        strange |= dict.fromkeys(set(known) - listed, 0.0)
    if len(strange) == 1:
        code = next(iter(strange))
        return Found(code, rows[code].name)
    return _by_statistics(text, strange, known)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split(maxsplit=1)[0].split("-")[0]


def _strange(found: dict[str, int], rows: dict[str, _Letters]) -> dict[str, float]:
    """For each language whose letters may fit: how many of them are strange to it, or missing.

    Empty where no language of the script fits.
    """
    total = sum(found.values())
    strange = {}
    for code, row in rows.items():
        outside = sum(count for letter, count in found.items() if letter not in row.alphabet)
        telling = sum(count for letter, count in found.items() if letter in row.telling)
        strange[code] = outside + max(0.0, row.share * total - telling)
    least = min(strange.values(), default=0.0)
    if least > max(total / 10, 1.5):
        return {}
    return {code: count for code, count in strange.items() if count <= least + max(2.0, total / 100)}


def _by_statistics(text: str, strange: dict[str, float], known: Collection[str]) -> Found:
    """The likeliest of the languages in `strange`; of all there are where it is empty."""
    import py3langid

    ranked = {code: score for code, score in py3langid.rank(text) if not strange or code in strange}

    def likely(code: str) -> float:
        # Units of log likelihood. Between neighbours that a short line does not tell apart, one that is read here wins.
        return float(ranked[code]) - _ODDS_OF_STRANGE_LETTER * strange.get(code, 0.0) + _ODDS_OF_KNOWN * (code in known)

    # Belarusian in Latin letters and the like, which the statistics do not know, by their letters alone.
    best = min(sorted(strange), key=lambda code: strange[code], default=None)
    if best is None or best in ranked or strange[best] > min((strange[code] for code in ranked), default=9.9) - 1:
        best = max(sorted(ranked), key=likely)
    return Found(best, name(best))


def name(code: str) -> str:
    """The English name of the language `code`."""
    for rows in _table().values():
        if code in rows:
            return rows[code].name
    return f"the language '{code}'"
