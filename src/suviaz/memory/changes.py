"""What two states of a graph do not share: facts gained and lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from suviaz.memory.values import Words

Fact = tuple[str, str, str, bool]
"""Subject, property and value, as text, and whether the value is an IRI."""


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that only the later state has (gained), or only the earlier one (lost), with the words of that state.

    Where a fact has no words of its own, they are those for its subject; some subjects have none.
    """

    kind: Literal["gained", "lost"]
    subject: str
    property: str
    value: str
    is_iri: bool
    words: tuple[Words, ...] = ()


def changes(before: Iterable[Fact], after: Iterable[Fact]) -> tuple[Change, ...]:
    """The facts that differ, by subject, property and value. A pure function; swapping the states swaps the kinds."""
    old, new = set(before), set(after)
    found = [Change("lost", *fact) for fact in old - new] + [Change("gained", *fact) for fact in new - old]
    return tuple(sorted(found, key=lambda c: (c.subject, c.property, c.value, c.kind)))
