"""Verbs that ask for the history of ties: sides, timeline, ties, path, figures."""

from __future__ import annotations

from typing import Any

import click

from suviaz.cli import options
from suviaz.cli.screen import write

as_json = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
as_csv = click.option("--csv", "as_csv", is_flag=True, help="Print as a table for a spreadsheet.")


@click.command(short_help="Compare what two countries' sources say.")
@click.argument("entity", required=False)
@click.option(
    "--pair", nargs=2, metavar="BY KR", help="The two sides. Default: the countries that the ENTITY concerns."
)
@click.option("--from", "first", metavar="DAY", help="Only what lies on this day (2017, 2017-04, 2017-04-26) or later.")
@click.option("--to", "last", metavar="DAY", help="Only up to and with this day.")
@as_json
@options.lang
@options.store
@options.output
def sides(entity: str | None, *, as_json: bool, store: str, output: str | None, **asked: Any) -> int:
    """Compare what the sources of two countries say.

    \b
    suviaz sides id:agreement/2017-04-26-blr-kor-e-government --pair BY KR --lang en
    suviaz sides --pair BY KR --from 2014 --to 2019

    Of an event or agreement: what both say, what differs, what only one says, each with the words. Of a person or
    organisation: that for all its events and agreements. Of a pair alone: who reports what, who does so first, and
    what one side never tells. A source speaks for the country of its outlet. How many articles of a side there are
    about that time stands beside each silence.
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        account = graph.sides(entity, **asked)
    write(account.to_json() if as_json else account.to_text(), output)
    return 0


@click.command(short_help="Show what happened, and what is planned, in order of time.")
@click.argument("entity", required=False)
@options.selection
@as_json
@as_csv
@options.lang
@options.store
@options.output
def timeline(*, as_json: bool, as_csv: bool, store: str, output: str | None, **asked: Any) -> int:
    """Show what happened, and what is planned, in order of time, each with its words and source.

    ENTITY is a person, an organisation, a country, an agreement, a body or an event; of a person the posts are told,
    too, of an organisation its names, of an agreement or body the steps of its life. Times are as exact as they are
    known: 2017-04-26, 2017-04, 2017, or bounds. What is only planned, or was cancelled, is marked.
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        account = graph.timeline(**asked)
    write(account.to_csv() if as_csv else account.to_json() if as_json else account.to_text(), output)
    return 0


@click.command(short_help="Count events and papers by year and field.")
@click.argument("entity", required=False)
@options.selection
@as_json
@as_csv
@options.lang
@options.store
@options.output
def ties(*, as_json: bool, as_csv: bool, store: str, output: str | None, **asked: Any) -> int:
    """Count events held and papers signed by year and field; what is only planned for a year is counted apart.

    A thing of two fields counts in both, and once in the row of its year. (`draw` and `export` give the ties one by
    one.)
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        account = graph.years(**asked)
    write(account.to_csv() if as_csv else account.to_json() if as_json else account.to_text(), output)
    return 0


@click.command(short_help="Find the ways from one actor to another.")
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option("--most", type=click.IntRange(min=1), default=3, show_default=True, help="Show so many ways.")
@as_json
@options.lang
@options.store
@options.output
def path(start: str, end: str, *, as_json: bool, store: str, output: str | None, **asked: Any) -> int:
    """Find the shortest ways from one person or organisation to another, with the agreements and events on them.

    Each step shows the words for it. Ways over what is only planned are shown where there are no others, and marked.
    A country or a place does not join those who belong to it.
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        account = graph.paths(start, end, **asked)
    write(account.to_json() if as_json else account.to_text(), output)
    return 0


@click.command(short_help="Show who stands between others, and who belongs together.")
@click.argument("entity", required=False)
@options.selection
@click.option("--most", type=click.IntRange(min=1), default=10, show_default=True, help="Show so many brokers.")
@as_json
@options.lang
@options.store
@options.output
def figures(*, as_json: bool, store: str, output: str | None, **asked: Any) -> int:
    """Show who stands between others (betweenness), and who belongs together (communities), in the ties or a part."""
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        account = graph.figures(**asked)
    write(account.to_json() if as_json else account.to_text(), output)
    return 0
