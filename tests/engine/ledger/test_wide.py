"""Wide histories from seeds: lots, places below zero, closed periods, reservations. No fold says what must come out; but

- a book that is folded anew from the log has the same figures (`audit`);
- for every lot the places sum to zero, and nothing held is nothing worth;
- what is in a closed period never changes, whatever is told afterwards;
- what is refused has changed nothing.
"""

from __future__ import annotations

import os
from decimal import Decimal
from random import Random

import pytest

from engine.ledger import pool, timeline
from engine.ledger.audit import audit
from engine.ledger.door import VIRTUAL, Books, Goods
from engine.trouble import Refused

SEEDS = int(os.environ.get("BINCARD_SEEDS", "60"))
ITEMS, PLACES, LOTS = ("A", "B"), ("W1", "W2", "K", "T"), ("", "L1", "L2")

Figures = dict[tuple[str, str, str, int], tuple[Decimal, Decimal]]


def opened(random: Random) -> Books:
    books = Books(random.choice(("fifo", "average")))
    for item in ITEMS:
        method = random.choice(("fifo", "average", "standard"))
        books.item(
            item,
            method,
            by_place=random.random() < 0.7,
            by_lot=random.random() < 0.5,
            price=random.randint(0, 9),
        )
    books.place("K", "keep")
    books.place("T", "true-up")
    return books


def some(random: Random, books: Books, month: int) -> None:
    """Something happens, of this month or an earlier one."""
    at = f"2026-{random.choice((month, month, 1)):02}-{random.randint(1, 28):02}"
    recorded = f"2026-{month:02}-28"
    item, place, lot = random.choice(ITEMS), random.choice(PLACES), random.choice(LOTS)
    quantity = Decimal(random.randint(1, 4000)) / 1000
    money = Decimal(random.randint(0, 9999)) / 100
    postings = list(books.book.entered)
    match random.randrange(13):
        case 0 | 1 | 2:
            books.receive(item, quantity * 2, place, lot=lot, at=at, cost=money, recorded=recorded)
        case 3 | 4:
            books.issue(item, quantity, place, lot=lot, at=at, recorded=recorded)
        case 5 | 6:
            target = random.choice([p for p in PLACES if p != place])
            books.transfer(item, quantity, place, target, lot=lot, at=at, recorded=recorded)
        case 7:
            other = ITEMS[1 - ITEMS.index(item)]
            books.assemble(
                [Goods(item, quantity, place, lot)],
                [Goods(other, quantity, place), Goods(item, quantity / 2, place)],
                at=at,
                added=money,
                recorded=recorded,
            )
        case 8 if postings:
            books.give_back(random.choice(postings), quantity / 2, at=at, place=place, recorded=recorded)
        case 9 if postings:
            books.land([random.choice(postings)], money, at=at, recorded=recorded)
        case 10:
            found = {code: Decimal(random.randint(0, 5)) for code in random.sample(LOTS, 2)}
            books.count(item, place, found, at=at, whole=random.random() < 0.5, recorded=recorded)
        case 11:
            if random.random() < 0.5:
                books.revalue(item, money, at=at, recorded=recorded)
            else:
                books.reserve(item, quantity, at=recorded, partial=True)
        case _ if books.book.log:
            books.cancel(random.choice(list(books.book.log)), at=recorded, recorded=recorded)


def figures(books: Books, months: range) -> Figures:
    return {
        (item, place, lot, month): (
            books.on_hand(item, place, lot, at=f"2026-{month:02}-28"),
            books.value(item, place, at=f"2026-{month:02}-28"),
        )
        for item in ITEMS
        for place in PLACES
        for lot in LOTS
        for month in months
    }


def check(books: Books, seed: int) -> None:
    assert audit(books.book) == [], seed
    for item in ITEMS:
        for lot in LOTS:
            total = sum(books.on_hand(item, place, lot) for place in (*PLACES, *VIRTUAL))
            assert total == 0, f"seed {seed}: {item} {lot}"
    for one in books.book.pools.values():
        state = one.tail
        assert state.quantity or not state.value, f"seed {seed}: nothing is worth {state.value}"
        for line in one.lines():
            assert line.is_valued, f"seed {seed}"
            if one.item in ITEMS and not line.quantity and not line.value:
                assert not line.effect


@pytest.mark.parametrize("size", [2, 128], ids=["many checkpoints", "one chunk"])
@pytest.mark.parametrize("quarter", range(4))
def test_wide_histories(quarter: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SIZE", size)
    monkeypatch.setattr(timeline, "SIZE", size)
    for seed in range(quarter, SEEDS, 4):
        random = Random(seed)
        books = opened(random)
        kept: Figures = {}
        for month in range(1, 5):
            for _ in range(20):
                before = figures(books, range(1, month + 1))
                try:
                    some(random, books, month)
                except Refused:
                    assert figures(books, range(1, month + 1)) == before, (
                        f"seed {seed}: refused, and yet changed"
                    )
            check(books, seed)
            now = figures(books, range(1, month))
            assert {key: now[key] for key in kept} == kept, f"seed {seed}: a closed month changed"
            books.close(f"2026-{month + 1:02}-01")
            kept = figures(books, range(1, month + 1))
