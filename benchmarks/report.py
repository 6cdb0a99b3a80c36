"""Runs the benchmarks and puts what they measured into one page that needs no network and no script.

    python benchmarks/report.py [--short] [--full] [--only NAME ...] [--output FILE]

Each benchmark is a process of its own, so that none warms up or fills the memory of another. One that fails is in the
report, too, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import ast
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from rows import HEAD, Row, absent, brief, read  # noqa: E402

OUTPUT = HERE.parent / "artefacts" / "benchmarks.html"
PACKAGES = ("pyoxigraph", "shacl", "pyshacl", "rdflib", "pyahocorasick", "natasha", "rapidfuzz", "nomenklatura")
WIDTH, BAR = 220, 11

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --pale: #5d6878; --paper: #fff; --line: #d8dee6; --ours: #1f6f54;
  --other: #b0763a; --limit: #98a3b1 }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --pale: #9aa6b5; --paper: #14181e; --line: #333c48;
  --ours: #52b48f; --other: #d79a5b; --limit: #657182 } }
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
  max-width: 84rem; padding: 0 1rem }
h1, h2 { font-weight: 600; line-height: 1.25 } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem }
p, dl { max-width: 48rem } .pale, code { color: var(--pale) } .wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .8rem .35rem 0; text-align: left; vertical-align: top }
th { font-weight: 600 } th[scope=row] { font-weight: 400 } .figure { font-variant-numeric: tabular-nums;
  white-space: nowrap } svg { display: block; margin-top: .2rem }
svg.key { display: inline }
.ours { fill: var(--ours) } .other { fill: var(--other) } .limit { fill: var(--limit) }
dt { float: left; clear: left; width: 9rem; color: var(--pale) } dd { margin-left: 9.5rem }
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What one benchmark measured: its name, what it is about, and its rows."""

    name: str
    about: str
    rows: tuple[Row, ...]


def page(parts: Iterable[Part], machine: Sequence[tuple[str, str]]) -> str:
    """The report as HTML."""
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in machine)
    key = " ".join(
        f'<svg class="key" width="{BAR}" height="{BAR}" aria-hidden="true"><rect class="{kind}" width="{BAR}"'
        f' height="{BAR}"></rect></svg> {word}'
        for kind, word in (("ours", "Suviaz"), ("other", "what else one could take"), ("limit", "the limit"))
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Suviaz: benchmarks</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>'
        "<main><h1>Suviaz: benchmarks</h1>"
        "<p>Ratios are taken within one run: compare them before milliseconds. A limit is the least that the work could"
        " cost, measured in the same run; how many times as much it does cost stands beside it. What is not installed,"
        f" or was stopped, says so.</p><p>{key}</p><dl>{told}</dl>"
        f"{''.join(map(_section, parts))}</main></body></html>\n"
    )


def _section(part: Part) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in HEAD)
    commands = dict.fromkeys(row.command for row in part.rows if row.command)
    shown = " · ".join(f"<code>{escape(command)}</code>" for command in commands)
    return (
        f'<section id="{escape(part.name)}"><h2>{escape(part.name.capitalize())}</h2><p>{escape(part.about)}</p>'
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(map(_row, part.rows))}</tbody></table>'
        f'</div><p class="pale">{shown}</p></section>'
    )


def _row(row: Row) -> str:
    name, size, figure, beside, ratio, limit = map(escape, row.cells())
    return (
        f'<tr><th scope="row">{name}</th><td>{size}</td><td class="figure">{figure}{bars(row)}</td><td>{beside}</td>'
        f'<td class="figure">{ratio}</td><td>{limit}</td></tr>'
    )


def bars(row: Row) -> str:
    """A bar for the figure and for each that it is held against; nothing where there is nothing to compare."""
    measured = [("ours", "Suviaz", row.figure), *(("other", one.what, one.figure) for one in row.beside)]
    if row.limit:
        measured.append(("limit", row.limit.what, row.limit.figure))
    known = [(kind, what, figure) for kind, what, figure in measured if figure is not None and figure >= 0]
    most = max((figure for *_, figure in known), default=0)
    if row.figure is None or len(known) < 2 or not most:
        return ""
    drawn = "".join(
        f'<rect class="{kind}" y="{at * (BAR + 2)}" width="{max(1.0, WIDTH * figure / most):.1f}" height="{BAR}">'
        f"<title>{escape(what)}: {escape(brief(figure))} {escape(row.unit)}</title></rect>"
        for at, (kind, what, figure) in enumerate(known)
    )
    said = escape("; ".join(f"{what} {brief(figure)}" for _, what, figure in known), quote=True)
    return f'<svg width="{WIDTH}" height="{len(known) * (BAR + 2)}" role="img" aria-label="{said}">{drawn}</svg>'


def machine() -> list[tuple[str, str]]:
    """What the figures depend on: the machine, what else it did, and the versions."""
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return [
        ("When", datetime.now().astimezone().isoformat(" ", "minutes")),
        ("Machine", f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; load at the start {load}"),
        ("Python", platform.python_version()),
        *((name, _version(name)) for name in PACKAGES),
    ]


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed: figures beside it are absent"


def measured(name: str, flags: Sequence[str]) -> tuple[Part, bool]:
    """Run one benchmark, which prints its rows meanwhile; False where it failed."""
    file = HERE / f"bench_{name}.py"
    about = (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").split("\n\n")[0]
    about = about.replace("\n", " ").replace("`", "")
    print(f"── benchmarks/{file.name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "rows"
        done = subprocess.run([sys.executable, str(file), *flags, "--rows", str(kept)])
        rows = tuple(read(kept))
    if done.returncode:
        rows += (absent(f"the rest of {name}", f"it ended with exit code {done.returncode}"),)
        print(" | ".join(rows[-1].cells()), flush=True)
    return Part(name, about, rows), done.returncode == 0


def main() -> None:
    every = sorted(file.stem.removeprefix("bench_") for file in HERE.glob("bench_*.py"))
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--short", action="store_true", help="a sample of each")
    parser.add_argument("--full", action="store_true", help="100,000 articles, too: hours")
    parser.add_argument("--only", nargs="+", choices=every, default=every, metavar="NAME", help=", ".join(every))
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FILE")
    given, further = parser.parse_known_args()
    flags = [f"--{flag}" for flag in ("short", "full") if getattr(given, flag)] + further
    parts, well = [], True
    about = machine()
    given.output.parent.mkdir(parents=True, exist_ok=True)
    for name in given.only:
        part, whole = measured(name, flags)
        parts.append(part)
        well &= whole
        given.output.write_text(page(parts, about), "utf-8")  # what was measured is kept, should the next be stopped
    print(f"── {given.output}")
    sys.exit(not well)


if __name__ == "__main__":
    main()
