"""The values that the stages hand to one another: frozen, printable, without behaviour beyond themselves.

`kind` and role names are local names of `ontology/core.ttl`, so no table maps them; codes are local names of the
concepts in `ontology/concepts.ttl`. Offsets count code points of `Article.text` and are half-open.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article's text: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it was published, and what is known about it from outside its words.

    `text` is never altered after reading. `lang` is an ISO 639-1 code, `published` an ISO date.
    """

    text: str
    lang: str
    url: str | None = None
    title: str | None = None
    published: str | None = None

    @property
    def key(self) -> str:
        """A readable name that depends on the address alone, or on the text where there is no address."""
        if not self.url:
            return "text-" + self.sha256[:16]
        parts = urlsplit(self.url)
        words = f"{(parts.hostname or '').removeprefix('www.')} {unquote(parts.path)}"
        readable = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:80].strip("-")
        # Where letters fell away, or a query or length was cut, two addresses could meet in one key.
        lossy = bool(parts.query) or len(readable) >= 78 or bool(re.search(r"[^\x00-\x7f]", words))
        return f"{readable}-{hashlib.sha256(self.url.encode()).hexdigest()[:8]}" if lossy else readable

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of the UTF-8 bytes of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A name, title or pronoun in the text that stands for something. `text[span] == surface`, always."""

    span: Span
    kind: str
    surface: str


@dataclass(frozen=True, slots=True)
class Referent:
    """A person, organisation, country or place that an article speaks of, with all its mentions.

    `id` is unique within the reading. `names` are nominatives in the article's language, the best first.
    `country` is an ISO 3166-1 alpha-2 code (the country it belongs to or lies in; for a country, its own).
    `candidates` are IRIs of registry entities whose names were found in the text, best first; nothing is decided here.
    """

    id: str
    kind: str
    names: tuple[str, ...]
    mentions: tuple[Mention, ...]
    country: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A time with its precision.

    `start` and `end` (inclusive) are ISO days; with `exact` they are the days themselves, else the bounds of a window
    in which the time lies (a month, a year, "before today": then one bound may be None). Where the year is unknown they
    are `--MM-DD` or `--MM` and `exact` is True. `span` is where the text says so, None if the time was taken over from
    another event.
    """

    start: str | None
    end: str | None
    exact: bool = True
    span: Span | None = None


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Points to a referent or to another fact of the same reading, by its id."""

    id: str


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A concept: `field/e-government`, `role/host`, `post-type/minister` …"""

    scheme: str
    code: str


Value = Ref | Code | str | bool | int


@dataclass(frozen=True, slots=True)
class Role:
    """One property of a fact: `name` is the local name of a property of the ontology."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that say so.

    Covers the whole fact, or only `role` where that one stands elsewhere or on other authority.
    `quote == text[span]`: whoever writes into the graph checks it. `modality` is asserted, reported or inferred;
    reported evidence names in `said_in` the id of the statement that says so. `confidence` is in [0, 1].
    """

    span: Span
    quote: str
    rule: str
    modality: str = "asserted"
    confidence: float = 1.0
    role: Role | None = None
    said_in: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something an article states: a tenure, an agreement, an event, a participation, a promise, words.

    `kind` is a class of the ontology; `status` a code of the scheme `status`, or None where the class has none.
    `names` are for things that carry one in the text (a memorandum's title, a centre's name).
    """

    id: str
    kind: str
    roles: tuple[Role, ...] = ()
    status: str | None = None
    when: When | None = None
    names: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def values(self, name: str) -> tuple[Value, ...]:
        """All values of the role `name`, in order."""
        return tuple(role.value for role in self.roles if role.name == name)

    def value(self, name: str) -> Value | None:
        """The first value of the role `name`."""
        return next(iter(self.values(name)), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one article; nothing decided, nothing looked up outside it."""

    article: Article
    referents: tuple[Referent, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(sorted(mention for referent in self.referents for mention in referent.mentions))


@dataclass(frozen=True, slots=True)
class Entity:
    """A registry entry, as the stages below RDF see it.

    `names` per language, the preferred first, then other full forms; `short` holds abbreviations and acronyms,
    `adjectives` and `demonyms` what the language makes of a country's name. `country` is an alpha-2 code.
    `hosts` are internet host names that speak for the entity. `start` and `end` bound its existence (ISO days).
    """

    iri: str
    kind: str
    names: Mapping[str, tuple[str, ...]]
    short: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adjectives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    demonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    country: str | None = None
    hosts: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What a referent was decided to be, and why."""

    iri: str
    reason: str
    score: float = 1.0


Links = Mapping[str, Link]
"""From the id of a referent; a referent that is absent is undecided and stays its own entity."""
