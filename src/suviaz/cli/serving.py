"""The verb that shows the graph in a browser: serve."""

from __future__ import annotations

import os
from pathlib import Path

import click

from suviaz.cli import options
from suviaz.cli.screen import Screen
from suviaz.remote import is_address


@click.command(short_help="Show the graph in a browser, and answer SPARQL.")
@options.store
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), metavar="N", help="0: any free."
)
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), metavar="N", help="Processes that answer."
)
@click.option(
    "--timeout",
    "seconds",
    default=10.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop a request after so long.",
)
@click.option(
    "--rows", default=10_000, show_default=True, type=click.IntRange(1), metavar="N", help="Most rows of an answer."
)
@click.option("--memory", default=2048, show_default=True, type=click.IntRange(512), metavar="MIB", help="Of a worker.")
@click.option("--edit", is_flag=True, help="Let visitors decide who is who, and which facts hold.")
@click.option("--cors", multiple=True, metavar="ORIGIN", help="A site whose pages may read /sparql; * for all. Repeat.")
@click.option("--host-name", "names", multiple=True, metavar="NAME", help="A further name of this server. Repeat.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its first line is the password or token that each request needs; else SUVIAZ_TOKEN.",
)
@click.option("--open", "open_", is_flag=True, help="Let others in without a password, where --host lets them.")
@click.option("--proxy", is_flag=True, help="Believe X-Forwarded-Host and -Proto; for a server behind a proxy only.")
@options.quiet
def serve(
    store: str,
    *,
    host: str,
    port: int,
    workers: int,
    seconds: float,
    rows: int,
    memory: int,
    edit: bool,
    cors: tuple[str, ...],
    names: tuple[str, ...],
    token_file: Path | None,
    open_: bool,
    proxy: bool,
    quiet: bool,
) -> None:
    """Serve pages to look at the graph, and a SPARQL endpoint at /sparql, until interrupted (Ctrl-C).

    The graph may be loaded into meanwhile: the next request shows it. Of one on a server the working copy is shown, as
    it is now and as other verbs on this machine leave it. Nobody but this machine reaches the server unless --host says
    so, and then each request needs a password or token.
    """
    from suviaz import web

    folder = Path(store)
    if is_address(store):
        if edit:
            raise click.UsageError("--edit needs a graph in a folder; one on a server is changed by the other verbs.")
        from suviaz.collection import Collection

        with Collection(store, read_only=True) as graph:
            folder = graph.store.path or folder
    settings = web.Settings(
        store=folder,
        host=host,
        port=port,
        workers=workers,
        seconds=seconds,
        rows=rows,
        memory=memory,
        edit=edit,
        cors=cors,
        hosts=names,
        proxy=proxy,
        open=open_,
        secret=_secret(token_file),
    )
    screen = Screen(quiet=quiet)
    web.serve(settings, ready=lambda address: screen.note(f"{address}  (Ctrl-C ends)"))


def _secret(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get("SUVIAZ_TOKEN") or None
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0].strip():
        raise click.UsageError(f"The first line of '{file}' is empty; it should be the password or token.")
    return lines[0].strip()
