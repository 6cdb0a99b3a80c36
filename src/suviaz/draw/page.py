"""One page that holds everything: data, viewer and style. It asks for nothing and works from a file, offline."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from suviaz.draw import words as say
from suviaz.draw.assets import script, style
from suviaz.draw.fonts import embedded
from suviaz.draw.layout import MIDDLE, places
from suviaz.draw.look import DARK, EDGE, GROUND, LIGHT, RELATIONS, SHAPES
from suviaz.network import Network, Node, Quote

_HERE = Path(__file__).parent
_BASE = "https://w3id.org/suviaz/id/"
_ACCENT = {"light": "#a3005c", "dark": "#ff7fbf"}


def html(network: Network, *, title: str | None = None, lang: str | None = None) -> str:
    """A self-contained page: graph and list, search, filters, and the quotes behind each tie.

    `title` and `lang` (of labels and words) default to the network's. The same network gives the same bytes.
    Raises BrokenResource where the viewer was not built, UnknownName for a language that drawings do not speak.
    """
    lang = lang or network.lang
    head = title or say.title(network, lang)
    code = script()
    data = _embedded(_data(network, title, lang))
    rules = embedded(data) + style()
    values = {
        "lang": escape(lang),
        "title": escape(head),
        "coverage": escape(say.coverage(network, lang)),
        "noscript": escape(say.words(lang)["how_text"]),
        "style": rules,
        "style_hash": _hash(rules),
        "script": code,
        "script_hash": _hash(code),
        "data": data,
    }
    template = (_HERE / "page.html").read_text("utf-8")
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], template)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embedded(data: Any) -> str:
    """JSON that cannot end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _data(network: Network, title: str | None, lang: str) -> dict[str, Any]:
    quotes = sorted(
        {q for node in network.nodes for q in node.quotes} | {q for link in network.links for q in link.quotes}
    )
    numbers = {quote: number for number, quote in enumerate(quotes)}
    articles = {quote.article: quote for quote in reversed(quotes)}
    rows = {iri: row for row, iri in enumerate(sorted(articles))}
    at = places(network)
    index = {node.id: number for number, node in enumerate(network.nodes)}
    return {
        "titles": {code: title or say.title(network, code) for code in say.catalogue()},
        "coverage": {code: say.coverage(network, code) for code in say.catalogue()},
        "lang": lang,
        "languages": [[code, table["language"]] for code, table in say.catalogue().items()],
        "words": say.catalogue(),
        "base": _BASE,
        "years": network.years,
        "pair": network.pair,
        "colours": {"light": LIGHT, "dark": DARK},
        "shapes": SHAPES,
        "ground": GROUND,
        "edge": EDGE,
        "relations": RELATIONS,
        "accent": _ACCENT,
        "concepts": network.words,
        "nodes": [_node(node, at[node.id], numbers) for node in network.nodes],
        "links": [
            {
                "source": index[link.source],
                "target": index[link.target],
                "relation": link.relation,
                "roles": link.roles,
                "first": link.first,
                "last": link.last,
                "confidence": link.confidence,
                "modality": link.modality,
                "planned": link.planned,
                "unsure": link.unsure,
                "quotes": [numbers[quote] for quote in link.quotes],
            }
            for link in network.links
        ],
        "quotes": [_quote(quote, rows) for quote in quotes],
        "articles": [
            {"title": found.title, "url": found.url, "published": found.published, "lang": found.lang}
            for _, found in sorted(articles.items())
        ],
    }


def _node(node: Node, at: tuple[float, float], numbers: dict[Quote, int]) -> dict[str, Any]:
    spellings = _spellings(node)
    return {
        "id": node.id,
        "type": node.type,
        "kind": node.kind,
        "joint": node.type in MIDDLE,
        "labels": dict(node.labels),
        "find": spellings,
        "sounds": sorted({sound(name) for name in spellings if name.isascii()}),
        "country": node.country,
        "status": node.status,
        "planned": node.planned,
        "when": node.when,
        "first": node.first,
        "last": node.last,
        "fields": node.fields,
        "x": at[0],
        "y": at[1],
        "quotes": [numbers[quote] for quote in node.quotes],
    }


def _quote(quote: Quote, rows: dict[str, int]) -> dict[str, Any]:
    return {
        "article": rows[quote.article],
        "before": quote.before,
        "text": quote.text,
        "after": quote.after,
        "modality": quote.modality,
        "speaker": quote.speaker,
    }


def _spellings(node: Node) -> list[str]:
    """Every name in small letters without marks, in its own script and in Latin letters."""
    from suviaz.names import romanise

    named = [*((lang, name) for lang, name in node.labels.items()), *(("", name) for name in node.names)]
    found = {plain(name) for _, name in named}
    found |= {plain(romanise(name, lang)) for lang, name in named if lang and not name.isascii()}
    return sorted(name for name in found if name)


def plain(text: str) -> str:
    """Small letters without accents and apostrophes; the viewer does the same to what is typed."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", text.lower()) if not "\u0300" <= letter <= "\u036f"
    )
    return unicodedata.normalize("NFC", re.sub("[\u02b9\u02bc'’`]", "", bare))


_SOUNDS: Sequence[tuple[str, Any]] = (
    ("shch|sch", "s"),
    ("[ksctz]h", lambda found: {"kh": "h", "sh": "s", "ch": "c", "th": "t", "zh": "z"}[found[0]]),
    ("g", "h"),
    ("ts", "c"),
    ("[yj]", "i"),
    ("[eo]", "a"),
    ("[vw]", "u"),
    ("x", "ks"),
    (r"(.)\1+", r"\1"),
)


def sound(text: str) -> str:
    """A Latin spelling by its sound, so that Popkov and Papkoŭ meet; the viewer does the same to what is typed."""
    for pattern, by in _SOUNDS:
        text = re.sub(pattern, by, text)
    return text
