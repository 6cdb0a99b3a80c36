"""Killed at any point of a load, the store opens, holds whole articles only, and loading again completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from suviaz.rdf.terms import DERIVED, SUPPORT
from suviaz.store import Store, merging
from suviaz.store.merging import Difference, is_merged
from suviaz.store.opening import removal
from suviaz.store.walking import NotUnderstood

ROOT = Path(__file__).parents[1]
ARTICLES = 200
ALONE, AT_ONCE = 13, 7

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
    readings, together = list(articles(int(sys.argv[2]))), int(sys.argv[4])
    for first in range(0, len(readings), together):
        batch = readings[first : first + together]
        store.put_all(rdf.article_graphs(reading, resolve(reading, known), known) for reading in batch)
        for reading in batch:
            print(reading.article.key, flush=True)
"""


def start(store: Path, count: int, together: int = 1) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", LOAD, str(store), str(count), str(ROOT), str(together)]
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


@pytest.mark.parametrize(("together", "points"), [(1, ALONE), (40, AT_ONCE)])
def test_killed_at_many_points(
    complete: tuple[dict[str, str], str, float], tmp_path: Path, together: int, points: int
) -> None:
    """One by one, and several in a transaction, which then is large enough to be written as files."""
    articles, dump, took = complete
    assert len(articles) == ARTICLES
    path = tmp_path / "store"
    seen = []
    for point in range(points):
        process = start(path, ARTICLES, together)
        assert process.stdout is not None
        # Spread over the whole load, at odd moments within a transaction.
        for _ in range(1 + point * ARTICLES // (points * together) * together):
            process.stdout.readline()
        time.sleep(1.5 * took * together / ARTICLES * ((point * 0.618 + 0.3) % 1))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = whole(path)
        assert all(articles[key] == text for key, text in found.items())
        assert len(found) % together == 0  # all of a transaction, or nothing
        seen.append(len(found))
        check_merge(path)
    assert seen == sorted(seen)  # nothing that was there is lost
    assert len(set(seen)) > 3
    process = start(path, ARTICLES, together)
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
