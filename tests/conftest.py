"""Profiles of Hypothesis: `pytest --hypothesis-profile=thorough` tries many more examples than a daily run."""

from hypothesis import settings

settings.register_profile("thorough", max_examples=400, deadline=None)
