"""Where one is: the address of a page says all that it shows, so that a link restores it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from suviaz.errors import BadQuery
from suviaz.rdf.terms import ID
from suviaz.web.screens.say import chosen, languages
from suviaz.web.values import Ask, Pairs

KEPT = ("ui", "lang", "theme", "pair")
"""Parameters that go along from page to page."""

THEMES = ("light", "dark")
_TIME = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_CODE = re.compile(r"[\w-]{1,64}")


class Wrong(BadQuery):
    """A parameter of an address that cannot be read; `key` names the message that says what it takes."""

    def __init__(self, key: str, parameter: str, example: str) -> None:
        super().__init__(f"{parameter} takes another value, as {example}.")
        self.key, self.parameter, self.example = key, parameter, example


@dataclass(frozen=True, slots=True)
class State:
    """A path and its parameters; `ui` is the language of the interface, `lang` that of names, `theme` may be empty."""

    path: str
    pairs: Pairs
    ui: str
    lang: str
    theme: str
    site: str = ""

    @classmethod
    def of(cls, ask: Ask) -> State:
        """Raises Wrong for a language or theme that there is not."""
        ui = chosen(ask.get("ui"), ask.languages)
        lang = ask.get("lang") or ui
        if not re.fullmatch(r"[a-z]{2,3}", lang):
            raise Wrong("language", "lang", "be")
        theme = ask.get("theme") if ask.get("theme") in THEMES else ""
        pairs = tuple((key, value) for key, value in ask.query if value)
        return cls(ask.path, pairs, ui, lang, theme, ask.site)

    def get(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")

    @property
    def kept(self) -> Pairs:
        """What goes along to other pages."""
        return tuple((key, value) for key, value in self.pairs if key in KEPT)

    def to(self, path: str, **parameters: str | None) -> str:
        """The address of another page; languages, theme and pair go along."""
        return _address(path, {**dict(self.kept), **parameters})

    def here(self, **changes: str | None) -> str:
        """The address of this page with other parameters; None takes one away."""
        return _address(self.path, {**dict(self.pairs), **changes})

    def bare(self) -> str:
        """The address of this page without what was asked of it; languages and theme stay."""
        return _address(self.path, {key: value for key, value in self.pairs if key in ("ui", "lang", "theme")})

    def permanent(self) -> str:
        """The whole address of this view, with the languages that the reader's browser would choose."""
        return self.site + self.here(ui=self.ui, lang=self.lang)

    def thing(self, iri: str) -> str:
        """The address of the page about a thing; of an article, the page with its text."""
        if iri.startswith(ID + "article/"):
            return self.to("/article", key=iri.removeprefix(ID + "article/"))
        return self.to("/entity", iri=short(iri))

    def hidden(self, *own: str) -> Pairs:
        """The parameters that a form keeps: all that stand in the address but those that it asks for itself."""
        return tuple((key, value) for key, value in self.pairs if key in KEPT and key not in own)

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two countries that are looked at, by their codes. Raises Wrong for anything but two codes."""
        text = self.get("pair")
        if not text:
            return None
        codes = [code.strip().upper() for code in text.split(",")]
        if len(codes) != 2 or not all(re.fullmatch("[A-Z]{2,3}", code) for code in codes):
            raise Wrong("pair", "pair", "BY,KR")
        return codes[0], codes[1]

    def time(self, name: str) -> str | None:
        """A year, month or day. Raises Wrong."""
        value = self.get(name)
        if value and not _TIME.fullmatch(value):
            raise Wrong("time", name, "2017-04")
        return value or None

    def day(self, name: str) -> str | None:
        """A whole day. Raises Wrong."""
        from datetime import date

        value = self.get(name)
        try:
            return date.fromisoformat(value).isoformat() if value else None
        except ValueError:
            raise Wrong("day", name, "2017-04-26") from None

    def code(self, name: str) -> str | None:
        """The code of a field, type or state. Raises Wrong."""
        value = self.get(name)
        if value and not _CODE.fullmatch(value):
            raise Wrong("code", name, "e-government")
        return value or None

    def number(self, name: str) -> float:
        """A number between 0 and 1, 0 where none is given. Raises Wrong."""
        value = self.get(name) or "0"
        if not re.fullmatch(r"0|1|[01]?\.\d{1,4}", value) or float(value) > 1:
            raise Wrong("share", name, "0.6")
        return float(value)

    def count(self, name: str, otherwise: int, most: int) -> int:
        value = self.get(name)
        return min(int(value), most) if re.fullmatch(r"\d{1,6}", value) and int(value) else otherwise

    @property
    def languages(self) -> tuple[str, ...]:
        return languages()


def short(iri: str) -> str:
    """A thing of the house by the end of its IRI, as `person/…`; any other IRI whole."""
    return iri.removeprefix(ID) if iri.startswith(ID) else iri


def whole(name: str) -> str:
    """The IRI that `short` shortened, or that is written as `id:person/…`."""
    return name if "://" in name else ID + name.removeprefix("id:").lstrip("/")


def _address(path: str, parameters: dict[str, str | None]) -> str:
    kept = [(key, value) for key, value in parameters.items() if value]
    return quote(path) + (f"?{urlencode(kept, safe='/:,', quote_via=quote)}" if kept else "")
