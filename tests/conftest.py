"""Profiles of Hypothesis: `pytest --hypothesis-profile=thorough` tries many more examples than a daily run, and so does
SUVIAZ_THOROUGH. And the stage on which verbs are killed, which several files share.

No profile has a time limit: a machine on which others are at work is slow, and no test is about that.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from dying import World

settings.register_profile("daily", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("daily"), max_examples=400)
settings.load_profile("thorough" if os.environ.get("SUVIAZ_THOROUGH") else "daily")


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with World.made() as made:
        yield made
