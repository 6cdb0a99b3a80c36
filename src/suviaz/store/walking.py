"""Walking from a node along its properties: the parts that `matching` puts together.

A pattern takes a solution to its extensions, a path a node to others, an expression a solution to a value. Each is a
function whose last two arguments are what is known and the solution (or node) at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

import pyoxigraph as ox

from suviaz.rdf.terms import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Solution = Mapping[str, Term]
Value = bool | str | Term
"""What an expression comes to; `str` is a literal without language or datatype."""

_MANY = 12
"""Named graphs that say the same of a node; beyond, comparing each with each is left to SPARQL."""


class NotUnderstood(Exception):
    """The rule, or what it met, is beyond what is read here."""


class Undefined(Exception):
    """An expression has no value: a filter does not let the solution pass."""


class Known(Protocol):
    """What the merge and the named graphs say about a node."""

    def values(self, node: ox.NamedNode, predicate: ox.NamedNode) -> tuple[Term, ...]: ...

    def named(self, node: ox.NamedNode, predicate: ox.NamedNode) -> tuple[tuple[ox.NamedNode, Term], ...]: ...


Step = Callable[[Known, Solution], Iterable[Solution]]
Path = Callable[[Known, Term], Iterable[Term]]
Expression = Callable[[Known, Solution], Value]

# -- patterns


def joined(steps: list[Step], filters: list[Expression], known: Known, solution: Solution) -> Iterator[Solution]:
    found: Iterable[Solution] = (solution,)
    for step in steps:
        found = [after for before in found for after in step(known, before)]
    return (one for one in found if all(_holds(test, known, one) for test in filters))


def optionally(inner: Step, known: Known, solution: Solution) -> Iterable[Solution]:
    return list(inner(known, solution)) or (solution,)


def one_of(sides: list[Step], known: Known, solution: Solution) -> Iterator[Solution]:
    return (after for side in sides for after in side(known, solution))


def along(subject: str | Term, path: Path, value: str | Term, known: Known, solution: Solution) -> Iterator[Solution]:
    node = solution[subject] if isinstance(subject, str) else subject
    for found in path(known, node):
        if (after := _extended(solution, value, found)) is not None:
            yield after


def in_graph(
    graph: str, subject: str | Term, predicate: ox.NamedNode, value: str | Term, known: Known, solution: Solution
) -> Iterator[Solution]:
    node = solution[subject] if isinstance(subject, str) else subject
    told = known.named(node, predicate) if isinstance(node, ox.NamedNode) else ()
    if len(told) > _MANY:
        raise NotUnderstood
    for name, found in told:
        after = _extended(solution, graph, name)
        if after is not None and (both := _extended(after, value, found)) is not None:
            yield both


def _extended(solution: Solution, place: str | Term, term: Term) -> Solution | None:
    """The solution with a term in its place; None where something else stands there."""
    if isinstance(place, str):
        if place not in solution:
            return {**solution, place: term}
        place = solution[place]
    return solution if place == term else None


def values_of(predicate: ox.NamedNode, known: Known, node: Term) -> Iterable[Term]:
    return known.values(node, predicate) if isinstance(node, ox.NamedNode) else ()


def either(sides: list[Path], known: Known, node: Term) -> Iterable[Term]:
    return {found for side in sides for found in side(known, node)}


def one_by_one(parts: list[Path], known: Known, node: Term) -> Iterable[Term]:
    nodes = {node}
    for part in parts:
        nodes = {found for one in nodes for found in part(known, one)}
    return nodes


def perhaps(path: Path, known: Known, node: Term) -> Iterable[Term]:
    return {node, *path(known, node)}


def again(path: Path, known: Known, node: Term) -> Iterable[Term]:
    found, todo = {node}, [node]
    while todo:
        more = set(path(known, todo.pop())) - found
        found |= more
        todo += more
    return found


# -- expressions


def _holds(test: Expression, known: Known, solution: Solution) -> bool:
    try:
        return _truth(test(known, solution))
    except Undefined:
        return False


def _truth(value: Value) -> bool:
    if not isinstance(value, bool):
        raise NotUnderstood
    return value


def constant(value: Value, known: Known, solution: Solution) -> Value:
    return value


def value_of(name: str, known: Known, solution: Solution) -> Value:
    if name not in solution:
        raise Undefined
    term = solution[name]
    if isinstance(term, ox.Literal) and not term.language and term.datatype.value == XSD + "string":
        return term.value
    return term


def is_missing(inner: Step, known: Known, solution: Solution) -> bool:
    return next(iter(inner(known, solution)), None) is None


def has_value(given: Expression, known: Known, solution: Solution) -> bool:
    try:
        given(known, solution)
    except Undefined:
        return False
    return True


def text_of(given: Expression, known: Known, solution: Solution) -> str:
    value = given(known, solution)
    if isinstance(value, str):
        return value
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value.value
    raise Undefined


def datatype_of(given: Expression, known: Known, solution: Solution) -> ox.NamedNode:
    value = given(known, solution)
    if isinstance(value, str):
        return ox.NamedNode(XSD + "string")
    if isinstance(value, ox.Literal):
        return value.datatype
    raise Undefined


def concatenated(given: list[Expression], known: Known, solution: Solution) -> str:
    parts = [one(known, solution) for one in given]
    if not all(isinstance(part, str) for part in parts):
        raise NotUnderstood
    return "".join(parts)  # type: ignore[arg-type]


def first_defined(given: list[Expression], known: Known, solution: Solution) -> Value:
    for one in given:
        try:
            return one(known, solution)
        except Undefined:
            continue
    raise Undefined


def compared(sign: str, one: Expression, other: Expression, known: Known, solution: Solution) -> bool:
    left, right = one(known, solution), other(known, solution)
    if isinstance(left, str) and isinstance(right, str):
        return {"=": left == right, "!=": left != right, "<": left < right, ">": left > right}[sign]
    if isinstance(left, ox.NamedNode) and isinstance(right, ox.NamedNode) and sign in ("=", "!="):
        return (left == right) == (sign == "=")
    raise NotUnderstood


def among(one: Expression, allowed: frozenset[Term], known: Known, solution: Solution) -> bool:
    return one(known, solution) in allowed


def negated(one: Expression, known: Known, solution: Solution) -> bool:
    return not _truth(one(known, solution))


def decided(by: bool, sides: list[Expression], known: Known, solution: Solution) -> bool:
    """AND (decided by the first that is false) and OR (by the first that is true), whatever else has no value."""
    undefined = False
    for side in sides:
        try:
            if _truth(side(known, solution)) == by:
                return by
        except Undefined:
            undefined = True
    if undefined:
        raise Undefined
    return not by
