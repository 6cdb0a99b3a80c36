"""The values that a drawing is made of: frozen, sorted, free of RDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PLANNED = frozenset({"announced", "scheduled"})
"""Statuses of what is promised or stands on an agenda: drawn as a ghost, because a plan is not a fact."""

UNSURE = 0.6
"""Below this confidence a link is drawn dashed."""


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """Words of an article that say so.

    `text` stands at `start`..`end` (code points, half-open) of the article; `before` and `after` are the rest of its
    sentence, empty where the article's text is not in the store. `published` is an ISO day. `speaker` is the name of
    whoever is quoted as saying it, where the article only reports. `modality` is asserted, reported or inferred.
    """

    article: str
    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""
    title: str = ""
    url: str = ""
    published: str = ""
    lang: str = ""
    modality: str = "asserted"
    confidence: float = 1.0
    speaker: str = ""

    @property
    def outlet(self) -> str:
        """The host that published it."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the picture.

    `type` is one of the drawn types (`Organisation`, `Person`, `Country`, `Group`, `Place`, `Agreement`, `Event`,
    `Body`, `Commitment`, `Document`), `kind` the exact class of the ontology. `labels` holds the preferred name by
    language, `names` every name. `country` is an alpha-2 code, None for what belongs to no single country. `when` is a
    date in EDTF notation (`2017-04-26`, `2017-03`, `2016/2022`, `../2017-04-25`), `first` and `last` the years that it
    spans.
    """

    id: str
    type: str
    kind: str
    labels: Mapping[str, str]
    names: tuple[str, ...] = ()
    country: str | None = None
    status: str | None = None
    when: str | None = None
    first: int | None = None
    last: int | None = None
    fields: tuple[str, ...] = ()
    degree: int = 0
    quotes: tuple[Quote, ...] = ()

    @property
    def planned(self) -> bool:
        """Whether it is promised or scheduled, and not reported as done."""
        return self.status in PLANNED

    def label(self, lang: str) -> str:
        """The name in `lang`, else in English, else in the first language there is, else the end of the id."""
        for candidate in (lang, "en", *sorted(self.labels)):
            if self.labels.get(candidate):
                return self.labels[candidate]
        return self.id.rstrip("/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Link:
    """A tie from `source` to `target` (ids of nodes); `relation` is the local name of a property of the ontology.

    `roles` are codes of the parts played (`host`, `signatory` …) where the tie is a participation. `confidence` and
    `modality` are those of the best evidence. A link without `quotes` comes from the registry.
    """

    source: str
    target: str
    relation: str
    roles: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    confidence: float = 1.0
    modality: str = "asserted"
    planned: bool = False
    quotes: tuple[Quote, ...] = ()

    @property
    def id(self) -> str:
        """Unique in a network, and the same in each run."""
        return f"{self.source} {self.relation} {self.target}"

    @property
    def unsure(self) -> bool:
        return self.confidence < UNSURE


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the picture rests on: numbers of articles and outlets, and the days between which they were published."""

    articles: int
    outlets: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes sorted by id, links by source, relation and target.

    `pair` holds the alpha-2 codes of the two sides, `focus` the id of the entity that the network is about, if any.

    `words` gives labels by language for the codes of fields and roles: `words["field/ict"]["en"]`.
    """

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    pair: tuple[str, str] | None = None
    focus: str | None = None
    lang: str = "be"
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def coverage(self) -> Coverage:
        quotes = {quote for link in self.links for quote in link.quotes}
        quotes.update(quote for node in self.nodes for quote in node.quotes)
        days = sorted(quote.published for quote in quotes if quote.published)
        return Coverage(
            articles=len({quote.article for quote in quotes}),
            outlets=len({quote.outlet for quote in quotes if quote.outlet}),
            first=days[0] if days else None,
            last=days[-1] if days else None,
        )

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year of anything in it."""
        known = [year for node in self.nodes for year in (node.first, node.last) if year is not None]
        return (min(known), max(known)) if known else None

    def to_networkx(self) -> Any:
        """A `networkx.MultiDiGraph` whose edge keys are the relations; attributes are plain strings and numbers.

        Raises ImportError where networkx is not installed.
        """
        import networkx

        graph = networkx.MultiDiGraph()
        for node in self.nodes:
            graph.add_node(
                node.id,
                label=node.label(self.lang),
                type=node.type,
                kind=node.kind,
                country=node.country or "",
                status=node.status or "",
                first=node.first,
                last=node.last,
                fields=" ".join(node.fields),
            )
        for link in self.links:
            graph.add_edge(
                link.source,
                link.target,
                key=link.relation,
                roles=" ".join(link.roles),
                first=link.first,
                last=link.last,
                confidence=link.confidence,
                modality=link.modality,
                planned=link.planned,
                quotes=len(link.quotes),
            )
        return graph
