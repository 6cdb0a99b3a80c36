"""What an article's quads say about people, bodies and acts, as profiles for telling who is who.

Read from the quads, not from the reading: what was exported and taken in again, or written by hand, has no reading.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pyoxigraph as ox

from suviaz.identity import Name, Post, Profile
from suviaz.model import Entity
from suviaz.rdf.iris import AGREEMENTS, EVENTS
from suviaz.rdf.terms import ALT_LABEL, CONCEPT, DCTERMS, ID, PREF_LABEL, SV, TYPE
from suviaz.resolve import ORGANISATIONS, KnownEntities

_FAMILIES = {
    "Person": "Person",
    **dict.fromkeys(ORGANISATIONS, "Organisation"),
    **dict.fromkeys(AGREEMENTS, "Agreement"),
    **dict.fromkeys(EVENTS, "Event"),
}
_PLACED = re.compile(r"--(?:[\w-]+-)?\d+-\d+(?:--[0-9a-f]+)?$")
"""The end of an IRI that holds a place in a text: what it names was not known well enough for an IRI of its own."""

_EVIDENCE, _PASSAGE = ID + "evidence/", "#char="

About = Mapping[str, Mapping[str, tuple[ox.NamedNode | ox.Literal, ...]]]
"""Subject → property → values."""


def is_article_own(iri: str) -> bool:
    """Whether an IRI was made from a place in a text, for lack of anything better."""
    return _PLACED.search(iri) is not None


def local(iri: str) -> str:
    return iri.rpartition("/")[2]


def sightings(quads: Iterable[ox.Quad], known: KnownEntities) -> tuple[Profile, ...]:
    """A profile of each person, body, agreement and event that an article's own quads describe, sorted by node.

    What is in the registry already needs none; nor do events that are named after what came of them. When people and
    bodies were spoken of is told to the year and to the month, so that many articles give few profiles.
    """
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for quad in quads:
        subject = quad.subject.value  # type: ignore[union-attr]
        if subject.startswith(_EVIDENCE) or _PASSAGE in subject:
            continue  # most of an article, and about nobody
        found.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
    about: About = {s: {p: tuple(sorted(v, key=str)) if len(v) > 1 else (v[0],) for p, v in sorted(ps.items())}
                    for s, ps in found.items()}  # fmt: skip
    work = _Article(about, known)
    return tuple(p for node in sorted(about) if (p := work.profile(node)) is not None)


class _Article:
    """The quads of one article by subject, and what points where."""

    def __init__(self, about: About, known: KnownEntities) -> None:
        self.about, self.known = about, known
        self.codes = {entity.iri: code for code, entity in known.countries.items()}
        self.alpha3 = {local(entity.iri).casefold(): code for code, entity in known.countries.items()}
        self.pointing: dict[tuple[str, str], list[str]] = defaultdict(list)
        for subject in sorted(about):
            for predicate, values in about[subject].items():
                for value in values:
                    self.pointing[value.value, predicate].append(subject)
        issued = (v.value for ps in about.values() for v in ps.get(DCTERMS + "issued", ()))
        self.published = next(issued, None)

    def values(self, node: str, name: str) -> tuple[str, ...]:
        return tuple(v.value for v in self.about.get(node, {}).get(SV + name, ()))

    def names(self, node: str) -> tuple[Name, ...]:
        if entity := self.known.by_iri.get(node):
            return tuple((lang, names[0]) for lang, names in sorted(entity.names.items()) if names)
        labels = self.about.get(node, {})
        found = (*labels.get(PREF_LABEL.value, ()), *labels.get(ALT_LABEL.value, ()))
        return tuple((v.language, v.value) for v in found if isinstance(v, ox.Literal) and v.language)

    def country(self, node: str) -> str | None:
        """The alpha-2 code of the country to which a node belongs, or that it is."""
        if node in self.codes:
            return self.codes[node]
        if entity := self.known.by_iri.get(node):
            return entity.country
        for owner in self.values(node, "belongsToCountry"):
            if owner in self.codes:
                return self.codes[owner]
        return self.alpha3.get(local(node).partition("-")[0]) if not is_article_own(node) else None

    def profile(self, node: str) -> Profile | None:
        types = [v.value.removeprefix(SV) for v in self.about[node].get(TYPE.value, ())]
        kind = next((_FAMILIES[t] for t in types if t in _FAMILIES), None)
        if kind is None or not node.startswith(ID) or node in self.known.by_iri:
            return None
        blank = Profile(node, kind, names=frozenset(self.names(node)), types=frozenset(types))
        if kind == "Person":
            return self._person(blank)
        if kind == "Organisation":
            return self._body(blank)
        return self._act(blank)

    def _person(self, blank: Profile) -> Profile | None:
        if not blank.names:
            return None
        posts = {
            self._post(post)
            for tenure in self.pointing[blank.node, SV + "hasHolder"]
            for post in self.values(tenure, "hasPost")
        }
        countries = {post.country for post in posts} or {self.country(blank.node)}
        own = self.country(blank.node)
        return replace(
            blank,
            types=frozenset(),
            posts=frozenset(posts),
            countries=frozenset([own] if own else filter(None, countries)),
            days=frozenset(filter(None, [self.published and self.published[:4]])),
        )

    def _post(self, post: str) -> Post:
        body = next(iter(self.values(post, "isPostIn")), None)
        owner = next((self.country(c) for c in self.values(post, "belongsToCountry")), None)
        return Post(
            kind=next((local(v) for v in self.values(post, "hasPostType")), "other"),
            body=self.names(body) if body else (),
            at=body,
            country=owner or (self.country(body) if body else None),
            to=next((self.country(c) for c in self.values(post, "isAccreditedTo")), None),
        )

    def _body(self, blank: Profile) -> Profile | None:
        if not blank.names:
            return None
        between = {self.country(c) for c in self.values(blank.node, "involvesCountry")}
        countries = frozenset(filter(None, between)) or frozenset(filter(None, [self.country(blank.node)]))
        return replace(
            blank, countries=countries, days=frozenset(filter(None, [self.published and self.published[:7]]))
        )

    def _act(self, blank: Profile) -> Profile | None:
        node = blank.node
        outcomes = self.values(node, "hasOutcome")
        if any(local(outcome) in local(node) for outcome in outcomes):
            return None  # named after what came of it, and so one with another if that is
        parties = [*self.values(node, "involvesCountry"), *self.values(node, "hasParty")]
        tellers = [node, *(e for e in self.pointing[node, SV + "hasOutcome"] if e != node)]
        days = {v for n in tellers for v in self.values(n, "startDate") if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", v)}
        actors = [a for p in self.pointing[node, SV + "hasEvent"] for a in self.values(p, "hasActor")]
        towns = [p for p in self.values(node, "isLocatedIn") if p not in self.codes]
        types = {local(v) for v in self.values(node, "hasEventType")} or set(blank.types)
        countries = set(filter(None, map(self.country, parties)))
        if len(countries) < 2:  # who met tells between whom it was
            countries |= set(filter(None, map(self.country, actors)))
        return replace(
            blank,
            names=frozenset(),
            types=frozenset(types) if blank.kind == "Event" else frozenset(blank.types),
            countries=frozenset(countries),
            days=frozenset(days),
            fields=frozenset(v.removeprefix(CONCEPT) for v in self.values(node, "hasField")),
            people=frozenset(
                n for a in (*actors, *self.values(node, "hasParty")) if a not in self.codes for n in self.names(a)
            ),
            places=frozenset(n for town in towns for n in self.names(town)),
            things=blank.names,
            start=next((v for n in tellers for v in self.values(n, "notBefore")), None),
            end=next((v for n in tellers for v in self.values(n, "notAfter")), None),
        )


def registered(entities: Iterable[Entity]) -> Iterator[Profile]:
    """Profiles of the registry's bodies: curated, so that two of them are never one."""
    for entity in entities:
        if _FAMILIES.get(entity.kind) == "Organisation":
            every = [(lang, n) for names in (entity.names, entity.short) for lang, ns in names.items() for n in ns]
            yield Profile(
                entity.iri,
                "Organisation",
                names=frozenset(every),
                countries=frozenset(filter(None, [entity.country])),
                start=entity.start,
                end=entity.end,
                fixed=True,
            )


_SETS = ("countries", "days", "fields", "types")
_NAMES = ("names", "people", "places", "things")


def packed(profile: Profile) -> str:
    """A profile as one line, the same for the same profile."""
    about: dict[str, object] = {"kind": profile.kind, "start": profile.start, "end": profile.end}
    about |= {name: sorted(getattr(profile, name)) for name in (*_SETS, *_NAMES)}
    about["posts"] = sorted((p.kind, sorted(p.body), p.at or "", p.country or "", p.to or "") for p in profile.posts)
    return json.dumps({k: v for k, v in about.items() if v}, ensure_ascii=False, sort_keys=True)


def unpacked(node: str, line: str) -> Profile:
    """The profile of a node, from its line."""
    about = json.loads(line)

    def some(name: str) -> frozenset[str]:
        return frozenset(about.get(name, ()))

    def names(name: str) -> frozenset[Name]:
        return frozenset((lang, text) for lang, text in about.get(name, ()))

    posts = frozenset(
        Post(kind, tuple((lang, text) for lang, text in body), at or None, country or None, to or None)
        for kind, body, at, country, to in about.get("posts", ())
    )
    return Profile(
        node,
        about["kind"],
        names=names("names"),
        countries=some("countries"),
        posts=posts,
        days=some("days"),
        fields=some("fields"),
        types=some("types"),
        people=names("people"),
        places=names("places"),
        things=names("things"),
        start=about.get("start"),
        end=about.get("end"),
    )
