"""Types of expressions: constants adapt, dimensions are kept apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from dsl import model as m
from dsl.typesystem import (
    DURATION,
    INTEGER,
    MONEY,
    NUMBER,
    QUANTITY,
    TEMPERATURE,
    TEMPERATURE_DIFFERENCE,
    Reference,
    SetType,
    Type,
)
from tests.dsl.checked import codes, codes_of, condition, literal, model, value

DAY = 86_400_000_000


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("quantity * 1.1 > 3", QUANTITY),
        ("1.1 * quantity > 3", QUANTITY),
        ("quantity / quantity > 3", NUMBER),
        ("quantity / 3 > 3", QUANTITY),
        ("quantity * price > 3 CNY", MONEY),
        ("price / quantity > 3", MONEY),
        ("boxes / 2 > 3", NUMBER),
        ("boxes * 2 > 3", INTEGER),
        ("boxes + share > 3", NUMBER),
        ("boxes * quantity > 3", QUANTITY),
        ("boxes + 1 > 3", INTEGER),
        ("lot.expires_at - at > 3 days", DURATION),
        ("lot.expires_at - 2026-03-01 > 3 days", DURATION),
        ("day - 2026-03-01 > 3 days", DURATION),
        ("limit * 2 > 3 days", DURATION),
        ("limit / 2 > 3 days", DURATION),
        ("limit / 1 day > 3", NUMBER),
        ("temperature - target > 3 K", TEMPERATURE_DIFFERENCE),
        ("target + 3 K > temperature", TEMPERATURE),
        ("3 K + target > temperature", TEMPERATURE),
        ("(temperature - target) * 2 > 3 K", TEMPERATURE_DIFFERENCE),
        ("days(limit) > 3", NUMBER),
        ("floor(share) > 3", INTEGER),
        ("floor(quantity * 0.5) > 3", QUANTITY),
        ("round(share, 2) > 3", NUMBER),
        ("min(boxes, share) > 3", NUMBER),
        ("max(quantity, 3) > 3", QUANTITY),
        ("length(lot.parents) > 3", INTEGER),
        ("on_hand(lot.item, place) > 3", QUANTITY),
        ("(sum l.amount for l in lot.lines) > 3", QUANTITY),
        ("(count l in lot.lines where l.amount > 3) > 3", INTEGER),
    ],
)
def test_type_of_an_expression(text: str, kind: Type) -> None:
    assert value(text).type == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quantity > 3", Decimal(3)),
        ("boxes > 3", 3),
        ("share > 3", Decimal(3)),
        ("price > 3", Decimal(3)),
        ("price > 3 元", Decimal(3)),
        ("share > 50 %", Decimal("0.5")),
        ("humidity > 50 %", Decimal(50)),
        ("limit > 0", 0),
        ("limit > 2 * 15 days", 30 * DAY),
        ("limit > 36 小时", DAY * 3 // 2),
        ("temperature > -18 °C", Decimal(-18)),
        ("temperature > 14 °F", Decimal(-10)),
        ("quantity > 2 * 3 + 1", Decimal(7)),
        ("quantity > 0 kg", Decimal(0)),
        ("share > 0.1 + 0.2", Decimal("0.3")),
        ("share > 1 / 4", Decimal("0.25")),
        ("boxes > 7 - 9", -2),
        ("boxes > -3", -3),
        ("day == 2026-03-31", dt.date(2026, 3, 31)),
        ("lot.item.storage == frozen", "frozen"),
        ("lot.status == Status.frozen", "frozen"),
        ('lot == "L1"', "L1"),
        ("place == dock", "dock"),
        ("lot.item.weight > 500 g", Decimal("0.5")),
    ],
)
def test_constants_adapt(text: str, expected: m.Value) -> None:
    found = literal(text)
    assert found == expected
    assert type(found) is type(expected)


def test_a_number_with_an_end_too_far_is_left_to_the_engine() -> None:
    found = condition("share > 1 / 3")
    assert isinstance(found, m.Compare)
    assert isinstance(found.right, m.Binary)


def test_constants_adapt_on_the_left_too() -> None:
    found = value("3 < quantity")
    assert isinstance(found, m.Literal_)
    assert found.type == QUANTITY
    assert value("frozen == lot.status").type == condition("lot.status == passed").left.type  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-31", dt.datetime(2026, 3, 31, 15, 59, 59, 999999, dt.UTC)),
        ("2026-03-31T08:00", dt.datetime(2026, 3, 31, 0, 0, tzinfo=dt.UTC)),
        ("2026-03-31T08:00:00Z", dt.datetime(2026, 3, 31, 8, 0, tzinfo=dt.UTC)),
        ("2026-03-31T08:00:00.5+09:00", dt.datetime(2026, 3, 30, 23, 0, 0, 500000, dt.UTC)),
    ],
)
def test_an_instant_is_in_the_zone_and_a_day_ends(text: str, expected: dt.datetime) -> None:
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert literal(f"lot.expires_at <= {text}") == (expected - epoch) // dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("quantity + lot.item.weight > 3", "BC307"),
        ("quantity > lot.item.weight", "BC307"),
        ("lot.item.weight < quantity", "BC307"),
        ("temperature > 8 K", "BC306"),
        ("temperature - target > 3 °C", "BC306"),
        ("temperature > 8", "BC213"),
        ("temperature == 0", "BC213"),
        ("limit > 3", "BC213"),
        ("temperature + target > 3 K", "BC303"),
        ("temperature * 2 > 3 °C", "BC303"),
        ("quantity + price > 3", "BC303"),
        ("quantity * quantity > 3", "BC303"),
        ("3 / quantity > 3", "BC303"),
        ("lot.expires_at + at > now", "BC303"),
        ("boxes == 1.5", None),
        ("ready > ready", "BC305"),
        ("ready == 3", "BC304"),
        ("lot == place", "BC304"),
        ("lot == lot.item", "BC304"),
        ("ready", None),
        ("quantity", "BC301"),
        ("boxes and ready", "BC301"),
        ("not lot", "BC301"),
        ("lot.status == chilled", "BC206"),
        ("lot.lines == lot.lines", "BC311"),
        ("any x in lot has ready", "BC312"),
        ("lot.code.length == 3", "BC308"),
        ("on_hand(lot.item) > 3", "BC320"),
        ("on_hand(lot.item, lot) > 3", "BC301"),
        ("Status.chilled == lot.status", "BC206"),
        ("quantity > 3 days", "BC304"),
        ("share > 3 kg", "BC304"),
        ("place is held and ready is held", "BC319"),
        ("-temperature > 3 °C", "BC310"),
        ("abs(temperature) > 3 °C", "BC322"),
        ("max(lot.status, passed) == passed", "BC322"),
        ("min(quantity, ready) == 3", "BC301"),
        ("lot.status in [passed, 3]", "BC301"),
        ("lot.status in passed", "BC312"),
    ],
)
def test_what_does_not_go_together(text: str, code: str | None) -> None:
    assert codes_of(text) == ([code] if code else [])


@pytest.mark.parametrize(
    "text",
    [
        "nothing > 3",
        "nothing.at.all == nothing",
        "lot.nothing > 3 kg",
        "nothing == frozen",
        "any x in nothing has x.code == frozen",
        "nothing otherwise 3 > 4",
        "min(nothing, 3) > 3",
        "nothing in [frozen, 3]",
        "[nothing, frozen] == 3",
        "on_hand(nothing, place) > 5 kg",
        "round(nothing) + 3 days > 3",
        "Lot(nothing) is known",
        "lot.supplier.status == passed and lot.supplier.name == 3",
    ],
)
def test_one_mistake_is_told_once(text: str) -> None:
    assert len(codes_of(text)) == 1


# -- quantities with a unit


def subject(text: str) -> str:
    found = condition(text)
    assert isinstance(found, m.Compare)
    assert isinstance(found.right, m.Convert)
    return spelled(found.right.subject)


def spelled(expression: m.Expression) -> str:
    match expression:
        case m.FieldRead(base, _, name):
            return f"{spelled(base)}.{name}"
        case m.Variable(name) | m.EventField(name):
            return name
        case m.Literal_(found):
            return repr(found)
        case _:
            return "?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quantity > 5 kg", "lot.item"),
        ("quantity * 2 > 5 箱", "lot.item"),
        ("on_hand(lot.item, place) > 5 kg", "lot.item"),
        ('on_hand("F1", place) > 5 kg', "'F1'"),
        ("lot.item.safety > 5 kg", "lot.item"),
        ("(lot.item.safety + 3) / 2 > 5 kg", "lot.item"),
    ],
)
def test_a_unit_belongs_to_the_item_beside(text: str, expected: str) -> None:
    assert subject(text) == expected


def test_a_quantity_of_a_record_belongs_to_the_item_in_it() -> None:
    found = condition("any l in lot.lines has l.amount > 5 kg")
    assert isinstance(found, m.Quantified)
    assert isinstance(found.condition, m.Compare)
    assert isinstance(found.condition.right, m.Convert)
    assert spelled(found.condition.right.subject) == "l.ingredient"


def test_fields_know_their_item() -> None:
    made = model("")
    assert (
        spelled(made.events["Issued"].fields["quantity"].subject or pytest.fail("no subject")) == "lot.item"
    )
    assert spelled(made.entities["Line"].fields["amount"].subject or pytest.fail("none")) == "self.ingredient"
    assert made.entities["Item"].fields["safety"].subject == m.Variable(
        "self", Reference("Item"), made.entities["Item"].span
    )
    assert made.events["Issued"].fields["price"].subject is None


def test_a_default_with_a_unit_belongs_to_what_is_made() -> None:
    text = """\
event Planned
    item: Item
    least: quantity = 2 箱

event Asked
    thing: Item
    emit Planned(item: thing)
"""
    emitted = model(text).events["Asked"].body[0]
    assert isinstance(emitted, m.Emit)
    least = emitted.fields["least"]
    assert isinstance(least, m.Convert)
    assert spelled(least.subject) == "thing"


def test_nowhere_to_convert() -> None:
    assert codes("parameter least: quantity = 3 kg\n") == ["BC212"]
    assert codes("parameter least: quantity = 0 kg\n") == []


# -- calls


def test_a_closure_is_a_set_of_things() -> None:
    found = condition("lot in descendants(lot.parents)")
    assert isinstance(found, m.In)
    assert isinstance(found.collection, m.Closure)
    assert found.collection.type == SetType(Reference("Lot"))


def test_a_lookup_may_miss_in_a_rule_and_must_not_in_a_scenario() -> None:
    assert codes_of('Lot("L1").status == passed') == ["BC302"]
    assert codes_of('Lot("L1") is known and Lot("L1").status == passed') == []
    scenario = 'scenario "s"\n    at 2026-03-01\n        Lot("L1").status == passed\n'
    assert codes(scenario) == []


def test_an_integer_becomes_a_number_where_one_is_wanted() -> None:
    body = (
        model("event E\n    lot: Lot\n    item: Item\n    set item.ratio = item.pieces\n").events["E"].body[0]
    )
    assert isinstance(body, m.Set)
    assert isinstance(body.value, m.FunctionCall)
    assert body.value.name == "number"


def test_records_are_made_and_things_are_not() -> None:
    assert (
        codes("event E\n    lot: Lot\n    add Line(ingredient: lot.item, amount: 3 kg) to lot.lines\n") == []
    )
    assert codes("event E\n    lot: Lot\n    add Line(amount: 3) to lot.lines\n") == ["BC321"]
    assert codes('event E\n    item: Item\n    set item.code = Item(code: "x")\n') != []


def test_deep_sums_are_refused_once() -> None:
    assert codes_of(" + ".join(["boxes"] * 80) + " > 3") == ["BC324"]


def test_long_conjunctions_are_not_deep() -> None:
    assert codes_of(" and ".join(["boxes > 1"] * 500)) == []


def test_a_day_and_a_duration_are_what_is_wanted() -> None:
    for text in ("lot.expires_at < 2026-03-31 + 3 days", "2026-03-31 + 3 days > lot.expires_at"):
        assert codes_of(text) == []
    assert codes_of("day < 2026-03-31 + 3 days") == []
    assert codes_of("2026-03-31 - 3 days < day") == []
    assert codes_of("2 * 30 days < limit") == []
    assert codes_of("quantity > 2 * 5 kg") == []
