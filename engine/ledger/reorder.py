"""When to order more, and how much: from what is there, what is on its way, and what is spoken for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of an item at a place, in millionths."""

    on_hand: int
    planned: int = 0
    requested: int = 0
    ordered: int = 0
    reserved: int = 0

    @property
    def projected(self) -> int:
        """What there will be when all that is under way has come and gone."""
        return self.on_hand + self.planned + self.requested + self.ordered - self.reserved


def to_order(outlook: Outlook, level: int, up_to: int, *, multiple: int = 1) -> int:
    """How much to order: up to a quantity, in whole multiples, where what is projected has come down to the level.

    What one run orders is requested in the next, so that a second run adds nothing.
    """
    if outlook.projected > level:
        return 0
    missing = max(up_to - outlook.projected, 0)
    return -(-missing // multiple) * multiple
