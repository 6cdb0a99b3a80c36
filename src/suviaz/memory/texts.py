"""The text of an account, by the kind of its entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from suviaz.memory import narration
from suviaz.memory.changes import Change
from suviaz.memory.holders import Bound, Held, Office
from suviaz.memory.ledger import STATES, Entry, Match
from suviaz.memory.lives import Life
from suviaz.memory.telling import Account, quoted, span


def lines(account: Account) -> Iterator[str]:
    """Line by line; nothing for kinds that have no text."""
    if all(isinstance(entry, Entry) for entry in account.entries):
        yield from _ledger(account)
    if all(isinstance(entry, Change) for entry in account.entries):
        yield from _changes(account)
    yield from narration.lines(account)
    for number, entry in enumerate(account.entries):
        if isinstance(entry, (Life, Office)):
            yield from [""] if number else []
            yield from _life(account, entry) if isinstance(entry, Life) else _office(account, entry)


def _ledger(account: Account) -> Iterator[str]:
    say = account.phrases
    states = Counter(entry.state for entry in account.entries)
    yield say["ledger"].format(day=account.on, n=len(account.entries))
    yield ", ".join(f"{say['state'][state]} {states[state]}" for state in STATES if states[state])
    for entry in account.entries:
        yield from _entry(account, entry)


def _entry(account: Account, entry: Entry) -> Iterator[str]:
    say = account.phrases
    yield ""
    yield f"[{say['state'][entry.state]}] {account.name(entry.promise)}"
    parts = (
        ("by", account.listed(entry.by)),
        ("to", account.listed(entry.to)),
        ("form", account.listed(f"form/{code}" for code in entry.forms)),
        ("field", account.listed(f"field/{code}" for code in entry.fields)),
    )
    yield "    " + " · ".join(f"{say[key]}: {value}" for key, value in parts if value)
    due = span(*entry.due) if any(entry.due) else say["no_day"]
    yield f"    {say['voiced']}: {entry.voiced or '?'} · {say['due']}: {due}"
    yield from quoted(entry.words, "    ")
    groups = (("fulfilled_by", entry.fulfilled_by), ("step", entry.steps), ("possible_by", entry.possible))
    for key, matches in groups:
        for match in matches:
            yield from _match(account, key, match)
    if not entry.fulfilled_by:
        yield f"    {say['later']}: {entry.later}" if entry.later else f"    {say['never_later']}"


def _match(account: Account, key: str, match: Match) -> Iterator[str]:
    say = account.phrases
    when = span(match.first, match.last)
    yield f"    {say[key]}: {account.name(match.thing)}, {when} ({say['certainty']} {match.confidence:.2f})"
    told = [
        f"{say['sign'][sign.of]} – "
        + (account.name(f"form/{sign.result}") if sign.of == "kind" else say["result"][sign.result])
        for sign in match.signs
    ]
    yield f"        {say['reasons']}: {'; '.join(told)}"
    yield from quoted(match.words[:3], "        ")


def _life(account: Account, life: Life) -> Iterator[str]:
    say = account.phrases
    yield account.name(life.thing)
    for step in life.steps:
        when = span(step.first, step.last) if step.first or step.basis != "attested" else f"≤ {step.last}"
        what = "" if step.thing == life.thing else f": {account.name(step.thing)}"
        yield f"    {when}  {say['stage'][step.stage]}{what} ({say['basis'][step.basis]})"
        yield from quoted(step.words[:1], "        ")


def _office(account: Account, office: Office) -> Iterator[str]:
    say = account.phrases
    whose = office.body or office.country
    yield account.name(office.post) + (f" · {account.name(whose)}" if whose else "")
    for name in office.names:
        yield f"    {say['named']}: {account.name(name.iri)}, {span(name.first, name.last)}"
    if account.on and not any(held.on for held in office.holders):
        yield f"    {say['gap'].format(day=account.on)}"
    for held in office.holders:
        yield from _held(account, held)


def _held(account: Account, held: Held) -> Iterator[str]:
    say, spell = account.phrases, held.spell

    def told(key: str, bound: Bound) -> str:
        return f"{say[key]} {bound.day} ({say['basis'][bound.basis]})"

    bounds = [told("known_from", spell.start), told("known_to", spell.end)]
    bounds += [told("not_before", spell.earliest)] if spell.earliest and spell.earliest != spell.start else []
    bounds += [told("not_after", spell.latest)] if spell.latest and spell.latest != spell.end else []
    state = f"[{say['held'][held.on]}] " if held.on else ""
    yield f"    {state}{account.name(spell.holder)}: {' · '.join(bounds)}"
    yield from quoted([*held.words[:1], *held.words[-1:]], "        ")


def _changes(account: Account) -> Iterator[str]:
    say = account.phrases
    kinds = Counter(change.kind for change in account.entries)
    yield f"{say['gained']}: {kinds['gained']} · {say['lost']}: {kinds['lost']}"
    subject = None
    for change in account.entries:
        if change.subject != subject:
            subject = change.subject
            yield from ("", f"{account.name(subject)}  <{subject}>")
        value = account.name(change.value) if change.is_iri else change.value
        yield f"  {'+' if change.kind == 'gained' else '-'} {account.name(change.property)}: {value}"
        yield from quoted(change.words[:1], "        ")
