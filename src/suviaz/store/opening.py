"""Opening the folder of a store, and saying in one sentence why it does not open."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from suviaz.errors import DamagedStore, StoreBusy
from suviaz.rdf.terms import sv
from suviaz.store.rules import SUPPORT

PENDING = sv("pending")
"""In the store's notes: what a change has left to be derived."""


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


def open_to_read(path: Path | None, finish: Callable[[], bool]) -> ox.Store:
    """Open for reading. `finish` does what a writer that died left undone, and tells whether it could.

    Where a living writer is at it, its articles are whole, and some derived edges of the last one are still to come.
    """
    if path is None:
        raise DamagedStore("A store in memory cannot be opened for reading only.")
    if not (path / "CURRENT").exists():
        raise DamagedStore(f"There is no store in '{path}'; load an article first.")
    store = _read_only(path)
    unfinished = next(store.quads_for_pattern(SUPPORT, PENDING, None, SUPPORT), None)
    return _read_only(path) if unfinished and finish() else store


def _read_only(path: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        raise DamagedStore(f"The store in '{path}' cannot be opened: {_first_line(error)}.") from error
