"""A pool of worker processes that can be killed: the engine cannot stop a query that has begun.

A worker is a fresh interpreter that has the graph open for reading. It gets one request at a time through a pipe and
answers with one whole reply, so whoever waits gets a complete answer or a clean refusal. One that takes too long, whose
visitor has gone, or that dies is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import pickle
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from suviaz.web.values import Ask, Refused, Reply, Settings

_log = logging.getLogger("suviaz.web")

SIZE = struct.Struct("!I")
"""Before each message, its length."""
_START = "from suviaz.web.work import main; main()"
_SPARE = 2.0
"""Seconds beyond the limit after which a worker ends itself, should its parent be gone."""


def state_of(store: Path) -> str:
    """Which state the graph in a folder is in, told by its files: it costs a listing, and changes with each write."""
    parts = []
    with contextlib.suppress(OSError), os.scandir(store) as entries:
        for entry in entries:
            if entry.name.endswith((".log", ".sst")) or entry.name.startswith("MANIFEST"):
                about = entry.stat()
                parts.append((entry.name, about.st_size, about.st_mtime_ns))
    return hashlib.blake2b(repr(sorted(parts)).encode(), digest_size=10).hexdigest()


class Worker:
    """One process. `ask` may be called again only when the last call has come back; after an error, `kill` it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._in, self._out = process, process.stdin, process.stdout

    @classmethod
    async def start(cls, settings: Settings, state: str, *, writes: bool = False) -> Worker:
        # A fresh interpreter, not a fork: the store has threads, and a worker inherits nothing that it need not know.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
        environment.pop("SUVIAZ_TOKEN", None)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _START),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,  # so that Ctrl-C reaches the server alone
        )
        worker = cls(process)
        worker._send((replace(settings, secret=None), state, writes))
        return worker

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, ask: Ask, state: str) -> Reply:
        """The reply. Raises EOFError where the process ends before it."""
        try:
            self._send((ask, state))
            size = SIZE.unpack(await self._out.readexactly(SIZE.size))[0]
            reply = pickle.loads(await self._out.readexactly(size))  # from our own process
        except (OSError, asyncio.IncompleteReadError) as error:
            raise EOFError("The worker ended.") from error
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


class Pool:
    """Workers for reading, and where visitors may decide, one for writing that is started when it is needed.

    `state` tells, cheaply, which state the graph is in; each request carries it, so that a worker knows when to look
    anew. Call `start` in the running event loop, and `close` at the end.
    """

    def __init__(self, settings: Settings, state: Callable[[], str]) -> None:
        self._settings, self._state = settings, state
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._all: set[Worker] = set()
        self._waiting = 0
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        await asyncio.gather(*(self._add() for _ in range(self._settings.workers)))

    async def close(self) -> None:
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(worker.kill() for worker in self._all))

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
            raise _later("Too many requests are waiting; try again in a moment.", 1)
        worker = None
        try:
            worker = self._idle.get_nowait()
        except asyncio.QueueEmpty:
            self._waiting += 1
            try:
                # Whoever is before us may take all its time, and a new worker a moment to start.
                async with asyncio.timeout(2 * settings.seconds + _SPARE):
                    worker = await self._idle.get()
            except TimeoutError:
                raise _later("The server is busy with long requests; try again in a moment.", 5) from None
            finally:
                self._waiting -= 1
        return await self._run(worker, ask, settings.seconds)

    async def change(self, ask: Ask) -> Reply:
        """The reply of the one process that may write, which lets go of the graph after each change.

        Raises Refused as `ask` does. A change is not hurried: it may take six times as long as a question.
        """
        async with self._writing:
            worker = await Worker.start(self._settings, self._state(), writes=True)
            self._all.add(worker)
            try:
                async with asyncio.timeout(6 * self._settings.seconds):
                    return await worker.ask(ask, self._state())
            except TimeoutError:
                raise _later("The change took too long and was stopped.", 10) from None
            except EOFError:
                raise Refused(500, "The change could not be made; the server's log says more.") from None
            finally:
                self._all.discard(worker)
                await worker.kill()

    async def _run(self, worker: Worker, ask: Ask, seconds: float) -> Reply:
        began, whole = time.monotonic(), False
        try:
            async with asyncio.timeout(seconds):
                reply = await worker.ask(ask, self._state())
                whole = True
                return reply
        except TimeoutError:
            _log.warning("%s was stopped after %g seconds", ask.path, seconds)
            raise _later(f"This took longer than {seconds:g} seconds and was stopped. Ask for less.", 10) from None
        except EOFError:
            _log.error("A worker died of %s after %.1f seconds", ask.path, time.monotonic() - began)
            raise _later("This needed more than the server gives one request. Ask for less.", 10) from None
        finally:
            if whole:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        if self._closed:
            return
        task = asyncio.get_running_loop().create_task(self._renew(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _renew(self, worker: Worker) -> None:
        await worker.kill()
        self._all.discard(worker)
        await self._add()

    async def _add(self) -> None:
        worker = await Worker.start(self._settings, self._state())
        self._all.add(worker)
        self._idle.put_nowait(worker)


def _later(message: str, seconds: int) -> Refused:
    return Refused(503, message, headers=(("retry-after", str(seconds)),))
