"""A graph on a SPARQL server: the same graph as in a folder, whatever is lost on the way, and one writer at a time."""

from __future__ import annotations

import itertools
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparql_servers import between, free_port, oxigraph, virtuoso
from suviaz import pipeline, queries, resources
from suviaz.cli import main
from suviaz.errors import BadQuery, DamagedStore, EndpointFailed, SuviazError
from suviaz.pipeline import Loaded
from suviaz.rdf import ArticleGraphs
from suviaz.rdf.terms import DERIVED, GRAPH, ID, META, SUPPORT, sv
from suviaz.remote import address, holding
from suviaz.remote.endpoint import Manners
from suviaz.remote.holding import Remote
from suviaz.remote.login import Login, may_be_heard
from suviaz.remote.terms import VERSION
from suviaz.remote.wording import placed
from suviaz.store import Change, Store
from suviaz.store.background import curated_quads
from suviaz.store.there import There
from test_queries import ANSWERS
from two_engines import engines

thorough = pytest.mark.skipif(not os.environ.get("SUVIAZ_THOROUGH"), reason="SUVIAZ_THOROUGH=1 asks for it")
ARTICLES = ("2016-05-25-joint-committee", "2017-04-12-joint-committee-ko", "2017-04-26-forum-e-government")
Run = Callable[..., tuple[int, str, str]]
HASTY = Manners(pace=0.0, pause=0.01, seconds=30.0, attempts=4, size=50_000_000)


@dataclass(frozen=True)
class Server:
    """A server on loopback; `path` is that of the service that answers and changes."""

    name: str
    root: str
    path: str

    @property
    def address(self) -> str:
        return f"sparql+{self.root}{self.path}"

    def remote(self, *, root: str | None = None, patience: float = 5.0) -> Remote:
        where = address.read(f"sparql+{root or self.root}{self.path}")
        return Remote(replace(where, login=Login("dba", "dba")), manners=HASTY, patience=patience)

    def wipe(self) -> None:
        remote = self.remote()
        ours = f'FILTER(STRSTARTS(STR(?g), "{GRAPH}"))'
        rows = remote._endpoint.rows(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} {ours} }}")
        for row in rows:
            remote._endpoint.update(f"DROP SILENT GRAPH <{row['g'][1]}>")
        if self.name == "oxigraph":
            remote._endpoint.update("DROP ALL")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    one, other = tmp_path_factory.mktemp("oxigraph"), tmp_path_factory.mktemp("virtuoso")
    with oxigraph(one, "") as first, virtuoso(other, "") as second:
        roots = [f"http://{urlsplit(url).netloc}" for url in (first, second)]
        yield {
            "oxigraph": Server("oxigraph", roots[0], "/query"),
            "virtuoso": Server("virtuoso", roots[1], "/sparql-auth"),
        }


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, servers: dict[str, Server]) -> Server:
    found: Server = servers[request.param]
    found.wipe()
    return found


@pytest.fixture
def quick(servers: dict[str, Server]) -> Server:
    servers["oxigraph"].wipe()
    return servers["oxigraph"]


@pytest.fixture(scope="module")
def background() -> tuple[ox.Quad, ...]:
    """The vocabulary's classes, and of the registry the two countries."""
    near = re.compile(r"/country/(BLR|KOR)$|ontology#[A-Z]")
    return tuple(quad for quad in curated_quads() if near.search(str(quad.subject)[1:-1]))


@pytest.fixture(scope="module")
def written() -> tuple[ArticleGraphs, ...]:
    """Three articles as they are put into a store."""
    taken: list[ArticleGraphs] = []

    class Taking(Store):
        def put_all(self, batch: Iterable[ArticleGraphs]) -> tuple[Change, ...]:
            some = list(batch)
            taken.extend(some)
            return super().put_all(some)

    with Taking(background=()) as store:
        assert all(isinstance(step, Loaded) for step in pipeline.stepwise(files(*ARTICLES), store))
    assert len(taken) == len(ARTICLES)
    return tuple(taken)


def files(*names: str) -> list[str]:
    return [str(resources.folder("data/articles") / f"{name}.txt") for name in names]


def bare(quads: ox.Store | set[ox.Quad] | tuple[ox.Quad, ...]) -> set[ox.Quad]:
    """What a graph holds, but for its version."""
    return {quad for quad in quads if quad.predicate != VERSION}


# -- the same graph


def test_a_graph_there_is_the_graph_here(
    server: Server, background: tuple[ox.Quad, ...], written: tuple[ArticleGraphs, ...], tmp_path: Path
) -> None:
    """Loaded, loaded again, withdrawn, made anew: after each the server has the quads that a folder has."""
    with Store(tmp_path / "plain", background=background) as plain:
        with Store(tmp_path / "desk", background=background, place=There(server.remote())) as store:
            for article, graph in itertools.product(written, (plain, store)):
                graph.put(article)
            assert store.dump() == plain.dump()
            loaded = server.remote().fetch()
            assert bare(loaded.quads) == bare(store.raw) == bare(plain.raw)
            assert len(loaded.quads) == len(set(loaded.quads))
            assert [change.kind for change in store.put_all(written)] == ["unchanged"] * len(written)
            assert server.remote().fetch().version == loaded.version
        # Another machine: nothing here but the address.
        with Store(tmp_path / "other", background=background, place=There(server.remote())) as store:
            for graph in (plain, store):
                graph.withdraw(written[0].key)
            store.rebuild()
            assert bare(server.remote().fetch().quads) == bare(store.raw) == bare(plain.raw)
        # The first one has fallen behind, and is told so by the version.
        with Store(tmp_path / "desk", read_only=True, place=There(server.remote())) as store:
            assert store.dump() == plain.dump()
            assert len(store.articles()) == len(written) - 1


def test_words_and_numbers_come_back_as_they_went(server: Server) -> None:
    words = ["", 'a"b\\c\n\r\t', "мова 한국어 😀", "'''", "<a&b>", "  ", "x" * 20_000]
    terms: list[ox.Literal] = [ox.Literal(word) for word in words]
    terms += [ox.Literal(word, language=tag) for word in words for tag in ("be", "be-tarask", "ko")]
    xsd = "http://www.w3.org/2001/XMLSchema#"
    typed = [("1", "decimal"), ("0.7", "decimal"), ("0", "decimal"), ("-5", "integer"), ("12", "integer")]
    typed += [("true", "boolean"), ("false", "boolean")]
    typed += [("2017", "gYear"), ("2017-04", "gYearMonth"), ("--04-26", "gMonthDay"), ("2017-04-26", "date")]
    terms += [ox.Literal(value, datatype=ox.NamedNode(xsd + name)) for value, name in typed]
    terms.append(ox.Literal("2017-04-26T10:11:12.345Z", datatype=ox.NamedNode(xsd + "dateTime")))
    terms.append(ox.Literal("x", datatype=ox.NamedNode("https://w3id.org/suviaz/concept/plover")))
    triple = ox.Triple(sv("a"), sv("b"), ox.Literal('адзін\n"два"', language="be"))
    graphs = (META, DERIVED, ox.DefaultGraph(), SUPPORT)
    quads = [ox.Quad(ox.NamedNode(f"{ID}x/{n}"), sv("says"), t, g) for n, t in enumerate(terms) for g in graphs]
    quads.append(ox.Quad(sv("a"), sv("says"), triple, SUPPORT))
    remote = server.remote()
    remote.carry([], quads)
    assert bare(remote.fetch().quads) == set(quads)
    # Taken away, nothing of them stays.
    half = quads[::2]
    remote.carry(half, [])
    assert bare(remote.fetch().quads) == set(quads) - set(half)


# -- what the server answers

REFUSED = {"agreements", "centres", "corroboration", "events", "first_told", "forms", "network", "plans", "timeline"}
"""Virtuoso wants one end of `skos:broader*` to be known before it begins, and does not see that nobody will ask."""
OTHERWISE = {"agreements", "fields", "met", "organisation_ties", "posts", "who_answers_for", "years"}
"""Virtuoso answers, and wrongly."""
ASKED_THERE = [(name, values) for name, values, *_ in ANSWERS]


@pytest.fixture(scope="module")
def fixtures(servers: dict[str, Server]) -> dict[str, tuple[ox.Store, Remote]]:
    """The graph of the fixtures at both servers."""
    store, _ = engines("seed", "followup")
    found = {}
    for server in servers.values():
        server.wipe()
        remote = server.remote()
        remote.carry([], list(store))
        found[server.name] = (store, remote)
    return found


def there(remote: Remote, text: str, bound: dict[str, ox.NamedNode | ox.Literal]) -> object:
    found = remote.ask(text, bound)
    return set(found) if isinstance(found, list) else found


def here(store: ox.Store, text: str, bound: dict[str, ox.NamedNode | ox.Literal]) -> object:
    found = store.query(text, substitutions={ox.Variable(name): term for name, term in bound.items()})
    if isinstance(found, ox.QueryTriples):
        return set(found)
    assert isinstance(found, ox.QuerySolutions)
    return tuple(v.value for v in found.variables), tuple(tuple(row) for row in found)


@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_every_stored_question_has_its_answer_there(name: str, fixtures: dict[str, tuple[ox.Store, Remote]]) -> None:
    """Asked at the server itself. Its quads are the same; what Virtuoso's own SPARQL makes of them is written down."""
    store, remote = fixtures[name]
    assert bare(remote.fetch().quads) == set(store)
    other, refused = set(), set()
    for asked, values in ASKED_THERE:
        question = queries.stored()[asked]
        bound = question.bind(values)
        try:
            if there(remote, question.text, bound) != here(store, question.text, bound):
                other.add(asked)
        except BadQuery:
            refused.add(asked)
    assert (other, refused) == ((set(), set()) if name == "oxigraph" else (OTHERWISE, REFUSED))
    documented = (resources.folder("queries").parent / "docs" / "remote.md").read_text(encoding="utf-8")
    assert all(f"`{asked}`" in documented for asked in OTHERWISE | REFUSED)


def test_asking_and_making_triples_there(fixtures: dict[str, tuple[ox.Store, Remote]]) -> None:
    for store, remote in fixtures.values():
        assert remote.ask("ASK { ?a a <https://w3id.org/suviaz/ontology#Article> }") is True
        assert remote.ask("ASK { ?a a <urn:nothing> }") is False
        text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/suviaz/ontology#Person> ; ?p ?o }"
        assert there(remote, text, {}) == here(store, text, {})
        with pytest.raises(BadQuery, match="400"):
            remote.ask("SELECT ?x WHERE {")


TEXTS = (
    'SELECT ?x ?v WHERE { ?x <urn:p> ?v FILTER(STR(?v) != "?v #" && ?v = ?v) } # ?v',
    "SELECT ?v (COUNT(?x) AS ?n) WHERE { ?x <urn:p> ?v } GROUP BY ?v ORDER BY ?v",
    "SELECT ?x ?v WHERE { ?x <urn:p> ?v . { SELECT ?x WHERE { ?x <urn:p> ?v } } }",
    "SELECT ?x ?v WHERE { ?x <urn:p> ?v . { SELECT ?x ?v WHERE { ?x <urn:p> ?v } } }",
    "SELECT ?x ?v WHERE { ?x <urn:p> ?w OPTIONAL { ?x <urn:q> ?v } } ORDER BY ?x",
    "SELECT ?x ?v WHERE { ?x <urn:p> '''it's ?v''' }",
)


@given(st.text(alphabet="ab?v<>\"'\\#{} \n\u0431", max_size=6), st.lists(st.integers(0, 3), max_size=6))
def test_a_value_is_put_in_place_as_an_engine_binds_it(word: str, numbers: list[int]) -> None:
    store = ox.Store()
    words = [ox.Literal(word), ox.Literal(word, language="be"), ox.NamedNode("urn:v?v"), ox.Literal("it's ?v")]
    for place, number in enumerate(numbers):
        store.add(ox.Quad(ox.NamedNode(f"urn:{place}"), ox.NamedNode(f"urn:{'pq'[place % 2]}"), words[number]))
    for text, value in itertools.product(TEXTS, words):
        want = here(store, text, {"v": value})
        assert here(store, placed(text, {"v": value}), {}) == want


def test_what_gives_itself_a_value_is_given_none() -> None:
    for where in ("VALUES ?v { 1 }", "VALUES (?x ?v) { (1 2) }", "BIND(1 AS ?v)"):
        with pytest.raises(BadQuery, match=r"\?v a value itself"):
            placed(f"SELECT ?v {{ {where} }}", {"v": ox.Literal("x")})


def test_whether_a_value_is_given_is_known() -> None:
    text = "SELECT ?v { FILTER(IF(BOUND(?v), ?w = ?v, true)) { SELECT ?w { FILTER(BOUND( ?v )) } } }"
    assert placed(text, {"v": ox.Literal("x")}) == (
        'SELECT ("x" AS ?v) { FILTER(IF(true, ?w = "x", true)) { SELECT ?w { FILTER(BOUND( ?v )) } } }'
    )
    assert placed(text, {}) == text


# -- what may go wrong on the way


def change(number: int, size: int = 9) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Some quads of one number go, those of the next come, in several graphs and scripts."""

    def some(n: int) -> list[ox.Quad]:
        return [
            ox.Quad(ox.NamedNode(f"{ID}x/{m}"), sv("says"), ox.Literal(f"слова {n}", language="be"), graph)
            for m in range(size // 3)
            for graph in (META, DERIVED, ox.DefaultGraph())
        ]

    return (some(number) if number else []), some(number + 1)


@pytest.fixture(params=[False, True], ids=["whole", "in pieces"])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if request.param:
        monkeypatch.setattr(holding, "_SIZE", 5)
        monkeypatch.setattr(holding, "_LARGEST", 5)
    return bool(request.param)


@pytest.mark.usefixtures("pieces")
def test_an_answer_that_is_lost_doubles_nothing(server: Server) -> None:
    """Whichever answer is lost after the server did the work, the change is made once and whole."""
    with between(server.root) as (inside, root):
        remote = server.remote(root=root)
        remote.carry(*change(0))
        before = inside.sent
        remote.carry(*change(1))
        steps = inside.sent - before
        for number in range(1, steps + 1):
            inside.loses = frozenset({inside.sent + number})
            remote.carry(*change(number + 1))
        inside.loses = frozenset(range(inside.sent + 1, inside.sent + 3))  # and twice in a row
        remote.carry(*change(steps + 2))
        fetched = server.remote().fetch()
    assert bare(fetched.quads) == set(change(steps + 2)[1])
    assert len(bare(fetched.quads)) == len(fetched.quads) - 1
    assert fetched.version == remote.version
    assert server.remote().sight().claims == frozenset()


@pytest.mark.usefixtures("pieces")
def test_a_server_that_goes_away_has_all_of_a_change_or_nothing(quick: Server) -> None:
    """Away after any number of requests: one sentence, and who comes next finds the state before or the one after."""
    quick.remote().carry(*change(0))
    state, failed = 1, 0
    with between(quick.root) as (inside, root):
        for number in itertools.count():
            remote = quick.remote(root=root)
            remote.version = quick.remote().sight().version
            inside.away_after = inside.sent + number
            complaint = failure(remote, change(state))
            later = quick.remote(patience=0.0)
            found = bare(later.fetch().quads)
            assert found in (set(change(state - 1)[1]), set(change(state)[1]))
            state += found == set(change(state)[1])
            later.version = later.sight().version
            later.carry(*change(state))  # nothing is in the way of the next
            state += 1
            assert bare(later.fetch().quads) == set(change(state - 1)[1])
            assert later.sight().claims == frozenset()
            if complaint is None:
                break
            failed += 1
            assert isinstance(complaint, EndpointFailed)
            assert str(complaint).startswith(f"{root}/query ")
            assert "\n" not in str(complaint)
    assert failed > 3


def failure(remote: Remote, made: tuple[list[ox.Quad], list[ox.Quad]]) -> SuviazError | None:
    try:
        remote.carry(*made)
    except SuviazError as error:
        return error
    return None


@pytest.mark.usefixtures("pieces")
def test_of_two_who_write_at_once_one_is_refused(server: Server) -> None:
    server.remote().carry(*change(0))
    for _ in range(4):
        version = server.remote().sight().version
        writers = [server.remote(), server.remote()]
        words = [f"{version} {n}" for n in range(2)]
        start = threading.Barrier(2)

        def write(writer: Remote, word: str, start: threading.Barrier) -> SuviazError | None:
            start.wait()
            return failure(writer, ([], [ox.Quad(sv("a"), sv("says"), ox.Literal(word), META)]))

        for writer in writers:
            writer.version = version
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(write, writers, words, [start, start]))
        assert sorted(type(one).__name__ for one in told) == ["NoneType", "StoreBusy"], told
        won = told.index(None)
        held = {q.object.value for q in server.remote().fetch().quads if q.subject == sv("a")}  # type: ignore[union-attr]
        assert words[won] in held
        assert words[1 - won] not in held
        after = server.remote().sight()
        assert (after.version, after.claims, after.pending) == (writers[won].version, frozenset(), None)


def test_a_writer_that_died_is_not_waited_for_forever(quick: Server) -> None:
    remote = quick.remote(patience=0.3)
    remote.carry(*change(0))
    remote._endpoint.update(f"INSERT DATA {{ GRAPH <{GRAPH}traffic> {{ <{GRAPH}traffic#0> {sv('isWriting')} true }} }}")
    remote.carry(*change(1))
    assert bare(remote.fetch().quads) == set(change(1)[1])


def test_a_load_goes_on_after_the_server_was_away(
    quick: Server, background: tuple[ox.Quad, ...], written: tuple[ArticleGraphs, ...], tmp_path: Path
) -> None:
    """What was loaded before stays, and what is not there is not here either."""
    with between(quick.root) as (inside, root), Store(tmp_path / "plain", background=background) as plain:
        plain.put_all(written)
        with Store(tmp_path / "desk", background=background, place=There(quick.remote(root=root))) as store:
            store.put(written[0])
            inside.away_after = inside.sent + 2
            with pytest.raises(EndpointFailed):
                store.put(written[1])
            assert len(store.articles()) == 1
            with pytest.raises(EndpointFailed):
                Store(tmp_path / "other", background=background, place=There(quick.remote(root=root)))
            inside.away_after = None
            store.put_all(written)
            assert bare(quick.remote().fetch().quads) == bare(store.raw) == bare(plain.raw)


def test_what_is_no_place_for_a_graph(quick: Server, background: tuple[ox.Quad, ...], tmp_path: Path) -> None:
    endpoint = quick.remote()._endpoint
    endpoint.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    with pytest.raises(DamagedStore, match="holds other things"):
        Store(tmp_path / "desk", background=background, place=There(quick.remote()))
    endpoint.update("DROP ALL")
    with pytest.raises(DamagedStore, match="no graph at"):
        Store(tmp_path / "desk", read_only=True, place=There(quick.remote()))
    Store(tmp_path / "new", background=background, place=There(quick.remote())).close()
    # The working copy by itself may be looked at, not changed.
    with Store(tmp_path / "new", read_only=True) as store:
        assert len(store)
    with pytest.raises(DamagedStore, match="working copy"):
        Store(tmp_path / "new", background=background)
    endpoint.update("DROP ALL")
    with pytest.raises(DamagedStore, match="is gone"):
        Store(tmp_path / "new", background=background, place=There(quick.remote()))


# -- who we are there, and the command line


def test_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUVIAZ_USER", "SUVIAZ_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))
    for text, where, updates in (
        ("sparql+http://h:7878", "http://h:7878/query", "http://h:7878/update"),
        ("sparql+http://h:7878/", "http://h:7878/query", "http://h:7878/update"),
        ("sparql+https://h/a/query", "https://h/a/query", "https://h/a/update"),
        ("sparql+http://h/sparql-auth", "http://h/sparql-auth", "http://h/sparql-auth"),
        ("sparql+http://h/repositories/ties", "http://h/repositories/ties", "http://h/repositories/ties/statements"),
        ("sparql+http://[::1]:1/ds#/ds/update", "http://[::1]:1/ds", "http://[::1]:1/ds/update"),
    ):
        found = address.read(text)
        assert (found.queries, found.updates, found.login) == (where, updates, None)
    named = address.read("sparql+https://me:s%65cret@h/ds")
    assert named.login == Login("me", "secret")
    for shown in (str(named), repr(named), repr(named.login), str(named.desk)):
        assert "secret" not in shown
        assert "me" not in shown.replace(str(named.desk.parent), "")
    assert named.desk == address.read("sparql+https://h/ds").desk
    (tmp_path / "netrc").write_text("machine h login other password hidden\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert address.read("sparql+https://me:x@h/ds").login == Login("other", "hidden")
    monkeypatch.setenv("SUVIAZ_USER", "third")
    assert address.read("sparql+https://h/ds").login == Login("third", "")
    monkeypatch.delenv("SUVIAZ_USER")
    (tmp_path / "netrc").write_text("machine h login other password hidden what\n")
    with pytest.raises(EndpointFailed, match="netrc") as failed:
        address.read("sparql+https://h/ds")
    assert "hidden" not in str(failed.value)
    for text in ("sparql+http://", "sparql+http://h:x/"):
        with pytest.raises(EndpointFailed):
            address.read(text)


def test_a_password_goes_in_the_clear_only_where_nobody_listens() -> None:
    for url, may in (
        ("https://h/ds", True), ("http://h/ds", False), ("http://127.0.0.1:1/", True), ("http://localhost/", True),
        ("http://[::1]/", True), ("http://127.0.0.1.example.org/", False), ("http://10.0.0.1/", False),
    ):  # fmt: skip
        assert may_be_heard(url) is may, url


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a verb on a store; gives its exit code and what it said on both streams."""
    for name, value in (("SUVIAZ_DESKS", str(tmp_path / "desks")), ("SUVIAZ_USER", "dba"), ("SUVIAZ_PASSWORD", "dba")):
        monkeypatch.setenv(name, value)

    def call(store: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("SUVIAZ_STORE", store)
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(arguments)
        return (int(str(left.value.code)), *capsys.readouterr())

    return call


SOME = (
    ("status",),
    ("query", "agreements", "a=BY", "b=KR", "--format", "csv"),
    ("export", "--format", "nquads"),
    ("explain", "id:country/BLR"),
    ("ledger",),
)
OTHERS = (
    ("query", "-e", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "--timeout", "60"),
    *(("export", "--format", form) for form in ("trig", "turtle", "graphml")),
    ("sides", "BY", "KR"),
    ("timeline", "--pair", "BY", "KR"),
    ("review",),
    ("validate", "--format", "json"),
)


def test_verbs(servers: dict[str, Server], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the whole registry: a verb says the same of a graph there as of one here."""
    server, plain = servers["oxigraph"], str(tmp_path / "plain")
    server.wipe()
    for store in (plain, server.address):
        assert run(store, "load", *files(ARTICLES[0]), "--quiet")[0] == 0
    monkeypatch.setenv("SUVIAZ_DESKS", str(tmp_path / "elsewhere"))
    for verb in SOME:
        assert run(server.address, *verb) == run(plain, *verb), verb
    there = run(server.address, "query", "articles", "--at-server", "--format", "csv")
    assert there == run(plain, "query", "articles", "--format", "csv")
    article = re.findall(r"https://w3id.org/suviaz/id/article/[^,\s]+", there[1])[0]
    assert run(server.address, "withdraw", "https://example.org/none")[0] == 2
    assert run(server.address, "withdraw", article)[0] == 0
    assert not run(server.address, "query", "articles", "--at-server", "--format", "csv")[1].splitlines()[1:]


@thorough
@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_every_verb(
    name: str, servers: dict[str, Server], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, plain = servers[name], str(tmp_path / "plain")
    server.wipe()
    for store in (plain, server.address):
        assert run(store, "load", *files(*ARTICLES), "--quiet")[0] == 0
    monkeypatch.setenv("SUVIAZ_DESKS", str(tmp_path / "elsewhere"))
    for verb in (*SOME, *OTHERS):
        assert run(server.address, *verb) == run(plain, *verb), verb
    for store, output in ((plain, "a.svg"), (server.address, "b.svg")):
        assert run(store, "draw", "--pair", "BY", "KR", "-o", str(tmp_path / output))[0] == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    names = run(plain, "query", "-e", "SELECT ?x WHERE { ?x a sv:Person } ORDER BY ?x LIMIT 2", "--format", "csv")[1]
    one, other = names.splitlines()[1:3]
    for store in (plain, server.address):
        assert run(store, "apart", one, other, "--why", "two people", "--who", "a reader")[0] == 0
        assert run(store, "rebuild")[0] == 0
    monkeypatch.setenv("SUVIAZ_DESKS", str(tmp_path / "third"))
    here, there = (run(store, "export", "--format", "nquads")[1] for store in (plain, server.address))
    assert without_time(here) == without_time(there)
    assert "two people" in there


def without_time(quads: str) -> list[str]:
    """Decisions have a moment, and an IRI made of it."""
    return sorted(re.sub(r"/id/decision/[^>]*|\d{4}-\d\d-\d\dT[^\"]*", "", line) for line in quads.splitlines())


def test_what_is_said_when_it_does_not_work(
    servers: dict[str, Server],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One sentence, a code that is not 0, and never the password."""
    away = f"sparql+http://me:pa55word@127.0.0.1:{free_port()}/query"
    wrong = servers["virtuoso"].address.replace("http://", "http://me:pa55word@")
    for store, words in (
        (away, "cannot be reached: the connection was refused."),
        (wrong, "wants a user name and password, and these are wrong."),
        ("sparql+http://", "names no host"),
    ):
        for name in ("SUVIAZ_USER", "SUVIAZ_PASSWORD"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("NETRC", str(tmp_path / "none"))
        for verb in (("load", *files(ARTICLES[0])), ("status",), ("query", "articles", "--at-server")):
            code, said, complaint = run(store, *verb)
            assert (code, said) == (1, "")
            assert words in complaint
            assert len(complaint.strip().splitlines()) == 1
            assert "pa55word" not in complaint
            assert "me:" not in complaint
    monkeypatch.setenv("SUVIAZ_USER", "dba")
    code, _, complaint = run(str(tmp_path / "plain"), "query", "articles", "--at-server")
    assert code == 2
    assert "--at-server asks a graph on a server" in complaint
