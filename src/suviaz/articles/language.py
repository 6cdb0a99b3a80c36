"""Which language a text is in: its letters first, then, among languages that share them, statistics (py3langid).

Each language is a row of the table below: its letters beyond the common ones decide, so that a Belarusian headline of
five words is not taken for Ukrainian. Languages that nobody reads here yet are in it to be refused by their names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple


class _Letters(NamedTuple):
    """A language's alphabet, and letters of it of which a text has at least this share."""

    name: str
    alphabet: frozenset[str]
    telling: frozenset[str] = frozenset()
    share: float = 0.0


_CYRILLIC = "абвгдежзклмнопрстуфхцчшюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"


def _row(name: str, common: str, own: str, telling: str = "", *, share: float = 0.0) -> _Letters:
    return _Letters(name, frozenset(common + own), frozenset(telling), share)


@lru_cache
def _table() -> dict[str, dict[str, _Letters]]:
    c, n = _CYRILLIC, _LATIN
    return {
        "CYRILLIC": {
            "be": _row("Belarusian", c, "ёйіўыьэґ", "іўыэ", share=0.05),
            "ru": _row("Russian", c, "ёийщъыьэ", "ы", share=0.01),
            "uk": _row("Ukrainian", c, "ґєиіїйщь", "іїє", share=0.03),
            "bg": _row("Bulgarian", c, "ийщъьѝ", "ъ", share=0.01),
            "mk": _row("Macedonian", c, "ѓѕијљњќџѐѝ", "ј", share=0.01),
            "sr": _row("Serbian", c, "ђијљњћџ", "ј", share=0.01),
            "kk": _row("Kazakh", c, "әғёийіқңөұүһщъыьэ", "әғқңөұүі", share=0.08),
            "ky": _row("Kyrgyz", c, "ёийңөүщъыьэ", "ңөү", share=0.03),
            "mn": _row("Mongolian", c, "ёийөүщъыьэ", "өү", share=0.05),
            "tg": _row("Tajik", c, "ғёиӣйқӯҳҷъэ", "ғӣқӯҳҷ", share=0.03),
            "tt": _row("Tatar", c, "әёҗийңөүһщъыьэ", "әңөү", share=0.08),
            "uz-Cyrl": _row("Uzbek in Cyrillic letters", c, "ёийўқғҳъьэ", "ўқғҳ", share=0.03),
        },
        "LATIN": {
            "en": _row("English", n, ""),
            "be-Latn": _row("Belarusian in Latin letters", n, "ćčłńśšŭźž", "ćčłńśšŭźž", share=0.05),
            "pl": _row("Polish", n, "ąćęłńóśźż", "ąćęłńóśźż", share=0.03),
            "lt": _row("Lithuanian", n, "ąčęėįšųūž", "ąčęėįšųūž", share=0.03),
            "lv": _row("Latvian", n, "āčēģīķļņšūž", "āčēģīķļņšūž", share=0.05),
            "et": _row("Estonian", n, "äõöüšž", "äõöü", share=0.02),
            "de": _row("German", n, "äöüß", "äöüß", share=0.008),
            "fr": _row("French", n, "àâæçéèêëîïôœùûüÿ", "àçéèêô", share=0.015),
            "es": _row("Spanish", n, "áéíñóúü", "áéíñóú", share=0.01),
            "it": _row("Italian", n, "àèéìòù", "àèéìòù", share=0.002),
            "pt": _row("Portuguese", n, "áâãàçéêíóôõú", "áâãàçéêíóôõú", share=0.02),
            "nl": _row("Dutch", n, "éëïóöü"),
            "cs": _row("Czech", n, "áčďéěíňóřšťúůýž", "áčéěířšýž", share=0.06),
            "tr": _row("Turkish", n, "çğıöşüâî", "çğıöşü", share=0.05),
            "uz": _row("Uzbek", n, "ʻʼ‘’"),
            "id": _row("Indonesian", n, ""),
        },
        "HANGUL": {"ko": _row("Korean", "", "")},
        "HIRAGANA": {"ja": _row("Japanese", "", "")},
        "KATAKANA": {"ja": _row("Japanese", "", "")},
        "CJK": {"zh": _row("Chinese", "", "")},
        "GEORGIAN": {"ka": _row("Georgian", "", "")},
        "ARMENIAN": {"hy": _row("Armenian", "", "")},
        "GREEK": {"el": _row("Greek", "", "")},
        "HEBREW": {"he": _row("Hebrew", "", "")},
        "THAI": {"th": _row("Thai", "", "")},
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
