"""Which lots to take, and from where: first expired, first in, last in, nearest. A function, without state.

Whatever the order, what may not be used is skipped: lots that are kept back, and lots that are expired now or will be
when they are delivered. A lot may be used strictly before it expires.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

_NEVER = float("inf")


class Strategy(Enum):
    """In which order to take. What is alike goes by receipt, then by lot, then by place."""

    FEFO = "fefo"
    """First what expires first; undated last."""
    FIFO = "fifo"
    LIFO = "lifo"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Stock:
    """What of a lot lies at a place, in millionths; instants in microseconds."""

    lot: str
    place: str
    quantity: int
    received: int
    expires: int | None = None
    distance: int = 0
    """To where it is wanted, in metres."""
    is_kept_back: bool = False
    """In quarantine, frozen, recalled, under count."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A quantity to be taken."""

    lot: str
    place: str
    quantity: int


def is_usable(stock: Stock, at: int) -> bool:
    """Whether it may be used at an instant."""
    return not stock.is_kept_back and (stock.expires is None or at < stock.expires)


def pick(stocks: Iterable[Stock], wanted: int, strategy: Strategy, at: int) -> tuple[list[Pick], int]:
    """What to take for a quantity that is used, or delivered, at an instant; how much is missing."""
    picks = []
    for stock in sorted((s for s in stocks if is_usable(s, at)), key=_ORDERS[strategy]):
        if wanted <= 0:
            break
        quantity = min(wanted, stock.quantity)
        if quantity > 0:
            picks.append(Pick(stock.lot, stock.place, quantity))
            wanted -= quantity
    return picks, wanted


def _fifo(stock: Stock) -> tuple[int, str, str]:
    return stock.received, stock.lot, stock.place


_ORDERS = {
    Strategy.FEFO: lambda s: (_NEVER if s.expires is None else s.expires, _fifo(s)),
    Strategy.FIFO: _fifo,
    Strategy.LIFO: lambda s: (-s.received, s.lot, s.place),
    Strategy.NEAREST: lambda s: (s.distance, _fifo(s)),
}
