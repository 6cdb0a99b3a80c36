"""From judgements about pairs to clusters: the same whatever the order, and no cluster holds what is apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from suviaz.identity.values import APART, SAME, UNSURE, Judgement

Pair = tuple[str, str]
MARGIN = 0.1
"""By so much the better of two candidates that exclude each other has to be better."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Clusters of nodes (each sorted, singles among them), and pairs that a person has to decide, with reasons."""

    clusters: tuple[tuple[str, ...], ...]
    open: tuple[tuple[Pair, Judgement], ...] = ()


def pair(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)


class _Groups:
    """Groups of nodes that grow together."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self.group_of = {node: node for node in nodes}
        self.members = {node: [node] for node in self.group_of}

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.group_of[one], self.group_of[other]))
        if first != second:
            for node in self.members.pop(second):
                self.group_of[node] = first
                self.members[first].append(node)

    def together(self, one: str, other: str) -> bool:
        return self.group_of[one] == self.group_of[other]

    def across(self, one: str, other: str) -> Iterator[Pair]:
        """The pairs of a node of the one's group and a node of the other's; none where that is one group."""
        if not self.together(one, other):
            for a in self.members[self.group_of[one]]:
                for b in self.members[self.group_of[other]]:
                    yield pair(a, b)


def settle(
    nodes: Collection[str],
    judged: Mapping[Pair, Judgement],
    judge: Callable[[str, str], Judgement],
    *,
    same: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> Settled:
    """Clusters of `nodes`. `judged` holds the pairs that share a block; `judge` is asked about others when a cluster
    grows. `same` and `apart` are what people decided: they come first, and nothing automatic overrules them.

    Pairs are joined from the surest down; one that would bring together two nodes that are apart is left open. A node
    that fits two others which exclude each other, about equally well, joins neither. Where people said that two nodes
    are one, all that is found to be one with either comes along.
    """
    forced, barred = {pair(*p) for p in same}, {pair(*p) for p in apart}

    def excluded(one: str, other: str) -> bool:
        found = judged.get(pair(one, other)) or judge(*pair(one, other))
        return found.verdict == APART and found.score == 0.0

    alike, whole = _Groups(nodes), _Groups(nodes)
    for one, other in sorted(forced):
        if one in whole.group_of and other in whole.group_of:
            whole.join(one, other)
    wanted = {key: j for key, j in judged.items() if j.verdict == SAME and key not in barred}
    left = [(key, judged[key]) for key in sorted(_ambiguous(wanted, excluded))]
    for key, _ in left:
        del wanted[key]
    for key, judgement in sorted(wanted.items(), key=lambda item: (-item[1].score, item[0])):
        if alike.together(*key):
            continue
        if any(excluded(*p) for p in alike.across(*key)) or any(p in barred for p in whole.across(*key)):
            left.append((key, judgement))
        else:
            alike.join(*key)
            whole.join(*key)
    left += [(key, j) for key, j in judged.items() if j.verdict == UNSURE and key not in barred]
    asked = {
        key: Judgement(UNSURE, j.score, j.reasons)
        for key, j in left
        if not whole.together(*key) and not any(p in barred for p in whole.across(*key))
    }
    clusters = tuple(sorted(tuple(sorted(group)) for group in whole.members.values()))
    return Settled(clusters, tuple(sorted(asked.items(), key=lambda item: (-item[1].score, item[0]))))


def _ambiguous(wanted: Mapping[Pair, Judgement], excluded: Callable[[str, str], bool]) -> set[Pair]:
    """Pairs of a node with two others that cannot both be it, neither much better than the other."""
    partners: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (one, other), judgement in wanted.items():
        partners[one].append((judgement.score, other))
        partners[other].append((judgement.score, one))
    found: set[Pair] = set()
    for node, others in partners.items():
        others.sort(key=lambda item: (-item[0], item[1]))
        for i, (score, first) in enumerate(others):
            for lower, second in others[i + 1 :]:
                if score - lower >= MARGIN:
                    break
                # The one that both are may be what is wrong: only a vague name can fit two that differ.
                if excluded(first, second):
                    found |= {pair(node, first), pair(node, second)}
    return found
