"""What every place held at any instant, folded from the moves that a store keeps; and whether what it says of now agrees.

A move counts when its event happened, however late that was told. So a question about the past is answered as the past
was, and a place may turn out to have held less than nothing for a while, when something was told late: `below_zero`
lists where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from engine.codec import SCALE
from engine.ledger.amounts import decimal, quantity_number
from engine.ledger.cells import Cells, Change
from engine.ledger.lines import Key
from engine.records import EventRow, MoveRow

Where = tuple[str, str, str]
"""Item, lot, place."""

Balance = tuple[Decimal, int]
"""A quantity, and the number of the event that moved it last."""


class Wrong(NamedTuple):
    """A balance that its moves do not come to: what is kept, and what is derived. None where there is none."""

    where: Where
    kept: Balance | None
    derived: Balance | None


class Low(NamedTuple):
    """A place that held less than nothing of something, from an instant on, as it was told later."""

    where: Where
    at: int
    quantity: Decimal


class History:
    """The quantities of a store over time."""

    def __init__(self, virtual: frozenset[str], events: Iterable[EventRow], moves: Iterable[MoveRow]) -> None:
        """`events` and `moves` in the order of their numbers."""
        self._cells = Cells(virtual, "", lambda *_: None)
        self._last: dict[Where, int] = {}
        self.moves = 0
        """How many there are."""
        happened = iter(events)
        event = next(happened, None)
        for move in moves:
            while event is not None and event.seq < move.seq:
                event = next(happened, None)
            if event is not None and event.seq == move.seq:
                self._add(event.at, move)

    def _add(self, at: int, move: MoveRow) -> None:
        key: Key = (at, move.seq, move.line, "")
        quantity = quantity_number(move.quantity)
        ends = ((move.source, -quantity), (move.target, quantity))
        self._cells.apply(Change(key, move.item, move.lot, place, change) for place, change in ends)
        for place, _ in ends:
            self._last[move.item, move.lot, place] = move.seq
        self.moves += 1

    def on_hand(self, item: str, place: str, lot: str | None = None, *, at: int | None = None) -> Decimal:
        """What a place held of an item or a lot when an instant had passed, or holds now."""
        lots = self._cells.lots(item, place) if lot is None else [lot]
        return decimal(sum(self._cells.at(item, code, place, at) for code in lots), SCALE)

    def balances(self) -> dict[Where, Balance]:
        """What every place holds now, as a store keeps it."""
        return {
            (item, lot, place): (decimal(cell.now, SCALE), self._last[item, lot, place])
            for item, lot, place, cell in self._cells.all()
        }

    def wrong(self, kept: Mapping[Where, Balance]) -> list[Wrong]:
        """The balances that are not what the moves come to, in order; of a balance of zero none need be kept."""
        derived = self.balances()
        return [
            Wrong(where, kept.get(where), derived.get(where))
            for where in sorted(kept.keys() | derived.keys())
            if kept.get(where) != derived.get(where) and not _is_nothing(kept.get(where), derived.get(where))
        ]

    def below_zero(self) -> Iterator[Low]:
        """Where a real place held less than nothing, each with the first instant, in order."""
        for item, lot, place, cell in self._cells.all():
            if place not in self._cells.virtual:
                first = cell.first_below_zero((-(10**18), 0, 0, ""))
                if first is not None:
                    yield Low((item, lot, place), first[0][0], decimal(first[1], SCALE))


def _is_nothing(kept: Balance | None, derived: Balance | None) -> bool:
    """Whether a balance that has no moves is kept as nothing."""
    return derived is None and kept is not None and not kept[0]
