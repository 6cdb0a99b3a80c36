"""The screens: each a function of the graph and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from suviaz.collection import Collection
from suviaz.errors import BadDecision, BadQuery, UnknownName
from suviaz.web.screens.editor import Given, sparql
from suviaz.web.values import Ask, Reply

if TYPE_CHECKING:
    from suviaz.web.screens.page import Page, View

__all__ = ["Given", "answer", "prepare", "problem", "sparql", "warm"]


@lru_cache(maxsize=1)
def screens() -> Mapping[str, Callable[[View], Page | Reply]]:
    """Every screen by its path."""
    from suviaz.web.screens.agreements import agreements
    from suviaz.web.screens.article import article
    from suviaz.web.screens.commitments import commitments
    from suviaz.web.screens.entity import entity
    from suviaz.web.screens.figures import figures
    from suviaz.web.screens.graph import graph
    from suviaz.web.screens.listing import articles, listing
    from suviaz.web.screens.overview import overview
    from suviaz.web.screens.review import review
    from suviaz.web.screens.search import search
    from suviaz.web.screens.sides import sides
    from suviaz.web.screens.timeline import timeline

    return {
        "/": overview,
        "/graph": graph,
        "/entity": entity,
        "/article": article,
        "/articles": articles,
        "/agreements": agreements,
        "/commitments": commitments,
        "/timeline": timeline,
        "/sides": sides,
        "/network": figures,
        "/review": review,
        "/list": listing,
        "/search": search,
    }


def answer(graph: Collection, ask: Ask) -> Reply:
    """The page at `ask.path`, or the file of it that `format` names; a page that says what is wrong where it is."""
    from suviaz.web.screens.seen import seen

    known = seen(graph)
    key = (ask.path, ask.query, ask.languages, ask.site, ask.edit)
    shared = ask.method in ("GET", "HEAD") and not ask.edit
    if shared and (kept := known.replies.get(key)) is not None:
        return kept
    reply = _answer(graph, ask)
    if shared and reply.status == 200:
        known.replies.keep(key, reply)
    return reply


def _answer(graph: Collection, ask: Ask) -> Reply:
    from suviaz.web.screens.page import Missing, View, reply
    from suviaz.web.screens.say import chosen, spoken
    from suviaz.web.screens.state import Wrong

    try:
        view = View(graph, ask)
        screen = screens().get(ask.path.rstrip("/") or "/")
        if screen is None:
            return problem(graph, ask, 404)
        page = screen(view)
        return page if isinstance(page, Reply) else reply(view, page)
    except Wrong as error:
        say = spoken(chosen(ask.get("ui"), ask.languages))
        return problem(graph, ask, 400, say(f"wrong.{error.key}", name=error.parameter, example=error.example))
    except Missing as error:
        return problem(graph, ask, 404, str(error))
    except UnknownName as error:
        return problem(graph, ask, 404, str(error), lang="en")
    except (BadQuery, BadDecision) as error:
        return problem(graph, ask, 400, str(error), lang="en")


def problem(graph: Collection, ask: Ask, status: int, message: str = "", *, lang: str = "") -> Reply:
    """A page in the style of the others that says what went wrong, and where to go on.

    `lang` is the language of the message where it is not that of the interface.
    """
    from dataclasses import replace

    from suviaz.web.screens.page import Page, View, render

    # What was wrong in the address shall not go along to other pages.
    kept = tuple((key, value) for key, value in ask.query if key in ("ui", "theme"))
    view = View(graph, replace(ask, query=kept))
    title = view.say.term("problem", str(status))
    page = Page("problem.html", title, {"message": message, "lang": lang, "code": status}, status=status)
    return Reply(status, body=render(view, page), headers=(("Content-Language", view.state.ui),))


def prepare() -> None:
    """Load what every page needs, whatever the graph: templates, catalogues, stored questions."""
    from suviaz import queries
    from suviaz.web.screens import downloads, page, say

    page.compiled()
    _ = screens(), queries.stored(), downloads.TYPES
    for lang in say.languages():
        spoken = say.spoken(lang)
        _ = spoken.number(1), spoken.percent(0.5), spoken.day("2017-04-26"), spoken.day("2017-04-26", long=True)


def warm(graph: Collection) -> None:
    """Work out beforehand what the first visitor would have to wait for."""
    from suviaz.web.screens.seen import seen

    known = seen(graph)
    _ = known.snapshot, known.coverage, known.counts, known.network(None, None, None, None, None)
