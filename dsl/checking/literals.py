"""Constants as written: numbers with and without units, dates, texts. They adapt to what is wanted."""

from __future__ import annotations

import datetime as dt
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from zoneinfo import ZoneInfo

from dsl import model as m
from dsl import tree as t
from dsl.attachments import example
from dsl.checking.fitting import plain
from dsl.checking.intents import day_meant, unit_meant
from dsl.checking.scope import Scope
from dsl.checking.symbols import Desk, Want, error
from dsl.currencies import CODES
from dsl.near import nearest
from dsl.source import Span
from dsl.typesystem import (
    ATTACHMENTS,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    PERCENT,
    PHOTO,
    QUANTITY,
    TEMPERATURE,
    TEXT,
    Currency,
    Physical,
    Reference,
    Type,
    is_decimal,
    is_money,
    type_name,
)
from dsl.units import EXAMPLES, PACKED, UNITS, to_base
from dsl.units import unit as find_unit

HUMIDITY = Physical("humidity")


def number(desk: Desk, node: t.Number, want: Want | None) -> m.Expression:
    """`30`, `30 days`, `5 kg`"""
    amount = Decimal(node.digits)
    if node.unit is None:
        return _bare(desk, amount, node, plain(want.type) if want else None)
    return _with_unit(desk, amount, node.unit, node.span, want)


def _bare(desk: Desk, amount: Decimal, node: t.Number, wanted: Type | None) -> m.Expression:
    is_whole = "." not in node.digits
    if wanted in (NUMBER, QUANTITY) or (wanted is not None and is_money(wanted)):
        return m.Literal_(amount, wanted, node.span)
    if wanted == INTEGER and not is_whole and amount == amount.to_integral_value():
        is_whole = True
    if amount == 0 and wanted is not None and _needs_unit(wanted) and wanted != TEMPERATURE:
        return m.Literal_(0 if wanted == DURATION else Decimal(0), wanted, node.span)
    if wanted is not None and _needs_unit(wanted):
        unit = EXAMPLES[wanted.dimension if isinstance(wanted, Physical) else type_name(wanted).en]
        desk.problems.add(
            "BC213", node.span, what=node.digits, wanted=type_name(wanted), proposal=f"{node.digits} {unit}"
        )
        return error(node.span)
    if is_whole:
        return m.Literal_(int(amount), INTEGER, node.span)
    return m.Literal_(amount, NUMBER, node.span)


def _needs_unit(wanted: Type) -> bool:
    return wanted in (DURATION, PERCENT) or isinstance(wanted, Physical)


def _with_unit(desk: Desk, amount: Decimal, name: str, span: Span, want: Want | None) -> m.Expression:
    wanted = plain(want.type) if want else None
    unit = UNITS.get(name)
    if wanted == QUANTITY and (unit is None or unit.dimension in PACKED):
        return _converted(desk, amount, name, span, want)
    unit = unit or find_unit(name)
    if unit is None or (name == "度" and wanted == TEMPERATURE):  # which is also a word for kWh
        desk.problems.add(
            "BC205",
            span,
            unit=name,
            digits=str(amount),
            meant=unit_meant(name, str(amount)),
            day=day_meant(desk.text(span)),
            near=nearest(name, UNITS),
        )
        return error(span)
    base = to_base(amount, unit)
    if unit.dimension == "percent":
        kind = wanted if wanted in (HUMIDITY, NUMBER) else PERCENT
        return m.Literal_(base / 100 if kind == NUMBER else base, kind, span)
    if unit.dimension == "duration":
        return m.Literal_(int(base.to_integral_value()), DURATION, span)
    if unit.dimension in CODES:
        return m.Literal_(base, money_in(desk, unit.dimension), span)
    return m.Literal_(base, Physical(unit.dimension), span)


def money_in(desk: Desk, code: str) -> Type:
    """The type of money in a currency."""
    return MONEY if code == desk.currency else Currency(code)


def _converted(desk: Desk, amount: Decimal, unit: str, span: Span, want: Want | None) -> m.Expression:
    if want is not None and want.subject is not None:
        if amount == 0:
            return m.Literal_(Decimal(0), QUANTITY, span)
        return m.Convert(amount, unit, want.subject, QUANTITY, span)
    if amount == 0:
        return m.Literal_(Decimal(0), QUANTITY, span)
    desk.problems.add("BC212", span, what=desk.text(span), unit=unit, amount=str(amount))
    return error(span)


def moment(desk: Desk, node: t.Moment, want: Want | None) -> m.Expression:
    """`2026-03-31`: a date, or where an instant is wanted its last microsecond in the zone."""
    wanted = plain(want.type) if want else None
    if len(node.text) == 10 and wanted != INSTANT:
        return m.Literal_(read_date(node), DATE, node.span)
    return m.Literal_(read_instant(desk, node), INSTANT, node.span)


def read_date(node: t.Moment) -> dt.date:
    """The day that is written; the parser let only days of the calendar pass."""
    return dt.date.fromisoformat(node.text[:10])


def read_instant(desk: Desk, node: t.Moment) -> int:
    """The instant that is written, in microseconds; a day alone is its last one."""
    if len(node.text) == 10:
        return microseconds(dt.datetime.combine(read_date(node), dt.time.max), desk.zone)
    return microseconds(dt.datetime.fromisoformat(node.text), desk.zone)


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def microseconds(moment: dt.datetime, zone: ZoneInfo) -> int:
    """Microseconds since 1970 in UTC; a time without an offset is the zone's."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return (aware - _EPOCH) // _MICROSECOND


def text(node: t.Text, scope: Scope, want: Want | None) -> m.Expression | None:
    """A text without braces: where a thing is wanted, its key; in a scenario, where a photo or file is wanted, its name.
    None for a text with expressions in it."""
    if len(node.parts) != 1 or not isinstance(node.parts[0], str):
        return None
    wanted = plain(want.type) if want else None
    if isinstance(wanted, Reference):
        return m.Literal_(node.parts[0], wanted, node.span)
    if scope.scenario and wanted is not None and wanted in ATTACHMENTS:
        named = example(node.parts[0])
        if named.is_sound and (wanted != PHOTO or named.is_picture):
            return m.Literal_(named.text(), wanted, node.span)
    return m.Literal_(node.parts[0], TEXT, node.span)


def constant(desk: Desk, expression: m.Expression) -> m.Value:
    """The value of an expression that must be a constant; None, and a diagnostic, where it is none."""
    match expression:
        case m.Literal_(value):
            return value
        case m.ListExpression(items):
            return tuple(constant(desk, item) for item in items)
        case _:
            desk.problems.add("BC314", expression.span, what=desk.text(expression.span))
            return None


def folded(expression: m.Binary | m.Negative) -> m.Expression:
    """Arithmetic on constants as the constant that it gives, where that is exact."""
    match expression:
        case m.Negative(m.Literal_(value)) if isinstance(value, int | Decimal):
            return m.Literal_(-value, expression.type, expression.span)
        case m.Binary(operator, m.Literal_(left), m.Literal_(right)):
            if isinstance(left, bool) or isinstance(right, bool):
                return expression
            if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
                value = _computed(operator, left, right, expression.type)
                if value is not None:
                    return m.Literal_(value, expression.type, expression.span)
    return expression


_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])


def _computed(operator: str, left: int | Decimal, right: int | Decimal, kind: Type) -> int | Decimal | None:
    a, b = Decimal(left), Decimal(right)
    try:
        match operator:
            case "+":
                result = _EXACT.add(a, b)
            case "-":
                result = _EXACT.subtract(a, b)
            case "*":
                result = _EXACT.multiply(a, b)
            case _:
                result = _EXACT.divide(a, b)
    except ArithmeticError:
        return None
    if is_decimal(kind):
        return result
    return int(result) if result == result.to_integral_value() else None
