"""Whether two acts are one: an agreement or an event that two sources tell of, in their own words.

The countries, the kind, the day and the field make an act what it is; who took part and the name of the thing
confirm it. Sources may call one paper a protocol and a memorandum: the class alone does not tell two papers apart.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from suviaz.identity.values import APART, Blocks, Judgement, Name, Profile, verdict

_SAME, _UNSURE = 0.85, 0.6
_ENCOUNTERS = frozenset({"meeting", "talks", "visit", "Meeting"})
"""Of these, one day may see several between the same countries: who took part tells them apart."""
_ALIKE = (
    frozenset({"meeting", "talks", "Meeting"}),
    frozenset({"forum", "conference", "seminar", "workshop"}),
)


class Acts:
    """Blocks and judgements for agreements and events. `alike`: whether two names may be one person's or body's."""

    def __init__(self, alike: Callable[[Name, Name], bool]) -> None:
        self._alike = alike

    def blocks(self, act: Profile) -> Blocks:
        """Keys under which two profiles of one act meet: kind, countries and month; of a paper, the year.

        A paper of which one source tells no more than the year meets all that others date within it.
        """
        if len(act.countries) < 2:
            return Blocks(frozenset(), frozenset())
        head = f"{act.kind[0].casefold()}:{'-'.join(sorted(act.countries))}"
        months = frozenset(f"{head}:{month}" for month in _months(act))
        if act.kind != "Agreement":
            return Blocks(months, months)
        if year := _year(act):
            return Blocks(frozenset([f"{head}:{year}"]), frozenset([f"{head}:{year}", f"{head}:{year}:within"]))
        years = {month[:-3] for month in months}
        return Blocks(months | {f"{year}:within" for year in years}, months | years)

    def judge(self, one: Profile, other: Profile) -> Judgement:
        """Whether two profiles are one act. Symmetric."""
        if one.countries != other.countries:
            return Judgement(APART, 0.0, ("between different countries",))
        if one.kind == "Event" and not _types_fit(one, other):
            return Judgement(APART, 0.0, ("different kinds of event",))
        score, reasons = 0.45, ["between the same countries"]
        if one.days and other.days:
            gap = min(_gap(a, b) for a in one.days for b in other.days)
            if gap > 1:
                return Judgement(APART, 0.0, (f"{gap} days apart",))
            score, reasons = score + (0.25 if not gap else 0.1), [*reasons, "on one day" if not gap else "a day apart"]
        elif _month(one) and _month(one) == _month(other):
            score, reasons = score + 0.2, [*reasons, "in the same month"]
        elif _windows_meet(one, other):
            near = _months(one) & _months(other)
            score, reasons = score + (0.1 if near else 0.05), [*reasons, "perhaps at one time"]
        else:
            return Judgement(APART, 0.0, ("at different times",))
        if one.fields & other.fields:
            score, reasons = score + 0.2, [*reasons, "in the same field"]
        elif one.fields and other.fields:
            score, reasons = score - 0.3, [*reasons, "in different fields"]
        if (_year(one) or _year(other)) and one.types and other.types and one.types.isdisjoint(other.types):
            score, reasons = score - 0.1, [*reasons, "one paper of the year, and one of another kind"]
        if one.types & _ENCOUNTERS and not _of_one_group(one, other):
            score, reasons = score - 0.1, [*reasons, "a visit, and a meeting"]
        score, reasons = self._who(one, other, score, reasons)
        return verdict(score, reasons, same=_SAME, unsure=_UNSURE)

    def _who(self, one: Profile, other: Profile, score: float, reasons: list[str]) -> tuple[float, list[str]]:
        encounter = bool(one.types & _ENCOUNTERS)
        met = self._shared(one.people, other.people)
        if met is None and encounter:
            score, reasons = score - 0.1, [*reasons, "who met is not known"]
        elif met is not None and not any(map(any, met)):
            score, reasons = score - 0.2, [*reasons, "of different people or bodies"]
        elif met is not None and encounter and not any(map(all, met)):
            reasons = [*reasons, "the same people met others"]  # a guest meets several hosts on one day
        elif met is not None:
            score, reasons = score + 0.15, [*reasons, "of the same people or bodies"]
        things = self._shared(one.things, other.things)
        if things is not None and any(map(any, things)):
            score, reasons = score + 0.1, [*reasons, "the same name"]
        if one.places & other.places:
            # Of whatever is not a meeting, a place rarely sees two on a day.
            score, reasons = score + (0.05 if encounter else 0.15), [*reasons, "in the same place"]
        return score, reasons

    def _shared(self, one: frozenset[Name], other: frozenset[Name]) -> tuple[list[bool], list[bool]] | None:
        """For each name of one, and for each of the other, whether it has its like there; None where one is silent."""
        if not one or not other:
            return None
        return [any(self._alike(a, b) for b in sorted(other)) for a in sorted(one)], [
            any(self._alike(a, b) for a in sorted(one)) for b in sorted(other)
        ]


def _types_fit(one: Profile, other: Profile) -> bool:
    return bool(one.types & _ENCOUNTERS and other.types & _ENCOUNTERS) or _of_one_group(one, other)


def _of_one_group(one: Profile, other: Profile) -> bool:
    if one.types & other.types or not one.types or not other.types:
        return True
    return any(one.types & group and other.types & group for group in _ALIKE)


def _months(act: Profile) -> set[str]:
    if act.days:
        return {day[:7] for day in act.days}
    if not act.start or not act.end:
        return set()
    year, month = int(act.start[:4]), int(act.start[5:7] or 1)
    found: set[str] = set()
    while f"{year:04d}-{month:02d}" <= act.end[:7] and len(found) < 4:
        found.add(f"{year:04d}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found if f"{year:04d}-{month:02d}" > act.end[:7] else set()


def _year(act: Profile) -> str:
    """The year, where that is all that is known of the time."""
    start, end = act.start or "", act.end or ""
    whole = not act.days and start[4:] == "-01-01" and end[4:] == "-12-31" and start[:4] == end[:4]
    return start[:4] if whole else ""


def _month(act: Profile) -> str:
    """The month, where that is all that is known of the time."""
    months = _months(act) if not any(len(day) > 7 for day in act.days) else set()
    return min(months) if len(months) == 1 else ""


def _gap(one: str, other: str) -> int:
    if len(one) < 10 or len(other) < 10:
        return 0 if one[:7] == other[:7] else 99
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _windows_meet(one: Profile, other: Profile) -> bool:
    first = one.start or min(one.days, default=""), one.end or max(one.days, default="")
    second = other.start or min(other.days, default=""), other.end or max(other.days, default="")
    return bool(all(first) and all(second)) and first[0] <= second[1] and second[0] <= first[1]
