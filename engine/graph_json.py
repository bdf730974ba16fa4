"""Dataclasses to JSON values and back: `{"is": class name, field: value, ...}`, spans as lists of three."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from dsl import typesystem
from dsl.diagnostics import Both
from dsl.source import Span

_TYPES = {
    c.__name__: c
    for c in (
        typesystem.Scalar,
        typesystem.Physical,
        typesystem.Currency,
        typesystem.EnumType,
        typesystem.Reference,
        typesystem.Record,
        typesystem.ListType,
        typesystem.SetType,
        typesystem.Optional,
    )
}


def encode(value: Any) -> Any:
    """A value made of dataclasses, tuples, mappings and scalars as JSON."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return {"is": "decimal", "digits": str(value)}
        case dt.date():
            return {"is": "date", "day": value.isoformat()}
        case Span(path, start, end):
            return {"is": "span", "at": [path, start, end]}
        case Both(en, zh):
            return {"is": "both", "en": en, "zh": zh}
        case Sequence():
            return [encode(v) for v in value]
        case Mapping():
            return {"is": "map", "entries": [[k, encode(v)] for k, v in value.items()]}
        case _ if is_dataclass(value):
            return {
                "is": type(value).__name__,
                **{f.name: encode(getattr(value, f.name)) for f in fields(value)},
            }
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")


def decode(data: Any, classes: Mapping[str, Any]) -> Any:
    """The value that `encode` wrote, with the dataclasses of those names."""
    if isinstance(data, list):
        return tuple(decode(v, classes) for v in data)
    if not isinstance(data, dict):
        return data
    kind = data["is"]
    match kind:
        case "decimal":
            return Decimal(data["digits"])
        case "date":
            return dt.date.fromisoformat(data["day"])
        case "span":
            return Span(*data["at"])
        case "both":
            return Both(data["en"], data["zh"])
        case "map":
            return {k: decode(v, classes) for k, v in data["entries"]}
        case _:
            cls = _TYPES.get(kind) or classes[kind]
            return cls(**{k: decode(v, classes) for k, v in data.items() if k != "is"})
