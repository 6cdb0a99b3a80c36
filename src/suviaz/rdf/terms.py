"""Names of terms: namespaces, and the few constructors that every writer of quads needs."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import quote

import pyoxigraph as ox

BASE = "https://w3id.org/suviaz/"
SV = BASE + "ontology#"
CONCEPT = BASE + "concept/"
ID = BASE + "id/"
GRAPH = ID + "graph/"
DCTERMS = "http://purl.org/dc/terms/"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "sv": SV,
    **{
        short: f"{CONCEPT}{scheme}/"
        for short, scheme in (
            ("svf", "field"),
            ("svk", "form"),
            ("svs", "status"),
            ("svr", "role"),
            ("svp", "post-type"),
            ("sve", "event-type"),
            ("svm", "modality"),
            ("svd", "decision-type"),
        )
    },
    "svc": CONCEPT,
    **{
        short: f"{ID}{kind}/"
        for short, kind in (
            ("agr", "agreement"),
            ("art", "article"),
            ("com", "commitment"),
            ("ctr", "country"),
            ("dec", "decision"),
            ("doc", "strategy"),
            ("event", "event"),
            ("ev", "evidence"),
            ("gr", "graph"),
            ("grp", "group"),
            ("org", "organisation"),
            ("part", "participation"),
            ("per", "person"),
            ("place", "place"),
            ("post", "post"),
            ("prg", "programme"),
            ("stm", "statement"),
            ("ten", "tenure"),
        )
    },
    "dcterms": DCTERMS,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}
"""One prefix a namespace, in the order in which they are written at the head of a file."""

REFERENCE = ox.NamedNode(GRAPH + "reference")
VOCABULARY = ox.NamedNode(GRAPH + "vocabulary")
META = ox.NamedNode(GRAPH + "meta")
DERIVED = ox.NamedNode(GRAPH + "derived")
IDENTITY = ox.NamedNode(GRAPH + "identity")
DECISIONS = ox.NamedNode(GRAPH + "decisions")
ASSERTED = ox.NamedNode(GRAPH + "asserted")
SUPPORT = ox.NamedNode(GRAPH + "support")
"""A store's own notes: which key of which rule supports a derived triple, and what is not finished. Never exported."""
TYPE = ox.NamedNode(RDF + "type")
PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
LABEL = ox.NamedNode(RDFS + "label")
URL = ox.NamedNode(SCHEMA + "url")

Subject = ox.NamedNode
Object = ox.NamedNode | ox.Literal
Triple3 = tuple[ox.NamedNode, ox.NamedNode, Object]

_PLACE = re.compile(r"([^/?#]*(?://[^/?#]*)?)([^#]*)(#?.*)", re.DOTALL)
_KEPT = ":/?@!$&'()*+,;=%-._~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

_DATES = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
    (re.compile(r"--\d\d-\d\d"), "gMonthDay"),
    (re.compile(r"--\d\d"), "gMonth"),
    (re.compile(r"\d{4}-\d\d"), "gYearMonth"),
    (re.compile(r"\d{4}"), "gYear"),
)


def sv(name: str) -> ox.NamedNode:
    """A term of the ontology by its local name."""
    return ox.NamedNode(SV + name)


def typed(value: str, datatype: str) -> ox.Literal:
    """A literal of an XML Schema datatype, given by its local name."""
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


def date(value: str) -> ox.Literal:
    """A day, month or year in whichever XML Schema type fits its form. Raises ValueError for anything else."""
    for form, datatype in _DATES:
        if form.fullmatch(value):
            return typed(value, datatype)
    raise ValueError(f"'{value}' is not a date")


def decimal(value: float) -> ox.Literal:
    """A number between 0 and 1 in the form in which the store gives it back (`1`, `0.7`), so that bytes stay
    the same.
    """
    plain = format(Decimal(repr(round(value, 4))).normalize(), "f")
    return typed(plain, "decimal")


def address(url: str) -> ox.NamedNode:
    """An address as it was given; only what no IRI may hold is percent-encoded."""
    safe = "".join(c if c > " " and c not in '<>"{}|\\^`' else quote(c) for c in url)
    try:
        return ox.NamedNode(safe)
    except ValueError:
        # Brackets stand for themselves in a host only, # once, and % before two digits.
        host, way, part = _PLACE.fullmatch(url).groups()  # type: ignore[union-attr]
        parts = (quote(host, safe=_KEPT + "[]"), quote(way, safe=_KEPT), quote(part[1:], safe=_KEPT))
        safe = "".join((*parts[:2], part[:1], parts[2]))
        return ox.NamedNode(_BARE_PERCENT.sub("%25", safe))
