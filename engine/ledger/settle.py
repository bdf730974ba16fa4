"""Values after a change: the pools that it reaches are replayed together, in order of time, until nothing differs.

A line whose value changes makes the lines that draw on it due, in whichever pool they are. Of all pools that are due,
the one with the earliest line goes on, and only as far as the next pool's; so when a line is valued, all that it
draws on is final, and each line is valued once, however goods went to and fro.

A replay of a pool ends at a checkpoint that it arrives at with the state that was kept there, once no line further on
is due. So the cost is that of the lines touched, whatever the history.
"""

from __future__ import annotations

from heapq import heappop, heappush

from engine.ledger.lines import Key, Line
from engine.ledger.methods import State, step
from engine.ledger.pool import Pool, Run

Changed = dict[Line, tuple[int, int]]
"""Lines that had been valued before, with the value and the effect that they had."""


class Settling:
    """The pools that have to be valued again."""

    def __init__(self) -> None:
        self._heap: list[tuple[Key, Pool]] = []
        self.changed: Changed = {}
        """What has changed since it was last taken."""

    def append(self, line: Line, *, is_late: bool = False) -> None:
        """Add a line to its pool, and value it at once where it is the last and nothing is due.

        A late line belongs to a posting that stood already: what it comes to is a change of it.
        """
        pool = line.pool
        line.attach()
        line.is_valued = is_late
        if not is_late and pool.due is None and not self._heap and pool.is_last(line.key):
            pool.append(line)
            step(pool.tail, line, pool)
            line.is_valued = True
        else:
            pool.insert(line)
            self.mark(line)

    def remove(self, line: Line) -> None:
        """Take a line out of its pool."""
        pool = line.pool
        line.detach()
        after = pool.remove(line)
        line.is_valued = False
        if pool.firsts:
            self._due(pool, line.key)
            if after is not None:
                self._due(pool, after)
        else:
            start = pool.chunks[0].start
            assert start is not None
            pool.tail, pool.due, pool.pending = start.copy(), None, None

    def mark(self, line: Line) -> None:
        """A line has to be valued again."""
        self._due(line.pool, line.key)

    def _due(self, pool: Pool, key: Key) -> None:
        if pool.pending is None or pool.pending < key:
            pool.pending = key
        if pool.due is None or key < pool.due:
            pool.due = key
            heappush(self._heap, (key, pool))

    def settle(self) -> None:
        """Value all that is due."""
        heap = self._heap
        while heap:
            key, pool = heappop(heap)
            if pool.due == key:
                self._advance(pool, key)

    def take_changed(self) -> Changed:
        """Hand over what changed, and begin anew; what came back to what it had been is left out."""
        changed, self.changed = self.changed, {}
        return {line: old for line, old in changed.items() if old != (line.value, line.effect)}

    def _advance(self, pool: Pool, key: Key) -> None:
        """Replay a pool from a key on, until another pool is due before its next line, or until it has ended."""
        heap, chunks = self._heap, pool.chunks
        run = pool.run or pool.start(key)
        pool.run = None
        state = run.state
        chunk = chunks[run.chunk]
        while True:
            if run.index == len(chunk.lines):
                if run.chunk + 1 == len(chunks):
                    pool.tail = state
                    break
                run.chunk, run.index = run.chunk + 1, 0
                chunk = chunks[run.chunk]
                kept = chunk.start
                if kept is not None and _has_converged(pool, run, chunk.keys[0], kept):
                    break
                chunk.start = state.copy()
            line = chunk.lines[run.index]
            if heap and heap[0][0] < line.key:
                pool.run, pool.due = run, line.key
                heappush(heap, (line.key, pool))
                return
            value, effect, opened = line.value, line.effect, (line.open_quantity, line.open_value)
            step(state, line, pool)
            if opened != (line.open_quantity, line.open_value):
                run.last_change = line.key
            if not line.is_valued:
                line.is_valued = True
                value, effect = 0, 0
            elif value != line.value or effect != line.effect:
                self.changed.setdefault(line, (value, effect))
            if value != line.value:
                for dependent in line.dependents:
                    self._due(dependent.pool, dependent.key)
            run.index += 1
        pool.due = pool.pending = None


def _has_converged(pool: Pool, run: Run, key: Key, kept: State) -> bool:
    """Whether from this checkpoint on nothing can differ."""
    pending = pool.pending
    assert pending is not None, "a pool that is replayed is due"
    if key <= pending:
        return False
    last_change = pending if run.last_change is None else max(pending, run.last_change)
    return run.state.equals(kept, last_change)
