"""Verbs that ask the graph: query, export, draw, explain."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from suviaz.cli import options
from suviaz.cli.screen import Screen, table_width, write
from suviaz.errors import BadQuery
from suviaz.remote import is_address

if TYPE_CHECKING:
    from suviaz.queries import Parameter, Query

# Stated here, because the modules that write them are heavy and --help is not.
EXPORTS = ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml", "graphml", "gexf", "csv")


@click.command(short_help="Answer a stored question, a file, or SPARQL.")
@click.argument("question", required=False, metavar="[NAME|FILE]")
@click.argument("values", nargs=-1, metavar="[key=value...]")
@click.option("-e", "--execute", "text", metavar="TEXT", help="Ask this SPARQL text.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "turtle"]),
    help="Default: table, or turtle for a question that makes triples.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Stop after so long: exit code 5."
)
@click.option("--at-server", is_flag=True, help="Let the server that has the graph answer, by its own lights.")
@click.option("--all", "every", is_flag=True, help="Show the columns of addresses in a table on a terminal, too.")
@options.store
@options.output
@options.quiet
def query(
    question: str | None,
    values: tuple[str, ...],
    *,
    text: str | None,
    form: str | None,
    timeout: float | None,
    at_server: bool,
    every: bool,
    store: str,
    output: str | None,
    quiet: bool,
) -> int:
    """Answer a question: a stored one by its name, a file, or SPARQL given with -e; without any, list the stored ones.

    \b
    suviaz query agreements a=BY b=KR field=ict
    suviaz query my-question.rq date=2017-04-26 --format csv
    suviaz query -e 'SELECT (COUNT(*) AS ?n) WHERE { ?m a sv:Memorandum }'

    A question's parameters follow it as key=value; they are bound as values, never pasted into the text.
    """
    if text is not None and question is not None:
        values = (question, *values)
    elif text is None and question is None:
        write(_listed(), output)
        return 0
    from suviaz import collection

    asked: str | Query = text if text is not None else _asked(str(question))
    if at_server and not is_address(store):
        raise click.UsageError("--at-server asks a graph on a server: --store sparql+http://HOST:PORT/PATH.")
    if at_server:
        answer = collection.ask_server(store, asked, timeout=timeout, **_pairs(values))
    else:
        with collection.Collection(store, read_only=True) as graph:
            answer = graph.query(asked, timeout=timeout, **_pairs(values))
    form = form or ("turtle" if answer.triples is not None else "table")
    if form == "table" and answer.truth is None and not answer:
        Screen(quiet=quiet).note("Nothing found.")
    width = table_width() if output is None else None
    hidden = answer.addresses() if form == "table" and width is not None and not every else ()
    if hidden and len(hidden) < len(answer.columns):
        # On a terminal they would take the room of what is to be read.
        Screen(quiet=quiet).note(f"Addresses not shown: {', '.join(hidden)} (--all shows them).")
        answer = answer.only([name for name in answer.columns if name not in hidden])
    write(answer.write(form, width=width), output)
    return 0


def _asked(question: str) -> str | Query:
    """A stored name stays a name; what looks like a file is read as one, and - is standard input."""
    from suviaz import queries

    if question == "-":
        return sys.stdin.read()
    return queries.read(Path(question)) if question.endswith(".rq") or Path(question).is_file() else question


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        key, sign, rest = value.partition("=")
        if not (key and sign):
            raise BadQuery(f"'{value}' is no key=value; a parameter is given like date=2017-04-26.")
        if key in pairs:
            raise BadQuery(f"The parameter '{key}' is given twice.")
        pairs[key] = rest
    return pairs


def _listed() -> str:
    from suviaz import answers, queries

    rows = [
        (
            name,
            question.title,
            " ".join(_usage(parameter) for parameter in question.parameters),
        )
        for name, question in sorted(queries.stored().items())
    ]
    return answers.table(("question", "what it answers", "parameters"), rows, width=table_width())


def _usage(parameter: Parameter) -> str:
    """As it is given: required ones bare, others in brackets."""
    value = parameter.default or parameter.type
    return f"{parameter.name}={value}" if parameter.required else f"[{parameter.name}={value}]"


@click.command(short_help="Write the graph, or a part of it, to a file.")
@click.option(
    "--format", "form", type=click.Choice(EXPORTS), help="Default: what the name of --output says, else turtle."
)
@options.selection
@click.option("--entity", metavar="IRI", help="Only what concerns this person, organisation, country or place.")
@click.option("--no-text", is_flag=True, help="TriG and N-Quads without the articles' full texts.")
@options.store
@options.output
def export(
    *,
    form: str | None,
    pair: tuple[str, str] | None,
    field: str | None,
    first: str | None,
    last: str | None,
    entity: str | None,
    no_text: bool,
    store: str,
    output: str | None,
) -> int:
    """Write the graph, or the part of it that a pair, a field, a period or an entity selects.

    TriG and N-Quads hold each article's own graphs; the other formats hold the merged graph, GraphML, GEXF and CSV the
    ties as nodes and edges (CSV: the edges; with --output, the nodes beside them in FILE.nodes.csv). The same graph
    gives the same bytes each time.
    """
    from suviaz import collection
    from suviaz.collection import Part

    with collection.Collection(store, read_only=True) as graph:
        part = Part(pair=pair, field=field, first=first, last=last, entity=entity)
        data = graph.export(form or _format_of(output), text=not no_text, **part)
        write(data, output)
        if (form or _format_of(output)) == "csv" and output not in (None, "-"):
            beside = Path(str(output)).with_suffix(".nodes.csv")
            write(graph.export("csv-nodes", **part), str(beside))
    return 0


def _format_of(output: str | None) -> str:
    endings = {
        ".ttl": "turtle",
        ".trig": "trig",
        ".nq": "nquads",
        ".nt": "ntriples",
        ".jsonld": "jsonld",
        ".rdf": "rdfxml",
        ".graphml": "graphml",
        ".gexf": "gexf",
        ".csv": "csv",
    }
    return endings.get(Path(output or "").suffix, "turtle")


@click.command(short_help="Draw the ties: a page, an SVG or a PNG.")
@click.argument("entity", required=False)
@options.selection
@options.lang
@options.store
@click.option("--output", "-o", required=True, metavar="FILE", help="ties.html, ties.svg or ties.png.")
@options.quiet
def draw(
    entity: str | None,
    *,
    pair: tuple[str, str] | None,
    field: str | None,
    first: str | None,
    last: str | None,
    lang: str,
    store: str,
    output: str,
    quiet: bool,
) -> int:
    """Draw the ties, all of them or those of an ENTITY or a --pair: an offline page to explore, or a picture."""
    from suviaz import collection

    form = Path(output).suffix.lstrip(".").lower()
    if form not in ("html", "svg", "png"):
        raise click.UsageError(f"'{output}' should end in .html, .svg or .png.")
    with collection.Collection(store, read_only=True) as graph:
        data = graph.draw(form, lang=lang, entity=entity, pair=pair, field=field, first=first, last=last)
    write(data, output)
    Screen(quiet=quiet).note(f"Drawn: {output}")
    return 0


@click.command(short_help="Show the words behind each fact about a thing.")
@click.argument("iri")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@options.lang
@options.store
def explain(iri: str, *, as_json: bool, lang: str, store: str) -> int:
    """Show every fact about a thing with the words that say so, their article and its date.

    IRI is the thing's address, its short form (id:country/BLR), or its exact name. Where several things have that
    name, because nothing says that they are one, each is explained (with --json, one has to be chosen).
    """
    from suviaz import collection

    with collection.Collection(store, read_only=True) as graph:
        if as_json:
            text = graph.explain(iri, lang=lang).to_json()
        else:
            text = "\n".join(graph.explain(thing, lang=lang).to_text() for thing in graph.named(iri))
    write(text, None)
    return 0
