"""How wide text is, and where it breaks: known from a table, so that a drawing is the same on each machine."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

FAMILY = (
    "Noto Sans, Noto Sans KR, Segoe UI, Apple SD Gothic Neo, Malgun Gothic, Noto Sans CJK KR, DejaVu Sans, sans-serif"
)
# The table is Noto Sans; an SVG may be shown with another font, of which DejaVu Sans is the widest, by a tenth.
_SLACK = 1.1
_BOLD = 1.07
_WIDE = 920
_OTHER = 1000


@lru_cache
def _widths() -> dict[str, int]:
    lines = (Path(__file__).parent / "widths.txt").read_text("ascii").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {chr(int(code, 16)): int(row[0]) for row in rows for code in row[1:]}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in pixels of a line at a type size in pixels, never less than what fonts in use need."""
    table = _widths()
    units = sum(table.get(letter, _WIDE if "가" <= letter <= "힣" else _OTHER) for letter in text)
    return units * size / 1000 * _SLACK * (_BOLD if bold else 1.0)


def wrap(text: str, size: float, room: float, *, lines: int = 2, bold: bool = False) -> list[str]:
    """The text in at most `lines` lines of at most `room` pixels; what does not fit ends in an ellipsis."""
    rows: list[str] = []
    row = ""
    for word in text.split():
        longer = f"{row} {word}" if row else word
        if not row or width(longer, size, bold=bold) <= room:
            row = longer
        else:
            rows.append(row)
            row = word
    rows.append(row)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
    return [_cut(one, size, room, bold) for one in rows]


def _cut(text: str, size: float, room: float, bold: bool) -> str:
    if width(text, size, bold=bold) <= room:
        return text
    end = len(text)
    while end and width(text[:end].rstrip() + "…", size, bold=bold) > room:
        end -= 1
    return text[:end].rstrip(" ,.;:–-") + "…"
