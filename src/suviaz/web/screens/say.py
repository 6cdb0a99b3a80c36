"""What the interface says: one catalogue a language, plurals and dates as that language has them.

A message is text with `{names}`, or a table of plural forms by CLDR category (`one`, `few`, `many`, `other`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).parents[1] / "messages"
FALLBACK = "en"

_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})


@lru_cache
def languages() -> tuple[str, ...]:
    """Codes of the languages in which the interface speaks, in order."""
    return tuple(sorted(path.stem for path in MESSAGES.glob("*.toml")))


@lru_cache
def catalogue(lang: str) -> dict[str, Any]:
    """Messages by dotted key; a value is text, or plural forms by category."""
    tables = tomllib.loads((MESSAGES / f"{lang}.toml").read_text(encoding="utf-8"))
    return dict(_flat(tables, ""))


def _flat(table: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and not _FORMS.issuperset(value):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def chosen(asked: str, accepted: str) -> str:
    """The language of the interface: the one asked for, else the best of an Accept-Language header, else English."""
    if asked in languages():
        return asked
    ranked = []
    for place, part in enumerate(accepted.split(",")):
        code, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=") if rest else "1"
        if re.fullmatch(r"[01](\.\d{1,3})?", weight) and float(weight) > 0:
            ranked.append((-float(weight), place, code.split("-")[0].lower()))
    return next((code for _, _, code in sorted(ranked) if code in languages()), FALLBACK)


class Say:
    """One language of the interface. Calling it with a key gives the message."""

    def __init__(self, lang: str) -> None:
        import babel

        self.lang = lang
        self._messages = catalogue(lang)
        # Days before months, as the sources write them: plain `en` would put the month first.
        self._locale = babel.Locale.parse(str(self._messages["locale"]))

    def __call__(self, key: str, n: float | None = None, **values: Any) -> str:
        """The message; `n` chooses the plural form and stands for `{n}`, written as the language writes numbers."""
        message = self._messages[key]
        if isinstance(message, dict):
            message = message.get(self._locale.plural_form(n or 0), message["other"])
        if n is not None:
            values["n"] = self.number(n)
        return str(message.format(**values)) if values else str(message)

    def keys(self, group: str) -> list[str]:
        """The keys of a group of messages."""
        return [key.removeprefix(f"{group}.") for key in self._messages if key.startswith(f"{group}.")]

    def term(self, group: str, code: str) -> str:
        """The message `group.code`; the code itself, with spaces, where the catalogue does not know it."""
        return str(self._messages.get(f"{group}.{code}") or code.replace("-", " "))

    def number(self, n: float) -> str:
        from babel.numbers import format_decimal

        return str(format_decimal(n, locale=self._locale))

    def percent(self, share: float) -> str:
        from babel.numbers import format_percent

        return str(format_percent(share, locale=self._locale))

    def day(self, value: str, *, long: bool = False) -> str:
        """A time in EDTF notation, no more precise than it is: a day, month or year, a day of any year, or a span."""
        if "/" in value:
            first, last = value.split("/", 1)
            if first in ("", ".."):
                return self("date.until", day=self.day(last, long=long))
            if last in ("", ".."):
                return self("date.since", day=self.day(first, long=long))
            return f"{self.day(first, long=long)} – {self.day(last, long=long)}"
        return _written(self._locale, value[:10], long)

    def precision(self, value: str) -> str:
        """`day`, `month`, `year`, `yearless` or `window`: what of a time is known."""
        if "/" in value:
            return "window"
        if value.startswith("--"):
            return "yearless"
        return {4: "year", 7: "month"}.get(len(value), "day")


@lru_cache(maxsize=4096)
def _written(locale: Any, value: str, long: bool) -> str:
    from babel.dates import format_date, format_skeleton

    month = "MMMM" if long else "MMM"
    try:
        if value.startswith("--"):
            whole = date.fromisoformat(f"2000{value[1:]}" if len(value) > 4 else f"2000{value[1:]}-01")
            return str(format_skeleton(f"{month}d" if len(value) > 4 else "MMMM", whole, locale=locale))
        if long and len(value) == 10:
            return str(format_date(date.fromisoformat(value), "long", locale=locale))
        skeleton = {4: "y", 7: f"y{month}", 10: f"y{month}d"}[len(value)]
        whole = date.fromisoformat(value + "-01-01"[len(value) - 10 :] if len(value) < 10 else value)
        return str(format_skeleton(skeleton, whole, locale=locale))
    except (KeyError, ValueError):
        return value  # what is no date is shown as it stands


@lru_cache
def spoken(lang: str) -> Say:
    """The one Say of a language."""
    return Say(lang)
