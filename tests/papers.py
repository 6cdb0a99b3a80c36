"""PDF, WARC, ZIP and tar made for tests: as small as they can be, and right unless a test breaks them."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping


def pdf(*pages: Iterable[str], pack: bool = True) -> bytes:
    """A PDF whose pages have these lines, in any letters: its font has a table that says what each code means."""
    pages = tuple(tuple(lines) for lines in pages)
    letters = sorted({letter for lines in pages for line in lines for letter in line})
    code = {letter: number for number, letter in enumerate(letters, 1)}
    meant = "\n".join(f"<{n:02X}> <{c.encode('utf-16-be').hex().upper()}>" for c, n in code.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(code)} beginbfchar\n{meant}\nendbfchar\nendcmap end end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 1 /LastChar 255 /Widths [%s] "
        b"/ToUnicode 4 0 R >>" % b" ".join([b"500"] * 255),
        _stream(cmap.encode(), pack=pack),
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(f"<{''.join(f'{code[c]:02X}' for c in line)}> Tj T*" for line in lines)
        content = f"BT /F1 12 Tf 14 TL 50 800 Td {shown} ET".encode()
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (6 + 2 * number)
        )
        objects.append(_stream(content, pack=pack))
    return assembled(objects)


def _stream(data: bytes, *, pack: bool) -> bytes:
    if not pack:
        return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
    data = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data)


def assembled(objects: Iterable[bytes]) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(out)


def record(
    url: str, body: bytes, *, kind: str = "response", headers: Mapping[str, str] | None = None, status: str = "200 OK"
) -> bytes:
    """A record of a WARC; a response has its own headers in front of the body."""
    if kind == "response":
        said = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        body, media = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body, "application/http; msgtype=response"
    else:
        media = (headers or {}).get("Content-Type", "text/plain")
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        f"Content-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def warc(*records: bytes, pack: bool = False) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) if pack else one for one in records)


def zipped(members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], how: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{how}") as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()
