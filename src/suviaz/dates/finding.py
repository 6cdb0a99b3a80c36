"""Finds time expressions: tokens with their classes, then the longest pattern that begins at each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from suviaz.dates.calendar import Calendar, Node, Pattern, Words
from suviaz.dates.meaning import RULES, Values
from suviaz.model import Span, When
from suviaz.names import fold

_TOKEN = re.compile(r"(?<!\w)'\d\d(?!\d)|\d+|[^\W\d_]+(?:'[^\W\d_]+)*\.?|[^\w\s]|\n")
_CENTURY = 2000
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that name a time. `when` is None where they fix none («у хуткім часе»; «учора» in an undated article)."""

    span: Span
    when: When | None
    kind: str


_Token = tuple[int, int, int, tuple[tuple[str, Any], ...]]
"""Number in the text, start, end, classes with values."""


def find_times(text: str, calendar: Calendar, published: str | None) -> tuple[TimeExpression, ...]:
    """The time expressions of `text` in order, the longest of those that overlap.

    A day or month without a year is the one nearest to `published` (an ISO day); without that its year stays unknown
    (`--04-26`), and what only has a meaning from the day of publication gets no `when`.
    """
    tokens = _tokens(fold(text), calendar)
    anchor = date.fromisoformat(published[:10]) if published else None
    found: list[TimeExpression] = []
    previous: str | None = None
    i = 0
    while i < len(tokens):
        match = _longest(tokens, i, calendar.root)
        if match is None:
            i += 1
            continue
        last, pattern, values = match
        if pattern.context and (inner := _longest(tokens, i + pattern.context, calendar.root)) and inner[0] > last:
            i += pattern.context  # «у аўторак, 17 кастрычніка»: what begins after the preposition reaches further
            last, pattern, values = inner
        span = Span(tokens[i + pattern.context][1], tokens[last][2])
        if pattern.tight and not _stands_alone(text, span, tokens[i : last + 1]):
            i += 1
            continue
        try:
            when = RULES[pattern.kind](Values(values, previous), anchor)
        except (ValueError, OverflowError):  # «31 лютага», «45 мая»: no such day
            i += 1
            continue
        if when is not None:
            when = When(when.start, when.end, when.exact, span)
            if when.exact and when.start == when.end and len(when.start or "") > 4:
                previous = when.start
        found.append(TimeExpression(span, when, pattern.kind))
        i = last + 1
    return tuple(found)


def _tokens(folded: str, calendar: Calendar) -> list[_Token]:
    """The tokens that mean something in a calendar, with their number among all tokens."""
    tokens: list[_Token] = []
    number = 0
    for begin, stop in _stretches(folded, calendar):
        number += 1  # stretches do not touch
        number = _tokenise(folded, (begin, stop), number, calendar.words, tokens)
    return tokens


_MARGIN = 24
"""How far from a word with content the words around it may reach («пачынаючы з …»), in characters."""


def _stretches(folded: str, calendar: Calendar) -> list[tuple[int, int]]:
    """The parts of the text that can hold a time expression: around figures and words with content."""
    if calendar.content is None or not calendar.words:
        return []
    places = [match.start() for match in _FIGURES.finditer(folded)]
    size = len(folded)
    for last, length in calendar.content.iter(folded):
        start = last + 1 - length
        if not (start and folded[start - 1].isalpha()) and not (last + 1 < size and folded[last + 1].isalpha()):
            places.append(start)
            places.append(last)
    places.sort()
    stretches: list[tuple[int, int]] = []
    for place in places:
        # To the next space, so that no word is cut, but never far: a text without spaces must not be slow.
        first, last = max(0, place - _MARGIN), min(size, place + _MARGIN)
        begin = max(folded.rfind(" ", first - _MARGIN if first > _MARGIN else 0, first) + 1, first - _MARGIN, 0)
        stop = folded.find(" ", last, last + _MARGIN)
        stop = min(size, last + _MARGIN) if stop < 0 else stop
        if stretches and begin <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(stop, stretches[-1][1]))
        else:
            stretches.append((begin, stop))
    return stretches


def _tokenise(folded: str, stretch: tuple[int, int], number: int, words: Words, tokens: list[_Token]) -> int:
    """Adds the tokens of a stretch that mean something; returns the number of the last token."""
    for match in _TOKEN.finditer(folded, *stretch):
        number += 1
        word = match[0]
        classes = words.get(word)
        start, end = match.span()
        if classes is None:
            if word[-1] == "." and len(word) > 1:
                classes, end = words.get(word[:-1]), end - 1
                if classes is not None:
                    tokens.append((number, start, end, classes))
                number += 1  # a full stop keeps what follows apart
                continue
            if word[0] == "'" and len(word) == 3:  # «’17», the year with its century left out
                tokens.append((number, start, end, (("YEAR", _CENTURY + int(word[1:])),)))
                continue
            if not word[0].isdecimal():
                continue
            value = int(word) if len(word) <= 4 else 0
            if len(word) <= 2:
                classes = (("DAY", value), ("NUMBER", value)) if 1 <= value <= 31 else (("NUMBER", value),)
            elif len(word) == 4 and 1800 <= value <= 2199:
                classes = (("YEAR", value),)
            else:
                continue
        tokens.append((number, start, end, classes))
    return number


def _longest(tokens: list[_Token], start: int, root: Node) -> tuple[int, Pattern, list[tuple[str, Any]]] | None:
    """The longest pattern that begins at a token: the last token, the pattern, and what its tokens are and mean."""
    best: tuple[int, Pattern, list[tuple[str, Any]]] | None = None
    stack: list[tuple[int, Node, list[tuple[str, Any]]]] = [(start, root, [])]
    while stack:
        i, node, values = stack.pop()
        if i >= len(tokens) or (i > start and tokens[i][0] != tokens[i - 1][0] + 1):
            continue
        for name, value in tokens[i][3]:
            follow = node.next.get(name)
            if follow is None:
                continue
            reached = [*values, (name, value)]
            if follow.pattern is not None and (best is None or i > best[0]):
                best = (i, follow.pattern, reached)
            if follow.next:
                stack.append((i + 1, follow, reached))
    return best


def _stands_alone(text: str, span: Span, tokens: list[_Token]) -> bool:
    """Whether a date in figures has no gaps and is not a stretch of a longer number: «1.26.04.2017»."""
    if any(a[2] != b[1] for a, b in pairwise(tokens)):
        return False
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    if before[-1:].isdigit() or (before[-1:] in (".", "-", "/") and before[:1].isdigit()):
        return False
    return not (after[:1].isdigit() or (after[:1] in (".", "-", "/") and after[1:].isdigit()))
