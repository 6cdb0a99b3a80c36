"""An account: what the memory answers, with its names in the language asked for, as text for people or as JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from suviaz.memory.values import Name, Words

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

    def to_text(self) -> str:
        """For a terminal: entry by entry, with the words and their sources."""
        if not self.entries:
            return f"{self.phrases['nothing']}\n"
        from suviaz.memory import texts

        return "\n".join(texts.lines(self)) + "\n"


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
