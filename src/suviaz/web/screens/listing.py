"""Everything of one type, and all articles: plain lists, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from suviaz.network.kinds import TYPES
from suviaz.web.screens import asking
from suviaz.web.screens.page import Missing, Page, Table, View
from suviaz.web.screens.seen import outlet

T = TypeVar("T")
_ROWS = 100


def listing(view: View) -> Page:
    """The things of the drawn type `type`. Raises Missing for a type that there is not."""
    kind = view.state.get("type") or "Organisation"
    if kind not in TYPES:
        raise Missing(view.say("list.unknown", type=kind))
    classes = TYPES[kind].split()
    found = {iri for name in classes for iri in view.things.of_kind(name)}
    # The registry holds far more than articles speak of.
    told = sorted(
        ((view.name(iri).text.casefold(), iri) for iri in found if view.things.is_told(iri)),
    )
    iris = [iri for _, iri in told]
    page, pages, shown = _cut(view, iris)
    rows = tuple(
        (view.name(i).text, k.kind, k.when, " ".join(k.codes("belongsToCountry")), i)
        for i in iris
        for k in [view.things.about(i)]
    )
    data = {"kind": kind, "kinds": list(TYPES), "shown": shown, "page_number": page, "pages": pages, "total": len(iris)}
    query = _QUERY.replace("CLASSES", " ".join(f"sv:{name}" for name in classes))
    title = view.say(f"count.{kind}", n=len(iris))
    return Page(
        "listing.html",
        title[:1].upper() + title[1:],
        data,
        table=Table(("name", "class", "when", "country", "iri"), rows),
        things=iris,
        query=query,
    )


_QUERY = """PREFIX sv: <https://w3id.org/suviaz/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT DISTINCT ?thing ?class ?name
WHERE {
  VALUES ?class { CLASSES }
  ?thing a ?class .
  FILTER EXISTS { GRAPH ?graph { ?evidence rdf:subject ?thing } }
  OPTIONAL { ?thing skos:prefLabel ?name }
}
ORDER BY ?thing ?name
"""


def articles(view: View) -> Page:
    """All articles, the latest first."""
    stored = view.seen.articles
    page, pages, shown = _cut(view, stored)
    rows = tuple((a.published, a.title, a.lang, a.facts, outlet(a.url), a.url, a.key) for a in stored)
    return Page(
        "articles.html",
        view.say("list.articles"),
        {"shown": shown, "page_number": page, "pages": pages, "total": len(stored)},
        table=Table(("published", "title", "lang", "facts", "outlet", "url", "key"), rows),
        things=[a.iri for a in stored],
        query=asking.filled("articles", {}),
    )


def _cut(view: View, rows: Sequence[T]) -> tuple[int, int, list[T]]:
    """Which page, of how many, and what stands on it."""
    pages = max(1, -(-len(rows) // _ROWS))
    page = min(view.state.count("page", 1, pages), pages)
    return page, pages, list(rows[(page - 1) * _ROWS : page * _ROWS])
