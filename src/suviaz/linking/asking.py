"""Many keys, few questions: what the cache lacks is asked for in batches, and one that fails leaves the others be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from suviaz.linking.cache import Cache, Rows
from suviaz.linking.pattern import MOST_ROWS, Pattern
from suviaz.remote.endpoint import Endpoint, Row, Unanswered

BATCH = 100
_IN_A_ROW = 3
"""After so many failures one after the other the endpoint is left in peace."""

Question = Callable[[Sequence[str]], str]


@dataclass
class Asker:
    """Puts the questions of a pattern to an endpoint (None: only the cache is asked), and keeps the answers.

    `failed` tells for each key that has no answer why; `refresh` asks anew what the cache knows. `asked` counts
    questions put to the endpoint.
    """

    endpoint: Endpoint | None
    pattern: Pattern
    cache: Cache
    refresh: bool = False
    progress: Callable[[str], None] | None = None
    failed: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    _in_a_row: int = 0
    _over: str | None = None

    def by_name(self, literals: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each name (a literal, written out) the IRIs of what has it."""
        return self._iris("name", literals, self.pattern.by_name)

    def by_code(self, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each code (a literal, written out) the IRIs of countries that have it."""
        return self._iris("code", codes, self.pattern.by_code)

    def classes(self, items: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each IRI those of the classes asked about that it is of."""
        found = self._iris("class", (_written(iri) for iri in items), self.pattern.classes)
        return {key[1:-1]: values for key, values in found.items()}

    def described(self, items: Iterable[str], kind: str) -> dict[str, Rows]:
        """For each IRI what there is to know: rows of what it is, the value, and its language."""
        wanted = [_written(iri) for iri in items]
        found = self._answers(f"about {kind}", wanted, lambda some: self.pattern.described(some, kind))
        return {key[1:-1]: rows for key, rows in found.items()}

    def _iris(self, what: str, keys: Iterable[str], question: Question) -> dict[str, tuple[str, ...]]:
        found = self._answers(what, keys, question)
        return {key: tuple(iri for _, iri, _ in rows) for key, rows in found.items()}

    def _answers(self, what: str, keys: Iterable[str], question: Question) -> dict[str, Rows]:
        """Rows for each key that has an answer. The prefix `what` keeps questions of several kinds apart."""
        wanted = sorted(set(keys))
        known = self.cache.get(f"{what} {key}" for key in wanted) if not self.refresh or self.endpoint is None else {}
        found = {key: known[f"{what} {key}"] for key in wanted if f"{what} {key}" in known}
        missing = [key for key in wanted if key not in found]
        for start in range(0, len(missing), BATCH):
            found |= self._batch(what, missing[start : start + BATCH], question)
        return found

    def _batch(self, what: str, keys: Sequence[str], question: Question) -> dict[str, Rows]:
        if self.endpoint is None or self._over:
            reason = self._over or "It is not in the cache, and the endpoint was not to be asked."
            self.failed.update(dict.fromkeys(keys, reason))
            return {}
        try:
            self.asked += 1
            rows = self.endpoint.rows(question(keys))
        except Unanswered as error:
            if error.cut and len(keys) > 1:
                return self._in_parts(what, keys, question)
            self.failed.update(dict.fromkeys(keys, str(error)))
            self._in_a_row += 1
            if error.dead:
                self._over = str(error)
            elif self._in_a_row >= _IN_A_ROW:
                self._over = f"{str(error).rstrip('.')}; after {_IN_A_ROW} failures in a row it was not asked any more."
            return {}
        self._in_a_row = 0
        if len(rows) >= MOST_ROWS:
            return self._in_parts(what, keys, question)
        answers = _by_key(keys, rows)
        self.cache.put({f"{what} {key}": told for key, told in answers.items()})
        if self.progress:
            self.progress(f"{self.asked} questions put, {len(answers)} answered by the last")
        return answers

    def _in_parts(self, what: str, keys: Sequence[str], question: Question) -> dict[str, Rows]:
        if len(keys) == 1:
            self.failed[keys[0]] = f"More than {MOST_ROWS:,} answers to one question; it tells nothing apart."
            return {}
        half = len(keys) // 2
        return self._batch(what, keys[:half], question) | self._batch(what, keys[half:], question)


def _written(iri: str) -> str:
    return str(ox.NamedNode(iri))


def _by_key(keys: Sequence[str], rows: Iterable[Row]) -> dict[str, Rows]:
    """Rows by the key that they are about: what it is, the value, its language. Things without an address are left out,
    as are keys that nobody asked about.
    """
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        if "key" not in row or "value" not in row:
            continue
        kind, text, lang = row["value"]
        if kind == "bnode" or (kind == "uri" and not _is_address(text)):
            continue
        what = row["what"][1] if "what" in row else ""
        found[_key(row["key"])].add((what, " ".join(text.split()) if kind == "literal" else text, lang))
    asked = {_folded(key): key for key in keys}
    return {key: tuple(sorted(found.get(folded, ()))) for folded, key in asked.items()}


def _key(term: tuple[str, str, str]) -> str:
    kind, value, lang = term
    if kind == "uri":
        return f"<{value}>"
    return _folded(str(ox.Literal(value, language=lang) if lang else ox.Literal(value)))


def _folded(key: str) -> str:
    """Language tags are equal in capital and small letters, and endpoints give back either."""
    head, at, tag = key.rpartition("@")
    return f"{head}@{tag.lower()}" if at and head.endswith('"') else key


def _is_address(text: str) -> bool:
    if not text.startswith(("http://", "https://")):
        return False
    try:
        return ox.NamedNode(text).value == text
    except ValueError:
        return False
