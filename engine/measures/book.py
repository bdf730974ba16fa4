"""What a book of measures must be able to do, and what it is told of an event."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple, Protocol

from dsl.model import EventMeasure, EventMeasureCase
from dsl.typesystem import DURATION, Optional, Type
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

    `read` gives the value at an instant; the instants of successive reads never go back. `slope` is how many
    microseconds a `time` grows in a microsecond: 1 while it runs, less 1 while its window leaves behind what counted;
    0 for all else. `next_change` is the first instant after `now` at which, without any event, the value may jump or
    the slope change. `sources` are the numbers of the events behind the value, latest last, at most fifty; of a figure
    over everything that ever happened, only the event that last made it what it is. `count` says whether the value may
    be, or become, another than without the contribution.
    """

    def count(self, measure: str, key: Key, contribution: Contribution, undo: Journal) -> bool: ...

    def read(self, measure: str, key: Key, now: int) -> Any: ...

    def next_change(self, measure: str, key: Key, now: int) -> int | None: ...

    def slope(self, measure: str, key: Key, now: int) -> int: ...

    def sources(self, measure: str, key: Key, now: int) -> tuple[int, ...]: ...


SOURCES = 50
"""How many of the events behind a value are named."""


def counts_misses(body: EventMeasure, case: EventMeasureCase) -> bool:
    """Whether an event that does not meet `where` says something too: it ends what others began, or takes the place
    of an earlier one with the same identity."""
    return body.kind in ("streak", "time") or case.identity is not None


def place(c: Contribution) -> tuple[int, int]:
    """Where a contribution stands among the others."""
    return c.order, c.seq


def mean(total: Any, number: int, kind: Type) -> Any:
    """The average: of durations to the microsecond, half to even; of anything else an exact decimal. None of none."""
    if not number:
        return None
    exact = Decimal(total) / number
    return int(exact.to_integral_value(ROUND_HALF_EVEN)) if kind == Optional(DURATION) else exact
