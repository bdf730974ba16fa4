"""One balance over time: what changed it, in order, and what it came to after each change.

Changes lie in chunks of some hundreds. A chunk keeps the balance before its first change and, for each change, the
balance after it relative to that. A change in the past so costs its own chunk and one addition for each later chunk;
what a chunk's least balance is says whether to look into it for the first moment below zero.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from engine.ledger.lines import Key

SIZE = 256
"""Changes in a chunk, about."""


class _Chunk:
    __slots__ = ("base", "keys", "least", "running")

    def __init__(self, base: int, keys: list[Key], running: list[int]) -> None:
        self.base = base
        self.keys = keys
        self.running = running
        self.least = min(running)


class Timeline:
    """The balance of one item and lot at one place."""

    __slots__ = ("_chunks", "_firsts", "now")

    def __init__(self) -> None:
        self._chunks: list[_Chunk] = []
        self._firsts: list[Key] = []
        self.now = 0
        """The balance after all changes."""

    def add(self, key: Key, change: int) -> None:
        """Change the balance from a key on. Changes of one key add up; what comes to none is no change."""
        if not change:
            return
        chunks = self._chunks
        if not chunks or chunks[-1].keys[-1] < key:
            self._append(key, change)
        else:
            at = max(bisect_right(self._firsts, key) - 1, 0)
            self._insert(at, key, change)
            for later in chunks[at + 1 :]:
                later.base += change
            if not chunks[at].keys:
                del chunks[at], self._firsts[at]
            elif len(chunks[at].keys) > 2 * SIZE:
                self._split(at)
        self.now += change

    def _append(self, key: Key, change: int) -> None:
        chunks = self._chunks
        if not chunks or len(chunks[-1].keys) >= SIZE:
            chunks.append(_Chunk(self.now, [key], [change]))
            self._firsts.append(key)
            return
        last = chunks[-1]
        balance = self.now + change - last.base
        last.keys.append(key)
        last.running.append(balance)
        if balance < last.least:
            last.least = balance

    def _insert(self, at: int, key: Key, change: int) -> None:
        chunk = self._chunks[at]
        keys, running = chunk.keys, chunk.running
        index = bisect_left(keys, key)
        before = running[index - 1] if index else 0
        if index == len(keys) or keys[index] != key:
            keys.insert(index, key)
            running.insert(index, before)
        running[index:] = [balance + change for balance in running[index:]]
        if running[index] == before:
            del keys[index], running[index]
        if keys:
            chunk.least = min(running)
            self._firsts[at] = keys[0]

    def _split(self, at: int) -> None:
        chunk = self._chunks[at]
        gone = chunk.running[SIZE - 1]
        rest = _Chunk(chunk.base + gone, chunk.keys[SIZE:], [b - gone for b in chunk.running[SIZE:]])
        self._chunks[at : at + 1] = [_Chunk(chunk.base, chunk.keys[:SIZE], chunk.running[:SIZE]), rest]
        self._firsts.insert(at + 1, rest.keys[0])

    def before(self, key: Key) -> int:
        """The balance before what has a key."""
        at = bisect_left(self._firsts, key) - 1
        if at < 0:
            return 0
        chunk = self._chunks[at]
        index = bisect_left(chunk.keys, key)
        return chunk.base + chunk.running[index - 1]

    @property
    def first(self) -> int:
        """The instant of the first change; 0 where there is none."""
        return self._firsts[0][0] if self._firsts else 0

    def at(self, instant: int) -> int:
        """The balance when an instant had passed."""
        return self.before((instant + 1, 0, 0, ""))

    def first_below_zero(self, key: Key) -> tuple[Key, int] | None:
        """The first change at a key or later that leaves less than zero, and what it leaves."""
        chunks = self._chunks
        start = max(bisect_right(self._firsts, key) - 1, 0)
        for at in range(start, len(chunks)):
            chunk = chunks[at]
            if chunk.base + chunk.least >= 0:
                continue
            for index in range(bisect_left(chunk.keys, key), len(chunk.keys)):
                if chunk.base + chunk.running[index] < 0:
                    return chunk.keys[index], chunk.base + chunk.running[index]
        return None

    def changes(self) -> list[tuple[Key, int]]:
        """Every change, in order."""
        found = []
        for chunk in self._chunks:
            before = 0
            for key, balance in zip(chunk.keys, chunk.running, strict=True):
                found.append((key, balance - before))
                before = balance
        return found
