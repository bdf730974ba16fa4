"""Constants as they can be typed: `30 days`, `-18 °C`, `"F-001"`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from dsl import model as m
from dsl.diagnostics import Both
from dsl.proving.values import plain
from dsl.typesystem import BOOL, DURATION, INSTANT, MONEY, PERCENT, Currency, EnumType, Physical, Type
from dsl.units import EXAMPLES
from dsl.words import spelling

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LENGTHS = (
    (86_400_000_000, "day", "days", "天"),
    (3_600_000_000, "hour", "hours", "小时"),
    (60_000_000, "minute", "minutes", "分钟"),
    (1_000_000, "second", "seconds", "秒"),
)


def shown(model: m.Model, value: m.Value, kind: Type) -> Both:
    """A constant of a type in both languages."""
    match plain(kind), value:
        case EnumType(), str(name):
            return Both(name, name)
        case _, str(text):
            text = "".join(c if c.isprintable() else "…" for c in text)
            quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            return Both(quoted, quoted)
        case scalar, bool(truth) if scalar == BOOL:
            word = "TRUE" if truth else "FALSE"
            return Both(spelling(word, "en"), spelling(word, "zh"))
        case scalar, int(length) if scalar == DURATION:
            return _duration(length)
        case scalar, int(instant) if scalar == INSTANT:
            text = _instant(instant, model.zone)
            return Both(text, text)
        case scalar, int() | Decimal() if scalar == MONEY:
            return Both(f"{digits(value)} {model.currency}", f"{digits(value)} {model.currency}")
        case scalar, int() | Decimal() if scalar == PERCENT:
            return Both(f"{digits(value)} %", f"{digits(value)} %")
        case Currency(code), int() | Decimal():
            return Both(f"{digits(value)} {code}", f"{digits(value)} {code}")
        case Physical(dimension), int() | Decimal():
            unit = EXAMPLES[dimension]
            return Both(f"{digits(value)} {unit}", f"{digits(value)} {unit}")
        case _, int() | Decimal():
            return Both(digits(value), digits(value))
        case _:
            return Both(str(value), str(value))


def digits(value: int | Decimal) -> str:
    """A number without a power of ten and without zeros that say nothing."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def _duration(length: int) -> Both:
    for size, one, many, zh in _LENGTHS:
        if length % size == 0 or size == 1_000_000:
            number = digits(Decimal(length) / size)
            return Both(f"{number} {one if number == '1' else many}", f"{number} {zh}")
    raise AssertionError


def _instant(instant: int, zone: str) -> str:
    try:
        moment = (_EPOCH + dt.timedelta(microseconds=instant)).astimezone(ZoneInfo(zone))
    except OverflowError:
        moment = _EPOCH
    if moment.time() == dt.time(23, 59, 59, 999999):
        return moment.date().isoformat()
    precision = "minutes" if not moment.second and not moment.microsecond else "auto"
    return moment.replace(tzinfo=None).isoformat(timespec=precision)
