"""The ties in a notebook: the viewer in a frame of its own, and a picture where a notebook runs no scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from html import escape

from suviaz.draw import words as say
from suviaz.draw.figure import figure
from suviaz.draw.page import html
from suviaz.errors import BrokenResource
from suviaz.network import Network

HEIGHT = 640
"""Pixels: the viewer with its lists fits, and so does the next cell."""


class Ties(Network):
    """A network that shows itself in a notebook."""

    __slots__ = ()

    @classmethod
    def of(cls, network: Network) -> Ties:
        return cls(**{field.name: getattr(network, field.name) for field in fields(Network)})

    def _repr_mimebundle_(
        self, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
    ) -> dict[str, str]:
        return bundle(self)


def bundle(network: Network) -> dict[str, str]:
    """The network by media type. HTML is missing where the viewer was not built.

    The page stands in a frame without an origin: it runs its own script and saves files, and reaches neither the
    notebook nor any host. Its style stays inside, too.
    """
    title = say.title(network, network.lang)
    found = {
        "text/plain": f"{title} – {say.words(network.lang)['size']}".format(
            nodes=len(network.nodes), links=len(network.links)
        ),
        "image/svg+xml": figure(network, title=None, lang=network.lang, limit=60, embed=True).svg,
    }
    try:
        page = html(network)
    except BrokenResource:
        return found
    frame = f'width="100%" height="{HEIGHT}" style="border: 0" title="{escape(title)}"'
    found["text/html"] = f'<iframe sandbox="allow-scripts allow-downloads" {frame} srcdoc="{escape(page)}"></iframe>'
    return found
