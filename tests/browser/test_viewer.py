"""The page in a real browser, opened from a file, with no network at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from looking import labels, overlaps, settled, shown
from suviaz import draw
from suviaz.network import Link, Network, Node, ties
from ties_fixture import store

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "ties.html"
    path.write_text(draw.html(ties(store(), pair=("BY", "KR"))), "utf-8")
    return path


def outside(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:"))


@pytest.fixture
def opened(browser: Any, html: Path) -> Iterator[Open]:
    """Opens the page; any error of the script, message of the console, or request fails the test."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def go(fragment: str = "", path: Path = html, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1360, "height": 840}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("request", lambda request: wrong.append(request.url) if outside(request.url) else None)
        page.goto(path.as_uri() + fragment)
        page.wait_for_function("document.getElementById('graph').dataset.nodes > 0")
        settled(page)
        return page

    yield go
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("layout", ["sides", "free"])
def test_labels_are_there_and_do_not_overlap(opened: Open, scheme: str, layout: str) -> None:
    page = opened(f"#layout={layout}", color_scheme=scheme)
    assert page.title() == "Беларусь – Рэспубліка Карэя: сувязі"
    found = labels(page)
    assert len(found) >= 30
    assert overlaps(page) == []
    size = page.locator("#graph").bounding_box()
    assert all(x >= 0 and x + wide <= size["width"] for x, _, wide, _ in found)


def test_search_in_other_spellings(opened: Open) -> None:
    page = opened()
    for typed in ("Папкоў", "попков", "popkov", "Papkou", "팝코프"):
        page.fill("#find", typed)
        assert "Сяргей Папкоў" in page.locator("#found").inner_text(), typed
    page.press("#find", "Enter")
    assert page.locator("#panel h2").inner_text() == "Сяргей Папкоў"
    assert "Выбрана: Сяргей Папкоў" in page.locator("#live").text_content()
    page.fill("#find", "няма такога")
    assert page.locator("#live").text_content() == "Нічога не знойдзена"


def test_the_quote_stands_marked_in_its_sentence_with_its_source(opened: Open) -> None:
    page = opened()
    page.fill("#find", "форум аб электронным")
    page.press("#find", "Enter")
    quote = page.locator("#panel blockquote").first
    assert quote.locator("mark").inner_text() == "26 красавіка, у Мінску прайшоў форум аб электронным урадзе"
    assert quote.locator("p").inner_text().startswith("Сёння, 26 красавіка")
    source = quote.locator("a")
    assert source.get_attribute("href") == "https://mpt.example.by/26-04-2017"
    assert "noopener" in source.get_attribute("rel")
    assert quote.get_attribute("lang") == "be"


def test_a_click_on_a_line_shows_the_words_behind_it(opened: Open) -> None:
    page = opened()
    # Both ends of a tie, straight from what is drawn: the middle between them lies on the line.
    tie = "tie=agreement/2019-03-27-forensic hasParty organisation/blr-forensic-committee"
    middle = page.evaluate(
        """() => {
          const canvas = document.getElementById("graph");
          const box = canvas.getBoundingClientRect();
          const { from, to, bend } = canvas.drawing.lines.find(
            ({ link }) =>
              link.source.id.endsWith("2019-03-27-forensic") && link.target.id.endsWith("blr-forensic-committee"),
          );
          // A third of the way along a curve that leaves and arrives level: labels stand nearer to the ends.
          const [s, t] = [2 / 3, 1 / 3];
          const x = s ** 3 * from.x + 3 * s * s * t * (from.x + bend) + 3 * s * t * t * (to.x - bend) + t ** 3 * to.x;
          return [x + box.left, (s ** 3 + 3 * s * s * t) * from.y + (3 * s * t * t + t ** 3) * to.y + box.top];
        }"""
    )
    page.mouse.click(*middle)
    assert "бок пагаднення" in page.locator("#panel h2").inner_text()
    assert page.locator("#panel mark").first.inner_text() == "подписали меморандум о судебной экспертизе"
    assert tie.replace(" ", "+").replace("/", "%2F").replace("tie=", "") in page.url
    again = opened("#" + page.url.split("#")[1])
    assert again.locator("#panel mark").first.inner_text() == "подписали меморандум о судебной экспертизе"


def test_everything_with_the_keyboard_alone(opened: Open) -> None:
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("shved")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "graph"
    assert page.locator("#panel h2").inner_text() == "Андрэй Швед"
    page.keyboard.press("ArrowRight")  # to the signing, which lies to the right
    assert page.locator("#panel h2").inner_text() == "Падпісанне мемарандума аб судовай экспертызе"
    page.keyboard.press("Enter")  # into the panel, and on to its first tie
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#panel') !== null")
    page.keyboard.press("Escape")
    assert page.locator("#panel h2").inner_text() == "Як чытаць"
    page.keyboard.press("n")
    first = page.locator("#panel h2").inner_text()
    page.keyboard.press("n")
    assert page.locator("#panel h2").inner_text() != first
    page.keyboard.press("p")
    assert page.locator("#panel h2").inner_text() == first
    scale = "document.getElementById('graph').__zoom.k"
    before = page.evaluate(scale)
    page.keyboard.press("+")
    assert page.evaluate(scale) > before
    page.keyboard.press("-")
    page.keyboard.press("0")
    assert page.evaluate(scale) == pytest.approx(before, rel=0.01)
    x = page.evaluate("document.getElementById('graph').__zoom.x")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("document.getElementById('graph').__zoom.x") == pytest.approx(x - 60, abs=1)


def test_years_types_relations_and_confidence_filter(opened: Open) -> None:
    page = opened()

    def counts() -> tuple[int, int]:
        settled(page)
        canvas = page.locator("#graph")
        return int(canvas.get_attribute("data-nodes")), int(canvas.get_attribute("data-links"))

    whole = counts()
    page.locator("#first").fill("2019")
    cut = counts()
    assert cut[0] < whole[0] / 2
    assert page.locator("#span").inner_text() == "2019–2021"
    page.locator("#reset").click()
    assert counts() == whole
    page.locator("#types input[value=Person]").uncheck()
    assert counts()[0] == whole[0] - 10
    page.locator("#reset").click()
    page.locator("#relations input[value=isLocatedIn]").check()
    assert counts() == (whole[0] + 2, whole[1] + 11)
    page.locator("#reset").click()
    page.locator("#certainty").fill("0.6")
    assert counts()[1] == whole[1] - 4  # two doubtful memoranda with two parties each
    assert "60 %" in page.locator("#sure").inner_text()


def test_field_and_language_of_the_source_filter(opened: Open) -> None:
    page = opened()
    data = json.loads(page.locator("#data").text_content())
    whole = shown(page)
    page.select_option("#field", "e-government")
    fielded = {node["id"] for node in data["nodes"] if node["joint"] and "e-government" in node["fields"]}
    drawn = page.evaluate("document.getElementById('graph').drawing.marks.map(({ node }) => [node.id, node.joint])")
    assert {iri for iri, joint in drawn if joint} == fielded
    assert len(fielded) < len([node for node in data["nodes"] if node["joint"]])
    assert "field=e-government" in page.url
    page.locator("#reset").click()
    assert shown(page) == whole
    for lang in ("be", "ru", "en"):
        page.locator(f"#sources input[value={lang}]").uncheck()
    left = page.evaluate("document.getElementById('graph').drawing.lines.map(({ link }) => link.langs)")
    assert left
    assert all("ko" in langs for langs in left if langs)
    again = opened("#" + page.url.split("#")[1])
    assert shown(again) == shown(page)


def test_neighbours_are_counted_opened_and_taken_back(opened: Open) -> None:
    page = opened("#at=organisation%2Fblr-ministry-of-communications")
    rows = page.locator("#panel .near li")
    assert rows.count() >= 2
    page.locator("#begin").click()
    begun = shown(page)
    assert begun[0] < 30
    # Somebody with neighbours that are not in sight
    names = page.evaluate("document.getElementById('graph').drawing.marks.map(({ node }) => node.id)")
    for name in names:
        page.evaluate(
            "(at) => { location.hash = location.hash.replace(/at=[^&]*/, `at=${encodeURIComponent(at)}`); }", name
        )
        settled(page)
        if page.locator("#panel .near button").count():
            break
    row = page.locator("#panel .near li", has=page.locator("button")).first
    there, all_ = map(int, row.locator(".quiet").inner_text().split(" / "))
    row.locator("button").click()
    grown = shown(page)
    assert grown[0] == begun[0] + all_ - there
    assert "open=" in page.url
    assert shown(opened("#" + page.url.split("#")[1])) == grown
    page.locator("#graph").focus()
    page.keyboard.press("u")
    assert shown(page) == begun
    page.keyboard.press("e")
    assert shown(page)[0] > begun[0]
    page.locator("#undo").click()
    page.locator("#undo").click()
    assert not page.locator("#undo").is_visible()
    assert shown(page)[0] > grown[0]


def test_the_histogram_follows_the_other_filters_and_gives_a_year(opened: Open) -> None:
    page = opened()
    bars = "[...document.querySelectorAll('#bars title')].map((one) => one.textContent)"
    whole = page.evaluate(bars)
    page.locator("#types input[value=Event]").uncheck()
    assert page.evaluate(bars) != whole
    page.locator("#reset").click()
    assert page.evaluate(bars) == whole
    last = {"x": page.locator("#bars").bounding_box()["width"] - 2, "y": 10}
    page.locator("#bars").click(position=last)
    assert page.locator("#span").inner_text() == "2021–2021"
    page.locator("#bars").click(position=last)
    assert page.locator("#span").inner_text() == "2013–2021"


def test_the_list_says_the_same_as_the_picture(opened: Open) -> None:
    page = opened()
    nodes = int(page.locator("#graph").get_attribute("data-nodes"))
    links = int(page.locator("#graph").get_attribute("data-links"))
    page.locator("[data-view=list]").click()
    assert not page.locator("#graph").is_visible()
    assert page.locator("#things tbody tr").count() == nodes
    assert page.locator("#ties tbody tr").count() == links
    page.locator("#things th button", has_text="Назва").click()
    names = page.locator("#things tbody th button").all_inner_texts()
    assert names == sorted(names, key=str.casefold) or names[0] < names[-1]
    assert page.locator("#things th[aria-sort=ascending]").inner_text() == "Назва"
    page.locator("#ties tbody button", has_text="удзельнік").first.click()
    assert page.locator("#panel mark").first.is_visible()
    assert page.locator("#ties tr[aria-current=true]").count() == 1


def test_the_language_of_names_and_words_changes(opened: Open) -> None:
    page = opened()
    page.select_option("#language", "ko")
    assert page.locator("html").get_attribute("lang") == "ko"
    assert page.title() == "벨라루스 – 대한민국: 협력 관계"
    assert page.locator("#coverage").inner_text().startswith("기사: 12")
    page.locator("[data-view=list]").click()
    assert page.locator("#things th[scope=row]", has_text="세르게이 팝코프").count() == 1
    assert page.evaluate("document.fonts.check('12px \"Noto Sans KR\"', '팝')")
    assert "lang=ko" in page.url


def test_the_address_carries_the_state(opened: Open) -> None:
    page = opened()
    page.locator("#types input[value=Place]").uncheck()
    page.locator("#last").fill("2018")
    page.fill("#find", "hynix")
    page.press("#find", "Enter")
    fragment = "#" + page.url.split("#")[1]
    again = opened(fragment)
    assert again.locator("#panel h2").inner_text() == page.locator("#panel h2").inner_text()
    assert again.locator("#span").inner_text() == "2013–2018"
    assert not again.locator("#types input[value=Place]").is_checked()


@pytest.mark.parametrize("ending", ["svg", "png", "csv"])
def test_saving(opened: Open, ending: str) -> None:
    page = opened()
    with page.expect_download() as waiting:
        page.locator(f"#{ending}").click()
    data = Path(waiting.value.path()).read_bytes()
    assert waiting.value.suggested_filename == f"ties.{ending}"
    if ending == "png":
        assert data[:4] == b"\x89PNG"
    elif ending == "svg":
        assert data.decode().count("<text x=") == len(labels(page))
    else:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        assert len(rows) == int(page.locator("#graph").get_attribute("data-links"))
        assert any(row["quote"] for row in rows)


def test_it_works_inside_a_frame_of_a_notebook(browser: Any, html: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content("<iframe sandbox='allow-scripts allow-downloads' width=900 height=600></iframe>")
    page.evaluate("(text) => { document.querySelector('iframe').srcdoc = text; }", html.read_text("utf-8"))
    frame = page.frame_locator("iframe")
    frame.locator("#filtering").click()  # a notebook is narrow
    frame.locator("#find").fill("popkov")
    frame.locator("#find").press("Enter")
    assert frame.locator("#panel h2").inner_text() == "Сяргей Папкоў"
    assert errors == []
    context.close()


def test_it_flows_on_a_narrow_screen(opened: Open) -> None:
    page = opened(viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not page.locator("#find").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("popkov")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Сяргей Папкоў"
    assert not page.locator("#find").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#at=event%2F2017-04-26-forum", "#view=list"])
def test_no_barrier_that_axe_can_find(opened: Open, barriers: Any, scheme: str, fragment: str) -> None:
    assert barriers(opened(fragment, color_scheme=scheme)) == []


def test_a_large_network_shows_its_core_and_offers_more(opened: Open, tmp_path: Path) -> None:
    names = [(f"n{number:03d}", {"be": f"Пагадненне {number}"}) for number in range(620)]
    nodes = tuple(Node(name, "Agreement", "Agreement", labels) for name, labels in names)
    links = tuple(Link(node.id, nodes[number % 7].id, "isBasedOn") for number, node in enumerate(nodes) if number >= 7)
    path = tmp_path / "large.html"
    path.write_text(draw.html(Network(nodes, links)), "utf-8")
    page = opened(path=path)
    canvas = page.locator("#graph")
    assert int(canvas.get_attribute("data-nodes")) == 150
    for count in (250, 350, 450, 500):  # 500 at most: nobody reads more
        page.locator("#more").click()
        assert shown(page)[0] == count
    assert not page.locator("#more").is_visible()
    assert "120" in page.locator("#shown").inner_text()
    assert overlaps(page) == []
    # What is dragged is where the hand has put it, and drawn anew.
    spot = "document.getElementById('graph').drawing.marks[7]"
    before = page.evaluate(f"[{spot}.x, {spot}.y]")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(box["x"] + 20 + 30 * step, box["y"] + 20 - 4 * step)
    assert canvas.get_attribute("data-moving") == "true"
    page.mouse.up()
    settled(page)
    after = page.evaluate(f"[{spot}.x, {spot}.y]")
    assert after == [pytest.approx(before[0] + 300, abs=1), pytest.approx(before[1] - 40, abs=1)]
    assert overlaps(page) == []
