"""Figures of a network: the shortest ways between two actors, who stands between others, and who belongs together.

What is only planned is no tie and is left out. Countries and places are left out, too: everybody belongs to one, so
they would join whom nothing joins. Every figure is the same in each run and with each library.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib.util import find_spec
from itertools import islice, pairwise
from typing import Any

from suviaz.network.values import Link, Network

ACTORS = frozenset({"Person", "Organisation", "Body", "Group"})
"""Types of nodes that can broker; what stands between them is an occasion."""
LARGE = 2_000
"""From this number of nodes on betweenness is worked out by rustworkx, where it is installed."""
_AMBIENT = frozenset({"Country", "Place"})
_ROUNDED = 9
_SEEDS = range(10)
"""Louvain's method stays in the first good place that it finds, so the best of ten beginnings counts, or of merging
greedily, where that is not too slow."""
_MANY = 1_000


def routes(
    network: Network, start: str, end: str, *, most: int = 3, plans: bool = False
) -> tuple[tuple[Link, ...], ...]:
    """The shortest ways from one node to another, each as its links in order, the best supported first.

    Ends may be countries, what lies between may not. With `plans` ties that are only planned count, too. Empty where
    nothing joins them.
    """
    import networkx

    links = _ties(network, plans=plans, ends=(start, end))
    graph = _graph(links, {start, end})
    if not networkx.has_path(graph, start, end):
        return ()
    ways = [_best(way, links) for way in islice(networkx.all_shortest_paths(graph, start, end), _MANY)]
    return tuple(
        sorted(ways, key=lambda way: (-min(link.confidence for link in way), [link.id for link in way]))[:most]
    )


def betweenness(network: Network, *, engine: str | None = None) -> dict[str, float]:
    """For each node the share of shortest ways between others that lead through it, from 0 to 1.

    `engine` is networkx or rustworkx; None takes rustworkx for large networks where it is there. Both give the same.
    """
    graph = _graph(_ties(network))
    if engine is None:
        engine = "rustworkx" if len(graph) >= LARGE and find_spec("rustworkx") else "networkx"
    between = _by_rust(graph) if engine == "rustworkx" else _by_networkx(graph)
    return {node: round(share, _ROUNDED) + 0.0 for node, share in sorted(between.items())}


def communities(network: Network) -> tuple[tuple[tuple[str, ...], ...], float]:
    """Groups of nodes with more ties among themselves than with others, the largest first, and their modularity.

    Nodes of a group are sorted by their ties within it. Louvain's method, from fixed beginnings over sorted nodes,
    or greedy merging where that is better.
    """
    import networkx

    graph = _graph(_ties(network))
    if not graph.number_of_edges():
        return (), 0.0
    names = sorted(graph)
    number = {name: i for i, name in enumerate(names)}
    # Numbers, because sets of strings are walked through in another order in each run.
    plain = networkx.Graph()
    plain.add_nodes_from(range(len(names)))
    plain.add_weighted_edges_from(
        sorted((number[a], number[b], data["weight"]) for a, b, data in graph.edges(data=True))
    )
    tried = [networkx.community.louvain_communities(plain, seed=seed) for seed in _SEEDS]
    if len(plain) < LARGE:
        tried.append([set(group) for group in networkx.community.greedy_modularity_communities(plain)])
    rated = [(networkx.community.modularity(plain, groups), -place) for place, groups in enumerate(tried)]
    modularity, place = max(rated)
    groups = tried[-place]

    def inner(group: Collection[int]) -> tuple[str, ...]:
        ties = {i: sum(1 for near in plain[i] if near in group) for i in group}
        return tuple(names[i] for i in sorted(group, key=lambda i: (-ties[i], names[i])))

    found = [inner(group) for group in groups]
    return tuple(sorted(found, key=lambda group: (-len(group), group))), round(float(modularity), _ROUNDED)


def counterparts(network: Network) -> dict[str, frozenset[str]]:
    """For each node those that it has a tie with."""
    graph = _graph(_ties(network))
    return {node: frozenset(graph[node]) for node in graph}


def _ties(network: Network, *, plans: bool = False, ends: Iterable[str] = ()) -> tuple[Link, ...]:
    """The links that count."""
    types = {node.id: node.type for node in network.nodes}
    barred = {iri for iri, kind in types.items() if kind in _AMBIENT} - set(ends)
    return tuple(
        link
        for link in network.links
        if (plans or not link.planned) and link.source not in barred and link.target not in barred
    )


def _graph(links: Iterable[Link], more: Iterable[str] = ()) -> Any:
    """An undirected graph whose weights say by how many relations two nodes are tied; nodes and edges in order."""
    import networkx

    weights: dict[tuple[str, str], int] = {}
    for link in links:
        if link.source != link.target:
            key = (min(link.source, link.target), max(link.source, link.target))
            weights[key] = weights.get(key, 0) + 1
    graph = networkx.Graph()
    graph.add_nodes_from(sorted({*more, *(node for pair in weights for node in pair)}))
    graph.add_weighted_edges_from((*pair, weight) for pair, weight in sorted(weights.items()))
    return graph


def _best(way: list[str], links: Iterable[Link]) -> tuple[Link, ...]:
    """For each step the link with the best evidence."""
    between: dict[frozenset[str], list[Link]] = {}
    for link in links:
        between.setdefault(frozenset((link.source, link.target)), []).append(link)
    return tuple(
        min(between[frozenset(step)], key=lambda link: (not link.quotes, -link.confidence, link.id))
        for step in pairwise(way)
    )


def _by_networkx(graph: Any) -> dict[str, float]:
    import networkx

    return dict(networkx.betweenness_centrality(graph, normalized=True))


def _by_rust(graph: Any) -> dict[str, float]:
    import rustworkx

    names = sorted(graph)
    number = {name: i for i, name in enumerate(names)}
    twin = rustworkx.PyGraph()
    twin.add_nodes_from(names)
    twin.add_edges_from_no_data(sorted((number[a], number[b]) for a, b in graph.edges))
    found = rustworkx.betweenness_centrality(twin, normalized=True)
    return {names[i]: share for i, share in found.items()}
