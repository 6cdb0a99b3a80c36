"""The words and patterns for time of one language, read from its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from suviaz.dates.meaning import RULES
from suviaz.errors import BrokenResource
from suviaz.names import fold

Words = Mapping[str, tuple[tuple[str, Any], ...]]
"""From a folded word to its classes, each with its value (None where the class alone counts)."""


@dataclass(frozen=True, slots=True)
class Pattern:
    kind: str
    tight: bool
    context: int


@dataclass(slots=True)
class Node:
    """A place in the tree of patterns: where each class of token leads, and the pattern that ends here."""

    next: dict[str, Node] = field(default_factory=dict)
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words and patterns for time of one language."""

    words: Words = field(default_factory=dict)
    root: Node = field(default_factory=Node)
    content: Any = None
    """Automaton of the words that can tell a time by themselves: the text is looked at around these only."""


def read_calendar(data: Mapping[str, Any]) -> Calendar:
    """The section `[calendar]` of a language file (`data` is the whole file) as a Calendar. Raises BrokenResource."""
    section = data.get("calendar", {})
    try:
        words: dict[str, list[tuple[str, Any]]] = {}
        for name, entry in section.get("words", {}).items():
            for word in entry.split():
                words.setdefault(fold(word), []).append((name, None))
        for name, table in section.get("values", {}).items():
            for value, entry in table.items():
                for word in entry.split():
                    words.setdefault(fold(word), []).append((name, value if "/" in value else int(value)))
        root = Node()
        for pattern in section.get("patterns", ()):
            if pattern["kind"] not in RULES:
                raise ValueError(f"no rule for the kind '{pattern['kind']}'")
            for form in pattern["forms"]:
                for expanded in _expand(form):
                    _plant(root, expanded, pattern["kind"], pattern.get("tight", False))
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise BrokenResource(f"The section [calendar] of a language file is damaged: {error!r}.") from error
    glue = set(section.get("glue", "").split())
    content = ahocorasick.Automaton()
    for word in sorted(words):
        if not {name for name, _ in words[word]} <= glue:
            content.add_word(word, len(word))
    if words:
        content.make_automaton()
    return Calendar({word: tuple(classes) for word, classes in words.items()}, root, content)


def _expand(form: str) -> list[list[str]]:
    """A pattern with and without each optional part: `DAY MONTH [YEAR [year]]` stands for three."""
    done: list[list[str]] = [[]]
    outer: list[list[list[str]]] = []
    for piece in re.findall(r"[\[\]]|[^\s\[\]]+", form):
        if piece == "[":
            outer.append(done)
        elif piece == "]":
            before = outer.pop()
            done = [*before, *(option for option in done if option not in before)]
        else:
            done = [[*option, piece] for option in done]
    if outer:
        raise ValueError(f"an open bracket in '{form}'")
    return done


def _plant(root: Node, classes: list[str], kind: str, tight: bool) -> None:
    node = root
    context = 0
    for name in classes:
        if name.startswith("("):  # has to be there, but is not part of the expression
            name, context = name.strip("()"), context + 1
        node = node.next.setdefault(name, Node())
    if node.pattern is None:
        node.pattern = Pattern(kind, tight, context)
