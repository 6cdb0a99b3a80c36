"""One page that holds everything: data, viewer and style. It asks for nothing and works from a file, offline."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from pathlib import Path

from suviaz.draw import words as say
from suviaz.draw.assets import script, style
from suviaz.draw.content import plain, sound, viewer_data
from suviaz.draw.fonts import embedded
from suviaz.network import Network

__all__ = ["html", "plain", "sound"]

_HERE = Path(__file__).parent


def html(network: Network, *, title: str | None = None, lang: str | None = None) -> str:
    """A self-contained page: graph and list, search, filters, and the quotes behind each tie.

    `title` and `lang` (of labels and words) default to the network's. The same network gives the same bytes.
    Raises BrokenResource where the viewer was not built, UnknownName for a language that drawings do not speak.
    """
    lang = lang or network.lang
    head = title or say.title(network, lang)
    code = script()
    data = viewer_data(network, title=title, lang=lang)
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
