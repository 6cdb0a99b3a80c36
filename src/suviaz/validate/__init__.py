"""Whether the graph is right: SHACL for one article before it is stored, and for the whole graph on demand.

The level `article` looks at what one source says, with the registry entries that it touches; it runs at each load. The
level `union` looks at the merge, for clashes between sources and mistaken identity. Results of severity Violation make
data non-conforming; nothing else does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from suviaz.rdf import ArticleGraphs, quarantined, registry_quads, vocabulary_quads
from suviaz.rdf.terms import (
    ALT_LABEL,
    DCTERMS,
    GRAPH,
    LABEL,
    PREF_LABEL,
    RDF,
    RDFS,
    REFERENCE,
    SCHEMA,
    SKOS,
    SV,
    TYPE,
    URL,
    VOCABULARY,
    sv,
)
from suviaz.validate.engines import Engine, Found, as_ntriples, fast, reference
from suviaz.validate.report import Report, Result, ordered

__all__ = ["Admitted", "Report", "Result", "Validator", "fast", "reference", "validate"]

_NEEDED = frozenset(
    {
        TYPE.value,
        RDFS + "subClassOf",
        "http://www.w3.org/2002/07/owl#disjointWith",
        SCHEMA + "rangeIncludes",
        SKOS + "inScheme",
    }
)
"""What shapes ask of the vocabulary for one article; its labels and definitions would only be read past."""

_CLASS = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")

_ROUNDS = 8
"""Setting a node aside may leave another without what it needs; so it is looked at again, but not for ever."""


class Graphs(Protocol):
    """What of a store is needed: its merge and its named graphs."""

    def graph(self, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]: ...


@dataclass(frozen=True)
class Admitted:
    """An article's graphs as they may be stored, and the report on them as they came."""

    graphs: ArticleGraphs
    report: Report


class Validator:
    """Shapes and background, made ready once. `background` are the quads of registry and vocabulary."""

    def __init__(self, background: Iterable[ox.Quad] | None = None, *, engine: Engine = fast) -> None:
        quads = (*registry_quads(), *vocabulary_quads()) if background is None else tuple(background)
        self.engine = engine
        self._registry: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            if quad.graph_name == REFERENCE:
                self._registry[quad.subject.value].append(quad)  # type: ignore[union-attr]
        vocabulary = sorted((quad for quad in quads if quad.graph_name == VOCABULARY), key=str)
        needed = [quad for quad in vocabulary if quad.predicate.value in _NEEDED]
        classes = {quad.subject for quad in needed if quad.object == _CLASS}
        self._vocabulary = {
            "article": as_ntriples(quad for quad in needed if quad.subject in classes),
            "union": as_ntriples(vocabulary),
        }
        self._terms: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in needed:
            if quad.subject not in classes:
                self._terms[quad.subject.value].append(quad)  # type: ignore[union-attr]

    def article(self, graphs: ArticleGraphs) -> Report:
        """What is wrong with an article's facts and evidence; what is set aside already is not looked at."""
        return self.of_quads([*graphs.facts, *graphs.evidence])

    def of_quads(self, quads: list[ox.Quad], level: str = "article") -> Report:
        """Validate triples together with the registry entries that they touch, and the vocabulary."""
        told = [*quads, *self._touched(quads)]
        data = as_ntriples(told) + (as_ntriples(self._used(told)) if level == "article" else "")
        return _report(self.engine(data, level, self._vocabulary[level]), quads)

    def admit(self, graphs: ArticleGraphs) -> Admitted:
        """Set aside what violates a shape, with what hangs on it, until the rest conforms.

        The report holds all violations that were met, and what else there is to say about the rest.
        """
        results: dict[Result, None] = {}
        for _ in range(_ROUNDS):
            report = self.article(graphs)
            results.update(dict.fromkeys(report.violations))
            if report.conforms:
                break
            after = quarantined(graphs, _failing(report.violations, graphs))
            if after == graphs:
                break  # what fails is not of this article
            graphs = after
        return Admitted(graphs, Report(ordered([*results, *report.results])))

    def _used(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """The properties and concepts that the quads use: all of them take longer to read than an article."""
        terms = {quad.predicate.value for quad in quads}
        terms |= {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
        for term in sorted(terms & self._terms.keys()):
            yield from self._terms[term]

    def _touched(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """The registry entries that the quads speak of, and those that these refer to."""
        todo = {quad.subject.value for quad in quads}  # type: ignore[union-attr]
        todo |= {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
        seen: set[str] = set()
        while todo:
            iri = todo.pop()
            if iri in seen or iri not in self._registry:
                continue
            seen.add(iri)
            for quad in self._registry[iri]:
                yield quad
                if isinstance(quad.object, ox.NamedNode):
                    todo.add(quad.object.value)


def validate(store: Graphs, article: str | None = None, *, engine: Engine = fast, union: bool = True) -> Report:
    """Validate what is stored: one article (by its key), or each article by itself and then all of them together.

    `engine=reference` asks pySHACL, which takes its time.
    """
    background = [*store.graph(REFERENCE), *store.graph(VOCABULARY)]
    validator = Validator(background, engine=engine)
    results: list[Result] = []
    for key in (article,) if article else _keys(store):
        quads = [q for end in ("", "--evidence") for q in store.graph(ox.NamedNode(GRAPH + key + end))]
        results += validator.of_quads(sorted(quads, key=str)).results
    if article is None and union:
        # Registry entries that no article speaks of are no one's news; their own tests look after them.
        aside = {(q.subject, q.predicate, q.object) for g in (REFERENCE, VOCABULARY) for q in store.graph(g)}
        told = [
            q for q in store.graph() if q.predicate != sv("text") and (q.subject, q.predicate, q.object) not in aside
        ]
        seen = {(r.focus, r.shape, r.path, r.value) for r in results}
        results += [
            r for r in validator.of_quads(told, "union").results if (r.focus, r.shape, r.path, r.value) not in seen
        ]
    return Report(ordered(results))


def _keys(store: Graphs) -> list[str]:
    return sorted(
        quad.subject.value.rpartition("/")[2]  # type: ignore[union-attr]
        for quad in store.graph()
        if quad.predicate == TYPE and quad.object == sv("Article")
    )


def _failing(violations: Iterable[Result], graphs: ArticleGraphs) -> set[str]:
    """The nodes to set aside: what a violation is about, or, where that is not the article's, the value it names."""
    mine = {quad.subject.value for quad in (*graphs.facts, *graphs.evidence)}  # type: ignore[union-attr]
    used = {quad.object.value for quad in graphs.facts if isinstance(quad.object, ox.NamedNode)}
    failing = set()
    for violation in violations:
        value = violation.value.strip("<>")
        failing.add(
            violation.focus
            if violation.focus in mine or (violation.focus in used and not value)
            else value or violation.focus
        )
    return failing - {""}


def _report(found: Iterable[Found], quads: Iterable[ox.Quad]) -> Report:
    findings = list(found)
    if not findings:
        return Report()
    about = _About(quads)
    return Report(
        ordered(
            Result(
                focus=f.focus,
                label=about.label(f.focus),
                severity=f.severity,
                message=f.message,
                path=f.path,
                value=f.value,
                component=f.component,
                shape=f.shape,
                **about.source(f.focus),
            )
            for f in findings
        )
    )


class _About:
    """Names and words for the nodes of a report."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.names: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.passage_of: dict[str, str] = {}
        self.record: dict[str, dict[str, str]] = defaultdict(dict)
        self.evidence: dict[str, list[str]] = defaultdict(list)
        ranks = {PREF_LABEL: 0, ALT_LABEL: 1, LABEL: 2}
        wanted = {SV + n for n in ("hasPassage", "exactText", "isPassageOf")} | {DCTERMS + "title", URL.value}
        for quad in quads:
            subject = quad.subject.value  # type: ignore[union-attr]
            if quad.predicate in ranks:
                self.names[subject].append((ranks[quad.predicate], quad.object.value))  # type: ignore[union-attr]
            elif quad.predicate.value == RDF + "subject":
                self.evidence[quad.object.value].append(subject)  # type: ignore[union-attr]
            elif quad.predicate.value in wanted:
                self.record[subject][quad.predicate.value] = quad.object.value  # type: ignore[union-attr]

    def label(self, node: str) -> str:
        return min(self.names[node])[1] if node in self.names else ""

    def source(self, node: str) -> dict[str, str]:
        """Article, title, address and words for a node: its first evidence, its own passage, or the article itself."""
        records = sorted(self.evidence.get(node, ())) or [node]
        words = sorted(
            (passage.get(SV + "isPassageOf", ""), passage.get(SV + "exactText", ""))
            for record in records
            if (passage := self.record.get(self.record[record].get(SV + "hasPassage", record), {})) is not None
        )
        article, quote = next((w for w in words if w[0]), ("", ""))
        if not article and DCTERMS + "title" in self.record.get(node, {}):
            article = node
        told = self.record.get(article, {})
        return {
            "article": article,
            "quote": quote,
            "title": told.get(DCTERMS + "title", ""),
            "url": told.get(URL.value, ""),
        }
