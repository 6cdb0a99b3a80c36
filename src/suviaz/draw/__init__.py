"""The network of ties for eyes and for other programs: one offline page, a figure, and the formats of graph editors."""

from __future__ import annotations

from suviaz.draw.assets import ASSETS, Asset, asset
from suviaz.draw.content import viewer_data, viewer_part
from suviaz.draw.exchange import csv, gexf, graphml
from suviaz.draw.figure import figure
from suviaz.draw.page import html
from suviaz.draw.raster import png
from suviaz.network import Network

__all__ = ["ASSETS", "Asset", "asset", "csv", "gexf", "graphml", "html", "png", "svg", "viewer_data", "viewer_part"]


def svg(network: Network, *, title: str | None = None, lang: str | None = None, limit: int = 60) -> str:
    """The picture for print as SVG: both sides, and between them at most `limit` cards in order of time.

    `title` and `lang` (of labels and words) default to the network's. The same network gives the same bytes.
    Raises UnknownName for a language that drawings do not speak.
    """
    return figure(network, title=title, lang=lang, limit=limit, embed=True).svg
