"""Articles from a file to a graph on disk by `--jobs` processes: rate, cost, memory, and what a million would take.

    python benchmarks/bench_whole.py [--short] [--full] [--articles N ...] [--jobs N]

The articles are made up by rule (benchmarks/generate.py) and stand in one JSON Lines file; each load is a process of
its own. The processor time of the reading processes and of the one that stores are told apart, without what starting
costs, which a load of ten articles tells; memory is that of all of them at the same moment, shared pages counted once
(Linux). Beside it stands what one could put together instead: natasha to tag, rdflib to store, pySHACL over the whole,
at a size that they get through.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import pyoxigraph as ox

import beside
from bench_loading import written
from generate import articles
from rows import Other, Row, against, run
from suviaz import rdf
from suviaz.resolve import KnownEntities, resolve

SIZES, FULL, SHORT = (1_000, 10_000), (100_000,), (50, 200)
FIRST, MILLION = 10, 1_000_000

LOAD = """
import json, resource, sys
from suviaz.collection import Collection
with Collection(sys.argv[1]) as graph:
    number = sum(1 for step in graph.loading(sys.argv[2], jobs=int(sys.argv[3])) if hasattr(step, "change"))
def seconds(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime
print(json.dumps({"articles": number,
  "stored": seconds(resource.RUSAGE_SELF), "read": seconds(resource.RUSAGE_CHILDREN)}))
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load came to: articles; seconds of the clock and of CPU; MB of memory at most, and on disk."""

    articles: int
    clock: float
    read: float
    stored: float
    memory: float
    disk: float

    @property
    def cost(self) -> float:
        """CPU milliseconds an article, of all processes."""
        return 1000 * (self.read + self.stored) / self.articles

    def without(self, start: Load) -> Load:
        """What the articles beyond those of another load came to: what is paid once is in both."""
        return Load(
            self.articles - start.articles, self.clock - start.clock, self.read - start.read,
            self.stored - start.stored, self.memory, self.disk - start.disk,
        )  # fmt: skip


def main() -> None:
    run(
        measure, __doc__ or "",
        ("--articles", {"type": int, "nargs": "+", "metavar": "N"}),
        ("--jobs", {"type": int, "default": 2, "metavar": "N"}),
    )  # fmt: skip


def measure(given: argparse.Namespace) -> Iterator[Row]:
    sizes = sorted(given.articles or (SHORT if given.short else (*SIZES, *(FULL if given.full else ()))))
    if sizes[0] <= FIRST:
        raise SystemExit(f"Ten articles are the start: more than {FIRST} must be loaded.")
    few = min(sizes[0], 10 if given.short else 100)
    others = instead(few, 10.0 if given.short else 120.0)
    limit = bare(min(sizes[0], 500))
    done: list[Load] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = loaded(folder, FIRST, given.jobs)
        yield Row("the start, with ten articles", f"{given.jobs} jobs", start.read + start.stored, "s of CPU")
        for size in sizes:
            one = loaded(folder, size, given.jobs)
            at = f"{size:,} articles, {given.jobs} jobs"
            yield Row("articles a second, start included", at, one.articles / one.clock, "")
            net = one.without(start)
            done.append(net)
            yield Row("CPU of the reading processes", at, 1000 * net.read / net.articles, "ms an article", others[:1])
            yield against("CPU of the storing process", at, 1000 * net.stored / net.articles, "ms an article", limit,
                          *others[1:])  # fmt: skip
            yield Row("memory of all processes at most", at, one.memory, "MB")
            yield Row("graph on disk", at, 1000 * net.disk / net.articles, "kB an article")
    yield from growth(done, one)


def growth(done: list[Load], whole: Load) -> Iterator[Row]:
    """How the cost of an article changes with the size, and what it would be at a million. `done` are the loads without
    the start, `whole` is the last one with it: of the clock too little is left without, where others are at work.
    """
    for before, after in pairwise(done):
        sizes = f"{after.articles + FIRST:,} beside {before.articles + FIRST:,} articles"
        yield Row("CPU an article, start left out", sizes, after.cost, "ms", (Other("before", before.cost),))
        yield Row("how many times as dear an article is", sizes, after.cost / before.cost, "×")
    first, last = done[0], done[-1]
    dearer = 1.0
    if len(done) > 1:
        dearer = max(1.0, last.cost / first.cost) ** (1 / math.log10(last.articles / first.articles))
    factor = MILLION / last.articles * dearer ** math.log10(MILLION / last.articles)
    at = f"1,000,000 articles, if each tenfold makes one {dearer:.2f} times as dear"
    yield Row("projection", at, (last.read + last.stored) * factor / 3600, "core-hours")
    yield Row("projection", at, whole.clock * factor * last.articles / whole.articles / 3600, "hours of the clock")
    yield Row("projection", "1,000,000 articles", last.disk * MILLION / last.articles / 1000, "GB on disk")


def loaded(folder: Path, count: int, jobs: int) -> Load:
    """Load so many articles into a new graph in the folder, in a process of its own, watched from here."""
    store, source = folder / f"graph{count}", written(folder / f"{count}.jsonl", count)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", LOAD, str(store), str(source), str(jobs)], stdout=subprocess.PIPE, text=True
    )
    most, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            most[0] = max(most[0], sum(map(memory, family(process.pid))))

    watching = threading.Thread(target=watch)
    watching.start()
    said = process.communicate()[0]
    clock = time.perf_counter() - begun
    ended.set()
    watching.join()
    if process.returncode:
        raise SystemExit(f"The load ended with exit code {process.returncode}.")
    told = json.loads(said)
    if told["articles"] != count:
        raise SystemExit(f"Of {count} articles {told['articles']} were loaded.")
    disk = sum(file.stat().st_size for file in store.rglob("*") if file.is_file()) / 1e6
    return Load(told["articles"], clock, told["read"], told["stored"], most[0], disk)


def family(process: int) -> list[int]:
    """A process and all that it started; only itself where the system does not tell."""
    found = [process]
    for one in found:
        for file in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found.extend(map(int, file.read_text().split()))
            except OSError:
                continue  # it has ended meanwhile
    return found


def memory(process: int) -> float:
    """MB of a process, of pages that several share its part; 0 where it has ended or the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def instead(count: int, limit: float) -> tuple[Other, ...]:
    """natasha, rdflib and pySHACL on the same articles, in milliseconds an article."""
    batch = graphs(count)
    texts = [reading.article.text for reading in articles(count)]
    stored, _ = beside.rdflib_store([quad for one in batch for quad in one.quads], limit, count)
    return beside.natasha(texts, limit), stored, beside.pyshacl(batch[: max(1, count // 5)], limit)


def bare(count: int) -> Other:
    """Milliseconds an article for its quads into a bare pyoxigraph store on disk, one article a transaction."""
    batch = graphs(count)
    with tempfile.TemporaryDirectory() as folder:
        store = ox.Store(folder)
        begun = time.process_time()
        for one in batch:
            store.extend(one.quads)
        spent = time.process_time() - begun
    return Other("its quads into bare pyoxigraph", 1000 * spent / count)


def graphs(count: int) -> list[rdf.ArticleGraphs]:
    known = KnownEntities(rdf.read_registry())
    return [rdf.article_graphs(reading, resolve(reading, known), known) for reading in islice(articles(count), count)]


if __name__ == "__main__":
    main()
