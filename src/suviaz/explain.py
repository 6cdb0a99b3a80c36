"""Why the graph says what it says: every fact about a thing, with the words, the article and the date."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from suviaz.answers import ask
from suviaz.errors import UnknownName

if TYPE_CHECKING:
    from suviaz.store import Store

_SV = "https://w3id.org/suviaz/ontology#"

# Facts are told by articles: what the rules derive or the registry knows has no words of its own to show.
# That a graph is an article's is asked in an OPTIONAL: Oxigraph then looks it up last, instead of beginning with all.
_OF_ARTICLE = "OPTIONAL { ?g prov:wasDerivedFrom ?source } FILTER(BOUND(?source))"
_ABOUT = f"SELECT DISTINCT ?thing ?n WHERE {{ GRAPH ?g {{ ?n ?p ?thing }} {_OF_ARTICLE} }}"
_SUPPORTED = f"SELECT ?thing ?e WHERE {{ GRAPH ?g {{ ?e rdf:subject ?thing }} {_OF_ARTICLE} }} LIMIT 1"
_PROPERTIES = f"SELECT ?thing ?p ?o WHERE {{ GRAPH ?g {{ ?thing ?p ?o }} {_OF_ARTICLE} }}"
_QUOTES = f"""SELECT ?thing ?e ?words ?a ?title ?day ?modality ?confidence ?p ?o ?speaker WHERE {{
  GRAPH ?g {{
    ?e rdf:subject ?thing ; sv:hasPassage ?passage .
    ?passage sv:isPassageOf ?a ; sv:exactText ?words .
    OPTIONAL {{ ?e sv:hasModality ?modality }} OPTIONAL {{ ?e sv:confidence ?confidence }}
    OPTIONAL {{ ?e rdf:predicate ?p ; rdf:object ?o }}
    OPTIONAL {{ ?e sv:isAttributedTo ?attributed }}
  }}
  {_OF_ARTICLE}
  BIND(COALESCE(?attributed, ?e) AS ?statement)
  OPTIONAL {{ ?a dcterms:title ?title }} OPTIONAL {{ ?a dcterms:issued ?day }}
  OPTIONAL {{ ?statement sv:hasSpeaker ?speaker }}
}}"""
_ADDRESS = "SELECT ?thing ?o WHERE { ?thing schema:url ?o }"
_LABELS = "SELECT ?thing ?o WHERE { ?thing skos:prefLabel ?o }"
_OTHER_LABELS = "SELECT ?thing ?o WHERE { ?thing skos:altLabel ?o }"
_PARTS = "SELECT ?thing ?p ?o WHERE { ?thing ?p ?o } ORDER BY DESC(?o)"
_TELLING = ("hasHolder", "hasActor", "hasSpeaker", "hasPost", "hasRole", "hasEvent")
"""What tells one tenure, participation or statement from another: these have no names."""
_KINDS = f"""SELECT ?thing ?o WHERE {{
  {{ ?thing a ?o }} UNION {{ GRAPH ?g {{ ?thing a ?o }} {_OF_ARTICLE} }}
}}"""
_EXISTS = f"""SELECT ?thing ?p WHERE {{
  {{ ?thing ?p ?o }} UNION {{ GRAPH ?g {{ ?thing ?p ?o }} {_OF_ARTICLE} }}
}} LIMIT 1"""
_NAMED = """SELECT DISTINCT ?n ?wanted WHERE {
  ?n skos:prefLabel|skos:altLabel|sv:shortName ?name FILTER(STR(?name) = STR(?wanted))
}"""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that say so. `part` is the property and value that they speak for, None for the whole fact."""

    text: str
    article: str
    title: str
    published: str | None
    modality: str
    confidence: float
    part: str | None = None
    said_by: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: its class and label, its properties in words, and its quotes."""

    iri: str
    kind: str
    label: str
    properties: tuple[tuple[str, str], ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known about `iri`, fact by fact."""

    iri: str
    label: str
    kind: str
    facts: tuple[Told, ...]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def to_text(self) -> str:
        """For a terminal: each fact, its properties, and under them the quotes with their articles."""
        lines = [self.label, f"{self.kind} · {self.iri}"]
        if not self.facts:
            lines += ["", "No article in the graph says anything about it."]
        for fact in self.facts:
            lines += ["", f"{fact.kind}: {fact.label}"]
            lines += [f"    {name}: {value}" for name, value in fact.properties]
            lines += [line for quote in fact.quotes for line in _quoted(quote)]
        return "\n".join(lines) + "\n"


def _quoted(quote: Quote) -> Iterable[str]:
    part = f"{quote.part}: " if quote.part else ""
    how = "" if quote.modality == "asserted" else f"  ({quote.modality})"
    by = f", said by {quote.said_by}" if quote.said_by else ""
    yield f"  {part}«{' '.join(quote.text.split())}»{how}{by}"
    yield f"      {quote.published or 'date unknown'}, {quote.title}, {quote.article}"


def explain(store: Store, iri: str, *, lang: str = "en") -> Explanation:
    """Every fact that articles state about the thing `iri`, in an order that depends on content alone.

    `lang` is the language of labels, where a thing has one in it. Raises UnknownName for a thing the graph lacks.
    """
    graph = _Graph(store, lang)
    if not graph.rows(_EXISTS, iri):
        raise UnknownName(f"The graph knows nothing by the address {iri}.")
    about = {iri} | {row["n"].value for row in graph.rows(_ABOUT, iri)}
    facts = [graph.told(node) for node in sorted(about) if graph.rows(_SUPPORTED, node)]
    facts.sort(key=lambda fact: (min((q.published or "9999" for q in fact.quotes), default=""), fact.kind, fact.iri))
    return Explanation(iri, graph.label(iri), graph.kind(iri), tuple(facts))


def find(store: Store, name: str) -> str:
    """The IRI of the one thing that `name` means. Raises UnknownName where nothing, or more than one, is called so."""
    found = named(store, name)
    if len(found) > 1:
        raise UnknownName(f"'{name}' is the name of {len(found)} things; say which: {', '.join(found[:8])}.")
    return found[0]


def named(store: Store, name: str) -> tuple[str, ...]:
    """The IRIs, sorted, that `name` means: an IRI itself, a short form (id:country/BLR, country/BLR), an exact name.

    Raises UnknownName where nothing is called so.
    """
    from suviaz.rdf.terms import ID, PREFIXES

    prefix, colon, rest = name.partition(":")
    if "://" in name or (colon and prefix in ("id", *PREFIXES)):
        iri = name.strip("<>") if "://" in name else (ID if prefix == "id" else PREFIXES[prefix]) + rest
        return (store.who.node_of(iri) or iri,)  # an IRI that something else stands for now still leads to it
    import pyoxigraph as ox

    if re.fullmatch(r"[a-z-]+/[^\s<>\"{}|\\^`]+", name):
        iri = store.who.node_of(ID + name) or ID + name
        if next(store.raw.quads_for_pattern(ox.NamedNode(iri), None, None, None), None):
            return (iri,)
    found = {str(iri) for iri, _ in ask(store, _NAMED, {"wanted": ox.Literal(name)}).rows}
    things = tuple(sorted(iri for iri in found if iri.startswith(ID)))
    if not things:
        raise UnknownName(f"Nothing in the graph is called '{name}'.")
    return things


class _Graph:
    """What the queries above say, in words of one language; remembers labels, which many facts share."""

    def __init__(self, store: Store, lang: str) -> None:
        self.store = store
        self.lang = lang
        self.label = cache(self._label)
        self.kind = cache(self._kind)

    def rows(self, query: str, thing: str) -> list[Any]:
        import pyoxigraph as ox

        answer = ask(self.store, query, {"thing": ox.NamedNode(thing)})
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.terms]

    def _label(self, iri: str) -> str:
        for query in (_LABELS, _OTHER_LABELS):
            names: set[tuple[str, str]] = {(row["o"].language or "", row["o"].value) for row in self.rows(query, iri)}
            if names:
                # The wanted language first, then any, by code: the same name every time.
                return min(names, key=lambda name: (name[0] != self.lang, name))[1]
        parts = {row["p"].value: row["o"] for row in self.rows(_PARTS, iri)}
        named = [self.words(parts[_SV + name]) for name in _TELLING if _SV + name in parts]
        return ", ".join(named) or _short(iri)

    def _kind(self, iri: str) -> str:
        kinds = {row["o"].value for row in self.rows(_KINDS, iri)}
        own = sorted(kind.removeprefix(_SV) for kind in kinds if kind.startswith(_SV))
        return ", ".join(own) or "thing"

    def words(self, term: Any) -> str:
        if type(term).__name__ == "NamedNode":
            return self.label(term.value)
        return " ".join(str(term.value).split())

    def told(self, node: str) -> Told:
        properties: dict[str, set[str]] = defaultdict(set)
        for row in self.rows(_PROPERTIES, node):
            name = row["p"].value
            if name.startswith(_SV):
                properties[name.removeprefix(_SV)].add(self.words(row["o"]))
        listed = tuple((name, ", ".join(sorted(values))) for name, values in sorted(properties.items()))
        return Told(node, self.kind(node), self.label(node), listed, self.quotes(node))

    def quotes(self, node: str) -> tuple[Quote, ...]:
        found: set[Quote] = set()
        for row in self.rows(_QUOTES, node):
            article = row["a"].value
            addresses = sorted(r["o"].value for r in self.rows(_ADDRESS, article))
            title = row["title"].value if row["title"] else _short(article)
            part = f"{_short(row['p'].value)} {self.words(row['o'])}" if row["p"] else None
            found.add(
                Quote(
                    text=row["words"].value,
                    article=addresses[0] if addresses else article,
                    title=title,
                    published=row["day"].value[:10] if row["day"] else None,
                    modality=_short(row["modality"].value) if row["modality"] else "asserted",
                    confidence=float(row["confidence"].value) if row["confidence"] else 1.0,
                    part=part,
                    said_by=self.label(row["speaker"].value) if row["speaker"] else None,
                )
            )
        return tuple(sorted(found, key=lambda q: (q.published or "9999", q.article, q.part or "", q.text, q.modality)))


def _short(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rstrip("/").replace("#", "/").rsplit("/", 1)[-1]
