"""What a model may say: the classes, roles and codes of the ontology, read from its files and from nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from suviaz import resources
from suviaz.rdf.terms import CONCEPT, RDF, RDFS, SCHEMA, SKOS, SV

_OWN = frozenset({"Article", "Passage", "Evidence", "Decision", "CooperationField"})
"""Classes by which the graph keeps account of itself: nobody reads them in a text."""
_XSD, _SH, _OWL = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/ns/shacl#", "http://www.w3.org/2002/07/owl#"


@dataclass(frozen=True, slots=True)
class Property:
    """A role that a fact may have: on which kinds, and what its value is.

    `scheme` where it is a code; `type` (string, boolean, integer) where it is a literal; else it points to one of
    `range`, to anything where that is empty.
    """

    name: str
    definition: str
    domain: frozenset[str]
    range: frozenset[str] = frozenset()
    scheme: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`things` and `facts` are kinds with their definitions; `above` gives for a kind itself and all above it."""

    things: Mapping[str, str]
    facts: Mapping[str, str]
    above: Mapping[str, frozenset[str]]
    roles: Mapping[str, Property]
    schemes: Mapping[str, tuple[str, ...]]
    with_status: frozenset[str]

    def related(self, one: str, other: str) -> bool:
        """Whether one kind is the other, or a kind of it."""
        return other in self.above.get(one, ()) or one in self.above.get(other, ())

    def fits(self, kind: str, wanted: frozenset[str]) -> bool:
        return bool(self.above.get(kind, frozenset()) & wanted)

    def roles_of(self, kind: str) -> tuple[Property, ...]:
        return tuple(p for p in self.roles.values() if self.fits(kind, p.domain))


@lru_cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the installed ontology. Raises BrokenResource where it is missing."""
    about = _described("core.ttl", "concepts.ttl")
    own = {iri.removeprefix(SV): told for iri, told in about.items() if iri.startswith(SV)}
    classes = {name: told for name, told in own.items() if _OWL + "Class" in told[RDF + "type"]}
    above = {name: _above(name, classes) for name in classes}
    usable = [n for n, told in classes.items() if n not in _OWN and not _said(told, "Derived by", "Abstract.")]
    with_status = frozenset(_local(own["hasStatus"][SCHEMA + "domainIncludes"]))
    stated = [
        name
        for name in usable
        if not above[name] & {"Actor", "Place"} or (above[name] & with_status and "Actor" in above[name])
    ]
    schemes: dict[str, list[str]] = defaultdict(list)
    for iri, told in about.items():
        for scheme in told[SKOS + "inScheme"]:
            schemes[scheme.removeprefix(CONCEPT)].append(iri.rpartition("/")[2])
    return Vocabulary(
        things={name: _text(classes[name]) for name in sorted(usable) if name not in stated},
        facts={name: _text(classes[name]) for name in sorted(stated)},
        above=above,
        roles={p.name: p for p in _properties(own) if any(above[kind] & p.domain for kind in stated)},
        schemes={name: tuple(sorted(codes)) for name, codes in sorted(schemes.items())},
        with_status=with_status,
    )


def _properties(own: Mapping[str, Mapping[str, list[str]]]) -> Iterable[Property]:
    schemes = _schemes()
    for name, told in sorted(own.items()):
        kinds, ranges = told[RDF + "type"], told[SCHEMA + "rangeIncludes"]
        domain = frozenset(_local(told[SCHEMA + "domainIncludes"])) - _OWN
        literal = _OWL + "DatatypeProperty" in kinds
        if not domain or name == "hasStatus" or not (literal or _OWL + "ObjectProperty" in kinds):
            continue
        # Times have a slot of their own, and so have names.
        if _said(told, "Derived by") or name == "dateText" or {_XSD + "date", RDF + "langString"} & set(ranges):
            continue
        types = {_XSD + "boolean": "boolean", _XSD + "gYear": "integer", _XSD + "integer": "integer"}
        type_ = next((types[r] for r in ranges if r in types), "string") if literal else None
        yield Property(name, _text(told), domain, frozenset(_local(ranges)), schemes.get(name), type_)


def _schemes() -> dict[str, str]:
    """From a property to the scheme that its values are in, as the shapes have it."""
    about = _described("shapes.ttl")
    inside = {
        node: told[_SH + "hasValue"][0].removeprefix(CONCEPT)
        for node, told in about.items()
        if told[_SH + "path"] == [SKOS + "inScheme"] and told[_SH + "hasValue"]
    }
    shapes = {
        node: inside[p] for node, told in about.items() for p in told[_SH + "property"] if p in inside and p != node
    }
    return {
        path.removeprefix(SV): shapes[shape]
        for told in about.values()
        for path in told[_SH + "path"]
        for shape in told[_SH + "node"]
        if shape in shapes
    }


def _described(*names: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in names:
        for triple in ox.parse(path=str(resources.folder("ontology") / name), format=ox.RdfFormat.TURTLE):
            value = triple.object
            if isinstance(value, ox.Literal) and value.language not in (None, "en"):
                continue
            subject = triple.subject.value if not isinstance(triple.subject, ox.Triple) else ""
            found[subject][triple.predicate.value].append(value.value if not isinstance(value, ox.Triple) else "")
    for told in list(found.values()):
        told.default_factory = list  # type: ignore[attr-defined]
    return found


def _above(name: str, classes: Mapping[str, Mapping[str, list[str]]]) -> frozenset[str]:
    direct = [over for over in _local(classes[name][RDFS + "subClassOf"]) if over in classes]
    return frozenset({name}).union(*(_above(over, classes) for over in direct))


def _local(iris: Iterable[str]) -> list[str]:
    return [iri.removeprefix(SV) for iri in iris if iri.startswith(SV)]


def _text(told: Mapping[str, list[str]]) -> str:
    return " ".join(told[SKOS + "definition"])


def _said(told: Mapping[str, list[str]], *beginnings: str) -> bool:
    notes = told[SKOS + "editorialNote"] + told[SKOS + "scopeNote"]
    return any(note.startswith(beginning) for note in notes for beginning in beginnings)
