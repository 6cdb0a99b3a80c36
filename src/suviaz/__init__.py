"""Suviaz: a knowledge graph of bilateral cooperation, in which every fact leads back to the words that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from suviaz.collection import Collection

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(
    path: str | PathLike[str] | None = None,
    *,
    read_only: bool = False,
    decisions: str | PathLike[str] | None = None,
) -> Collection:
    """The collection whose graph is in the folder `path`, made if it is not there; without a path, one in memory.

    `read_only` opens a graph beside a process that writes into it, and refuses to make one. `decisions` is the
    file of what people decided, by default `PATH.decisions.ttl`.
    """
    # Imported here, so that `import suviaz` costs nothing.
    from suviaz.collection import Collection

    return Collection(path, read_only=read_only, decisions=decisions)
