"""Picking and reserving: what may not be used is skipped, and nobody gets what somebody else has."""

from __future__ import annotations

import itertools
import queue
import random
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from engine.ledger.picking import Pick, Stock, Strategy, pick
from engine.ledger.reservations import Reservations, figures
from engine.trouble import Refused

DAY = 86_400_000_000
ONE = 10**6
TEN = [Stock("L", "W1", 10 * ONE, 0)]


def lots(stocks: list[Stock], wanted: int, strategy: Strategy, at: int) -> list[str]:
    return [p.lot for p in pick(stocks, wanted, strategy, at)[0]]


# -- picking

SHELF = [
    Stock("late", "W1", 5, 1, expires=90, distance=7),
    Stock("soon", "W1", 5, 3, expires=50, distance=9),
    Stock("undated", "W2", 5, 2, distance=1),
    Stock("twin-b", "W1", 5, 4, expires=90, distance=3),
    Stock("twin-a", "W2", 5, 4, expires=90, distance=3),
    Stock("gone", "W1", 5, 0, expires=10, distance=0),
    Stock("held", "W1", 5, 0, expires=40, distance=0, is_kept_back=True),
]


@pytest.mark.parametrize(
    ("strategy", "order"),
    [
        (Strategy.FEFO, ["soon", "late", "twin-a", "twin-b", "undated"]),
        (Strategy.FIFO, ["late", "undated", "soon", "twin-a", "twin-b"]),
        (Strategy.LIFO, ["twin-a", "twin-b", "soon", "undated", "late"]),
        (Strategy.NEAREST, ["undated", "twin-a", "twin-b", "late", "soon"]),
    ],
)
def test_orders(strategy: Strategy, order: list[str]) -> None:
    assert lots(SHELF, 25, strategy, 10) == order
    assert lots(SHELF[::-1], 25, strategy, 10) == order


def test_a_lot_is_used_strictly_before_it_expires() -> None:
    assert lots(SHELF, 5, Strategy.FEFO, 49) == ["soon"]
    assert lots(SHELF, 5, Strategy.FEFO, 50) == ["late"]


STOCKS = st.lists(
    st.builds(
        Stock,
        st.sampled_from("ABC"),
        st.sampled_from(["W1", "W2"]),
        st.integers(0, 9),
        st.integers(0, 3),
        st.none() | st.integers(0, 20),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda s: (s.lot, s.place),
)


@given(STOCKS, st.integers(0, 30), st.sampled_from(Strategy), st.integers(0, 20))
def test_a_pick_is_piece_by_piece(stocks: list[Stock], wanted: int, strategy: Strategy, at: int) -> None:
    """Each piece in its turn is the best of what is left, by the words of the rule."""
    left = {(s.lot, s.place): s for s in stocks if s.quantity}
    taken: dict[tuple[str, str], int] = {}
    for _ in range(wanted):
        usable = [s for s in left.values() if not s.is_kept_back and (s.expires is None or s.expires > at)]
        if not usable:
            break
        best = min(
            usable,
            key=lambda s: {
                Strategy.FEFO: (s.expires is None, s.expires or 0, s.received, s.lot, s.place),
                Strategy.FIFO: (s.received, s.lot, s.place),
                Strategy.LIFO: (-s.received, s.lot, s.place),
                Strategy.NEAREST: (s.distance, s.received, s.lot, s.place),
            }[strategy],
        )
        key = (best.lot, best.place)
        taken[key] = taken.get(key, 0) + 1
        left[key] = replace(best, quantity=best.quantity - 1)
        if not left[key].quantity:
            del left[key]
    picks, short = pick(stocks, wanted, strategy, at)
    assert {(p.lot, p.place): p.quantity for p in picks} == taken
    assert short == wanted - sum(taken.values())


# -- reserving


def test_all_or_nothing_and_in_part() -> None:
    book = Reservations()
    assert book.reserve(1, "a", "X", 4 * ONE, TEN, Strategy.FEFO) == ((Pick("L", "W1", 4 * ONE),), 0)
    with pytest.raises(Refused, match="7 of X were wanted, and 6 can be reserved; 0 more") as caught:
        book.reserve(2, "b", "X", 7 * ONE, TEN, Strategy.FEFO)
    assert caught.value.code == "BC667"
    assert "可预留 6" in caught.value.text.zh
    assert book.reserve(3, "b", "X", 7 * ONE, TEN, Strategy.FEFO, is_whole=False) == (
        (Pick("L", "W1", 6 * ONE),),
        ONE,
    )
    assert book.reserve(4, "c", "X", ONE, TEN, Strategy.FEFO, is_whole=False) == ((), ONE)
    assert len(book.rows) == 2
    assert book.of_item("X") == 10 * ONE
    book.release(5, "a")
    assert book.of_item("X") == 6 * ONE


def test_by_expiry_at_delivery() -> None:
    stocks = [
        Stock("soon", "W1", 5 * ONE, 0, expires=3 * DAY),
        Stock("late", "W1", 5 * ONE, 1, expires=9 * DAY),
    ]
    book = Reservations()
    picks, _ = book.reserve(DAY, "a", "X", ONE, stocks, Strategy.FEFO, deliver=3 * DAY)
    assert picks == (Pick("late", "W1", ONE),)
    with pytest.raises(Refused, match="4 can be reserved; 5 more are kept back or will have expired"):
        book.reserve(DAY, "b", "X", 5 * ONE, stocks, Strategy.FIFO, deliver=3 * DAY)
    assert book.reserve(DAY, "b", "X", ONE, stocks, Strategy.FEFO)[0] == (Pick("soon", "W1", ONE),)


def test_fulfilled_in_parts() -> None:
    book = Reservations()
    book.reserve(1, "a", "X", 4 * ONE, TEN, Strategy.FEFO)
    book.fulfil(2, "a", Pick("L", "W1", 3 * ONE))
    assert book.left("a") == (Pick("L", "W1", ONE),)
    with pytest.raises(Refused, match="a has 1 of lot L at W1, not 2"):
        book.fulfil(3, "a", Pick("L", "W1", 2 * ONE))
    book.fulfil(3, "a", Pick("L", "W1", ONE))
    for work in (lambda: book.release(4, "a"), lambda: book.fulfil(4, "a", Pick("L", "W1", ONE))):
        with pytest.raises(Refused, match="Nothing of reservation a stands"):
            work()
    assert book.of_item("X") == 0


def test_it_ends_at_an_instant() -> None:
    book = Reservations()
    book.reserve(1, "a", "X", 4 * ONE, TEN, Strategy.FEFO, until=5)
    book.reserve(1, "b", "X", ONE, TEN, Strategy.FEFO, until=7)
    assert book.advance(4) == []
    assert book.advance(5) == ["a"]
    assert book.of_item("X") == ONE
    with pytest.raises(Refused, match="Nothing of reservation a stands"):
        book.fulfil(6, "a", Pick("L", "W1", ONE))
    assert book.reserve(7, "c", "X", 10 * ONE, TEN, Strategy.FEFO)[1] == 0


@pytest.mark.parametrize(
    ("id", "wanted", "until", "said"),
    [
        ("a", ONE, None, "a exists"),
        ("b", 0, None, "above zero"),
        ("b", ONE, 2, "1970-01-01 00:00 UTC: .* to come"),
    ],
)
def test_what_can_not_be_reserved(id: str, wanted: int, until: int | None, said: str) -> None:
    book = Reservations()
    book.reserve(2, "a", "X", ONE, TEN, Strategy.FEFO)
    with pytest.raises(Refused, match=said) as caught:
        book.reserve(2, id, "X", wanted, TEN, Strategy.FEFO, until=until)
    assert caught.value.code == "BC667"
    assert len(book.rows) == 1


def test_stock_that_is_lost_is_told() -> None:
    book = Reservations()
    book.reserve(2, "a", "X", 8 * ONE, TEN, Strategy.FEFO)
    assert book.excess({("X", "L", "W1"): 8 * ONE}.__getitem__) == []
    assert book.excess({("X", "L", "W1"): 7 * ONE}.__getitem__) == [(("X", "L", "W1"), 8 * ONE, 7 * ONE)]
    assert (
        book.reserve(3, "b", "X", ONE, [Stock("L", "W1", 7 * ONE, 0)], Strategy.FEFO, is_whole=False)[1]
        == ONE
    )


@pytest.mark.parametrize("seed", range(20))
def test_fifty_at_once_for_ten_pieces(seed: int) -> None:
    """In whatever order they come, ten get one each, and forty get nothing."""
    book, got = Reservations(), 0
    for number in random.Random(seed).sample(range(50), 50):
        try:
            book.reserve(1, f"order {number}", "X", ONE, TEN, Strategy.FEFO)
            got += 1
        except Refused:
            pass
    assert got == 10
    assert book.of_item("X") == 10 * ONE
    assert book.differences() == []


def test_fifty_threads_through_one_writer() -> None:
    book, requests = Reservations(), queue.SimpleQueue[tuple[str, queue.SimpleQueue[bool]] | None]()
    answers: list[bool] = []

    def write() -> None:
        while (request := requests.get()) is not None:
            id, answer = request
            answer.put(not book.reserve(1, id, "X", ONE, TEN, Strategy.FEFO, is_whole=False)[1])

    def ask(number: int) -> None:
        answer: queue.SimpleQueue[bool] = queue.SimpleQueue()
        start.wait()
        requests.put((f"order {number}", answer))
        answers.append(answer.get())

    start = threading.Barrier(50)
    writer = threading.Thread(target=write)
    writer.start()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    requests.put(None)
    writer.join()
    assert answers.count(True) == 10
    assert len(answers) == 50
    assert book.of_item("X") == 10 * ONE


# -- any history


class Desk(RuleBasedStateMachine):
    """Reservations of two items over stock that comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Reservations()
        self.on_hand = {(i, lot, p): 10 for i in "XY" for lot in "AB" for p in ("W1", "W2")}
        self.names = (f"r{n}" for n in itertools.count())
        self.made: list[str] = []
        self.now = 0

    def stocks(self, item: str) -> list[Stock]:
        expiry = {"A": 60, "B": None}
        return [Stock(lot, p, q, 0, expiry[lot]) for (i, lot, p), q in self.on_hand.items() if i == item]

    @rule(
        item=st.sampled_from("XY"),
        wanted=st.integers(1, 25),
        strategy=st.sampled_from(Strategy),
        whole=st.booleans(),
        lasting=st.none() | st.integers(1, 20),
    )
    def reserve(self, item: str, wanted: int, strategy: Strategy, whole: bool, lasting: int | None) -> None:
        name = next(self.names)
        before = {key: self.book.reserved(*key) for key in self.on_hand}
        free = sum(
            max(0, q - before[i, lot, p])
            for (i, lot, p), q in self.on_hand.items()
            if i == item and (lot == "B" or self.now < 60)
        )
        try:
            picks, short = self.book.reserve(
                self.now, name, item, wanted, self.stocks(item), strategy, is_whole=whole,
                until=None if lasting is None else self.now + lasting,
            )  # fmt: skip
        except Refused:
            assert whole
            assert free < wanted
            return
        assert short == max(0, wanted - free)
        assert sum(p.quantity for p in picks) == wanted - short
        for picked in picks:  # never more than is there
            key = (item, picked.lot, picked.place)
            assert before[key] + picked.quantity == self.book.reserved(*key) <= self.on_hand[key]
        self.made.append(name)

    @rule(data=st.data())
    def fulfil(self, data: st.DataObject) -> None:
        standing = [name for name in self.made if self.book.left(name)]
        if standing:
            name = data.draw(st.sampled_from(standing))
            line = data.draw(st.sampled_from(self.book.left(name)))
            part = replace(line, quantity=data.draw(st.integers(1, line.quantity)))
            item = next(row.item for row in self.book.rows if row.id == name)  # type: ignore[union-attr]
            self.book.fulfil(self.now, name, part)
            self.on_hand[item, part.lot, part.place] -= part.quantity

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        if self.made:
            name = data.draw(st.sampled_from(self.made))
            try:
                self.book.release(self.now, name)
            except Refused:
                assert not self.book.left(name)
            assert not self.book.left(name)

    @rule(
        key=st.tuples(st.sampled_from("XY"), st.sampled_from("AB"), st.sampled_from(["W1", "W2"])),
        change=st.integers(-4, 9),
    )
    def count(self, key: tuple[str, str, str], change: int) -> None:
        self.on_hand[key] += change

    @rule(passed=st.integers(0, 15))
    def wait(self, passed: int) -> None:
        self.now += passed
        self.book.advance(self.now)

    @invariant()
    def it_follows_from_its_rows(self) -> None:
        assert self.book.differences() == []
        anew = Reservations(self.book.rows)
        anew.advance(self.now)
        assert figures(anew.rows, self.now) == figures(self.book.rows, self.now)
        assert {k: anew.reserved(*k) for k in self.on_hand} == {
            k: self.book.reserved(*k) for k in self.on_hand
        }


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
