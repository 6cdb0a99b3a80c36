"""The front door: checks each request, turns it into an Ask, waits for a worker, and sends what comes back.

This process never opens the graph. What it does itself is cheap, so that nobody has to wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from uuid import uuid4

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from suviaz import __version__
from suviaz.draw import asset
from suviaz.errors import BrokenResource
from suviaz.web import safety
from suviaz.web.problems import problem
from suviaz.web.protocol import FORM, pairs
from suviaz.web.values import Ask, Refused, Reply, Settings
from suviaz.web.workers import Folder, Pool

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_log = logging.getLogger("suviaz.web")

_PATIENCE = 0.5
"""Seconds after which it is worth looking whether the visitor is still there."""
_SENDING = 60.0
"""Seconds in which a visitor has to take a reply, or to send a body."""
_BUFFERED = 1 << 16
"""Bytes that the system takes in any case, so that nobody has to be waited for."""
_PIECE = 1 << 18
_HELD = 1 << 28
"""Bytes of replies that may be on their way at once."""
_FILES = ("/style/", "/static/")
_DATA = ("/sparql", "/id/", "/ontology", "/concept", "/.well-known/void")
"""What pages of other origins may read, where the settings allow it."""


def application(settings: Settings) -> Starlette:
    here = Path(__file__).parent
    folder = Folder(settings.store)
    pool = Pool(settings, folder.state)

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        try:
            yield
        finally:
            await pool.close()

    app = Starlette(
        routes=[
            Mount("/style", StaticFiles(directory=here / "style")),
            Route("/static/{name:path}", built, methods=["GET"]),
        ],
        middleware=[Middleware(Door, settings=settings, desk=Desk(settings, pool, folder))],
        lifespan=life,
    )
    app.state.pool = pool
    return app


_VARY = "Accept, Accept-Language, Origin"


async def built(request: Request) -> Response:
    """A script, style or font that was built for the browser."""
    try:
        found = asset(request.path_params["name"])
    except BrokenResource as error:
        raise Refused(503, str(error)) from None
    if found is None:
        raise Refused(404, "There is no such file.")
    mark = f'"{hashlib.blake2b(found.body, digest_size=12).hexdigest()}"'
    headers = {"etag": mark, "cache-control": "no-cache"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers={**headers, "content-type": found.type})


class Door:
    """Lets in who may come in, to the files or to the desk, and gives every reply the headers that make browsers
    careful.
    """

    def __init__(self, app: ASGIApp, settings: Settings, desk: Desk) -> None:
        self._app, self._settings, self._desk = app, settings, desk
        self._headers = [(name.encode(), value.encode()) for name, value in safety.HEADERS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Any) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), *self._headers]
            if len(message.get("body", b"")) < _BUFFERED:
                await send(message)
                return
            async with asyncio.timeout(_SENDING):
                await send(message)

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        scope["suviaz.headers"] = headers
        try:
            self._check(scope, headers)
            ours = self._app if scope["path"].startswith(_FILES) else self._desk
            await ours(scope, receive, guarded)
        except Refused as refused:
            reply = problem(refused.status, str(refused), headers.get("accept", ""), headers=refused.headers)
            await answer(reply, scope, guarded)
        except (TimeoutError, ConnectionError):
            if not started:
                raise
            raise ConnectionAbortedError("The visitor did not take the reply.") from None
        except Exception:
            number = uuid4().hex[:8]
            _log.exception("Error %s at %s %s", number, scope["method"], scope["path"])
            if started:
                raise
            message = f"Something went wrong here. The server's log has it as {number}."
            await answer(problem(500, message, headers.get("accept", "")), scope, guarded)

    def _check(self, scope: Scope, headers: dict[str, str]) -> None:
        settings = self._settings
        if len(scope["raw_path"]) + len(scope["query_string"]) > settings.url:
            raise Refused(414, f"The address is longer than {settings.url:,} bytes; send the query by POST.")
        host, scheme = headers.get("host", ""), str(scope["scheme"])
        if settings.proxy:
            host = headers.get("x-forwarded-host", host).partition(",")[0].strip()
            scheme = headers.get("x-forwarded-proto", scheme).partition(",")[0].strip()
        safety.check_host(host, settings)
        scope["suviaz.site"] = f"{scheme if scheme == 'https' else 'http'}://{host}"
        if scope["method"] != "OPTIONS":  # which browsers send without a password, and which tells nothing
            safety.check_secret(headers.get("authorization", ""), settings)
        safety.check_foreign(headers, settings)


class Desk:
    """Where everything but files is answered: by a worker, unless the visitor has it already."""

    def __init__(self, settings: Settings, pool: Pool, folder: Folder) -> None:
        self._settings, self._pool, self._folder = settings, pool, folder
        self._sending = 0
        self._token = secrets.token_urlsafe(24) if settings.edit else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: dict[str, str] = scope["suviaz.headers"]
        path = scope["path"]
        data = path.startswith(_DATA)
        shared = safety.cors(headers, self._settings, preflight=scope["method"] == "OPTIONS") if data else ()
        try:
            if scope["method"] == "OPTIONS":
                await answer(Reply(204, "", b"", (("allow", self._methods(path)), *shared)), scope, send)
                return
            reply = await self._reply(scope, receive, headers)
        except Refused as refused:
            reply = problem(refused.status, str(refused), headers.get("accept", ""), headers=refused.headers)
        # Replies stay in memory until they are taken; who takes them slowly shall not fill it.
        size = len(reply.body)
        if size > _BUFFERED and self._sending + size > _HELD:
            reply = problem(503, "Too much is being sent; try again in a moment.", headers.get("accept", ""))
            size = 0
        self._sending += size
        try:
            await answer(replace(reply, headers=(*reply.headers, *shared, ("vary", _VARY))), scope, send)
        finally:
            self._sending -= size

    def _methods(self, path: str) -> str:
        return "GET, HEAD, POST" if path.rstrip("/") == "/sparql" or self._settings.edit else "GET, HEAD"

    async def _reply(self, scope: Scope, receive: Receive, headers: dict[str, str]) -> Reply:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        methods = self._methods(scope["path"])
        if method not in methods.split(", "):
            raise Refused(405, f"This takes {methods} only.", headers=(("allow", methods),))
        ask = self._ask(scope, headers, method)
        if method == "GET":
            mark = self._mark(ask)
            if mark and mark in headers.get("if-none-match", ""):
                return Reply(304, "", b"", _fresh(mark))
            reply = await self._patiently(self._pool.ask(ask), receive)
            if mark and reply.status == 200:
                return replace(reply, headers=(*reply.headers, *_fresh(mark)))
            return reply
        ask = await self._with_body(ask, receive, headers)
        if ask.path.rstrip("/") == "/sparql":
            return await self._patiently(self._pool.ask(ask), receive)
        safety.check_change(headers, ask.site, ask.field("token"), self._token)
        return await self._pool.change(ask)

    def _ask(self, scope: Scope, headers: dict[str, str], method: str) -> Ask:
        try:
            path = unquote(scope["raw_path"].decode("ascii"), errors="strict")
        except UnicodeDecodeError:
            raise Refused(400, "The address is not valid UTF-8, percent-encoded.") from None
        return Ask(
            path=path,
            query=pairs(scope["query_string"]),
            accept=headers.get("accept", ""),
            languages=headers.get("accept-language", ""),
            method=method,
            type=headers.get("content-type", ""),
            edit=self._settings.edit,
            token=self._token,
            site=scope["suviaz.site"],
        )

    async def _with_body(self, ask: Ask, receive: Receive, headers: dict[str, str]) -> Ask:
        body = await _body(receive, headers, self._settings.body)
        form = pairs(body) if ask.type.partition(";")[0].strip().casefold() == FORM else ()
        return replace(ask, body=body, form=form)

    def _mark(self, ask: Ask) -> str:
        """The ETag of a page: the state of the graph, and all that the page depends on. None for answers to queries,
        which may ask what time it is.
        """
        if ask.path.rstrip("/") == "/sparql" and ask.get("query"):
            return ""
        parts = (self._folder.state(), __version__, ask)
        return f'W/"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'

    async def _patiently(self, asking: Awaitable[Reply], receive: Receive) -> Reply:
        """Wait for a reply, but not for somebody who has gone: a worker has better things to do."""
        loop, waiting = asyncio.get_running_loop(), asyncio.current_task()
        watching: list[asyncio.Task[None]] = []
        gone = False

        async def watch() -> None:
            nonlocal gone
            while (await receive())["type"] != "http.disconnect":
                pass
            gone = True
            assert waiting is not None
            waiting.cancel()

        later = loop.call_later(_PATIENCE, lambda: watching.append(loop.create_task(watch())))
        try:
            return await asking
        except asyncio.CancelledError:
            if not gone:
                raise
            raise Refused(503, "The visitor has gone.") from None
        finally:
            later.cancel()
            for task in watching:
                task.cancel()


async def _body(receive: Receive, headers: dict[str, str], most: int) -> bytes:
    """The body of a request. Raises Refused: 413 for one that is too long, 408 for one that does not come."""
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length) > most:
        await _let_pass(receive)
        raise _too_long(most)
    parts, size = [], 0
    try:
        async with asyncio.timeout(_SENDING):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "The request ended before its body.")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > most:
                    await _let_pass(receive)
                    raise _too_long(most)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise Refused(408, "The request took too long to arrive.", headers=(("connection", "close"),)) from None


def _too_long(most: int) -> Refused:
    return Refused(413, f"The request is longer than {most:,} bytes.", headers=(("connection", "close"),))


async def _let_pass(receive: Receive) -> None:
    """Read on for a moment and keep nothing: who is cut off while sending never sees why."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while (message := await receive())["type"] == "http.request" and message.get("more_body", False):
                pass


def _fresh(mark: str) -> tuple[tuple[str, str], ...]:
    return (("etag", mark), ("cache-control", "no-cache"))


async def answer(reply: Reply, scope: Scope, send: Send) -> None:
    """Send a reply whole."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    if reply.status not in (204, 304):
        headers.append((b"content-length", str(len(reply.body)).encode()))
        headers.append((b"content-type", reply.type.encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else reply.body
    # In pieces, each of which waits until most of those before it are taken.
    for start in range(0, len(body) - _PIECE, _PIECE):
        await send({"type": "http.response.body", "body": body[start : start + _PIECE], "more_body": True})
    rest = (len(body) - 1) // _PIECE * _PIECE if body else 0
    await send({"type": "http.response.body", "body": body[rest:]})
