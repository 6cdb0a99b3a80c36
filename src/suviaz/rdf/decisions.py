"""What people decided: two nodes are one, or are not; a fact is wrong; a fact is added. As values, and as Turtle.

One decision about the same things replaces an earlier one: its IRI is made from them. What was added by hand stands in
the same file, beside the decision that says who added it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from suviaz.errors import BadDecision
from suviaz.rdf.terms import ASSERTED, CONCEPT, DCTERMS, DECISIONS, ID, SV, TYPE, sv, typed
from suviaz.rdf.writing import write_triples

KINDS = ("same", "apart", "reject", "assert")
_CREATOR, _CREATED, _WHY = (ox.NamedNode(DCTERMS + name) for name in ("creator", "created", "description"))
_VERB, _CONCERNS, _LINKS_TO = sv("hasDecisionType"), sv("concerns"), sv("linksTo")
_SOURCE = ox.NamedNode(DCTERMS + "source")


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Who decided what, when (ISO time) and why. `about` are IRIs: two nodes, one fact, or what was added.

    With `to`, an IRI outside the graph, it is about one thing (by all IRIs that it has) that is the same as that, or is
    not; `source` is the endpoint by which it was found.
    """

    when: str
    kind: str
    about: tuple[str, ...]
    who: str
    why: str
    to: str = ""
    source: str = ""

    @property
    def iri(self) -> str:
        what = "pair" if self.kind in ("same", "apart") else self.kind
        about = filter(None, (what, *sorted(self.about), self.to))
        digest = hashlib.sha256("|".join(about).encode()).hexdigest()[:12]
        return f"{ID}decision/{what}-{digest}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions, by what they do."""

    same: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()
    rejected: frozenset[str] = frozenset()
    all: tuple[Decision, ...] = ()


def read_decisions(quads: Iterable[ox.Quad]) -> Decisions:
    """The decisions that quads describe, in order of time."""
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        about[quad.subject.value][quad.predicate.value].append(quad.object.value)  # type: ignore[union-attr]
    found = []
    for properties in about.values():
        if SV + "Decision" not in properties[TYPE.value]:
            continue
        kind = min(properties[_VERB.value], default="").rpartition("/")[2]
        when, who, why, to, source = (
            min(properties[p.value], default="") for p in (_CREATED, _CREATOR, _WHY, _LINKS_TO, _SOURCE)
        )
        found.append(Decision(when, kind, tuple(sorted(properties[_CONCERNS.value])), who, why, to, source))
    pairs = {
        kind: frozenset((d.about[0], d.about[1]) for d in found if d.kind == kind and len(d.about) == 2 and not d.to)
        for kind in KINDS
    }
    rejected = frozenset(node for d in found if d.kind == "reject" for node in d.about)
    return Decisions(pairs["same"], pairs["apart"], rejected, tuple(sorted(found)))


def decision_quads(decision: Decision) -> tuple[ox.Quad, ...]:
    """A decision as quads of `graph/decisions`, sorted."""
    node = ox.NamedNode(decision.iri)
    triples: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (TYPE, sv("Decision")),
        (_VERB, ox.NamedNode(f"{CONCEPT}decision-type/{decision.kind}")),
        (_CREATOR, ox.Literal(decision.who)),
        (_CREATED, typed(decision.when, "dateTime")),
        (_WHY, ox.Literal(decision.why)),
        *((_CONCERNS, ox.NamedNode(iri)) for iri in decision.about),
        *((p, ox.NamedNode(iri)) for p, iri in ((_LINKS_TO, decision.to), (_SOURCE, decision.source)) if iri),
    ]
    return tuple(sorted((ox.Quad(node, p, o, DECISIONS) for p, o in triples), key=str))


def decided(before: Iterable[ox.Quad], decision: Decision, added: Iterable[ox.Quad] = ()) -> tuple[ox.Quad, ...]:
    """The quads of all decisions with one more, in place of an earlier one about the same things.

    Two decisions that link to one thing elsewhere are about the same if they share an IRI.
    """
    before = tuple(before)
    links = read_decisions(before).all if decision.to else ()
    replaced = {d.iri for d in links if d.to == decision.to and not set(d.about).isdisjoint(decision.about)}
    gone = {decision.iri, *replaced}
    rest = (q for q in before if q.subject.value not in gone)  # type: ignore[union-attr]
    return tuple(sorted({*rest, *decision_quads(decision), *added}, key=str))


def undone(before: Sequence[ox.Quad], iri: str) -> tuple[ox.Quad, ...]:
    """The quads without a decision, and without what it added that no other one added too."""
    decisions = read_decisions(before).all
    gone = next((d for d in decisions if d.iri == iri), None)
    if gone is None:
        raise BadDecision(f"There is no decision <{iri}>.")
    kept = {node for d in decisions if d.kind == "assert" and d.iri != iri for node in d.about}
    lost = {iri, *(node for node in gone.about if gone.kind == "assert" and node not in kept)}
    return tuple(q for q in before if q.subject.value not in lost)  # type: ignore[union-attr]


def read_file(path: Path) -> tuple[ox.Quad, ...]:
    """A file of decisions as quads: the decisions in `graph/decisions`, what was added in `graph/asserted`, sorted.

    Raises BadDecision where it does not parse or holds what no decision may.
    """
    try:
        triples = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise BadDecision(f"'{path}' cannot be read: {error}.") from error
    except OSError as error:
        raise BadDecision(f"'{path}' cannot be opened: {error.strerror}.") from error
    if any(isinstance(n, ox.BlankNode) for t in triples for n in (t.subject, t.object)):
        raise BadDecision(f"'{path}' has a node without a name; give every node an IRI.")
    own = {t.subject for t in triples if t.predicate == TYPE and t.object == sv("Decision")}
    quads = {ox.Quad(t.subject, t.predicate, t.object, DECISIONS if t.subject in own else ASSERTED) for t in triples}
    return tuple(sorted(quads, key=str))


def as_turtle(quads: Iterable[ox.Quad]) -> str:
    """Decisions, and what was added by hand, as Turtle to be kept under version control: sorted, a subject a block."""
    return write_triples(quads, "turtle")
