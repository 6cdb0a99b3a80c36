"""Killed at any point of a load, the store opens, holds whole articles only, and loading again completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from suviaz.rdf.terms import DERIVED
from suviaz.store import Store
from suviaz.store.merging import is_merged
from suviaz.store.rules import SUPPORT

ROOT = Path(__file__).parents[1]
ARTICLES = 200
POINTS = 20

LOAD = """
import sys
sys.path.insert(0, sys.argv[3])
from benchmarks.generate import articles
from suviaz import rdf
from suviaz.resolve import KnownEntities, resolve
from suviaz.store import Store
known = KnownEntities(rdf.read_registry())
with Store(sys.argv[1]) as store:
    print("ready", flush=True)
    for reading in articles(int(sys.argv[2])):
        store.put(rdf.article_graphs(reading, resolve(reading, known), known))
        print(reading.article.key, flush=True)
"""


def start(store: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", LOAD, str(store), str(count), str(ROOT)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def whole(store: Path) -> dict[str, str]:
    """Each article's own quads in a store, as text: which node stands for which depends on the other articles."""
    with Store.read_only(store) as opened:
        return {a.key: "".join(map(str, opened.who.own(a.key))) for a in opened.articles()}


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str, float]:
    """The load without an accident: its articles, its dump, and how long it took once it was ready."""
    path = tmp_path_factory.mktemp("whole") / "store"
    process = start(path, ARTICLES)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    begun = time.monotonic()
    assert process.wait(300) == 0
    took = time.monotonic() - begun
    with Store.read_only(path) as store:
        return whole(path), store.dump("nquads"), took


def test_killed_at_twenty_points(complete: tuple[dict[str, str], str, float], tmp_path: Path) -> None:
    articles, dump, took = complete
    assert len(articles) == ARTICLES
    path = tmp_path / "store"
    seen = []
    for point in range(POINTS):
        process = start(path, ARTICLES)
        assert process.stdout is not None
        process.stdout.readline()
        # Spread over the whole load, at odd moments within an article; the time left is what counts, since articles
        # that are there already go by quickly.
        time.sleep(took * ((point * 0.618) % 1) / 4)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = whole(path)
        assert all(articles[key] == text for key, text in found.items())
        seen.append(len(found))
        check_merge(path)
    assert seen == sorted(seen)  # nothing that was there is lost
    assert len(set(seen)) > 3
    process = start(path, ARTICLES)
    assert process.wait(300) == 0
    with Store.read_only(path) as store:
        assert store.dump("nquads") == dump
    with Store(path) as store:
        before = set(store.raw)
        store.rebuild()
        assert set(store.raw) == before


def check_merge(path: Path) -> None:
    """The default graph is the merge of the named graphs and of what the rules derive, no more and no less."""
    with Store(path) as store:
        default = {(q.subject, q.predicate, q.object) for q in store.graph()}
        named = {
            (q.subject, q.predicate, q.object)
            for name in store.named_graphs()
            for q in store.graph(name)
            if is_merged(q) or name == DERIVED
        }
        assert default == named
        pending = store.raw.quads_for_pattern(
            SUPPORT, ox.NamedNode("https://w3id.org/suviaz/ontology#pending"), None, SUPPORT
        )
        assert not list(pending)


@pytest.mark.parametrize("point", ["articles written, rules not", "rules written, note not gone"])
def test_what_a_dead_writer_left_is_finished(tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two moments between transactions, hit exactly."""
    from test_store import BACKGROUND, VARIANTS

    class Died(Exception):
        pass

    def die(*_: object) -> None:
        raise Died

    path = tmp_path / "store"
    with Store(path, background=BACKGROUND) as store:
        store.put(VARIANTS[0])
        monkeypatch.setattr(Store, "_derive" if point.startswith("articles") else "_clear_note", die)
        with pytest.raises(Died):
            store.put(VARIANTS[1])
        monkeypatch.undo()
    with Store(path, background=BACKGROUND) as store, Store(background=BACKGROUND) as fresh:
        fresh.put(VARIANTS[0])
        fresh.put(VARIANTS[1])
        assert set(store.raw) == set(fresh.raw)


def test_a_reader_finishes_for_a_dead_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from test_store import VARIANTS

    path = tmp_path / "store"
    with Store(path) as store:
        monkeypatch.setattr(Store, "_derive", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.put(VARIANTS[0])
        monkeypatch.undo()
    with Store.read_only(path) as store:
        assert any("cooperatesWith" in q.predicate.value for q in store.graph())
