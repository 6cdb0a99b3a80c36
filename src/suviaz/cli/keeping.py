"""Verbs that keep the graph: validate, withdraw, status, rebuild."""

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


@click.command(short_help="Make merged and derived graphs anew.")
@options.store
@options.quiet
def rebuild(store: str, quiet: bool) -> int:
    """Make the merged graph and what the rules derive anew from the articles' own graphs."""
    from suviaz import collection

    with collection.Collection(store) as graph:
        graph.rebuild()
    Screen(quiet=quiet).note("Rebuilt.")
    return 0
