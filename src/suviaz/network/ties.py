"""From the store to the network: which things belong into the picture, and what binds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from suviaz.errors import UnknownName
from suviaz.network import questions as ask
from suviaz.network.kinds import JOINT, drawn_type, exact_kind
from suviaz.network.sentences import around_words
from suviaz.network.times import bounds, edtf, overlaps
from suviaz.network.values import PLANNED, Link, Network, Node, Quote

_DIRECT = (
    "hasParty",
    "hasOutcome",
    "isBasedOn",
    "isPartOf",
    "isMadeBy",
    "isMadeTo",
    "isFulfilledBy",
    "isLocatedIn",
    "drawsOn",
)
_MODALITIES = ("asserted", "reported", "inferred")
# Later stages of life first: where sources of one day differ, the further stage is the newer news.
_STAGES = (
    "cancelled", "lapsed", "ended", "fulfilled", "in-force", "operating", "signed", "held", "announced", "scheduled",
)  # fmt: skip


def ties(
    store: ask.Answering,
    *,
    pair: tuple[str, str] | None = None,
    field: str | None = None,
    first: int | str | None = None,
    last: int | str | None = None,
    entity: str | None = None,
    lang: str = "be",
) -> Network:
    """The network of ties in a store.

    `pair` holds two country codes (alpha-2 or alpha-3): what involves both, and what came of it. `field` is the code
    of a field: what serves it or a field under it. `first` and `last` bound the time, as years or ISO days; what has
    no known time stays in. `entity` is an IRI, or its part after `/id/`: what it takes part in. `lang` is the language
    that labels are drawn in. Raises UnknownName for a country, field or entity that the store does not know.
    """
    chosen = _select(store, pair, field, entity)
    builder = _Builder(store, lang)
    for iri in sorted(chosen):
        builder.thing(iri, first, last)
    sides = None
    if pair:
        codes = [builder.codes[ask.country(store, code) or ""] for code in pair]
        sides = (codes[0], codes[1])
    return replace(builder.network(sides), focus=None if entity is None else _iri(entity))


def _iri(entity: str) -> str:
    return entity if entity.startswith(("http:", "https:")) else ask.ID + entity.removeprefix("/")


def _select(store: ask.Answering, pair: tuple[str, str] | None, field: str | None, entity: str | None) -> set[str]:
    """IRIs of the agreements, events, bodies, promises and documents in the picture."""
    chosen: set[str] | None = None
    for code in pair or ():
        country = ask.country(store, code)
        if country is None:
            raise UnknownName(f"There is no country with the code '{code}' in the store.")
        found = ask.touching(store, country)
        chosen = found if chosen is None else chosen & found
    if entity is not None:
        iri = _iri(entity)
        if not ask.describe(store, iri):
            raise UnknownName(f"There is nothing called '{entity}' in the store.")
        found = ask.around(store, iri)
        chosen = found if chosen is None else chosen & found
    if chosen is None:
        chosen = ask.things(store)
    chosen |= {near for iri in sorted(chosen) for near in ask.beside(store, iri)}
    if field is None:
        return chosen
    serving = ask.narrower(store, field)
    fields = {iri: {o.value for p, o in ask.describe(store, iri) if p == ask.SV + "hasField"} for iri in sorted(chosen)}
    if not ask.describe(store, ask.CONCEPT + "field/" + field) and not any(own & serving for own in fields.values()):
        raise UnknownName(f"There is no field '{field}' in the store.")
    core = {iri for iri, own in fields.items() if own & serving}
    # A signing or a promise often names no field of its own: it follows the agreement that it belongs to.
    return core | {
        near for iri in sorted(core) for near in ask.beside(store, iri) if near in chosen and not fields[near]
    }


@dataclass
class _Builder:
    """Collects nodes and links; every description and article is asked for once."""

    store: ask.Answering
    lang: str
    codes: dict[str, str] = field(init=False)
    nodes: dict[str, Node] = field(default_factory=dict)
    links: dict[tuple[str, str, str], Link] = field(default_factory=dict)
    words: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _articles: dict[str, dict[str, str]] = field(default_factory=dict)
    _speakers: dict[str, str] = field(default_factory=dict)
    _standing: dict[str, set[str]] = field(default_factory=dict)  # whose people and organisations a thing is tied to

    def __post_init__(self) -> None:
        self.codes = ask.countries(self.store)

    def thing(self, iri: str, first: int | str | None, last: int | str | None) -> None:
        """Adds a thing between the sides with all that is bound to it, unless it lies outside the time asked for."""
        known = _Description(ask.describe(self.store, iri))
        kind = drawn_type(known.classes())
        if kind is None or kind not in JOINT:
            return
        quotes = _Quotes(self, iri)
        time = bounds(known) or quotes.published()
        if not overlaps(time, first, last):
            return
        node = self._node(iri, known, time)
        if node is None:
            return
        self.nodes[iri] = replace(node, quotes=quotes.about())
        for relation in _DIRECT:
            for target in known.iris(relation):
                self._link(node, target, relation, quotes.about(relation, target))
        for part, actor, role, behalf in ask.parts(self.store, iri):
            said = _Quotes(self, part).about() or quotes.about()
            self._link(node, actor, "hasParticipant", said, (role,) if role else ())
            if behalf and (actor not in self.nodes or self.codes.get(behalf) != self.nodes[actor].country):
                self._link(node, behalf, "hasParticipant", said)
        for country in known.iris("involvesCountry"):
            # A country stands for itself only where nobody who is named stands for it.
            if self.codes.get(country) not in self._standing.get(iri, ()):
                self._link(node, country, "involvesCountry", quotes.about("involvesCountry", country))

    def _node(self, iri: str, known: _Description, time: tuple[str | None, str | None] | None) -> Node | None:
        kind = drawn_type(known.classes())
        if kind is None:
            return None
        fields = tuple(ask.local(value) for value in known.iris("hasField"))
        for code in fields:
            self._word("field", code)
        status = sorted(known.codes("hasCurrentStatus") or known.codes("hasStatus"), key=stage)
        country = self.codes.get(iri) or next(
            (self.codes[c] for c in known.iris("belongsToCountry") if c in self.codes), None
        )
        years = [int(day[:4]) for day in time or () if day]
        preferred, others = known.names("prefLabel"), known.names("altLabel")
        exact = exact_kind(known.classes())
        return Node(
            id=iri,
            type=kind,
            kind=exact,
            labels={**ask.by_language(others), **ask.by_language(preferred)},
            names=tuple(sorted({name.value for name in (*preferred, *others)})),
            country=country,
            status=status[0] if status else None,
            when=edtf(known),
            first=min(years, default=None),
            last=max(years, default=None),
            fields=fields,
        )

    def _actor(self, iri: str) -> Node | None:
        """A person, organisation, country or place, with whom it belongs to."""
        if iri in self.nodes:
            return self.nodes[iri]
        known = _Description(ask.describe(self.store, iri))
        node = self._node(iri, known, None)
        if node is None:
            return None
        self.nodes[iri] = node
        if node.type == "Person":
            self._posts(node)
        for country in known.iris("belongsToCountry"):
            if country in self.codes:
                self._link(node, country, "belongsToCountry", _Quotes(self, iri).about("belongsToCountry", country))
        return self.nodes[iri]

    def _posts(self, person: Node) -> None:
        for tenure, post, body, country in ask.posts(self.store, person.id):
            if country in self.codes and self.nodes[person.id].country is None:
                self.nodes[person.id] = replace(self.nodes[person.id], country=self.codes[country])
            said = _Quotes(self, tenure).about()
            for lang, name in ask.labels(self.store, post).items():
                self.words.setdefault(f"post/{person.id}", {})
                self.words[f"post/{person.id}"] = {lang: name, **self.words[f"post/{person.id}"]}
            if body:
                self._link(person, body, "worksFor", said)
            elif country:
                self._link(person, country, "represents", said)

    def _link(
        self, source: Node, target: str, relation: str, quotes: tuple[Quote, ...], roles: tuple[str, ...] = ()
    ) -> None:
        if target not in self.nodes:
            known = _Description(ask.describe(self.store, target))
            kind = drawn_type(known.classes())
            # Another thing between the sides enters by its own selection only, or the picture would grow without end.
            if kind is None or kind in JOINT or self._actor(target) is None:
                if kind in JOINT:
                    self._keep(source, target, relation, quotes, roles)
                return
        self._keep(source, target, relation, quotes, roles)

    def _keep(
        self, source: Node, target: str, relation: str, quotes: tuple[Quote, ...], roles: tuple[str, ...]
    ) -> None:
        for role in roles:
            self._word("role", role)
        country = self.nodes[target].country if target in self.nodes else None
        if country:
            self._standing.setdefault(source.id, set()).add(country)
        key = (source.id, relation, target)
        before = self.links.get(key)
        said = tuple(sorted({*(before.quotes if before else ()), *quotes}))
        years = [year for year in (source.first, source.last) if year is not None]
        if not years:
            years = [int(quote.published[:4]) for quote in said if quote.published]
        self.links[key] = Link(
            source=source.id,
            target=target,
            relation=relation,
            roles=tuple(sorted({*(before.roles if before else ()), *roles})),
            first=min(years, default=None),
            last=max(years, default=None),
            confidence=max((quote.confidence for quote in said), default=1.0),
            modality=min((quote.modality for quote in said), key=_MODALITIES.index, default="asserted"),
            planned=source.status in PLANNED,
            quotes=said,
        )

    def _word(self, scheme: str, code: str) -> None:
        key = f"{scheme}/{code}"
        if key not in self.words:
            self.words[key] = ask.labels(self.store, ask.CONCEPT + key)

    def article(self, iri: str) -> dict[str, str]:
        if iri not in self._articles:
            self._articles[iri] = ask.article(self.store, iri)
        return self._articles[iri]

    def speaker(self, statement: str) -> str:
        if statement not in self._speakers:
            who = ask.speaker(self.store, statement)
            names = ask.labels(self.store, who) if who else {}
            self._speakers[statement] = names.get(self.lang) or next((names[lang] for lang in sorted(names)), "")
        return self._speakers[statement]

    def network(self, pair: tuple[str, str] | None) -> Network:
        """Everything collected, in order. Links to what was not selected fall away, and so does who is left alone."""
        kept = [link for link in self.links.values() if link.source in self.nodes and link.target in self.nodes]
        degree: dict[str, int] = {}
        years: dict[str, list[int]] = {}
        for link in kept:
            for end in (link.source, link.target):
                degree[end] = degree.get(end, 0) + 1
                years.setdefault(end, []).extend(year for year in (link.first, link.last) if year is not None)
        nodes = []
        for node in self.nodes.values():
            if node.id not in degree and node.type not in JOINT:
                continue
            own = [year for year in (node.first, node.last) if year is not None] or years.get(node.id, [])
            nodes.append(
                replace(node, degree=degree.get(node.id, 0), first=min(own, default=None), last=max(own, default=None))
            )
        return Network(
            nodes=tuple(sorted(nodes, key=lambda node: node.id)),
            links=tuple(sorted(kept, key=lambda link: (link.source, link.relation, link.target))),
            pair=pair,
            lang=self.lang,
            words={key: dict(sorted(names.items())) for key, names in sorted(self.words.items()) if names},
        )


class _Quotes:
    """The evidence about one node, as quotes."""

    def __init__(self, builder: _Builder, iri: str) -> None:
        self._builder = builder
        self._records = ask.evidence(builder.store, iri)

    def about(self, relation: str | None = None, target: str | None = None) -> tuple[Quote, ...]:
        """Quotes for one triple, or for the node as a whole where the triple has none of its own."""
        if relation is not None:
            own = [
                record
                for record in self._records
                if record["property"] is not None
                and record["property"].value == ask.SV + relation
                and record["object"].value == target
            ]
            if own:
                return self._quotes(own)
        return self._quotes(record for record in self._records if record["property"] is None)

    def published(self) -> tuple[str | None, str | None] | None:
        """The days between which the node was written about."""
        days = sorted(quote.published for quote in self.about() if quote.published)
        return (days[0], days[-1]) if days else None

    def _quotes(self, records: Iterable[Mapping[str, Any]]) -> tuple[Quote, ...]:
        return tuple(sorted({self._quote(record) for record in records}))

    def _quote(self, record: Mapping[str, Any]) -> Quote:
        article = self._builder.article(record["article"].value)
        start, end = int(record["start"].value), int(record["end"].value)
        before, after = around_words(article["text"], start, end)
        return Quote(
            article=record["article"].value,
            start=start,
            end=end,
            text=record["text"].value,
            before=before,
            after=after,
            title=article["title"],
            url=article["url"],
            published=article["published"],
            lang=article["lang"],
            modality=ask.local(record["modality"].value),
            confidence=float(record["confidence"].value) if record["confidence"] else 1.0,
            speaker=self._builder.speaker(record["statement"].value) if record["statement"] else "",
        )


class _Description:
    """What the store says about one node."""

    def __init__(self, triples: list[tuple[str, Any]]) -> None:
        self._triples = triples

    def values(self, relation: str) -> list[Any]:
        return [value for name, value in self._triples if name == ask.SV + relation]

    def iris(self, relation: str) -> list[str]:
        return [value.value for value in self.values(relation)]

    def codes(self, relation: str) -> list[str]:
        return [ask.local(value.value) for value in self.values(relation)]

    def names(self, label: str) -> list[Any]:
        return [value for name, value in self._triples if name.endswith("/skos/core#" + label)]

    def classes(self) -> list[str]:
        return sorted(ask.local(value.value) for name, value in self._triples if name.endswith("#type"))

    def days(self, relation: str) -> list[str]:
        return sorted(value.value for value in self.values(relation))


def stage(status: str) -> tuple[int, str]:
    """For sorting statuses: the furthest stage of life first."""
    return (_STAGES.index(status) if status in _STAGES else len(_STAGES), status)
