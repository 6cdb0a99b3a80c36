"""Reading by many machines: files in, shards out, and nothing between them but an engine that maps a function.

The function reads one partition (an archive, or some files) and writes one shard (`suviaz.rdf.shard`): what each
article says by itself. All that depends on other articles happens where the shards are taken in, by one process.

A shard is called after a digest of all that it depends on: the bytes and names of its partition, the program, the
languages. It appears whole or not at all; where it is, its partition is not read again; and two machines that read the
same partition write the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from suviaz import pipeline
from suviaz.cluster.engines import NAMES, Engine, engine
from suviaz.errors import UnreadableArticle
from suviaz.rdf import shard
from suviaz.reader import Read, Skipped

if TYPE_CHECKING:
    from suviaz.rdf import ArticleGraphs

__all__ = ["NAMES", "Engine", "Partition", "Shard", "Work", "engine", "partitions", "read", "read_partition"]

TOGETHER = 200
"""Files of one article each that are one partition, at most."""
REPORT = "report.jsonl"
"""The file beside the shards of a run that was finished: what was not read or left out, and why, one a line."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Partition:
    """Files that one worker reads, by their whole paths: an archive, or several of one article each."""

    number: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """Where the shards go, by its whole path, and the language of articles that do not name theirs."""

    folder: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """What became of a partition: how many articles the shard of that name has, and how many could not be read.

    `again` says that it was there already. With `problem`, a sentence, there is no shard.
    """

    number: int
    shard: str
    articles: int = 0
    skipped: int = 0
    again: bool = False
    problem: str | None = None


def read(
    sources: Iterable[str | os.PathLike[str]],
    folder: str | os.PathLike[str],
    *,
    by: Engine,
    lang: str | None = None,
    on_skip: Callable[[str, str], None] | None = None,
) -> Iterator[Shard]:
    """Read files, archives and folders into shards in `folder`; each shard is told of as it is ready, in any order.

    At the end, if all went well, stand beside them a list (`shards.jsonl`) and a report (`report.jsonl`), which are the
    same whatever the engine. `on_skip(path, reason)` hears of files of folders that are no articles. Raises
    UnreadableArticle for what is no file or folder, and for a malformed `lang`; EngineFailed.
    """
    from suviaz.articles.draft import checked_language

    lang = None if lang is None else checked_language(lang, "The language")
    place = Path(os.path.abspath(folder))
    place.mkdir(parents=True, exist_ok=True)
    parts = list(partitions(sources, on_skip))
    done: dict[int, Shard] = {}
    for found in by(partial(read_partition, Work(str(place), lang)), parts):
        done[found.number] = found
        yield found
    if all(found.problem is None for found in done.values()):
        _finish(place, parts, done)


def partitions(
    sources: Iterable[str | os.PathLike[str]], on_skip: Callable[[str, str], None] | None = None
) -> Iterator[Partition]:
    """The files of the sources, in their order: an archive by itself, others up to so many together.

    Raises UnreadableArticle for an address and for standard input, which no other machine could read.
    """
    from suviaz.articles.contents import is_archive

    number, waiting = 0, list[str]()
    for path in _files(sources, on_skip):
        alone = is_archive(path)
        if waiting and (alone or len(waiting) >= TOGETHER):
            yield Partition(number, tuple(waiting))
            number, waiting = number + 1, []
        waiting.append(path)
        if alone:
            yield Partition(number, tuple(waiting))
            number, waiting = number + 1, []
    if waiting:
        yield Partition(number, tuple(waiting))


def _files(sources: Iterable[str | os.PathLike[str]], on_skip: Callable[[str, str], None] | None) -> Iterator[str]:
    from suviaz.articles.folder import is_folder, walk

    for given in sources:
        source = os.fspath(given)
        if source == "-" or re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", source):
            raise UnreadableArticle(f"'{source}' is no file or folder; a cluster reads nothing else.")
        path = source = os.path.abspath(source)
        if is_folder(source):
            path = ""
            for path, _ in walk(source, on_skip):
                yield path
        if path in ("", source):
            yield source  # a file; or a folder with nothing in it, which whoever reads it will say


def read_partition(work: Work, partition: Partition) -> Shard:
    """Write the shard of a partition, if it is not there. Never raises: what fails is the result's `problem`."""
    try:
        return _read(work, partition)
    except Exception as error:
        said = str(error).rstrip(".") or type(error).__name__
        more = f" and {len(partition.sources) - 1} more" if len(partition.sources) > 1 else ""
        return Shard(partition.number, "", problem=f"{partition.sources[0]}{more}: no shard was written: {said}.")


def _read(work: Work, partition: Partition) -> Shard:
    name = digest(partition, work.lang)
    path, report = (Path(work.folder) / f"{name}{end}" for end in (".nq", ".report.jsonl"))
    again = path.exists() and report.exists()
    if not again:
        with ExitStack() as files:
            into = files.enter_context(_whole(path))
            notes = files.enter_context(_whole(report))  # left first: where a shard is, its report is
            shard.written(_articles(work, partition, notes), into)
    with report.open(encoding="utf-8") as lines:
        skipped = sum(json.loads(line)["kind"] == "skipped" for line in lines)
    return Shard(partition.number, path.name, shard.whole(path) or 0, skipped, again)


def _articles(work: Work, partition: Partition, notes: IO[bytes]) -> Iterator[tuple[ArticleGraphs, dict[str, Any]]]:
    from suviaz import reader

    def note(kind: str, source: str, **said: str) -> None:
        line = json.dumps({"kind": kind, "source": source, **said}, ensure_ascii=False)
        notes.write(line.encode("utf-8", "replace") + b"\n")

    def no_article(source: str, reason: str) -> None:
        note("no article", source, reason=reason)

    found = reader.read_all(partition.sources, reader.own_reader(None), lang=work.lang, on_skip=no_article)
    for one in found:
        if isinstance(one, Skipped):
            note("skipped", one.source, reason=one.reason)
        elif isinstance(one, Read):
            graphs, told, _ = pipeline.written(one, pipeline.known_entities())
            for kind, source, said in pipeline.complaints(told):
                note(kind, source, **said)
            yield graphs, pipeline.told_of(told)


def digest(partition: Partition, lang: str | None = None) -> str:
    """A name for all that the shard of a partition depends on: 32 hexadecimal digits."""
    whole = hashlib.sha256(f"{_program()} {lang or ''}".encode())
    for source in partition.sources:
        inner = hashlib.sha256()
        try:
            with open(source, "rb") as file:
                while chunk := file.read(_CHUNK):
                    inner.update(chunk)
        except (OSError, ValueError) as error:  # the report will say so
            inner.update(type(error).__name__.encode())
        whole.update(hashlib.sha256(os.fsencode(source)).digest() + inner.digest())
    return whole.hexdigest()[:32]


@lru_cache
def _program() -> str:
    from suviaz import journal

    return journal.program()


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name once all is written, also after a loss of power, or never."""
    beside = path.with_name(f".{path.name}.{socket.gethostname()}-{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _finish(folder: Path, parts: list[Partition], done: dict[int, Shard]) -> None:
    """Write list and report, and clear away what workers that were killed left of these shards."""
    names = [done[part.number].shard for part in parts]
    with _whole(folder / REPORT) as report:
        for name in dict.fromkeys(names):
            report.write((folder / name).with_suffix(".report.jsonl").read_bytes())
    with _whole(folder / shard.LIST) as listed:
        for part in parts:
            found = asdict(done[part.number])
            about = {key: found[key] for key in ("shard", "articles", "skipped")} | {"sources": part.sources}
            listed.write(json.dumps(about, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    for left in folder.glob(".*.part"):
        if f"{left.name[1:33]}.nq" in names:
            left.unlink(missing_ok=True)
