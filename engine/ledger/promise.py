"""Available to promise: what is free on each day to come, given what is due in and out; and when to order more.

ATP(day) = on hand - reserved + receipts due by then - demand due by then, the least of it over all later days: what is
promised today must not be missing tomorrow. On hand 10, reserved 4, 20 due on day 3, an order of 12 due on day 5:
today 6 can be promised, from day 3 on 14.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple


class Due(NamedTuple):
    """What will come (above zero) or is to leave (below), and when."""

    at: int
    quantity: int


class Step(NamedTuple):
    """From an instant on so much can be promised."""

    at: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Promise:
    """Whether a quantity can be promised for when it is wanted, and when at the earliest: never, if nothing is due."""

    is_possible: bool
    available: int
    earliest: int | None


def available_to_promise(now: int, free: int, due: Iterable[Due]) -> list[Step]:
    """What can be promised from now on and from each instant at which something is due, never below zero.

    `free` is on hand without what is reserved. What was due before now counts as due now.
    """
    levels = [Step(now, free)]
    for at, group in groupby(sorted((max(d.at, now), d.quantity) for d in due), key=lambda d: d[0]):
        level = levels[-1].quantity + sum(quantity for _, quantity in group)
        if at == levels[-1].at:
            levels[-1] = Step(at, level)
        else:
            levels.append(Step(at, level))
    least = levels[-1].quantity
    steps = []
    for at, level in reversed(levels):
        least = min(least, level)
        steps.append(Step(at, max(least, 0)))
    steps.reverse()
    return steps


def promise(steps: Iterable[Step], quantity: int, wanted: int) -> Promise:
    """Whether a quantity can be promised for an instant. A promise beyond what there is names the earliest instant."""
    available, earliest = 0, None
    for step in steps:
        if step.at <= wanted:
            available = step.quantity
        if earliest is None and step.quantity >= quantity:
            earliest = step.at
    is_possible = available >= quantity
    return Promise(is_possible, available, max(earliest, wanted) if earliest is not None else None)


def to_order(
    level: int, up_to: int, *, on_hand: int, planned: int, requested: int, ordered: int, reserved: int
) -> int:
    """How much to order: up to a quantity, where what is projected has come to the level; else nothing.

    What a first run orders counts as requested in the next, so a second run adds nothing.
    """
    projected = on_hand + planned + requested + ordered - reserved
    return max(up_to - projected, 0) if projected <= level else 0
