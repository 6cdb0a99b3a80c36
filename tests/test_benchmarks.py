"""The report of the benchmarks: everything that was printed, in a page that needs nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree, html

from suviaz import resources

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import report  # noqa: E402
from rows import Other, Row, absent, against, brief, within  # noqa: E402


def rows_of(page: str) -> list[tuple[str, ...]]:
    tree = html.document_fromstring(page)
    return [tuple("".join(cell.xpath("text()")) for cell in line.xpath("th|td")) for line in tree.xpath("//tbody/tr")]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """What a tiny run printed, and its page."""
    page = tmp_path_factory.mktemp("bench") / "page.html"
    command = [sys.executable, str(ROOT / "benchmarks" / "report.py"), "4", "--only", "loading"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [*command, "--output", str(page)], capture_output=True, text=True, env=environment, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, page.read_text("utf-8")


def test_the_report_holds_every_row_that_was_printed(ran: tuple[str, str]) -> None:
    said, page = ran
    printed = [tuple(line.split(" | ")) for line in said.splitlines() if line.count(" | ") == 5]
    printed = [line for line in printed if line[0] != "what"]
    assert rows_of(page) == printed
    assert [line[0] for line in printed[:2]] == ["loading", "memory at most"]
    assert [line[1] for line in printed] == ["4 articles, one process"] * 4


def test_the_page_is_whole_and_asks_for_nothing(ran: tuple[str, str]) -> None:
    _, page = ran
    assert_sound(page)
    assert "python benchmarks/bench_loading.py 4" in page
    assert "prefers-color-scheme: dark" in page


def assert_sound(page: str) -> None:
    # All tags are closed and nested; HTML's own empty ones are written as XML wants them first.
    etree.fromstring(page.removeprefix("<!DOCTYPE html>\n").replace('charset="utf-8">', 'charset="utf-8"/>').replace(
        'initial-scale=1">', 'initial-scale=1"/>'))  # fmt: skip
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script | //link | //img | //iframe | //@href | //@src")
    assert "://" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_words_of_a_row_are_words_and_no_markup() -> None:
    row = Row("a <b> & c", "1", 2.0, "ms", (Other('"q" <i>', 4.0), Other("x", None, "not installed")))
    page = report.page([report.Part("one", "About <it>.", (row,))], [("Machine", "<m>")])
    assert_sound(page)
    assert rows_of(page) == [row.cells()]


def test_bars_are_as_long_as_the_figures() -> None:
    row = against("x", "1", 30.0, "ms", Other("limit", 10.0), Other("other", 60.0))
    assert row.ratio == 3.0
    drawn = html.fragment_fromstring(report.bars(row))
    lengths = [(one.get("class"), float(one.get("width"))) for one in drawn.xpath(".//rect")]
    assert lengths == [("ours", report.WIDTH / 2), ("other", report.WIDTH), ("limit", round(report.WIDTH / 6, 1))]
    assert report.bars(Row("x", "1", 3.0, "ms")) == ""
    assert report.bars(absent("x", "no")) == ""


def test_a_benchmark_that_fails_is_in_the_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bench_broken.py").write_text('"""Breaks.\n\nAlways."""\nraise SystemExit(7)\n', "utf-8")
    monkeypatch.setattr(report, "HERE", tmp_path)
    part, well = report.measured("broken", [])
    assert not well
    assert part.about == "Breaks."
    assert part.rows[-1].cells()[2:4] == ("not measured", "(it ended with exit code 7)")


def test_rows_come_back_as_they_were_kept() -> None:
    from dataclasses import asdict

    for row in (against("x", "1", 3.0, "ms", Other("limit", 1.5), Other("a", None, "absent")), absent("y", "no")):
        assert Row.of(asdict(row)) == row


def test_figures_are_short() -> None:
    assert [brief(n) for n in (0, 0.0012, 0.123, 1.25, 99.94, 1234.5)] == [
        "0",
        "0.0012",
        "0.12",
        "1.2",
        "99.9",
        "1,234",
    ]


def test_work_without_end_is_stopped() -> None:
    def endless() -> None:
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    assert within(0.05, endless) is None
    assert within(5, lambda: None) is not None


def test_every_benchmark_has_a_rule_for_its_rows() -> None:
    """Each is a program that gives rows, so that none is missing from the report."""
    files = sorted((resources.folder("ontology").parent / "benchmarks").glob("bench_*.py"))
    assert len(files) >= 11
    for file in files:
        assert "    run(" in file.read_text("utf-8"), file.name
