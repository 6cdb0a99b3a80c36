"""Finding things by any of their names, in any script, by spelling or by sound."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from suviaz.rdf.terms import ALT_LABEL, ID, PREF_LABEL, sv
from suviaz.store import StoredArticle
from suviaz.web.screens.page import Page, Table, View
from suviaz.web.screens.things import Things

_MOST = 60
_ARTICLE = ID + "article/"


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, by which of its names, and how well: 0 is the very name, 4 sounds alike."""

    iri: str
    name: str
    lang: str
    rank: int


class Names:
    """Every name in the graph, by spelling and by sound. Worked out once for a state of the graph."""

    def __init__(self, things: Things) -> None:
        from suviaz.draw.content import plain, sound
        from suviaz.names import romanise

        self._spelt: list[tuple[str, str, str, str]] = []
        self._sounds: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for iri, name, lang in things.named((PREF_LABEL, ALT_LABEL, sv("shortName"))):
            if not iri.startswith(ID):
                continue
            self._spelt.append((plain(name), iri, name, lang))
            latin = plain(name if name.isascii() or not lang else romanise(name, lang))
            if latin.isascii():
                self._sounds[sound(latin)].add((iri, name, lang))

    def find(self, text: str) -> list[Hit]:
        """What is called so, the best first; of each thing its best name."""
        from suviaz.draw.content import plain, sound

        wanted = plain(" ".join(text.split()))
        if not wanted:
            return []
        best: dict[str, Hit] = {}

        def offer(iri: str, name: str, lang: str, rank: int) -> None:
            old = best.get(iri)
            if old is None or (rank, len(name), name) < (old.rank, len(old.name), old.name):
                best[iri] = Hit(iri, name, lang, rank)

        for spelt, iri, name, lang in self._spelt:
            if wanted in spelt:
                rank = 0 if spelt == wanted else 1 if spelt.startswith(wanted) else 2 if f" {wanted}" in spelt else 3
                offer(iri, name, lang, rank)
        for latin in latin_ways(wanted):
            wish = sound(latin)
            # Short sounds are in everything.
            if len(wish) >= 3:
                for key, found in self._sounds.items():
                    if wish in key and (key.startswith(wish) or f" {wish}" in key):
                        for iri, name, lang in found:
                            offer(iri, name, lang, 4)
        return sorted(best.values(), key=lambda hit: (hit.rank, len(hit.name), hit.name, hit.iri))


def latin_ways(text: str) -> set[str]:
    """How a text may be written in Latin letters: it may be of any language that writes with its letters."""
    from suviaz.draw.content import plain
    from suviaz.names import romanise
    from suviaz.web.screens.say import languages

    if text.isascii():
        return {text}
    return {way for lang in languages() if (way := plain(romanise(text, lang))).isascii()}


def search(view: View) -> Page:
    """What bears a name like `q`, by type."""
    asked = view.state.get("q")
    wanted = view.state.code("type")
    hits = view.seen.spellings.find(asked) if asked else []
    groups: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[kind_of(view, hit.iri)].append(hit)
    kinds = sorted(((kind, len(found)) for kind, found in groups.items() if kind), key=lambda pair: (-pair[1], pair[0]))
    shown = [hit for hit in hits if kind_of(view, hit.iri) in ({wanted} if wanted else {kind for kind, _ in kinds})]
    titles = _titles(view, asked) if not wanted or wanted == "Article" else []
    rows = [
        (h.name, h.lang, view.name(h.iri).text, kind_of(view, h.iri), h.iri) for h in shown
    ] + [(a.title, a.lang, a.title, "Article", a.iri) for a in titles]  # fmt: skip
    data = {
        "asked": asked,
        "hits": [(hit, view.things.about(hit.iri)) for hit in shown[:_MOST]],
        "total": len(shown),
        "kinds": kinds,
        "wanted": wanted,
        "titles": titles[:20],
        "most": _MOST,
    }
    title = view.say("search.title_of", text=asked) if asked else view.say("search.title")
    return Page(
        "search.html",
        title,
        data,
        table=Table(("name", "lang", "preferred", "type", "iri"), tuple(rows)) if asked else None,
        things=[hit.iri for hit in shown[:_MOST]],
        query=_QUERY % asked.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " "),
    )


_QUERY = """PREFIX sv: <https://w3id.org/suviaz/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?class ?name
WHERE {
  ?thing skos:prefLabel|skos:altLabel|sv:shortName ?name ; a ?class .
  FILTER(CONTAINS(LCASE(STR(?name)), LCASE("%s")))
}
ORDER BY STRLEN(STR(?name)) ?name ?thing
LIMIT 100
"""


def kind_of(view: View, iri: str) -> str:
    known = view.things.about(iri)
    return known.type or ("Post" if "Post" in known.kinds else "")


def _titles(view: View, asked: str) -> list[StoredArticle]:
    """Articles with the words in their title."""
    from suviaz.draw.content import plain

    words = plain(asked).split()
    if not words:
        return []
    return [a for a in view.seen.articles if a.title and all(word in plain(a.title) for word in words)]
