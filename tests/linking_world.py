"""A world in Wikidata's shape, made for tests: countries, places and bodies as a registry may be told there, people who
could be there, and what misleads: namesakes, other kinds and countries, what has ended, labels that are missing.

The numbers of items are made up. `world()` gives Turtle, and for each registry entry the item that is it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from suviaz import rdf

WD = "http://www.wikidata.org/entity/"
PREFIXES = """@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CLASSES = """
wd:Q192350 wdt:P279 wd:Q327333 . wd:Q327333 wdt:P279 wd:Q43229 . wd:Q4830453 wdt:P279 wd:Q43229 .
wd:Q3918 wdt:P279 wd:Q2385804 . wd:Q2385804 wdt:P279 wd:Q43229 .
wd:Q1549591 wdt:P279 wd:Q515 . wd:Q515 wdt:P279 wd:Q486972 . wd:Q3624078 wdt:P279 wd:Q6256 .
"""
BODY, STATE_BODY, CITY, STATE = "Q4830453", "Q192350", "Q1549591", "Q3624078"
FILM, PAGE, BUILDING = "Q11424", "Q4167410", "Q41176"


@dataclass
class Item:
    """One item as it is told there. `labels` and `others` are (tag, name)."""

    number: int
    kind: str
    labels: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    about: str = ""
    links: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    def turtle(self) -> str:
        parts = [f"wdt:P31 wd:{self.kind}"]
        parts += [f"rdfs:label {ox.Literal(name, language=tag)}" for tag, name in self.labels]
        parts += [f"skos:altLabel {ox.Literal(name, language=tag)}" for tag, name in self.others]
        if self.about:
            parts.append(f"schema:description {ox.Literal(self.about, language='en')}")
        parts += [f"wdt:{p} {target}" for p, target in sorted(self.links.items())]
        for p, value in sorted(self.values.items()):
            dated = p in ("P569", "P570", "P571", "P576")
            parts.append(f'wdt:{p} "{value}T00:00:00Z"^^xsd:dateTime' if dated else f'wdt:{p} "{value}"')
        return f"wd:Q{self.number} " + " ; ".join(parts) + " .\n"


def _labels(names: dict[str, tuple[str, ...]], n: int) -> tuple[tuple[str, str], ...]:
    """Preferred names, some languages missing, as it happens there; one in five under `mul` instead of English."""
    missing = {0: "be", 1: "ko", 2: "ru", 3: "en"}.get(n % 7)
    found = [(lang, forms[0]) for lang, forms in sorted(names.items()) if forms and lang != missing]
    return tuple(("mul" if lang == "en" and n % 5 == 0 else lang, name) for lang, name in found)


@lru_cache(maxsize=1)
def people() -> tuple[tuple[str, str, Item], ...]:
    """Whom an item of `linking/people.txt` is looked up for, whether it is it (sure, unsure, no), and the item."""
    found = []
    for line in (Path(__file__).parent / "linking" / "people.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        who, fate, number, kind, labels, others, about, values = (cell.strip() for cell in f"{line} ".split(" |"))
        told = dict(pair.split("=") for pair in values.split())
        links = {p: f"wd:{value}" for p, value in told.items() if value.startswith("Q")}
        item = Item(int(number[1:]), kind, _names(labels), _names(others), about, links)
        item.values = {p: value for p, value in told.items() if p not in links}
        found.append((who, fate, item))
    return tuple(found)


def _names(cell: str) -> tuple[tuple[str, str], ...]:
    return tuple((tag.strip(), name.strip()) for tag, _, name in (one.partition("=") for one in cell.split(";") if one))


@lru_cache(maxsize=1)
def world() -> tuple[str, dict[str, str]]:
    """Turtle, and the item that is each registry entry."""
    items, truth = [item for _, _, item in people()], {}
    country_item: dict[str, int] = {"BY": 100001, "RU": 100002, "UA": 100003, "KR": 100004}
    entities = rdf.read_registry()
    for n, entity in enumerate(e for e in entities if e.kind == "Country" and e.country):
        number = country_item.setdefault(str(entity.country), 110000 + n)
        items += _country(entity, number, n)
        truth[entity.iri] = f"{WD}Q{number}"
    codes = sorted(country_item)
    for n, entity in enumerate(e for e in entities if e.kind == "Place" and e.country):
        elsewhere = country_item[codes[(codes.index(str(entity.country)) + 7) % len(codes)]]
        items += _place(entity, 200000 + n, n, (country_item[str(entity.country)], elsewhere))
        truth[entity.iri] = f"{WD}Q{200000 + n}"
    bodies = [e for e in entities if e.kind in ("Organisation", "Ministry", "GovernmentBody", "NewsOutlet")]
    for n, entity in enumerate(e for e in bodies if e.country):
        elsewhere = country_item[codes[(codes.index(str(entity.country)) + 7) % len(codes)]]
        items += _body(entity, 300000 + n, n, (country_item[str(entity.country)], elsewhere))
        truth[entity.iri] = f"{WD}Q{300000 + n}"
    return PREFIXES + CLASSES + "".join(item.turtle() for item in items), truth


def _country(entity: rdf.registry.Entity, number: int, n: int) -> Iterator[Item]:
    labels = _labels(dict(entity.names), n)
    yield Item(number, STATE, labels, values={"P297": str(entity.country), "P298": entity.iri[-3:]})
    if n % 4 == 0:  # a state that was there before, with the same name and code
        yield Item(number + 20000, STATE, labels, values={"P297": str(entity.country), "P576": "1991-12-25"})
    if n % 6 == 0:
        yield Item(number + 40000, FILM, labels)


def _place(entity: rdf.registry.Entity, number: int, n: int, countries: tuple[int, int]) -> Iterator[Item]:
    labels = _labels(dict(entity.names), n)
    yield Item(number, CITY, labels, links={"P17": f"wd:Q{countries[0]}"})
    if n % 3 == 0:
        yield Item(number + 20000, CITY, labels, links={"P17": f"wd:Q{countries[1]}"})
    if n % 4 == 0:
        yield Item(number + 40000, PAGE, labels)


def _body(entity: rdf.registry.Entity, number: int, n: int, countries: tuple[int, int]) -> Iterator[Item]:
    labels = _labels(dict(entity.names), n)
    kind = STATE_BODY if entity.kind in ("Ministry", "GovernmentBody") else BODY
    links = {"P17": f"wd:Q{countries[0]}"}
    if entity.hosts and n % 2:
        links["P856"] = f"<https://www.{entity.hosts[0]}/>"
    bounds = {p: day for p, day in (("P571", entity.start), ("P576", entity.end)) if day}
    if n % 8 == 3:  # only by other names
        yield Item(number, kind, (), labels, links=links, values=bounds)
    else:
        yield Item(number, kind, labels, links=links, values=bounds)
    if n % 3 == 0:
        yield Item(number + 20000, kind, labels, links={"P17": f"wd:Q{countries[1]}"})
    if n % 5 == 0:
        yield Item(number + 40000, BUILDING, labels, links={"P17": f"wd:Q{countries[0]}"})
