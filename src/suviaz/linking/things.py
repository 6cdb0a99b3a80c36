"""What the graph knows of people, bodies, countries and places, as far as it helps to find them elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from suviaz.identity import Name, Profile, joined
from suviaz.rdf.decisions import Decision
from suviaz.rdf.registry import host_of
from suviaz.rdf.terms import ALT_LABEL, META, PREF_LABEL, PROV, REFERENCE, SCHEMA, SV, TYPE, URL, sv
from suviaz.resolve import ORGANISATIONS
from suviaz.store import Store

_FAMILIES = {"Person": "Person", "Country": "Country", "Place": "Place", **dict.fromkeys(ORGANISATIONS, "Organisation")}
_DERIVED_FROM, _SAME_AS = ox.NamedNode(PROV + "wasDerivedFrom"), ox.NamedNode(SCHEMA + "sameAs")


@dataclass(frozen=True, slots=True)
class Thing:
    """One node of the graph. `label` is its name for a person to read; `profile` holds names, countries (alpha-2
    codes), posts, days and bounds; `codes` are a country's own, `hosts` internet names that speak for it. `links` are
    IRIs elsewhere that are the same, `refused` those that people said are not.
    """

    iri: str
    kind: str
    label: str
    profile: Profile
    codes: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up once for all things."""

    alpha2: dict[str, str]
    about: dict[str, Profile]
    articles: frozenset[str]
    refused: dict[str, set[str]]


def things(
    store: Store, *, kinds: Collection[str], only: Collection[str] = (), everything: bool = False, lang: str = "be"
) -> tuple[Thing, ...]:
    """Things of these kinds that articles speak of (with `everything`: all that the graph has), or `only` these; sorted
    by IRI.
    """
    known = _known(store)
    found: dict[str, str] = {}
    for quad in store.raw.quads_for_pattern(None, TYPE, None, ox.DefaultGraph()):
        kind = _FAMILIES.get(quad.object.value.removeprefix(SV)) if isinstance(quad.object, ox.NamedNode) else None
        if (
            kind
            and kind in kinds
            and isinstance(quad.subject, ox.NamedNode)
            and (not only or quad.subject.value in only)
        ):
            found[quad.subject.value] = kind
    return tuple(
        _thing(store, iri, kind, lang, known)
        for iri, kind in sorted(found.items())
        if only or everything or _spoken_of(store, ox.NamedNode(iri), known.articles)
    )


def _known(store: Store) -> _Known:
    raw = store.raw
    codes = {q.subject.value: q.object.value for q in raw.quads_for_pattern(None, sv("iso3166Alpha2"), None, REFERENCE)}  # type: ignore[union-attr]
    profiles = {
        entity.iri: Profile(
            entity.iri,
            entity.kind,
            countries=frozenset(filter(None, [entity.country])),
            start=entity.start,
            end=entity.end,
        )
        for entity in store.who.known.entities
    }
    articles = {q.subject.value for q in raw.quads_for_pattern(None, _DERIVED_FROM, None, META)}  # type: ignore[union-attr]
    refused: dict[str, set[str]] = defaultdict(set)
    for decision in _refusals(store.who.decisions().all):
        for iri in decision.about:
            refused[store.who.node_of(iri) or iri].add(decision.to)
    return _Known(codes, profiles, frozenset(articles), refused)


def _refusals(decisions: Iterable[Decision]) -> Iterator[Decision]:
    return (d for d in decisions if d.kind == "apart" and d.to)


def _spoken_of(store: Store, node: ox.NamedNode, articles: Collection[str]) -> bool:
    quads = store.raw.quads_for_pattern
    return any(
        quad.graph_name.value in articles
        for pattern in ((node, None, None, None), (None, None, node, None))
        for quad in quads(*pattern)
        if isinstance(quad.graph_name, ox.NamedNode)
    )


def _thing(store: Store, iri: str, kind: str, lang: str, known: _Known) -> Thing:
    node, quads = ox.NamedNode(iri), store.raw.quads_for_pattern
    labels = _names(q.object for q in quads(node, PREF_LABEL, None, ox.DefaultGraph()))
    # Other preferred labels are chosen among names, or put together from parts, and then nobody bears them.
    curated = _names(q.object for q in quads(node, PREF_LABEL, None, REFERENCE))
    names = curated | _names(q.object for q in quads(node, ALT_LABEL, None, ox.DefaultGraph()))
    profiles = [p for member in store.who.members(iri) if (p := store.who.profile(member)) is not None]
    # The registry's bounds, posts and days of articles; names as the graph has them, with their short forms left out.
    own = known.about.get(iri)
    profile = replace(joined(profiles), node=iri, kind=kind) if profiles else Profile(iri, kind)
    profile = replace(
        profile,
        names=names or profile.names,
        countries=profile.countries | (own.countries if own else frozenset()),
        start=own.start if own else None,
        end=own.end if own else None,
        fixed=False,
    )
    urls = (q.object for q in quads(node, URL, None, ox.DefaultGraph()))
    links = (q.object for q in quads(node, _SAME_AS, None, ox.DefaultGraph()))
    return Thing(
        iri,
        kind,
        min(labels or names, key=lambda name: (name[0] != lang, name), default=("", iri))[1],
        profile,
        codes=frozenset(filter(None, [known.alpha2.get(iri)])),
        hosts=frozenset(filter(None, (host_of(url.value) for url in urls))),  # type: ignore[union-attr]
        links=frozenset(link.value for link in links if isinstance(link, ox.NamedNode)),
        refused=frozenset(known.refused.get(iri, ())),
    )


def _names(terms: Iterable[object]) -> frozenset[Name]:
    return frozenset((t.language, t.value) for t in terms if isinstance(t, ox.Literal) and t.language)
