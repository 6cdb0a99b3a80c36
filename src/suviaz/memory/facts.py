"""What the memory is read from: a few SPARQL questions, and the values made of their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from suviaz.answers import ask
from suviaz.errors import UnknownName
from suviaz.memory import values
from suviaz.memory.changes import Fact
from suviaz.memory.holders import Named, Tenure
from suviaz.memory.values import Claim, Known, Name, Thing, Words, local

if TYPE_CHECKING:
    from suviaz.store import Store

_SV = "https://w3id.org/suviaz/ontology#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_KINDS = values.AGREEMENTS | values.BODIES | values.EVENTS | values.PLANS | values.DOCUMENTS
_LISTED = " ".join(f"sv:{kind}" for kind in sorted(_KINDS))
_CLAIMS = f"""SELECT ?thing ?kind ?article ?day ?status WHERE {{
  VALUES ?kind {{ {_LISTED} }}
  GRAPH ?graph {{ ?thing a ?kind OPTIONAL {{ ?thing sv:hasStatus ?status }} }}
  ?graph prov:wasDerivedFrom ?article . OPTIONAL {{ ?article dcterms:issued ?day }}
}}"""
_PROPERTIES = f"""SELECT DISTINCT ?thing ?property ?value WHERE {{
  VALUES ?kind {{ {_LISTED} }}
  ?thing a ?kind ; ?property ?value . FILTER(STRSTARTS(STR(?property), "{_SV}"))
}}"""
_COUNTRIES = """SELECT DISTINCT ?actor ?country WHERE {
  { ?actor sv:belongsToCountry|sv:represents|(sv:worksFor/sv:belongsToCountry) ?country }
  UNION { ?actor sv:iso3166Alpha2 ?code BIND(?actor AS ?country) }
}"""
_EMPLOYERS = "SELECT DISTINCT ?actor ?body WHERE { ?actor sv:worksFor ?body }"
_WIDER = "SELECT DISTINCT ?field ?wider WHERE { ?field skos:broader+ ?wider }"
_WORDS = """SELECT ?thing ?words ?article ?title ?address ?day ?modality ?confidence ?part ?value ?start
WHERE {
  GRAPH ?graph {
    ?evidence rdf:subject ?thing ; sv:hasPassage ?passage . ?passage sv:isPassageOf ?article .
    ?passage sv:exactText ?words ; sv:startOffset ?start .
    OPTIONAL { ?evidence sv:hasModality ?modality } OPTIONAL { ?evidence sv:confidence ?confidence }
    OPTIONAL { ?evidence rdf:predicate ?part ; rdf:object ?value }
  }
  OPTIONAL { ?graph prov:wasDerivedFrom ?source } FILTER(BOUND(?source))
  OPTIONAL { ?article dcterms:title ?title } OPTIONAL { ?article dcterms:issued ?day }
  OPTIONAL { ?article schema:url ?address }
}"""
_NAMES = "SELECT ?thing ?name WHERE { ?thing skos:prefLabel ?name }"
_COUNTRY = """SELECT ?country ?wanted WHERE {
  ?country sv:iso3166Alpha2|sv:iso3166Alpha3 ?code FILTER(STR(?code) = STR(?wanted))
}"""
_TENURES = """SELECT DISTINCT ?tenure ?holder ?post ?kind ?body ?country ?property ?day WHERE {
  ?tenure sv:hasHolder ?holder ; sv:hasPost ?post . ?post sv:hasPostType ?kind .
  OPTIONAL { ?post sv:isPostIn ?body . OPTIONAL { ?body sv:belongsToCountry ?home } }
  OPTIONAL { ?post sv:belongsToCountry ?own } BIND(COALESCE(?own, ?home) AS ?country)
  OPTIONAL { ?tenure ?property ?day . FILTER(?property IN (sv:attestedOn, sv:startDate, sv:endDate)) }
}"""
_BODIES = """SELECT DISTINCT ?body ?first ?last ?next WHERE {
  { ?body sv:isSucceededBy ?any } UNION { ?any sv:isSucceededBy ?body }
  OPTIONAL { ?body sv:startDate ?first } OPTIONAL { ?body sv:endDate ?last } OPTIONAL { ?body sv:isSucceededBy ?next }
}"""
_LAST = "SELECT (MAX(?day) AS ?last) WHERE { ?article a sv:Article ; dcterms:issued ?day }"


class Facts:
    """A store as the memory sees it. Everything is asked when it is first needed, and once."""

    def __init__(self, store: Store, lang: str = "be") -> None:
        self.store = store
        self.lang = lang
        self.words = cache(self._words)
        self.name = cache(self._name)
        self.known = cache(self._known)
        self.countries = cache(self._countries)

    def rows(self, question: str, **bound: str) -> list[tuple[Any, ...]]:
        """Rows of text; `bound` are IRIs."""
        import pyoxigraph as ox

        return list(ask(self.store, question, {name: ox.NamedNode(iri) for name, iri in bound.items()}).rows)

    def last_day(self) -> str:
        """The day on which the last article came out; the beginning of time where none has a day."""
        return str(self.rows(_LAST)[0][0] or "0001-01-01")[:10]

    def country(self, code: str) -> str:
        """The IRI of a country by its alpha-2 or alpha-3 code. Raises UnknownName."""
        import pyoxigraph as ox

        found = ask(self.store, _COUNTRY, {"wanted": ox.Literal(code.upper())}).rows
        if not found:
            raise UnknownName(f"There is no country with the code '{code}'.")
        return str(found[0][0])

    def _countries(self) -> dict[str, frozenset[str]]:
        """The countries to which an actor belongs, or in whose service a person is or was."""
        return _grouped(self.rows(_COUNTRIES))

    def _known(self) -> Known:
        claims: dict[str, set[Claim]] = defaultdict(set)
        kinds: dict[str, set[str]] = defaultdict(set)
        for thing, kind, article, day, status in self.rows(_CLAIMS):
            kinds[str(thing)].add(local(str(kind)))
            claims[str(thing)].add(Claim(str(article), _day(day), local(str(status)) if status else None))
        told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for thing, relation, value in self.rows(_PROPERTIES):
            told[str(thing)][local(str(relation))].add(str(value))
        employers = _grouped(self.rows(_EMPLOYERS))
        things = {iri: self._thing(iri, kinds[iri], claims[iri], told[iri], employers) for iri in sorted(kinds)}
        wider = {local(iri): frozenset(map(local, above)) for iri, above in _grouped(self.rows(_WIDER)).items()}
        return Known(things, wider)

    def _thing(
        self,
        iri: str,
        kinds: set[str],
        claims: set[Claim],
        told: dict[str, set[str]],
        employers: dict[str, frozenset[str]],
    ) -> Thing:
        def all_of(*names: str) -> frozenset[str]:
            return frozenset().union(*(told.get(name, ()) for name in names))

        def codes(name: str) -> frozenset[str]:
            return frozenset(map(local, told.get(name, ())))

        def with_employers(actors: Iterable[str]) -> frozenset[str]:
            return frozenset(actors).union(*(employers.get(actor, frozenset()) for actor in actors))

        makers = with_employers(all_of("isMadeBy", "hasParty", "hasParticipant"))
        receivers = with_employers(all_of("isMadeTo"))
        homes = [self.countries().get(actor, frozenset()) for actor in makers | receivers]
        # A source that names the day knows more than one that names the month.
        exact = _days(all_of("startDate", "signedOn"))
        starts = exact or _days(all_of("notBefore"))
        stops = _days(all_of("endDate")) or (() if exact else _days(all_of("notAfter")))
        return Thing(
            iri,
            frozenset(kinds),
            tuple(sorted(claims, key=lambda c: (c.published or "", c.article, c.status or ""))),
            events=codes("hasEventType"),
            forms=codes("envisages"),
            fields=codes("hasField"),
            makers=makers,
            receivers=receivers,
            countries=all_of("involvesCountry").union(*homes),
            outcomes=all_of("hasOutcome"),
            bases=all_of("isBasedOn"),
            wholes=all_of("isPartOf"),
            fulfilled_by=all_of("isFulfilledBy"),
            first=min(starts, default=None),
            last=max(stops or starts, default=None),
            ends=tuple(_days(all_of("endDate"))),
        )

    def facts(self) -> set[Fact]:
        """What articles say and what follows from it: statements of the ontology, and the kinds of things."""
        found = set()
        for quad in self.store.graph():
            relation = quad.predicate.value
            told = relation.startswith(_SV) or relation == _TYPE
            if told and hasattr(quad.subject, "value") and hasattr(quad.object, "value"):
                is_iri = type(quad.object).__name__ == "NamedNode"
                found.add((str(quad.subject.value), relation, str(quad.object.value), is_iri))
        return found

    def tenures(self) -> tuple[Tenure, ...]:
        """Who is told to hold which post, sorted by IRI."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for tenure, *parts, relation, day in self.rows(_TENURES):
            for key, value in zip(("holder", "post", "kind", "body", "country"), parts, strict=True):
                found[str(tenure)][key] |= {str(value)} if value else set()
            if relation:
                found[str(tenure)][local(str(relation))] |= set(_days([str(day)]))

        def one(of: dict[str, set[str]], key: str) -> str | None:
            return min(of[key], default=None)

        return tuple(
            Tenure(
                iri,
                min(of["holder"]),
                min(of["post"]),
                local(min(of["kind"])),
                one(of, "body"),
                one(of, "country"),
                tuple(sorted(of["attestedOn"])),
                one(of, "startDate"),
                max(of["endDate"], default=None),
            )
            for iri, of in sorted(found.items())
        )

    def bodies(self) -> dict[str, Named]:
        """The organisations that were renamed, merged or divided, or came of that."""
        found: dict[str, Named] = {}
        for body, first, last, successor in self.rows(_BODIES):
            before = found.get(str(body), Named(str(body), None, None, ()))
            more = {*before.successors, str(successor)} if successor else set(before.successors)
            found[str(body)] = Named(str(body), _day(first), _day(last), tuple(sorted(more)))
        return found

    def _words(self, iri: str) -> tuple[Words, ...]:
        found = set()
        for row in self.rows(_WORDS, thing=iri):
            _, text, article, title, address, day, modality, confidence, part, value, start = row
            found.add(
                Words(
                    " ".join(str(text).split()),
                    str(address or article),
                    str(title or ""),
                    _day(day),
                    local(str(modality)) if modality else "asserted",
                    float(confidence) if confidence is not None else 1.0,
                    local(str(part)) if part else None,
                    str(value) if value is not None else None,
                    int(start),
                )
            )
        return tuple(
            sorted(
                found,
                key=lambda w: (
                    # A sentence tells more exactly than a headline.
                    *(w.published or "9999", w.article, w.text == w.title, w.start, w.part or ""),
                    *(w.text, w.modality, w.confidence, w.value or ""),
                ),
            )
        )

    def _name(self, iri: str) -> Name:
        """In the language asked for, else in English, else in the first there is by code, else the IRI's own end."""
        import pyoxigraph as ox

        answer = ask(self.store, _NAMES, {"thing": ox.NamedNode(iri)})
        names = {(row[1].language or "", row[1].value) for row in answer.terms if isinstance(row[1], ox.Literal)}
        for lang in (self.lang, "en", *sorted(lang for lang, _ in names)):
            fitting = sorted(text for own, text in names if own == lang)
            if fitting:
                return Name(fitting[0], lang)
        return Name(local(iri), "")


def _day(value: Any) -> str | None:
    return str(value)[:10] if value else None


def _days(found: Iterable[str]) -> list[str]:
    """Whole days only: a day whose year nobody gives cannot be put on a line."""
    return sorted(day[:10] for day in found if len(day) >= 10 and day[:4].isdigit())


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, value in rows:
        found[str(key)].add(str(value))
    return {key: frozenset(group) for key, group in found.items()}
