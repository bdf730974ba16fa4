"""A store made with an older model, opened with a newer one."""

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dsl.model import Construct, Entity, Enum, Field, ListExpression, Literal_, Model, Parameter
from dsl.source import NOWHERE
from dsl.typesystem import (
    BOOL,
    DURATION,
    INTEGER,
    MONEY,
    QUANTITY,
    TEXT,
    EnumType,
    ListType,
    Optional,
    Record,
    Reference,
    SetType,
    Type,
)
from engine.records import Batch
from engine.shapes import Shapes
from engine.store import Store, StoreError
from tests.engine.store.plant import STATUS, entity, enum, field, label, model_of

CODE = field("code", TEXT)


def thing_model(*fields: Field, **others: Any) -> Model:
    return model_of(entity("Thing", CODE, *fields), **others)


def write(path: Path, model: Model, things: dict[str, dict[str, Any]], name: str = "Thing") -> None:
    batch = Batch(things={name: {k: ({"code": k, **v}, 1, {}) for k, v in things.items()}})
    with Store.open(str(path), model, Shapes(model)) as store:
        store.write(batch)


def load(
    path: Path, model: Model, *, read_only: bool = False, name: str = "Thing"
) -> dict[str, dict[str, Any]]:
    with Store.open(str(path), model, Shapes(model), read_only=read_only) as store:
        things = store.load().things[name]
    return {key: {n: v for n, v in values.items() if n != "code"} for key, (values, _, _) in things.items()}


def refused(path: Path, model: Model) -> str:
    """The text of the refusal, which changes nothing, for a writer and for a reader."""
    before = path.read_bytes()
    texts = set()
    for read_only in (False, True):
        with pytest.raises(StoreError, match="BC658") as caught:
            Store.open(str(path), model, Shapes(model), read_only=read_only)
        assert caught.value.text.zh.endswith("。")
        texts.add(caught.value.text.en)
    assert path.read_bytes() == before
    (text,) = texts
    return text


# -- what is added


def literal(value: Any, kind: Type) -> Literal_:
    return Literal_(value, kind, NOWHERE)


def with_default(name: str, kind: Type, default: Any) -> Field:
    return Field(name, label(name), kind, default, (), None, None, NOWHERE)


PACKAGING = entity("Packaging", field("unit", TEXT), field("factor", QUANTITY), key=None)
NEW_FIELDS = (
    (field("size", QUANTITY, Decimal("2.5")), Decimal("2.5")),
    (field("size", MONEY), None),
    (field("size", Optional(INTEGER)), None),
    (field("size", Optional(TEXT), "a"), "a"),
    (field("size", BOOL, False), False),
    (field("size", EnumType("Status"), "passed"), "passed"),
    (field("size", SetType(Reference("Thing"))), ()),
    (
        with_default("size", ListType(TEXT), ListExpression((literal("a", TEXT),), ListType(TEXT), NOWHERE)),
        ("a",),
    ),
)


@pytest.mark.parametrize(("added", "expected"), NEW_FIELDS)
def test_a_new_field_gets_its_default(path: Path, added: Field, expected: Any) -> None:
    old, new = thing_model(), thing_model(added)
    write(path, old, {"a": {}})
    bytes_before = path.read_bytes()
    assert load(path, new, read_only=True) == {"a": {"size": expected}}
    assert path.read_bytes() == bytes_before
    assert load(path, new) == {"a": {"size": expected}}
    assert load(path, new, read_only=True) == {"a": {"size": expected}}


def test_a_new_record_field_gets_its_default(path: Path) -> None:
    values = {"unit": literal("箱", TEXT), "factor": literal(Decimal(12), QUANTITY)}
    default = Construct("Packaging", values, Record("Packaging"), NOWHERE)
    new = model_of(PACKAGING, entity("Thing", CODE, with_default("size", Record("Packaging"), default)))
    write(path, model_of(PACKAGING, entity("Thing", CODE)), {"a": {}})
    size = load(path, new)["a"]["size"]
    assert (size.unit, size.factor) == ("箱", 12)


def test_a_new_entity(path: Path) -> None:
    other = entity("thing", CODE, field("n", INTEGER))  # differs by case alone
    write(path, thing_model(), {"a": {}})
    new = model_of(entity("Thing", CODE), other)
    assert load(path, new, read_only=True, name="thing") == {}
    write(path, new, {"b": {"n": 1}}, name="thing")
    assert load(path, new, name="thing") == {"b": {"n": 1}}
    assert load(path, new) == {"a": {}}
    swapped = model_of(other, entity("Thing", CODE))
    assert load(path, swapped, name="thing") == {"b": {"n": 1}}


def test_nothing_new_changes_nothing(path: Path) -> None:
    model = thing_model(field("size", QUANTITY, Decimal(1)))
    write(path, model, {"a": {"size": Decimal(3)}})
    before = path.read_bytes()
    assert load(path, model) == {"a": {"size": 3}}
    assert path.read_bytes() == before


# -- what is removed


def test_a_field_that_is_gone_keeps_its_column_and_may_come_back(path: Path) -> None:
    old, new = thing_model(field("size", QUANTITY, Decimal(7))), thing_model()
    write(path, old, {"a": {"size": Decimal(1)}})
    write(path, new, {"b": {}})
    assert load(path, new) == {"a": {}, "b": {}}
    assert load(path, old, read_only=True) == {"a": {"size": 1}, "b": {"size": 7}}
    assert load(path, old) == {"a": {"size": 1}, "b": {"size": 7}}
    optional = thing_model(field("size", Optional(QUANTITY)))
    assert load(path, optional) == {"a": {"size": 1}, "b": {"size": 7}}


def test_an_entity_that_is_gone_keeps_its_table(path: Path) -> None:
    both = model_of(entity("Thing", CODE), entity("Other", CODE))
    write(path, both, {"o": {}}, name="Other")
    assert load(path, thing_model()) == {}
    assert load(path, both, name="Other") == {"o": {}}


# -- what is changed

FITS = (
    (QUANTITY, Optional(QUANTITY), Decimal(1)),
    (Reference("Thing"), TEXT, "a"),
    (EnumType("Status"), TEXT, "passed"),
    (SetType(TEXT), ListType(TEXT), ("x",)),
    (ListType(INTEGER), ListType(Optional(INTEGER)), (1,)),
)


@pytest.mark.parametrize(("before", "after", "value"), FITS)
def test_a_type_that_takes_all_values_of_the_old_one(
    path: Path, before: Type, after: Type, value: Any
) -> None:
    write(path, thing_model(field("size", before)), {"a": {"size": value}})
    assert load(path, thing_model(field("size", after))) == {"a": {"size": value}}


MISFITS = (
    (QUANTITY, MONEY, Decimal(1), "quantity", "money"),
    (INTEGER, DURATION, 1, "integer", "duration"),
    (TEXT, INTEGER, "x", "text", "integer"),
    (TEXT, Reference("Thing"), "x", "text", "Thing"),
    (Optional(TEXT), Optional(BOOL), "x", "text?", "bool?"),
    (ListType(TEXT), SetType(TEXT), ("x", "x"), "list of text", "set of text"),
    (ListType(TEXT), TEXT, ("x", "x"), "list of text", "text"),
)


@pytest.mark.parametrize(("before", "after", "value", "was", "now"), MISFITS)
def test_another_type_is_refused(
    path: Path, before: Type, after: Type, value: Any, was: str, now: str
) -> None:
    write(path, thing_model(field("size", before)), {"a": {"size": value}, "b": {"size": value}})
    text = refused(path, thing_model(field("size", after)))
    assert text.startswith(
        f"Thing.size was `{was}` and is now `{now}`: 2 values would be lost, such as that of `a`"
    )


@pytest.mark.parametrize(("before", "after", "value", "was", "now"), MISFITS)
def test_another_type_where_nothing_has_a_value(
    path: Path, before: Type, after: Type, value: Any, was: str, now: str
) -> None:
    write(path, thing_model(field("size", Optional(before))), {"a": {"size": None}})
    new = thing_model(field("size", Optional(after)))
    assert load(path, new, read_only=True) == {"a": {"size": None}}
    assert load(path, new) == {"a": {"size": None}}


def test_several_changes_are_counted(path: Path) -> None:
    old = thing_model(field("x", TEXT), field("y", TEXT), field("z", TEXT))
    write(path, old, {"a": {"x": "", "y": "", "z": ""}})
    new = thing_model(field("x", BOOL), field("y", BOOL), field("z", BOOL))
    assert "There are 2 more changes like this." in refused(path, new)


def test_a_field_that_must_have_a_value_now(path: Path) -> None:
    write(path, thing_model(field("size", Optional(INTEGER))), {"a": {"size": None}, "b": {"size": 3}})
    text = refused(path, thing_model(field("size", INTEGER)))
    assert "must have a value now, but 1 things in the store have none, such as `a`" in text
    filled = {"a": {"size": 5}, "b": {"size": 3}}
    new = thing_model(field("size", INTEGER, 5))
    assert load(path, new, read_only=True) == filled
    assert load(path, new) == filled


WRAPPED: tuple[tuple[Any, Any], ...] = (
    (lambda kind: kind, "passed"),
    (Optional, "passed"),
    (ListType, ("pending", "passed")),
)


@pytest.mark.parametrize(("wrap", "value"), WRAPPED)
def test_an_enum_that_lost_a_value(path: Path, wrap: Any, value: Any) -> None:
    size = field("size", wrap(EnumType("Status")))

    def with_values(*values: str) -> Model:
        return thing_model(size, enums=(enum("Status", *values),))

    write(path, thing_model(size), {"a": {"size": value}})
    assert "no longer allows 1 of the values" in refused(path, with_values("pending", "rejected", "new"))
    assert load(path, with_values("pending", "passed", "new")) == {"a": {"size": value}}


def records(*fields: Field, enums: tuple[Enum, ...] = (STATUS,)) -> Model:
    thing: Entity = entity("Thing", CODE, field("parts", ListType(Record("Part"))))
    return model_of(entity("Part", *fields, key=None), thing, enums=enums)


def test_a_record_that_changes(path: Path) -> None:
    old = records(field("n", INTEGER), field("gone", TEXT))
    part = Shapes(old).records["Part"](3, "x")
    write(path, old, {"a": {"parts": (part,)}})
    assert "list of Part" in refused(path, records(field("n", TEXT)))
    (loaded,) = load(path, records(field("n", INTEGER), field("m", Optional(TEXT))))["a"]["parts"]
    assert (loaded.n, loaded.m) == (3, None)


def test_a_record_within_itself(path: Path) -> None:
    model = records(field("n", INTEGER), field("parts", ListType(Record("Part"))))
    write(path, model, {"a": {"parts": ()}})
    assert load(path, model) == {"a": {"parts": ()}}


def test_another_key(path: Path) -> None:
    new = model_of(entity("Thing", CODE, field("number", TEXT), key="number"))
    write(path, thing_model(field("number", TEXT)), {})
    assert load(path, new) == {}
    with Store.open(str(path), new, Shapes(new)) as store:
        store.write(Batch(things={"Thing": {"7": ({"code": "a", "number": "7"}, 1, {})}}))
    assert "The key of Thing was `number` and is now `code`: 1 things" in refused(path, thing_model())


def test_a_parameter_of_another_type(path: Path) -> None:
    def with_limit(kind: Type, value: Any) -> Model:
        limit = Parameter("limit", label("limit"), kind, value, value, value, (), "test", NOWHERE)
        return thing_model(parameters={"limit": limit})

    old, new = with_limit(MONEY, Decimal(1)), with_limit(INTEGER, 1)
    Store.open(str(path), old, Shapes(old)).close()
    Store.open(str(path), new, Shapes(new)).close()
    with Store.open(str(path), new, Shapes(new)) as store:
        store.write(Batch(parameters={"limit": (2, 1)}))
    assert "The parameter limit was `integer` and is now `money`" in refused(path, old)


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, thing_model(), {"a": {}})

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("engine.store.migrate._fill", fail)
    new = thing_model(field("size", INTEGER, 1))
    with pytest.raises(StoreError):
        Store.open(str(path), new, Shapes(new))
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(e_Thing)")]
    connection.close()
    assert columns == ["code", "_origin", "_origins", "_number"]


def test_the_currency_of_a_store_stays(path: Path) -> None:
    write(path, thing_model(field("size", MONEY)), {"a": {"size": Decimal(1)}})
    text = refused(path, replace(thing_model(field("size", MONEY)), currency="USD"))
    assert text.startswith("Money in this store is in CNY, and the definitions keep it in USD.")
