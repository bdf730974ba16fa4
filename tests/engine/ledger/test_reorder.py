"""Reordering: fires at the level, and a second run adds nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.reorder import Supply, to_order

LEVELS = st.integers(0, 10**9)


def test_it_fires_at_the_level() -> None:
    """Level 49, up to 289: on hand 60, planned 5, requested 0, ordered 10, reserved 25 or 26."""
    supply = Supply(60, planned=5, ordered=10, reserved=25)
    assert (supply.projected, to_order(supply, 49, 289)) == (50, 0)
    supply = replace(supply, reserved=26)
    assert (supply.projected, to_order(supply, 49, 289)) == (49, 240)
    assert to_order(supply, 49, 289, lot_size=24) == 240
    assert to_order(supply, 49, 289, lot_size=100) == 300


def test_each_run_would_order_again() -> None:
    with pytest.raises(ValueError, match="up to 49"):
        to_order(Supply(0), 49, 49)


@given(st.builds(Supply, *[LEVELS] * 5), LEVELS, st.integers(1, 10**9), st.integers(1, 10**7))
def test_a_second_run_adds_nothing(supply: Supply, level: int, more: int, lot_size: int) -> None:
    ordered = to_order(supply, level, level + more, lot_size)
    assert (ordered > 0) == (supply.projected <= level)
    assert ordered % lot_size == 0
    again = replace(supply, requested=supply.requested + ordered)
    assert to_order(again, level, level + more, lot_size) == 0
    if ordered:
        assert level + more <= again.projected < level + more + lot_size
