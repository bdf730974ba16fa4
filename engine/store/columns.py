"""How a value of each type stands in a column, and comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any, assert_never

from sqlalchemy import BigInteger, Boolean, Date, Dialect, Integer, Numeric, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator, TypeEngine

from dsl.typesystem import (
    BOOL,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    Reference,
    Scalar,
    SetType,
    Type,
    is_decimal,
)
from engine.codec import SCALE, Codec, encode
from engine.store.tagged import compact

Convert = Callable[[Any], Any] | None
"""From one representation to another; `None` where both are the same."""

_EXACT = Context(prec=60)
_ONE = Decimal(10) ** SCALE
"""One, in units of the last place."""


def scaled(value: Decimal | None) -> int | None:
    """A decimal as a whole number of its last place. Raises `ValueError` where it has too many places."""
    if value is None:
        return None
    moved = _EXACT.multiply(value, _ONE)
    result = int(moved)
    if result != moved:
        raise ValueError(f"{value} was not rounded to {SCALE} places before it was written")
    return result


def unscaled(value: int | None) -> Decimal | None:
    """The decimal that `scaled` was given."""
    return None if value is None else Decimal(value).scaleb(-SCALE, _EXACT)


class Exact(TypeDecorator[Decimal]):
    """An exact decimal in every database: a scaled whole number where the database has no exact decimals."""

    impl = Numeric(24, SCALE)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's own type in a database."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(24, SCALE))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """The decimal as the column has it."""
        return scaled(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The decimal that the column had."""
        return unscaled(value) if dialect.name == "sqlite" else value


Number = BigInteger().with_variant(Integer(), "sqlite")
"""Numbers of events, instants and durations. SQLite finds a row fastest by a key that is called `INTEGER`."""

Name = String(255).with_variant(
    mysql.VARCHAR(255, charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb"
)
"""Keys and names: compared byte by byte."""

Long = Text().with_variant(mysql.LONGTEXT(charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb")
"""Texts of any length, and JSON."""


def bare(kind: Type) -> Type:
    """A type without its question mark."""
    return bare(kind.item) if isinstance(kind, Optional) else kind


def column_type(kind: Type) -> TypeEngine[Any]:
    """The type of the column for a field."""
    kind = bare(kind)
    match kind:
        case Reference() | EnumType():
            return Name
        case Physical() | Currency():
            return Exact()
        case Record() | ListType() | SetType():
            return Long
        case Scalar():
            if is_decimal(kind):
                return Exact()
            if kind in (INTEGER, INSTANT, DURATION):
                return BigInteger()
            if kind == BOOL:
                return Boolean()
            return Date() if kind == DATE else Long
        case Optional():
            raise AssertionError
        case _:
            assert_never(kind)


def is_json(kind: Type) -> bool:
    """Whether a field's column holds JSON."""
    return isinstance(bare(kind), Record | ListType | SetType)


def encoder(kind: Type, dialect: Dialect) -> Convert:
    """From a value of a type to what the driver takes."""
    if is_json(kind):
        return lambda value: None if value is None else compact(encode(value, kind))
    column = column_type(kind)
    return (
        exact(dialect) if isinstance(column, Exact) else column.dialect_impl(dialect).bind_processor(dialect)
    )


def exact(dialect: Dialect) -> Convert:
    """From a decimal to what the driver takes."""
    return scaled if dialect.name == "sqlite" else Exact().dialect_impl(dialect).bind_processor(dialect)


def decoder(kind: Type, codec: Codec) -> Convert:
    """From what SQLAlchemy returns to a value of a type."""
    if is_json(kind):
        return lambda value: None if value is None else codec.decode(json.loads(value), kind)
    return None
