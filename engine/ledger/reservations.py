"""Reservations: stock that is promised to somebody, by lot and place, and what is left to promise.

What is reserved follows from rows that only grow: reserved, released, fulfilled; that a reservation ends at an instant
is said in its own row. The figures here are kept beside the rows, and `differences` proves that they are the same.

INVARIANT: what is reserved of a lot at a place is at no reservation more than is there. When stock is lost afterwards
it may be: `excess` tells, and somebody decides whom to disappoint.

There is one writer: whoever reserves does so on figures that nobody else is changing. The engine's partition is that
writer; requests that come at once stand in its queue. So nothing is locked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TypeVar

from engine.ledger.picking import Pick, Stock, Strategy, is_usable, pick
from engine.ledger.telling import moment, shown
from engine.trouble import Refused

K = TypeVar("K")
Key = tuple[str, str, str]
"""Item, lot, place."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """So much is somebody's, from `at` on and before `until`."""

    at: int
    id: str
    item: str
    picks: tuple[Pick, ...]
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """What is left of a reservation is free again."""

    at: int
    id: str


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """A part of a reservation has left the place, or was lost; below zero, it came back since that was cancelled."""

    at: int
    id: str
    pick: Pick


Row = Reserved | Released | Fulfilled


class Reservations:
    """All reservations, as of the latest instant that was told."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.rows: list[Row] = []
        self.now = 0
        self._open: dict[str, tuple[str, dict[tuple[str, str], int]]] = {}
        """By reservation, its item and what is left of it by lot and place."""
        self._ids: dict[str, str] = {}
        self._closed: set[str] = set()
        self._reserved: dict[Key, int] = {}
        self._of_item: dict[str, int] = {}
        self._ends: list[tuple[int, str]] = []
        for row in rows:
            self.apply(row)

    # -- what is done

    def reserve(
        self,
        at: int,
        id: str,
        item: str,
        wanted: int,
        stocks: Iterable[Stock],
        strategy: Strategy,
        *,
        is_whole: bool = True,
        deliver: int | None = None,
        until: int | None = None,
    ) -> tuple[tuple[Pick, ...], int]:
        """Reserve of what is on hand and not reserved; what was picked, and how much is missing.

        `stocks` is what is on hand. What would be expired when it is delivered is skipped. Where `is_whole` nothing is
        reserved unless all of it can be. Raises `Refused` (BC667) for that, for a name that is taken, for a quantity
        not above zero and for an end that has passed.
        """
        self.advance(at)
        if wanted <= 0 or (until is not None and until <= self.now):
            raise _refused(
                f"{shown(wanted)} of {item} can't be reserved{_until_en(until)}: give a quantity above zero and an end to come.",
                f"无法预留 {item} {shown(wanted)}{_until_zh(until)}：数量须大于零，截止时间须在将来。",
            )
        if id in self._ids:
            raise _refused(
                f"Reservation {id} exists already. Give another name.", f"预留 {id} 已存在。请换一个编号。"
            )
        free = [(s, s.quantity - self.reserved(item, s.lot, s.place)) for s in stocks]
        left = [
            Stock(s.lot, s.place, f, s.received, s.expires, s.distance, s.is_kept_back)
            for s, f in free
            if f > 0
        ]
        when = max(self.now, deliver if deliver is not None else self.now)
        picks, short = pick(left, wanted, strategy, when)
        if short and is_whole:
            unusable = sum(s.quantity for s in left if not is_usable(s, when))
            raise _refused(
                f"{shown(wanted)} of {item} were wanted, and {shown(wanted - short)} can be reserved;"
                f" {shown(unusable)} more are kept back or will have expired. Reserve less, or in part.",
                f"需要 {item} {shown(wanted)}，可预留 {shown(wanted - short)}；另有 {shown(unusable)} 被隔离或届时过期。"
                "请减少数量，或允许部分预留。",
            )
        if picks:
            self.apply(Reserved(self.now, id, item, tuple(picks), until))
        return tuple(picks), short

    def release(self, at: int, id: str) -> None:
        """Free what is left of a reservation. Raises `Refused` (BC667) where nothing of it stands."""
        self.advance(at)
        self._standing(id)
        self.apply(Released(self.now, id))

    def fulfil(self, at: int, id: str, picked: Pick) -> None:
        """A part of a reservation leaves its place. Raises `Refused` (BC667) where so much of it does not stand."""
        self.advance(at)
        left = self._standing(id)[1].get((picked.lot, picked.place), 0)
        if not 0 < picked.quantity <= left:
            raise _refused(
                f"Reservation {id} has {shown(left)} of lot {picked.lot} at {picked.place}, not {shown(picked.quantity)}.",
                f"预留 {id} 在 {picked.place} 有批次 {picked.lot} {shown(left)}，不足 {shown(picked.quantity)}。",
            )
        self.apply(Fulfilled(self.now, id, picked))

    def advance(self, now: int) -> list[str]:
        """Time passes; the reservations that ended with it, in order."""
        self.now = max(self.now, now)
        ended = []
        while self._ends and self._ends[0][0] <= self.now:
            _, id = heappop(self._ends)
            if id in self._open:
                self._close(id)
                ended.append(id)
            else:
                self._closed.add(id)
        return ended

    def ending(self, now: int) -> list[str]:
        """The reservations that would end if time passed until then, in order."""
        return [id for until, id in sorted(end for end in self._ends if end[0] <= now) if id in self._open]

    # -- what is asked

    def reserved(self, item: str, lot: str, place: str) -> int:
        """What is reserved of a lot at a place."""
        return self._reserved.get((item, lot, place), 0)

    def of_item(self, item: str) -> int:
        """What is reserved of an item everywhere."""
        return self._of_item.get(item, 0)

    def item_of(self, id: str) -> str:
        """What a reservation is of, also when nothing of it stands; "" where there never was one."""
        return self._ids.get(id, "")

    def left(self, id: str) -> tuple[Pick, ...]:
        """What of a reservation still stands."""
        found = self._open.get(id)
        return tuple(Pick(*at, quantity) for at, quantity in found[1].items()) if found else ()

    def holders(self, item: str, lot: str, place: str) -> list[tuple[str, int]]:
        """The reservations that have something of a lot at a place, and how much, in the order in which they were made."""
        open = ((id, *self._open[id]) for id in self._ids if id in self._open)
        return [(id, parts[lot, place]) for id, of, parts in open if of == item and (lot, place) in parts]

    def excess(self, on_hand: Callable[[Key], int]) -> list[tuple[Key, int, int]]:
        """Where more is reserved than is there, as item, lot and place with both quantities."""
        rows = ((key, quantity, on_hand(key)) for key, quantity in sorted(self._reserved.items()))
        return [row for row in rows if row[1] > row[2]]

    def differences(self) -> list[tuple[Key, int, int]]:
        """Where what is kept is not what the rows say, with both quantities: none, unless something is broken."""
        said = figures(self.rows, self.now)
        keys = sorted(said.keys() | self._reserved.keys())
        rows = [(key, self._reserved.get(key, 0), said.get(key, 0)) for key in keys]
        found = [row for row in rows if row[1] != row[2]]
        for item in sorted({key[0] for key in keys} | self._of_item.keys()):
            total = sum(quantity for key, quantity in said.items() if key[0] == item)
            if total != self.of_item(item):
                found.append(((item, "", ""), self.of_item(item), total))
        return found

    # -- the fold

    def apply(self, row: Row) -> None:
        self.advance(row.at)
        self.rows.append(row)
        match row:
            case Reserved(_, id, item, picks, until):
                self._ids[id] = item
                self._open[id] = (item, {})
                for line in picks:
                    self._add(id, line.lot, line.place, line.quantity)
                if until is not None:
                    heappush(self._ends, (until, id))
            case Released(_, id):
                self._close(id)
            case Fulfilled(_, id, line) if id not in self._closed:
                self._open.setdefault(id, (self._ids[id], {}))
                self._add(id, line.lot, line.place, -line.quantity)
                if not self._open[id][1]:
                    del self._open[id]

    def _close(self, id: str) -> None:
        for (lot, place), quantity in list(self._open[id][1].items()):
            self._add(id, lot, place, -quantity)
        del self._open[id]
        self._closed.add(id)

    def _add(self, id: str, lot: str, place: str, quantity: int) -> None:
        item, lines = self._open[id]
        _change(lines, (lot, place), quantity)
        _change(self._reserved, (item, lot, place), quantity)
        _change(self._of_item, item, quantity)

    def _standing(self, id: str) -> tuple[str, dict[tuple[str, str], int]]:
        found = self._open.get(id)
        if found is None:
            raise _refused(
                f"Nothing of reservation {id} stands: it was never made, or is fulfilled, released or past its end.",
                f"预留 {id} 已无余量：从未建立，或已履行、释放、到期。",
            )
        return found


def figures(rows: Iterable[Row], now: int) -> dict[Key, int]:
    """What rows say is reserved at an instant, without any figure kept: each reservation less what it lost."""
    items: dict[str, str] = {}
    lines: dict[str, dict[tuple[str, str], int]] = {}
    for row in rows:
        match row:
            case Reserved(_, id, item, picks, until):
                if until is None or now < until:
                    items[id], lines[id] = item, {}
                    for line in picks:
                        _change(lines[id], (line.lot, line.place), line.quantity)
            case Released(_, id):
                lines.pop(id, None)
            case Fulfilled(_, id, line):
                if id in lines:
                    _change(lines[id], (line.lot, line.place), -line.quantity)
    found: dict[Key, int] = {}
    for id, parts in lines.items():
        for at, quantity in parts.items():
            _change(found, (items[id], *at), quantity)
    return found


def _change(amounts: dict[K, int], key: K, quantity: int) -> None:
    amount = amounts.get(key, 0) + quantity
    if amount:
        amounts[key] = amount
    else:
        amounts.pop(key, None)


def _until_en(until: int | None) -> str:
    return f" until {moment(until)}" if until is not None else ""


def _until_zh(until: int | None) -> str:
    return f"（至 {moment(until)}）" if until is not None else ""


def _refused(en: str, zh: str) -> Refused:
    return Refused("BC667", en, zh)
