"""What a matched time expression means: days, or a window in which the time lies."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from suviaz.model import When


class Values:
    """What the tokens of one match mean, by class."""

    def __init__(self, values: list[tuple[str, Any]], previous: str | None) -> None:
        self.values = values
        self.previous = previous

    def all(self, name: str) -> list[Any]:
        return [value for key, value in self.values if key == name]

    def get(self, name: str, default: Any = None) -> Any:
        return next((value for key, value in self.values if key == name), default)

    def months(self) -> list[int]:
        """Months by name or, where a language counts them, by number."""
        return self.all("MONTH") or self.all("NUMBER")

    def days(self) -> list[int]:
        """Day numbers; a tens word adds to the one after it («дваццаць шостага»)."""
        out, tens = [], 0
        for key, value in self.values:
            if key == "TENS":
                tens = value
            elif key == "DAY":
                out.append(tens + value)
                tens = 0
        return out

    def year(self, anchor: date | None) -> int | None:
        """The year that is stated, outright («2017 года») or from the anchor («мінулага года», «летась»)."""
        if (year := self.get("YEAR")) is not None:
            return int(year)
        offset = self.get("THAT_YEAR")
        if offset is None and any(key == "year" for key, _ in self.values):
            offset = self.get("REL", 0)  # «у канцы года»: of this year
        return anchor.year + offset if anchor and offset is not None else None


def _iso(*parts: int) -> str:
    return "-".join(f"{part:04d}" if part > 99 else f"{part:02d}" for part in parts)


def _day(day: date) -> When:
    return When(day.isoformat(), day.isoformat())


def _window(first: date, last: date) -> When:
    return When(first.isoformat(), last.isoformat(), exact=False)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    """From the first day of a month to the last day of another; a last month before the first is in the next year."""
    end = year + (last < first)
    return date(year, first, 1), date(end, last, monthrange(end, last)[1])


def _distance(window: tuple[date, date], anchor: date) -> int:
    if window[0] <= anchor <= window[1]:
        return 0
    return min(abs((window[0] - anchor).days), abs((window[1] - anchor).days))


def _nearest(make: Callable[[int], tuple[date, date]], anchor: date) -> tuple[date, date]:
    """The occurrence nearest to the anchor of what comes once a year; the earlier one of two equally near."""
    options = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            options.append(make(year))
        except ValueError:  # 29 February
            continue
    if not options:
        raise ValueError("no such day near the anchor")
    return min(options, key=lambda window: (_distance(window, anchor), window))


def _on_day(values: Values, anchor: date | None) -> When:
    day, month, year = values.days()[0], values.get("MONTH"), values.year(anchor)
    month = values.all("NUMBER")[0] if month is None else month
    if year is not None:
        return _day(date(year, month, day))
    date(2000, month, day)  # raises ValueError where there is no such day in any year
    weekday = values.get("WEEKDAY")
    if anchor is None:
        return When("--" + _iso(month, day), "--" + _iso(month, day))
    if weekday is not None:
        years = [y for y in range(anchor.year - 1, anchor.year + 2) if date(y, month, min(day, 28)).year == y]
        for year in sorted(years, key=lambda y: abs((date(y, month, min(day, 28)) - anchor).days)):
            if day <= monthrange(year, month)[1] and date(year, month, day).isoweekday() == weekday:
                return _day(date(year, month, day))
    return _day(_nearest(lambda year: (date(year, month, day),) * 2, anchor)[0])


_FAR = 24
"""Days from the anchor at which the number of a day alone is of another month."""


def _on_number(values: Values, anchor: date | None) -> When | None:
    """«26일», «지난 12일», «지난달 30일», «28~29일»: days of the month of publication, or of the one next to it."""
    if anchor is None:
        return None
    days, offset, relative = values.days(), values.get("THAT_MONTH"), values.get("REL") or None
    if "month" in dict(values.values):
        offset, relative = relative or 0, None  # «다음 달 3일»

    def make(months: int) -> tuple[date, date]:
        index = anchor.year * 12 + anchor.month - 1 + months
        first = date(index // 12, index % 12 + 1, days[0])
        index += days[-1] < days[0]
        return first, date(index // 12, index % 12 + 1, days[-1])

    options = []
    for months in (0, -1, 1) if offset is None else (offset,):
        try:
            options.append(make(months))
        except ValueError:  # 31 June
            continue
    if relative is not None:
        options = [w for w in options if (w[0] <= anchor if relative < 0 else w[1] >= anchor)] or options
        first, last = min(options, key=lambda window: _distance(window, anchor))
    elif options and _distance(options[0], anchor) > _FAR:
        first, last = min(options, key=lambda window: _distance(window, anchor))
    elif options:
        first, last = options[0]
    else:
        raise ValueError("no such day near the anchor")
    return When(first.isoformat(), last.isoformat())


def _on_days(values: Values, anchor: date | None) -> When:
    days, months, years = values.days(), values.months(), values.all("YEAR")
    first, last = (months[0], days[0]), (months[-1], days[-1])
    if len(years) == 2:
        return When(date(years[0], *first).isoformat(), date(years[1], *last).isoformat())

    def make(year: int) -> tuple[date, date]:
        # A stated year belongs to the last day: «з 28 снежня па 3 студзеня 2018 года».
        return date(year - (last < first), *first), date(year, *last)

    year = values.year(anchor)
    if year is None and anchor is None:
        date(2000, *first), date(2000, *last)
        return When("--" + _iso(*first), "--" + _iso(*last))
    start, end = make(year) if year is not None else _nearest(make, anchor or date.min)
    return When(start.isoformat(), end.isoformat())


def _in_months(values: Values, anchor: date | None) -> When:
    months, year = values.months(), values.year(anchor)
    if year is not None:
        start = year - (months[-1] < months[0])
        return _window(*_months(start, months[0], months[-1]))
    if anchor is None:
        return When(f"--{months[0]:02d}", f"--{months[-1]:02d}")
    relative = values.get("REL") or 0
    if relative:  # «last November»
        windows = [_months(anchor.year + offset, months[0], months[-1]) for offset in (-1, 0, 1)]
        past = [window for window in windows if window[1] < anchor]
        return _window(*(max(past) if relative < 0 else min(window for window in windows if window[0] > anchor)))
    return _window(*_nearest(lambda y: _months(y, months[0], months[-1]), anchor))


def _in_years(values: Values, anchor: date | None) -> When | None:
    years = values.all("YEAR")
    if not years:
        year = values.year(anchor)
        if year is None:
            return None
        years = [year]
    return _window(date(min(years), 1, 1), date(max(years), 12, 31))


def _in_decade(values: Values, anchor: date | None) -> When:
    year = values.get("YEAR")
    return _window(date(year, 1, 1), date(year + 9, 12, 31))


def _in_part_of_year(values: Values, anchor: date | None) -> When | None:
    """Seasons, halves, quarters: month windows that come once a year."""
    if (season := values.get("SEASON")) is not None:
        first, last = (int(month) for month in season.split("/"))
    elif (order := values.get("ORDER", values.get("NUMBER"))) is not None:
        length = 3 if "quarter" in dict(values.values) else 6
        if order * length > 12:
            raise ValueError("no such part of a year")
        first, last = order * length - length + 1, order * length
    else:
        first, last = (int(month) for month in values.get("PART_YEAR").split("/"))
    if values.get("MONTH") is not None:
        return None
    year = values.year(anchor)
    if year is not None:
        return _window(*_months(year, first, last))
    if anchor is None:
        return When(f"--{first:02d}", f"--{last:02d}")
    relative = values.get("REL")
    options = [_months(anchor.year + offset, first, last) for offset in (-2, -1, 0, 1, 2)]
    if relative is not None and relative < 0:
        return _window(*max(window for window in options if window[1] < anchor))
    if relative is not None and relative > 0:
        return _window(*min(window for window in options if window[0] > anchor))
    return _window(*min(options, key=lambda window: (_distance(window, anchor), window)))


def _in_part_of_month(values: Values, anchor: date | None) -> When:
    """«у пачатку красавіка», «у другой палове мая»."""
    order = values.get("ORDER")
    part = f"{15 * order - 14}/{15 * order if order == 1 else 31}" if order is not None else values.get("PART_MONTH")
    first, last = (int(day) for day in part.split("/"))
    month = values.months()[0]

    def make(year: int) -> tuple[date, date]:
        return date(year, month, first), date(year, month, min(last, monthrange(year, month)[1]))

    year = values.year(anchor)
    if year is not None:
        return _window(*make(year))
    if anchor is None:
        return When(f"--{month:02d}", f"--{month:02d}")
    return _window(*_nearest(make, anchor))


def _since(values: Values, anchor: date | None) -> When | None:
    when = _plain(values, anchor)
    return when and When(when.start, None, exact=(when.start or "").startswith("--"))


def _until(values: Values, anchor: date | None) -> When | None:
    when = _plain(values, anchor)
    return when and When(None, when.end, exact=(when.end or "").startswith("--"))


def _plain(values: Values, anchor: date | None) -> When | None:
    if values.days():
        return _on_day(values, anchor)
    if values.get("PART_YEAR") or values.get("ORDER"):
        return _in_part_of_year(values, anchor)
    return _in_months(values, anchor) if values.months() else _in_years(values, anchor)


def _relative_day(values: Values, anchor: date | None) -> When | None:
    if (after := values.get("AFTER")) is not None:
        if (values.previous or "").startswith("--"):
            day = date.fromisoformat(f"2001{(values.previous or '')[1:]}") + timedelta(days=after)
            return When("--" + _iso(day.month, day.day), "--" + _iso(day.month, day.day))
        base = date.fromisoformat(values.previous) if values.previous else anchor
        return _day(base + timedelta(days=after)) if base else None
    return _day(anchor + timedelta(days=values.get("THAT_DAY"))) if anchor else None


def _same_day(values: Values, anchor: date | None) -> When | None:
    """«в тот же день»: the day spoken of before."""
    return When(values.previous, values.previous) if values.previous else None


def _on_weekday(values: Values, anchor: date | None) -> When | None:
    if anchor is None:
        return None
    ahead = (values.get("WEEKDAY") - anchor.isoweekday()) % 7
    relative = values.get("REL")
    if relative is None or relative == 0:
        # News speaks of the weekday that is nearest; of the past one where both are equally near.
        return _day(anchor + timedelta(days=ahead if ahead <= 3 else ahead - 7))
    return _day(anchor + timedelta(days=ahead - 7 if relative < 0 or ahead > 7 else ahead or 7))


def _in_week(values: Values, anchor: date | None) -> When | None:
    if anchor is None:
        return None
    weeks = values.get("THAT_WEEK", values.get("REL", 0))
    monday = anchor - timedelta(days=anchor.isoweekday() - 1) + timedelta(weeks=weeks)
    return _window(monday, monday + timedelta(days=6))


def _in_that_month(values: Values, anchor: date | None) -> When | None:
    if anchor is None:
        return None
    index = anchor.year * 12 + anchor.month - 1 + values.get("THAT_MONTH", values.get("REL", 0))
    return _window(*_months(index // 12, index % 12 + 1, index % 12 + 1))


def _away(values: Values, anchor: date | None) -> When | None:
    """«два гады таму», «праз тры дні»: with the precision of the unit."""
    if anchor is None:
        return None
    number = values.get("COUNT", values.get("NUMBER", 1))
    number = -number if "ago" in dict(values.values) else number
    names = dict(values.values)
    if "days" in names:
        return _day(anchor + timedelta(days=number))
    if "weeks" in names:
        return _in_week(Values([("REL", number)], None), anchor)
    if "months" in names:
        return _in_that_month(Values([("REL", number)], None), anchor)
    return _in_years(Values([("THAT_YEAR", number)], None), anchor)


def _vague(values: Values, anchor: date | None) -> None:
    return None


RULES: Mapping[str, Callable[[Values, date | None], When | None]] = {
    "day": _on_day,
    "iso": lambda values, anchor: _day(date(values.get("YEAR"), values.get("NUMBER"), values.days()[-1])),
    "days": _on_days,
    "day-of-month": _on_number,
    "month": _in_months,
    "months": _in_months,
    "year": _in_years,
    "years": _in_years,
    "decade": _in_decade,
    "season": _in_part_of_year,
    "part": _in_part_of_year,
    "part-of-month": _in_part_of_month,
    "since": _since,
    "until": _until,
    "relative": _relative_day,
    "same-day": _same_day,
    "weekday": _on_weekday,
    "week": _in_week,
    "that-month": _in_that_month,
    "distance": _away,
    "vague": _vague,
}
