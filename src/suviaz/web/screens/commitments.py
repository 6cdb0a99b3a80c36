"""The ledger of commitments: who promised what to whom, by when, and what, as far as articles tell, came of it."""

from __future__ import annotations

from collections import Counter

from suviaz.memory.ledger import STATES, Entry
from suviaz.web.screens import asking
from suviaz.web.screens.page import Page, Table, View

_TONE = {"fulfilled": "good", "partly": "warn", "overdue": "bad", "lapsed": "bad", "due": "plain", "announced": "ghost"}


def commitments(view: View) -> Page:
    """Every promise with its state as of the day `on`; by default that of the last article."""
    state = view.state
    on, wanted = state.day("on"), state.code("status")
    account = view.seen.ledger(on, state.pair, state.ui)
    entries = list(account)
    counts = Counter(entry.state for entry in entries)
    shown = [entry for entry in entries if not wanted or entry.state == wanted]
    shown.sort(key=lambda entry: (STATES.index(entry.state) != 2, entry.voiced or "", entry.promise))
    if state.get("sort") != "state":
        shown.sort(key=lambda entry: (entry.voiced or "", entry.promise), reverse=True)
    data = {
        "entries": shown,
        "total": len(entries),
        "counts": counts,
        "states": [name for name in STATES if counts[name]],
        "wanted": wanted,
        "on": account.on,
        "phrases": account.phrases,
        "tone": _TONE,
        "countries": view.seen.countries,
    }
    table = Table(
        ("state", "as_of", "promise", "iri", "by", "to", "forms", "fields", "voiced", "due_first", "due_last",
         "fulfilled_by", "confidence", "later", "quote", "source"),
        tuple(_line(view, entry, account.on) for entry in shown),
    )  # fmt: skip
    pair = state.pair or (None, None)
    return Page(
        "commitments.html",
        view.say("nav.commitments"),
        data,
        table=table,
        things=[iri for e in shown for iri in (e.promise, *(m.thing for m in e.fulfilled_by))],
        query=asking.filled("plans", {"a": pair[0], "b": pair[1], "lang": state.lang}),
    )


def _line(view: View, entry: Entry, on: str) -> tuple[object, ...]:
    def named(iris: tuple[str, ...]) -> str:
        return "; ".join(view.name(iri).text for iri in iris)

    done = entry.fulfilled_by
    words = entry.words[0] if entry.words else None
    return (
        entry.state, on, view.name(entry.promise).text, entry.promise, named(entry.by), named(entry.to),
        " ".join(entry.forms), " ".join(entry.fields), entry.voiced or "", entry.due[0] or "", entry.due[1] or "",
        named(tuple(m.thing for m in done)), max((m.confidence for m in done), default=""), entry.later or "",
        words.text if words else "", words.article if words else "",
    )  # fmt: skip
