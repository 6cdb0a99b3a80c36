"""A graph on a server, and its working copy in a folder, where it is looked at and where changes to it are worked out.

The server has the truth. A change is made there, whole, and then here; which state of the graph each has tells a quad
of the notes that is part of every change. A copy that is behind, or was interrupted, is fetched anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from suviaz.errors import DamagedStore, StoreBusy
from suviaz.rdf.terms import SUPPORT
from suviaz.remote import address
from suviaz.remote.holding import Remote
from suviaz.remote.terms import VERSION
from suviaz.store.carrying import Here, version_of
from suviaz.store.merging import Difference
from suviaz.store.opening import open_to_write


class There(Here):
    """A graph on a server, and its working copy in the folder `path`."""

    def __init__(self, remote: Remote, path: Path | None = None) -> None:
        self.remote, self.path = remote, path or remote.address.desk
        self._alone = False

    @classmethod
    def at(cls, text: str) -> There:
        """By an address as `suviaz.remote.address` reads it. Raises EndpointFailed."""
        return cls(Remote(address.read(text)))

    def open(self, path: Path | None) -> ox.Store:
        """As the graph on the server is now; empty where there is none yet. Raises EndpointFailed, DamagedStore."""
        store = open_to_write(path)
        there = self.remote.settled().version
        if there is None and len(store):
            raise DamagedStore(
                f"The graph at {self.remote} is gone, but its working copy in '{path}' is not; export what you need "
                "from that folder, and delete it to begin anew."
            )
        if there is not None and there != version_of(store):
            self._fetch(store)
        self.remote.version = version_of(store)
        return store

    def ready(self, path: Path | None) -> None:
        there = self.remote.settled().version
        if there is None:
            raise DamagedStore(f"There is no graph at {self.remote}; load an article first.")
        assert path is not None
        if (path / "CURRENT").exists() and version_of(ox.Store.read_only(str(path))) == there:
            return
        try:
            store = open_to_write(path)
        except StoreBusy:
            return  # whoever writes here keeps it up to date
        self._fetch(store)
        store.flush()

    def write(self, store: ox.Store, change: Difference) -> None:
        real = Difference.between(change.removed, change.added)
        if self._alone:
            real.write(store)
        elif real:
            before = _noted(self.remote.version)
            after = _noted(self.remote.carry(real.removed, real.added))
            Difference({**real.removed, **before}, {**real.added, **after}).write(store)

    @contextmanager
    def apart(self, store: ox.Store) -> Iterator[None]:
        if self._alone:
            yield
            return
        # From what the server has, not from what we believe it has: this is also how the two are made one again.
        self._fetch(store)
        version = self.remote.version = version_of(store)
        Difference(_noted(version)).write(store)
        before = set(store)
        self._alone = True
        try:
            yield
        finally:
            self._alone = False
        if change := Difference.between(before, store):
            version = self.remote.carry(change.removed, change.added)
        Difference(added=_noted(version)).write(store)

    def _fetch(self, store: ox.Store) -> None:
        fetched = self.remote.fetch()
        store.clear()  # with its version: whatever interrupts us, the copy is fetched again
        store.bulk_extend(quad for quad in fetched.quads if quad.predicate != VERSION)
        Difference(added=_noted(fetched.version)).write(store)


def _noted(version: str | None) -> dict[ox.Quad, None]:
    return {} if version is None else {ox.Quad(SUPPORT, VERSION, ox.Literal(version), SUPPORT): None}
