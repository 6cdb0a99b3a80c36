"""The screens: each a function of the graph and what is asked of it."""

from __future__ import annotations

from html import escape

from suviaz.collection import Collection
from suviaz.web.values import Ask, Reply


def answer(graph: Collection, ask: Ask) -> Reply:
    """The page at `ask.path`: 404 where there is none."""
    if ask.path != "/":
        return Reply(404, body=_page("Not found", [f"There is no page {ask.path}."]))
    return Reply(body=_page("Suviaz", [f"{name}: {number:,}" for name, number in graph.status().items()]))


def _page(title: str, lines: list[str]) -> bytes:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
    return f"{head}<h1>{escape(title)}</h1><ul>{items}</ul></html>".encode()
