"""A folder: every article in it and in the folders within, in the order of their paths."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

from suviaz.articles.contents import is_readable

# Texts about a folder, as every second repository has them.
_ABOUT = re.compile(r"(README|SOURCES|LICEN[CS]E|NOTICE|CHANGELOG|CONTRIBUTING|AUTHORS)(\.\w+)?", re.ASCII)


def is_folder(source: str) -> bool:
    try:
        return os.path.isdir(source)
    except ValueError:  # a path with a NUL
        return False


def about_folder(name: str) -> bool:
    """Whether a file of that name tells of the folder it is in."""
    return bool(_ABOUT.fullmatch(name))


def walk(folder: str, on_skip: Callable[[str, str], None] | None = None) -> Iterator[tuple[str, str | None]]:
    """Paths of the articles below `folder`, or of a folder that cannot be opened with the reason.

    Left out: hidden files and folders, links to folders (they may lead in circles), what browsers save beside a page
    (`page_files`), files of other kinds, and texts about the folder (README, SOURCES …); `on_skip` hears of the last
    two.
    """
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        yield folder, f"{folder} cannot be opened: {error.strerror}."
        return
    pages = {os.path.splitext(entry.name)[0] for entry in entries if entry.name.lower().endswith((".html", ".htm"))}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            parts_of_page = entry.name.endswith("_files") and entry.name.removesuffix("_files") in pages
            if not parts_of_page and not entry.is_symlink():
                yield from walk(entry.path, on_skip)
            continue
        reason = _no_article(entry)
        if reason is None:
            yield entry.path, None
        elif on_skip:
            on_skip(entry.path.encode("utf-8", "replace").decode(), reason)


def _no_article(entry: os.DirEntry[str]) -> str | None:
    ending = os.path.splitext(entry.name)[1].lower()
    if not is_readable(entry.name):
        return f"there is no reader for {ending} files" if ending else "its name has no ending such as .txt"
    if about_folder(entry.name):
        return "it is about the folder"
    # A pipe or a socket would be waited for without end; a broken link is reported as the missing file it is.
    return None if entry.is_file() or entry.is_symlink() else "it is no ordinary file"
