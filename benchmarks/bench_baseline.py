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
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from babel import Locale  # noqa: E402

import occupations  # noqa: E402
import scoring  # noqa: E402
from beside import Natasha  # noqa: E402
from rows import Other, Row, run  # noqa: E402
from said import Slots, folded  # noqa: E402
from suviaz.model import Article  # noqa: E402
from suviaz.reader import Reader  # noqa: E402

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


class Titled(NamedTuple):
    """A person with a title in front: the folded name, the post's code and words, the folded name of the seat."""

    holder: str
    post: str
    words: str
    seat: str


class Baseline(Natasha):
    """natasha and the list above."""

    def __init__(self) -> None:
        super().__init__()
        names = Locale(LANG).territories
        self.countries = {folded(name): code for code, name in names.items() if len(code) == 2}

    def facts(self, article: Slots) -> Iterator[Slots]:
        """Persons, organisations and tenures, with the gold's ids where a name is one of the gold's."""
        document = self.normal(article["text"])
        gold = article["gold"]
        known = {folded(n): e["id"] for e in gold["people"] + gold["organisations"] for n in e["names"]}
        for kind, tag in (("Person", "PER"), ("Organisation", "ORG")):
            names = dict.fromkeys(folded(s.normal) for s in document.spans if s.type == tag)
            yield from ({"kind": kind, "name": known.get(name, f"?{name}")} for name in names)
        for tenure in self.tenures(document):
            at, country = known.get(tenure.seat, f"?{tenure.seat}"), self.countries.get(tenure.seat)
            holder = known.get(tenure.holder, f"?{tenure.holder}")
            seat = {"in": country or at, "for": {at: country}} if tenure.seat else {}
            yield {"kind": "Tenure", "holder": holder, "post": tenure.post, **seat}

    def tenures(self, document: Any) -> Iterator[Titled]:
        """Each person with a title in front."""
        for sentence in document.sents:
            spans = [span for span in document.spans if sentence.start <= span.start < sentence.stop]
            yield from self._tenures(sentence, spans)

    def _tenures(self, sentence: Any, spans: list[Any]) -> Iterator[Titled]:
        before = sentence.start
        for span in spans:
            if span.type != "PER":
                continue
            words = sentence.text[before - sentence.start : span.start - sentence.start].casefold()
            seen = ((n, post, re.finditer(rf"\b{stem}\w*", words)) for n, (post, stem) in enumerate(TITLES))
            titles = [(match.start(), -n, post, match[0]) for n, post, matches in seen for match in matches]
            if titles:
                start, _, post, title = max(titles)
                seats = [s.normal for s in spans if before + start <= s.start < span.start and s.type != "PER"]
                yield Titled(folded(span.normal), post, title, folded(seats[0]) if seats else "")
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
    run(measure, __doc__ or "")


def measure(given: argparse.Namespace) -> Iterator[Row]:
    runs = 3 if given.short else 10
    articles = scoring.corpus(ROOT / "tests" / "corpus" / LANG)
    texts, ours = [article["text"] for article in articles], Reader()
    whole = milliseconds(lambda text: ours.read(Article(text, LANG)), texts, runs)
    unit = f"ms for {LENGTH:,} characters"
    at = f"{len(texts)} Russian articles, median {statistics.median(map(len, texts)):,.0f} characters"
    try:
        baseline = Baseline()
    except ImportError:
        yield Row(
            "reading", at, whole, unit, (Other("natasha", None, "not installed: pip install natasha setuptools"),)
        )
        return
    tagger = Other("natasha's segmenter and tagger", milliseconds(baseline.tag, texts, runs))
    yield Row("reading", at, whole, unit, (tagger,))
    totals: dict[str, scoring.Tally] = collections.defaultdict(scoring.Tally)
    for article in articles:
        for kind, tally in judge(list(baseline.facts(article)), article["gold"]).items():
            totals[kind] += tally
    news = [p for p in occupations.paragraphs(ROOT / "tests" / "corpus" / "ru_news.jsonl") if p["set"] == "heldout"]
    for paragraph in news:
        text, gold = paragraph["text"], occupations.wanted(paragraph)
        mine = ours.read(Article(text, LANG, published=paragraph["published"]))
        theirs = [
            occupations.Occupation(frozenset({t.holder}), t.words, frozenset({t.seat} - {""}))
            for t in baseline.tenures(baseline.normal(text))
        ]
        totals["Occupation"] += occupations.compare(gold, theirs)
        totals["Occupation, ours"] += occupations.compare(gold, occupations.read_occupations(mine))
    for kind, tally in totals.items():
        precision, recall = (100 * tally.hit / max(n, 1) for n in (tally.found, tally.wanted))
        name = f"natasha and titles: {kind}" if "ours" not in kind else kind
        yield Row(name, f"precision {precision:.1f}, recall {recall:.1f}", tally.f1, "F1")


if __name__ == "__main__":
    main()
