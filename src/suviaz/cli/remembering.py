"""Verbs that ask what became of it, over all articles: ledger, life, holders, diff."""

from __future__ import annotations

import re

import click

from suviaz.cli import options
from suviaz.cli.screen import write
from suviaz.errors import BadQuery

STATES = ("announced", "due", "overdue", "fulfilled", "partly", "lapsed", "silent")


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", value):
        raise BadQuery(f"'{value}' is no day; --on takes a date like 2017-04-26.")
    return value


on = click.option(
    "--on", metavar="DAY", callback=_day, help="The day asked about. Default: that of the last article in the graph."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
pair = click.option("--pair", nargs=2, metavar="BY KR", help="Only what concerns both countries (ISO 3166 codes).")


@click.command(short_help="Show what was promised, and what became of it.")
@click.argument("entity", required=False)
@on
@pair
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES), help="Only in this state; may be repeated."
)
@as_json
@options.lang
@options.store
@options.output
def ledger(
    entity: str | None,
    *,
    on: str | None,
    pair: tuple[str, str] | None,
    states: tuple[str, ...],
    as_json: bool,
    lang: str,
    store: str,
    output: str | None,
) -> int:
    """Show what was promised, by whom and by when, and what became of it by a day.

    \b
    suviaz ledger --pair BY KR --on 2018-01-01 --lang en
    suviaz ledger --state overdue --state silent

    A promise is fulfilled only by what an article reports; its words are shown, and how well it fits. With an ENTITY,
    only what it promised, was promised, or fulfils. Names that are missing in --lang are in English, else in any
    language, and marked.
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        account = graph.ledger(on=on, pair=pair, entity=entity, states=states, lang=lang)
    write(account.to_json() if as_json else account.to_text(), output)
    return 0


@click.command(short_help="Show the steps of agreements and bodies.")
@click.argument("entity", required=False)
@on
@pair
@as_json
@options.lang
@options.store
@options.output
def life(
    entity: str | None,
    *,
    on: str | None,
    pair: tuple[str, str] | None,
    as_json: bool,
    lang: str,
    store: str,
    output: str | None,
) -> int:
    """Show the life of agreements (announced, signed, in force, extended, ended) and of joint bodies (planned, opened,
    sessions, ended), each step with its time, what that rests on, and the words.

    ENTITY is an agreement or a body, or a party of some.
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        account = graph.lives(on=on, pair=pair, entity=entity, lang=lang)
    write(account.to_json() if as_json else account.to_text(), output)
    return 0


@click.command(short_help="Show who held which post on a day.")
@click.argument("entity", required=False)
@click.option("--on", metavar="DAY", callback=_day, help="The day asked about. Default: any.")
@as_json
@options.lang
@options.store
@options.output
def holders(entity: str | None, *, on: str | None, as_json: bool, lang: str, store: str, output: str | None) -> int:
    """Show who held which post on a day, from when to when that is known, and what each bound rests on.

    ENTITY is a post, a person, a country or an organisation, then under all names it has borne. A day on which nobody
    is known to hold a post is a gap.
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        account = graph.holders(on=on, entity=entity, lang=lang)
    write(account.to_json() if as_json else account.to_text(), output)
    return 0


@click.command(short_help="List facts gained and lost between two states.")
@click.argument("earlier", metavar="DIR", type=click.Path(exists=True, file_okay=False))
@as_json
@options.lang
@options.store
@options.output
def diff(earlier: str, *, as_json: bool, lang: str, store: str, output: str | None) -> int:
    """List the facts that the graph has gained over an earlier state of it, and those it has lost, each with its words.

    DIR is the folder of the earlier state, such as a copy made before loading.
    A fact without words of its own shows those of its subject.
    """
    from suviaz import collection

    with (
        collection.Collection(earlier, read_only=True) as before,
        collection.Collection(store, read_only=True) as graph,
    ):
        account = graph.difference(before, lang=lang)
    write(account.to_json() if as_json else account.to_text(), output)
    return 0
