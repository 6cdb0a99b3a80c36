"""The curated files as values (for reading) and as quads (for the store)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox

from suviaz import resources
from suviaz.errors import BrokenResource
from suviaz.garbage import uncollected
from suviaz.model import Entity
from suviaz.rdf.terms import RDF, RDFS, REFERENCE, SCHEMA, SKOS, SV, VOCABULARY

Labels = Mapping[str, Mapping[str, str]]
"""From an IRI, or the local name of a class, to its label in each language."""


def read_registry(folder: Path | None = None) -> tuple[Entity, ...]:
    """All registry entries, sorted by IRI.

    Raises BrokenResource where a file does not parse or an entry has no kind.
    """
    return entities_of(registry_quads(folder))


def entities_of(quads: Iterable[ox.Quad]) -> tuple[Entity, ...]:
    """The entries that the quads of `graph/reference` describe, sorted by IRI. Raises BrokenResource as above."""
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        found[quad.subject.value][quad.predicate.value].append(quad.object)  # type: ignore[union-attr,arg-type]
    codes = {iri: _text(about, "iso3166Alpha2") for iri, about in found.items()}
    entities = []
    for iri, about in sorted(found.items()):
        kind = next((o.value[len(SV) :] for o in about[RDF + "type"] if o.value.startswith(SV)), None)
        if kind is None:
            if not about.keys() & {SKOS + "prefLabel", SKOS + "altLabel"}:
                raise BrokenResource(f"The registry entry <{iri}> has no class.")
            continue  # only further names of something that articles describe
        entities.append(
            Entity(
                iri=iri,
                kind=kind,
                names=_by_language([*about[SKOS + "prefLabel"], *about[SKOS + "altLabel"]]),
                short=_by_language(about[SV + "shortName"]),
                adjectives=_by_language(about[SV + "adjective"]),
                demonyms=_by_language(about[SV + "demonym"]),
                country=_country(iri, found, codes),
                hosts=tuple(dict.fromkeys(filter(None, (host_of(o.value) for o in about[SCHEMA + "url"])))),
                start=_day(_text(about, "startDate"), "-01-01", "-01"),
                end=_day(_text(about, "endDate"), "-12-31", "-28"),
            )
        )
    return tuple(entities)


def host_of(url: str) -> str:
    """The host name of an address without `www.`, in lower case; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def registry_quads(folder: Path | None = None) -> tuple[ox.Quad, ...]:
    """The registry's triples in `graph/reference`, sorted."""
    base = folder or resources.folder("data/registry")
    return _quads(sorted(base.rglob("*.ttl")), REFERENCE)


def vocabulary_quads() -> tuple[ox.Quad, ...]:
    """Ontology and concepts in `graph/vocabulary`, sorted; lists and restrictions (blank nodes) are left out."""
    base = resources.folder("ontology")
    return _quads([base / "core.ttl", base / "concepts.ttl"], VOCABULARY)


@lru_cache
def vocabulary_labels() -> Labels:
    """Preferred labels of concepts (by IRI) and classes (by IRI) in each language."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in vocabulary_quads():
        if quad.predicate.value in (SKOS + "prefLabel", RDFS + "label") and isinstance(quad.object, ox.Literal):
            labels[quad.subject.value].setdefault(quad.object.language or "", quad.object.value)  # type: ignore[union-attr]
    return dict(labels)


def _quads(paths: Iterable[Path], graph: ox.NamedNode) -> tuple[ox.Quad, ...]:
    return _read(tuple((path, *_state(path)) for path in paths), graph)


def _state(path: Path) -> tuple[int, int]:
    """What tells that a file is another than before."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0  # reading it says what is wrong
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[Path, int, int], ...], graph: ox.NamedNode) -> tuple[ox.Quad, ...]:
    """Kept, as a load needs them three times: to read articles, to validate them, and in a new store."""
    with uncollected():
        quads: set[ox.Quad] = set()
        for path, *_ in files:
            quads.update(
                ox.Quad(t.subject, t.predicate, t.object, graph)
                for t in _parse(path)
                if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, (ox.NamedNode, ox.Literal))
            )
        return tuple(sorted(quads, key=str))


def _parse(path: Path) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    except (SyntaxError, OSError) as error:
        raise BrokenResource(f"The file '{path.name}' cannot be read: {error}.") from error


def _by_language(terms: Iterable[ox.NamedNode | ox.Literal]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        if isinstance(term, ox.Literal) and term.language and term.value not in found[term.language]:
            found[term.language].append(term.value)
    return {language: tuple(names) for language, names in sorted(found.items())}


def _text(about: Mapping[str, list[ox.NamedNode | ox.Literal]], name: str) -> str | None:
    return next((o.value for o in about.get(SV + name, ())), None)


def _country(
    iri: str, found: Mapping[str, Mapping[str, list[ox.NamedNode | ox.Literal]]], codes: Mapping[str, str | None]
) -> str | None:
    """The code of the country itself, of the one it belongs to, or of the one around a place.

    An international organisation has its seat in a country, but belongs to none.
    """
    if codes.get(iri):
        return codes[iri]
    seated = any(o.value == SV + "Organisation" for o in found.get(iri, {}).get(RDF + "type", ()))
    for name in ("belongsToCountry",) if seated else ("belongsToCountry", "isLocatedIn"):
        for target in found.get(iri, {}).get(SV + name, ()):
            if target.value != iri and (code := _country(target.value, found, codes)):
                return code
    return None


def _day(value: str | None, rest_of_year: str, rest_of_month: str) -> str | None:
    if value is None:
        return None
    return value + (rest_of_year if len(value) == 4 else rest_of_month if len(value) == 7 else "")
