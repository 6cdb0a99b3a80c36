"""Tables for people, aligned by what a terminal shows and not by the number of characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes: Hangul and other wide letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) or unicodedata.category(char) == "Cf"
        else 2 if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )  # fmt: skip


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """An aligned table; with a `width`, cells of its widest columns are wrapped until it fits (or nearly so)."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    wide = [max([columns_of(name), *(columns_of(row[i]) for row in cells)]) for i, name in enumerate(head)]
    if width is not None:
        while sum(wide) + 2 * (len(wide) - 1) > width and max(wide) > 12:
            wide[wide.index(max(wide))] -= 1
    lines = [_line(head, wide), "  ".join("─" * size for size in wide)]
    for row in cells:
        wrapped = [_wrap(cell, size) for cell, size in zip(row, wide, strict=True)]
        height = max(map(len, wrapped), default=1)
        lines += [_line([cell[i] if i < len(cell) else "" for cell in wrapped], wide) for i in range(height)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str], wide: Sequence[int]) -> str:
    return "  ".join(cell + " " * (size - columns_of(cell)) for cell, size in zip(cells, wide, strict=True)).rstrip()


def _wrap(text: str, size: int) -> list[str]:
    """The text in lines of at most `size` columns, broken at spaces, within a word only where it is too long."""
    lines, line = [], ""
    for word in text.split(" "):
        while columns_of(word) > size:
            if line:
                lines.append(line)
                line = ""
            cut = 1
            while columns_of(word[: cut + 1]) <= size:
                cut += 1
            lines.append(word[:cut])
            word = word[cut:]
        if line and columns_of(line) + 1 + columns_of(word) > size:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line or not lines else lines
