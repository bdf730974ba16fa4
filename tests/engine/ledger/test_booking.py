"""Vouchers of postings: each balances, and all of them together say what the ledger holds."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from engine.ledger.booking import Kinds, vouchers
from engine.ledger.door import VIRTUAL, Books, Goods
from engine.ledger.vouchers import Accounts, Row, Voucher
from engine.trouble import Refused
from tests.engine.ledger.test_simulated import METHODS
from tests.engine.ledger.twins import Twins, some_op

ROLES = (*VIRTUAL, "added", "landed", "variance", "true-up", "price")
TABLE = Accounts(
    [Row("1405", place="store"), Row("1405.W2", place="branch"), *(Row(role, place=role) for role in ROLES)]
)
KINDS = Kinds(places={"W2": "branch"})


def of(books: Books) -> list[Voucher]:
    assert books.posted is not None
    return vouchers(books.book, TABLE, books.posted, KINDS)


def shown(voucher: Voucher) -> dict[str, Decimal]:
    return {e.account: Decimal(e.debit - e.credit) / 100 for e in voucher.entries}


def test_a_receipt_an_issue_and_what_a_late_receipt_changes() -> None:
    books = Books("fifo")
    books.receive("A", 10, "W1", price=10, at="2026-01-02")
    assert [shown(d) for d in of(books)] == [{"1405": 100, "suppliers": -100}]
    sold = books.issue("A", 4, "W1", at="2026-01-03")
    assert [shown(d) for d in of(books)] == [{"customers": 40, "1405": -40}]
    late = books.receive("A", 4, "W1", price=12, at="2026-01-01")
    own, adjusting = of(books)
    assert shown(own) == {"1405": 48, "suppliers": -48}
    assert adjusting.adjusts == sold
    assert shown(adjusting) == {"customers": 8, "1405": -8}
    books.cancel(late)
    assert [shown(d) for d in of(books)] == [{"suppliers": 48, "1405": -48}, {"1405": 8, "customers": -8}]


def test_a_transfer_an_assembly_and_landed_costs() -> None:
    books = Books("average")
    bought = books.receive("A", 10, "W1", price=10, at="2026-01-01")
    books.transfer("A", 5, "W1", "W2", at="2026-01-02", added=3)
    assert [shown(d) for d in of(books)] == [{"1405.W2": 53, "1405": -50, "added": -3}]
    books.assemble([Goods("A", 5, "W2")], [Goods("B", 2, "W1")], at="2026-01-03", added=7)
    assert [shown(d) for d in of(books)] == [{"1405": 60, "1405.W2": -53, "added": -7}]
    books.land([bought], 20, at="2026-01-04")
    assert [shown(d) for d in of(books)] == [
        {"1405": 20, "landed": -20},
        {"1405.W2": 10, "1405": -10},
        {"1405": 10, "1405.W2": -10},
    ]


def test_below_zero_the_table_tells_a_variance_from_what_is_trued_up() -> None:
    for below, account in (("keep", "variance"), ("true-up", "true-up")):
        books = Books("average")
        books.place("W1", below)
        books.receive("A", 1, "W1", price=10, at="2026-01-01")
        books.issue("A", 3, "W1", at="2026-01-02")
        books.receive("A", 5, "W1", price=12, at="2026-01-03")
        assert [shown(d) for d in of(books)] == [{"1405": 56, account: 4, "suppliers": -60}]


def test_a_closed_period_is_adjusted_on_the_day() -> None:
    books = Books("fifo")
    bought = books.receive("A", 10, "W1", price=10, at="2026-01-05")
    books.issue("A", 4, "W1", at="2026-01-06")
    books.close("2026-02-01")
    books.land([bought], 20, at="2026-02-02")
    assert [shown(d) for d in of(books)] == [{"1405": 12, "variance": 8, "landed": -20}]
    books.cancel(bought + 1, at="2026-02-03")
    assert [shown(d) for d in of(books)] == [{"1405": 40, "customers": -40}]


def test_a_table_without_a_row_is_told() -> None:
    books = Books()
    books.receive("A", 1, "W1", price=1, at="2026-01-01")
    assert books.posted is not None
    with pytest.raises(Refused, match="no account") as caught:
        vouchers(books.book, Accounts([Row("1405", place="store")]), books.posted)
    assert caught.value.code == "BC669"


@pytest.mark.parametrize("method", METHODS)
def test_all_drafts_together_are_what_is_held(method: str) -> None:
    """Whatever happens, in whatever order: the stock accounts hold what the ledger holds."""
    for seed in range(40):
        random, accounts = Random(seed), dict.fromkeys(("1405", "1405.W2"), 0)
        twins = Twins(method, price="4.5")
        for _ in range(20):
            before = twins.books.posted
            if random.random() < 0.2 and twins.ops:
                twins.cancel(random.choice(twins.ops))
            elif random.random() < 0.1 and twins.cancelled:
                twins.restore(*random.choice(twins.cancelled))
            else:
                twins.do(some_op(random, twins, 9))
            if twins.books.posted is not before:
                for voucher in of(twins.books):
                    for e in voucher.entries:
                        accounts[e.account] = accounts.get(e.account, 0) + e.debit - e.credit
        held = {a: Decimal(accounts[a]) / 100 for a in ("1405", "1405.W2")}
        at_w2 = sum(twins.books.value(item, "W2") for item in "AB")
        assert held == {"1405": sum(map(twins.books.value, "AB")) - at_w2, "1405.W2": at_w2}, seed
