"""The web application over a graph: pages, a SPARQL endpoint, and the addresses of things.

The main process routes, checks and waits; whatever touches the graph happens in a worker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from suviaz.errors import DamagedStore
from suviaz.web.values import Ask, Refused, Reply, Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["Ask", "Refused", "Reply", "Settings", "app", "serve"]


def app(settings: Settings) -> Starlette:
    """The application as ASGI, for a server of one's own. Raises SuviazError for settings that do not go together."""
    from suviaz.web.front import application

    _check(settings)
    return application(settings)


def serve(settings: Settings, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted or terminated; `ready` hears the address as soon as requests are answered.

    Raises SuviazError, with a sentence for a person, where that cannot begin.
    """
    from suviaz.web import running

    _check(settings)
    running.run(settings, ready=ready)


def _check(settings: Settings) -> None:
    from suviaz.errors import SuviazError
    from suviaz.web.safety import is_loopback

    if not (settings.store / "CURRENT").exists():
        raise DamagedStore(f"There is no store in '{settings.store}'; load an article first.")
    if not is_loopback(settings.host) and settings.secret is None and not settings.open:
        raise SuviazError(
            f"Others would reach '{settings.host}' without a password; name one with --token-file or SUVIAZ_TOKEN, "
            "or say --open."
        )
