"""Lots: what happened to them, what became of what, and whether it adds up.

INVARIANT: what came into a lot is what is on hand, went into other lots, was sold, destroyed or sent back, and a
remainder that nothing explains: what was issued and no output names it, or what a count did not find.

It is folded from what happened, which may be told late. It takes stock as it is told: that no place falls below zero
is for the ledger to see to. What it refuses is what would give a code to two things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.ledger.amounts import spread
from engine.ledger.flows import Flows, Kind, lot_of, node
from engine.ledger.telling import shown
from engine.trouble import Refused


@dataclass(frozen=True, slots=True)
class Part:
    """A quantity of a lot at a place, in millionths of its item's base unit."""

    lot: str
    place: str
    quantity: int
    item: str = ""
    """What it is a lot of; it need not be said again."""


@dataclass(frozen=True, slots=True)
class MassBalance:
    """What became of a lot, in its own unit; `came_in` is the sum of all the others."""

    came_in: int
    on_hand: Mapping[str, int]
    """By place."""
    into: Mapping[str, int]
    """By lot made of it."""
    sold: int
    destroyed: int
    sent_back: int
    unexplained: int


class Genealogy:
    """All lots. `kinds` says of the places that hold no stock what they are."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = dict(kinds)
        self._numbers: dict[str, int] = {}
        self._items: list[str] = []
        self._balances: list[dict[str, int]] = []
        """For each lot by place; suppliers are left out."""
        self.codes: list[str] = []
        self.flows = Flows()

    # -- what happens

    def move(self, at: int, seq: int, part: Part, target: str) -> None:
        """A part of a lot goes to another place. Raises `Refused` (BC666) for a lot of two items."""
        self._check([part])
        lot = self._lot(part)
        self._shift(lot, part.place, -part.quantity)
        self._shift(lot, target, part.quantity)
        giver, taker = node(lot, self.kind(part.place)), node(lot, self.kind(target))
        if giver != taker:
            self.flows.append(at, seq, giver, taker, part.quantity, part.quantity)

    def make(self, at: int, seq: int, inputs: Sequence[Part], outputs: Sequence[Part]) -> None:
        """Parts of lots become lots. Each input goes into all outputs, in proportion to what came out.

        Raises `Refused` (BC666) where nothing goes in or comes out, for a lot of two items, or made of itself.
        """
        if not inputs or not outputs:
            raise _refused("What is made needs inputs and outputs.", "加工须有投入和产出。")
        self._check([*inputs, *outputs])
        for code in {part.lot for part in inputs} & {part.lot for part in outputs}:
            raise _refused(
                f"Lot {code} can't be made of itself. Give the output another code.",
                f"批次 {code} 不能由自身制成。请给产出另一个批号。",
            )
        sources, targets = [self._lot(p) for p in inputs], [self._lot(p) for p in outputs]
        for number, (lot, part) in enumerate(zip(sources, inputs, strict=True)):
            self._shift(lot, part.place, -part.quantity)
            shares = spread(part.quantity, [output.quantity for output in outputs])
            for target, output, share in zip(targets, outputs, shares, strict=True):
                made = 0 if number else output.quantity
                self.flows.append(at, seq, node(lot), node(target), share, made)
        for target, output in zip(targets, outputs, strict=True):
            self._shift(target, output.place, output.quantity)

    def split(self, at: int, seq: int, part: Part, into: str) -> str:
        """Give a part of a lot a code of its own; the code under which it goes on.

        Who splits off all that there is of the lot gets no new one. Raises `Refused` (BC666) where the quantity is
        not above zero, or more than lies there.
        """
        lot = self._available(part)
        if part.quantity == self._held(lot) or into == part.lot:
            return part.lot
        self.make(at, seq, [part], [Part(into, part.place, part.quantity, self._items[lot])])
        return into

    def merge(self, at: int, seq: int, parts: Sequence[Part], into: str) -> None:
        """Put parts of lots of one item, at one place, together in a lot, which may be one of them.

        Raises `Refused` (BC666) for several items or places, and where there is less than is said.
        """
        items = {self._items[self._available(part)] for part in parts}
        places = {part.place for part in parts}
        if len(items) != 1 or len(places) != 1:
            raise _refused(
                f"Lots that are merged are of one item at one place; these are of {', '.join(sorted(items))} at"
                f" {', '.join(sorted(places))}.",
                f"合并的批次须属同一物料、同一库位；这些属于 {'、'.join(sorted(items))}，位于 {'、'.join(sorted(places))}。",
            )
        others = [part for part in parts if part.lot != into]
        quantity = sum(part.quantity for part in others)
        if others:
            self.make(at, seq, others, [Part(into, places.pop(), quantity, items.pop())])

    def repack(self, at: int, seq: int, part: Part, packs: Mapping[str, int]) -> None:
        """Fill a part of a lot into packs with codes of their own.

        Raises `Refused` (BC666) where the packs do not hold what was taken: what is lost is destroyed before.
        """
        item = self._items[self._available(part)]
        held = sum(packs.values())
        if held != part.quantity:
            raise _refused(
                f"{shown(part.quantity)} of lot {part.lot} were repacked, and the packs hold {shown(held)}."
                " Record what was lost as destroyed.",
                f"批次 {part.lot} 分装了 {shown(part.quantity)}，而各包装合计 {shown(held)}。损耗请记为销毁。",
            )
        self.make(at, seq, [part], [Part(code, part.place, size, item) for code, size in packs.items()])

    # -- what is asked

    def descendants(self, lot: str) -> dict[str, int]:
        """All lots that something of a lot went into, nearest first, each with the fewest steps to it."""
        return {self.codes[number]: steps for number, steps in self.flows.below(self.number(lot))}

    def ancestors(self, lot: str) -> dict[str, int]:
        """All lots that went into a lot, nearest first, each with the fewest steps to it."""
        return {self.codes[number]: steps for number, steps in self.flows.above(self.number(lot))}

    def balance(self, lot: str) -> MassBalance:
        """What became of a lot. Raises `Refused` (BC666) where it is not known."""
        number, flows = self.number(lot), self.flows
        supplier = node(number, Kind.SUPPLIER)
        came_in = sum(
            flows.made[f]
            for f in flows.into[number]
            if flows.givers[f] == supplier or lot_of(flows.givers[f]) != number
        )
        sent_back = 0
        into: dict[str, int] = {}
        for flow in flows.out[number]:
            taker = flows.takers[flow]
            if taker == supplier:
                sent_back += flows.taken[flow]
            elif lot_of(taker) != number:
                code = self.codes[lot_of(taker)]
                into[code] = into.get(code, 0) + flows.taken[flow]
        sums = dict.fromkeys(Kind, 0)
        on_hand = {}
        for place, quantity in sorted(self._balances[number].items()):
            kind = self.kind(place)
            sums[kind] += quantity
            if kind is Kind.HELD and quantity:
                on_hand[place] = quantity
        sold, destroyed = sums[Kind.SOLD], sums[Kind.DESTROYED]
        explained = sums[Kind.HELD] + sum(into.values()) + sold + destroyed + sent_back
        return MassBalance(came_in, on_hand, into, sold, destroyed, sent_back, came_in - explained)

    def number(self, lot: str) -> int:
        """The number that flows know a lot by. Raises `Refused` (BC666) where it is not known."""
        number = self._numbers.get(lot)
        if number is None:
            raise _refused(f"Lot {lot} is not known. Check the code.", f"没有批次 {lot}。请核对批号。")
        return number

    def kind(self, place: str) -> Kind:
        """What a place is."""
        return self._kinds.get(place, Kind.HELD)

    def places(self, lot: int) -> list[tuple[str, int]]:
        """Where a lot is held, open places included, and how much of it, in order."""
        kinds, held = self._kinds, (Kind.HELD, Kind.OPEN)
        return sorted(
            [(p, q) for p, q in self._balances[lot].items() if q and kinds.get(p, Kind.HELD) in held]
        )

    # -- how it is kept

    def _shift(self, lot: int, place: str, quantity: int) -> None:
        if self.kind(place) is not Kind.SUPPLIER:
            places = self._balances[lot]
            places[place] = places.get(place, 0) + quantity

    def _held(self, lot: int) -> int:
        return sum(q for place, q in self._balances[lot].items() if self.kind(place) is Kind.HELD)

    def _lot(self, part: Part) -> int:
        """The number of a lot, which is new where it is not known."""
        number = self._numbers.get(part.lot)
        if number is None:
            number = self._numbers[part.lot] = self.flows.new_lot()
            self.codes.append(part.lot)
            self._items.append(part.item)
            self._balances.append({})
        elif part.item:
            self._items[number] = part.item
        return number

    def _available(self, part: Part) -> int:
        """The number of a lot of which a place holds so much."""
        lot = self.number(part.lot)
        there = self._balances[lot].get(part.place, 0)
        if not 0 < part.quantity <= there:
            raise _refused(
                f"{part.place} holds {shown(there)} of lot {part.lot}, and {shown(part.quantity)} of it can't be taken."
                " Give a quantity above zero, and no more than is there.",
                f"{part.place} 的批次 {part.lot} 现有 {shown(there)}，无法取出 {shown(part.quantity)}。"
                "数量须大于零且不超过现有量。",
            )
        return lot

    def _check(self, parts: Sequence[Part]) -> None:
        """Before anything is written: quantities above zero, and each lot of one item."""
        items: dict[str, str] = {}
        for part in parts:
            if part.quantity <= 0:
                raise _refused(
                    f"{shown(part.quantity)} of lot {part.lot}: a quantity is above zero. Correct it.",
                    f"批次 {part.lot} 的数量为 {shown(part.quantity)}：数量须大于零。请更正。",
                )
            known = self._numbers.get(part.lot)
            item = items.get(part.lot) or (self._items[known] if known is not None else "") or part.item
            items[part.lot] = item
            if part.item and item != part.item:
                raise _refused(
                    f"Lot {part.lot} is of {item} and can't be of {part.item} too. Give another code.",
                    f"批次 {part.lot} 属于 {item}，不能又属于 {part.item}。请换一个批号。",
                )


def _refused(en: str, zh: str) -> Refused:
    return Refused("BC666", en, zh)
