"""What is promised to somebody: rows that are only ever added, and what is free after them.

A row reserves a quantity of one lot at one place, or gives it back. What is reserved is the sum of the rows; `audit`
compares. INVARIANT: no lot at no place has more reserved than it holds. So what would take reserved stock away is
refused, but for its own reservation, which it uses up; only a count, which says what is there, cuts reservations short,
the youngest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from engine.ledger import refusals
from engine.ledger.cells import Cells, Change
from engine.ledger.postings import Moves

Where = tuple[str, str, str]
"""Item, lot, place."""


class Row(NamedTuple):
    """A reservation takes a quantity (above zero) or gives it back (below)."""

    seq: int
    """The posting that this came of."""
    of: int
    """The reservation that it belongs to."""
    where: Where
    quantity: int


class Strategy(Enum):
    """Which lots are taken first."""

    FEFO = "fefo"
    FIFO = "fifo"
    LIFO = "lifo"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lot at a place, and what is free of it."""

    lot: str
    place: str
    free: int
    received: int
    expires: int | None = None
    distance: int = 0
    is_held: bool = False

    def is_usable(self, at: int) -> bool:
        """Whether it may be used at an instant: strictly before it expires, and not while it is held."""
        return not self.is_held and (self.expires is None or at < self.expires)


def choose(
    candidates: Iterable[Candidate], quantity: int, strategy: Strategy, at: int
) -> list[tuple[Candidate, int]]:
    """What to take of which, of those that are usable at an instant: of the delivery, where that is known.

    Undated lots come last under FEFO; ties go by receipt, then by code and place.
    """
    usable = [c for c in candidates if c.free > 0 and c.is_usable(at)]
    taken, left = [], quantity
    for candidate in sorted(usable, key=lambda c: _order(c, strategy)):
        part = min(candidate.free, left)
        if part:
            taken.append((candidate, part))
        left -= part
    return taken


def _order(candidate: Candidate, strategy: Strategy) -> tuple[object, ...]:
    c = candidate
    fefo = (c.expires is None, c.expires or 0, c.received, c.lot, c.place)
    match strategy:
        case Strategy.FEFO:
            return fefo
        case Strategy.FIFO:
            return (c.received, c.lot, c.place)
        case Strategy.LIFO:
            return (-c.received, c.lot, c.place)
        case Strategy.NEAREST:
            return (c.distance, *fefo)


class Reservations:
    """All rows, and their sums by where and by reservation."""

    def __init__(self, cells: Cells) -> None:
        self.rows: list[Row] = []
        self._cells = cells
        self._reserved: dict[Where, int] = {}
        self._open: dict[int, dict[Where, int]] = {}
        """By reservation what is still reserved."""
        self._using: dict[Where, int] = {}
        """What the posting that is being entered takes of its own reservation."""

    def reserved(self, item: str, lot: str | None = None, place: str | None = None) -> int:
        """How much is reserved of an item or lot, at a place or at all."""
        if lot is not None and place is not None:
            return self._reserved.get((item, lot, place), 0)
        return sum(
            quantity
            for (i, code, at), quantity in self._reserved.items()
            if i == item and lot in (None, code) and place in (None, at)
        )

    def open(self, of: int) -> dict[Where, int]:
        """What a reservation still has."""
        return dict(self._open.get(of, {}))

    def add(self, row: Row) -> None:
        """Reserve, or give back."""
        self.rows.append(row)
        for sums in (self._reserved, self._open.setdefault(row.of, {})):
            left = sums.get(row.where, 0) + row.quantity
            if left:
                sums[row.where] = left
            else:
                sums.pop(row.where, None)
        if not self._open[row.of]:
            del self._open[row.of]

    @contextmanager
    def using(self, moves: Moves) -> Iterator[None]:
        """While moves are entered against a reservation they may touch what it has reserved, and then have used it."""
        if moves.against is None:
            yield
            return
        left, rows = self.open(moves.against), []
        for movement in moves.movements:
            where = (movement.item, movement.lot, movement.source)
            part = min(left.get(where, 0), movement.quantity)
            if part:
                left[where] -= part
                self._using[where] = self._using.get(where, 0) + part
                rows.append(Row(moves.seq, moves.against, where, -part))
        try:
            yield
            for row in rows:
                self.add(row)
        finally:
            self._using = {}

    def restore(self, seq: int, of: int) -> None:
        """Moves against a reservation are cancelled: it has again what they used."""
        for row in [row for row in self.rows if row.of == of and row.seq == seq]:
            self.add(row._replace(quantity=-row.quantity))

    def guard(self, changes: Iterable[Change], sign: int) -> None:
        """Raise `Refused` (BC809) where changes that were just made take what is reserved."""
        if not self._reserved:
            return
        for where in {(c.item, c.lot, c.place) for c in changes if sign * c.quantity < 0}:
            held = self._reserved.get(where, 0) - self._using.get(where, 0)
            left = self._cells.at(*where, None)
            if held > max(left, 0):
                raise refusals.is_reserved(where, held, left)

    def cut(self, seq: int, item: str, place: str) -> None:
        """After a count: reservations are cut short, the youngest first, until all are covered."""
        for where in [w for w in self._reserved if (w[0], w[2]) == (item, place)]:
            over = self._reserved[where] - max(self._cells.at(*where, None), 0)
            for of in sorted(self._open, reverse=True):
                if over <= 0:
                    break
                part = min(over, self._open[of].get(where, 0))
                if part:
                    self.add(Row(seq, of, where, -part))
                    over -= part

    def sums(self) -> dict[Where, int]:
        """What the rows come to, added up anew."""
        found: dict[Where, int] = {}
        for row in self.rows:
            found[row.where] = found.get(row.where, 0) + row.quantity
        return {where: quantity for where, quantity in found.items() if quantity}

    def derived(self) -> dict[Where, int]:
        """What is kept of it."""
        return dict(self._reserved)

    def repair(self) -> None:
        """Add up all that is kept anew from the rows."""
        rows, self.rows = self.rows, []
        self._reserved.clear()
        self._open.clear()
        for row in rows:
            self.add(row)
