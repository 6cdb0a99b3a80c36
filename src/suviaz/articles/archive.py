"""ZIP and tar: their members as articles. Nothing is ever written to disk, and no link is followed."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

from suviaz.articles.contents import contents, is_readable
from suviaz.articles.draft import Limits, Piece
from suviaz.articles.file import ending
from suviaz.articles.folder import about_folder
from suviaz.articles.unpacking import Allowance
from suviaz.errors import UnreadableArticle

OnSkip = Callable[[str, str], None]

_OFFICE = frozenset({"[Content_Types].xml", "mimetype"})
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_HEADER = 1 << 20
_MEMBERS = 1_000_000
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def read_zip(file: IO[bytes], where: str, limits: Limits, on_skip: OnSkip | None) -> Iterator[Piece]:
    """The articles in a ZIP archive, in the order of names. Raises UnreadableArticle for the archive as a whole."""
    if not file.seekable():
        raise UnreadableArticle(f"{where} is a ZIP archive, which can be read from a file only; save it as one.")
    try:
        archive = zipfile.ZipFile(file)
        size = file.seek(0, io.SEEK_END)
    except _BROKEN as error:
        raise UnreadableArticle(f"{where} is no ZIP archive, or a damaged one.") from error
    allowance = Allowance(where, limits)
    with archive:
        members = sorted(archive.infolist(), key=lambda member: member.filename)
        if _OFFICE & {member.filename for member in members}:
            raise UnreadableArticle(
                f"{where} is an Office document or an e-book; save its words as a .txt file in UTF-8."
            )
        for member in members:
            if not member.filename or member.is_dir() or not _wanted(member.filename, where, on_skip):
                continue
            named = f"{where}/{shown(member.filename)}"
            problem = _refused(member, named)
            if problem:
                yield Piece(named, problem=problem)
                continue
            try:
                with archive.open(member) as inner:
                    found = _Counted(inner, allowance, lambda: size)
                    yield from contents(found, named, limits, name=member.filename, on_skip=on_skip, inside=True)
            except UnreadableArticle:
                raise
            except _BROKEN:
                yield Piece(named, problem=f"{named} is damaged in its archive.")


def _refused(member: zipfile.ZipInfo, named: str) -> str | None:
    if _OUTSIDE.search(member.filename):
        return f"{named} has a name that leads out of its archive; it was not read."
    if member.flag_bits & 1:
        return f"{named} is encrypted; unpack the archive with its password and load the folder."
    if member.compress_type not in _METHODS:
        return f"{named} is packed in a way that is not read (method {member.compress_type}); pack it as usual."
    return None


def read_tar(file: IO[bytes], where: str, limits: Limits, on_skip: OnSkip | None) -> Iterator[Piece]:
    """The articles in a tar archive, in its order. Raises UnreadableArticle for the archive as a whole."""
    stream = _Headers(file, where)

    class Member(tarfile.TarInfo):
        """Says when a header begins: what it holds is kept in memory, and it says itself how much that is."""

        @classmethod
        def fromtarfile(cls, tarfile: tarfile.TarFile) -> Member:
            stream.begin()
            try:
                return super().fromtarfile(tarfile)
            finally:
                stream.end()

    class Archive(tarfile.TarFile):
        tarinfo = Member

    fileobj: Any = stream
    try:
        with Archive.open(fileobj=fileobj, mode="r|", errorlevel=1) as archive:
            for number, member in enumerate(archive):
                # The library remembers every member; of a million that would be a gigabyte.
                archive.members = []  # type: ignore[attr-defined]
                if number >= _MEMBERS:
                    raise UnreadableArticle(f"{where} has more than {_MEMBERS:,} members; the rest was not read.")
                if member.isdir() or not _wanted(member.name, where, on_skip):
                    continue
                named = f"{where}/{shown(member.name)}"
                if _OUTSIDE.search(member.name):
                    yield Piece(named, problem=f"{named} has a name that leads out of its archive; it was not read.")
                elif not member.isfile():
                    yield Piece(named, problem=f"{named} is a link or a device in its archive; it was not followed.")
                elif inner := archive.extractfile(member):
                    yield from contents(inner, named, limits, name=member.name, on_skip=on_skip, inside=True)
    except UnreadableArticle:
        raise
    except tarfile.ReadError as error:
        said = "breaks off in the middle: it was not copied in full" if stream.ended else "is a damaged tar archive"
        raise UnreadableArticle(f"{where} {said}.") from error
    except (tarfile.TarError, OSError, EOFError, ValueError, RecursionError) as error:
        raise UnreadableArticle(f"{where} is a damaged tar archive.") from error


def _wanted(name: str, where: str, on_skip: OnSkip | None) -> bool:
    """Whether a member may be an article, by the rules of folders."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or any(p.startswith(".") and p != ".." for p in parts) or parts[0] == "__MACOSX":
        return False
    if any(part.endswith("_files") for part in parts[:-1]):
        return False
    kind = ending(parts[-1])
    reason = None
    if not is_readable(parts[-1]):
        reason = f"there is no reader for {kind} files" if kind else "its name has no ending such as .txt"
    elif about_folder(parts[-1]):
        reason = "it is about the folder"
    if reason and on_skip:
        on_skip(f"{where}/{shown(name)}", reason)
    return reason is None


def shown(name: str) -> str:
    """A member's name for messages and as part of a source's name: whatever it holds, it is one line of letters."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name.encode("utf-8", "replace").decode())


class _Counted(io.RawIOBase):
    """A member of a ZIP archive that counts towards what the whole may unpack to."""

    def __init__(self, inner: IO[bytes], allowance: Allowance, packed: Callable[[], int]) -> None:
        self._inner, self._allowance, self._packed = inner, allowance, packed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        self._allowance.take(len(data), self._packed())
        buffer[: len(data)] = data
        return len(data)


class _Headers:
    """A tar archive's bytes; of them a header may take so many and no more."""

    def __init__(self, file: IO[bytes], where: str) -> None:
        self._file, self._where = file, where
        self._left: int | None = None
        self.ended = False

    def begin(self) -> None:
        self._left = _HEADER

    def end(self) -> None:
        self._left = None

    def read(self, size: int) -> bytes:
        if self._left is not None:
            self._left -= size
            if self._left < 0:
                raise UnreadableArticle(
                    f"{self._where} has a header that is larger than any of an archive of articles."
                )
        data = self._file.read(size)
        self.ended = self.ended or len(data) < size
        return data
