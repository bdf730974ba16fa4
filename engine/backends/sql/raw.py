"""Values as a database computes with them: decimals of SQLite are whole numbers of their last place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Date, Dialect, Numeric, Text, literal, type_coerce
from sqlalchemy.types import TypeEngine

from dsl.typesystem import BOOL, DATE, DURATION, INSTANT, INTEGER, TEXT, EnumType, Reference, Type, is_decimal
from engine.backends.sql.sayable import plain
from engine.codec import SCALE
from engine.store.columns import scaled, unscaled

Element = ColumnElement[Any]


class Raw:
    """The representation of values in one kind of database."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.scales = dialect.name == "sqlite"
        """Whether decimals are whole numbers of their last place."""

    def type(self, kind: Type) -> TypeEngine[Any]:
        """The type of an expression."""
        kind = plain(kind)
        if is_decimal(kind):
            return BigInteger() if self.scales else Numeric(60, SCALE)
        if kind in (INTEGER, INSTANT, DURATION):
            return BigInteger()
        if kind == BOOL:
            return Boolean()
        return Date() if kind == DATE else Text()

    def encoded(self, value: Any) -> Any:
        """A value as the database is given it."""
        return scaled(value) if self.scales and isinstance(value, Decimal) else value

    def decoded(self, value: Any, kind: Type) -> Any:
        """A value as the database gave it."""
        if value is None:
            return None
        kind = plain(kind)
        if is_decimal(kind):
            return unscaled(int(value)) if self.scales else Decimal(value)
        if kind == BOOL:
            return bool(value)
        return int(value) if kind in (INTEGER, INSTANT, DURATION) else value

    def constant(self, value: Any, kind: Type) -> Element:
        """A constant of a type."""
        return literal(self.encoded(value), self.type(kind))

    def of(self, expression: Any, kind: Type) -> Element:
        """An expression, such as a column, taken as the database has it."""
        return type_coerce(expression, self.type(kind))

    def ordered(self, expression: Element, kind: Type) -> Element:
        """An expression as it is compared: texts character by character, whatever the database's own order is."""
        kind = plain(kind)
        if kind != TEXT and not isinstance(kind, EnumType | Reference):
            return expression
        if self.dialect.name == "postgresql":
            return expression.collate("C")
        if self.dialect.name in ("mysql", "mariadb"):
            return expression.collate("utf8mb4_nopad_bin")
        return expression
