"""Times of things as the graph holds them: exact days, windows, years, and days whose year is not known."""

from __future__ import annotations

import re
from typing import Protocol


class Dated(Protocol):
    """Whatever can list its dates: `days("startDate")`."""

    def days(self, relation: str) -> list[str]: ...


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def bounds(known: Dated) -> tuple[str | None, str | None] | None:
    """The earliest and the latest day on which something lies, None where open; None alone if no time is known."""
    first = [
        day for day in (*known.days("startDate"), *known.days("signedOn"), *known.days("notBefore")) if _DAY.match(day)
    ]
    last = [day for day in (*known.days("endDate"), *known.days("notAfter")) if _DAY.match(day)]
    first += [f"{year[:4]}-01-01" for year in known.days("startYear")]
    last += [f"{year[:4]}-12-31" for year in known.days("endYear")]
    if not first and not last:
        return None
    start = min(first, default=None)
    return start, max(last, default=start if known.days("startDate") or known.days("signedOn") else None)


def edtf(known: Dated) -> str | None:
    """The time in EDTF notation, no more precise than it is known."""
    exact = known.days("startDate") or known.days("signedOn")
    if exact:
        end = known.days("endDate")
        return exact[0] if not end or end[-1] == exact[0] else f"{exact[0]}/{end[-1]}"
    if known.days("startYear"):
        years = (known.days("startYear")[0], (known.days("endYear") or known.days("startYear"))[-1])
        return years[0] if years[0] == years[1] else "/".join(years)
    after, before = known.days("notBefore"), known.days("notAfter")
    if not after and not before:
        return None
    start, end_ = (after or [".."])[0], (before or [".."])[-1]
    return shortened(start, end_)


def shortened(start: str, end: str) -> str:
    """Bounds (`..` where open) in EDTF notation; a window that is exactly a month or a year as that month or year."""
    if start[:4] == end[:4] and start.endswith("-01-01") and end.endswith("-12-31"):
        return start[:4]
    if start[:7] == end[:7] and start.endswith("-01") and end[8:] in {"28", "29", "30", "31"}:
        return start[:7]
    return start if start == end else f"{start}/{end}"


def overlaps(time: tuple[str | None, str | None] | None, first: int | str | None, last: int | str | None) -> bool:
    """Whether a time can lie between two years or days; a time that is not known can."""
    if time is None:
        return True
    start, end = time
    lower = f"{first:04d}-01-01" if isinstance(first, int) else _padded(first, "-01-01")
    upper = f"{last:04d}-12-31" if isinstance(last, int) else _padded(last, "-12-31")
    return not ((lower and end and end < lower) or (upper and start and start > upper))


def _padded(day: str | None, rest: str) -> str | None:
    """`2017` and `2017-03` as whole days."""
    if day is None:
        return None
    return day + rest[-(10 - len(day)) :] if len(day) < 10 else day
