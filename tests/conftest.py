"""Profiles of Hypothesis: `pytest --hypothesis-profile=thorough` tries many more examples than a daily run.

None has a time limit: a machine on which others are at work is slow, and no test is about that.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("daily", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("daily"), max_examples=400)
settings.load_profile("daily")
