"""Stretches of a text with what they stand for, findable by the words they cover or meet."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, TypeVar

from suviaz.model import Span

T = TypeVar("T")


class Stretches(Generic[T]):
    """Values by span, in the order they were given in; finding takes time in proportion to what stands around."""

    def __init__(self, found: Iterable[tuple[Span, T]]) -> None:
        numbered = sorted(((span, number, value) for number, (span, value) in enumerate(found)), key=lambda e: e[:2])
        self._entries = numbered
        self._starts = [span.start for span, _, _ in numbered]
        self._reach = list(accumulate((span.end for span, _, _ in numbered), max))

    def covering(self, span: Span) -> list[T]:
        """The values of the spans that hold all of `span`."""
        return self._back(bisect_right(self._starts, span.start), span.end)

    def meeting(self, span: Span) -> list[T]:
        """The values of the spans that share a character with `span`."""
        return self._back(bisect_left(self._starts, span.end), span.start + 1)

    def _back(self, at: int, end: int) -> list[T]:
        """Of the entries before `at` those that reach as far as `end`."""
        found: list[tuple[int, T]] = []
        while at and self._reach[at - 1] >= end:
            at -= 1
            span, number, value = self._entries[at]
            if span.end >= end:
                found.append((number, value))
        return [value for _, value in sorted(found, key=lambda entry: entry[0])]
