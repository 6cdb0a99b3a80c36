"""What stands at the addresses of things, of the ontology and of the endpoint: data for programs, a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import islice
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from suviaz import resources
from suviaz.rdf.terms import BASE, CONCEPT, DCTERMS, ID, LABEL, PREF_LABEL, RDF, SV, TYPE, sv, typed
from suviaz.rdf.writing import write_triples
from suviaz.store import SUPPORT, Store
from suviaz.web import problems, protocol, sparql
from suviaz.web.values import HTML, Ask, Refused, Reply

TYPES = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
_OFFERS = ("text/html", *protocol.TRIPLES)

_SUBJECT = ox.NamedNode(RDF + "subject")
_PASSAGE = sv("hasPassage")
_TEXT = sv("text")
_MOST = 5_000
"""Triples about one thing: a country has tens of thousands that name it."""
_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)


def is_ours(path: str) -> bool:
    return path.startswith(("/id/", "/concept/", "/ontology/")) or path in (
        "/concept",
        "/ontology",
        "/.well-known/void",
    )


def answer(store: Store, ask: Ask) -> Reply:
    """The reply at an address of ours. Raises Refused: 404 for what the graph does not know, 406 for other types."""
    accept = sparql.accepted(ask)
    if ask.path == "/.well-known/void":
        return service(store, ask, accept)
    chosen = protocol.negotiate(accept, _OFFERS if "text/html" in accept else (*TYPES, *_OFFERS))
    if chosen is None:
        raise Refused(406, f"This comes as {', '.join(('text/html', *TYPES))}.")
    if ask.path in ("/ontology", "/concept") or ask.path.startswith("/ontology/"):
        return _vocabulary("core.ttl" if ask.path.startswith("/ontology") else "concepts.ttl", chosen)
    iri = BASE + quote(ask.path[1:], safe="/:@!$&'()*+,;=-._~%")
    iri = iri if _is_known(store, iri) else BASE + ask.path[1:]
    if not _is_known(store, iri):
        raise Refused(404, f"The graph knows nothing by the address {iri}.")
    if chosen == "text/html":
        article = f"{ID}article/"
        to = ("/article", {"key": iri[len(article) :]}) if iri.startswith(article) else ("/entity", {"iri": iri})
        where = f"{to[0]}?{urlencode(to[1])}"
        return Reply(303, HTML, b"", (("location", where),))
    found = tuple(islice(about(store, iri), _MOST + 1))
    limited = ((sparql.CUT, str(_MOST)),) if len(found) > _MOST else ()
    return _data(found[:_MOST], chosen, limited)


def about(store: Store, iri: str) -> Iterator[ox.Triple]:
    """What the graph says of a thing: its own triples, those that name it, the names of what these speak of, and the
    evidence for it with its words; without what is in quarantine, and without full texts of articles.
    """
    node = ox.NamedNode(iri)
    told = dict.fromkeys(_triples(store, subject=node))
    told |= dict.fromkeys(islice(_triples(store, object=node), _MOST))
    yield from told
    speaking = [quad for quad in store.raw.quads_for_pattern(None, _SUBJECT, node, None) if _shown(quad)]
    for record in sorted({quad.subject for quad in speaking}, key=str):
        for triple in _triples(store, subject=record):
            yield triple
            if triple.predicate == _PASSAGE:
                yield from _triples(store, subject=triple.object)
    others = {end for triple in told for end in (triple.subject, triple.object) if isinstance(end, ox.NamedNode)}
    for other in sorted(others - {node}, key=str):
        for name in (PREF_LABEL, LABEL):
            for quad in store.raw.quads_for_pattern(other, name, None, ox.DefaultGraph()):
                yield ox.Triple(quad.subject, quad.predicate, quad.object)


def _triples(store: Store, *, subject: object = None, object: object = None) -> Iterator[ox.Triple]:
    found = store.raw.quads_for_pattern(subject, None, object, None)  # type: ignore[arg-type]
    for quad in found:
        if _shown(quad) and quad.predicate != _TEXT:
            yield ox.Triple(quad.subject, quad.predicate, quad.object)


def _shown(quad: ox.Quad) -> bool:
    graph = quad.graph_name
    return graph != SUPPORT and not str(graph).endswith("--quarantine>")


def _is_known(store: Store, iri: str) -> bool:
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return next(_triples(store, subject=node), None) is not None or next(_triples(store, object=node), None) is not None


def _data(triples: Iterable[ox.Triple], chosen: str, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    body = write_triples(triples, protocol.TRIPLES[chosen])
    charset = "" if chosen.endswith(("json", "xml")) else "; charset=utf-8"
    return Reply(200, chosen + charset, body.encode(), headers)


@lru_cache(maxsize=16)
def _vocabulary(name: str, chosen: str) -> Reply:
    """The ontology or the concepts: as they are published, in another format, or as a page."""
    path = resources.folder("ontology") / name
    if protocol.TRIPLES.get(chosen) == "turtle":
        return Reply(200, f"{chosen}; charset=utf-8", path.read_bytes())
    triples = tuple(quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    if chosen != "text/html":
        return _data(triples, chosen)
    return Reply(200, HTML, problems.page("Ontology" if name == "core.ttl" else "Concepts", _terms(triples)))


def _terms(triples: tuple[ox.Triple, ...]) -> str:
    """Every term with its names and its definition, under the anchor that its address has."""
    terms: dict[str, list[tuple[str, ox.Literal]]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
            terms.setdefault(triple.subject.value, []).append((triple.predicate.value, triple.object))
    lines = []
    for iri, texts in sorted(terms.items()):
        anchor = iri.rpartition("#")[2] if "#" in iri else iri.removeprefix(CONCEPT)
        lines.append(f'<dt id="{escape(anchor)}"><code>{escape(iri)}</code></dt>')
        for predicate, text in texts:
            lang = f' lang="{escape(text.language)}"' if text.language else ""
            name = predicate.rpartition("#")[2].rpartition("/")[2]
            lines.append(f"<dd{lang}><small>{escape(name)}</small> {escape(text.value)}</dd>")
    return f"<dl>{''.join(lines)}</dl>"


def service(store: Store, ask: Ask, accept: str) -> Reply:
    """What the endpoint is, and what is in it: SPARQL 1.1 Service Description with VoID."""
    chosen = protocol.negotiate(accept, (*TYPES, *protocol.TRIPLES))
    if chosen is None:
        raise Refused(406, f"The description of the endpoint comes as {', '.join(TYPES)}.")
    return _data(_service(store, f"{ask.site}/sparql"), chosen)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(_VOID + name)


def _service(store: Store, address: str) -> Iterator[ox.Triple]:
    here, dataset, graph = (ox.NamedNode(f"{address}{part}") for part in ("#service", "#dataset", "#graph"))

    yield ox.Triple(here, TYPE, _sd("Service"))
    yield ox.Triple(here, _sd("endpoint"), ox.NamedNode(address))
    yield ox.Triple(here, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield from (ox.Triple(here, _sd("resultFormat"), ox.NamedNode(_FORMATS + name)) for name in _RESULTS)
    yield ox.Triple(here, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, TYPE, _void("Dataset"))
    yield ox.Triple(dataset, ox.NamedNode(DCTERMS + "title"), ox.Literal("Suviaz", language="en"))
    yield ox.Triple(dataset, _void("sparqlEndpoint"), ox.NamedNode(address))
    yield ox.Triple(dataset, _void("uriSpace"), ox.Literal(BASE))
    yield ox.Triple(dataset, _void("vocabulary"), ox.NamedNode(SV))
    yield ox.Triple(dataset, _sd("defaultGraph"), graph)
    yield ox.Triple(graph, TYPE, _sd("Graph"))
    yield ox.Triple(graph, TYPE, _void("Dataset"))
    counts = store.query(
        "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?things) (COUNT(DISTINCT ?p) AS ?how) WHERE { ?s ?p ?o }"
    )
    row = next(iter(counts))  # type: ignore[arg-type]
    for variable, name in (("n", "triples"), ("things", "distinctSubjects"), ("how", "properties")):
        yield ox.Triple(graph, _void(name), typed(row[variable].value, "integer"))
    classes = store.query("SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY ?c")
    for number, found in enumerate(classes, 1):  # type: ignore[arg-type]
        part = ox.NamedNode(f"{address}#class-{number}")
        yield ox.Triple(graph, _void("classPartition"), part)
        yield ox.Triple(part, _void("class"), found["c"])
        yield ox.Triple(part, _void("entities"), typed(found["n"].value, "integer"))
    for named in store.named_graphs():
        if not named.value.endswith("--quarantine"):
            yield ox.Triple(dataset, _sd("namedGraph"), named)
            yield ox.Triple(named, _sd("name"), named)
