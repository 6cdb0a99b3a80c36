"""The texts that were put into a store, beside its database, so that the graph can be made anew where that is damaged.

A file of JSON Lines in the store's folder, to which lines are only added: an article before it goes into the graph, a
note of its withdrawal before it goes out. So the file is never behind the graph. Each line carries a digest of itself.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from suviaz.errors import CannotWrite, DamagedStore
from suviaz.model import Article
from suviaz.whole import write_whole

NAME = "articles.jsonl"
_FIELDS = ("url", "title", "published", "lang", "text")


class Texts:
    """The texts of the store in `folder`; of a store in memory (None), none are kept.

    Raises CannotWrite where a line cannot be added (then none is), DamagedStore where the file cannot be read at all.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / NAME

    @property
    def missing(self) -> bool:
        """Whether there should be a file, and is none."""
        return self._path is not None and not self._path.exists()

    def keep(self, articles: Iterable[Article]) -> None:
        """Add articles; what the file said of the same ones before counts no more."""
        self._add(_line({name: getattr(article, name) for name in _FIELDS}) for article in articles)

    def drop(self, key: str) -> None:
        """Note that the article of that key was withdrawn."""
        self._add([_line({"withdrawn": key})])

    def complete(self, stored: Iterable[Article]) -> None:
        """Write the file anew: what it holds, and of the articles that the graph has those that it has not."""
        if self._path is None:
            return
        held = {article.key for article in self.articles()}
        every = chain(self.articles(), (article for article in stored if article.key not in held))
        write_whole(self._path, (_line({name: getattr(a, name) for name in _FIELDS}) for a in every))

    def articles(self) -> Iterator[Article]:
        """The articles, each as it was put last, in the order of that. Lines that are damaged are passed over."""
        places: dict[str, int] = {}
        for place, said in self._lines():
            if said is not None:
                key = said["withdrawn"] if "withdrawn" in said else _article(said).key
                places.pop(key, None)
                if "withdrawn" not in said:
                    places[key] = place
        if self._path is None or not places:
            return
        with open(self._path, "rb") as file:
            for place in places.values():
                file.seek(place)
                yield _article(_said(file.readline()) or {})

    def damaged(self) -> int:
        """How many lines cannot be read; one that a killed process left unfinished is among them."""
        return sum(said is None for _, said in self._lines())

    def last(self) -> Article | None:
        """The article that was put last; None where the last line is something else."""
        if self._path is None or self.missing:
            return None
        with open(self._path, "rb") as file:
            end, size = file.seek(0, os.SEEK_END), 4096
            while True:
                file.seek(max(0, end - size))
                tail = file.read().rstrip(b"\n")
                if b"\n" in tail or size >= end:
                    break
                size *= 4
        said = _said(tail.rpartition(b"\n")[2])
        return _article(said) if said and "withdrawn" not in said else None

    def _lines(self) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
        """Where each line begins, and what it says; None where it is damaged."""
        if self._path is None or self.missing:
            return
        try:
            with open(self._path, "rb") as file:
                place = 0
                for line in file:
                    if line.strip():
                        yield place, _said(line)
                    place += len(line)
        except OSError as error:
            raise DamagedStore(f"'{self._path}' cannot be read: {error.strerror}.") from error

    def _add(self, lines: Iterable[bytes]) -> None:
        if self._path is None:
            return
        data = b"".join(lines)
        if not data:
            return
        try:
            with open(self._path, "ab", buffering=0) as file:
                end = file.seek(0, os.SEEK_END)
                if end and not self._ended(end):
                    data = b"\n" + data  # after the unfinished line of a process that died
                try:
                    written = file.write(data)
                    if written != len(data):
                        file.write(data[written:])  # a full disk takes a part, and says so when it is asked again
                    os.fdatasync(file.fileno())
                except OSError:
                    os.truncate(self._path, end)
                    raise
        except OSError as error:
            raise CannotWrite(f"'{self._path}' cannot be written: {error.strerror or error}.") from error

    def _ended(self, end: int) -> bool:
        assert self._path is not None
        with open(self._path, "rb") as file:
            file.seek(end - 1)
            return file.read(1) == b"\n"


def _line(said: dict[str, Any]) -> bytes:
    return (json.dumps({**said, "check": _check(said)}, ensure_ascii=False) + "\n").encode()


def _check(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def _said(line: bytes) -> dict[str, Any] | None:
    """What a line says, without its digest; None where it does not hold together."""
    try:
        said = json.loads(line)
        check = said.pop("check")
        known = set(said) in ({"withdrawn"}, set(_FIELDS))
        return said if known and check == _check(said) else None
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None


def _article(said: Mapping[str, Any]) -> Article:
    return Article(**said)
