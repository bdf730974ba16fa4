"""How items are valued and what places may do: what the book is told before anything is entered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from engine.ledger.amounts import Price
from engine.ledger.methods import Method


class Below(Enum):
    """What a place does when more is asked than it holds."""

    DENY = "deny"
    KEEP = "keep"
    """Lets it go at the last rate; what the difference comes to, once there is stock, is a variance."""
    TRUE_UP = "true-up"
    """Lets it go at the last rate, and corrects its cost once there is stock."""


@dataclass(frozen=True, slots=True)
class Valuation:
    """How an item is valued: by what method, and what is valued together."""

    method: Method = Method.AVERAGE
    by_place: bool = True
    by_lot: bool = False
    price: Price = (0, 1)
    """The standard price, or what the first of it is worth where nothing else says so."""


@dataclass(slots=True)
class Policy:
    """The policies of a book. `difference` is the virtual place of what counts find."""

    virtual: frozenset[str]
    difference: str
    valuation: Valuation = Valuation()
    items: dict[str, Valuation] = field(default_factory=dict)
    places: dict[str, Below] = field(default_factory=dict)

    def of_item(self, item: str) -> Valuation:
        """How an item is valued."""
        return self.items.get(item, self.valuation)

    def of_place(self, place: str) -> Below:
        """What a place does below zero."""
        return self.places.get(place, Below.DENY)
