"""Values as payloads write them: numbers, amounts with units, and what to say where one is of another kind."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite
from typing import Any

from dsl.diagnostics import Both
from dsl.typesystem import (
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    NUMBER,
    QUANTITY,
    TEXT,
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
    type_name,
)
from dsl.units import EXAMPLES as UNIT_EXAMPLES
from dsl.units import UNITS, to_base
from dsl.units import unit as find_unit
from engine.codec import LIMIT, SCALE, plain
from engine.instants import zone
from engine.trouble import Malformed

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MAX_TEXT = 10_000
"""Texts in payloads are at most so many characters long."""

UNFIT: Any = object()
"""Says that a value takes the long way."""


_LEAST, _WHOLE_LIMIT = -LIMIT, int(LIMIT)


def plain_number(given: Any) -> Any:
    """A number within its limits as a decimal, or `UNFIT`."""
    if given.__class__ is int and -_WHOLE_LIMIT < given < _WHOLE_LIMIT:
        return Decimal(given)
    if given.__class__ is Decimal and _LEAST < given < LIMIT and given == round(given, SCALE):
        return given
    return UNFIT


@lru_cache(maxsize=8192)
def _measure_of_text(dimension: str, given: str) -> Any:
    amount = read_amount(given)
    measured = in_base_unit(*amount, dimension) if amount is not None else None
    return UNFIT if measured is None else plain_number(measured)


def measure_of(dimension: str, given: Any) -> Any:
    """A number, or an amount of a unit, in the base unit of a dimension, or `UNFIT`."""
    return _measure_of_text(dimension, given) if given.__class__ is str else plain_number(given)


@lru_cache(maxsize=8192)
def in_base_unit(amount: Decimal, name: str, dimension: str) -> Decimal | None:
    """An amount of a unit in the base unit of a dimension, to the places that are kept; None where it is no such unit."""
    unit = find_unit(name)
    if unit is None or (unit.dimension, dimension) not in ((dimension, dimension), ("percent", "humidity")):
        return None
    if unit.factor == 1 and not unit.offset:
        return amount
    converted = to_base(amount, unit)
    has_no_end = unit.factor.denominator % 3 == 0  # °F
    return (
        round(converted, SCALE)
        if (has_no_end or name not in UNITS) and -LIMIT < converted < LIMIT
        else converted
    )


def known_zone(name: str, otherwise: str) -> str:
    try:
        zone(name)
    except ValueError:
        return otherwise
    return name


def read_decimal(given: Any) -> Decimal | None:
    """A JSON number, or a text of digits, as a decimal."""
    if isinstance(given, bool):
        return None
    if isinstance(given, Decimal):
        return given
    if isinstance(given, int):
        return Decimal(given)
    if isinstance(given, float):
        return Decimal(repr(given)) if isfinite(given) else None
    if isinstance(given, str) and given.isascii() and 0 < len(given) <= 40 and "_" not in given:
        try:
            number = Decimal(given.strip())
        except InvalidOperation:
            return None
        return number if number.is_finite() else None
    return None


def read_amount(given: Any) -> tuple[Decimal, str] | None:
    """`"5 kg"` or `{"value": 5, "unit": "kg"}` as a number and a unit; None where it is no number to compute with."""
    if isinstance(given, Mapping) and given.keys() == {"value", "unit"}:
        number, unit = read_decimal(given["value"]), given["unit"]
        is_sane = number is not None and abs(number.adjusted()) < 40 and len(number.as_tuple().digits) < 80
        return (number, unit) if number is not None and is_sane and isinstance(unit, str) else None
    return _amount_of_text(given) if isinstance(given, str) and len(given) <= 80 else None


@lru_cache(maxsize=8192)
def _amount_of_text(given: str) -> tuple[Decimal, str] | None:
    text = given.strip()
    end = 0
    while end < len(text) and (text[end] in "+-." or text[end] in "0123456789"):
        end += 1
    number = read_decimal(text[:end]) if end else None
    unit = text[end:].strip()
    return (number, unit) if number is not None and unit else None


def show(value: Any) -> str:
    """A value as it stood in the payload, where it is not too long."""
    if isinstance(value, Decimal):
        return plain(value)[:40] if abs(value.adjusted()) < 30 else f"{value:.6g}"
    if isinstance(value, str):
        return f"`{value}`" if len(value) <= 80 else f"`{value[:77]}...`"
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= 80 else f"{text[:77]}..."


_EXAMPLES = {
    TEXT: '"..."',
    INTEGER: "3",
    NUMBER: "2.5",
    QUANTITY: '5, "2 kg"',
    INSTANT: '"2026-03-01T08:00:00+08:00"',
    DATE: '"2026-03-01"',
    DURATION: '"30 days"',
}


def bare(kind: Type) -> Type:
    return kind.item if isinstance(kind, Optional) else kind


def _expected(kind: Type) -> Both:
    """What is to be given for a type, with an example."""
    kind = bare(kind)
    name = type_name(kind)
    match kind:
        case Reference(entity):
            return Both(f"the code of a {entity}", f" {entity} 的编号")
        case EnumType():
            return Both(f"one of the values of {name.en}", f" {name.zh} 的一个值")
        case Record():
            return Both(f"an object with the fields of {name.en}", f"含有 {name.zh} 各字段的对象")
        case ListType() | SetType():
            return Both(f"a {name.en} in brackets", f"方括号中的{name.zh}")
        case Scalar("bool"):
            return Both("true or false", " true 或 false")
        case Scalar("money"):
            return Both("an amount of money, such as 12.50", "金额，例如 12.50")
        case Currency(code):
            return Both(f'an amount of money, such as "12.50 {code}"', f'金额，例如 "12.50 {code}"')
        case Scalar("photo" | "file" as what):
            media, ending = ("image/jpeg", "jpg") if what == "photo" else ("application/pdf", "pdf")
            shown = f'{{"sha256": "<64 hex>", "type": "{media}", "name": "a.{ending}"}}'
            return Both(f"a {what} by its hash: {shown}", f"{name.zh}的哈希引用：{shown}")
        case Scalar("percent"):
            return Both('a percentage, such as "12.5 %"', '百分比，例如 "12.5 %"')
        case Physical(dimension):
            example = f'5, "5 {UNIT_EXAMPLES.get(dimension, "K")}"'
        case _:
            example = _EXAMPLES[kind]  # type: ignore[index]
    article = "an" if name.en[0] in "aeiou" else "a"
    return Both(f"{article} {name.en}, such as {example}", f"{name.zh}，例如 {example}")


def nothing_given(path: str, label: str, kind: Type) -> Malformed:
    expected = _expected(kind)
    return Malformed(
        "BC620",
        f"`{path}` is missing. Give {expected.en}.",
        f"缺少 `{path}`（{label}）。请填写{expected.zh}。",
    )


def another_kind(given: Any, kind: Type, path: str) -> Malformed:
    """A value of another kind than the field's."""
    expected = _expected(kind)
    return Malformed(
        "BC630",
        f"`{path}` is {show(given)}. Give {expected.en}.",
        f"`{path}` 为 {show(given)}。请填写{expected.zh}。",
    )
