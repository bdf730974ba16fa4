"""How many examples a property is tried on: few by default, many with HYPOTHESIS_PROFILE=long."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"


def effort(examples: int, long: int | None = None) -> settings:
    """Settings for a property that is tried on so many examples by default, and on forty times as many, or *long*,
    with the profile. Programs are large, and take a while."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    count = (long or 40 * examples) if _IS_LONG else examples
    return settings(max_examples=count, suppress_health_check=slow)
