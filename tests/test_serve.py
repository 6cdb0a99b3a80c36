"""The server as its visitors meet it: safe, bounded, up to date, and ending when told to."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import rdflib

import suviaz
from serving import SRC, Server, serving
from suviaz.collection import Collection
from suviaz.errors import DamagedStore
from suviaz.rdf.terms import TYPE, sv
from suviaz.store.opening import PENDING, noted, removal
from suviaz.web import Ask, Reply, Settings, app, snapshots
from suviaz.web.screens.seen import Replies
from suviaz.web.work import Desk
from suviaz.web.workers import Folder

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ARTICLE = """---
url: https://example.org/2017/forum
title: Belarus and Korea sign a memorandum
published: 2017-04-26
lang: en
---
On 26 April 2017 in Seoul, Belarus and the Republic of Korea signed a memorandum of understanding on e-government.
"""
SECOND = """---
url: https://example.org/2018/visit
title: A visit
published: 2018-05-03
lang: en
---
On 3 May 2018 in Minsk, Belarus and the Republic of Korea signed an agreement on cooperation in education.
"""
# A product of everything with itself, three times over: nobody lives to see its end.
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
# Rows that must all be sorted before the first is given: more than a small worker can hold.
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a"
COUNT = "SELECT (COUNT(?a) AS ?n) { ?a a sv:Article }"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc, which Linux has")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve")
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    with suviaz.open(folder / "graph") as graph:
        graph.load(folder / "article.txt")
    return folder / "graph"


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    with serving(store, "--timeout", "2", "--rows", "50") as running:
        yield running


def number(server: Server, text: str = COUNT) -> int:
    got = server.query(text)
    assert got.status == 200, got
    return int(json.loads(got.body)["results"]["bindings"][0]["n"]["value"])


# -- who may ask


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8765", 200),
        ("LOCALHOST.", 200),
        ("[::1]:80", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("10.0.0.1", 421),
        ("evil.example:127.0.0.1", 421),
        ("[evil.example]", 421),
        ("127.0.0.1@evil.example", 421),
        ("", 400),
    ],
)
def test_only_names_of_this_machine_are_answered(server: Server, host: str, status: int) -> None:
    """A page elsewhere whose own name was pointed at 127.0.0.1 gets nothing."""
    for path in ("/", "/sparql?query=ASK%7B%7D", "/style/plain.css"):
        assert server.ask(path, host=host).status == status


def test_every_reply_has_the_careful_headers(server: Server) -> None:
    replies = [
        server.ask("/", Accept=BROWSER),
        server.query("ASK {}"),
        server.ask("/no/such/page", Accept=BROWSER),
        server.ask("/", host="evil.example"),
        server.ask("/style/plain.css"),
        server.ask("/style/none.css"),
        server.ask("/", method="POST"),
        server.query("SELECT"),
    ]
    for got in replies:
        policy = got.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["referrer-policy"] == "same-origin"
        assert "access-control-allow-origin" not in got.headers
        assert "server" not in got.headers


def test_pages_of_other_sites_get_nothing_unless_they_may(server: Server, store: Path) -> None:
    behind = {"Origin": "https://a.example", "Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "cors"}
    assert server.query("ASK {}", **behind).status == 403
    followed = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert server.query("ASK {}", **followed).status == 200
    with serving(store, "--cors", "https://a.example") as open_to_one:
        got = open_to_one.query("ASK {}", **behind)
        assert (got.status, got.headers["access-control-allow-origin"]) == (200, "https://a.example")
        assert "Origin" in got.headers["vary"]
        other = {**behind, "Origin": "https://b.example"}
        assert open_to_one.query("ASK {}", **other).status == 403
        asked = open_to_one.ask("/sparql", method="OPTIONS", Access_Control_Request_Method="POST", **behind)
        assert (asked.status, asked.headers["access-control-allow-methods"]) == (204, "GET, HEAD, POST")
        page = open_to_one.ask("/", Origin="https://a.example")
        assert "access-control-allow-origin" not in page.headers, "pages are for nobody else"


def test_a_password_or_token(store: Path, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("сакрэт-7431\nmore\n", encoding="utf-8")
    with serving(store, "--token-file", str(secret)) as closed:
        for path in ("/", "/sparql?query=ASK%7B%7D", "/style/plain.css", "/id/country/BLR"):
            got = closed.ask(path)
            assert got.status == 401
            assert got.headers["www-authenticate"].startswith("Basic ")
        basic = base64.b64encode("anyone:сакрэт-7431".encode()).decode()
        bearer = "сакрэт-7431".encode().decode("latin-1")
        assert closed.query("ASK {}", Authorization=f"Basic {basic}").status == 200
        assert closed.query("ASK {}", Authorization=f"Bearer {bearer}").status == 200
        wrong = base64.b64encode(b"anyone:7431").decode()
        for header in (f"Basic {wrong}", "Basic !!!", "Bearer", "Bearer сакрэт".encode().decode("latin-1"), "Digest x"):
            assert closed.query("ASK {}", Authorization=header).status == 401
        closed.query(RUNAWAY[:10], Authorization=f"Basic {basic}")
        assert not [line for line in closed.log if "7431" in line or basic in line]
        for worker in closed.workers():
            assert b"7431" not in Path(f"/proc/{worker}/environ").read_bytes()


# -- wrong usage: a sentence


def said(*arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "suviaz", "serve", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(SRC), **environment},
    )
    return done.returncode, done.stderr


def test_what_keeps_it_from_starting_is_one_sentence(store: Path, server: Server, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    for arguments, code, words in (
        (["--store", str(tmp_path / "none")], 1, "There is no store in"),
        (["--store", str(store), "--port", str(server.port)], 1, f"Port {server.port} is taken"),
        (["--store", str(store), "--host", "192.0.2.1", "--open"], 1, "is no address of this machine"),
        (["--store", str(store), "--host", "no such host", "--open"], 1, "There is no address"),
        (["--store", str(store), "--host", "0.0.0.0"], 1, "without a password"),
        (["--store", str(store), "--token-file", str(empty)], 2, "is empty"),
    ):
        got, text = said(*arguments)
        assert got == code, text
        assert words in text
        assert "Traceback" not in text


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
@LINUX
def test_it_ends_when_told_to_and_leaves_nothing_behind(store: Path, kind: int) -> None:
    with serving(store) as running:
        pids = running.workers()
        assert len(pids) >= 2
        with ThreadPoolExecutor() as threads:
            asked = threads.submit(lambda: running.query(RUNAWAY))
            time.sleep(0.5)
            assert running.stop(kind) == 0
            assert asked.result().status == 503
        assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
        assert not [line for line in running.log if "Traceback" in line]


# -- limits


def test_a_runaway_query_is_stopped_and_the_others_go_on(server: Server) -> None:
    with ThreadPoolExecutor() as threads:
        runaway = threads.submit(lambda: server.query(RUNAWAY))
        assert server.query(COUNT).status == 200
        assert not runaway.done(), "nobody waits for it"
        others = [server.query(COUNT).status for _ in range(20)]
        got = runaway.result()
    assert set(others) == {200}
    assert got.status == 503
    assert got.headers["retry-after"].isdecimal()
    assert "2 seconds" in got.text
    assert number(server) == 1


def test_more_runaways_than_workers_and_still_every_question_is_answered(server: Server) -> None:
    with ThreadPoolExecutor(8) as threads:
        runaways = [threads.submit(lambda: server.query(RUNAWAY)) for _ in range(3)]
        time.sleep(0.2)
        ordinary = [threads.submit(lambda: number(server)) for _ in range(4)]
        assert [one.result() for one in ordinary] == [1, 1, 1, 1]
        assert [one.result().status for one in runaways] == [503, 503, 503]


def test_too_many_who_wait_are_sent_away(store: Path) -> None:
    settings = Settings(store, waiting=1)
    assert app(settings).state.pool is not None
    with serving(store, "--timeout", "5", "--workers", "1") as small, ThreadPoolExecutor(80) as threads:
        runaway = threads.submit(lambda: small.query(RUNAWAY))
        time.sleep(0.3)
        waiting = [threads.submit(lambda: small.query(COUNT)) for _ in range(70)]
        statuses = [one.result().status for one in waiting]
        assert runaway.result().status == 503
        assert set(statuses) == {200, 503}
        assert statuses.count(200) >= 64


@LINUX
def test_a_worker_that_takes_too_much_memory_dies_alone(store: Path) -> None:
    with serving(store, "--memory", "1024", "--timeout", "60") as running:
        before = set(running.workers())
        got = running.query(GREEDY)
        assert got.status == 503
        assert "more than the server gives" in got.text
        assert number(running) == 1
        time.sleep(1)
        assert len(before - set(running.workers())) == 1


@LINUX
def test_a_worker_that_somebody_kills_is_replaced(server: Server) -> None:
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.5)
    assert [number(server) for _ in range(4)] == [1] * 4


def test_rows_are_limited_and_the_reply_says_so(server: Server) -> None:
    got = server.query("SELECT * { ?s ?p ?o }")
    assert got.headers["x-suviaz-cut"] == "50"
    assert len(json.loads(got.body)["results"]["bindings"]) == 50
    triples = server.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", Accept="application/n-triples")
    assert triples.headers["x-suviaz-cut"] == "50"
    assert len(triples.text.splitlines()) == 50
    assert "x-suviaz-cut" not in server.query("SELECT * { ?s ?p ?o } LIMIT 50").headers
    page = server.query("SELECT * { ?s ?p ?o }", Accept=BROWSER)
    assert "only the first 50 rows are given" in page.text


@LINUX
def test_who_goes_away_does_not_keep_a_worker(store: Path) -> None:
    with serving(store, "--workers", "1", "--timeout", "60") as running:
        with pytest.raises(TimeoutError):
            running.query(RUNAWAY, timeout=1)
        began = time.monotonic()
        assert number(running) == 1
        assert time.monotonic() - began < 40


def test_who_says_nothing_is_not_waited_for(server: Server) -> None:
    with (
        socket.create_connection(("127.0.0.1", server.port)) as silent,
        socket.create_connection(("127.0.0.1", server.port)) as slow,
    ):
        slow.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        for connection in (silent, slow):
            connection.settimeout(20)
            assert connection.recv(1000) in (b"",)


def test_a_server_that_dies_takes_its_workers_along(store: Path) -> None:
    with serving(store, "--timeout", "1") as running:
        pids = running.workers()
        with ThreadPoolExecutor() as threads:
            asked = [threads.submit(lambda: running.query(RUNAWAY)) for _ in pids]
            time.sleep(0.4)
            running.process.kill()
            for one in asked:
                with pytest.raises(OSError):  # noqa: PT011
                    one.result()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and [pid for pid in pids if Path(f"/proc/{pid}").exists()]:
            time.sleep(0.1)
        assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


# -- what changes


def test_the_next_request_shows_what_was_loaded(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    with suviaz.open(folder):
        pass
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.txt").write_text(SECOND, encoding="utf-8")
    with serving(folder) as running:
        assert number(running) == 0
        page = running.ask("/", Accept=BROWSER)
        again = running.ask("/", Accept=BROWSER, If_None_Match=page.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        for count, name in enumerate(("a.txt", "b.txt"), 1):
            assert said_load(folder, tmp_path / name) == 0
            assert [number(running) for _ in range(4)] == [count] * 4, "whichever worker is asked"
        fresh = running.ask("/", Accept=BROWSER, If_None_Match=page.headers["etag"])
        assert fresh.status == 200
        assert fresh.headers["etag"] != page.headers["etag"]
        with suviaz.open(folder) as writer:
            writer.withdraw("https://example.org/2018/visit")
            assert number(running) == 1, "while another process has it open for writing"


def said_load(folder: Path, article: Path) -> int:
    command = [sys.executable, "-m", "suviaz", "load", "--quiet", "--store", str(folder), str(article)]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(SRC)}, timeout=120).returncode


def test_the_state_changes_with_each_write(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "graph")
    states = [folder.state()]
    with suviaz.open(tmp_path / "graph") as graph:
        for word in ("one", "two", "three"):
            states.append(folder.state())
            graph.store.raw.add(ox.Quad(ox.NamedNode("http://a/s"), ox.NamedNode("http://a/p"), ox.Literal(word)))
    states.append(folder.state())
    assert len(set(states)) == 5
    assert folder.state() == states[-1]


def test_nothing_is_written_into_the_store(server: Server, store: Path) -> None:
    def held() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in store.iterdir() if not path.name.startswith("LOG")}

    before = held()
    for path in ("/", "/sparql?query=ASK%7B%7D", "/id/country/KOR", "/ontology"):
        server.ask(path)
    server.ask("/sparql", method="POST", body="CLEAR ALL", Content_Type="application/sparql-update")
    assert held() == before


# -- addresses of things


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("text/turtle", "turtle"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_thing_is_served_as_data_or_as_a_page(server: Server, kind: str, form: str) -> None:
    got = server.ask("/id/country/BLR", Accept=kind)
    assert (got.status, got.type) == (200, kind)
    data = rdflib.Graph().parse(data=got.body, format=form)
    belarus = rdflib.URIRef("https://w3id.org/suviaz/id/country/BLR")
    assert rdflib.Literal("Беларусь", lang="be") in set(data.objects(belarus, rdflib.SKOS.prefLabel))
    assert list(data.subjects(None, belarus)), "what names it, too"
    page = server.ask("/id/country/BLR", Accept=BROWSER)
    assert page.status == 303
    assert page.headers["location"] == "/entity?iri=https%3A%2F%2Fw3id.org%2Fsuviaz%2Fid%2Fcountry%2FBLR"
    assert server.ask("/id/country/BLR", Accept="image/png").status == 406
    assert server.ask("/id/country/ZZZ").status == 404


def test_an_agreement_comes_with_its_evidence_and_without_full_texts(server: Server) -> None:
    found = json.loads(server.query("SELECT ?a { ?a a sv:Memorandum }").body)["results"]["bindings"]
    iri = found[0]["a"]["value"]
    data = rdflib.Graph().parse(data=server.ask(iri.removeprefix("https://w3id.org/suviaz")).body, format="turtle")
    sv = rdflib.Namespace("https://w3id.org/suviaz/ontology#")
    records = list(data.subjects(rdflib.RDF.subject, rdflib.URIRef(iri)))
    assert records
    passages = {passage for record in records for passage in data.objects(record, sv.hasPassage)}
    words = " ".join(str(text) for passage in passages for text in data.objects(passage, sv.exactText))
    assert "memorandum" in words
    article = next(iter(data.objects(next(iter(passages)), sv.isPassageOf)))
    described = server.ask(str(article).removeprefix("https://w3id.org/suviaz"))
    assert described.status == 200
    assert "sv:text " not in described.text
    page = server.ask(str(article).removeprefix("https://w3id.org/suviaz"), Accept=BROWSER)
    assert page.headers["location"].startswith("/article?key=")


def test_the_ontology_and_its_concepts(server: Server) -> None:
    assert b"sv:Agreement a owl:Class" in server.ask("/ontology", Accept="text/turtle").body
    assert '<dt id="Agreement">' in server.ask("/ontology", Accept=BROWSER).text
    assert server.ask("/concept", Accept="application/n-triples").text.count("\n") > 500
    concept = server.ask("/concept/field/e-government", Accept="text/turtle")
    assert "svf:e-government a skos:Concept" in " ".join(concept.text.split()) or concept.status == 200
    assert server.ask("/concept/field/none", Accept="text/turtle").status == 404


# -- nobody sees what is inside


def test_a_fault_is_a_page_with_a_number_and_a_line_in_the_log(store: Path, tmp_path: Path) -> None:
    hook = tmp_path / "sitecustomize.py"
    hook.write_text(
        "import sys\n"
        "if any('web.work' in word for word in sys.orig_argv):\n"
        "    import suviaz.web.describing as d\n"
        "    def broken(*_): raise RuntimeError('inner words')\n"
        "    d.answer = broken\n"
    )
    with serving(store, PYTHONPATH=os.pathsep.join((str(tmp_path), str(SRC)))) as running:
        for accept in (BROWSER, "text/turtle"):
            got = running.ask("/id/country/BLR", Accept=accept)
            assert got.status == 500
            assert "inner words" not in got.text
            assert "Traceback" not in got.text
        running.stop()
    log = "".join(running.log)
    assert log.count("RuntimeError: inner words") == 2
    assert any(f"Error {word.strip('.')}" in log for word in got.text.split())


def test_a_worker_has_no_network_where_the_system_lets_us(store: Path) -> None:
    """Should a call to another server ever get past the gate, it ends here."""
    code = (
        "import socket, sys\n"
        "from pathlib import Path\n"
        "from suviaz.web.values import Settings\n"
        "from suviaz.web.work import shut_in\n"
        "print(shut_in(Settings(Path('x'))))\n"
        "s = socket.socket()\n"
        "s.settimeout(5)\n"
        "try: s.connect(('127.0.0.1', int(sys.argv[1]))); print('connected')\n"
        "except OSError as error: print('refused')\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-c", code, str(listening.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(SRC)})
    shut, reached = done.stdout.split()
    if shut == "False":
        pytest.skip("The system does not let processes give up their network.")
    assert reached == "refused"


def test_many_at_once_get_their_own_answers(server: Server) -> None:
    errors = []

    def ask(one: int) -> None:
        for two in range(25):
            text = f"SELECT (({one} * 1000 + {two}) AS ?n) {{}}"
            if number(server, text) != one * 1000 + two:
                errors.append((one, two))

    threads = [threading.Thread(target=ask, args=(one,)) for one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


# -- changes in the browser

REVIEW = """
import sys
if any('web.work' in word for word in sys.orig_argv):
    import suviaz.web.screens as screens
    from suviaz.web.values import Reply
    def answer(graph, ask):
        if ask.method == 'POST':
            taken = graph.desk.reject(ask.field('fact'), why=ask.field('why'), who='me')
            return Reply(body=taken.kind.encode())
        return Reply(body=ask.token.encode())
    screens.answer = answer
"""


def test_changes_are_taken_from_our_own_pages_only(store: Path, tmp_path: Path) -> None:
    """The pages that decide are screens of their own; here stands one that does nothing else."""
    (tmp_path / "sitecustomize.py").write_text(REVIEW)
    folder = tmp_path / "graph"
    shutil.copytree(store, folder)
    memorandum = "SELECT (COUNT(?a) AS ?n) { ?a a sv:Memorandum }"
    with serving(folder, "--edit", PYTHONPATH=os.pathsep.join((str(tmp_path), str(SRC)))) as running:
        assert number(running, memorandum) == 1
        rows = json.loads(running.query("SELECT ?a { ?a a sv:Memorandum }").body)["results"]["bindings"]
        token = running.ask("/review").text
        assert len(token) > 20
        form = {"fact": rows[0]["a"]["value"], "why": "misread", "token": token}
        own = {"Origin": running.site, "Content_Type": "application/x-www-form-urlencoded"}

        def change(headers: dict[str, str], **other: str) -> int:
            return running.ask("/review", method="POST", body=urlencode({**form, **other}), **headers).status

        without = {name: value for name, value in own.items() if name != "Origin"}
        assert change(without) == 403
        assert change({**own, "Origin": "http://evil.example"}) == 403
        assert change({**own, "Origin": "null"}) == 403
        assert change({**own, "Sec_Fetch_Site": "cross-site"}) == 403
        assert change({**own, "Sec_Fetch_Site": "same-site"}) == 403
        assert change(own, token="") == 403
        assert change(own, token=token[:-1]) == 403
        assert number(running, memorandum) == 1
        assert not Path(f"{folder}.decisions.ttl").exists()
        assert change(own) == 200
        assert number(running, memorandum) == 0, "the readers look anew"
        assert "misread" in Path(f"{folder}.decisions.ttl").read_text(encoding="utf-8")
        with suviaz.open(folder):
            got = running.ask("/review", method="POST", body=urlencode(form), **own)
            assert got.status == 503
            assert "Another process" in got.text


def test_without_edit_nothing_is_taken(server: Server) -> None:
    headers = {"Origin": server.site, "Content_Type": "application/x-www-form-urlencoded"}
    assert server.ask("/review", method="POST", body="token=", **headers).status == 405


def test_odd_addresses_make_no_fault(server: Server) -> None:
    paths = [
        "/",
        "/entity",
        "/article",
        "/search",
        "/agreements",
        "/id/",
        "/id/%00",
        "/concept/x",
        "//",
        "/%2e%2e/%2e%2e/etc",
    ]
    paths += ["/static/../assets.py", "/style/..%2f..%2fvalues.py", "/id/%22%3C%3E", "/%ff", "/no"]
    values = [
        "",
        "<script>alert(1)</script>",
        "\x00",
        "2017-13-45",
        "BY,",
        "https://w3id.org/suviaz/id/x",
        "\r\nX: y",
        "ў" * 999,
    ]
    for path in paths:
        for value in values:
            names = ("iri", "key", "q", "pair", "from", "ui", "lang", "format", "default-graph-uri")
            got = server.ask(f"{path}?{urlencode([(name, value) for name in names])}", Accept=BROWSER)
            assert got.status < 500, (path, value, got)
            assert b"<script>alert" not in got.body
            assert "x" not in got.headers


def test_a_large_reply_comes_whole_and_one_too_large_not_at_all(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(store, folder)
    with suviaz.open(folder) as graph:
        for one in range(300):
            text = ox.Literal(f"{one:04}" + "0123456789" * 1000)
            graph.store.raw.add(ox.Quad(ox.NamedNode(f"http://a/{one}"), ox.NamedNode("http://a/text"), text))
    with serving(folder, "--timeout", "20") as running:
        got = running.query("SELECT ?t { ?s <http://a/text> ?t } ORDER BY ?t", Accept="text/csv")
        lines = got.text.splitlines()
        assert len(lines) == 301
        assert [line[:4] for line in lines[1:]] == [f"{one:04}" for one in range(300)]
        assert len(got.body) > 3_000_000
        huge = running.query(
            "SELECT ?t { ?s <http://a/text> ?t . ?s2 <http://a/text> ?t2 } LIMIT 9000", Accept="text/csv"
        )
        assert huge.status == 503
        assert "more than this server sends at once" in huge.text
        with socket.create_connection(("127.0.0.1", running.port)) as slow:
            path = "/sparql?" + urlencode({"query": "SELECT ?t { ?s <http://a/text> ?t }"})
            slow.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            time.sleep(2)
            assert number(running) == 1, "who reads slowly keeps no worker"
            size = 0
            while piece := slow.recv(1 << 16):
                size += len(piece)
            assert size > 3_000_000


def test_what_a_proxy_says_is_believed_only_where_there_is_one(server: Server, store: Path) -> None:
    said = {"X_Forwarded_Host": "graph.example.org", "X_Forwarded_Proto": "https", "Accept": "text/turtle"}
    assert f"<{server.site}/sparql>" in server.ask("/sparql", **said).text
    with serving(store, "--proxy", "--host-name", "graph.example.org", SUVIAZ_TOKEN="s3") as behind:
        basic = base64.b64encode(b"me:s3").decode()
        assert behind.ask("/sparql", **said).status == 401, "the password may come by the environment"
        got = behind.ask("/sparql", Authorization=f"Basic {basic}", **said)
        assert "<https://graph.example.org/sparql>" in got.text
        evil = {**said, "X_Forwarded_Host": "evil.example"}
        assert behind.ask("/sparql", Authorization=f"Basic {basic}", **evil).status == 421


@LINUX
def test_looking_anew_again_and_again_holds_on_to_nothing(store: Path) -> None:
    desk = Desk(Settings(store))

    def files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    held = []
    for state in range(12):
        for path in ("/", "/agreements"):
            assert desk.serve(Ask(path, accept="text/html"), str(state)).status == 200
        held.append(files())
    assert held[-1] == held[2]


def test_a_change_that_is_half_done_is_not_shown_and_not_waited_for(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(store, folder)
    with serving(folder) as running:
        assert number(running) == 1
        with suviaz.open(folder) as graph:
            raw = graph.store.raw
            articles = list(raw.quads_for_pattern(None, TYPE, sv("Article"), ox.DefaultGraph()))
            note = removal(articles)
            raw.extend([note, *(ox.Quad(ox.NamedNode("http://a/1"), q.predicate, q.object) for q in articles)])
            assert [number(running) for _ in range(4)] == [1] * 4, "what was, for now"
            for quad in [note, *articles]:
                raw.remove(quad)
        assert [number(running) for _ in range(4)] == [1] * 4
        assert "http://a/1" in running.query("SELECT ?a { ?a a sv:Article }").text


def test_looking_never_writes_not_even_what_a_dead_writer_left(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(store, folder)
    with suviaz.open(folder) as graph:
        graph.store.raw.add(noted(ox.Literal("rebuild")))
    with serving(folder) as running:
        assert number(running) == 1
        assert running.ask("/", Accept=BROWSER).status == 200
    left = ox.Store.read_only(str(folder)).quads_for_pattern(None, PENDING, None, None)
    assert next(left, None) is not None


def test_remembered_pages_stay_within_their_bytes() -> None:
    kept = Replies(most=100)
    for number_ in range(20):
        kept.keep(number_, Reply(body=b"x" * 30))
    assert [number_ for number_ in range(20) if kept.get(number_)] == [17, 18, 19]
    kept.keep("large", Reply(body=b"x" * 101))
    assert kept.get("large") is None
    kept.keep("small", Reply(body=b"x"))
    assert kept.get("small") is not None


def test_a_still_is_whole_while_a_writer_tidies_up(store: Path, tmp_path: Path) -> None:
    """Files that the engine has not opened yet are there when it comes to them, whatever a writer clears away."""
    folder, into = tmp_path / "graph", tmp_path / "still"
    shutil.copytree(store, folder)
    snapshots.still(folder, into)
    with suviaz.open(folder) as graph:
        before = len(graph.store.raw)
    for path in folder.glob("*.sst"):
        path.unlink()
    with Collection(into, read_only=True, as_is=True) as graph:
        assert len(graph.store.raw) == before
        assert graph.status()["Article"] == 1
    with pytest.raises(DamagedStore, match="no store"):
        snapshots.still(tmp_path / "none", into)


def test_stills_go_with_the_server(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(store, folder)

    def stills() -> list[Path]:
        return [path for path in tmp_path.iterdir() if path.name.startswith(".graph.served-")]

    with serving(folder) as running:
        [place] = stills()
        for _ in range(3):
            assert said_load(folder, store.parent / "article.txt") == 0
            assert number(running) == 1
        assert len(list(place.iterdir())) <= 3, "one for each worker"
        assert all(len(list(worker.iterdir())) <= 1 for worker in place.iterdir())
    assert not stills()
    with serving(folder) as running:
        running.process.kill()
        running.process.wait()
        assert len(stills()) == 1
    with serving(folder) as running:
        assert number(running) == 1
        assert len(stills()) == 1, "what a server that was killed left behind has gone"
