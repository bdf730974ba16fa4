"""What went from lot to lot and in and out of them, column by column, so that a million flows are gone through at once.

A flow takes a quantity from a *node* and gives one to another: from the supplier into a lot, from a lot into the lot
that was made of it, to a customer, to the scrap. A node is a lot in one of four states: held (wherever it lies), sold,
destroyed, with the supplier. A move between two places that hold is no flow, only a change of where the lot lies.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from itertools import compress
from operator import itemgetter


class Kind(IntEnum):
    """What a place is to the goods there. A place of no kind holds stock."""

    HELD = 0
    SOLD = 1
    DESTROYED = 2
    SUPPLIER = 3
    OPEN = 4
    """Production, differences of counts: goods are held to be there, and none can be picked."""


def node(lot: int, kind: Kind = Kind.HELD) -> int:
    """A lot in a state, as a number; `lot_of` and `& 3` undo it."""
    return lot << 2 | (kind & 3)


def lot_of(of: int) -> int:
    """The lot of a node."""
    return of >> 2


class Flows:
    """All flows, in the order in which they were told, and for each lot those out of it and into it."""

    def __init__(self) -> None:
        self.keys: list[tuple[int, int]] = []
        """When it happened, and the number of what it was told by."""
        self.givers: list[int] = []
        self.takers: list[int] = []
        self.taken: list[int] = []
        self.made: list[int] = []
        """What came of it. Of several inputs the first makes all that its output came to."""
        self.out: list[list[int]] = []
        self.into: list[list[int]] = []
        self._has_late = False

    def new_lot(self) -> int:
        """Room for one more lot; its number."""
        self.out.append([])
        self.into.append([])
        return len(self.out) - 1

    def append(self, at: int, seq: int, giver: int, taker: int, taken: int, made: int) -> None:
        """Add a flow. It may have happened before others that are here."""
        flow = len(self.keys)
        self._has_late |= bool(self.keys) and (at, seq) < self.keys[-1]
        self.keys.append((at, seq))
        self.givers.append(giver)
        self.takers.append(taker)
        self.taken.append(taken)
        self.made.append(made)
        self.out[giver >> 2].append(flow)
        self.into[taker >> 2].append(flow)

    def in_order(self, lots: Iterable[int]) -> Iterable[tuple[int, int, int, int]]:
        """The flows out of some lots and into them, in the order in which they happened; at one instant as told.

        Each as the nodes that it goes from and to, what it took, and what it made.
        """
        marked = bytearray(len(self.keys))
        for lot in lots:
            for flow in self.out[lot]:
                marked[flow] = 1
            for flow in self.into[lot]:
                marked[flow] = 1
        rows = zip(self.givers, self.takers, self.taken, self.made, strict=True)
        if not self._has_late:
            return compress(rows, marked)
        dated = sorted(
            compress(zip(self.keys, rows, strict=True), marked), key=itemgetter(0)
        )  # nearly sorted by now
        return [row for _, row in dated]

    def below(self, lot: int) -> list[tuple[int, int]]:
        """The lots that something of one went into, nearest first, each with the fewest steps to it."""
        return self._closure(lot, self.out, self.takers)

    def above(self, lot: int) -> list[tuple[int, int]]:
        """The lots that went into one, nearest first, each with the fewest steps to it."""
        return self._closure(lot, self.into, self.givers)

    def _closure(self, start: int, flows: list[list[int]], ends: list[int]) -> list[tuple[int, int]]:
        seen = bytearray(len(flows))
        seen[start] = 1
        found: list[tuple[int, int]] = []
        frontier, steps = [start], 0
        while frontier:
            steps += 1
            following = []
            for lot in frontier:
                for flow in flows[lot]:
                    other = ends[flow] >> 2
                    if not seen[other]:
                        seen[other] = 1
                        following.append(other)
                        found.append((other, steps))
            frontier = following
        return found
