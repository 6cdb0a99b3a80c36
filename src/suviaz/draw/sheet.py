"""Marks, lines and text of a picture as SVG."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from suviaz.draw.letters import width
from suviaz.draw.look import EDGE, LIGHT, RELATIONS, SHAPES
from suviaz.network import Link

TEXT = 13.0
INK = "#1f1f1f"
PLAIN = EDGE["light"]
_ILLEGAL = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
# Signs that text fonts often lack, and what stands for them.
SIGNS = str.maketrans({"→": "–", "←": "–", "↔": "–", "≥": ">", "≤": "<", "ʼ": "’"})


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of text and the room that it takes, in pixels."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass
class Sheet:
    """Marks in the order of drawing, and the boxes of the text among them."""

    lines: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """One line of text; `y` is its baseline."""
        text = text.translate(SIGNS)
        wide = width(text, size, bold=bold)
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
        self.boxes.append(Box(left, y - size * 0.8, wide, size, text))
        weight = ' font-weight="700"' if bold else ""
        align = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.marks.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"{align}{weight}>'
            f"{escape(text)}</text>"
        )


def curve(start: tuple[float, float], end: tuple[float, float], bend: float) -> str:
    """The path of a line that leaves and arrives level; `bend` is where both its handles stand."""
    (x1, y1), (x2, y2) = start, end
    points = [(bend, y1), (bend, y2), (x2, y2)]
    return f"M{number(x1)} {number(y1)}C" + " ".join(f"{number(x)} {number(y)}" for x, y in points)


def stroke(path: str, link: Link) -> str:
    colour = LIGHT[RELATIONS[link.relation]] if link.relation in RELATIONS else PLAIN
    thick = 2.0 if link.relation == "hasParty" else 1.2
    dash = ' stroke-dasharray="6 5"' if link.unsure else ""
    faint = ' stroke-opacity="0.5"' if link.planned else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick}"{dash}{faint}/>'


def shape(kind: str, x: float, y: float, size: float, colour: str, *, hollow: bool = False) -> str:
    """The mark of a type, as SVG."""
    paint = f'fill="#ffffff" stroke="{colour}" stroke-width="1.5"' if hollow else f'fill="{colour}"'
    corners = SHAPES[kind]
    if not corners:
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(size)}" {paint}/>'
    points = " ".join(f"{number(x + dx * size)},{number(y + dy * size)}" for dx, dy in corners)
    return f'<polygon points="{points}" {paint}/>'


def legal(text: str) -> str:
    """Without the characters that XML forbids."""
    return _ILLEGAL.sub("", text)


def number(value: float) -> str:
    """A number to a tenth of a pixel, without a needless zero."""
    rounded = round(float(value), 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
