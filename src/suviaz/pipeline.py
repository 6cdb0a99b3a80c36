"""Sources in, graph out: read, extract, resolve, write as RDF, validate, store. What fails is listed.

The first four may happen elsewhere: `ingested` takes their results from shards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache, partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from suviaz.errors import UnreadableArticle
from suviaz.model import Article, Referent
from suviaz.reader import Read, Skipped

if TYPE_CHECKING:
    from suviaz.articles import Piece
    from suviaz.articles.visitor import Visitor
    from suviaz.journal import Done, Journal
    from suviaz.llm import Extractor
    from suviaz.rdf import ArticleGraphs, shard
    from suviaz.reader import Reader
    from suviaz.resolve import KnownEntities
    from suviaz.store import Store
    from suviaz.validate import Validator

TOGETHER = 1024
"""Articles that a load writes in one transaction, at most: the more, the less each costs."""
_SOONEST, _LATEST, _PART = 2.0, 10.0, 0.1
"""A load writes what it has when that took a tenth of its time so far, but not before two seconds have passed and not
after ten: progress is told of what is stored, sources may be slow, and what is lost where a process dies is little
beside what it did.
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article that is in the graph now.

    `change` is added, changed or unchanged. `undecided` are names for which the registry has several things and the
    article does not tell which; `unknown` are names of organisations and places that it has nothing for: both stay
    their own things. `rejected` are reasons why something read is not in the graph: it has no passage in the text.
    `quarantined` are nodes that violate a shape, kept apart, each with the first message about it.
    """

    source: str
    key: str
    title: str
    change: str
    facts: int
    undecided: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    quarantined: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


Step = Loaded | Skipped


@dataclass(frozen=True)
class Outcome:
    """What a load did, article by article, in the order of reading."""

    steps: tuple[Step, ...] = field(default=())

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        return tuple(step for step in self.steps if isinstance(step, Loaded))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(step for step in self.steps if isinstance(step, Skipped))

    @property
    def changes(self) -> Counter[str]:
        """How many articles were added, changed or unchanged."""
        return Counter(step.change for step in self.loaded)

    @property
    def facts(self) -> int:
        return sum(step.facts for step in self.loaded)

    @property
    def conforms(self) -> bool:
        """Whether nothing had to be quarantined."""
        return not any(step.quarantined for step in self.loaded)

    @classmethod
    def of(cls, steps: Iterable[Step], progress: Callable[[Step], None] | None = None) -> Outcome:
        """Of the steps of a load, gone through; `progress` hears of each once it is done."""
        taken = []
        for step in steps:
            taken.append(step)
            if progress:
                progress(step)
        return cls(tuple(taken))


def count(sources: Iterable[str], *, quads: bool = False) -> int | None:
    """How many articles the sources (`quads`: the shards) may hold, for a progress bar; None where nobody knows."""
    from suviaz.articles import counting
    from suviaz.rdf import shard

    if quads:
        return shard.count(sources)
    return counting.count(sources)


def read(
    sources: Iterable[str],
    *,
    lang: str | None = None,
    jobs: int = 1,
    why: bool = False,
    visitor: Visitor | None = None,
    extractor: Extractor | None = None,
) -> Iterator[Read | Skipped]:
    """What each article says, without storing anything; by `jobs` processes at once, in the same order.

    With `why`, also what became of each of its sentences: then one process reads, by the grammar alone. `extractor` is
    a language model to be asked, too.
    """
    from suviaz.reader import Reader, read_all

    reader = Reader(why=why, extractor=extractor)
    return read_all(sources, reader, lang=lang, jobs=1 if why else jobs, visitor=visitor)


def stepwise(
    sources: Iterable[str],
    store: Store,
    *,
    lang: str | None = None,
    jobs: int = 1,
    visitor: Visitor | None = None,
    on_skip: Callable[[str, str], None] | None = None,
    together: int = 1,
    extractor: Extractor | None = None,
) -> Iterator[Step]:
    """Read the sources into the store, and tell what happened to each: what has been yielded is stored.

    Up to `together` articles are one transaction, which costs less: each is there whole, or not at all. `lang` is for
    articles that do not name their language. `jobs` processes read and validate, this one stores, in the order of the
    sources: the graph depends neither on their number nor on what is written together. What the journal beside the
    store's folder says was loaded from the same bytes, by the same extractors, is not read again. `visitor` asks what
    is on an address; `on_skip(source, reason)` hears of files that are no articles; `extractor` is a language model to
    be asked, too. Raises BrokenResource where a language file, the registry or the ontology is damaged.
    """
    from suviaz.journal import Journal
    from suviaz.reader import own_reader, pieces

    own_reader(extractor)  # what is damaged of the registry is told before anything is read
    work = partial(_finished, lang=lang, extractor=extractor)
    asked = f"{extractor.model} {extractor.alone}" if extractor else ""
    with Journal(store.path, lang=lang, extractor=asked) as journal:
        found = pieces(sources, lang=lang, visitor=visitor, on_skip=on_skip)
        yield from _Keeping(store, journal, together).kept(found, work, jobs)


def ingested(sources: Iterable[str], store: Store, *, jobs: int = 1, together: int = 1) -> Iterator[Step]:
    """As `stepwise`, from shards (`suviaz.rdf.shard`) or folders of them: what articles say was read before, elsewhere.

    Who is who, rules and shapes are as with articles read here: so is the graph. Of an article that is in several
    shards, the last counts. What is wrong with a shard, or with an article in it, is a Skipped with file and line.
    """
    from suviaz.journal import Journal
    from suviaz.rdf import shard

    with Journal(store.path) as journal:
        found = (block for source in sources for block in shard.blocks(source))
        yield from _Keeping(store, journal, together).kept(found, _taken, jobs)


def written(found: Read, entities: KnownEntities) -> tuple[ArticleGraphs, Loaded, str]:
    """What an article says, as quads that depend on nothing but it and the registry; what is to be told of it; and the
    SHA-256 of its text.
    """
    from suviaz import rdf
    from suviaz.resolve import resolve

    reading = found.reading
    links = resolve(reading, entities)
    graphs = rdf.article_graphs(reading, links, entities)
    open_ = [referent for referent in reading.referents if referent.id not in links]
    told = Loaded(
        source=found.source,
        key=graphs.key,
        title=reading.article.title or graphs.key,
        change="unchanged",
        facts=len(reading.facts),
        undecided=_names(referent for referent in open_ if len(referent.candidates) > 1),
        unknown=_names(r for r in open_ if len(r.candidates) <= 1 and r.kind not in ("Person", "Group")),
        rejected=tuple(reason for _, reason in graphs.rejected),
        warnings=found.warnings,
    )
    return graphs, told, reading.article.sha256


@dataclass(frozen=True)
class _Ready:
    """An article that can be stored, what is to be told of it then, and hashes of its text and of its bytes."""

    graphs: ArticleGraphs
    told: Loaded
    text: str
    digest: str


def _finished(piece: Piece, lang: str | None, extractor: Extractor | None) -> _Ready | Skipped:
    """All that can be done with an article without knowing of others, in whichever process."""
    from suviaz.reader import own_reader, read_piece

    found = read_piece(piece, own_reader(extractor), lang)
    if isinstance(found, Skipped):
        return found
    return _admitted(_Ready(*written(found, known_entities(extractor)), found.digest))


def _taken(block: shard.Block) -> _Ready | Skipped:
    """The same with an article of a shard."""
    from suviaz.rdf import shard

    try:
        graphs, text, reasons = shard.graphs_of(block)
    except UnreadableArticle as error:
        return Skipped(block.where, str(error))
    told = _told(block, graphs)
    return _admitted(_Ready(graphs, replace(told, rejected=told.rejected + reasons), text, block.digest))


def known_entities(extractor: Extractor | None = None) -> KnownEntities:
    """The registry as resolving takes it, made once a process."""
    from suviaz.reader import own_reader

    return _known_to(own_reader(extractor))


@lru_cache(maxsize=1)
def _known_to(reader: Reader) -> KnownEntities:
    from suviaz.resolve import KnownEntities

    return KnownEntities(reader.entities)


@lru_cache
def _validator() -> Validator:
    from suviaz.validate import Validator

    return Validator()


def _admitted(one: _Ready) -> _Ready:
    admitted = _validator().admit(one.graphs)
    failing = {result.focus: result.message for result in reversed(admitted.report.violations)}
    return replace(one, graphs=admitted.graphs, told=replace(one.told, quarantined=tuple(sorted(failing.items()))))


class _Keeping:
    """Puts articles into the store, several in one transaction, and notes them in the journal."""

    def __init__(self, store: Store, journal: Journal, together: int) -> None:
        self._store, self._journal, self._together = store, journal, together

    def kept(self, found: Iterable[Any], work: Callable[[Any], _Ready | Skipped], jobs: int = 1) -> Iterator[Step]:
        """Store what `work` makes of all that is found (it has a `where` and a `digest`) and is not known from before.

        What was known when it was found is worked at after all where another source put a different text in its place.
        """
        from suviaz.reader import by_processes

        waiting: list[_Ready | Step] = []
        begun = since = monotonic()
        ahead = self._together  # while as many are written, the others read
        for one in by_processes(found, work, jobs, ahead=ahead, known=lambda one: self._before(one) is not None):
            if isinstance(one, _Ready | Skipped):
                waiting.append(one)
            elif (done := self._before(one)) and all(
                other.told.key != done.key for other in waiting if isinstance(other, _Ready)
            ):
                waiting.append(_again(one.where, done))
            else:
                waiting.append(work(one))
            some = any(isinstance(one, _Ready) for one in waiting)
            if not some or len(waiting) >= self._together or monotonic() - since > _patience(since - begun):
                yield from self._stored(waiting)
                waiting, since = [], monotonic()
        yield from self._stored(waiting)

    def _before(self, found: Any) -> Done | None:
        """What was loaded from these bytes, if the store has that text."""
        if isinstance(found, _Ready | Skipped):
            return None
        done = self._journal.find(found.where, found.digest)
        return done if done and self._store.has_text(done.key, done.text) else None

    def _stored(self, waiting: list[_Ready | Step]) -> Iterator[Step]:
        """Store what is ready, in one transaction, and tell of each in its order."""
        ready = [one for one in waiting if isinstance(one, _Ready)]
        changes = iter(self._store.put_all([one.graphs for one in ready]) if ready else ())
        for new in ready:
            self._journal.note(new.told.source, new.digest, _done(new.told, new.text))
        for one in waiting:
            yield replace(one.told, change=next(changes).kind) if isinstance(one, _Ready) else one


def _patience(running: float) -> float:
    """Seconds until the next writing, of a load that has been running for so many."""
    return min(_LATEST, max(_SOONEST, _PART * running))


def reread(articles: Iterable[Article], store: Store) -> Iterator[Step]:
    """Read articles whose texts are at hand into the store. One that cannot be read is skipped, and its text kept."""
    from suviaz.journal import Journal
    from suviaz.reader import own_reader

    def ready(article: Article) -> _Ready | Skipped:
        where = article.url or article.key
        try:
            found = Read(where, own_reader(None).read(article))
        except UnreadableArticle as error:
            store.texts.keep([article])
            return Skipped(where, str(error))
        return _admitted(_Ready(*written(found, known_entities()), digest=""))

    yield from _Keeping(store, Journal(None), TOGETHER).kept(map(ready, articles), lambda one: one)


def _done(told: Loaded, text: str) -> Done:
    from suviaz.journal import Done

    said = asdict(told)
    return Done(said.pop("key"), text, {name: said[name] for name in said if name not in ("source", "change")})


def _again(source: str, done: Done) -> Loaded:
    """The step of an article that needed no reading, as it was told when it was read."""
    said: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in done.step.items()}
    said["quarantined"] = tuple((node, reason) for node, reason in said["quarantined"])
    return Loaded(source=source, key=done.key, change="unchanged", **said)


def complaints(step: Step) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What of a source was not taken in: the kind of complaint, the source, and what else there is to say."""
    if isinstance(step, Skipped):
        yield "skipped", step.source, {"reason": step.reason}
        return
    for reason in step.warnings:
        yield "warning", step.source, {"article": step.key, "reason": reason}
    for reason in step.rejected:
        yield "left out", step.source, {"article": step.key, "reason": reason}
    for node, reason in step.quarantined:
        yield "quarantined", step.source, {"article": step.key, "node": node, "reason": reason}


def told_of(told: Loaded) -> dict[str, Any]:
    """What a shard says of an article to people: all but what only its place in a graph tells."""
    return {name: v for name, v in asdict(told).items() if name not in ("key", "change", "quarantined")}


def _told(block: shard.Block, graphs: ArticleGraphs) -> Loaded:
    """The reverse: whatever wrote the shard, of anything that is not as it should be nothing is told."""

    def lines(name: str) -> tuple[str, ...]:
        said = block.about.get(name)
        return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()

    title, facts = block.about.get("title"), block.about.get("facts")
    return Loaded(
        source=block.where,
        key=graphs.key,
        title=title if isinstance(title, str) else graphs.key,
        change="unchanged",
        facts=facts if isinstance(facts, int) else len({quad.subject for quad in graphs.facts}),
        undecided=lines("undecided"),
        unknown=lines("unknown"),
        rejected=lines("rejected"),
        warnings=lines("warnings"),
    )


def _names(referents: Iterable[Referent]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(referent.names[0] for referent in referents if referent.names))
