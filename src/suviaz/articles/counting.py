"""How many articles sources may hold, as far as that is known without reading them: for whoever wants to tell how far
a load has come."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable

from suviaz.articles.contents import LINES, is_readable
from suviaz.articles.file import ENDINGS, ending
from suviaz.articles.folder import is_folder, walk

_QUICK = 500_000_000
_CHUNK = 1 << 20


def count(sources: Iterable[str]) -> int | None:
    """The number of articles, or None where it is known of some only (addresses, tar, WARC, packed files)."""
    total = 0
    for source in sources:
        for path in (path for path, _ in walk(source)) if is_folder(source) else (source,):
            number = 1 if path == "-" else _in_file(path)
            if number is None:
                return None
            total += number
    return total


def _in_file(path: str) -> int | None:
    kind = ending(path)
    if "://" in path or (kind not in ENDINGS | LINES | {"", ".zip"}):
        return None
    try:
        if kind == ".zip":
            with zipfile.ZipFile(path) as archive:
                return sum(is_readable(name) for name in archive.namelist())
        if kind in LINES:
            return _lines(path) if os.path.getsize(path) < _QUICK else None
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return 1  # the sentence that says what is wrong with it
    return 1


def _lines(path: str) -> int:
    number, last = 0, b"\n"
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            number += chunk.count(b"\n")
            last = chunk
    return number + (not last.endswith(b"\n"))
