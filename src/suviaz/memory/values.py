"""The values that the memory is made of: things with their times and claims, words, and names; frozen, free of RDF.

Days are ISO strings (2017-04-26), compared as such; None is a day that nobody gives. IRIs are whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

NOTHING: frozenset[str] = frozenset()


def local(iri: str) -> str:
    """What follows the last `#` or `/`."""
    return iri.replace("#", "/").rsplit("/", 1)[-1]


AGREEMENTS = frozenset({"Agreement", "Memorandum", "Treaty", "Protocol", "Contract", "Declaration", "RoadMap"})
BODIES = frozenset({"CooperationBody", "CooperationCentre", "JointCommittee"})
EVENTS = frozenset({"Event", "Meeting", "Signing", "Opening", "Presentation"})
PLANS = frozenset({"Commitment"})
DOCUMENTS = frozenset({"Programme", "Strategy"})


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an article that say so. `part` is the property they speak for, None for the whole thing, and `value`
    what they say its value is; `start` is where they stand (code points)."""

    text: str
    article: str
    title: str = ""
    published: str | None = None
    modality: str = "asserted"
    confidence: float = 1.0
    part: str | None = None
    value: str | None = None
    start: int = 0


Evidence = Callable[[str], tuple[Words, ...]]
"""The words of articles about a thing, by its IRI; empty for what no article says."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That one article tells of a thing: the status it gives (None: it gives none), and when it came out."""

    article: str
    published: str | None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """An agreement, event, body, promise, programme or strategy.

    `kinds` are local names of classes, `events` and `forms` codes of concepts, `fields` their codes; `makers` bear a
    promise or take part, `receivers` are promised something; `countries` are those of all of them. `first` and `last`
    bound when it lies, `ends` are the days on which it is said to end.
    """

    iri: str
    kinds: frozenset[str]
    claims: tuple[Claim, ...] = ()
    events: frozenset[str] = NOTHING
    forms: frozenset[str] = NOTHING
    fields: frozenset[str] = NOTHING
    makers: frozenset[str] = NOTHING
    receivers: frozenset[str] = NOTHING
    countries: frozenset[str] = NOTHING
    outcomes: frozenset[str] = NOTHING
    bases: frozenset[str] = NOTHING
    wholes: frozenset[str] = NOTHING
    fulfilled_by: frozenset[str] = NOTHING
    first: str | None = None
    last: str | None = None
    ends: tuple[str, ...] = ()

    @property
    def actors(self) -> frozenset[str]:
        return self.makers | self.receivers

    @property
    def told(self) -> str | None:
        """The day on which an article first tells of it."""
        return min((claim.published for claim in self.claims if claim.published), default=None)

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(claim.article for claim in self.claims)

    def said(self, *statuses: str, by: str) -> tuple[Claim, ...]:
        """The claims of these statuses by articles that had come out on the day `by`, the first first."""
        found = [c for c in self.claims if c.status in statuses and (c.published or "") <= by]
        return tuple(sorted(found, key=lambda c: (c.published or "", c.article)))


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the ledger and the lives are worked out from: things by IRI, and for each field the wider ones."""

    things: Mapping[str, Thing]
    wider: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def fields(self, thing: Thing) -> frozenset[str]:
        """Its fields, and those of what it concludes or opens."""
        ends = (self.things[iri] for iri in thing.outcomes if iri in self.things)
        return thing.fields.union(*(end.fields for end in ends))

    def countries(self, thing: Thing) -> frozenset[str]:
        ends = (self.things[iri] for iri in thing.outcomes if iri in self.things)
        return thing.countries.union(*(end.countries for end in ends))

    def actors(self, thing: Thing) -> frozenset[str]:
        ends = (self.things[iri] for iri in thing.outcomes if iri in self.things)
        return thing.actors.union(*(end.actors for end in ends))


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called, and in which language, which is not always the one that was asked for."""

    text: str
    lang: str
