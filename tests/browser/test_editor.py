"""The editor of queries in a real browser, against a small server that asks a real graph, under a strict policy."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox
import pytest

from looking import Site, Visitor, serving
from suviaz.rdf.terms import PREFIXES
from ties_fixture import store

TERMS = [
    {"name": "sv:Memorandum", "kind": "class", "label": "Memorandum"},
    {"name": "sv:Meeting", "kind": "class", "label": "Сустрэча"},
    {"name": "sv:hasParty", "kind": "property", "label": "has party"},
    {"name": "rdfs:label", "kind": "property", "label": "label"},
]
DATA = {
    "endpoint": "/sparql",
    "entity": "/entity?iri={iri}",
    "ui": "en",
    "prefixes": PREFIXES,
    "terms": TERMS,
    "words": {"run": "Run"},
}
PAGE = """<!doctype html><html lang="en"><head><title>SPARQL</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/sparql.css"></head>
<body><main><h1>SPARQL</h1>
<p><a href="/sparql?query=ASK%20%7B%7D" data-query="ASK {{}}">Is there nothing?</a></p>
<form id="ask" action="/sparql"><label for="query">Query</label>
<textarea id="query" name="query" rows="8">{query}</textarea><button id="run">Run</button></form>
<div id="answer"></div></main><script type="application/json" id="editor">{data}</script>
<script src="/static/sparql.js" defer></script></body></html>"""
SLOW = "SELECT (1 AS ?slow) {}"
NAMES = "SELECT * WHERE { ?person a sv:Person ; skos:prefLabel ?name } ORDER BY ?person ?name"


class Asking(Site):
    """The page, and answers of the graph of the fixture."""

    graph = store()

    def page(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if "format" in asked:
            self.answer(asked["query"][0], ox.QueryResultsFormat.CSV)
            return
        query = asked.get("query", ["SELECT ?person WHERE {\n  ?person a sv:Person\n}"])[0]
        data = json.dumps(DATA).replace("<", "\\u003c")
        self.reply("text/html; charset=utf-8", PAGE.format(query=escape(query), data=data).encode())

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == "application/sparql-query"
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if text == SLOW:
            time.sleep(3)
        self.answer(text, ox.QueryResultsFormat.JSON)

    def answer(self, text: str, form: ox.QueryResultsFormat) -> None:
        try:
            found = self.graph.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
        except SyntaxError as error:
            place = re.search(r"(\d+):(\d+)", str(error))
            assert place
            said = {"error": str(error), "line": int(place[1]), "column": int(place[2])}
            self.reply("application/json", json.dumps(said).encode(), status=400)
            return
        if isinstance(found, ox.QueryTriples):
            self.reply("text/turtle", found.serialize(format=ox.RdfFormat.TURTLE))
            return
        body = found.serialize(format=form)
        cut = {"X-Suviaz-Cut": "1"} if "LIMIT 1" in text else {}
        self.reply(form.media_type, body, {"Server-Timing": "query;dur=12.3", **cut})


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(Asking) as address:
        yield address


Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, site: str) -> Iterator[Open]:
    """Opens the page; an error of the script, of the policy, or a request to another host fails the test."""
    visitor = Visitor(browser, site)

    def go(query: str | None = None, **options: Any) -> Any:
        page = visitor.open("/sparql" + (f"?query={quote(query)}" if query else ""), **options)
        page.locator(".cm-content").wait_for()
        return page

    yield go
    visitor.leave()


def type_anew(page: Any, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def test_control_enter_runs_and_the_rows_are_a_table(opened: Open) -> None:
    page = opened()
    type_anew(page, NAMES)
    page.keyboard.press("Control+Enter")
    page.locator("#answer tbody tr").first.wait_for()
    assert page.locator("#answer thead th").all_inner_texts() == ["person", "name"]  # not in the order of the alphabet
    assert re.fullmatch(r"Rows: \d+ · 12 ms", page.locator("#status").inner_text())
    name = page.locator("#answer span[lang=be]").first
    assert name.inner_text()
    link = page.locator("#answer tbody a").first
    assert link.get_attribute("href").startswith("/entity?iri=https%3A%2F%2Fw3id.org%2Fsuviaz%2Fid%2Fperson%2F")
    assert link.inner_text().startswith("per:")
    assert page.input_value("#query") == NAMES  # the form has the same text


def test_the_place_of_an_error_is_marked(opened: Open) -> None:
    page = opened()
    type_anew(page, "SELECT ?a WHERE {\n  ?a sv:hasParty ?b ;;; }\n  FILTER(\n}")
    page.click("#run")
    page.locator("#problem strong").wait_for()
    assert "(400)" in page.locator("#problem strong").inner_text()
    where = page.locator("#problem button")
    line, column = map(int, re.findall(r"\d+", where.inner_text()))
    assert line == 3
    assert page.locator(".cm-lintRange-error").count() == 1
    where.click()
    page.keyboard.insert_text("#")
    assert page.input_value("#query").split("\n")[2].index("#") == column - 1
    type_anew(page, "ASK {}")
    page.click("#run")
    page.get_by_text("Yes").wait_for()
    assert page.locator("#problem").inner_text() == ""
    assert page.locator(".cm-lintRange-error").count() == 0


def offered(page: Any) -> list[str]:
    page.locator(".cm-tooltip-autocomplete li").first.wait_for()
    return page.locator(".cm-tooltip-autocomplete .cm-completionLabel").all_inner_texts()  # type: ignore[no-any-return]


def test_the_vocabulary_is_offered(opened: Open) -> None:
    page = opened()
    type_anew(page, "SELECT ?person { ?thing a ")
    page.keyboard.type("sv:Me")
    assert set(offered(page)[:2]) == {"sv:Memorandum", "sv:Meeting"}
    page.keyboard.press("Escape")
    type_anew(page, "SELECT ?person { ?thing ")
    page.keyboard.type("party")
    assert "sv:hasParty" in offered(page)
    page.wait_for_timeout(100)  # CodeMirror takes no key in the first moment of its list
    page.keyboard.press("Enter")
    assert page.input_value("#query").endswith("?thing sv:hasParty")
    page.keyboard.type(" ?pe")
    assert offered(page) == ["?person"]
    type_anew(page, "SELECT * { ?a a ")
    page.keyboard.type("сустр")
    assert offered(page) == ["Сустрэча"]
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    assert page.input_value("#query").rstrip("} ").endswith("?a a sv:Meeting")


def test_tab_leaves_the_editor(opened: Open) -> None:
    page = opened()
    page.locator(".cm-content").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"


def test_the_link_carries_the_question_and_asks_it(opened: Open) -> None:
    page = opened()
    type_anew(page, NAMES)
    page.keyboard.press("Control+Enter")
    page.locator("#answer tbody tr").first.wait_for()
    rows = page.locator("#answer tbody tr").count()
    again = opened(parse_qs(urlsplit(page.url).query)["query"][0])
    again.locator("#answer tbody tr").first.wait_for()
    assert again.locator("#answer tbody tr").count() == rows
    assert again.input_value("#query") == NAMES


def test_a_download_and_the_notice_of_a_cut_answer(opened: Open) -> None:
    page = opened("SELECT ?person WHERE { ?person a sv:Person } LIMIT 1")
    page.locator("#answer .cut").wait_for()
    assert page.locator("#answer .cut").inner_text().startswith("Only the first 1 rows")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    assert waiting.value.suggested_filename == "answer.csv"
    assert page.locator("#answer .saves a").all_inner_texts() == ["CSV", "TSV", "JSON", "XML"]


def test_triples_and_truth(opened: Open) -> None:
    page = opened("DESCRIBE <https://w3id.org/suviaz/id/country/BLR>")
    page.locator("#answer pre").wait_for()
    assert "country/BLR" in page.locator("#answer pre").inner_text()
    assert page.locator("#answer .saves a").first.inner_text() == "Turtle"
    page.get_by_text("Is there nothing?").click()
    page.get_by_text("Yes").wait_for()
    assert page.input_value("#query") == "ASK {}"


def test_stop_ends_the_waiting(opened: Open) -> None:
    page = opened()
    type_anew(page, SLOW)
    page.keyboard.press("Control+Enter")
    page.locator("#stop:not([disabled])").click()
    assert page.locator("#status").inner_text() == "Stopped."
    assert page.locator("#stop").is_disabled()


def test_text_from_the_graph_stays_text(opened: Open) -> None:
    page = opened("SELECT ('<img src=x onerror=alert(1)>' AS ?x) (<javascript:alert(1)> AS ?y) {}")
    page.locator("#answer td").first.wait_for()
    assert page.locator("#answer img").count() == 0
    assert page.locator("#answer tbody a").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_that_axe_can_find(opened: Open, barriers: Any, scheme: str) -> None:
    page = opened("SELECT * WHERE { ?s ?p ?o }", color_scheme=scheme)
    page.locator("#answer tbody tr").first.wait_for()
    assert barriers(page) == []
    type_anew(page, "SELECT nonsense #")
    page.click("#run")
    page.locator("#problem strong").wait_for()
    assert barriers(page) == []


def test_the_theme_of_the_page_is_the_editors(opened: Open) -> None:
    page = opened()

    def ground() -> str:
        return page.locator(".cm-editor").evaluate("(one) => getComputedStyle(one).backgroundColor")  # type: ignore[no-any-return]

    assert ground() == "rgb(255, 255, 255)"
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert ground() == "rgb(21, 23, 27)"
