"""Full and closed disks, two writers, clocks that go wrong, damage, other versions, backups: docs/reliability.md."""

from __future__ import annotations

import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

import suviaz
from dying import ROOT, Ended, World
from suviaz import decide
from suviaz.errors import BadBackup, CannotWrite, DamagedStore, NewerStore, StoreBusy
from suviaz.model import Article
from suviaz.rdf.decisions import Decision, decision_quads, read_decisions
from suviaz.rdf.terms import OWL, SUPPORT, SV, VOCABULARY
from suviaz.safekeeping import restore
from suviaz.store import Store
from suviaz.store.opening import FORMAT, aside, exchange
from suviaz.store.texts import NAME, Texts
from suviaz.whole import write_whole

TIMES = 6 if os.environ.get("SUVIAZ_THOROUGH") else 1


def refused(ended: Ended, words: str) -> None:
    """One sentence, on one line, in the program's own words, and an exit code that says so."""
    assert ended.code == 1, ended
    assert re.fullmatch(r"Error: [^\n]+\.\n", ended.said), ended.said
    assert re.search(words, ended.said), ended.said


# -- a full disk


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own, of so many megabytes; skips where none can be made."""
    at.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(at)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"No small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)
        at.rmdir()


def fill(disk: Path, left: int) -> Path:
    """Take all room of a disk but so many bytes."""
    filler = disk / "filler"
    usage = os.statvfs(disk)
    with open(filler, "wb") as file:
        file.write(bytes(max(0, usage.f_bavail * usage.f_frsize - left)))
    return filler


WRITING = ("load", "withdraw", "same", "rebuild", "rebuild --texts", "backup", "export", "draw")


def arguments(world: World, verb: str, store: Path) -> tuple[object, ...]:
    what: dict[str, tuple[object, ...]] = {
        "load": ("load", world.sources),
        "withdraw": ("withdraw", "https://www.etnews.com/200812010092"),
        "same": ("same", *world.pair, "--why", "the same words", "--who", "A"),
        "rebuild": ("rebuild",),
        "rebuild --texts": ("rebuild", "--texts"),
        "backup": ("backup", store.parent / "out.tar"),
        "export": ("export", "--format", "trig", "--output", store.parent / "out.trig"),
        "draw": ("draw", "--output", store.parent / "out.html"),
    }
    return (*what[verb], "--store", store)


@pytest.mark.parametrize("verb", WRITING)
def test_without_room_nothing_is_lost_and_with_it_the_verb_is_done(world: World, verb: str) -> None:
    reads = verb in ("backup", "export", "draw")
    start = world.empty if verb == "load" else world.whole
    before = world.stage.state(world.copy(start))["articles"]
    with small_disk(world.place / "disk", 40) as disk:
        store = disk / "work" / "graph"
        shutil.copytree(world.copy(start).parent, store.parent)
        for left in (0, 10_000 if reads else 60_000):
            filler = fill(disk, left)
            refused(world.stage.run(*arguments(world, verb, store)), "room on the disk|cannot be written")
            assert not list(store.parent.glob("*out.*"))
            filler.unlink()
        assert world.stage.state(store)["articles"] == before
        done = world.stage.run(*arguments(world, verb, store))
        assert done.code == 0, done.said


@pytest.mark.parametrize("verb", ["load", "backup", *(WRITING if TIMES > 1 else ())])
def test_files_that_may_not_grow(world: World, verb: str) -> None:
    """As a full disk or a quota would have it, where no disk can be mounted."""
    start = world.empty if verb == "load" else world.whole
    store = world.copy(start)
    before = world.stage.state(store)["articles"]
    for size in (0, 10_000):
        refused(world.stage.run(*arguments(world, verb, store), size=size), "room on the disk|cannot be written")
        assert not list(store.parent.glob("*out.*"))
    assert world.stage.state(store)["articles"] == before
    done = world.stage.run(*arguments(world, verb, store))
    assert done.code == 0, done.said


def test_a_full_disk_does_not_keep_anyone_from_reading(world: World) -> None:
    with small_disk(world.place / "disk", 20) as disk:
        store = disk / "graph"
        shutil.copytree(world.whole, store)
        fill(disk, 0)
        assert world.stage.run("status", "--store", store).code == 0
        assert world.stage.run("query", "agreements", "--store", store).code == 0


def test_standard_output_that_is_full(world: World) -> None:
    command = f'exec "{sys.executable}" -m suviaz query >/dev/full'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert done.returncode == 1
    assert re.fullmatch(r"Error: No space left on device\.?\n", done.stderr), done.stderr


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.txt"
    write_whole(file, b"one")

    def pieces() -> Iterator[bytes]:
        yield b"two"
        raise OSError(28, "No space left on device")

    with pytest.raises(CannotWrite, match=r"b\.txt' cannot be written: No space left"):
        write_whole(file, pieces())
    assert file.read_bytes() == b"one"
    assert [path.name for path in file.parent.iterdir()] == ["b.txt"]
    with pytest.raises(CannotWrite, match="cannot be written"):
        write_whole(file / "c", b"")


# -- a closed disk


@pytest.mark.parametrize("verb", ["load", "same", "rebuild --texts", "backup"])
def test_a_disk_that_may_not_be_written(world: World, verb: str) -> None:
    with small_disk(world.place / "disk", 20) as disk:
        store = disk / "graph"
        shutil.copytree(world.whole, store)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        refused(world.stage.run(*arguments(world, verb, store)), "cannot be (written|made)")
        assert world.stage.run("status", "--store", store).code == 0


@pytest.mark.skipif(os.getuid() == 0, reason="root may write into any folder")
def test_a_folder_that_may_not_be_written(world: World) -> None:
    store = world.copy(world.whole)
    store.chmod(0o500)
    try:
        refused(world.stage.run("load", world.sources, "--store", store), "cannot be written")
        assert world.stage.run("status", "--store", store).code == 0
    finally:
        store.chmod(0o700)


# -- two writers


def test_a_second_writer_is_refused_and_readers_go_on(world: World) -> None:
    store = world.copy(world.whole)
    with Store(store):
        for verb in ("load", "withdraw", "same", "rebuild", "rebuild --texts"):
            refused(world.stage.run(*arguments(world, verb, store)), "open for writing")
        for verb in ("export", "draw", "backup"):
            assert world.stage.run(*arguments(world, verb, store)).code == 0
        backup = store.parent / "out.tar"
        refused(world.stage.run("restore", backup, "--force", "--store", store), "open for writing")
    assert world.stage.run(*arguments(world, "load", store)).code == 0


# -- clocks

CLOCKS = {
    "decide.py": {"now"},  # when a person decided
    "rdf/registry.py": {"st_mtime_ns"},  # whether the registry's files are others than those read before
    "remote/endpoint.py": {"time"},  # how long to wait before asking again
    "web/workers.py": {"st_mtime_ns"},  # whether the file of decisions is another
}
"""The modules that look at the clock of the day, and with what."""


def test_nothing_else_looks_at_the_clock() -> None:
    """A clock that measures how long something takes (monotonic) cannot be put back."""
    clocks = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime", "strftime", "ctime", "asctime"}
    clocks |= {"st_mtime", "st_ctime", "st_mtime_ns", "st_ctime_ns", "getmtime", "getctime"}
    source = ROOT / "src" / "suviaz"
    found: dict[str, set[str]] = {}
    for path in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Attribute) or node.attr not in clocks:
                continue
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr.startswith(("st_", "get")) or of in ("time", "datetime", "date"):
                found.setdefault(path.relative_to(source).as_posix(), set()).add(node.attr)
    assert found == CLOCKS


UNDER = """
import sys
from datetime import date
from suviaz import collection
folder, sources, day, *names = sys.argv[1:]
assert date.today().isoformat() == day
for name in names:
    with collection.Collection(f"{folder}/{name}") as graph:
        print(*sorted(graph.load(sources).changes.items()))
        open(f"{folder}/{day}.{name}", "wb").write(graph.export("trig") + graph.draw("svg"))
        graph.backup(f"{folder}/{day}.{name}.tar")
"""


def test_a_clock_that_goes_back_changes_nothing(tmp_path: Path) -> None:
    """First it is 2099, then 1999: what is written is the same, and what was loaded is known."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        message = "libfaketime is not installed: no clock can be put back."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    sources = tmp_path / "articles"
    sources.mkdir()
    shutil.copy(ROOT / "data" / "articles" / "2011-06-27-days-of-science-en.txt", sources)
    said = []
    for day, *names in (("2099-05-05", "old"), ("1999-05-05", "old", "new")):
        clock = {"LD_PRELOAD": str(library), "FAKETIME": f"@{day} 12:00:00", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        done = subprocess.run(
            [sys.executable, "-c", UNDER, str(tmp_path), str(sources), day, *names],
            capture_output=True, text=True, env={**os.environ, **clock},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        said += done.stdout.splitlines()
    assert said == ["('added', 1)", "('unchanged', 1)", "('added', 1)"]
    for ending in ("", ".tar"):
        written = [
            (tmp_path / f"{name}{ending}").read_bytes()
            for name in ("2099-05-05.old", "1999-05-05.old", "1999-05-05.new")
        ]
        assert written[0] == written[1] == written[2]


def test_the_last_decision_is_the_last_taken_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "_now", lambda: datetime(2030, 1, 1, tzinfo=UTC))
    first = decide._dated([], Decision("", "same", ("a", "b"), "A", "one"))
    monkeypatch.setattr(decide, "_now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    second = decide._dated([first], Decision("", "same", ("a", "c"), "A", "one"))
    assert first.when < second.when
    assert sorted([second, first]) == [first, second]
    assert decide._dated([first, second], Decision("", "same", ("a", "b"), "A", "one")) == first
    moment = datetime(2031, 1, 1, 0, 0, 0, 118_000, tzinfo=UTC)
    monkeypatch.setattr(decide, "_now", lambda: moment)
    taken: list[Decision] = []
    for number in range(12):  # the engine writes .120 as .12
        taken.append(decide._dated(taken, Decision("", "same", ("urn:a", f"urn:b{number}"), "A", "one")))
    store = ox.Store()
    store.extend(quad for decision in taken for quad in decision_quads(decision))
    assert read_decisions(store).all == tuple(taken)
    monkeypatch.setattr(decide, "_now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    odd = Decision("once upon a time", "same", ("x", "y"), "A", "one")
    assert decide._dated([odd], Decision("", "same", ("a", "b"), "A", "one")).when == "2020-01-01T00:00:00.001Z"


# -- damage


def damaged(store: Path, how: str, rng: random.Random) -> str:
    """Damage one file of the database; returns what was done."""
    names = sorted(p.name for p in store.iterdir() if p.name.startswith(("MANIFEST", "CURRENT")) or p.suffix == ".sst")
    file = store / rng.choice(names)
    data = bytearray(file.read_bytes())
    place = rng.randrange(len(data))
    if how == "gone":
        file.unlink()
    else:
        if how == "cut":
            del data[place:]
        elif how == "flip":
            data[place] ^= 1 << rng.randrange(8)
        else:
            data[place : place + 512] = bytes(len(data[place : place + 512]))
        file.write_bytes(data)
    return f"{how} {file.name} at {place}"


@pytest.mark.parametrize("how", ["gone", "cut", "flip", "zeros"])
def test_damage_is_told_or_does_no_harm_and_the_texts_repair_it(world: World, how: str) -> None:
    expected = world.stage.state(world.copy(world.whole))
    rng = random.Random(how)
    told = 0
    for number in range(2 * TIMES):
        store = world.copy(world.whole)
        what = damaged(store, how, rng)
        ended = world.stage.run(*arguments(world, "export" if number % 2 else "rebuild", store))
        if ended.code:
            refused(ended, "is damaged .*rebuild --texts")
            told += 1
        if number % 4 == 0:
            repaired = world.stage.run(*arguments(world, "rebuild --texts", store))
            assert repaired.code == 0, (what, repaired.said)
            assert world.stage.state(store) == expected, what
            assert world.stage.run("load", world.sources, "--store", store).said.startswith("5 articles (0 added, 0 c")
    assert told


def test_nothing_is_made_of_a_store_that_lost_its_first_file(world: World) -> None:
    """The engine would make an empty database, and clear the rest away."""
    store = world.copy(world.whole)
    for name in [*(p.name for p in store.glob("*.log")), "CURRENT"]:
        (store / name).unlink()
    files = sorted(p.name for p in store.glob("*.sst"))
    for verb in ("load", "export"):
        refused(world.stage.run(*arguments(world, verb, store)), "CURRENT is gone.*rebuild --texts")
    assert sorted(p.name for p in store.glob("*.sst")) == files
    (store / NAME).unlink()
    refused(world.stage.run(*arguments(world, "rebuild --texts", store)), "so are its texts; restore a backup")


def test_a_damaged_database_is_kept(world: World) -> None:
    store = world.copy(world.whole)
    (store / "CURRENT").write_text("nonsense")
    done = world.stage.run(*arguments(world, "rebuild --texts", store))
    assert "Rebuilt from 5 texts." in done.said
    assert "graph.damaged'" in done.said
    assert (store.parent / "graph.damaged" / "CURRENT").read_text() == "nonsense"


def test_damaged_texts_are_passed_over_and_made_whole(world: World) -> None:
    store = world.copy(world.whole)
    data = (store / NAME).read_bytes()
    lines = data.splitlines(keepends=True)
    place = len(lines[0]) + 30
    (store / NAME).write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] + b'{"url": nul')
    assert Texts(store).damaged() == 2
    assert len(list(Texts(store).articles())) == 4
    assert world.stage.run("rebuild", "--store", store).code == 0
    assert sorted((store / NAME).read_bytes().splitlines()) == sorted(data.splitlines())
    # And where the database is gone as well, what is lost is told.
    (store / NAME).write_bytes(b"".join([lines[0][:50] + b"\n", *lines[1:]]))
    (store / "CURRENT").unlink()
    done = world.stage.run(*arguments(world, "rebuild --texts", store))
    assert done.code == 0
    assert "1 line of the texts could not be read" in done.said


def test_an_article_of_which_only_the_text_is_there_is_read(world: World) -> None:
    """A killed load leaves one; so does a log of the database that lost its end."""
    store = world.copy(world.whole)
    Texts(store).keep([Article("Belarus and Korea signed a memorandum in Minsk.", "en", "https://a.example/1")])
    with suviaz.open(store, read_only=True) as graph:
        assert graph.status()["kept as text only"] == 1
    assert world.stage.run("rebuild", "--store", store).code == 0
    with suviaz.open(store, read_only=True) as graph:
        assert graph.status()["Article"] == 6
        assert "kept as text only" not in graph.status()


def test_texts_are_added_whole_after_an_unfinished_line(tmp_path: Path) -> None:
    texts = Texts(tmp_path)
    one, other = Article("One.", "en"), Article("Два\u2028два.", "ru", "https://a.example/", "Т", "2017-04-26")
    texts.keep([one])
    with open(tmp_path / NAME, "ab") as file:
        file.write(b'{"url": null, "ti')
    texts.keep([other])
    assert list(texts.articles()) == [one, other]
    assert texts.last() == other
    assert texts.damaged() == 1
    texts.keep([one])
    texts.drop(other.key)
    assert list(texts.articles()) == [one]
    assert texts.last() is None
    texts.complete([one, other])
    assert list(texts.articles()) == [one, other]
    assert texts.damaged() == 0


def test_whoever_dies_between_two_names_leaves_the_old_store(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store = world.copy(world.whole)
    shutil.copytree(world.empty, aside(store, "new"))
    rename = Path.rename

    def once(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", once)
    with pytest.raises(KeyboardInterrupt):
        exchange(store)
    monkeypatch.undo()
    assert not store.exists()
    assert len(world.stage.state(store)["articles"]) == 5


# -- other versions


def marked(store: Path, format: str, ontology: str | None = None) -> None:
    """Let a store say that another version wrote it."""
    raw = ox.Store(str(store))
    raw.remove(FORMAT)
    raw.add(ox.Quad(SUPPORT, FORMAT.predicate, ox.Literal(format), SUPPORT))
    if ontology:
        node, version = ox.NamedNode(SV.rstrip("#")), ox.NamedNode(OWL + "versionInfo")
        for quad in list(raw.quads_for_pattern(node, version, None, None)):
            raw.remove(quad)
            raw.add(ox.Quad(node, version, ox.Literal(ontology), quad.graph_name))
    raw.flush()


@pytest.mark.parametrize("first", ["export", "rebuild"])
def test_a_store_of_an_older_format_is_made_anew_by_whoever_opens_it(world: World, first: str) -> None:
    """Format 1 merged passages, too, and older stores kept no texts."""
    expected = world.stage.state(world.copy(world.whole))
    store = world.copy(world.whole)
    marked(store, "1")
    raw = ox.Store(str(store))
    evidence = [q for q in raw if str(q.graph_name).endswith("--evidence>")]
    raw.extend([ox.Quad(q.subject, q.predicate, q.object) for q in evidence])
    del raw
    (store / NAME).unlink()
    assert world.stage.run(*arguments(world, first, store)).code == 0
    assert world.stage.state(store) == expected


def test_an_older_store_that_may_not_be_made_anew_is_refused(world: World) -> None:
    store = world.copy(world.whole)
    marked(store, "2")
    with Store(store) as busy:
        busy.raw.remove(FORMAT)
        busy.raw.add(ox.Quad(SUPPORT, FORMAT.predicate, ox.Literal("2"), SUPPORT))
        busy.raw.flush()
        refused(world.stage.run(*arguments(world, "export", store)), "older version; run `suviaz rebuild`")


def test_an_older_ontology_is_replaced_and_articles_are_read_again(world: World) -> None:
    expected = world.stage.state(world.copy(world.whole))
    store = world.copy(world.whole)
    marked(store, "3", "0.9.0")
    raw = ox.Store(str(store))
    for quad in list(raw.quads_for_pattern(SUPPORT, ox.NamedNode(SV + "sources"), None, SUPPORT)):
        raw.remove(quad)
    facts = [q for q in raw if q.predicate.value == SV + "hasField"]
    for quad in facts:  # as if an older version had not read them
        raw.remove(quad)
    del raw
    assert facts
    assert world.stage.run("rebuild", "--store", store).code == 0
    with Store.read_only(store) as opened:
        said = opened.graph(VOCABULARY)
        assert [q.object.value for q in said if q.predicate.value == OWL + "versionInfo"] == ["1.0.0"]  # type: ignore[union-attr]
    assert world.stage.state(store) != expected
    assert world.stage.run("rebuild", "--texts", "--store", store).code == 0
    assert world.stage.state(store) == expected


@pytest.mark.parametrize(("format", "ontology"), [("5", None), ("4", "1.10.0")])
def test_a_store_of_a_newer_version_is_refused(world: World, format: str, ontology: str | None) -> None:
    store = world.copy(world.whole)
    marked(store, format, ontology)
    for verb in WRITING:
        refused(world.stage.run(*arguments(world, verb, store)), "newer version of Suviaz")
    for read_only in (True, False):
        with pytest.raises(NewerStore):
            Store(store, read_only=read_only)


# -- backups


@pytest.fixture(scope="module")
def backup(world: World) -> Path:
    """A backup of the whole graph with a decision."""
    store = world.copy(world.whole)
    assert world.stage.run(*arguments(world, "same", store)).code == 0
    file = world.place / "kept.tar"
    assert world.stage.run("backup", file, "--store", store).code == 0
    return file


def test_a_backup_restores_to_the_same(world: World, backup: Path) -> None:
    original = world.copy(world.whole)
    assert world.stage.run(*arguments(world, "same", original)).code == 0
    expected = world.stage.state(original)
    decisions = Path(f"{original}.decisions.ttl").read_bytes()
    store = world.place / "restored" / "graph"
    shutil.rmtree(store.parent, ignore_errors=True)
    assert world.stage.run("restore", backup, "--store", store).code == 0
    assert world.stage.state(store) == expected
    assert Path(f"{store}.decisions.ttl").read_bytes() == decisions
    again = store.parent / "again.tar"
    assert world.stage.run("backup", again, "--store", store).code == 0
    assert again.read_bytes() == backup.read_bytes()
    # What was loaded before is known.
    assert "5 unchanged" in world.stage.run("load", world.sources, "--store", store).said


def test_a_backup_of_one_moment_beside_a_writer(world: World, backup: Path) -> None:
    store = world.copy(world.whole)
    assert world.stage.run(*arguments(world, "same", store)).code == 0
    with Store(store) as writer:
        assert world.stage.run("backup", store.parent / "now.tar", "--store", store).code == 0
        assert (store.parent / "now.tar").read_bytes() == backup.read_bytes()
        writer.withdraw("https://www.etnews.com/200812010092")
        writer.flush()
        done = world.stage.run("backup", store.parent / "now.tar", "--store", store)
        assert "4 articles" in done.said


def test_nothing_that_is_there_is_replaced_unasked(world: World, backup: Path) -> None:
    store = world.copy(world.empty)
    before = world.stage.state(store)
    refused(world.stage.run("restore", backup, "--store", store), "is there already.*--force")
    assert world.stage.state(store) == before
    shutil.rmtree(store)
    Path(f"{store}.decisions.ttl").write_text("")
    refused(world.stage.run("restore", backup, "--store", store), r"decisions.ttl' is there already.*--force")
    assert not store.exists()
    assert world.stage.run("restore", backup, "--store", store, "--force").code == 0


def test_a_damaged_backup_is_refused_and_nothing_is_changed(world: World, backup: Path) -> None:
    store = world.copy(world.empty)
    before = world.stage.state(store)
    whole, spoilt = backup.read_bytes(), world.place / "spoilt.tar"
    with tarfile.open(backup) as tar:
        used = [range(m.offset, m.offset + 345) for m in tar] + [
            range(m.offset_data, m.offset_data + m.size) for m in tar
        ]
    rng = random.Random(5)
    changes = [whole[:n] for n in (0, 100, 512, 1024, len(whole) // 2)] + [b"nonsense", b"\0" * 10240]
    for _ in range(60 * TIMES):
        place = rng.choice(rng.choice(used))
        changes.append(whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :])
    for data in changes:
        spoilt.write_bytes(data)
        with pytest.raises(BadBackup, match="is damaged, or no backup; nothing was changed"):
            restore(spoilt, store, force=True)
    for path, said in ((store, "cannot be opened"), (world.place / "none.tar", "cannot be opened: No such file")):
        with pytest.raises(BadBackup, match=said):
            restore(path, store, force=True)
    assert world.stage.state(store) == before


def test_names_within_a_backup_lead_nowhere(world: World, backup: Path, tmp_path: Path) -> None:
    with tarfile.open(backup) as tar, tarfile.open(tmp_path / "more.tar", "w") as more:
        for member in tar:
            more.addfile(member, tar.extractfile(member))
        more.add(backup, "../evil")
    with pytest.raises(BadBackup):
        restore(tmp_path / "more.tar", tmp_path / "graph")
    assert {path.name for path in tmp_path.iterdir()} == {"more.tar"}


def test_errors_have_classes_that_one_can_tell_apart() -> None:
    assert issubclass(NewerStore, DamagedStore)
    assert not issubclass(CannotWrite, (DamagedStore, StoreBusy, BadBackup))
