"""What a load takes in time and memory, and what it takes again: `bench_loading.py [--short] [COUNT ...]`.

Each load is a process of its own, so that its peak of memory is its own; the articles are made up by rule.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import articles

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
    counts = [int(number) for number in sys.argv[1:] if number.isdigit()] or (FEW if "--short" in sys.argv else COUNTS)
    print("articles | CPU s | ms an article | MB at most | again: CPU s | MB at most")
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            source = Path(folder) / f"{count}.jsonl"
            with source.open("w", encoding="utf-8") as file:
                for reading in articles(count):
                    one = reading.article
                    said = {"text": one.text, "url": one.url, "published": one.published, "lang": one.lang}
                    file.write(json.dumps(said, ensure_ascii=False) + "\n")
            first, again = (load(Path(folder) / f"g{count}", source) for _ in range(2))
            each = 1000 * first["seconds"] / first["articles"]
            print(
                f"{count:,} | {first['seconds']:.1f} | {each:.1f} | {first['megabytes']:.0f} | "
                f"{again['seconds']:.1f} | {again['megabytes']:.0f}",
                flush=True,
            )


def load(store: Path, source: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(store), str(source)], capture_output=True, text=True, check=True
    )
    said: dict[str, float] = json.loads(done.stdout)
    return said


if __name__ == "__main__":
    main()
