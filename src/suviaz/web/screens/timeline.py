"""What happened when: lanes of marks on a line of years, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from suviaz.memory.times import Moment
from suviaz.web.screens import asking
from suviaz.web.screens.page import Page, Table, View, span, template

LANES = ("Agreement", "Event", "Body", "Commitment", "Document", "Person", "Organisation")
ROWS = 400
WIDTH, LEFT, RIGHT = 1240.0, 150.0, 24.0
_ROW = 17.0
_DEEP = 9
"""Rows of a lane before marks may lie on each other."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in the picture: `x` to `to` is the time in which it lies, the same where the day is known."""

    moment: Moment
    x: float
    to: float
    y: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """The marks of one type, from `top`, so high."""

    type: str
    top: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A column of the picture; `year` is None for years in which nothing lies, which are folded into one narrow gap."""

    year: int | None
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Lanes over years; `undated` counts the moments that no line can show."""

    lanes: tuple[Lane, ...]
    years: tuple[Year, ...]
    height: float
    undated: int
    width: float = WIDTH


def timeline(view: View) -> Page:
    """The moments of the part that is asked for, the latest last."""
    state = view.state
    entity = view.entity()
    account = view.seen.moments(
        state.pair,
        state.code("field"),
        state.time("from"),
        state.time("to"),
        entity,
        state.ui,
    )
    wanted = state.code("type")
    every = [m for m in account if lane_of(view, m)]
    moments = [m for m in every if not wanted or lane_of(view, m) == wanted]
    shown = moments[-ROWS:] if not state.get("all") else moments
    picture = lanes(view, moments)
    years: dict[str, list[Moment]] = {}
    for moment in shown:
        years.setdefault((moment.first or moment.last or "")[:4], []).append(moment)
    data = {
        "picture": picture,
        "years": sorted(years.items(), key=lambda pair: pair[0] or "0", reverse=True),
        "total": len(moments),
        "left": len(moments) - len(shown),
        "kinds": [name for name in LANES if any(lane_of(view, m) == name for m in every)],
        "kind": wanted,
        "phrases": account.phrases,
        "when": when,
        "entity": entity,
        "lane_of": lambda moment: lane_of(view, moment),
    }
    table = Table(
        ("first", "last", "precision", "state", "what", "name", "iri", "fields", "articles", "quote", "source"),
        tuple(_line(view, moment) for moment in moments),
    )
    pair = state.pair or (None, None)
    asked = {"a": pair[0], "b": pair[1], "field": state.code("field"), "lang": state.lang}
    return Page(
        "timeline.html",
        view.say("nav.timeline"),
        data,
        table=table,
        things=list(dict.fromkeys(m.thing for m in moments)),
        picture=(lambda form: drawn(view, picture, form)) if picture.lanes else None,
        query=asking.filled("timeline", asked),
    )


def lane_of(view: View, moment: Moment) -> str:
    """The lane of a moment; empty for what the picture has no lane for."""
    kind = view.things.about(moment.thing).type
    if kind is None and moment.what == "post":
        return "Person"
    return kind if kind in LANES else ""


def when(moment: Moment) -> str:
    """Its time in EDTF notation, empty where nobody knows it."""
    if moment.precision == "by":
        return f"../{moment.last}"
    return span(moment.first, moment.last)


def _line(view: View, moment: Moment) -> tuple[object, ...]:
    words = moment.words[0] if moment.words else None
    return (
        moment.first or "", moment.last or "", moment.precision, moment.state, moment.what,
        view.name(moment.thing).text, moment.thing, " ".join(moment.fields), moment.articles,
        words.text if words else "", words.article if words else "",
    )  # fmt: skip


def lanes(view: View, moments: Sequence[Moment]) -> Picture:
    """Where everything stands. What has no time, or only an end, is left to the table."""
    dated = [m for m in moments if m.first and m.last]
    undated = len(moments) - len(dated)
    active = {year for m in dated for year in (int(str(m.first)[:4]), int(str(m.last)[:4]))}
    years = columns(active)
    at: dict[int | None, Year] = {column.year: column for column in years if column.year is not None}
    found, top = [], 34.0
    for name in LANES:
        own = [m for m in dated if lane_of(view, m) == name]
        if not own:
            continue
        marks, deep = _stacked(own, at, top)
        height = deep * _ROW + 16
        found.append(Lane(name, top, height, tuple(marks)))
        top += height + 6
    return Picture(tuple(found), years, top + 26, undated)


def columns(active: set[int]) -> tuple[Year, ...]:
    """A column for each year in which something lies; the years between two of them are one narrow gap."""
    years: list[int | None] = []
    for year in sorted(active):
        if years and years[-1] is not None and year - years[-1] > 1:
            years.append(None)
        years.append(year)
    gaps = sum(1 for year in years if year is None)
    room = WIDTH - LEFT - RIGHT
    wide = min(room / (len(years) - 0.6 * gaps), 160.0) if years else room
    found, x = [], LEFT
    for one in years:
        width = wide if one is not None else 0.4 * wide
        found.append(Year(one, round(x, 1), round(width, 1)))
        x += width
    return tuple(found)


def _stacked(moments: list[Moment], at: dict[int | None, Year], top: float) -> tuple[list[Mark], int]:
    """Marks in the first row where they touch no other; how many rows that takes."""
    ends = [float("-inf")] * _DEEP
    marks, deep = [], 1
    for moment in sorted(moments, key=lambda m: (m.first, m.last, m.thing)):
        x, to = _x(str(moment.first), at, 0), _x(str(moment.last), at, 1)
        exact = moment.precision == "day" or to - x < 12
        if exact:
            x = to = (x + to) / 2
        row = next((n for n, end in enumerate(ends) if end < x - 9), min(range(_DEEP), key=lambda n: ends[n]))
        ends[row] = max(ends[row], to + 9)
        deep = max(deep, row + 1)
        marks.append(Mark(moment, round(x, 1), round(to, 1), round(top + 16 + row * _ROW, 1), exact))
    return marks, deep


def _x(day: str, at: dict[int | None, Year], after: int) -> float:
    moment = date.fromisoformat(day[:10])
    column = at[moment.year]
    length = 366 if moment.replace(month=12, day=31).timetuple().tm_yday == 366 else 365
    return column.x + column.width * (moment.timetuple().tm_yday - 1 + after) / length


def drawn(view: View, picture: Picture, form: str) -> bytes:
    """The picture as a file of its own: SVG, or pixels of it."""
    from suviaz.draw.look import LIGHT

    context: dict[str, Any] = {"picture": picture, "view": view, "say": view.say, "state": view.state}
    context |= {"alone": True, "colours": LIGHT}
    svg = template("timeline.svg").render(context)
    if form == "svg":
        return svg.encode()
    from suviaz.draw.raster import raster

    return raster(svg)
