"""Setting aside what violates a shape: the failing node and what hangs on it, not the article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyoxigraph as ox

from suviaz.rdf.article import ArticleGraphs
from suviaz.rdf.terms import DCTERMS, GRAPH, META, PROV, RDF, SV, TYPE, sv

_HANGS_BY = frozenset(SV + name for name in ("hasEvent", "hasActor", "hasHolder", "hasPost", "hasSpeaker"))
"""What points to a failing node by one of these says nothing without it, and goes along."""


def quarantined(graphs: ArticleGraphs, failing: Iterable[str]) -> ArticleGraphs:
    """Move what is said about the failing nodes into `graph/KEY--quarantine`, with its evidence.

    A failing node is an IRI that a report names: a thing that the article describes, a value that it uses (a concept,
    a country), or a term (a property or class). With a thing goes whatever cannot stand without it (the
    participations of an event); other things only lose their reference to it. Nothing is lost: the quads are the same
    in another graph.
    """
    wanted = set(failing)
    if graphs.iri in wanted:
        wanted |= {quad.subject.value for quad in graphs.facts}  # type: ignore[union-attr]
    moved, taken = hanging(graphs.facts, graphs.evidence, wanted)
    facts = [quad for quad in graphs.facts if quad not in moved]
    if not moved and not taken:
        return graphs
    aside = ox.NamedNode(GRAPH + graphs.key + "--quarantine")
    article = ox.NamedNode(graphs.iri)
    note = [
        ox.Quad(aside, TYPE, ox.NamedNode(PROV + "Bundle"), META),
        ox.Quad(
            aside, ox.NamedNode(DCTERMS + "title"), ox.Literal("Set aside: it violates a shape", language="en"), META
        ),
        ox.Quad(aside, sv("isQuarantinedFrom"), article, META),
    ]
    kept = set(graphs.evidence) - set(taken)
    return replace(
        graphs,
        facts=tuple(facts),
        evidence=tuple(sorted(kept, key=str)),
        meta=tuple(sorted({*graphs.meta, *note}, key=str)),
        quarantine=tuple(
            sorted(
                {
                    *graphs.quarantine,
                    *(ox.Quad(q.subject, q.predicate, q.object, aside) for q in (*moved, *taken)),
                },
                key=str,
            )
        ),
    )


def hanging(
    facts: Sequence[ox.Quad], evidence: Sequence[ox.Quad], failing: Iterable[str]
) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """The quads of one article, of its facts and of its evidence, that cannot stay when the `failing` nodes go."""
    wanted = set(failing)
    subjects = {quad.subject.value for quad in facts}  # type: ignore[union-attr]
    # Evidence that fails takes along what it speaks for: nothing else in the text may say so.
    about = {q.subject.value: q.object.value for q in evidence if q.predicate.value == RDF + "subject"}  # type: ignore[union-attr]
    passages = {q.subject.value: q.object.value for q in evidence if q.predicate.value == SV + "hasPassage"}  # type: ignore[union-attr]
    wanted |= {about[e] for e in about if e in wanted or passages.get(e) in wanted}
    gone = wanted & subjects
    while True:
        more = {
            q.subject.value  # type: ignore[union-attr]
            for q in facts
            if q.predicate.value in _HANGS_BY and q.object.value in gone  # type: ignore[union-attr]
        }
        if more <= gone:
            break
        gone |= more
    moved = {
        quad
        for quad in facts
        if quad.subject.value in gone  # type: ignore[union-attr]
        or quad.predicate.value in wanted
        or (isinstance(quad.object, ox.NamedNode) and quad.object.value in gone | wanted)
    }
    records = _records(evidence, gone, moved)
    return moved, {quad for quad in evidence if quad.subject.value in records}  # type: ignore[union-attr]


def _records(evidence: Iterable[ox.Quad], gone: set[str], moved: set[ox.Quad]) -> set[str]:
    """Evidence that speaks for what moves: for a whole node, for one moved triple, or on the word of a moved
    statement.
    """
    triples = {(q.subject, q.predicate, q.object) for q in moved}
    whole: dict[str, dict[str, ox.NamedNode | ox.Literal]] = {}
    for quad in evidence:
        whole.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object  # type: ignore[union-attr,assignment]
    found = set()
    for iri, about in whole.items():
        subject, predicate = about.get(RDF + "subject"), about.get(RDF + "predicate")
        if subject is None:
            continue
        said_in = about.get(SV + "isAttributedTo")
        if (
            subject.value in gone
            or (predicate is not None and (subject, predicate, about.get(RDF + "object")) in triples)
            or (said_in is not None and said_in.value in gone)
        ):
            found.add(iri)
    return found
