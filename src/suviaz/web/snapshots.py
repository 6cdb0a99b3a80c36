"""A still of the graph's folder, which nobody writes into: what a worker opens.

The engine opens files when it first needs them, and a writer clears them away when it has merged them. A query that
comes to a file that is gone does not fail: it goes on for ever. So the files are given a second name in a folder of
our own; what never changes is linked, which costs nothing, and the rest, which is small, is copied.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from suviaz.errors import DamagedStore, StoreBusy

_ATTEMPTS = 8


def place(store: Path) -> Path | None:
    """A new folder for stills beside the graph's own, for this process; None where none can be made there.

    What a server that was killed left behind goes.
    """
    start = f".{store.name}.served-"
    with contextlib.suppress(OSError):
        for left in store.parent.glob(f"{start}*"):
            number = left.name.removeprefix(start).partition("-")[0]
            if number.isdecimal() and not _lives(int(number)):
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f"{start}{os.getpid()}-", dir=store.parent)).resolve()
    return None


def still(store: Path, into: Path) -> None:
    """Make the folder `into` a still of the graph.

    Raises StoreBusy where a writer never stands still, DamagedStore where there is no graph, OSError where the file
    system has no second names.
    """
    for _ in range(_ATTEMPTS):
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(parents=True)
        before = _files(store)
        if "CURRENT" not in before:
            raise DamagedStore(f"There is no store in '{store}'; load an article first.")
        try:
            # The list of files first: what it names is there, or was a moment ago.
            for name in sorted(before, key=lambda name: not name.startswith("MANIFEST")):
                if name.endswith(".sst"):
                    os.link(store / name, into / name)
                else:
                    shutil.copyfile(store / name, into / name)
        except FileNotFoundError:
            continue
        if _files(store) == before:
            return
    raise StoreBusy(f"The store '{store}' is being changed.")


def _files(store: Path) -> dict[str, int]:
    """The files of a graph; with its size the one that grows when files come or go."""
    found = {}
    with contextlib.suppress(FileNotFoundError):
        for entry in os.scandir(store):
            if entry.name.startswith("MANIFEST"):
                found[entry.name] = entry.stat().st_size
            elif entry.name.endswith((".sst", ".log")) or entry.name in ("CURRENT", "IDENTITY"):
                found[entry.name] = 0
    return found


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
