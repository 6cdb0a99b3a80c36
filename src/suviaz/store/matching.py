"""Answering a rule for one key without SPARQL: from the key forward, one property after another.

Reading the text of a query and planning it takes several times as long as walking the few properties that a rule asks
for. What is understood here is what rules are made of: properties and paths that lead on from nodes already reached,
UNION, OPTIONAL, GRAPH, NOT EXISTS, and filters that compare. Anything else raises `NotUnderstood`; SPARQL answers then.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pyoxigraph as ox

from suviaz.rdf.terms import TYPE
from suviaz.store.walking import (
    Expression,
    Known,
    NotUnderstood,
    Path,
    Solution,
    Step,
    Term,
    Value,
    again,
    along,
    among,
    compared,
    concatenated,
    constant,
    datatype_of,
    decided,
    either,
    first_defined,
    has_value,
    in_graph,
    is_missing,
    joined,
    negated,
    one_by_one,
    one_of,
    optionally,
    perhaps,
    text_of,
    value_of,
    values_of,
)

_TOKEN = re.compile(r"""<[^<>\s]*>|"(?:[^"\\]|\\.)*"|\?\w+|\w+|&&|\|\||!=|[<>]=|\S""")
Pattern = tuple[str | Term, str | Term, str | Term]
"""Subject, property and value; a variable by its name."""


class Matcher:
    """A rule of the form CONSTRUCT { … } WHERE { … } without prefixes. Raises NotUnderstood."""

    def __init__(self, text: str, key: str) -> None:
        reading = _Reading(text, key)
        self._key, self._made, self._where = key, reading.made, reading.where

    def results(self, known: Known, key: ox.NamedNode) -> frozenset[ox.Triple]:
        """All that the rule says about one key. Raises NotUnderstood where it meets what only SPARQL can tell."""
        found = set()
        for solution in self._where(known, {self._key: key}):
            for pattern in self._made:
                subject, predicate, value = (solution.get(t) if isinstance(t, str) else t for t in pattern)
                if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and value is not None:
                    found.add(ox.Triple(subject, predicate, value))
        return frozenset(found)


class _Reading:
    """One pass over the tokens, building functions. `reached` are the variables that have a value by then."""

    def __init__(self, text: str, key: str) -> None:
        self.key = key
        self.tokens: list[str] = [*_TOKEN.findall(text), ""]
        self.at = 0
        self.asked: set[str] = set()
        self._need("CONSTRUCT")
        self.made = self._template()
        self._need("WHERE")
        self.where, _ = self._group({key}, graph=None)
        self._need("")

    def _template(self) -> list[Pattern]:
        made: list[Pattern] = []
        self._need("{")
        while not self._at("}"):
            subject = self._term()
            while True:
                predicate = self._term()
                made.append((subject, predicate, self._term()))
                if not self._at(";"):
                    break
            self._at(".")
        return made

    # -- groups

    def _group(self, reached: set[str], graph: str | None) -> tuple[Step, set[str]]:
        """What stands between two braces, and the variables that have a value after it."""
        self._need("{")
        steps: list[Step] = []
        filters: list[Expression] = []
        reached = set(reached)
        while not self._at("}"):
            word = self.tokens[self.at].upper()
            if word == "FILTER":
                self.at += 1
                filters.append(self._filter(reached))
            elif word == "OPTIONAL":
                self.at += 1
                inner, _ = self._group(reached, graph)  # what it reaches may have no value
                steps.append(partial(optionally, inner))
            elif word == "GRAPH":
                self.at += 1
                name = self._term()
                if graph or not isinstance(name, str):
                    raise NotUnderstood
                inner, reached = self._closed(reached, name)
                reached.add(name)
                steps.append(inner)
            elif word == "{":
                sides, after = [], []
                while True:
                    inner, one = self._closed(reached, graph)
                    sides.append(inner)
                    after.append(one)
                    if not self._word("UNION"):
                        break
                reached = set.intersection(*after)
                steps.append(partial(one_of, sides))
            else:
                self._statement(steps, reached, graph)
        return partial(joined, steps, filters), reached

    def _closed(self, reached: set[str], graph: str | None) -> tuple[Step, set[str]]:
        """A group whose filters see nothing of what is around it, as SPARQL has it."""
        outside, self.asked = self.asked, set()
        place = self.at
        inner, after = self._group(reached, graph)
        within = {token[1:] for token in self.tokens[place : self.at] if token.startswith("?")}
        if self.asked & (reached - {self.key}) or not self.asked <= within:
            raise NotUnderstood
        self.asked |= outside
        return inner, after

    def _statement(self, steps: list[Step], reached: set[str], graph: str | None) -> None:
        subject = self._term()
        if isinstance(subject, str) and subject not in reached:
            raise NotUnderstood
        while True:
            alone = self.tokens[self.at]
            place = self.at
            path = self._path()
            if graph and self.at != place + 1:
                raise NotUnderstood
            while True:
                value = self._term()
                if graph:
                    predicate = TYPE if alone == "a" else self._iri(alone)
                    steps.append(partial(in_graph, graph, subject, predicate, value))
                else:
                    steps.append(partial(along, subject, path, value))
                if isinstance(value, str):
                    reached.add(value)
                if not self._at(","):
                    break
            if not self._at(";"):
                break
        self._at(".")

    def _path(self) -> Path:
        sides = [self._sequence()]
        while self._at("|"):
            sides.append(self._sequence())
        return sides[0] if len(sides) == 1 else partial(either, sides)

    def _sequence(self) -> Path:
        parts = [self._part()]
        while self._at("/"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else partial(one_by_one, parts)

    def _part(self) -> Path:
        if self._at("("):
            path = self._path()
            self._need(")")
        elif self._at("a"):
            path = partial(values_of, TYPE)
        else:
            path = partial(values_of, self._iri(self._next()))
        if self._at("?"):
            return partial(perhaps, path)
        if self._at("*"):
            return partial(again, path)
        if self.tokens[self.at] == "+":
            raise NotUnderstood
        return path

    # -- expressions

    def _filter(self, reached: set[str]) -> Expression:
        if self._word("NOT"):
            self._need("EXISTS")
            inner, _ = self._group(reached, None)
            return partial(is_missing, inner)
        self._need("(")
        found = self._disjunction()
        self._need(")")
        return found

    def _disjunction(self) -> Expression:
        sides = [self._conjunction()]
        while self._at("||"):
            sides.append(self._conjunction())
        return sides[0] if len(sides) == 1 else partial(decided, True, sides)

    def _conjunction(self) -> Expression:
        sides = [self._comparison()]
        while self._at("&&"):
            sides.append(self._comparison())
        return sides[0] if len(sides) == 1 else partial(decided, False, sides)

    def _comparison(self) -> Expression:
        one = self._operand()
        sign = self.tokens[self.at]
        if sign in ("=", "!=", "<", ">"):
            self.at += 1
            return partial(compared, sign, one, self._operand())
        if self._word("IN"):
            self._need("(")
            allowed = {self._iri(self._next())}
            while self._at(","):
                allowed.add(self._iri(self._next()))
            self._need(")")
            return partial(among, one, frozenset(allowed))
        return one

    def _operand(self) -> Expression:
        if self._at("!"):
            return partial(negated, self._operand())
        if self._at("("):
            inner = self._disjunction()
            self._need(")")
            return inner
        word = self.tokens[self.at].upper()
        if word in ("STR", "DATATYPE", "BOUND", "CONCAT", "COALESCE"):
            self.at += 1
            self._need("(")
            given = [self._disjunction()]
            while self._at(","):
                given.append(self._disjunction())
            self._need(")")
            if word in ("CONCAT", "COALESCE"):
                return partial(concatenated if word == "CONCAT" else first_defined, given)
            if len(given) != 1:
                raise NotUnderstood
            named: dict[str, Callable[[Expression, Known, Solution], Value]] = {
                "STR": text_of,
                "DATATYPE": datatype_of,
                "BOUND": has_value,
            }
            return partial(named[word], given[0])
        if word.startswith('"'):
            text = self._next()[1:-1]
            if "\\" in text or self.tokens[self.at] in ("@", "^"):
                raise NotUnderstood
            return partial(constant, text)
        term = self._term()
        if isinstance(term, str):
            self.asked.add(term)
            return partial(value_of, term)
        return partial(constant, term)

    # -- tokens

    def _term(self) -> str | Term:
        """A variable, by its name, or a constant."""
        token = self._next()
        if token.startswith("?") and len(token) > 1:
            return token[1:]
        return TYPE if token == "a" else self._iri(token)

    def _iri(self, token: str) -> ox.NamedNode:
        if not token.startswith("<") or len(token) < 2:
            raise NotUnderstood
        return ox.NamedNode(token[1:-1])

    def _next(self) -> str:
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return self.tokens[self.at - 1]

    def _at(self, token: str) -> bool:
        found = self.tokens[self.at] == token
        self.at += found
        return found

    def _word(self, word: str) -> bool:
        found = self.tokens[self.at].upper() == word
        self.at += found
        return found

    def _need(self, word: str) -> None:
        if self.tokens[self.at].upper() != word:
            raise NotUnderstood
        self.at = min(self.at + 1, len(self.tokens) - 1)
