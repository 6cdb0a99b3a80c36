"""Opening the folder of a store, saying in one sentence why it does not open; and notes of what is yet to be done."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from suviaz import resources
from suviaz.errors import CannotWrite, DamagedStore, NewerStore, StoreBusy, SuviazError
from suviaz.rdf.terms import OWL, SUPPORT, SV, VOCABULARY, sv

PENDING = sv("pending")
"""In the store's notes: what a change has left to be derived, or to be removed."""
FORMAT = ox.Quad(SUPPORT, ox.NamedNode(SV + "format"), ox.Literal("4"), SUPPORT)
_BEFORE = frozenset({"1", "2", "3"})
"""Formats that are made anew: 1 merged passages and evidence, too; 2 filed bodies under other blocks; 3 took no note of
where an event was, and filed papers under other blocks."""
SOURCES = sv("sources")
"""In the store's notes: a digest of what registry and vocabulary were read from."""
_REMOVE = "remove\n"
_ONTOLOGY, _VERSION = ox.NamedNode(SV.rstrip("#")), ox.NamedNode(OWL + "versionInfo")
REMEDY = "`suviaz rebuild --texts` makes it anew from the texts that it keeps, `suviaz restore` from a backup."
_OWN, _OWN_ENDINGS = frozenset({"LOCK", "LOG", "articles.jsonl"}), (".log", ".dbtmp")
"""What a process leaves that dies while it makes a store."""
_ATTEMPTS = 8
"""How often a reader tries to open files that a living writer clears away meanwhile."""
_PATIENCE, _MOMENT = 50, 0.02
"""How often, and after how many seconds, a reader looks again whether a living writer has removed what has to go."""


def noted(note: ox.Literal) -> ox.Quad:
    """A note as it stands in the store."""
    return ox.Quad(SUPPORT, PENDING, note, SUPPORT)


def removal(quads: Iterable[ox.Quad]) -> ox.Quad:
    """A note of quads that are to be removed."""
    lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return noted(ox.Literal(_REMOVE + lines.decode()))


def pending(store: ox.Store) -> tuple[list[ox.Quad], list[str]]:
    """The quads that are yet to be removed (their notes among them), and all other notes, sorted."""
    going: list[ox.Quad] = []
    others: list[str] = []
    for quad in store.quads_for_pattern(SUPPORT, PENDING, None, SUPPORT):
        text = quad.object.value if isinstance(quad.object, ox.Literal) else ""
        if text.startswith(_REMOVE):
            going += [*ox.parse(text.removeprefix(_REMOVE), format=ox.RdfFormat.N_QUADS), quad]
        else:
            others.append(text)
    return going, sorted(others)


def open_to_write(path: Path | None) -> ox.Store:
    if path is None:
        return ox.Store()
    if path.exists() and not path.is_dir():
        raise DamagedStore(f"'{path}' is a file; a store is a folder.")
    _put_back(path)
    if not (path / "CURRENT").exists() and path.is_dir() and (names := os.listdir(path)):
        if any(name.startswith(("MANIFEST", "IDENTITY")) or name.endswith(".sst") for name in names):
            # The engine would make an empty database of it, and clear away what is left.
            raise DamagedStore(f"The store in '{path}' is damaged (its file CURRENT is gone): {REMEDY}")
        if not all(name in _OWN or name.endswith(_OWN_ENDINGS) for name in names):
            raise DamagedStore(f"The folder '{path}' holds other things; name an empty or a new one.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"The folder '{path}' cannot be made: {error.strerror}.") from error
    try:
        return ox.Store(str(path))
    except (OSError, RuntimeError) as error:
        message = _first_line(error)
        if "lock file" in message or "lock hold" in message:
            raise StoreBusy(f"Another process has the store '{path}' open for writing; wait until it ends.") from error
        raise failure(error, path) or DamagedStore(f"The store in '{path}' cannot be opened: {message}.") from error


def _put_back(path: Path) -> None:
    """Where a process died between the two names of an exchange (`exchange`), the folder gets its own name again."""
    before = aside(path, "before")
    if before.exists() and not path.exists():
        before.rename(path)


def aside(path: Path, what: str) -> Path:
    """The folder beside a store that is on its way in (`new`) or out (`before`)."""
    return path.resolve().with_name(f".{path.resolve().name}.{what}")


def exchange(path: Path) -> Path | None:
    """Put the store that is in `aside(path, "new")` in place of the one in `path`. Returns where that is now.

    Whoever dies on the way leaves one of the two there for the next to open.
    """
    before, path = aside(path, "before"), path.resolve()
    had = path.exists()
    if had:
        shutil.rmtree(before, ignore_errors=True)
        path.rename(before)
    aside(path, "new").rename(path)
    return before if had else None


def failure(error: BaseException, path: Path | None) -> SuviazError | None:
    """What the engine's error means, in a sentence; None where it is none of the engine."""
    said = _first_line(error)
    low = said.casefold()
    if not isinstance(error, (OSError, RuntimeError)) or not low.startswith(("io error", "corruption")):
        return None
    if any(words in low for words in ("no space left", "file too large", "quota exceeded")):
        return CannotWrite(
            f"There is no room on the disk for the store '{path}'; what was stored before is safe: "
            "make room and do it again."
        )
    if "read-only file system" in low or "permission denied" in low:
        return CannotWrite(f"The folder '{path}' cannot be written.")
    return DamagedStore(f"The store in '{path}' is damaged ({said[:160]}): {REMEDY}")


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__


def open_to_read(path: Path | None, finish: Callable[[], bool], *, as_is: bool = False) -> ox.Store:
    """Open for reading. `finish` does what a writer that died left undone, and tells whether it could.

    Where a living writer is at it, its articles are whole, and some derived edges of the last one are still to come.
    With `as_is` nothing is finished and nobody waited for: StoreBusy where something has yet to go.
    """
    if path is None:
        raise DamagedStore("A store in memory cannot be opened for reading only.")
    _put_back(path)
    if not (path / "CURRENT").exists():
        if path.is_dir() and any(name.startswith("MANIFEST") for name in os.listdir(path)):
            raise DamagedStore(f"The store in '{path}' is damaged (its file CURRENT is gone): {REMEDY}")
        raise DamagedStore(f"There is no store in '{path}'; load an article first.")
    for _ in range(_PATIENCE):
        store = _read_only(path)
        going, others = pending(store)
        old = is_older(store, path)
        if not going and not old and (as_is or not others):
            return store
        if as_is:
            raise StoreBusy(f"The store '{path}' is being changed.")
        if finish():
            return _read_only(path)
        if old:
            raise DamagedStore(
                f"The store in '{path}' is of an older version; run `suviaz rebuild` once, where it can be written."
            )
        if not going:
            return store
        time.sleep(_MOMENT)
    return store


def _read_only(path: Path) -> ox.Store:
    for attempt in range(_ATTEMPTS):
        try:
            return ox.Store.read_only(str(path))
        except (OSError, RuntimeError) as error:
            message = _first_line(error)
            # A living writer merges files and clears the old ones away, maybe just those that we were about to open.
            if "No such file" not in message or attempt + 1 == _ATTEMPTS:
                raise failure(error, path) or DamagedStore(
                    f"The store in '{path}' cannot be opened: {message}."
                ) from error
            time.sleep(_MOMENT * (attempt + 1))
    raise AssertionError("unreachable")


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """What the engine raises within comes out as what it means, in a sentence."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if (said := failure(error, path)) is None:
            raise
        raise said from error


def is_older(store: ox.Store, path: Path | None) -> bool:
    """Whether the store has to be made anew before it is used. Raises NewerStore where a newer version wrote it."""
    written = {q.object.value for q in store.quads_for_pattern(SUPPORT, FORMAT.predicate, None, SUPPORT)}  # type: ignore[union-attr]
    said = store.quads_for_pattern(_ONTOLOGY, _VERSION, None, VOCABULARY)
    newest = max((number(q.object.value) for q in said), default=(0,))  # type: ignore[union-attr]
    if written - _BEFORE - {FORMAT.object.value} or newest > number(ontology()):  # type: ignore[union-attr]
        raise NewerStore(f"The store in '{path}' was written by a newer version of Suviaz; open it with that one.")
    return bool(written & _BEFORE)


@lru_cache
def ontology() -> str:
    """The version of the ontology that this program writes by."""
    text = (resources.folder("ontology") / "core.ttl").read_text("utf-8")
    found = re.search(r'owl:versionInfo "([^"]*)"', text)
    return found[1] if found else "0"


def number(version: str) -> tuple[int, ...]:
    """A version as it is compared."""
    return tuple(map(int, re.findall(r"\d+", version)))
