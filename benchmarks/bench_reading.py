"""How long reading takes: milliseconds of one core for 2,500 characters, and as a multiple of its lower bound.

    python benchmarks/bench_reading.py [--short]

The bound is one pass of the gazetteer's automaton over the same text: nothing that finds names can be faster.
Articles are the collection's, in each language there is a file for; every run reads them all, the least of the runs
counts. A second table shows that time grows with the length of the text and no faster: sentences of the articles in
ever new order, up to a million characters. A third does the same for texts that nobody writes.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import time
from collections.abc import Callable, Iterator
from functools import partial

from awkward import WORDS, shapes
from rows import Other, Row, against, run
from suviaz import articles, grammar, rdf, resources
from suviaz.extract import extract
from suviaz.gazetteer import Gazetteer
from suviaz.model import Article

LENGTH = 2500
"""Characters that the figures are given for."""


LENGTHS = (2_500, 40_000, 1_000_000)
SHORT = 3
"""Runs of a short measurement, which leaves the longest text out."""


def least_ms(run: Callable[[], object], runs: int) -> float:
    """CPU milliseconds of the fastest run: what else the machine does only adds to them."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(1000 * (time.process_time() - start))
    return min(times)


def measure(lang: str, mine: list[Article], gazetteer: Gazetteer, runs: int) -> Iterator[Row]:
    """The figures of one language."""
    rules = grammar.load(lang)
    gc.collect()
    gc.freeze()  # what is built once need not be walked through at every collection
    characters = sum(len(article.text) for article in mine)

    def whole() -> None:
        for article in mine:
            extract(article, rules, gazetteer)

    def names_only() -> None:
        for article in mine:
            gazetteer.find(article.text)

    whole()
    share = LENGTH / characters
    cost, bound = least_ms(whole, runs) * share, least_ms(names_only, runs) * share
    at, unit = f"{lang}, {len(mine)} articles, {characters:,} characters", f"ms for {LENGTH:,} characters"
    yield against("reading", at, cost, unit, Other("one pass of the automaton", bound))
    sentences = [s for article in mine for s in re.split(r"(?<=[.!?»])\s+", article.text) if len(s) > 20]
    first = 0.0
    for size in LENGTHS if runs > SHORT else LENGTHS[:2]:
        one = Article(mixed(sentences, size), lang, published="2018-01-01")
        cost = least_ms(partial(extract, one, rules, gazetteer), 5 if size < 100_000 else 1)
        first = first or cost / size
        shortest = Other(f"at {LENGTHS[0]:,}", first * LENGTH)
        yield Row("reading a long text", f"{lang}, {size:,} characters", cost * LENGTH / size, unit, (shortest,))
    if lang not in WORDS:
        return
    small, large = (5_000, 20_000) if runs <= SHORT else (10_000, 80_000)
    for name, make in shapes(lang).items():
        cost, more = (
            least_ms(partial(extract, Article(make(size), lang), rules, gazetteer), 1) * LENGTH / size
            for size in (small, large)
        )
        yield Row(f"awkward: {name}", f"{lang}, {large:,} characters", more, unit, (Other(f"at {small:,}", cost),))


def mixed(sentences: list[str], size: int) -> str:
    """A text of `size` characters, of numbered paragraphs of three sentences: none of them comes twice."""
    chance = random.Random(size)
    found: list[str] = []
    length = 0
    while length < size:
        found.append(" ".join((*chance.choices(sentences, k=3), f"({len(found)})")))
        length += len(found[-1]) + 1
    return "\n".join(found)[:size]


def main() -> None:
    run(benchmark, __doc__ or "")


def benchmark(given: argparse.Namespace) -> Iterator[Row]:
    runs = SHORT if given.short else 15
    entities = rdf.read_registry()
    read = list(articles.read(str(resources.folder("data/articles")), known=grammar.languages()))
    texts = [entry.article for entry in read if isinstance(entry, articles.Read)]
    for lang in grammar.languages():
        mine = [article for article in texts if article.lang == lang]
        if mine:
            yield from measure(lang, mine, Gazetteer(entities, grammar.load(lang).paradigms, lang), runs)


if __name__ == "__main__":
    main()
