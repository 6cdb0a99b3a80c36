"""Two engines behind one function: a fast one for each day, and pySHACL, the judge.

Both take triples as N-Triples and the shapes of a level, and return the same findings; a test holds them to that on all
valid and invalid data of the shapes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from suviaz import grammar, resources
from suviaz.errors import BrokenResource

SH = "http://www.w3.org/ns/shacl#"
_LEVEL = ox.NamedNode("https://w3id.org/suviaz/shapes#level")
_LANGUAGE_IN = ox.NamedNode(SH + "languageIn")
_FIRST, _REST = (ox.NamedNode(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}") for name in ("first", "rest"))
_TARGETS = frozenset(SH + name for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"))


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One thing that a shape complains of. `path` is in SPARQL syntax; `value` is an N-Triples term."""

    focus: str
    path: str
    severity: str
    component: str
    shape: str
    value: str
    message: str

    @property
    def essence(self) -> tuple[str, str, str, str]:
        """What two engines must agree on."""
        return self.focus, self.component, self.path, self.severity


Engine = Callable[[str, str, str], list[Found]]
"""From triples as N-Triples, a level (`article` or `union`) and the vocabulary, triples again, to sorted findings."""


@lru_cache
def shapes(level: str, without: frozenset[str] = frozenset()) -> str:
    """The shapes of one level as N-Triples: those of other levels have lost their targets, helpers stay.

    `without` are ids (`S30`) of shapes that lose their targets, too.
    """
    path = resources.folder("ontology") / "shapes.ttl"
    try:
        triples = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except (SyntaxError, OSError) as error:
        raise BrokenResource(f"The file '{path.name}' cannot be read: {error}.") from error
    triples = list(_with_further_languages(triples))
    levels: dict[ox.NamedNode | ox.BlankNode | ox.Triple, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate == _LEVEL and isinstance(triple.object, ox.Literal):
            levels[triple.subject].add(triple.object.value)
    kept = (
        t
        for t in triples
        if not (
            t.predicate.value in _TARGETS
            and t.subject in levels
            and (level not in levels[t.subject] or _id(t.subject) in without)
        )
    )
    # The parser names blank nodes anew each time; numbers by first use keep the text the same.
    numbers: dict[str, str] = {}

    def term(term: Any) -> str:
        if isinstance(term, ox.BlankNode):
            return numbers.setdefault(term.value, f"_:b{len(numbers)}")
        return str(term)

    return "".join(f"{term(t.subject)} {t.predicate} {term(t.object)} .\n" for t in kept)


def _with_further_languages(triples: list[ox.Triple]) -> Iterator[ox.Triple]:
    """What admits the languages of the ontology admits those that somebody has added a file for, too."""
    ours = {t.object.value for t in triples if t.predicate == _FIRST and isinstance(t.object, ox.Literal)}
    for triple in triples:
        rest = triple.object
        for lang in grammar.languages() if triple.predicate == _LANGUAGE_IN else ():
            if lang not in ours:
                node = ox.BlankNode()
                yield ox.Triple(node, _FIRST, ox.Literal(lang))
                yield ox.Triple(node, _REST, rest)
                rest = node
        yield ox.Triple(triple.subject, triple.predicate, rest)


def _id(shape: Any) -> str:
    """`S30` of `…#S30-PassageEqualsSlice`."""
    return str(shape.value).rpartition("#")[2].partition("-")[0]


_WITHIN = "<urn:suviaz:within>"
_CLASS = re.compile(r"(?m)^(<[^>]*>) <[^>]*#type> <http://www\.w3\.org/2002/07/owl#Class> \.$")
_SUBCLASS = re.compile(r"(?m)^(<[^>]*>) <[^>]*#subClassOf> (<[^>]*>) \.$")


@lru_cache
def _compiled(level: str, without: frozenset[str] = frozenset()) -> Any:
    import shacl

    return shacl.Shapes.from_text(shapes(level, without).replace("rdfs:subClassOf*", _WITHIN), "ntriples")


@lru_cache(maxsize=8)
def _closure(vocabulary: str) -> str:
    """Which class lies within which, itself included, as N-Triples."""
    edges = _SUBCLASS.findall(vocabulary)
    above: dict[str, set[str]] = {
        name: {name} for name in (*_CLASS.findall(vocabulary), *(name for edge in edges for name in edge))
    }
    grown = True
    while grown:
        grown = False
        for lower, upper in edges:
            if not above[upper] <= above[lower]:
                above[lower] |= above[upper]
                grown = True
    return "".join(f"{low} {_WITHIN} {up} .\n" for low in sorted(above) for up in sorted(above[low]))


def fast(data: str, level: str, vocabulary: str = "") -> list[Found]:
    """Validate with the compiled engine: a few milliseconds for an article.

    It walks `rdfs:subClassOf*` anew for each node it looks at, which took four fifths of the time; so the way is laid
    out in the data beforehand, and the queries of the shapes ask for that instead.
    """
    classes = vocabulary if "#subClassOf>" not in data and "owl#Class>" not in data else data + vocabulary
    return _found(_compiled(level).validate_text(data + vocabulary + _closure(classes), "ntriples"))


def remaining(data: str, seen: frozenset[str]) -> list[Found]:
    """What the shapes for an article find, but for those of the ids `seen`: as `fast`, with all classes in the data.

    No shape that remains may ask for a way up the classes by itself.
    """
    return _found(_compiled("article", seen).validate_text(data, "ntriples"))


def _found(report: Any) -> list[Found]:
    return sorted(
        {
            Found(
                focus=_plain(result.focus_node),
                path=_path_text(result.path or ""),
                severity=result.severity,
                component=result.component,
                shape=_plain(result.root_shape or result.source_shape),
                value=result.value or "",
                message=next(iter(result.messages), None) or "",
            )
            for result in report.results
        }
    )


@lru_cache
def _reference_shapes(level: str) -> Any:
    from rdflib import Graph

    return Graph().parse(data=shapes(level), format="nt")


def reference(data: str, level: str, vocabulary: str = "") -> list[Found]:
    """Validate with pySHACL: slow, and right. It reads the data from an Oxigraph store, 100 times faster than
    from rdflib.
    """
    import pyshacl
    from rdflib import Graph, URIRef
    from rdflib.namespace import SH as RSH

    store = ox.Store()
    store.load((data + vocabulary).encode(), format=ox.RdfFormat.N_TRIPLES)
    _, report, _ = pyshacl.validate(
        store,  # type: ignore[arg-type]
        shacl_graph=_reference_shapes(level),
        advanced=False,
        inference="none",
        inplace=True,
    )
    if not isinstance(report, Graph):
        raise BrokenResource(f"The shapes cannot be used: {report}.")
    roots = _roots(_reference_shapes(level))
    found = set()
    for result in report.objects(None, RSH.result):  # not sh:detail, which explains a result of sh:node
        about: dict[Any, Any] = dict(report.predicate_objects(result))
        source = about.get(RSH.sourceShape)
        path, value = about.get(RSH.resultPath), about.get(RSH.value)
        found.add(
            Found(
                focus=str(about[RSH.focusNode]),
                path="" if path is None else _path_of(path, report, _reference_shapes(level)),
                severity=str(about[RSH.resultSeverity]).removeprefix(SH),
                component=str(about[RSH.sourceConstraintComponent]).removeprefix(SH),
                shape=str(source if isinstance(source, URIRef) else roots.get(source, source)),
                value="" if value is None else value.n3(),
                message=str(about.get(RSH.resultMessage, "")),
            )
        )
    return sorted(found)


def _roots(graph: Any) -> dict[Any, Any]:
    """From an unnamed property shape to the named shape around it."""
    from rdflib.namespace import SH as RSH

    return {inner: outer for outer, inner in graph.subject_objects(RSH.property)}


def _path_of(node: Any, *graphs: Any) -> str:
    """A SHACL path in SPARQL syntax, as the fast engine writes it."""
    from rdflib import URIRef
    from rdflib.collection import Collection
    from rdflib.namespace import SH as RSH

    if isinstance(node, URIRef):
        return f"<{node}>"
    for graph in graphs:
        inverse = graph.value(node, RSH.inversePath)
        if inverse is not None:
            return "^" + _path_of(inverse, *graphs)
        options = graph.value(node, RSH.alternativePath)
        if options is not None:
            return _path_text("|".join(_path_of(item, *graphs) for item in Collection(graph, options)))
    return str(node)


def _path_text(path: str) -> str:
    """One spelling of a path: without the brackets and spaces that engines add or leave out."""
    bare = re.sub(r"\s+", "", path)
    while bare.startswith("(") and bare.endswith(")") and "(" not in bare[1:-1]:
        bare = bare[1:-1]
    return re.sub(r"^\^\((<[^>]*>)\)$", r"^\1", bare)


def _plain(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


def as_ntriples(quads: Iterable[ox.Quad]) -> str:
    """Triples of quads as text, in no special order. One that stands in several graphs may come several times."""
    lines = []
    for quad in quads:
        graph = quad.graph_name
        # A quad's own text costs a third of that of its terms one by one.
        lines.append(str(quad).removesuffix(f" <{graph.value}>") if isinstance(graph, ox.NamedNode) else str(quad))
    return " .\n".join(lines) + " .\n" if lines else ""
