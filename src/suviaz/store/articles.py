"""What the store tells of an article as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

import pyoxigraph as ox

from suviaz.model import Article
from suviaz.rdf import article_iri
from suviaz.rdf.terms import DCTERMS, GRAPH, ID, TYPE, URL, address, sv


@dataclass(frozen=True, slots=True, order=True)
class StoredArticle:
    """An article that the graph knows; `facts` and `quarantined` count things, not triples."""

    key: str
    iri: str
    url: str | None
    title: str | None
    published: str | None
    lang: str
    sha256: str
    facts: int
    quarantined: tuple[str, ...] = ()


def find(store: ox.Store, url_or_key: str) -> ox.NamedNode | None:
    """The IRI of an article that is known by its address, key or IRI; None where there is none."""
    candidates = []
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url_or_key):
        place = address(url_or_key)
        candidates = [q.subject for q in store.quads_for_pattern(None, URL, place, ox.DefaultGraph())]
        candidates += [place, ox.NamedNode(article_iri(Article("", "", url_or_key)))]
    elif re.fullmatch(r"[\w-]+", url_or_key):
        candidates = [ox.NamedNode(GRAPH.replace("/graph/", "/article/") + url_or_key)]
    found = [c for c in candidates if isinstance(c, ox.NamedNode) and ox.Quad(c, TYPE, sv("Article")) in store]
    return min(found, key=str) if found else None


def has_text(store: ox.Store, key: str, sha256: str) -> bool:
    """Whether the article of that key is there with the text of that hash."""
    article = ox.NamedNode(f"{ID}article/{key}")
    return ox.Quad(article, sv("textSha256"), ox.Literal(sha256), ox.DefaultGraph()) in store


def texts_in(store: ox.Store) -> Iterator[Article]:
    """Every article with its text, as far as the graph tells; sorted by key."""
    start = f"{ID}article/"
    found = store.quads_for_pattern(None, TYPE, sv("Article"), ox.DefaultGraph())
    for key in sorted(q.subject.value.removeprefix(start) for q in found):  # type: ignore[union-attr]
        place = ox.NamedNode(f"{GRAPH}{key}--evidence")
        yield from texts_of({key: store.quads_for_pattern(ox.NamedNode(start + key), None, None, place)})


def texts_of(articles: Mapping[str, Iterable[ox.Quad]]) -> Iterator[Article]:
    """The articles that quads describe, by their keys; those without a text are left out."""
    for key, quads in articles.items():
        node = ox.NamedNode(f"{ID}article/{key}")
        said = {q.predicate: q.object.value for q in quads if q.subject == node}  # type: ignore[union-attr]
        url, text = said.get(URL), said.get(sv("text"))
        if text is None:
            continue
        names = (ox.NamedNode(DCTERMS + name) for name in ("title", "issued", "language"))
        title, published, lang = (said.get(name) for name in names)
        found = Article(text, lang or "", url, title, published)
        if url and found.key != key:  # the graph has it with what no IRI may hold encoded, the key was made from it
            given = (replace(found, url=one) for one in (url.replace("%25", "%"), unquote(url)))
            found = next((one for one in given if one.key == key), found)
        yield found


def stored(store: ox.Store, node: ox.NamedNode) -> StoredArticle:
    """The article with that IRI."""

    def value(predicate: ox.NamedNode) -> str | None:
        found = store.quads_for_pattern(node, predicate, None, ox.DefaultGraph())
        return min((q.object.value for q in found), default=None)  # type: ignore[union-attr]

    key = node.value.rpartition("/")[2]
    facts = {q.subject for q in store.quads_for_pattern(None, TYPE, None, ox.NamedNode(GRAPH + key))}
    aside = {
        q.subject.value  # type: ignore[union-attr]
        for q in store.quads_for_pattern(None, TYPE, None, ox.NamedNode(GRAPH + key + "--quarantine"))
        if q.object != sv("Evidence")
    }
    return StoredArticle(
        key=key,
        iri=node.value,
        url=value(URL),
        title=value(ox.NamedNode(DCTERMS + "title")),
        published=value(ox.NamedNode(DCTERMS + "issued")),
        lang=value(ox.NamedNode(DCTERMS + "language")) or "",
        sha256=value(sv("textSha256")) or "",
        facts=len(facts),
        quarantined=tuple(sorted(aside)),
    )
