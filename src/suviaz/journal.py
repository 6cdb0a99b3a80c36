"""What was loaded into a store, and from which bytes: so that loading again, or on after an interruption, reads nothing
twice.

It is a file beside the store (`NAME.journal`, SQLite) and holds nothing that could not be found out again: where it is
lost, or does not belong to the store, or the program has changed, everything is read anew. Whoever asks it still has to
look whether the store has the article with that text.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS done (source BLOB PRIMARY KEY, digest BLOB, key TEXT, text TEXT, step TEXT) WITHOUT ROWID;
"""
_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Done:
    """An article that was loaded: its key, the SHA-256 of its text, and what was said of it then."""

    key: str
    text: str
    step: dict[str, Any]


class Journal:
    """The journal of the store in the folder `store`, or of none. `lang` is a language given for all articles,
    `extractor` what reads them beside the grammar.

    Never raises for its own sake: without a journal there is only more to read. A context manager; `close` is enough.
    """

    def __init__(self, store: Path | None, *, lang: str | None = None, extractor: str = "") -> None:
        self._path = Path(f"{store}.journal")
        self._waiting = 0
        self._file: sqlite3.Connection | None = None
        if store is None:
            return
        about = {"program": f"{program()} {lang or ''} {extractor}", "store": _identity(store)}
        try:
            self._file = self._opened(about, _generation(store))
        except sqlite3.DatabaseError:
            self._forget()
            try:
                self._file = self._opened(about, _generation(store))
            except (sqlite3.Error, OSError):
                self._forget()
        except (sqlite3.Error, OSError):
            self._forget()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def find(self, source: str, digest: str) -> Done | None:
        """What was loaded from these bytes of the source; None where they were not, or others."""
        row = self._run(
            "SELECT key, text, step FROM done WHERE source = ? AND digest = ?", _hash(source), _hash(digest)
        )
        return Done(row[0], row[1], json.loads(row[2])) if row else None

    def note(self, source: str, digest: str, done: Done) -> None:
        """Write down what is in the store now."""
        step = json.dumps(done.step, ensure_ascii=False)
        self._run(
            "INSERT OR REPLACE INTO done VALUES (?, ?, ?, ?, ?)",
            _hash(source),
            _hash(digest),
            done.key,
            done.text,
            step,
        )
        self._waiting += 1
        if self._waiting >= _TOGETHER:
            self._commit()

    def paste(self, rows: list[list[str]]) -> None:
        """Know what another journal knew, as the program that wrote it; nothing else any more."""
        self._run("DELETE FROM done")
        for program in rows[:1]:
            self._run("UPDATE about SET value = ? WHERE name = 'program'", program[0])
        for source, digest, *rest in rows[1:]:
            values = bytes.fromhex(source), bytes.fromhex(digest), *rest
            self._run("INSERT OR REPLACE INTO done VALUES (?, ?, ?, ?, ?)", *values)

    def close(self) -> None:
        self._commit()
        if self._file:
            self._file.close()
        self._file = None

    def _opened(self, about: dict[str, str], generation: int) -> sqlite3.Connection:
        file = sqlite3.connect(self._path, timeout=1, isolation_level=None)
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")
        file.executescript(_TABLES)
        said = dict(file.execute("SELECT name, value FROM about"))
        then = int(said.pop("generation", 0))
        file.execute("BEGIN")
        # An older copy of the store was put back where it counts less openings than the journal has seen.
        if said != about or generation < then:
            file.execute("DELETE FROM done")
            file.execute("DELETE FROM about")
            file.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        file.execute("INSERT OR REPLACE INTO about VALUES ('generation', ?)", (str(generation),))
        file.execute("COMMIT")
        file.execute("BEGIN")
        return file

    def _run(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        if self._file is None:
            return None
        try:
            row: tuple[Any, ...] | None = self._file.execute(statement, values).fetchone()
            return row
        except sqlite3.Error:
            self._forget()
            return None

    def _commit(self) -> None:
        self._waiting = 0
        if self._file and self._file.in_transaction:
            self._run("COMMIT")
            self._run("BEGIN")

    def _forget(self) -> None:
        """Do without, and leave nothing that would mislead the next."""
        if self._file:
            self._file.close()
        self._file = None
        for ending in ("", "-wal", "-shm"):
            try:
                os.unlink(f"{self._path}{ending}")
            except OSError:
                continue


def copied(store: Path) -> list[list[str]]:
    """What the journal of a store knows, as texts, in a fixed order; the first is the program that wrote it.

    For `Journal.paste`, where another store is to hold the same. Empty where there is no journal.
    """
    path = Path(f"{store}.journal")
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(path, timeout=1)) as file:
            program = file.execute("SELECT value FROM about WHERE name = 'program'").fetchall()
            rows = file.execute("SELECT hex(source), hex(digest), key, text, step FROM done ORDER BY source").fetchall()
    except sqlite3.Error:
        return []
    return [[str(value) for value in row] for row in (*program, *rows)] if program else []


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def _identity(store: Path) -> str:
    try:
        return (store / "IDENTITY").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _generation(store: Path) -> int:
    """A number that grows whenever the store is opened for writing."""
    try:
        found = re.search(r"(\d+)", (store / "CURRENT").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
    return int(found[1]) if found else 0


def program() -> str:
    """A hash of all that decides what is read from an article: the program, the languages, registry and ontology."""
    from suviaz import resources

    digest = hashlib.sha256()
    folders = (
        Path(__file__).parent,
        *(resources.folder(name) for name in ("data/registry", "data/names", "ontology")),
    )
    for number, folder in enumerate(folders):
        for path in sorted(folder.rglob("*")):
            if (
                path.suffix in (".py", ".toml", ".ttl", ".csv", ".tsv", ".json", ".rq", ".txt")
                and "static" not in path.parts
            ):
                digest.update(
                    f"{number} {path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest()
                )
    return digest.hexdigest()
