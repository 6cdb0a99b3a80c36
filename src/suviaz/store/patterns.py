"""What the patterns of a rule ask of its key and of the nodes behind it, read from the text of its WHERE clause.

A change can alter what a rule says about a key in two ways: the changed node is the key itself, or the rule walks from
the key to it. Telling the two apart property by property saves nearly all walks back; so does knowing which values of
a property the rule does not care about. Whatever is not understood counts as "reads it anywhere, with any value".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from suviaz.rdf.terms import DCTERMS, SV, TYPE

_TOKEN = re.compile(
    r"""\?\w+|<[^<>\s]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^(?:<[^>]*>|[\w-]*:[\w-]+))?|[\w-]*:[\w-]+|\w+|\S"""
)
_ONLY = re.compile(r"\(\s*\?(\w+)\s+IN\s*\(([^()]*)\)\s*\)", re.IGNORECASE)
_UNKNOWN = re.compile(r"\b(?:SELECT|VALUES|SERVICE|MINUS)\b|\^|\$|_:|\[", re.IGNORECASE)

_REPLACED_BY = ox.NamedNode(DCTERMS + "isReplacedBy")

Values = frozenset[ox.NamedNode] | None
"""The values of a property that matter; None for any."""


@dataclass(frozen=True)
class Reading:
    """What a rule reads. `reads` tells which values of a property matter; `deep` are those it reads from other nodes
    than its key, `steps` those that lead it there; a node that lacks all of one of `starts` is no key.
    """

    reads: Mapping[ox.NamedNode, Values]
    deep: frozenset[ox.NamedNode]
    steps: tuple[ox.NamedNode, ...]
    starts: tuple[Mapping[ox.NamedNode, Values], ...]


@dataclass
class _Path:
    """The properties of a path: where it may begin, where it may go on, and which of them others follow."""

    first: set[ox.NamedNode] = field(default_factory=set)
    rest: set[ox.NamedNode] = field(default_factory=set)
    inner: set[ox.NamedNode] = field(default_factory=set)
    empty: bool = False

    @property
    def all(self) -> set[ox.NamedNode]:
        return self.first | self.rest

    def then(self, other: _Path) -> _Path:
        return _Path(self.first, self.rest | other.all, self.all | other.inner, self.empty and other.empty)

    def otherwise(self, other: _Path) -> _Path:
        return _Path(
            self.first | other.first, self.rest | other.rest, self.inner | other.inner, self.empty or other.empty
        )


def read_patterns(where: str, key: str, prefixes: Mapping[str, str]) -> Reading:
    """Read a WHERE clause, braces included, without comments."""
    return _Parser(where, key, prefixes).reading()


class _Parser:
    """One pass over the tokens. Groups are numbered; each knows the one around it."""

    def __init__(self, where: str, key: str, prefixes: Mapping[str, str]) -> None:
        self.where, self.key, self.prefixes = where, f"?{key}", prefixes
        self.tokens: list[str] = _TOKEN.findall(where)
        self.at = 0
        self.parents: list[int] = []
        self.required: set[int] = set()  # groups whose patterns every solution matches
        self.triples: list[tuple[int, str, _Path, str]] = []
        self.only: dict[tuple[int, str], frozenset[ox.NamedNode]] = {}

    def reading(self) -> Reading:
        if _UNKNOWN.search(re.sub(r'<[^<>\s]*>|"[^"]*"', "", self.where)):
            return self._anything()
        self._group(parent=-1, required=True)
        reads: dict[ox.NamedNode, Values] = {}
        deep, steps, starts = set(), set(), []
        subjects = {subject for _, subject, _, _ in self.triples}
        for group, subject, path, value in self.triples:
            allowed = self._allowed(group, value)
            for one in path.all:
                matters = allowed if one not in path.inner else None
                reads[one] = matters if one not in reads else _either(reads[one], matters)
            deep |= path.all if subject != self.key else path.rest
            steps |= path.inner | (path.all if value in subjects else set())
            if subject == self.key and group in self.required and not path.empty:
                starts.append({one: allowed if one not in path.inner else None for one in path.first})
        return Reading(reads, frozenset(deep), _walked(steps), tuple(starts))

    def _anything(self) -> Reading:
        found = {iri for token in self.tokens if (iri := self._iri(token))}
        return Reading(dict.fromkeys(found), frozenset(found), _walked(found), ())

    # -- groups

    def _group(self, *, parent: int, required: bool) -> None:
        """Everything between two braces."""
        self.at += 1
        number = len(self.parents)
        self.parents.append(parent)
        if required:
            self.required.add(number)
        inner = required
        while (token := self.tokens[self.at]) != "}":
            word = token.upper()
            if token == "{":
                # A group of its own, or one side of a UNION: which, only what stands around it tells.
                self._group(parent=number, required=inner and not self._in_union())
                inner = required
            elif word in ("OPTIONAL", "UNION", "NOT", "EXISTS"):
                inner, self.at = False, self.at + 1
            elif word == "GRAPH":
                self.at += 2
            elif word in ("FILTER", "BIND"):
                self.at += 1
                if self.tokens[self.at] == "(":
                    self._expression(number)
            elif token == ".":
                self.at += 1
            else:
                self._statement(number)
        self.at += 1

    def _in_union(self) -> bool:
        """Whether the group that begins here is an alternative to one before or after it."""
        depth, place = 0, self.at
        while True:
            depth += {"{": 1, "}": -1}.get(self.tokens[place], 0)
            place += 1
            if depth == 0:
                break
        before = self.tokens[self.at - 1].upper() if self.at else ""
        return before == "UNION" or (place < len(self.tokens) and self.tokens[place].upper() == "UNION")

    def _expression(self, group: int) -> None:
        """Skip what stands in parentheses; note `?x IN (…)` where that is all of it."""
        depth, begun = 0, self.at
        while True:
            depth += {"(": 1, ")": -1}.get(self.tokens[self.at], 0)
            if self.tokens[self.at] == "{":
                self._group(parent=group, required=False)
                continue
            self.at += 1
            if depth == 0:
                break
        only = _ONLY.fullmatch(" ".join(self.tokens[begun : self.at]))
        if only and self.tokens[begun - 1].upper() == "FILTER":
            iris = [self._iri(token) for token in only[2].replace(",", " ").split()]
            if all(iris):
                self.only[group, f"?{only[1]}"] = frozenset(iri for iri in iris if iri)

    def _allowed(self, group: int, value: str) -> Values:
        """The values that a constant, or a filter here or around here, leaves."""
        if iri := self._iri(value):
            return frozenset({iri})
        while group >= 0:
            if (group, value) in self.only:
                return self.only[group, value]
            group = self.parents[group]
        return None

    # -- patterns

    def _statement(self, group: int) -> None:
        """A subject with its properties and values, up to the full stop or the brace."""
        subject = self._next()
        while True:
            path = self._path()
            self.triples.append((group, subject, path, self._next()))
            while self._at(","):
                self.triples.append((group, subject, path, self._next()))
            if not self._at(";") or self.tokens[self.at] in (".", "}"):
                return

    def _path(self) -> _Path:
        path = self._sequence()
        while self._at("|"):
            path = path.otherwise(self._sequence())
        return path

    def _sequence(self) -> _Path:
        path = self._step()
        while self._at("/"):
            path = path.then(self._step())
        return path

    def _step(self) -> _Path:
        if self._at("("):
            path = self._path()
            self._at(")")
        else:
            token = self._next()
            iri = TYPE if token == "a" else self._iri(token)
            # A property that is a variable could be any: no rule has that, and none may.
            path = _Path({iri}) if iri else _Path()
        while (sign := self.tokens[self.at]) in ("?", "*", "+"):
            self.at += 1
            if sign != "?":
                path = _Path(path.first, path.all, path.all, path.empty)
            path = _Path(path.first, path.rest, path.inner, path.empty or sign != "+")
        return path

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def _at(self, token: str) -> bool:
        if self.tokens[self.at] != token:
            return False
        self.at += 1
        return True

    def _iri(self, token: str) -> ox.NamedNode | None:
        if token.startswith("<"):
            return ox.NamedNode(token[1:-1])
        prefix, colon, local = token.partition(":")
        if not colon or token.startswith(('"', "?")) or prefix not in self.prefixes:
            return None
        return ox.NamedNode(self.prefixes[prefix] + local)


def _either(one: Values, other: Values) -> Values:
    return None if one is None or other is None else one | other


def _walked(steps: set[ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    """Classes are no steps: from a class one would come back to everything of its kind. Codes are none either."""
    own = (iri for iri in steps if iri.value.startswith(SV) and iri.value[len(SV)].islower())
    return tuple(sorted({*own, *(steps & {_REPLACED_BY})}, key=str))
