"""Starting is cheap because heavy libraries wait until they are needed: told by what is loaded, not by a clock."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

import suviaz

HEAVY = {
    *("ahocorasick", "babel", "httpx", "jinja2", "lxml", "networkx", "numpy", "pandas", "py3langid"),
    *("protego", "pypdf", "pyshacl", "rdflib", "resvg_py", "rustworkx", "scipy", "shacl", "starlette"),
    *("trafilatura", "uvicorn"),
}


def loaded_after(code: str) -> set[str]:
    """Top-level modules in sys.modules after running the code in a fresh interpreter."""
    code += "\nimport sys; sys.stderr.write(' '.join({n.partition('.')[0] for n in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_the_package_itself_loads_nothing() -> None:
    assert loaded_after("import suviaz") - loaded_after("import typing") == {"suviaz", "__future__"}


def test_help_needs_click_and_no_graph() -> None:
    loaded = loaded_after("from suviaz.cli import suviaz; suviaz.main(['--help'], standalone_mode=False)")
    assert "click" in loaded
    assert not loaded & (HEAVY | {"pyoxigraph"})


@pytest.mark.parametrize("arguments", [["query"], ["query", "-e", "ASK {}"]])
def test_a_query_loads_oxigraph_only(arguments: list[str], tmp_path: Path) -> None:
    folder = str(tmp_path / "graph")
    suviaz.open(folder).close()
    arguments = [*arguments, "--store", folder]
    loaded = loaded_after(f"from suviaz.cli import suviaz; suviaz.main({arguments!r}, standalone_mode=False)")
    assert "pyoxigraph" in loaded or arguments[1] == "--store"
    assert not loaded & HEAVY


def cpu(*arguments: str) -> float:
    """CPU seconds of a Python process, the best of three."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def test_a_question_to_the_collection_costs_little_more_than_starting(collected: Path) -> None:
    """Within 0.4 s where Python with click and Oxigraph alone starts in 0.05 s; told as a ratio for slow machines."""
    start = cpu("-c", "import click, pyoxigraph, dataclasses, json")
    asked = cpu("-m", "suviaz", "query", "agreements", "a=BY", "b=KR", "--store", str(collected))
    assert asked < 7 * start, f"{asked:.2f} s against {start:.2f} s"
