"""Sources in, graph out: read, extract, resolve, write as RDF, validate, store. What fails is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING

from suviaz.model import Referent
from suviaz.reader import Read, Skipped

if TYPE_CHECKING:
    from suviaz.articles.visitor import Visitor
    from suviaz.rdf import ArticleGraphs
    from suviaz.resolve import KnownEntities
    from suviaz.store import Store
    from suviaz.validate import Validator

TOGETHER = 64
"""Articles that a load writes in one transaction, at most."""
_LONGEST = 2.0
"""Seconds after which a load writes what it has: progress is told of what is stored, and sources may be slow."""


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


def count(sources: Iterable[str]) -> int:
    """How many articles the sources may hold, for a progress bar: files in folders are counted, not opened."""
    from suviaz.articles.folder import is_folder, walk

    return sum(sum(1 for _ in walk(source)) if is_folder(source) else 1 for source in sources)


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

    yield from read_all(sources, Reader(why=why), lang=lang, jobs=1 if why else jobs, visitor=visitor)


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
    graph depends neither on their number nor on what is written together. `progress` hears of each step once it is
    done. Raises BrokenResource where a language file, the registry or the ontology is damaged: then nothing can be
    read.
    """
    steps = []
    for step in stepwise(sources, store, lang=lang, jobs=jobs, together=TOGETHER):
        steps.append(step)
        if progress:
            progress(step)
    return Outcome(tuple(steps))


def stepwise(
    sources: Iterable[str], store: Store, *, lang: str | None = None, jobs: int = 1, together: int = 1
) -> Iterator[Step]:
    """As `load`, step by step: what has been yielded is stored. Up to `together` articles are one transaction."""
    from suviaz.reader import Reader, read_all
    from suviaz.resolve import KnownEntities
    from suviaz.validate import Validator

    reader = Reader()
    known, validator = KnownEntities(reader.entities), Validator()
    waiting: list[_Ready | Skipped] = []
    since = monotonic()
    for found in read_all(sources, reader, lang=lang, jobs=jobs):
        waiting.append(found if isinstance(found, Skipped) else _ready(found, known=known, validator=validator))
        if len(waiting) >= together or monotonic() - since > _LONGEST:
            yield from _stored(waiting, store)
            waiting, since = [], monotonic()
    yield from _stored(waiting, store)


@dataclass(frozen=True)
class _Ready:
    """An article that can be stored, and what is to be told of it then."""

    graphs: ArticleGraphs
    told: Loaded


def _ready(found: Read, *, known: KnownEntities, validator: Validator) -> _Ready:
    from suviaz import rdf
    from suviaz.resolve import resolve

    reading = found.reading
    links = resolve(reading, known)
    written = rdf.article_graphs(reading, links, known)
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
    return _Ready(admitted.graphs, told)


def _stored(waiting: list[_Ready | Skipped], store: Store) -> Iterator[Step]:
    """Store what is ready, in one transaction, and tell of each in its order."""
    changes = iter(store.put_all([one.graphs for one in waiting if isinstance(one, _Ready)]))
    for one in waiting:
        yield one if isinstance(one, Skipped) else replace(one.told, change=next(changes).kind)


def _names(referents: Iterable[Referent]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(referent.names[0] for referent in referents if referent.names))
