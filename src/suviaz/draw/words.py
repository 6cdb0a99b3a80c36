"""The words of the drawings in each language, and dates as a language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from suviaz.errors import UnknownName
from suviaz.network import Network, Node


@lru_cache
def catalogue() -> dict[str, dict[str, Any]]:
    """All words by language."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def words(lang: str) -> dict[str, Any]:
    """The words of one language. Raises UnknownName where a drawing cannot speak it."""
    try:
        return catalogue()[lang]
    except KeyError:
        raise UnknownName(
            f"A drawing cannot be labelled in '{lang}'; choose one of {', '.join(catalogue())}."
        ) from None


def day(iso: str, lang: str) -> str:
    """`2017-04-26` as the language writes it in figures; a month or a year stays as precise as it is."""
    parts = iso.split("-")
    if not all(part.isdigit() for part in parts):
        return iso
    return str(words(lang)["dates"][len(parts) - 1]).format(**dict(zip("ymd", parts, strict=False)))


def when(node: Node, lang: str) -> str:
    """The time of a node in words; empty where it is not known."""
    if node.when is None:
        return ""
    if "/" not in node.when:
        return day(node.when, lang)
    start, end = node.when.split("/")
    if start == "..":
        return str(words(lang)["until"]).format(day=day(end, lang))
    if end == "..":
        return str(words(lang)["since"]).format(day=day(start, lang))
    return f"{day(start, lang)} – {day(end, lang)}"


def concept(network: Network, scheme: str, code: str, lang: str) -> str:
    """The label of a field or role, or its code where the store has none."""
    labels: Mapping[str, str] = network.words.get(f"{scheme}/{code}", {})
    return labels.get(lang) or labels.get("en") or code.replace("-", " ")


def title(network: Network, lang: str) -> str:
    """Who with whom, or whose ties."""
    text = words(lang)
    focus = next((node for node in network.nodes if node.id == network.focus), None)
    if focus is not None:
        return str(text["title_of"]).format(a=focus.label(lang))
    if network.pair is None:
        return str(text["title_alone"])
    names = {node.country: node.label(lang) for node in network.nodes if node.type == "Country"}
    a, b = (names.get(code, code) for code in network.pair)
    return str(text["title"]).format(a=a, b=b)


def coverage(network: Network, lang: str) -> str:
    """The line that says what the picture rests on."""
    text, found = words(lang), network.coverage
    if not found.articles or found.first is None or found.last is None:
        return str(text["coverage_none"])
    return str(text["coverage"]).format(
        articles=found.articles, outlets=found.outlets, first=day(found.first, lang), last=day(found.last, lang)
    )
