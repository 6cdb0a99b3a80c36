"""The command `suviaz`: one verb a job, each a thin call into `suviaz.collection`.

Data goes to standard output, everything else to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage,
3 some articles could not be read (wins over 4), 4 the graph does not conform, 5 time limit.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from suviaz import __version__
from suviaz.cli.asking import draw, explain, export, query
from suviaz.cli.deciding import apart, assert_, reject, review, same, undo
from suviaz.cli.history import figures, path, sides, ties, timeline
from suviaz.cli.keeping import backup, rebuild, restore, status, validate, withdraw
from suviaz.cli.linking import link
from suviaz.cli.loading import load
from suviaz.cli.reading import read
from suviaz.cli.remembering import diff, holders, ledger, life
from suviaz.cli.screen import Screen
from suviaz.cli.serving import serve
from suviaz.errors import BadQuery, SuviazError, TimeLimit, UnknownName

VERBS = (
    *(load, read, validate, query, export, draw, explain, serve),
    *(ledger, life, holders, sides, timeline, ties, path, figures, diff),
    *(withdraw, review, same, apart, reject, assert_, undo, link),
    *(status, rebuild, backup, restore),
)


class Ordered(click.Group):
    """Lists the verbs in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=Ordered,
    commands={str(verb.name): verb for verb in VERBS},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="suviaz", message="%(prog)s %(version)s")
def suviaz() -> None:
    """Reads news articles into a knowledge graph of bilateral cooperation, in which every fact leads back to the
    words that say it.

    \b
    suviaz load articles/            read a folder of articles into the graph
    suviaz query                     list the stored questions
    suviaz query agreements           answer one
    suviaz draw --output ties.html   draw the ties

    The graph is what --store or SUVIAZ_STORE names, a folder or an address on a SPARQL server, else ./suviaz-graph.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and leaves by `sys.exit` with one of the exit codes above."""
    for stream in (sys.stdout, sys.stderr):
        # Belarusian and Korean on every console, whatever the locale says.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = suviaz.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        Screen().note("\nStopped. Whatever was loaded before is complete and stays.")
        code = 130
    except BrokenPipeError:
        # Whoever read our output has had enough (`suviaz query … | head`): no reason to complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except SuviazError as error:
        Screen().fail(str(error))
        code = 5 if isinstance(error, TimeLimit) else 2 if isinstance(error, (UnknownName, BadQuery)) else 1
    except OSError as error:
        Screen().fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
