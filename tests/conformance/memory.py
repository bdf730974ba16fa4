"""A store in memory: it keeps every batch, and loads the state that they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.records import Batch, Fact, Loaded


class Memory:
    """What `engine.run.Storage` asks, over plain dictionaries."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self._published: dict[str, Any] = {}

    def load(self) -> Loaded:
        """The state after all batches."""
        state = Loaded({}, {}, {}, {}, {}, {}, {}, {})
        for batch in self.batches:
            for entity, things in batch.things.items():
                state.things.setdefault(entity, {}).update(things)
            state.balances.update(batch.balances)
            state.parameters.update(batch.parameters)
            _merge(state.holds, batch.holds)
            _merge(state.running, batch.running)
            _merge(state.entries, batch.entries)
            _merge(state.standing, batch.standing)
            state.head.update(batch.head)
        state.head.update(self._published)
        return state

    def known(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """The answers that were given to these events."""
        wanted = set(pairs)
        rows = (row for batch in self.batches for row in batch.events)
        return {(row.source, row.id): row.answer for row in rows if (row.source, row.id) in wanted}

    @property
    def unfilled(self) -> frozenset[str]:
        """Everything that is asked about was noted from the start."""
        return frozenset()

    def fill(self, found: Iterable[Fact]) -> None:
        """There is nothing to fill."""

    def facts(self, event: str, first: int, last: int) -> Iterable[Fact]:
        """What was noted of a kind of event."""
        noted = (fact for batch in self.batches for fact in batch.facts)
        return sorted((f for f in noted if f.event == event), key=lambda f: (f.at, f.seq))

    def write(self, batch: Batch) -> None:
        """Keep a batch."""
        self.batches.append(batch)

    def publish(self, version: str, files: Mapping[str, str], seq: int, *, batch: Batch) -> None:
        """Note the definitions that are in force from now on, and what they found first."""
        self._published["version"] = version
        self.write(batch)


def _merge(kept: dict[Any, Any], changes: Mapping[Any, Any]) -> None:
    for key, value in changes.items():
        if value is None or value == ():
            kept.pop(key, None)
        else:
            kept[key] = value
