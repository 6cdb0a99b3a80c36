"""Figures of the network: who stands between others, who belongs together, what each year brought in which field."""

from __future__ import annotations

from typing import Any

from suviaz.memory.times import Tally
from suviaz.web.screens import asking
from suviaz.web.screens.page import Page, Table, View

_BROKERS = 15
_ENDS = ("Person", "Organisation", "Body", "Country", "Group")


def figures(view: View) -> Page:
    """Brokers, communities and ties by field and year, of a pair, field or time; and the ways between two actors."""
    state = view.state
    part = (state.pair, state.code("field"), state.time("from"), state.time("to"))
    account = view.seen.figures(*part, state.ui)
    tallies = list(view.seen.tallies(*part, state.ui))
    one = account.entries[0]
    years = sorted({tally.year for tally in tallies if tally.year is not None})
    ends, ways, wrong = _ways(view)
    data = {
        "one": one,
        "brokers": one.brokers[:_BROKERS],
        "phrases": account.phrases,
        "years": years,
        "whole": {tally.year: tally for tally in tallies if tally.field is None},
        "grid": _grid(tallies),
        "deepest": max((t.events + t.papers for t in tallies if t.field is not None and t.year is not None), default=1)
        or 1,
        "countries": {country.code: country.iri for country in view.seen.countries},
        "ends": ends,
        "ways": ways,
        "wrong": wrong,
        "label": lambda code: view.concept("field", code),
    }
    rows = tuple((t.year, t.field or "", t.events, t.papers, t.planned) for t in tallies)
    pair = state.pair or (None, None)
    return Page(
        "figures.html",
        view.say("nav.network"),
        data,
        table=Table(("year", "field", "events", "papers", "planned"), rows),
        things=[broker.actor for broker in one.brokers],
        query=asking.filled("fields", {"a": pair[0], "b": pair[1], "lang": state.lang}),
    )


def _grid(tallies: list[Tally]) -> list[tuple[str, dict[int, Tally], int]]:
    """Of each field its tallies by year and the sum of them, the weightiest field first."""
    fields: dict[str, dict[int, Tally]] = {}
    for tally in tallies:
        if tally.field is not None and tally.year is not None:
            fields.setdefault(tally.field, {})[tally.year] = tally
    found = [(field, own, sum(t.events + t.papers for t in own.values())) for field, own in fields.items()]
    return sorted((row for row in found if row[2]), key=lambda row: (not row[0], -row[2], row[0]))


def _ways(view: View) -> tuple[list[str], list[Any] | None, str]:
    """Which actors `a` and `b` are, the ways between them (None where none are asked for), and what is wrong."""
    asked = [view.state.get(name).strip() for name in ("a", "b")]
    ends: list[str] = []
    for end in filter(None, asked):
        hits = [hit.iri for hit in view.seen.spellings.find(end) if view.things.about(hit.iri).type in _ENDS]
        if not hits:
            return ends, [], view.say("figures.unknown", name=end)
        # Of several that are called so, the one that most is told of.
        best = hits[:1] if len(hits) == 1 else sorted(hits[:6], key=lambda iri: -len(view.things.records(iri)))
        ends.append(best[0])
    if len(ends) < 2:
        return ends, None, ""
    if ends[0] == ends[1]:
        return ends, [], view.say("figures.same")
    return ends, list(view.seen.ways(*ends, view.state.ui)), ""
