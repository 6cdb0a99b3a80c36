"""Links outward: found at real SPARQL servers on loopback, kept for offline, decided by people, and what fails."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import CliRunner

import suviaz
from linking_world import WD, people, world
from sparql_servers import Script, failing, oxigraph, virtuoso
from suviaz import resources
from suviaz.cli import suviaz as command
from suviaz.errors import BadDecision, EndpointFailed, UnknownName
from suviaz.linking import Clock, Manners, Proposals, Search
from suviaz.linking.pattern import read_pattern, wikidata

ARTICLES = (
    "2014-09-24-ict-business-forum",
    "2014-09-24-information-access-centre",
    "2016-05-25-joint-committee",
    "2017-02-10-message-anniversary-ru",
    "2017-04-11-science-memorandum",
    "2017-04-12-joint-committee-ko",
    "2017-04-26-forum-e-government",
    "2018-09-04-joint-committee",
    "2019-04-09-science-committee-en",
)
HASTY = Manners(pace=0.0, seconds=20.0, attempts=2)
SAME_AS = "SELECT ?s ?o WHERE { ?s schema:sameAs ?o } ORDER BY ?s ?o"
BOTH = pytest.mark.parametrize("server", [oxigraph, virtuoso])
Server = Callable[[Path, str], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of some of the collection's articles. Tests that decide something work on a copy."""
    path = tmp_path_factory.mktemp("links") / "graph"
    with suviaz.open(path) as graph:
        graph.load(*(resources.folder("data/articles") / f"{name}.txt" for name in ARTICLES))
    return path


@pytest.fixture
def graph(folder: Path, tmp_path: Path) -> Iterator[suviaz.Collection]:
    shutil.copytree(folder, tmp_path / "graph")
    with suviaz.open(tmp_path / "graph") as opened:
        yield opened


@pytest.fixture(scope="module")
def known(folder: Path) -> Iterator[suviaz.Collection]:
    """The same, for tests that only look."""
    with suviaz.open(folder, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph"), world()[0]) as url:
        yield url


def checked(found: Proposals, graph: suviaz.Collection) -> None:
    """No sure one is wrong, and those that can be sure are."""
    truth = world()[1]
    sure = {p.thing: p.fits[0].item for p in found.sure}
    assert {t: i for t, i in sure.items() if truth.get(t, i) != i} == {}
    things = {p.thing: p for p in found}
    for name, fate, item in people():
        if name == "-":
            continue
        nodes = set(graph.named(name))
        proposals = [things[node] for node in nodes if node in things]
        items = {f.item for p in proposals for f in p.fits}
        iri = f"{WD}Q{item.number}"
        assert ({p.fits[0].item for p in proposals if p.sure} == {iri}) is (fate == "sure"), (name, iri)
        if fate == "unsure":
            assert iri in items
            assert not any(p.sure for p in proposals)
    assert all(fit.reasons for p in found for fit in p.fits)


# -- at servers


@BOTH
def test_the_same_is_found_at_both_servers_and_offline(
    server: Server, known: suviaz.Collection, tmp_path: Path
) -> None:
    (tmp_path / "server").mkdir()
    cache = tmp_path / "cache.sqlite"
    with server(tmp_path / "server", world()[0]) as url:
        found = known.link(Search(url, cache=cache, manners=HASTY), lang="en")
    assert found.failed == ()
    checked(found, known)
    assert len(found.sure) > 25
    assert "http://www.wikidata.org/entity/" in found.to_text()
    # The server is gone; what it answered is not.
    again = known.link(Search(url, cache=cache, offline=True), lang="en")
    assert again == found
    assert again.to_json() == found.to_json()


def test_the_whole_registry(known: suviaz.Collection, endpoint: str) -> None:
    found = known.link(Search(endpoint, manners=HASTY), everything=True, lang="en")
    truth = world()[1]
    checked(found, known)
    known = {p.thing for p in found.sure} | set(found.linked)
    assert found.failed == ()
    assert len(truth) > 1000
    assert len(truth.keys() & known) / len(truth) > 0.98
    assert "https://w3id.org/suviaz/id/country/BLR" in found.linked  # the registry links it already


def test_only_some(known: suviaz.Collection, endpoint: str) -> None:
    search = Search(endpoint, manners=HASTY)
    [proposal] = known.link(search, "Сяргей Папкоў", lang="en")
    best, *others = proposal.fits
    assert (best.item, best.name, best.about) == (f"{WD}Q9001", "Sergei Popkov", "Belarusian politician")
    assert others == []  # a Russian, a child and a film are no candidates
    assert {p.kind for p in known.link(search, kinds=["Place", "Organisation"])} <= {"Place", "Organisation"}
    with pytest.raises(UnknownName):
        known.link(search, "Nobody At All")


def test_the_cache_is_asked_first_and_can_be_refreshed(known: suviaz.Collection, endpoint: str, tmp_path: Path) -> None:
    asked: list[str] = []
    search = {"endpoint": endpoint, "cache": tmp_path / "c.sqlite", "manners": HASTY}
    first = known.link(Search(**search), kinds=["Person"], progress=asked.append)  # type: ignore[arg-type]
    several = len(asked)
    assert several > 2
    assert known.link(Search(**search), kinds=["Person"], progress=asked.append) == first  # type: ignore[arg-type]
    assert len(asked) == several
    fresh = known.link(Search(**search, refresh=True), kinds=["Person"], progress=asked.append)  # type: ignore[arg-type]
    assert fresh == first
    assert len(asked) == 2 * several
    other = Search("http://127.0.0.1:1/elsewhere", cache=tmp_path / "c.sqlite", offline=True)
    assert len(known.link(other, kinds=["Person"])) == 0  # what one endpoint says, another has not said


def test_virtuoso_that_cuts_its_answers_is_asked_in_parts(known: suviaz.Collection, tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    with virtuoso(tmp_path / "server", world()[0], most=12) as url:
        found = known.link(Search(url, manners=HASTY), kinds=["Person"], lang="en")
    checked(found, known)


SHAPE = """
names = ["<http://schema.example/name>"]
[prefixes]
s = "http://schema.example/"
[languages]
ko = ["ko"]
be = ["be"]
en = [""]
[kinds.Person]
classes = ["s:Human"]
country = "s:from"
"""


def test_another_shape_of_data(known: suviaz.Collection, tmp_path: Path) -> None:
    pattern = tmp_path / "shape.toml"
    pattern.write_text(SHAPE, encoding="utf-8")
    (tmp_path / "server").mkdir()
    data = """@prefix s: <http://schema.example/> . @prefix p: <http://people.example/> .
        p:1 a s:Human ; s:name "Kim Yong-ho" ; s:from "South Korea" . p:2 a s:Human ; s:name "Валянцін Рыбакоў"@be .
        p:3 a s:Human ; s:name "Валянцін Рыбакоў"@be ; s:from "BLR" . p:4 a s:Ship ; s:name "Sergei Popkov" ."""
    with oxigraph(tmp_path / "server", data) as url:
        found = known.link(Search(url, pattern=pattern, manners=HASTY), lang="en")
    told = {fit.item: (p.sure, fit.reasons) for p in found for fit in p.fits}
    assert told["http://people.example/1"] == (False, ("the same syllables", "of one country"))
    assert "http://people.example/4" not in told
    assert told["http://people.example/3"][0]
    assert {p.kind for p in found} == {"Person"}


# -- decisions


def test_accepted_links_are_in_the_graph_until_taken_back(
    graph: suviaz.Collection, folder: Path, endpoint: str, tmp_path: Path
) -> None:
    before, export = graph.query(SAME_AS).rows, graph.store.dump()
    found = graph.link(Search(endpoint, manners=HASTY), kinds=["Person", "Place"])
    taken = graph.desk.accept(found, why="looked through", who="a reader")
    assert len(taken) == len(found.sure)
    links = set(graph.query(SAME_AS).rows) - set(before)
    assert {(str(s), str(o)) for s, o in links} == {(p.thing, p.fits[0].item) for p in found.sure}
    file = (tmp_path / "graph.decisions.ttl").read_text(encoding="utf-8")
    assert endpoint in file
    assert "looked through (0.90: the same full name; of one country)" in file
    # Nobody is asked about again who has a link.
    again = graph.link(Search(endpoint, manners=HASTY), kinds=["Person", "Place"])
    assert not again.sure
    assert set(again.linked) >= {p.thing for p in found.sure}
    # Another graph that obeys the same decisions, and a rebuild, have the same links.
    whole = graph.store.dump()
    shutil.copytree(folder, tmp_path / "other")
    with suviaz.open(tmp_path / "other", decisions=tmp_path / "graph.decisions.ttl") as other:
        assert other.store.dump() == whole
        other.rebuild()
        assert other.store.dump() == whole
    graph.desk.take_back(*(decision.iri for decision in taken))
    assert graph.store.dump() == export


def test_a_link_goes_with_the_last_article_and_comes_back(graph: suviaz.Collection, endpoint: str) -> None:
    node = graph.named("Александр Лукашенко")[0]
    graph.desk.accept(graph.link(Search(endpoint, manners=HASTY), node), why="known", who="me")
    linked = f"SELECT ?s WHERE {{ ?s schema:sameAs <{WD}Q9013> }}"
    assert [str(s) for (s,) in graph.query(linked).rows] == [node]
    whole = graph.store.dump()
    tellers = {fact_quote.article for fact in graph.explain(node).facts for fact_quote in fact.quotes}
    for address in tellers:
        graph.withdraw(address)
    assert graph.query(linked).rows == ()
    assert graph.query(f"ASK {{ <{node}> ?p ?o }}").truth is False
    graph.load(resources.folder("data/articles") / "2017-02-10-message-anniversary-ru.txt")
    assert graph.store.dump() == whole


def test_a_link_follows_who_is_who(graph: suviaz.Collection) -> None:
    one, other = (graph.named(name)[0] for name in ("Сяргей Папкоў", "Валерый Цапкала"))
    linked = f"SELECT ?s WHERE {{ ?s schema:sameAs <{WD}Q9001> }}"
    graph.desk.pair("same", one, f"<{WD}Q9001>", why="one photograph", who="me")
    before = graph.store.dump()
    graph.desk.pair("same", one, other, why="to see", who="me")
    [node] = {graph.named(name)[0] for name in ("Сяргей Папкоў", "Валерый Цапкала")}
    assert [str(s) for (s,) in graph.query(linked).rows] == [node]
    graph.desk.undo()
    assert graph.store.dump() == before
    assert [str(s) for (s,) in graph.query(linked).rows] == [one]
    graph.desk.pair("apart", f"{WD}Q9001", one, why="another photograph", who="me")
    assert graph.query(linked).rows == ()
    assert len(graph.desk.taken()) == 1  # it replaces the one before


def test_what_people_told_apart_is_not_proposed(graph: suviaz.Collection, endpoint: str) -> None:
    name, search = "Валянцін Рыбакоў", Search(endpoint, manners=HASTY)
    [proposal] = graph.link(search, name)
    assert not proposal.sure
    assert proposal.open == "several fit about equally well"
    graph.desk.pair("apart", name, f"{WD}Q9042", why="a chemist", who="me")
    [proposal] = graph.link(search, name)
    assert proposal.sure
    assert [fit.item for fit in proposal.fits] == [f"{WD}Q9041"]


def test_two_things_are_not_linked_to_one(graph: suviaz.Collection, endpoint: str) -> None:
    search = Search(endpoint, manners=HASTY)
    graph.desk.pair("same", "Валерый Цапкала", f"{WD}Q9001", why="a mistake", who="me")
    [proposal] = [p for p in graph.link(search, kinds=["Person"]) if p.thing == graph.named("Сяргей Папкоў")[0]]
    assert not proposal.sure
    assert "another thing of the graph" in proposal.open
    graph.desk.pair("same", "Сяргей Папкоў", f"{WD}Q9001", why="no mistake", who="me")
    report = graph.validate()
    assert report.conforms
    assert sum(r.message.startswith("S52") for r in report.results) == 2


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (f"{WD}Q1", f"{WD}Q2", "Neither"),
        ("https://w3id.org/suviaz/id/person/nobody", f"{WD}Q1", "nothing that the graph holds"),
        ("Сяргей Папкоў", "ftp://example.org/1", "S51"),
    ],
)
def test_links_that_cannot_be(graph: suviaz.Collection, one: str, other: str, reason: str) -> None:
    before = graph.store.dump()
    with pytest.raises(BadDecision, match=reason):
        graph.desk.pair("same", one, other, why="to see", who="me")
    assert graph.store.dump() == before


# -- what fails


def answer(rows: list[dict[str, object]] | None = None) -> tuple[int, dict[str, str], bytes]:
    data = json.dumps({"head": {"vars": ["key", "value"]}, "results": {"bindings": rows or []}}).encode()
    return 200, {"Content-Type": "application/sparql-results+json; charset=utf-8"}, data


class Watch:
    """A clock that tells what was waited for, without waiting."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.clock = Clock(passed=lambda: sum(self.waited), now=lambda: 1_700_000_000.0, wait=self.waited.append)


JSON = {"Content-Type": "application/sparql-results+json"}


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ((500, {"Content-Type": "text/html"}, b"<h1>Java</h1>"), "answers 500 Internal Server Error (2 attempts)."),
        ((503, {}, b""), "answers 503 Service Unavailable (2 attempts)."),
        ((429, {"Retry-After": "3"}, b""), "answers 429 Too Many Requests (2 attempts)."),
        ((429, {"Retry-After": "3600"}, b""), "Too Many Requests, and wants to be left alone for 3600 seconds."),
        ((400, {}, b"Virtuoso 37000 Error"), "answers 400 Bad Request."),
        ((403, {}, b""), "answers 403 Forbidden."),
        (
            (307, {"Location": "http://10.0.0.1/"}, b""),
            "redirects to 'http://10.0.0.1/'; give that address if you trust",
        ),
        (
            (200, {"Content-Type": "text/html"}, b"<h1>It works</h1>"),
            "answers with text/html, not with results in JSON",
        ),
        ((200, {}, b"{}"), "answers with an unnamed type, not with results in JSON"),
        ((200, JSON, answer()[2][:-9]), "gives an answer that breaks off, or is no result of a query (2 attempts)."),
        ((200, JSON, b'{"results": {"bindings": [{"key": 1}]}}'), "breaks off, or is no result of a query"),
        ((200, {**JSON, "Content-Length": "5000"}, answer()[2]), "broke off in the middle of its answer (2 attempts)."),
        ((200, JSON, b"[" * 100_000), "breaks off, or is no result of a query"),
        ((200, JSON, b" " * 300_000), "answers with more than 200,000 bytes."),
    ],
)
def test_a_failure_is_told_in_a_sentence_and_not_kept(
    known: suviaz.Collection, tmp_path: Path, bad: tuple[int, dict[str, str], bytes], sentence: str
) -> None:
    cache, watch = tmp_path / "c.sqlite", Watch()
    manners = Manners(pace=1.0, seconds=20.0, attempts=2, size=200_000)
    with failing(Script(bad)) as url:
        search = Search(url, cache=cache, manners=manners, clock=watch.clock)
        found = known.link(search, "Валерый Цапкала")
    [failure] = found.failed
    assert failure.reason.startswith(url)
    assert sentence in failure.reason
    assert "\n" not in failure.reason
    assert failure.things == known.named("Валерый Цапкала")
    assert (len(found), found.without) == (0, ())
    with sqlite3.connect(cache) as file:
        assert file.execute("SELECT COUNT(*) FROM answers").fetchone() == (0,)


def test_the_rest_goes_on_and_the_next_time_only_what_failed_is_asked(known: suviaz.Collection, tmp_path: Path) -> None:
    script = Script(answer(), (400, {}, b""), answer())
    cache = tmp_path / "c.sqlite"
    with failing(script) as url:
        search = Search(url, cache=cache, manners=HASTY)
        found = known.link(search, kinds=["Person", "Organisation"])
        assert len(found.failed) == 1
        assert found.without
        everybody = set(found.without) | set(found.failed[0].things)
        count = len(script.asked)
        again = known.link(search, kinds=["Person", "Organisation"])
        assert (again.failed, set(again.without)) == ((), everybody)
        assert len(script.asked) == count + 1


def test_an_endpoint_that_fails_again_and_again_is_left_in_peace(known: suviaz.Collection) -> None:
    script = Script((400, {}, b""))
    with failing(script) as url:
        found = known.link(Search(url, manners=HASTY), everything=True)
    assert len(script.asked) == 3
    assert any("after 3 failures in a row it was not asked any more" in f.reason for f in found.failed)
    found = known.link(Search("http://127.0.0.1:1/sparql", manners=HASTY))
    assert {f.reason for f in found.failed} == {
        "http://127.0.0.1:1/sparql cannot be reached: the connection was refused."
    }


def test_it_waits_as_told_and_asks_again(known: suviaz.Collection) -> None:
    late = "Tue, 14 Nov 2023 22:13:27 GMT"  # seven seconds after the clock of the test
    watch = Watch()
    script = Script((429, {"Retry-After": "5"}, b""), (503, {"Retry-After": late}, b""), (502, {}, b""), answer())
    with failing(script) as url:
        found = known.link(Search(url, manners=Manners(pace=2.0), clock=watch.clock), "Валерый Цапкала")
    assert found.failed == ()
    assert len(found.without) == 1
    assert watch.waited == [5.0, 7.0, 16.0]
    assert len(script.asked) == 4
    assert all(agent.startswith("suviaz (") and "+https://" in agent for agent in script.agents)


def test_questions_keep_their_distance(known: suviaz.Collection) -> None:
    watch = Watch()
    script = Script(answer())
    with failing(script) as url:
        known.link(Search(url, manners=Manners(pace=2.5), clock=watch.clock), kinds=["Person", "Organisation"])
    assert len(script.asked) > 2
    assert watch.waited == [2.5] * (len(script.asked) - 1)


def test_a_server_that_drips_is_given_up(known: suviaz.Collection) -> None:
    with failing(Script(answer(), drip=0.05)) as url:
        manners = Manners(pace=0.0, seconds=0.3, attempts=1)
        found = known.link(Search(url, manners=manners), "Валерый Цапкала")
    assert [f.reason for f in found.failed] == [f"{url} did not answer within 0.3 seconds."]


def test_what_an_endpoint_says_cannot_do_harm(known: suviaz.Collection) -> None:
    """Names with signs for the terminal, IRIs that would end a query, answers to what nobody asked."""

    def told(query: str) -> tuple[int, dict[str, str], bytes]:
        def row(key: str, value: dict[str, str], what: str | None = None) -> dict[str, object]:
            subject = {"type": "uri", "value": f"{WD}Q7"} if what or key == "class" else literal(key)
            return {"key": subject, "value": value, **({"what": literal(what)} if what else {})}

        def literal(text: str | None, lang: str = "") -> dict[str, str]:
            return {"type": "literal", "value": str(text), **({"xml:lang": lang} if lang else {})}

        if "?what" in query:
            return answer(
                [
                    row("", literal("Валерый\x1b[31m Цапкала\u202e", "BE"), "name"),
                    row("", literal("tells\x07 " + "much " * 400, "en"), "about"),
                    row("", {"type": "uri", "value": "javascript:alert(1)"}, "country"),
                    row("", literal("BY"), "country"),
                ]
            )
        if "P31" in query:
            return answer([row("class", {"type": "uri", "value": f"{WD}Q5"})])
        asked = re.findall(r'"([^"]+)"@be\b', query)
        key = {"type": "literal", "value": asked[0], "xml:lang": "BE"}
        values = [f"{WD}Q7", "http://x/> } ; DROP ALL #", "javascript:x", "https://example.org/a b"]
        rows = [{"key": key, "value": {"type": "uri", "value": value}} for value in values]
        rows += [
            {"key": key, "value": {"type": "bnode", "value": "b0"}},
            {"key": literal("other"), "value": rows[0]["value"]},
        ]
        return answer(rows)  # type: ignore[arg-type]

    script = Script(told)
    with failing(script) as url:
        found = known.link(Search(url, manners=HASTY), "Валерый Цапкала", lang="be")
    assert found.failed == ()
    [proposal] = found
    assert [(fit.item, fit.name, fit.about) for fit in proposal.fits] == [(f"{WD}Q7", "Валерый [31m Цапкала", "")]
    assert not any("DROP" in query or "example.org" in query for query in script.asked)


@pytest.mark.parametrize("url", ["query.wikidata.org/sparql", "file:///etc/passwd", "https://me:secret@example.org/"])
def test_an_address_that_is_none(known: suviaz.Collection, url: str) -> None:
    with pytest.raises(EndpointFailed) as caught:
        known.link(Search(url))
    assert "secret" not in str(caught.value)


def test_a_cache_that_is_none(known: suviaz.Collection, tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_text("this is no database, " * 100)
    with pytest.raises(EndpointFailed, match="remove it"):
        known.link(Search("http://127.0.0.1:1/", cache=tmp_path / "c.sqlite"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('names = ["rdfs:label", "skos:altLabel"]', "names = []"), "'names' is empty"),
        (('path = "wdt:P31"', 'path = "wdt:P31 } UNION { ?a ?b ?c"'), "no property path"),
        (('path = "wdt:P31"', 'path = "nope:P31"'), "no property path with known prefixes"),
        (('classes = ["wd:Q5"]', 'classes = ["wd:Q5/wd:Q6"]'), "no class"),
        (("[kinds.Person]", "[kinds.Ship]"), "there is no kind 'Ship'"),
        (('posts = "wdt:P39"', 'hobby = "wdt:P39"'), "'hobby' is not known"),
        (('ko = ["ko"]', 'ko = ["ko) ."]'), "no language tag"),
        (("[languages]", "[tongues]"), "'languages' is missing"),
        (("[prefixes]", "[prefixes"), "cannot be read"),
    ],
)
def test_a_pattern_that_does_not_hold_together(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    text = wikidata().read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "p.toml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(EndpointFailed, match=re.escape(reason)):
        read_pattern(tmp_path / "p.toml")


# -- on the command line


def test_the_verb(graph: suviaz.Collection, endpoint: str, tmp_path: Path) -> None:
    graph.close()
    run, store = CliRunner(), ["--store", str(tmp_path / "graph")]
    asked = ["link", "--endpoint", endpoint, "--pace", "0", "--lang", "en", "--kind", "person", *store]
    done = run.invoke(command, asked, standalone_mode=False, catch_exceptions=False)
    assert done.return_value == 0
    assert "for a person to decide: several fit about equally well" in done.stdout
    assert "sure" in done.stderr
    assert (tmp_path / "graph.links.sqlite").exists()
    offline = run.invoke(command, [*asked, "--offline", "--json"], standalone_mode=False, catch_exceptions=False)
    told = json.loads(offline.stdout)
    sure = [p for p in told["proposals"] if p["sure"]]
    assert sure
    assert run.invoke(command, [*asked, "--accept"]).exit_code == 2
    accepted = [*asked, "--offline", "--accept", "--why", "looked through", "--who", "me"]
    done = run.invoke(command, accepted, standalone_mode=False, catch_exceptions=False)
    assert f"{len(sure)} links accepted" in done.stderr
    listed = run.invoke(command, ["review", "--taken", *store])
    iris = re.findall(r"\S+/id/decision/\S+", listed.output)
    assert len(iris) == len(sure)
    assert run.invoke(command, ["undo", *iris, *store]).exit_code == 0
    lost = [*asked[:2], "http://127.0.0.1:1/sparql", *asked[3:]]
    done = run.invoke(command, lost, standalone_mode=False, catch_exceptions=False)
    assert done.return_value == 1  # nothing at all could be looked for
    assert "not looked for: http://127.0.0.1:1/sparql cannot be reached" in done.stderr


# -- the documentation

DOCUMENT = (Path(__file__).parents[1] / "docs" / "links.md").read_text(encoding="utf-8")


def test_the_example_of_the_documentation(graph: suviaz.Collection, endpoint: str, tmp_path: Path) -> None:
    """The commands as they stand there, in order, and what they print."""
    first, shown, then, *_ = re.findall(r"^```(?:sh|)\n(.*?)^```", DOCUMENT, flags=re.MULTILINE | re.DOTALL)
    commands = [*first.splitlines(), *then.splitlines()]
    assert len(commands) == 6
    store = ["--store", str(tmp_path / "graph")]
    graph.close()
    printed = ""
    for line in commands:
        words = shlex.split(line, comments=True)
        words = [endpoint if word == "https://query.wikidata.org/sparql" else word for word in words[1:]]
        polite = ["--pace", "0"] if words[0] == "link" else []
        done = CliRunner().invoke(command, [*words, *polite, *store], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        printed += done.stdout
    for block in shown.strip().split("\n\n"):
        assert block in printed


def test_the_pattern_of_the_documentation(tmp_path: Path) -> None:
    [text] = re.findall(r"^```toml\n(.*?)^```", DOCUMENT, flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    pattern = read_pattern(tmp_path / "p.toml")
    assert pattern.kinds["Person"].path == "a"
    assert set(pattern.kinds["Person"].properties) == {"country", "from", "until", "posts"}
