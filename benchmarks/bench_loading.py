"""What a load takes in time and memory, and what it takes again: `bench_loading.py [--short] [COUNT ...]`.

Each load is a process of its own, so that its peak of memory is its own; the articles are made up by rule.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generate import articles
from rows import Other, Row, run

COUNTS, FEW = (200, 2000), (50, 200)

LOAD = """
import json, resource, sys
from suviaz.collection import Collection
with Collection(sys.argv[1]) as graph:
    number = sum(1 for step in graph.loading(sys.argv[2]) if hasattr(step, "change"))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"articles": number, "seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}))
"""


def main() -> None:
    run(measure, __doc__ or "", ("counts", {"type": int, "nargs": "*", "metavar": "COUNT"}))


def measure(given: argparse.Namespace) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        for count in given.counts or (FEW if given.short else COUNTS):
            source = written(Path(folder) / f"{count}.jsonl", count)
            first, again = (load(Path(folder) / f"g{count}", source) for _ in range(2))
            at = f"{count:,} articles, one process"
            yield Row("loading", at, 1000 * first["seconds"] / first["articles"], "ms an article")
            yield Row("memory at most", at, first["megabytes"], "MB")
            yield Row("the same again", at, again["seconds"], "s of CPU", (Other("the first time", first["seconds"]),))
            yield Row("memory at most, the same again", at, again["megabytes"], "MB")


def written(path: Path, count: int) -> Path:
    """The generated articles as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for reading in articles(count):
            one = reading.article
            said = {"text": one.text, "url": one.url, "published": one.published, "lang": one.lang}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
    return path


def load(store: Path, source: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(store), str(source)], capture_output=True, text=True, check=True
    )
    said: dict[str, float] = json.loads(done.stdout)
    return said


if __name__ == "__main__":
    main()
