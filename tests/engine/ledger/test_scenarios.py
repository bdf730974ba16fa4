"""The scenarios of `scenarios/`: what other systems' test suites check, in our words, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.ledger.scenario import NotAsExpected, play

SCENARIOS = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))


def read(path: Path) -> dict[str, Any]:
    scenario: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return scenario


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario(path: Path) -> None:
    play(read(path))


def test_there_are_enough() -> None:
    assert len(SCENARIOS) >= 25


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"expect": [{"value": {"item": "A"}, "is": 1}]}, "value of {'item': 'A'} is 0.00, not 1"),
        ({"issue": {"item": "A", "quantity": 1, "place": "W", "at": "2026-01-01"}}, "BC601"),
        ({"close": {"before": "2026-01-01"}, "refused": "BC601"}, "should have been refused"),
        ({"buy": {}}, "a step is one of"),
        ({"expect": [{"worth": {}, "is": 1}]}, "one can expect"),
    ],
)
def test_what_is_not_as_expected_is_told(step: dict[str, Any], said: str) -> None:
    with pytest.raises(NotAsExpected) as caught:
        play({"steps": [step]})
    assert said in str(caught.value)
