"""How actors are tied: ways from one to another, who stands between, who belongs together; each with its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from suviaz.memory.values import Words
from suviaz.network import Link, Network, Node, Quote
from suviaz.network.figures import ACTORS, betweenness, communities, counterparts, routes
from suviaz.network.kinds import JOINT

_WORDS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One tie on a way, from `source` to `target` in the order of walking; `relation` is a property's local name, read
    from the target where `turned`. A tie without `words` comes from the registry."""

    source: str
    target: str
    relation: str
    turned: bool
    roles: tuple[str, ...]
    planned: bool
    confidence: float
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A way between two actors: its nodes from end to end, and the step after each; `planned` if a step is no more.

    `through` are the agreements, events, bodies and documents on it.
    """

    nodes: tuple[str, ...]
    through: tuple[str, ...]
    steps: tuple[Step, ...]
    planned: bool


@dataclass(frozen=True, slots=True)
class Broker:
    """An actor through whom ways between others lead. `betweenness` is the share of the shortest ways (0 to 1), `ties`
    counts those it is tied to, `things` are the agreements, events and bodies among them; `countries` are alpha-2 codes
    of whom it meets there, itself left out."""

    actor: str
    betweenness: float
    ties: int
    countries: tuple[str, ...]
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """Actors with more ties among themselves than with others, the best tied first, and what ties them; `countries`
    counts the actors by alpha-2 code, `fields` what ties them by field."""

    actors: tuple[str, ...]
    things: tuple[str, ...]
    countries: Mapping[str, int]
    fields: Mapping[str, int]
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a network amounts to; `modularity` says how clearly it falls into communities (0: not at all)."""

    nodes: int
    links: int
    articles: int
    modularity: float
    brokers: tuple[Broker, ...]
    communities: tuple[Community, ...]


def ways(network: Network, start: str, end: str, *, most: int = 3) -> tuple[Way, ...]:
    """The shortest ways; over plans only where there is no other. A pure function of its arguments."""
    types = {node.id: node.type for node in network.nodes}
    if start not in types or end not in types:
        return ()
    found = routes(network, start, end, most=most) or routes(network, start, end, most=most, plans=True)
    return tuple(_way(start, links, types) for links in found)


def figures(network: Network, *, most: int = 10) -> Figures:
    """The brokers of most weight, and the communities of at least two actors. A pure function of its argument."""
    nodes = {node.id: node for node in network.nodes}
    near = counterparts(network)
    between = sorted(betweenness(network).items(), key=lambda item: (-item[1], item[0]))
    brokers = [
        _broker(nodes, near, actor, share) for actor, share in between if nodes[actor].type in ACTORS and share > 0
    ]
    groups, modularity = communities(network)
    made = sorted((_community([nodes[iri] for iri in group]) for group in groups), key=lambda one: -len(one.actors))
    return Figures(
        len(near),
        sum(len(others) for others in near.values()) // 2,
        network.coverage.articles,
        modularity,
        tuple(brokers[:most]),
        tuple(one for one in made if len(one.actors) > 1),
    )


def _way(start: str, links: Iterable[Link], types: Mapping[str, str]) -> Way:
    nodes, steps = [start], []
    for link in links:
        turned = link.source != nodes[-1]
        nodes.append(link.source if turned else link.target)
        quotes = sorted(link.quotes, key=lambda quote: (-quote.confidence, quote))[:_WORDS]
        words = tuple(words_of(quote) for quote in quotes)
        step = (nodes[-2], nodes[-1], link.relation, turned, link.roles, link.planned, link.confidence, words)
        steps.append(Step(*step))
    through = tuple(node for node in nodes if types[node] in JOINT)
    return Way(tuple(nodes), through, tuple(steps), any(step.planned for step in steps))


def words_of(quote: Quote) -> Words:
    """A quote with the rest of its sentence."""
    return Words(
        " ".join((quote.before + quote.text + quote.after).split()),
        quote.url or quote.article,
        quote.title,
        quote.published or None,
        quote.modality,
        quote.confidence,
        start=quote.start - len(quote.before.lstrip("…")),
    )


def _broker(nodes: Mapping[str, Node], near: Mapping[str, frozenset[str]], actor: str, share: float) -> Broker:
    things = sorted(iri for iri in near[actor] if nodes[iri].type in JOINT)
    met = {other for thing in things for other in near[thing]} - {actor}
    countries = sorted({str(nodes[iri].country) for iri in met if nodes[iri].country})
    return Broker(actor, share, len(near[actor]), tuple(countries), tuple(things))


def _community(members: list[Node]) -> Community:
    actors = [node for node in members if node.type in ACTORS]
    things = [node for node in members if node.type in JOINT]
    years = [year for node in things for year in (node.first, node.last) if year is not None]
    countries = Counter(node.country for node in actors if node.country)
    fields = Counter(field for node in things for field in node.fields)
    return Community(
        tuple(node.id for node in actors),
        tuple(node.id for node in sorted(things, key=lambda node: (node.first or 9999, node.id))),
        dict(sorted(countries.items(), key=lambda item: (-item[1], item[0]))),
        dict(sorted(fields.items(), key=lambda item: (-item[1], item[0]))),
        min(years, default=None),
        max(years, default=None),
    )
