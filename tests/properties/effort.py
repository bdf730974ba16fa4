"""How many examples a property is tried on: few by default, many with HYPOTHESIS_PROFILE=long."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_FACTOR = 40 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 1


def effort(examples: int) -> settings:
    """Settings for a property that is tried on so many examples by default. Programs are large, and take a while."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples * _FACTOR, suppress_health_check=slow)
