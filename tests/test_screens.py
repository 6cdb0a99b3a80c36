"""The screens as the server renders them: what they show, in each language, and where they lead."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suviaz import queries
from suviaz.collection import Collection
from suviaz.draw import fonts
from suviaz.network import Quote
from suviaz.network.kinds import TYPES
from suviaz.rdf.terms import URL
from suviaz.web import screens
from suviaz.web.screens import asking
from suviaz.web.screens.article import paragraphs
from suviaz.web.screens.say import catalogue, languages, spoken
from suviaz.web.screens.seen import seen
from suviaz.web.screens.state import short
from suviaz.web.screens.statements import independent, statements
from suviaz.web.screens.things import Things
from suviaz.web.values import Ask, Reply

ARTICLES = Path(__file__).parents[1] / "data" / "articles"
TEMPLATES = Path(screens.__file__).parents[1] / "templates"
SOME = ("2017-04", "2016-09", "2014-0", "2019-0", "1997-04")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("screens")
    with Collection(folder / "graph") as loading:
        loading.load(*(path for path in sorted(ARTICLES.glob("*.txt")) if path.name.startswith(SOME)))
    with Collection(folder / "graph", read_only=True) as opened:
        yield opened


def get(graph: Collection, address: str, **more: object) -> Reply:
    parts = urlsplit(address)
    ask = Ask(parts.path, tuple(parse_qsl(parts.query)), **{"languages": "en", "site": "http://site.test", **more})  # type: ignore[arg-type]
    return screens.answer(graph, ask)


def html(graph: Collection, address: str, **more: object) -> str:
    reply = get(graph, address, **more)
    assert reply.status == 200, reply.body.decode()
    return reply.body.decode()


class Reader(HTMLParser):
    """Links, loaded resources, ids, and text with the language it stands in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if "id" in found:
            self.ids.append(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        for name in ("src", "srcset", "poster", "data"):
            if found.get(name):
                self.loaded.append(str(found[name]))
        if tag in ("link", "use", "image") and found.get("href"):
            self.loaded.append(str(found["href"]))
        assert not any(name.startswith("on") for name in found), "no inline handlers"
        assert "style" not in found, "no inline style: the policy forbids it"


MINISTRY = "organisation/blr-ministry-of-communications"
PAGES = [
    "/",
    "/articles",
    "/list?type=Person",
    "/search?q=Popkov",
    f"/entity?iri={MINISTRY}",
    "/entity?iri=country/BLR",
    "/agreements",
    "/agreements?pair=BY,KR&from=2014&sort=name",
    "/commitments",
    "/commitments?on=2016-01-01&pair=BY,KR",
    "/graph",
    "/graph?pair=BY,KR&field=ict&conf=0.7",
    f"/graph?entity={MINISTRY}",
    "/timeline",
    "/timeline?pair=BY,KR&from=2014&type=Agreement",
    f"/timeline?entity={MINISTRY}",
    "/sides",
    "/sides?entity=agreement/2017-04-26-blr-kor-e-government",
    "/network",
    "/network?a=Popkov&b=NIA",
]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("address", PAGES)
def test_each_screen_in_each_language(graph: Collection, address: str, lang: str) -> None:
    text = html(graph, f"{address}{'&' if '?' in address else '?'}ui={lang}")
    assert f'<html lang="{lang}"' in text
    assert spoken(lang)("coverage.snapshot") in text
    found = Reader(text)
    assert found.tags.count("h1") == 1
    assert found.tags.count("main") == 1
    assert len(found.ids) == len(set(found.ids)), [one for one in found.ids if found.ids.count(one) > 1]
    assert all(urlsplit(place).netloc == "" for place in found.loaded), found.loaded
    assert not re.search(r"\{[a-z]\w*\}", re.sub(r"<(pre|script).*?</\1>", "", text, flags=re.DOTALL)), (
        "a gap that was not filled"
    )


def test_every_catalogue_says_the_same_things() -> None:
    import babel

    keys = set(catalogue("en"))
    for lang in languages():
        own = catalogue(lang)
        assert set(own) == keys
        # What CLDR lists as `other` alone is needed for fractions only; all forms of whole numbers have to be there.
        rule = babel.Locale(lang).plural_form
        needed = {rule(n) for n in range(200)}
        for key, value in own.items():
            if isinstance(catalogue("en")[key], dict):
                assert isinstance(value, dict), key
                assert needed <= set(value), (lang, key)
                assert {frozenset(re.findall(r"\{(\w+)\}", form)) - {"n"} for form in value.values()} == {
                    frozenset(re.findall(r"\{(\w+)\}", catalogue("en")[key]["other"])) - {"n"}
                }, (lang, key)
            else:
                assert set(re.findall(r"\{(\w+)\}", value)) == set(re.findall(r"\{(\w+)\}", catalogue("en")[key])), key


def test_templates_ask_for_messages_that_exist_and_say_nothing_themselves() -> None:
    keys = set(catalogue("en"))
    for path in sorted(TEMPLATES.glob("*.html")):
        text = path.read_text("utf-8")
        for key in re.findall(r"""say\("([\w.]+)"[,)]""", text):
            assert key in keys, (path.name, key)
        for stem in re.findall(r"""say\("([\w.]+\.)" ~""", text):
            assert any(key.startswith(stem) for key in keys), (path.name, stem)
        code = r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}"
        bare = re.sub(r"<[^>]*>", "\n", re.sub(code, "", text, flags=re.DOTALL))
        words = set(re.findall(r"[^\W\d_]{2,}", bare)) - {"Suviaz", "nbsp", "sparql"}
        assert not words, (path.name, words)


def test_every_link_leads_somewhere(graph: Collection) -> None:
    seen: set[str] = set()
    for address in PAGES:
        found = Reader(html(graph, address))
        for link in found.links:
            parts = urlsplit(link)
            if parts.netloc and parts.netloc != "site.test":
                assert parts.scheme in ("http", "https")
            elif link.startswith("#"):
                assert link[1:] in found.ids, (address, link)
            elif parts.path != "/sparql":
                seen.add(f"{parts.path}?{parts.query}")
    assert len(seen) > 200
    broken = [link for link in sorted(seen)[::3] if get(graph, link).status != 200]
    assert broken == []


@pytest.mark.parametrize("address", ["/graph?pair=BY,KR", "/timeline?pair=BY,KR"])
def test_pictures(graph: Collection, address: str) -> None:
    svg = get(graph, f"{address}&format=svg")
    assert svg.type == "image/svg+xml"
    root = ElementTree.fromstring(svg.body)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not [link for link in re.findall(rb'(?:href|src)="([^"]*)"', svg.body) if not link.startswith(b"data:")]
    assert get(graph, f"{address}&format=svg").body == svg.body
    if fonts.OWN.is_dir():
        assert get(graph, f"{address}&format=png").body.startswith(b"\x89PNG")


def test_the_viewer_gets_its_data_from_the_same_address(graph: Collection) -> None:
    page = html(graph, "/graph?pair=BY,KR&ui=ru&lang=ko")
    [text] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(text)
    assert (data["ui"], data["lang"]) == ("ru", "ko")
    part = get(graph, data["source"])
    assert part.type == "application/json"
    node = json.loads(part.body)["nodes"][0]["id"]
    quoted = json.loads(get(graph, f"{data['source']}&of={node}").body)
    assert quoted["quotes"]
    quote = quoted["quotes"][0]
    key = quoted["articles"][quote["article"]]["iri"].rpartition("/")[2]
    place = data["site"]["article"].format(key=key, start=quote["start"], end=quote["end"])
    lit = html(graph, place.partition("#")[0])
    words = "".join(unescape(piece) for piece in re.findall(r'class="on">(.*?)</a>', lit))
    assert words.replace("\n", "") == quote["text"].replace("\n", "")


def test_downloads(graph: Collection) -> None:
    rows = list(csv.reader(io.StringIO(get(graph, "/agreements?format=csv").body.decode())))
    assert rows[0][:3] == ["when", "name", "iri"]
    assert len(rows) > 5
    turtle = get(graph, f"/entity?iri={MINISTRY}&format=ttl")
    assert turtle.type.startswith("text/turtle")
    triples = list(ox.parse(turtle.body, format=ox.RdfFormat.TURTLE))
    assert any(str(triple.subject).endswith(MINISTRY + ">") for triple in triples)
    assert json.loads(get(graph, f"/entity?iri={MINISTRY}&format=jsonld").body)
    assert get(graph, "/agreements?format=exe").status == 404


def test_each_page_shows_a_query_that_runs(graph: Collection) -> None:
    for address in PAGES:
        [text] = re.findall(r'<pre class="scroll small" tabindex="0">(.*?)</pre>', html(graph, address), re.DOTALL)
        answer = graph.query(queries.parse(unescape(text)))
        assert len(answer) or "/search" in address or "on=2016" in address, address


@pytest.mark.parametrize("name", ["agreements", "plans", "timeline", "network", "corroboration", "evidence", "fields"])
def test_a_question_with_its_values_written_in_says_the_same(graph: Collection, name: str) -> None:
    given = {"evidence": {"entity": MINISTRY}, "plans": {"lang": "ru"}}.get(name, {"a": "BY", "b": "KR", "lang": "en"})
    written = graph.query(queries.parse(asking.filled(name, given)))
    bound = graph.query(name, **given)
    assert len(bound)
    shared = [column for column in bound.columns if column in written.columns]
    assert sorted(map(str, written.only(shared).rows)) == sorted(map(str, bound.only(shared).rows))


def test_a_formula_in_a_cell_is_text() -> None:
    from suviaz.web.screens.downloads import as_csv
    from suviaz.web.screens.page import Table

    text = as_csv(Table(("a",), (("=HYPERLINK(1)",), ("+1",), ("-1",), ("@x",), (-1,), ("fine",), (None,))))
    assert [line for (line,) in list(csv.reader(io.StringIO(text)))[1:7]] == [
        "'=HYPERLINK(1)", "'+1", "'-1", "'@x", "-1", "fine"
    ]  # fmt: skip


HOSTILE = """---
url: https://news.example/a?b=%22%3E%3Cscript%3Ealert(1)&c='onload='
published: 2017-04-26
title: <script>alert("title")</script> & {{ 7 * 7 }}
lang: be
---
Міністр сувязі і інфарматызацыі Беларусі Сяргей <img src=x onerror=alert(2)> Папкоў сустрэўся ў Мінску.

Міністэрства сувязі і інфарматызацыі Рэспублікі Беларусь і Міністэрства ўнутраных спраў Рэспублікі Карэя падпісалі 26 \
красавіка 2017 года ў Мінску мемарандум «Дружба"><svg onload=alert(3)>» </script> аб электронным урадзе.
"""


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    (tmp_path / "hostile.txt").write_text(HOSTILE, "utf-8")
    with Collection(tmp_path / "graph") as graph:
        assert graph.load(tmp_path / "hostile.txt").skipped == ()
        [stored] = graph.articles()
        assert stored.facts > 3
        iri = ox.NamedNode(stored.iri)
        graph.store.raw.add(ox.Quad(iri, URL, ox.NamedNode("javascript:alert(4)"), ox.DefaultGraph()))
        things = [iri for kind in TYPES for name in TYPES[kind].split() for iri in seen(graph).things.of_kind(name)]
        told = [iri for iri in things if seen(graph).things.is_told(iri)]
        assert told
        pages = [f"/article?key={stored.key}", "/", "/articles", "/agreements", "/timeline", "/graph", "/commitments"]
        pages += [f"/entity?iri={short(iri)}" for iri in told]
        pages += [f"/search?q={quote(word)}" for word in ("<script>alert(5)</script>", '"><b>', "Папкоў")]
        for address in pages:
            text = html(graph, address, edit=True, token='"><script>')
            for bad in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript', '"onload', "='onload"):
                assert bad not in text, (address, bad)
            Reader(text)
        article = html(graph, pages[0])
        assert "&lt;script&gt;alert(&#34;title&#34;)&lt;/script&gt; &amp; {{ 7 * 7 }}" in article
        assert "&lt;svg onload=alert(3)&gt;" in article


def test_what_is_not_there_is_said_in_the_same_style(graph: Collection) -> None:
    for address, status in (
        ("/nothing", 404),
        ("/entity?iri=person/nobody", 404),
        ("/entity", 404),
        ("/article?key=none", 404),
        ("/entity?iri=%3Cx%3E", 404),
        ("/agreements?pair=<b>", 400),
        ("/agreements?on=yesterday", 400),
        ("/list?type=Dragon", 404),
        ("/?lang=%3Cscript%3E", 400),
    ):
        reply = get(graph, address)
        assert reply.status == status, address
        text = reply.body.decode()
        assert "<b>" not in text
        assert "<script>" not in text
        assert "Traceback" not in text
        assert Reader(text).tags.count("h1") == 1


def test_the_view_is_in_the_address(graph: Collection) -> None:
    text = html(graph, "/agreements?pair=BY,KR&status=signed&ui=ru&lang=ko&theme=dark")
    assert 'data-theme="dark"' in text
    [link] = re.findall(r'<a class="button" href="([^"]*)" data-copy', text)
    again = link.replace("&amp;", "&").removeprefix("http://site.test")
    assert html(graph, again, languages="be") == text
    assert "/commitments?pair=BY,KR&amp;ui=ru&amp;lang=ko&amp;theme=dark" in text


def test_the_language_of_the_interface_is_not_that_of_names(graph: Collection) -> None:
    text = html(graph, f"/entity?iri={MINISTRY}&ui=en&lang=ko")
    assert '<h1><span lang="ko">벨라루스 통신정보화부</span></h1>' in text
    assert '<html lang="en"' in text
    assert get(graph, "/", languages="fr, ko;q=0.8, be;q=0.9").body.decode().count('<html lang="be"') == 1


def test_dates_are_no_more_exact_than_they_are_known() -> None:
    said = {lang: spoken(lang).day("2017-04-26", long=True).replace("\u202f", " ") for lang in languages()}
    assert said["en"] == "26 April 2017"
    assert said["be"].startswith("26 красавіка 2017")
    assert said["ru"].startswith("26 апреля 2017")
    assert said["ko"] == "2017년 4월 26일"
    say = spoken("en")
    assert say.day("2017-04") == "Apr 2017"
    assert say.day("2017") == "2017"
    assert say.day("--04-26") == "26 Apr"
    assert say.day("../2017-04-26") == "until 26 Apr 2017"
    assert [say.precision(t) for t in ("2017-04-26", "2017-04", "2017", "--04-26", "2017/2018")] == [
        "day", "month", "year", "yearless", "window"
    ]  # fmt: skip


def test_plurals_follow_the_language() -> None:
    be = [spoken("be")("coverage.articles", n=n) for n in (1, 3, 11, 21)]
    assert be == ["1 артыкул", "3 артыкулы", "11 артыкулаў", "21 артыкул"]
    assert spoken("ko")("coverage.articles", n=1) == "기사 1건"


def test_outlets_that_print_the_same_words_count_once() -> None:
    whole = "Two ministries signed a memorandum on cooperation in e-government in Minsk on 26 April."
    one, other = (Quote(f"a{n}", 0, len(whole), whole, url=f"https://{n}.example/x") for n in (1, 2))
    assert independent([one, other]) == 1
    assert independent([one, Quote("a3", 0, 6, "signed", before="They", url="https://3.example/")]) == 2
    assert independent([]) == 0


def test_a_text_is_cut_without_loss() -> None:
    text = "one two\n\nthree four"
    lines = paragraphs(text, {1: {(0, 7)}, 2: {(4, 14)}, 3: {(9, 14)}})
    assert "\n".join("".join(piece.text for piece in line) for line in lines) == text
    assert [(piece.text, piece.facts) for line in lines for piece in line] == [
        ("one ", (1,)), ("two", (1, 2)), ("three", (2, 3)), (" four", ())
    ]  # fmt: skip


def test_an_entity_page_asks_little(graph: Collection) -> None:
    """A handful of look-ups a statement, and no query: the cost does not depend on how much else the graph holds."""
    asked: list[str] = []

    class Counted:
        def __init__(self, raw: ox.Store) -> None:
            self._raw = raw

        def quads_for_pattern(self, *pattern: object) -> object:
            asked.append("pattern")
            return self._raw.quads_for_pattern(*pattern)  # type: ignore[arg-type]

    class Opened:
        raw = Counted(graph.store.raw)

    things = Things(Opened())  # type: ignore[arg-type]
    ties = statements(things, f"https://w3id.org/suviaz/id/{MINISTRY}")
    assert len(ties) > 5
    assert len(asked) < 60 * len(ties)


def test_people_decide_in_the_browser(graph: Collection, tmp_path: Path) -> None:
    assert graph.store.path is not None
    shutil.copytree(graph.store.path, tmp_path / "graph")
    with Collection(tmp_path / "graph") as graph:
        page = html(graph, "/review", edit=True, token="secret")
        assert 'name="token" value="secret"' in page
        before = graph.desk.review()
        [one, other] = before[0].one.iri, before[0].other.iri
        form = {"act": "apart", "one": one, "other": other, "why": "two different days", "who": "Alena"}

        def send(values: dict[str, str]) -> Reply:
            return get(graph, "/review", method="POST", edit=True, token="secret", form=tuple(values.items()))

        reply = send(form)
        assert (reply.status, dict(reply.headers)["location"]) == (303, "/review?done=apart")
        assert (one, other) not in [(pair.one.iri, pair.other.iri) for pair in graph.desk.review()]
        assert "two different days" in (tmp_path / "graph.decisions.ttl").read_text("utf-8")
        assert "two different days" in html(graph, "/review", edit=True)
        assert send({"act": "undo", "decision": graph.desk.taken()[0].iri}).status == 303
        assert graph.desk.review() == before
        assert send({**form, "why": " "}).status == 400
        assert send({**form, "act": "destroy"}).status == 400


ODD = [
    *("", "x", "BY,KR", "BY,BY", "XX,YY", "2017-13", "9999", "-5", "1e9", "99999999999", "no-such", "country/BLR"),
    *("<x>", "%s%d{}", "http://a b", "\x00", "Person", "0.5", "2", "csv", "png", "data", "ko", "zz", "🙂" * 50),
    *('"><script>', "김"),
]
ASKED = (
    *("pair", "from", "to", "on", "field", "type", "status", "conf", "sort", "entity", "iri", "key", "fact", "at"),
    *("q", "a", "b", "page", "room", "only", "format", "ui", "lang"),
)


@given(
    st.sampled_from([*screens.screens(), "/nothing"]),
    st.dictionaries(st.sampled_from(ASKED), st.sampled_from(ODD), max_size=4),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_a_page(graph: Collection, path: str, asked: dict[str, str]) -> None:
    assert screens.answer(graph, Ask(path, tuple(asked.items()), languages="en")).status in (200, 400, 404)
