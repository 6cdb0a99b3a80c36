"""Reading by several processes or machines: whatever the engine, the graph is the one that a single process makes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner

from suviaz import articles, cluster, collection, pipeline, reader, resources, validate
from suviaz.articles.draft import Limits
from suviaz.articles.file import draft_of
from suviaz.cli import suviaz as command
from suviaz.collection import Collection
from suviaz.errors import EngineFailed, UnreadableArticle
from suviaz.rdf import shard
from suviaz.rdf.terms import GRAPH, ID, SV, sv

EVERY = 7


@pytest.fixture(scope="module", autouse=True)
def _ready_made() -> Iterator[None]:
    """Languages and shapes are made ready once for all that is read in this process."""
    true, made = validate.Validator, lru_cache(validate.Validator)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "Reader", lru_cache(reader.Reader))
        patch.setattr(validate, "Validator", lambda *own, **more: true(*own, **more) if own or more else made())
        reader.own_reader.cache_clear()
        yield
    reader.own_reader.cache_clear()


@pytest.fixture(scope="module")
def lines() -> tuple[str, ...]:
    """Twelve articles of the collection, in four languages, as JSON Lines."""
    found = []
    for path in sorted(resources.folder("data/articles").glob("*.txt"))[::EVERY][:12]:
        for piece in articles.pieces(str(path)):
            draft = draft_of(piece, Limits())
            about = {name: getattr(draft, name) for name in ("text", "url", "title", "published", "lang")}
            found.append(json.dumps({name: value for name, value in about.items() if value}, ensure_ascii=False))
    assert len(found) == 12
    return tuple(found)


@pytest.fixture(scope="module")
def load(lines: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> tuple[pipeline.Outcome, bytes]:
    """What one process tells, and the graph that it makes."""
    with Collection() as graph:
        outcome = graph.load(cut(lines, tmp_path_factory.mktemp("whole"), 3))
        assert not outcome.skipped
        return outcome, graph.export("nquads")


@pytest.fixture(scope="module")
def whole(load: tuple[pipeline.Outcome, bytes]) -> bytes:
    return load[1]


@pytest.fixture(scope="module")
def shards(lines: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same articles as three shards, their sources beside them. Tests that change one work on a copy."""
    folder = tmp_path_factory.mktemp("shards")
    cut(lines, folder / "in", 3)
    assert {found.articles for found in read(folder / "in", folder / "out")} == {4}
    return folder / "out"


def cut(lines: tuple[str, ...], folder: Path, parts: int) -> Path:
    """Write the articles as so many JSON Lines files."""
    folder.mkdir(parents=True, exist_ok=True)
    each = -(-len(lines) // parts)
    for number in range(parts):
        text = "".join(line + "\n" for line in lines[number * each : (number + 1) * each])
        (folder / f"{number:02}.jsonl").write_text(text, encoding="utf-8")
    return folder


def first(shards: Path) -> Path:
    """The first shard of a folder: its name says nothing of its place."""
    return Path(shard.shards(str(shards))[0])


def read(*sources: Path, **placed: object) -> list[cluster.Shard]:
    *files, folder = sources
    return list(collection.read_shards(*files, shards=folder, **placed))  # type: ignore[arg-type]


def loaded(*sources: Path) -> bytes:
    with Collection() as graph:
        assert not graph.load(*sources).skipped
        return graph.export("nquads")


def ingested(*sources: Path | str) -> bytes:
    with Collection() as graph:
        assert not graph.ingest(*sources).skipped
        return graph.export("nquads")


def needs(*modules: str) -> None:
    """Skip where an extra is not installed; in CI it has to be."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if "pyspark" in modules and not shutil.which("java"):
        missing.append("java")
    if missing and os.environ.get("CI"):
        pytest.fail(f"not installed: {', '.join(missing)}; .ci/run installs them")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}: pip install 'suviaz[spark,ray]', Java 17")


# -- the same result as one process


@pytest.mark.parametrize("parts", [1, 5])
def test_any_number_of_partitions_gives_the_same(
    lines: tuple[str, ...], whole: bytes, tmp_path: Path, parts: int
) -> None:
    found = read(cut(lines, tmp_path / "in", parts), tmp_path / "out")
    assert sum(one.articles for one in found) == 12
    assert not any(one.again or one.problem or one.skipped for one in found)
    assert ingested(tmp_path / "out") == whole


def test_processes_take_in_the_same(shards: Path, load: tuple[pipeline.Outcome, bytes], tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.nq"
    spoilt.write_text("no quad\n", encoding="utf-8")
    with Collection(tmp_path / "g") as graph:
        taken = graph.ingest(spoilt, shards, jobs=2)
        assert taken.changes == {"added": 12}
        assert [one.source for one in taken.skipped] == [f"{spoilt}, line 1"]
        assert graph.export("nquads") == load[1]
        assert graph.ingest(shards, jobs=2).changes == {"unchanged": 12}


def test_processes_write_the_same_shards(lines: tuple[str, ...], tmp_path: Path) -> None:
    some = tuple(line for line in lines if json.loads(line)["lang"] == "be")
    cut(some, tmp_path / "in", 3)
    for jobs in (1, 2):
        found = read(tmp_path / "in", tmp_path / str(jobs), jobs=jobs)
        assert sum(one.articles for one in found) == len(some) > 2
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in "12")
    assert one == two


def test_spark_gives_the_same(lines: tuple[str, ...], whole: bytes, tmp_path: Path) -> None:
    needs("pyspark")
    cut(lines, tmp_path / "in", 2)
    found = read(tmp_path / "in", tmp_path / "out", engine="spark", cluster="local[2]")
    assert sorted((one.number, one.articles) for one in found) == [(0, 6), (1, 6)]
    assert ingested(tmp_path / "out") == whole


def test_ray_gives_the_same(
    lines: tuple[str, ...], whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("ray")
    monkeypatch.setenv("HOME", str(tmp_path))  # Ray keeps a token there
    cut(lines, tmp_path / "in", 2)
    found = read(tmp_path / "in", tmp_path / "out", engine="ray", jobs=2)
    assert sorted((one.number, one.articles) for one in found) == [(0, 6), (1, 6)]
    assert ingested(tmp_path / "out") == whole


def test_the_same_files_give_the_same_bytes(lines: tuple[str, ...], tmp_path: Path) -> None:
    """Shards, list and report, whoever read and in whatever order the shards were ready."""
    cut(lines[:4], tmp_path / "in", 2)
    (tmp_path / "in" / "02.txt").write_text("", encoding="utf-8")

    def backwards(function: object, values: object) -> Iterator[object]:
        return map(function, reversed(values))  # type: ignore[call-overload,no-any-return]

    read(tmp_path / "in", tmp_path / "a")
    assert [one.number for one in cluster.read([tmp_path / "in"], tmp_path / "b", by=backwards)] == [2, 1, 0]  # type: ignore[arg-type]
    every = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert len(every) == 8
    assert every == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}


def test_warc_archives_and_folders(lines: tuple[str, ...], tmp_path: Path) -> None:
    """A WARC is a partition, a ZIP is one, and single files are read together."""
    folder = tmp_path / "in"
    folder.mkdir()
    said = [json.loads(line) for line in lines]
    for name, some in (("a.warc", said[:5]), ("b.warc", said[5:8])):
        (folder / name).write_bytes(b"".join(record(one) for one in some))
    for number, one in enumerate(said[8:10]):
        (folder / f"c{number}.txt").write_text(f"---\nurl: {one['url']}\n---\n{one['text']}", encoding="utf-8")
    shutil.make_archive(str(tmp_path / "d"), "zip", folder, "c0.txt")
    sources = (folder, tmp_path / "d.zip")
    assert [len(part.sources) for part in cluster.partitions(sources)] == [1, 1, 2, 1]
    assert [found.articles for found in read(*sources, tmp_path / "out")] == [5, 3, 2, 1]
    assert ingested(tmp_path / "out") == loaded(*sources)


def record(about: dict[str, str]) -> bytes:
    body = about["text"].encode()
    head = f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: {about['url']}\r\n"
    return f"{head}Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def test_files_of_one_article_are_read_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "TOGETHER", 2)
    for name in ("1.txt", "2.txt", "3.txt", "4.jsonl.gz", "5.html"):
        (tmp_path / name).write_text("x")
    found = [[Path(path).name for path in part.sources] for part in cluster.partitions([tmp_path])]
    assert found == [["1.txt", "2.txt"], ["3.txt"], ["4.jsonl.gz"], ["5.html"]]


def test_of_two_texts_the_later_counts(lines: tuple[str, ...], tmp_path: Path) -> None:
    """As with one process: within a partition, and between two whose shards are called in any order."""
    first, second = json.loads(lines[0]), json.loads(lines[0])
    second["text"] += "\nТэкст."
    for number, (order, parts) in enumerate((((first, second), 1), ((first, second), 2), ((second, first), 2))):
        folder = tmp_path / str(number)
        cut(tuple(json.dumps(one, ensure_ascii=False) for one in order), folder / "in", parts)
        read(folder / "in", folder / "out")
        with Collection() as graph:
            assert [step.change for step in graph.ingesting(folder / "out")] == ["added", "changed"]
            [stored] = graph.articles()
        assert stored.sha256 == hashlib.sha256(order[-1]["text"].encode()).hexdigest()


# -- shards


def test_any_tool_can_read_them(shards: Path) -> None:
    path = first(shards)
    mine = {quad.graph_name.value for quad in ox.parse(path=str(path))}  # type: ignore[union-attr]
    theirs = rdflib.Dataset()
    theirs.parse(str(path), format="nquads")
    assert {str(name.identifier) for name in theirs.graphs() if len(name)} == mine
    assert len(mine) == 9  # facts and evidence of four articles, and what the meta graph says of them


def test_in_any_order_and_without_our_comments_they_say_the_same(shards: Path, whole: bytes, tmp_path: Path) -> None:
    names = sorted(path.name for path in shards.glob("*.nq"))
    for name in names:
        text = "".join(line for line in (shards / name).open(encoding="utf-8") if not line.startswith("#"))
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(names) == 3
    assert ingested(*(tmp_path / name for name in reversed(names))) == whole


def test_read_again_only_what_is_new(lines: tuple[str, ...], tmp_path: Path) -> None:
    cut(lines[:3], tmp_path / "in", 3)
    read(tmp_path / "in", tmp_path / "out")
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.nq")}
    (tmp_path / "in" / "01.jsonl").write_text(lines[5] + "\n", encoding="utf-8")
    (tmp_path / "in" / "00a.jsonl").write_text(lines[6] + "\n", encoding="utf-8")
    assert [found.again for found in read(tmp_path / "in", tmp_path / "out")] == [True, False, False, True]
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.nq")}
    assert before.items() <= after.items()
    # The shard of what is no more is there, but it is not in the list.
    assert len(after) == 5
    with Collection() as graph:
        sources = [Path(step.source).name for step in graph.ingesting(tmp_path / "out")]
    assert sources == [f"{name}.jsonl, line 1" for name in ("00", "00a", "01", "02")]


def test_another_language_is_another_shard(lines: tuple[str, ...], tmp_path: Path) -> None:
    [part] = cluster.partitions([cut(lines[:1], tmp_path / "in", 1)])
    names = {cluster.digest(part, lang) for lang in (None, "be")}
    names.add(cluster.digest(cluster.Partition(3, part.sources)))
    assert len(names) == 2


def test_taking_in_tells_what_a_load_tells_and_again_is_a_no_op(
    shards: Path, load: tuple[pipeline.Outcome, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Collection(tmp_path / "g") as graph:
        once = graph.ingest(shards)
    assert once.changes == {"added": 12}
    for mine, theirs in zip(once.loaded, load[0].loaded, strict=True):
        assert Path(mine.source).name == Path(theirs.source).name
        assert pipeline.told_of(mine) | {"source": ""} == pipeline.told_of(theirs) | {"source": ""}
    monkeypatch.setattr(shard, "graphs_of", lambda block: pytest.fail("read again"))
    with Collection(tmp_path / "g") as graph:
        again = graph.ingest(shards)
        assert graph.export("nquads") == load[1]
    assert again.changes == {"unchanged": 12}
    assert [(one.title, one.facts, one.unknown) for one in again.loaded] == [
        (one.title, one.facts, one.unknown) for one in once.loaded
    ]


# -- what is wrong


@pytest.fixture
def spoilt(shards: Path, tmp_path: Path) -> Path:
    """A shard to spoil, of four articles."""
    return Path(shutil.copy(first(shards), tmp_path / "s.nq"))


def change(path: Path, old: str, new: str, *, after: str = "") -> int:
    """Replace the first occurrence behind `after`. Returns the number of its line."""
    text = path.read_text(encoding="utf-8")
    at = text.index(old, text.index(after) if after else 0)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    return text.count("\n", 0, at) + 1


def take(path: Path) -> tuple[pipeline.Outcome, Collection]:
    graph = Collection()
    return graph.ingest(path), graph


def looked_at(path: Path) -> tuple[int, list[str]]:
    """How many articles of a shard may go on to the store, and the sentences about all others."""
    good, reasons = 0, []
    for block in shard.blocks(str(path)):
        try:
            shard.graphs_of(block)
            good += 1
        except UnreadableArticle as error:
            reasons.append(str(error))
    return good, reasons


def test_a_bad_line_costs_its_article(spoilt: Path) -> None:
    assert change(spoilt, "<http", "http", after="# suviaz article {") == 2
    outcome, graph = take(spoilt)
    assert len(outcome.loaded) == len(graph.articles()) == 3
    [skipped] = outcome.skipped
    assert skipped.reason.startswith(f"{spoilt}, line 2 is no N-Quad (")
    assert skipped.reason.endswith("); its article was left out.")


def test_a_missing_line_costs_its_article(spoilt: Path) -> None:
    lines = spoilt.read_text(encoding="utf-8").splitlines(keepends=True)
    spoilt.write_text("".join(lines[:5] + lines[6:]), encoding="utf-8")
    number = json.loads(lines[0].partition("article ")[2])["quads"]
    assert looked_at(spoilt) == (
        3, [f"{spoilt}, line 2: of the {number} lines of this article {number - 1} are there; it was left out."],
    )  # fmt: skip


def test_a_shard_that_breaks_off(spoilt: Path) -> None:
    data = spoilt.read_bytes()
    third = [found.start() for found in re.finditer(rb"^# suviaz article", data, re.MULTILINE)][2]
    spoilt.write_bytes(data[:third])
    line = data[:third].count(b"\n")
    assert looked_at(spoilt) == (2, [f"{spoilt} breaks off at line {line}: it was not copied in full."])
    spoilt.write_bytes(data[: third + (len(data) - third) // 4])
    good, reasons = looked_at(spoilt)
    assert (good, len(reasons)) == (2, 2)


def test_an_endless_line(spoilt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shard, "_LONGEST", 40_000)
    text = spoilt.read_text(encoding="utf-8")
    second = text.index("\n", text.index("# suviaz article", 10)) + 1
    spoilt.write_text(text[:second] + "x" * 100_000 + "\n" + text[second:], encoding="utf-8")
    line = text.count("\n", 0, second) + 1
    assert looked_at(spoilt) == (3, [f"{spoilt}, line {line} is longer than any of an article."])


@pytest.mark.parametrize("graph", ["reference", "meta", "decisions", "another-article"])
def test_what_is_not_of_one_article_is_refused(spoilt: Path, graph: str) -> None:
    text = spoilt.read_text(encoding="utf-8")
    own = re.search(rf"<{GRAPH}[\w-]+> \.", text)
    assert own
    change(spoilt, own[0], f"<{GRAPH}{graph}> .")
    good, [reason] = looked_at(spoilt)
    assert good == 3
    assert reason == (
        f"{spoilt}, line 2: the graph <{GRAPH}{graph}> is not of one article's own facts and evidence; it was left out."
    )


def test_another_text_is_refused(spoilt: Path) -> None:
    change(spoilt, f'<{SV}text> "', f'<{SV}text> "X')
    assert looked_at(spoilt) == (
        3, [f"{spoilt}, line 2: the text of the article is not the one that was read; it was left out."],
    )  # fmt: skip


def test_a_quote_that_is_not_in_the_text_does_not_get_in(spoilt: Path) -> None:
    # A passage that alone bears out an event, and not a name that stands elsewhere, too.
    text = spoilt.read_text(encoding="utf-8")
    records = re.findall(rf"(<{ID}evidence/\w+>) <[^>]*#subject> <({ID}event/[^>]+)>", text)
    times = Counter(event for _, event in records)
    record, event = next(pair for pair in records if times[pair[1]] == 1)
    passage = re.search(rf"{re.escape(record)} <{SV}hasPassage> (\S+)", text)
    assert passage
    change(spoilt, f'{passage[1]} <{SV}exactText> "', f'{passage[1]} <{SV}exactText> "Не было гэтага: ')
    outcome, graph = take(spoilt)
    assert not outcome.skipped
    [rejected] = [one.rejected for one in outcome.loaded if one.rejected]
    assert re.fullmatch(r"A passage is left out: its quote is not the text from \d+ to \d+\.", rejected[0])
    for node in (passage[1][1:-1], event):
        assert node.encode() not in graph.export("nquads")
    assert "Не было гэтага" not in graph.export("nquads").decode()
    assert len(graph.articles()) == 4
    assert graph.validate().conforms


def test_a_fact_that_no_words_bear_out_does_not_get_in(spoilt: Path) -> None:
    """Somebody adds a fact to a shard, and even counts its lines."""
    text = spoilt.read_text(encoding="utf-8")
    head = json.loads(text.splitlines()[0].partition("article ")[2])
    key = re.search(rf"<{GRAPH}([\w-]+)>", text)
    assert key
    added = (
        f"<{ID}event/invented> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SV}Meeting> <{GRAPH}{key[1]}> .\n"
    )
    rest = text.partition("\n")[2]
    head["quads"] += 1
    spoilt.write_text(f"# suviaz article {json.dumps(head)}\n{added}{rest}", encoding="utf-8")
    outcome, graph = take(spoilt)
    assert outcome.loaded[0].rejected == ("invented is left out: it has no evidence of its own.",)
    assert b"event/invented" not in graph.export("nquads")


def test_what_violates_a_shape_is_set_aside(spoilt: Path) -> None:
    change(spoilt, "^^<http://www.w3.org/2001/XMLSchema#date> <", "^^<http://www.w3.org/2001/XMLSchema#string> <",
           after=f"<{SV}startDate>")  # fmt: skip
    outcome, graph = take(spoilt)
    assert not outcome.skipped
    assert any(one.quarantined for one in outcome.loaded)
    assert graph.validate().conforms


def test_whatever_happens_to_a_shard_nothing_unsaid_gets_in(shards: Path, tmp_path: Path) -> None:
    """Lines lost, doubled, changed or moved at random: an article is refused, or all that is left of it is said."""
    dice, path = random.Random(4), tmp_path / "s.nq"
    lines = first(shards).read_bytes().splitlines(keepends=True)
    refused = kept = 0
    for _ in range(60):
        some = list(lines)
        for _ in range(dice.randint(1, 3)):
            at, what = dice.randrange(len(some)), dice.randrange(4)
            if what == 0:
                del some[at]
            elif what == 1:
                some.insert(dice.randrange(len(some)), some[at])
            elif what == 2:
                place = dice.randrange(len(some[at]))
                some[at] = some[at][:place] + bytes([dice.randrange(256)]) + some[at][place + 1 :]
            else:
                some[at] = some[at].replace(b"article", b"\xd0\xb0rticle").replace(b'"integer"', b'"x"')
        path.write_bytes(b"".join(some))
        for block in shard.blocks(str(path)):
            try:
                graphs, _, _ = shard.graphs_of(block)
            except UnreadableArticle:
                refused += 1
                continue
            kept += 1
            said = [(q.subject.value, q.object.value) for q in graphs.evidence if q.predicate == sv("exactText")]  # type: ignore[union-attr]
            [text] = [q.object.value for q in graphs.evidence if q.predicate == sv("text")]  # type: ignore[union-attr]
            for node, quote in said:
                start, end = map(int, node.rpartition("#char=")[2].split(","))
                assert text[start:end] == quote
            assert {q.graph_name.value.removesuffix("--evidence") for q in (*graphs.facts, *graphs.evidence)} == {  # type: ignore[union-attr]
                GRAPH + graphs.key
            }
    assert refused > 20
    assert kept > 100


def test_no_shards(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    for path, reason in (
        (tmp_path / "s", f"{tmp_path / 's'} is a folder without shards; they are .nq files."),
        (tmp_path / "none.nq", f"{tmp_path / 'none.nq'} cannot be read: No such file or directory."),
    ):
        assert looked_at(path) == (0, [reason])
    (tmp_path / "s" / "shards.jsonl").write_text("{}\n")
    _, [reason] = looked_at(tmp_path / "s")
    assert reason.startswith(f"{tmp_path / 's' / 'shards.jsonl'} is damaged")


# -- failing, and going on


def test_unreadable_articles_are_in_the_report(lines: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(f"{lines[0]}\nno json\n{lines[1]}\n", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "in" / "notes.csv").write_text("x")
    arguments = ["read", str(tmp_path / "in"), "--shards", str(tmp_path / "out")]
    for there in (0, 2):
        done = CliRunner().invoke(command, arguments, standalone_mode=False)
        assert done.return_value == 3, done.output
        assert f"2 articles in 2 shards ({there} there already)" in done.stderr
        assert f"2 sources could not be read: the reports in {tmp_path / 'out'} say why." in done.stderr
    report = [json.loads(line) for line in (tmp_path / "out" / "report.jsonl").read_text().splitlines()]
    assert [(one["kind"], Path(one["source"]).name) for one in report if one["kind"] == "skipped"] == [
        ("skipped", "a.jsonl, line 2"),
        ("skipped", "b.txt"),
    ]
    assert report[0]["reason"].endswith(
        "a.jsonl, line 2 is not JSON; there is one object a line, with no line break in it."
    )
    done = CliRunner().invoke(
        command,
        ["load", "--quads", str(tmp_path / "out"), "--store", str(tmp_path / "g"), "--json"],
        standalone_mode=False,
    )
    assert done.return_value == 0, done.output
    assert [one["change"] for one in json.loads(done.stdout)] == ["added", "added"]


def test_a_partition_that_fails_costs_only_itself(
    lines: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(lines[:3], tmp_path / "in", 3)
    true = pipeline.written

    def broken(found: reader.Read, entities: object) -> object:
        if found.source.endswith("01.jsonl, line 1"):
            raise MemoryError
        return true(found, entities)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "written", broken)
    found = read(tmp_path / "in", tmp_path / "out")
    assert [one.problem for one in found] == [
        None, f"{tmp_path / 'in' / '01.jsonl'}: no shard was written: MemoryError.", None,
    ]  # fmt: skip
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(left) == 4  # two shards with their reports; neither list nor a half shard
    monkeypatch.undo()
    assert [one.again for one in read(tmp_path / "in", tmp_path / "out")] == [True, False, True]


def test_killed_in_the_middle_only_whole_shards_are_there(lines: tuple[str, ...], shards: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK, str(shards.parent / "in"), str(tmp_path / "out")], stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"in the middle\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    out = tmp_path / "out"
    there = {path.name: path.read_bytes() for path in out.glob("*.nq")}
    assert len(there) == 1
    assert not (out / "shards.jsonl").exists()
    assert len(list(out.glob(".*.part"))) == 2  # the second shard and its report
    complete = {path.name: path.read_bytes() for path in shards.iterdir()}
    assert there.items() <= complete.items()
    assert [one.again for one in read(shards.parent / "in", out)] == [True, False, False]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == complete


STUCK = """
import sys, time
from suviaz import pipeline
from suviaz.cli import main
true, number = pipeline.written, 0
def written(*some):
    global number
    number += 1
    if number == 7:
        print("in the middle", flush=True)
        time.sleep(100)
    return true(*some)
pipeline.written = written
main(["read", sys.argv[1], "--shards", sys.argv[2]])
"""


def test_what_cannot_be_spread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in ("-", "https://news.example/feed"):
        with pytest.raises(UnreadableArticle, match="no file or folder"):
            list(collection.read_shards(source, shards=tmp_path / "out"))
    with pytest.raises(EngineFailed, match="no engine 'dask'"):
        list(collection.read_shards("x", shards=tmp_path / "out", engine="dask"))
    with pytest.raises(EngineFailed, match="this machine only"):
        list(collection.read_shards("x", shards=tmp_path / "out", cluster="spark://x"))
    for name, package in (("spark", "pyspark"), ("ray", "ray")):
        monkeypatch.setitem(sys.modules, package, None)
        monkeypatch.setitem(sys.modules, f"{package}.errors", None)
        with pytest.raises(EngineFailed, match=rf"pip install 'suviaz\[{name}\]'"):
            list(collection.read_shards("x", shards=tmp_path / "out", engine=name))


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "x", "--engine", "processes"),
        ("read", "x", "--jobs", "2"),
        ("read", "x", "--shards", "out", "--json"),
        ("load", "x", "--quads", "--lang", "be"),
        ("load", "x", "--quads", "--extractor", "llm"),
    ],
)
def test_options_that_do_not_go_together(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(command, list(arguments)).exit_code == 2


def test_a_missing_source_is_listed(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = read(tmp_path / "none.warc", tmp_path / "empty", tmp_path / "out")
    assert [(one.articles, one.skipped) for one in found] == [(0, 1), (0, 1)]
    reasons = [json.loads(line)["reason"] for line in (tmp_path / "out" / "report.jsonl").read_text().splitlines()]
    assert reasons[0] == f"There is no file or folder '{tmp_path / 'none.warc'}'."
    assert "is a folder without articles" in reasons[1]
