"""Opening the folder of a store, saying in one sentence why it does not open; and notes of what is yet to be done."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

from suviaz.errors import DamagedStore, StoreBusy
from suviaz.rdf.terms import SUPPORT, sv

PENDING = sv("pending")
"""In the store's notes: what a change has left to be derived, or to be removed."""
SOURCES = sv("sources")
"""In the store's notes: a digest of what registry and vocabulary were read from."""
_REMOVE = "remove\n"
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
    if path.is_dir() and any(path.iterdir()) and not (path / "CURRENT").exists() and not (path / "LOCK").exists():
        raise DamagedStore(f"The folder '{path}' holds other things; name an empty or a new one.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return ox.Store(str(path))
    except (OSError, RuntimeError) as error:
        message = _first_line(error)
        if "lock" in message.casefold():
            raise StoreBusy(f"Another process has the store '{path}' open for writing; wait until it ends.") from error
        if isinstance(error, PermissionError) or not os.access(path.parent, os.W_OK):
            raise DamagedStore(f"The folder '{path}' cannot be written.") from error
        raise DamagedStore(f"The store in '{path}' cannot be opened: {message}.") from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__


def open_to_read(path: Path | None, finish: Callable[[], bool], *, as_is: bool = False) -> ox.Store:
    """Open for reading. `finish` does what a writer that died left undone, and tells whether it could.

    Where a living writer is at it, its articles are whole, and some derived edges of the last one are still to come.
    With `as_is` nothing is finished and nobody waited for: StoreBusy where something has yet to go.
    """
    if path is None:
        raise DamagedStore("A store in memory cannot be opened for reading only.")
    if not (path / "CURRENT").exists():
        raise DamagedStore(f"There is no store in '{path}'; load an article first.")
    for _ in range(_PATIENCE):
        store = _read_only(path)
        going, others = pending(store)
        if not going and (as_is or not others):
            return store
        if as_is:
            raise StoreBusy(f"The store '{path}' is being changed.")
        if finish():
            return _read_only(path)
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
                raise DamagedStore(f"The store in '{path}' cannot be opened: {message}.") from error
            time.sleep(_MOMENT * (attempt + 1))
    raise AssertionError("unreachable")
