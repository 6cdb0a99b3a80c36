"""The graph of ties: a picture, the same as lists, and the data that the viewer takes over where scripts run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from suviaz import draw
from suviaz.network import Link, Network, Node
from suviaz.network.kinds import JOINT, TYPES
from suviaz.web.screens import asking
from suviaz.web.screens.page import Page, Table, View
from suviaz.web.screens.statements import independent
from suviaz.web.values import Reply

CARDS = 60
"""Things between the sides that the picture holds; more would not be read."""
ROWS = 60


@dataclass(frozen=True, slots=True)
class Joint:
    """A row of the list: a thing between the sides, who is tied to it and how, and how many outlets tell of it."""

    node: Node
    ends: tuple[tuple[Link, Node], ...]
    outlets: int
    confidence: float


def graph(view: View) -> Page | Reply:
    """The ties in the part that is asked for. Raises UnknownName for an entity or country that there is not."""
    state = view.state
    sure, kind = state.number("conf"), state.code("type")
    network = chosen(view)
    if state.get("format") == "data":
        text = draw.viewer_part(narrowed(network, sure, kind), of=state.get("of") or None)
        return Reply(type="application/json", body=text.encode())
    kinds = {node.type for node in network.nodes}
    network = narrowed(network, sure, kind)
    joints = _joints(network)
    actors = sorted((n for n in network.nodes if n.type not in JOINT), key=lambda n: (-n.degree, n.id))
    focus = next((node for node in network.nodes if node.id == network.focus), None)
    most = state.count("room", ROWS, 1_000)
    data = {
        "network": network,
        "focus": focus,
        "joints": joints[:most],
        "actors": actors[:most],
        "left": max(0, len(joints) - most) + max(0, len(actors) - most),
        "most": most,
        "kinds": [name for name in TYPES if name in kinds],
        "kind": kind,
        "sure": sure,
        "picture": state.here(format="svg"),
        "found": network.coverage,
        "cards": min(CARDS, len(joints)),
        "embedded": _embedded(view, network) if network.nodes else "",
    }
    table = Table(
        ("source", "source_type", "relation", "roles", "target", "target_type", "first", "last", "confidence",
         "planned", "quotes", "source_iri", "target_iri"),
        tuple(_line(view, link) for link in network.links),
    )  # fmt: skip
    pair = state.pair or (None, None)
    return Page(
        "graph.html",
        view.say("graph.title_of", name=view.name(focus.id).text) if focus else view.say("nav.graph"),
        data,
        table=table,
        things=[node.id for node in network.nodes],
        picture=lambda form: drawn(network, form, state.ui, state.lang),
        query=asking.filled("network", {"a": pair[0], "b": pair[1], "field": state.code("field"), "lang": state.lang}),
        wide=True,
    )


def chosen(view: View) -> Network:
    """The network of the part that the address names."""
    state = view.state
    return view.seen.network(state.pair, state.code("field"), state.time("from"), state.time("to"), view.entity())


def narrowed(network: Network, sure: float, kind: str | None) -> Network:
    """Only ties that are at least so sure; of a type, its things and what they are tied to."""
    if not sure and not kind:
        return network
    of = {node.id for node in network.nodes if kind is None or node.type == kind}
    links = [x for x in network.links if x.confidence >= sure and (kind is None or x.source in of or x.target in of)]
    ends = {end for link in links for end in (link.source, link.target)} | (of if not sure else set())
    degree = {node.id: 0 for node in network.nodes}
    for link in links:
        degree[link.source] += 1
        degree[link.target] += 1
    nodes = tuple(replace(node, degree=degree[node.id]) for node in network.nodes if node.id in ends)
    return replace(network, nodes=nodes, links=tuple(links))


def drawn(network: Network, form: str, ui: str, lang: str) -> bytes:
    """The picture for print, with names in `lang`, where drawings speak it, and words in `ui`."""
    if form == "png":
        return draw.png(network, lang=ui, limit=CARDS)
    return draw.svg(network, lang=ui, limit=CARDS).encode()


def _joints(network: Network) -> list[Joint]:
    nodes = {node.id: node for node in network.nodes}
    ends: dict[str, list[tuple[Link, Node]]] = {}
    for link in network.links:
        if nodes[link.source].type in JOINT:
            ends.setdefault(link.source, []).append((link, nodes[link.target]))
    found = []
    for node in network.nodes:
        if node.type in JOINT:
            quotes = [*node.quotes, *(q for link, _ in ends.get(node.id, ()) for q in link.quotes)]
            told = tuple(sorted(ends.get(node.id, ()), key=lambda end: (end[1].type, end[1].id, end[0].relation)))
            best = max((quote.confidence for quote in quotes), default=1.0)
            found.append(Joint(node, told, independent(quotes), best))
    return sorted(found, key=lambda j: (-j.node.degree, j.node.id))


def _line(view: View, link: Link) -> tuple[object, ...]:
    ends = view.things.about(link.source), view.things.about(link.target)
    return (
        view.name(link.source).text, ends[0].type, link.relation, " ".join(link.roles), view.name(link.target).text,
        ends[1].type, link.first, link.last, round(link.confidence, 2), link.planned, len(link.quotes), link.source,
        link.target,
    )  # fmt: skip


def _embedded(view: View, network: Network) -> str:
    """What the viewer begins with; the rest it gets from this same address."""
    state = view.state
    article = state.to("/article", key="KEY", at="START-END").replace("KEY", "{key}")
    return draw.viewer_data(
        network,
        lang=state.lang if state.lang in state.languages else state.ui,
        ui=state.ui,
        source=state.here(format="data"),
        site={
            "article": article.replace("START", "{start}").replace("END", "{end}") + "#shown",
            "entity": state.to("/entity", iri="IRI").replace("iri=IRI", "iri={iri}"),
        },
    )
