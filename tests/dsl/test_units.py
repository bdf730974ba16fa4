"""The table of units against pint's."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from pint import UnitRegistry

from dsl.units import EXAMPLES, UNITS, Unit, to_base, unit

BASE = {
    "mass": "kilogram",
    "volume": "liter",
    "length": "meter",
    "duration": "microsecond",
    "temperature": "degree_Celsius",
    "temperature_difference": "delta_degree_Celsius",
    "area": "meter ** 2",
    "speed": "kilometer / hour",
    "density": "kilogram / liter",
    "pressure": "kilopascal",
    "energy": "kilojoule",
    "power": "kilowatt",
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
    "平方米": "m**2",
    "m²": "m**2",
    "平方厘米": "cm**2",
    "cm²": "cm**2",
    "g/cm³": "g/cm**3",
    "kg/m³": "kg/m**3",
    "千帕": "kPa",
    "帕": "Pa",
    "兆帕": "MPa",
    "巴": "bar",
    "千焦": "kJ",
    "焦": "J",
    "兆焦": "MJ",
    "千瓦时": "kWh",
    "度": "kWh",
    "千卡": "kcal",
    "千瓦": "kW",
    "瓦": "W",
    "°C": "degC",
    "℃": "degC",
    "°F": "degF",
    "℉": "degF",
}
CHINESE_ONLY = {"斤": Fraction(1, 2), "两": Fraction(1, 20), "亩": Fraction(2000, 3)}
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
        ("35", "%", "35"),
        ("2", "‰", "0.2"),
        ("36", "km/h", "36"),
        ("10", "m/s", "36"),
        ("1", "kWh", "3600"),
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


@pytest.mark.parametrize(
    ("name", "dimension", "factor"),
    [
        ("lb", "mass", "0.45359237"),
        ("oz", "mass", "0.028349523125"),
        ("gallon", "volume", "3.785411784"),
        ("inch", "length", "0.0254"),
        ("mph", "speed", "1.609344"),
        ("hectare", "area", "10000"),
    ],
)
def test_other_units_are_pints_and_exact(name: str, dimension: str, factor: str) -> None:
    assert unit(name) == Unit(dimension, Fraction(factor))


@pytest.mark.parametrize(
    "name", ["ton", "bag", "box", "箱", "degR", "volt", "kg*m", "__class__", "m**2", "1", "", "x" * 99]
)
def test_no_unit(name: str) -> None:
    """A container, another dimension, or something to compute is none."""
    assert unit(name) is None


def test_pint_is_loaded_only_for_units_that_the_table_has_not() -> None:
    asked = "from dsl.units import unit; import sys; unit({!r}); print('pint' in sys.modules)"
    for name, loaded in (("kg", "False"), ("箱", "False"), ("lb", "True")):
        done = subprocess.run([sys.executable, "-c", asked.format(name)], capture_output=True, text=True)
        assert done.stdout.strip() == loaded, done.stderr


def test_examples_are_units() -> None:
    assert set(EXAMPLES.values()) <= UNITS.keys()
