"""Texts that nobody writes, in any length: what a reader whose time grew faster than a text would choke on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

WORDS = {
    "be": ("міністр", "Аляксандр Кавалёнка", "Рэспубліка Карэя", "падпісаў", "ён"),
    "ru": ("министр", "Сергей Коваленко", "Республика Корея", "подписал", "он"),
    "en": ("minister", "Andrew Kovalenko", "the Republic of Korea", "signed", "he"),
    "ko": ("장관", "김용호", "벨라루스", "체결했다", "그는"),
}
"""For a language a title, a name, a country, a verb and a pronoun."""


def shapes(lang: str) -> Mapping[str, Callable[[int], str]]:
    """By what is awkward about it: a function from a number of characters to a text of about that length."""
    post, name, country, verb, pronoun = WORDS[lang]

    def again(piece: str) -> Callable[[int], str]:
        return lambda size: piece * (size // len(piece) + 1)

    return {
        "one word": again(name[-1]),
        "one word of particles": again("은는이가" if lang == "ko" else "ова"),
        "no full stop": again(f"{post} {country} "),
        "names and commas": again(f"{name}, "),
        "one name after another": lambda size: " ".join(
            f"{post} {name[:4]}{chr(0x430 + n % 32)}{chr(0x430 + n // 32 % 32)} {verb}." for n in range(size // 24)
        ),
        "initials": again(f"{name[0]}."),
        "quotations left open": again(f"«{post} "),
        "quotations in quotations": lambda size: "«" * (size // 2) + "»" * (size // 2),
        "straight marks": again(f'"{post} '),
        "apostrophes": again(f"'{post.capitalize()} "),
        "brackets": again(f"({post} "),
        "commas": again(","),
        "full stops": again(". "),
        "abbreviations": again("a.b."),
        "points of a list": again(f"{post};\n"),
        "dates": again("26.04.2017 "),
        "pronouns": again(f"{pronoun} {verb}. "),
        "signings": lambda size: " ".join(f"{name} {verb} {country} {n}." for n in range(size // 30)),
        "compounds": again("а-"),
    }
