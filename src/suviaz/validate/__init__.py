"""Whether the graph is right: SHACL for one article before it is stored, and for the whole graph on demand.

The level `article` looks at what one source says, with the registry entries that it touches; it runs at each load. The
level `union` looks at the merge, for clashes between sources and mistaken identity. Results of severity Violation make
data non-conforming; nothing else does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
from suviaz.validate.engines import Engine, Found, as_ntriples, fast, reference, remaining
from suviaz.validate.report import Report, Result, ordered
from suviaz.validate.screen import SEEN, Screen

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

_TEXT = sv("text")

_ROUNDS = 8
"""Setting a node aside may leave another without what it needs; so it is looked at again, but not for ever."""


class Graphs(Protocol):
    """What of a store is needed: its merge and its named graphs."""

    def named_graphs(self) -> tuple[ox.NamedNode, ...]: ...

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
        self._quick = _Quick(needed, self._registry)

    def article(self, graphs: ArticleGraphs) -> Report:
        """What is wrong with an article's facts and evidence; what is set aside already is not looked at."""
        return self.of_quads([*graphs.facts, *graphs.evidence])

    def looked_over(self, graphs: ArticleGraphs) -> Report:
        """The same as `article`, in a third of the time where the screen clears the article."""
        found = self._quick.found(graphs) if self.engine is fast else None
        return self.article(graphs) if found is None else _report(found, [*graphs.facts, *graphs.evidence])

    def cleared(self, graphs: ArticleGraphs) -> bool:
        """Whether the screen answers for the shapes that it stands for."""
        return self._quick.found(graphs) is not None

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
            report = self.looked_over(graphs)
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

    def _touched(self, quads: list[ox.Quad]) -> Iterator[ox.Quad]:
        """The registry entries that the quads speak of, and those that these refer to."""
        for iri in self._quick.touched(_spoken_of(quads)):
            yield from self._registry[iri]


def _spoken_of(quads: Iterable[ox.Quad]) -> set[str]:
    spoken = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
    return spoken.union(quad.subject.value for quad in quads)  # type: ignore[union-attr]


class _Quick:
    """The look at an article that the screen clears: the remaining shapes on its facts and on the article's own data.

    What registry and vocabulary contribute is kept as text.
    """

    def __init__(self, vocabulary: Iterable[ox.Quad], registry: Mapping[str, list[ox.Quad]]) -> None:
        self._screen, self._registry = Screen(vocabulary, registry), registry
        self._reached: dict[str, frozenset[str]] = {}
        self._entries: dict[str, str] = {}
        self._schemes: dict[str, str] = {}
        for quad in vocabulary:
            if quad.predicate.value == SKOS + "inScheme":
                self._schemes[quad.subject.value] = as_ntriples([quad])  # type: ignore[union-attr]

    def found(self, graphs: ArticleGraphs) -> list[Found] | None:
        """What is wrong or open; None where every shape has to be asked."""
        own, hidden, article = [], set(), graphs.iri
        for quad in graphs.evidence:
            subject = quad.subject.value  # type: ignore[union-attr]
            if subject != article:
                hidden.add(subject)
            elif quad.predicate != _TEXT:
                own.append(quad)
        quads = [*graphs.facts, *own]
        spoken = _spoken_of(quads)
        touched = self.touched(spoken)
        if not self._screen.clears((*graphs.facts, *graphs.evidence), touched, hidden):
            return None
        return remaining(
            "".join(
                (
                    as_ntriples(quads),
                    *(self._text(iri) for iri in sorted(touched)),
                    self._in_schemes(spoken),
                    *sorted(self._screen.above(spoken, touched)),
                )
            ),
            SEEN,
        )

    def _in_schemes(self, spoken: set[str]) -> str:
        return "".join(self._schemes[iri] for iri in sorted(spoken & self._schemes.keys()))

    def touched(self, spoken: Iterable[str]) -> set[str]:
        """The registry entries among what is spoken of, and those that these refer to."""
        return set().union(*(self._around(iri) for iri in spoken if iri in self._registry))

    def _around(self, iri: str) -> frozenset[str]:
        """An entry and all that it leads to."""
        if iri not in self._reached:
            found, todo = {iri}, [iri]
            while todo:
                values = (quad.object for quad in self._registry[todo.pop()])
                more = {v.value for v in values if isinstance(v, ox.NamedNode) and v.value in self._registry} - found
                found |= more
                todo += more
            self._reached[iri] = frozenset(found)
        return self._reached[iri]

    def _text(self, iri: str) -> str:
        if iri not in self._entries:
            entry = self._registry[iri]
            self._entries[iri] = as_ntriples(entry) + self._in_schemes(_spoken_of(entry))
        return self._entries[iri]


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
        told = [q for q in store.graph() if (q.subject, q.predicate, q.object) not in aside]
        evidence = [name for name in store.named_graphs() if name.value.endswith("--evidence")]
        told += [q for name in evidence for q in store.graph(name) if q.predicate != _TEXT]
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
