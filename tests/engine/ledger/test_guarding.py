"""Reservations in the book: nobody gets what somebody else has, and a fold of the log comes to the same."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from engine.ledger.audit import audit
from engine.ledger.door import Books
from engine.trouble import Refused


@pytest.fixture
def books() -> Books:
    return ten()


def ten() -> Books:
    """Ten pieces at W1."""
    books = Books()
    books.receive("X", 10, "W1", at="2026-01-01", price=1)
    return books


def test_all_or_nothing_and_in_part(books: Books) -> None:
    first = books.reserve("X", 4, at="2026-01-02")
    with pytest.raises(Refused, match="7 of X were to be reserved, and 6 are free"):
        books.reserve("X", 7, at="2026-01-02")
    assert books.reserved("X") == 4
    part = books.reserve("X", 7, at="2026-01-02", partial=True)
    assert books.reserved(of=part) == 6
    books.release(first, at="2026-01-03")
    assert books.available("X") == 4


def test_by_expiry_at_delivery() -> None:
    books = Books()
    for lot, expires in (("soon", "2026-02-01T12:00"), ("late", "2026-03-01"), ("undated", None)):
        books.receive("X", 5, "W1", at="2026-01-01", price=1, lot=lot)
        books.lot(lot, expires=expires)
    books.reserve("X", 1, at="2026-01-02", deliver="2026-02-01T11:59")
    books.reserve("X", 6, at="2026-01-02", deliver="2026-02-01T12:00")
    assert [books.reserved("X", lot=lot) for lot in ("soon", "late", "undated")] == [1, 5, 1]
    with pytest.raises(Refused, match="5 of X were to be reserved, and 4 are free and usable by then"):
        books.reserve("X", 5, at="2026-01-02", deliver="2026-03-02")


def test_fulfilled_in_parts(books: Books) -> None:
    first = books.reserve("X", 4, at="2026-01-02")
    books.reserve("X", 6, at="2026-01-02")
    with pytest.raises(Refused):
        books.issue("X", 1, "W1", at="2026-01-03")
    books.issue("X", 3, "W1", at="2026-01-03", against=first)
    assert books.reserved(of=first) == 1
    with pytest.raises(Refused):
        books.issue("X", 2, "W1", at="2026-01-03", against=first)
    books.issue("X", 1, "W1", at="2026-01-03", against=first)
    assert books.reserved(of=first) == 0
    assert audit(books.book) == []


def test_another_item_does_not_use_it_up(books: Books) -> None:
    books.receive("Y", 10, "W1", at="2026-01-01", price=1)
    first = books.reserve("X", 4, at="2026-01-02")
    books.issue("Y", 3, "W1", at="2026-01-03", against=first)
    assert books.reserved(of=first) == 4
    assert audit(books.book) == []


def test_a_cancelled_issue_gives_back_no_more_than_there_is(books: Books) -> None:
    """A count found nothing since then: that what had left did not leave does not bring it back."""
    first = books.reserve("X", 4, at="2026-01-02")
    issue = books.issue("X", 4, "W1", at="2026-01-03", against=first)
    books.count("X", "W1", 1, at="2026-01-04")
    books.cancel(issue)
    assert books.on_hand("X") == books.reserved(of=first) == 1
    assert audit(books.book) == []


# -- the end of a reservation


def test_it_ends_at_an_instant(books: Books) -> None:
    first = books.reserve("X", 4, at="2026-01-02T08:00", until="2026-01-02T12:00")
    second = books.reserve("X", 2, at="2026-01-02T08:00", until="2026-01-02T13:00")
    assert books.expire("2026-01-02T11:59") == []
    assert books.reserved("X") == 6
    assert books.expire("2026-01-02T12:00") == [first]
    assert books.reserved("X") == 2
    books.reserve("X", 10, at="2026-01-02T13:00")  # whoever comes then finds all of it free
    assert books.reserved(of=second) == 0
    assert audit(books.book) == []
    anew = Books()
    anew.resume(books.book.log.values())
    assert anew.reserved("X") == books.reserved("X") == 10


def test_what_was_used_does_not_end(books: Books) -> None:
    first = books.reserve("X", 4, at="2026-01-02T08:00", until="2026-01-02T12:00")
    issue = books.issue("X", 4, "W1", at="2026-01-02T09:00", against=first)
    assert books.expire("2026-01-02T12:00") == []
    books.cancel(issue)
    assert books.reserved(of=first) == 4  # it has again what it used
    assert books.expire("2026-01-02T12:00") == [first]
    assert audit(books.book) == []


def test_what_was_used_before_its_end_does_not_come_back_after_it(books: Books) -> None:
    first = books.reserve("X", 4, at="2026-01-02T08:00", until="2026-01-02T12:00")
    second = books.reserve("X", 1, at="2026-01-02T08:00", until="2026-01-02T12:00")
    issue = books.issue("X", 4, "W1", at="2026-01-02T09:00", against=first)
    assert books.expire("2026-01-02T12:00") == [second]
    books.cancel(issue)
    assert books.reserved("X") == 0
    assert audit(books.book) == []


def test_nothing_is_used_up_after_the_end(books: Books) -> None:
    first = books.reserve("X", 10, at="2026-01-02T08:00", until="2026-01-02T12:00")
    books.issue("X", 1, "W1", at="2026-01-02T12:00", against=first)  # of what is free by now
    assert books.reserved("X") == 0


def test_an_end_before_the_beginning(books: Books) -> None:
    with pytest.raises(Refused, match="ends after it begins"):
        books.reserve("X", 1, at="2026-01-02T08:00", until="2026-01-02T08:00")
    assert books.reserved("X") == 0


# -- many at once


@pytest.mark.parametrize("seed", range(10))
def test_fifty_at_once_for_ten_pieces(seed: int) -> None:
    """In whatever order they come and whatever each asks for, ten pieces are given and no eleventh."""
    books, draw = ten(), random.Random(seed)
    left = 10
    for wanted in [draw.choice((1, 1, 1, 2, 3)) for _ in range(50)]:
        if wanted <= left:
            books.reserve("X", wanted, at="2026-01-02")
            left -= wanted
        else:
            with pytest.raises(Refused):
                books.reserve("X", wanted, at="2026-01-02")
    assert books.reserved("X") == 10
    assert audit(books.book) == []


def test_fifty_threads_through_one_writer() -> None:
    """A partition has one writer; fifty ask it at once, each for one piece."""
    books = ten()
    requests: queue.SimpleQueue[queue.SimpleQueue[bool] | None] = queue.SimpleQueue()
    answers: list[bool] = []

    def write() -> None:
        while (answer := requests.get()) is not None:
            try:
                books.reserve("X", 1, at="2026-01-02")
            except Refused:
                answer.put(False)
            else:
                answer.put(True)

    def ask() -> None:
        answer: queue.SimpleQueue[bool] = queue.SimpleQueue()
        start.wait()
        requests.put(answer)
        answers.append(answer.get())

    start = threading.Barrier(50)
    writer = threading.Thread(target=write)
    writer.start()
    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    requests.put(None)
    writer.join()
    assert answers.count(True) == 10
    assert len(answers) == 50
    assert books.reserved("X") == 10


# -- any history


def hours() -> Iterator[str]:
    """An instant after the other."""
    for day in range(2, 28):
        for hour in range(24):
            yield f"2026-01-{day:02}T{hour:02}:00"


class Desk(RuleBasedStateMachine):
    """Two lots at two places, reserved, used up, given back, counted, and running out of time."""

    def __init__(self) -> None:
        super().__init__()
        self.books = Books()
        self.clock = hours()
        self.now = next(self.clock)
        for lot in "AB":
            for place in ("W1", "W2"):
                self.books.receive("X", 10, place, at="2026-01-01", price=1, lot=lot)
        self.until: dict[int, str | None] = {}
        self.issues: list[int] = []

    @rule(wanted=st.integers(1, 25), partial=st.booleans(), lasting=st.none() | st.integers(1, 3))
    def reserve(self, wanted: int, partial: bool, lasting: int | None) -> None:
        until = None if lasting is None else f"{self.now[:11]}23:{lasting:02}"
        self.books.expire(self.now)
        free = self.books.available("X")
        try:
            of = self.books.reserve("X", wanted, at=self.now, partial=partial, until=until)
        except Refused:
            assert free < wanted
            assert not partial
            return
        assert self.books.reserved(of=of) == min(free, wanted)
        self.until[of] = until

    @rule(
        which=st.integers(0, 9),
        quantity=st.integers(1, 12),
        lot=st.sampled_from("AB"),
        place=st.sampled_from(["W1", "W2"]),
    )
    def issue(self, which: int, quantity: int, lot: str, place: str) -> None:
        of = [*self.until, None][which % (len(self.until) + 1)]
        self.books.expire(self.now)
        reserved = self.books.reserved("X", place, lot)
        own = Decimal(0)
        if of is not None:
            own = (
                Decimal(
                    next(
                        (
                            p.quantity
                            for p in self.books.book.reservations.left(str(of))
                            if (p.lot, p.place) == (lot, place)
                        ),
                        0,
                    )
                )
                / 10**6
            )
        on_hand = self.books.on_hand("X", place, lot)
        try:
            self.issues.append(self.books.issue("X", quantity, place, lot=lot, at=self.now, against=of))
        except Refused:
            assert on_hand - quantity < reserved - min(own, quantity)
        else:
            assert on_hand - quantity >= reserved - min(own, quantity)

    @rule(which=st.integers(0, 9))
    def cancel(self, which: int) -> None:
        if self.issues:
            self.books.cancel(self.issues.pop(which % len(self.issues)), at=self.now)

    @rule(which=st.integers(0, 9))
    def release(self, which: int) -> None:
        if self.until:
            of = list(self.until)[which % len(self.until)]
            had = self.books.reserved(of=of)
            try:
                self.books.release(of, at=self.now)
            except Refused:
                assert not had
            assert not self.books.reserved(of=of)

    @rule(lot=st.sampled_from("AB"), found=st.integers(0, 20))
    def count(self, lot: str, found: int) -> None:
        self.books.count("X", "W1", lot=lot, found=found, at=self.now)

    @rule(steps=st.integers(1, 12))
    def wait(self, steps: int) -> None:
        for _ in range(steps):
            self.now = next(self.clock, self.now)
        ended = self.books.expire(self.now)
        assert all((self.until[of] or "9") <= self.now for of in ended)
        for of, until in self.until.items():
            if until is not None and until <= self.now:
                assert self.books.reserved(of=of) == 0

    @invariant()
    def nobody_has_what_somebody_else_has(self) -> None:
        for lot in "AB":
            for place in ("W1", "W2"):
                assert (
                    0 <= self.books.reserved("X", place, lot) <= max(self.books.on_hand("X", place, lot), 0)
                )
        assert sum(self.books.reserved(of=of) for of in self.until) == self.books.reserved("X")

    def teardown(self) -> None:
        assert audit(self.books.book) == []
        anew = Books()
        anew.resume(self.books.book.log.values())
        for of in self.until:
            assert anew.reserved(of=of) == self.books.reserved(of=of)


TestDesk = Desk.TestCase
TestDesk.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
