"""Who held which post on a day: what dated mentions prove, and what follows from those before and after.

News attests a post on a day and rarely says when it began or ended. So each spell has two kinds of bounds: it is known
from and known to a day (stated, or attested), and it can reach no further than the mention of another holder (inferred
from a predecessor or successor). Between the known and the possible nobody knows: a gap stays a gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from suviaz.memory.values import Words

SINGLE = frozenset({"head-of-state", "head-of-government", "minister", "ambassador", "speaker-of-parliament", "head"})
"""Types of posts that one person holds at a time; of the others (deputies, members) nothing follows from another."""

Basis = Literal["stated", "attested", "predecessor", "successor"]


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in a post: the days on which articles attest it, and the days on which they say it began and ended."""

    iri: str
    holder: str
    post: str
    kind: str
    body: str | None = None
    country: str | None = None
    attested: tuple[str, ...] = ()
    began: str | None = None
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A day and what it rests on."""

    day: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Spell:
    """An unbroken time of one holder in one post: known from `start` to `end`, possible from `earliest` to `latest`.

    `latest` is the first day on which another is attested in the post, `earliest` the last day of the one before; None
    where nobody is known, or where several hold such a post at once.
    """

    holder: str
    post: str
    body: str | None
    country: str | None
    start: Bound
    end: Bound
    earliest: Bound | None = None
    latest: Bound | None = None
    tenures: tuple[str, ...] = ()

    def on(self, day: str) -> Literal["held", "possible"] | None:
        """held: the day lies in the time that is known; possible: beside it, where no other holder is known."""
        if self.start.day <= day <= self.end.day:
            return "held"
        after = self.start.day if self.earliest is None else self.earliest.day
        before = self.end.day if self.latest is None else self.latest.day
        return "possible" if after < day < before else None


def spells(tenures: Iterable[Tenure]) -> tuple[Spell, ...]:
    """All spells, by post and time. A pure function of its argument."""
    posts: dict[str, list[Tenure]] = defaultdict(list)
    for tenure in tenures:
        posts[tenure.post].append(tenure)
    found: list[Spell] = []
    for post in sorted(posts):
        held = sorted((s for t in posts[post] for s in _own(t)), key=lambda s: (s.start.day, s.end.day, s.holder))
        single = posts[post][0].kind in SINGLE
        found += _bounded(_joined(held), held) if single else _whole(held)
    return tuple(found)


def _own(tenure: Tenure) -> list[Spell]:
    """Its mentions, each a spell of a day; those that a stated beginning or end covers are one."""
    stated = [Bound(day, "stated") for day in (tenure.began, tenure.ended) if day]
    days = [Bound(day, "attested") for day in sorted(set(tenure.attested))]
    if not stated:
        return [_spell(tenure, bound, bound) for bound in days]
    every = sorted([*days, *stated], key=lambda b: (b.day, b.basis))
    start = next(b for b in stated if b.day == tenure.began) if tenure.began else every[0]
    end = next(b for b in stated if b.day == tenure.ended) if tenure.ended else every[-1]
    return [_spell(tenure, start, end)] if start.day <= end.day else [_spell(tenure, bound, bound) for bound in days]


def _spell(tenure: Tenure, start: Bound, end: Bound) -> Spell:
    return Spell(tenure.holder, tenure.post, tenure.body, tenure.country, start, end, tenures=(tenure.iri,))


def _joined(held: list[Spell]) -> list[Spell]:
    """Mentions of one holder are one spell, unless another is told to hold the post in between."""
    found: list[Spell] = []
    for spell in held:
        last = next((n for n in reversed(range(len(found))) if found[n].holder == spell.holder), None)
        if last is None or _parted(found[last], spell, held):
            found.append(spell)
        else:
            found[last] = _with(found[last], spell)
    return found


def _with(spell: Spell, more: Spell) -> Spell:
    tenures = tuple(sorted({*spell.tenures, *more.tenures}))
    return replace(spell, end=max(spell.end, more.end, key=lambda b: b.day), tenures=tenures)


def _parted(before: Spell, after: Spell, held: list[Spell]) -> bool:
    return any(s.holder != after.holder and before.end.day < s.start.day < after.start.day for s in held)


def _whole(held: list[Spell]) -> list[Spell]:
    """Where several hold such posts at once, all mentions of one person are one spell."""
    found: dict[str, Spell] = {}
    for spell in held:
        before = found.get(spell.holder)
        found[spell.holder] = _with(before, spell) if before else spell
    return list(found.values())


def _bounded(joined: list[Spell], mentions: list[Spell]) -> list[Spell]:
    found = []
    for spell in joined:
        others = {b.day for s in mentions if s.holder != spell.holder for b in (s.start, s.end)}
        before = max((day for day in others if day < spell.start.day), default=None)
        after = min((day for day in others if day > spell.end.day), default=None)
        earliest = spell.start if spell.start.basis == "stated" else _bound(before, "predecessor")
        latest = spell.end if spell.end.basis == "stated" else _bound(after, "successor")
        found.append(replace(spell, earliest=earliest, latest=latest))
    return found


def _bound(day: str | None, basis: Basis) -> Bound | None:
    return Bound(day, basis) if day else None


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation in a line of succession: from when to when it bore its name, as far as the registry knows."""

    iri: str
    first: str | None
    last: str | None
    successors: tuple[str, ...]


def line(organisation: str, bodies: Mapping[str, Named]) -> tuple[Named, ...]:
    """The organisation with all that it came from and became, in order of time: before and after each renaming."""
    found, waiting = {organisation}, [organisation]
    before: dict[str, set[str]] = defaultdict(set)
    for body in bodies.values():
        for successor in body.successors:
            before[successor].add(body.iri)
    for relation in (lambda iri: bodies[iri].successors if iri in bodies else (), lambda iri: sorted(before[iri])):
        seen, waiting = {organisation}, [organisation]
        while waiting:
            for near in relation(waiting.pop()):
                if near not in seen:
                    seen.add(near)
                    waiting.append(near)
        found |= seen
    listed = [bodies.get(iri, Named(iri, None, None, ())) for iri in found]
    return tuple(sorted(listed, key=lambda b: (b.first or "", b.last or "9999", b.iri)))


@dataclass(frozen=True, slots=True)
class Held:
    """A spell with what it says about the day asked about (None where no day was), and the words of its mentions."""

    spell: Spell
    on: Literal["held", "possible"] | None
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """A post, the names that its organisation bore before and after (none where it was never renamed), its holders.

    Where a day was asked about and none of them has `on`, nobody knows who held it then: a gap, with those beside it.
    """

    post: str
    body: str | None
    country: str | None
    names: tuple[Named, ...]
    holders: tuple[Held, ...]
