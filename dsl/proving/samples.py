"""Values of a type that stand for all: between and beside the constants to which a column of a table compares them.

A cell is a comparison with constants, so two values that lie alike to all constants of a column match the same cells.
One value of each such class is enough to know everything about the column, and the classes are few: each constant,
what lies between two neighbours, what lies before the first and after the last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, assert_never

from dsl import model as m
from dsl.typesystem import (
    BOOL,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    EnumType,
    ListType,
    Record,
    SetType,
    Type,
    is_decimal,
)

_DAY, _HOUR = 86_400_000_000, 3_600_000_000
_STEPS = (_DAY, _HOUR, 60_000_000, 1_000_000)


def samples(model: m.Model, kind: Type, cells: Iterable[m.Cell]) -> list[m.Value]:
    """A value of every class that the cells tell apart, the plainest first."""
    match kind:
        case EnumType(name):
            return [v.name for v in model.enums[name].values]
        case ListType() | SetType() | Record():
            return []
        case _ if kind == BOOL:
            return [True, False]
    constants: list[Any] = sorted({c for cell in cells for c in _constants(cell)})
    if not constants:
        return [_plainest(kind)]
    found: list[m.Value] = list(constants)
    found += _outside(kind, constants[0], -1)
    for low, high in pairwise(constants):
        found += _between(kind, low, high)
    found += _outside(kind, constants[-1], 1)
    return found


def matches(cell: m.Cell, value: m.Value) -> bool:
    """Whether a value matches a cell."""
    match cell:
        case m.AnyCell():
            return True
        case m.OneOfCell(values):
            return value in values
        case m.CompareCell(operator, limit):
            return COMPARE[operator](value, limit)
        case m.RangeCell(low, high):
            return COMPARE["<="](low, value) and COMPARE["<"](value, high)
        case _:
            assert_never(cell)


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def _constants(cell: m.Cell) -> Iterator[m.Value]:
    match cell:
        case m.AnyCell():
            return
        case m.OneOfCell(values):
            yield from values
        case m.CompareCell(_, value):
            yield value
        case m.RangeCell(low, high):
            yield from (low, high)
        case _:
            assert_never(cell)


def _plainest(kind: Type) -> m.Value:
    if kind == DATE:
        return dt.date(2026, 1, 1)
    if kind == INSTANT:
        return 1_767_225_600_000_000
    if kind in (INTEGER, DURATION):
        return 0
    return Decimal(0) if is_decimal(kind) else "A"


def _outside(kind: Type, end: Any, sign: int) -> Iterator[m.Value]:
    """A value before the first constant or after the last, where there is one."""
    if isinstance(end, str):
        if sign > 0:
            yield end + "A"
        elif end:
            yield ""
    elif isinstance(end, dt.date):
        if end != (dt.date.max if sign > 0 else dt.date.min):
            yield end + dt.timedelta(days=sign)
    elif kind in (DURATION, INSTANT):
        yield end + sign * next(s for s in (*_STEPS, 1) if end % s == 0)
    else:
        yield end + sign


def _between(kind: Type, low: Any, high: Any) -> Iterator[m.Value]:
    """A value between two constants, where there is one; as round as it can be."""
    if isinstance(low, str):
        if low + "A" < high:
            yield low + "A"
        elif low + "\0" < high:
            yield low + "\0"
    elif isinstance(low, dt.date):
        if (high - low).days > 1:
            yield low + dt.timedelta(days=1)
    elif kind in (DURATION, INSTANT):
        if high - low > 1:
            steps = [low + s - low % s for s in _STEPS]
            yield next((s for s in steps if s < high), low + (high - low) // 2)
    elif kind == INTEGER:
        if high - low > 1:
            yield low + 1
    else:
        yield low + 1 if low + 1 < high else (low + high) / 2
