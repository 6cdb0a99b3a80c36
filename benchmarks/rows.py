"""What a benchmark measured, row by row: printed as it comes, and kept for the report."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Other:
    """What a figure is held against, with its own figure in the same unit; None and the reason where there is none."""

    what: str
    figure: float | None = None
    why: str = ""

    def __str__(self) -> str:
        return " ".join(
            filter(None, (self.what, "" if self.figure is None else brief(self.figure), self.why and f"({self.why})"))
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, at which size, beside the alternatives, and how many times its limit it is.

    A figure is None where it could not be measured; `beside` then says why.
    """

    name: str
    size: str
    figure: float | None
    unit: str
    beside: tuple[Other, ...] = ()
    ratio: float | None = None
    limit: Other | None = None
    command: str = ""

    def cells(self) -> tuple[str, ...]:
        """The row as it is shown: name, size, figure with its unit, what is beside it, ratio, limit."""
        figure = "not measured" if self.figure is None else f"{brief(self.figure)} {self.unit}".strip()
        beside = "; ".join(map(str, self.beside)) or "–"
        ratio = "–" if self.ratio is None else f"{brief(self.ratio)} ×"
        return self.name, self.size, figure, beside, ratio, "none set" if self.limit is None else str(self.limit)

    @classmethod
    def of(cls, kept: dict[str, object]) -> Row:
        """The row that `kept` was written from."""
        values: dict[str, object] = {
            **kept,
            "beside": tuple(Other(**one) for one in kept["beside"]),  # type: ignore[attr-defined]
            "limit": kept["limit"] and Other(**kept["limit"]),  # type: ignore[arg-type]
        }
        return cls(**values)  # type: ignore[arg-type]


HEAD = ("what", "size", "figure", "beside it", "times its limit", "limit")


def against(name: str, size: str, figure: float, unit: str, limit: Other, *beside: Other) -> Row:
    """A row whose limit was measured in the same run."""
    return Row(name, size, figure, unit, beside, figure / limit.figure if limit.figure else None, limit)


def absent(name: str, why: str) -> Row:
    """A row for what could not be measured here."""
    return Row(name, "–", None, "", (Other("", None, why),))


def brief(number: float) -> str:
    """Three digits that count, thousands apart."""
    if number == 0 or abs(number) >= 100:
        return f"{number:,.0f}"
    digits = 2 if abs(number) < 1 else 1
    return f"{number:.{digits}f}" if abs(number) >= 0.01 else f"{number:.2g}"


def run(
    measure: Callable[[argparse.Namespace], Iterable[Row]], about: str, *options: tuple[str, dict[str, object]]
) -> None:
    """Be the program of a benchmark: measure, print each row, and add it to the file of `--rows`, one JSON a line."""
    parser = argparse.ArgumentParser(description=about.split("\n")[0])
    parser.add_argument("--short", action="store_true", help="a sample: less of everything")
    parser.add_argument("--full", action="store_true", help="with 100,000 articles where there are 10,000 otherwise")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="add the rows to this file, one JSON a line")
    for name, more in options:
        parser.add_argument(name, **more)  # type: ignore[arg-type]
    given = parser.parse_args()
    file = Path(sys.argv[0]).name
    said = [part for part in sys.argv[1:] if part != "--rows" and part != str(given.rows)]
    command = " ".join(("python", f"benchmarks/{file}", *said))
    print(" | ".join(HEAD))
    for row in measure(given):
        row = Row(**{**_fields(row), "command": row.command or command})
        print(" | ".join(row.cells()), flush=True)
        if given.rows:
            with given.rows.open("a", encoding="utf-8") as kept:
                kept.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")


def _fields(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in Row.__slots__}


def read(path: Path) -> Iterator[Row]:
    """The rows that a benchmark left in a file; none where it left none."""
    if path.exists():
        yield from (Row.of(json.loads(line)) for line in path.read_text("utf-8").splitlines())


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU of this process and its threads."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


class _Stopped(BaseException):
    """No Exception, so that nobody's handler takes it for an error of theirs."""


def within(limit: float, work: Callable[[], object]) -> float | None:
    """Seconds of CPU; None where the limit (seconds of the clock) ended it."""

    def stop(*_: object) -> None:
        raise _Stopped

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        return cpu(work)
    except _Stopped:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
