"""What a worker does: the only place where the web application touches the graph.

`answer` gives the reply to one request; `main` is a worker process, which takes requests from standard input and
writes replies to standard output: an empty one when it is ready, and one to each request (none: get ready for pages).
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from uuid import uuid4

from suviaz.collection import Collection
from suviaz.errors import BadDecision, BadQuery, DamagedStore, StoreBusy, SuviazError, UnknownName
from suviaz.web import describing, problems, protocol, snapshots, sparql
from suviaz.web.values import Ask, Pairs, Refused, Reply, Settings
from suviaz.web.workers import SIZE

T = TypeVar("T")

_STATUS: tuple[tuple[type[SuviazError], int], ...] = (
    (UnknownName, 404),
    (BadQuery, 400),
    (BadDecision, 400),
    (StoreBusy, 503),
    (DamagedStore, 503),
)
_SPARE = 2.0
"""Seconds beyond the limit after which a worker ends itself, should its parent be gone."""
_NEWNET, _NEWUSER = 0x40000000, 0x10000000


def answer(graph: Collection, ask: Ask, settings: Settings) -> Reply:
    """The reply of whichever part is in charge of the path. Raises Refused and whatever the graph raises."""
    if ask.path.rstrip("/") == "/sparql":
        return _endpoint(graph, ask, settings)
    if describing.is_ours(ask.path):
        return describing.answer(graph.store, ask)
    from suviaz.web import screens

    return screens.answer(graph, ask)


def _endpoint(graph: Collection, ask: Ask, settings: Settings) -> Reply:
    from suviaz.web import screens

    accept = sparql.accepted(ask)
    asked = protocol.question(ask)
    if asked is None:
        if protocol.prefers_html(accept, tuple(describing.TYPES)):
            return screens.sparql(graph, ask, settings)
        return describing.service(graph.store, ask, accept)
    if not protocol.prefers_html(accept, (*protocol.ROWS, *protocol.TRIPLES)):
        return sparql.reply(sparql.run(graph.store, asked, rows=settings.rows, site=ask.site), accept)
    try:
        outcome = sparql.run(graph.store, asked, rows=settings.rows, site=ask.site)
    except Refused as refused:
        return screens.sparql(graph, ask, settings, text=asked.text, refused=refused)
    given = screens.Given(outcome.answer, outcome.limited, outcome.seconds)
    return screens.sparql(graph, ask, settings, text=asked.text, given=given)


class Desk:
    """What a worker holds between requests: the open graph, until the folder is in another state.

    `place` is a folder of its own for stills of the graph; without one it opens the graph's folder itself.
    """

    def __init__(self, settings: Settings, place: Path | None = None, *, writes: bool = False) -> None:
        self.settings, self.writes = settings, writes
        self._place, self._stills = place, 0
        self._still: Path | None = None
        self._graph: Collection | None = None
        self._state = ""

    def serve(self, ask: Ask, state: str) -> Reply:
        """The reply, whatever happens: errors become pages, and what nobody foresaw a line in the log."""
        try:
            reply = self._serve(ask, state)
            if len(reply.body) > self.settings.reply:
                size = f"{len(reply.body) >> 20} MiB"
                raise Refused(503, f"The answer has {size}, more than this server sends at once. Ask for less.")
            return reply
        except Refused as refused:
            return self._problem(ask, refused.status, str(refused), headers=refused.headers)
        except SuviazError as error:
            status = next((number for kind, number in _STATUS if isinstance(error, kind)), 500)
            return self._problem(ask, status, str(error), headers=(("retry-after", "5"),) if status == 503 else ())
        except MemoryError:
            os._exit(1)  # what is left of this process is not to be trusted; the parent says so and starts another
        except Exception:
            number = uuid4().hex[:8]
            print(f"Error {number} at {ask.method} {ask.path}\n{traceback.format_exc()}", file=sys.stderr, flush=True)
            return problems.problem(500, f"Something went wrong here. The server's log has it as {number}.", ask.accept)

    def _problem(self, ask: Ask, status: int, message: str, *, headers: Pairs = ()) -> Reply:
        """A page like the others for a person, as long as there is a graph that can be opened."""
        if self._graph is not None and protocol.prefers_html(ask.accept):
            from suviaz.web import screens

            page = screens.problem(self._graph, ask, status, message, lang="en")
            return replace(page, headers=(*page.headers, *headers, ("cache-control", "no-store")))
        return problems.problem(status, message, ask.accept, headers=headers)

    def open(self, state: str) -> None:
        """Open the graph before the first request; what does not open is told to whoever asks."""
        with contextlib.suppress(SuviazError, OSError):
            self._open(state)

    def warm(self) -> None:
        """Work out what pages are made of, while nobody waits."""
        from suviaz.web import screens

        if self._graph is not None:
            with contextlib.suppress(SuviazError, OSError):
                screens.warm(self._graph)

    def _serve(self, ask: Ask, state: str) -> Reply:
        if self.writes:
            with Collection(self.settings.store) as graph:
                return answer(graph, ask, self.settings)
        graph = self._graph if self._graph is not None and state == self._state else self._open(state)
        try:
            return answer(graph, ask, self.settings)
        except OSError:
            # A writer may have cleared away files that we had not opened yet; a second look opens what it left.
            return answer(self._open(state), ask, self.settings)

    def _open(self, state: str) -> Collection:
        """The graph in its present state; in the one before as long as a change to it is half done."""
        try:
            new, still = self._opened(as_is=True)
        except StoreBusy:
            if self._graph is not None:
                return self._graph
            new, still = self._opened(as_is=False)  # waits, or finishes what nobody else will
        if self._graph is not None:
            self._graph.close()
            self._graph = None
            gc.collect()  # what pages remember of a graph knows the graph
        if self._still is not None:
            shutil.rmtree(self._still, ignore_errors=True)
        self._graph, self._still, self._state = new, still, state
        return new

    def _opened(self, *, as_is: bool) -> tuple[Collection, Path | None]:
        store, decisions = self.settings.store, f"{self.settings.store}.decisions.ttl"
        if not as_is:
            Collection(store, read_only=True).close()
        still = None if self._place is None else self._place / str(self._stills)
        if still is not None:
            self._stills += 1
            try:
                snapshots.still(store, still)
            except OSError:
                still = self._place = None  # then the folder itself, and whoever writes had better wait
        return Collection(still or store, read_only=True, as_is=as_is, decisions=decisions), still


def main() -> None:
    """A worker process, until its standard input ends."""
    from suviaz.web import screens

    source = sys.stdin.buffer
    # Replies go out through a copy, so that nothing that prints by accident gets between them.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    settings, state, place, writes = _read(source)
    assert isinstance(settings, Settings)
    desk = Desk(settings, place, writes=bool(writes))
    if not writes:
        desk.open(str(state))
        shut_in(settings)
        screens.prepare()
    limit = None if writes else settings.seconds + _SPARE
    with contextlib.suppress(EOFError):
        _write(out, Reply())
        while True:
            ask, state = _read(source)
            if ask is None:
                _limited(desk.warm, limit)
                _write(out, Reply())
            else:
                _write(out, _limited(partial(desk.serve, ask, str(state)), limit))
    os._exit(0)  # the engine's threads need no farewell


def _limited(job: Callable[[], T], seconds: float | None) -> T:
    """Do a job; should it go on after our parent has gone, the kernel ends this process."""
    if seconds is None or not hasattr(signal, "setitimer"):
        return job()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return job()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def shut_in(settings: Settings) -> bool:
    """Bound what this process can take, and cut it off from the network, which a worker does not need.

    Returns whether the system let us do the latter: Linux does, where processes may have namespaces of their own.
    """
    try:
        import resource
    except ImportError:
        return False
    most = _taken() + (settings.memory << 20)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(OSError, ValueError):  # where the system knows this limit only by name
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return False
    with contextlib.suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None).unshare
        return bool(unshare(_NEWNET) == 0 or unshare(_NEWNET | _NEWUSER) == 0)
    return False


def _taken() -> int:
    """Bytes of addresses that this process has already, where the system tells: most of them stand for nothing yet."""
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm", encoding="ascii") as told:
        return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _read(source: BinaryIO) -> Any:
    head = source.read(SIZE.size)
    if len(head) < SIZE.size:
        raise EOFError
    return pickle.loads(source.read(SIZE.unpack(head)[0]))  # from our own parent


def _write(out: BinaryIO, reply: Reply) -> None:
    data = pickle.dumps(reply, pickle.HIGHEST_PROTOCOL)
    view = memoryview(SIZE.pack(len(data)) + data)
    while view:
        view = view[out.write(view) :]
