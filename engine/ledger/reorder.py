"""When to order more, and how much."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is of an item, what will come, and what is somebody's already; in millionths."""

    on_hand: int
    planned: int = 0
    """To be made, or moved here."""
    requested: int = 0
    """Asked of purchasing."""
    ordered: int = 0
    reserved: int = 0

    @property
    def projected(self) -> int:
        """What will be left when all of that has happened."""
        return self.on_hand + self.planned + self.requested + self.ordered - self.reserved


def to_order(supply: Supply, level: int, up_to: int, lot_size: int = 1) -> int:
    """How much to order: up to a quantity, in whole lots, where what is projected has come to the level; else nothing.

    What a first run orders counts as requested in the next, so a second run adds nothing, as long as `up_to` is above
    the level. Raises `ValueError` where it is not, since each run would order again.
    """
    if up_to <= level or lot_size < 1:
        raise ValueError(f"up to {up_to} in lots of {lot_size} from a level of {level}")
    if supply.projected > level:
        return 0
    return -(-(up_to - supply.projected) // lot_size) * lot_size
