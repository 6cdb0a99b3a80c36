"""Packed bytes (gzip, bzip2, xz) as a stream that unpacks no more than is asked for, and no bomb at all.

The standard library's own file objects would do the same, but none bounds the ratio, and xz's lets the file say how
much memory it wants.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import BinaryIO, Protocol

from suviaz.articles.draft import Limits
from suviaz.errors import UnreadableArticle

_CHUNK = 65_536
_MEMORY = 256 << 20
_MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}


def packing(head: bytes) -> str | None:
    """How bytes that begin so are packed: gzip, bzip2, xz, or None."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


class Spoilt(UnreadableArticle):
    """Something is wrong with an archive as a whole: nothing more can be read from it."""


class Allowance:
    """How much an archive of so many packed bytes may unpack to. Raises Spoilt beyond."""

    def __init__(self, where: str, limits: Limits) -> None:
        self._where, self._limits = where, limits
        self._unpacked = 0

    def take(self, size: int, packed: int) -> None:
        self._unpacked += size
        if self._unpacked > self._limits.slack + self._limits.ratio * packed:
            raise Spoilt(
                f"{self._where} unpacks to more than {self._limits.ratio} times its size, as no archive of "
                "articles does; the rest of it was not read."
            )


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Gzip:
    """zlib's decompressor with what bz2's and lzma's keep by themselves: input that is still to be unpacked."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class Unpacked(io.RawIOBase):
    """What a packed file holds, all its members one after another. Raises Spoilt where it is broken."""

    def __init__(self, packed: BinaryIO, how: str, where: str, limits: Limits) -> None:
        self._packed, self._how, self._where = packed, how, where
        self._allowance = Allowance(where, limits)
        self._arrived = 0
        self._waiting = b""
        self._decompressor: _Decompressor | None = None
        self._drained = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        try:
            data = self._some(len(buffer))
        except MemoryError as error:
            raise Spoilt(f"{self._where} asks for too much memory to unpack.") from error
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            if "limit" in str(error).casefold():
                raise Spoilt(f"{self._where} asks for too much memory to unpack.") from error
            raise Spoilt(f"{self._where} is no {self._how} file, or a damaged one.") from error
        self._allowance.take(len(data), self._arrived)
        buffer[: len(data)] = data
        return len(data)

    def _some(self, most: int) -> bytes:
        while True:
            if self._decompressor is None:
                head = self._waiting or self._more()
                if len(head) < 6:
                    head += self._more()
                if packing(head) != self._how:
                    return b""  # the end, or what some tools write behind it
                self._decompressor = _decompressor(self._how)
                self._waiting, self._drained = head, True
            if self._drained and not self._waiting:
                self._waiting = self._more()
                if not self._waiting:
                    raise Spoilt(f"{self._where} breaks off in the middle: it was not copied in full.")
            data = self._decompressor.decompress(self._waiting, most)
            self._waiting, self._drained = b"", len(data) < most
            if self._decompressor.eof:
                self._waiting = self._decompressor.unused_data
                self._decompressor = None
            if data:
                return data

    def _more(self) -> bytes:
        data = self._packed.read(_CHUNK)
        self._arrived += len(data)
        return data


def _decompressor(how: str) -> _Decompressor:
    if how == "gzip":
        return _Gzip()
    return bz2.BZ2Decompressor() if how == "bzip2" else lzma.LZMADecompressor(lzma.FORMAT_XZ, _MEMORY)
