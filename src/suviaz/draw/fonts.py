"""Fonts: which letters a file has, and a small font of only those letters that a page needs.

The tables are those of the OpenType specification: `cmap` (formats 4 and 12), `glyf`, `loca`, `hmtx`.
"""

from __future__ import annotations

import base64
import os
import struct
import sys
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

OWN = Path(__file__).parent / "static" / "fonts"
_COMMON, _RARE = OWN / "NotoSans-Regular.ttf", OWN / "NotoSansKR-Regular.ttf"


def embedded(text: str) -> str:
    """A style rule with a font for those letters of the text that many machines lack; empty where none needs it.

    The page and the SVG then show Hangul on a machine without a font for it.
    """
    if not _RARE.is_file() or not _COMMON.is_file():
        return ""
    needed = (set(text) - letters(_COMMON)) & letters(_RARE)
    if not needed:
        return ""
    data = base64.b64encode(subset(_RARE, needed)).decode()
    return f'@font-face{{font-family:"Noto Sans KR";src:url(data:font/ttf;base64,{data}) format("truetype")}}\n'


def subset(path: Path, wanted: Collection[str]) -> bytes:
    """A TrueType font with the glyphs of these letters only, unhinted, renumbered; the same input, the same bytes."""
    data = path.read_bytes()
    tables = {tag: data[start : start + size] for tag, start, size in _directory(data)}
    mapping = dict(_mapped(data))
    long = _short(tables["head"], 50)
    count = len(tables["loca"]) // (4 if long else 2)
    form = f">{count}{'I' if long else 'H'}"
    offsets = [at * (1 if long else 2) for at in struct.unpack(form, tables["loca"][: struct.calcsize(form)])]

    def outline(glyph: int) -> bytes:
        return tables["glyf"][offsets[glyph] : offsets[glyph + 1]]

    kept = [0, *dict.fromkeys(mapping[ord(letter)] for letter in sorted(wanted))]
    for glyph in kept:  # grows while it is walked: a glyph may be put together from others
        kept += [part for _, part in _components(outline(glyph)) if part not in kept]
    number = {glyph: new for new, glyph in enumerate(kept)}
    glyf, loca = b"", [0]
    for glyph in kept:
        shape = bytearray(outline(glyph))
        for at, part in _components(bytes(shape)):
            shape[at : at + 2] = struct.pack(">H", number[part])
        glyf += bytes(shape) + b"\0" * (-len(shape) % 4)
        loca.append(len(glyf))
    wide = _short(tables["hhea"], 34)
    last = tables["hmtx"][4 * (wide - 1) : 4 * (wide - 1) + 2]
    metrics = b"".join(
        tables["hmtx"][4 * glyph : 4 * glyph + 4]
        if glyph < wide
        else last + tables["hmtx"][4 * wide + 2 * (glyph - wide) : 4 * wide + 2 * (glyph - wide) + 2]
        for glyph in kept
    )
    made = {
        "OS/2": tables["OS/2"],
        "cmap": _cmap(sorted((ord(letter), number[mapping[ord(letter)]]) for letter in wanted)),
        "glyf": glyf,
        "head": tables["head"][:8] + b"\0\0\0\0" + tables["head"][12:50] + struct.pack(">HH", 1, 0),
        "hhea": tables["hhea"][:34] + struct.pack(">H", len(kept)),
        "hmtx": metrics,
        "loca": struct.pack(f">{len(loca)}I", *loca),
        "maxp": tables["maxp"][:4] + struct.pack(">H", len(kept)) + tables["maxp"][6:],
        "name": struct.pack(">HHH", 0, 0, 6),
        "post": struct.pack(">I", 0x00030000) + tables["post"][4:32],
    }
    return _font(made)


def _components(shape: bytes) -> Iterator[tuple[int, int]]:
    """Position and glyph number of each part of a composite glyph; nothing for a simple one."""
    if len(shape) < 12 or shape[0] < 0x80:
        return
    at, more = 10, True
    while more:
        flags, glyph = _short(shape, at), _short(shape, at + 2)
        yield at + 2, glyph
        at += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
        more = bool(flags & 0x20)


def _cmap(pairs: list[tuple[int, int]]) -> bytes:
    groups = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in pairs)
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(pairs)) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _font(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    head = struct.pack(">IHHHH", 0x00010000, count, 128, 3, count * 16 - 128)
    directory, body, at = b"", b"", 12 + 16 * count
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", tag.encode(), total, at + len(body), len(data))
        body += padded
    return head + directory + body


@lru_cache
def letters(path: Path) -> frozenset[str]:
    """The letters of a font, of the first font where a file holds several; none where the file cannot be understood."""
    try:
        data = path.read_bytes()
        return frozenset(chr(code) for code, _ in _mapped(data) if code < 0x110000 and not 0xD800 <= code < 0xE000)
    except (OSError, struct.error, IndexError):
        return frozenset()


def _directory(data: bytes) -> Iterator[tuple[str, int, int]]:
    """Tag, offset and length of each table; of the first font where a file holds several."""
    start = struct.unpack(">I", data[12:16])[0] if data[:4] == b"ttcf" else 0
    for at in range(start + 12, start + 12 + 16 * _short(data, start + 4), 16):
        tag, _, offset, length = struct.unpack(">4sIII", data[at : at + 16])
        yield tag.decode("latin-1"), offset, length


def _mapped(data: bytes) -> Iterator[tuple[int, int]]:
    """Code point and glyph of every letter."""
    for tag, table, _ in _directory(data):
        if tag == "cmap":
            for row in range(table + 4, table + 4 + 8 * _short(data, table + 2), 8):
                yield from _subtable(data, table + struct.unpack(">I", data[row + 4 : row + 8])[0])


def _subtable(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    form = _short(data, at)
    if form == 12:
        for group in range(at + 16, at + 16 + 12 * struct.unpack(">I", data[at + 12 : at + 16])[0], 12):
            first, last, glyph = struct.unpack(">III", data[group : group + 12])
            yield from ((code, glyph + code - first) for code in range(first, last + 1))
    elif form == 4:
        twice = _short(data, at + 6)
        ends, starts = at + 14, at + 16 + twice
        deltas, offsets = starts + twice, starts + 2 * twice
        for step in range(0, twice, 2):
            first, last = _short(data, starts + step), min(_short(data, ends + step), 0xFFFE)
            offset, delta = _short(data, offsets + step), _short(data, deltas + step)
            for code in range(first, last + 1):
                glyph = _short(data, offsets + step + offset + 2 * (code - first)) if offset else code
                if glyph and (glyph + delta) % 0x10000:
                    yield code, (glyph + delta) % 0x10000


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def system_fonts() -> tuple[Path, ...]:
    """Font files in the places where systems keep them, sorted by name."""
    home = Path.home()
    folders = {
        "win32": [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"],
        "darwin": [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"],
    }.get(
        sys.platform,
        [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            home / ".local" / "share" / "fonts",
            home / ".fonts",
        ],
    )
    found = [
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.suffix in {".ttf", ".otf", ".ttc"}
    ]
    # A plain cut before a bold or slanted one of the same family.
    styled = ("bold", "italic", "oblique", "light", "thin", "black", "condensed", "mono", "serif", "math")
    return tuple(sorted(found, key=lambda path: (any(style in path.name.lower() for style in styled), path.name)))
