"""What is written comes back equal, whatever its type."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.codec import LIMIT, Codec
from engine.measures.book import Contribution
from engine.records import Batch
from engine.store import Store
from engine.store.columns import scaled, unscaled
from engine.store.tagged import Tags, key_text, tagged
from tests.engine.store.plant import ITEM_VALUES, LOT_VALUES, MODEL, SHAPES, batch, event, finding, packaging

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
LAST_PLACE = Decimal("0.000001")
DECIMAL = st.decimals(LAST_PLACE - LIMIT, LIMIT - LAST_PLACE, places=6)
WHOLE = st.integers(-(2**63), 2**63 - 1)
DATE = st.dates()
ATTACHED = TEXT.filter(bool).map(lambda name: f"{'a' * 64} image/png {name}")
PACKAGING = st.builds(lambda unit, factor: packaging(unit, str(factor)), TEXT, DECIMAL)
LOT = st.fixed_dictionaries(
    {
        "code": TEXT,
        "item": TEXT,
        "状态": st.sampled_from(["pending", "passed", "rejected"]),
        "Order": WHOLE,
        "order": st.none() | TEXT,
        "weight": st.none() | DECIMAL,
        "price": DECIMAL,
        "abroad": st.none() | DECIMAL,
        "loss": st.none() | DECIMAL,
        "proof": st.none() | ATTACHED,
        "papers": st.lists(ATTACHED, max_size=2).map(tuple),
        "factor": DECIMAL,
        "temperature": DECIMAL,
        "made": st.none() | DATE,
        "expires": WHOLE,
        "life": st.none() | WHOLE,
        "recalled": st.booleans(),
        "parents": st.lists(TEXT, unique=True, max_size=3).map(tuple),
        "packaging": st.none() | PACKAGING,
        "prices": st.lists(st.none() | DECIMAL, max_size=3).map(tuple),
        "days": st.lists(DATE, max_size=3).map(tuple),
    }
)
VALUE = st.recursive(
    st.none()
    | TEXT
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | DATE
    | PACKAGING,
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def memory() -> Any:
    with Store.open("sqlite://", MODEL, SHAPES) as opened:
        yield opened


@given(values=LOT, origins=st.dictionaries(TEXT, WHOLE, max_size=3))
def test_a_thing_of_every_type(memory: Store, values: dict[str, Any], origins: dict[str, int]) -> None:
    thing = (values, 7, origins)
    memory.write(Batch(things={"Lot": {values["code"]: thing}}))
    kept = memory.load().things["Lot"][values["code"]]
    assert kept == thing
    assert {name: type(value) for name, value in kept[0].items()} == {n: type(v) for n, v in values.items()}


@given(st.tuples(TEXT, TEXT, TEXT), DECIMAL)
def test_a_balance(memory: Store, key: tuple[str, str, str], quantity: Decimal) -> None:
    memory.write(Batch(balances={key: (quantity, 1)}))
    kept, _ = memory.load().balances[key]
    assert str(kept) == str(quantity)


@given(
    key=st.tuples(TEXT, st.integers(), DECIMAL, DATE, st.booleans()),
    amount=VALUE,
    number=WHOLE,
    order=WHOLE,
)
def test_a_running_figure(memory: Store, key: tuple[Any, ...], amount: Any, number: int, order: int) -> None:
    memory.write(Batch(running={("spent", key): (amount, number, order, 3)}))
    assert memory.load().running["spent", key] == (amount, number, order, 3)


@given(key=st.tuples(TEXT, TEXT), order=WHOLE, value=VALUE, flag=st.booleans(), identity=VALUE)
def test_a_contribution(memory: Store, key: Any, order: int, value: Any, flag: bool, identity: Any) -> None:
    contribution = Contribution(order, 5, order, value, flag, identity)
    memory.write(Batch(entries={("seen", key, 5): contribution}))
    assert memory.load().entries["seen", key, 5] == contribution


@given(value=VALUE)
def test_a_parameter(memory: Store, value: Any) -> None:
    memory.write(Batch(parameters={"limit": (value, 9)}))
    assert memory.load().parameters == {"limit": (value, 9)}


@given(DECIMAL)
def test_decimals_as_whole_numbers(value: Decimal) -> None:
    assert str(unscaled(scaled(value))) == str(value)


@pytest.mark.parametrize("value", [Decimal("0.0000001"), Decimal("123456789012.1234567")])
def test_a_decimal_that_was_not_rounded_is_our_mistake(value: Decimal) -> None:
    with pytest.raises(ValueError, match="not rounded"):
        scaled(value)


@given(VALUE)
def test_tagged_values(value: Any) -> None:
    assert Tags(Codec(SHAPES)).value(tagged(value)) == value


def test_equal_keys_have_one_text() -> None:
    assert key_text((Decimal("1.50"), ("a", Decimal(2)))) == key_text(
        (Decimal("1.5"), ("a", Decimal("2.000")))
    )
    assert key_text(("1",)) != key_text((1,))


def test_a_batch(store: Store) -> None:
    written = batch(1)
    store.write(written)
    loaded = store.load()
    assert loaded.things == written.things
    assert loaded.balances == written.balances
    assert loaded.holds == written.holds
    assert loaded.parameters == written.parameters
    assert loaded.running == written.running
    assert loaded.entries == written.entries
    assert loaded.standing == written.standing
    assert loaded.head == written.head
    assert list(store.events()) == written.events
    assert list(store.moves()) == written.moves
    assert list(store.findings()) == written.findings
    assert store.outbox() == written.outbox
    assert store.dead_letters() == written.dead_letters


def test_a_finding_of_nothing_much(store: Store) -> None:
    bare = finding(
        1, messages=(), reads=(), held=(), roles=(), key=(), overridden={"role": "qa", "reason": "ok"}
    )
    store.write(Batch(findings=[bare]))
    assert store.finding("F1") == bare
    assert store.finding("F2") is None


def test_an_event_without_the_optional(store: Store) -> None:
    row = event(1, parent=None, role=None, reason=None, data="\0\x1f'\"🐟", source="\0", id="")
    store.write(Batch(events=[row]))
    assert store.event(1) == row
    assert store.event(2) is None


def test_the_values_of_a_date_before_the_year_1000(store: Store) -> None:
    values = {**LOT_VALUES, "made": dt.date(1, 2, 3)}
    store.write(Batch(things={"Lot": {"L1": (values, 1, {})}}))
    assert store.load().things["Lot"]["L1"][0]["made"] == dt.date(1, 2, 3)


def test_things_come_in_the_order_of_their_creation(store: Store) -> None:
    def write(*codes: str) -> None:
        store.write(Batch(things={"Item": {c: ({**ITEM_VALUES, "code": c}, 1, {}) for c in codes}}))

    write("c", "a")
    write("b")
    write("a", "0", "c")
    assert list(store.load().things["Item"]) == ["c", "a", "b", "0"]
