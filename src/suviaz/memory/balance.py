"""Who reports what of a pair of countries in a period: what both sides tell, what one never does, and who is first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from suviaz.memory.matters import Matter, time, what
from suviaz.memory.sides import ELSEWHERE, Press, Report, reports, side_of
from suviaz.memory.sources import Source
from suviaz.memory.values import Evidence, Known


@dataclass(frozen=True, slots=True)
class Told:
    """A matter in a balance: `by` are the sides that report it, `leader` who did first (None: one side only, or the
    same day), `lag` the days after which the other side followed."""

    thing: str
    kind: str
    fields: tuple[str, ...]
    first: str | None
    last: str | None
    by: tuple[str, ...]
    leader: str | None
    lag: int | None
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A side's articles in the period: how many, of how many outlets, and the days of the first and the last."""

    side: str
    articles: int
    outlets: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many matters of a kind (`kind/Meeting`) or field (`field/ict`) both sides report, or only one of them."""

    of: str
    both: int
    only: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Balance:
    """Who reports what of a pair in a period. `leads` counts the matters that a side reported before the other did,
    `lag` is the median of days in those cases, None where there is none."""

    sides: tuple[str, str]
    first: str | None
    last: str | None
    coverage: tuple[Coverage, ...]
    both: int
    only: Mapping[str, int]
    leads: Mapping[str, int]
    same_day: int
    lag: float | None
    shares: tuple[Share, ...]
    told: tuple[Told, ...]


def balance(
    found: Iterable[Matter],
    known: Known,
    evidence: Evidence,
    press: Press,
    *,
    pair: tuple[str, str],
    period: tuple[str | None, str | None] = (None, None),
) -> Balance:
    """Who reports which of the matters. Those without a time stand where their first article does."""
    told = [_told(matter, known, evidence, press, pair=pair) for matter in found]
    told = [one for one in told if one.reports and _inside(_when(one), period)]
    told.sort(key=lambda one: (_when(one) or "9999", one.thing))
    mine = [source for source in press.sources.values() if _inside(source.published, period)]
    leads = Counter(one.leader for one in told if one.leader)
    shares = []
    for of in sorted({key for one in told for key in _keys(one)}):
        own = [one for one in told if of in _keys(one)]
        shares.append(Share(of, _both(own, pair), _only(own, pair)))
    lags = [one.lag for one in told if one.leader and one.lag is not None]
    return Balance(
        pair,
        *period,
        tuple(_coverage(side, mine, pair) for side in (*pair, ELSEWHERE)),
        _both(told, pair),
        _only(told, pair),
        {side: leads[side] for side in pair},
        sum(1 for one in told if not one.leader and set(pair) <= set(one.by)),
        median(lags) if lags else None,
        tuple(shares),
        tuple(told),
    )


def _told(matter: Matter, known: Known, evidence: Evidence, press: Press, *, pair: tuple[str, str]) -> Told:
    told = [telling for iri in matter.things for telling in press.tellings.get(iri, ())]
    first, last = time(matter, known)
    found = reports(told, evidence, press, pair=pair, span=(first, last))
    days = {report.side: report.first for report in found if report.side in pair and report.first}
    leader, lag = None, None
    if len(days) == 2:
        early, late = sorted(days.items(), key=lambda item: (item[1], item[0]))
        lag = (date.fromisoformat(str(late[1])) - date.fromisoformat(str(early[1]))).days
        leader = early[0] if lag else None
    things = [known.things[iri] for iri in matter.things]
    return Told(
        matter.thing,
        what(things),
        tuple(sorted({code for thing in things for code in known.fields(thing)})),
        first,
        last,
        tuple(report.side for report in found if report.voice == "told"),
        leader,
        lag,
        found,
    )


def _when(told: Told) -> str | None:
    """The day on which it stands in the order of time."""
    return told.first or told.last or min((r.first for r in told.reports if r.first), default=None)


def _inside(day: str | None, period: tuple[str | None, str | None]) -> bool:
    """A day within a period whose bounds may be years or months; what has no day is in no bounded period."""
    first, last = period
    if day is None:
        return first is None and last is None
    return (first is None or day >= first) and (last is None or day[: len(last)] <= last)


def _keys(told: Told) -> tuple[str, ...]:
    return (told.kind, *(f"field/{code}" for code in told.fields))


def _both(told: Iterable[Told], pair: tuple[str, str]) -> int:
    return sum(1 for one in told if set(pair) <= set(one.by))


def _only(told: Iterable[Told], pair: tuple[str, str]) -> dict[str, int]:
    """How many only one side reports; of ELSEWHERE, neither of the two."""
    counts = Counter(
        next(iter(sides)) if sides else ELSEWHERE
        for sides in (set(pair) & set(one.by) for one in told)
        if len(sides) < 2
    )
    return {side: counts[side] for side in (*pair, ELSEWHERE)}


def _coverage(side: str, sources: list[Source], pair: tuple[str, str]) -> Coverage:
    own = [source for source in sources if side_of(source, pair) == side]
    days = sorted(source.published for source in own if source.published)
    voices = {source.voice for source in own}
    return Coverage(side, len(own), len(voices), days[0] if days else None, days[-1] if days else None)
