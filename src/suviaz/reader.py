"""Articles in, readings out, in the order of the sources; by several processes where that is wished."""

from __future__ import annotations

import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from time import monotonic
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, overload

from suviaz.errors import SuviazError, UnreadableArticle
from suviaz.garbage import uncollected
from suviaz.model import Article, Reading

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from suviaz.articles import Piece
    from suviaz.articles.visitor import Visitor
    from suviaz.extract.trace import Trace
    from suviaz.gazetteer import Gazetteer
    from suviaz.grammar import Grammar
    from suviaz.llm import Extractor


class _Data(Protocol):
    @property
    def data(self) -> bytes: ...


P = TypeVar("P", bound=_Data)
T = TypeVar("T")

AHEAD = 8
"""Articles a process may be ahead of the one whose turn it is: what waits to be stored stays small."""
_BUNDLE = 16
"""Articles that go to a process at once."""
_MOMENT = 0.05
"""Seconds in which they have to come."""
_LONG = 64 * 1024
"""Bytes of an article that goes alone, and on average of all that are under way."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one article says, and what its reader wants a person to know; `trace` where it was asked for.

    `digest` is a hash of the bytes it was read from.
    """

    source: str
    reading: Reading
    warnings: tuple[str, ...] = ()
    trace: Trace | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that could not be read, and the sentence that says why."""

    source: str
    reason: str


class Reader:
    """Reads articles in every language there is a file for; a language is made ready when its first article comes.

    With `why`, `read_all` asks it for traces; with `extractor`, a language model for what it says of each article.
    """

    def __init__(self, *, why: bool = False, extractor: Extractor | None = None) -> None:
        from suviaz import rdf

        self.why, self.extractor = why, extractor
        self.entities = rdf.read_registry()
        self._ready: dict[str, tuple[Grammar, Gazetteer]] = {}

    def read(self, article: Article) -> Reading:
        from suviaz import extract

        grammar, gazetteer = self._language(article.lang)
        return extract.extract(article, grammar, gazetteer)

    def read_by_all(self, article: Article) -> tuple[Reading, tuple[str, ...]]:
        """What the grammar and the model say, and a sentence about what of the model's was left out.

        Raises UnreadableArticle where the model does not answer, ModelFailed where it never will.
        """
        if self.extractor is None:
            return self.read(article), ()
        from suviaz import llm

        _, gazetteer = self._language(article.lang)
        taken = llm.read(article, self.extractor, self.entities, gazetteer.find)
        reading = taken.reading
        if not self.extractor.alone:
            reading = llm.beside(self.read(article), reading, llm.vocabulary())
        counted = ", ".join(f"{reason} {number}" for reason, number in taken.dropped.items())
        return reading, (f"Left out of what {self.extractor.model} says: {counted}.",) if counted else ()

    def trace(self, article: Article) -> Trace:
        """The same, with what became of each sentence and why."""
        from suviaz import extract

        grammar, gazetteer = self._language(article.lang)
        return extract.trace(article, grammar, gazetteer)

    def date(self, line: str, lang: str) -> str | None:
        """The one ISO day, with its year, that a short line names in the words of a language."""
        from suviaz import dates, grammar

        days = {found.when.start for found in dates.find_times(line, grammar.load(lang).calendar, None)
                if found.when and found.when.exact and found.when.start == found.when.end}  # fmt: skip
        known = [day for day in days if day and len(day) == 10 and not day.startswith("-")]
        return known[0] if len(known) == 1 else None

    def _language(self, lang: str) -> tuple[Grammar, Gazetteer]:
        if lang not in self._ready:
            from suviaz import gazetteer, grammar

            with uncollected():
                rules = grammar.load(lang)
                entities = gazetteer.named(self.entities, rules.registry, lang)
                self._ready[lang] = rules, gazetteer.Gazetteer(entities, rules.paradigms, lang)
        return self._ready[lang]


def read_all(
    sources: Iterable[str],
    reader: Reader,
    *,
    lang: str | None = None,
    jobs: int = 1,
    visitor: Visitor | None = None,
    on_skip: Callable[[str, str], None] | None = None,
) -> Iterator[Read | Skipped]:
    """Each article of the sources as it is read, in their order. `jobs` above 1 starts that many processes.

    `visitor` asks what is an address, or is on one; None is one that keeps nothing. `on_skip(source, reason)` hears of
    what is no article. What waits to be stored is bounded: reading stops where storing falls behind. Raises
    UnreadableArticle for a malformed `lang`, SuviazError where a reading process dies.
    """
    found = pieces(sources, lang=lang, visitor=visitor, on_skip=on_skip)
    if jobs < 2:
        return (read_piece(one, reader, lang) for one in found)
    return by_processes(found, partial(_read, lang=lang, extractor=reader.extractor), jobs)


def pieces(
    sources: Iterable[str],
    *,
    lang: str | None = None,
    visitor: Visitor | None = None,
    on_skip: Callable[[str, str], None] | None = None,
) -> Iterator[Piece]:
    """The articles of the sources before they are read; the parameters are those of `read_all`."""
    from suviaz import articles
    from suviaz.articles.draft import checked_language
    from suviaz.articles.visitor import Visitor

    if lang is not None:
        checked_language(lang, "The language")
    visitor = visitor or Visitor()
    for source in sources:
        yield from articles.pieces(source, on_skip=on_skip, visitor=visitor)


def read_piece(piece: Piece, reader: Reader, lang: str | None) -> Read | Skipped:
    """What one article says."""
    from suviaz import articles, grammar

    found = articles.finished(piece, known=grammar.spellings(), lang=lang, find_date=reader.date)
    if isinstance(found, articles.Failure):
        return Skipped(found.source, str(found.error))
    trace = reader.trace(found.article) if reader.why else None
    try:
        reading, more = (trace.reading, ()) if trace else reader.read_by_all(found.article)
    except UnreadableArticle as error:
        return Skipped(found.source, f"{found.source}: {error}")
    return Read(found.source, reading, found.warnings + more, trace, piece.digest)


@overload
def by_processes(found: Iterable[P], work: Callable[[P], T], jobs: int, *, ahead: int = ...) -> Iterator[T]: ...
@overload
def by_processes(
    found: Iterable[P], work: Callable[[P], T], jobs: int, *, ahead: int = ..., known: Callable[[P], bool]
) -> Iterator[P | T]: ...
def by_processes(
    found: Iterable[P],
    work: Callable[[P], T],
    jobs: int,
    *,
    ahead: int = 0,
    known: Callable[[P], bool] | None = None,
) -> Iterator[P | T]:
    """What `work` makes of each article, in their order; by `jobs` processes, if more than one: then it has to be a
    function of a module. One that is `known` costs no work, and comes as it is.

    So many articles may be `ahead` of the one whose turn it is, if they are not too long: whoever stores many at once
    is away for as long as the processes need to make ready as many again. Raises SuviazError where a process dies.
    """
    if jobs < 2:
        yield from (one if known and known(one) else work(one) for one in found)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # New processes, not copies of this one: the store's own threads would not be copied with it.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=begin) as pool:
        line: _Line[P, T] = _Line(pool, work, max(ahead, AHEAD * jobs))
        try:
            for one in found:
                line.add(one, known=known is not None and known(one))
                yield from line.due()
            yield from line.rest()
        except BrokenProcessPool as error:
            raise SuviazError("A reading process was stopped, perhaps for want of memory: load again.") from error
        finally:
            line.leave()


class _Line(Generic[P, T]):
    """Articles on their way through the processes of a pool, in bundles: handing over may cost more than reading."""

    def __init__(self, pool: ProcessPoolExecutor, work: Callable[[P], T], ahead: int) -> None:
        self._pool, self._work, self._ahead = pool, work, ahead
        self._many = max(1, min(_BUNDLE, ahead // (4 * AHEAD)))
        self._bundle: list[P] = []
        self._since = 0.0
        self._waiting: deque[tuple[tuple[P, ...], Future[bytes] | None]] = deque()
        self._articles = self._bytes = 0

    def add(self, one: P, *, known: bool) -> None:
        if known:
            self._send()
            self._waiting.append(((one,), None))
            return
        self._since = self._since if self._bundle else monotonic()
        self._bundle.append(one)
        self._articles, self._bytes = self._articles + 1, self._bytes + len(one.data)
        # Where articles come slowly, none waits for a bundle to be full.
        if len(self._bundle) >= self._many or len(one.data) > _LONG or monotonic() - self._since > _MOMENT:
            self._send()

    def due(self) -> Iterator[P | T]:
        """What waits for nobody, and what is first in a line that is too long."""
        while self._waiting and (
            self._waiting[0][1] is None or self._articles > self._ahead or self._bytes > _LONG * self._ahead
        ):
            yield from self._first()

    def rest(self) -> Iterator[P | T]:
        self._send()
        while self._waiting:
            yield from self._first()

    def leave(self) -> None:
        for _, future in self._waiting:
            if future is not None:
                future.cancel()

    def _send(self) -> None:
        if self._bundle:
            bundle, self._bundle = tuple(self._bundle), []
            self._waiting.append((bundle, self._pool.submit(_each, self._work, bundle)))

    def _first(self) -> Iterator[P | T]:
        bundle, future = self._waiting.popleft()
        if future is None:
            yield from bundle
            return
        self._articles -= len(bundle)
        self._bytes -= sum(len(one.data) for one in bundle)
        made: list[T] = pickle.loads(future.result())  # from our own process
        yield from made


def _each(work: Callable[[P], T], bundle: tuple[P, ...]) -> bytes:
    """What comes of each, packed: what waits for its turn is small so, and unpacked by whoever takes it."""
    return pickle.dumps([work(one) for one in bundle], pickle.HIGHEST_PROTOCOL)


def begin() -> None:
    """For a reading process: an interrupt from the keyboard is for the process that started it, and ends these."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read(piece: Piece, lang: str | None, extractor: Extractor | None) -> Read | Skipped:
    return read_piece(piece, own_reader(extractor), lang)


@lru_cache(maxsize=2)
def own_reader(extractor: Extractor | None) -> Reader:
    """The one reader of a process, or the one that asks this model."""
    return Reader(extractor=extractor)
