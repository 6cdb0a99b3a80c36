"""A page: what a screen hands over, and how it becomes HTML or a file to take away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suviaz.collection import Collection
from suviaz.errors import UnknownName
from suviaz.memory import Name
from suviaz.network import Quote
from suviaz.store import StoredArticle
from suviaz.web.screens.say import Say, spoken
from suviaz.web.screens.seen import Seen, outlet, seen
from suviaz.web.screens.state import State, whole
from suviaz.web.values import Ask, Reply

if TYPE_CHECKING:
    import jinja2

_TEMPLATES = Path(__file__).parents[1] / "templates"
SCREENS = ("graph", "timeline", "agreements", "commitments", "sides", "network", "sparql", "review")
"""The screens that the navigation lists, in its order."""


class Missing(UnknownName):
    """Something that is not there; the message is in the language of the interface."""


@dataclass(frozen=True)
class Table:
    """Rows to take away: the names of the columns, and text or numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Page:
    """What one screen shows.

    `title` is for the head, `data` for the template. `table` and `things` (IRIs) are what is downloaded as CSV and as
    RDF, `picture` gives the bytes of the picture as `svg` or `png`; `query` is SPARQL that asks for the same.
    `status` is HTTP's, `wide` lets the page take all the window.
    """

    template: str
    title: str
    data: Mapping[str, Any] = field(default_factory=dict)
    table: Table | None = None
    things: Sequence[str] = ()
    picture: Callable[[str], bytes] | None = None
    query: str = ""
    status: int = 200
    wide: bool = False


class View:
    """All that a screen may look at: the graph, what is known of it, where one is, and how to say it."""

    def __init__(self, graph: Collection, ask: Ask) -> None:
        self.graph, self.ask = graph, ask
        self.state = State.of(ask)
        self.say: Say = spoken(self.state.ui)
        self.seen: Seen = seen(graph)
        self.things = self.seen.things

    def name(self, iri: str) -> Name:
        return self.things.name(iri, self.state.lang)

    def names(self, iris: Sequence[str]) -> list[Name]:
        return sorted((self.name(iri) for iri in iris), key=lambda name: name.text)

    def entity(self, name: str = "entity") -> str | None:
        """The IRI of the thing that a parameter names, of what stands for it now; None where it names none.

        Raises Missing where the graph says nothing of it.
        """
        import pyoxigraph as ox

        asked = self.state.get(name)
        if not asked:
            return None
        try:
            iri = str(ox.NamedNode(whole(asked)).value)
        except ValueError:
            raise Missing(self.say("entity.unknown", iri=asked)) from None
        iri = self.graph.store.who.node_of(iri) or iri
        if not self.things.about(iri):
            raise Missing(self.say("entity.unknown", iri=asked))
        return iri

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths that lead to a screen; to the one where people decide only where the visitor may."""
        from suviaz.web.screens import screens

        return (*(path for path in screens() if path != "/review" or self.ask.edit), "/sparql")

    def offered(self, page: Page) -> tuple[str, ...]:
        """The formats in which a page can be taken away."""
        from suviaz.web.screens import downloads

        return downloads.offered(page)

    @cached_property
    def pairs(self) -> list[tuple[str, Name, Name]]:
        """The pairs of countries that can be chosen: the value of `pair`, and both names; the one chosen among them."""
        codes = {country.code: country.iri for country in self.seen.countries}
        chosen = [pair for pair in (self.state.pair, *self.seen.pairs) if pair and set(pair) <= codes.keys()]
        return [
            (",".join(pair), self.name(codes[pair[0]]), self.name(codes[pair[1]])) for pair in dict.fromkeys(chosen)
        ]

    @cached_property
    def field_names(self) -> list[tuple[str, Name]]:
        """The fields that can be chosen, by name."""
        found = [(code, self.concept("field", code)) for code in self.seen.fields]
        return sorted(found, key=lambda pair: pair[1].text)

    def source(self, address: str) -> StoredArticle | None:
        """The article of an address or IRI; None where the graph has it no more."""
        return self.seen.by_address.get(address)

    def concept(self, scheme: str, code: str) -> Name:
        """The name of a field, role, form, status or type in the language of the interface."""
        return self.things.name(f"https://w3id.org/suviaz/concept/{scheme}/{code}", self.state.ui)

    def kind(self, code: str) -> Name:
        """The name of a class in the language of the interface."""
        return self.things.name(f"https://w3id.org/suviaz/ontology#{code}", self.state.ui)


def render(view: View, page: Page) -> bytes:
    """The page as HTML."""
    say, state = view.say, view.state
    context = {
        **page.data,
        "page": page,
        "say": say,
        "state": state,
        "view": view,
        "nav": [name for name in SCREENS if path_of(name) in view.paths],
        "themes": ("", "light", "dark"),
        "spoken": {code: spoken(code)("language") for code in state.languages},
    }
    return template(page.template).render(context).encode()


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(outlet=outlet, mark=mark, pieces=pieces, path_of=path_of, span=span)
    return made


def compiled() -> None:
    """Make all templates ready."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


def template(name: str) -> jinja2.Template:
    """A template by its name."""
    return _environment().get_template(name)


def path_of(screen: str) -> str:
    return "/" if screen == "overview" else f"/{screen}"


def span(first: str | None, last: str | None) -> str:
    """Two bounds as one time in EDTF notation; nothing where both are open."""
    from suviaz.network.times import shortened

    return shortened(first or "..", last or "..") if first or last else ""


def pieces(quote: Quote) -> tuple[str, str, str]:
    """A quote with what stands around it in its sentence, on one line."""
    before = re.sub(r"\s+", " ", quote.before)
    return before, re.sub(r"\s+", " ", quote.text), re.sub(r"\s+", " ", quote.after)


@lru_cache(maxsize=64)
def mark(kind: str | None, size: float = 6.0) -> str:
    """The outline of a type's mark as the path of an SVG, around (0, 0)."""
    from suviaz.draw.look import SHAPES

    corners = SHAPES.get(kind or "", ())
    if not corners:
        return f"M{-size:g} 0a{size:g} {size:g} 0 1 0 {2 * size:g} 0a{size:g} {size:g} 0 1 0 {-2 * size:g} 0z"
    return "M" + "L".join(f"{x * size:.4g} {y * size:.4g}" for x, y in corners) + "z"


def reply(view: View, page: Page) -> Reply:
    """The page, or the file of it that `format` asks for. Raises UnknownName for a format that it does not have."""
    from suviaz.web.screens import downloads

    form = view.state.get("format")
    if form:
        return downloads.file(view, page, form)
    return Reply(page.status, body=render(view, page), headers=(("Content-Language", view.state.ui),))
