"""Measures kept up to date: what one event costs does not grow with what was counted before.

A measure without a window and without `latest per` needs only a running figure (`_Running`), but for `streak` and
`time`, whose value depends on the order and which a late event may change in the middle. Those, and windows, keep
their contributions in order (`_Ordered`) with a running figure beside; a window drops what has left it when it is
next read, a streak what stands before its last miss.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dsl.model import EventMeasure, Measure, Model
from dsl.typesystem import DURATION, INTEGER
from engine.ledger import Journal
from engine.measures.book import SOURCES, Contribution, Key
from engine.measures.naive import sources_of


def _zero(measure: Measure) -> Any:
    return 0 if measure.type in (INTEGER, DURATION) else Decimal(0)


class _Running:
    """sum, count, average, min, max, last over all that was counted."""

    __slots__ = ("_kind", "amount", "number", "order", "seq")

    def __init__(self, kind: str, zero: Any) -> None:
        self._kind = kind
        self.amount: Any = zero if kind in ("sum", "average") else None
        self.number = 0
        self.order = -1
        self.seq = 0

    def count(self, c: Contribution, undo: Journal) -> bool:
        if not c.flag:
            return False
        undo.append((self.restore, (self.amount, self.number, self.order, self.seq)))
        self.number += 1
        match self._kind:
            case "sum" | "average":
                self.amount += c.value
            case "min":
                if self.amount is not None and c.value >= self.amount:
                    return True
                self.amount = c.value
            case "max":
                if self.amount is not None and c.value <= self.amount:
                    return True
                self.amount = c.value
            case "last":
                if (c.order, c.seq) < (self.order, self.seq):
                    return True
                self.amount = c.value
        self.order, self.seq = c.order, c.seq
        return True

    def restore(self, amount: Any, number: int, order: int, seq: int) -> None:
        self.amount, self.number, self.order, self.seq = amount, number, order, seq

    def read(self, _now: int) -> Any:
        if self._kind == "count":
            return self.number
        if self._kind == "average":
            return Decimal(self.amount) / self.number if self.number else None
        return self.amount

    def next_change(self, _now: int) -> int | None:
        return None

    def slope(self) -> int:
        return 0

    def sources(self) -> tuple[int, ...]:
        return (self.seq,) if self.number else ()


class _Ordered:
    """Aggregates that need their contributions in order.

    `total` is the sum of the values that count, for `time` the microseconds of the intervals that are closed.
    """

    __slots__ = (
        "_changed",
        "_key",
        "_kind",
        "_ordered",
        "_over",
        "_zero",
        "by_identity",
        "entries",
        "number",
        "total",
        "values",
    )

    def __init__(self, measure: Measure, body: EventMeasure, key: Key, changed: _Changes) -> None:
        self._kind = body.kind
        self._over = body.over
        self._ordered = any(case.order is not None for case in body.cases.values())
        self._key = (measure.name, key)
        self._changed = changed
        self._zero = _zero(measure)
        self.entries: list[Contribution] = []
        self.by_identity: dict[Any, Contribution] = {}
        self.total: Any = 0 if body.kind == "time" else self._zero
        self.number = 0
        self.values: list[Any] = []

    # -- counting

    def count(self, c: Contribution, undo: Journal) -> bool:
        if c.identity is not None:
            known = self.by_identity.get(c.identity)
            if known is not None:
                if (c.at, c.seq) < (known.at, known.seq):
                    if not self._ordered and c.order < known.order:
                        self._replace(known, known._replace(order=c.order), undo)
                    return True
                if not self._ordered:
                    c = c._replace(order=min(c.order, known.order))
                self._replace(known, c, undo)
                return True
        elif not c.flag and self._kind not in ("streak", "time"):
            return False
        self.insert(c)
        undo.append((self.take, (c,)))
        if self._kind == "streak" and self._over is None and c.identity is None and not c.flag:
            self._forget_before(c, undo)
        return True

    def _replace(self, old: Contribution, new: Contribution, undo: Journal) -> None:
        self.take(old)
        undo.append((self.insert, (old,)))
        self.insert(new)
        undo.append((self.take, (new,)))

    def _forget_before(self, miss: Contribution, undo: Journal) -> None:
        """A miss ends every streak that began before it."""
        position = bisect_left(self.entries, miss)
        gone = self.entries[:position]
        if gone:
            self.entries = self.entries[position:]
            for c in gone:
                self._changed.entries[(*self._key, c.seq)] = None
            undo.append((self._remember, (gone,)))

    def _remember(self, gone: list[Contribution]) -> None:
        self.entries = gone + self.entries
        for c in gone:
            self._changed.entries[(*self._key, c.seq)] = c

    def insert(self, c: Contribution) -> None:
        """Put a contribution in its place."""
        entries = self.entries
        if entries and (entries[-1].order, entries[-1].seq) > (c.order, c.seq):
            position = bisect_left(entries, (c.order, c.seq), key=lambda e: (e.order, e.seq))
            entries.insert(position, c)
        else:
            position = len(entries)
            entries.append(c)
        if c.identity is not None:
            self.by_identity[c.identity] = c
        self._account(position, c, 1)
        self._changed.entries[(*self._key, c.seq)] = c

    def take(self, c: Contribution) -> None:
        """Take a contribution out, wherever it stands; one that has left the window is gone already."""
        position = bisect_left(self.entries, (c.order, c.seq), key=lambda e: (e.order, e.seq))
        if position == len(self.entries) or self.entries[position].seq != c.seq:
            return
        self._account(position, c, -1)
        del self.entries[position]
        if c.identity is not None and self.by_identity.get(c.identity) == c:
            del self.by_identity[c.identity]
        self._changed.entries[(*self._key, c.seq)] = None

    def _account(self, position: int, c: Contribution, sign: int) -> None:
        """Adjust the running figures for the contribution that stands at a position and comes or goes."""
        if self._kind == "time":
            before = self.entries[position - 1] if position else None
            after = self.entries[position + 1] if position + 1 < len(self.entries) else None
            if before is not None and before.flag:
                self.total += sign * (c.order - before.order)
                if after is not None:
                    self.total -= sign * (after.order - before.order)
            if c.flag and after is not None:
                self.total += sign * (after.order - c.order)
            return
        if not c.flag:
            return
        self.number += sign
        if self._kind in ("sum", "average"):
            self.total = self.total + c.value if sign > 0 else self.total - c.value
        elif self._kind in ("min", "max"):
            if sign > 0:
                insort(self.values, c.value)
            else:
                del self.values[bisect_left(self.values, c.value)]

    # -- reading

    def _expire(self, now: int) -> None:
        """Drop what has left the window; for `time` the last one before the window still holds into it."""
        if self._over is None:
            return
        start = now - self._over
        leaving = 0
        while leaving < len(self.entries) and self.entries[leaving].order <= start:
            leaving += 1
        if self._kind == "time":
            leaving = max(0, leaving - 1)
        for c in self.entries[:leaving]:
            self._account(0, c, -1)
            del self.entries[0]
            if c.identity is not None and self.by_identity.get(c.identity) == c:
                del self.by_identity[c.identity]
            self._changed.entries[(*self._key, c.seq)] = None

    def read(self, now: int) -> Any:
        self._expire(now)
        match self._kind:
            case "sum":
                return self.total
            case "count":
                return self.number
            case "average":
                return Decimal(self.total) / self.number if self.number else None
            case "min":
                return self.values[0] if self.values else None
            case "max":
                return self.values[-1] if self.values else None
            case "last":
                return next((c.value for c in reversed(self.entries) if c.flag), None)
            case "streak":
                length = 0
                for c in reversed(self.entries):
                    if not c.flag:
                        break
                    length += 1
                return length
            case _:
                return self._time(now)

    def _time(self, now: int) -> int:
        if not self.entries:
            return 0
        last = self.entries[-1]
        total: int = self.total + (max(0, now - last.order) if last.flag else 0)
        if self._over is not None and self.entries[0].flag:
            end = self.entries[1].order if len(self.entries) > 1 else now
            total -= max(0, min(end, now - self._over) - self.entries[0].order)
        return total

    def next_change(self, now: int) -> int | None:
        if self._over is None or self._kind == "time":
            return None
        self._expire(now)
        return self.entries[0].order + self._over if self.entries else None

    def slope(self) -> int:
        return 1 if self._kind == "time" and self.entries and self.entries[-1].flag else 0

    def sources(self) -> tuple[int, ...]:
        return sources_of(self._kind, self.entries[-4 * SOURCES :] if self._kind != "last" else self.entries)


class _Changes:
    """What a store has to write: running figures by measure and key, contributions by measure, key and event."""

    def __init__(self) -> None:
        self.running: dict[tuple[str, Key], None] = {}
        self.entries: dict[tuple[str, Key, int], Contribution | None] = {}


class IncrementalBook:
    """Keeps every event measure of a model, each at a cost that does not grow with history."""

    def __init__(self, model: Model) -> None:
        self._measures = model.measures
        self._kept: dict[str, dict[Key, _Running | _Ordered]] = {
            m.name: {} for m in model.measures.values() if isinstance(m.body, EventMeasure)
        }
        self.changes = _Changes()

    def _at(self, measure: str, key: Key) -> _Running | _Ordered:
        """What is kept at a key, made where nothing was counted yet."""
        kept = self._kept[measure].get(key)
        if kept is None:
            kept = self._kept[measure][key] = self._fresh(measure, key)
        return kept

    def _found(self, measure: str, key: Key) -> _Running | _Ordered:
        """What is kept at a key; reading keeps nothing where nothing was counted."""
        return self._kept[measure].get(key) or self._fresh(measure, key)

    def _fresh(self, measure: str, key: Key) -> _Running | _Ordered:
        declared = self._measures[measure]
        body = declared.body
        assert isinstance(body, EventMeasure)
        if self.is_running(measure):
            return _Running(body.kind, _zero(declared))
        return _Ordered(declared, body, key, self.changes)

    def is_running(self, measure: str) -> bool:
        """Whether a running figure is all that is kept of a measure."""
        body = self._measures[measure].body
        assert isinstance(body, EventMeasure)
        identified = any(case.identity is not None for case in body.cases.values())
        return body.over is None and not identified and body.kind not in ("streak", "time")

    def count(self, measure: str, key: Key, contribution: Contribution, undo: Journal) -> None:
        """Take in what an event says."""
        kept = self._at(measure, key)
        if kept.count(contribution, undo) and isinstance(kept, _Running):
            self.changes.running[measure, key] = None

    def read(self, measure: str, key: Key, now: int) -> Any:
        """The value at an instant."""
        return self._found(measure, key).read(now)

    def next_change(self, measure: str, key: Key, now: int) -> int | None:
        """When the value may next jump by itself."""
        return self._found(measure, key).next_change(now)

    def slope(self, measure: str, key: Key, _now: int) -> int:
        """1 where a time runs."""
        return self._found(measure, key).slope()

    def sources(self, measure: str, key: Key, _now: int) -> tuple[int, ...]:
        """The events behind the value."""
        return self._found(measure, key).sources()

    def values(self, now: int) -> Iterator[tuple[str, Key, Any]]:
        """Every measure at every key that something was counted for, in order."""
        for measure, kept in sorted(self._kept.items()):
            for key in sorted(kept, key=repr):
                yield measure, key, kept[key].read(now)

    def keys(self) -> Iterator[tuple[str, Key]]:
        """Every measure with every key that something was counted for."""
        for measure, kept in self._kept.items():
            for key in kept:
                yield measure, key

    # -- for a store

    def running(self, measure: str, key: Key) -> tuple[Any, int, int, int]:
        """A running figure: its amount, the number counted, and the order and number of the event behind it."""
        kept = self._at(measure, key)
        assert isinstance(kept, _Running)
        return kept.amount, kept.number, kept.order, kept.seq

    def everything(
        self,
    ) -> tuple[dict[tuple[str, Key], tuple[Any, int, int, int]], dict[tuple[str, Key, int], Contribution]]:
        """Every running figure, and every contribution that is kept."""
        running: dict[tuple[str, Key], tuple[Any, int, int, int]] = {}
        entries: dict[tuple[str, Key, int], Contribution] = {}
        for measure, key in self.keys():
            kept = self._kept[measure][key]
            if isinstance(kept, _Running):
                running[measure, key] = self.running(measure, key)
            else:
                entries.update({(measure, key, c.seq): c for c in kept.entries})
        return running, entries

    def restore_running(self, measure: str, key: Key, figure: tuple[Any, int, int, int]) -> None:
        """Put back a running figure that a store kept."""
        kept = self._at(measure, key)
        assert isinstance(kept, _Running)
        kept.restore(*figure)

    def restore_entry(self, measure: str, key: Key, contribution: Contribution) -> None:
        """Put back a contribution that a store kept."""
        kept = self._at(measure, key)
        assert isinstance(kept, _Ordered)
        kept.insert(contribution)
        self.changes.entries.pop((measure, key, contribution.seq), None)
