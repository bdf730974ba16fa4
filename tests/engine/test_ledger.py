"""The ledger by itself: double entry, no stock below zero, exact decimals, and undoing."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.codec import LIMIT
from engine.ledger import NO_LOT, Journal, Ledger
from engine.trouble import Refused
from tests.engine.yard import THINGS, Yard

VIRTUAL = frozenset({"supply", "customers"})


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(VIRTUAL)


def balances(ledger: Ledger) -> dict[tuple[str, str, str], Decimal]:
    return {(item, lot, place): quantity for item, lot, place, quantity in ledger.balances()}


def test_what_one_place_gives_the_other_gets(ledger: Ledger) -> None:
    ledger.move("F", "L", "supply", "W1", Decimal("2.5"), 1, [])
    ledger.move("F", "L", "W1", "W2", Decimal(1), 2, [])
    assert balances(ledger) == {
        ("F", "L", "W1"): Decimal("1.5"),
        ("F", "L", "W2"): 1,
        ("F", "L", "supply"): Decimal("-2.5"),
    }
    assert ledger.everywhere("F", "L") == Decimal("2.5")
    assert ledger.total["F", "W1"] == Decimal("1.5")


def test_ten_times_a_tenth_is_one(ledger: Ledger) -> None:
    for seq in range(10):
        ledger.move("F", "L", "supply", "W1", Decimal("0.1"), seq, [])
    assert ledger.balance("F", "L", "W1") == 1
    ledger.move("F", "L", "W1", "customers", Decimal(1), 11, [])
    assert ("F", "L", "W1") not in balances(ledger)


def test_half_a_cup(ledger: Ledger) -> None:
    """0.5 tea, 1.2 slices of lemon, 0.8 syrup: from 20, 45 and 30 thirty-seven half cups leave 1.5, 0.6 and 0.4."""
    recipe = {"tea": "0.5", "lemon": "1.2", "syrup": "0.8"}
    for item, start in zip(recipe, (20, 45, 30), strict=True):
        ledger.move(item, NO_LOT, "supply", "bar", Decimal(start), 1, [])
    for seq in range(37):
        for item, amount in recipe.items():
            ledger.move(item, NO_LOT, "bar", "customers", Decimal(amount), seq, [])
    assert [ledger.balance(item, NO_LOT, "bar") for item in recipe] == [
        Decimal("1.5"),
        Decimal("0.6"),
        Decimal("0.4"),
    ]
    with pytest.raises(Refused, match=r"bar holds 0\.6 of lemon, and 1\.2 were to leave"):
        ledger.move("lemon", NO_LOT, "bar", "customers", Decimal("1.2"), 38, [])


def test_stock_cannot_fall_below_zero(ledger: Ledger) -> None:
    ledger.move("F", "L", "supply", "W1", Decimal(5), 1, [])
    before = balances(ledger)
    undo: Journal = []
    with pytest.raises(Refused) as caught:
        ledger.move("F", "L", "W1", "W2", Decimal("5.000001"), 2, undo)
    assert caught.value.code == "BC601"
    assert caught.value.text.en.startswith("W1 holds 5 of lot L of F, and 5.000001 were to leave.")
    assert "W1 现有 F 批次 L 5" in caught.value.text.zh
    assert balances(ledger) == before
    assert not undo
    with pytest.raises(Refused, match="W1 holds 0 of F"):
        ledger.move("F", NO_LOT, "W1", "W2", Decimal(1), 2, [])


def test_the_other_side_of_the_entry_may_be_negative(ledger: Ledger) -> None:
    ledger.move("F", "L", "customers", "W1", Decimal(5), 1, [])
    assert ledger.balance("F", "L", "customers") == -5


def test_moves_that_are_none(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="BC602"):
        ledger.move("F", "L", "supply", "W1", Decimal(-1), 1, [])
    with pytest.raises(Refused, match="BC603"):
        ledger.move("F", "L", "W1", "W1", Decimal(1), 1, [])
    assert ledger.move("F", "L", "supply", "W1", Decimal(0), 1, []) == 0
    assert ledger.move("F", "L", "supply", "W1", Decimal("0.0000001"), 1, []) == 0
    assert not balances(ledger)


def test_a_quantity_is_kept_to_six_places(ledger: Ledger) -> None:
    third = ledger.move("F", "L", "supply", "W1", Decimal(1) / Decimal(3), 1, [])
    assert third == Decimal("0.333333")
    assert ledger.balance("F", "L", "W1") == third


def test_no_balance_outgrows_the_database(ledger: Ledger) -> None:
    ledger.move("F", "L", "supply", "W1", LIMIT - 1, 1, [])
    for place in ("W1", "W2"):  # either side of the entry
        with pytest.raises(Refused, match="BC606"):
            ledger.move("F", "L", "supply", place, Decimal(1), 2, [])
    with pytest.raises(Refused, match="BC606"):
        ledger.move("F", "M", "supply", "W1", LIMIT, 2, [])
    ledger.move("F", "L", "W1", "W2", LIMIT - 1, 3, [])
    assert ledger.balance("F", "L", "W2") == LIMIT - 1


places = st.sampled_from(["supply", "customers", "W1", "W2"])
moves = st.tuples(
    st.sampled_from("FG"),
    st.sampled_from(["L", "M", NO_LOT]),
    places,
    places,
    st.decimals(-1, 50, places=3),
)


def facts(ledger: Ledger) -> object:
    """All that is true of a ledger, but what only shows how it came about."""
    lots = {item: {lot: q for lot, q in of.items() if q} for item, of in ledger.of_lot.items()}
    return (
        balances(ledger),
        {at: q for at, q in ledger.total.items() if q},
        {item: q for item, q in ledger.of_item.items() if q},
        {item: of for item, of in lots.items() if of},
        {at: dict(last) for at, last in ledger.last_move.items() if last},
    )


@given(st.lists(moves, max_size=40), st.integers(0, 40))
def test_what_must_always_hold(made: list[tuple[str, str, str, str, Decimal]], kept: int) -> None:
    """Every lot sums to zero, no place is below zero, the sums beside agree, and undoing restores all of it."""
    ledger, undo = Ledger(VIRTUAL), Journal()
    mark, before = 0, facts(ledger)
    for number, move in enumerate(made):
        if number == kept:
            mark, before = len(undo), facts(ledger)
        try:
            ledger.move(*move, number + 1, undo)
        except Refused:
            continue
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    real: dict[str, Decimal] = defaultdict(Decimal)
    for item, lot, place, quantity in ledger.balances():
        assert quantity
        assert quantity > 0 or place in VIRTUAL
        sums[item, lot] += quantity
        totals[item, place] += quantity
        if place not in VIRTUAL:
            real[item] += quantity
    assert not any(sums.values())
    assert {k: v for k, v in ledger.total.items() if v} == {k: v for k, v in totals.items() if v}
    assert {k: v for k, v in ledger.of_item.items() if v} == dict(real)
    for item, lot in sums:
        there = sum(q for i, at, p, q in ledger.balances() if (i, at) == (item, lot) and p not in VIRTUAL)
        assert ledger.everywhere(item, lot) == there
        assert sum(q for p, q in ledger.places_of(item, lot) if p not in VIRTUAL) == there
    while len(undo) > mark:
        function, arguments = undo.pop()
        function(*arguments)
    assert facts(ledger) == before or kept >= len(made)


def test_restored_it_is_as_it_was() -> None:
    yard = Yard(THINGS).stocked("L1", 7).stocked("L2", "2.5")
    yard.accept("Sold", lot="L1", place="W1", quantity=7)
    old = yard.engine.state.ledger
    new = Ledger(old.virtual)
    for (item, place), last in old.last_move.items():
        for lot, seq in last.items():
            new.restore(item, lot, place, old.balance(item, lot, place), seq)
    assert facts(new) == facts(old)
    assert not new.changed
