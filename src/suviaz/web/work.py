"""What a worker does with one request: the only place where the web application touches the graph."""

from __future__ import annotations

from suviaz.collection import Collection
from suviaz.web.values import Ask, Reply


def answer(graph: Collection, ask: Ask) -> Reply:
    """The reply of whichever part is in charge of the path."""
    from suviaz.web import screens

    return screens.answer(graph, ask)
