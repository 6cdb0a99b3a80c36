"""Sources in, graph out: read, extract, resolve, write as RDF, validate, store. What fails is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from suviaz.model import Referent
from suviaz.reader import Read, Skipped

if TYPE_CHECKING:
    from suviaz.articles.visitor import Visitor
    from suviaz.resolve import KnownEntities
    from suviaz.store import Store
    from suviaz.validate import Validator


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
    """Read the sources into the store, one transaction an article, and tell what happened to each.

    `lang` is for articles that do not name their language. `jobs` processes read, this one stores, in the order of the
    sources: the graph does not depend on their number. `visitor` asks what is on an address. `progress` hears of each
    step as it is done. Raises BrokenResource where a language file, the registry or the ontology is damaged: then
    nothing can be read.
    """
    steps = []
    for step in stepwise(sources, store, lang=lang, jobs=jobs, visitor=visitor):
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
) -> Iterator[Step]:
    """As `load`, step by step: what has been yielded is stored."""
    from suviaz.reader import Reader, read_all
    from suviaz.resolve import KnownEntities
    from suviaz.validate import Validator

    reader = Reader()
    known, validator = KnownEntities(reader.entities), Validator()
    for found in read_all(sources, reader, lang=lang, jobs=jobs, visitor=visitor):
        if isinstance(found, Skipped):
            yield found
        else:
            yield _store(found, store, known=known, validator=validator)


def _store(found: Read, store: Store, *, known: KnownEntities, validator: Validator) -> Loaded:
    from suviaz import rdf
    from suviaz.resolve import resolve

    reading = found.reading
    links = resolve(reading, known)
    written = rdf.article_graphs(reading, links, known)
    admitted = validator.admit(written)
    change = store.put(admitted.graphs)
    failing = {result.focus: result.message for result in reversed(admitted.report.violations)}
    open_ = [referent for referent in reading.referents if referent.id not in links]
    return Loaded(
        source=found.source,
        key=reading.article.key,
        title=reading.article.title or reading.article.key,
        change=change.kind,
        facts=len(reading.facts),
        undecided=_names(referent for referent in open_ if len(referent.candidates) > 1),
        unknown=_names(r for r in open_ if len(r.candidates) <= 1 and r.kind not in ("Person", "Group")),
        rejected=tuple(reason for _, reason in written.rejected),
        quarantined=tuple(sorted(failing.items())),
        warnings=found.warnings,
    )


def _names(referents: Iterable[Referent]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(referent.names[0] for referent in referents if referent.names))
