"""Lets Atheris (`pip install atheris`) loose on a reader: it looks for inputs that lead to code not yet reached.

python scripts/fuzz.py "text with front matter" 60     seconds; without a name, the readers are listed
What it finds worth keeping, and what breaks a reader, goes into the folder `fuzzing`.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
READ = ["suviaz.articles", "suviaz.journal", "suviaz.queries", "suviaz.rdf", "suviaz.safekeeping", "suviaz.store.texts"]


def main() -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    import atheris

    with atheris.instrument_imports(include=READ):
        from chance import TARGETS, timed
    if len(sys.argv) != 3 or sys.argv[1] not in TARGETS:
        sys.exit("\n".join(TARGETS))
    target, folder = TARGETS[sys.argv[1]], Path("fuzzing", sys.argv[1].replace(" ", "-"))
    folder.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(target.samples):
        (folder / f"sample-{number}").write_bytes(sample)
    limits = (f"-max_total_time={sys.argv[2]}", "-max_len=4000", "-timeout=20", "-rss_limit_mb=3000")
    atheris.Setup(
        [sys.argv[0], str(folder), *limits, "-artifact_prefix=fuzzing/"], lambda data: timed(target.check, data)
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
