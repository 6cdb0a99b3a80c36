"""The graph, or a part of it, in the RDF formats: sorted, with prefixes, the same bytes each time.

TriG and N-Quads hold every named graph, each where it belongs; loaded again they give the same graph. The other formats
hold triples: what the articles say, the registry entries they touch, and what follows from both.

A part is chosen by what a thing has to do with: two countries, a field, a period, an entity. It holds the things that
match, the things they are tied to, and the evidence for both; in TriG and N-Quads these stay in the graphs that say
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from suviaz.errors import UnknownName
from suviaz.rdf.terms import CONCEPT, ID, META, RDF, REFERENCE, SV, VOCABULARY, sv
from suviaz.rdf.writing import FORMATS, write_dataset, write_triples

__all__ = ["FORMATS", "Part", "export"]

_FIELD = sv("hasField")
_COUNTRY = sv("involvesCountry")
_SUBJECT = ox.NamedNode(RDF + "subject")
_DATES = tuple(
    sv(name)
    for name in ("startDate", "endDate", "notBefore", "notAfter", "signedOn", "attestedOn", "startYear", "endYear")
)
_TIES = tuple(
    sv(name)
    for name in (
        *(
            "hasParty",
            "hasOutcome",
            "hasEvent",
            "hasActor",
            "hasHolder",
            "hasPost",
            "isPostIn",
            "isPartOf",
            "isBasedOn",
        ),
        *("hasSpeaker", "hasCapacity", "isMadeAt", "expresses", "isMadeBy", "isMadeTo", "isOnBehalfOf"),
        *("isFulfilledBy", "drawsOn"),
    )
)
"""Properties that tie two things of the articles; along these a part takes in what belongs to what it chose."""

_CARRIERS = frozenset(SV + name for name in ("Participation", "Tenure", "Statement"))
"""Things that stand for a tie themselves: they come along with either end."""


class Graphs(Protocol):
    """What of a store is needed."""

    @property
    def raw(self) -> ox.Store: ...

    def named_graphs(self) -> tuple[ox.NamedNode, ...]: ...

    def quads(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """What to export; everything that is given must fit. Empty: the whole.

    `pair` holds two alpha-2 or alpha-3 codes, `field` a code (narrower fields count), `first` and `last` years or days,
    `entity` an IRI, or its last two parts (`person/blr-…`).
    """

    pair: tuple[str, str] | None = None
    field: str | None = None
    first: str | None = None
    last: str | None = None
    entity: str | None = None

    @property
    def whole(self) -> bool:
        return self == Part()


def export(store: Graphs, format: str = "turtle", part: Part | None = None, *, text: bool = True) -> Iterator[str]:
    """The export in pieces of text. `text=False` leaves the articles' texts out; the quotes stay.

    Raises UnknownName for a format, country, field or entity that there is not.
    """
    if format not in FORMATS:
        raise UnknownName(f"There is no format '{format}'; there are {', '.join(FORMATS)}.")
    chosen = None if part is None or part.whole else _Choice(store.raw, part).nodes()
    if format in ("trig", "nquads"):
        yield from write_dataset(_datasets(store, chosen), format, text=text)
        return
    yield write_triples(_triples(store, chosen), format, text=text)


def _datasets(store: Graphs, chosen: set[str] | None) -> Iterator[ox.Quad]:
    for name in store.named_graphs():
        if chosen is None or name == VOCABULARY:
            yield from store.quads(name)
        elif name == META:
            yield from (q for q in store.quads(name) if _value(q.object) in chosen or _value(q.subject) in _BACKGROUND)
        elif not name.value.endswith("--quarantine"):
            yield from (q for q in store.quads(name) if _value(q.subject) in chosen)


_BACKGROUND = frozenset({REFERENCE.value, VOCABULARY.value})


def _triples(store: Graphs, chosen: set[str] | None) -> Iterator[ox.Quad]:
    """What articles say, what follows, and what the registry has on the things concerned."""
    told: set[str] = set()
    for name in store.named_graphs():
        if name in (REFERENCE, VOCABULARY) or name.value.endswith("--quarantine"):
            continue
        for quad in store.quads(name):
            subject, value = _value(quad.subject), _value(quad.object)
            if name == META and subject in _BACKGROUND:
                continue
            if chosen is not None and not (subject in chosen or (name == META and value in chosen)):
                continue
            told |= {subject, value}
            yield quad
    for quad in store.quads(REFERENCE):
        if _value(quad.subject) in told:
            yield quad


def _value(term: object) -> str:
    """The IRI of a node; empty for a literal."""
    return term.value if isinstance(term, ox.NamedNode) else ""


def _is_aside(quad: ox.Quad) -> bool:
    return _value(quad.graph_name).endswith("--quarantine")


class _Choice:
    """Which things a part holds."""

    def __init__(self, store: ox.Store, part: Part) -> None:
        self.store, self.part = store, part

    def nodes(self) -> set[str]:
        """IRIs of the things, of what they are tied to, of their evidence, and of its passages and articles."""
        seeds = self._seeds()
        chosen = set(seeds)
        for node in seeds:
            chosen |= {other for tie in _TIES for other in self._objects(node, tie)}
            # What points to a chosen thing is about it; what only points to something it is tied to is not.
            chosen |= {other for tie in _TIES for other in self._subjects(tie, node)}
        for node in [n for n in chosen if self._carries(n)]:  # a participation without its actor would hang in the air
            chosen |= {other for tie in _TIES for other in self._objects(node, tie)}
        records = {record for node in chosen for record in self._records(node)}
        passages = {passage for record in records for passage in self._told(record, sv("hasPassage"))}
        articles = {article for passage in passages for article in self._told(passage, sv("isPassageOf"))}
        registry = self._registry(chosen | articles)
        return {node.value for node in (*chosen, *records, *passages, *articles, *registry)}

    def _records(self, node: ox.NamedNode) -> set[ox.NamedNode]:
        """The evidence for a node, but for what is in quarantine."""
        found = self.store.quads_for_pattern(None, _SUBJECT, node, None)
        return {q.subject for q in found if not _is_aside(q) and isinstance(q.subject, ox.NamedNode)}

    def _told(self, node: ox.NamedNode, predicate: ox.NamedNode) -> set[ox.NamedNode]:
        """What the articles' graphs of evidence give as values of a property."""
        found = self.store.quads_for_pattern(node, predicate, None, None)
        return {q.object for q in found if not _is_aside(q) and isinstance(q.object, ox.NamedNode)}

    def _registry(self, chosen: set[ox.NamedNode]) -> set[ox.NamedNode]:
        """Registry entries that the chosen things point to (a field's country, a town), and those these lie in."""
        found: set[ox.NamedNode] = set()
        todo = {other for node in chosen for other in self._objects(node, None)} | chosen
        while todo:
            node = todo.pop()
            entry = [q.object for q in self.store.quads_for_pattern(node, None, None, REFERENCE)]
            if entry and node not in found:
                found.add(node)
                todo |= {value for value in entry if isinstance(value, ox.NamedNode)}
        return found

    def _seeds(self) -> set[ox.NamedNode]:
        part = self.part
        sets = []
        if part.entity:
            node = ox.NamedNode(part.entity if ":" in part.entity else ID + part.entity)
            if not next(self._quads(node, None, None), None):
                raise UnknownName(f"There is nothing called '{part.entity}' in the store.")
            around = {other for tie in _TIES for other in (*self._objects(node, tie), *self._subjects(tie, node))}
            sets.append({node, *around})
        if part.pair:
            one, other = (self._country(code) for code in part.pair)
            sets.append(self._of_country(one) & self._of_country(other))
        if part.field:
            sets.append({n for field in self._fields(part.field) for n in self._subjects(_FIELD, field)})
        if part.first or part.last:
            dated = {
                q.subject for p in _DATES for q in self._quads(None, p, None) if isinstance(q.subject, ox.NamedNode)
            }
            sets.append({node for node in dated if self._within(node)})
        return set.intersection(*sets)

    def _of_country(self, country: ox.NamedNode) -> set[ox.NamedNode]:
        """What involves a country, what it is a party of or promises, and what its bodies and their people do."""
        own = {
            country,
            *(self._subjects(sv("belongsToCountry"), country)),
            *(self._subjects(sv("represents"), country)),
        }
        found = self._subjects(_COUNTRY, country)
        for actor in own:
            for tie in ("hasParty", "isMadeBy", "isMadeTo", "drawsOn"):
                found |= self._subjects(sv(tie), actor)
        return found

    def _fields(self, code: str) -> set[ox.NamedNode]:
        top = ox.NamedNode(code if ":" in code else f"{CONCEPT}field/{code}")
        if not next(self._quads(top, None, None), None):
            raise UnknownName(f"There is no field '{code}'.")
        found, todo = set(), {top}
        while todo:
            field = todo.pop()
            found.add(field)
            todo |= self._subjects(ox.NamedNode("http://www.w3.org/2004/02/skos/core#broader"), field) - found
        return found

    def _country(self, code: str) -> ox.NamedNode:
        for name in ("iso3166Alpha2", "iso3166Alpha3"):
            found = self._subjects(sv(name), ox.Literal(code.upper()))
            if found:
                return min(found, key=str)
        raise UnknownName(f"There is no country with the code '{code}'.")

    def _within(self, node: ox.NamedNode) -> bool:
        """Whether any day that is given for a thing lies in the period. Days without a year lie nowhere."""
        days = [q.object.value for p in _DATES for q in self._quads(node, p, None) if isinstance(q.object, ox.Literal)]
        first, last = self.part.first or "", self.part.last or "9999"
        # Years compare with days by their first characters: «2017» holds all of it.
        return any(d[: len(first)] >= first and d[: len(last)] <= last for d in days if not d.startswith("-"))

    def _objects(self, subject: ox.NamedNode, predicate: ox.NamedNode | None) -> set[ox.NamedNode]:
        return {q.object for q in self._quads(subject, predicate, None) if isinstance(q.object, ox.NamedNode)}

    def _subjects(self, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> set[ox.NamedNode]:
        return {q.subject for q in self._quads(None, predicate, value) if isinstance(q.subject, ox.NamedNode)}

    def _quads(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode | None, value: ox.NamedNode | ox.Literal | None
    ) -> Iterator[ox.Quad]:
        return self.store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph())

    def _carries(self, node: ox.NamedNode) -> bool:
        return not _CARRIERS.isdisjoint(kind.value for kind in self._objects(node, ox.NamedNode(RDF + "type")))
