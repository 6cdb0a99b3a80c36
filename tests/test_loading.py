"""Loading again and loading on: what was loaded from the same bytes is not read again, and only that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from suviaz import articles, collection, journal, pipeline, reader, validate
from suviaz.cli.loading import _Tally
from suviaz.cli.screen import Progress, Screen
from suviaz.collection import Collection
from suviaz.pipeline import Loaded, Outcome
from suviaz.reader import AHEAD, Reader, Skipped, by_processes, read_all

TEXT = (
    "---\nurl: https://news.example/{n}\npublished: 2017-04-26\nlang: be\n---\n"
    "26 красавіка ў Мінску прайшла сустрэча міністра культуры Беларусі Івана Іванова нумар {n}.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of five articles and of one that is none."""
    (tmp_path / "in").mkdir()
    for number in range(5):
        write(tmp_path / "in", number)
    (tmp_path / "in" / "z.txt").write_text("")
    return tmp_path / "in"


READER, VALIDATOR = lru_cache(reader.Reader), lru_cache(validate.Validator)


@pytest.fixture(autouse=True)
def _ready_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Languages and shapes are made ready once, not for each of the many loads here."""
    monkeypatch.setattr(reader, "Reader", READER)
    monkeypatch.setattr(validate, "Validator", VALIDATOR)
    monkeypatch.setattr(pipeline, "TOGETHER", 2)


def write(folder: Path, number: int, more: str = "") -> None:
    (folder / f"{number}.txt").write_text(TEXT.format(n=number) + more, encoding="utf-8")


@pytest.fixture
def read_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, not only looked at."""
    names: list[str] = []
    true = reader.read_piece

    def noted(piece: articles.Piece, *rest: object) -> object:
        names.append(Path(piece.where).stem)
        return true(piece, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "read_piece", noted)
    return names


def changes(store: Path, folder: Path, **more: object) -> list[str]:
    with Collection(store) as graph:
        return [getattr(step, "change", "skipped") for step in graph.loading(folder, **more)]  # type: ignore[arg-type]


def test_again_reads_nothing(folder: Path, tmp_path: Path, read_again: list[str]) -> None:
    store = tmp_path / "g"
    with Collection(store) as graph:
        first = graph.load(folder)
    assert read_again == [*"01234z"]
    read_again.clear()
    with Collection(store) as graph:
        again = graph.load(folder)
    # What could not be read is tried again: it may have been a matter of time or network.
    assert read_again == ["z"]
    assert again.changes == {"unchanged": 5}
    for one, other in zip(first.loaded, again.loaded, strict=True):
        assert (one.key, one.title, one.facts, one.warnings, one.unknown, one.quarantined) == (
            other.key, other.title, other.facts, other.warnings, other.unknown, other.quarantined,
        )  # fmt: skip


def test_only_what_changed_is_read(folder: Path, tmp_path: Path, read_again: list[str]) -> None:
    store = tmp_path / "g"
    changes(store, folder)
    read_again.clear()
    write(folder, 1, "Тэкст.\n")
    write(folder, 7)
    assert changes(store, folder) == ["unchanged", "changed", "unchanged", "unchanged", "unchanged", "added", "skipped"]
    assert read_again == ["1", "7", "z"]


def test_another_program_or_language_reads_all(
    folder: Path, tmp_path: Path, read_again: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "g"
    changes(store, folder)
    for option in ({"lang": "be"}, {}):
        read_again.clear()
        changes(store, folder, **option)
        assert read_again == [*"01234z"]
    monkeypatch.setattr(journal, "program", lambda: "another")
    read_again.clear()
    changes(store, folder)
    assert read_again == [*"01234z"]


def test_the_store_has_the_last_word(folder: Path, tmp_path: Path, read_again: list[str]) -> None:
    store = tmp_path / "g"
    changes(store, folder)
    with Collection(store) as graph:
        graph.withdraw("https://news.example/3")
    read_again.clear()
    assert changes(store, folder)[3] == "added"
    assert read_again == ["3", "z"]
    # Another store in its place knows nothing of the journal.
    shutil.rmtree(store)
    read_again.clear()
    assert changes(store, folder) == ["added"] * 5 + ["skipped"]


def test_an_older_copy_put_back_is_loaded_anew(folder: Path, tmp_path: Path, read_again: list[str]) -> None:
    store = tmp_path / "g"
    changes(store, folder)
    shutil.copytree(store, tmp_path / "copy")
    write(folder, 1, "Тэкст.\n")
    changes(store, folder)
    shutil.rmtree(store)
    shutil.move(tmp_path / "copy", store)
    read_again.clear()
    assert changes(store, folder) == ["unchanged", "changed", "unchanged", "unchanged", "unchanged", "skipped"]
    assert "1" in read_again


@pytest.mark.parametrize("damage", ["bytes", "folder", "table"])
def test_a_journal_that_cannot_be_used_is_done_without(folder: Path, tmp_path: Path, damage: str) -> None:
    store, path = tmp_path / "g", tmp_path / "g.journal"
    changes(store, folder)
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    if damage == "bytes":
        path.write_bytes(b"no database at all " * 100)
    elif damage == "folder":
        path.mkdir()
    else:
        import sqlite3

        with sqlite3.connect(path) as file:
            file.execute("CREATE TABLE done (x)")
        file.close()
    for _ in range(2):
        assert changes(store, folder) == ["unchanged"] * 5 + ["skipped"]


def test_two_texts_of_one_article_end_alike(tmp_path: Path) -> None:
    """The last source wins, whoever read it and whenever it was known."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate("ab"):
        (folder / f"{name}.txt").write_text(TEXT.format(n=1) + f"Тэкст {number}.\n", encoding="utf-8")
    texts = set()
    for jobs in (1, 2):
        store = tmp_path / f"g{jobs}"
        assert changes(store, folder, jobs=jobs) == ["added", "changed"]
        assert changes(store, folder, jobs=jobs) == ["changed", "changed"]
        with Collection(store, read_only=True) as graph:
            texts.add(graph.articles()[0].sha256)
    assert len(texts) == 1


def gone_on(steps: list[str]) -> int:
    """How many articles were there already; all others are added then."""
    there = steps.count("unchanged")
    assert steps == ["unchanged"] * there + ["added"] * (5 - there) + ["skipped"]
    return there


def test_a_load_that_was_stopped_goes_on(folder: Path, tmp_path: Path, read_again: list[str]) -> None:
    store = tmp_path / "g"
    with Collection(store) as graph:
        steps = graph.loading(folder)
        next(steps), next(steps), next(steps)
        steps.close()  # type: ignore[attr-defined]
    read_again.clear()
    assert gone_on(changes(store, folder)) >= 3
    assert not {*read_again} & {*"012"}


def test_a_process_that_was_killed_leaves_nothing_half_known(folder: Path, tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom suviaz import pipeline\nfrom suviaz.collection import Collection\n"
        "pipeline.TOGETHER = 2\n"
        "for n, step in enumerate(Collection(sys.argv[1]).loading(sys.argv[2])):\n    if n == 2: os._exit(9)\n"
    )
    store = tmp_path / "g"
    assert subprocess.run([sys.executable, "-c", code, str(store), str(folder)], env=dict(os.environ)).returncode == 9
    assert gone_on(changes(store, folder)) >= 3


def test_reading_waits_for_storing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a million articles no more are under way than the processes can be ahead."""
    pulled = []

    def endless(source: str, **_: object) -> Iterator[articles.Piece]:
        for number in range(10_000):
            pulled.append(number)
            yield articles.Piece(f"{number}", TEXT.format(n=number).encode(), ".txt")

    monkeypatch.setattr(articles, "pieces", endless)
    steps = read_all(["x"], Reader(), jobs=2)
    for _ in range(3):
        next(steps)
    assert len(pulled) <= AHEAD * 2 + 4
    steps.close()  # type: ignore[attr-defined]


def test_reading_goes_on_while_many_are_stored() -> None:
    """As many as are stored at once may be ahead, in bundles, unless they are long."""
    pulled = []

    def endless(padding: bytes) -> Iterator[articles.Piece]:
        for number in range(10_000):
            pulled.append(number)
            yield articles.Piece("one", padding)

    for padding, least, most in ((b"", 200, 240), (b" " * 1_000_000, 1, 30)):
        pulled.clear()
        found = by_processes(endless(padding), len_of, 2, ahead=200)
        assert [next(found) for _ in range(3)] == [len(padding)] * 3
        assert least <= len(pulled) <= most
        found.close()  # type: ignore[attr-defined]


def len_of(piece: articles.Piece) -> int:
    return len(piece.data)


def test_articles_come_in_their_order_the_known_among_them() -> None:
    pieces = [articles.Piece(f"{number}", b"x" * number) for number in range(300)]
    found = by_processes(iter(pieces), len_of, 2, ahead=64, known=lambda piece: len(piece.data) % 7 == 0)
    expected = [piece if number % 7 == 0 else number for number, piece in enumerate(pieces)]
    assert list(found) == expected


def test_what_is_told_at_the_end_does_not_grow_with_the_articles() -> None:
    def fill(number: int) -> tuple[_Tally, int]:
        tally = _Tally()
        tracemalloc.start()
        for n in range(number):
            tally.add(Loaded(f"s{n}", f"k{n}", "t", "added", 3, ("a",), ("b",), warnings=(f"s{n}: no date.",)))
            tally.add(Skipped(f"x{n}", f"x{n} is empty."))
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return tally, size

    (_, small), (tally, large) = fill(500), fill(5000)
    assert large < small + 20_000
    assert (tally.number, tally.skipped, tally.facts) == (10_000, 5000, 15_000)


def test_the_rest_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    tally = _Tally()
    for n in range(1234):
        tally.add(Skipped(f"x{n}", f"x{n} is empty."))
    tally.tell(Screen())
    said = capsys.readouterr().err.splitlines()
    assert said[1] == "Error: 1,234 sources could not be read:"
    assert said[-1] == "… and 1,034 more; --report FILE lists them all."


def test_report_and_json(folder: Path, tmp_path: Path) -> None:
    (folder / "README.md").write_text("about")
    (folder / "nodate.txt").write_text("Сёння ў Мінску адкрылася выстава.", encoding="utf-8")
    command = [sys.executable, "-m", "suviaz", "load", "in", "--store", "g", "--json", "--report", "r.jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 3, done.stderr
    steps = json.loads(done.stdout)
    assert [step["kind"] for step in steps] == ["loaded"] * 6 + ["skipped"]
    report = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    source = os.path.join("in", "")
    assert [(line["kind"], line["source"].removeprefix(source)) for line in report] == [
        ("no article", "README.md"), ("warning", "nodate.txt"), ("skipped", "z.txt"),
    ]  # fmt: skip
    assert report[-1]["reason"] == f"{source}z.txt is empty."
    nothing = subprocess.run([*command[:4], "z", *command[5:]], cwd=tmp_path, capture_output=True, text=True)
    assert json.loads(nothing.stdout)[0]["kind"] == "skipped"


def test_a_bar_says_how_fast_and_how_long(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    now = [0.0]
    bar = Progress(1200, shown=True, clock=lambda: now[0])
    for _ in range(600):
        now[0] += 0.5
        bar.step("Навіна\x1b[2J")
    last = capsys.readouterr().err.rpartition("\r")[2]
    assert last == "█" * 10 + "░" * 10 + " 600/1,200 · 2.0/s · 5 min left Навіна\\x1b[2J"
    # A slow site in the middle: the rate is that of lately, and nothing is drawn ten times a second.
    for _ in range(300):
        now[0] += 0.01
        bar.step("a")
    told = capsys.readouterr().err
    assert told.count("\r") <= 31
    unknown = Progress(None, shown=True, clock=lambda: now[0])
    for _ in range(20):
        now[0] += 0.2
        unknown.step("a")
    assert capsys.readouterr().err.rpartition("\r")[2] == "20 · 5.0/s a"


def test_read_asks_no_journal(folder: Path) -> None:
    for _ in range(2):
        assert sum(1 for _ in collection.read(str(folder))) == 6
    assert not list(folder.parent.glob("*.journal"))


def test_stepwise_in_memory_has_no_journal(folder: Path) -> None:
    from suviaz.store import Store

    with Store() as store:
        for _ in range(2):
            outcome = Outcome.of(pipeline.stepwise([str(folder)], store))
        assert outcome.changes == {"unchanged": 5}
    assert not list(folder.parent.glob("*.journal"))
