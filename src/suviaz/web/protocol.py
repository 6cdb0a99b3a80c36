"""What a request asks for: the reading half of the SPARQL 1.1 Protocol, and which type suits an Accept header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from suviaz.web.values import Ask, Pairs, Refused

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

ROWS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""The types of a SELECT's answer, the one for `*/*` first, and which serialisation each names."""
TRUTH = {kind: form for kind, form in ROWS.items() if form in ("json", "xml")}
TRIPLES = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
    "text/plain": "ntriples",
    "application/x-turtle": "turtle",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
}
NAMES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "ntriples": "application/n-triples",
    "rdf": "application/rdf+xml",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "html": "text/html",
}
"""Short names that `format=` takes, for links and for programs that cannot set a header."""

_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A query as the protocol carries it: its text, and the graphs that the request names (None: as the query says)."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


def pairs(raw: bytes) -> Pairs:
    """Names and values of an urlencoded text. Raises Refused where it is not UTF-8, or has thousands of them."""
    try:
        text = raw.decode("ascii")
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000))
    except UnicodeDecodeError:
        raise Refused(400, "The request is not valid UTF-8, percent-encoded.") from None
    except ValueError:
        raise Refused(400, "The request has too many parameters.") from None


def question(ask: Ask) -> Question | None:
    """The query of a request to the endpoint; None for a GET without one, which asks what the endpoint is.

    Raises Refused: 400 for what the protocol does not allow, 403 for an update, 415 for a body of another type.
    """
    kind = ask.type.partition(";")[0].strip().casefold()
    given = ask.query
    if ask.method == "POST":
        _check_charset(ask.type)
        if kind == FORM:
            given = (*given, *ask.form)
        elif kind == UPDATE:
            raise _updating()
        elif kind != QUERY:
            raise Refused(415, f"A query is sent as {FORM} or as {QUERY}.")
    if any(name == "update" for name, _ in given):
        raise _updating()
    texts = [value for name, value in given if name == "query"]
    if ask.method == "POST" and kind == QUERY:
        if texts:
            raise Refused(400, "The query is in the body; there may not be another one in the address.")
        try:
            texts = [ask.body.decode()]
        except UnicodeDecodeError:
            raise Refused(400, "The query is not valid UTF-8.") from None
    if len(texts) > 1:
        raise Refused(400, "There may be only one query in a request.")
    if not texts:
        if ask.method == "POST":
            raise Refused(400, "There is no query in the request.")
        return None
    defaults = tuple(value for name, value in given if name == "default-graph-uri")
    named = tuple(value for name, value in given if name == "named-graph-uri")
    if not defaults and not named:
        return Question(texts[0])
    return Question(texts[0], defaults, named)


def _check_charset(kind: str) -> None:
    charset = re.search(r";\s*charset\s*=\s*\"?([\w-]+)", kind, re.IGNORECASE)
    if charset and charset[1].casefold() not in ("utf-8", "utf8"):
        raise Refused(415, "Requests are read as UTF-8 only.")


def _updating() -> Refused:
    return Refused(403, "This endpoint answers questions; it does not change the graph.")


def negotiate(accept: str, offers: Sequence[str]) -> str | None:
    """The offered type that an Accept header likes best, of equals the first offered; None where it likes none.

    No header is the same as `*/*`. The most specific range that fits a type says how much it is liked.
    """
    ranges = _ranges(accept)
    best, most = None, 0.0
    for offer in offers:
        liked = _liking(offer, ranges)
        if liked > most:
            best, most = offer, liked
    return best


def prefers_html(accept: str, others: Sequence[str] = ()) -> bool:
    """Whether it is a browser that asks: HTML is named, and liked at least as well as the other offers."""
    return "text/html" in accept and negotiate(accept, ("text/html", *others)) == "text/html"


def _liking(offer: str, ranges: tuple[tuple[str, str, float], ...]) -> float:
    kind, _, form = offer.partition("/")
    found, rank = 0.0, 0
    for wide, narrow, quality in ranges:
        fit = 3 if (wide, narrow) == (kind, form) else 2 if (wide, narrow) == (kind, "*") else 0
        fit = 1 if (wide, narrow) == ("*", "*") else fit
        if fit > rank or (fit == rank and fit and quality > found):
            found, rank = quality, fit
    return found


@lru_cache(maxsize=256)
def _ranges(accept: str) -> tuple[tuple[str, str, float], ...]:
    if not accept.strip():
        return (("*", "*", 1.0),)
    found = []
    for part in accept[:4000].split(","):
        match = _RANGE.fullmatch(part)
        if match:
            quality = _QUALITY.search(match[3])
            found.append((match[1].casefold(), match[2].casefold(), float(quality[1]) if quality else 1.0))
    return tuple(found)
