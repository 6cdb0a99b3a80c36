"""The SPARQL endpoint: runs a query over the open graph, and writes what it gives in the type that was asked for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import pyoxigraph as ox

from suviaz.answers import Answer
from suviaz.rdf.terms import PREFIXES
from suviaz.rdf.writing import write_triples
from suviaz.store import Store
from suviaz.web import gate, protocol
from suviaz.web.protocol import Question
from suviaz.web.values import Ask, Refused, Reply

T = TypeVar("T")

CUT = "x-suviaz-cut"
"""The header that says that there is more: so many rows or triples were sent."""

_STAR = re.compile(r"\bselect\s*(?:(?:distinct|reduced)\b\s*)?\*", re.IGNORECASE)
_ASIDE = re.compile(r"<[^<>\s]*>|#[^\r\n]*|'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|\"[^\"\n]*\"", re.DOTALL)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_PREFIXED = re.compile(r"(?<![\w:@?$-])([A-Za-z][\w.-]*|):[\w]")
_WORD = re.compile(r"<[^>\s]*>|[?$:\w.-]+|\S")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query came to: an answer of at most so many rows, whether there were more, and how long it took."""

    question: Question
    answer: Answer
    limited: bool
    seconds: float


def run(store: Store, asked: Question, *, rows: int, site: str = "") -> Outcome:
    """Run a query. Raises Refused: 400 where it does not parse or cannot be run, 403 where it would call elsewhere."""
    line = gate.calls_out(asked.text)
    if line is not None:
        raise Refused(403, f"SERVICE, in line {line}, would ask another server; this one asks its own graph only.")
    began = time.perf_counter()
    try:
        found = store.raw.query(
            asked.text,
            base_iri=f"{site or 'http://localhost'}/",
            prefixes=PREFIXES,
            default_graph=_graphs(asked.default_graphs),
            named_graphs=_graphs(asked.named_graphs),
        )
        answer, limited = _collected(found, asked.text, rows)
    except SyntaxError as error:
        raise Refused(400, _readable(str(error), asked.text)) from error
    except (ValueError, RuntimeError) as error:
        raise Refused(400, f"The query cannot be run: {error}.") from error
    return Outcome(asked, answer, limited, time.perf_counter() - began)


def reply(outcome: Outcome, accept: str) -> Reply:
    """The answer in the type that the Accept header likes best. Raises Refused: 406 where it takes none of ours."""
    answer = outcome.answer
    types = (
        protocol.TRUTH if answer.truth is not None else protocol.ROWS if answer.triples is None else protocol.TRIPLES
    )
    chosen = protocol.negotiate(accept, tuple(types))
    if chosen is None:
        raise Refused(406, f"This answer comes as {', '.join(types)}.")
    form = types[chosen]
    if answer.triples is None:
        body = answer.write(form)
    else:
        try:
            body = write_triples(answer.triples, form)
        except ValueError as error:
            raise Refused(406, f"This answer cannot be written as {chosen}: {error}.") from error
    charset = "" if chosen.endswith(("json", "xml")) else "; charset=utf-8"
    headers = [("server-timing", f"query;dur={outcome.seconds * 1000:.1f}")]
    if outcome.limited:
        headers.append((CUT, str(len(answer))))
    return Reply(200, chosen + charset, body.encode(), tuple(headers))


def accepted(ask: Ask) -> str:
    """The Accept header of a request, or what its `format` says instead. Raises Refused for an unknown one."""
    name = ask.get("format") or ask.field("format")
    if not name:
        return ask.accept
    if name not in protocol.NAMES:
        raise Refused(406, f"There is no format '{name}'; there are {', '.join(protocol.NAMES)}.")
    return protocol.NAMES[name]


def _graphs(iris: tuple[str, ...] | None) -> Any:
    return None if iris is None else [ox.NamedNode(iri) for iri in iris]


def _collected(found: Any, text: str, rows: int) -> tuple[Answer, bool]:
    """At most so many rows, read one by one: an engine that would give millions stops there."""
    if isinstance(found, ox.QueryBoolean):
        return Answer(truth=bool(found)), False
    if isinstance(found, ox.QueryTriples):
        triples, limited = _some(found, rows)
        return Answer(triples=triples), limited
    solutions, limited = _some(iter(found), rows)
    columns = tuple(variable.value for variable in found.variables)
    answer = Answer(columns=columns, terms=tuple(tuple(solution) for solution in solutions))
    return answer.only(_in_order(columns, text)), limited


def _some(found: Iterator[T], most: int) -> tuple[tuple[T, ...], bool]:
    kept = tuple(islice(found, most))
    return kept, len(kept) == most and next(found, None) is not None


def _in_order(columns: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The columns as a reader of the query expects them: with `SELECT *` the engine has them by the alphabet."""
    bare = _ASIDE.sub(" ", text)
    star, first = _STAR.search(bare), re.search(r"\bselect\b", bare, re.IGNORECASE)
    if not star or not first or star.start() != first.start():
        return columns
    places = {name: place for place, name in reversed(list(enumerate(re.findall(r"[?$](\w+)", bare))))}
    return tuple(sorted(columns, key=lambda name: places.get(name, len(text))))


def _readable(message: str, query: str) -> str:
    """Where the query breaks, and at what; the parser's own list of what could stand there is endless."""
    match = _PLACE.match(message)
    if not match:
        return f"The query cannot be read: {message.splitlines()[0][:200]}."
    line, column = int(match[1]), int(match[2])
    rest = "\n".join(query.split("\n")[line - 1 :])[column - 1 :]
    word = _WORD.match(rest.lstrip())
    what = f"'{word[0][:40]}' cannot stand here" if word else "the query ends too early"
    known = {*PREFIXES, *re.findall(r"(?i)\bprefix\s+([\w.-]*):", query)}
    unknown = next((name for name in _PREFIXED.findall(_ASIDE.sub(" ", query)) if name not in known), None)
    if unknown is not None:
        return f"The query cannot be read: line {line}, column {column}: there is no PREFIX {unknown}:"
    why = "" if match[3].startswith("expected") else f" ({match[3].splitlines()[0][:200]})"
    return f"The query cannot be read: line {line}, column {column}: {what}{why}."
