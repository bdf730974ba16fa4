"""What a book of measures must be able to do, and what it is told of an event."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from engine.ledger import Journal

Key = tuple[Any, ...]


class Contribution(NamedTuple):
    """What one event says to one measure at one key. Contributions are in order of (`order`, `seq`)."""

    order: int
    """The instant at which it counts: the event's `at`, or what `ordered by` says."""
    seq: int
    at: int
    value: Any
    flag: bool
    """Whether `where` holds."""
    identity: Any
    """What `latest per` says; `None` where the measure has no such clause."""


class Book(Protocol):
    """Keeps every event measure of a model.

    `read` gives the value at an instant; the instants of successive reads never go back. `next_change` is the first
    instant after `now` at which the value may jump without any event; `slope` is 1 while the value grows as fast as
    the clock, else 0. `sources` are the numbers of the events behind the value, latest last, at most fifty.
    """

    def count(self, measure: str, key: Key, contribution: Contribution, undo: Journal) -> None: ...

    def read(self, measure: str, key: Key, now: int) -> Any: ...

    def next_change(self, measure: str, key: Key, now: int) -> int | None: ...

    def slope(self, measure: str, key: Key, now: int) -> int: ...

    def sources(self, measure: str, key: Key, now: int) -> tuple[int, ...]: ...


SOURCES = 50
"""How many of the events behind a value are named."""
