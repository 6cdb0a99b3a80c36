"""Servers that speak SPARQL: how they are addressed and spoken to, and how one of them holds a graph."""

SCHEMES = ("sparql+http://", "sparql+https://")


def is_address(store: object) -> bool:
    """Whether a store is one on a server, rather than a folder."""
    return str(store).lower().startswith(SCHEMES)
