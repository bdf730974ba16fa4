"""Values to JSON and back without loss; what is kept of a number."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.attachments import Attachment
from dsl.typesystem import (
    BOOL,
    DATE,
    DURATION,
    FILE,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    PERCENT,
    PHOTO,
    QUANTITY,
    TEXT,
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    Reference,
    SetType,
    Type,
)
from engine.codec import LARGEST, LIMIT, Codec, encode, kept, plain, storable
from engine.shapes import Shapes
from engine.trouble import Refused
from tests.engine.yard import YARD, compiled

SHAPES = Shapes(compiled(YARD).model)
CODEC = Codec(SHAPES)
PACKAGING = SHAPES.records["Packaging"]

decimals = st.decimals(-LIMIT, LIMIT, places=6).filter(lambda d: abs(d) < LIMIT)
whole = st.integers(-LARGEST, LARGEST)
ATTACHED = st.builds(
    Attachment, st.sampled_from(["a" * 64, "0" * 64]), st.just("image/png"), st.text("x.图 ", min_size=1)
).map(Attachment.text)
VALUES: list[tuple[Type, st.SearchStrategy[Any]]] = [
    (TEXT, st.text()),
    (BOOL, st.booleans()),
    (INTEGER, whole),
    (INSTANT, whole),
    (DURATION, whole),
    (NUMBER, decimals),
    (QUANTITY, decimals),
    (MONEY, decimals),
    (PERCENT, decimals),
    (Currency("USD"), decimals),
    (PHOTO, ATTACHED),
    (FILE, ATTACHED),
    (Physical("temperature"), decimals),
    (DATE, st.dates()),
    (EnumType("Storage"), st.sampled_from(["frozen", "ambient"])),
    (Reference("Lot"), st.text(min_size=1)),
    (Record("Packaging"), st.builds(PACKAGING, st.text(), decimals)),
]
OPTIONAL = [(Optional(kind), st.none() | values) for kind, values in VALUES]
MANY = [
    (container(kind), st.lists(values, max_size=3).map(tuple))
    for kind, values in VALUES
    for container in (ListType, SetType)
]
ALL: list[tuple[Type, st.SearchStrategy[Any]]] = [*VALUES, *OPTIONAL, *MANY]


@pytest.mark.parametrize("number", range(len(ALL)), ids=[str(kind) for kind, _ in ALL])
@given(data=st.data())
def test_what_is_encoded_is_decoded(number: int, data: st.DataObject) -> None:
    kind, values = ALL[number]
    value = data.draw(values)
    back = CODEC.decode(json.loads(json.dumps(encode(value, kind))), kind)
    assert back == value
    assert type(back) is type(value)


def test_a_field_that_came_later() -> None:
    """A record that was written before a field was declared has the default, or nothing."""
    back = CODEC.decode({"unit": "箱"}, Record("Packaging"))
    assert (back.unit, back.factor) == ("箱", None)


def test_records_are_values() -> None:
    one, same, other = (
        PACKAGING("箱", Decimal(12)),
        PACKAGING("箱", Decimal("12.0")),
        PACKAGING("箱", Decimal(13)),
    )
    assert one == same != other
    assert len({one, same, other}) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("-0.000", "0"),
        ("1E+3", "1000"),
        ("1.500", "1.5"),
        ("100", "100"),
        ("0.000001", "0.000001"),
        ("-1E-6", "-0.000001"),
        ("123456789012.123456", "123456789012.123456"),
        ("0E-6", "0"),
        ("0E+9", "0"),
    ],
)
def test_plain(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@given(decimals)
def test_plain_is_the_same_number_without_an_exponent(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert "e" not in text.lower()
    assert text != "-0"
    assert text == plain(Decimal(text))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.1234565", "0.123456"),
        ("0.1234575", "0.123458"),
        ("-0.1234565", "-0.123456"),
        ("0.12345651", "0.123457"),
        ("999999999999.999999", "999999999999.999999"),
        ("5", "5.000000"),
    ],
)
def test_kept_to_six_places_half_to_even(value: str, expected: str) -> None:
    assert str(kept(Decimal(value))) == expected


@pytest.mark.parametrize("value", ["1e12", "-1e12", "1e400", "1e99999999"])
def test_too_large_to_be_kept(value: str) -> None:
    with pytest.raises(Refused, match="BC606") as caught:
        kept(Decimal(value))
    assert "smaller than 10^12" in caught.value.text.en
    assert "数值须小于 10^12" in caught.value.text.zh


@pytest.mark.parametrize("value", [10**18, -(10**18), 10**40])
def test_whole_numbers_too_large_to_be_stored(value: int) -> None:
    with pytest.raises(Refused, match="BC606"):
        storable(value)


@pytest.mark.parametrize("value", ["x", None, True, (1, 2), dt.date(2026, 3, 1), 10**18 - 1, -(10**18) + 1])
def test_anything_else_is_stored_as_it_is(value: Any) -> None:
    assert storable(value) is value
