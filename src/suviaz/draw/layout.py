"""Where things stand: each side's people and organisations in a column of their own, what they do together between.

No dice and no physics: the middle is sorted by time, and the sides settle as near as they can to what they are tied to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suviaz.network import Link, Network, Node

MIDDLE = frozenset({"Agreement", "Event", "Body", "Commitment", "Document"})


@dataclass(frozen=True, slots=True)
class Side:
    """One column: its country, where the picture has it, and groups of an organisation with its people."""

    code: str | None
    country: Node | None
    groups: tuple[tuple[Node, ...], ...]


def sides(network: Network) -> tuple[Side, Side, Side]:
    """Left, right, and whoever belongs to neither: the pair, or the two countries with most nodes."""
    if network.pair:
        left, right = network.pair
    else:
        counted = Counter(node.country for node in network.nodes if node.country and node.type != "Place")
        common = [code for code, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]
        home = next((node.country for node in network.nodes if node.id == network.focus and node.country), None)
        common.sort(key=lambda code: code != home)  # whom the picture is about stands left
        left, right = [*common, "", ""][:2]
    columns: dict[str | None, list[Node]] = {left: [], right: [], None: []}
    countries: dict[str, Node] = {}
    for node in network.nodes:
        if node.type == "Country" and node.country in (left, right):
            countries[node.country or ""] = node
        elif node.type not in MIDDLE and node.type != "Place":
            columns[node.country if node.country in (left, right) else None].append(node)
    employers = {link.source: link.target for link in network.links if link.relation == "worksFor"}
    made = [Side(code, countries.get(code), _groups(columns[code], employers)) for code in (left, right)]
    return made[0], made[1], Side(None, None, _groups(columns[None], employers))


def _groups(nodes: Sequence[Node], employers: Mapping[str, str]) -> tuple[tuple[Node, ...], ...]:
    here = {node.id for node in nodes}
    groups: dict[str, list[Node]] = {node.id: [node] for node in nodes if employers.get(node.id) not in here}
    for node in nodes:
        if employers.get(node.id) in here:
            head = employers[node.id]
            groups.setdefault(head, []).append(node)
    return tuple(tuple(group) for _, group in sorted(groups.items()))


def middle(network: Network) -> tuple[Node, ...]:
    """What stands between the sides, by time."""
    times = moments(network)

    def order(node: Node) -> tuple[str, int, str]:
        rank = 2 if node.type == "Commitment" else 0 if node.type == "Event" else 1
        return (times[node.id] or "9999", rank, node.id)

    return tuple(sorted((node for node in network.nodes if node.type in MIDDLE), key=order))


def moments(network: Network) -> dict[str, str | None]:
    """When each thing in the middle stands: its own time, else that of what made it, else when it was written of."""
    by_id = {node.id: node for node in network.nodes}
    made_by = {link.target: by_id[link.source] for link in network.links if link.relation == "hasOutcome"}
    found: dict[str, str | None] = {}
    for node in network.nodes:
        if node.type in MIDDLE:
            own = _start(node) or (_start(made_by[node.id]) if node.id in made_by else None)
            said = min((quote.published for quote in node.quotes if quote.published), default=None)
            found[node.id] = own or said or (str(node.first) if node.first else None)
    return found


def _start(node: Node) -> str | None:
    if node.when is None:
        return None
    start, _, end = node.when.partition("/")
    return end if start == ".." else start


def settle(wanted: Sequence[float], heights: Sequence[float], top: float) -> list[float]:
    """Tops of blocks in the given order, each as near to its wanted centre as the others let it, none above `top`.

    Neighbours that want the same room share the displacement (least squares: pool adjacent violators).
    """
    pools: list[tuple[float, int, float]] = []  # mean wanted start, members, height
    offset = 0.0
    starts = []
    for centre, height in zip(wanted, heights, strict=True):
        starts.append(centre - height / 2 - offset)
        offset += height
    for start in starts:
        pools.append((start, 1, 0.0))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, n, _), (b, m, _) = pools[-2:]
            pools[-2:] = [((a * n + b * m) / (n + m), n + m, 0.0)]
    flat = [max(value, top) for value, members, _ in pools for _ in range(members)]
    placed, offset = [], 0.0
    for start, height in zip(flat, heights, strict=True):
        placed.append(start + offset)
        offset += height
    return placed


def pull(links: Sequence[Link], heights: Mapping[str, float]) -> dict[str, float]:
    """For each node the mean height of what it is tied to, of those that already have a height."""
    tied: dict[str, list[float]] = {}
    for link in links:
        for one, other in ((link.source, link.target), (link.target, link.source)):
            if other in heights:
                tied.setdefault(one, []).append(heights[other])
    return {node: sum(found) / len(found) for node, found in tied.items()}


def places(network: Network, *, step: float = 40.0, reach: float = 340.0) -> dict[str, tuple[float, float]]:
    """A point for each node, for the viewer to begin with: x in −reach … reach, rows `step` apart."""
    between = middle(network)
    at: dict[str, tuple[float, float]] = {}
    for row, node in enumerate(between):
        # Neighbours in time stand askew, so that lines along the middle do not run through their shapes.
        at[node.id] = ((-40.0, 40.0)[row % 2], row * step)
    heights = {node: y for node, (_, y) in at.items()}
    left, right, others = sides(network)
    pulled = pull(network.links, heights)
    # Who belongs to neither side stands in the gap before the middle, near to what they are tied to.
    for side, x in ((left, -reach), (right, reach), (others, -reach / 2)):
        groups = sorted(side.groups, key=lambda group: (_wanted(group, pulled), group[0].id))
        tall = [len(group) * step + step * 0.3 for group in groups]
        for group, start in zip(groups, settle([_wanted(group, pulled) for group in groups], tall, 0.0), strict=True):
            for row, node in enumerate(group):
                inward = 28.0 * (row > 0) * (1 if x < 0 else -1)
                at[node.id] = (x + inward, start + row * step + step / 2)
        if side.country:
            at[side.country.id] = (x, -2 * step)
    rest = [node for node in network.nodes if node.id not in at]
    bottom = max((y for _, y in at.values()), default=0.0) + 1.5 * step
    for row, node in enumerate(rest):
        at[node.id] = (0.0, bottom + row * step)
    return {node: (round(x, 1), round(y, 1)) for node, (x, y) in sorted(at.items())}


def _wanted(group: Sequence[Node], pulled: Mapping[str, float]) -> float:
    found = [pulled[node.id] for node in group if node.id in pulled]
    return round(sum(found) / len(found), 6) if found else 0.0
