"""No query makes the engine call another server: what the engine would execute, the gate refuses."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suviaz.web.gate import calls_out


class Listening:
    """A place on loopback that counts who calls; and a store whose engine may call it."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.store = ox.Store()
        self.store.add(ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal("1")))
        self.store.add(ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal(True)))
        self.store.add(ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal(1)))
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()

    def close(self) -> None:
        self._socket.close()

    def full(self, query: str) -> str:
        """The query with prefixes of every kind, and with this place where it says TARGET."""
        here = f"http://127.0.0.1:{self.port}/"
        heads = ((name, here) for name in ("", "s", "service", "silent"))
        prefixes = "".join(f"PREFIX {name}: <{space}> " for name, space in (*heads, ("ex", "http://a/")))
        return prefixes + query.replace("TARGET", f"<{here}x>")

    def is_called(self, query: str) -> bool:
        """Whether the engine calls out when it is asked; nobody answers its call, which is no matter."""
        before = self.calls
        try:
            found = self.store.query(query)
            if not isinstance(found, ox.QueryBoolean):
                list(found)
        except SyntaxError:
            return False
        except (OSError, RuntimeError, ValueError):
            pass
        for _ in range(20):
            if self.calls > before:
                return True
            time.sleep(0.0005)
        return False


@pytest.fixture(scope="module")
def place() -> Iterator[Listening]:
    made = Listening()
    yield made
    made.close()


HOSTILE = [
    "ASK { SERVICE TARGET { ?a ?b ?c } }",
    "ASK{SERVICE SILENT TARGET{}}",
    "ASK{sErViCeTARGET{?a ?b ?c}}",
    "ASK{SERVICESILENTTARGET{}}",
    "ASK{SERVICESILENT:x{}}",
    "ASK{ SERVICE # TARGET {}\n TARGET # {\n { ?a ?b ?c } }",
    "ASK{ ?s ?p ?o . services:x { ?a ?b ?c } }",
    "ASK{ ?s ?p ?o . service:x { ?a ?b ?c } }",
    "ASK{ ?s ?p ?o . servicesilent:x { ?a ?b ?c } }",
    "ASK{?s ?p trueSERVICE TARGET{?a ?b ?c}}",
    "ASK{?s ?p trueservices:x{?a ?b ?c}}",
    "ASK{?s ?p 1SERVICE TARGET{?a ?b ?c}}",
    "ASK{?s ?p 1services:x{?a ?b ?c}}",
    "ASK{?s ?p '1'SERVICE TARGET{?a ?b ?c}}",
    "ASK{?s ?p '''1'''SERVICE TARGET{?a ?b ?c}}",
    "ASK{?s ?p ?o FILTER(?o<'>' || EXISTS{SERVICE TARGET{?x ?y ?z}} || ?o<'>')}",
    "ASK{?s ?p ?o FILTER(?o<#>'''\n 0 || EXISTS{SERVICE SILENT TARGET{?x ?y ?z}}) } #'''",
    'ASK{?s ?p ?o FILTER(?o<">" || EXISTS{SERVICE TARGET{?x ?y ?z}} || ?o<">")}',
    "ASK{?s ?p 'it\\'s' . } VALUES ?s { 's' }#\nASK",
    "ASK{?s ?p ?o GRAPH ?g{}}#SERVICE\n",
    "ASK{ { SELECT * { SERVICE TARGET { ?a ?b ?c } } } }",
    "SELECT (EXISTS { SERVICE TARGET { ?a ?b ?c } } AS ?x) { }",
    "CONSTRUCT { ?a ?b ?c } WHERE { SERVICE TARGET { ?a ?b ?c } }",
    "DESCRIBE ?a { SERVICE TARGET { ?a ?b ?c } }",
    "ASK { VALUES ?t { TARGET } SERVICE ?t { ?a ?b ?c } }",
    "ASK { VALUES ?t { TARGET } SERVICE$t{ ?a ?b ?c } }",
    "ASK { ?s ?p ?o MINUS { SERVICE TARGET { ?s ?b ?c } } }",
    "ASK { ?s ?p ?o OPTIONAL{}SERVICE TARGET{} }",
]
CALLING = [query for query in HOSTILE if "#SERVICE" not in query and "VALUES ?s" not in query]


@pytest.mark.parametrize("query", CALLING)
def test_what_calls_out_is_refused(query: str, place: Listening) -> None:
    assert calls_out(place.full(query)) is not None


def test_most_of_these_do_call_when_nobody_stops_them(place: Listening) -> None:
    """Else the list above would show nothing."""
    called = [query for query in CALLING if place.is_called(place.full(query))]
    assert len(called) >= len(CALLING) - 3, sorted(set(CALLING) - set(called))


@pytest.mark.parametrize(
    "query",
    [
        "ASK { S\\u0045RVICE TARGET { ?a ?b ?c } }",
        "ASK { \\u0053ERVICE TARGET { ?a ?b ?c } }",
        "ASK { ?s ?p '\\u0027 . SERVICE TARGET { ?a ?b ?c } #' }",
        "ASK { SERVICE <relative> { ?a ?b ?c } }",
        "ASK { SERVICE\x0cTARGET\u00a0{ ?a ?b ?c } }",
        "SERVICE " * 501,
    ],
)
def test_what_another_version_may_take_for_a_call_is_refused_too(query: str, place: Listening) -> None:
    assert calls_out(place.full(query)) is not None


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service ?p ?o }",
        "ASK { ?s ex:service ?o { ?o ?p ?x } }",
        "ASK { ?s ex:service-of ?service . { ?a ?b ?c } }",
        "ASK { ?s ?p 'SERVICE <http://x> { ?a ?b ?c }' }",
        'ASK { ?s ?p """He said: "SERVICE <http://x> {" and left""" }',
        "ASK { ?s ?p 'it\\'s SERVICE <http://x> {' }",
        "ASK { # SERVICE <http://x> { ?a ?b ?c }\n ?s ?p ?o }",
        "ASK { <http://a/SERVICE> <http://a/service?x> <http://a/service/1> }",
        "ASK { GRAPH <http://a/service> { ?a ?b ?c } }",
        "ASK { GRAPH ex:service { ?a ?b ?c } }",
        "ASK { GRAPH ?service { ?a ?b ?c } }",
        "PREFIX services: <http://a/> ASK { ?s services:a ?o . services:b ?p ?q }",
        "PREFIX myservice: <http://a/> ASK { GRAPH myservice:a { ?s ?p ?o } }",
        "ASK { ?s a sv:SelfService }",
        "SELECT ?SERVICE { BIND('Дзяржаўны сэрвіс SERVICE' AS ?SERVICE) }",
        "ASK { ?s ?p ?o FILTER(?o < 3 && ?service > 2) }",
        "SELECT (COUNT(*) AS ?services) { ?s ?p ?o }",
    ],
)
def test_what_only_speaks_of_services_passes(query: str) -> None:
    assert calls_out(query) is None


def test_the_line_is_told() -> None:
    assert calls_out("# one\nASK {\n  ?s ?p ?o .\n  SERVICE <http://x> { }\n}") == 4


def test_long_texts_take_little_time() -> None:
    for text in (
        "<" * 200_000,
        "'''" * 60_000,
        "service:" * 400,
        "a.b." * 50_000 + "service",
        "#" * 100_000,
        "\\u0041" * 50_000,
    ):
        began = time.process_time()
        calls_out(f"{text} SERVICE <x> {{")
        assert time.process_time() - began < 5


GAP = st.sampled_from(["", "", "", " ", "\n", "\t", "#\n", "#'\n", "# SERVICE <x> {\n", ' #"""\r'])
MORE = st.sampled_from(["", "", "", "", ".", "\\", "'", '"', "'''", "#", "<", ">", "<>", "\\u0053", "@en", "{", "}"])
OBJECT = st.sampled_from(
    ["?o", "1", "true", "TRUE", "'1'", '"1"', "'''1'''", "?service", "'it\\'s'", "ex:a.b", "1.", "_:b"]
)
CALLEE = st.sampled_from(["TARGET", "TARGET", ":x", "s:x", "silent:x", "ervice:x", "?t"])
WORD = st.sampled_from(["SERVICE", "service", "Service", "SERVICESILENT", "serviceSilent "])
BEFORE = st.sampled_from(
    [
        *("", "?s ?p ?o.", "?s ?p ?o;?q ?r", "{?s ?p ?o}", "OPTIONAL{?s ?p ?o}", "BIND('SERVICE'AS ?y)"),
        *("VALUES ?t{TARGET}", "FILTER(1<2)", "FILTER('<'<'>')", '?s ?p ?o.FILTER(?o<">"||1<2)'),
        *("?s ?p ?o.FILTER(?o<?o||1>0)", "?s ?p ?o.FILTER(?o<'#>'||1<2)#'\n", "?s ?p ?service.", "?s ex:p\n?service."),
        *("MINUS{<http://a/#><http://a/'>''}", "?s ex:p/ex:p* ?o."),
    ]
)
SHAPES = [
    "ASK{{{0}{1}{2}{3}{4}{{}}{5}}}",
    "ASK{{{0}?s ?p {6}{1}{2}{3}{4}{{}}{5}}}",
    "ASK{{?s ?p ?o.{0}{1}{2}{3}{4}{1}{{?x ?y ?z}}{5}}}",
    "ASK{{?s ?p ?o FILTER(?o<'>'||EXISTS{{{0}{1}{2}{3}{4}{{?x ?y ?z}}{5}}}||?o<'>')}}",
    "ASK{{?s ?p ?o FILTER(EXISTS{{{0}?s ?p {6}{1}{2}{3}{4}{{?x ?y ?z}}{5}}}||?o<'>')}}",
    "SELECT*{{{{SELECT*{{{0}?s ?p {6}{1}{2}{3}{4}{{}}{5}}}}}}}",
]


def test_whatever_the_engine_would_call_for_is_refused(place: Listening) -> None:
    called = []

    @settings(max_examples=4000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.sampled_from(SHAPES), st.tuples(BEFORE, GAP, WORD, GAP, CALLEE, MORE, OBJECT))
    def search(shape: str, parts: tuple[str, ...]) -> None:
        query = place.full(shape.format(*parts))
        if place.is_called(query):
            called.append(query)
            assert calls_out(query) is not None

    search()
    assert len(set(called)) > 200, "else the search would show nothing"
