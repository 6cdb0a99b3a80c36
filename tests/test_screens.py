"""The screens as the server renders them: what they show, in each language, and where they lead."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pyoxigraph as ox
import pytest

from suviaz.collection import Collection
from suviaz.web import screens
from suviaz.web.screens.say import catalogue, languages, spoken
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
    assert not re.search(r"\{[a-z]\w*\}", re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)), (
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
        words = set(re.findall(r"[^\W\d_]{2,}", bare)) - {"Suviaz", "nbsp"}
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


def test_a_formula_in_a_cell_is_text() -> None:
    from suviaz.web.screens.downloads import as_csv
    from suviaz.web.screens.page import Table

    text = as_csv(Table(("a",), (("=HYPERLINK(1)",), ("+1",), ("-1",), ("@x",), (-1,), ("fine",), (None,))))
    assert [line for (line,) in list(csv.reader(io.StringIO(text)))[1:7]] == [
        "'=HYPERLINK(1)", "'+1", "'-1", "'@x", "-1", "fine"
    ]  # fmt: skip


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
    text = html(graph, "/agreements?pair=BY,KR&status=signed&ui=en&lang=ko&theme=dark")
    assert 'data-theme="dark"' in text
    [link] = re.findall(r'<a class="button" href="([^"]*)" data-copied', text)
    again = link.replace("&amp;", "&").removeprefix("http://site.test")
    assert html(graph, again, languages="be") == text
    assert "/commitments?pair=BY,KR&amp;ui=en&amp;lang=ko&amp;theme=dark" in text


def test_the_language_of_the_interface_is_not_that_of_names(graph: Collection) -> None:
    text = html(graph, f"/entity?iri={MINISTRY}&ui=en&lang=ko")
    assert '<h1><span lang="ko">벨라루스 통신정보화부</span></h1>' in text
    assert '<html lang="en"' in text
    assert get(graph, "/", languages="fr, ko;q=0.8, be;q=0.9").body.decode().count('<html lang="be"') == 1 or (
        "be" not in languages()
    )
