"""What can be promised, against the plain reading of the formula; the worked example of the trade."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.promise import SIZE, Promise
from engine.trouble import Refused

DAY = 86_400_000_000
ONE = 10**6


def naive(free: int, due: list[tuple[int, int]], date: int) -> int:
    """On hand - reserved + receipts due - demand due; the least of it from the date on."""
    later = [date, *(at for at, _ in due if at > date)]
    return min(free + sum(quantity for at, quantity in due if at <= day) for day in later)


def test_the_worked_example() -> None:
    """On hand 10, reserved 4, 20 due on day 3, an order of 12 due on day 5: today 6, day 3: 14."""
    promise = Promise("X", (10 - 4) * ONE, [(3 * DAY, 20 * ONE), (5 * DAY, -12 * ONE)])
    assert [promise.at(day * DAY) // ONE for day in range(7)] == [6, 6, 6, 14, 14, 14, 14]
    promise.check(6 * ONE, 0, 0)
    promise.check(14 * ONE, 3 * DAY, 0)
    with pytest.raises(Refused) as caught:
        promise.check(7 * ONE, 0, 0)
    assert caught.value.code == "BC667"
    assert caught.value.text.en == (
        "7 of X can't be promised for 1970-01-01 00:00 UTC: 6 are left then, and 1970-01-04 00:00 UTC is the earliest."
        " Promise less, or later."
    )
    assert "届时可承诺 6，最早可承诺 1970-01-04 00:00 UTC。" in caught.value.text.zh
    with pytest.raises(Refused, match="14 are left then, and nothing that is due would be enough"):
        promise.check(15 * ONE, 4 * DAY, 0)


def test_nothing_is_due() -> None:
    promise = Promise("X", 5)
    assert (promise.at(0), promise.earliest(5, 3), promise.earliest(6, 3)) == (5, 3, None)
    promise.add(4, 2)
    assert (promise.at(3), promise.at(4), promise.earliest(6, 3), promise.earliest(6, 9)) == (5, 7, 4, 9)
    promise.add(4, -2)
    promise.add(4, 0)
    assert promise.at(4) == 5


def test_too_much_was_promised() -> None:
    assert Promise("X", 5, [(3, -9)]).at(0) == -4
    with pytest.raises(Refused, match=": 0 are left"):
        Promise("X", 5, [(3, -9)]).check(1, 0, 0)


DUE = st.lists(st.tuples(st.integers(0, 30), st.integers(-9, 12)), max_size=30)


@given(st.integers(-3, 20), DUE, st.integers(-1, 32), st.integers(-5, 40), st.integers(0, 30))
def test_it_is_the_formula(
    free: int, due: list[tuple[int, int]], date: int, quantity: int, today: int
) -> None:
    promise = Promise("X", free, due)
    assert promise.at(date) == naive(free, due, date)
    days = [day for day in range(today, 62) if naive(free, due, day) >= quantity]
    assert promise.earliest(quantity, today) == (days[0] if days else None)


@pytest.mark.parametrize("seed", range(5))
def test_it_grows_and_shrinks_as_if_made_anew(seed: int) -> None:
    """Many rows, over many chunks, put in and taken out one by one."""
    draw = random.Random(seed)
    due: list[tuple[int, int]] = []
    promise = Promise("X", 40)
    for step in range(6 * SIZE):
        if due and draw.random() < (0.2 if step < 5 * SIZE else 0.9):
            at, quantity = due.pop(draw.randrange(len(due)))
            promise.add(at, -quantity)
        else:
            due.append((draw.randrange(4000), draw.randrange(-8, 10)))
            promise.add(*due[-1])
        if step % 97 == 0:
            anew = Promise("X", 40, due)
            for date in draw.sample(range(-1, 4001), 5):
                assert promise.at(date) == anew.at(date) == naive(40, due, date)
                wanted = draw.randrange(400)
                assert promise.earliest(wanted, date) == anew.earliest(wanted, date)
    for at, quantity in due:
        promise.add(at, -quantity)
    assert promise.at(0) == 40
    assert not promise._chunks
