"""What the graph costs: storing and validating an article as the store grows, and asking, next to plain pyoxigraph.

    python benchmarks/bench_graph.py [--short]

Storing and validating are measured on articles made by rule, in a store on disk, at 0.2, 0.7 and 1.7 million quads; the
cost must stay the same. Storing is all of it: who is who, merge, rules, labels, writing; as many articles at once as a
load writes, and one by one. The articles' quads also go into a bare pyoxigraph store in the same breath, one article a
transaction: a busy machine slows both, so the ratio tells more than the milliseconds. Time is the CPU time of the
process, with that of Oxigraph's own threads.

Each stored question is asked through the store and, in turn, straight from pyoxigraph with the same SPARQL; the median
of the ratios of neighbours counts, over as many rounds as it takes to stand still. A small graph in memory is asked the
same by rdflib's memory store.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from generate import articles
from rows import Other, Row, run, within
from suviaz import queries, rdf
from suviaz.rdf import ArticleGraphs
from suviaz.resolve import KnownEntities, resolve
from suviaz.store import Store
from suviaz.validate import Validator

LEVELS = (200_000, 700_000, 1_700_000)
"""Quads of articles in the store where storing is measured."""
GIVEN = {"entity": "country/BLR"}
"""What is asked about where a question needs to be told; elsewhere parameters keep their defaults."""

TOGETHER = 512
"""Articles in a transaction, as in a load that has been running for a minute."""
ALONE = 16

Terms = Mapping[str, ox.NamedNode | ox.Literal]


def main() -> None:
    run(measure, __doc__ or "", ("--storing", {"action": "store_true", "help": "storing and validating alone"}))


def measure(given: argparse.Namespace) -> Iterator[Row]:
    short = given.short
    known = KnownEntities(rdf.read_registry())
    yield Row("calibration", "a million turns of a Python loop", python_loop(), "ms")
    with tempfile.TemporaryDirectory() as folder:
        if not given.storing:
            with Store(Path(folder) / "questions") as store:
                size = 150 if short else 1000
                fill(store, written(known, 0), articles=size)
                yield from asking(store, f"{size:,} articles", budget=0.3 if short else 3.0)
            yield from beside_rdflib(known, count=5 if short else 20, limit=1.5 if short else 30.0)
        levels = (20_000, 40_000) if short else LEVELS
        yield from growing(Path(folder), known, levels=levels, sample=1 if short else 5)


def python_loop() -> float:
    """Milliseconds of CPU for a fixed piece of work, to tell one machine or hour from another."""
    times = []
    for _ in range(3):
        begun, total = time.thread_time(), 0
        for i in range(1_000_000):
            total += i * i & 7
        times.append(1000 * (time.thread_time() - begun))
    return min(times)


# -- storing


def written(known: KnownEntities, first: int) -> Iterator[ArticleGraphs]:
    """The graphs of generated articles, without end."""
    for reading in articles(10**9, first):
        yield rdf.article_graphs(reading, resolve(reading, known), known)


def fill(store: Store, graphs: Iterator[ArticleGraphs], *, articles: int) -> None:
    """Store without measuring."""
    for _ in range(articles):
        store.put(next(graphs))


def growing(folder: Path, known: KnownEntities, *, levels: tuple[int, ...], sample: int) -> Iterator[Row]:
    """What an article costs when the store holds as many quads as each level says."""
    validator, graphs = Validator(), written(known, 0)
    bare = ox.Store(str(folder / "bare"))
    quads = stored = 0
    with Store(folder / "growing") as store:
        for level in levels:
            while quads < level:
                batch = list(islice(graphs, TOGETHER))
                store.put_all(batch)
                for one in batch:
                    bare.extend(one.quads)
                quads, stored = quads + sum(len(one.quads) for one in batch), stored + len(batch)
            rows = []
            for _ in range(sample):
                together, alone = list(islice(graphs, TOGETHER)), list(islice(graphs, ALONE))
                marks = [time.process_time()]
                admitted = [validator.admit(one).graphs for one in together]
                marks.append(time.process_time())
                store.put_all(admitted)
                marks.append(time.process_time())
                begun = time.thread_time()
                for one in together:
                    bare.extend(one.quads)
                plain = time.thread_time() - begun
                # What other threads did meanwhile was to put the store's files in order: it is part of storing.
                marks[-1] = time.process_time() - plain
                marks.append(time.process_time())
                for one in alone:
                    store.put(one)
                marks.append(time.process_time())
                spent = [1000 * (after - before) for before, after in pairwise(marks)]
                rows.append((*(ms / len(together) for ms in spent[:3]), spent[3] / len(alone)))
                quads += sum(len(one.quads) for one in (*together, *alone))
                stored += len(together) + len(alone)
            check, put, plain, single = (statistics.median(column) for column in zip(*rows, strict=True))
            ratio = statistics.median((c + p) / b for c, p, b, _ in rows)
            alone_ratio = statistics.median(s / b for _, _, b, s in rows)
            at, unit = f"{quads:,} quads, {stored:,} articles", "ms an article"
            bound = Other("a bare write of its quads", plain)
            yield Row("validating", at, check, unit)
            yield Row(f"storing, {TOGETHER} at once", at, put, unit)
            yield Row("both", at, check + put, unit, (), ratio, bound)
            yield Row("storing, one by one", at, single, unit, (), alone_ratio, bound)


# -- asking


def asking(store: Store, size: str, *, budget: float) -> Iterator[Row]:
    """What each stored question costs next to the same SPARQL given to pyoxigraph."""
    ratios = []
    for name, query, bound in questions():
        straight = {ox.Variable(key): term for key, term in bound.items()}
        asked: tuple[Callable[[], int], Callable[[], int]] = (
            lambda query=query, bound=bound: drain(store.query(query.text, bound)),  # type: ignore[misc]
            lambda query=query, straight=straight: drain(  # type: ignore[misc]
                store.raw.query(query.text, substitutions=straight or None)
            ),
        )
        found = asked[0]()
        mine, ratio, rounds = alternate(*asked, budget=budget)
        ratios.append(ratio)
        limit = Other("the same SPARQL given to pyoxigraph", 1000 * mine / ratio, f"{rounds} rounds")
        yield Row(f"question: {name}", f"{size}, {found:,} rows", 1000 * mine, "ms", (), ratio, limit)
    yield Row(f"{len(ratios)} questions, median", size, statistics.median(ratios), "× pyoxigraph")
    yield Row(f"{len(ratios)} questions, highest", size, max(ratios), "× pyoxigraph")


def questions() -> Iterator[tuple[str, queries.Query, Terms]]:
    """The stored questions with their defaults, and `GIVEN` where there is none."""
    for name, query in sorted(queries.stored().items()):
        needed = {p.name: GIVEN[p.name] for p in query.parameters if p.required}
        yield name, query, query.bind(needed)


def alternate(one: Callable[[], int], other: Callable[[], int], *, budget: float) -> tuple[float, float, int]:
    """Median seconds of `one`, and the median ratio of neighbours, asked one, other, other, one, one …

    Ends when the median of the ratios has moved by less than a hundredth since half as many rounds, or when the budget
    in seconds is spent; seven rounds at least.
    """
    ratios: list[float] = []
    mine: list[float] = []
    begun, due = time.perf_counter(), 14
    while len(ratios) < 7 or time.perf_counter() - begun < budget:
        first, second = (one, other) if len(ratios) % 2 == 0 else (other, one)
        took = {first: timed(first), second: timed(second)}
        mine.append(took[one])
        ratios.append(took[one] / took[other])
        if len(ratios) >= due:
            if abs(statistics.median(ratios) - statistics.median(ratios[: due // 2])) < 0.01:
                break
            due *= 2
    return statistics.median(mine), statistics.median(ratios), len(ratios)


def timed(ask: Callable[[], int]) -> float:
    begun = time.thread_time()
    ask()
    return time.thread_time() - begun


def drain(results: Any) -> int:
    return sum(1 for _ in results)


def beside_rdflib(known: KnownEntities, *, count: int, limit: float) -> Iterator[Row]:
    """Beside rdflib on a small graph, up to a limit in seconds for each question."""
    with Store() as store:
        fill(store, written(known, 0), articles=count)
        dataset = in_rdflib(store)
        for name, query, bound in questions():
            mine = min(timed(lambda query=query, bound=bound: drain(store.query(query.text, bound))) for _ in range(5))  # type: ignore[misc]
            theirs = within(limit, lambda query=query, bound=bound: ask_rdflib(dataset, query.text, bound))  # type: ignore[misc]
            other = Other("rdflib", 1000 * theirs) if theirs else Other("rdflib", None, f"stopped after {limit:g} s")
            yield Row(f"question: {name}", f"{count} articles, in memory", 1000 * mine, "ms", (other,))


def in_rdflib(store: Store) -> Any:
    """The same named graphs and the same merge in rdflib's memory store."""
    from rdflib import Dataset

    dataset = Dataset()
    dataset.parse(data=store.dump("nquads"), format="nquads")
    merge = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in store.graph())
    dataset.default_graph.parse(data=merge, format="nt")
    return dataset


def ask_rdflib(dataset: Any, text: str, bound: Terms) -> int:
    from rdflib import Literal, URIRef

    terms = {
        key: URIRef(term.value)
        if isinstance(term, ox.NamedNode)
        else Literal(term.value, lang=term.language, datatype=None if term.language else URIRef(term.datatype.value))
        for key, term in bound.items()
    }
    return drain(dataset.query(text, initBindings=terms))


if __name__ == "__main__":
    main()
