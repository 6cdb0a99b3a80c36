"""Backups, and graphs made anew from their texts: what there is against a broken disk and a wrong step.

A backup is one tar file: the named graphs with their texts, the decisions, the journal, and before them a manifest with
a digest of each. The same graph gives the same bytes. Whatever is made anew is made beside the old, and exchanged for
it when it is whole.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from suviaz.decide import Desk
from suviaz.errors import BadBackup, CannotWrite, DamagedStore, NewerStore
from suviaz.journal import Journal, copied
from suviaz.rdf.terms import DERIVED, REFERENCE, VOCABULARY
from suviaz.rdf.writing import write_dataset
from suviaz.reader import Skipped
from suviaz.store import Store
from suviaz.store.articles import texts_in
from suviaz.store.opening import aside, exchange, number, ontology, open_to_write, told
from suviaz.store.texts import Texts
from suviaz.whole import write_whole

if TYPE_CHECKING:
    from suviaz.pipeline import Step

_LAYOUT = 1
_MANIFEST, _GRAPH, _DECISIONS, _JOURNAL = "manifest.json", "graph.nq.gz", "decisions.ttl", "journal.jsonl.gz"
_MADE = frozenset({DERIVED, REFERENCE, VOCABULARY})
"""Graphs that every store makes for itself."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Anew:
    """What was made anew: how many articles, what could not be read, how many lines of the texts were damaged, and the
    folder of a damaged store that was kept.
    """

    articles: int
    skipped: tuple[str, ...] = ()
    damaged: int = 0
    kept: Path | None = None


# -- backup


def backup(store: Store, decisions: Path | None, path: Path) -> int:
    """Write all that a graph consists of into one file, whole or not at all. Returns its number of articles.

    The store may be open for reading; it is written as it was when it was opened. Raises CannotWrite.
    """
    parts: dict[str, IO[bytes]] = {}
    try:
        parts[_GRAPH] = _spooled(path, _packed(write_dataset(_graphs(store), "nquads")))
        if decisions is not None and decisions.exists():
            parts[_DECISIONS] = _spooled(path, [decisions.read_bytes()])
        if store.path is not None and (rows := copied(store.path)):
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            parts[_JOURNAL] = _spooled(path, _packed(lines))
        articles = len(store.articles())
        manifest: dict[str, Any] = {
            "layout": _LAYOUT,
            "ontology": ontology(),
            "articles": articles,
            "files": {name: {"bytes": _size(file), "sha256": _digest(file)} for name, file in parts.items()},
        }
        manifest["check"] = _check(manifest)
        head = io.BytesIO((json.dumps(manifest, indent=1) + "\n").encode())
        write_whole(path, _tar({_MANIFEST: head, **parts}))
    except OSError as error:
        raise CannotWrite(f"'{path}' cannot be written: {error.strerror or error}.") from error
    finally:
        for file in parts.values():
            file.close()
    return articles


def _graphs(store: Store) -> Iterator[ox.Quad]:
    """Every named graph that a store cannot make for itself, sorted."""
    for name in store.named_graphs():
        if name not in _MADE:
            yield from (q for q in store.quads(name) if q.subject not in _MADE)


def _packed(pieces: Iterable[str]) -> Iterator[bytes]:
    """Packed without name and time, so that the same gives the same."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0) as file:
        for piece in pieces:
            file.write(piece.encode())
            if out.tell() > _BLOCK:
                yield out.getvalue()
                out.seek(0)
                out.truncate()
    yield out.getvalue()


def _spooled(beside: Path, pieces: Iterable[bytes]) -> IO[bytes]:
    """A file without a name, on the disk that the backup goes to, since its size has to be known before."""
    beside.parent.mkdir(parents=True, exist_ok=True)
    file = tempfile.TemporaryFile(dir=beside.parent)  # noqa: SIM115 - whoever gets it closes it
    for piece in pieces:
        file.write(piece)
    file.flush()
    return file


def _tar(files: dict[str, IO[bytes]]) -> Iterator[bytes]:
    """A tar file, piece by piece, of members that have no owner and no time."""
    for name, file in files.items():
        about = tarfile.TarInfo(name)
        about.size, about.mode = _size(file), 0o644
        yield about.tobuf(tarfile.USTAR_FORMAT)
        yield from _blocks(file)
        yield bytes(-about.size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _size(file: IO[bytes]) -> int:
    return file.seek(0, io.SEEK_END)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for block in _blocks(file):
        digest.update(block)
    return digest.hexdigest()


# -- restore


def restore(source: Path, path: Path, *, decisions: Path | None = None, force: bool = False) -> int:
    """Make the graph in the folder `path` what a backup holds. Returns its number of articles.

    The whole backup is checked first. Raises BadBackup where it does not hold together, or where there is a graph (or a
    file of decisions) and no `force`: then nothing is changed.
    """
    decisions = decisions or Path(f"{path}.decisions.ttl")
    for there in () if force else (path, decisions):
        if there.is_file() or (there.is_dir() and any(there.iterdir())):
            raise BadBackup(f"'{there}' is there already; name another folder, or replace it with --force.")
    with _opened(source) as (tar, manifest):
        with _in_place_of(path) as (new, _):
            with gzip.open(_member(tar, _GRAPH)) as graph:
                new.restore(ox.parse(graph, format=ox.RdfFormat.N_QUADS))  # type: ignore[arg-type]
            if _DECISIONS in tar.getnames():
                write_whole(decisions, _blocks(_member(tar, _DECISIONS)))
            else:
                decisions.unlink(missing_ok=True)
        rows: list[list[str]] = []
        if _JOURNAL in tar.getnames():
            with gzip.open(_member(tar, _JOURNAL)) as lines:
                rows = [json.loads(line) for line in lines]
    with Journal(path) as journal:
        journal.paste(rows)
    return int(manifest["articles"])


@contextmanager
def _opened(source: Path) -> Iterator[tuple[tarfile.TarFile, dict[str, Any]]]:
    """A backup of which every byte that counts is what it was, and its manifest."""
    bad = f"'{source}' is damaged, or no backup; nothing was changed."
    with ExitStack() as held:
        try:
            tar = held.enter_context(tarfile.open(source, mode="r:"))
            manifest: dict[str, Any] = json.load(_member(tar, _MANIFEST))
            files = manifest["files"]
            whole = manifest.pop("check") == _check(manifest) and {_MANIFEST, *files} == set(tar.getnames())
            newer = whole and (manifest["layout"] > _LAYOUT or number(manifest["ontology"]) > number(ontology()))
            whole = whole and all(_digest(_member(tar, name)) == files[name]["sha256"] for name in files)
        except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadBackup(bad) from error
        except OSError as error:
            raise BadBackup(f"'{source}' cannot be opened: {error.strerror or error}.") from error
        if newer:
            raise BadBackup(f"'{source}' was written by a newer version of Suviaz; restore it with that one.")
        if not whole or _GRAPH not in files:
            raise BadBackup(bad)
        yield tar, manifest


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def _check(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


# -- anew


def anew(path: Path, *, decisions: Path | None = None, progress: Callable[[Step], None] | None = None) -> Anew:
    """Read every article of the graph in the folder `path` again from its text, as this program reads, and let the
    graph be what comes of it, with the same decisions. `progress` hears of each article.

    Where the database opens, articles without a text stay as they are. Where it does not, its folder is kept as
    `NAME.damaged`. Raises StoreBusy, DamagedStore where no texts are left, BadDecision for a file of decisions that is
    none; then nothing is changed.
    """
    from suviaz import pipeline

    decisions = decisions or Path(f"{path}.decisions.ttl")
    if not path.is_dir() or not any(path.iterdir()):
        raise DamagedStore(f"There is no store in '{path}'; load an article first.")
    texts, journal = Texts(path), copied(path)
    skipped: list[str] = []
    with _in_place_of(path) as (new, old):
        if old is not None:
            with suppress(DamagedStore), told(path):
                texts.complete(texts_in(old.raw))
        if texts.missing:
            raise DamagedStore(f"The store in '{path}' is damaged, and so are its texts; restore a backup.")
        damaged, read = texts.damaged(), 0
        for step in pipeline.reread(texts.articles(), new):
            read += 1
            if isinstance(step, Skipped):
                skipped.append(step.reason)
            if progress:
                progress(step)
        if old is not None:
            read_again = {article.key for article in texts.articles()}
            others = (article.key for article in old.articles() if article.key not in read_again)
            new.restore(quad for key in others for quad in old.who.own(key))
        if decisions.exists():
            Desk(new, decisions).follow()
        elif old is not None:
            new.decide(old.decided())
    kept = None
    before = aside(path, "before")
    if before.exists():  # it could not be opened
        kept = Path(f"{path}.damaged")
        shutil.rmtree(kept, ignore_errors=True)
        before.rename(kept)
    with Journal(path) as known:
        known.paste(journal)
    return Anew(read, tuple(skipped), damaged, kept)


@contextmanager
def _in_place_of(path: Path) -> Iterator[tuple[Store, Store | None]]:
    """A new store beside the one in `path`, which is the second where it opens; at the end it takes its place.

    The old one is gone then, but for one that did not open (`aside(path, "before")`). Raises StoreBusy.
    """
    new = aside(path, "new")
    old = _old(path)
    try:
        if new.exists():
            with suppress(DamagedStore):
                open_to_write(new)  # StoreBusy where another process is at the same
        shutil.rmtree(new, ignore_errors=True)
        with Store(new) as store:
            yield store, old
            store.flush()
        if old is not None:
            old.close()
        before = exchange(path)
        if before is not None and old is not None:
            shutil.rmtree(before, ignore_errors=True)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    finally:
        if old is not None:
            old.close()


def _old(path: Path) -> Store | None:
    """The store in a folder, for nobody else to write into; None where there is none, or it does not open."""
    if not path.exists() or not any(path.iterdir()):
        return None
    try:
        return Store(path)
    except NewerStore:
        raise
    except DamagedStore:
        return None
