"""Catch weight: goods that are counted and weighed, each piece with a weight of its own. Both balances, side by side.

INVARIANT: the weight is zero where the pieces are zero, and only there. What is left over when the last piece goes,
dried out or trimmed, goes with it as a loss that is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engine.ledger.telling import shown, shown_exact
from engine.trouble import Refused


@dataclass(frozen=True, slots=True)
class Catch:
    """What a piece of an item weighs as a rule, in millionths of the weight's unit, and by which part it may differ."""

    item: str
    nominal: int
    tolerance: Fraction

    def check(self, pieces: int, weight: int) -> None:
        """Raise `Refused` (BC668) where so many pieces do not weigh so much."""
        usual = pieces * self.nominal
        if pieces <= 0 or weight <= 0:
            raise _refused(
                f"{pieces} pieces of {self.item} with {shown(weight)}: both are above zero. Count and weigh again.",
                f"{self.item} {pieces} 件、重量 {shown(weight)}：两者均须大于零。请重新点数、称重。",
            )
        if abs(weight - usual) > self.tolerance * usual:
            most = shown_exact(self.tolerance * 100)
            raise _refused(
                f"{pieces} pieces of {self.item} weigh {shown(usual)} as a rule, and {shown(weight)} differs by more than"
                f" {most} %. Count and weigh again.",
                f"{self.item} {pieces} 件通常重 {shown(usual)}，实称 {shown(weight)} 的偏差超过 {most}%。"
                "请重新点数、称重。",
            )


@dataclass(frozen=True, slots=True)
class Taken:
    """What left. A loss is weight that left with no piece; below zero where more was weighed than there was."""

    pieces: int
    weight: int
    loss: int = 0


class CatchBalance:
    """Pieces and weight of an item and lot at a place."""

    def __init__(self, catch: Catch) -> None:
        self.catch = catch
        self.pieces = 0
        self.weight = 0

    def put(self, pieces: int, weight: int) -> None:
        """Pieces come, weighed. Raises `Refused` (BC668) where they do not weigh so much."""
        self.catch.check(pieces, weight)
        self.pieces += pieces
        self.weight += weight

    def take(self, pieces: int, weight: int | None = None) -> Taken:
        """Pieces leave, weighed; not weighed, they weigh their part of what is there.

        Raises `Refused` (BC668), and changes nothing, where there are fewer, they do not weigh so much, or would
        leave pieces without weight; with the last piece, where the loss is beyond the tolerance.
        """
        if not 0 < pieces <= self.pieces:
            raise _refused(
                f"{self.pieces} pieces of {self.catch.item} are there, and {pieces} can't be taken.",
                f"{self.catch.item} 现有 {self.pieces} 件，无法取出 {pieces} 件。",
            )
        if weight is None:
            # No piece is left without weight, however light it is.
            part = round(Fraction(self.weight * pieces, self.pieces))
            weight = self.weight if pieces == self.pieces else max(1, min(part, self.weight - 1))
        else:
            self.catch.check(pieces, weight)
        loss = self.weight - weight if pieces == self.pieces else 0
        if pieces < self.pieces and weight >= self.weight:
            raise _refused(
                f"{self.pieces - pieces} pieces of {self.catch.item} would be left with no weight. Weigh again.",
                f"{self.catch.item} 将剩下 {self.pieces - pieces} 件而没有重量。请重新称重。",
            )
        if abs(loss) > self.catch.tolerance * self.weight:
            raise _refused(
                f"The last pieces of {self.catch.item} weigh {shown(weight)}, and {shown(self.weight)} were left."
                " Count the place.",
                f"{self.catch.item} 最后几件重 {shown(weight)}，而账面还有 {shown(self.weight)}。请盘点该库位。",
            )
        self.pieces -= pieces
        self.weight -= weight + loss
        return Taken(pieces, weight, loss)


def _refused(en: str, zh: str) -> Refused:
    return Refused("BC668", en, zh)
