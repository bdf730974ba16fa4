"""Every quantity over time: a timeline for each item, lot and place, and the counts that cut through them.

INVARIANT: for every item and lot the balances of all places, virtual ones included, sum to zero at every instant.

A count says what was there. What it changes follows from what was there before it, so what lands before a count is
made up for by the count: its own change is worked out again, and after it nothing differs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from engine.ledger.lines import Key, Line
from engine.ledger.timeline import Timeline


class Change(NamedTuple):
    """What a posting changes in one balance."""

    key: Key
    item: str
    lot: str
    place: str
    quantity: int


class Below(NamedTuple):
    """The first moment at which a balance falls below zero."""

    change: Change
    key: Key
    balance: int


class Mark:
    """A count where it stands: its lines by lot. A whole count speaks of every lot."""

    __slots__ = ("is_whole", "item", "key", "lines", "place")

    def __init__(self, key: Key, item: str, place: str, *, is_whole: bool) -> None:
        self.key, self.item, self.place, self.is_whole = key, item, place, is_whole
        self.lines: dict[str, Line] = {}


Adjust = Callable[[Mark, str, int], None]
"""Told that a count changes more of a lot, or less, than it did."""


class Cells:
    """All balances over time. `difference` is the virtual place that counts take from and give to."""

    def __init__(self, virtual: frozenset[str], difference: str, adjust: Adjust) -> None:
        self.virtual = virtual
        self.allowed: set[str] = set()
        """The places that may fall below zero."""
        self._difference = difference
        self._adjust = adjust
        self._cells: dict[tuple[str, str], dict[str, Timeline]] = {}
        self._marks: dict[tuple[str, str], list[Mark]] = {}

    # -- changing

    def apply(self, changes: Iterable[Change], sign: int = 1) -> None:
        """Carry out changes, or take them back with a sign of -1."""
        for key, item, lot, place, quantity in changes:
            self._cell(item, lot, place).add(key, sign * quantity)
            if self._marks and (mark := self._next_mark(item, lot, place, key)) is not None:
                at = (*mark.key[:3], lot)
                self._cell(item, lot, place).add(at, -sign * quantity)
                self._cell(item, lot, self._difference).add(at, sign * quantity)
                self._adjust(mark, lot, -sign * quantity)

    def add_mark(self, mark: Mark) -> None:
        """A count counts from now on."""
        marks = self._marks.setdefault((mark.item, mark.place), [])
        marks.insert(bisect_right(marks, mark.key, key=attrgetter("key")), mark)

    def remove_mark(self, mark: Mark) -> None:
        """A count does not count any more."""
        marks = self._marks[mark.item, mark.place]
        marks.remove(mark)
        if not marks:
            del self._marks[mark.item, mark.place]

    def first_below_zero(self, changes: Iterable[Change], sign: int = 1) -> Below | None:
        """The first moment at which changes leave less than nothing where that is not allowed."""
        found = None
        for change in changes:
            if sign * change.quantity >= 0 or change.place in self.virtual or change.place in self.allowed:
                continue
            below = self._cell(change.item, change.lot, change.place).first_below_zero(change.key)
            if below is not None and (found is None or below[0] < found.key):
                found = Below(change, *below)
        return found

    # -- asking

    def before(self, item: str, lot: str, place: str, key: Key) -> int:
        """The balance before what has a key."""
        cell = self._cells.get((item, place), {}).get(lot)
        return cell.before(key) if cell is not None else 0

    def at(self, item: str, lot: str, place: str, instant: int | None) -> int:
        """The balance when an instant had passed, or after all that was entered."""
        cell = self._cells.get((item, place), {}).get(lot)
        if cell is None:
            return 0
        return cell.now if instant is None else cell.at(instant)

    def first(self, item: str, lot: str, place: str) -> int:
        """When a place first had to do with a lot."""
        cell = self._cells.get((item, place), {}).get(lot)
        return cell.first if cell is not None else 0

    def lots(self, item: str, place: str) -> list[str]:
        """The lots of an item that a place ever held, in order."""
        return sorted(self._cells.get((item, place), ()))

    def places(self, item: str) -> list[str]:
        """The places that ever held an item, virtual ones included, in order."""
        return sorted(place for i, place in self._cells if i == item)

    def all(self) -> Iterator[tuple[str, str, str, Timeline]]:
        """Every timeline as item, lot, place, in order."""
        for item, place in sorted(self._cells):
            for lot, cell in sorted(self._cells[item, place].items()):
                yield item, lot, place, cell

    def _cell(self, item: str, lot: str, place: str) -> Timeline:
        lots = self._cells.get((item, place))
        if lots is None:
            lots = self._cells[item, place] = {}
        cell = lots.get(lot)
        if cell is None:
            cell = lots[lot] = Timeline()
        return cell

    def _next_mark(self, item: str, lot: str, place: str, key: Key) -> Mark | None:
        marks = self._marks.get((item, place))
        if not marks:
            return None
        for mark in marks[bisect_right(marks, key[:2], key=_moment) :]:
            if mark.is_whole or lot in mark.lines:
                return mark
        return None


def _moment(mark: Mark) -> tuple[int, int]:
    return mark.key[:2]
