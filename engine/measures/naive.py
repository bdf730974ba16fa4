"""The meaning of every aggregate, written down as plainly as possible: each read goes over all that was counted.

The interpreter uses this book; the incremental one must always agree with it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dsl.model import EventMeasure, Model
from dsl.typesystem import INTEGER
from engine.ledger import Journal
from engine.measures.book import SOURCES, Contribution, Key


class NaiveBook:
    """Remembers every contribution and computes on reading."""

    def __init__(self, model: Model) -> None:
        self._measures = model.measures
        self._counted: dict[tuple[str, Key], list[Contribution]] = {}

    def count(self, measure: str, key: Key, contribution: Contribution, undo: Journal) -> None:
        """Remember what an event says."""
        counted = self._counted.setdefault((measure, key), [])
        counted.append(contribution)
        undo.append((counted.remove, (contribution,)))

    def _body(self, measure: str) -> EventMeasure:
        body = self._measures[measure].body
        assert isinstance(body, EventMeasure)
        return body

    def _final(self, measure: str, key: Key, now: int) -> list[Contribution]:
        """What counts, in order: of each identity the latest event, in the window."""
        body = self._body(measure)
        ordered = any(case.order is not None for case in body.cases.values())
        final: list[Contribution] = []
        latest: dict[Any, Contribution] = {}
        for c in self._counted.get((measure, key), ()):
            if c.identity is None:
                final.append(c)
                continue
            known = latest.get(c.identity)
            if known is None:
                latest[c.identity] = c
                continue
            newer = c if (c.at, c.seq) > (known.at, known.seq) else known
            place = newer.order if ordered else min(c.order, known.order)
            latest[c.identity] = newer._replace(order=place)
        final.extend(latest.values())
        final.sort(key=lambda c: (c.order, c.seq))
        if body.over is not None and body.kind != "time":
            final = [c for c in final if now - body.over < c.order]
        return final

    def read(self, measure: str, key: Key, now: int) -> Any:
        """The aggregate of what counts at an instant."""
        body = self._body(measure)
        final = self._final(measure, key, now)
        values = [c.value for c in final if c.flag]
        match body.kind:
            case "sum":
                return sum(
                    values, 0 if self._measures[measure].type == INTEGER else _zero(self._measures[measure])
                )
            case "count":
                return len(values)
            case "average":
                return Decimal(sum(values)) / len(values) if values else None
            case "min":
                return min(values) if values else None
            case "max":
                return max(values) if values else None
            case "last":
                return values[-1] if values else None
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
                for i, c in enumerate(final):
                    begin, end = c.order, final[i + 1].order if i + 1 < len(final) else now
                    if start is not None:
                        begin = max(begin, start)
                    if c.flag:
                        total += max(0, end - begin)
                return total

    def next_change(self, measure: str, key: Key, now: int) -> int | None:
        """When the next contribution leaves the window."""
        body = self._body(measure)
        if body.over is None or body.kind == "time":
            return None
        leaving = [c.order + body.over for c in self._final(measure, key, now)]
        return min(leaving, default=None)

    def slope(self, measure: str, key: Key, now: int) -> int:
        """1 where a time runs."""
        body = self._body(measure)
        final = self._final(measure, key, now)
        return 1 if body.kind == "time" and final and final[-1].flag else 0

    def sources(self, measure: str, key: Key, now: int) -> tuple[int, ...]:
        """The events that count, by their order."""
        final = self._final(measure, key, now)
        return sources_of(self._body(measure).kind, final)


def _zero(measure: Any) -> Any:
    return 0 if measure.type.name == "duration" else Decimal(0)


def sources_of(kind: str, final: list[Contribution]) -> tuple[int, ...]:
    """The numbers of the events behind an aggregate of what counts, in order."""
    if kind == "last":
        final = [c for c in final if c.flag][-1:]
    elif kind == "streak":
        length = 0
        while length < len(final) and final[-1 - length].flag:
            length += 1
        final = final[len(final) - length :]
    elif kind == "time":
        final = [c for i, c in enumerate(final) if c.flag or (i and final[i - 1].flag)]
    else:
        final = [c for c in final if c.flag]
    return tuple(c.seq for c in final[-SOURCES:])
