"""The genealogy of a book: what counts of its postings, whatever was told late, cancelled or reversed."""

from __future__ import annotations

from random import Random

from engine.ledger.door import Books, Goods
from engine.ledger.recall import recall
from engine.trouble import Refused
from tests.engine.ledger.test_wide import LOTS, opened, some


def bakery() -> tuple[Books, int]:
    books = Books()
    books.receive("flour", 10, "W1", lot="F1", cost=10, at="2026-01-01")
    books.receive("flour", 10, "W1", lot="F2", cost=12, at="2026-01-01")
    books.split("flour", 4, "W1", "F1", "F1a", at="2026-01-02")
    made = books.assemble(
        [Goods("flour", 4, "W1", "F1a"), Goods("flour", 1, "W1", "F2")],
        [Goods("bread", 20, "Shop", "B1")],
        at="2026-01-03",
    )
    books.issue("bread", 5, "Shop", lot="B1", at="2026-01-04")
    return books, made


def test_up_and_down_and_the_mass_balance() -> None:
    books, _ = bakery()
    lots = books.genealogy()
    assert lots.descendants("F1").keys() == {"F1a", "B1"}
    assert lots.ancestors("B1").keys() == {"F1", "F1a", "F2"}
    balance = lots.balance("F1")
    assert (balance.came_in, balance.on_hand, balance.unexplained) == (10_000_000, {"W1": 6_000_000}, 0)
    assert lots.balance("B1").sold == 5_000_000
    found = recall(lots, "F2")
    assert sum(found.on_hand.values()) + found.sold == found.quantity


def test_what_is_cancelled_has_no_part_in_it() -> None:
    books, made = bakery()
    books.cancel(made + 1)
    books.cancel(made)
    assert books.genealogy().descendants("F2") == {}
    assert books.genealogy().descendants("F1").keys() == {"F1a"}


def test_whatever_happens_every_lot_adds_up() -> None:
    """A code that is of two items has no genealogy; so one item is looked at by itself."""
    for seed in range(30):
        random = Random(seed)
        books = opened(random)
        for _ in range(40):
            try:
                some(random, books, 1)
            except Refused:
                continue
        books.book.entered = {
            seq: entered
            for seq, entered in books.book.entered.items()
            if all(change.item == "A" for change in books.book.changes(entered))
        }
        lots = books.genealogy()
        for code in set(LOTS) & set(lots.codes):
            balance = lots.balance(code)
            explained = sum(balance.on_hand.values()) + sum(balance.into.values()) + balance.sold
            assert (
                balance.came_in == explained + balance.destroyed + balance.sent_back + balance.unexplained
            ), seed
