"""What rules can ask of the world: the state, the measures, the clock. Shared by every back end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any

from dsl.model import Model
from dsl.typesystem import Reference, Type
from engine.codec import plain, storable
from engine.ledger import NO_LOT
from engine.ledger.units import factor, no_unit, times
from engine.measures.book import Book
from engine.shapes import EventValue, Thing
from engine.sites import Sites
from engine.state import State
from engine.trouble import Refused

EARTH_RADIUS_M = 6_371_000
DAY = 86_400_000_000
HOUR = 3_600_000_000


class World:
    """One state with its measures."""

    def __init__(self, model: Model, state: State, book: Book) -> None:
        self.model = model
        self.state = state
        self.book = book
        self.sites = Sites(model, state)
        self._module_of = {rule: module.name for module in model.modules.values() for rule in module.rules}
        self._module_of_event = {
            event: module.name for module in model.modules.values() for event in module.events
        }
        self.places: Mapping[str, Thing] = state.things.get("Place", {})

    # -- modules

    def is_on(self, rule: str, event: EventValue) -> bool:
        """Whether the module of a rule is on where and when an event happens; without a module it always is."""
        module = self._module_of.get(rule)
        return module is None or self.state.settings.is_on(module, self.sites.of_event(event), event.at)

    def is_on_for(self, rule: str, key: tuple[str, ...]) -> bool:
        """Whether the module of a standing rule is on now for a combination of things."""
        module = self._module_of.get(rule)
        sites = self.sites.of_combination(rule, key)
        return module is None or self.state.settings.is_on(module, sites, self.state.now)

    def check_on(self, event: EventValue) -> None:
        """Raise `Refused` (BC684) where an event belongs to a module that is off."""
        module = self._module_of_event.get(event._event)
        if module is None or self.state.settings.is_on(module, self.sites.of_event(event), event.at):
            return
        label = self.model.modules[module].label
        raise Refused(
            "BC684",
            f"{event._event} belongs to the module `{module}`, which is switched off. Switch it on first.",
            f"{self.model.events[event._event].label.zh}属于模块「{label.zh}」（{module}），该模块已关闭。请先打开。",
        )

    # -- units

    def convert(self, amount: Decimal, unit: str, item: str) -> Decimal:
        """An amount in a unit as a quantity in the item's base unit.

        The unit is the base unit itself, one of the item's packagings, or a physical unit of the base unit's
        dimension. An item that states no base unit is kept in the base unit of that dimension (kg, L, m).
        Raises `Refused` (BC609) for any other unit.
        """
        thing = self.state.thing("Item", item)
        base = getattr(thing, "base_unit", None)
        if unit == base:
            return amount
        packagings = {p.unit: p.factor for p in getattr(thing, "packaging", ())}
        holds = factor(unit, base, packagings)
        if holds is None:
            raise no_unit(item, unit, [*([base] if base else []), *packagings])
        return times(amount, holds)

    # -- lookups

    def held(self, entity: str, key: str) -> bool:
        """Whether a hold on the thing stands."""
        return (entity, key) in self.state.holds

    def all_things(self, entity: str) -> Iterable[str]:
        """The keys of all things of an entity, in order; of places the virtual ones are left out."""
        keys = sorted(self.state.things[entity])
        return [k for k in keys if k not in self.state.virtual] if entity == "Place" else keys

    def lots_in(self, kind: Type, thing: str, place: str | None) -> list[str]:
        """The lots of which a measure of stock takes what lies at a place, or at all that are not virtual, in order."""
        if kind == Reference("Lot"):
            return [thing]
        ledger = self.state.ledger
        lots = ledger.lots_of(thing) if place is None else ledger.at_place.get((thing, place), {})
        return sorted(lot for lot in lots if lot != NO_LOT)

    def nearest(self, places: Iterable[str], number: int, origin: str) -> list[str]:
        """The places nearest to one, that one left out: by metres over the great circle, then by code.

        A place without a position comes after those with one.
        """
        ranked = sorted((self._distance(origin, key), key) for key in places if key != origin)
        return [key for _, key in ranked[:number]]

    def _distance(self, one: str, other: str) -> int:
        a, b = self.places[one], self.places[other]
        position = [getattr(p, f, None) for p in (a, b) for f in ("latitude", "longitude")]
        if any(v is None for v in position):
            return EARTH_RADIUS_M * 4
        lat1, lon1, lat2, lon2 = (radians(v) for v in position)  # type: ignore[arg-type]
        h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
        return round(2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(h))))

    @staticmethod
    def needed(value: Any, name: str) -> Any:
        """A value that was known to be there when it was decided to use it. Raises `Refused` (BC618)."""
        if value is None:
            raise Refused(
                "BC618",
                f"`{name}` is missing here: it was there when the rule was decided, and what followed took it away.",
                f"此处 `{name}` 缺失：判断规则时它还在，之后被改为缺失。",
            )
        return value

    # -- arithmetic that Python spells otherwise

    @staticmethod
    def divide(left: Any, right: Any) -> Decimal:
        """A quotient as an exact decimal (28 digits, half to even)."""
        if not right:
            raise Refused("BC607", "A rule divides by zero here.", "规则在此处除以零。")
        return Decimal(left) / Decimal(right)

    @staticmethod
    def scaled(duration: int, factor: Any) -> int:
        """A duration times a number, to the microsecond, half to even."""
        return storable(int((Decimal(duration) * factor).to_integral_value(ROUND_HALF_EVEN)))  # type: ignore[no-any-return]

    @staticmethod
    def shared(duration: int, divisor: Any) -> int:
        """A duration divided by a number, to the microsecond, half to even."""
        return storable(int(World.divide(duration, divisor).to_integral_value(ROUND_HALF_EVEN)))  # type: ignore[no-any-return]

    @staticmethod
    def floor(value: Any) -> int:
        """The whole number at or below."""
        return int(Decimal(value).to_integral_value(ROUND_FLOOR))

    @staticmethod
    def ceiling(value: Any) -> int:
        """The whole number at or above."""
        return int(Decimal(value).to_integral_value(ROUND_CEILING))

    @staticmethod
    def round(value: Any, digits: int) -> Decimal:
        """Rounded half to even to so many places."""
        return Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)

    @staticmethod
    def days(duration: int) -> Decimal:
        """A duration in days."""
        return Decimal(duration) / DAY

    @staticmethod
    def hours(duration: int) -> Decimal:
        """A duration in hours."""
        return Decimal(duration) / HOUR

    def no_row(self, table: str, arguments: tuple[Any, ...]) -> Refused:
        """What to raise where no row of a decision table matches."""
        shown = ", ".join(plain(a) if isinstance(a, Decimal) else str(a) for a in arguments)
        return Refused(
            "BC610",
            f"No row of table `{table}` matches ({shown}). Add a row for these values.",
            f"决策表 `{table}` 没有与（{shown}）匹配的行。请为这些值补一行。",
        )
