"""Short histories made from seeds, entered in any order into the book and folded naively: every figure agrees.

`BINCARD_SEEDS=4000` runs so many for each method instead of a hundred.
"""

from __future__ import annotations

import os
from decimal import Decimal
from random import Random

import pytest

from engine.ledger import pool, timeline
from engine.ledger.audit import audit
from tests.engine.ledger.naive import Op
from tests.engine.ledger.twins import PLACES, Twins, some_op

METHODS = ("fifo", "average", "standard")
SEEDS = int(os.environ.get("BINCARD_SEEDS", "100"))


def history(seed: int, method: str, length: int = 25, days: int = 12) -> Twins:
    random = Random(seed)
    twins = Twins(method, price="7.333" if method == "standard" else "0")
    for _ in range(length):
        what = random.random()
        if what < 0.15 and twins.ops:
            twins.cancel(random.choice(twins.ops))
        elif what < 0.2 and twins.cancelled:
            twins.restore(*random.choice(twins.cancelled))
        else:
            twins.do(some_op(random, twins, days))
    return twins


@pytest.mark.parametrize("size", [2, 128], ids=["many checkpoints", "one chunk"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("quarter", range(4))
def test_the_book_is_the_fold(method: str, quarter: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SIZE", size)
    monkeypatch.setattr(timeline, "SIZE", size)
    for seed in range(quarter, SEEDS, 4):
        try:
            twins = history(seed, method)
            for day in range(13):
                twins.check_as_of(day)
            assert audit(twins.books.book) == []
        except AssertionError as error:
            pytest.fail(f"seed {seed}, {method}: {error}")


@pytest.mark.parametrize("method", METHODS)
def test_any_order_of_arrival_ends_as_in_order(method: str) -> None:
    """With a day of its own for each, so that the order of arrival decides nothing."""
    for seed in range(SEEDS // 5):
        random = Random(seed)
        days = list(range(1, 31))
        random.shuffle(days)
        makers = [
            Op("receive", 0, 0, "A", place, quantity=Decimal(40), cost=Decimal(random.randint(1, 9999)) / 100)
            for place in PLACES
        ]
        rest = [
            random.choice(
                (
                    Op(
                        "receive",
                        day,
                        0,
                        "A",
                        "W1",
                        quantity=Decimal(3),
                        cost=Decimal(day) / 7 // Decimal("0.01") / 100,
                    ),
                    Op("issue", day, 0, "A", random.choice(PLACES), quantity=Decimal(random.randint(1, 3))),
                    Op("transfer", day, 0, "A", "W1", "W2", Decimal(random.randint(1, 2))),
                    Op("transfer", day, 0, "A", "W2", "W1", Decimal(1)),
                )
            )
            for day in days
        ]
        one, other = Twins(method, price="3"), Twins(method, price="3")
        for op in (*makers, *sorted(rest, key=lambda op: op.at)):
            assert one.do(op), seed
        random.shuffle(rest)
        for op in (*makers, *rest):
            assert other.do(op), seed
        assert one.figures() == other.figures(), seed


@pytest.mark.parametrize("method", METHODS)
def test_a_cancel_is_the_inverse(method: str) -> None:
    """Whatever is entered last and cancelled leaves every figure, and every cost, as it was."""
    for seed in range(SEEDS // 2):
        twins = history(seed, method, length=12)
        random = Random(seed)
        before, costs = (
            twins.figures(),
            {op.n: twins.books.cost(op.n) for op in twins.ops if op.kind != "land"},
        )
        if twins.do(some_op(random, twins, 12)) and twins.cancel(twins.ops[-1]):
            assert twins.figures() == before, seed
            assert {n: twins.books.cost(n) for n in costs} == costs, seed
