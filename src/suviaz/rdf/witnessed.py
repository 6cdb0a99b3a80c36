"""The evidence gate for what comes as quads: what was written elsewhere has to show its words again.

The same rules as in `suviaz.rdf.gate`, which looks at a reading: evidence that is not verbatim falls, with it whatever
has no other, and what then points nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from suviaz.rdf import gate
from suviaz.rdf.quarantine import hanging
from suviaz.rdf.sightings import local
from suviaz.rdf.terms import CONCEPT, RDF, SV, TYPE, sv
from suviaz.resolve import ORGANISATIONS

_NAMED = frozenset({SV + kind for kind in ORGANISATIONS | {"Person", "Group", "Place", "Country"}})
"""Classes of things that a text may only name; all others have words of their own, or are not there."""

_VERBATIM = (SV + "quotedText", SV + "dateText")
_PASSAGE_OF, _START, _END, _WORDS = (SV + n for n in ("isPassageOf", "startOffset", "endOffset", "exactText"))
_SUBJECT, _PREDICATE, _OBJECT = (RDF + n for n in ("subject", "predicate", "object"))

Term = ox.NamedNode | ox.Literal
About = Mapping[str, tuple[Term, ...]]
"""From a property to its values."""


def witnessed(
    article: str, text: str, facts: Iterable[ox.Quad], evidence: Iterable[ox.Quad]
) -> tuple[tuple[ox.Quad, ...], tuple[ox.Quad, ...], tuple[str, ...]]:
    """Facts and evidence of the article (its IRI) that its text bears out, and a sentence for each thing that fell."""
    looking = _Looking(article, text, tuple(facts), tuple(evidence))
    while looking.falls():
        pass
    return looking.facts, looking.evidence, tuple(dict.fromkeys(looking.reasons))


class _Looking:
    def __init__(self, article: str, text: str, facts: tuple[ox.Quad, ...], evidence: tuple[ox.Quad, ...]) -> None:
        self.article, self.text, self.facts, self.evidence = article, text, facts, evidence
        self.reasons: list[str] = []

    def falls(self) -> bool:
        """Let fall what nothing bears out. Returns whether anything did: then others may have lost their ground."""
        about = _by_subject(self.evidence)
        wrong = {node: why for node in about if node != self.article and (why := self._wrong(node, about))}
        sound = [told for node, told in about.items() if node not in wrong and TYPE.value in told and _SUBJECT in told]
        whole = {_one(told, _SUBJECT) for told in sound if _PREDICATE not in told}
        parts = {tuple(_one(told, name) for name in (_SUBJECT, _PREDICATE, _OBJECT)) for told in sound}
        # What fell with its evidence, though it had some.
        lost = {_one(about[node], _SUBJECT): why for node, why in wrong.items() if _PREDICATE not in about[node]}
        nodes = {node.value: why for node, why in lost.items() if node is not None and node not in whole}
        nodes.pop(self.article, None)
        for node, kinds in self._kinds().items():
            if ox.NamedNode(node) not in whole and not kinds <= _NAMED:
                nodes.setdefault(node, "it has no evidence of its own")
        triples: set[ox.Quad] = set()
        unsaid = {tuple(_one(about[node], name) for name in (_SUBJECT, _PREDICATE, _OBJECT)) for node in wrong}
        own = [quad for quad in self.evidence if quad.subject.value == self.article]  # type: ignore[union-attr]
        for quad in (*self.facts, *own):
            name = quad.predicate.value
            if (quad.subject, quad.predicate, quad.object) in unsaid - parts:
                triples.add(quad)
            elif name in _VERBATIM and quad.object.value not in self.text:  # type: ignore[union-attr]
                if name == _VERBATIM[0]:
                    nodes[quad.subject.value] = "its words do not stand in the text"  # type: ignore[union-attr]
                else:
                    triples.add(quad)
        moved, taken = hanging(self.facts, self.evidence, nodes)
        triples |= moved
        self.reasons += [f"A passage is left out: {wrong[node]}." for node in sorted(wrong) if "#char=" in node]
        self.reasons += [f"{local(node)} is left out: {why}." for node, why in sorted(nodes.items())]
        self.reasons += [
            f"'{local(quad.predicate.value).rpartition('#')[2]}' of {local(quad.subject.value)} is left out: "  # type: ignore[union-attr]
            "no words bear it out."
            for quad in sorted(triples - moved, key=str)
        ]
        before = len(self.facts) + len(self.evidence)
        self.facts = tuple(quad for quad in self.facts if quad not in triples)
        gone = taken | triples
        kept = [q for q in self.evidence if q not in gone and q.subject.value not in wrong]  # type: ignore[union-attr]
        shown = {q.object.value for q in kept if q.predicate == sv("hasPassage")}  # type: ignore[union-attr]
        self.evidence = tuple(q for q in kept if "#char=" not in q.subject.value or q.subject.value in shown)  # type: ignore[union-attr]
        return len(self.facts) + len(self.evidence) < before

    def _kinds(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for quad in self.facts:
            if quad.predicate == TYPE:
                found.setdefault(quad.subject.value, set()).add(quad.object.value)  # type: ignore[union-attr]
        return found

    def _wrong(self, node: str, about: Mapping[str, About]) -> str | None:
        """Why a passage or a record of evidence may not stay, or None."""
        told = about[node]
        if "#char=" in node:
            return self._misquoted(node, told)
        passage = _one(told, SV + "hasPassage")
        if passage is None or passage.value not in about:
            return "it names no passage"
        if why := self._misquoted(passage.value, about[passage.value]):
            return why
        modality, confidence = _one(told, SV + "hasModality"), _one(told, SV + "confidence")
        kind = modality.value.removeprefix(f"{CONCEPT}modality/") if modality else ""
        try:
            sure = confidence is not None and 0 <= float(confidence.value) <= 1
        except ValueError:
            sure = False
        return gate.doubtful(kind, said=SV + "isAttributedTo" in told) or (
            None if sure else "its confidence is not between 0 and 1"
        )

    def _misquoted(self, node: str, told: About) -> str | None:
        of, words = _one(told, _PASSAGE_OF), _one(told, _WORDS)
        first, last = _one(told, _START), _one(told, _END)
        if of is None or words is None or first is None or last is None or of.value != self.article:
            return "its passage is not one of the article"
        if not (first.value.isdecimal() and last.value.isdecimal()):
            return "its passage has no offsets"
        start, end = int(first.value), int(last.value)
        if node != f"{self.article}#char={start},{end}":
            return "its passage has the name of another"
        if not words.value.strip():
            return "its quote is empty"
        return None if gate.stands(words.value, start, end, self.text) else gate.misquoted(start, end)


def _by_subject(quads: Iterable[ox.Quad]) -> dict[str, dict[str, tuple[Term, ...]]]:
    found: dict[str, dict[str, tuple[Term, ...]]] = {}
    for quad in quads:
        told = found.setdefault(quad.subject.value, {})  # type: ignore[union-attr]
        told[quad.predicate.value] = (*told.get(quad.predicate.value, ()), quad.object)  # type: ignore[arg-type]
    return found


def _one(told: About, name: str) -> Term | None:
    """The value of a property that has exactly one."""
    found = told.get(name, ())
    return found[0] if len(found) == 1 else None
