"""Sources in, graph out: read, extract, resolve, write as RDF, validate, store. What fails is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from suviaz.model import Referent
from suviaz.reader import Known, Read, Skipped

if TYPE_CHECKING:
    from suviaz.articles.visitor import Visitor
    from suviaz.journal import Done, Journal
    from suviaz.rdf import ArticleGraphs
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


def count(sources: Iterable[str]) -> int | None:
    """How many articles the sources may hold, for a progress bar; None where that is not known beforehand."""
    from suviaz.articles import counting

    return counting.count(sources)


def read(
    sources: Iterable[str],
    *,
    lang: str | None = None,
    jobs: int = 1,
    why: bool = False,
    visitor: Visitor | None = None,
) -> Iterator[Read | Skipped]:
    """What each article says, without storing anything; by `jobs` processes at once, in the same order.

    With `why`, also what became of each of its sentences: then one process reads.
    """
    from suviaz.reader import Reader, read_all

    for found in read_all(sources, Reader(why=why), lang=lang, jobs=1 if why else jobs, visitor=visitor):
        if not isinstance(found, Known):  # nothing is stored, so nothing is known
            yield found


def load(
    sources: Iterable[str],
    store: Store,
    *,
    lang: str | None = None,
    jobs: int = 1,
    visitor: Visitor | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Outcome:
    """Read the sources into the store, and tell what happened to each.

    Several articles are written in one transaction, which costs less: each is there whole, or not at all. `lang` is for
    articles that do not name their language. `jobs` processes read, this one stores, in the order of the sources: the
    graph depends neither on their number nor on what is written together. `visitor` asks what is on an address.
    `progress` hears of each step once it is done. Raises BrokenResource where a language file, the registry or the
    ontology is damaged: then nothing can be read.
    """
    steps = []
    for step in stepwise(sources, store, lang=lang, jobs=jobs, visitor=visitor, together=TOGETHER):
        steps.append(step)
        if progress:
            progress(step)
    return Outcome(tuple(steps))


def stepwise(
    sources: Iterable[str],
    store: Store,
    *,
    lang: str | None = None,
    jobs: int = 1,
    visitor: Visitor | None = None,
    on_skip: Callable[[str, str], None] | None = None,
    together: int = 1,
) -> Iterator[Step]:
    """As `load`, step by step: what has been yielded is stored, and of many articles few are in memory.

    Up to `together` articles are one transaction. What the journal beside the store's folder says was loaded from the
    same bytes is not read again. `on_skip(source, reason)` hears of files that are no articles.
    """
    from suviaz.journal import Journal
    from suviaz.reader import Reader, read_all, read_piece
    from suviaz.resolve import KnownEntities
    from suviaz.validate import Validator

    reader = Reader()
    entities, validator = KnownEntities(reader.entities), Validator()
    waiting: list[_Ready | Step] = []
    begun = since = monotonic()
    with Journal(store.path, lang=lang) as journal:

        def before(source: str, digest: str) -> Done | None:
            found = journal.find(source, digest)
            return found if found and store.has_text(found.key, found.text) else None

        def known(source: str, digest: str) -> bool:
            return before(source, digest) is not None

        every = read_all(sources, reader, lang=lang, jobs=jobs, visitor=visitor, known=known, on_skip=on_skip)
        for found in every:
            if isinstance(found, Known):
                done = before(found.source, found.piece.digest)
                if done and all(one.told.key != done.key for one in waiting if isinstance(one, _Ready)):
                    waiting.append(_again(found.source, done))
                else:
                    # Another source puts, or is about to put, a different text in its place.
                    found = read_piece(found.piece, reader, lang)
            if isinstance(found, Skipped):
                waiting.append(found)
            elif isinstance(found, Read):
                waiting.append(_ready(found, entities=entities, validator=validator))
            ready = any(isinstance(one, _Ready) for one in waiting)
            if not ready or len(waiting) >= together or monotonic() - since > _patience(since - begun):
                yield from _stored(waiting, store, journal)
                waiting, since = [], monotonic()
        yield from _stored(waiting, store, journal)


def _patience(running: float) -> float:
    """Seconds until the next writing, of a load that has been running for so many."""
    return min(_LATEST, max(_SOONEST, _PART * running))


def _done(told: Loaded, text: str) -> Done:
    from suviaz.journal import Done

    said = asdict(told)
    return Done(said.pop("key"), text, {name: said[name] for name in said if name not in ("source", "change")})


def _again(source: str, done: Done) -> Loaded:
    """The step of an article that needed no reading, as it was told when it was read."""
    said: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in done.step.items()}
    said["quarantined"] = tuple((node, reason) for node, reason in said["quarantined"])
    return Loaded(source=source, key=done.key, change="unchanged", **said)


@dataclass(frozen=True)
class _Ready:
    """An article that can be stored, what is to be told of it then, and hashes of its bytes and its text."""

    graphs: ArticleGraphs
    told: Loaded
    digest: str
    text: str


def _ready(found: Read, *, entities: KnownEntities, validator: Validator) -> _Ready:
    from suviaz import rdf
    from suviaz.resolve import resolve

    reading = found.reading
    links = resolve(reading, entities)
    written = rdf.article_graphs(reading, links, entities)
    admitted = validator.admit(written)
    failing = {result.focus: result.message for result in reversed(admitted.report.violations)}
    open_ = [referent for referent in reading.referents if referent.id not in links]
    told = Loaded(
        source=found.source,
        key=reading.article.key,
        title=reading.article.title or reading.article.key,
        change="unchanged",
        facts=len(reading.facts),
        undecided=_names(referent for referent in open_ if len(referent.candidates) > 1),
        unknown=_names(r for r in open_ if len(r.candidates) <= 1 and r.kind not in ("Person", "Group")),
        rejected=tuple(reason for _, reason in written.rejected),
        quarantined=tuple(sorted(failing.items())),
        warnings=found.warnings,
    )
    return _Ready(admitted.graphs, told, found.digest, reading.article.sha256)


def _stored(waiting: list[_Ready | Step], store: Store, journal: Journal) -> Iterator[Step]:
    """Store what is ready, in one transaction, and tell of each in its order."""
    ready = [one for one in waiting if isinstance(one, _Ready)]
    changes = iter(store.put_all([one.graphs for one in ready]) if ready else ())
    for new in ready:
        journal.note(new.told.source, new.digest, _done(new.told, new.text))
    for one in waiting:
        yield replace(one.told, change=next(changes).kind) if isinstance(one, _Ready) else one


def _names(referents: Iterable[Referent]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(referent.names[0] for referent in referents if referent.names))
