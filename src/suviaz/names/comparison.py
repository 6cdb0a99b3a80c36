"""Names across languages and scripts: romanisation by the official tables, and keys that are equal for equal names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from suviaz.errors import BrokenResource
from suviaz.names.folding import fold, straighten
from suviaz.names.paradigms import Paradigms, family_names, given_names
from suviaz.names.persons import PersonName, parse_person
from suviaz.resources import files

_SYLLABLES = range(0xAC00, 0xD7A4)
"""Letters that Unicode composes of an initial, a medial and a final one."""


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    for path in files("data/names", "romanisation.toml"):
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BrokenResource(f"{path.name} is damaged: {error}.") from error
    raise BrokenResource("The table of romanisation is missing from the installation; install suviaz again.")


@lru_cache(maxsize=16)
def _rules(lang: str, what: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), new) for pattern, new in _tables().get(lang, {}).get(what, ()))


def of_syllables() -> str:
    """The language whose table has letters that are composed of others."""
    return next(lang for lang, table in _tables().items() if "initials" in table)


def latin() -> str:
    """The language by whose rules a name in Latin letters is compared, wherever it stands."""
    return str(_tables()["any"]["latin"])


def spelt_out(text: str, lang: str) -> str:
    """The text romanised letter by letter, without changes of sound; `·` stands between syllables of one word."""
    return _letters(text, _tables().get(lang, {}))


def romanise(text: str, lang: str) -> str:
    """The text in Latin letters, by the official table of its language (`data/names/romanisation.toml`).

    Belarusian: Instruction of 2000 as amended in 2007; Russian: that of passports (ICAO 9303); Korean: Revised
    Romanisation of 2000 with its sound changes. Letters without a rule stay as they are; so does the case of letters.
    """
    roman = _letters(text, _tables().get(lang, {}))
    for pattern, new in _rules(lang, "sounds"):
        roman = pattern.sub(new, roman)
    return unicodedata.normalize("NFC", roman.replace("·", ""))


def _letters(text: str, table: Mapping[str, Any]) -> str:
    letters: Mapping[str, str] = table.get("letters", {})
    first: Mapping[str, str] = table.get("first", {})
    after = set(table.get("first_after", ""))
    text = straighten(text)
    out: list[str] = []
    for i, char in enumerate(text):
        low = char.lower()
        before = text[i - 1].lower() if i else ""
        if ord(char) in _SYLLABLES and "initials" in table:
            out.append(("·" if before and ord(before) in _SYLLABLES else "") + _syllable(char, table))
            continue
        new = first[low] if low in first and (not before.isalpha() or before in after) else letters.get(low)
        if new is None:
            out.append(char)
        elif char == low:
            out.append(new)
        else:
            shouted = len(new) > 1 and (text[i + 1 : i + 2].isupper() or (i > 0 and text[i - 1].isupper()))
            out.append(new.upper() if shouted else new[:1].upper() + new[1:])
    return "".join(out)


def _syllable(char: str, table: Mapping[str, Any]) -> str:
    initials, medials, finals = (table[key].split() for key in ("initials", "medials", "finals"))
    code = ord(char) - 0xAC00
    parts = (initials[code // 588], medials[code % 588 // 28], finals[code % 28])
    return "".join("" if part == "-" else part for part in parts)


def skeleton(text: str, lang: str) -> str:
    """What is left of a name without all that differs between languages by rule: «Папкоў», «Попков» → papkav."""
    if any(ord(char) in _SYLLABLES for char in text):
        text = romanise(text, of_syllables())
    text = fold(text)
    script = lang
    if text.isascii():  # a name in Latin letters inside a text of another script
        script = latin()
    elif "skeleton" not in _tables().get(lang, {}):
        return "".join(char for char in text if char.isalnum())  # no rules: equal is what is written alike
    for pattern, new in _rules(script, "skeleton"):
        text = pattern.sub(new, text)
    for pattern, new in _rules("any", "skeleton"):
        text = pattern.sub(new, text)
    return text


def comparable(name: str, lang: str, kind: str) -> str:
    """A key that is equal for names that are equal by rule, whatever the article, the language and the script.

    For persons: family name and given name, with spellings of a given name (`data/names/given.txt`) and of an East
    Asian family name (`data/names/family.txt`) as one: «Сяргей Папкоў», «Попков Сергей», "Sergei Popkov" are equal.
    A patronymic is left out; initials stay initials. Other names: letters and digits of the folded name.
    """
    if kind != "Person":
        return " ".join(re.findall(r"\w+", fold(name)))
    lists = _lists(lang if not fold(name).isascii() else latin())
    parts = parse_person(name, lists)
    family = family_names(lists.lang)
    surname = family.get(fold(parts.surname)) if parts.given else None
    surname = surname or skeleton(parts.surname, lang)
    given = lists.aliases.get(fold(parts.given)) or skeleton(parts.given, lang)
    if not given and parts.initials:
        given = skeleton(parts.initials[0], lang) + "."
    return f"{surname}, {given}" if given else surname


def person_parts(name: str, lang: str) -> tuple[PersonName, str | None, str | None]:
    """The parts of a person's name; the name of which the given name is a known spelling, and that of the father by
    the patronymic: None where it is none.
    """
    lists = _lists(lang)
    parts = parse_person(name, lists)
    first = parts.given.split(" ")[0]
    return parts, lists.aliases.get(fold(parts.given)) or lists.aliases.get(fold(first)), _father(parts, lists)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = [line for path in files("data/names", "common.txt") for line in path.read_text("utf-8").splitlines()]
    cells = [line.partition("|") for line in lines if not line.startswith("#")]
    return frozenset(skeleton(word, lang.strip()) for lang, _, words in cells for word in words.split())


def is_common(surname: str) -> bool:
    """Whether very many people share a family name, given by its `skeleton` (`data/names/common.txt`)."""
    return surname in _common()


def _father(parts: PersonName, lists: Paradigms) -> str | None:
    """The given name that a patronymic is made from: «Рыгоравіч» → Рыгор."""
    word = fold(parts.patronymic)
    for ending in sorted(lists.patronymics, key=len, reverse=True):
        stem = word.removesuffix(ending)
        stem = stem.rstrip("ьий")  # soft stems: «Григорьевич»
        if stem != word and len(stem) > 1:
            found = (
                alias
                for spelling, alias in sorted(lists.aliases.items())
                if spelling.startswith(stem) and len(spelling) - len(stem) <= 2
            )
            return next(found, None)
    return None


@lru_cache(maxsize=8)
def _lists(lang: str) -> Paradigms:
    given, aliases = given_names(lang)
    endings = _tables().get(lang, {}).get("patronymics", {})
    patronymics = {ending: gender for gender, words in endings.items() for ending in words.split()}
    return Paradigms(
        lang, given=given, aliases=aliases, patronymics=patronymics, family_first=frozenset(family_names(lang))
    )


def slug(text: str) -> str:
    """ASCII for the end of an IRI: small letters and digits, words joined by hyphens. Empty if nothing is left."""
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(_ASCII.get(char, char) for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


_ASCII = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
