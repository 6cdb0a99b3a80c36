"""Each stage by itself as the graph grows: reading, resolving, validating, storing, querying, exporting, drawing.

    python benchmarks/bench_stages.py [--short] [--full] [--articles N ...]

Generated articles go through the stages in one process, and the graph grows from size to size; a stage's figure at a
size is that of the articles since the size before. What is stored is what the generator says that an article tells, 203
quads, whatever the reader makes of it. Beside each stands what one would take instead (natasha, rapidfuzz, pySHACL,
rdflib, networkx), at the size that it gets through, and its limit: the automaton over the text, the compiled shapes,
plain pyoxigraph.
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import beside
from bench_graph import ask_rdflib, drain, in_rdflib, questions, timed
from generate import articles
from rows import Other, Row, against, cpu, run, within
from suviaz import draw, export, grammar, network, rdf
from suviaz.gazetteer import Gazetteer
from suviaz.rdf import ArticleGraphs
from suviaz.reader import Reader
from suviaz.resolve import KnownEntities, resolve
from suviaz.store import Store
from suviaz.validate import Validator

SIZES, FULL, SHORT = (1_000, 10_000), (100_000,), (50, 200)
TOGETHER = 512
"""Articles in a transaction, as in a load that has been running for a minute."""
ASKED = ("agreements", "agenda", "posts", "plans", "names")
"""Stored questions that are asked; bench_graph.py asks all of them."""
PAIR = ("BY", "KR")


def main() -> None:
    run(measure, __doc__ or "", ("--articles", {"type": int, "nargs": "+", "metavar": "N"}))


def measure(given: argparse.Namespace) -> Iterator[Row]:
    sizes = sorted(given.articles or (SHORT if given.short else (*SIZES, *(FULL if given.full else ()))))
    limit = 5.0 if given.short else 120.0
    known = KnownEntities(rdf.read_registry())
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "graph") as store:
        way = Way(Path(folder), store, known)
        for size in sizes:
            yield from way.up_to(size, few=10 if given.short else 100, limit=limit)
            # rdflib holds a thousand articles in half a gigabyte; its figures at the first size stand beside all.
            if size == sizes[0]:
                instead = Instead(store, min(size, 1_000), limit) if size <= 1_000 else None
            yield from asking(store, size, instead)
            yield from writing(store, size, instead)
            yield from drawing(store, size, limit)


class Instead:
    """rdflib with the same graphs and the same merge, and what it takes; no store where it was stopped."""

    def __init__(self, store: Store, articles: int, limit: float) -> None:
        self.size, self.limit = articles, limit
        made: list[Any] = []
        self.filled = within(10 * limit, lambda: made.append(in_rdflib(store)))
        self.dataset = made[0] if self.filled is not None else None

    def told(self, seconds: float | None, unit: float) -> Other:
        at = f"{self.size:,} articles"
        if seconds is None:
            return Other("rdflib", None, f"stopped after {self.limit:g} s at {at}")
        return Other("rdflib", seconds * unit, at)

    def asked(self, name: str) -> Other:
        if self.dataset is None:
            return Other("rdflib", None, f"its store was not filled in {10 * self.limit:g} s")
        text, bound = next((query.text, bound) for one, query, bound in questions() if one == name)
        return self.told(within(self.limit, lambda: ask_rdflib(self.dataset, text, bound)), 1000)

    def written(self) -> Other:
        if self.dataset is None:
            return Other("rdflib", None, f"its store was not filled in {10 * self.limit:g} s")
        seconds = within(self.limit, lambda: self.dataset.serialize(format="nquads"))
        return self.told(seconds, 1000 / self.size)


LATER = Other("rdflib", None, "not run beyond 1,000 articles: hours")


class Way:
    """Articles on their way into the store, stage by stage."""

    def __init__(self, folder: Path, store: Store, known: KnownEntities) -> None:
        self.store, self.known = store, known
        self.reader, self.validator, self.bare = Reader(), Validator(), ox.Store(str(folder / "bare"))
        self.gazetteer = Gazetteer(known.entities, grammar.load("be").paradigms, "be")
        self.done = 0
        self.coming = articles(10**9)
        self.reader.read(next(articles(1)).article)  # what is made ready once is no part of an article

    def up_to(self, size: int, *, few: int, limit: float) -> Iterator[Row]:
        """Take articles in until there are `size`."""
        count, at = size - self.done, f"{size:,} articles"
        spent: Counter[str] = Counter()
        sample: list[ArticleGraphs] = []
        texts: list[str] = []
        wanted: list[str] = []
        while self.done < size:
            readings = list(islice(self.coming, min(TOGETHER, size - self.done)))
            batch = [reading.article for reading in readings]
            self.done += len(batch)
            marks = [time.process_time()]

            def stage(name: str, marks: list[float] = marks) -> None:
                marks.append(time.process_time())
                spent[name] += 1000 * (marks[-1] - marks[-2])

            for one in batch:
                self.gazetteer.find(one.text)
            stage("automaton")
            for one in batch:
                self.reader.read(one)
            stage("reading")
            links = [resolve(reading, self.known) for reading in readings]
            stage("resolving")
            graphs = [rdf.article_graphs(*pair, self.known) for pair in zip(readings, links, strict=True)]
            stage("writing as RDF")
            admitted = [self.validator.admit(one).graphs for one in graphs]
            stage("validating")
            for one in admitted:
                self.validator.article(one)
            stage("shapes")
            self.store.put_all(admitted)
            stage("storing")
            for one in admitted:
                self.bare.extend(one.quads)
            stage("bare")
            if not sample:
                sample, texts = admitted[:few], [one.text for one in batch[:few]]
                wanted = [name for reading in readings[:few] for r in reading.referents for name in r.names[:1]]
        each = {name: ms / count for name, ms in spent.items()}
        unit = "ms an article"
        names = sorted({name for entity in self.known.entities for found in entity.names.values() for name in found})
        yield against("reading", at, each["reading"], unit, Other("the automaton over the text", each["automaton"]),
                      beside.natasha(texts, limit))  # fmt: skip
        yield Row("resolving, in the registry", at, each["resolving"], unit,
                  (beside.rapidfuzz(wanted, names, limit, len(sample)),))  # fmt: skip
        yield Row("writing as RDF", at, each["writing as RDF"], unit)
        yield against("validating", at, each["validating"], unit, Other("the compiled shapes alone", each["shapes"]),
                      beside.pyshacl(sample[: len(sample) // 5], limit))  # fmt: skip
        taken, _ = beside.rdflib_store([quad for one in sample for quad in one.quads], limit, len(sample))
        yield against("storing, who is who among articles included", at, each["storing"], unit,
                      Other("bare pyoxigraph on disk", each["bare"]), taken)  # fmt: skip


def asking(store: Store, size: int, instead: Instead | None) -> Iterator[Row]:
    """Stored questions beside the same SPARQL given to pyoxigraph, in turn."""
    for name, query, bound in questions():
        if name not in ASKED:
            continue
        straight = {ox.Variable(key): term for key, term in bound.items()} or None
        ours = partial(lambda text, terms: drain(store.query(text, terms)), query.text, bound)
        raw = partial(lambda text, terms: drain(store.raw.query(text, substitutions=terms)), query.text, straight)
        pairs = [(timed(ours), timed(raw)) for _ in range(5)]
        mine, plain = (1000 * statistics.median(column) for column in zip(*pairs, strict=True))
        other = instead.asked(name) if instead else LATER
        yield against(f"question: {name}", f"{size:,} articles", mine, "ms", Other("plain pyoxigraph", plain), other)


def writing(store: Store, size: int, instead: Instead | None) -> Iterator[Row]:
    """All of the graph as N-Quads; sorted, which plain pyoxigraph's are not."""
    mine = 1000 * cpu(lambda: sum(map(len, export.export(store, "nquads")))) / size
    plain = 1000 * cpu(lambda: store.raw.dump(io.BytesIO(), ox.RdfFormat.N_QUADS)) / size
    yield against("exporting as N-Quads, sorted", f"{size:,} articles", mine, "ms an article",
                  Other("pyoxigraph's dump", plain), instead.written() if instead else LATER)  # fmt: skip


def drawing(store: Store, size: int, limit: float) -> Iterator[Row]:
    """The ties of a pair, from the graph to a page, beside the layout alone by networkx."""
    import networkx

    at = f"{size:,} articles"
    marks = [time.process_time()]
    ties = network.ties(store, pair=PAIR)
    marks.append(time.process_time())
    draw.html(ties)
    marks.append(time.process_time())
    gathered, drawn = (1000 * (after - before) for before, after in pairwise(marks))
    graph, what = ties.to_networkx(), "networkx, places alone"
    try:
        seconds = within(limit, lambda: networkx.spring_layout(graph, seed=1))
    except ImportError as error:  # it asks for scipy where there are many nodes
        other = Other(what, None, str(error))
    else:
        other = Other(what, *((1000 * seconds,) if seconds is not None else (None, f"stopped after {limit:g} s")))
    at += f": {len(ties.nodes):,} nodes, {len(ties.links):,} ties"
    yield Row("gathering the ties of a pair", at, gathered, "ms")
    yield Row("drawing them as a page", at, drawn, "ms", (other,))


if __name__ == "__main__":
    main()
