"""The meaning of every aggregate, written down as plainly as possible: each read goes over all that was counted.

The interpreter uses this book; the incremental one must always agree with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dsl.model import EventMeasure, Model
from dsl.typesystem import DURATION, INTEGER
from engine.ledger import Journal
from engine.measures.book import SOURCES, Contribution, Key, mean, place


class NaiveBook:
    """Remembers every contribution and computes on reading."""

    def __init__(self, model: Model) -> None:
        self._measures = model.measures
        self._counted: dict[tuple[str, Key], list[Contribution]] = {}

    def count(self, measure: str, key: Key, contribution: Contribution, undo: Journal) -> bool:
        """Remember what an event says."""
        counted = self._counted.setdefault((measure, key), [])
        counted.append(contribution)
        undo.append((counted.remove, (contribution,)))
        return True

    def keys(self) -> Iterator[tuple[str, Key]]:
        """Every measure with every key that something was counted for."""
        return (pair for pair, counted in self._counted.items() if counted)

    def _body(self, measure: str) -> EventMeasure:
        body = self._measures[measure].body
        assert isinstance(body, EventMeasure)
        return body

    def _placed(self, measure: str, key: Key) -> list[Contribution]:
        """All that counts or will, in order: of each identity the latest event."""
        body = self._body(measure)
        ordered = any(case.order is not None for case in body.cases.values())
        found: list[Contribution] = []
        latest: dict[Any, Contribution] = {}
        for c in self._counted.get((measure, key), ()):
            if c.identity is None:
                if c.flag or body.kind in ("streak", "time"):
                    found.append(c)
                continue
            known = latest.get(c.identity)
            if known is None:
                latest[c.identity] = c
                continue
            newer = c if (c.at, c.seq) > (known.at, known.seq) else known
            order = newer.order if ordered else min(c.order, known.order)
            latest[c.identity] = newer._replace(order=order)
        return sorted([*found, *latest.values()], key=place)

    def _final(self, measure: str, key: Key, now: int) -> list[Contribution]:
        """What counts at an instant, in order: what is in the window; for `time` also the last one before it."""
        body = self._body(measure)
        placed = self._placed(measure, key)
        if body.over is None and body.kind != "time":
            return placed
        begun = [c for c in placed if c.order <= now]
        if body.over is None:
            return begun
        inside = [c for c in begun if now - body.over < c.order]
        before = begun[: len(begun) - len(inside)]
        return [*before[-1:], *inside] if body.kind == "time" else inside

    def read(self, measure: str, key: Key, now: int) -> Any:
        """The aggregate of what counts at an instant."""
        declared, body = self._measures[measure], self._body(measure)
        final = self._final(measure, key, now)
        values = [c.value for c in final if c.flag]
        match body.kind:
            case "sum":
                return sum(values, 0 if declared.type in (INTEGER, DURATION) else Decimal(0))
            case "count":
                return len(values)
            case "average":
                return mean(sum(values), len(values), declared.type)
            case "min":
                return min(values) if values else None
            case "max":
                return max(values) if values else None
            case "first":
                return values[0] if values else None
            case "last":
                return values[-1] if values else None
            case "distinct":
                return len(set(values))
            case "streak":
                length = 0
                for c in reversed(final):
                    if not c.flag:
                        break
                    length += 1
                return length
            case "time":
                start = now - body.over if body.over is not None else None
                total = 0
                ends = [*(later.order for later in final), now][1:]
                for c, end in zip(final, ends, strict=False):
                    if c.flag:
                        total += end - (c.order if start is None else max(c.order, start))
                return total

    def next_change(self, measure: str, key: Key, now: int) -> int | None:
        """When the next contribution comes into the window or leaves it."""
        over = self._body(measure).over
        placed = self._placed(measure, key)
        changes = [c.order + over for c in placed if c.order <= now] if over is not None else []
        if over is not None or self._body(measure).kind == "time":
            changes += [c.order for c in placed]
        return min((at for at in changes if at > now), default=None)

    def slope(self, measure: str, key: Key, now: int) -> int:
        """1 where a time runs, less 1 where its window leaves behind what counted."""
        body = self._body(measure)
        final = self._final(measure, key, now)
        if body.kind != "time" or not final:
            return 0
        is_leaving = body.over is not None and final[0].order <= now - body.over and final[0].flag
        return int(final[-1].flag) - int(is_leaving)

    def sources(self, measure: str, key: Key, now: int) -> tuple[int, ...]:
        """The events that count, by their order; of a figure that runs on forever the one that made it."""
        body = self._body(measure)
        final = self._final(measure, key, now)
        identified = any(case.identity is not None for case in body.cases.values())
        if body.over is not None or identified or body.kind in ("streak", "time"):
            return sources_of(body.kind, final)
        flagged = [c for c in final if c.flag]
        if body.kind in ("sum", "count", "average"):
            return tuple(sorted(c.seq for c in flagged)[-1:])
        if body.kind == "first":
            return tuple(c.seq for c in flagged[:1])
        if body.kind == "last":
            return tuple(c.seq for c in flagged[-1:])
        if body.kind == "distinct":
            arrived = sorted(flagged, key=lambda c: c.seq)
            brought = {c.value: c.seq for c in reversed(arrived)}
            return tuple(sorted(brought.values())[-1:])
        extreme = self.read(measure, key, now)
        return tuple(sorted(c.seq for c in flagged if c.value == extreme)[:1])


def sources_of(kind: str, final: list[Contribution]) -> tuple[int, ...]:
    """The numbers of the events behind an aggregate of what counts, in order."""
    if kind == "first":
        return tuple([c.seq for c in final if c.flag][:1])
    found: list[int] = []
    for i in range(len(final) - 1, -1, -1):
        c = final[i]
        if kind == "streak" and not c.flag:
            break
        if c.flag or (kind == "time" and i and final[i - 1].flag):
            found.append(c.seq)
        if len(found) == (1 if kind == "last" else SOURCES):
            break
    return tuple(reversed(found))
