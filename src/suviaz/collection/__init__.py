"""A graph and all that one can do with it: the verbs of the command line, for Python.

with suviaz.open("my-graph") as graph:
    graph.load("articles/")
    for row in graph.query("agreements"):
        print(row)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from suviaz.collection.keeping import Keeping, reread, restore
from suviaz.collection.memory import Memory, Part
from suviaz.errors import UnknownName
from suviaz.remote import is_address

if TYPE_CHECKING:
    import networkx
    import rdflib

    from suviaz.answers import Answer
    from suviaz.articles.visitor import Asking
    from suviaz.cluster import Shard
    from suviaz.decide import Desk
    from suviaz.explain import Explanation
    from suviaz.linking import Proposals, Search
    from suviaz.llm import Extractor
    from suviaz.network import Network
    from suviaz.pipeline import Outcome, Step
    from suviaz.queries import Query
    from suviaz.reader import Read, Skipped
    from suviaz.store import Change, StoredArticle
    from suviaz.validate import Report

NETWORK_FORMATS = ("graphml", "gexf", "csv", "csv-nodes")
DRAWINGS = ("html", "svg", "png")

__all__ = ["DRAWINGS", "NETWORK_FORMATS", "Collection", "Part", "Placed", "read", "read_shards", "reread", "restore"]


class Placed(TypedDict, total=False):
    """Where to read: by which engine (processes, spark, ray), at which `cluster`, or by how many `jobs` here."""

    engine: str
    cluster: str | None
    jobs: int


def read(
    *sources: str, lang: str | None = None, why: bool = False, extractor: Extractor | None = None, **to: Unpack[Asking]
) -> Iterator[Read | Skipped]:
    """What the articles of the sources say, without storing: a Read with its Reading, or a Skipped with its reason.

    With `why`, a Read has a Trace: what was found in each sentence, and what the rules lacked. `extractor`: a language
    model to be asked, too. `to` is about addresses, as in `Collection.load`; nothing is kept without a `cache`.
    """
    from suviaz import pipeline
    from suviaz.articles.visitor import Visitor

    return pipeline.read(sources, lang=lang, why=why, visitor=Visitor(**to), extractor=extractor)


def read_shards(
    *sources: str | PathLike[str],
    shards: str | PathLike[str],
    lang: str | None = None,
    on_skip: Callable[[str, str], None] | None = None,
    **placed: Unpack[Placed],
) -> Iterator[Shard]:
    """Read files, archives and folders into shards in a folder, for `Collection.ingest`, by processes or a cluster.

    Each shard is told of as it is ready, in any order; what is there already is not read again. Files, and the folder,
    must be where all readers find them by the same path. `on_skip(path, reason)` hears of files that are no articles.
    Raises UnreadableArticle for what is no file or folder, EngineFailed where the engine is not there or breaks off.
    """
    from suviaz import cluster

    by = cluster.engine(placed.get("engine", "processes"), cluster=placed.get("cluster"), jobs=placed.get("jobs", 1))
    return cluster.read(sources, shards, by=by, lang=lang, on_skip=on_skip)


def ask_server(address: str, question: str | Query, *, timeout: float | None = None, **values: str) -> Answer:
    """As `Collection.query`, answered by the server at an address by its own lights, and without a working copy.

    An IRI that something else stands for now is not followed. Raises BadQuery where the server refuses, EndpointFailed.
    """
    from suviaz import answers

    question = _question(question)
    bound = question.bind(values)
    answer = answers.ask_server(address, question.text, bound, timeout=timeout)
    return answer.only(question.columns(answer.columns, bound))


def _question(question: str | Query) -> Query:
    from suviaz import queries

    if not isinstance(question, str):
        return question
    if found := queries.stored().get(question):
        return found
    if " " in question or "{" in question:
        return queries.parse(question)
    raise UnknownName(f"There is no stored question '{question}'; `suviaz query` lists them.")


class Collection(Memory, Keeping):
    """The graph in a folder, in memory without one, or on a server: `path` may be an address as docs/remote.md has it
    (decisions are then kept in the graph alone, unless a file is named). A context manager; outside of `with`, call
    `close()`.

    Opened for reading, it first finishes what a writer that died left undone, unless `as_is` says to take it as it is.
    `decisions` is the Turtle file of what people decided, by default the one beside the folder (`NAME.decisions.ttl`);
    a graph opened for writing follows it.

    Raises StoreBusy where another process writes into the folder, DamagedStore where it cannot be read; EndpointFailed
    where a server is away, or refuses.
    """

    def __init__(
        self,
        path: str | PathLike[str] | None = None,
        *,
        read_only: bool = False,
        as_is: bool = False,
        decisions: str | PathLike[str] | None = None,
    ) -> None:
        from suviaz.store import Store

        folder, place = (None if path is None else Path(path)), None
        if is_address(path):
            from suviaz.store.there import There

            place = There.at(str(path))
            folder = place.path
        elif decisions is None and folder is not None:
            decisions = f"{folder}.decisions.ttl"
        self.store = Store(folder, read_only=read_only, as_is=as_is, place=place)
        self._open, self._together = True, None if place is None else 1
        self._cache = f"{folder}.cache" if folder is not None else None
        self._decisions = Path(decisions) if decisions is not None else None
        if not read_only and self._decisions is not None and self._decisions.exists():
            self.desk.follow()

    @property
    def desk(self) -> Desk:
        """Where people decide who is who and which facts hold: see `suviaz.decide`."""
        from suviaz.decide import Desk

        return Desk(self.store, self._decisions)

    def __enter__(self) -> Collection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        finally:
            self.store.__exit__(kind, error, trace)

    def close(self) -> None:
        """Let go of the folder. What was loaded is safe before that; closing makes the next opening fast."""
        if self._open and self.store.writable:
            self._open = False
            # Else each reader replays the log of the load: a second for 36 articles instead of ten milliseconds.
            self.store.flush()
        self._open = False
        self.store.close()

    def load(
        self,
        *sources: str | PathLike[str],
        lang: str | None = None,
        jobs: int = 1,
        progress: Callable[[Step], None] | None = None,
        extractor: Extractor | None = None,
        **asking: Unpack[Asking],
    ) -> Outcome:
        """Read articles into the graph: files, archives, folders, http(s) addresses, `-` for standard input.

        `lang` is for articles that do not name their language; None tells it from the words. `jobs` processes read at
        once (a script that asks for more than one keeps its calls under `if __name__ == "__main__"`). `progress` hears
        of each article as it is done. `extractor` is a language model to be asked, too. `asking` is about addresses:
        `cache` is the folder that keeps their answers, by default the one beside the graph's folder (`NAME.cache`),
        None for none; `offline` asks nothing but that; `allow_private` lets addresses outside the public net be asked;
        `delay` is the least time in seconds between two visits to a host. What cannot be read is in `Outcome.skipped`;
        the rest goes on.
        """
        from suviaz.pipeline import Outcome

        return Outcome.of(self.loading(*sources, lang=lang, jobs=jobs, extractor=extractor, **asking), progress)

    def loading(
        self,
        *sources: str | PathLike[str],
        lang: str | None = None,
        jobs: int = 1,
        on_skip: Callable[[str, str], None] | None = None,
        extractor: Extractor | None = None,
        **asking: Unpack[Asking],
    ) -> Iterator[Step]:
        """As `load`, article by article: what has been given is stored, and no more than a few are in memory.

        Articles whose bytes were loaded before are not read again; that is known from the journal beside the graph's
        folder (`NAME.journal`), so a load that was interrupted goes on where it was. `on_skip(source, reason)` hears of
        files that are no articles.
        """
        from suviaz import pipeline
        from suviaz.articles.visitor import Visitor

        paths = [fspath(source) for source in sources]
        asking.setdefault("cache", self._cache)
        return pipeline.stepwise(
            paths,
            self.store,
            lang=lang,
            jobs=jobs,
            visitor=Visitor(**asking),
            on_skip=on_skip,
            extractor=extractor,
            together=self._together or pipeline.TOGETHER,
        )

    def ingest(
        self, *shards: str | PathLike[str], jobs: int = 1, progress: Callable[[Step], None] | None = None
    ) -> Outcome:
        """Take in what `read_shards` wrote, shards or folders of them: the graph is as if `load` had read the articles.

        `jobs` processes look at the articles at once. What is wrong with a shard or an article in it is in
        `Outcome.skipped`; the rest goes on.
        """
        from suviaz.pipeline import Outcome

        return Outcome.of(self.ingesting(*shards, jobs=jobs), progress)

    def ingesting(self, *shards: str | PathLike[str], jobs: int = 1) -> Iterator[Step]:
        """As `ingest`, article by article, as `loading` does."""
        from suviaz import pipeline

        paths = [fspath(shard) for shard in shards]
        return pipeline.ingested(paths, self.store, jobs=jobs, together=pipeline.TOGETHER)

    def withdraw(self, url: str) -> Change:
        """Take an article back by its address; what no other article says goes with it. Raises UnknownName."""
        return self.store.withdraw(url)

    def questions(self) -> dict[str, Query]:
        """The stored questions by name."""
        from suviaz import queries

        return queries.stored()

    def query(self, question: str | Query, *, timeout: float | None = None, **values: str) -> Answer:
        """The answer to a stored question (by name), to SPARQL text, or to a Query read from a file.

        `values` are the question's parameters, as text; an IRI that something else stands for now leads to that.
        `timeout` is in seconds and needs a graph on disk. Raises
        UnknownName for a question or parameter that is not there, BadQuery for text that does not parse, TimeLimit.
        """
        from suviaz import answers

        question = _question(question)
        bound = {name: self.store.current(term) for name, term in question.bind(values).items()}
        answer = answers.ask(self.store, question.text, bound, timeout=timeout)
        return answer.only(question.columns(answer.columns, bound))

    def graph(self) -> rdflib.Graph:
        """The merged graph with registry and vocabulary, copied into an rdflib Graph; evidence is not in it."""
        import pyoxigraph as ox
        import rdflib

        triples = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in self.store.graph())
        copy = rdflib.Graph()
        copy.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
        return copy

    def ties(self, *, lang: str = "be", **part: Unpack[Part]) -> Network:
        """The network of ties in the part of the graph: nodes and links with their evidence, labelled in `lang`.

        In a notebook it shows itself: the viewer in a frame, or a picture.
        """
        from suviaz import network
        from suviaz.draw.notebook import Ties

        return Ties.of(network.ties(self.store, lang=lang, **self._meant(part)))

    def network(self, *, lang: str = "be", **part: Unpack[Part]) -> networkx.MultiDiGraph:
        """The ties as a networkx MultiDiGraph, for centrality, paths and communities; a notebook shows its picture."""
        from suviaz.draw.graph import Graph

        return Graph.of(self.ties(lang=lang, **part))

    def export(self, form: str = "turtle", *, text: bool = True, lang: str = "be", **part: Unpack[Part]) -> bytes:
        """The graph, or a part of it, in a format of RDF, or its ties as graphml, gexf or csv (edges; csv-nodes).

        `text=False` leaves the articles' full texts out of TriG and N-Quads; `lang` labels the ties. Raises UnknownName
        for a format or part that is not there.
        """
        if form in NETWORK_FORMATS:
            from suviaz import draw

            ties = self.ties(lang=lang, **part)
            if form.startswith("csv"):
                return draw.csv(ties)["nodes" if form == "csv-nodes" else "edges"].encode()
            return (draw.graphml(ties) if form == "graphml" else draw.gexf(ties)).encode()
        from suviaz import export

        return "".join(export.export(self.store, form, export.Part(**self._meant(part)), text=text)).encode()

    def draw(
        self,
        form: Literal["html", "svg", "png"] | str = "html",
        *,
        lang: str = "be",
        **part: Unpack[Part],
    ) -> bytes:
        """The ties as one offline HTML page, an SVG or a PNG. Raises UnknownName for another form."""
        from suviaz import draw

        if form not in DRAWINGS:
            raise UnknownName(f"There is no drawing '{form}'; there are {', '.join(DRAWINGS)}.")
        ties = self.ties(lang=lang, **part)
        if form == "png":
            return draw.png(ties)
        return (draw.html(ties) if form == "html" else draw.svg(ties)).encode()

    def validate(self, *, reference: bool = False) -> Report:
        """Whether the graph conforms to the shapes, and what does not; with `reference`, pySHACL judges (slow)."""
        from suviaz import validate

        return validate.validate(self.store, engine=validate.reference if reference else validate.fast)

    def explain(self, thing: str, *, lang: str = "be") -> Explanation:
        """Every fact about a thing (an IRI, a short form, an exact name), with its quotes. Raises UnknownName."""
        from suviaz import explain

        return explain.explain(self.store, explain.find(self.store, thing), lang=lang)

    def link(
        self,
        search: str | Search,
        *entities: str,
        kinds: Iterable[str] = (),
        everything: bool = False,
        lang: str = "be",
        progress: Callable[[str], None] | None = None,
    ) -> Proposals:
        """What the people, bodies, countries and places that articles speak of are elsewhere, as proposals.

        `search` is the address of a SPARQL endpoint, asked as Wikidata is, with answers kept beside the graph's folder
        (`NAME.links.sqlite`); or a `suviaz.linking.Search`. `entities` (as `explain` takes them) or `kinds` narrow it
        down; `everything` is for all that the registry has. Raises EndpointFailed, UnknownName.
        """
        from suviaz import linking

        only, some = [iri for iri in map(self._found, entities) if iri], tuple(kinds)
        return linking.propose(
            self.store, search, kinds=some, only=only, everything=everything, lang=lang, progress=progress
        )

    def articles(self) -> tuple[StoredArticle, ...]:
        """The articles in the graph, sorted by key, each with how many facts it has and what of it is in quarantine."""
        return self.store.articles()

    def named(self, name: str) -> tuple[str, ...]:
        """The IRIs of all things of that exact name, sorted. Raises UnknownName where there is none."""
        from suviaz import explain

        return explain.named(self.store, name)
