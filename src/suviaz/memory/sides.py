"""Two sides compared: what the sources of each country say of one matter, and who reports what, and when.

A source speaks for the country of its outlet. Whether a side is silent can only be said as far as its articles are in
the collection: so every silence comes with how many of them there are about that time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from suviaz.memory.matters import Matter, time
from suviaz.memory.sources import Source, Telling
from suviaz.memory.values import AGREEMENTS, NOTHING, Evidence, Known, Words, local
from suviaz.names import fold

Voice = Literal["told", "silent", "not-covered"]
Verdict = Literal["agreed", "different", "divided", "only"]
VERDICTS: tuple[Verdict, ...] = ("agreed", "different", "divided", "only")
FACETS = ("kind", "event", "date", "place", "field", "actor", "name", "outcome", "status", "number")
ELSEWHERE = "elsewhere"
"""The side of sources of third countries, and of those whose country is not known."""
AROUND = 90
"""Days before and after a matter within which a side's articles count as covering it."""

_GENERAL = frozenset({"Agreement", "Event", "Meeting"})
_SINGLE = ("kind", "date", "place", "name")
_PLANNED = frozenset({"announced", "scheduled"})


@dataclass(frozen=True, slots=True)
class Report:
    """What one side does about a matter. `side` is a country's IRI or ELSEWHERE; `first` the day of its first article,
    `lag` the days from the matter's end to that (negative: it was told before); `covered` counts the side's articles
    within AROUND days, the telling ones apart."""

    side: str
    voice: Voice
    articles: tuple[str, ...]
    first: str | None
    lag: int | None
    covered: int
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """That a side gives these values: IRIs, codes, days or bounds of days (`2017-04-01/2017-04-30`), numbers, names."""

    side: str
    values: tuple[str, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing compared. agreed: both sides say it; different: they say what cannot both be; divided: the
    sources of one side do (a claim for each value); only: one side says it.

    `about` is whose name it is, for the facet `name`."""

    facet: str
    verdict: Verdict
    claims: tuple[Claimed, ...]
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A matter as each side tells of it. `found` are those of its things that were put beside the others by comparison
    of kind, countries, time and field, not because anybody said that they are one."""

    thing: str
    things: tuple[str, ...]
    found: tuple[str, ...]
    first: str | None
    last: str | None
    reports: tuple[Report, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """What comparing works on: all sources, what each says of each thing, and how places lie in one another."""

    sources: Mapping[str, Source]
    tellings: Mapping[str, tuple[Telling, ...]]
    within: Mapping[str, frozenset[str]]
    numbers: Callable[[str, Source], frozenset[str]] = lambda text, source: frozenset()
    names: Callable[[str], Mapping[str, frozenset[tuple[str, str]]]] = lambda who: {}


def compare(matter: Matter, known: Known, evidence: Evidence, press: Press, *, pair: tuple[str, str]) -> Comparison:
    """The matter as the two sides tell of it. A pure function of its arguments."""
    told = [telling for iri in matter.things for telling in press.tellings.get(iri, ())]
    first, last = time(matter, known)
    given = {facet: _given(facet, told, evidence, press, pair=pair) for facet in FACETS}
    given["outcome"] = _outcomes(given["outcome"], matter, known)
    points = [point for facet in FACETS for point in _points(facet, given[facet], press, pair=pair, end=last or first)]
    told_by = reports(told, evidence, press, pair=pair, span=(first, last))
    return Comparison(matter.thing, matter.things, matter.found, first, last, told_by, tuple(points))


def side_of(source: Source, pair: tuple[str, str]) -> str:
    """The side that a source speaks for."""
    return source.country if source.country and source.country in pair else ELSEWHERE


def reports(
    told: list[Telling], evidence: Evidence, press: Press, *, pair: tuple[str, str], span: tuple[str | None, str | None]
) -> tuple[Report, ...]:
    """What each side does; nothing where no article tells of the matter. Elsewhere is named only where it tells."""
    found = []
    when = span[1] or span[0] or min((t.source.published for t in told if t.source.published), default=None)
    for side in (*pair, ELSEWHERE):
        own = [telling for telling in told if side_of(telling.source, pair) == side]
        articles = {telling.source.article: telling.source for telling in own}
        near = [
            source.article
            for source in press.sources.values()
            if side_of(source, pair) == side and source.article not in articles and _near(source.published, span, when)
        ]
        days = sorted(source.published for source in articles.values() if source.published)
        lag = (date.fromisoformat(days[0]) - date.fromisoformat(when)).days if days and when else None
        voice: Voice = "told" if own else "silent" if near else "not-covered"
        if own or side != ELSEWHERE:
            words = _words(own, evidence)
            first = days[0] if days else None
            found.append(Report(side, voice, tuple(sorted(articles)), first, lag, len(near), words))
    return tuple(found) if told else ()


_Given = dict[str, dict[str, tuple[Words, ...]]]
"""By side, each value and the words that give it."""


def _given(facet: str, told: list[Telling], evidence: Evidence, press: Press, *, pair: tuple[str, str]) -> _Given:
    found: _Given = {}
    for telling in told:
        own = _words([telling], evidence)
        for value in _values(facet, telling, own, press):
            given = found.setdefault(side_of(telling.source, pair), {})
            given[value] = (*given.get(value, ()), *_for(facet, value, own))
    return found


def _values(facet: str, telling: Telling, own: tuple[Words, ...], press: Press) -> frozenset[str]:
    if facet == "kind":
        papers = telling.kinds & AGREEMENTS
        return papers - {"Agreement"} or papers
    if facet == "date":
        return _dates(telling)
    if facet == "number":
        return frozenset().union(*(press.numbers(words.text, telling.source) for words in own if words.part is None))
    if facet == "actor":
        return telling.actors
    if facet == "name":
        spelt = ((who, press.names(who).get(telling.source.article, ())) for who in telling.actors)
        return frozenset(f"{who} {lang} {name}" for who, names in spelt for name, lang in names)
    values = telling.values(_PARTS[facet])
    return frozenset(map(local, values)) if facet in ("event", "field", "status") else values


_PARTS = {
    "event": "hasEventType", "place": "isLocatedIn", "field": "hasField", "outcome": "hasOutcome",
    "status": "hasStatus", "actor": "hasParty",
}  # fmt: skip


def _for(facet: str, value: str, own: tuple[Words, ...]) -> tuple[Words, ...]:
    """The words that speak for the value; where none do, those for the thing as a whole."""
    exact = tuple(w for w in own if w.part == _PARTS.get(facet, "") and w.value and value in (w.value, local(w.value)))
    if facet == "date":
        exact = tuple(w for w in own if w.part in ("startDate", "signedOn", "notBefore", "notAfter", "dateText"))
    if facet == "number":
        exact = tuple(w for w in own if w.part is None and value in w.text.replace("\u00a0", "").replace(" ", ""))
    return exact or tuple(w for w in own if w.part is None) or own


def _outcomes(given: _Given, matter: Matter, known: Known) -> _Given:
    """Outcomes beside the matter itself, by their class: one centre told of by two sides may be two nodes."""
    found: _Given = {}
    for side, own in given.items():
        for iri, words in own.items():
            if iri not in matter.things:
                thing = known.things.get(iri)
                value = f"kind/{min(thing.kinds)}" if thing else iri
                kept = found.setdefault(side, {})
                kept[value] = (*kept.get(value, ()), *words)
    return found


def _dates(telling: Telling) -> frozenset[str]:
    exact = {day[:10] for day in telling.values("startDate", "signedOn") if day[:4].isdigit()}
    if exact:
        end = max((day[:10] for day in telling.values("endDate") if day[:4].isdigit()), default="")
        return frozenset(f"{day}/{end}" if len(exact) == 1 and end > day else day for day in exact)
    low, high = telling.values("notBefore"), telling.values("notAfter")
    if len(low) == 1 and len(high) == 1:
        first, last = min(low)[:10], min(high)[:10]
        return frozenset({first if first == last else f"{first}/{last}"})
    return NOTHING


def _points(facet: str, given: _Given, press: Press, *, pair: tuple[str, str], end: str | None) -> list[Point]:
    """What is agreed, what differs, what only one side says; what only third countries say stands last."""
    ours, theirs = given.get(pair[0], {}), given.get(pair[1], {})
    if facet == "status":
        ours, theirs = _news(ours, end), _news(theirs, end)
    same_ours = {v for v in ours if any(_fits(facet, v, w, press) for w in theirs)}
    same_theirs = {w for w in theirs if any(_fits(facet, v, w, press) for v in ours)}
    left_ours = {v: t for v, t in ours.items() if v not in same_ours}
    left_theirs = {w: t for w, t in theirs.items() if w not in same_theirs}
    if facet == "name":
        settled = {_whose(value) for value in (*same_ours, *same_theirs)}
        return _spelt({v: t for v, t in left_ours.items() if _whose(v) not in settled}, left_theirs, pair)
    found = []
    if same_ours:
        both = [{v: ours[v] for v in same_ours}, {w: theirs[w] for w in same_theirs}]
        found.append(_point(facet, "agreed", zip(pair, both, strict=True)))
    if facet in _SINGLE and (left_ours or left_theirs) and ours and theirs:
        found.append(_point(facet, "different", [(pair[0], left_ours or ours), (pair[1], left_theirs or theirs)]))
    else:
        found += [
            _point(facet, "only", [(s, own)]) for s, own in zip(pair, (left_ours, left_theirs), strict=True) if own
        ]
    if facet in _SINGLE:
        found += [point for side in pair for point in _divided(facet, side, given.get(side, {}), press)]
    if facet != "status":
        others = given.get(ELSEWHERE, {})
        new = {v: t for v, t in others.items() if not any(_fits(facet, v, w, press) for w in (*ours, *theirs))}
        found += [_point(facet, "only", [(ELSEWHERE, new)])] if new else []
    return found


def _divided(facet: str, side: str, own: Mapping[str, tuple[Words, ...]], press: Press) -> list[Point]:
    """The values of one side that cannot be true together and stand in different articles."""
    articles = {value: {w.article for w in words} for value, words in own.items()}
    apart = sorted(
        {v for v in own if any(not _fits(facet, v, w, press) and not articles[v] & articles[w] for w in own)}
    )
    return [_point(facet, "divided", [(side, {value: own[value]}) for value in apart])] if apart else []


def _spelt(
    ours: Mapping[str, tuple[Words, ...]], theirs: Mapping[str, tuple[Words, ...]], pair: tuple[str, str]
) -> list[Point]:
    """Names that the two sides spell differently in one language: a point for each name and language."""
    found = []
    for whose in sorted({_whose(value) for value in ours} & {_whose(value) for value in theirs}):
        both = [
            {value.split(" ", 2)[2]: words for value, words in side.items() if _whose(value) == whose}
            for side in (ours, theirs)
        ]
        found.append(_point("name", "different", zip(pair, both, strict=True), whose.split(" ")[0]))
    return found


def _whose(value: str) -> str:
    """Of `IRI language name` the first two: names in two languages cannot be compared letter by letter."""
    return " ".join(value.split(" ", 2)[:2])


def _point(
    facet: str,
    verdict: Verdict,
    sides: Iterable[tuple[str, Mapping[str, tuple[Words, ...]]]],
    about: str | None = None,
) -> Point:
    claims = []
    for side, given in sides:
        words = tuple(dict.fromkeys(w for value in sorted(given) for w in given[value]))
        claims.append(Claimed(side, tuple(sorted(given)), words))
    return Point(facet, verdict, tuple(claims), about)


def _news(given: Mapping[str, tuple[Words, ...]], end: str | None) -> dict[str, tuple[Words, ...]]:
    """Statuses without plans that were told in time: that it was planned, and then was held, is no contradiction."""
    late = {
        status: tuple(w for w in words if not end or (w.published or "") > end)
        for status, words in given.items()
        if status in _PLANNED
    }
    return {status: late.get(status, words) for status, words in given.items() if late.get(status, words)}


def _fits(facet: str, one: str, other: str, press: Press) -> bool:
    """Whether both can be true of one thing at the same time, the one being less exact than the other."""
    if one == other:
        return True
    if facet == "kind":
        return bool({one, other} & _GENERAL)
    if facet == "date":
        (low, high), (first, last) = _bounds(one), _bounds(other)
        return low <= last and first <= high
    if facet == "place":
        return one in press.within.get(other, ()) or other in press.within.get(one, ())
    if facet == "name" and _whose(one) == _whose(other):
        parts = [set(fold(name.split(" ", 2)[2]).replace("-", " ").split()) for name in (one, other)]
        return parts[0] <= parts[1] or parts[1] <= parts[0]
    return False


def _bounds(value: str) -> tuple[str, str]:
    first, _, last = value.partition("/")
    return first, last or first


def _words(told: Iterable[Telling], evidence: Evidence) -> tuple[Words, ...]:
    """The words of these tellings and of no other article."""
    found: dict[Words, None] = {}
    for telling in told:
        found.update((w, None) for w in evidence(telling.thing) if w.article == telling.source.address)
    return tuple(sorted(found, key=lambda w: (w.published or "9999", w.article, w.text == w.title, w.start)))


def _near(day: str | None, span: tuple[str | None, str | None], when: str | None) -> bool:
    first, last = span[0] or when, span[1] or when
    if not day or not first or not last:
        return False
    around = timedelta(AROUND)
    return date.fromisoformat(first) - around <= date.fromisoformat(day) <= date.fromisoformat(last) + around
