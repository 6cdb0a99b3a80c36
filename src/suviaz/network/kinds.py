"""How things are drawn and called by the classes that they have."""

from __future__ import annotations

from collections.abc import Iterable

# The class of the ontology decides the drawn type; the first row that matches wins, so the special stands first.
_TYPES: tuple[tuple[str, str], ...] = (
    ("Agreement", "Agreement Memorandum Treaty Protocol Contract Declaration RoadMap"),
    ("Event", "Event Meeting Signing Opening Presentation"),
    ("Body", "CooperationBody CooperationCentre JointCommittee"),
    ("Commitment", "Commitment"),
    ("Document", "Strategy Programme"),
    ("Country", "Country"),
    ("Organisation", "Organisation GovernmentBody Ministry NewsOutlet"),
    ("Person", "Person Official"),
    ("Group", "Group"),
    ("Place", "Place"),
)
TYPES = dict(_TYPES)
"""The classes of each drawn type, general ones first."""

JOINT = ("Agreement", "Event", "Body", "Commitment", "Document")
"""Types of what stands between the sides."""


def exact_kind(classes: Iterable[str]) -> str:
    """The most special of the classes."""
    return max(classes, key=lambda name: (_depth(name), name))


def drawn_type(classes: Iterable[str]) -> str | None:
    """The drawn type of a thing of these classes; None where it is not drawn."""
    present = set(classes)
    return next((name for name, members in _TYPES if present & set(members.split())), None)


def _depth(name: str) -> int:
    """How special a class is: general classes stand first in their row."""
    return next((members.split().index(name) for _, members in _TYPES if name in members.split()), -1)
