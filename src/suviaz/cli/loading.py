"""The verb that fills the graph, and what it tells: as it goes, at the end, and in a report for later."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, Any

import click

from suviaz.cli import options
from suviaz.cli.screen import Screen, write

if TYPE_CHECKING:
    from suviaz.pipeline import Loaded, Step

_MOST = 200


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@options.store
@click.option("--lang", metavar="CODE", help="The language of the articles, where it is not to be told from the text.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that read at once.")
@click.option("--quads", is_flag=True, help="The sources are what `suviaz read --shards` wrote: files or their folder.")
@click.option("--json", "as_json", is_flag=True, help="Print what happened to each article as JSON.")
@click.option("--report", metavar="FILE", help="Write what was skipped or set aside, and why, as JSON Lines.")
@options.extractor
@options.asking(cache="Keep what addresses answer here; else SUVIAZ_CACHE, else beside the graph's folder.")
@options.quiet
def load(
    sources: tuple[str, ...],
    *,
    store: str,
    lang: str | None,
    jobs: int,
    quads: bool,
    as_json: bool,
    report: str | None,
    quiet: bool,
    **asking: Any,
) -> int:
    """Read articles into the graph.

    A SOURCE is a file (text, Markdown, saved HTML, PDF), an archive of such (ZIP, tar, JSON Lines, WARC), a folder
    (read recursively), an http(s) address of an article, a feed or a sitemap, or - for standard input. Loading the same
    article again changes nothing; a changed text replaces what the old one said. A load that was stopped goes on where
    it was when the same is loaded again. An article that cannot be read is listed and skipped (exit code 3); what
    violates a shape is kept in quarantine (exit code 4).
    """
    from suviaz import collection, pipeline

    if quads and (lang or asking["by"] != "grammar"):
        raise click.UsageError("What --quads takes in has been read: --lang and --extractor are for reading.")
    extractor = options.extracting(asking)
    screen = Screen(quiet=quiet)
    tally = _Tally()
    with ExitStack() as held:
        written = _Report(held.enter_context(open(report, "w", encoding="utf-8")) if report else None)
        graph = held.enter_context(collection.Collection(store))
        bar = held.enter_context(screen.progress(lambda: pipeline.count(sources, quads=quads)))
        if quads:
            steps = graph.ingesting(*sources, jobs=jobs)
        else:
            steps = graph.loading(
                *sources, lang=lang, jobs=jobs, on_skip=written.no_article, extractor=extractor, **options.asked(asking)
            )
        for step in steps:
            bar.step(getattr(step, "title", step.source))
            if as_json:
                write("[\n" if not tally.number else ",\n", None)
                write(json.dumps({"kind": type(step).__name__.lower(), **asdict(step)}, ensure_ascii=False), None)
            tally.add(step)
            written.add(step)
        if as_json:
            write("\n]\n" if tally.number else "[]\n", None)
    tally.tell(screen)
    return 3 if tally.skipped else 4 if tally.quarantined else 0


class _Report:
    """Whatever a load did not take in, one JSON object a line, written as it happens."""

    def __init__(self, file: IO[str] | None) -> None:
        self._file = file

    def add(self, step: Step) -> None:
        from suviaz import pipeline

        for kind, source, said in pipeline.complaints(step):
            self._write(kind, source, **said)

    def no_article(self, source: str, reason: str) -> None:
        self._write("no article", source, reason=reason)

    def _write(self, kind: str, source: str, **said: str) -> None:
        if self._file:
            self._file.write(json.dumps({"kind": kind, "source": source, **said}, ensure_ascii=False) + "\n")
            self._file.flush()


@dataclass
class _Tally:
    """What is told at the end of a load. Of each kind of complaint the first are kept: a load may have millions."""

    number: int = 0
    skipped: int = 0
    quarantined: int = 0
    facts: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    more: Counter[str] = field(default_factory=Counter)

    def add(self, step: Step) -> None:
        from suviaz.reader import Skipped

        self.number += 1
        if isinstance(step, Skipped):
            self.skipped += 1
            self._keep("reasons", step.reason)
        else:
            self._loaded(step)

    def _loaded(self, step: Loaded) -> None:
        self.changes[step.change] += 1
        self.facts += step.facts
        self.undecided.update(step.undecided)
        self.unknown.update(step.unknown)
        self.quarantined += bool(step.quarantined)
        for warning in step.warnings:
            self._keep("warnings", warning)
        for reason in step.rejected:
            self._keep("set_aside", f"Left out, {step.source}: {reason}")
        for node, reason in step.quarantined:
            self._keep("set_aside", f"In quarantine, {step.source}: {node}: {reason}")

    def _keep(self, kind: str, said: str) -> None:
        kept: list[str] = getattr(self, kind)
        if len(kept) < _MOST:
            kept.append(said)
        else:
            self.more[kind] += 1

    def tell(self, screen: Screen) -> None:
        """What a person wants to know after a load: how much, and everything that needs a look."""
        for warning in self.warnings:
            screen.warn(warning)
        self._rest(screen, "warnings")
        changes = ", ".join(f"{self.changes[kind]:,} {kind}" for kind in ("added", "changed", "unchanged"))
        screen.note(f"{_count(self.changes.total(), 'article')} ({changes}), {_count(self.facts, 'fact')}")
        if self.undecided:
            names = _count(len(self.undecided), "name")
            screen.note(f"Undecided: {names} that may mean several things: {_some(self.undecided)}")
        if self.unknown:
            things = _count(len(self.unknown), "organisation or place", "organisations and places")
            screen.note(f"New: {things} that the registry does not have: {_some(self.unknown)}")
        for said in self.set_aside:
            screen.note(said)
        self._rest(screen, "set_aside")
        if self.skipped:
            screen.fail(f"{_count(self.skipped, 'source')} could not be read:")
        for reason in self.reasons:
            screen.fail(reason)
        self._rest(screen, "reasons")

    def _rest(self, screen: Screen, kind: str) -> None:
        if self.more[kind]:
            screen.note(f"… and {self.more[kind]:,} more; --report FILE lists them all.")


def _count(number: int, thing: str, things: str | None = None) -> str:
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def _some(names: Counter[str], most: int = 12) -> str:
    listed = sorted(names, key=lambda name: (-names[name], name))
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
