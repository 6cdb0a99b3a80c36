"""Verbs by which a person decides: review, same, apart, reject, assert, undo."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from suviaz.cli import options
from suviaz.cli.screen import Screen, write


@click.command(short_help="List what may be one thing, for a person to decide.")
@click.option(
    "--kind", type=click.Choice(["person", "organisation", "agreement", "event"]), help="Only pairs of this kind."
)
@click.option("--taken", is_flag=True, help="List the decisions that were taken instead.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the N likeliest pairs.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@options.store
@options.output
@options.quiet
def review(
    store: str, *, kind: str | None, taken: bool, limit: int | None, as_json: bool, output: str | None, quiet: bool
) -> int:
    """List pairs of people, bodies, agreements and events that may be one, with what is known of both.

    Nothing unsure is joined by itself: `suviaz same` and `suviaz apart` decide, `suviaz undo` takes it back.
    """
    from suviaz import collection, decide

    with collection.Collection(store, read_only=True) as graph:
        if taken:
            lines = [
                f"{d.when}  {d.kind}  {d.who}: {d.why}\n    {d.iri}\n    {' '.join(filter(None, [*d.about, d.to]))}"
                for d in graph.desk.taken()
            ]
            write("\n".join(lines) + "\n" if lines else "", output)
            return 0
        pairs = graph.desk.review(kind=kind.capitalize() if kind else None)
    shown = pairs[:limit]
    write(decide.as_json(shown) if as_json else "\n".join(pair.to_text() for pair in shown), output)
    left = f", {len(pairs) - len(shown)} more not shown" if len(pairs) > len(shown) else ""
    Screen(quiet=quiet).note(f"{len(pairs)} open {'pair' if len(pairs) == 1 else 'pairs'}{left}")
    return 0


def _pair(kind: str, words: str, one: str, other: str, **about: str | None) -> int:
    from suviaz import collection

    store, why, who = str(about["store"]), str(about["why"]), about["who"]
    with collection.Collection(store, decisions=about["decisions"]) as graph:
        taken = graph.desk.pair(kind, one, other, why=why, who=who or getpass.getuser())
    Screen(quiet=bool(about["quiet"])).note(f"{words}: {' and '.join(filter(None, [*taken.about, taken.to]))}")
    return 0


@click.command(short_help="Decide that two things are one.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@options.answerable
@options.store
@options.decisions
@options.quiet
def same(one: str, other: str, **about: str | None) -> int:
    """Decide that A and B are one thing, whatever their names. Each is an IRI, a short form, or an exact name.

    One of them may be an IRI elsewhere, such as an item of Wikidata: the other one is then linked to it.
    """
    return _pair("same", "One thing", one, other, **about)


@click.command(short_help="Decide that two things are not one.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@options.answerable
@options.store
@options.decisions
@options.quiet
def apart(one: str, other: str, **about: str | None) -> int:
    """Decide that A and B are two things, however alike. What was joined already is named by its earlier IRI.

    One of them may be an IRI elsewhere: it is not proposed any more.
    """
    return _pair("apart", "Two things", one, other, **about)


@click.command(short_help="Decide that a fact is wrong.")
@click.argument("fact")
@options.answerable
@options.store
@options.decisions
@options.quiet
def reject(fact: str, *, why: str, who: str | None, store: str, decisions: str | None, quiet: bool) -> int:
    """Decide that a FACT was misread: the graph goes without it, and without what hangs on it."""
    from suviaz import collection

    with collection.Collection(store, decisions=decisions) as graph:
        taken = graph.desk.reject(fact, why=why, who=who or getpass.getuser())
    Screen(quiet=quiet).note(f"Rejected: {' '.join(taken.about)}")
    return 0


@click.command("assert", short_help="Add facts on a person's word.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.answerable
@options.store
@options.decisions
@options.quiet
def assert_(file: Path, *, why: str, who: str | None, store: str, decisions: str | None, quiet: bool) -> int:
    """Add the facts of a Turtle FILE, on the word of a person; they have to conform to the shapes."""
    from suviaz import collection

    with collection.Collection(store, decisions=decisions) as graph:
        taken = graph.desk.add(file, why=why, who=who or getpass.getuser())
    Screen(quiet=quiet).note(f"Added: {' '.join(taken.about)}")
    return 0


@click.command(short_help="Take decisions back.")
@click.argument("decision", nargs=-1, metavar="[DECISION]...")
@options.store
@options.decisions
@options.quiet
def undo(decision: tuple[str, ...], *, store: str, decisions: str | None, quiet: bool) -> int:
    """Take back each DECISION (its IRI, from `suviaz review --taken`), by default the last one."""
    from suviaz import collection

    with collection.Collection(store, decisions=decisions) as graph:
        taken = graph.desk.take_back(*(decision or (None,)))
    for gone in taken:
        about = " ".join(filter(None, [*gone.about, gone.to]))
        Screen(quiet=quiet).note(f"Taken back: {gone.kind} {about} ({gone.why})")
    return 0
