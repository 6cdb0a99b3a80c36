"""RDF terms as Python values and as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

XSD = "http://www.w3.org/2001/XMLSchema#"

Plain = str | int | float | bool | None


def plain(term: Term | None) -> Plain:
    """A term as a Python value: booleans, integers and decimals as such, anything else as its text."""
    if term is None:
        return None
    datatype = getattr(getattr(term, "datatype", None), "value", "")
    text = str(getattr(term, "value", term))
    if datatype == XSD + "boolean":
        return text in ("true", "1")
    try:
        if datatype in (XSD + "integer", XSD + "int", XSD + "long", XSD + "nonNegativeInteger"):
            return int(text)
        if datatype in (XSD + "decimal", XSD + "double", XSD + "float"):
            return float(text)
    except ValueError:
        return text  # an ill-formed number is a matter for validation, not for whoever looks at it
    return text


def compact(iri: str) -> str:
    """An IRI shortened by the longest prefix of the house that fits, as people read it; not for machines."""
    from suviaz.rdf.terms import PREFIXES

    fitting = [(len(space), name) for name, space in PREFIXES.items() if iri.startswith(space) and iri != space]
    if not fitting:
        return iri
    length, name = max(fitting)
    return f"{name}:{iri[length:]}"


def shown(term: Term | None) -> str:
    """A term for a person: the words of a literal, an IRI shortened by a prefix, nothing for nothing."""
    if term is None:
        return ""
    text = str(getattr(term, "value", term))
    return compact(text) if type(term).__name__ == "NamedNode" else text
