"""Units of items: packagings with history, physical units, digits; pieces and weight side by side."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.catch_weight import Catch, CatchBalance, Taken
from engine.ledger.units import Excess, ItemUnits, Scale, factor, times
from engine.trouble import Refused

DAY = 86_400_000_000


@pytest.fixture
def units() -> ItemUnits:
    units = ItemUnits("F-001", "袋", {"袋": Scale(0), "箱": Scale(2)})
    units.pack("箱", 24)
    units.pack("托", 40, "箱")
    return units


def quantity(units: ItemUnits, amount: str, unit: str, at: int = 0) -> Decimal:
    return units.convert(Decimal(amount), unit, at).quantity


# -- what a unit holds


@pytest.mark.parametrize(
    ("unit", "base", "holds"),
    [
        ("件", "件", 1),
        ("箱", "件", 12),
        ("箱", None, 12),
        ("g", "kg", Fraction(1, 1000)),
        ("g", None, Fraction(1, 1000)),
        ("kg", "斤", 2),
        ("lb", "kg", Fraction("0.45359237")),
        ("oz", "lb", Fraction(1, 16)),
        ("ml", "L", Fraction(1, 1000)),
        ("kg", "L", None),
        ("kg", "件", None),
        ("°C", None, None),
        ("thing", "kg", None),
    ],
)
def test_what_a_unit_holds(unit: str, base: str | None, holds: Fraction | None) -> None:
    assert factor(unit, base, {"箱": Decimal(12)}) == holds


def test_so_many_of_a_unit() -> None:
    assert times(Decimal("2.5"), Decimal(12)) == 30
    assert times(Decimal(5), Fraction("0.45359237")) == Decimal("2.26796185")


# -- packagings


def test_a_pallet_of_forty_boxes(units: ItemUnits) -> None:
    assert quantity(units, "2", "托") == 1920
    assert quantity(units, "1.5", "箱") == 36
    assert quantity(units, "7", "袋") == 7
    with pytest.raises(Refused, match="F-001 has no unit `盒`; it knows 袋, 托, 箱") as caught:
        quantity(units, "1", "盒")
    assert caught.value.code == "BC609"


def test_history_keeps_its_factor(units: ItemUnits) -> None:
    assert units.use(Decimal(1), "托", 5 * DAY).quantity == 960
    for since in (0, 5 * DAY):
        with pytest.raises(Refused, match=r"箱 of F-001 was used on 1970-01-06 00:00 UTC") as caught:
            units.pack("箱", 20, since=since)
        assert caught.value.code == "BC668"
        assert "箱 在 1970-01-06 00:00 UTC 使用过" in caught.value.text.zh
    units.pack("箱", 20, since=6 * DAY)
    assert quantity(units, "1", "托", 5 * DAY) == 960
    assert quantity(units, "1", "托", 6 * DAY - 1) == 960
    assert quantity(units, "1", "托", 6 * DAY) == 800


def test_what_was_not_used_can_be_corrected(units: ItemUnits) -> None:
    units.pack("箱", 30)
    assert quantity(units, "1", "箱") == 30


@pytest.mark.parametrize(
    ("unit", "holds", "of", "said"),
    [
        ("箱", 0, "", "holds nothing"),
        ("袋", 2, "", "says already"),
        ("箱", 2, "托", "箱 → 托 → 箱"),
        ("托", 2, "托", "托 → 托"),
    ],
)
def test_packagings_that_make_no_sense(units: ItemUnits, unit: str, holds: int, of: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as caught:
        units.pack(unit, holds, of)
    assert caught.value.code == "BC668"
    assert quantity(units, "1", "托") == 960


def test_a_ring_that_would_close_later(units: ItemUnits) -> None:
    units.pack("箱", 2, "盒", since=10)
    units.pack("盒", 6, since=0)
    assert quantity(units, "1", "箱", 10) == 12
    with pytest.raises(Refused, match="盒 → 箱 → 盒"):
        units.pack("盒", 6, "箱", since=5)
    assert quantity(units, "1", "箱", 10) == 12


def test_a_physical_unit_has_one_meaning() -> None:
    units = ItemUnits("flour", "kg")
    with pytest.raises(Refused, match="says already"):
        units.pack("g", 2)
    units.pack("袋", 25)
    assert quantity(units, "3", "袋") == 75
    assert quantity(units, "1500", "g") == Decimal("1.5")


# -- digits


def test_too_many_digits_are_rejected(units: ItemUnits) -> None:
    for amount, unit, said in (
        ("1.5", "袋", "1.5 袋 .* 0 digits"),
        ("0.125", "箱", "0.125 箱 .* 2 digits"),
        ("0.01", "箱", "0.24 袋"),
    ):
        with pytest.raises(Refused, match=said) as caught:
            quantity(units, amount, unit)
        assert caught.value.code == "BC668"


@pytest.mark.parametrize(
    ("excess", "kept"), [(Excess.HALF_EVEN, "2.268"), (Excess.UP, "2.268"), (Excess.DOWN, "2.267")]
)
def test_rounding_is_told(excess: Excess, kept: str) -> None:
    units = ItemUnits("flour", "kg", {"kg": Scale(3, excess)})
    converted = units.convert(Decimal(5), "lb", 0)
    assert converted.quantity == Decimal(kept)
    assert [t.en for t in converted.told] == [f"2.26796185 kg was rounded to {kept}."]
    assert [t.zh for t in converted.told] == [f"2.26796185 kg 已舍入为 {kept}。"]
    assert units.convert(Decimal("0.5"), "kg", 0).told == ()


@given(
    st.decimals(0, 10**6, places=4),
    st.sampled_from(["kg", "g", "lb", "袋", "托"]),
    st.integers(0, 6),
    st.sampled_from(Excess),
    st.fractions(Fraction(1, 50), 100, max_denominator=50),
)
def test_never_both_silently(
    amount: Decimal, unit: str, digits: int, excess: Excess, holds: Fraction
) -> None:
    """What comes out is exact and nothing is said, or it is within one step and that is said, or it is rejected."""
    units = ItemUnits("flour", "kg", {"kg": Scale(digits, excess), "托": Scale(6, Excess.UP)})
    units.pack("袋", holds)
    units.pack("托", 40, "袋")
    exact = Fraction(amount) * units.factor(unit, 0)
    is_exact = (exact * 10**digits).denominator == 1
    try:
        converted = units.convert(amount, unit, 0)
    except Refused:
        assert excess is Excess.REJECT
        assert not is_exact
        return
    off = Fraction(converted.quantity) - exact
    assert (off == 0) == is_exact
    assert bool(converted.told) is not is_exact
    assert abs(off) < Fraction(1, 10**digits)
    assert {Excess.UP: off >= 0, Excess.DOWN: off <= 0, Excess.REJECT: off == 0}.get(excess, True)
    if excess is Excess.HALF_EVEN:
        assert converted.quantity == round(exact, digits)


# -- catch weight

CHEESE = Catch("cheese", 2_000_000, Fraction(1, 10))


def test_pieces_and_weight() -> None:
    balance = CatchBalance(CHEESE)
    balance.put(3, 6_150_000)
    assert balance.take(1, 2_100_000) == Taken(1, 2_100_000)
    assert (balance.pieces, balance.weight) == (2, 4_050_000)
    assert balance.take(1) == Taken(1, 2_025_000)
    assert balance.take(1, 1_990_000) == Taken(1, 1_990_000, loss=35_000)
    assert (balance.pieces, balance.weight) == (0, 0)


@pytest.mark.parametrize(
    ("pieces", "weight", "said"),
    [
        (4, 8_000_000, "3 pieces of cheese are there, and 4"),
        (0, 1, "3 pieces of cheese are there, and 0"),
        (1, 0, "both are above zero"),
        (1, 2_200_001, "weigh 2 as a rule, and 2.200001 differs by more than 10 %"),
        (3, 5_400_000, "last pieces of cheese weigh 5.4, and 6.15 were left"),
    ],
)
def test_what_does_not_weigh_so_much_is_refused(pieces: int, weight: int, said: str) -> None:
    balance = CatchBalance(CHEESE)
    balance.put(3, 6_150_000)
    with pytest.raises(Refused, match=said) as caught:
        balance.take(pieces, weight)
    assert caught.value.code == "BC668"
    assert (balance.pieces, balance.weight) == (3, 6_150_000)


def test_no_piece_is_left_without_weight() -> None:
    balance = CatchBalance(Catch("cheese", 2_000_000, Fraction(1, 2)))
    balance.put(2, 2_000_000)
    with pytest.raises(Refused, match="1 pieces of cheese would be left with no weight"):
        balance.take(1, 2_000_000)


def test_no_piece_leaves_without_weight() -> None:
    """Three feathers weigh two millionths in all: the last two can't be told apart by their weight."""
    balance = CatchBalance(Catch("feather", 1, Fraction(1, 2)))
    balance.put(3, 2)
    assert balance.take(1) == Taken(1, 1)
    with pytest.raises(Refused, match="1 pieces of feather would be left with no weight"):
        balance.take(1)
    assert balance.take(2) == Taken(2, 1)


@given(st.lists(st.tuples(st.integers(-6, 6), st.none() | st.integers(1, 12_000_000)), max_size=20))
def test_weight_is_zero_where_pieces_are(steps: list[tuple[int, int | None]]) -> None:
    balance = CatchBalance(CHEESE)
    pieces = weight = 0
    for number, weighed in steps:
        try:
            if number > 0:
                balance.put(number, weighed or number * 2_000_000)
                pieces, weight = pieces + number, weight + (weighed or number * 2_000_000)
            else:
                taken = balance.take(-number, weighed)
                pieces, weight = pieces - taken.pieces, weight - taken.weight - taken.loss
        except Refused:
            pass
        assert (balance.pieces, balance.weight) == (pieces, weight)
        assert (balance.weight > 0) == (balance.pieces > 0)
