"""What became of it: a memory that spans articles.

Everything is worked out anew from the graph whenever it is asked, and nothing is stored: so an article that is taken
back takes what it alone supported out of every answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from suviaz.memory.facts import Facts
from suviaz.memory.history import compared, figures, paths, timeline, years
from suviaz.memory.telling import Account, account
from suviaz.memory.values import Name, Words

if TYPE_CHECKING:
    from suviaz.memory.holders import Spell
    from suviaz.store import Store

__all__ = [
    "Account",
    "Name",
    "commitments",
    "compared",
    "difference",
    "figures",
    "histories",
    "offices",
    "paths",
    "timeline",
    "years",
]


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
    return account(entries, named, facts, day)


def histories(
    store: Store,
    *,
    on: str | None = None,
    pair: tuple[str, str] | None = None,
    entity: str | None = None,
    lang: str = "be",
) -> Account:
    """The lives of agreements and bodies up to a day; without one, up to that of the last article.

    `pair` keeps what concerns both countries, `entity` (an IRI) that agreement or body, or those to which it is party.
    """
    from suviaz.memory.ledger import ledger
    from suviaz.memory.lives import lives

    facts = Facts(store, lang)
    known, day = facts.known(), on or facts.last_day()
    sides = {facts.country(code) for code in pair or ()}
    promises = ledger(known, facts.words, day)
    entries = tuple(
        life
        for life in lives(known, facts.words, day, promises)
        if sides <= known.things[life.thing].countries
        and (entity is None or entity == life.thing or entity in known.things[life.thing].actors)
    )
    named = {life.thing for life in entries} | {step.thing for life in entries for step in life.steps}
    return account(entries, named, facts, day)


def offices(store: Store, *, on: str | None = None, entity: str | None = None, lang: str = "be") -> Account:
    """Who held which post on a day; without one, everybody who is known to have held it, with the bounds.

    `entity` (an IRI) is a post, a person, a country, or an organisation: then under all the names it has borne.
    """
    from suviaz.memory.holders import Held, Office, line, spells

    facts = Facts(store, lang)
    bodies, tenures = facts.bodies(), facts.tenures()
    wanted = {body.iri for body in line(entity, bodies)} if entity else set()
    entries = []
    all_spells = spells(tenures)
    for post in sorted({spell.post for spell in all_spells}):
        own = [spell for spell in all_spells if spell.post == post]
        body, country = own[0].body, own[0].country
        whole = not entity or wanted & {post, body, country}
        own = [s for s in own if whole or s.holder == entity]
        if not own:
            continue
        names = line(body, bodies) if body in bodies else ()
        shown = [s for s in own if not on or s.on(on)] or (_beside(own, on or "") if entity else [])
        held = [Held(s, s.on(on) if on else None, _of(s.tenures, facts)) for s in shown]
        if held:
            entries.append(Office(post, body, country, names, tuple(held)))
    named: set[str] = set()
    for office in entries:
        named |= {office.post, *(held.spell.holder for held in office.holders), *(name.iri for name in office.names)}
        named |= {iri for iri in (office.body, office.country) if iri}
    return account(tuple(entries), named, facts, on or "")


def difference(before: Store, after: Store, *, lang: str = "be") -> Account:
    """The facts that only one of two states of a graph has, with the words of the state that has them."""
    from dataclasses import replace

    from suviaz.memory.changes import changes

    old, new = Facts(before, lang), Facts(after, lang)
    entries = []
    named: dict[str, Name] = {}
    for change in changes(old.facts(), new.facts()):
        side = new if change.kind == "gained" else old
        told = side.words(change.subject)
        own = tuple(w for w in told if change.property.endswith(f"#{w.part}") and w.value == change.value)
        entries.append(replace(change, words=own or tuple(w for w in told if w.part is None)))
        for iri in (change.subject, change.property, *([change.value] if change.is_iri else [])):
            named.setdefault(iri, side.name(iri))
    return Account(tuple(entries), named, lang, new.last_day())


def _beside(own: list[Spell], day: str) -> list[Spell]:
    """The last spell before a day and the first after it."""
    before = [spell for spell in own if spell.end.day < day]
    after = [spell for spell in own if spell.start.day > day]
    return [*sorted(before, key=lambda s: s.end.day)[-1:], *sorted(after, key=lambda s: s.start.day)[:1]]


def _of(tenures: Iterable[str], facts: Facts) -> tuple[Words, ...]:
    return tuple(words for iri in tenures for words in facts.words(iri))
