"""Measures kept up to date: what one event costs does not grow with what was counted before.

A measure without a window and without `latest per` needs only a running figure (`_Running`), but for `streak` and
`time`, whose value depends on the order and which a late event may change in the middle, and for `distinct`. Those,
and windows, keep their contributions in order (`_Ordered`) with a running figure beside; a window drops what has left
it when it is next read, a streak what stands before its last miss, and of each value that `distinct` counts for good
only the event that brought it is kept. What `ordered by` puts after the clock waits until it comes.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from dsl.model import EventMeasure, Measure, Model
from dsl.typesystem import DURATION, INTEGER
from engine.ledger import Journal
from engine.measures.book import Contribution, Key, mean, place
from engine.measures.naive import sources_of


def _zero(measure: Measure) -> Any:
    return 0 if measure.type in (INTEGER, DURATION) else Decimal(0)


class _Running:
    """sum, count, average, min, max, first, last over all that was counted."""

    __slots__ = ("_kind", "_type", "amount", "number", "order", "seq")

    def __init__(self, kind: str, measure: Measure) -> None:
        zero = _zero(measure)
        self._kind = kind
        self._type = measure.type
        self.amount: Any = zero if kind in ("sum", "average") else None
        self.number = 0
        self.order = -1
        self.seq = 0

    def count(self, c: Contribution, undo: Journal) -> bool:
        if not c.flag:
            return False
        undo.append((self.restore, (self.amount, self.number, self.order, self.seq)))
        self.number += 1
        kind = self._kind
        if kind in ("sum", "average"):
            self.amount += c.value
        elif kind != "count":
            if self.number > 1 and not self._is_overtaken(c):
                return True
            self.amount = c.value
        self.order, self.seq = c.order, c.seq
        return True

    def _is_overtaken(self, c: Contribution) -> bool:
        """Whether a contribution takes the place of the one of which the figure is the value."""
        match self._kind:
            case "min":
                return bool(c.value < self.amount)
            case "max":
                return bool(c.value > self.amount)
            case "first":
                return place(c) <= (self.order, self.seq)
            case _:
                return place(c) >= (self.order, self.seq)

    def restore(self, amount: Any, number: int, order: int, seq: int) -> None:
        self.amount, self.number, self.order, self.seq = amount, number, order, seq

    def read(self, _now: int) -> Any:
        if self._kind == "count":
            return self.number
        if self._kind == "average":
            return mean(self.amount, self.number, self._type)
        return self.amount

    def next_change(self, _now: int) -> int | None:
        return None

    def slope(self, _now: int) -> int:
        return 0

    def sources(self, _now: int) -> tuple[int, ...]:
        return (self.seq,) if self.number else ()

    def is_empty(self) -> bool:
        return not self.number


class _Ordered:
    """Aggregates that need their contributions in order.

    `total` is the sum of the values that count, for `time` the microseconds of the intervals that are closed.
    `tally` says of each value how many that count have it, for `distinct`.
    `waiting` are those whose place in time has not come yet, where that matters: in windows, and for `time`.
    """

    __slots__ = (
        "_changed",
        "_is_growing",
        "_is_timely",
        "_journal",
        "_key",
        "_kind",
        "_ordered",
        "_over",
        "_type",
        "by_identity",
        "entries",
        "number",
        "tally",
        "total",
        "values",
        "waiting",
    )

    def __init__(self, measure: Measure, body: EventMeasure, key: Key, changed: _Changes) -> None:
        self._kind = body.kind
        self._over = body.over
        self._type = measure.type
        self._is_timely = body.over is not None or body.kind == "time"
        identified = any(case.identity is not None for case in body.cases.values())
        self._is_growing = body.kind == "distinct" and body.over is None and not identified
        """Nothing that was counted is ever taken back, so that a value need not be counted twice."""
        self._ordered = any(case.order is not None for case in body.cases.values())
        self._key = (measure.name, key)
        self._changed = changed
        self._journal: Journal | None = None
        self.entries: list[Contribution] = []
        self.waiting: list[Contribution] = []
        self.by_identity: dict[Any, Contribution] = {}
        self.total: Any = 0 if body.kind == "time" else _zero(measure)
        self.number = 0
        self.values: list[Any] = []
        self.tally: dict[Any, int] = {}

    def is_empty(self) -> bool:
        return not self.entries and not self.waiting

    # -- counting

    def count(self, c: Contribution, undo: Journal) -> bool:
        self._journal = undo
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
        if self._is_growing and c.value in self.tally:
            return False
        self.insert(c)
        undo.append((self.take, (c,)))
        if self._kind == "time" and self._over is None:
            return not self._is_as_before(c)
        if self._kind == "streak" and self._over is None and not c.flag and not self.by_identity:
            self._forget_before(c, undo)
        return True

    def _is_as_before(self, c: Contribution) -> bool:
        """Whether the latest contribution to a time says what the one before it says: the time goes on as it did."""
        if not self.entries or self.entries[-1] is not c:
            return False
        return c.flag == (len(self.entries) > 1 and self.entries[-2].flag)

    def _replace(self, old: Contribution, new: Contribution, undo: Journal) -> None:
        self.take(old)
        undo.append((self.insert, (old,)))
        self.insert(new)
        undo.append((self.take, (new,)))

    def _forget_before(self, miss: Contribution, undo: Journal) -> None:
        """A miss ends every streak that began before it."""
        position = bisect_left(self.entries, place(miss), key=place)
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
        if self._is_timely and c.order > c.at:
            insort(self.waiting, c, key=place)
        else:
            self._enter(c)
        if c.identity is not None:
            self.by_identity[c.identity] = c
        self._changed.entries[(*self._key, c.seq)] = c

    def _enter(self, c: Contribution) -> None:
        entries = self.entries
        position = len(entries)
        if entries and entries[-1].order >= c.order and place(entries[-1]) > place(c):
            position = bisect_left(entries, place(c), key=place)
        entries.insert(position, c)
        self._account(position, c, 1)

    def _leave(self, c: Contribution) -> bool:
        position = bisect_left(self.entries, place(c), key=place)
        if position == len(self.entries) or self.entries[position].seq != c.seq:
            return False
        self._account(position, c, -1)
        del self.entries[position]
        return True

    def take(self, c: Contribution) -> None:
        """Take a contribution out, wherever it stands."""
        if not self._leave(c):
            if c not in self.waiting:
                return
            self.waiting.remove(c)
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
        elif self._kind == "distinct":
            self.tally[c.value] = self.tally.get(c.value, 0) + sign
            if not self.tally[c.value]:
                del self.tally[c.value]

    # -- as time passes; it can be undone, because what was counted last may be why something left

    def _come_to(self, now: int) -> None:
        """Let in what has waited until now, and drop what has left the window.

        For `time` the last one before the window still holds into it.
        """
        while self.waiting and self.waiting[0].order <= now:
            c = self.waiting.pop(0)
            self._enter(c)
            self._note(self._wait_again, c)
        if self._over is None:
            return
        start = now - self._over
        leaving = 0
        while leaving < len(self.entries) and self.entries[leaving].order <= start:
            leaving += 1
        if self._kind == "time":
            leaving = max(0, leaving - 1)
        for c in self.entries[:leaving]:
            self.take(c)
            self._note(self._enter_again, c)

    def _note(self, undo: Callable[[Contribution], None], c: Contribution) -> None:
        if self._journal is not None:
            self._journal.append((undo, (c,)))

    def _wait_again(self, c: Contribution) -> None:
        self._leave(c)
        insort(self.waiting, c, key=place)

    def _enter_again(self, c: Contribution) -> None:
        self._enter(c)
        if c.identity is not None:
            self.by_identity[c.identity] = c
        self._changed.entries[(*self._key, c.seq)] = c

    # -- reading

    def read(self, now: int) -> Any:
        self._come_to(now)
        match self._kind:
            case "sum":
                return self.total
            case "count":
                return self.number
            case "average":
                return mean(self.total, self.number, self._type)
            case "min":
                return self.values[0] if self.values else None
            case "max":
                return self.values[-1] if self.values else None
            case "first":
                return next((c.value for c in self.entries if c.flag), None)
            case "last":
                return next((c.value for c in reversed(self.entries) if c.flag), None)
            case "distinct":
                return len(self.tally)
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
        total: int = self.total + (now - last.order if last.flag else 0)
        if self._over is not None and self.entries[0].flag:
            end = self.entries[1].order if len(self.entries) > 1 else now
            total -= max(0, min(end, now - self._over) - self.entries[0].order)
        return total

    def next_change(self, now: int) -> int | None:
        self._come_to(now)
        changes = [c.order for c in self.waiting[:1]]
        if self._over is not None:
            inside = 1 if self._holds_into(now) else 0
            changes += [c.order + self._over for c in self.entries[inside : inside + 1]]
        return min(changes, default=None)

    def _holds_into(self, now: int) -> bool:
        """Whether the first entry stands before the window."""
        return self._over is not None and bool(self.entries) and self.entries[0].order <= now - self._over

    def slope(self, now: int) -> int:
        if self._kind != "time":
            return 0
        self._come_to(now)
        grows = bool(self.entries) and self.entries[-1].flag
        shrinks = self._holds_into(now) and self.entries[0].flag
        return int(grows) - int(shrinks)

    def sources(self, now: int) -> tuple[int, ...]:
        self._come_to(now)
        if self._is_growing:
            return (max(c.seq for c in self.entries),) if self.entries else ()
        return sources_of(self._kind, self.entries)


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
        self._nothing = {name: self._new(name, ()) for name in self._kept}
        """What a key has for which nothing was counted yet."""

    def _new(self, measure: str, key: Key) -> _Running | _Ordered:
        declared = self._measures[measure]
        body = declared.body
        assert isinstance(body, EventMeasure)
        if self.is_running(measure):
            return _Running(body.kind, declared)
        return _Ordered(declared, body, key, self.changes)

    def _at(self, measure: str, key: Key) -> _Running | _Ordered:
        """What is kept at a key, made where nothing was counted yet."""
        kept = self._kept[measure].get(key)
        if kept is None:
            kept = self._kept[measure][key] = self._new(measure, key)
        return kept

    def _found(self, measure: str, key: Key) -> _Running | _Ordered:
        """What is kept at a key; reading keeps nothing where nothing was counted."""
        return self._kept[measure].get(key) or self._nothing[measure]

    def is_running(self, measure: str) -> bool:
        """Whether a running figure is all that is kept of a measure."""
        body = self._measures[measure].body
        assert isinstance(body, EventMeasure)
        identified = any(case.identity is not None for case in body.cases.values())
        return body.over is None and not identified and body.kind not in ("streak", "time", "distinct")

    def count(self, measure: str, key: Key, contribution: Contribution, undo: Journal) -> bool:
        """Take in what an event says."""
        kept = self._kept[measure].get(key) or self._at(measure, key)
        is_changed = kept.count(contribution, undo)
        if is_changed and kept.__class__ is _Running:
            self.changes.running[measure, key] = None
        return is_changed

    def read(self, measure: str, key: Key, now: int) -> Any:
        """The value at an instant."""
        return self._found(measure, key).read(now)

    def next_change(self, measure: str, key: Key, now: int) -> int | None:
        """When the value, or how fast it grows, may next change by itself."""
        return self._found(measure, key).next_change(now)

    def slope(self, measure: str, key: Key, now: int) -> int:
        """How fast the value grows: 1 where a time runs, less what its window loses."""
        return self._found(measure, key).slope(now)

    def sources(self, measure: str, key: Key, now: int) -> tuple[int, ...]:
        """The events behind the value."""
        return self._found(measure, key).sources(now)

    def values(self, now: int) -> Iterator[tuple[str, Key, Any]]:
        """Every measure at every key for which something counts, in order."""
        for measure, kept in sorted(self._kept.items()):
            for key in sorted(kept, key=repr):
                value = kept[key].read(now)
                if not kept[key].is_empty():
                    yield measure, key, value

    def keys(self) -> Iterator[tuple[str, Key]]:
        """Every measure with every key for which something is kept."""
        for measure, kept in self._kept.items():
            for key, figure in kept.items():
                if not figure.is_empty():
                    yield measure, key

    def forget(self, measure: str) -> None:
        """Forget all that a measure has counted."""
        for key, kept in self._kept[measure].items():
            if isinstance(kept, _Running):
                self.changes.running[measure, key] = None
            else:
                for c in (*kept.entries, *kept.waiting):
                    self.changes.entries[measure, key, c.seq] = None
        self._kept[measure] = {}

    # -- for a store

    def running(self, measure: str, key: Key) -> tuple[Any, int, int, int] | None:
        """A running figure: its amount, the number counted, and the order and number of the event behind it; None
        where nothing is counted."""
        kept = self._kept[measure].get(key)
        return (kept.amount, kept.number, kept.order, kept.seq) if isinstance(kept, _Running) else None

    def everything(
        self,
    ) -> tuple[dict[tuple[str, Key], tuple[Any, int, int, int]], dict[tuple[str, Key, int], Contribution]]:
        """Every running figure, and every contribution that is kept."""
        running: dict[tuple[str, Key], tuple[Any, int, int, int]] = {}
        entries: dict[tuple[str, Key, int], Contribution] = {}
        for measure, key in self.keys():
            kept = self._kept[measure][key]
            if isinstance(kept, _Running):
                running[measure, key] = (kept.amount, kept.number, kept.order, kept.seq)
            else:
                entries.update({(measure, key, c.seq): c for c in (*kept.entries, *kept.waiting)})
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
