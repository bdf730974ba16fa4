"""Every case on every back end, in every variant."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.passes import PASSES
from tests.conformance.case import Case, cases, final, told
from tests.conformance.player import Player
from tests.conformance.variants import reloaded, with_passes, without

ALL = cases()


def pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_expected(case: Case, golden: Callable[[Path, str], None]) -> None:
    player = Player(case.compiled, "interpreter")
    lines = []
    for step in case.steps():
        known = len(player.findings)
        lines.append(told(player, step, player.take(step), player.findings[known:]))
    golden(
        case.folder / "expected.jsonl",
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
    )
    golden(case.folder / "expected.json", pretty(final(player)))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_back_ends_agree(case: Case) -> None:
    """After every step, in everything that can be seen."""
    one, other = Player(case.compiled, "python"), Player(case.compiled, "interpreter")
    for step in case.steps():
        assert one.take(step) == other.take(step)
        counted = other.counted()
        assert one.state(counted) == other.state(counted)
    assert one.log() == other.log()


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_variants_agree(case: Case) -> None:
    """In one batch, on the graph as JSON gives it back, without passes, and opened anew before every step."""
    steps = case.steps()
    plain = Player(case.compiled)
    answers = [answer for step in steps for answer in plain.take(step)]
    counted = plain.counted()
    expected = (answers, plain.state(counted), plain.log())
    variants = [case.compiled, reloaded(case.compiled), with_passes(case.compiled, ())]
    variants += [without(case.compiled, p) for p in PASSES]
    for compiled in variants:
        player = Player(compiled)
        assert (player.take(*steps), player.state(counted), player.log()) == expected
    player = Player(case.compiled)
    answers = []
    for step in steps:
        player.reopen()
        answers += player.take(step)
    assert (answers, player.state(counted), player.log()) == expected
