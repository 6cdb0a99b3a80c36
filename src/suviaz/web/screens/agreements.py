"""The ledger of agreements: who with whom, when, in which state as of a day, and who reports it."""

from __future__ import annotations

from dataclasses import dataclass

from suviaz.memory.lives import Step
from suviaz.web.screens import asking
from suviaz.web.screens.page import Page, Table, View
from suviaz.web.screens.statements import independent

SORTS = ("when", "name", "status", "outlets", "expires")


@dataclass(frozen=True, slots=True)
class Row:
    """An agreement. `sources` counts articles by language; `steps` is its life up to the day that was asked about."""

    iri: str
    when: str
    status: str
    parties: tuple[str, ...]
    countries: tuple[str, ...]
    fields: tuple[str, ...]
    expires: str
    outlets: int
    sources: tuple[tuple[str, int], ...]
    disputed: tuple[str, ...]
    steps: tuple[Step, ...]


def agreements(view: View) -> Page:
    """All agreements, or those of a pair, field, state or time; sorted."""
    state = view.state
    on = state.day("on")
    status, field = state.code("status"), state.code("field")
    first, last = state.time("from"), state.time("to")
    account = view.seen.lives(on, state.pair, state.ui)
    lives = {life.thing: life.steps for life in account}
    every = [row for iri, steps in lives.items() if (row := _row(view, iri, steps)) is not None]
    serving = _under(view, field) if field else set()
    rows = [
        row
        for row in every
        if (not status or row.status == status)
        and (not field or serving & set(row.fields))
        and _between(row.when, first, last)
    ]
    sort = state.get("sort") if state.get("sort") in SORTS else "when"
    upwards = state.get("order") == "up" if state.get("order") else sort in ("name", "status")
    rows.sort(key=lambda row: row.iri)
    rows.sort(key=lambda row: _key(view, row, sort), reverse=not upwards)
    data = {
        "rows": rows,
        "every": len(every),
        "on": account.on,
        "sort": sort,
        "upwards": upwards,
        "sorts": SORTS,
        "statuses": sorted({row.status for row in every if row.status}),
        "fields": view.seen.fields,
        "countries": view.seen.countries,
        "phrases": account.phrases,
    }
    table = Table(
        ("when", "name", "iri", "parties", "countries", "fields", "status", "as_of", "expires", "outlets", "disputed"),
        tuple(
            (r.when, view.name(r.iri).text, r.iri, _joined(view, r.parties), _joined(view, r.countries),
             " ".join(r.fields), r.status, account.on, r.expires, r.outlets, " ".join(r.disputed))
            for r in rows
        ),
    )  # fmt: skip
    pair = state.pair or (None, None)
    return Page(
        "agreements.html",
        view.say("nav.agreements"),
        data,
        table=table,
        things=[row.iri for row in rows],
        query=asking.filled("agreements", {"a": pair[0], "b": pair[1], "field": field, "lang": state.lang}),
    )


def _joined(view: View, iris: tuple[str, ...]) -> str:
    return "; ".join(name.text for name in view.names(iris))


def _row(view: View, iri: str, steps: tuple[Step, ...]) -> Row | None:
    known = view.things.about(iri)
    if known.type != "Agreement":
        return None
    when = known.one("signedOn") or known.when
    signing = next((s for s in steps if s.stage == "signed" and s.thing != iri), None)
    if not when and signing:
        when = view.things.about(signing.thing).when
    quotes = [record.quote for record in view.things.records(iri)]
    by_language: dict[str, set[str]] = {}
    for quote in quotes:
        by_language.setdefault(quote.lang, set()).add(quote.article)
    return Row(
        iri,
        when,
        known.status,
        tuple(known.iris("hasParty")),
        tuple(known.iris("involvesCountry")),
        tuple(known.codes("hasField")),
        max(known.days("endDate"), default=""),
        independent(quotes),
        tuple((lang, len(found)) for lang, found in sorted(by_language.items())),
        known.disputed,
        steps,
    )


def _key(view: View, row: Row, sort: str) -> tuple[bool, str]:
    value = {
        "when": row.when.removeprefix("../"),
        "name": view.name(row.iri).text.casefold(),
        "status": row.status,
        "outlets": f"{row.outlets:06}",
        "expires": row.expires,
    }[sort]
    return bool(value), value


def _under(view: View, field: str) -> set[str]:
    """A field and those below it."""
    found, todo = set(), [field]
    narrower: dict[str, list[str]] = {}
    for code in view.seen.fields:
        for wider in view.things.wider(code):
            narrower.setdefault(wider, []).append(code)
    while todo:
        code = todo.pop()
        if code not in found:
            found.add(code)
            todo += narrower.get(code, ())
    return found


def _between(when: str, first: str | None, last: str | None) -> bool:
    """Whether a time may lie between two; what has no time does only where nothing is asked."""
    if not first and not last:
        return True
    start, _, end = when.partition("/")
    start, end = start.strip("."), (end or start).strip(".")
    if not start and not end:
        return False
    return not (first and end and end < first[: len(end)]) and not (last and start and start[: len(last)] > last)
