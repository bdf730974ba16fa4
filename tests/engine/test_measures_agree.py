"""The incremental book against the naive one: every aggregate, window, identity and order, with late arrivals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dsl import model as m
from dsl.diagnostics import Both
from dsl.source import NOWHERE
from dsl.typesystem import DURATION, INSTANT, INTEGER, QUANTITY, TEXT, Optional, Type
from engine.ledger import Journal
from engine.measures.book import Contribution, mean
from engine.measures.incremental import IncrementalBook
from engine.measures.naive import NaiveBook

KEY = ("a",)
KINDS = ("sum", "count", "average", "min", "max", "first", "last", "distinct", "streak", "time")


@dataclass(frozen=True)
class Shape:
    """What a measure says of itself."""

    kind: Any
    value: Type
    over: int | None
    ordered: bool
    identified: bool

    def model(self) -> m.Model:
        """A model with this one measure, `x`."""
        here = m.EventField("v", self.value, NOWHERE)
        case = m.EventMeasureCase(
            "E",
            (m.EventField("k", TEXT, NOWHERE),),
            here if self.kind not in ("count", "streak", "time") else None,
            None,
            m.EventField("o", INSTANT, NOWHERE) if self.ordered else None,
            m.EventField("i", TEXT, NOWHERE) if self.identified else None,
        )
        body = m.EventMeasure(self.kind, {"E": case}, self.over)
        name = Both("x", "x")
        return m.Model(measures={"x": m.Measure("x", name, (), self.type, body, "", NOWHERE)})

    @property
    def type(self) -> Type:
        """The type of the measure."""
        match self.kind:
            case "sum":
                return self.value
            case "count" | "streak" | "distinct":
                return INTEGER
            case "time":
                return DURATION
            case _:
                return Optional(self.value)


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    kind = draw(st.sampled_from(KINDS))
    over = draw(st.none() | st.integers(1, 30))
    return Shape(
        kind,
        draw(st.sampled_from([QUANTITY, DURATION])),
        over,
        draw(st.booleans()),
        over is None and draw(st.booleans()),
    )


@dataclass(frozen=True)
class Said:
    """What one event says; times are relative to now."""

    late: int
    order: int
    number: int
    flag: bool
    identity: str | None
    undone: bool


SAYINGS = st.builds(
    Said,
    st.sampled_from([0, 0, 0, 1, 5, 20, 40]),
    st.integers(-40, 25),
    st.integers(-3, 6),
    st.booleans(),
    st.sampled_from([None, "p", "q"]),
    st.sampled_from([False, False, False, True]),
)
STEPS = st.lists(st.integers(0, 12) | SAYINGS, max_size=25)
"""Time passes, or something is counted."""


class Pair:
    """Both books, the stored changes of one, and the clock."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.model = shape.model()
        self.naive = NaiveBook(self.model)
        self.book = IncrementalBook(self.model)
        self.stored_running: dict[Any, Any] = {}
        self.stored: dict[Any, Any] = {}
        self.now = 100
        self.seq = 0

    def contribution(self, said: Said) -> Contribution:
        self.seq += 1
        at = self.now - said.late
        order = at + said.order if self.shape.ordered else at
        amount: Any = said.number if self.shape.value == DURATION else Decimal(said.number) / 4
        value = amount if self.shape.kind not in ("count", "streak", "time") and said.flag else None
        identity = said.identity if self.shape.identified else None
        return Contribution(order, self.seq, at, value, said.flag, identity)

    def take(self, step: int | Said, look: Callable[[], None]) -> None:
        if isinstance(step, int):
            self.now += step
            return
        c = self.contribution(step)
        undos: tuple[Journal, Journal] = [], []
        self.naive.count("x", KEY, c, undos[0])
        self.book.count("x", KEY, c, undos[1])
        if step.undone:
            look()
            for undo in undos:
                for function, arguments in reversed(undo):
                    function(*arguments)
        self.store()

    def store(self) -> None:
        for at in self.book.changes.running:
            figure = self.book.running(*at)
            assert figure is not None
            self.stored_running[at] = figure
        for place, c in self.book.changes.entries.items():
            if c is None:
                self.stored.pop(place, None)
            else:
                self.stored[place] = c
        self.book.changes.running.clear()
        self.book.changes.entries.clear()

    def reopen(self) -> None:
        self.book = IncrementalBook(self.model)
        for (name, key), figure in self.stored_running.items():
            self.book.restore_running(name, key, figure)
        for (name, key, _), c in self.stored.items():
            self.book.restore_entry(name, key, c)

    def compare(self) -> None:
        """In everything that a book is asked."""
        for ask in ("read", "next_change", "slope", "sources"):
            one, other = (getattr(b, ask)("x", KEY, self.now) for b in (self.book, self.naive))
            assert one == other, ask
            assert type(one) is type(other)

    def agree(self) -> None:
        """The books do, and the store has what the book has."""
        self.compare()
        self.store()
        running, entries = self.book.everything()
        assert entries == self.stored
        assert running == {k: v for k, v in self.stored_running.items() if v[1]}


@given(shapes(), STEPS)
def test_books_agree(shape: Shape, steps: list[int | Said]) -> None:
    """However late events come, and whatever is undone."""
    pair = Pair(shape)
    for step in steps:
        pair.take(step, pair.compare)
        pair.agree()


@given(shapes(), STEPS)
def test_without_a_look_between(shape: Shape, steps: list[int | Said]) -> None:
    """What a book drops on reading makes no difference to what it says later."""
    pair = Pair(shape)
    for step in steps:
        pair.take(step, lambda: None)
    pair.agree()


@given(shapes(), STEPS)
def test_restored_book_goes_on(shape: Shape, steps: list[int | Said]) -> None:
    pair = Pair(shape)
    for step in steps:
        pair.take(step, lambda: None)
        pair.reopen()
        pair.agree()


@given(shapes(), st.lists(SAYINGS, max_size=12), st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(shape: Shape, sayings: list[Said], random: Any) -> None:
    """The same events, with the same numbers, in any order give the same value."""
    first, second = Pair(shape), Pair(shape)
    contributions = [first.contribution(said) for said in sayings]
    for c in contributions:
        first.book.count("x", KEY, c, [])
    random.shuffle(contributions)
    for c in contributions:
        second.book.count("x", KEY, c, [])
    assert first.book.read("x", KEY, 100) == second.book.read("x", KEY, 100)


@given(shapes(), STEPS, st.integers(1, 60))
def test_nothing_changes_before_the_next_change(shape: Shape, steps: list[int | Said], ahead: int) -> None:
    """Until then a value stands still, or grows as its slope says."""
    pair = Pair(shape)
    for step in steps:
        pair.take(step, lambda: None)
    start, value = pair.now, pair.naive.read("x", KEY, pair.now)
    slope, change = pair.naive.slope("x", KEY, start), pair.naive.next_change("x", KEY, start)
    for now in range(start, min(start + ahead, change or start + ahead)):
        expected = value + slope * (now - start) if slope else value
        assert pair.naive.read("x", KEY, now) == expected


@given(st.lists(st.integers(-5, 5), min_size=1), st.sampled_from([QUANTITY, DURATION]))
def test_mean_of_durations_is_a_duration(numbers: list[int], kind: Type) -> None:
    result = mean(sum(numbers), len(numbers), Optional(kind))
    assert isinstance(result, int if kind == DURATION else Decimal)
    assert abs(Decimal(result) - Decimal(sum(numbers)) / len(numbers)) <= Decimal("0.5")


def test_reading_keeps_nothing() -> None:
    book = IncrementalBook(Shape("time", QUANTITY, 10, False, False).model())
    assert book.read("x", KEY, 5) == 0
    assert list(book.keys()) == []
