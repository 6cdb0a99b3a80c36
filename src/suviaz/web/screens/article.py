"""An article: its text with the words that facts rest on, and the facts beside it, each leading to the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from suviaz.rdf.terms import GRAPH
from suviaz.web.screens.page import Missing, Page, Table, View
from suviaz.web.screens.seen import outlet
from suviaz.web.screens.state import Wrong
from suviaz.web.screens.things import Record

_ORDER = (
    "Agreement", "Event", "Body", "Commitment", "Document", "Statement", "Participation", "Tenure", "Post", "Person",
    "Organisation", "Group", "Place", "Country",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `facts` are the numbers of the facts that rest on it, `first` those whose words it opens.

    `only` is what a click leads to: the fact whose words are fewest.
    """

    text: str
    facts: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    only: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of an article: its number there, the thing, and its records."""

    number: int
    iri: str
    kind: str
    type: str
    records: tuple[Record, ...]

    @property
    def confidence(self) -> float:
        return max(record.quote.confidence for record in self.records)


def article(view: View) -> Page:
    """The page of the article `key` (or address). Raises Missing where there is none."""
    asked = view.state.get("key")
    stored = view.graph.store.article(asked) if asked else None
    if stored is None:
        raise Missing(view.say("article.none_asked"))
    text = view.things.text(stored.iri)
    told = facts(view, stored.key)
    spans = {fact.number: {(r.quote.start, r.quote.end) for r in fact.records} for fact in told}
    chosen = view.state.get("fact")
    shown = next((fact.number for fact in told if fact.iri == chosen), 0)
    words = _words(view, text)
    if words:
        # Words that somebody points at light up like those of a fact; the number 0 is nobody's.
        spans[0], shown = {words}, 0
    data = {
        "article": stored,
        "outlet": outlet(stored.url),
        "paragraphs": paragraphs(text, spans),
        "facts": told,
        "shown": shown,
        "pointed": bool(words),
        "aside": len(stored.quarantined),
    }
    table = Table(
        ("fact", "class", "name", "iri", "property", "quote", "start", "end", "modality", "confidence"),
        tuple(
            (f.number, f.kind, view.name(f.iri).text, f.iri, r.relation or "", r.quote.text, r.quote.start,
             r.quote.end, r.quote.modality, r.quote.confidence)
            for f in told for r in f.records
        ),
    )  # fmt: skip
    return Page(
        "article.html",
        stored.title or stored.url or stored.key,
        data,
        table=table,
        things=[stored.iri, *(fact.iri for fact in told)],
        query=_QUERY.format(graph=GRAPH + stored.key),
    )


_QUERY = """PREFIX sv: <https://w3id.org/suviaz/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?thing ?class ?property ?value ?words ?start ?confidence
WHERE {{
  GRAPH <{graph}--evidence> {{
    ?evidence rdf:subject ?thing ; sv:hasPassage ?passage ; sv:confidence ?confidence .
    ?passage sv:exactText ?words ; sv:startOffset ?start .
    OPTIONAL {{ ?evidence rdf:predicate ?property ; rdf:object ?value }}
  }}
  OPTIONAL {{ GRAPH <{graph}> {{ ?thing a ?class }} }}
}}
ORDER BY ?start ?thing
"""


def _words(view: View, text: str) -> tuple[int, int] | None:
    """The stretch of the text that `at` names, as `120-180`. Raises Wrong."""
    asked = view.state.get("at")
    if not asked:
        return None
    if not re.fullmatch(r"\d{1,7}-\d{1,7}", asked):
        raise Wrong("code", "at", "120-180")
    start, end = map(int, asked.split("-"))
    return (start, end) if start < end <= len(text) else None


def facts(view: View, key: str) -> list[Told]:
    """What an article says, the weighty first, of one weight in the order of the text."""
    found = []
    for iri, records in view.things.evidence_in(key).items():
        known = view.things.about(iri)
        kind = known.kind or "Statement"
        place = known.type or kind
        told = tuple(sorted((r for _, r in records), key=lambda r: (r.quote.start, r.relation or "", r.value or "")))
        rank = _ORDER.index(place) if place in _ORDER else len(_ORDER)
        found.append((rank, told[0].quote.start, iri, kind, known.type or "", told))
    return [
        Told(number, iri, kind, drawn, told)
        for number, (_, _, iri, kind, drawn, told) in enumerate(sorted(found, key=lambda f: f[:3]), 1)
    ]


def paragraphs(text: str, spans: dict[int, set[tuple[int, int]]]) -> list[list[Piece]]:
    """The text line by line, cut wherever words of a fact begin or end. Nothing of the text is lost."""
    length = {number: sum(end - start for start, end in own) for number, own in spans.items()}
    opened = {number: min((start for start, _ in own), default=-1) for number, own in spans.items()}
    flat = sorted((start, end, number) for number, own in spans.items() for start, end in own)
    lines = []
    at = 0
    for line in text.split("\n"):
        here = [span for span in flat if span[0] < at + len(line) and span[1] > at]
        cuts = sorted({at, at + len(line), *(c for s in here for c in s[:2] if at < c < at + len(line))})
        found = []
        for one, other in pairwise(cuts):
            now = tuple(sorted({number for start, end, number in here if start <= one and other <= end}))
            first = tuple(number for number in now if opened[number] == one)
            only = min((n for n in now if n), key=lambda n: (length[n], n), default=0)
            found.append(Piece(text[one:other], now, first, only))
        lines.append(found)
        at += len(line) + 1
    return lines
