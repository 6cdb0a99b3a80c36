"""Verbs that keep the graph: validate, withdraw, status, rebuild, backup, restore."""

from __future__ import annotations

import json

import click

from suviaz.cli import options
from suviaz.cli.screen import Screen, write


@click.command(short_help="Check the graph against the shapes.")
@options.store
@click.option("--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True)
@click.option(
    "--severity",
    type=click.Choice(["violation", "warning", "info"]),
    help="Show what is at least so grave. Default: warning for text, info (everything) for JSON and Turtle.",
)
@click.option("--reference", is_flag=True, help="Let pySHACL judge: slow, and the measure of all things.")
@options.output
@options.quiet
def validate(store: str, *, form: str, severity: str | None, reference: bool, output: str | None, quiet: bool) -> int:
    """Check the graph against the shapes; exit code 4 if it does not conform.

    Violations are what is wrong; warnings are clashes between sources; what a source merely leaves open is info. Only
    violations count.
    """
    from suviaz import collection

    screen = Screen(quiet=quiet)
    with collection.Collection(store, read_only=True) as graph:
        report = graph.validate(reference=reference)
        aside = [(article, node) for article in graph.articles() for node in article.quarantined]
    least = severity or ("warning" if form == "text" else "info")
    shown = report.at_least(least.capitalize())
    if form != "text":
        write(shown.json() if form == "json" else shown.turtle(), output)
    elif not quiet or output is not None:
        write(shown.text(), output)
    for level, what in (("warning", "warnings"), ("info", "questions that the articles leave open")):
        hidden = report.count(level.capitalize()) - shown.count(level.capitalize())
        if hidden and form == "text":
            screen.note(f"Not shown: {hidden} {what} (--severity {level} lists them).")
    for article, node in aside:
        screen.note(f"In quarantine: <{node}> from {article.url or article.key}")
    return 0 if report.conforms else 4


@click.command(short_help="Take an article back.")
@click.argument("url")
@options.store
@options.quiet
def withdraw(url: str, store: str, quiet: bool) -> int:
    """Take an article back: what no other article says goes with it."""
    from suviaz import collection

    with collection.Collection(store) as graph:
        graph.withdraw(url)
    Screen(quiet=quiet).note(f"Withdrawn: {url}")
    return 0


@click.command(short_help="Count what is in the graph.")
@options.store
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def status(store: str, as_json: bool) -> int:
    """Count what is in the graph: articles, facts and things by kind, what is in quarantine."""
    from suviaz import answers, collection

    with collection.Collection(store, read_only=True) as graph:
        found = graph.status()
    if as_json:
        write(json.dumps(found, ensure_ascii=False, indent=1) + "\n", None)
    else:
        write(answers.table(("what", "number"), [(name, f"{number:,}") for name, number in found.items()]), None)
    return 0


@click.command(short_help="Make the graph anew from what it keeps.")
@click.option("--texts", is_flag=True, help="Read every article again from its text, into a new graph.")
@options.store
@options.decisions
@options.quiet
def rebuild(texts: bool, store: str, decisions: str | None, quiet: bool) -> int:
    """Make the merged graph and what the rules derive anew from the articles' own graphs.

    With --texts, every article is read again from the texts that are kept in the graph's folder: for a graph whose
    database is damaged, or that an older version read. Decisions stay.
    """
    from suviaz import collection

    screen = Screen(quiet=quiet)
    if not texts:
        with collection.Collection(store, decisions=decisions) as graph:
            graph.rebuild()
        screen.note("Rebuilt.")
        return 0
    with screen.progress() as bar:
        made = collection.reread(store, decisions=decisions, progress=lambda step: bar.step(step.source))
    screen.note(f"Rebuilt from {made.articles:,} {'text' if made.articles == 1 else 'texts'}.")
    if made.damaged:
        lines = "1 line" if made.damaged == 1 else f"{made.damaged:,} lines"
        screen.warn(f"{lines} of the texts could not be read: load again what is missing.")
    if made.kept:
        screen.note(f"The damaged database is kept as '{made.kept}'; remove it when it is of no use.")
    for reason in made.skipped:
        screen.fail(reason)
    return 3 if made.skipped else 0


@click.command(short_help="Write the whole graph into one file.")
@click.argument("file", metavar="FILE")
@options.store
@options.decisions
@options.quiet
def backup(file: str, store: str, decisions: str | None, quiet: bool) -> int:
    """Write all that the graph consists of into one FILE: articles with their texts, facts, decisions, journal.

    Others may read and write meanwhile; the file holds the state of one moment. The same graph gives the same bytes.
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True, decisions=decisions) as graph:
        number = graph.backup(file)
    Screen(quiet=quiet).note(f"Written: {file}, {number:,} {'article' if number == 1 else 'articles'}")
    return 0


@click.command(short_help="Make the graph what a backup holds.")
@click.argument("file", metavar="FILE")
@click.option("--force", is_flag=True, help="Replace the graph and the decisions that are there.")
@options.store
@options.decisions
@options.quiet
def restore(file: str, *, force: bool, store: str, decisions: str | None, quiet: bool) -> int:
    """Make the graph what the FILE of a backup holds. The whole file is checked before anything is changed."""
    from suviaz import collection

    number = collection.restore(file, store, decisions=decisions, force=force)
    Screen(quiet=quiet).note(f"Restored: {number:,} {'article' if number == 1 else 'articles'} in {store}")
    return 0
