"""Sources in, graph out: read, extract, resolve, write as RDF, validate, store. What fails is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from suviaz.model import Article, Reading, Referent

if TYPE_CHECKING:
    from suviaz.gazetteer import Gazetteer
    from suviaz.grammar import Grammar
    from suviaz.model import Entity
    from suviaz.resolve import KnownEntities
    from suviaz.store import Store
    from suviaz.validate import Validator


@dataclass(frozen=True, slots=True)
class Read:
    """What one article says, and what its reader wants a person to know."""

    source: str
    reading: Reading
    warnings: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that could not be read, and the sentence that says why."""

    source: str
    reason: str


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


class Reader:
    """Reads articles in every language there is a file for; a language is made ready when its first article comes."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = entities
        self._ready: dict[str, tuple[Grammar, Gazetteer]] = {}

    def read(self, article: Article) -> Reading:
        from suviaz import extract

        grammar, gazetteer = self._language(article.lang)
        return extract.extract(article, grammar, gazetteer)

    def date(self, line: str, lang: str) -> str | None:
        """The one ISO day, with its year, that a short line names in the words of a language."""
        from suviaz import dates

        grammar, _ = self._language(lang)
        days = {found.when.start for found in dates.find_times(line, grammar.calendar, None)
                if found.when and found.when.exact and found.when.start == found.when.end}  # fmt: skip
        known = [day for day in days if day and len(day) == 10 and not day.startswith("-")]
        return known[0] if len(known) == 1 else None

    def _language(self, lang: str) -> tuple[Grammar, Gazetteer]:
        if lang not in self._ready:
            from suviaz import gazetteer, grammar

            rules = grammar.load(lang)
            self._ready[lang] = rules, gazetteer.Gazetteer(self._entities, rules.paradigms, lang)
        return self._ready[lang]


def count(sources: Iterable[str]) -> int:
    """How many articles the sources may hold, for a progress bar: files in folders are counted, not opened."""
    from suviaz.articles.folder import is_folder, walk

    return sum(sum(1 for _ in walk(source)) if is_folder(source) else 1 for source in sources)


def read(sources: Iterable[str], *, lang: str | None = None) -> Iterator[Read | Skipped]:
    """What each article says, without storing anything."""
    from suviaz import rdf

    yield from _read(sources, Reader(rdf.read_registry()), lang)


def _read(sources: Iterable[str], reader: Reader, lang: str | None) -> Iterator[Read | Skipped]:
    from suviaz import articles, grammar

    known = grammar.languages()
    for source in sources:
        for found in articles.read(source, known=known, lang=lang, find_date=reader.date):
            if isinstance(found, articles.Failure):
                yield Skipped(found.source, str(found.error))
            else:
                yield Read(found.source, reader.read(found.article), found.warnings)


def load(
    sources: Iterable[str],
    store: Store,
    *,
    lang: str | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Outcome:
    """Read the sources into the store, one transaction an article, and tell what happened to each.

    `lang` is for articles that do not name their language. `progress` hears of each step as it is done. Raises
    BrokenResource where a language file, the registry or the ontology is damaged: then nothing can be read.
    """
    steps = []
    for step in stepwise(sources, store, lang=lang):
        steps.append(step)
        if progress:
            progress(step)
    return Outcome(tuple(steps))


def stepwise(sources: Iterable[str], store: Store, *, lang: str | None = None) -> Iterator[Step]:
    """As `load`, step by step: what has been yielded is stored."""
    from suviaz import rdf
    from suviaz.resolve import KnownEntities
    from suviaz.validate import Validator

    entities = rdf.read_registry()
    known, validator = KnownEntities(entities), Validator()
    for found in _read(sources, Reader(entities), lang):
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
