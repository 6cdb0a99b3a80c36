"""What the graphs of one article state, read from an export in the terms of the gold in `corpus/`."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyoxigraph

SV = "https://w3id.org/suviaz/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABELS = tuple("http://www.w3.org/2004/02/skos/core#" + end for end in ("prefLabel", "altLabel"))
DERIVED, ADDRESS = "http://www.w3.org/ns/prov#wasDerivedFrom", "https://schema.org/url"
PASSING = {SV + "isPostIn", SV + "credits", "http://purl.org/dc/terms/publisher"}

BODIES = ("CooperationCentre", "JointCommittee", "CooperationBody")  # the plain class comes last
ORGANISATIONS = ("Ministry", "NewsOutlet", "GovernmentBody", "Organisation")
AGREEMENTS = ("Memorandum", "Treaty", "Protocol", "Contract", "Declaration", "RoadMap", "Agreement")
EVENTS = ("Event", "Meeting", "Signing", "Opening", "Presentation")

Slots = dict[str, Any]


def folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold().replace("ё", "е"))


def last(iri: str | None) -> str | None:
    return re.split(r"[/#]", iri)[-1] if iri else None


class Export:
    """The quads of an export, by subject, and by graph."""

    def __init__(self, trig: bytes) -> None:
        self.out: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.graphs: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.at: dict[str, set[str]] = defaultdict(set)
        self.derived: dict[str, set[str]] = defaultdict(set)
        for quad in pyoxigraph.parse(trig, format=pyoxigraph.RdfFormat.TRIG):
            s, p, o, g = (getattr(term, "value", "") for term in quad)
            self.out[s].append((p, o, g))
            self.graphs[g].append((s, p, o))
            if p == ADDRESS:
                self.at[o].add(s)
            elif p == DERIVED:
                self.derived[o].add(s)


class Said:
    """What the graphs of one article state, in the terms of its gold."""

    def __init__(self, export: Export, article: Slots) -> None:
        self.out, self.mine = export.out, set[str]()
        self.mine = {g for at in export.at[article["url"]] if "Article" in self.types(at) for g in export.derived[at]}
        self.uses: dict[str, set[str]] = defaultdict(set)
        nodes = set()
        for s, p, o in (triple for g in self.mine for triple in export.graphs[g]):
            nodes |= {s, o}
            self.uses[o].add(p)
        gold = article["gold"]
        self.nodes = {node: self.types(node) for node in sorted(nodes)}
        self.known = {folded(n): e["id"] for e in gold["people"] + gold["organisations"] for n in e["names"]}
        for number, fact in enumerate(f for f in gold["facts"] if f["kind"] == "CooperationBody"):
            self.known |= {folded(n): f"body{number}" for n in fact.get("names") or ()}
        # An official stands for the country that he serves.
        self.serves: dict[str | None, str | None] = {}
        for node in self.of("Tenure"):
            for post in self.all(node, "hasPost"):
                state = self.state(post) or self.state(self.one(post, "isPostIn", True))
                self.serves[self.one(node, "hasHolder")] = state

    def all(self, node: str | None, term: str, anywhere: bool = False) -> set[str]:
        """Values of a property in this article's graphs, or anywhere."""
        term = term if ":" in term else SV + term
        return {o for p, o, g in self.out.get(node or "", ()) if p == term and (anywhere or g in self.mine)}

    def one(self, node: str | None, term: str, anywhere: bool = False) -> str | None:
        return min(self.all(node, term, anywhere), default=None)

    def code(self, node: str | None, term: str, anywhere: bool = False) -> str | None:
        return last(self.one(node, term, anywhere))

    def types(self, node: str, anywhere: bool = True) -> set[str]:
        return {t.removeprefix(SV) for t in self.all(node, RDF + "type", anywhere)}

    def of(self, *kinds: str) -> list[str]:
        return [node for node, types in self.nodes.items() if types & set(kinds)]

    def names(self, node: str) -> set[str]:
        return {folded(name) for label in LABELS for name in self.all(node, label, True)}

    def who(self, node: str | None) -> str | None:
        """The gold's id of a thing, the code of a country, or the IRI of what the gold does not know."""
        if node is not None and "Country" in self.types(node):
            return self.one(node, "iso3166Alpha2", True) or last(node)
        return node and min((self.known[n] for n in self.names(node) if n in self.known), default="?" + node)

    def state(self, node: str | None) -> str | None:
        """The country that a body or a post belongs to, or that an official serves."""
        return self.who(self.one(node, "belongsToCountry", True)) or self.serves.get(node)

    def whom(self, node: str, term: str) -> dict[str | None, str | None]:
        """Who stands there, and the country that each one stands for."""
        return {self.who(value): self.state(value) for value in self.all(node, term)}

    def when(self, node: str) -> str | None:
        """In the gold's notation: a window that is a whole month or year is written as one."""
        start, end = self.one(node, "startDate") or self.one(node, "signedOn"), self.one(node, "endDate")
        if start:
            return start[:10] if end in (None, start) else f"{start[:10]}/{(end or '')[:10]}"
        early, late = ((self.one(node, term) or "")[:10] for term in ("notBefore", "notAfter"))
        if early[:4] == late[:4] and (early[5:], late[5:]) == ("01-01", "12-31"):
            return early[:4]
        if early[8:] == "01" and late[8:] >= "28":
            return early[:7] if early[:7] == late[:7] else f"{early[:7]}/{late[:7]}"
        return f"{early}/{late}" if early or late else None

    def day(self, *nodes: str) -> str | None:
        return min((day for node in nodes if (day := self.when(node))), default=None)

    def form(self, node: str, classes: tuple[str, ...]) -> str:
        """What this article calls it; where that is only the plain class, what others do."""
        for types in (self.types(node, anywhere=False), self.types(node)):
            if found := [c for c in classes if c in types]:
                return found[0]
        return classes[-1]

    def facts(self) -> Iterator[Slots]:
        who, one, code = self.who, self.one, self.code
        outcomes = {o: [e for e in self.of(*EVENTS) if o in self.all(e, "hasOutcome")] for o in self.nodes}
        for node, types in self.nodes.items():
            towns = {n for p in self.all(node, "isLocatedIn") if "Country" not in self.types(p) for n in self.names(p)}
            shared = {
                "node": node,
                "fields": {last(f) for f in self.all(node, "hasField")},
                "when": self.when(node),
                "place": towns,
                "status": code(node, "hasStatus"),
                "countries": set(self.whom(node, "involvesCountry")),
            }
            if "Person" in types:
                yield {"kind": "Person", "name": who(node)}
            if types & set(BODIES):
                opened = self.day(*(e for e in outcomes[node] if "Opening" in self.nodes[e]))
                yield {**shared, "kind": "CooperationBody", "class": self.form(node, BODIES), "opened": opened}
            elif types & set(ORGANISATIONS):
                # An outlet that is only credited, or a body known only through its head's post, is not held against.
                uses = {use for use in self.uses[node] if use not in (RDF + "subject", RDF + "object")}
                passing = "NewsOutlet" in types or (uses and uses <= PASSING)
                if not (passing and f"?{node}" == who(node)):
                    yield {
                        "kind": "Organisation",
                        "class": next(c for c in ORGANISATIONS if c in types),
                        "name": who(node),
                        "country": who(one(node, "belongsToCountry", True)),
                    }
            for post in self.all(node, "hasPost") if "Tenure" in types else ():
                seat = one(post, "isPostIn", True) or one(post, "belongsToCountry", True)
                yield {
                    "node": node,
                    "kind": "Tenure",
                    "holder": who(one(node, "hasHolder")),
                    "in": who(seat),
                    "post": code(post, "hasPostType", True),
                    "to": who(one(post, "isAccreditedTo", True)),
                    "for": {who(seat): self.state(seat)},
                }
            if types & set(AGREEMENTS):
                parties = self.whom(node, "hasParty") or self.whom(node, "involvesCountry")
                yield {
                    **shared,
                    "kind": "Agreement",
                    "class": self.form(node, AGREEMENTS),
                    "parties": set(parties),
                    "for": parties,
                    "when": self.day(node, *outcomes[node]),
                }
            if types & set(EVENTS):
                yield {**shared, "kind": "Event", "type": code(node, "hasEventType")}
            if "Participation" in types and "Group" not in self.types(one(node, "hasActor") or ""):
                yield {
                    "node": node,
                    "kind": "Participation",
                    "actor": who(one(node, "hasActor")),
                    "role": code(node, "hasRole"),
                    "event": code(one(node, "hasEvent"), "hasEventType"),
                }
            if "Commitment" in types:
                makers = self.whom(node, "isMadeBy")
                yield {
                    **shared,
                    "kind": "Commitment",
                    "by": set(makers),
                    "for": makers,
                    "envisages": code(node, "envisages"),
                }
            if "Statement" in types:
                direct = {"true": True, "false": False}.get(one(node, "isDirectSpeech") or "")
                yield {"node": node, "kind": "Statement", "speaker": who(one(node, "hasSpeaker")), "direct": direct}
