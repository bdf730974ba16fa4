"""Values to JSON and back, by their type, without loss: decimals as strings, instants as microseconds."""

from __future__ import annotations

import datetime as dt
import json
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, assert_never

from dsl.attachments import Attachment
from dsl.typesystem import (
    ATTACHMENTS,
    BOOL,
    DATE,
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
from engine.shapes import RecordValue, Shapes
from engine.trouble import Refused

SCALE = 6
"""Decimals are kept to this many places after the point."""

LIMIT = Decimal(10) ** 12
"""Decimals are smaller than this, so that every database keeps them exactly."""

LARGEST = 10**18
"""Whole numbers, and instants and durations in microseconds, are smaller than this, for the same reason."""

_LEAST = -LIMIT
_STEP = Decimal(1).scaleb(-SCALE)
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_EVEN)


json_text = json.JSONEncoder(ensure_ascii=False).encode
"""JSON values as text, any script as it is. (`json.dumps` makes an encoder anew for each.)"""


def kept(value: Decimal) -> Decimal:
    """A decimal as it is kept: rounded half to even to `SCALE` places.

    Raises `Refused` (BC606) where it is not smaller than `LIMIT`.
    """
    if not _LEAST < value < LIMIT:
        raise Refused(
            "BC606",
            f"{value:.6g} is too large: numbers here are smaller than 10^12. Use a larger unit.",
            f"{value:.6g} 过大：数值须小于 10^12。请改用更大的单位。",
        )
    return value.quantize(_STEP, None, _CONTEXT)


def storable(value: Any) -> Any:
    """A value as a field keeps it. Raises `Refused` (BC606) where it is a number that is too large."""
    if value.__class__ is Decimal:
        return kept(value)
    if value.__class__ is int and not -LARGEST < value < LARGEST:
        raise Refused(
            "BC606",
            f"{value:.6g} is too large: whole numbers here are smaller than 10^18. Check what it is computed from.",
            f"{value:.6g} 过大：整数须小于 10^18。请核对其计算依据。",
        )
    return value


def plain(value: Decimal) -> str:
    """A decimal as digits, never with an exponent or trailing zeros."""
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits


def encode(value: Any, kind: Type) -> Any:
    """A value of a type as JSON."""
    if value is None:
        return None
    match kind:
        case Optional(item):
            return encode(value, item)
        case ListType(item) | SetType(item):
            return [encode(v, item) for v in value]
        case Record():
            return encode_record(value)
        case Reference() | EnumType():
            return value
        case Physical() | Currency():
            return plain(value)
        case Scalar():
            if kind == DATE:
                return value.isoformat()
            if kind in ATTACHMENTS:
                return Attachment.read(value).to_json()
            return plain(value) if is_decimal(kind) else value
        case _:
            assert_never(kind)


def encode_record(value: RecordValue) -> dict[str, Any]:
    """A record as JSON."""
    return {name: encode(getattr(value, name), kind) for name, kind in value._types.items()}


class Codec:
    """Decodes what `encode` made, with the record classes of one model."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def decode(self, value: Any, kind: Type) -> Any:
        """JSON as a value of a type. A field that a record did not have yet when it was written is missing."""
        if value is None:
            return None
        match kind:
            case Optional(item):
                return self.decode(value, item)
            case ListType(item) | SetType(item):
                return tuple(self.decode(v, item) for v in value)
            case Record(entity):
                cls = self._shapes.records[entity]
                return cls(*(self._field(cls, value, name) for name in cls._types))
            case Reference() | EnumType():
                return value
            case Physical() | Currency():
                return Decimal(value)
            case Scalar():
                if kind == DATE:
                    return dt.date.fromisoformat(value)
                if kind in ATTACHMENTS:
                    return Attachment.from_json(value).text()
                if kind in (BOOL, INTEGER):
                    return value
                return Decimal(value) if is_decimal(kind) else value
            case _:
                assert_never(kind)

    def _field(self, cls: type[RecordValue], value: Any, name: str) -> Any:
        return self.decode(value[name], cls._types[name]) if name in value else cls._defaults.get(name)
