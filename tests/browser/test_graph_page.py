"""The viewer in a page of a site: a core inside, the rest and the quotes from the server, under a strict policy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from looking import Site, Visitor, labels, overlaps, serving, settled
from suviaz import draw
from suviaz.network import Link, Network, Node, ties
from ties_fixture import store

PAGE = """<!doctype html><html lang="en"><head><title>Graph</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/viewer.css"></head><body><h1>Graph</h1>
<main id="viewer"><table><tr><td>The same in rows</td></tr></table></main>
<script type="application/json" id="data">{data}</script>
<script src="/static/viewer.js" defer></script></body></html>"""
SITE = {"article": "/article?key={key}&at={start}-{end}", "entity": "/entity?iri={iri}"}
SMALL = ties(store(), pair=("BY", "KR"))


def large() -> Network:
    """620 agreements around 7 others, each with two names."""
    names = [(f"n{number:03d}", {"be": f"Пагадненне {number}", "en": f"Agreement {number}"}) for number in range(620)]
    nodes = tuple(Node(name, "Agreement", "Agreement", labels, tuple(labels.values())) for name, labels in names)
    return Network(
        nodes,
        tuple(Link(node.id, nodes[number % 7].id, "isBasedOn") for number, node in enumerate(nodes) if number >= 7),
    )


NETWORKS = {"small": SMALL, "large": large()}


class Graphs(Site):
    """`/graph?of=small` is the page, `/data?network=small` its source; every request is written down."""

    asked: list[str] = []  # noqa: RUF012

    def page(self) -> None:
        parts = urlsplit(self.path)
        values = {name: found[0] for name, found in parse_qs(parts.query).items()}
        self.asked.append(self.path)
        if parts.path == "/data":
            text = draw.viewer_part(NETWORKS[values["network"]], of=values.get("of"))
            self.reply("application/json", text.encode())
        elif parts.path == "/graph":
            name = values["of"]
            data = draw.viewer_data(NETWORKS[name], lang="be", ui="en", source=f"/data?network={name}", site=SITE)
            self.reply("text/html; charset=utf-8", PAGE.format(data=data).encode())
        else:
            self.reply("text/plain", b"another page")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(Graphs) as address:
        yield address


Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, site: str) -> Iterator[Open]:
    """Opens a graph; an error of the script, of the policy, or a request to another host fails the test."""
    visitor = Visitor(browser, site)

    def go(name: str, fragment: str = "", **options: Any) -> Any:
        page = visitor.open(f"/graph?of={name}{fragment}", **options)
        page.wait_for_load_state("networkidle")
        settled(page)
        return page

    yield go
    visitor.leave()


def test_quotes_come_when_something_is_selected(opened: Open) -> None:
    page = opened("small", "#at=event%2F2017-04-26-forum")
    page.locator("#panel mark").first.wait_for()
    assert page.locator("#panel mark").first.inner_text().startswith("26 красавіка, у Мінску прайшоў форум")
    assert page.locator("#panel .type").inner_text() == "Event"  # the page's words
    assert page.locator("#panel h2").get_attribute("lang") == "be"  # the labels' language
    assert page.locator("#panel .loading").count() == 0
    article = page.locator("#panel blockquote a").first
    address = urlsplit(article.get_attribute("href"))
    assert address.path == "/article"
    start, end = map(int, parse_qs(address.query)["at"][0].split("-"))
    assert end - start == len(page.locator("#panel mark").first.inner_text())
    assert page.get_by_role("link", name="Page with all facts").get_attribute("href").startswith("/entity?iri=https%3A")


def test_a_tie_brings_its_quotes_once(opened: Open) -> None:
    page = opened("small")
    Graphs.asked.clear()
    page.locator("[data-view=list]").click()
    page.locator("#ties tbody button", has_text="participant").first.click()
    page.locator("#panel mark").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#ties tbody button", has_text="participant").first.click()
    page.locator("#panel mark").first.wait_for()
    assert len([path for path in Graphs.asked if "&of=" in path]) == 1


def test_the_core_is_inside_and_the_rest_follows(opened: Open) -> None:
    Graphs.asked.clear()
    page = opened("large")
    assert len(json.loads(page.locator("#data").text_content())["nodes"]) == 150
    assert [path for path in Graphs.asked if path.startswith("/data")] == ["/data?network=large"]
    assert page.locator("#graph").get_attribute("data-nodes") == "150"
    assert page.locator("#more").inner_text() == "Show 100 more / 470"
    page.fill("#find", "Agreement 613")  # it is not in the core
    page.press("#find", "Enter")
    assert page.locator("#panel h2").inner_text() == "Пагадненне 613"
    settled(page)
    assert page.locator("#graph").get_attribute("data-nodes") == "151"
    page.locator("#more").click()
    settled(page)
    assert page.locator("#graph").get_attribute("data-nodes") == "251"
    assert labels(page)
    assert overlaps(page) == []


def test_a_link_to_something_outside_the_core_finds_it(opened: Open) -> None:
    page = opened("large", "#at=n613")
    page.locator("#panel h2", has_text="Пагадненне 613").wait_for()
    assert page.url.endswith("#at=n613")


def test_neighbours_come_in_portions(opened: Open) -> None:
    page = opened("large", "#start=n000&at=n000")
    row = page.locator("#panel .near li").first
    assert row.locator(".quiet").inner_text() == "25 / 88"
    for there in (50, 75, 88):
        page.locator("#panel .near button").first.click()
        settled(page)
        assert row.locator(".quiet").inner_text() == (f"{there} / 88" if there < 88 else "88")
        assert page.locator("#graph").get_attribute("data-nodes") == str(there + 1)
    page.locator("#undo").click()
    assert row.locator(".quiet").inner_text() == "75 / 88"


def test_the_picture_takes_the_whole_window(opened: Open) -> None:
    page = opened("small")
    page.keyboard.press("f")
    settled(page)
    assert page.locator("#viewer").bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 800}
    page.keyboard.press("Escape")
    settled(page)
    assert page.locator("#viewer.full").count() == 0
    page.locator("#full").click()
    assert page.locator("#full").get_attribute("aria-pressed") == "true"


def test_without_the_rest_the_core_works(browser: Any, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/data?*", lambda route: route.abort())
    page.goto(f"{site}/graph?of=large", wait_until="networkidle")
    assert page.locator("#live").text_content() == "It could not be loaded."
    assert page.locator("#graph").get_attribute("data-nodes") == "150"
    context.close()


def test_without_scripts_the_rows_are_there(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/graph?of=small")
    assert page.get_by_text("The same in rows").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_that_axe_can_find(opened: Open, barriers: Any, scheme: str) -> None:
    page = opened("small", "#at=event%2F2017-04-26-forum", color_scheme=scheme)
    page.locator("#panel mark").first.wait_for()
    assert barriers(page) == []
