"""Values as JSON that says their type, where no column does: keys and figures of measures, parameters.

| value | JSON |
|---|---|
| text, whole number, yes or no, nothing | itself |
| decimal | `{"d": "1.50"}` |
| date | `{"t": "2026-03-01"}` |
| record | `{"r": entity, "v": {field: ...}}` |
| list or set | `[...]` |
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

import msgspec

from dsl.typesystem import Record
from engine.codec import Codec, encode_record, plain
from engine.shapes import RecordValue

_encode = msgspec.json.Encoder().encode


def compact(value: Any) -> str:
    """JSON values as short text, any script as it is."""
    return _encode(value).decode()


def tagged(value: Any) -> str:
    """A value as text that `Tags.value` reads, a decimal with all its digits."""
    match value:
        case None:
            return "null"
        case str():
            return encode_basestring(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return f'{{"d":"{value}"}}'
        case dt.date():
            return f'{{"t":"{value.isoformat()}"}}'
        case tuple():
            return f"[{','.join(map(tagged, value))}]"
        case RecordValue():
            return compact({"r": value._entity, "v": encode_record(value)})
        case _:
            raise TypeError(f"{type(value).__name__} is no value of a rule")


def key_text(key: tuple[Any, ...]) -> str:
    """A key as text: equal keys give equal text."""
    return f"[{','.join([encode_basestring(v) if type(v) is str else _key_part(v) for v in key])}]"


def _key_part(value: Any) -> str:
    if isinstance(value, Decimal):
        return f'{{"d":"{plain(value)}"}}'
    if isinstance(value, tuple):
        return key_text(value)
    return tagged(value)


class Tags:
    """Reads what `tagged` and `key_text` wrote, with the record classes of one model."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec

    def value(self, text: str) -> Any:
        """The value of a text."""
        return self._untagged(json.loads(text))

    def _untagged(self, data: Any) -> Any:
        if isinstance(data, list):
            return tuple(self._untagged(v) for v in data)
        if not isinstance(data, dict):
            return data
        if "d" in data:
            return Decimal(data["d"])
        if "t" in data:
            return dt.date.fromisoformat(data["t"])
        return self._codec.decode(data["v"], Record(data["r"]))
