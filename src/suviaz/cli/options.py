"""The options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from suviaz.articles.visitor import Asking
    from suviaz.llm import Extractor

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_STORE = "suviaz-graph"


def store(function: F) -> F:
    return click.option(
        "--store",
        metavar="DIR|ADDRESS",
        envvar="SUVIAZ_STORE",
        default=DEFAULT_STORE,
        help="The graph: a folder, or sparql+http://HOST:PORT/PATH on a server; "
        f"else SUVIAZ_STORE, else ./{DEFAULT_STORE}.",
    )(function)


def quiet(function: F) -> F:
    return click.option("--quiet", "-q", is_flag=True, help="Say nothing but what failed.")(function)


def output(function: F) -> F:
    return click.option(
        "--output", "-o", metavar="FILE", help="Write to this file, complete or not at all; - is standard output."
    )(function)


def lang(function: F) -> F:
    return click.option(
        "--lang",
        metavar="CODE",
        default="be",
        show_default=True,
        help="The language of names, where there is one in it.",
    )(function)


def selection(function: F) -> F:
    """--pair, --field, --from, --to, --entity: which part of the graph."""
    options = (
        click.option("--pair", nargs=2, metavar="BY KR", help="Only what ties these two countries (ISO 3166 codes)."),
        click.option("--field", metavar="CODE", help="Only this field of cooperation, such as e-government."),
        click.option("--from", "first", metavar="DAY", help="Only from this day on (2017, 2017-04 or 2017-04-26)."),
        click.option("--to", "last", metavar="DAY", help="Only up to and with this day."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def asking(*, cache: str) -> Callable[[F], F]:
    """--cache, --no-cache, --offline, --allow-private, --delay: how to ask addresses; `cache` is said of the first."""

    def decorate(function: F) -> F:
        for option in (
            click.option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, metavar="SECONDS",
                         help="Least time between two visits to one site; its robots.txt may ask for more."),
            click.option("--allow-private", is_flag=True, help="Ask addresses outside the public net, too."),
            click.option("--offline", is_flag=True, help="Ask no address: take what is in the cache."),
            click.option("--no-cache", is_flag=True, help="Keep no answers."),
            click.option("--cache", metavar="DIR", envvar="SUVIAZ_CACHE", help=cache),
        ):  # fmt: skip
            function = option(function)
        return function

    return decorate


def asked(options: dict[str, Any]) -> Asking:
    """What the values of these options come to, for `suviaz.collection`."""
    from suviaz.articles.visitor import Asking

    said = Asking(offline=options["offline"], allow_private=options["allow_private"], delay=options["delay"])
    if options["no_cache"] or options["cache"]:
        said["cache"] = None if options["no_cache"] else options["cache"]
    return said


def extractor(function: F) -> F:
    """--extractor, --llm-url, --llm-model, --llm-timeout, --llm-cache: who reads beside the grammar, or instead."""
    for option in (
        click.option("--llm-cache", metavar="DIR", envvar="SUVIAZ_LLM_CACHE",
                     help="Keep the model's answers here; else SUVIAZ_LLM_CACHE, else nowhere."),
        click.option("--llm-timeout", type=click.FloatRange(min=0, min_open=True), default=120.0, show_default=True,
                     metavar="SECONDS", envvar="SUVIAZ_LLM_TIMEOUT", help="The most that one answer may take."),
        click.option("--llm-model", metavar="NAME", envvar="SUVIAZ_LLM_MODEL", help="Its name; else SUVIAZ_LLM_MODEL."),
        click.option("--llm-url", metavar="URL", envvar="SUVIAZ_LLM_URL",
                     help="Where it is asked, up to /v1; else SUVIAZ_LLM_URL. The key: SUVIAZ_LLM_KEY alone."),
        click.option("--extractor", "by", type=click.Choice(["grammar", "llm", "both"]), default="grammar",
                     show_default=True, help="Who reads: the rules, a language model, or the model after the rules."),
    ):  # fmt: skip
        function = option(function)
    return function


def extracting(options: dict[str, Any]) -> Extractor | None:
    """What the values of these options come to; takes them out of `options`."""
    by, url, name = options.pop("by"), options.pop("llm_url"), options.pop("llm_model")
    seconds, cache = options.pop("llm_timeout"), options.pop("llm_cache")
    if by == "grammar":
        return None
    from suviaz.llm import Extractor

    return Extractor(name or "", url or "", alone=by == "llm", seconds=seconds, cache=cache, offline=options["offline"])


def decisions(function: F) -> F:
    return click.option(
        "--decisions",
        metavar="FILE",
        envvar="SUVIAZ_DECISIONS",
        help="The file of decisions; else SUVIAZ_DECISIONS, else beside the graph's folder.",
    )(function)


def answerable(function: F) -> F:
    """--why, --who: what every decision has to say."""
    for option in (
        click.option("--who", metavar="NAME", envvar="SUVIAZ_WHO", help="Who decides; else SUVIAZ_WHO, else the user."),
        click.option("--why", required=True, metavar="TEXT", help="Why: for whoever reads the decision later."),
    ):
        function = option(function)
    return function
