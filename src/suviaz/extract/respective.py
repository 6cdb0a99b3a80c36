"""What a sentence tells of several groups in turn: «A와 B는 협정에, C와 D는 각서에 각각 서명했다».

Where verbs stand last one verb serves all groups, and a comma parts them. Each group becomes a clause of its own.
"""

from __future__ import annotations

from dataclasses import replace

from suviaz.extract.clauses import Clause
from suviaz.extract.items import Item

_NAMED = ("person", "name", "org", "country")


def apart(clause: Clause, verb: Item) -> list[Clause]:
    """A clause of a language whose verbs stand last, group by group; the clause itself where it has but one."""
    if clause.quote >= 0 or not any(item.role for item in clause.items):
        return [clause]
    return _by_papers(clause, verb) or _by_companions(clause, verb) or [clause]


def _by_papers(clause: Clause, verb: Item) -> list[Clause]:
    """Each group with a paper of its own: «A와 B는 협정에, C와 D는 각서에 서명했다»."""
    papers = [i for i in clause.items if i.has("agreement") and i.tail and i.first < verb.first]
    if len(papers) < 2 or any(p.tail != papers[0].tail for p in papers):
        return []
    groups: list[list[Item]] = []
    start = 0
    for paper in papers:
        at = clause.items.index(paper)
        groups.append(list(clause.items[start : at + 1]))
        start = at + 1
    if any(sum(_acting(i) for i in group) < 2 for group in groups):
        return []
    return _made(clause, [], groups, clause.items[start:])


def _by_companions(clause: Clause, verb: Item) -> list[Clause]:
    """Each group with its day or town: «X는 2016년 리우에서 Y와, 2019년 도쿄에서 Z와 각각 협약을 체결했다»."""
    commas = [n for n, i in enumerate(clause.items) if i.text == "," and n and _partner(clause.items[n - 1])]
    last = max((n for n, i in enumerate(clause.items) if _partner(i) and i.first < verb.first), default=-1)
    subject = next((n for n, i in enumerate(clause.items) if _subject(i)), -1)
    bounds = [n for n in commas if subject < n < last]
    if subject < 0 or not bounds or not any(i.has("cue", "respectively") for i in clause.items):
        return []
    starts = [subject + 1, *(n + 1 for n in bounds)]
    ends = [*bounds, last + 1]
    groups = [list(clause.items[a:b]) for a, b in zip(starts, ends, strict=True)]
    if not all(any(i.tag in ("time", "place") for i in group) and any(map(_partner, group)) for group in groups):
        return []
    return _made(clause, list(clause.items[: subject + 1]), groups, clause.items[last + 1 :])


def _made(clause: Clause, head: list[Item], groups: list[list[Item]], tail: tuple[Item, ...]) -> list[Clause]:
    return [replace(clause, items=(*head, *group, *tail)) for group in groups]


def _acting(item: Item) -> bool:
    return item.tag in _NAMED and bool(item.cases & {"nom", "com"})


def _partner(item: Item) -> bool:
    return item.tag in _NAMED and item.tail == ("with",)


def _subject(item: Item) -> bool:
    return item.tag in _NAMED and item.tail[:1] in (("topic",), ("nom",))
