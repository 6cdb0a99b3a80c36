"""An account: what the memory answers, with its names in the language asked for, as text for people or as JSON."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suviaz.memory.values import Name, Words

if TYPE_CHECKING:
    from suviaz.memory.facts import Facts

FALLBACK = "en"


@lru_cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Account:
    """Entries (frozen values of one kind) with the names of what they mention.

    `names` gives a Name for each IRI, and for each code as `form/visit` or `field/ict`: in `lang`, else in English,
    else in the first language there is; its own `lang` says which. Phrases are in `lang` where there is a table for
    it, else in English. `on` is the day that was asked about.
    """

    entries: tuple[Any, ...]
    names: Mapping[str, Name]
    lang: str
    on: str

    def __iter__(self) -> Any:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def phrases(self) -> Any:
        """The table of phrases."""
        return _tables().get(self.lang, _tables()[FALLBACK])

    def name(self, iri: str) -> str:
        """The name, with its language in brackets where that is not the one asked for."""
        found = self.names.get(iri)
        if found is None:
            return iri.rsplit("/", 1)[-1]
        return found.text if found.lang in (self.lang, "") else f"{found.text} ({found.lang})"

    def listed(self, keys: Iterable[str]) -> str:
        return ", ".join(self.name(key) for key in keys)

    def to_json(self) -> str:
        """All of it, with `names` and the language each is in."""
        document = {
            "on": self.on,
            "lang": self.lang,
            "entries": [asdict(entry) for entry in self.entries],
            "names": {iri: asdict(name) for iri, name in sorted(self.names.items())},
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def to_csv(self) -> str:
        """The entries as rows for a spreadsheet: lists with `; ` between, names beside IRIs and codes, the first words
        with their source. Entries within entries are left to JSON."""
        rows = [dict(self._cells(asdict(entry))) for entry in self.entries]
        out = io.StringIO()
        writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    def _cells(self, entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for key, value in entry.items():
            if key == "words":
                first = value[0] if value else {}
                yield from ((name, _cell(first.get(name))) for name in ("text", "published", "article"))
            elif not isinstance(value, Mapping) and not (
                isinstance(value, tuple) and value and isinstance(value[0], dict)
            ):
                parts = value if isinstance(value, tuple) else (value,)
                yield key, "; ".join(map(_cell, parts))
                known = [
                    name
                    for part in parts
                    for name in (str(part), f"{key.removesuffix('s')}/{part}")
                    if name in self.names
                ]
                if known:
                    yield f"{key}_name", _cell(self.listed(known))

    def to_text(self) -> str:
        """For a terminal: entry by entry, with the words and their sources."""
        if not self.entries:
            return f"{self.phrases['nothing']}\n"
        from suviaz.memory import texts

        return "\n".join(texts.lines(self)) + "\n"


def _cell(value: Any) -> str:
    """Text for a cell; what a spreadsheet would take for a formula is kept from being one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not isinstance(value, (int, float)) else text


_HOUSE = "https://w3id.org/suviaz/"
_TERMS = ("kind/", "relation/")


def account(entries: tuple[Any, ...], named: Iterable[str], facts: Facts, day: str) -> Account:
    """The account with a name for each IRI and each code in `named`: `field/ict`, `event-type/visit` and the like are
    concepts, `kind/Memorandum` and `relation/hasParty` terms of the ontology. What nothing names is left out."""
    names = {}
    for key in sorted(set(named)):
        if "://" in key:
            names[key] = facts.name(key)
        elif "/" in key:
            term = key.startswith(_TERMS)
            names[key] = facts.name(_HOUSE + (f"ontology#{key.partition('/')[2]}" if term else f"concept/{key}"))
    return Account(entries, names, facts.lang, day)


def span(first: str | None, last: str | None) -> str:
    """A time as people read it: a day, or its bounds; `…` where a bound is open."""
    return first or "" if first == last else f"{first or '…'} – {last or '…'}"


def quoted(words: Iterable[Words], indent: str) -> list[str]:
    """Each stretch of words once, with its source under it."""
    lines, seen = [], set()
    for one in words:
        if (one.text, one.article) not in seen:
            seen.add((one.text, one.article))
            source = ", ".join(part for part in (one.published, one.title, one.article) if part)
            lines += [f"{indent}«{one.text}»", f"{indent}    {source}"]
    return lines
