"""What a good named-entity tagger and a list of titles make of our Russian gold, and how long the tagger takes.

    python benchmarks/bench_baseline.py [--short]

The tagger is natasha (https://github.com/natasha/natasha), the usual choice for Russian; it is no dependency of the
project: `pip install natasha setuptools` first. Persons and organisations are its spans, put into the nominative by its
own morphology; a post is a title from the list below in front of a person in the same sentence, its seat the
organisation or country between the two. Both readers are given the same texts and judged by `tests/scoring.py`.
"""

from __future__ import annotations

import argparse
import collections
import inspect
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from babel import Locale  # noqa: E402

import scoring  # noqa: E402
from said import Slots, folded  # noqa: E402
from suviaz import grammar, rdf  # noqa: E402
from suviaz.extract import extract  # noqa: E402
from suviaz.gazetteer import Gazetteer  # noqa: E402
from suviaz.model import Article  # noqa: E402

LANG = "ru"
LENGTH = 2500
TITLES = (
    ("deputy-head-of-government", r"(вице-премьер|заместител\w+ (председателя правительства|премьер-министра))"),
    ("head-of-government", r"(премьер-министр|председател\w+ правительства|глав\w+ правительства)"),
    ("deputy-minister", r"(замминистр|(заместител\w+|вице-) ?министр)"),
    ("minister", r"(министр|глав\w+ мид)"),
    ("ambassador", r"(посл[ау]\b|посол|послом)"),
    ("consul", r"консул"),
    ("head-of-state", r"президент"),
    ("speaker-of-parliament", r"спикер"),
    ("deputy-head", r"(заместител|замглавы|замдиректор|проректор|вице-президент)"),
    ("member-of-parliament", r"(депутат|сенатор)"),
    ("head", r"(директор|ректор|председател|глав[аыуе]\b|главой|руководител|начальник|губернатор|мэр|президент)"),
)


class Baseline:
    """natasha and the list above."""

    def __init__(self) -> None:
        if not hasattr(inspect, "getargspec"):  # its morphology asks for a function that Python 3.11 no longer has
            spec = collections.namedtuple("spec", "args varargs keywords defaults")
            inspect.getargspec = lambda function: spec(*inspect.getfullargspec(function)[:4])  # type: ignore[attr-defined]
        import natasha

        self.segmenter = natasha.Segmenter()
        embedding = natasha.NewsEmbedding()
        self.tagger, self.morphology = natasha.NewsNERTagger(embedding), natasha.NewsMorphTagger(embedding)
        self.vocabulary, self.new = natasha.MorphVocab(), natasha.Doc
        names = Locale(LANG).territories
        self.countries = {folded(name): code for code, name in names.items() if len(code) == 2}

    def tag(self, text: str) -> Any:
        """Sentences, tokens and spans of names: the part that is timed."""
        document = self.new(text)
        document.segment(self.segmenter)
        document.tag_ner(self.tagger)
        return document

    def facts(self, article: Slots) -> Iterator[Slots]:
        """Persons, organisations and tenures, with the gold's ids where a name is one of the gold's."""
        document = self.tag(article["text"])
        document.tag_morph(self.morphology)
        gold = article["gold"]
        known = {folded(n): e["id"] for e in gold["people"] + gold["organisations"] for n in e["names"]}
        named = []
        for span in document.spans:
            span.normalize(self.vocabulary)
            name = folded(span.normal or span.text)
            named.append((span, known.get(name, f"?{name}"), self.countries.get(name)))
        for kind, tag in (("Person", "PER"), ("Organisation", "ORG")):
            yield from ({"kind": kind, "name": who} for who in dict.fromkeys(w for s, w, _ in named if s.type == tag))
        for sentence in document.sents:
            yield from self._tenures(sentence, [n for n in named if sentence.start <= n[0].start < sentence.stop])

    def _tenures(self, sentence: Any, named: list[tuple[Any, str, str | None]]) -> Iterator[Slots]:
        before = sentence.start
        for span, who, _ in named:
            if span.type != "PER":
                continue
            words = sentence.text[before - sentence.start : span.start - sentence.start].casefold()
            titles = [
                (m.start(), -n, post) for n, (post, p) in enumerate(TITLES) for m in re.finditer(rf"\b{p}", words)
            ]
            if titles:
                start, _, post = max(titles)
                seats = [(w, c) for s, w, c in named if before + start <= s.start < span.start and s.type != "PER"]
                at, country = seats[0] if seats else (None, None)
                yield {"kind": "Tenure", "holder": who, "post": post, "in": country or at, "for": {at: country}}
            before = span.stop


def judge(found: list[Slots], gold: Slots) -> dict[str, scoring.Tally]:
    wanted = [{"kind": "Person", "name": p["id"]} for p in gold["people"]]
    wanted += [{"kind": "Organisation", "name": o["id"], **o} for o in gold["organisations"]] + gold["facts"]
    totals = {}
    for kind in ("Person", "Organisation", "Tenure"):
        pairs = scoring.paired(kind, *([f for f in side if f["kind"] == kind] for side in (wanted, found)))
        totals[kind] = sum((scoring.compare(kind, *pair) for pair in pairs), scoring.Tally())
    return totals


def milliseconds(run: Callable[[str], object], texts: list[str], runs: int) -> float:
    """CPU milliseconds for 2,500 characters: the least of the runs, since others may work on the machine."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        for text in texts:
            run(text)
        times.append(1000 * (time.process_time() - start) * LENGTH / sum(map(len, texts)))
    return min(times)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--short", action="store_true", help="fewer runs")
    runs = 3 if arguments.parse_args().short else 10
    try:
        baseline = Baseline()
    except ImportError:
        print("natasha is not installed here: no baseline. pip install natasha setuptools")
        return
    articles = scoring.corpus(ROOT / "tests" / "corpus" / LANG)
    totals: dict[str, scoring.Tally] = collections.defaultdict(scoring.Tally)
    for article in articles:
        for kind, tally in judge(list(baseline.facts(article)), article["gold"]).items():
            totals[kind] += tally
    print(f"{'natasha and titles':20}{'P':>8}{'R':>8}{'F1':>8}")
    for kind, tally in totals.items():
        precision, recall = (100 * tally.hit / max(n, 1) for n in (tally.found, tally.wanted))
        print(f"{kind:20}{precision:8.1f}{recall:8.1f}{tally.f1:8.1f}")
    rules = grammar.load(LANG)
    gazetteer = Gazetteer(rdf.read_registry(), rules.paradigms, LANG)
    texts = [article["text"] for article in articles]
    theirs = milliseconds(baseline.tag, texts, runs)
    ours = milliseconds(lambda text: extract(Article(text, LANG), rules, gazetteer), texts, runs)
    print(f"\nms for {LENGTH:,} characters: segmenter and tagger {theirs:.1f}, the whole reader {ours:.1f}")
    print(f"the reader is {theirs / ours:.1f} times as fast; median length {statistics.median(map(len, texts)):.0f}")


if __name__ == "__main__":
    main()
