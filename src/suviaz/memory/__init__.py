"""What became of it: a memory that spans articles.

Everything is worked out anew from the graph whenever it is asked, and nothing is stored: so an article that is taken
back takes what it alone supported out of every answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from suviaz.memory.facts import Facts
from suviaz.memory.telling import Account
from suviaz.memory.values import Name

if TYPE_CHECKING:
    from suviaz.store import Store

__all__ = ["Account", "Name", "commitments"]

_CONCEPT = "https://w3id.org/suviaz/concept/"


def commitments(
    store: Store,
    *,
    on: str | None = None,
    pair: tuple[str, str] | None = None,
    entity: str | None = None,
    states: Iterable[str] = (),
    lang: str = "be",
) -> Account:
    """The ledger of commitments on a day; without one, on the day of the last article.

    `pair` (country codes) keeps the promises that concern both, `entity` (an IRI) those by or to it, that promise
    itself, and what it fulfils; `states` keeps those in one of them. Raises UnknownName for an unknown country.
    """
    from suviaz.memory.ledger import ledger

    facts = Facts(store, lang)
    known, day = facts.known(), on or facts.last_day()
    sides = {facts.country(code) for code in pair or ()}
    wanted = set(states)
    entries = tuple(
        entry
        for entry in ledger(known, facts.words, day)
        if sides <= known.things[entry.promise].countries
        and (not wanted or entry.state in wanted)
        and (entity is None or entity in {entry.promise, *entry.by, *entry.to, *(m.thing for m in entry.fulfilled_by)})
    )
    named: set[str] = set()
    for entry in entries:
        matches = (*entry.fulfilled_by, *entry.steps, *entry.possible)
        named |= {entry.promise, *entry.by, *entry.to, *(match.thing for match in matches)}
        named |= {f"form/{code}" for code in entry.forms} | {f"field/{code}" for code in entry.fields}
    return _account(entries, named, facts, day)


def _account(entries: tuple[Any, ...], named: set[str], facts: Facts, day: str) -> Account:
    names = {key: facts.name(key if "://" in key else _CONCEPT + key) for key in sorted(named)}
    return Account(entries, names, facts.lang, day)
