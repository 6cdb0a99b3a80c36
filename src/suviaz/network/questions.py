"""What is asked of the store, and nothing else: each function is one SPARQL query with bound parameters.

They ask the default graph, which is the merge of all articles; for evidence and texts the named graphs of the articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

_PREFIXES = """
PREFIX sv: <https://w3id.org/suviaz/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX prov: <http://www.w3.org/ns/prov#>
"""

SV = "https://w3id.org/suviaz/ontology#"
ID = "https://w3id.org/suviaz/id/"
CONCEPT = "https://w3id.org/suviaz/concept/"


class Answering(Protocol):
    """Whatever answers SPARQL with pyoxigraph's terms: `suviaz.store.Store`, or a `pyoxigraph.Store`."""

    def query(self, text: str, /, *, substitutions: Any = None) -> Any: ...


def _rows(store: Answering, where: str, names: str, **values: Any) -> list[tuple[Any, ...]]:
    """The solutions of a group pattern as tuples in the order of `names`, sorted, without repetition.

    Only variables that a query selects can be bound from outside, so the given ones are selected too.
    """
    from pyoxigraph import Store, Variable

    selected = " ".join(f"?{name}" for name in (*names.split(), *values))
    text = f"{_PREFIXES}SELECT {selected} WHERE {where}"
    # Oxigraph itself wants its own kind of variable, our store plain names.
    bound = {Variable(name) if isinstance(store, Store) else name: term for name, term in values.items()}
    solutions = store.query(text, substitutions=bound)
    found = {tuple(solution[name] for name in names.split()) for solution in solutions}
    return sorted(found, key=lambda row: tuple(str(term) for term in row))


def countries(store: Answering) -> dict[str, str]:
    """IRI of each country → its alpha-2 code."""
    rows = _rows(store, "{ ?c sv:iso3166Alpha2 ?code }", "c code")
    return {iri.value: code.value for iri, code in rows}


def country(store: Answering, code: str) -> str | None:
    """The IRI of the country with this alpha-2 or alpha-3 code."""
    from pyoxigraph import Literal

    rows = _rows(store, "{ ?c sv:iso3166Alpha2|sv:iso3166Alpha3 ?code }", "c", code=Literal(code.upper()))
    return str(rows[0][0].value) if rows else None


_TOUCHING = """
{
  { ?thing sv:involvesCountry|sv:hasParty|sv:isMadeBy|sv:isMadeTo ?country }
  UNION { ?thing ^sv:hasEvent/(sv:hasActor|sv:isOnBehalfOf) ?country }
  UNION { ?thing sv:drawsOn|(sv:drawsOn/sv:belongsToCountry) ?country }
  UNION { ?thing sv:belongsToCountry ?country ; sv:drawsOn ?model }
  UNION { ?actor sv:belongsToCountry ?country . ?thing sv:hasParty|sv:isMadeBy|sv:isMadeTo ?actor }
  UNION { ?actor sv:belongsToCountry ?country . ?part sv:hasActor|sv:isOnBehalfOf ?actor ; sv:hasEvent ?thing }
  UNION {
    { ?post sv:belongsToCountry ?country } UNION { ?body sv:belongsToCountry ?country . ?post sv:isPostIn ?body }
    ?tenure sv:hasPost ?post ; sv:hasHolder ?person .
    { ?thing sv:isMadeBy|sv:isMadeTo ?person } UNION { ?part sv:hasActor ?person ; sv:hasEvent ?thing }
  }
}
"""


def touching(store: Answering, iri: str) -> set[str]:
    """Agreements, events, bodies and promises in which this country, or somebody of it, takes part."""
    return {thing.value for (thing,) in _rows(store, _TOUCHING, "thing", country=_node(iri))}


def things(store: Answering) -> set[str]:
    """Every agreement, event, cooperation body, promise, strategy and programme."""
    where = """{
      { ?thing sv:hasStatus|sv:hasParty|sv:hasEventType|sv:isMadeBy ?o }
      UNION { VALUES ?class { sv:Strategy sv:Programme } ?thing a ?class }
    }"""
    return {thing.value for (thing,) in _rows(store, where, "thing")}


_AROUND = """
{
  { ?entity sv:hasParty|sv:isMadeBy|sv:isMadeTo|sv:hasOutcome|sv:isBasedOn|sv:isPartOf|sv:isFulfilledBy|sv:drawsOn ?o
    BIND(?entity AS ?thing) }
  UNION { ?entity sv:hasStatus ?o BIND(?entity AS ?thing) }
  UNION { ?thing sv:hasParty|sv:isMadeBy|sv:isMadeTo ?entity }
  UNION { ?thing sv:hasOutcome|sv:isBasedOn|sv:isPartOf|sv:isFulfilledBy|sv:drawsOn ?entity }
  UNION { ?thing sv:involvesCountry|sv:isLocatedIn ?entity . ?thing sv:hasStatus ?o }
  UNION { ?part sv:hasActor|sv:isOnBehalfOf ?entity ; sv:hasEvent ?thing }
  UNION {
    ?post sv:isPostIn ?entity . ?tenure sv:hasPost ?post ; sv:hasHolder ?person .
    ?part sv:hasActor ?person ; sv:hasEvent ?thing
  }
}
"""


def around(store: Answering, iri: str) -> set[str]:
    """The agreements, events, bodies and promises that an entity takes part in, directly or through its people."""
    return {thing.value for (thing,) in _rows(store, _AROUND, "thing", entity=_node(iri))}


_BESIDE = """
{
  { ?thing sv:hasOutcome|sv:isBasedOn|sv:isPartOf|sv:isFulfilledBy ?known }
  UNION { ?known sv:hasOutcome|sv:isBasedOn|sv:isPartOf|sv:isFulfilledBy|sv:drawsOn ?thing }
}
"""


def beside(store: Answering, iri: str) -> set[str]:
    """What a thing came from, led to, contains or is part of."""
    return {thing.value for (thing,) in _rows(store, _BESIDE, "thing", known=_node(iri))}


def narrower(store: Answering, field: str) -> set[str]:
    """The field of this code and all fields under it, as IRIs."""
    rows = _rows(store, "{ ?f skos:broader* ?field }", "f", field=_node(CONCEPT + "field/" + field))
    return {iri.value for (iri,) in rows}


def describe(store: Answering, iri: str) -> list[tuple[str, Any]]:
    """Property and value of every triple about a node."""
    return [(p.value, o) for p, o in _rows(store, "{ ?node ?p ?o }", "p o", node=_node(iri))]


def parts(store: Answering, event: str) -> list[tuple[str, str, str | None, str | None]]:
    """Participation, actor, code of the role, and in whose name, for each part played in an event."""
    where = """{ ?part sv:hasEvent ?event ; sv:hasActor ?actor
      OPTIONAL { ?part sv:hasRole ?role } OPTIONAL { ?part sv:isOnBehalfOf ?behalf } }"""
    rows = _rows(store, where, "part actor role behalf", event=_node(event))
    return [(p.value, a.value, local(r.value) if r else None, b.value if b else None) for p, a, r, b in rows]


def posts(store: Answering, person: str) -> list[tuple[str, str, str | None, str | None]]:
    """Tenure, post, the post's organisation and its country, for each post that a person holds or held."""
    where = """{ ?tenure sv:hasHolder ?person ; sv:hasPost ?post
      OPTIONAL { ?post sv:isPostIn ?body } OPTIONAL { ?post sv:belongsToCountry ?own }
      OPTIONAL { ?post sv:isPostIn/sv:belongsToCountry ?via } BIND(COALESCE(?own, ?via) AS ?country) }"""
    rows = _rows(store, where, "tenure post body country", person=_node(person))
    return [(t.value, p.value, b.value if b else None, c.value if c else None) for t, p, b, c in rows]


_EVIDENCE = """
{
  GRAPH ?graph {
    ?evidence rdf:subject ?node ; sv:hasPassage ?passage ; sv:hasModality ?modality .
    ?passage sv:isPassageOf ?article ; sv:startOffset ?start ; sv:endOffset ?end ; sv:exactText ?text .
    OPTIONAL { ?evidence rdf:predicate ?property ; rdf:object ?object }
    OPTIONAL { ?evidence sv:confidence ?confidence }
    OPTIONAL { ?evidence sv:isAttributedTo ?statement }
  }
  OPTIONAL { ?graph prov:wasDerivedFrom ?teller } FILTER(BOUND(?teller))
}
"""


def evidence(store: Answering, iri: str) -> list[Mapping[str, Any]]:
    """The records about a node; `property` and `object` are None where a record covers the whole node."""
    names = "property object passage article start end text modality confidence statement"
    return [dict(zip(names.split(), row, strict=True)) for row in _rows(store, _EVIDENCE, names, node=_node(iri))]


_ARTICLE = """
{
  OPTIONAL { ?article dcterms:title ?title } OPTIONAL { ?article schema:url ?url }
  OPTIONAL { ?article dcterms:issued ?published } OPTIONAL { ?article dcterms:language ?lang }
  OPTIONAL { GRAPH ?graph { ?article sv:text ?text } }
}
"""


def article(store: Answering, iri: str) -> dict[str, str]:
    """Title, address, day of publication, language and text of an article; empty strings for what is not known."""
    names = ("title", "url", "published", "lang", "text")
    rows = _rows(store, _ARTICLE, " ".join(names), article=_node(iri))
    return {name: term.value if term else "" for name, term in zip(names, rows[0], strict=True)} if rows else {}


def speaker(store: Answering, statement: str) -> str | None:
    """Who said it."""
    rows = _rows(store, "{ ?statement sv:hasSpeaker ?who }", "who", statement=_node(statement))
    return str(rows[0][0].value) if rows else None


def labels(store: Answering, iri: str) -> dict[str, str]:
    """The preferred name by language; the first in alphabetical order where there are several."""
    rows = _rows(store, "{ ?node skos:prefLabel ?name }", "name", node=_node(iri))
    return by_language(name for (name,) in rows)


def by_language(literals: Iterable[Any]) -> dict[str, str]:
    """Literals by their language tag, sorted; the first of each language."""
    found: dict[str, str] = {}
    for literal in sorted(literals, key=lambda term: (term.language or "", term.value)):
        found.setdefault(literal.language or "", literal.value)
    return found


def local(iri: str) -> str:
    """The local name of an IRI: what follows the last `#` or `/`."""
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def _node(iri: str) -> Any:
    from pyoxigraph import NamedNode

    return NamedNode(iri)
