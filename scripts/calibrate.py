"""Count, for each rule and kind of fact, how many slots it reads right: what the confidence of facts is made of.

    python scripts/calibrate.py            writes src/suviaz/extract/confidence.toml, prints the reliability table
    python scripts/calibrate.py --check    writes nothing; exit 1 if the file is not what this gold gives

The unit is a slot of a fact, as in `tests/scoring.py`: the type of an event, one of its countries, its day. Counted is
the `heldout` half of the gold: rules were written while looking at the other half and do better there than on any new
text. The reliability table judges each held-out article by counts of the held-out articles without it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import scoring  # noqa: E402
import suviaz  # noqa: E402
from said import RDF, SV, Export, Said, Slots  # noqa: E402
from suviaz.extract.confidence import TABLE, estimate, read_counts  # noqa: E402

SLOTS = {"hasField": "fields", "hasSpeaker": "speaker", "involvesCountry": "countries"}
"""Properties with evidence of their own, and the slot of the gold that each is."""

BANDS = (0.95, 0.9, 0.85, 0.8, 0.7, 0.0)

HEAD = "# Slots read right and slots read, by rule and kind of fact. Written by scripts/calibrate.py: do not edit.\n"


@dataclass(frozen=True)
class Judged:
    """What one piece of evidence stands for: the slots read, and those that are right."""

    article: str
    part: str
    rule: str
    kind: str
    tally: scoring.Tally


def gold() -> list[Slots]:
    """The articles of all languages, of both halves."""
    folders = sorted(folder for folder in (ROOT / "tests" / "corpus").iterdir() if folder.is_dir())
    return [article for folder in folders for article in scoring.corpus(folder)]


def judge(articles: list[Slots]) -> list[Judged]:
    """Load the articles into a new graph and compare what it says, evidence by evidence, with the gold."""
    with tempfile.TemporaryDirectory() as folder, suviaz.open(Path(folder) / "graph") as graph:
        for lang in sorted({article["lang"] for article in articles}):
            texts = Path(folder) / lang
            texts.mkdir()
            scoring.write_texts([article for article in articles if article["lang"] == lang], texts)
            outcome = graph.load(texts, lang=lang)
            if outcome.skipped:
                sys.exit(f"Not all gold could be loaded: {outcome.skipped}")
        export = Export(graph.export("trig"))
    return [judged for article in articles for judged in _judge(export, article)]


def _judge(export: Export, article: Slots) -> Iterator[Judged]:
    said = Said(export, article)
    about: dict[str, list[str]] = defaultdict(list)
    for node in said.of("Evidence"):
        about[said.one(node, RDF + "subject") or ""].append(node)
    for kind, pairs in scoring.pairings(said, article["gold"]).items():
        for wanted, found in pairs:
            if found is None or "node" not in found:
                continue
            (stated,) = sorted(said.types(found["node"], anywhere=False))[:1] or (kind,)
            for evidence in about[found["node"]]:
                term = said.one(evidence, RDF + "predicate")
                slot = SLOTS.get((term or "").removeprefix(SV))
                if term is None or slot:
                    tally = scoring.compare(kind, wanted, found, only=slot)
                    yield Judged(
                        article["id"], article["set"], said.one(evidence, "extractorRule") or "", stated, tally
                    )


def written(judged: Iterable[Judged]) -> str:
    """The file: a table for each rule, a line for each kind of fact."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in judged:
        counts[one.rule][one.kind].update(right=one.tally.hit, of=one.tally.found)
    lines = [HEAD]
    for rule, kinds in sorted(counts.items()):
        lines.append(f"[{rule}]")
        lines += [f"{kind} = [{count['right']}, {count['of']}]" for kind, count in sorted(kinds.items()) if count["of"]]
        lines.append("")
    return "\n".join(lines)


def reliability(columns: Mapping[str, list[tuple[float, scoring.Tally]]]) -> str:
    """A Markdown table: how often slots of each band of confidence are right."""
    lines = ["| confidence |" + "".join(f" {name}: slots | right |" for name in columns)]
    lines.append("|---" * (1 + 2 * len(columns)) + "|")
    for low, high in zip(BANDS, (1.0, *BANDS), strict=False):
        cells = []
        for judged in columns.values():
            mine = sum((tally for trust, tally in judged if low <= trust < high), scoring.Tally())
            cells.append(f" {mine.found} | {100 * mine.hit / mine.found:.1f} % |" if mine.found else " 0 | |")
        lines.append(f"| {low:.2f} – {high:.2f} |" + "".join(cells))
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--check", action="store_true", help="write nothing, fail if the file is out of date")
    check = arguments.parse_args().check
    judged = judge(gold())
    unseen = [one for one in judged if one.part == "heldout"]
    text = written(unseen)
    if not check:
        TABLE.write_text(text, encoding="utf-8")
        without = {
            article: read_counts(written(one for one in unseen if one.article != article))
            for article in {one.article for one in unseen}
        }
        columns = {
            "heldout": [(estimate(without[one.article], one.rule, one.kind), one.tally) for one in unseen],
            "dev": [(estimate(read_counts(text), j.rule, j.kind), j.tally) for j in judged if j.part == "dev"],
        }
        print(reliability(columns))
    elif text != TABLE.read_text(encoding="utf-8"):
        sys.exit(f"{TABLE.name} is not what the gold gives: run scripts/calibrate.py")


if __name__ == "__main__":
    main()
