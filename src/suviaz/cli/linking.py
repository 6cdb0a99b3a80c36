"""The verb that looks elsewhere: link."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from suviaz.cli import options
from suviaz.cli.screen import Screen, write

_KINDS = ("person", "organisation", "country", "place")
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Find the graph's people, bodies and places elsewhere.")
@click.argument("entities", nargs=-1, metavar="[ENTITY]...")
@click.option("--endpoint", required=True, metavar="URL", help="The SPARQL endpoint to ask.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Only these; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Also what the registry has and no article speaks of.")
@click.option("--pattern", type=_FILE, metavar="FILE", help="How the endpoint describes things; else as Wikidata does.")
@click.option("--cache", type=_FILE, metavar="FILE", help="Where answers are kept; else beside the graph's folder.")
@click.option("--offline", is_flag=True, help="Ask the cache alone.")
@click.option("--refresh", is_flag=True, help="Ask anew what the cache knows.")
@click.option("--pace", type=click.FloatRange(min=0), default=1.0, show_default=True, help="Seconds between questions.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds that one question may take.",
)
@click.option("--accept", is_flag=True, help="Decide that all sure ones hold; needs --why.")
@click.option("--why", metavar="TEXT", help="Why: for whoever reads the decisions later.")
@click.option("--who", metavar="NAME", envvar="SUVIAZ_WHO", help="Who decides; else SUVIAZ_WHO, else the user.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@options.lang
@options.store
@options.decisions
@options.output
@options.quiet
def link(
    entities: tuple[str, ...],
    *,
    endpoint: str,
    kinds: tuple[str, ...],
    everything: bool,
    pattern: Path | None,
    cache: Path | None,
    offline: bool,
    refresh: bool,
    pace: float,
    timeout: float,
    accept: bool,
    why: str | None,
    who: str | None,
    as_json: bool,
    lang: str,
    store: str,
    decisions: str | None,
    output: str | None,
    quiet: bool,
) -> int:
    """Look at a SPARQL endpoint for the people, bodies, countries and places of articles, or for each ENTITY.

    \b
    suviaz link --endpoint https://query.wikidata.org/sparql
    suviaz link --endpoint https://query.wikidata.org/sparql --offline --accept --why "looked through"

    What is found is printed with reasons: = is sure, ? is for a person to decide (`suviaz same ENTITY IRI`, `suviaz
    apart ENTITY IRI`). --accept takes the sure ones as decisions, which `suviaz undo` takes back. Answers are kept, so
    that the same can be asked without a network. Exit code 3 if some could not be looked for.
    """
    if accept and not why:
        raise click.UsageError("--accept needs --why.")
    from suviaz import collection
    from suviaz.linking import Manners, Search

    screen = Screen(quiet=quiet)
    search = Search(
        endpoint,
        pattern=pattern,
        cache=cache or Path(f"{store}.links.sqlite"),
        offline=offline,
        refresh=refresh,
        manners=Manners(pace=pace, seconds=timeout),
    )
    with collection.Collection(store, read_only=not accept, decisions=decisions) as graph, screen.progress() as bar:
        found = graph.link(
            search,
            *entities,
            kinds=[kind.capitalize() for kind in kinds],
            everything=everything,
            lang=lang,
            progress=bar.step,
        )
        taken = graph.desk.accept(found, why=str(why), who=who or getpass.getuser()) if accept else ()
    write(found.to_json() if as_json else found.to_text(), output)
    for failure in found.failed:
        screen.fail(f"{len(failure.things)} not looked for: {failure.reason}")
    unsure = len(found) - len(found.sure)
    screen.note(
        f"{len(found.sure)} sure, {unsure} for a person to decide, {len(found.without)} not found,"
        f" {len(found.linked)} linked before" + (f"; {len(taken)} links accepted" if accept else "")
    )
    return (3 if len(found) or found.without or found.linked else 1) if found.failed else 0
