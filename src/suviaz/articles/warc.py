"""WARC, the format in which crawlers and web archives keep answers: records one after another, each with its headers.

Read here and not by a library: those that exist keep a header line or a chunk of any length in memory, and complain of
damage on standard error. Answers with a page, a text or a PDF are articles, and so are texts that were made of them.
"""

from __future__ import annotations

import http.client
import io
import re
import zlib
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Any

from suviaz.articles.archive import shown
from suviaz.articles.draft import Limits, Piece, checked_address, without_secrets
from suviaz.articles.file import kind_of_type, looks_like_page, too_large
from suviaz.articles.unpacking import Unpacked
from suviaz.errors import UnreadableArticle

OnSkip = Callable[[str, str], None]

_LINE = 65_536
_FIELDS = 200
_BLANK = 8
_CHUNK = 1 << 16
_LENGTH = re.compile(r"\d{1,15}", re.ASCII)


def read_warc(stream: io.BufferedReader[Any], where: str, limits: Limits, on_skip: OnSkip | None) -> Iterator[Piece]:
    """The articles of a WARC file, in its order. Raises UnreadableArticle where it is damaged: the rest is lost."""
    number = 0
    while (fields := _fields(stream, where, number := number + 1)) is not None:
        length = int(fields["content-length"])
        kind = fields.get("warc-type", "").lower()
        place = fields.get("warc-target-uri", "").strip("<> ")
        named = f"{where}, {shown(without_secrets(place)) or f'record {number}'}"
        if kind not in ("response", "resource", "conversion") or not re.match("https?:", place, re.IGNORECASE):
            _pass(stream, length, where)
            continue
        # An answer may be packed, and has headers: what is larger in the file all the same is no article.
        if length > limits.document:
            _pass(stream, length, where)
            yield Piece(named, problem=too_large(named, limits.size))
            continue
        data = stream.read(length)
        if len(data) < length:
            raise UnreadableArticle(_broken_off(where))
        try:
            url = checked_address(place, named)
            yield from _pieces(data, Piece(named, url=url), fields, on_skip, limits)
        except UnreadableArticle as error:
            yield Piece(named, problem=str(error))


def _fields(stream: io.BufferedReader[Any], where: str, number: int) -> dict[str, str] | None:
    """The headers of the record that begins here, by their names in small letters; None at the end of the file."""
    damaged = f"{where} is damaged at record {number}; what follows was not read."
    line = b""
    for _ in range(_BLANK):
        line = stream.readline(_LINE)
        if line.strip():
            break
    if not line:
        return None
    if not re.fullmatch(rb"WARC/\d\.\d+\s*", line):
        raise UnreadableArticle(damaged)
    fields: dict[str, str] = {}
    name = ""
    for _ in range(_FIELDS):
        line = stream.readline(_LINE)
        if not line.endswith(b"\n"):
            raise UnreadableArticle(damaged if len(line) == _LINE else _broken_off(where))
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            if not _LENGTH.fullmatch(fields.get("content-length", "")):
                raise UnreadableArticle(damaged)
            return fields
        if text[0] in " \t":
            fields[name] = f"{fields.get(name, '')} {text.strip()}"
            continue
        name, _, value = text.partition(":")
        name = name.strip().lower()
        fields[name] = value.strip()
    raise UnreadableArticle(damaged)


def _pass(stream: io.BufferedReader[Any], length: int, where: str) -> None:
    while length:
        data = stream.read(min(length, _CHUNK))
        if not data:
            raise UnreadableArticle(_broken_off(where))
        length -= len(data)


def _broken_off(where: str) -> str:
    return f"{where} breaks off in the middle: it was not copied in full."


def _pieces(
    data: bytes, piece: Piece, fields: dict[str, str], on_skip: OnSkip | None, limits: Limits
) -> Iterator[Piece]:
    """The article in a record, or none where it holds something else."""
    headers, status = Message(), 200
    headers["Content-Type"] = fields.get("content-type", "")
    if headers.get_content_type() == "application/http":
        headers, status, data = _answer(data, piece.where)
    named = headers.get_content_type() if headers.get("Content-Type") else ""
    kind = kind_of_type(named, piece.url or "")
    if kind is None and named in ("", "application/octet-stream") and looks_like_page(data):
        kind = ".html"
    if status not in (200, 203) or kind is None:
        if on_skip:
            on_skip(piece.where, f"it answered {status}" if kind else f"it is {named or 'of an unnamed type'}")
        return
    data = _unpacked(data, headers.get("Content-Encoding", ""), piece.where, limits)
    yield Piece(piece.where, data, kind, piece.url, headers.get_content_charset())


def _answer(data: bytes, where: str) -> tuple[Message, int, bytes]:
    """Headers, status and body of a kept answer."""
    answer = http.client.HTTPResponse(_Kept(data))  # type: ignore[arg-type]
    try:
        answer.begin()
    except (http.client.HTTPException, ValueError, OSError) as error:
        raise UnreadableArticle(f"{where} is an answer that is not proper HTTP.") from error
    headers, status = answer.headers, answer.status
    try:
        return headers, status, answer.read()
    except (http.client.HTTPException, ValueError, OSError):
        # Many crawlers keep the headers as they were, but the body without chunks or packing.
        _, _, body = data.partition(b"\r\n\r\n")
        return headers, status, body


class _Kept:
    """Bytes in place of a connection."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, *_: Any) -> io.BytesIO:
        return io.BytesIO(self._data)


def _unpacked(data: bytes, encoding: str, where: str, limits: Limits) -> bytes:
    encoding = encoding.strip().lower()
    packed = encoding in ("gzip", "x-gzip") and data.startswith(b"\x1f\x8b")
    if packed:
        with io.BufferedReader(Unpacked(io.BytesIO(data), "gzip", where, limits)) as stream:
            data = stream.read(limits.document + 1)
    elif encoding == "deflate" and data[:1] == b"\x78":
        try:
            data = zlib.decompressobj().decompress(data, limits.document + 1)
        except zlib.error as error:
            raise UnreadableArticle(f"{where} is a damaged answer.") from error
    elif encoding not in ("", "identity", "gzip", "x-gzip", "deflate") and not looks_like_page(data):
        raise UnreadableArticle(f"{where} is packed as '{shown(encoding)}', for which there is no reader.")
    return data
