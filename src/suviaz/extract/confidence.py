"""How far what a rule reads can be trusted: the share of its readings that were right on articles with gold.

`confidence.toml` counts them, written by `scripts/calibrate.py`; nothing in a rule says how good it is.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

PRIOR = 10
"""Readings that the mean of all rules weighs for each rule: one that was right twice of two is not sure."""

TABLE = Path(__file__).with_suffix(".toml")


Counts = Mapping[str, Mapping[str, tuple[int, int]]]
"""Rule -> kind of fact -> slots right, slots read."""


@lru_cache(maxsize=1024)
def confidence(rule: str, kind: str) -> float:
    """The probability, to two places and below 1, that a slot of a fact of this kind read by this rule is right."""
    return estimate(_counts(), rule, kind)


def estimate(counts: Counts, rule: str, kind: str) -> float:
    """A careful beta-binomial estimate: the counts of the rule, smoothed towards the share of all rules together.

    The mean is that of Gelman et al., Bayesian Data Analysis, section 5.3, the prior weighing `PRIOR` readings. Half a
    standard deviation is taken off, for a rule that did well on few readings will do worse on others. A kind the rule
    was not counted for has the rule's share, a rule not counted that of all.
    """
    right, of = _sum(pair for kinds in counts.values() for pair in kinds.values())
    mine = counts.get(rule, {})
    hit, read = mine[kind] if kind in mine else _sum(mine.values())
    mean = (hit + PRIOR * (right / of if of else 0.5)) / (read + PRIOR)
    return min(round(mean - math.sqrt(mean * (1 - mean) / (read + PRIOR + 1)) / 2, 2), 0.99)


def read_counts(text: str) -> Counts:
    """What `confidence.toml` holds."""
    return {rule: {kind: (n[0], n[1]) for kind, n in kinds.items()} for rule, kinds in tomllib.loads(text).items()}


@lru_cache
def _counts() -> Counts:
    return read_counts(TABLE.read_text(encoding="utf-8"))


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    both = list(pairs)
    return sum(pair[0] for pair in both), sum(pair[1] for pair in both)
