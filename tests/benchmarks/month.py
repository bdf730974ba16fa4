"""The sample month, and engines fed with it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from engine.events import Answer, Envelope, read_envelope, read_json
from engine.pipeline import Compiled, compile_path
from engine.trouble import Malformed
from packs.food.samples.generate import lines

FOOD = Path(__file__).parents[2] / "packs" / "food"
BATCH = 500


@cache
def food() -> Compiled:
    """The food pack, compiled."""
    return compile_path(FOOD)


@cache
def days(number: int) -> tuple[bytes, ...]:
    """What arrives in so many days, as lines."""
    return tuple(line.encode() for line in lines(number))


def envelopes(arrived: Iterable[bytes], zone: str) -> list[Envelope]:
    """The events among some lines, read."""
    found = []
    for line in arrived:
        try:
            found.append(read_envelope(read_json(line), zone))
        except Malformed:
            continue
    return found


def batches(items: Sequence[Any], size: int = BATCH) -> list[Sequence[Any]]:
    """The items in batches."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def fed(feed: Callable[[Any], list[Answer]], items: Sequence[Any], size: int = BATCH) -> list[Answer]:
    """What is answered to items that are given batch by batch."""
    return [answer for batch in batches(items, size) for answer in feed(batch)]


def gist(answers: Iterable[Answer]) -> list[tuple[Any, ...]]:
    """What two engines must agree on."""
    return [
        (a.source, a.id, a.outcome, a.seq, a.duplicate, [f["rule"] for f in a.findings], a.problem)
        for a in answers
    ]


def best(work: Callable[[], object], times: int) -> float:
    """The least processor time that some work takes, in seconds. It is fairer than the clock where others work too.

    No run pays for the garbage that the one before it left.
    """
    found = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)
