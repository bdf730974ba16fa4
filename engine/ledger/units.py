"""The units of an item: its base unit, packagings with history, physical units; how many digits each takes.

Quantities are kept in the item's base unit. What another unit holds of it is

- said by a packaging: a box of 24, a pallet of 40 boxes; a fact about the item, which may change from a day on;
- a matter of physics, where the base unit is of the same dimension (kg, g, lb): `dsl.units` knows it, for ever.

A packaging that was used is part of what the history says. So its factor has versions, each from an instant on; a
conversion goes by the one of its own time, and a version that would reach back over a use is refused.

`factor` is the one definition of what a unit holds; the engine asks it for what events carry, `ItemUnits` beside it for
the time and for digits. What has more digits than a unit takes is rejected or rounded, as that unit's scale says, and
rounding is told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from dsl.diagnostics import Both
from dsl.units import PACKED, UNITS, Unit, to_base
from dsl.units import unit as physical_unit
from engine.codec import SCALE, plain
from engine.ledger.telling import moment, shown_exact
from engine.trouble import Refused

Number = Decimal | Fraction


def factor(unit: str, base: str | None, packagings: Mapping[str, Number]) -> Number | None:
    """What one of a unit holds in the base unit; None where nothing says so.

    The unit is the base unit itself, a packaging, or a physical one of the base unit's dimension. What states no base
    unit is kept in that of the dimension: kg, L, m, m².
    """
    if unit == base:
        return Decimal(1)
    if (packed := packagings.get(unit)) is not None:
        return packed
    known = _measure(unit)
    if known is None:
        return None
    if base is None:
        return known.factor
    kept_in = _measure(base)
    return known.factor / kept_in.factor if kept_in and kept_in.dimension == known.dimension else None


def times(amount: Decimal, holds: Number) -> Decimal:
    """So many of a unit that holds so much: exact, or to 34 digits where the number has no end."""
    return amount * holds if isinstance(holds, Decimal) else to_base(amount, Unit("", holds))


def no_unit(item: str, unit: str, known: list[str]) -> Refused:
    """An item does not know a unit."""
    listed = ", ".join(known) or "kg, L, m"
    return Refused(
        "BC609",
        f"Item {item} has no unit `{unit}`; it knows {listed}. Use one of these, or add a packaging to the item.",
        f"物料 {item} 没有单位 `{unit}`；它的单位有 {listed.replace(', ', '、')}。请使用其中之一，或为物料添加包装。",
    )


def _measure(name: str) -> Unit | None:
    known = UNITS.get(name) or physical_unit(name)
    return known if known is not None and known.dimension in PACKED else None


class Excess(Enum):
    """What happens to digits that are too many."""

    REJECT = "reject"
    HALF_EVEN = "half even"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Scale:
    """How many digits after the point a unit takes."""

    digits: int = SCALE
    excess: Excess = Excess.REJECT


@dataclass(frozen=True, slots=True)
class Converted:
    """A quantity in the base unit, and what was said of rounding on the way: nothing where it is exact."""

    quantity: Decimal
    told: tuple[Both, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class _Version:
    since: int
    holds: Fraction = field(compare=False)
    of: str = field(compare=False)


class ItemUnits:
    """The units of one item over time. `scales` are by unit; what is not named takes six digits and rejects more."""

    def __init__(self, item: str, base: str, scales: Mapping[str, Scale] | None = None) -> None:
        self.item = item
        self.base = base
        self._scales = dict(scales or {})
        self._versions: dict[str, list[_Version]] = {}
        self._last_use: dict[str, int] = {}

    def pack(self, unit: str, holds: Number | int, of: str = "", *, since: int = 0) -> None:
        """From an instant on a packaging holds so many of another unit, the base unit where none is named.

        Raises `Refused` (BC668) where the packaging was used at that instant or later, holds nothing, holds itself, or
        is called as the base unit or a physical unit of it.
        """
        of = of or self.base
        if holds <= 0:
            raise _misfit(
                f"{unit} of {self.item} holds nothing.", f"{self.item} 的 {unit} 的换算系数须大于零。"
            )
        if factor(unit, self.base, {}) is not None:
            raise _misfit(
                f"`{unit}` says already how much of {self.item} it is. Give the packaging another name.",
                f"`{unit}` 对 {self.item} 已有固定含义。请给包装换一个名称。",
            )
        used = self._last_use.get(unit)
        if used is not None and used >= since:
            raise _misfit(
                f"{unit} of {self.item} was used on {moment(used)}; what it held then can't change."
                " Let the new factor begin after that.",
                f"{self.item} 的 {unit} 在 {moment(used)} 使用过，当时的换算系数不能更改。请让新系数在其后生效。",
            )
        before = self._versions.get(unit, [])
        after = sorted([*(v for v in before if v.since != since), _Version(since, Fraction(holds), of)])
        self._versions[unit] = after
        later = {v.since for versions in self._versions.values() for v in versions if v.since > since}
        for instant in (since, *sorted(later)):
            chain = self._chain(unit, instant)
            if chain[-1] in chain[:-1]:
                self._versions[unit] = before
                ring = " → ".join(chain)
                raise _misfit(f"{ring}: a packaging can't hold itself.", f"{ring}：包装不能包含自身。")

    def factor(self, unit: str, at: int) -> Fraction:
        """What one of a unit held in the base unit at an instant. Raises `Refused` (BC609) where nothing says so."""
        holds = Fraction(1)
        for link in self._chain(unit, at)[:-1]:
            version = self._version(link, at)
            if version is None:
                break
            holds *= version.holds
            unit = version.of
        found = factor(unit, self.base, {})
        if found is None:
            raise no_unit(self.item, unit, [self.base, *sorted(self._versions)])
        return holds * Fraction(found)

    def convert(self, amount: Decimal, unit: str, at: int) -> Converted:
        """An amount in the base unit, as it was at an instant, with the digits that both units take.

        Raises `Refused` (BC609) for a unit that is not known, (BC668) for digits that are rejected.
        """
        told: list[Both] = []
        given = self._scaled(Fraction(amount), unit, told)
        quantity = self._scaled(given * self.factor(unit, at), self.base, told)
        return Converted(Decimal(quantity.numerator) / Decimal(quantity.denominator), tuple(told))

    def use(self, amount: Decimal, unit: str, at: int) -> Converted:
        """Convert what is entered: from now on what the unit held at that instant is history."""
        converted = self.convert(amount, unit, at)
        for link in self._chain(unit, at):
            self._last_use[link] = max(at, self._last_use.get(link, at))
        return converted

    def _version(self, unit: str, at: int) -> _Version | None:
        versions = self._versions.get(unit, [])
        index = bisect_right(versions, at, key=lambda v: v.since)
        return versions[index - 1] if index else None

    def _chain(self, unit: str, at: int) -> list[str]:
        """A packaging, what it holds, what that holds, and so on; of a ring, until it closes."""
        chain = [unit]
        while (version := self._version(chain[-1], at)) is not None:
            chain.append(version.of)
            if version.of in chain[:-1]:
                break
        return chain

    def _scaled(self, amount: Fraction, unit: str, told: list[Both]) -> Fraction:
        scale = self._scales.get(unit, Scale())
        exact = amount * 10**scale.digits
        if exact.denominator == 1:
            return amount
        shown = shown_exact(amount)
        if scale.excess is Excess.REJECT:
            raise _misfit(
                f"{shown} {unit} of {self.item}: {unit} takes {scale.digits} digits after the point. Round it yourself.",
                f"{self.item} 的数量 {shown} {unit}：{unit} 最多 {scale.digits} 位小数。请自行取舍。",
            )
        floor = exact.numerator // exact.denominator
        match scale.excess:
            case Excess.UP:
                floor += 1
            case Excess.HALF_EVEN:
                floor = round(exact)
        rounded = Fraction(floor, 10**scale.digits)
        kept = plain(Decimal(floor).scaleb(-scale.digits))
        told.append(Both(f"{shown} {unit} was rounded to {kept}.", f"{shown} {unit} 已舍入为 {kept}。"))
        return rounded


def _misfit(en: str, zh: str) -> Refused:
    return Refused("BC668", en, zh)
