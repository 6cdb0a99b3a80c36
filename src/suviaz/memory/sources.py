"""Who tells what: each article as a source, with the country that it speaks from, and its own account of each thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from suviaz.memory import values
from suviaz.memory.values import NOTHING

if TYPE_CHECKING:
    from suviaz.memory.facts import Facts

_TOLD = " ".join(f"sv:{kind}" for kind in sorted(values.AGREEMENTS | values.EVENTS))
_SOURCES = """SELECT DISTINCT ?article ?address ?title ?day ?lang ?outlet ?country WHERE {
  ?article a sv:Article .
  OPTIONAL { ?article schema:url ?address } OPTIONAL { ?article dcterms:title ?title }
  OPTIONAL { ?article dcterms:issued ?day } OPTIONAL { ?article dcterms:language ?lang }
  OPTIONAL { ?article dcterms:publisher ?outlet . OPTIONAL { ?outlet sv:belongsToCountry ?country } }
}"""
_TELLINGS = f"""SELECT DISTINCT ?thing ?article ?kind ?relation ?value WHERE {{
  VALUES ?kind {{ {_TOLD} }}
  GRAPH ?graph {{ ?thing a ?kind OPTIONAL {{ ?thing ?relation ?value . FILTER(?relation != rdf:type) }} }}
  ?graph prov:wasDerivedFrom ?article .
}}"""
_ACTORS = """SELECT DISTINCT ?thing ?article ?actor WHERE {
  GRAPH ?graph { ?part sv:hasEvent ?thing . { ?part sv:hasActor ?actor } UNION { ?part sv:isOnBehalfOf ?actor } }
  ?graph prov:wasDerivedFrom ?article .
}"""
_CODES = "SELECT ?country ?code WHERE { ?country sv:iso3166Alpha2 ?code }"
_SPELLINGS = """SELECT DISTINCT ?who ?article ?name WHERE {
  ?who a sv:Person . GRAPH ?graph { ?who skos:altLabel ?name } ?graph prov:wasDerivedFrom ?article .
}"""

# Endings of addresses that are sold to whoever likes how they read, and say nothing about a country.
_FOR_EVERYBODY = frozenset(
    {
        *("ai", "am", "as", "bz", "cc", "cd", "co", "cx", "dj", "fm", "ga", "gg", "io", "is", "la", "li", "me", "ml"),
        *("ms", "nu", "sc", "sh", "st", "su", "tk", "to", "tv", "vc", "ws"),
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """An article as somebody's word. `country` is the IRI of that for which its outlet stands; `basis` says how that
    is known: from the registry, or only by the ending of its address (None: not known)."""

    article: str
    address: str
    title: str = ""
    published: str | None = None
    lang: str = ""
    outlet: str | None = None
    country: str | None = None
    basis: Literal["registry", "address"] | None = None

    @property
    def voice(self) -> str:
        """The outlet, else the host: articles of one voice count as one."""
        return self.outlet or (urlsplit(self.address).hostname or self.article).removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Telling:
    """What one article says of one thing: local names of its classes, and by property the values that it gives."""

    thing: str
    source: Source
    kinds: frozenset[str]
    said: Mapping[str, frozenset[str]] = field(default_factory=dict)
    actors: frozenset[str] = NOTHING

    def values(self, *names: str) -> frozenset[str]:
        return frozenset().union(*(self.said.get(name, NOTHING) for name in names))


def sources(facts: Facts) -> dict[str, Source]:
    """Every article, by its IRI."""
    codes = {str(code).lower(): str(country) for country, code in facts.rows(_CODES)}
    found: dict[str, Source] = {}
    for article, address, title, day, lang, outlet, country in facts.rows(_SOURCES):
        at = str(address or article)
        ending = (urlsplit(at).hostname or "").rpartition(".")[2]
        guess = codes.get(ending) if ending not in _FOR_EVERYBODY and not outlet else None
        found[str(article)] = Source(
            str(article),
            at,
            str(title or ""),
            str(day)[:10] if day else None,
            str(lang or ""),
            str(outlet) if outlet else None,
            str(country) if country else guess,
            "registry" if country else "address" if guess else None,
        )
    return found


def tellings(facts: Facts) -> dict[str, tuple[Telling, ...]]:
    """What each article says of each event and agreement, by the thing; the first published first."""
    known = sources(facts)
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    said: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for thing, article, kind, relation, value in facts.rows(_TELLINGS):
        key = (str(thing), str(article))
        kinds[key].add(values.local(str(kind)))
        if relation:
            said[key][values.local(str(relation))].add(str(value))
    actors: dict[tuple[str, str], set[str]] = defaultdict(set)
    for thing, article, actor in facts.rows(_ACTORS):
        actors[str(thing), str(article)].add(str(actor))
    found: dict[str, list[Telling]] = defaultdict(list)
    for thing, article in kinds:
        key = (thing, article)
        given = {name: frozenset(group) for name, group in said[key].items()}
        parties = frozenset(given.get("hasParty", NOTHING)) | actors[key]
        found[thing].append(Telling(thing, known[article], frozenset(kinds[key]), given, parties))
    return {
        thing: tuple(sorted(told, key=lambda t: (t.source.published or "9999", t.source.article)))
        for thing, told in sorted(found.items())
    }


def spellings(facts: Facts, who: str) -> dict[str, frozenset[tuple[str, str]]]:
    """How each article spells the name of a person, as (name, language), by the article's IRI."""
    import pyoxigraph as ox

    from suviaz.answers import ask

    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for _, article, name in ask(facts.store, _SPELLINGS, {"who": ox.NamedNode(who)}).terms:
        if isinstance(name, ox.Literal) and article is not None:
            found[str(article.value)].add((name.value, name.language or ""))  # type: ignore[union-attr]
    return {article: frozenset(names) for article, names in found.items()}
