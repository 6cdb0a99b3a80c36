"""Runs verbs of the command line in processes that can be killed, each begun ready to work.

A process that has read the languages waits for orders, one JSON object a line, and runs each in a copy of itself. It
never opens a store on disk itself: the engine's threads would not be copied.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
NAMES = (
    "1997-04-22-summit-in-seoul-ko",
    "2007-11-05-prime-minister-in-seoul-ko",
    "2008-12-01-days-of-science-ko",
    "2011-06-27-days-of-science-en",
    "2012-06-25-joint-committee-ko",
)


@dataclass(frozen=True)
class Ended:
    """How a verb ended: its exit code (-9 killed), what it said, and after how many seconds."""

    code: int
    said: str
    seconds: float


class Stage:
    """The other side of `serve`, for a test. `run` is a whole verb, `kill` one that dies after so many seconds."""

    def __init__(self, sources: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(sources)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def run(self, *arguments: object, **about: object) -> Ended:
        return self._do({"run": [str(a) for a in arguments], **about})

    def kill(self, after: float, *arguments: object) -> Ended:
        return self._do({"run": [str(a) for a in arguments], "kill": after})

    def state(self, store: Path) -> dict[str, Any]:
        """What a store holds: the own quads and the text of each article, its export, whether the merge is right."""
        ended = self._do({"state": str(store)})
        assert ended.code == 0, ended.said
        found: dict[str, Any] = json.loads(ended.said)
        return found

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _do(self, order: dict[str, object]) -> Ended:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Ended(**self._answer())

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@dataclass
class World:
    """A place for stores, a stage, and what the stores of these tests are made from."""

    place: Path
    stage: Stage
    sources: Path
    empty: Path
    whole: Path
    pair: tuple[str, str]

    def copy(self, store: Path) -> Path:
        """The store and what stands beside it, to be spoilt."""
        mine = self.place / "work" / "graph"
        shutil.rmtree(mine.parent, ignore_errors=True)
        mine.parent.mkdir()
        shutil.copytree(store, mine)
        for beside in store.parent.glob(f"{store.name}.*"):
            shutil.copy(beside, mine.parent / beside.name.replace(store.name, mine.name, 1))
        return mine

    @classmethod
    @contextlib.contextmanager
    def made(cls) -> Iterator[World]:
        # In memory where that can be had: a killed process leaves there what it leaves on a disk, and nobody waits.
        room = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        with tempfile.TemporaryDirectory(dir=room) as folder:
            place = Path(folder)
            sources = place / "articles"
            sources.mkdir()
            for name in NAMES:
                shutil.copy(ROOT / "data" / "articles" / f"{name}.txt", sources)
            stage = Stage(sources)
            empty, whole = place / "empty" / "graph", place / "whole" / "graph"
            assert stage.run("rebuild", "--store", empty).code == 0
            assert stage.run("load", sources, "--store", whole).code == 0
            assert stage.run("review", "--json", "--store", whole, "--output", place / "pairs.json").code == 0
            [pair] = json.loads((place / "pairs.json").read_text("utf-8"))
            yield cls(place, stage, sources, empty, whole, (pair["one"]["iri"], pair["other"]["iri"]))
            stage.close()


def moments(number: int, seed: int) -> list[float]:
    """So many shares of a whole, at random, the same each time."""
    rng = random.Random(seed)
    return [rng.random() for _ in range(number)]


def _state(store: str) -> None:
    from suviaz import export
    from suviaz.rdf.terms import DERIVED
    from suviaz.store import Store
    from suviaz.store.merging import is_merged
    from suviaz.store.opening import pending

    with Store(store) as opened:  # finishes what is left to do
        default = {q.triple for q in opened.graph()}
        named = {
            q.triple for name in opened.named_graphs() for q in opened.graph(name) if is_merged(q) or name == DERIVED
        }
        said = {
            "articles": {a.key: sorted(map(str, opened.who.own(a.key))) for a in opened.articles()},
            "merged": default == named,
            "pending": len(pending(opened.raw)[0]) + len(pending(opened.raw)[1]),
            "texts": {a.key: a.sha256 for a in opened.texts.articles()},
            "export": hashlib.sha256("".join(export.export(opened, "trig")).encode()).hexdigest(),
        }
    sys.stderr.write(json.dumps(said))


def _copy(work: Callable[[], object], limits: dict[str, Any]) -> dict[str, object]:
    """Do it in a copy of this process."""
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(writing, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", buffering=0), encoding="utf-8", write_through=True)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", buffering=0), encoding="utf-8", write_through=True)
        if "size" in limits:
            import resource

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limits["size"], limits["size"]))
        try:
            work()
        except SystemExit as left:
            os._exit(left.code if isinstance(left.code, int) else 1)
        except BaseException as error:
            with contextlib.suppress(BaseException):
                sys.stderr.write(f"Traceback: {type(error).__name__}: {error}")
            os._exit(70)
        os._exit(0)
    os.close(writing)
    if "kill" in limits:
        time.sleep(limits["kill"])
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    said = b""
    while block := os.read(reading, 1 << 16):
        said += block
    os.close(reading)
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - begun
    return {"code": os.waitstatus_to_exitcode(status), "said": said.decode("utf-8", "replace"), "seconds": seconds}


def serve(sources: str) -> None:
    import suviaz
    from suviaz import cli, decide, journal, store

    # Of the registry what these articles need: the rest would only be written each time.
    near = [
        quad
        for quad in store.curated_quads()
        if not str(quad.graph_name).endswith("reference>") or re.search("/country/(BLR|KOR)>", str(quad.subject))
    ]
    store.curated_quads = lambda: iter(near)
    decide._now = lambda: datetime(2026, 1, 1, tzinfo=UTC)  # the one thing that depends on a clock
    with suviaz.open() as graph:
        graph.load(sources)
        graph.validate()
    program = journal.program()
    journal.program = lambda: program
    gc.collect()
    gc.freeze()  # else each copy looks through all the languages for garbage, and so makes them its own
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        work = (lambda: _state(order["state"])) if "state" in order else (lambda: cli.main(order["run"]))  # noqa: B023
        print(json.dumps(_copy(work, order)), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
