"""How long reading takes: milliseconds of one core for 2,500 characters, and as a multiple of its lower bound.

    python benchmarks/bench_reading.py [--short]

The bound is one pass of the gazetteer's automaton over the same text: nothing that finds names can be faster.
Articles are the collection's, in each language there is a file for; every run reads them all, the median of the runs
counts. A second table shows that time grows with the length of the text and no faster.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from functools import partial

from suviaz import articles, grammar, rdf, resources
from suviaz.extract import extract
from suviaz.gazetteer import Gazetteer
from suviaz.model import Article

LENGTH = 2500
"""Characters that the figures are given for."""


def median_ms(run: Callable[[], object], runs: int) -> float:
    """Median CPU milliseconds of a run."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def measure(lang: str, mine: list[Article], gazetteer: Gazetteer, runs: int) -> None:
    """Print the two tables of one language."""
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
    cost, bound = median_ms(whole, runs) * share, median_ms(names_only, runs) * share
    print(f"{'language':10}{'articles':>9}{'characters':>12}{'ms / 2,500':>12}{'automaton':>11}{'ratio':>8}")
    print(f"{lang:10}{len(mine):>9}{characters:>12,}{cost:>12.2f}{bound:>11.2f}{cost / bound:>8.0f}\n")
    body = "\n\n".join(article.text for article in mine)
    print(f"{'length':>10}{'ms':>10}{'ms / 2,500':>12}")
    for size in (2_500, 10_000, 40_000):
        one = Article((body * (size // len(body) + 1))[:size], lang, published="2018-01-01")
        cost = median_ms(partial(extract, one, rules, gazetteer), 3)
        print(f"{size:>10,}{cost:>10.1f}{cost * LENGTH / size:>12.2f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--short", action="store_true", help="fewer runs")
    runs = 3 if arguments.parse_args().short else 15
    entities = rdf.read_registry()
    read = list(articles.read(str(resources.folder("data/articles")), known=grammar.languages()))
    texts = [entry.article for entry in read if isinstance(entry, articles.Read)]
    for lang in grammar.languages():
        mine = [article for article in texts if article.lang == lang]
        if mine:
            measure(lang, mine, Gazetteer(entities, grammar.load(lang).paradigms, lang), runs)


if __name__ == "__main__":
    main()
