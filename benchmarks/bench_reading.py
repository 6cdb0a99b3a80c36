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
from collections.abc import Callable
from functools import partial

from awkward import WORDS, shapes
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


def measure(lang: str, mine: list[Article], gazetteer: Gazetteer, runs: int) -> None:
    """Print the tables of one language."""
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
    print(f"{'language':10}{'articles':>9}{'characters':>12}{'ms / 2,500':>12}{'automaton':>11}{'ratio':>8}")
    print(f"{lang:10}{len(mine):>9}{characters:>12,}{cost:>12.2f}{bound:>11.2f}{cost / bound:>8.0f}\n")
    sentences = [s for article in mine for s in re.split(r"(?<=[.!?»])\s+", article.text) if len(s) > 20]
    print(f"{'length':>10}{'ms':>10}{'ms / 2,500':>12}{'ratio':>8}")
    first = 0.0
    for size in LENGTHS if runs > SHORT else LENGTHS[:2]:
        one = Article(mixed(sentences, size), lang, published="2018-01-01")
        cost = least_ms(partial(extract, one, rules, gazetteer), 5 if size < 100_000 else 1)
        first = first or cost / size
        print(f"{size:>10,}{cost:>10.1f}{cost * LENGTH / size:>12.2f}{cost / size / first:>8.2f}")
    if lang not in WORDS:
        return
    small, large = (5_000, 20_000) if runs <= SHORT else (10_000, 80_000)
    print(f"\n{'awkward text':26}{f'{small:,}':>10}{f'{large:,}':>10}{'ratio':>8}   (ms / 2,500)")
    for name, make in shapes(lang).items():
        cost, more = (
            least_ms(partial(extract, Article(make(size), lang), rules, gazetteer), 1) * LENGTH / size
            for size in (small, large)
        )
        print(f"{name:26}{cost:>10.2f}{more:>10.2f}{more / cost:>8.2f}")


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
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--short", action="store_true", help="fewer runs")
    runs = SHORT if arguments.parse_args().short else 15
    entities = rdf.read_registry()
    read = list(articles.read(str(resources.folder("data/articles")), known=grammar.languages()))
    texts = [entry.article for entry in read if isinstance(entry, articles.Read)]
    for lang in grammar.languages():
        mine = [article for article in texts if article.lang == lang]
        if mine:
            measure(lang, mine, Gazetteer(entities, grammar.load(lang).paradigms, lang), runs)


if __name__ == "__main__":
    main()
