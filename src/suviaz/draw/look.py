"""Colours and shapes: one of each for a type, so that neither colour alone nor shape alone has to be told apart.

Each colour has a contrast of at least 3:1 to its ground (a test computes it), and at least 4.5:1 where it carries text.
"""

from __future__ import annotations

LIGHT = {
    "Organisation": "#0b5394",
    "Person": "#b45f06",
    "Country": "#1f1f1f",
    "Group": "#8a5a00",
    "Place": "#555555",
    "Agreement": "#38761d",
    "Event": "#990000",
    "Body": "#674ea7",
    "Commitment": "#a61c6c",
    "Document": "#137f7f",
}
DARK = {
    "Organisation": "#7cb8f2",
    "Person": "#f0a860",
    "Country": "#f2f2f2",
    "Group": "#d9b25f",
    "Place": "#b5b5b5",
    "Agreement": "#8fce6f",
    "Event": "#ff8a80",
    "Body": "#b9a5ee",
    "Commitment": "#f48fc0",
    "Document": "#62cfcf",
}
GROUND = {"light": "#ffffff", "dark": "#15171b"}
ACCENT = {"light": "#a3005c", "dark": "#ff7fbf"}
EDGE = {"light": "#7a7f87", "dark": "#8b929c"}

RELATIONS = {
    "hasParty": "Agreement",
    "isMadeBy": "Commitment",
    "isMadeTo": "Commitment",
    "hasParticipant": "Event",
}
"""Relations drawn in the colour of a type; all others are grey. Of several ties of two things the first is drawn."""

# Corners on a circle of radius 1, centre (0, 0), y downwards; no corners mean a circle.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "Organisation": (),
    "Person": ((0, -1.1), (1.05, 0.75), (-1.05, 0.75)),
    "Country": (
        (-0.35, -1.0),
        (0.35, -1.0),
        (1.0, -0.35),
        (1.0, 0.35),
        (0.35, 1.0),
        (-0.35, 1.0),
        (-1.0, 0.35),
        (-1.0, -0.35),
    ),
    "Group": ((0, 1.1), (1.05, -0.75), (-1.05, -0.75)),
    "Place": (
        (-0.35, -1),
        (0.35, -1),
        (0.35, -0.35),
        (1, -0.35),
        (1, 0.35),
        (0.35, 0.35),
        (0.35, 1),
        (-0.35, 1),
        (-0.35, 0.35),
        (-1, 0.35),
        (-1, -0.35),
        (-0.35, -0.35),
    ),
    "Agreement": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "Event": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
    "Body": ((-1.1, 0), (-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95)),
    "Commitment": (
        (0, -1.2),
        (0.32, -0.42),
        (1.14, -0.37),
        (0.51, 0.17),
        (0.71, 0.97),
        (0, 0.53),
        (-0.71, 0.97),
        (-0.51, 0.17),
        (-1.14, -0.37),
        (-0.32, -0.42),
    ),
    "Document": ((-0.75, -1.0), (0.3, -1.0), (0.75, -0.55), (0.75, 1.0), (-0.75, 1.0)),
}
TYPES = tuple(LIGHT)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
