"""What is valued together, an item's stock or that of one place or lot: its lines in order, with checkpoints.

Lines lie in chunks. A chunk keeps the state that it starts from, so that a value of the past is a sum over one chunk,
and a replay starts at most one chunk before the line that changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from engine.ledger.amounts import Price
from engine.ledger.lines import Key, Line
from engine.ledger.methods import Method, State

SIZE = 128
"""Lines between two checkpoints, about."""


class Chunk:
    """Lines that follow each other, and the state before the first: none where it is not known yet."""

    __slots__ = ("keys", "lines", "start")

    def __init__(self, keys: list[Key], lines: list[Line], start: State | None) -> None:
        self.keys, self.lines, self.start = keys, lines, start


class Run:
    """How far a replay has come: the state before the line at a chunk and an index."""

    __slots__ = ("chunk", "index", "last_change", "state")

    def __init__(self, state: State, chunk: int) -> None:
        self.state = state
        self.chunk = chunk
        self.index = 0
        self.last_change: Key | None = None


class Pool:
    """Lines of one item; `place` and `lot` are "" where it spans them all."""

    def __init__(self, item: str, place: str, lot: str, method: Method, price: Price) -> None:
        self.item, self.place, self.lot = item, place, lot
        self.method = method
        self.tail = State(price)
        """What it holds after the last line."""
        self.chunks = [Chunk([], [], State(price))]
        self.firsts: list[Key] = []
        """The first key of each chunk; nothing while there are no lines."""
        self.due: Key | None = None
        """The first line that has to be valued again."""
        self.pending: Key | None = None
        """The last line that is known to have to be; a replay does not end before it."""
        self.run: Run | None = None

    def append(self, line: Line) -> None:
        """Add a line after all others. The state after it is the caller's to work out."""
        chunk = self.chunks[-1]
        if len(chunk.lines) >= SIZE:
            chunk = Chunk([], [], self.tail.copy() if self.due is None else None)
            self.chunks.append(chunk)
        if not chunk.lines:
            self.firsts.append(line.key)
        chunk.keys.append(line.key)
        chunk.lines.append(line)

    def is_last(self, key: Key) -> bool:
        """Whether a key comes after all that are there."""
        return not self.firsts or self.chunks[-1].keys[-1] < key

    def insert(self, line: Line) -> None:
        """Add a line at its place in time."""
        if self.is_last(line.key):
            self.append(line)
            return
        at = self._chunk_of(line.key)
        chunk = self.chunks[at]
        index = bisect_left(chunk.keys, line.key)
        chunk.keys.insert(index, line.key)
        chunk.lines.insert(index, line)
        self.firsts[at] = chunk.keys[0]
        if len(chunk.lines) > 2 * SIZE:
            rest = Chunk(chunk.keys[SIZE:], chunk.lines[SIZE:], None)
            del chunk.keys[SIZE:], chunk.lines[SIZE:]
            self.chunks.insert(at + 1, rest)
            self.firsts.insert(at + 1, rest.keys[0])

    def remove(self, line: Line) -> Key | None:
        """Take a line out; the key of the one that came after it."""
        at = self._chunk_of(line.key)
        chunk = self.chunks[at]
        index = bisect_left(chunk.keys, line.key)
        assert chunk.lines[index] is line
        del chunk.keys[index], chunk.lines[index]
        if index < len(chunk.keys):
            after: Key | None = chunk.keys[index]
        else:
            after = self.firsts[at + 1] if at + 1 < len(self.firsts) else None
        if chunk.keys:
            self.firsts[at] = chunk.keys[0]
        else:
            del self.firsts[at]
            if len(self.chunks) > 1:
                del self.chunks[at]
                if at == 0:
                    self.chunks[0].start = chunk.start
        return after

    def after(self, line: Line) -> Iterator[Line]:
        """The lines after one."""
        at = self._chunk_of(line.key)
        index = bisect_right(self.chunks[at].keys, line.key)
        while at < len(self.chunks):
            lines = self.chunks[at].lines
            for index in range(index, len(lines)):  # noqa: B020
                yield lines[index]
            at, index = at + 1, 0

    def start(self, key: Key) -> Run:
        """Where to start a replay that reaches a key: the last checkpoint before it."""
        at = self._chunk_of(key)
        while (state := self.chunks[at].start) is None:
            at -= 1
        return Run(state.copy(), at)

    def at(self, instant: int) -> tuple[int, int]:
        """The quantity and value that it held when an instant had passed."""
        end: Key = (instant + 1, 0, 0, "")
        at = bisect_right(self.firsts, end) - 1
        if at < 0:
            return 0, 0
        chunk = self.chunks[at]
        index = bisect_left(chunk.keys, end)
        if index == len(chunk.keys) and at == len(self.chunks) - 1:
            return self.tail.quantity, self.tail.value
        assert chunk.start is not None, "values are settled before they are read"
        lines = chunk.lines[:index]
        return (
            chunk.start.quantity + sum([line.quantity for line in lines]),
            chunk.start.value + sum([line.effect for line in lines]),
        )

    def lines(self) -> Iterator[Line]:
        """All lines in order."""
        for chunk in self.chunks:
            yield from chunk.lines

    def _chunk_of(self, key: Key) -> int:
        return max(bisect_right(self.firsts, key) - 1, 0)
