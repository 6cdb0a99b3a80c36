"""The verb that shows the graph in a browser: serve."""

from __future__ import annotations

from pathlib import Path

import click

from suviaz.cli import options
from suviaz.cli.screen import Screen


@click.command(short_help="Show the graph in a browser, and answer SPARQL.")
@options.store
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), metavar="N")
@click.option("--edit", is_flag=True, help="Let visitors decide who is who, and which facts hold.")
@options.quiet
def serve(store: str, *, host: str, port: int, edit: bool, quiet: bool) -> None:
    """Serve pages to look at the graph, and a SPARQL endpoint at /sparql, until interrupted (Ctrl-C)."""
    from suviaz import web

    settings = web.Settings(store=Path(store), host=host, port=port, edit=edit)
    Screen(quiet=quiet).note(f"http://{host}:{port}/  (Ctrl-C ends)")
    web.serve(settings)
