"""What the viewer reads: the network as JSON, whole inside a page, or a part at a time from a server."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from suviaz.draw import words as say
from suviaz.draw.layout import MIDDLE, moments, places, sides
from suviaz.draw.look import ACCENT, DARK, EDGE, GROUND, LIGHT, RELATIONS, SHAPES
from suviaz.errors import UnknownName
from suviaz.network import Link, Network, Node, Quote

BASE = "https://w3id.org/suviaz/id/"
BELONGING = ("belongsToCountry", "isLocatedIn", "represents", "worksFor")
"""Relations that say where somebody belongs: such a tie comes with a thing that is there for another reason."""

ROOM, CAP, WHOLE = 150, 500, 2000
"""Nodes shown at first, nodes shown at most, and nodes that a server ever gives out at once."""


def viewer_data(
    network: Network,
    *,
    title: str | None = None,
    lang: str | None = None,
    ui: str | None = None,
    source: str | None = None,
    site: Mapping[str, str] | None = None,
) -> str:
    """JSON for the element `#data` of a page with the viewer; it cannot end the element that it stands in.

    `lang` is the language of labels; `ui` that of the words, where it is chosen apart from it. Without `source` all is
    inside. With it, an address that gives `viewer_part` of the same network, only what is shown at first is inside,
    without quotes. `site` has the addresses of the pages `article` (with {key}, {start}, {end}) and `entity` (with
    {iri}). The same network gives the same bytes. Raises UnknownName for a language that drawings do not speak.
    """
    lang = lang or network.lang
    say.words(ui or lang)
    spoken = {ui: say.words(ui)} if ui else say.catalogue()
    shown = network if source is None else _top(network, ROOM)
    return embeddable(
        {
            "titles": {code: title or say.title(network, code) for code in spoken},
            "coverage": {code: say.coverage(network, code) for code in spoken},
            "lang": lang,
            "ui": ui,
            "languages": [[code, table["language"]] for code, table in say.catalogue().items()],
            "words": spoken,
            "base": BASE,
            "room": ROOM,
            "cap": CAP,
            "quiet": _quiet(network),
            "belonging": BELONGING,
            "years": network.years,
            "pair": network.pair,
            "focus": network.focus,
            "colours": {"light": LIGHT, "dark": DARK},
            "shapes": SHAPES,
            "ground": GROUND,
            "edge": EDGE,
            "relations": RELATIONS,
            "accent": ACCENT,
            "concepts": network.words,
            "source": source,
            "site": site,
            "total": {"nodes": len(network.nodes), "links": len(network.links)},
            **_part(shown, network, quoted=source is None),
        }
    )


def viewer_part(network: Network, *, of: str | None = None) -> str:
    """JSON of the whole network without quotes, or of the thing `of` (an IRI) and its ties, with the quotes.

    Of a network with more than WHOLE nodes those with most ties are given. Raises UnknownName for a thing not in it.
    """
    if of is None:
        return embeddable(_part(_top(network, WHOLE), network, quoted=False))
    links = tuple(link for link in network.links if of in (link.source, link.target))
    ends = {of, *(link.source for link in links), *(link.target for link in links)}
    nodes = tuple(node for node in network.nodes if node.id in ends)
    if not any(node.id == of for node in nodes):
        raise UnknownName(f"There is no {of} in this picture.")
    return embeddable(_part(Network(nodes, links, network.pair), network, quoted=True))


def embeddable(data: Any) -> str:
    """JSON that cannot end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _quiet(network: Network) -> list[str]:
    """Relations that are true, but hide the rest: off until asked for. A pair's sides are told by the place, too."""
    return ["belongsToCountry", "isLocatedIn", *(["involvesCountry", "represents"] if network.pair else [])]


def _top(network: Network, room: int) -> Network:
    """The nodes with most ties, as the viewer ranks them before anything is filtered, and the links between them."""
    if len(network.nodes) <= room:
        return network
    alone = {node.id for node in network.nodes if node.type in MIDDLE or node.type == "Country"}
    links = [link for link in network.links if link.relation not in _quiet(network)]
    active = {end for link in links if link.relation not in BELONGING for end in (link.source, link.target)} | alone
    links = [link for link in links if link.relation not in BELONGING or link.source in active]
    ties = Counter(end for link in links for end in (link.source, link.target))
    ranked = sorted((node for node in network.nodes if ties[node.id] or node.id in alone), key=lambda n: -ties[n.id])
    kept = {node.id for node in ranked[:room]}
    return Network(
        tuple(node for node in network.nodes if node.id in kept),
        tuple(link for link in network.links if link.source in kept and link.target in kept),
        network.pair,
    )


def _part(part: Network, whole: Network, *, quoted: bool) -> dict[str, Any]:
    """Nodes and links with their quotes; places and columns are those of the whole network."""
    quotes: list[Quote] = []
    if quoted:
        quotes = sorted(
            {q for node in part.nodes for q in node.quotes} | {q for link in part.links for q in link.quotes}
        )
    numbers = {quote: number for number, quote in enumerate(quotes)}
    articles = {quote.article: quote for quote in reversed(quotes)}
    rows = {iri: row for row, iri in enumerate(sorted(articles))}
    at, column, moment = places(whole), _columns(whole), moments(whole)
    index = {node.id: number for number, node in enumerate(part.nodes)}
    return {
        "quoted": quoted,
        "nodes": [
            _node(node, numbers)
            | {
                "x": at[node.id][0],
                "y": at[node.id][1],
                "column": column.get(node.id, "m"),
                "moment": moment.get(node.id),
            }
            for node in part.nodes
        ],
        "links": [
            {**_link(link, numbers), "source": index[link.source], "target": index[link.target]} for link in part.links
        ],
        "quotes": [_quote(quote, rows) for quote in quotes],
        "articles": [
            {"iri": iri, "title": found.title, "url": found.url, "published": found.published, "lang": found.lang}
            for iri, found in sorted(articles.items())
        ],
    }


def _columns(network: Network) -> dict[str, str]:
    """l, r or o (others) for who stands at a side; the rest is the middle."""
    found = {}
    for letter, side in zip("lro", sides(network), strict=True):
        for node in [node for group in side.groups for node in group] + ([side.country] if side.country else []):
            found[node.id] = letter
    return found


def _link(link: Link, numbers: Mapping[Quote, int]) -> dict[str, Any]:
    return {
        "relation": link.relation,
        "roles": link.roles,
        "first": link.first,
        "last": link.last,
        "confidence": link.confidence,
        "modality": link.modality,
        "planned": link.planned,
        "unsure": link.unsure,
        "langs": sorted({quote.lang for quote in link.quotes if quote.lang}),
        "said": len(link.quotes),
        "quotes": [numbers[quote] for quote in link.quotes if quote in numbers],
    }


def _node(node: Node, numbers: Mapping[Quote, int]) -> dict[str, Any]:
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
        "langs": sorted({quote.lang for quote in node.quotes if quote.lang}),
        "said": len(node.quotes),
        "quotes": [numbers[quote] for quote in node.quotes if quote in numbers],
    }


def _quote(quote: Quote, rows: Mapping[str, int]) -> dict[str, Any]:
    return {
        "article": rows[quote.article],
        "start": quote.start,
        "end": quote.end,
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
