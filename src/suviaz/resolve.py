"""What a name stands for: referents of a reading against the registry.

Only what the registry settles is decided here. A referent without a link is not lost: it gets an IRI of its own from
its comparable name and country, so that two articles naming one person meet without any table being asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from urllib.parse import urlsplit

from suviaz import names
from suviaz.model import Entity, Link, Links, Reading, Ref, Referent, Value

ORGANISATIONS = frozenset(
    {
        "Organisation",
        "GovernmentBody",
        "Ministry",
        "NewsOutlet",
        "CooperationBody",
        "CooperationCentre",
        "JointCommittee",
    }
)
"""The classes that may be told apart differently by two texts and still mean one thing."""

# How far each ground carries when nothing contradicts it; below 1, a later source may know better.
_ONLY, _PERIOD, _EXACT, _HOST, _HOME, _OUTSIDE = 1.0, 0.95, 0.95, 0.9, 0.8, 0.8


class KnownEntities:
    """The registry, indexed the ways that deciding needs. Never changes after it was made."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities = tuple(entities)
        self._tables: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}

    @cached_property
    def by_iri(self) -> Mapping[str, Entity]:
        return {entity.iri: entity for entity in self.entities}

    @cached_property
    def countries(self) -> Mapping[str, Entity]:
        """From the alpha-2 code."""
        return {e.country: e for e in self.entities if e.kind == "Country" and e.country}

    @cached_property
    def _hosts(self) -> Mapping[str, tuple[Entity, ...]]:
        found: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.entities:
            for host in entity.hosts:
                found[host].append(entity)
        return {host: tuple(owners) for host, owners in found.items()}

    def named(self, name: str, language: str, kind: str) -> tuple[str, ...]:
        """IRIs of the entries of that kind whose name in that language is the same when compared."""
        return self._named(language, family(kind)).get(names.comparable(name, language, kind), ())

    def _named(self, language: str, group: str) -> Mapping[str, tuple[str, ...]]:
        # Made when first asked for: most readings need one language and one or two kinds of the whole registry.
        if (language, group) not in self._tables:
            found: dict[str, list[str]] = defaultdict(list)
            for entity in self.entities:
                if family(entity.kind) == group:
                    for form in entity.names.get(language, ()):
                        found[names.comparable(form, language, entity.kind)].append(entity.iri)
            self._tables[language, group] = {key: tuple(dict.fromkeys(iris)) for key, iris in found.items()}
        return self._tables[language, group]

    def publisher(self, url: str | None, published: str | None = None) -> Entity | None:
        """Who speaks through an address: the entry with that host, or else with the nearest host above it."""
        try:
            host = (urlsplit(url or "").hostname or "").removeprefix("www.")
        except ValueError:
            return None
        while "." in host:
            owners = self._hosts.get(host, ())
            living = [e for e in owners if lived(e, published)] or list(owners)
            if living:
                return living[0] if len(living) == 1 else None
            host = host.partition(".")[2]
        return None

    def alpha3(self, code: str | None) -> str | None:
        """The alpha-3 code (last part of the country's IRI) for an alpha-2 code."""
        country = self.countries.get(code or "")
        return country.iri.rpartition("/")[2] if country else None


def family(kind: str) -> str:
    """The coarse kind within which two names are compared."""
    return "Organisation" if kind in ORGANISATIONS else kind


def lived(entity: Entity, day: str | None) -> bool:
    """Whether the entity existed on that day, as far as is known."""
    return day is None or ((entity.start or "") <= day <= (entity.end or "9999"))


def resolve(reading: Reading, known: KnownEntities) -> Links:
    """Links from the ids of referents to registry entries. What stays open has no link.

    Grounds, in this order: a country's code; the candidates that the gazetteer saw (or, where it saw none, entries of
    exactly the same comparable name), narrowed by kind, by country, and by whether they existed on the day (of the
    act, else of the article); then who publishes; then the publisher's country. Two that are left mean: undecided.
    """
    links: dict[str, Link] = {}
    days = _days(reading)
    for referent in reading.referents:
        link = _link(referent, reading, known, day=days.get(referent.id, reading.article.published))
        if link is not None:
            links[referent.id] = link
    return links


def _days(reading: Reading) -> dict[str, str]:
    """When those acted who signed or took part, by their ids: an article may look back to before a body was renamed."""
    facts = {fact.id: fact for fact in reading.facts}
    dated = {f.id: f.when.end or f.when.start for f in reading.facts if f.when and (f.when.end or f.when.start)}
    acts: list[tuple[Value, str | None]] = []
    for fact in reading.facts:
        if fact.kind == "Participation":
            acts += [
                (actor, dated.get(e.id))
                for e in fact.values("hasEvent")
                if isinstance(e, Ref)
                for actor in fact.values("hasActor")
            ]
        for outcome in fact.values("hasOutcome"):
            paper = facts.get(outcome.id) if isinstance(outcome, Ref) else None
            acts += [(party, dated.get(fact.id)) for party in (paper.values("hasParty") if paper else ())]
    found: dict[str, str] = {}
    for actor, day in acts:
        if isinstance(actor, Ref) and day and re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            found[actor.id] = min(day, found.get(actor.id, day))
    return found


def _link(referent: Referent, reading: Reading, known: KnownEntities, *, day: str | None) -> Link | None:
    if referent.kind == "Country":
        country = known.countries.get(referent.country or "")
        return Link(country.iri, "country code") if country else None
    article = reading.article
    seen = [known.by_iri[iri] for iri in referent.candidates if iri in known.by_iri]
    ground, score = "name in the registry", _ONLY
    if not seen:
        found = dict.fromkeys(i for n in referent.names for i in known.named(n, article.lang, referent.kind))
        seen, ground, score = [known.by_iri[iri] for iri in found], "same comparable name", _EXACT
    fitting = [e for e in seen if family(e.kind) == family(referent.kind)]
    if referent.country:
        fitting = [e for e in fitting if e.country in (None, referent.country)]
    # A renamed ministry leaves two entries with one abbreviation: the day tells which was meant.
    living = [e for e in fitting if lived(e, day)]
    if living and len(living) < len(fitting):
        ground, score = ground + ", existing on the day", min(score, _PERIOD)
    elif fitting and not living:
        ground, score = ground + ", though outside its period", _OUTSIDE
    left = living or fitting
    if len(left) > 1 and referent.country:
        own = [e for e in left if e.country == referent.country]
        left, ground = (own, ground + " and country") if len(own) == 1 else (left, ground)
    if len(left) > 1:
        left, ground, score = _by_publisher(left, reading, known) or (left, ground, score)
    if not referent.country and any(_out_of_place(entity, reading, known) for entity in left):
        return None
    return Link(left[0].iri, ground, score) if len(left) == 1 else None


def _out_of_place(entity: Entity, reading: Reading, known: KnownEntities) -> bool:
    """Whether a ministry is of a country that the article never speaks of: each country has one of that name."""
    if entity.kind != "Ministry" or entity.country is None:
        return False
    publisher = known.publisher(reading.article.url, reading.article.published)
    spoken_of = {r.country for r in reading.referents if r.country}
    return bool(spoken_of) and entity.country not in spoken_of | {publisher.country if publisher else None}


def _by_publisher(left: list[Entity], reading: Reading, known: KnownEntities) -> tuple[list[Entity], str, float] | None:
    publisher = known.publisher(reading.article.url, reading.article.published)
    if publisher is None:
        return None
    if publisher in left:
        return [publisher], "it publishes the article", _HOST
    home = [e for e in left if e.country is not None and e.country == publisher.country]
    others = {r.country for r in reading.referents if r.country} - {publisher.country}
    # «МЗС» on a site at home means the ministry at home, unless another country's could be meant as well.
    if len(home) == 1 and not any(e.country in others for e in left):
        return home, "the publisher's country", _HOME
    return None
