"""A question with its values in place, for a server: the protocol of SPARQL has no word for "with this variable so".

A value goes in as a whole term, where a variable stood and nowhere else: never into a string, an IRI or a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from suviaz.errors import BadQuery

Term = ox.NamedNode | ox.Literal

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<opaque><[^<>"{}|^`\\\s]*>|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<word>[\w:.-]+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_CLAUSES = {"SELECT": "select", "WHERE": "", "FROM": "", "GROUP": "sort", "ORDER": "sort", "HAVING": "having"}
_ENDING = frozenset({"HAVING", "LIMIT", "OFFSET", "VALUES"})


def placed(text: str, values: Mapping[str, Term]) -> str:
    """The query `text`, each variable named in `values` replaced by its term; what is selected keeps its name.

    A variable of that name that a query inside another keeps to itself is another one, and stays. Raises BadQuery where
    the text gives such a variable a value itself.
    """
    if not values:
        return text
    return "".join(_Wording(text, values).parts())


def form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE: the first such word. Raises BadQuery where there is none."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "word" and match[0].upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            return match[0].upper()
    raise BadQuery("The query cannot be read: it neither selects, asks, constructs nor describes.")


class _Wording:
    def __init__(self, text: str, values: Mapping[str, Term]) -> None:
        self._tokens = [(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(text)]
        self._values = values
        self._clause, self._depth = "", 0
        self._own: list[frozenset[str]] = [frozenset()]
        """For each open brace, the names that are its own."""

    def parts(self) -> Iterator[str]:
        skip_until = -1
        for place, (kind, token) in enumerate(self._tokens):
            if place <= skip_until:
                continue
            if kind == "variable":
                yield self._variable(place, token)
            elif kind == "word" and token.upper() == "BOUND" and (end := self._asked_for(place)):
                skip_until = end
                yield "true"
            else:
                self._follow(place, kind, token)
                yield token

    def _follow(self, place: int, kind: str, token: str) -> None:
        if token == "{":
            self._own.append(self._own[-1] | self._kept_inside(place))
            self._clause, self._depth = "", 0
        elif token == "}":
            if len(self._own) > 1:
                self._own.pop()
            self._clause, self._depth = "", 0
        elif token in "()":
            self._depth += 1 if token == "(" else -1
        elif kind == "word" and self._depth == 0:
            word = token.upper()
            self._clause = _CLAUSES.get(word, "" if word in _ENDING else self._clause)

    def _variable(self, place: int, token: str) -> str:
        name = token[1:]
        term = None if name in self._own[-1] else self._values.get(name)
        if term is None:
            return token
        before = next((t.upper() for _, t in self._before(place)), "")
        if before in ("AS", "VALUES") or self._lists(place):
            raise BadQuery(f"The query gives ?{name} a value itself; it cannot be given another.")
        if self._clause == "select" and self._depth == 0:
            # A query outside selects it under its name; two of one name would be one too many.
            return f"({term} AS {token})" if len(self._own) == 1 else f"({term} AS {token}_)"
        return f"({term})" if self._clause == "sort" and self._depth == 0 else str(term)

    def _before(self, place: int) -> Iterator[tuple[str, str]]:
        return ((kind, token) for kind, token in reversed(self._tokens[:place]) if kind != "skip")

    def _lists(self, place: int) -> bool:
        """Whether it stands between the brackets of VALUES."""
        for kind, token in self._before(place):
            if kind != "variable" and token != "(":
                return token.upper() == "VALUES"
        return False

    def _asked_for(self, place: int) -> int | None:
        """The end of BOUND(?name) where the name has a value."""
        found = [
            (at, t) for at, (kind, t) in enumerate(self._tokens[place + 1 : place + 12], place + 1) if kind != "skip"
        ]
        if len(found) >= 3 and found[0][1] == "(" and found[2][1] == ")":
            name = found[1][1][1:]
            if name in self._values and name not in self._own[-1]:
                return found[2][0]
        return None

    def _kept_inside(self, place: int) -> frozenset[str]:
        """Of a brace that holds a query: the given names that it does not hand out."""
        inside = [(kind, token) for kind, token in self._tokens[place + 1 :] if kind != "skip"]
        if not inside or inside[0][1].upper() != "SELECT":
            return frozenset()
        selected = set()
        for kind, token in inside:
            if token == "{":
                break
            if token == "*":
                return frozenset()
            if kind == "variable":
                selected.add(token[1:])
        return frozenset(self._values) - selected
