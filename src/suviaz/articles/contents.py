"""What is in a file, told by its bytes: one article, or many in an archive, a list of lines or a crawler's WARC."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import IO, Any

from suviaz.articles.draft import Limits, Piece
from suviaz.articles.file import ENDINGS, ending, looks_like_pdf, too_large
from suviaz.articles.listing import looks_like_listing
from suviaz.articles.unpacking import Spoilt, Unpacked, packing
from suviaz.errors import UnreadableArticle

OnSkip = Callable[[str, str], None]

LISTING = "listing"
"""The kind of a piece that is a feed or a sitemap: it names articles and holds none."""

LINES = frozenset({".jsonl", ".ndjson"})
_HEAD = 4096
_PACKED = frozenset({".gz", ".bz2", ".xz"})
_ARCHIVES = frozenset({".zip", ".tar", ".tgz", ".tbz2", ".txz", ".warc", ".wet"})
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"")


def is_readable(name: str) -> bool:
    """Whether a file of that name is one that holds articles."""
    kind = ending(name)
    if kind in _PACKED:
        return ending(name[: -len(kind)]) in ENDINGS | LINES | _ARCHIVES
    return kind in ENDINGS | LINES | _ARCHIVES


def is_archive(name: str) -> bool:
    """Whether a file of that name holds many articles."""
    return is_readable(name) and ending(name) not in ENDINGS


def contents(
    file: IO[bytes] | io.RawIOBase,
    where: str,
    limits: Limits,
    *,
    name: str = "",
    on_skip: OnSkip | None = None,
    inside: bool = False,
) -> Iterator[Piece]:
    """The articles in an open file, in their order there, each as it is asked for.

    `where` is for messages, `name` is what the file is called; `inside` is for a member of an archive, in which no
    further archive is opened. `on_skip(where, reason)` hears of what is no article. What is wrong with the whole comes
    as a last piece with a problem.
    """
    raw: Any = file  # of what a stream can do, a buffer needs readinto alone
    stream: io.BufferedReader[Any] = io.BufferedReader(raw)
    try:
        yield from _contents(stream, where, limits, name=name, on_skip=on_skip, inside=inside)
    except UnreadableArticle as error:
        if inside and isinstance(error, Spoilt):
            raise
        yield Piece(where, problem=str(error))
    finally:
        if not stream.closed:
            stream.detach()


def _contents(
    stream: io.BufferedReader[Any], where: str, limits: Limits, *, name: str, on_skip: OnSkip | None, inside: bool
) -> Iterator[Piece]:
    head = stream.peek(_HEAD)
    how = packing(head)
    if how or _is_zip(head) or _is_tar(head) or head.startswith(b"WARC/"):
        if inside:
            raise UnreadableArticle(f"{where} is an archive within an archive; unpack the outer one and load that.")
        if how:
            stream = io.BufferedReader(Unpacked(stream, how, where, limits))
            head, name = stream.peek(_HEAD), name.removesuffix(ending(name))
            if packing(head) or _is_zip(head):
                raise UnreadableArticle(f"{where} is packed twice; unpack it once and load that.")
        if _is_zip(head):
            from suviaz.articles.archive import read_zip

            yield from read_zip(stream, where, limits, on_skip)
            return
        if _is_tar(head):
            from suviaz.articles.archive import read_tar

            yield from read_tar(stream, where, limits, on_skip)
            return
        if head.startswith(b"WARC/"):
            from suviaz.articles.warc import read_warc

            yield from read_warc(stream, where, limits, on_skip)
            return
    kind = ending(name)
    if kind in LINES or (kind not in ENDINGS and _OBJECT.match(head)):
        from suviaz.articles.lines import lines

        yield from lines(stream, where, limits)
        return
    if kind not in ENDINGS and looks_like_listing(head):
        if inside:
            raise UnreadableArticle(f"{where} is a feed or a sitemap in an archive; such are read alone.")
        kind = LISTING
    most = limits.document if kind == LISTING or looks_like_pdf(head) else limits.size
    data = stream.read(most + 1)
    if len(data) > most:
        raise UnreadableArticle(too_large(where, most))
    yield Piece(where, data, kind)


def _is_zip(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"
