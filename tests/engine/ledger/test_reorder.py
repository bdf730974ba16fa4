"""Reordering: fires at the level, counts what is under way, and a second run adds nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.reorder import Outlook, to_order


def test_it_fires_at_the_level_and_below() -> None:
    assert to_order(Outlook(on_hand=11), 10, 30) == 0
    assert to_order(Outlook(on_hand=10), 10, 30) == 20
    assert to_order(Outlook(on_hand=4), 10, 30, multiple=24) == 48


def test_all_that_is_under_way_counts() -> None:
    assert to_order(Outlook(on_hand=5, planned=2, requested=2, ordered=2), 10, 30) == 0
    assert to_order(Outlook(on_hand=5, planned=2, requested=2, ordered=2, reserved=4), 10, 30) == 23


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 40), st.integers(0, 40), st.integers(1, 9))
def test_a_second_run_adds_nothing(on_hand: int, reserved: int, level: int, more: int, multiple: int) -> None:
    outlook = Outlook(on_hand=on_hand, reserved=reserved)
    up_to = level + 1 + more
    first = to_order(outlook, level, up_to, multiple=multiple)
    assert to_order(replace(outlook, requested=first), level, up_to, multiple=multiple) == 0
