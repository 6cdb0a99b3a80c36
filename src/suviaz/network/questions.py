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

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SV = "https://w3id.org/suviaz/ontology#"
ID = "https://w3id.org/suviaz/id/"
CONCEPT = "https://w3id.org/suviaz/concept/"


class Answering(Protocol):
    """Whatever answers SPARQL with pyoxigraph's terms: `suviaz.store.Store`, or a `pyoxigraph.Store`."""

    def query(self, text: str, /, *, substitutions: Any = None) -> Any: ...


def _raw(store: Answering) -> Any:
    """The store for looking triples up one by one, many times faster than SPARQL; None where it only answers."""
    raw = getattr(store, "raw", store)
    return raw if hasattr(raw, "quads_for_pattern") else None


def _objects(raw: Any, subject: Any, relation: str) -> list[Any]:
    """Values of a property in the merge, sorted."""
    from pyoxigraph import DefaultGraph, NamedNode

    found = raw.quads_for_pattern(subject, NamedNode(relation), None, DefaultGraph())
    return sorted({quad.object for quad in found}, key=str)


def _subjects(raw: Any, relation: str, value: Any) -> list[Any]:
    """What has a value for a property in the merge, sorted."""
    from pyoxigraph import DefaultGraph, NamedNode

    found = raw.quads_for_pattern(None, NamedNode(relation), value, DefaultGraph())
    return sorted({quad.subject for quad in found}, key=str)


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


def _touching(raw: Any, country: Any) -> set[Any]:
    def of(value: Any, *relations: str) -> set[Any]:
        return {subject for name in relations for subject in _subjects(raw, SV + name, value)}

    def played(actor: Any, *relations: str) -> set[Any]:
        return {event for part in of(actor, *relations) for event in _objects(raw, part, SV + "hasEvent")}

    own = of(country, "belongsToCountry")
    found = of(country, "involvesCountry", "hasParty", "isMadeBy", "isMadeTo", "drawsOn")
    found |= {thing for thing in own if _objects(raw, thing, SV + "drawsOn")}
    for actor in own:
        found |= of(actor, "hasParty", "isMadeBy", "isMadeTo", "drawsOn")
    for actor in {country, *own}:
        found |= played(actor, "hasActor", "isOnBehalfOf")
    posts = own | {post for body in own for post in of(body, "isPostIn")}
    tenures = {tenure for post in posts for tenure in of(post, "hasPost")}
    for person in {holder for tenure in tenures for holder in _objects(raw, tenure, SV + "hasHolder")}:
        found |= of(person, "isMadeBy", "isMadeTo") | played(person, "hasActor")
    return found


def touching(store: Answering, iri: str) -> set[str]:
    """Agreements, events, bodies and promises in which this country, or somebody of it, takes part."""
    if raw := _raw(store):
        return {thing.value for thing in _touching(raw, _node(iri))}
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


_BETWEEN = ("hasOutcome", "isBasedOn", "isPartOf", "isFulfilledBy")
_BESIDE = """
{
  { ?thing sv:hasOutcome|sv:isBasedOn|sv:isPartOf|sv:isFulfilledBy ?known }
  UNION { ?known sv:hasOutcome|sv:isBasedOn|sv:isPartOf|sv:isFulfilledBy|sv:drawsOn ?thing }
}
"""


def beside(store: Answering, iri: str) -> set[str]:
    """What a thing came from, led to, contains or is part of."""
    if raw := _raw(store):
        node = _node(iri)
        back = {s.value for name in _BETWEEN for s in _subjects(raw, SV + name, node)}
        return back | {o.value for name in (*_BETWEEN, "drawsOn") for o in _objects(raw, node, SV + name)}
    return {thing.value for (thing,) in _rows(store, _BESIDE, "thing", known=_node(iri))}


def narrower(store: Answering, field: str) -> set[str]:
    """The field of this code and all fields under it, as IRIs."""
    rows = _rows(store, "{ ?f skos:broader* ?field }", "f", field=_node(CONCEPT + "field/" + field))
    return {iri.value for (iri,) in rows}


def describe(store: Answering, iri: str) -> list[tuple[str, Any]]:
    """Property and value of every triple about a node."""
    if raw := _raw(store):
        from pyoxigraph import DefaultGraph

        found = {(q.predicate, q.object) for q in raw.quads_for_pattern(_node(iri), None, None, DefaultGraph())}
        return [(p.value, o) for p, o in sorted(found, key=lambda pair: (str(pair[0]), str(pair[1])))]
    return [(p.value, o) for p, o in _rows(store, "{ ?node ?p ?o }", "p o", node=_node(iri))]


def parts(store: Answering, event: str) -> list[tuple[str, str, str | None, str | None]]:
    """Participation, actor, code of the role, and in whose name, for each part played in an event."""
    if raw := _raw(store):
        return [
            (part.value, actor.value, local(role.value) if role else None, behalf.value if behalf else None)
            for part in _subjects(raw, SV + "hasEvent", _node(event))
            for actor in _objects(raw, part, SV + "hasActor")
            for role in _objects(raw, part, SV + "hasRole") or [None]
            for behalf in _objects(raw, part, SV + "isOnBehalfOf") or [None]
        ]
    where = """{ ?part sv:hasEvent ?event ; sv:hasActor ?actor
      OPTIONAL { ?part sv:hasRole ?role } OPTIONAL { ?part sv:isOnBehalfOf ?behalf } }"""
    rows = _rows(store, where, "part actor role behalf", event=_node(event))
    return [(p.value, a.value, local(r.value) if r else None, b.value if b else None) for p, a, r, b in rows]


def _posts(raw: Any, person: Any) -> list[tuple[str, str, str | None, str | None]]:
    found = set()
    for tenure in _subjects(raw, SV + "hasHolder", person):
        for post in _objects(raw, tenure, SV + "hasPost"):
            own = _objects(raw, post, SV + "belongsToCountry")
            for body in _objects(raw, post, SV + "isPostIn") or [None]:
                via = _objects(raw, body, SV + "belongsToCountry") if body and not own else []
                for country in own or via or [None]:
                    found.add((tenure, post, body, country))
    ordered = sorted(found, key=lambda row: tuple(map(str, row)))
    return [(t.value, p.value, b.value if b else None, c.value if c else None) for t, p, b, c in ordered]


def posts(store: Answering, person: str) -> list[tuple[str, str, str | None, str | None]]:
    """Tenure, post, the post's organisation and its country, for each post that a person holds or held."""
    if raw := _raw(store):
        return _posts(raw, _node(person))
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
    if raw := _raw(store):
        return _evidence(raw, _node(iri))
    names = "property object passage article start end text modality confidence statement"
    return [dict(zip(names.split(), row, strict=True)) for row in _rows(store, _EVIDENCE, names, node=_node(iri))]


def _evidence(raw: Any, node: Any) -> list[Mapping[str, Any]]:
    from pyoxigraph import NamedNode

    found = {}
    for quad in raw.quads_for_pattern(None, NamedNode(_RDF + "subject"), node, None):
        graph = quad.graph_name
        if not isinstance(graph, NamedNode) or not _objects(raw, graph, "http://www.w3.org/ns/prov#wasDerivedFrom"):
            continue
        told = {q.predicate.value: q.object for q in raw.quads_for_pattern(quad.subject, None, None, graph)}
        passage = told.get(SV + "hasPassage")
        if passage is None or SV + "hasModality" not in told:
            continue
        place = {q.predicate.value: q.object for q in raw.quads_for_pattern(passage, None, None, graph)}
        whole = _RDF + "predicate" not in told or _RDF + "object" not in told
        row = {
            "property": None if whole else told[_RDF + "predicate"],
            "object": None if whole else told[_RDF + "object"],
            "passage": passage,
            "article": place[SV + "isPassageOf"],
            "start": place[SV + "startOffset"],
            "end": place[SV + "endOffset"],
            "text": place[SV + "exactText"],
            "modality": told[SV + "hasModality"],
            "confidence": told.get(SV + "confidence"),
            "statement": told.get(SV + "isAttributedTo"),
        }
        found[tuple(map(str, row.values()))] = row
    return [row for _, row in sorted(found.items())]


_ARTICLE = """
{
  OPTIONAL { ?article dcterms:title ?title } OPTIONAL { ?article schema:url ?url }
  OPTIONAL { ?article dcterms:issued ?published } OPTIONAL { ?article dcterms:language ?lang }
  OPTIONAL { GRAPH ?graph { ?article sv:text ?text } }
}
"""


def _article(raw: Any, node: Any) -> dict[str, str]:
    from pyoxigraph import NamedNode

    terms = "http://purl.org/dc/terms/"
    places = {"title": terms + "title", "url": "https://schema.org/url", "published": terms + "issued"}
    found = {name: _objects(raw, node, of) for name, of in (*places.items(), ("lang", terms + "language"))}
    texts = sorted(quad.object.value for quad in raw.quads_for_pattern(node, NamedNode(SV + "text"), None, None))
    return {name: own[0].value if own else "" for name, own in found.items()} | {"text": texts[0] if texts else ""}


def article(store: Answering, iri: str) -> dict[str, str]:
    """Title, address, day of publication, language and text of an article; empty strings for what is not known."""
    if raw := _raw(store):
        return _article(raw, _node(iri))
    names = ("title", "url", "published", "lang", "text")
    rows = _rows(store, _ARTICLE, " ".join(names), article=_node(iri))
    return {name: term.value if term else "" for name, term in zip(names, rows[0], strict=True)} if rows else {}


def speaker(store: Answering, statement: str) -> str | None:
    """Who said it."""
    if raw := _raw(store):
        return next((who.value for who in _objects(raw, _node(statement), SV + "hasSpeaker")), None)
    rows = _rows(store, "{ ?statement sv:hasSpeaker ?who }", "who", statement=_node(statement))
    return str(rows[0][0].value) if rows else None


def labels(store: Answering, iri: str) -> dict[str, str]:
    """The preferred name by language; the first in alphabetical order where there are several."""
    if raw := _raw(store):
        return by_language(_objects(raw, _node(iri), "http://www.w3.org/2004/02/skos/core#prefLabel"))
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
