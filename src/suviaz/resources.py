"""Where the ontology, the queries and the registry are: inside the package when installed, beside it in a checkout."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from suviaz.errors import BrokenResource

_PACKAGE = Path(__file__).parent


@lru_cache
def folder(name: str) -> Path:
    """The folder `name` (`ontology`, `queries`, `data/registry` …). Raises BrokenResource where it is missing."""
    for base in (_PACKAGE / "resources", _PACKAGE.parent.parent):
        if (base / name).is_dir():
            return base / name
    raise BrokenResource(f"The folder '{name}' is missing from the installation; install suviaz again.")


def files(name: str, pattern: str) -> tuple[Path, ...]:
    """The files below `folder(name)` that match the glob `pattern`, sorted by path."""
    return tuple(sorted(folder(name).rglob(pattern)))
