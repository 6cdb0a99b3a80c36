"""The verb that only looks: what articles say, for a person, or as shards for a graph that is made later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from suviaz.cli import options
from suviaz.cli.screen import Screen, write

if TYPE_CHECKING:
    from suviaz.collection import Placed


@click.command(short_help="Show what articles say, without storing it.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--lang", metavar="CODE", help="The language of the article, where it is not to be told from the text.")
@click.option("--json", "form", flag_value="json", help="Print everything as JSON, with offsets.")
@click.option("--html", "form", flag_value="html", help="Write a page with the words of each fact marked.")
@click.option("--why", is_flag=True, help="Tell for each sentence what was found in it, and why not more.")
@click.option("--at", metavar="WORDS|LINE", help="With --why: only sentences with these words, or of this line.")
@click.option(
    "--shards", metavar="DIR", help="Write what the articles say as N-Quads into this folder, for load --quads."
)
@click.option(
    "--engine",
    type=click.Choice(["processes", "spark", "ray"]),
    help="With --shards: what reads. Default: processes of this machine.",
)
@click.option("--cluster", metavar="ADDRESS", help="With --engine: a Spark master or a Ray address; else this machine.")
@click.option("--jobs", type=click.IntRange(min=1), help="With --shards: how many read at once here. Default: 1.")
@options.extractor
@options.asking(cache="Keep what addresses answer here; else SUVIAZ_CACHE, else nowhere.")
@options.output
@options.quiet
def read(
    sources: tuple[str, ...],
    *,
    lang: str | None,
    form: str | None,
    why: bool,
    at: str | None,
    shards: str | None,
    engine: str | None,
    cluster: str | None,
    jobs: int | None,
    output: str | None,
    quiet: bool,
    **asking: Any,
) -> int:
    """Show what articles say, without storing: each fact with its words.

    \b
    suviaz read article.txt                             each fact
    suviaz read article.txt --why                       sentence by sentence: what was found, and why not more
    suviaz read article.txt                             each fact
    suviaz read article.txt --why --at "was received"   only of the sentences with these words
    echo "A sentence." | suviaz read - --why            of a sentence on standard input

    With --shards, files, archives and folders are read into a folder of N-Quads, by several processes or machines, and
    `suviaz load --quads DIR` takes them in: the graph is the one that `suviaz load` makes. What is there is not read
    again.
    """
    from suviaz import collection, render
    from suviaz.reader import Skipped

    if asking["by"] != "grammar" and (why or shards is not None):
        raise click.UsageError("--why and --shards are of the rules alone; --extractor does not go with them.")
    extractor = options.extracting(asking)
    if shards is None and (engine or cluster or jobs):
        raise click.UsageError("--engine, --cluster and --jobs say how to read into --shards DIR; give that, too.")
    if shards is not None:
        if form or why or at or output:
            raise click.UsageError(
                "--shards writes into its folder; --json, --html, --why, --at and --output do not go with it."
            )
        by = collection.Placed(engine=engine or "processes", cluster=cluster, jobs=jobs or 1)
        return _into_shards(sources, shards, lang, by, Screen(quiet=quiet))
    if at is not None and (not why or form == "html"):
        raise click.UsageError("--at picks what --why tells of, as text or --json: give --why, too.")
    screen = Screen(quiet=quiet)
    found, skipped = [], 0
    for step in collection.read(*sources, lang=lang, why=why, extractor=extractor, **options.asked(asking)):
        if isinstance(step, Skipped):
            screen.fail(step.reason)
            skipped += 1
        else:
            for warning in step.warnings:
                screen.warn(warning)
            found.append(step)
    readings, traces = [step.reading for step in found], [step.trace for step in found if step.trace]
    if form == "json":
        write(render.why_json(traces, at) if why else render.as_json(readings), output)
    elif form == "html" and readings:
        write(render.as_html(readings, traces), output)
    elif why and found:
        text = "\n".join(told for trace in traces if (told := render.as_why(trace, at)))
        if not text:
            screen.note(f"No sentence has the words, or begins in the line, '{at}'.")
        write(text, output)
    elif readings:
        write("\n".join(render.as_text(reading) for reading in readings), output)
    return 3 if skipped else 0


def _into_shards(sources: tuple[str, ...], folder: str, lang: str | None, by: Placed, screen: Screen) -> int:
    from suviaz import collection

    articles = skipped = again = number = 0
    problems = []
    with screen.progress() as bar:
        for found in collection.read_shards(*sources, shards=folder, lang=lang, **by):
            bar.step(found.shard)
            number, articles, skipped = number + 1, articles + found.articles, skipped + found.skipped
            again += found.again
            if found.problem:
                problems.append(found.problem)
    screen.note(
        f"{articles:,} article{'s' * (articles != 1)} in {number - len(problems):,} "
        f"shard{'s' * (number - len(problems) != 1)} ({again:,} there already)"
    )
    if skipped:
        screen.fail(f"{skipped:,} source{'s' * (skipped != 1)} could not be read: the reports in {folder} say why.")
    for problem in problems:
        screen.fail(problem)
    return 1 if problems else 3 if skipped else 0
