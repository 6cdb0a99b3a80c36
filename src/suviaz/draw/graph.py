"""The ties as a graph of networkx that still knows its picture. Apart, because importing networkx takes time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx

from suviaz.draw.notebook import bundle
from suviaz.network import Network


class Graph(networkx.MultiDiGraph):  # type: ignore[misc]
    """A MultiDiGraph that shows the ties it was made of in a notebook, as long as it has all of them and no more."""

    ties: Network | None = None

    @classmethod
    def of(cls, ties: Network) -> Graph:
        made = cls(ties.to_networkx())
        made.ties = ties
        return made

    def _repr_mimebundle_(
        self, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
    ) -> dict[str, Any]:
        ties = self.ties
        if ties is None or (len(self), self.number_of_edges()) != (len(ties.nodes), len(ties.links)):
            return {"text/plain": str(self)}
        return bundle(ties)
