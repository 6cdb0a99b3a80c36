"""A pool of worker processes that can be killed: the engine cannot stop a query that has begun.

A worker is a fresh interpreter that has the graph open for reading. It gets one request at a time through a pipe and
answers with one whole reply, so whoever waits gets a complete answer or a clean refusal. One that takes too long, whose
visitor has gone, or that dies is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import shutil
import struct
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from suviaz.web import snapshots
from suviaz.web.values import Ask, Refused, Reply, Settings

_log = logging.getLogger("suviaz.web")

SIZE = struct.Struct("!I")
"""Before each message, its length."""
_START = "from suviaz.web.work import main; main()"
_LONGER = 10.0
"""Seconds beyond the limits of those before that somebody waits: a new worker takes a moment to start."""
_STARTING = 60.0
"""Seconds in which a worker has to be ready."""
_WARMING = 3.0
"""Seconds that the server's start may take longer so that the first page is not slow."""
_GRACE = 1.0
"""Seconds from its beginning in which a request whose visitor has gone may come to its end."""


class Folder:
    """Tells in which state the graph in a folder is, by its files: cheap enough to look before each request.

    What a writer adds goes to the end of a log; everything else that it does makes or removes files.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made: int | None = None
        self._logs: tuple[str, ...] = ()

    def state(self) -> str:
        """A text that is the same as long as nothing was written; it is of no use beyond this object."""
        try:
            made = os.stat(self._path).st_mtime_ns
            if made != self._made:
                self._logs = tuple(sorted(str(log) for log in self._path.glob("*.log")))
                self._made = made
            return "-".join(str(size) for size in (made, *(os.stat(log).st_size for log in self._logs)))
        except FileNotFoundError:
            self._made = None  # a log has gone just now, or the whole folder
            return f"gone-{time.monotonic_ns()}"


class Worker:
    """One process. `ask` may be called again only when the last call has come back; after an error, `kill` it."""

    def __init__(self, process: asyncio.subprocess.Process, place: Path | None) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._in, self._out, self._place = process, process.stdin, process.stdout, place
        self._size: int | None = None

    @classmethod
    async def start(cls, settings: Settings, state: str, place: Path | None, *, writes: bool = False) -> Worker:
        """A worker that has the graph open, if it can be opened. `place` is the folder for its stills, which goes with
        it. Raises EOFError where it does not get so far.
        """
        # A fresh interpreter, not a fork: the store has threads, and a worker inherits nothing that it need not know.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
        environment.pop("SUVIAZ_TOKEN", None)
        # Each thread's own reserve of addresses would count against the limit; and one that runs out of memory should
        # end at once instead of working out where it was.
        environment |= {"MALLOC_ARENA_MAX": "2", "RUST_BACKTRACE": "0"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _START),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,  # so that Ctrl-C reaches the server alone
        )
        worker = cls(process, place)
        worker._send((replace(settings, secret=None), state, place, writes))
        try:
            async with asyncio.timeout(_STARTING):
                await worker.reply()
        except BaseException:
            await worker.kill()
            raise
        return worker

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.returncode is not None

    async def ask(self, ask: Ask | None, state: str) -> Reply:
        """The reply; to None, which makes ready for pages, an empty one. Raises EOFError where the process ends."""
        self._send((ask, state))
        return await self.reply()

    async def reply(self) -> Reply:
        """What is still to come for the last request, should waiting for it have been given up. Raises EOFError."""
        try:
            if self._size is None:
                self._size = SIZE.unpack(await self._out.readexactly(SIZE.size))[0]
            reply = pickle.loads(await self._out.readexactly(self._size))  # from our own process
        except (OSError, asyncio.IncompleteReadError) as error:
            raise EOFError("The worker ended.") from error
        self._size = None
        assert isinstance(reply, Reply)
        return reply

    def _send(self, message: Any) -> None:
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self._in.write(SIZE.pack(len(data)) + data)

    async def kill(self) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._in.close()
        await self._process.wait()
        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)


class Pool:
    """Workers for reading with one to spare, and where visitors may decide, one for writing that is started when it is
    needed.

    `state` tells, cheaply, which state the graph is in; each request carries it, so that a worker knows when to look
    anew. Call `start` in the running event loop, and `close` at the end.
    """

    def __init__(self, settings: Settings, state: Callable[[], str]) -> None:
        self._settings, self._state = settings, state
        self._idle: asyncio.LifoQueue[Worker | None] = asyncio.LifoQueue()
        self._all: set[Worker] = set()
        self._place: Path | None = None
        self._started = 0
        self._spare: Worker | None = None
        self._waiting = 0
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        """Start all workers, and wait a moment for all but one to get ready for pages. Of a graph that needs longer the
        first visitor finds the one.
        """
        self._place = snapshots.place(self._settings.store)
        first, *others = await asyncio.gather(*(self._made() for _ in range(self._settings.workers)))
        self._idle.put_nowait(first)
        warming = [self._later(self._add(worker)) for worker in others]
        if warming:
            await asyncio.wait(warming, timeout=_WARMING)
        self._later(self._prepare())

    async def close(self) -> None:
        """End every worker, whatever it is at. Again is a no-op."""
        self._closed = True
        for _ in range(self._waiting):
            self._idle.put_nowait(None)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(worker.kill() for worker in self._all))
        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(sorted(worker.pid for worker in self._all))

    async def ask(self, ask: Ask) -> Reply:
        """The reply of a worker.

        Raises Refused with 503 where too many wait, where it took too long, or where the worker died of it. Cancelling
        the call kills the worker.
        """
        settings = self._settings
        if self._waiting >= settings.waiting:
            raise _busy("Too many requests are waiting; try again in a moment.", 1)
        return await self._run(await self._free(), ask, settings.seconds)

    async def _free(self) -> Worker:
        """A worker that has nothing to do. One that died meanwhile, killed from outside perhaps, is replaced."""
        while True:
            try:
                worker = self._idle.get_nowait()
            except asyncio.QueueEmpty:
                self._waiting += 1
                try:
                    # Whoever is before us may take all its time, and a new worker a moment to start.
                    async with asyncio.timeout(2 * self._settings.seconds + _LONGER):
                        worker = await self._idle.get()
                except TimeoutError:
                    raise _busy("The server is busy with long requests; try again in a moment.", 5) from None
                finally:
                    self._waiting -= 1
            if worker is None:
                raise _busy("The server is ending.", 30)
            if not worker.ended:
                return worker
            self._later(self._renew(worker))

    async def change(self, ask: Ask) -> Reply:
        """The reply of the one process that may write, which lets go of the graph after each change.

        Raises Refused as `ask` does. A change is not hurried: it may take six times as long as a question.
        """
        async with self._writing:
            try:
                worker = await Worker.start(self._settings, self._state(), None, writes=True)
            except (EOFError, TimeoutError):
                raise Refused(500, "The change could not be made; the server's log says more.") from None
            self._all.add(worker)
            try:
                async with asyncio.timeout(6 * self._settings.seconds):
                    return await worker.ask(ask, self._state())
            except TimeoutError:
                raise _busy("The change took too long and was stopped.", 10) from None
            except EOFError:
                raise Refused(500, "The change could not be made; the server's log says more.") from None
            finally:
                self._all.discard(worker)
                await worker.kill()

    async def _run(self, worker: Worker, ask: Ask, seconds: float) -> Reply:
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                reply = await worker.ask(ask, self._state())
        except TimeoutError:
            self._later(self._renew(worker))
            _log.warning("%s was stopped after %g seconds", ask.path, seconds)
            raise _busy(f"This took longer than {seconds:g} seconds and was stopped. Ask for less.", 10) from None
        except EOFError:
            self._later(self._renew(worker))
            if self._closed:
                raise _busy("The server is ending.", 30) from None
            _log.error("A worker died of %s after %.1f seconds", ask.path, time.monotonic() - began)
            raise _busy("This needed more than the server gives one request. Ask for less.", 10) from None
        except asyncio.CancelledError:
            # Nobody wants the reply any more; if it is about to come, that is cheaper than a new worker.
            left = began + _GRACE - time.monotonic()
            self._later(self._finish(worker, left) if left > 0 else self._renew(worker))
            raise
        except Exception:
            self._later(self._renew(worker))
            raise
        else:
            self._idle.put_nowait(worker)
            return reply

    def _later(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do a job beside all else; one that is begun after the end stops at its first step."""
        task = asyncio.get_running_loop().create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self._closed:
            task.cancel()
        return task

    async def _finish(self, worker: Worker, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await worker.reply()
        except (TimeoutError, EOFError):
            await self._renew(worker)
        else:
            self._idle.put_nowait(worker)

    async def _renew(self, worker: Worker) -> None:
        spare, self._spare = self._spare, None
        ready = spare is not None and not spare.ended
        if spare is not None and ready:
            self._idle.put_nowait(spare)
        await worker.kill()
        self._all.discard(worker)
        if ready:
            await self._prepare()
        else:
            await self._add(await self._made())

    async def _prepare(self) -> None:
        """Have a worker ready for the next that has to be killed: starting one takes longer than a short question."""
        self._spare = await self._made()

    async def _made(self) -> Worker:
        pause = 0.1
        while True:
            try:
                self._started += 1
                place = None if self._place is None else self._place / str(self._started)
                worker = await Worker.start(self._settings, self._state(), place)
            except (EOFError, OSError):
                _log.error("A worker did not start; once more in %g seconds", pause)
                await asyncio.sleep(pause)
                pause = min(10.0, 2 * pause)
            else:
                self._all.add(worker)
                return worker

    async def _add(self, worker: Worker) -> None:
        """Let a worker take requests, after it got ready for pages if nobody waits."""
        if not self._waiting:
            try:
                async with asyncio.timeout(self._settings.seconds):
                    await worker.ask(None, self._state())
            except (TimeoutError, EOFError):
                await worker.kill()
                self._all.discard(worker)
                worker = await self._made()
        self._idle.put_nowait(worker)


def _busy(message: str, seconds: int) -> Refused:
    return Refused(503, message, headers=(("retry-after", str(seconds)),))
