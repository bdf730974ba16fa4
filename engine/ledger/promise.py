"""What can be promised, and for when: stock and what is due, over time.

ATP(date) = on hand - reserved + receipts due - demand due, and of that the least from the date on: what is promised
for a date must be left over on every later one, or it would be taken from somebody who was promised it before.

What is due is kept as one change for each instant, in chunks of some hundreds. A chunk keeps the sum of its changes and
the least that they come to on the way. So a change costs its own chunk, and a question one chunk and one step for each
later one. What can be promised only rises with the date; the earliest date for a quantity is looked for from the end.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from engine.ledger.telling import moment, shown
from engine.trouble import Refused

SIZE = 256
"""Changes in a chunk, about."""


class _Chunk:
    __slots__ = ("changes", "instants", "least", "total")

    def __init__(self, instants: list[int], changes: list[int]) -> None:
        self.instants, self.changes = instants, changes
        self.sum_up()

    def sum_up(self) -> None:
        running = list(accumulate(self.changes))
        self.total, self.least = running[-1], min(running)


class Promise:
    """What can be promised of one item. `free` is what is on hand and not reserved."""

    def __init__(self, item: str, free: int = 0, due: Iterable[tuple[int, int]] = ()) -> None:
        """`due` is what comes (above zero) or is wanted (below), each with its instant, in any order."""
        self.item = item
        self.free = free
        changes: dict[int, int] = {}
        for at, quantity in due:
            changes[at] = changes.get(at, 0) + quantity
        instants = sorted(at for at, quantity in changes.items() if quantity)
        parts = [instants[start : start + SIZE] for start in range(0, len(instants), SIZE)]
        self._chunks = [_Chunk(part, [changes[at] for at in part]) for part in parts]
        self._firsts = [part[0] for part in parts]

    def add(self, at: int, quantity: int) -> None:
        """So much more is due at an instant. What is due no longer, since it came or was called off, is added negative."""
        if not quantity:
            return
        if not self._chunks:
            self._chunks, self._firsts = [_Chunk([at], [quantity])], [at]
            return
        number = max(bisect_right(self._firsts, at) - 1, 0)
        chunk = self._chunks[number]
        index = bisect_left(chunk.instants, at)
        if index < len(chunk.instants) and chunk.instants[index] == at:
            chunk.changes[index] += quantity
            if not chunk.changes[index]:
                del chunk.instants[index], chunk.changes[index]
        else:
            chunk.instants.insert(index, at)
            chunk.changes.insert(index, quantity)
        instants, changes = chunk.instants, chunk.changes
        starts = (0, SIZE) if len(instants) > 2 * SIZE else (0,)
        ends = (*starts[1:], len(instants))
        parts = [_Chunk(instants[a:b], changes[a:b]) for a, b in zip(starts, ends, strict=True) if b > a]
        self._chunks[number : number + 1] = parts
        self._firsts[number : number + 1] = [part.instants[0] for part in parts]

    def at(self, date: int) -> int:
        """What can be promised for a date; what is due on it counts. Below zero, too much was promised already."""
        number = max(bisect_right(self._firsts, date) - 1, 0)
        running = self.free + sum([chunk.total for chunk in self._chunks[:number]])
        if number == len(self._chunks):
            return running
        chunk = self._chunks[number]
        index = bisect_right(chunk.instants, date)
        running += sum(chunk.changes[:index])
        least = min(accumulate(chunk.changes[index:], initial=running))
        running += sum(chunk.changes[index:])
        for chunk in self._chunks[number + 1 :]:
            if running + chunk.least < least:
                least = running + chunk.least
            running += chunk.total
        return least

    def earliest(self, quantity: int, today: int) -> int | None:
        """The first date, from today on, for which a quantity can be promised; None where there is none."""
        running = self.free + sum([chunk.total for chunk in self._chunks])
        if running < quantity:
            return None
        after = None
        for chunk in reversed(self._chunks):
            running -= chunk.total
            if running + chunk.least < quantity:
                sums = list(accumulate(chunk.changes, initial=running))
                last = max(index for index in range(1, len(sums)) if sums[index] < quantity)
                if last < len(chunk.instants):
                    after = chunk.instants[last]
                assert after is not None, "after the last change there is enough"
                return max(today, after)
            after = chunk.instants[0]
        return today if self.free >= quantity or after is None else max(today, after)

    def check(self, quantity: int, date: int, today: int) -> None:
        """Raise `Refused` (BC667) where a quantity can't be promised for a date, with the earliest date for it."""
        left = self.at(date)
        if quantity <= left:
            return
        earliest = self.earliest(quantity, today)
        can = shown(max(left, 0))
        when_en = (
            "nothing that is due would be enough"
            if earliest is None
            else f"{moment(earliest)} is the earliest"
        )
        when_zh = "预计到货也不足以满足" if earliest is None else f"最早可承诺 {moment(earliest)}"
        raise Refused(
            "BC667",
            f"{shown(quantity)} of {self.item} can't be promised for {moment(date)}: {can} are left then, and {when_en}."
            " Promise less, or later.",
            f"无法承诺在 {moment(date)} 交付 {self.item} {shown(quantity)}：届时可承诺 {can}，{when_zh}。请减少数量或推迟日期。",
        )
