"""What the tests of pages share: a site on this machine, opening a page of it, and looking at the picture."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from typing import Any

from suviaz import draw

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


class Site(BaseHTTPRequestHandler):
    """Serves the assets under /static/, and every reply with the strict policy; `page` is for the tests to write."""

    def do_GET(self) -> None:
        found = draw.asset(self.path.removeprefix("/static/"))
        if found:
            self.reply(found.type, found.body)
        else:
            self.page()

    def page(self) -> None:
        raise NotImplementedError

    def reply(self, kind: str, body: bytes, more: dict[str, str] | None = None, status: int = 200) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Security-Policy": POLICY, **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except BrokenPipeError:
            self.close_connection = True  # the reader went away


@contextmanager
def serving(site: type[Site]) -> Iterator[str]:
    """The address of the site, while it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class Visitor:
    """Opens pages; `wrong` is what no page may do: errors, refusals of the policy, requests to other hosts."""

    def __init__(self, browser: Any, site: str) -> None:
        self.browser, self.site = browser, site
        self.contexts: list[Any] = []
        self.wrong: list[str] = []

    def open(self, path: str, **options: Any) -> Any:
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        # Chromium itself logs each reply of status 400, which is what a wrong query gets.
        page.on("console", lambda said: None if "400 (Bad" in said.text else self.wrong.append(f"console: {said.text}"))
        page.on("request", lambda request: None if self.near(request.url) else self.wrong.append(request.url))
        page.goto(self.site + path)
        return page

    def near(self, url: str) -> bool:
        return url.startswith((self.site, "data:", "blob:"))

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.wrong == []


def settled(page: Any) -> None:
    """Waits for the next picture, and until nothing in it moves any more."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.locator("#graph[data-moving=false]").wait_for(state="attached")


def shown(page: Any) -> tuple[int, int]:
    """How many nodes and links are drawn."""
    settled(page)
    canvas = page.locator("#graph")
    return int(canvas.get_attribute("data-nodes")), int(canvas.get_attribute("data-links"))


def labels(page: Any) -> list[list[float]]:
    """The boxes of the drawn labels: x, y, width, height."""
    return json.loads(page.locator("#graph").get_attribute("data-labels"))  # type: ignore[no-any-return]


def overlaps(page: Any) -> list[tuple[list[float], list[float]]]:
    """Pairs of labels that lie on each other."""

    def meet(one: list[float], other: list[float]) -> bool:
        (x, y, wide, tall), (x2, y2, wide2, tall2) = one, other
        return x < x2 + wide2 and x2 < x + wide and y < y2 + tall2 and y2 < y + tall

    return [pair for pair in combinations(labels(page), 2) if meet(*pair)]
