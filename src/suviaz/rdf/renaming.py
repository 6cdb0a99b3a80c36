"""An article's own quads, and how they stand in the store once it is known who is who; and the way back.

`Written` holds both. What differs between the two is kept as the article's own reading had it, in graphs of its own
(`graph/KEY--own`, `graph/KEY--evidence--own`), so that nothing is lost by joining two nodes, and a wrong joining can be
undone from the graph alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from suviaz.rdf.iris import short
from suviaz.rdf.quarantine import hanging
from suviaz.rdf.sightings import is_article_own, local
from suviaz.rdf.terms import GRAPH, ID, TYPE

OWN = "--own"
"""The end of the name of a graph that keeps what the article's reading said before it was known who is who."""

_MADE_OF_OTHERS = ("post", "event", "tenure", "participation")
"""Things whose IRIs hold those of others, each kind after the ones that it may hold."""

Lookup = Callable[[str], str | None]
"""From an own IRI to the one that stands for it, None where it stands for itself."""


@dataclass(frozen=True)
class Written:
    """An article as the store holds it: `quads` in the article's graphs and in those that keep its own words.

    `renamed` maps the article's own IRIs to those that now stand for them.
    """

    quads: tuple[ox.Quad, ...]
    renamed: Mapping[str, str]


def written(key: str, own: Sequence[ox.Quad], lookup: Lookup, rejected: Collection[str] = ()) -> Written:
    """The quads of one article's facts and evidence with nodes renamed, and without what was rejected."""
    facts, evidence = (ox.NamedNode(GRAPH + key + end) for end in ("", "--evidence"))
    mine = [q for q in own if q.graph_name in (facts, evidence)]
    nodes = {q.subject.value for q in mine if isinstance(q.subject, ox.NamedNode)}
    nodes |= {q.object.value for q in mine if isinstance(q.object, ox.NamedNode)}
    found = {node: lookup(node) for node in sorted(nodes) if node.startswith(ID)}
    renamed = {node: now for node, now in found.items() if now and now != node}
    if renamed:
        renamed |= _follow(mine, renamed)
    dropped: set[ox.Quad] = set()
    if rejected:
        failing = {*rejected, *(node for node in nodes if renamed.get(node) in rejected)} & nodes
        if failing:
            moved, taken = hanging(
                [q for q in mine if q.graph_name == facts], [q for q in mine if q.graph_name == evidence], failing
            )
            dropped = moved | taken
    if not renamed and not dropped:
        return Written(tuple(own), {})
    after = {q: _renamed(q, renamed) for q in mine if q not in dropped}
    changed = {q for q, now in after.items() if now != q} | dropped
    targets = {_renamed(q, renamed) for q in changed}
    kept = changed | {q for q in after if q in targets}
    apart = {q for q in own if q.graph_name not in (facts, evidence)}
    quads = {*apart, *after.values(), *(_in(q, q.graph_name.value + OWN) for q in kept)}  # type: ignore[union-attr]
    return Written(tuple(sorted(quads, key=str)), renamed)


def unwritten(stored: Iterable[ox.Quad], lookup: Lookup) -> tuple[ox.Quad, ...]:
    """The article's own quads, from what the store holds of it. `lookup` is the one by which it was written."""
    rest, kept = set(), set()
    for quad in stored:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if name.endswith(OWN):
            kept.add(_in(quad, name.removesuffix(OWN)))
        else:
            rest.add(quad)
    names = {n.value for q in kept for n in (q.subject, q.object) if isinstance(n, ox.NamedNode)}
    renamed = {name: new for name in names if (new := lookup(name))}
    return tuple(sorted((rest - {_renamed(q, renamed) for q in kept}) | kept, key=str))


def _follow(quads: Iterable[ox.Quad], renamed: Mapping[str, str]) -> dict[str, str]:
    """New IRIs for what was named after something that has a new one: the tenure of a person, say."""
    used: dict[str, set[str]] = {}
    kinds: dict[str, list[str]] = {kind: [] for kind in _MADE_OF_OTHERS}
    for quad in quads:
        subject = quad.subject.value  # type: ignore[union-attr]
        if quad.predicate == TYPE:
            kind = subject.removeprefix(ID).partition("/")[0]
            if kind in kinds and subject not in renamed:
                kinds[kind].append(subject)
        elif isinstance(quad.object, ox.NamedNode):
            used.setdefault(subject, set()).add(quad.object.value)
    found: dict[str, str] = {}
    for kind, subjects in kinds.items():
        for subject in sorted(set(subjects)):
            slug = local(subject)
            for other in sorted(used.get(subject, ()), key=lambda iri: (-len(local(iri)), iri)):
                new = renamed.get(other) or found.get(other)
                if new:
                    slug = _replaced(slug, local(other), local(new))
            if slug != local(subject):
                found[subject] = f"{ID}{kind}/{short(slug) if kind == 'post' and not is_article_own(slug) else slug}"
    return found


def _replaced(slug: str, old: str, new: str) -> str:
    """The slug with one of its parts replaced: parts are joined by two hyphens, or follow a word and one."""
    parts = slug.split("--")
    if old in parts:
        parts[parts.index(old)] = new
        return "--".join(parts)
    return re.sub(rf"^(signing|opening)-{re.escape(old)}(?=--|$)", rf"\g<1>-{new}", slug)


def _renamed(quad: ox.Quad, renamed: Mapping[str, str]) -> ox.Quad:
    subject = renamed.get(quad.subject.value)  # type: ignore[union-attr]
    target = renamed.get(quad.object.value) if isinstance(quad.object, ox.NamedNode) else None
    if subject is None and target is None:
        return quad
    return ox.Quad(
        ox.NamedNode(subject) if subject else quad.subject,
        quad.predicate,
        ox.NamedNode(target) if target else quad.object,
        quad.graph_name,
    )


def _in(quad: ox.Quad, graph: str) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph))
