"""Confidence is counted, not felt: estimates from counts, and a table that knows the rules there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suviaz import grammar
from suviaz.extract.confidence import TABLE, confidence, estimate, read_counts

COUNTS = {"sure": {"Signing": (95, 100)}, "poor": {"Event": (2, 10), "Signing": (1, 10)}}


@pytest.mark.parametrize(
    ("rule", "kind", "expected"),
    [
        ("sure", "Signing", 0.93),  # m = (95 + 10 · 98/120) / 110, less half the root of m (1 − m) / 111
        ("poor", "Event", 0.45),
        ("poor", "Meeting", 0.33),  # not counted for meetings: what the rule does elsewhere
        ("new", "Event", 0.76),  # not counted at all: what rules do
    ],
)
def test_a_rule_is_as_sure_as_it_was_right(rule: str, kind: str, expected: float) -> None:
    assert estimate(COUNTS, rule, kind) == expected


@given(hit=st.integers(0, 500), missed=st.integers(0, 500))
def test_nothing_read_is_certain_and_more_right_is_never_less_sure(hit: int, missed: int) -> None:
    here = estimate({"r": {"K": (hit, hit + missed)}}, "r", "K")
    assert 0 <= here <= 0.99
    assert estimate({"r": {"K": (hit + 1, hit + missed + 1)}}, "r", "K") >= here


def test_without_counts_no_rule_is_better_than_even_odds() -> None:
    assert 0 < estimate({}, "r", "K") < 0.5


def test_the_table_counts_rules_that_exist() -> None:
    known = {example["rule"] for lang in grammar.languages() for example in grammar.load(lang).data["examples"]}
    counts = read_counts(TABLE.read_text(encoding="utf-8"))
    assert counts, "run scripts/calibrate.py"
    assert not set(counts) - known
    assert all(0 <= right <= of for kinds in counts.values() for right, of in kinds.values())
    assert {confidence(rule, kind) for rule, kinds in counts.items() for kind in kinds} <= {n / 100 for n in range(100)}
