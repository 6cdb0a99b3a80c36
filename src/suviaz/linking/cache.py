"""What an endpoint answered, kept in one file: the same question need not be asked twice, nor online."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

from suviaz.errors import EndpointFailed

Rows = tuple[tuple[str, ...], ...]
"""What was answered to one key: sorted, each row a tuple of texts."""

_AT_ONCE = 500


class Cache:
    """Answers by key within a space (an endpoint and a pattern). In memory without a path. A context manager.

    Only whole answers are put in, each batch in one transaction. Raises EndpointFailed where the file is no cache.
    """

    def __init__(self, path: Path | None, space: str) -> None:
        self.path, self.space = path, space
        try:
            self._file = sqlite3.connect(path or ":memory:")
            with self._file:
                self._file.execute(
                    "CREATE TABLE IF NOT EXISTS answers"
                    " (space TEXT, key TEXT, answer TEXT, PRIMARY KEY (space, key)) WITHOUT ROWID"
                )
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def get(self, keys: Iterable[str]) -> dict[str, Rows]:
        """What is known of the keys; those that were never answered are not in it."""
        wanted = sorted(set(keys))
        found: dict[str, Rows] = {}
        try:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = self._file.execute(
                    f"SELECT key, answer FROM answers WHERE space = ? AND key IN ({marks})", (self.space, *some)
                )
                found |= {key: tuple(tuple(row) for row in json.loads(answer)) for key, answer in rows}
        except (sqlite3.Error, ValueError) as error:
            raise self._damaged(error) from error
        return found

    def put(self, answers: Mapping[str, Rows]) -> None:
        rows = [(self.space, key, json.dumps(rows, ensure_ascii=False)) for key, rows in sorted(answers.items())]
        try:
            with self._file:
                self._file.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _damaged(self, error: Exception) -> EndpointFailed:
        return EndpointFailed(f"The cache '{self.path}' cannot be used ({error}); remove it, or name another.")
