"""Hypothesis profiles: without deadlines, and repeatable where the environment variable CI is set."""

import os

from hypothesis import HealthCheck, settings

_QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("random", deadline=None, max_examples=40, suppress_health_check=_QUIET)
settings.register_profile("repeatable", settings.get_profile("random"), derandomize=True)
settings.load_profile("repeatable" if os.environ.get("CI") else "random")
