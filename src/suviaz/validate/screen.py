"""The first look at an article: what nearly every article satisfies is seen in one pass, without the engine.

Shapes in SPARQL are asked anew for each node they target, and an article has more passages and records of evidence than
facts. The screen knows for each of `SEEN` when it has certainly nothing to say. It never reports anything: an article
that it does not clear goes to the engine with every shape, and `suviaz validate` does not use it at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import permutations

import pyoxigraph as ox

from suviaz.rdf.terms import CONCEPT, DCTERMS, RDF, RDFS, SCHEMA, SKOS, SV, TYPE, XSD

SEEN = frozenset(f"S{n}" for n in (15, 26, *range(28, 38), 40, 41, 42, 46, 48, 49))
"""Ids of the shapes that have nothing to say, neither violation nor warning, about what the screen clears."""

SUPPORTED = frozenset(
    SV + name
    for name in (
        *("Event", "Agreement", "CooperationBody", "Tenure", "Participation"),
        *("Commitment", "Statement", "Strategy", "Programme"),
    )
)
"""Kinds that need evidence (S36)."""

DERIVED = frozenset(
    SV + name
    for name in (
        *("hasParticipant", "worksFor", "represents", "cooperatesWith", "signedOn", "hasCurrentStatus"),
        "Official",
    )
)
"""Terms that only rules may use (S42)."""

CODED = frozenset(
    SV + name
    for name in (
        *("hasField", "hasStatus", "hasCurrentStatus", "hasRole"),
        *("hasPostType", "hasEventType", "envisages", "hasModality"),
    )
)
"""Links to concepts, which shapes of their own look after (S48)."""

_OWL = "http://www.w3.org/2002/07/owl#"
_KINDS_OF_TERMS = frozenset(_OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty"))
_MODALITY = CONCEPT + "modality/"

_DAY = re.compile(
    r"[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_PARTIAL = {
    XSD + "date": _DAY,
    XSD + "gMonthDay": re.compile(r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"),
    XSD + "gMonth": re.compile(r"--(?:0[1-9]|1[0-2])"),
}
_WHOLE = {XSD + "date": _DAY}
_YEAR = {XSD + "gYear": re.compile(r"[0-9]{4}")}
_FORMS = {
    **dict.fromkeys((SV + "startDate", SV + "endDate"), _PARTIAL),
    **dict.fromkeys((SV + "notBefore", SV + "notAfter", SV + "attestedOn"), _WHOLE),
    **dict.fromkeys((SV + "startYear", SV + "endYear"), _YEAR),
}
_OFFSET = {XSD + "integer": re.compile(r"0|[1-9][0-9]*")}
_CONFIDENCE = {XSD + "decimal": re.compile(r"0(?:\.[0-9]+)?|1(?:\.0+)?")}
_STRING = {XSD + "string": re.compile(r"(?s).*")}

_TYPE = TYPE.value
_HIDDEN = (frozenset({SV + "Passage"}), frozenset({SV + "Evidence"}))
_ISSUED = DCTERMS + "issued"
_SUBJECT, _PREDICATE, _OBJECT = (RDF + name for name in ("subject", "predicate", "object"))

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
About = dict[str, list[Term]]
"""Properties and values of a node."""


class Screen:
    """What the vocabulary says about kinds and properties, and what is known of each registry entry; made once."""

    def __init__(self, vocabulary: Iterable[ox.Quad], registry: Mapping[str, Iterable[ox.Quad]]) -> None:
        terms = _by_node(vocabulary)
        self._above = {iri: _upwards(iri, terms) for iri in terms}
        self._known = {iri for iri, about in terms.items() if _KINDS_OF_TERMS & _iris(about, _TYPE)}
        self._links = {i for i, about in terms.items() if _OWL + "ObjectProperty" in _iris(about, _TYPE)} - CODED
        ranges = {iri: _iris(about, SCHEMA + "rangeIncludes") for iri, about in terms.items()}
        self._ranges = {i: r for i, r in ranges.items() if r - {SKOS + "Concept", SV + "CooperationField"}}
        self._apart = {(i, o) for i, about in terms.items() for o in _iris(about, _OWL + "disjointWith")}
        self._entries = {iri: _by_node(quads)[iri] for iri, quads in registry.items()}
        self._kinds = {i: _iris(a, _TYPE) for i, a in (*terms.items(), *self._entries.items()) if _TYPE in a}
        self._order = {
            iri: [f"<{iri}> <{RDFS}subClassOf> <{over}> .\n" for over in _iris(about, RDFS + "subClassOf")]
            for iri, about in terms.items()
        }
        self._sound: dict[str, bool] = {}

    def clears(self, quads: Iterable[ox.Quad], touched: Iterable[str], hidden: Iterable[str] = ()) -> bool:
        """Whether the shapes of `SEEN` have certainly nothing to say about an article with the entries it touches.

        `hidden` are nodes that the other shapes will not be shown: these must be passages and evidence.
        """
        nodes = _by_node(quads)
        for iri in touched:
            if iri in nodes:  # the article says more about it: then both are looked at together
                for name, values in self._entries[iri].items():
                    nodes[iri][name] = [*nodes[iri].get(name, ()), *values]
            elif not self._entry(iri):
                return False
        article = _Article(nodes, self)
        return all(article.types(iri) in _HIDDEN for iri in hidden) and all(
            article.sound(iri, about) for iri, about in nodes.items()
        )

    def _entry(self, iri: str) -> bool:
        if iri not in self._sound:
            alone = _Article({iri: self._entries[iri]}, self)
            self._sound[iri] = alone.sound(iri, self._entries[iri])
        return self._sound[iri]

    def above(self, spoken: Iterable[str], entries: Iterable[str]) -> set[str]:
        """The order of the classes among what is spoken of and of those of entries, as lines of N-Triples."""
        types = {iri for entry in entries for iri in self._kinds.get(entry, ())}
        return {line for iri in self.kinds(types.union(spoken)) for line in self._order.get(iri, ())}

    def kinds(self, types: Iterable[str]) -> frozenset[str]:
        """Classes with all that are above them."""
        return frozenset().union(*(self._above.get(iri, frozenset({iri})) for iri in types))

    def well_used(self, name: str, values: list[Term], article: _Article) -> bool:
        """A property of a node and its values: S41, S42, S46, S48, S49."""
        if name.startswith(SV) and (name not in self._known or name in DERIVED):
            return False
        if name in self._links or name in self._ranges:
            allowed = self._ranges.get(name)
            for value in values:
                if not isinstance(value, ox.NamedNode):
                    if name in self._links:
                        return False
                    continue
                types = article.types(value.value)
                if not types and name in self._links:
                    return False
                if types and allowed and not allowed & self.kinds(types):
                    return False
        return name not in _FORMS or all(_reads(value, _FORMS[name]) for value in values)

    def well_typed(self, types: frozenset[str]) -> bool:
        """The classes of a node: S40, S41, S42."""
        if any(iri.startswith(SV) and (iri not in self._known or iri in DERIVED) for iri in types):
            return False
        return len(types) == 1 or not any(
            (one, other) in self._apart
            for a, b in permutations(types, 2)
            for one in self.kinds([a])
            for other in self.kinds([b])
        )

    def vocabulary_types(self, iri: str) -> frozenset[str]:
        return self._kinds.get(iri, frozenset())


class _Article:
    """One article's nodes."""

    def __init__(self, nodes: Mapping[str, About], screen: Screen) -> None:
        self.nodes, self.screen = nodes, screen
        self.supported = {
            value.value
            for about in nodes.values()
            for value in about.get(_SUBJECT, ())
            if isinstance(value, ox.NamedNode)
        }
        texts = [value for about in nodes.values() for value in about.get(SV + "text", ())]
        self.text = texts[0].value if len(texts) == 1 and isinstance(texts[0], ox.Literal) else None
        days = [
            value.value for about in nodes.values() for value in about.get(_ISSUED, ()) if isinstance(value, ox.Literal)
        ]
        self.issued = min(days, default="9999")
        self._types: dict[str, frozenset[str]] = {}

    def types(self, iri: str) -> frozenset[str]:
        """The classes that article, registry or vocabulary give a node."""
        if iri not in self._types:
            own = _iris(self.nodes[iri], _TYPE) if iri in self.nodes else frozenset()
            self._types[iri] = own | self.screen.vocabulary_types(iri)
        return self._types[iri]

    def sound(self, iri: str, about: About) -> bool:
        types = self.types(iri)
        kinds = self.screen.kinds(types)
        if SV + "Passage" in kinds:
            return self._passage(iri, about)
        if SV + "Evidence" in kinds:
            return self._evidence(about)
        if types and not self.screen.well_typed(types):
            return False
        if not all(self.screen.well_used(name, values, self) for name, values in about.items() if name != _TYPE):
            return False
        if not SUPPORTED.isdisjoint(kinds) and iri not in self.supported:
            return False
        return self._in_time(about) and all(
            isinstance(words, ox.Literal) and self.text is not None and words.value in self.text
            for name in (SV + "dateText", SV + "quotedText")
            for words in about.get(name, ())
        )

    def _in_time(self, about: About) -> bool:
        """S15, and the order of years of S46."""
        held = any(
            isinstance(v, ox.NamedNode) and v.value == CONCEPT + "status/held" for v in about.get(SV + "hasStatus", ())
        )
        begun = [v.value for name in ("startDate", "notBefore") for v in about.get(SV + name, ())]  # type: ignore[union-attr]
        if held and any(day > self.issued for day in begun):
            return False
        first, last = ([v.value for v in about.get(SV + name, ())] for name in ("startYear", "endYear"))  # type: ignore[union-attr]
        return not first or not last or max(first) <= min(last)

    def _passage(self, iri: str, about: About) -> bool:
        """S28 to S31: the words are the text at their offsets, and the address of the passage names these."""
        if about.keys() != {_TYPE, *(SV + name for name in ("isPassageOf", "startOffset", "endOffset", "exactText"))}:
            return False
        if self.text is None or any(len(values) != 1 for values in about.values()):
            return False
        (article,), (first,), (last,), (words,) = (
            about[SV + name] for name in ("isPassageOf", "startOffset", "endOffset", "exactText")
        )
        if not (_reads(first, _OFFSET) and _reads(last, _OFFSET) and _reads(words, _STRING)):
            return False
        if not isinstance(article, ox.NamedNode) or SV + "Article" not in self.types(article.value):
            return False
        start, end = int(first.value), int(last.value)  # type: ignore[union-attr]
        return (
            SV + "text" in self.nodes.get(article.value, {})
            and start < end <= len(self.text)
            and self.text[start:end] == words.value  # type: ignore[union-attr]
            and iri == f"{article.value}#char={start},{end}"
        )

    def _evidence(self, about: About) -> bool:
        """S32 to S35: one passage for one thing that is there, and whoever is quoted said something."""
        needed = (_SUBJECT, SV + "hasPassage", SV + "hasModality", SV + "confidence", SV + "extractorRule")
        whole = {_TYPE, *needed}
        if about.keys() - {_PREDICATE, _OBJECT, SV + "isAttributedTo"} != whole or any(
            len(v) != 1 for v in about.values()
        ):
            return False
        (thing,), (passage,), (modality,), (confidence,), _ = (about[name] for name in needed)
        if not all(isinstance(node, ox.NamedNode) for node in (thing, passage, modality)):
            return False
        if not self._fact(thing.value, about) or self.types(passage.value) != {SV + "Passage"}:  # type: ignore[union-attr]
            return False
        how = modality.value.removeprefix(_MODALITY)  # type: ignore[union-attr]
        if how not in ("asserted", "reported", "inferred") or not _reads(confidence, _CONFIDENCE):
            return False
        if how == "inferred" and float(confidence.value) >= 1:  # type: ignore[union-attr]
            return False
        said_in = about.get(SV + "isAttributedTo", ())
        if how != "reported":
            return not said_in
        return any(isinstance(v, ox.NamedNode) and SV + "Statement" in self.types(v.value) for v in said_in)

    def _fact(self, thing: str, about: About) -> bool:
        """The triple that the evidence speaks for, or the thing as a whole, is in the article or in the registry."""
        predicate, value = about.get(_PREDICATE), about.get(_OBJECT)
        if predicate is None or value is None:
            return predicate is value and bool(self.types(thing))
        return isinstance(predicate[0], ox.NamedNode) and value[0] in self.nodes.get(thing, {}).get(
            predicate[0].value, ()
        )


def _by_node(quads: Iterable[ox.Quad]) -> dict[str, About]:
    nodes: dict[str, About] = defaultdict(dict)
    for quad in quads:
        nodes[quad.subject.value].setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[union-attr]
    return dict(nodes)


def _iris(about: About, name: str) -> frozenset[str]:
    return frozenset(value.value for value in about.get(name, ()) if isinstance(value, ox.NamedNode))


def _upwards(iri: str, terms: Mapping[str, About]) -> frozenset[str]:
    found, todo = {iri}, [iri]
    while todo:
        more = _iris(terms.get(todo.pop(), {}), RDFS + "subClassOf") - found
        found |= more
        todo += more
    return frozenset(found)


def _reads(value: Term, forms: Mapping[str, re.Pattern[str]]) -> bool:
    """Whether a literal has one of the datatypes, and the form that belongs to it."""
    if not isinstance(value, ox.Literal):
        return False
    form = forms.get(value.datatype.value)
    return form is not None and form.fullmatch(value.value) is not None
