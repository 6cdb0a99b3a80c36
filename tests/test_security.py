"""docs/security.md names tests that exist; and no secret that is given shows in what is said or kept."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import suviaz
from suviaz.articles.draft import without_secrets
from suviaz.cli import VERBS

HERE = Path(__file__).parent
PAGE = (HERE.parent / "docs" / "security.md").read_text(encoding="utf-8")
SECRET = "hunter2-nobody-may-see"
TEXT = "The minister of Belarus met the minister of Korea in Minsk."


def test_every_threat_names_its_test() -> None:
    lines = PAGE.partition("## Who attacks")[2].partition("\n## ")[0].splitlines()
    rows = [line for line in lines if line.startswith("|")][2:]
    assert len(rows) > 20
    assert not [row for row in rows if "`tests/" not in row.split("|")[-2]]


def test_what_every_verb_needs_is_told() -> None:
    table = PAGE.partition("## What it needs")[2].partition("\n## ")[0]
    told = {verb for row in re.findall(r"(?m)^\| (`.+?`) \|", table) for verb in re.findall(r"`(\w+)`", row)}
    assert told == {verb.name for verb in VERBS}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A graph that nobody has the right to write into."""
    folder = tmp_path_factory.mktemp("closed")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    with suviaz.open(folder / "graph") as graph:
        assert not graph.load(folder / "a.txt", lang="en").skipped
    every = [folder, *folder.rglob("*")]
    for path in every:
        path.chmod(path.stat().st_mode & 0o555)
    yield folder / "graph"
    for path in every:
        path.chmod(path.stat().st_mode | 0o200)


def as_nobody() -> list[str]:
    """How to start a process with no right beyond those of its files, which root has by capabilities, and, where this
    machine lets root do so, on no network.
    """
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("setpriv is not installed (util-linux)")
    apart = ["unshare", "--net"]
    alone = shutil.which("unshare") and subprocess.run([*apart, "true"], capture_output=True).returncode == 0
    return [*(apart if alone else ()), "setpriv", "--inh-caps=-all", "--bounding-set=-all"]


@pytest.mark.parametrize(
    ("verb", "code", "error"),
    [
        (["status"], 0, ""),
        (["query", "plans"], 0, ""),
        (["explain", "country/BLR"], 0, ""),
        (["export", "--output", "{}/graph.ttl"], 0, ""),
        (["draw", "--output", "{}/ties.svg"], 0, ""),
        (["backup", "{}/graph.backup"], 0, ""),
        (["withdraw", "http://example.com/1"], 1, "cannot be written"),
        (["load", "a.txt"], 1, "cannot be written"),
    ],
)
def test_who_only_reads_needs_no_right_to_write(
    closed: Path, tmp_path: Path, verb: list[str], code: int, error: str
) -> None:
    before = {path: path.stat().st_mtime_ns for path in closed.parent.rglob("*")}
    done = subprocess.run(
        [*as_nobody(), sys.executable, "-m", "suviaz", *(word.format(tmp_path) for word in verb)],
        cwd=closed.parent, env={**os.environ, "SUVIAZ_STORE": str(closed)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert error in done.stderr
    assert {path: path.stat().st_mtime_ns for path in closed.parent.rglob("*")} == before


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`tests/(\w+\.py)::(\w+)`", PAGE)
    assert len(named) > 25
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"(?m)^def {name}\(", (HERE / file).read_text(encoding="utf-8"))
    ]
    assert not missing


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["read", f"http://someone:{SECRET}@127.0.0.1:1/article"], {}),
        (["read", f"http://someone:{SECRET}@not a host/article"], {}),
        (["load", f"http://someone:{SECRET}@127.0.0.1:1/article"], {}),
        (["load", *(f"{scheme}://someone:{SECRET}@127.0.0.1:1/article" for scheme in ("ftp", "http")),
          "feed.xml", "page.txt", "crawl.warc", "--json", "--report", "report.jsonl"], {}),
        (["serve", "--store", "graph", "--host", "192.0.2.1", "--port", "0"], {"SUVIAZ_TOKEN": SECRET}),
        (["link", "--endpoint", f"http://someone:{SECRET}@127.0.0.1:1/sparql"], {}),
        (["status", "--store", f"sparql+http://someone:{SECRET}@127.0.0.1:1/sparql"], {}),
        (["read", "a.txt", "--extractor", "llm", "--llm-model", "m"],
         {"SUVIAZ_LLM_URL": "http://127.0.0.1:1/v1", "SUVIAZ_LLM_KEY": SECRET}),
        (["read", "a.txt", "--extractor", "llm", "--llm-model", "m"],
         {"SUVIAZ_LLM_URL": f"http://someone:{SECRET}@127.0.0.1:1/v1"}),
    ],
)  # fmt: skip
def test_no_secret_is_told(arguments: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    given = {
        "a.txt": TEXT,
        "page.txt": f"---\nurl: http://someone:{SECRET}@example.com/1\nlang: en\n---\n{TEXT}\n",
        "feed.xml": f"<rss><channel><item><link>http://someone:{SECRET}@127.0.0.1:1/article</link></item></channel></rss>",
        "crawl.warc": "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\n"
        f"WARC-Target-URI: http://someone:{SECRET}@example.com/2\r\nContent-Length: {len(TEXT)}\r\n\r\n{TEXT}\r\n\r\n",
    }
    for name, text in given.items():
        (tmp_path / name).write_bytes(text.encode())
    if arguments[0] == "serve":
        with suviaz.open(tmp_path / "graph") as graph:
            assert not graph.load(tmp_path / "a.txt", lang="en").skipped
    done = subprocess.run(
        [sys.executable, "-m", "suviaz", *arguments],
        cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert b"Error: " in done.stderr
    assert b"Traceback" not in done.stderr
    assert SECRET.encode() not in done.stdout + done.stderr
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in given]
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]


def test_an_address_with_a_password_is_no_address_of_an_article(tmp_path: Path) -> None:
    """What a page says of its own address is not taken where it holds a password; the page is read all the same."""
    head = f'<link rel="canonical" href="http://someone:{SECRET}@example.com/article">'
    (tmp_path / "a.html").write_text(f"<html><head>{head}</head><body><p>{TEXT}</p></body></html>", encoding="utf-8")
    with suviaz.open(tmp_path / "graph") as graph:
        assert [step.change for step in graph.load(tmp_path / "a.html", lang="en").loaded] == ["added"]
        assert SECRET not in graph.export("nquads").decode()
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "a.html"]
    assert kept
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]


def test_what_is_hidden_of_an_address() -> None:
    for address, told in (
        (f"http://someone:{SECRET}@a.example/x", "http://…@a.example/x"),
        (f"http://{SECRET}@a.example/x", "http://…@a.example/x"),
        (f"http://someone:half/{SECRET}@a.example/x", "http://…@a.example/x"),
        ("https://a.example/@name/1?by=a@b", "https://a.example/@name/1?by=a@b"),
    ):
        assert without_secrets(address) == told
