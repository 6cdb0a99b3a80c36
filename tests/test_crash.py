"""Killed at any point of a load, the store opens, holds whole articles only, and loading again completes it."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from suviaz import rdf
from suviaz.rdf import ArticleGraphs
from suviaz.rdf.terms import DERIVED, REFERENCE, SUPPORT
from suviaz.resolve import KnownEntities, resolve
from suviaz.store import Store, merging
from suviaz.store.background import curated_quads
from suviaz.store.merging import Difference, is_merged
from suviaz.store.opening import removal
from suviaz.store.walking import NotUnderstood

ROOT = Path(__file__).parents[1]
ARTICLES = 120
ALONE, AT_ONCE = 13, 7


@lru_cache
def written() -> tuple[ArticleGraphs, ...]:
    """The articles as they are put into a store."""
    sys.path.append(str(ROOT))
    from benchmarks.generate import articles

    known = KnownEntities(rdf.read_registry())
    return tuple(rdf.article_graphs(reading, resolve(reading, known), known) for reading in articles(ARTICLES))


@lru_cache
def background() -> tuple[ox.Quad, ...]:
    """The vocabulary, and of the registry what the articles name: the rest would only be written each time."""
    named = {quad.object for graphs in written() for quad in graphs.quads}
    return tuple(quad for quad in curated_quads() if quad.graph_name != REFERENCE or quad.subject in named)


def serve() -> None:
    """Begin a load in a copy of this process for each line, a number and a folder, and tell how it goes."""
    background()
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        together, _, path = line.rstrip().partition(" ")
        child = os.fork()
        if child:
            print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        with Store(path, background=background()) as store:
            print(os.getpid(), flush=True)
            for first in range(0, ARTICLES, int(together)):
                batch = written()[first : first + int(together)]
                store.put_all(batch)
                print(*(f"put {one.key}\n" for one in batch), sep="", end="", flush=True)
        os._exit(0)


class Loader:
    """Loads the articles in processes that can be killed. They are written once, and each process is a copy of the one
    that has done so: a load is then nothing but what the store does. (That one never opens a store on disk itself.)
    """

    def __init__(self) -> None:
        command = [sys.executable, __file__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._line() == "ready"

    def start(self, store: Path, together: int = 1) -> int:
        """Begin a load; returns the process that is at it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{together} {store}\n")
        self._process.stdin.flush()
        return int(self._line())

    def wait(self, articles: int) -> None:
        """Until so many articles have been put."""
        for _ in range(articles):
            assert self._line().startswith("put ")

    def ended(self) -> int:
        """The exit code of the load; waits for its end."""
        while not (line := self._line()).startswith("ended "):
            assert line.startswith("put ")
        return int(line.removeprefix("ended "))

    def close(self) -> None:
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip()


@pytest.fixture(scope="module")
def loader() -> Iterator[Loader]:
    made = Loader()
    yield made
    made.close()


def whole(store: Path) -> dict[str, str]:
    """Each article's own quads in a store, as text: which node stands for which depends on the other articles."""
    with Store.read_only(store) as opened:
        return {a.key: "".join(map(str, opened.who.own(a.key))) for a in opened.articles()}


@pytest.fixture(scope="module")
def complete(loader: Loader, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str, float]:
    """The load without an accident: its articles, its dump, and how long it took."""
    path = tmp_path_factory.mktemp("whole") / "store"
    loader.start(path)
    loader.wait(1)
    begun = time.monotonic()
    assert loader.ended() == 0
    took = time.monotonic() - begun
    with Store.read_only(path) as store:
        return whole(path), store.dump("nquads"), took


@pytest.mark.parametrize(("together", "points"), [(1, ALONE), (24, AT_ONCE)])
def test_killed_at_many_points(
    loader: Loader, complete: tuple[dict[str, str], str, float], tmp_path: Path, together: int, points: int
) -> None:
    """One by one, and several in a transaction, which then is large enough to be written as files."""
    articles, dump, took = complete
    assert len(articles) == ARTICLES
    path = tmp_path / "store"
    seen = []
    for point in range(points):
        process = loader.start(path, together)
        # Spread over the whole load, at odd moments within a transaction.
        loader.wait(point * ARTICLES // (points * together) * together)
        time.sleep(1.5 * took * together / ARTICLES * ((point * 0.618 + 0.3) % 1))
        os.kill(process, signal.SIGKILL)
        assert loader.ended() == -signal.SIGKILL
        found = whole(path)
        assert all(articles[key] == text for key, text in found.items())
        assert len(found) % together == 0  # all of a transaction, or nothing
        seen.append(len(found))
        check_merge(path)
    assert seen == sorted(seen)  # nothing that was there is lost
    assert len(set(seen)) > 3
    loader.start(path, together)
    assert loader.ended() == 0
    with Store.read_only(path) as store:
        assert store.dump("nquads") == dump
    with Store(path, background=background()) as store:
        before = set(store.raw)
        store.rebuild()
        assert set(store.raw) == before


def check_merge(path: Path) -> None:
    """The default graph is the merge of the named graphs and of what the rules derive, no more and no less."""
    with Store(path, background=background()) as store:
        default = {q.triple for q in store.graph()}
        named = {
            q.triple for name in store.named_graphs() for q in store.graph(name) if is_merged(q) or name == DERIVED
        }
        assert default == named
        pending = store.raw.quads_for_pattern(
            SUPPORT, ox.NamedNode("https://w3id.org/suviaz/ontology#pending"), None, SUPPORT
        )
        assert not list(pending)


class Died(Exception):
    pass


def die(*_: object) -> None:
    raise Died


def only_sparql(*_: object) -> None:
    raise NotUnderstood


@pytest.mark.parametrize("point", ["nothing written", "articles written, rules not", "rules written, note not gone"])
def test_what_a_dead_writer_left_is_finished(tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article whose rules take SPARQL is two transactions; the moments before and between them, hit exactly."""
    from test_store import BACKGROUND, VARIANTS

    path = tmp_path / "store"
    with Store(path, background=BACKGROUND) as store:
        store.put(VARIANTS[0])
        before = set(store.raw)
        monkeypatch.setattr(Store, "_with_consequences", die if point.startswith("nothing") else only_sparql)
        monkeypatch.setattr(Store, "_clear_note" if point.startswith("rules") else "_derive", die)
        with pytest.raises(Died):
            store.put(VARIANTS[1])
        assert (set(store.raw) == before) is point.startswith("nothing")
        monkeypatch.undo()
    with Store(path, background=BACKGROUND) as store, Store(background=BACKGROUND) as fresh:
        fresh.put(VARIANTS[0])
        if not point.startswith("nothing"):
            fresh.put(VARIANTS[1])
        assert set(store.raw) == set(fresh.raw)


@pytest.mark.parametrize("by_sparql", [False, True])
def test_what_a_large_change_takes_away_goes_though_its_writer_died(
    tmp_path: Path, by_sparql: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large change is written in files, which only add; what goes is noted in them, and goes next."""
    from test_store import BACKGROUND, VARIANTS

    path = tmp_path / "store"
    removed: list[str] = []
    with Store(path, background=BACKGROUND) as store:
        for variant in VARIANTS[:3]:
            store.put(variant)
        monkeypatch.setattr(merging, "LARGE", 1)
        if by_sparql:
            monkeypatch.setattr(Store, "_with_consequences", only_sparql)
        write = Difference.write

        def written(change: Difference, raw: ox.Store) -> None:
            if not change.added:
                removed.extend(map(str, change.removed))
                raise Died
            write(change, raw)

        monkeypatch.setattr(Difference, "write", written)
        with pytest.raises(Died):
            store.put_all([VARIANTS[5], VARIANTS[3]])  # the first again, with less said, and one more
        monkeypatch.undo()
    assert removed
    with Store(path, background=BACKGROUND) as store:
        found = set(store.raw)
    with Store(background=BACKGROUND) as fresh:
        for variant in (*VARIANTS[1:4], VARIANTS[5]):
            fresh.put(variant)
        assert found == set(fresh.raw)


def test_a_reader_waits_until_a_living_writer_has_removed_what_goes(tmp_path: Path) -> None:
    from test_store import BACKGROUND, VARIANTS

    path = tmp_path / "store"
    with Store(path, background=BACKGROUND) as store:
        store.put(VARIANTS[0])
        state = set(store.raw)
        extra = ox.Quad(
            ox.NamedNode("https://example.org/gone"), ox.NamedNode("https://example.org/p"), ox.Literal("x")
        )
        store.raw.extend([extra, removal([extra])])
        timer = threading.Timer(0.1, store._finish)
        timer.start()
        with Store.read_only(path) as reader:
            found = set(reader.raw)
        timer.join()
    assert found == state


def test_a_reader_finishes_for_a_dead_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from test_store import VARIANTS

    path = tmp_path / "store"
    with Store(path) as store:
        monkeypatch.setattr(Store, "_with_consequences", only_sparql)
        monkeypatch.setattr(Store, "_derive", die)
        with pytest.raises(Died):
            store.put(VARIANTS[0])
        monkeypatch.undo()
    with Store.read_only(path) as store:
        assert any("cooperatesWith" in q.predicate.value for q in store.graph())


if __name__ == "__main__":
    serve()
