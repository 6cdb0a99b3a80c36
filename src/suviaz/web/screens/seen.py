"""What is worked out once for a state of the graph and then shown on many pages."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from suviaz.answers import compact
from suviaz.collection import Collection, Part
from suviaz.memory import Account
from suviaz.network import Coverage, Network
from suviaz.network.kinds import TYPES
from suviaz.rdf.terms import ID, OWL, SKOS, SV, TYPE, sv
from suviaz.store import StoredArticle
from suviaz.web.screens.things import Things
from suviaz.web.values import Reply

if TYPE_CHECKING:
    from suviaz.web.screens.search import Names


@dataclass(frozen=True, slots=True)
class Country:
    """A country that articles speak of: its codes and its IRI."""

    code: str
    iri: str
    articles: int


class Replies:
    """Pages that are remembered, the oldest forgotten first: as many as fit into so many bytes."""

    def __init__(self, most: int = 1 << 25) -> None:
        self._most, self._size = most, 0
        self._kept: dict[object, Reply] = {}

    def get(self, key: object) -> Reply | None:
        return self._kept.get(key)

    def keep(self, key: object, reply: Reply) -> None:
        self._kept[key] = reply
        self._size += len(reply.body)
        while self._size > self._most:
            self._size -= len(self._kept.pop(next(iter(self._kept))).body)


class Seen:
    """A graph with what pages have asked of it before. One for each Collection, and gone with it."""

    def __init__(self, graph: Collection) -> None:
        self._graph = graph
        self.things = Things(graph.store)
        self.network = lru_cache(maxsize=32)(self._network)
        self.ledger = lru_cache(maxsize=32)(self._ledger)
        self.lives = lru_cache(maxsize=16)(self._lives)
        self.moments = lru_cache(maxsize=16)(self._moments)
        self.compared = lru_cache(maxsize=16)(self._compared)
        self.figures = lru_cache(maxsize=8)(self._figures)
        self.tallies = lru_cache(maxsize=8)(self._tallies)
        self.ways = lru_cache(maxsize=64)(self._ways)
        self.vocabulary = lru_cache(maxsize=8)(self._vocabulary)
        self.all_of = lru_cache(maxsize=16)(self._all_of)
        self.replies = Replies()

    @cached_property
    def articles(self) -> tuple[StoredArticle, ...]:
        """All articles, the latest first; those without a day last."""
        return tuple(sorted(self._graph.articles(), key=lambda a: (a.published or "", a.key), reverse=True))

    @cached_property
    def coverage(self) -> Coverage:
        """What the whole graph rests on."""
        hosts = {outlet(article.url) for article in self.articles} - {""}
        days = sorted(article.published for article in self.articles if article.published)
        return Coverage(len(self.articles), len(hosts), days[0] if days else None, days[-1] if days else None)

    @cached_property
    def snapshot(self) -> str:
        """A hash of the content alone: of the articles' texts, of every record of evidence, and of people's decisions.

        A record's IRI is itself a hash of what it says, so two graphs with one snapshot say the same.
        """
        digest = hashlib.sha256()
        for line in sorted(f"{article.key} {article.sha256}" for article in self.articles):
            digest.update(line.encode() + b"\n")
        raw = self._graph.store.raw
        records = raw.quads_for_pattern(None, TYPE, sv("Evidence"), None)
        for line in sorted({f"{q.graph_name} {q.subject}" for q in records}):
            digest.update(line.encode() + b"\n")
        for quad in self._graph.store.decided():
            digest.update(str(quad).encode() + b"\n")
        return digest.hexdigest()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many things of each class articles speak of, as `suviaz status` counts them."""
        return self._graph.status()

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years in which articles came out, without gaps."""
        found = sorted({int(article.published[:4]) for article in self.articles if article.published})
        return tuple(range(found[0], found[-1] + 1)) if found else ()

    @cached_property
    def countries(self) -> tuple[Country, ...]:
        """The countries that articles speak of, most often named first."""
        counts: Counter[str] = Counter(value for _, value in self.things.valued("involvesCountry"))
        found = [(self.things.about(iri).one("iso3166Alpha2"), iri, n) for iri, n in counts.items()]
        return tuple(Country(c, iri, n) for c, iri, n in sorted(found, key=lambda row: (-row[2], row[0])) if c)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of countries, by code, that things are between; the most frequent first, twelve at most."""
        codes = {country.iri: country.code for country in self.countries}
        involved: dict[str, set[str]] = {}
        for thing, iri in self.things.valued("involvesCountry"):
            involved.setdefault(thing, set()).add(codes.get(iri, ""))
        counts = Counter(pair for found in involved.values() for pair in combinations(sorted(found - {""}), 2))
        return tuple(pair for pair, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:12])

    @cached_property
    def by_address(self) -> dict[str, StoredArticle]:
        """Articles by address and by IRI."""
        return {place: a for a in self.articles for place in (a.iri, a.url) if place}

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Codes of the fields that anything in the graph serves, sorted."""
        return tuple(sorted({value.rpartition("/")[2] for _, value in self.things.valued("hasField")}))

    @cached_property
    def published(self) -> dict[tuple[int, str], int]:
        """Numbers of articles by year and language."""
        return dict(Counter((int(a.published[:4]), a.lang) for a in self.articles if a.published))

    def _network(self, *part: Any) -> Network:
        """The ties of a pair, in a field, from a time to a time, of an entity; each may be None.

        Speakers are named in English, whatever the reader's language.
        """
        pair, field, first, last, entity = part
        return self._graph.ties(lang="en", **Part(pair=pair, field=field, first=first, last=last, entity=entity))

    def _ledger(self, on: str | None, pair: tuple[str, str] | None, lang: str) -> Account:
        return self._graph.ledger(on=on, pair=pair, lang=lang)

    def _lives(self, on: str | None, pair: tuple[str, str] | None, lang: str) -> Account:
        return self._graph.lives(on=on, pair=pair, lang=lang)

    def _moments(self, *part: Any) -> Account:
        """The timeline of a pair, in a field, from a time to a time, of an entity, in a language."""
        pair, field, first, last, entity, lang = part
        return self._graph.timeline(lang=lang, pair=pair, field=field, first=first, last=last, entity=entity)

    def _compared(self, *part: Any) -> Account:
        """The two sides of a pair, from a time to a time, or of an entity, in a language."""
        pair, first, last, entity, lang = part
        return self._graph.sides(entity, pair=pair, first=first, last=last, lang=lang)

    def _figures(self, *part: Any) -> Account:
        """Brokers and communities of a pair, in a field, from a time to a time, in a language."""
        pair, field, first, last, lang = part
        return self._graph.figures(most=15, lang=lang, pair=pair, field=field, first=first, last=last)

    def _tallies(self, *part: Any) -> Account:
        """What each year brought, of the same."""
        pair, field, first, last, lang = part
        return self._graph.years(lang=lang, pair=pair, field=field, first=first, last=last)

    def _vocabulary(self, lang: str) -> list[dict[str, str]]:
        """The terms of the ontology by prefixed name, with their kind and their name in a language."""
        found = []
        for kind, of in (("class", "Class"), ("property", "ObjectProperty"), ("property", "DatatypeProperty")):
            for iri in self.things.typed(OWL + of):
                if iri.startswith(SV):
                    name = self.things.name(iri, lang).text
                    found.append({"name": f"sv:{iri.removeprefix(SV)}", "kind": kind, "label": name})
        for iri in self.things.typed(SKOS + "Concept") or self.things.typed(f"{SV}CooperationField"):
            found.append({"name": compact(iri), "kind": "constant", "label": self.things.name(iri, lang).text})
        return sorted(found, key=lambda term: (term["kind"], term["name"]))

    def _all_of(self, kind: str) -> tuple[str, ...]:
        """IRIs of all things of a drawn type."""
        return tuple(sorted({iri for name in TYPES[kind].split() for iri in self.things.of_kind(name)}))

    def _ways(self, start: str, end: str, lang: str) -> Account:
        """The shortest ways between two actors."""
        return self._graph.paths(start, end, lang=lang)

    @cached_property
    def spellings(self) -> Names:
        """Every name, for the search."""
        from suviaz.web.screens.search import Names

        return Names(self.things)

    @cached_property
    def last_day(self) -> str:
        """The day on which the last article came out."""
        return self.coverage.last or "0001-01-01"


def outlet(url: str | None) -> str:
    """The host that published it, without `www.`."""
    from urllib.parse import urlsplit

    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def seen(graph: Collection) -> Seen:
    """The one Seen of a graph that does not change while it is open."""
    # Kept with the graph itself: a dictionary of ours would hold on to both, for a Seen knows its graph.
    kept: dict[str, Seen] = vars(graph)
    if "_seen" not in kept:
        kept["_seen"] = Seen(graph)
    return kept["_seen"]


def is_thing(iri: str) -> bool:
    """Whether an IRI is one that the house mints for things, not for graphs and records."""
    return iri.startswith(ID) and not iri.startswith((ID + "graph/", ID + "evidence/"))
