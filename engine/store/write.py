"""Write one batch, in the transaction at hand: statements compiled once, rows as tuples.

SQLAlchemy makes the statements; the rows go to the driver's cursor as they are, since to send each of them through
SQLAlchemy costs more than the database itself, and so does each statement where batches are small.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam, delete
from sqlalchemy.engine.interfaces import DBAPICursor

from engine.records import Batch, Finding
from engine.store import schema
from engine.store.columns import Convert, Exact, encoder
from engine.store.dialects import driver_cursor, insert_new, upsert
from engine.store.entities import EntityTable, EntityTables
from engine.store.facts import FactTables, FactWriter
from engine.store.prepared import Prepared, columns_of, inserted
from engine.store.tagged import compact, key_text, tagged

_Row = tuple[Any, ...]


def _upserted(table: Table, dialect: Dialect, *, but: Iterable[str] = ()) -> Prepared:
    return Prepared(upsert(table, dialect, but=but), columns_of(table), dialect)


def _deleted(table: Table, dialect: Dialect) -> Prepared:
    keys = [c.key for c in table.primary_key]
    statement = delete(table).where(*(table.c[key] == bindparam(key) for key in keys))
    return Prepared(statement, keys, dialect)


class _Things:
    """Writes the things of one entity. Each gets a number when it is first written, which it keeps."""

    def __init__(self, table: EntityTable, next_number: int, dialect: Dialect) -> None:
        self._upsert = _upserted(table.table, dialect, but=("_number",))
        self._fields = tuple((f.field.name, encoder(f.field.type, dialect)) for f in table.fields)
        self.next_number = next_number

    def write(
        self, cursor: DBAPICursor, things: dict[str, tuple[dict[str, Any], int, dict[str, int]]]
    ) -> None:
        rows = []
        number = self.next_number
        for values, origin, origins in things.values():
            row = [values[name] if encode is None else encode(values[name]) for name, encode in self._fields]
            row += (origin, compact(origins) if origins else "{}", number)
            rows.append(tuple(row))
            number += 1
        self._upsert.run(cursor, rows)


class Writer:
    """Writes batches to the tables of one store.

    `numbers` are the numbers that the next thing of each entity, and under "" the next finding, gets.
    """

    def __init__(
        self, entities: EntityTables, facts: FactTables, numbers: dict[str, int], dialect: Dialect
    ) -> None:
        self.facts = FactWriter(facts, dialect)
        self._events = inserted(schema.EVENTS, dialect)
        self._moves = inserted(schema.MOVES, dialect)
        self._findings = inserted(schema.FINDINGS, dialect)
        self._outbox = inserted(schema.OUTBOX, dialect)
        self._dead_letters = Prepared(
            insert_new(schema.DEAD_LETTERS, dialect), columns_of(schema.DEAD_LETTERS), dialect
        )
        self._balances = _upserted(schema.BALANCES, dialect)
        self._holds = _upserted(schema.HOLDS, dialect)
        self._no_holds = _deleted(schema.HOLDS, dialect)
        self._parameters = _upserted(schema.PARAMETERS, dialect)
        self._running = _upserted(schema.RUNNING, dialect)
        self._no_running = _deleted(schema.RUNNING, dialect)
        self._entries = _upserted(schema.ENTRIES, dialect)
        self._no_entries = _deleted(schema.ENTRIES, dialect)
        self._standing = _upserted(schema.STANDING, dialect)
        self._no_standing = _deleted(schema.STANDING, dialect)
        self._head = _upserted(schema.HEAD, dialect)
        self._things = {name: _Things(table, numbers[name], dialect) for name, table in entities.items()}
        self._finding = numbers[""]
        self._exact: Convert = Exact().dialect_impl(dialect).bind_processor(dialect)

    def write(self, connection: Connection, batch: Batch) -> None:
        """Write a batch. Where it raises, the transaction is to be rolled back; this writer is as it was."""
        with driver_cursor(connection) as cursor:
            self._write_log(cursor, batch)
            self._write_state(cursor, batch)
            self._write_head(cursor, batch.head)

    def _write_state(self, cursor: DBAPICursor, batch: Batch) -> None:
        for entity, things in batch.things.items():
            self._things[entity].write(cursor, things)
        exact = self._exact or _same
        self._balances.run(cursor, [(*key, exact(q), seq) for key, (q, seq) in batch.balances.items()])
        self._holds.run(cursor, [(*key, compact(f)) for key, f in batch.holds.items() if f])
        self._no_holds.run(cursor, [key for key, f in batch.holds.items() if not f])
        self._parameters.run(
            cursor, [(name, tagged(value), origin) for name, (value, origin) in batch.parameters.items()]
        )
        self._write_measures(cursor, batch)
        standing = [((rule, key_text(key)), row) for (rule, key), row in batch.standing.items()]
        self._standing.run(cursor, [(*key, *row) for key, row in standing if row is not None])
        self._no_standing.run(cursor, [key for key, row in standing if row is None])

    def done(self, batch: Batch) -> None:
        """The batch is committed: its numbers are taken."""
        self._finding += len(batch.findings)
        for entity, things in batch.things.items():
            self._things[entity].next_number += len(things)

    def write_head(self, connection: Connection, head: dict[str, Any]) -> None:
        """Write single values."""
        with driver_cursor(connection) as cursor:
            self._write_head(cursor, head)

    def _write_head(self, cursor: DBAPICursor, head: dict[str, Any]) -> None:
        self._head.run(cursor, [(name, compact(value)) for name, value in head.items()])

    def _write_log(self, cursor: DBAPICursor, batch: Batch) -> None:
        exact = self._exact or _same
        self._events.run(cursor, batch.events)
        self._moves.run(cursor, [(*m[:6], exact(m[6])) for m in batch.moves])
        self._findings.run(cursor, [_finding(n, f) for n, f in enumerate(batch.findings, self._finding)])
        self._outbox.run(cursor, batch.outbox)
        self.facts.write(cursor, batch.facts)
        self._dead_letters.run(cursor, [_storable(letter) for letter in batch.dead_letters])

    def _write_measures(self, cursor: DBAPICursor, batch: Batch) -> None:
        running = [((measure, key_text(key)), figure) for (measure, key), figure in batch.running.items()]
        self._running.run(cursor, [(*at, tagged(f[0]), *f[1:]) for at, f in running if f is not None])
        self._no_running.run(cursor, [at for at, figure in running if figure is None])
        kept, forgotten = [], []
        for (measure, key, seq), c in batch.entries.items():
            if c is None:
                forgotten.append((measure, key_text(key), seq))
            else:
                kept.append(
                    (measure, key_text(key), seq, c.order, c.at, tagged(c.value), c.flag, tagged(c.identity))
                )
        self._entries.run(cursor, kept)
        self._no_entries.run(cursor, forgotten)


def _same(value: Any) -> Any:
    return value


def _finding(number: int, f: Finding) -> _Row:
    body = {
        "label": dict(f.label),
        "key": f.key,
        "messages": [dict(m) for m in f.messages],
        "cites": f.cites,
        "reads": [[r.text, r.value, dict(r.shown), r.events] for r in f.reads],
        "held": f.held,
        "roles": f.roles,
        "override_by": f.override_by,
        "overridden": None if f.overridden is None else dict(f.overridden),
    }
    if f.applied is not None:
        body["applied"] = dict(f.applied)
    return (number, f.id, f.seq, f.at, f.rule, f.version, f.force, f.previous, f.hash, compact(body))


def _storable(letter: tuple[Any, ...]) -> _Row:
    """A dead letter in which what no text may hold (half a surrogate pair) is shown as an escape."""
    return tuple(v.encode("utf-8", "backslashreplace").decode() if isinstance(v, str) else v for v in letter)
