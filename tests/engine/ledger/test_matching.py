"""The three-way match of order, receipt and invoice."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.matching import Matched, Outcome, Paper, Tolerance, match

ONE = 10**6
ORDER = Paper(100 * ONE, 155_000)


@pytest.mark.parametrize(
    ("received", "invoice", "expected"),
    [
        (100 * ONE, Paper(100 * ONE, 155_000), Matched(Outcome.MATCH)),
        (60 * ONE, Paper(60 * ONE, 93_000), Matched(Outcome.MATCH)),
        (100 * ONE, Paper(100 * ONE, 155_775), Matched(Outcome.MATCH, 0, 775)),
        (100 * ONE, Paper(100 * ONE, 155_776), Matched(Outcome.PRICE_DIFF, 0, 776)),
        (100 * ONE, Paper(100 * ONE, 154_224), Matched(Outcome.PRICE_DIFF, 0, -776)),
        (100 * ONE, Paper(100 * ONE + 1, 155_000), Matched(Outcome.QTY_DIFF, 1, 0)),
        (90 * ONE, Paper(100 * ONE, 160_000), Matched(Outcome.QTY_DIFF, 10 * ONE, 5_000)),
        (None, Paper(100 * ONE, 155_000), Matched(Outcome.MISSING)),
        (100 * ONE, None, Matched(Outcome.MISSING)),
    ],
)
def test_one_line(received: int | None, invoice: Paper | None, expected: Matched) -> None:
    found = match(
        {"1": ORDER}, {} if received is None else {"1": received}, {} if invoice is None else {"1": invoice}
    )
    assert found == {"1": expected}


def test_every_line_of_any_paper() -> None:
    found = match({"a": ORDER, "b": ORDER}, {"b": 100 * ONE, "c": ONE}, {"b": ORDER, "d": ORDER})
    assert {line: m.outcome for line, m in found.items()} == {
        "a": Outcome.MISSING,
        "b": Outcome.MATCH,
        "c": Outcome.MISSING,
        "d": Outcome.MISSING,
    }


def test_tolerances_are_the_users() -> None:
    wide = Tolerance(Fraction(1, 10), Fraction(1, 10))
    assert (
        match({"1": ORDER}, {"1": 100 * ONE}, {"1": Paper(110 * ONE, 187_550)}, wide)["1"].outcome
        is Outcome.MATCH
    )
    assert (
        match({"1": ORDER}, {"1": 100 * ONE}, {"1": Paper(110 * ONE, 187_551)}, wide)["1"].outcome
        is Outcome.PRICE_DIFF
    )
    free = Paper(ONE, 0)
    assert match({"1": free}, {"1": ONE}, {"1": Paper(ONE, 1)})["1"].outcome is Outcome.PRICE_DIFF


@given(
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.integers(1, 10**9),
)
def test_it_is_the_words_of_the_rule(
    quantity: int, amount: int, received: int, paid: int, invoiced: int
) -> None:
    """Quantity tolerance 0, price 0.5 %."""
    found = match({"1": Paper(quantity, amount)}, {"1": received}, {"1": Paper(invoiced, paid)})["1"]
    ordered_price, price = Fraction(amount, quantity), Fraction(paid, invoiced)
    if invoiced != received:
        assert found.outcome is Outcome.QTY_DIFF
    elif abs(price - ordered_price) > ordered_price * Fraction(1, 200):
        assert found.outcome is Outcome.PRICE_DIFF
    else:
        assert found.outcome is Outcome.MATCH
