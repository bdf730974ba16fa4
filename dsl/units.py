"""The physical units that the language knows, each with its exact factor to the base unit.

Base units: °C for temperature, K for a difference of temperatures, kg, L, m, m², km/h, kg/L, kPa, kJ, kW, % for
humidity and percent, a microsecond for durations; money is in its currency. The table has what a warehouse meets every
day; `unit` finds any other unit of these dimensions (`lb`, `psi`, `gallon`) in pint's, which is loaded only then,
since that takes longer than all the rest of a start. Units of packaging (`box`, `箱`) are data of the item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from dsl.currencies import NAMES

_EXACT = Context(prec=34, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `base = (amount - offset) * factor`."""

    dimension: str
    """The name of a physical dimension, or `duration`, `percent`, or the code of a currency."""
    factor: Fraction
    offset: int = 0


def _units(dimension: str, table: dict[str, str]) -> dict[str, Unit]:
    return {
        name: Unit(dimension, Fraction(factor)) for factor, names in table.items() for name in names.split()
    }


UNITS: dict[str, Unit] = {
    "°C": Unit("temperature", Fraction(1)),
    "℃": Unit("temperature", Fraction(1)),
    "°F": Unit("temperature", Fraction(5, 9), 32),
    "℉": Unit("temperature", Fraction(5, 9), 32),
    "K": Unit("temperature_difference", Fraction(1)),
    "%": Unit("percent", Fraction(1)),
    "‰": Unit("percent", Fraction(1, 10)),
    **{name: Unit(code, Fraction(1)) for name, code in NAMES.items()},
    **_units(
        "mass",
        {
            "1": "kg 千克 公斤",
            "0.001": "g 克",
            "0.000001": "mg 毫克",
            "1000": "t 吨",
            "0.5": "斤",
            "0.05": "两",
        },
    ),
    **_units("volume", {"1": "L 升", "0.001": "mL ml 毫升", "1000": "m³ 立方米"}),
    **_units("length", {"1": "m 米", "0.01": "cm 厘米", "0.001": "mm 毫米", "1000": "km 千米 公里"}),
    **_units("area", {"1": "m² 平方米", "0.0001": "cm² 平方厘米", "2000/3": "亩"}),
    **_units("speed", {"1": "km/h", "3.6": "m/s"}),
    **_units("density", {"1": "kg/L g/mL g/cm³", "0.001": "kg/m³ g/L"}),
    **_units(
        "pressure",
        {"1": "kPa 千帕", "0.001": "Pa 帕", "1000": "MPa 兆帕", "100": "bar 巴", "0.1": "hPa mbar"},
    ),
    **_units(
        "energy",
        {"1": "kJ 千焦", "0.001": "J 焦", "1000": "MJ 兆焦", "3600": "kWh 千瓦时 度", "4.184": "kcal 千卡"},
    ),
    **_units("power", {"1": "kW 千瓦", "0.001": "W 瓦"}),
    **_units(
        "duration",
        {
            "1000000": "s second seconds 秒",
            "60000000": "min minute minutes 分 分钟",
            "3600000000": "h hour hours 小时",
            "86400000000": "d day days 天 日",
            "604800000000": "week weeks 周",
        },
    ),
}
"""The units of every day under every name that they have."""

EXAMPLES: dict[str, str] = {
    "temperature": "°C",
    "temperature_difference": "K",
    "mass": "kg",
    "volume": "L",
    "length": "m",
    "area": "m²",
    "speed": "km/h",
    "density": "kg/L",
    "pressure": "kPa",
    "energy": "kJ",
    "power": "kW",
    "humidity": "%",
    "percent": "%",
    "duration": "days",
}
"""The unit that a help proposes for a dimension, and in which its values are shown."""

PACKED = ("mass", "volume", "length", "area")
"""Dimensions in which an item may be packed, so that `5 kg` may be a quantity."""


def unit(name: str) -> Unit | None:
    """The unit of that name, from the table or from pint's; None where there is none of a dimension that we know."""
    return UNITS.get(name) or _from_pint(name)


# -- pint's

_IN_PINT = {
    "kilogram": "mass",
    "liter": "volume",
    "meter": "length",
    "meter ** 2": "area",
    "kilometer / hour": "speed",
    "kilogram / liter": "density",
    "kilopascal": "pressure",
    "kilojoule": "energy",
    "kilowatt": "power",
}
"""pint's name for the base unit of each dimension that has other units."""

_NAME = re.compile(r"[A-Za-z][A-Za-z_]{0,29}")
_AMBIGUOUS = frozenset({"ton", "bag", "barrel", "cup"})
"""Words that mean one thing to pint and another, or a container, in a warehouse."""


@cache
def _registry() -> Any:
    from pint import UnitRegistry

    return UnitRegistry(non_int_type=Fraction, cache_folder=None)


@cache
def _bases() -> dict[Any, tuple[str, str]]:
    """By what pint calls a dimensionality: our name of the dimension, and its base unit."""
    registry = _registry()
    return {registry.Unit(base).dimensionality: (name, base) for base, name in _IN_PINT.items()}


@cache
def _from_pint(name: str) -> Unit | None:
    """A unit that pint knows under one plain word: nothing is computed from what somebody wrote."""
    if not _NAME.fullmatch(name) or name in _AMBIGUOUS:
        return None
    from pint import UndefinedUnitError

    try:
        found = _registry().Unit(name)
    except (UndefinedUnitError, ValueError):
        return None
    dimension, base = _bases().get(found.dimensionality, (None, ""))
    if dimension is None:
        return None
    factor = _registry().Quantity(Fraction(1), found).to(base).magnitude
    return Unit(dimension, factor) if isinstance(factor, Fraction) else None


# -- amounts


def to_base(amount: Decimal, unit: Unit) -> Decimal:
    """An amount in the base unit of its dimension, exact; rounded to 34 digits where it has no end."""
    exact = (Fraction(amount) - unit.offset) * unit.factor
    result = _EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return _plain(result)


def _plain(value: Decimal) -> Decimal:
    """The same number without a power of ten: 3E+2 is 300."""
    return (
        value.quantize(Decimal(1)) if value == value.to_integral_value() and value.adjusted() < 27 else value
    )
