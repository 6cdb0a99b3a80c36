"""What is drawn: well-formed, legible, complete, and the same each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import struct
from base64 import b64encode
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from suviaz import draw
from suviaz.draw import assets, fonts, page, raster
from suviaz.draw import words as say
from suviaz.draw.figure import Box, figure
from suviaz.draw.layout import places, settle
from suviaz.draw.letters import width, wrap
from suviaz.draw.look import ACCENT, DARK, EDGE, GROUND, LIGHT, SHAPES, contrast
from suviaz.errors import BrokenResource, UnknownName
from suviaz.network import Link, Network, Node, ties
from ties_fixture import store

SCHEMAS = Path(__file__).parent / "schemas"
BUILT = fonts.OWN.is_dir()
needs_build = pytest.mark.skipif(not BUILT, reason="The viewer is not built: run 'make frontend'.")


def test_the_viewer_is_built_in_ci() -> None:
    assert BUILT or not os.environ.get("CI"), "CI tests what is shipped: the viewer has to be built first."


@pytest.fixture(scope="module")
def network() -> Network:
    return ties(store(), pair=("BY", "KR"))


def crowd(count: int) -> Network:
    """A network that is larger than any page: `count` agreements of two times twelve organisations with long names."""
    nodes, links = [], []
    for number in range(24):
        country = "BY" if number % 2 else "KR"
        name = f"Міністэрства нумар {number} з даволі доўгаю назвай, якая не змяшчаецца ў адзін радок"
        nodes.append(Node(f"o{number:02d}", "Organisation", "Ministry", {"be": name}, country=country))
    for number in range(count):
        year = 2000 + number % 20
        title = f"Мемарандум {number} " * (1 + number % 5)
        name, time = f"a{number:03d}", {"when": str(year), "first": year, "last": year}
        made = Node(name, "Agreement", "Memorandum", {"be": title}, degree=2, **time)  # type: ignore[arg-type]
        nodes.append(made)
        links += [Link(made.id, f"o{(number * step) % 24:02d}", "hasParty") for step in (1, 5)]
    unique = {link.id: link for link in links}
    return Network(
        tuple(sorted(nodes, key=lambda node: node.id)),
        tuple(sorted(unique.values(), key=lambda link: (link.source, link.relation, link.target))),
        pair=("BY", "KR"),
    )


def meet(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


# ---- the figure


@pytest.mark.parametrize("lang", ["be", "ru", "en", "ko"])
def test_no_two_labels_overlap_and_none_leaves_the_page(network: Network, lang: str) -> None:
    made = figure(network, lang=lang)
    assert len(made.boxes) > 80
    assert [(one.text, other.text) for one, other in combinations(made.boxes, 2) if meet(one, other)] == []
    assert all(box.x >= 0 and box.x + box.width <= made.width for box in made.boxes)
    assert all(box.y >= 0 and box.y + box.height <= made.height for box in made.boxes)


def test_a_crowd_stays_legible_and_says_what_it_leaves_out() -> None:
    made = figure(crowd(200), limit=60)
    assert [(one.text, other.text) for one, other in combinations(made.boxes, 2) if meet(one, other)] == []
    assert made.svg.count("<rect") == 1 + 2 * 60
    assert "Не паказана рэчаў: 140" in made.svg


def test_the_figure_is_well_formed_and_holds_names_period_and_coverage(network: Network) -> None:
    root = Tree.fromstring(draw.svg(network))
    texts = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Беларусь – Рэспубліка Карэя: сувязі" in texts
    assert any("2013–2021" in text for text in texts)
    assert any(text.startswith("Паводле артыкулаў: 12") for text in texts)
    assert "Мемарандум аб судовай экспертызе" in texts
    assert "Сяргей Папкоў" in texts


def test_a_signing_is_told_in_the_card_of_what_was_signed(network: Network) -> None:
    made = draw.svg(network)
    assert "Падпісанне мемарандума ў Сеуле" not in made
    assert "11.04.2017 · Сеул" in made


def test_plans_are_ghosts_and_unsure_ties_are_dashed(network: Network) -> None:
    made = draw.svg(network)
    # Three cards are planned; the legend shows one dashed line besides the drawn ones.
    assert made.count('stroke-dasharray="2 3"') == sum(node.planned for node in network.nodes) == 3
    unsure = sum(link.unsure for link in network.links if link.relation == "hasParty")
    assert made.count('stroke-dasharray="6 5"') == unsure + 1


def test_the_same_network_gives_the_same_bytes(network: Network) -> None:
    again = ties(store(), pair=("BY", "KR"))
    assert draw.svg(network) == draw.svg(again)
    assert draw.graphml(network) == draw.graphml(again)
    assert draw.gexf(network) == draw.gexf(again)
    assert draw.csv(network) == draw.csv(again)


def test_markup_in_names_stays_text(network: Network) -> None:
    hostile = '<script>alert(1)</script> & "quotes" \x07'
    first = replace(network.nodes[0], labels={"be": hostile})
    evil = replace(network, nodes=(first, *network.nodes[1:]))
    for text in (draw.svg(evil), draw.graphml(evil), draw.gexf(evil)):
        root = Tree.fromstring(text)
        assert not [element for element in root.iter() if element.tag.endswith("script")]
        assert "\x07" not in text


def test_an_empty_network_is_drawn_too() -> None:
    assert Tree.fromstring(draw.svg(Network(lang="en")))
    assert "No articles" in draw.svg(Network(lang="en"))


def test_a_picture_of_one_entity_is_called_after_it() -> None:
    found = ties(store(), entity="organisation/kor-sk-hynix")
    root = Tree.fromstring(draw.svg(found, lang="en"))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "SK hynix: ties"
    at = places(found)
    assert at[found.focus or ""][0] < 0


def test_the_legend_explains_what_is_drawn_and_nothing_else(network: Network) -> None:
    sure = replace(network, links=tuple(replace(link, confidence=1.0) for link in network.links))
    assert "няпэўна" in draw.svg(network)
    assert "няпэўна" not in draw.svg(sure)


def test_an_unknown_language_is_told(network: Network) -> None:
    with pytest.raises(UnknownName, match="'xx'"):
        draw.svg(network, lang="xx")


# ---- layout, letters, colours, words


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(1, 100)), max_size=40))
def test_blocks_settle_without_overlap(blocks: list[tuple[float, float]]) -> None:
    tops = settle([wanted for wanted, _ in blocks], [tall for _, tall in blocks], 0.0)
    for (top, (_, tall)), below in zip(zip(tops, blocks, strict=True), tops[1:], strict=False):
        assert top + tall <= below + 1e-6
    assert all(top >= 0 for top in tops)


def test_a_block_alone_stands_where_it_wants() -> None:
    assert settle([100.0], [20.0], 0.0) == [90.0]
    assert settle([100.0, 100.0], [20.0, 20.0], 0.0) == [80.0, 100.0]


def test_the_two_sides_stand_left_and_right(network: Network) -> None:
    at = places(network)
    assert set(at) == {node.id for node in network.nodes}
    assert len(set(at.values())) == len(at)
    for node in network.nodes:
        if node.type in {"Organisation", "Person", "Country"}:
            assert (at[node.id][0] < 0) is (node.country == "BY"), node.id
    dated = [node for node in network.nodes if node.type == "Agreement" and node.when]
    by_time = sorted(dated, key=lambda node: (node.when or "", node.id))
    assert by_time == sorted(dated, key=lambda node: at[node.id][1])


@given(st.text(alphabet="абвгў яklm 한국.", max_size=120), st.floats(60, 400), st.integers(1, 3))
def test_wrapped_lines_fit(text: str, room: float, lines: int) -> None:
    rows = wrap(text, 13, room, lines=lines)
    assert 1 <= len(rows) <= lines
    assert all(width(row, 13) <= room for row in rows)


@needs_build
def test_the_table_of_widths_is_that_of_the_font() -> None:
    data = (fonts.OWN / "NotoSans-Regular.ttf").read_bytes()
    tables = {tag: data[start : start + size] for tag, start, size in fonts._directory(data)}
    mapping = dict(fonts._mapped(data))
    for letter in "AWі ўЁшж—«№9":
        advance = struct.unpack(">H", tables["hmtx"][4 * mapping[ord(letter)] : 4 * mapping[ord(letter)] + 2])[0]
        assert width(letter, 1000) == pytest.approx(advance * 1.1, abs=12), letter


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_marks_stand_out_from_their_ground(theme: str, colours: dict[str, str]) -> None:
    for name, colour in {**colours, "edge": EDGE[theme], "accent": ACCENT[theme]}.items():
        assert contrast(colour, GROUND[theme]) >= 3, name
    assert set(colours) == set(SHAPES)
    assert len({SHAPES[name] for name in SHAPES}) == len(SHAPES)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


def test_every_language_has_every_word() -> None:
    def keys(table: dict[str, object], prefix: str = "") -> set[str]:
        return {
            full
            for name, value in table.items()
            for full in (keys(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name})
        }

    def gaps(table: dict[str, object]) -> dict[str, list[str]]:
        return {name: sorted(re.findall(r"\{\w+\}", value)) for name, value in table.items() if isinstance(value, str)}

    expected = keys(say.catalogue()["en"])
    for lang, table in say.catalogue().items():
        assert keys(table) == expected, lang
        assert gaps(table) == gaps(say.catalogue()["en"]), lang
        assert set(table["type"]) == set(LIGHT)


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("2017-04-26", "26.04.2017"),
        ("2017-03", "03.2017"),
        ("../2017-04-25", "да 25.04.2017"),
        ("2016/2022", "2016 – 2022"),
        (None, ""),
    ],
)
def test_times_in_words(when: str | None, text: str) -> None:
    assert say.when(Node("x", "Event", "Event", {}, when=when), "be") == text


# ---- PNG and fonts


@needs_build
def test_png_has_the_size_asked_for_and_the_same_bytes(network: Network) -> None:
    made = draw.png(network, scale=0.5)
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    wide, tall = struct.unpack(">II", made[16:24])
    whole = figure(network)
    assert (wide, tall) == (800, pytest.approx(whole.height / 2, abs=1))
    assert made == draw.png(network, scale=0.5)


@needs_build
def test_our_fonts_have_every_letter_of_the_four_languages() -> None:
    have = set().union(*(fonts.letters(path) for path in fonts.OWN.glob("*.ttf")))
    wanted = "АБВГҐДЕЁЖЗИІЙКЛМНОПРСТУЎФХЦЧШЩЪЫЬЭЮЯ" + "«»„“”’—–…№·"
    assert set(wanted + wanted.lower()) - have == set()
    assert {chr(code) for code in range(0xAC00, 0xD7A4)} - have == set()


@needs_build
def test_letters_without_a_font_are_told_and_never_drawn_as_boxes(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raster, "system_fonts", tuple)
    first = replace(network.nodes[0], labels={"be": "Дом 𐎀", "en": "House"})
    second = replace(network.nodes[1], labels={"be": "Дом 𐎁"})
    strange = replace(network, nodes=(first, second, *network.nodes[2:]))
    drawn: list[str] = []
    real = raster.figure

    def watched(*args: object, **named: object) -> object:
        made = real(*args, **named)  # type: ignore[arg-type]
        drawn.append(made.svg)
        return made

    monkeypatch.setattr(raster, "figure", watched)
    assert draw.png(strange, scale=0.25)
    visible = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn[0]))
    assert "𐎀" not in visible
    assert "𐎁" not in visible
    assert "House" in visible
    assert "Дом [10381]" in visible
    assert "U+10380, U+10381" in visible


@needs_build
def test_the_svg_brings_hangul_along(network: Network) -> None:
    assert "@font-face" in draw.svg(network, lang="ko")
    assert "@font-face" not in draw.svg(network, lang="be")


@needs_build
def test_a_subset_has_the_letters_asked_for() -> None:
    made = fonts.subset(fonts._RARE, "대한민국")
    assert dict(fonts._mapped(made)).keys() == {ord(letter) for letter in "대한민국"}
    assert len(made) < 5000
    assert made == fonts.subset(fonts._RARE, "국민한대")


@settings(max_examples=50)
@given(data=st.binary(max_size=200))
def test_a_broken_font_has_no_letters(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("fonts") / "broken.ttf"
    path.write_bytes(b"\x00\x01\x00\x00" + data)
    assert isinstance(fonts.letters(path), frozenset)


def test_without_fonts_the_reason_is_told(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(raster, "OWN", tmp_path)
    with pytest.raises(BrokenResource, match="make frontend"):
        draw.png(network)


# ---- the page


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


@needs_build
def test_the_page_asks_for_nothing(network: Network) -> None:
    html = draw.html(network)
    markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", html, flags=re.DOTALL)
    assert re.findall(r'(?:src|srcset|action|data|poster)="[^"]*"', markup) == []
    assert re.findall(r'href="([^"]*)"', markup) == ["data:,"]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]  # type: ignore[index]
    assert "@import" not in style
    assert set(re.findall(r"url\((\w+):", style)) <= {"data"}
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)[0]
    assert not re.search(r"\b(XMLHttpRequest|WebSocket|EventSource|importScripts|sendBeacon|eval)\b", script)
    # The one call that asks a server is never reached without the address of one, and the page's policy forbids it.
    assert script.count("fetch(") == 1
    assert data_of(html)["source"] is None


def part(text: str) -> dict[str, Any]:
    return json.loads(text)  # type: ignore[no-any-return]


def test_a_page_of_a_site_begins_with_what_matters(network: Network) -> None:
    data = part(
        draw.viewer_data(network, lang="ru", ui="en", source="/graph/data?pair=BY,KR", site={"entity": "/e/{iri}"})
    )
    assert (data["lang"], data["ui"], data["source"]) == ("ru", "en", "/graph/data?pair=BY,KR")
    assert list(data["words"]) == list(data["titles"]) == ["en"]
    assert data["quotes"] == data["articles"] == []
    assert data["total"] == {"nodes": len(network.nodes), "links": len(network.links)}
    assert any(link["said"] and not link["quotes"] for link in data["links"])


def test_the_core_of_a_large_network_is_what_the_viewer_shows_first() -> None:
    labels = {"be": "Х"}
    hub, far = Node("a", "Country", "Country", labels), Node("zz", "Person", "Person", labels)
    nodes = tuple(Node(f"n{number:04d}", "Agreement", "Agreement", labels) for number in range(2300))
    links = tuple(Link(node.id, "a", "hasParty") for node in nodes[:2200])
    large = Network((hub, *nodes, far), (*links, Link("zz", "a", "belongsToCountry")))
    first = part(draw.viewer_data(large, source="/data"))
    assert [node["id"] for node in first["nodes"]][:2] == ["a", "n0000"]
    assert len(first["nodes"]) == 150
    assert first["total"]["nodes"] == 2302
    whole = part(draw.viewer_part(large))
    assert len(whole["nodes"]) == 2000  # and no more, however many there are
    assert "zz" not in {node["id"] for node in whole["nodes"]}  # it only belongs somewhere


def test_a_thing_comes_with_its_ties_and_their_quotes(network: Network) -> None:
    forum = next(node for node in network.nodes if node.id.endswith("/event/2017-04-26-forum"))
    found = part(draw.viewer_part(network, of=forum.id))
    about = [link for link in network.links if forum.id in (link.source, link.target)]
    assert len(found["links"]) == len(about)
    assert {node["id"] for node in found["nodes"]} == {end for link in about for end in (link.source, link.target)}
    assert {quote["text"] for quote in found["quotes"]} >= {quote.text for link in about for quote in link.quotes}
    quote = found["quotes"][0]
    assert quote["end"] - quote["start"] == len(quote["text"])
    assert found["articles"][quote["article"]]["iri"].startswith("https://w3id.org/suviaz/id/article/")
    with pytest.raises(UnknownName, match="nobody"):
        draw.viewer_part(network, of="https://w3id.org/suviaz/id/person/nobody")


@needs_build
def test_the_page_forbids_what_it_does_not_need(network: Network) -> None:
    html = draw.html(network)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]  # type: ignore[index]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for name in ("script", "style"):
        body = re.findall(rf"<{name}>(.*?)</{name}>", html, re.DOTALL)[0]
        assert b64encode(hashlib.sha256(body.encode()).digest()).decode() in policy


@needs_build
def test_the_page_holds_every_tie_and_quote(network: Network) -> None:
    data = data_of(draw.html(network))
    assert (len(data["nodes"]), len(data["links"])) == (len(network.nodes), len(network.links))  # type: ignore[arg-type]
    quotes = {quote["text"] for quote in data["quotes"]}  # type: ignore[attr-defined]
    assert {quote.text for link in network.links for quote in link.quotes} <= quotes


@needs_build
def test_data_cannot_end_its_element(network: Network) -> None:
    evil = "</script><script>alert(1)</script>\u2028"
    first = replace(network.nodes[0], labels={"be": evil})
    html = draw.html(replace(network, nodes=(first, *network.nodes[1:])), title="<b>T</b>")
    assert "alert(1)</script>" not in html
    assert "<b>T</b>" not in html
    assert "\u2028" not in html
    assert any(node["labels"] == {"be": evil} for node in data_of(html)["nodes"])  # type: ignore[attr-defined]


@needs_build
def test_names_are_found_in_any_spelling(network: Network) -> None:
    rows = {node["labels"]["en"]: node for node in data_of(draw.html(network))["nodes"]}  # type: ignore[attr-defined]
    popkov = rows["Sergei Popkov"]
    assert {"сяргеи папкоу", "сергеи попков", "세르게이 팝코프", "sergei popkov"} <= set(popkov["find"])
    assert page.sound("papkou") == page.sound("popkov")
    assert any(page.sound("papkou") in name for name in popkov["sounds"])


@needs_build
def test_the_page_is_the_same_each_time(network: Network) -> None:
    assert draw.html(network) == draw.html(ties(store(), pair=("BY", "KR")))


def test_without_a_viewer_the_reason_is_told(network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "_HERE", tmp_path)
    with pytest.raises(BrokenResource, match="make frontend"):
        draw.html(network)


@needs_build
def test_only_named_assets_are_given_out() -> None:
    for name in draw.ASSETS:
        found = draw.asset(name)
        assert found is not None
        assert len(found.body) > 500
    for name in ("VENDOR.json", "../page.py", "fonts/../viewer.js", "", "viewer.js/", "licenses/d3-zoom.txt"):
        assert draw.asset(name) is None


@needs_build
def test_shipped_third_party_code_is_named_and_licensed() -> None:
    static = fonts.OWN.parent
    vendor = json.loads((static / "VENDOR.json").read_text("utf-8"))
    assert {"d3-force", "d3-zoom", "@codemirror/view", "codemirror-lang-sparql"} <= {
        package["name"] for package in vendor["packages"]
    }
    for package in vendor["packages"]:
        name = package["name"].replace("@", "").replace("/", "-")
        assert (static / "licenses" / f"{name}.txt").read_text("utf-8").strip()
        assert package["licence"] in {"ISC", "BSD-3-Clause", "MIT", "OFL-1.1", "MIT AND OFL-1.1"}
    for name, digest in vendor["outputs"].items():
        assert hashlib.sha256((static / name).read_bytes()).hexdigest() == digest, name


def test_the_lock_names_hashes_and_no_addresses() -> None:
    text = (Path(__file__).parents[1] / "frontend" / "package-lock.json").read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


# ---- other programs


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_formats_are_valid(network: Network, form: str) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{form}.xsd"))
    text = getattr(draw, form)(network)
    schema.assertValid(etree.fromstring(text.encode()))
    broken = text.replace('target="', 'target="nowhere/', 1)
    assert not schema.validate(etree.fromstring(broken.encode()))


def test_graphml_reads_back(network: Network, tmp_path: Path) -> None:
    import networkx

    path = tmp_path / "ties.graphml"
    path.write_text(draw.graphml(network), "utf-8")
    graph = networkx.read_graphml(path, force_multigraph=True)
    assert (len(graph), graph.number_of_edges()) == (len(network.nodes), len(network.links))
    forum = next(node for node in network.nodes if node.id.endswith("2017-04-26-forum"))
    assert graph.nodes[forum.id]["label_ko"] == "한-벨라루스 전자정부 협력포럼"
    assert graph.nodes[forum.id]["first"] == 2017


def test_graphml_has_labels_for_yed(network: Network) -> None:
    root = Tree.fromstring(draw.graphml(network))
    labels = [element.text for element in root.iter("{http://www.yworks.com/xml/graphml}NodeLabel")]
    assert sorted(labels) == sorted(node.label("be") for node in network.nodes)  # type: ignore[type-var]


def test_gexf_reads_back(network: Network, tmp_path: Path) -> None:
    import networkx

    path = tmp_path / "ties.gexf"
    path.write_text(draw.gexf(network), "utf-8")
    graph = networkx.read_gexf(path)
    assert (len(graph), graph.number_of_edges()) == (len(network.nodes), len(network.links))
    assert any(data["start"] == "2017-01-01" for _, data in graph.nodes(data=True) if "start" in data)


def test_tables_read_back_and_hold_no_formula(network: Network) -> None:
    first = replace(network.nodes[0], labels={"be": "=HYPERLINK(1)"}, status="@x")
    tables = draw.csv(replace(network, nodes=(first, *network.nodes[1:])))
    nodes = list(csv.DictReader(io.StringIO(tables["nodes"])))
    edges = list(csv.DictReader(io.StringIO(tables["edges"])))
    assert (len(nodes), len(edges)) == (len(network.nodes), len(network.links))
    assert (nodes[0]["label"], nodes[0]["status"]) == ("'=HYPERLINK(1)", "'@x")
    assert {edge["source"] for edge in edges} <= {node["id"] for node in nodes}
    assert any(edge["quote"] and edge["url"].startswith("https://") for edge in edges)
