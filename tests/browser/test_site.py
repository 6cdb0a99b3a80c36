"""Each screen as a person uses it, in a real browser against a real server; and axe on each, in both themes.

A picture of each screen is left in `artefacts/screens`.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from looking import Visitor, settled
from serving import serving

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "artefacts" / "screens"
MINISTRY = "organisation/blr-ministry-of-communications"
SCREENS = {
    "overview": "/",
    "graph": "/graph?pair=BY,KR",
    "graph-of-one": f"/graph?entity={MINISTRY}",
    "entity": f"/entity?iri={MINISTRY}",
    "article": "/article?key=ajunews-com-view-20170328164914436",
    "articles": "/articles",
    "list": "/list?type=Person",
    "agreements": "/agreements",
    "commitments": "/commitments",
    "timeline": "/timeline?pair=BY,KR",
    "sides": "/sides",
    "compared": "/sides?entity=agreement/2017-04-26-blr-kor-e-government",
    "figures": "/network",
    "search": "/search?q=Popkov",
    "sparql": f"/sparql?query={quote('SELECT ?a ?name { ?a a sv:Memorandum ; skos:prefLabel ?name } LIMIT 20')}",
    "review": "/review",
    "missing": "/nothing",
}


THOROUGH = bool(os.environ.get("SUVIAZ_THOROUGH"))


def in_turn(*ways: str) -> list[tuple[str, str]]:
    """Each screen one way, the next the next; all ways with SUVIAZ_THOROUGH."""
    return [
        (name, way) for n, name in enumerate(SCREENS) for m, way in enumerate(ways) if THOROUGH or n % len(ways) == m
    ]


@pytest.fixture(scope="module")
def site(collected: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole collection, served with the right to decide."""
    folder = tmp_path_factory.mktemp("site") / "graph"
    shutil.copytree(collected, folder)
    with serving(folder, "--edit", "--timeout", "60") as server:
        yield server.site


Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, site: str) -> Iterator[Open]:
    """Opens a page; an error of a script, something that the policy forbids, or a request elsewhere fails the test."""
    visitor = Visitor(browser, site)

    def go(path: str, **options: Any) -> Any:
        page = visitor.open(path, **{"locale": "en-GB", **options})
        page.wait_for_load_state("networkidle")
        return page

    yield go
    visitor.wrong[:] = [line for line in visitor.wrong if "404 (Not Found)" not in line]  # Chromium logs each 404
    visitor.leave()


@pytest.mark.parametrize(("name", "theme"), in_turn("light", "dark"))
def test_no_barrier_that_axe_can_find(opened: Open, barriers: Any, name: str, theme: str) -> None:
    page = opened(SCREENS[name], color_scheme=theme)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{theme}.png")
    assert barriers(page) == []


@pytest.mark.parametrize(("name", "lang"), in_turn("be", "ko"))
def test_at_320_pixels_nothing_has_to_be_scrolled_sideways(opened: Open, name: str, lang: str) -> None:
    address = SCREENS[name]
    page = opened(f"{address}{'&' if '?' in address else '?'}ui={lang}", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if lang == "be":
        page.screenshot(path=PICTURES / f"{name}-narrow.png")


def test_from_a_name_in_another_script_to_the_words_of_an_article(opened: Open) -> None:
    page = opened("/")
    page.keyboard.press("/")
    page.keyboard.type("팝코프")
    page.keyboard.press("Enter")
    page.locator("main .title a", has_text="Sergei Popkov").first.click()
    page.wait_for_url("**/entity?iri=person/**")
    assert page.locator("h1").inner_text() == "Sergei Popkov"
    assert page.locator("[lang=be]", has_text="Сяргей Папкоў").count()
    first = page.locator(".said .quote").first
    words = first.locator("mark").inner_text()
    assert words
    first.locator("figcaption a").first.click()
    page.wait_for_url("**/article?key=**fact=**#shown")
    lit = "".join(page.locator(".text a.on").all_inner_texts())
    assert re.sub(r"\s", "", words) in re.sub(r"\s", "", lit)
    assert page.locator(".fact.on").count() == 1


def test_a_fact_shows_its_words_and_words_show_their_fact(opened: Open) -> None:
    page = opened(SCREENS["article"])
    fact = page.locator(".fact").nth(1)
    fact.hover()
    assert page.locator(".text a.lit").count() >= 1
    fact.locator(".words a").click()
    page.wait_for_url("**fact=**#shown")
    assert page.locator(".text a.on").first.is_visible()
    target = page.locator(".text a[data-facts]").last
    place = target.get_attribute("href")
    target.click()
    assert page.locator(f"{place}:target").is_visible()
    page.go_back()
    assert page.url.endswith("#shown")


def test_the_same_without_a_script(opened: Open) -> None:
    page = opened(SCREENS["graph"], java_script_enabled=False)
    assert page.locator("noscript img, figure img").count() or page.locator("img").count()
    rows = page.locator("table tbody tr").count()
    assert rows > 50
    page = opened(SCREENS["sparql"], java_script_enabled=False)
    assert page.locator("#answer tbody tr").count() == 20
    page.locator("#query").fill("SELECT * { ?a a sv:Treaty")
    page.locator("#run").click()
    assert "1:" in page.locator("[role=alert]").inner_text() or "line 1" in page.locator("[role=alert]").inner_text()
    page = opened("/agreements", java_script_enabled=False)
    page.locator("#status").select_option("signed")
    page.locator("button.main", has_text="Show").click()
    assert "status=signed" in page.url
    states = {text.strip() for text in page.locator("tbody td:nth-child(4)").all_inner_texts()}
    assert states == {"signed"}


def test_a_tie_of_the_graph_shows_its_words_and_leads_to_the_article(opened: Open) -> None:
    page = opened("/graph?pair=BY,KR&lang=en#at=event%2F2017-04-26-blr-kor-signing")
    settled(page)
    page.locator("#find").fill("Popkov")
    page.locator("#found button, #found [role=option], #found a").first.click()
    settled(page)
    mark = page.locator("#panel mark").first
    mark.wait_for()
    words = re.sub(r"\s", "", mark.inner_text())
    page.locator("#panel blockquote a, #panel figure a").first.click()
    page.wait_for_url(re.compile(r"/article\?.*at=\d"))
    lit = "".join(page.locator(".text a.on").all_inner_texts())
    assert words in re.sub(r"\s", "", lit)


def test_the_years_of_the_timeline_can_be_narrowed_and_shared(opened: Open) -> None:
    page = opened("/timeline")
    before = page.locator("main tbody tr").count()
    page.locator("#from").fill("2017")
    page.locator("#to").fill("2017")
    page.locator("button.main", has_text="Show").click()
    page.wait_for_url("**from=2017**")
    assert 0 < page.locator("main tbody tr").count() < before
    assert page.locator("h2.year").count() == page.locator("#y2017").count() == 1
    link = page.locator("a[data-copy]").get_attribute("href")
    shown = page.locator("main tbody").all_inner_texts()
    again = opened(link.removeprefix(page.url.partition("/timeline")[0]), locale="ko-KR")
    assert again.locator("main tbody").all_inner_texts() == shown


def test_the_link_is_copied(browser: Any, site: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/agreements?status=signed")
    page.locator("a[data-copy]").click()
    page.wait_for_function("document.getElementById('live').textContent")
    assert page.locator("#live").inner_text() == "Link copied"
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/agreements?status=signed&ui=en&lang=en"
    context.close()


def test_downloads_have_what_the_page_shows(opened: Open) -> None:
    page = opened("/agreements?status=signed")
    with page.expect_download() as waiting:
        page.locator("a[download]", has_text="CSV").click()
    assert waiting.value.suggested_filename == "agreements.csv"
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8"))))
    assert len(rows) == page.locator("tbody tr.row").count()
    page = opened(SCREENS["timeline"])
    with page.expect_download() as waiting:
        page.locator("a[download]", has_text="PNG").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_sorting_says_so(opened: Open) -> None:
    page = opened("/agreements")
    page.locator("thead th a", has_text="Agreement").click()
    head = page.locator("th[aria-sort]")
    assert head.get_attribute("aria-sort") == "ascending"
    names = [text.split("\n")[0] for text in page.locator("tbody tr.row th").all_inner_texts()]
    assert names == sorted(names, key=str.casefold)


def test_the_keyboard_alone(opened: Open) -> None:
    page = opened("/agreements")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('tbody th') !== null"):
            break
    box = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert box == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity?iri=agreement/**")


def test_theme_and_languages_are_chosen_and_go_along(opened: Open) -> None:
    page = opened("/agreements", color_scheme="light")
    page.locator(".settings summary").click()
    page.locator(".settings a", has_text="Dark").click()
    page.wait_for_url("**theme=dark**")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(21, 23, 27)"
    page.locator(".settings summary").click()
    page.locator(".settings section").nth(0).locator("a", has_text="한국어").click()
    page.wait_for_url("**ui=ko**")
    assert page.locator("h1").inner_text() == "협정"
    page.locator(".nav a").nth(1).click()
    page.wait_for_url("**/timeline**ui=ko**")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator(".settings summary").click()
    page.keyboard.press("Escape")
    assert not page.locator(".settings div").first.is_visible()


def test_a_stored_question_is_filled_in_and_asked(opened: Open) -> None:
    page = opened("/sparql")
    page.locator("summary", has_text="Which agreements have two countries").click()
    page.locator("#p-agreements-a").select_option("BY")
    page.locator("#q-agreements button").click()
    page.wait_for_url("**/sparql?query=**")
    page.locator("#answer tbody tr").first.wait_for()
    assert "country/BLR" in page.url
    assert page.locator("#answer tbody tr").count() > 5


def test_what_is_behind_a_page_can_be_asked(opened: Open) -> None:
    page = opened(SCREENS["entity"])
    page.locator("a.button", has_text="Show SPARQL").click()
    page.wait_for_url("**/sparql?query=**")
    page.locator("#answer tbody tr").first.wait_for()


def test_a_pair_is_decided_and_taken_back(opened: Open) -> None:
    page = opened("/review?kind=Event")
    pair = page.locator("article.review").first
    names = pair.locator(".candidate h3").all_inner_texts()
    pair.locator("input[name=why]").fill("they are told of two days")
    pair.locator("input[name=who]").fill("Alena")
    pair.locator("button[value=apart]").click()
    page.wait_for_url("**done=apart**")
    assert "they are two" in page.locator("[role=status]").first.inner_text()
    assert page.locator("article.review").first.locator(".candidate h3").all_inner_texts() != names
    page.locator("button[value=undo]").first.click()
    page.wait_for_url("**done=undo**")
    assert page.locator("article.review").first.locator(".candidate h3").all_inner_texts() == names


def test_nothing_moves_for_who_wants_it_so(opened: Open) -> None:
    page = opened("/", reduced_motion="reduce")
    moving = "[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0)"
    assert page.evaluate(f"{moving}.length") == 0
