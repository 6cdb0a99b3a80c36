"""Where a store writes: into its folder, and that is all; `suviaz.store.there` is a place on a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from suviaz.errors import DamagedStore
from suviaz.rdf.terms import SUPPORT
from suviaz.remote.terms import VERSION
from suviaz.store.merging import Difference
from suviaz.store.opening import open_to_write


class Here:
    """The folder, and nothing else."""

    def open(self, path: Path | None) -> ox.Store:
        """The store in a folder, for writing. Raises DamagedStore where it is the working copy of another."""
        store = open_to_write(path)
        if version_of(store) is not None:
            raise DamagedStore(
                f"The folder '{path}' is the working copy of a graph on a server; name that one to change it."
            )
        return store

    def ready(self, path: Path | None) -> None:
        """Make what can be read in a folder what it should be."""

    def write(self, store: ox.Store, change: Difference) -> None:
        """Make a change."""
        change.write(store)

    @contextmanager
    def apart(self, store: ox.Store) -> Iterator[None]:
        """Let much be changed at once, for all of it to count at the end."""
        yield


def version_of(store: ox.Store) -> str | None:
    """The state of a working copy; None where it is none, or is not whole."""
    found = [q.object.value for q in store.quads_for_pattern(SUPPORT, VERSION, None, SUPPORT)]  # type: ignore[union-attr]
    return found[0] if len(found) == 1 else None
