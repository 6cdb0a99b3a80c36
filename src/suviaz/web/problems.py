"""What goes back where there is no answer: a short page for a person, a line of text for a program."""

from __future__ import annotations

from html import escape
from http import HTTPStatus

from suviaz.web.protocol import prefers_html
from suviaz.web.values import HTML, Pairs, Reply

TEXT = "text/plain; charset=utf-8"


def problem(status: int, message: str, accept: str, *, headers: Pairs = ()) -> Reply:
    """The reply that says in one sentence what is wrong; no trace of the program is on it."""
    kept = (*headers, ("cache-control", "no-store"))
    if not prefers_html(accept):
        return Reply(status, TEXT, f"{message}\n".encode(), kept)
    return Reply(status, HTML, page(HTTPStatus(status).phrase, f"<p>{escape(message)}</p>"), kept)


def page(title: str, body: str, *, lang: str = "en") -> bytes:
    """A plain page that needs neither the graph nor a worker; `body` is HTML."""
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – Suviaz</title>\n"
        '<link rel="stylesheet" href="/style/plain.css">\n'
        f'<main>\n<p><a href="/">Suviaz</a></p>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</html>\n'
    ).encode()
