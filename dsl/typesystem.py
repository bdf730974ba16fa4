"""The types of values, and how values of each type are represented while rules run.

| type | value in Python |
|---|---|
| `text` | `str` |
| `bool` | `bool` |
| `integer` | `int` |
| `number`, `quantity`, `money`, physical dimensions | `Decimal`, in the base unit of the dimension |
| `percent` | `Decimal`: 12.5 for 12.5 % |
| `instant` | `int`: microseconds since 1970-01-01T00:00Z |
| `duration` | `int`: microseconds |
| `date` | `datetime.date` |
| an enum | `str`: the name of the value |
| a reference to an entity | `str`: its key |
| a record (an entity without a key) | an object with a slot for each field |
| `photo`, `file` | `str`: what `dsl.attachments` writes, the hash of the content first |
| `list of T`, `set of T` | `tuple`; a set keeps its first insertion order and no value twice |
| `T?` | the value, or `None` |
"""

from __future__ import annotations

from dataclasses import dataclass

from dsl.diagnostics import Both


@dataclass(frozen=True, slots=True)
class Scalar:
    """One of the built-in types without a dimension of its own."""

    name: str


TEXT = Scalar("text")
BOOL = Scalar("bool")
INTEGER = Scalar("integer")
NUMBER = Scalar("number")
QUANTITY = Scalar("quantity")
MONEY = Scalar("money")
"""An amount of money in the workspace's own currency."""
PERCENT = Scalar("percent")
PHOTO = Scalar("photo")
FILE = Scalar("file")
INSTANT = Scalar("instant")
DATE = Scalar("date")
DURATION = Scalar("duration")


@dataclass(frozen=True, slots=True)
class Physical:
    """An amount of a physical dimension, in the dimension's base unit.

    A difference of two temperatures is a dimension of its own, `temperature_difference`, in K.
    """

    dimension: str


TEMPERATURE = Physical("temperature")
TEMPERATURE_DIFFERENCE = Physical("temperature_difference")


@dataclass(frozen=True, slots=True)
class Currency:
    """An amount of money in a currency that is not the workspace's own."""

    code: str


@dataclass(frozen=True, slots=True)
class EnumType:
    """One of the values of a declared enum."""

    name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing of an entity with a key; the value is the key."""

    entity: str


@dataclass(frozen=True, slots=True)
class Record:
    """A value of an entity without a key, held whole where it is used."""

    entity: str


@dataclass(frozen=True, slots=True)
class ListType:
    """Values in order."""

    item: Type


@dataclass(frozen=True, slots=True)
class SetType:
    """Values without repetition."""

    item: Type


@dataclass(frozen=True, slots=True)
class Optional:
    """A value that may be missing."""

    item: Type


Type = Scalar | Physical | Currency | EnumType | Reference | Record | ListType | SetType | Optional

BUILT_IN: dict[str, Type] = {
    "text": TEXT,
    "bool": BOOL,
    "integer": INTEGER,
    "number": NUMBER,
    "quantity": QUANTITY,
    "money": MONEY,
    "percent": PERCENT,
    "photo": PHOTO,
    "file": FILE,
    "instant": INSTANT,
    "date": DATE,
    "duration": DURATION,
    "temperature": TEMPERATURE,
    "temperature_difference": TEMPERATURE_DIFFERENCE,
    "mass": Physical("mass"),
    "volume": Physical("volume"),
    "length": Physical("length"),
    "humidity": Physical("humidity"),
    "area": Physical("area"),
    "speed": Physical("speed"),
    "density": Physical("density"),
    "pressure": Physical("pressure"),
    "energy": Physical("energy"),
    "power": Physical("power"),
}
"""The type names that the language knows without a declaration."""

DECIMALS = (NUMBER, QUANTITY, MONEY, PERCENT)
ATTACHMENTS = (PHOTO, FILE)


def is_decimal(kind: Type) -> bool:
    """Whether values of the type are exact decimals."""
    return kind in DECIMALS or isinstance(kind, Physical | Currency)


def is_money(kind: Type) -> bool:
    """Whether values of the type are amounts of money, in whatever currency."""
    return kind == MONEY or isinstance(kind, Currency)


def is_ordered(kind: Type) -> bool:
    """Whether values of the type have an order, so that `<` makes sense."""
    return is_decimal(kind) or kind in (INTEGER, INSTANT, DATE, DURATION, TEXT)


NAMES_ZH = {
    "text": "文本",
    "bool": "是非",
    "integer": "整数",
    "number": "数值",
    "quantity": "数量",
    "money": "金额",
    "instant": "时刻",
    "date": "日期",
    "duration": "时长",
    "temperature": "温度",
    "temperature_difference": "温差",
    "mass": "质量",
    "volume": "体积",
    "length": "长度",
    "humidity": "湿度",
    "percent": "百分比",
    "photo": "照片",
    "file": "文件",
    "area": "面积",
    "speed": "速度",
    "density": "密度",
    "pressure": "压强",
    "energy": "能量",
    "power": "功率",
}


def type_name(kind: Type) -> Both:
    """A type as a person reads it."""
    match kind:
        case Scalar(name):
            return Both(name, NAMES_ZH[name])
        case Physical(dimension):
            return Both(dimension.replace("_", " "), NAMES_ZH[dimension])
        case Currency(code):
            return Both(f"money in {code}", f"{code}金额")
        case EnumType(name) | Reference(name) | Record(name):
            return Both(name, name)
        case ListType(item):
            inner = type_name(item)
            return Both(f"list of {inner.en}", f"{inner.zh}列表")
        case SetType(item):
            inner = type_name(item)
            return Both(f"set of {inner.en}", f"{inner.zh}集合")
        case Optional(item):
            inner = type_name(item)
            return Both(f"{inner.en} that may be missing", f"可缺失的{inner.zh}")
