"""Short histories made from seeds, entered in any order into the book and folded naively: every figure agrees.

`BINCARD_SEEDS=4000` runs so many for each method instead of a hundred.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from engine.ledger import pool, timeline
from tests.engine.ledger.twins import Twins, some_op

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
        except AssertionError as error:
            pytest.fail(f"seed {seed}, {method}: {error}")
