"""IRIs for what an article tells of: made from content alone, so that no table has to be asked.

Two articles meet in one IRI where what makes the thing that thing is the same: a person's or an organisation's
comparable name and country, a post's type and body, an agreement's day, countries and fields, a public event's day,
countries, type and fields. Whatever is known less well stays the article's own: its IRI then holds the article's key
and the place in the text. A wrong meeting is worse than a missed one, because nobody can take it apart again.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from suviaz import names
from suviaz.model import Article, Code, Fact, Links, Ref, Referent
from suviaz.rdf.terms import ID
from suviaz.resolve import KnownEntities, family

AGREEMENTS = frozenset({"Agreement", "Memorandum", "Treaty", "Protocol", "Contract", "Declaration", "RoadMap"})
EVENTS = frozenset({"Event", "Meeting", "Signing", "Opening", "Presentation"})
BODIES = frozenset({"CooperationBody", "CooperationCentre", "JointCommittee"})

_SEGMENTS = {
    **dict.fromkeys(AGREEMENTS, "agreement"),
    **dict.fromkeys(EVENTS, "event"),
    **dict.fromkeys(BODIES, "organisation"),
}
_ENCOUNTERS = frozenset({"meeting", "talks", "visit"})
"""Event types of which one day may see several between the same countries: only who took part tells them apart."""

_LONGEST = 80
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def article_iri(article: Article) -> str:
    return f"{ID}article/{article.key}"


def short(slug: str) -> str:
    """A slug that fits into a line; what is cut off lives on in a digest, so that two long names do not meet."""
    if len(slug) <= _LONGEST:
        return slug
    return slug[: _LONGEST - 8].rpartition("-")[0] + "-" + digest(slug, 6)


def _readable(name: str, lang: str, kind: str) -> str:
    """A comparable name in Latin letters; names that compare as equal have one, in whatever way they are spelt."""
    same = names.comparable(name, lang, kind)
    return short(names.slug(names.romanise(same, lang))) or digest(same)


def digest(text: str, length: int = 8) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


@dataclass
class _Minting:
    """One reading on its way to IRIs; `made` grows from referents over agreements and events to who took part
    in them.
    """

    article: Article
    known: KnownEntities
    facts: Mapping[str, Fact]
    countries: Mapping[str, str | None]
    made: dict[str, str]

    # -- parts of names

    def local(self, id_: str) -> str:
        """The last part of the IRI of a referent or fact, `?` where it has none (yet)."""
        return self.made.get(id_, "/?").rpartition("/")[2]

    def refs(self, fact: Fact, *roles: str) -> list[str]:
        return [v.id for role in roles for v in fact.values(role) if isinstance(v, Ref)]

    def codes(self, fact: Fact, role: str) -> list[str]:
        return sorted({v.code for v in fact.values(role) if isinstance(v, Code)})

    def country_codes(self, fact: Fact) -> list[str]:
        """Alpha-3 codes, in small letters and sorted, of the countries that a fact names or whose bodies it names."""
        found = {
            self.known.alpha3(self.countries.get(id_))
            for id_ in self.refs(fact, "involvesCountry", "hasParty", "belongsToCountry")
        }
        return sorted(code.casefold() for code in found if code)

    def name_slug(self, fact: Fact) -> str:
        return _readable(fact.names[0], self.article.lang, fact.kind) if fact.names else ""

    def own(self, fact: Fact, word: str = "") -> str:
        span = next(e.span for e in fact.evidence if e.role is None)
        return f"{self.article.key}--{word + '-' if word else ''}{span.start}-{span.end}"

    def day(self, fact: Fact) -> str | None:
        when = fact.when
        return when.start if when and when.exact and when.start and _DAY.fullmatch(when.start) else None

    # -- one method a kind

    def post(self, fact: Fact) -> str:
        kind = next(iter(self.codes(fact, "hasPostType")), "post")
        within = [self.local(i) for i in self.refs(fact, "isPostIn")]
        own = [self.local(i).casefold() for i in self.refs(fact, "belongsToCountry")]
        host = [self.local(i).casefold() for i in self.refs(fact, "isAccreditedTo")]
        title = [self.name_slug(fact)] if kind in ("other", "post") and fact.names else []
        if within or own or host:
            place = within or own
            return short("--".join([kind, *title, *sorted(place), *(["to", *sorted(host)] if host else [])]))
        return self.own(fact, kind)

    def agreement(self, fact: Fact) -> str:
        days = {
            day
            for other in self.facts.values()
            if fact.id in self.refs(other, "hasOutcome") and other.kind == "Signing" and (day := self.day(other))
        } | ({day} if (day := self.day(fact)) else set())
        countries, fields = self.country_codes(fact), self.codes(fact, "hasField")
        if len(days) == 1 and len(countries) > 1 and fields:
            return short("-".join([*days, *countries, *fields]))
        return self.own(fact, fact.kind.casefold())

    def event(self, fact: Fact) -> str:
        outcomes = [self.local(i) for i in self.refs(fact, "hasOutcome")]
        if fact.kind in ("Signing", "Opening") and len(outcomes) == 1 and "?" not in outcomes:
            return short(f"{fact.kind.casefold()}-{outcomes[0]}")
        day, kind = self.day(fact), next(iter(self.codes(fact, "hasEventType")), fact.kind.casefold())
        countries, fields = self.country_codes(fact), self.codes(fact, "hasField")
        about = [self.name_slug(fact)] if fact.names and not fields else fields
        who = self.actors(fact) if kind in _ENCOUNTERS else []
        if day and len(countries) > 1 and about and (who or kind not in _ENCOUNTERS):
            return (
                short("-".join([day, *countries, *about, kind]))
                + "".join(f"--{w}" for w in who[:1])
                + (f"--{digest(' '.join(who), 6)}" if who[1:] else "")
            )
        return self.own(fact, kind)

    def actors(self, event: Fact) -> list[str]:
        """Last parts of the IRIs of those who took part, if all of them are more than this article's own."""
        ids = {
            id_
            for other in self.facts.values()
            if other.kind == "Participation" and event.id in self.refs(other, "hasEvent")
            for id_ in self.refs(other, "hasActor")
        }
        found = sorted({self.local(id_) for id_ in ids})
        return [] if any(self.article.key in one or one == "?" for one in found) else found

    def named(self, fact: Fact, least: int) -> str:
        """By name and countries; strategies, programmes and bodies carry both."""
        countries = self.country_codes(fact)
        years = [str(y) for role in ("startYear", "endYear") for y in fact.values(role)]
        if fact.names and len(countries) >= least:
            return short("-".join([*countries, self.name_slug(fact), *years]))
        return self.own(fact, fact.kind.casefold())

    def participation(self, fact: Fact) -> str:
        event, actor = self.refs(fact, "hasEvent")[0], self.refs(fact, "hasActor")[0]
        return "--".join([self.local(event), self.local(actor), *self.codes(fact, "hasRole")[:1]])

    def tenure(self, fact: Fact) -> str:
        return f"{self.local(self.refs(fact, 'hasHolder')[0])}--{self.local(self.refs(fact, 'hasPost')[0])}"

    def minted(self, kinds: Iterable[str], local: Mapping[str, str]) -> None:
        """Give the facts of these kinds their IRIs; where two of one article would meet, neither is the known one."""
        shared = Counter((self.segment(self.facts[id_]), slug) for id_, slug in local.items())
        for id_, slug in local.items():
            fact = self.facts[id_]
            segment = self.segment(fact)
            if shared[segment, slug] > 1 and fact.kind not in ("Participation", "Tenure", "Post"):
                slug = f"{slug}--{digest(self.own(fact) + self.contents(fact), 6)}"
            self.made[id_] = f"{ID}{segment}/{slug}"

    def contents(self, fact: Fact) -> str:
        """What the fact says, independent of ids and order: two facts with the same contents are one."""
        roles = sorted(
            f"{r.name}={self.local(r.value.id) if isinstance(r.value, Ref) else r.value}" for r in fact.roles
        )
        return "|".join([fact.kind, str(fact.status), str(fact.when), *fact.names, *roles])

    @staticmethod
    def segment(fact: Fact) -> str:
        return _SEGMENTS.get(fact.kind, fact.kind.casefold())


def mint(
    article: Article, referents: Iterable[Referent], facts: Iterable[Fact], *, links: Links, known: KnownEntities
) -> dict[str, str]:
    """IRIs for the ids of referents and facts. `facts` have passed the gate; a country without a code gets none."""
    people = tuple(referents)
    made = {r.id: iri for r in people if (iri := _referent(r, article, links, known)) is not None}
    countries = {
        r.id: (known.by_iri[made[r.id]].country if made.get(r.id) in known.by_iri else r.country) for r in people
    }
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    all_facts = {fact.id: fact for fact in facts}
    for fact in all_facts.values():
        by_kind[_Minting.segment(fact)].append(fact)
    work = _Minting(article, known, all_facts, countries, made)
    # Bodies may rest on agreements and posts be in bodies: each stage uses only what stands above it.
    for segments, way in (
        (("agreement",), work.agreement),
        (("organisation",), lambda f: work.named(f, 2)),
        (("strategy", "programme"), lambda f: work.named(f, 1)),
        (("post",), work.post),
        (("tenure",), work.tenure),
        (("event",), work.event),
        (("participation",), work.participation),
        (("commitment",), lambda f: work.own(f, next(iter(work.codes(f, "envisages")), ""))),
        (("statement",), work.own),
    ):
        chosen = [fact for segment in segments for fact in by_kind.get(segment, ())]
        work.minted(segments, {fact.id: way(fact) for fact in chosen})
    for fact in all_facts.values():
        made.setdefault(
            fact.id, article_iri(article) if fact.kind == "Article" else f"{ID}{work.segment(fact)}/{work.own(fact)}"
        )
    return made


def _referent(referent: Referent, article: Article, links: Links, known: KnownEntities) -> str | None:
    if referent.id in links:
        return links[referent.id].iri
    if referent.kind == "Country":
        country = known.countries.get(referent.country or "")
        return country.iri if country else None
    segment = family(referent.kind).casefold()
    alpha3 = known.alpha3(referent.country)
    name = _telling(referent, article.lang)
    if name and alpha3 and referent.kind != "Group":
        return f"{ID}{segment}/{alpha3.casefold()}-{_readable(name, article.lang, referent.kind)}"
    slug = _readable(referent.names[0], article.lang, referent.kind) if referent.names else ""
    first = min((m.span for m in referent.mentions), default=None)
    # Nothing says that this one is the one of that name in another article.
    place = f"{first.start}-{first.end}" if first else digest(referent.id)
    return f"{ID}{segment}/{article.key}--{slug or 'unnamed'}-{place}"


def _telling(referent: Referent, lang: str) -> str | None:
    """A name that tells this one from others of the country: for people, given name and surname in full."""
    if referent.kind != "Person":
        return referent.names[0] if referent.names else None
    for name in referent.names:
        _, comma, given = names.comparable(name, lang, "Person").partition(", ")
        if comma and not given.endswith("."):
            return name
    return None
