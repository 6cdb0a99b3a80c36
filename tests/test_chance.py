"""Chance is let loose on every reader: whole samples that are changed, cut, and mixed with what might hurt.

Nothing but the project's own errors comes out, in bounded time and memory. SUVIAZ_THOROUGH tries many times as many.
"""

from __future__ import annotations

import resource

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chance import TARGETS, Target, timed

EXAMPLES = settings().max_examples if settings().max_examples > 100 else 15
MEGABYTES = 600


@st.composite
def mutated(draw: st.DrawFn, target: Target) -> bytes:
    data = bytearray(draw(st.sampled_from(target.samples)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(data)))
        how = draw(st.sampled_from(["byte", "bit", "cut", "drop", "twice", "word", "other", "noise"]))
        size = draw(st.integers(1, 60))
        if how in ("byte", "bit") and place < len(data):
            data[place] = draw(st.integers(0, 255)) if how == "byte" else data[place] ^ (1 << size % 8)
        elif how == "cut":
            del data[place:]
        elif how == "drop":
            del data[place : place + size]
        elif how == "twice":
            data[place:place] = data[max(0, place - size) : place] * draw(st.sampled_from([1, 2, 50]))
        elif how == "word" and target.words:
            data[place:place] = draw(st.sampled_from(target.words))
        elif how == "other":
            other = draw(st.sampled_from(target.samples))
            data[place:] = other[draw(st.integers(0, len(other))) :]
        else:
            data[place:place] = draw(st.binary(max_size=12))
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
def test_chance_finds_nothing_but_sentences(name: str) -> None:
    target = TARGETS[name]
    for sample in target.samples:
        timed(target.check, sample)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(mutated(target))
    def any_bytes(data: bytes) -> None:
        timed(target.check, data)

    any_bytes()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024
