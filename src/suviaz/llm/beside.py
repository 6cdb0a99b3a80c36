"""Two readings of one article as one: the first as it is, the second for what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from suviaz.llm.vocabulary import Vocabulary
from suviaz.model import Evidence, Fact, Reading, Ref, Referent, Role, Span
from suviaz.names import fold
from suviaz.resolve import family


def beside(first: Reading, second: Reading, vocabulary: Vocabulary) -> Reading:
    """`first`, and the facts of `second` that overlap none of its facts of that kind.

    What points to a fact or a thing that `first` has as well points to that one then. The ids of the two differ.
    """
    same: dict[str, str] = {}
    for thing in second.referents:
        found = next((one for one in first.referents if _one(one, thing)), None)
        if found:
            same[thing.id] = found.id
    for fact in second.facts:
        meeting = [(_overlap(one, fact), one) for one in first.facts if vocabulary.related(one.kind, fact.kind)]
        most = max((number for number, _ in meeting), default=0)
        if most:
            same[fact.id] = next(one.id for number, one in meeting if number == most)
    new = tuple(_pointing(fact, same) for fact in second.facts if fact.id not in same)
    things = tuple(thing for thing in second.referents if thing.id not in same)
    return replace(first, referents=first.referents + things, facts=first.facts + new)


def _one(known: Referent, thing: Referent) -> bool:
    if family(known.kind) != family(thing.kind):
        return False
    if known.kind == "Country":
        return known.country == thing.country
    if known.country and thing.country and known.country != thing.country:
        return False
    if {fold(name) for name in known.names} & {fold(name) for name in thing.names}:
        return True
    return bool({m.span for m in known.mentions} & {m.span for m in thing.mentions})


def _overlap(one: Fact, other: Fact) -> int:
    """Characters that the words for both facts share, at most."""
    return max(
        (min(a.end, b.end) - max(a.start, b.start) for a in _spans(one.evidence) for b in _spans(other.evidence)),
        default=0,
    )


def _spans(evidence: Iterable[Evidence]) -> list[Span]:
    return [e.span for e in evidence if e.role is None]


def _pointing(fact: Fact, same: dict[str, str]) -> Fact:
    roles = (Role(r.name, Ref(same.get(r.value.id, r.value.id))) if isinstance(r.value, Ref) else r for r in fact.roles)
    evidence = tuple(replace(e, said_in=same.get(e.said_in, e.said_in) if e.said_in else None) for e in fact.evidence)
    return replace(fact, roles=tuple(dict.fromkeys(roles)), evidence=evidence)
