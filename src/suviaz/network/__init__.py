"""The graph of ties: who is bound to whom, by what, since when, and which words say so.

`ties` reads it from a store; `Network.to_networkx` hands it to networkx for centrality, paths and communities.
"""

from __future__ import annotations

from suviaz.network.ties import ties
from suviaz.network.values import Coverage, Link, Network, Node, Quote

__all__ = ["Coverage", "Link", "Network", "Node", "Quote", "ties"]
