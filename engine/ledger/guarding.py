"""Reservations in the book: what is reserved does not leave but for its own reservation, and follows what happens to it.

A movement against a reservation fulfils it; cancelling the movement restores it. Only a count, which says what is
there, may leave less than is reserved: then reservations are cut short, the youngest first.

INVARIANT: no lot at no place has more reserved than it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from engine.ledger import refusals
from engine.ledger.cells import Cells, Change
from engine.ledger.picking import Pick
from engine.ledger.postings import Count, Moves, Release, Reserve
from engine.ledger.reservations import Fulfilled, Key, Reservations, Reserved


class Guard:
    """Stands between postings and what is reserved. A reservation is called by the number of its posting."""

    def __init__(self, cells: Cells) -> None:
        self.reservations = Reservations()
        self._cells = cells
        self._using: dict[Key, int] = {}
        """What the posting that is being entered takes of its own reservation."""
        self._fulfilled: dict[int, list[Fulfilled]] = {}

    def reserve(self, posting: Reserve) -> None:
        """Reserve what was picked. Raises `Refused` (BC809) where that is not free."""
        for lot, place, quantity in posting.picks:
            held = self._cells.at(posting.item, lot, place, None)
            free = max(held - self.reservations.reserved(posting.item, lot, place), 0)
            if quantity > free:
                raise refusals.not_free(posting.item, free, quantity)
        picks = tuple(Pick(*one) for one in posting.picks)
        row = Reserved(posting.at, str(posting.seq), posting.item, picks, posting.until)
        self.reservations.apply(row)

    def release(self, posting: Release) -> None:
        """Give back what a reservation still has. Raises `Refused` (BC667) where it has nothing."""
        self.reservations.release(posting.at, str(posting.of))

    def check(self, changes: Iterable[Change], sign: int) -> None:
        """Raise `Refused` (BC809) where changes that were just made take what is reserved."""
        for key in {(c.item, c.lot, c.place) for c in changes if sign * c.quantity < 0}:
            reserved = self.reservations.reserved(*key) - self._using.get(key, 0)
            if reserved > 0 and reserved > (left := self._cells.at(*key, None)):
                raise refusals.is_reserved(key, reserved, left)

    @contextmanager
    def fulfilling(self, moves: Moves) -> Iterator[None]:
        """While moves are entered against a reservation they may touch what it has reserved, and then have fulfilled it."""
        if moves.against is None:
            yield
            return
        id = str(moves.against)
        rows: list[Fulfilled] = []
        left = {(p.lot, p.place): p.quantity for p in self.reservations.left(id)}
        item = self.reservations.item_of(id)
        for movement in (m for m in moves.movements if m.item == item):
            at = movement.lot, movement.source
            part = min(left.get(at, 0), movement.quantity)
            if part:
                left[at] -= part
                key = (movement.item, *at)
                self._using[key] = self._using.get(key, 0) + part
                rows.append(Fulfilled(moves.at, id, Pick(*at, part)))
        try:
            yield
        finally:
            self._using = {}
        for row in rows:
            self.reservations.apply(row)
        self._fulfilled[moves.seq] = rows

    def restore(self, moves: Moves) -> None:
        """Moves are cancelled: their reservation has again what they fulfilled, if it still stands.

        Of that no more than there is: a count since then may have found less.
        """
        item = self.reservations.item_of(str(moves.against))
        for row in self._fulfilled.pop(moves.seq, ()):
            key = item, row.pick.lot, row.pick.place
            free = max(self._cells.at(*key, None) - self.reservations.reserved(*key), 0)
            if part := min(row.pick.quantity, free):
                self.reservations.apply(Fulfilled(row.at, row.id, Pick(*key[1:], -part)))

    def cut(self, count: Count) -> None:
        """After a count: reservations are cut short, the youngest first, until all are covered."""
        excess = self.reservations.excess(lambda key: max(self._cells.at(*key, None), 0))
        for (item, lot, place), reserved, held in excess:
            over = reserved - held
            for id, quantity in reversed(self.reservations.holders(item, lot, place)):
                part = min(over, quantity)
                if part:
                    self.reservations.apply(Fulfilled(count.at, id, Pick(lot, place, part)))
                over -= part
