"""Why a rule lets a word go that it has looked at: what the readers leave behind for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from suviaz.model import Span

Reason = Literal[
    "only-named",
    "no-signing",
    "no-paper",
    "no-person",
    "no-actor",
    "no-party",
    "no-form",
    "no-premises",
    "no-speaker",
    "no-words",
    "no-holder",
    "no-title",
    "no-event-before",
    "not-two-countries",
    "visits-event",
    "told-as-signing",
    "told-as-event",
    "in-paper",
    "promised",
    "infinitive",
    "no-day-no-place",
    "asked",
    "denied",
    "possible",
    "cancelled",
]
"""What was missing or stood against it, from what is only named to what has all it needs but is not said to be so.

The order is that of nearness: the further down, the more of the rule was fulfilled.
"""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rule that let the word at `span` go. `rule` is the name under which its facts would have been proved."""

    rule: str
    span: Span
    reason: Reason
