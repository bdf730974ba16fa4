"""The stock ledger: double entry between places, by item and lot, in exact decimals.

INVARIANT: for every item and lot the balances of all places, virtual ones included, sum to zero, because each move
takes from one place what it gives to another. A place that is not virtual never falls below zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from engine.codec import LIMIT, kept, plain
from engine.trouble import Refused

ZERO = Decimal(0)
_LEAST = -LIMIT
NO_LOT = ""
"""The lot of stock that is kept by item alone."""

Journal = list[tuple[Callable[..., object], tuple[object, ...]]]
"""What to call, and with what, to undo; from last to first."""


_NOTHING: Mapping[str, Decimal] = {}
_NEVER: Mapping[str, int] = {}


class Ledger:
    """Balances by item, lot and place.

    `at_place[item, place]` maps lots to balances other than zero; `total[item, place]` is their sum.
    """

    def __init__(self, virtual: frozenset[str]) -> None:
        self.virtual = virtual
        self.at_place: dict[tuple[str, str], dict[str, Decimal]] = {}
        self.total: dict[tuple[str, str], Decimal] = {}
        self.of_item: dict[str, Decimal] = {}
        """By item, the sum over the places that are not virtual."""
        self.of_lot: dict[str, dict[str, Decimal]] = {}
        """By item, then by lot, the same; what is zero is left out."""
        self.last_move: dict[tuple[str, str], dict[str, int]] = {}
        """By item and place, then by lot, the number of the event that last moved it there."""
        self.changed: dict[tuple[str, str, str], None] = {}
        """Balances changed since the last commit, as item, lot, place."""

    def balance(self, item: str, lot: str, place: str) -> Decimal:
        """What a place holds of one lot."""
        lots = self.at_place.get((item, place))
        return lots.get(lot, ZERO) if lots else ZERO

    def everywhere(self, item: str, lot: str) -> Decimal:
        """What all places that are not virtual hold of one lot."""
        return self.lots_of(item).get(lot, ZERO)

    def has_turned(self, item: str, lot: str, source: str, target: str, quantity: Decimal) -> bool:
        """Whether a move that was just made brought the first of a lot, or took the last of it, virtual places left
        out."""
        if (source in self.virtual) == (target in self.virtual):
            return False
        held = self.of_lot.get(item, _NOTHING).get(lot, ZERO)
        return held == (quantity if source in self.virtual else ZERO)

    def places_of(self, item: str, lot: str) -> list[tuple[str, Decimal]]:
        """Where a lot is, virtual places included, and how much of it, in order."""
        return sorted((p, lots[lot]) for (i, p), lots in self.at_place.items() if i == item and lot in lots)

    def lots_of(self, item: str) -> Mapping[str, Decimal]:
        """The lots of an item that places other than virtual ones hold, each with how much all of them hold."""
        return self.of_lot.get(item, _NOTHING)

    def move(
        self, item: str, lot: str, source: str, target: str, quantity: Decimal, seq: int, undo: Journal
    ) -> Decimal:
        """Move a quantity and return it as it was kept.

        Raises `Refused` where the quantity is below zero (BC602), where the two places are one (BC603), or where the
        source would fall below zero (BC601).
        """
        quantity = kept(quantity)
        if quantity < 0:
            shown = plain(quantity)
            raise Refused(
                "BC602",
                f"I can't move {shown}: a quantity that moves is above zero. To undo a move, move back.",
                f"无法移动 {shown}：移动的数量须大于零。要撤销移动，请反向移动。",
            )
        if source == target:
            raise Refused(
                "BC603",
                f"Source and target are the same place, `{source}`. Name two places.",
                f"来源与目的是同一地点 `{source}`。请写两个不同的地点。",
            )
        if not quantity:
            return quantity
        held, there = self.balance(item, lot, source), self.balance(item, lot, target)
        left, got = held - quantity, there + quantity
        if left < 0 and source not in self.virtual:
            what_en = f"lot {lot} of {item}" if lot else item
            what_zh = f"{item} 批次 {lot}" if lot else item
            raise Refused(
                "BC601",
                f"{source} holds {plain(held)} of {what_en}, and {plain(quantity)} were to leave."
                " Stock can't fall below zero; count the place or correct the quantity.",
                f"{source} 现有 {what_zh} {plain(held)}，却要移出 {plain(quantity)}。库存不可为负；请盘点或更正数量。",
            )
        if left <= _LEAST or got >= LIMIT:
            kept(LIMIT)  # no balance outgrows what a database keeps
        at_source = self._put(item, lot, source, left, -quantity, seq)
        at_target = self._put(item, lot, target, got, quantity, seq)
        undo.append((self._put, (item, lot, source, held, quantity, at_source)))
        undo.append((self._put, (item, lot, target, there, -quantity, at_target)))
        return quantity

    def _put(
        self, item: str, lot: str, place: str, balance: Decimal, difference: Decimal, seq: int | None
    ) -> int | None:
        """Let a place hold so much, on behalf of an event, or of none; the event that moved it last before."""
        at = (item, place)
        lots = self.at_place.get(at)
        if lots is None:
            lots, self.last_move[at], self.total[at] = {}, {}, ZERO
            self.at_place[at] = lots
        if balance:
            lots[lot] = balance
        else:
            lots.pop(lot, None)
        self.total[at] += difference
        if place not in self.virtual:
            self.of_item[item] = self.of_item.get(item, ZERO) + difference
            held = self.of_lot.get(item)
            if held is None:
                held = self.of_lot[item] = {}
            everywhere = held.get(lot, ZERO) + difference
            if everywhere:
                held[lot] = everywhere
            else:
                held.pop(lot, None)
        self.changed[item, lot, place] = None
        movers = self.last_move[at]
        before = movers.get(lot)
        if seq is None:
            del movers[lot]
        else:
            movers[lot] = seq
        return before

    def restore(self, item: str, lot: str, place: str, quantity: Decimal, last_move: int) -> None:
        """Put back a balance that a store kept."""
        self._put(item, lot, place, quantity, quantity, last_move)
        self.changed.clear()

    def balances(self) -> Iterator[tuple[str, str, str, Decimal]]:
        """Every balance other than zero, as item, lot, place, quantity, in order."""
        for item, place in sorted(self.at_place):
            for lot, quantity in sorted(self.at_place[item, place].items()):
                yield item, lot, place, quantity

    def movers(self, item: str, lot: str | None, place: str | None) -> tuple[int, ...]:
        """The events that last moved an item, or one lot of it, at a place, or at all that are not virtual; in order."""
        found: set[int] = set()
        for (i, at), lots in self.last_move.items():
            if i != item or (at in self.virtual if place is None else at != place):
                continue
            if lot is None:
                found.update(lots.values())
            elif lot in lots:
                found.add(lots[lot])
        return tuple(sorted(found))

    def last_moved(self, item: str, lot: str, place: str) -> int | None:
        """The event that last moved a lot at a place."""
        return self.last_move.get((item, place), _NEVER).get(lot)
