"""Running the server: its socket, its signals, and visitors who are slow."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from suviaz.errors import CannotListen
from suviaz.web.front import application
from suviaz.web.values import Settings
from suviaz.web.workers import Pool

_HEAD = 10.0
"""Seconds in which the head of a request has to arrive."""
_CONNECTIONS = 512


class Patient(H11Protocol):
    """HTTP/1.1 that does not wait for ever: whoever opens a connection has to ask something."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _watch(self) -> None:
        if self._busy():
            self._stop()
        elif self._late is None:
            self._late = self.loop.call_later(_HEAD, self._give_up)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if not self._busy() and not self.transport.is_closing():
            self.transport.close()


class _Server(uvicorn.Server):
    """Ends by itself when told to, instead of raising the signal once more."""

    def __init__(self, config: uvicorn.Config, pool: Pool, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._pool, self._ready = pool, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._pool.close()  # who waits for a long query is told so, instead of holding us up
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {kind: signal.signal(kind, self.handle_exit) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)


def run(settings: Settings, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted or terminated. `ready` hears the address as soon as requests are answered.

    Raises CannotListen with a sentence for a person.
    """
    listening = _listen(settings.host, settings.port)
    port = listening.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    app = application(settings)
    config = uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # addresses hold what people ask about
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=settings.url + (1 << 16),
    )

    def tell() -> None:
        if ready is not None:
            ready(f"http://{host}:{port}/")

    with listening:
        asyncio.run(_Server(config, app.state.pool, tell).serve(sockets=[listening]))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise CannotListen(f"There is no address '{host}'; --host takes one of this machine, as 127.0.0.1.") from None
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(256)
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(f"Port {port} is taken; choose another one with --port.") from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise CannotListen(f"Port {port} is not allowed here; choose one above 1023 with --port.") from None
        raise CannotListen(f"'{host}' is no address of this machine: {error.strerror}.") from None
    return made
