"""Whatever a file holds, reading it ends soon, within bounds of memory, with articles or with sentences."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import subprocess
import sys
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nasty
import papers
from suviaz.articles import Limits
from suviaz.articles.contents import contents
from suviaz.articles.file import draft_of
from suviaz.articles.listing import entries
from suviaz.errors import UnreadableArticle

STEP = 1 if os.environ.get("SUVIAZ_THOROUGH") else 4
"""One file of so many; all of them with SUVIAZ_THOROUGH."""

# Reads each file of the folder as `load` would up to storing, in a process whose memory can be told from the test's.
READ = """
import json, resource, sys, time
from pathlib import Path
from suviaz import grammar
from suviaz.articles import Failure, read
from suviaz.articles.visitor import Visitor
from suviaz.reader import Reader
reader, visitor = Reader(), Visitor(offline=True)
for path in sorted(Path(sys.argv[1]).iterdir()):
    start, texts, problems = time.process_time(), [], []
    for found in read(str(path), known=grammar.spellings(), find_date=reader.date, visitor=visitor):
        if isinstance(found, Failure):
            problems.append(str(found.error))
            continue
        found.article.text.encode()
        if len(texts) < 3:  # five thousand times the same would only take time
            reader.read(found.article)
        texts.append(found.article.text)
    said = {"seconds": time.process_time() - start, "texts": len(texts), "problems": problems}
    said["held"] = any("root:" in text for text in texts)
    # Not ru_maxrss: that of a process counts what its parent held when it was begun.
    said["megabytes"] = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    said["megabytes of PDF"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps([path.name, said]), flush=True)
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder = tmp_path_factory.mktemp("nasty")
    for number, (name, data) in enumerate(nasty.files()):
        if number % STEP == 0:
            (folder / name).write_bytes(data)
    done = subprocess.run([sys.executable, "-c", READ, str(folder)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    assert not done.stderr, done.stderr[-3000:]
    return dict(json.loads(line) for line in done.stdout.splitlines())


def test_there_are_many(outcomes: dict[str, dict[str, object]]) -> None:
    assert len(outcomes) > 300 // STEP


def test_each_failure_is_one_sentence_that_names_the_file(outcomes: dict[str, dict[str, object]]) -> None:
    for name, said in outcomes.items():
        assert said["texts"] or said["problems"] or name.startswith(("zips-", "tars-", "warcs-")), (
            f"{name}: nothing was said"
        )
        for problem in said["problems"]:  # type: ignore[attr-defined]
            assert problem.endswith("."), problem
            assert problem.isprintable() or not problem.isascii(), problem
            assert "\n" not in problem
            assert name in problem or "https://" in problem, problem


def test_none_takes_long(outcomes: dict[str, dict[str, object]]) -> None:
    """A few tenths of a second here; the bound leaves room for a busy machine, and none for a hang."""
    assert not {name: said["seconds"] for name, said in outcomes.items() if said["seconds"] > 15}  # type: ignore[operator]


def test_none_takes_all_the_memory(outcomes: dict[str, dict[str, object]]) -> None:
    """Bombs of a hundred and more megabytes are among them, and the languages' own data is two hundred."""
    last = list(outcomes.values())[-1]
    assert last["megabytes"] < 700, last  # type: ignore[operator]
    assert last["megabytes of PDF"] < 1200, last  # type: ignore[operator]


def test_nothing_else_is_opened(outcomes: dict[str, dict[str, object]]) -> None:
    """No entity, link or name leads to a file of the machine."""
    assert not [name for name, said in outcomes.items() if said["held"]]


# Chance finds what nobody thinks of: whole files with bytes changed, cut and put together anew.

WHOLE = {
    ".zip": papers.zipped({"a.txt": nasty.WORDS.encode(), "b.html": b"<html><p>" + nasty.WORDS.encode()}),
    ".tar": papers.tarred({"a.txt": nasty.WORDS.encode()}),
    ".tar.gz": papers.tarred({"a.txt": nasty.WORDS.encode()}, "gz"),
    ".tar.xz": papers.tarred({"a.txt": nasty.WORDS.encode()}, "xz"),
    ".txt.bz2": bz2.compress(nasty.WORDS.encode()),
    ".warc": papers.record(
        "https://a.example/", b"<html><p>" + nasty.WORDS.encode(), headers={"Transfer-Encoding": "chunked"}
    ),
    ".warc.gz": papers.warc(
        papers.record("https://a.example/", gzip.compress(b"<p>a"), headers={"Content-Encoding": "gzip"}), pack=True
    ),
    ".jsonl": json.dumps({"text": nasty.WORDS, "published": "2017-04-26", "url": "https://a.example/"}).encode()
    + b"\n{}",
    ".xml": b'<?xml version="1.0"?><rss><item><link>https://a.example/</link><pubDate>2017-04-26</pubDate></item></rss>',
    ".html": b"<html><title>a</title><body><h1>a</h1><time datetime=2017-04-26>1</time><p>" + nasty.WORDS.encode(),
    ".md": f"---\nlang: be\n---\n# {nasty.WORDS}\n\n- [a](b)\n".encode(),
}


@st.composite
def changed(draw: st.DrawFn, whole: bytes) -> bytes:
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        how = draw(st.sampled_from(["byte", "cut", "drop", "twice", "insert"]))
        size = draw(st.integers(1, 40))
        if how == "byte":
            data[place : place + 1] = bytes([draw(st.integers(0, 255))])
        elif how == "cut":
            del data[place:]
        elif how == "drop":
            del data[place : place + size]
        elif how == "twice":
            data[place:place] = data[place : place + size]
        else:
            data[place:place] = draw(st.binary(max_size=20))
    return bytes(data)


SMALL = Limits(size=200_000, document=1_000_000, slack=1_000_000, seconds=10)


@pytest.mark.parametrize("kind", WHOLE)
def test_chance_finds_no_way_out(kind: str) -> None:
    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(changed(WHOLE[kind]))
    def any_bytes(data: bytes) -> None:
        for piece in contents(io.BytesIO(data), "x", SMALL, name=f"x{kind}"):
            assert piece.where.startswith("x")
            assert len(piece.data) <= 4 * SMALL.size or piece.kind == "listing"
            if piece.kind == "listing":
                assert all(isinstance(entry.url, str) for entry in entries(piece.data, None))
                continue
            try:
                draft = draft_of(piece, SMALL)
            except UnreadableArticle as error:
                assert str(error).startswith(piece.where)  # noqa: PT017 - either outcome is right
            else:
                draft.text.encode()
                assert draft.text.strip()

    any_bytes()


def test_chance_finds_no_way_out_of_a_pdf() -> None:
    """In this process, where an exception is seen: the one that reads PDF turns each into a sentence."""
    from suviaz.articles import pdfwords

    whole = papers.pdf(["Новая выстава", "", "Сёння ў Мінску."], pack=False)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(changed(whole))
    def any_bytes(data: bytes) -> None:
        try:
            for words in pdfwords.pages(data, 10, 1000):
                words.encode()
        except Exception as error:
            assert not isinstance(error, MemoryError | AssertionError)  # noqa: PT017 - whatever it is, main() tells it

    any_bytes()


def test_a_zip_with_every_flag_changed() -> None:
    """Every byte of the directory, one after another: damage is told, and what is whole is read."""
    whole = papers.zipped({"a.txt": nasty.WORDS.encode()}, method=zipfile.ZIP_STORED)
    for place in range(whole.index(b"PK\x01\x02"), len(whole)):
        for value in (0, 255):
            data = whole[:place] + bytes([value]) + whole[place + 1 :]
            for piece in contents(io.BytesIO(data), "x", SMALL, name="x.zip"):
                assert piece.problem or piece.data == nasty.WORDS.encode()


def test_the_screen_shows_no_article_its_controls(capsys: pytest.CaptureFixture[str]) -> None:
    """A title may hold what would move the cursor, rename the window or turn the line around."""
    from suviaz.cli.screen import Screen

    Screen().note("a\x1b[2J\x07\x9b1m\u202eb\u2066\r\tc\nd")
    Screen().fail("\x1b]0;owned\x07")
    said = capsys.readouterr().err
    assert not set(said) & set("\x1b\x07\x9b\u202e\u2066\r")
    assert said.splitlines()[0] == "a\\x1b[2J\\x07\\x9b1m\\u202eb\\u2066\\r\tc"
