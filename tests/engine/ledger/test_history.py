"""The past of a store, as it was: late moves count when they happened."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.history import History
from engine.records import EventRow, MoveRow

VIRTUAL = frozenset({"supply"})
PLACES = ("W1", "W2", "supply")


def event(seq: int, at: int) -> EventRow:
    return EventRow(seq, "s", str(seq), "Moved", at, at, None, None, None, "accepted", "{}", "{}")


def test_a_late_receipt_counts_when_it_happened() -> None:
    moves = [
        MoveRow(1, 1, "A", "L", "supply", "W1", Decimal(5)),
        MoveRow(2, 1, "A", "L", "W1", "W2", Decimal(4)),
        MoveRow(3, 1, "A", "M", "supply", "W1", Decimal("0.5")),
    ]
    history = History(VIRTUAL, [event(1, 30), event(2, 40), event(3, 10)], moves)
    assert [history.on_hand("A", "W1", at=at) for at in (9, 10, 30, 40)] == [
        0,
        Decimal("0.5"),
        Decimal("5.5"),
        1.5,
    ]
    assert history.on_hand("A", "W2", "L") == 4
    assert history.on_hand("A", "W1", "L", at=39) == 5
    assert list(history.below_zero()) == []


def test_a_place_that_held_less_than_nothing_for_a_while_is_named() -> None:
    moves = [
        MoveRow(1, 1, "A", "", "supply", "W1", Decimal(5)),
        MoveRow(2, 1, "A", "", "W1", "W2", Decimal(4)),
    ]
    history = History(VIRTUAL, [event(1, 30), event(2, 20)], moves)
    assert [tuple(low) for low in history.below_zero()] == [(("A", "", "W1"), 20, Decimal(-4))]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.permutations(PLACES), st.integers(1, 9), st.sampled_from("LM")),
        max_size=30,
    )
)
def test_any_instant_is_the_fold_to_it(steps: list[tuple[int, list[str], int, str]]) -> None:
    events = [event(seq, at) for seq, (at, *_) in enumerate(steps, 1)]
    moves = [
        MoveRow(seq, 1, "A", lot, way[0], way[1], Decimal(quantity))
        for seq, (_, way, quantity, lot) in enumerate(steps, 1)
    ]
    history = History(VIRTUAL, events, moves)
    for instant in (*range(10), None):
        for place in PLACES:
            expected = sum(
                (move.target == place) * move.quantity - (move.source == place) * move.quantity
                for e, move in zip(events, moves, strict=True)
                if instant is None or e.at <= instant
            )
            assert history.on_hand("A", place, at=instant) == expected
    assert history.wrong(history.balances()) == []
