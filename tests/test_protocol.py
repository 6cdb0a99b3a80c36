"""The SPARQL 1.1 Protocol: the W3C's tests where they are at hand, and tests of our own that stand alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib

import suviaz
from serving import Got, Server, serving
from suviaz.web.protocol import negotiate

SUITE = Path(__file__).parents[2] / "shared" / "conformance" / "sparql11-protocol"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
DATA = "http://kasei.us/2009/09/sparql/data/"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
RESULTS = "{http://www.w3.org/2005/sparql-results#}"
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(name)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over three named graphs, each of which calls its own address a document, and a few things more."""
    store = tmp_path_factory.mktemp("protocol") / "graph"
    with suviaz.open(store) as graph:
        kind = node("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        for number in (1, 2, 3):
            address = node(f"{DATA}data{number}.rdf")
            graph.store.raw.add(ox.Quad(address, kind, node(DOCUMENT), address))
        says = node("http://example.org/says")
        for text in (
            ox.Literal('a "b",\nc\t<&>'),
            ox.Literal("Дзень", language="be"),
            ox.Literal(7),
            ox.Literal("\x01"),
        ):
            graph.store.raw.add(ox.Quad(node("http://example.org/x"), says, text))
    with serving(store) as running:
        yield running


# -- the W3C's tests


def _manifest() -> rdflib.Graph | None:
    return rdflib.Graph().parse(SUITE / "manifest.ttl") if (SUITE / "manifest.ttl").exists() else None


def _cases() -> list[Any]:
    graph = _manifest()
    if graph is None:
        missing = pytest.mark.skip(reason=f"The W3C's protocol tests are not in {SUITE}.")
        return [pytest.param("", [], id="w3c", marks=missing)]
    cases = []
    for test in graph.subjects(rdflib.RDF.type, rdflib.URIRef(MF + "ProtocolTest")):
        action = graph.value(test, rdflib.URIRef(MF + "action"))
        requests = list(graph.items(graph.value(action, HT.requests)))
        name = str(test).rpartition("#")[2]
        cases.append(pytest.param(name, [_request(graph, request) for request in requests], id=name))
    return sorted(cases, key=lambda case: str(case.id))


def _request(graph: rdflib.Graph, request: Any) -> dict[str, Any]:
    body = graph.value(request, HT.body)
    sent = None
    if body is not None:
        chars = str(graph.value(body, CNT.chars) or "")
        sent = chars.encode(str(graph.value(body, CNT.characterEncoding) or "utf-8"))
    listed = graph.value(request, HT.headers)
    headers = {}
    for header in graph.items(listed) if listed is not None else ():
        headers[str(graph.value(header, HT.fieldName))] = str(graph.value(header, HT.fieldValue))
    reply = graph.value(request, HT.resp)
    wanted = {
        str(code).rpartition("StatusCode")[2] for code in graph.objects(reply, rdflib.URIRef(MF + "expectedStatus"))
    }
    return {
        "path": str(graph.value(request, HT.absolutePath)),
        "method": str(graph.value(request, HT.methodName)),
        "body": sent,
        "headers": headers,
        "statuses": wanted,
        "format": graph.value(reply, rdflib.URIRef(MF + "expectedFormat")),
        "truth": graph.value(reply, rdflib.URIRef(MF + "expectedBoolean")),
    }


@pytest.mark.parametrize(("name", "requests"), _cases())
def test_w3c(name: str, requests: list[dict[str, Any]], server: Server) -> None:
    for request in requests:
        got = server.ask(request["path"], method=request["method"], body=request["body"], **request["headers"])
        if name.startswith("update"):
            # This endpoint only reads; what the update would have led to is not asked.
            assert got.status == 403, got
            return
        assert f"{got.status // 100}xx" in request["statuses"], (got.status, got.body)
        if request["format"] is not None:
            _check_format(str(request["format"]), request["truth"], got)


def test_the_w3c_tests_are_all_there() -> None:
    if _manifest() is None:
        pytest.skip(f"The W3C's protocol tests are not in {SUITE}.")
    names = [str(case.id) for case in _cases()]
    assert len(names) == 34
    assert len([name for name in names if "update" not in name]) == 20


def _check_format(form: str, truth: Any, got: Got) -> None:
    if form == "boolean":
        assert got.type == "application/sparql-results+json"
        said = json.loads(got.body)["boolean"]
        assert isinstance(said, bool)
        if truth is not None:
            assert said is truth.toPython()
    elif form == "tabular":
        assert got.type == "application/sparql-results+json"
        assert json.loads(got.body)["results"]["bindings"][0]["value"]["value"] == "1"
    else:
        assert form == "RDF"
        assert got.type == "text/turtle"
        rdflib.Graph().parse(data=got.body, format="turtle")


# -- our own: how a query is sent


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_a_query_comes_in_three_ways(server: Server, path: str) -> None:
    text = f"SELECT ?g {{ GRAPH ?g {{ ?d a <{DOCUMENT}> }} }} ORDER BY ?g"
    one = server.ask(f"{path}?{urlencode({'query': text})}")
    two = server.ask(path, method="POST", body=urlencode({"query": text}), Content_Type=FORM)
    three = server.ask(path, method="POST", body=text, Content_Type=QUERY + "; charset=UTF-8")
    assert one.status == two.status == three.status == 200
    assert one.body == two.body == three.body
    graphs = [row["g"]["value"] for row in json.loads(one.body)["results"]["bindings"]]
    assert graphs == [f"{DATA}data{n}.rdf" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("path", "method", "body", "kind", "status"),
    [
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "GET", None, None, 400),
        ("/sparql", "POST", "", FORM, 400),
        ("/sparql", "POST", "query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
        ("/sparql?query=ASK%7B%7D", "POST", "ASK {}", QUERY, 400),
        ("/sparql", "POST", "ASK {}", "text/plain", 415),
        ("/sparql", "POST", "ASK {}", None, 415),
        ("/sparql", "POST", "ASK {}", QUERY + "; charset=utf-16", 415),
        ("/sparql?query=%ff", "GET", None, None, 400),
        ("/sparql", "POST", b"query=%ff", FORM, 400),
        ("/sparql", "POST", b"ASK { ?s ?p '\xff' }", QUERY, 400),
        ("/sparql?query=SELECT", "GET", None, None, 400),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", "GET", None, None, 400),
        ("/sparql", "PUT", "ASK {}", QUERY, 405),
        ("/sparql", "DELETE", None, None, 405),
        ("/sparql?update=CLEAR%20ALL", "GET", None, None, 403),
        ("/sparql", "POST", "update=CLEAR%20ALL", FORM, 403),
        ("/sparql", "POST", "CLEAR ALL", "application/sparql-update", 403),
        ("/sparql?query=CLEAR%20ALL", "GET", None, None, 400),
        ("/sparql?query=ASK%7B%7D&format=pdf", "GET", None, None, 406),
    ],
)
def test_what_the_protocol_does_not_allow(
    server: Server, path: str, method: str, body: Any, kind: str | None, status: int
) -> None:
    got = server.ask(path, method=method, body=body, **({"Content_Type": kind} if kind else {}))
    assert got.status == status, got
    assert got.type == "text/plain"
    assert len(got.text.splitlines()) == 1, "one sentence, and no traceback"
    if status == 405:
        assert got.headers["allow"] == "GET, HEAD, POST"


def test_an_error_says_where_it_is(server: Server) -> None:
    assert server.query("SELECT ?x {\n ?x a }").text.startswith("The query cannot be read: line 2, column ")
    assert "there is no PREFIX foo:" in server.query("ASK { ?s foo:bar 'bar:x' }").text
    assert server.query("ASK { ?s sv:hasParty skos:Concept }").status == 200, "prefixes of the house are known"


def test_graphs_that_the_request_names_win(server: Server) -> None:
    ask = f"ASK FROM <{DATA}data3.rdf> {{ <{DATA}data1.rdf> a ?type }}"

    def truth(text: str, **graphs: str) -> bool:
        asked = urlencode({"query": text, **{name.replace("_", "-"): graph for name, graph in graphs.items()}})
        return bool(json.loads(server.ask(f"/sparql?{asked}").body)["boolean"])

    assert not truth(ask)
    assert truth(ask, default_graph_uri=f"{DATA}data1.rdf")
    assert not truth("ASK { ?s ?p ?o }", named_graph_uri=f"{DATA}data1.rdf"), "then the default graph is empty"
    assert not truth("ASK { GRAPH ?g { ?s ?p ?o } }", default_graph_uri=f"{DATA}data1.rdf")


@pytest.mark.parametrize("graph", ["file:///etc/passwd", "http://127.0.0.1:9/x", "http://example.org/unknown"])
def test_graphs_that_are_not_in_the_store_are_empty(server: Server, graph: str) -> None:
    for text in (f"ASK FROM <{graph}> {{ ?s ?p ?o }}", f"ASK FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"):
        assert json.loads(server.query(text).body)["boolean"] is False


def test_head_tells_the_same_without_the_body(server: Server) -> None:
    path = "/sparql?" + urlencode({"query": "ASK {}"})
    head, full = server.ask(path, method="HEAD"), server.ask(path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(full.body))


# -- how an answer is written

ROWS = "SELECT ?text { <http://example.org/x> <http://example.org/says> ?text } ORDER BY ?text"


def test_rows_in_four_formats(server: Server) -> None:
    found = {kind: server.query(ROWS, Accept=kind) for kind in ("text/csv", "text/tab-separated-values")}
    assert all(got.type == kind for kind, got in found.items())
    rows = list(csv.reader(io.StringIO(found["text/csv"].text, newline="")))
    assert sorted(row[0] for row in rows[1:]) == sorted(['a "b",\nc\t<&>', "Дзень", "7", "\x01"])
    assert '"Дзень"@be' in found["text/tab-separated-values"].text.splitlines()
    plain = json.loads(server.query(ROWS, Accept="application/sparql-results+json").body)["results"]["bindings"]
    assert {"type": "literal", "value": "Дзень", "xml:lang": "be"} in [row["text"] for row in plain]
    document = ElementTree.fromstring(server.query(ROWS, Accept="application/sparql-results+xml").body)
    literals = list(document.iter(f"{RESULTS}literal"))
    assert {literal.text for literal in literals} == {'a "b",\nc\t<&>', "Дзень", "7", "\ufffd"}
    assert [name.get("name") for name in document.iter(f"{RESULTS}variable")] == ["text"]


def test_truth_as_xml(server: Server) -> None:
    got = server.query("ASK {}", Accept="application/sparql-results+xml")
    assert ElementTree.fromstring(got.body).findtext(f"{RESULTS}boolean") == "true"
    assert server.query("ASK {}", Accept="text/csv").status == 406


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_triples_in_four_formats(server: Server, kind: str, form: str) -> None:
    got = server.query(
        "CONSTRUCT { ?d a sv:Article } { GRAPH ?g { ?d a <http://xmlns.com/foaf/0.1/Document> } }", Accept=kind
    )
    assert (got.status, got.type) == (200, kind)
    assert len(rdflib.Graph().parse(data=got.body, format=form)) == 3


def test_select_star_keeps_the_order_of_the_query(server: Server) -> None:
    text = "# ?a first?\nSELECT * WHERE { ?zebra ?middle ?apple . FILTER('?aardvark' != '') } LIMIT 1"
    assert json.loads(server.query(text).body)["head"]["vars"] == ["zebra", "middle", "apple"]
    assert json.loads(server.query("SELECT ?b ?a { ?a ?c ?b } LIMIT 1").body)["head"]["vars"] == ["b", "a"]


def test_a_browser_sees_a_table(server: Server) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    form = server.ask("/sparql", Accept=browser)
    assert form.type == "text/html"
    assert '<textarea id="query"' in form.text
    got = server.query(ROWS, Accept=browser)
    assert '<span lang="be">Дзень</span>' in got.text
    assert "&lt;&amp;&gt;" in got.text
    wrong = server.query("SELECT <script>", Accept=browser)
    assert wrong.status == 400
    assert 'role="alert"' in wrong.text
    assert "<script>" not in wrong.text


def test_what_the_endpoint_is(server: Server) -> None:
    got = server.ask("/sparql", Accept="text/turtle")
    found = rdflib.Graph().parse(data=got.body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    [service] = found.subjects(rdflib.RDF.type, sd.Service)
    assert str(found.value(service, sd.endpoint)) == f"{server.site}/sparql"
    graph = found.value(found.value(service, sd.defaultDataset), sd.defaultGraph)
    count = json.loads(server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body)["results"]["bindings"][0]["n"][
        "value"
    ]
    assert str(found.value(graph, rdflib.VOID.triples)) == count
    assert server.ask("/.well-known/void", Accept="text/turtle").body == got.body


# -- content negotiation


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "a/one"),
        ("*/*", "a/one"),
        ("b/*", "b/two"),
        ("a/one;q=0.1, b/two", "b/two"),
        ("a/*;q=0.9, a/one;q=0.1, b/*;q=0.5", "b/two"),
        ("*/*;q=0.1, b/two;q=0", "a/one"),
        ("a/one;q=0, b/two;q=0.000", None),
        ("c/three", None),
        ("A/ONE", "a/one"),
        ("a/one;charset=utf-8;q=0.2, b/two;q=0.3", "b/two"),
        ("rubbish", None),
        ("rubbish, b/two", "b/two"),
    ],
)
def test_what_an_accept_header_likes_best(accept: str, chosen: str | None) -> None:
    assert negotiate(accept, ("a/one", "b/two")) == chosen


def test_long_addresses_and_bodies_are_refused(server: Server) -> None:
    long = server.ask("/sparql?query=" + quote("#" * 40_000))
    assert long.status == 414
    assert server.ask("/sparql", method="POST", body="#" * (1 << 20) + "ASK {}", Content_Type=QUERY).status == 413
    assert server.ask("/sparql", method="POST", body="#" * 900_000 + "\nASK {}", Content_Type=QUERY).status == 200
