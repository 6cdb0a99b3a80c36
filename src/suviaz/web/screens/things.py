"""Things one by one, by a few indexed look-ups each: names, classes, what is said of them, and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from suviaz.memory import Name
from suviaz.network import Quote
from suviaz.network.kinds import drawn_type, exact_kind
from suviaz.network.sentences import around_words
from suviaz.network.times import edtf
from suviaz.rdf.terms import ALT_LABEL, CONCEPT, DCTERMS, GRAPH, LABEL, PREF_LABEL, RDF, SKOS, SV, TYPE, URL, sv
from suviaz.store import Store

_MERGED = ox.DefaultGraph()
_SUBJECT = ox.NamedNode(RDF + "subject")
_PREDICATE = ox.NamedNode(RDF + "predicate").value
_OBJECT = ox.NamedNode(RDF + "object").value
_TITLE, _ISSUED, _LANGUAGE = (ox.NamedNode(DCTERMS + name) for name in ("title", "issued", "language"))
_BROADER = SKOS + "broader"
_TEXT = sv("text")
_EVIDENCE = "--evidence"
_ENDS = ("hasSpeaker", "hasHolder", "hasPost", "hasActor", "hasRole", "hasEvent")
"""What a statement, a tenure or a part played in an event is called by."""
SINGLE = ("startDate", "endDate", "isLocatedIn", "hasPostType", "belongsToCountry")
"""Properties of which a thing has one value: where sources give two, they disagree."""


class Record(NamedTuple):
    """Words of an article about a thing: for one of its values, or (`relation` is None) for the thing as a whole."""

    relation: str | None
    value: str | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Source:
    """An article: day and title may be unknown (empty)."""

    key: str
    iri: str
    url: str
    title: str
    published: str
    lang: str


class Things:
    """A store as pages see it. What was looked up is remembered as long as the store's state is."""

    def __init__(self, store: Store) -> None:
        self._raw = store.raw
        self.about = lru_cache(maxsize=20_000)(self._about)
        self.source = lru_cache(maxsize=10_000)(self._source)
        self.text = lru_cache(maxsize=256)(self._text)
        self.records = lru_cache(maxsize=4_000)(self._records)
        self.name = lru_cache(maxsize=50_000)(self._name)

    def _about(self, iri: str) -> Thing:
        values: dict[str, list[ox.NamedNode | ox.Literal]] = {}
        for quad in self._raw.quads_for_pattern(ox.NamedNode(iri), None, None, _MERGED):
            values.setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
        return Thing(iri, values)

    def into(self, iri: str) -> Iterator[tuple[str, str]]:
        """What points to a thing: the local name of the property and the subject; properties of the ontology only."""
        for quad in self._raw.quads_for_pattern(None, None, ox.NamedNode(iri), _MERGED):
            relation = quad.predicate.value
            if relation.startswith(SV) and isinstance(quad.subject, ox.NamedNode):
                yield relation.removeprefix(SV), quad.subject.value

    def of_kind(self, kind: str) -> list[str]:
        """IRIs of all things of a class of the ontology, by its local name; sorted."""
        return self.typed(SV + kind)

    def typed(self, kind: str) -> list[str]:
        """IRIs of all things of a class, by its IRI; sorted."""
        found = self._raw.quads_for_pattern(None, TYPE, ox.NamedNode(kind), _MERGED)
        return sorted(q.subject.value for q in found if isinstance(q.subject, ox.NamedNode))

    def is_told(self, iri: str) -> bool:
        """Whether any article speaks of it."""
        found = self._raw.quads_for_pattern(None, _SUBJECT, ox.NamedNode(iri), None)
        return any(str(quad.graph_name).endswith(_EVIDENCE + ">") for quad in found)

    def valued(self, relation: str) -> Iterator[tuple[str, str]]:
        """Subject and value of every triple with a property of the ontology."""
        for quad in self._raw.quads_for_pattern(None, sv(relation), None, _MERGED):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value, quad.object.value  # type: ignore[union-attr]

    def named(self, predicates: Iterable[ox.NamedNode]) -> Iterator[tuple[str, str, str]]:
        """Thing, name and language of every name in the graph that one of the properties gives."""
        for predicate in predicates:
            for quad in self._raw.quads_for_pattern(None, predicate, None, _MERGED):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    yield quad.subject.value, quad.object.value, quad.object.language or ""

    def _name(self, iri: str, lang: str) -> Name:
        """In the language asked for, else in English, else in the first there is by code, else the IRI's own end.

        What stands for a tie has no name of its own: it is called by what it ties.
        """
        known = self.about(iri)
        names = known.preferred
        if not names and (ends := [value for name in _ENDS for value in known.iris(name)]):
            own = [known.one("quotedText")] if "Statement" in known.kinds else []
            return Name(": ".join(filter(None, [" – ".join(self.name(e, lang).text for e in ends), *own])), lang)
        for code in (lang, "en", *names):
            if code in names:
                return Name(names[code], code)
        return Name(iri.rstrip("/").replace("#", "/").rsplit("/", 1)[-1], "")

    def _source(self, iri: str) -> Source:
        found = self.about(iri)

        def one(predicate: ox.NamedNode) -> str:
            return min((value.value for value in found.all(predicate.value)), default="")

        key = iri.rpartition("/")[2]
        return Source(key, iri, one(URL), one(_TITLE), one(_ISSUED)[:10], one(_LANGUAGE))

    def _text(self, iri: str) -> str:
        """The words of an article, empty where the store does not hold them."""
        quads = self._raw.quads_for_pattern(ox.NamedNode(iri), _TEXT, None, None)
        return min((q.object.value for q in quads), default="")  # type: ignore[union-attr]

    def _records(self, iri: str) -> tuple[Record, ...]:
        """Everything that articles say of a thing with their words, sorted by day."""
        found: dict[Record, None] = {}
        for quad in self._raw.quads_for_pattern(None, _SUBJECT, ox.NamedNode(iri), None):
            graph = quad.graph_name
            if isinstance(graph, ox.NamedNode) and graph.value.endswith(_EVIDENCE):
                record = self._record(quad.subject, graph)  # type: ignore[arg-type]
                if record:
                    found[record] = None
        return tuple(sorted(found, key=_order))

    def _record(self, node: ox.NamedNode, graph: ox.NamedNode) -> Record | None:
        told = {q.predicate.value: q.object for q in self._raw.quads_for_pattern(node, None, None, graph)}
        passage = told.get(SV + "hasPassage")
        if not isinstance(passage, ox.NamedNode):
            return None
        place = {q.predicate.value: q.object.value for q in self._raw.quads_for_pattern(passage, None, None, graph)}  # type: ignore[union-attr]
        relation, value = told.get(_PREDICATE), told.get(_OBJECT)
        quote = self._quote(place, told)
        return Record(
            relation.value.removeprefix(SV) if isinstance(relation, ox.NamedNode) else None,
            value.value if value is not None else None,  # type: ignore[union-attr]
            quote,
        )

    def _quote(self, place: Mapping[str, str], told: Mapping[str, object]) -> Quote:
        article = place[SV + "isPassageOf"]
        start, end = int(place[SV + "startOffset"]), int(place[SV + "endOffset"])
        source = self.source(article)
        before, after = around_words(self.text(article), start, end)
        modality, sure, said = (told.get(SV + name) for name in ("hasModality", "confidence", "isAttributedTo"))
        speaker = ""
        if isinstance(said, ox.NamedNode):
            speaker = next(iter(self.about(said.value).iris("hasSpeaker")), "")
        return Quote(
            article=article,
            start=start,
            end=end,
            text=place[SV + "exactText"],
            before=before,
            after=after,
            title=source.title,
            url=source.url,
            published=source.published,
            lang=source.lang,
            modality=modality.value.rpartition("/")[2] if isinstance(modality, ox.NamedNode) else "asserted",
            confidence=float(sure.value) if isinstance(sure, ox.Literal) else 1.0,
            speaker=speaker,  # an IRI: which of its names is shown depends on the reader
        )

    def evidence_in(self, key: str) -> dict[str, list[tuple[str, Record]]]:
        """What an article says: the records about each thing, with the IRI of each record."""
        graph = ox.NamedNode(GRAPH + key + _EVIDENCE)
        found: dict[str, list[tuple[str, Record]]] = {}
        for quad in self._raw.quads_for_pattern(None, _SUBJECT, None, graph):
            record = self._record(quad.subject, graph)  # type: ignore[arg-type]
            if record:
                found.setdefault(quad.object.value, []).append((quad.subject.value, record))  # type: ignore[union-attr]
        return found

    def wider(self, field: str) -> list[str]:
        """Codes of the fields above a field, one step."""
        found = self.about(f"{CONCEPT}field/{field}").all(_BROADER)
        return [value.value.rpartition("/")[2] for value in found]

    def triples(self, iris: Iterable[str]) -> Iterator[ox.Quad]:
        """Everything that the merged graph says of things."""
        for iri in iris:
            yield from self._raw.quads_for_pattern(ox.NamedNode(iri), None, None, _MERGED)


class Thing:
    """What the graph says of one thing. False where it says nothing."""

    __slots__ = ("_values", "iri", "kinds", "preferred", "type")

    def __init__(self, iri: str, values: Mapping[str, list[ox.NamedNode | ox.Literal]]) -> None:
        self.iri, self._values = iri, values
        self.kinds = [v.value.removeprefix(SV) for v in values.get(TYPE.value, ()) if v.value.startswith(SV)]
        self.type = drawn_type(self.kinds)
        labels: dict[str, str] = {}
        for predicate in (PREF_LABEL, ALT_LABEL, LABEL):
            own: dict[str, str] = {}
            for literal in sorted(values.get(predicate.value, ()), key=lambda term: term.value):
                if isinstance(literal, ox.Literal):
                    own.setdefault(literal.language or "", literal.value)
            labels = {**own, **labels}
        self.preferred = dict(sorted(labels.items()))

    def __bool__(self) -> bool:
        return bool(self._values)

    @property
    def kind(self) -> str:
        return exact_kind(self.kinds) if self.kinds else ""

    def all(self, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        """Values of a property, given by its whole IRI."""
        return self._values.get(predicate, [])

    def iris(self, relation: str) -> list[str]:
        return sorted(value.value for value in self.all(SV + relation) if isinstance(value, ox.NamedNode))

    def codes(self, relation: str) -> list[str]:
        return [iri.rpartition("/")[2] for iri in self.iris(relation)]

    def days(self, relation: str) -> list[str]:
        return sorted(value.value for value in self.all(SV + relation))

    def one(self, relation: str) -> str:
        """The first value of a property as text, or nothing."""
        return min((value.value for value in self.all(SV + relation)), default="")

    @property
    def when(self) -> str:
        """When it was or is, in EDTF notation; empty where nobody says."""
        return edtf(self) or ""

    @property
    def status(self) -> str:
        from suviaz.network.ties import stage

        return min(self.codes("hasCurrentStatus") or self.codes("hasStatus"), key=stage, default="")

    def relations(self) -> list[str]:
        return sorted(name.removeprefix(SV) for name in self._values if name.startswith(SV))

    def names(self) -> dict[str, list[str]]:
        """Every name by language, the preferred one first."""
        found: dict[str, list[str]] = {}
        for predicate in (PREF_LABEL.value, SV + "shortName", ALT_LABEL.value):
            for literal in sorted(self.all(predicate), key=lambda term: term.value):
                if isinstance(literal, ox.Literal):
                    names = found.setdefault(literal.language or "", [])
                    if literal.value not in names:
                        names.append(literal.value)
        return dict(sorted(found.items()))

    @property
    def disputed(self) -> tuple[str, ...]:
        """Properties of which sources give different values, though there can be but one."""
        return tuple(name for name in SINGLE if len({v.value for v in self.all(SV + name)}) > 1)


def _order(record: Record) -> tuple[str, Quote, str, str]:
    return record.quote.published or "9999", record.quote, record.relation or "", record.value or ""
