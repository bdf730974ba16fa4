"""The table of units against pint's."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from pint import UnitRegistry

from dsl.units import EXAMPLES, UNITS, to_base

BASE = {
    "mass": "kilogram",
    "volume": "liter",
    "length": "meter",
    "duration": "microsecond",
    "temperature": "degree_Celsius",
    "temperature_difference": "delta_degree_Celsius",
}
PINT = {
    "公斤": "kg",
    "千克": "kg",
    "克": "g",
    "毫克": "mg",
    "吨": "t",
    "升": "L",
    "毫升": "mL",
    "ml": "mL",
    "立方米": "m**3",
    "m³": "m**3",
    "米": "m",
    "厘米": "cm",
    "毫米": "mm",
    "千米": "km",
    "公里": "km",
    "秒": "s",
    "分": "min",
    "分钟": "min",
    "小时": "h",
    "天": "d",
    "日": "d",
    "周": "week",
    "K": "delta_degC",
    "°C": "degC",
    "℃": "degC",
    "°F": "degF",
    "℉": "degF",
}
CHINESE_ONLY = {"斤": Fraction(1, 2), "两": Fraction(1, 20)}
registry: UnitRegistry[Fraction] = UnitRegistry(non_int_type=Fraction)


@pytest.mark.parametrize(
    "name", [n for n, u in UNITS.items() if u.dimension in BASE and n not in CHINESE_ONLY]
)
def test_as_pint_has_it(name: str) -> None:
    unit = UNITS[name]
    known = PINT.get(name, name)
    amount = registry.Quantity(Fraction(50), known)
    expected = amount.to(BASE[unit.dimension]).magnitude
    ours = (50 - unit.offset) * unit.factor
    assert float(ours) == pytest.approx(float(expected), rel=1e-12)


def test_every_chinese_name_has_the_factor_of_its_own() -> None:
    assert {n: UNITS[n].factor for n in CHINESE_ONLY} == CHINESE_ONLY


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        ("1.5", "days", "129600000000"),
        ("212", "°F", "100"),
        ("-40", "°F", "-40"),
        ("0.1", "t", "100"),
        ("35", "%", "0.35"),
        ("2", "‰", "0.002"),
        ("200", "元", "200"),
        ("0.000001", "mg", "0.000000000001"),
    ],
)
def test_exact(amount: str, unit: str, expected: str) -> None:
    assert to_base(Decimal(amount), UNITS[unit]) == Decimal(expected)


def test_a_number_without_end_is_rounded() -> None:
    assert str(to_base(Decimal(100), UNITS["°F"])) == "37.77777777777777777777777777777778"


def test_whole_numbers_have_no_power_of_ten() -> None:
    assert str(to_base(Decimal(3), UNITS["km"])) == "3000"


def test_examples_are_units() -> None:
    assert set(EXAMPLES.values()) <= UNITS.keys()
