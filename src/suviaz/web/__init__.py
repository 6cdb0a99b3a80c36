"""The web application over a graph: pages, a SPARQL endpoint, and the addresses of things.

The main process routes, checks and waits; whatever touches the graph happens in a worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from suviaz.web.values import Ask, Reply, Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["Ask", "Reply", "Settings", "app", "serve"]


def app(settings: Settings) -> Starlette:
    """The application as ASGI, for a server of one's own or for tests."""
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from suviaz.collection import Collection
    from suviaz.web import work

    def answer(ask: Ask) -> Reply:
        with Collection(settings.store, read_only=True) as graph:
            return work.answer(graph, ask)

    async def page(request: Request) -> Response:
        ask = Ask(
            path=request.url.path,
            query=tuple(parse_qsl(request.url.query, keep_blank_values=True)),
            accept=request.headers.get("accept", ""),
            languages=request.headers.get("accept-language", ""),
            edit=settings.edit,
            site=str(request.base_url).rstrip("/"),
        )
        reply = await run_in_threadpool(answer, ask)
        return Response(reply.body, reply.status, dict(reply.headers), media_type=reply.type)

    here = Path(__file__).parent
    mounts = [
        Mount(f"/{name}", StaticFiles(directory=here / name), name=name)
        for name in ("static", "style")
        if (here / name).is_dir()
    ]
    return Starlette(routes=[*mounts, Route("/{path:path}", page, methods=["GET"])])


def serve(settings: Settings) -> None:
    """Serve until interrupted."""
    import uvicorn

    uvicorn.run(app(settings), host=settings.host, port=settings.port, log_level="warning")
