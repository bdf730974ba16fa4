"""The physical units that the language knows, each with its exact factor to the base unit.

Base units: °C for temperature, K for a difference of temperatures, kg, L, m, % for humidity, a microsecond
for durations, CNY for money. Units of packaging (`box`, `箱`) are data of the item and not in this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

_EXACT = Context(prec=34, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `base = (amount - offset) * factor`."""

    dimension: str
    """The name of a physical dimension, or `duration`, `money`, `percent`."""
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
    "%": Unit("percent", Fraction(1, 100)),
    "‰": Unit("percent", Fraction(1, 1000)),
    "CNY": Unit("money", Fraction(1)),
    "元": Unit("money", Fraction(1)),
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
"""Every unit under every name that it has."""

EXAMPLES: dict[str, str] = {
    "temperature": "°C",
    "temperature_difference": "K",
    "mass": "kg",
    "volume": "L",
    "length": "m",
    "humidity": "%",
    "duration": "days",
    "money": "CNY",
}
"""The unit that a help proposes for a dimension."""


def to_base(amount: Decimal, unit: Unit) -> Decimal:
    """An amount in the base unit of its dimension, exact; rounded to 34 digits where it has no end.

    A percentage becomes the number that it stands for: 50 % is 0.5.
    """
    exact = (Fraction(amount) - unit.offset) * unit.factor
    result = _EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return _plain(result)


def _plain(value: Decimal) -> Decimal:
    """The same number without a power of ten: 3E+2 is 300."""
    return (
        value.quantize(Decimal(1)) if value == value.to_integral_value() and value.adjusted() < 27 else value
    )
