"""Read a store: the current state as a whole; the log by number, key or filter."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Row, Select, Table, bindparam, func, select

from dsl.model import Model
from dsl.typesystem import Optional
from engine.codec import Codec
from engine.measures.book import Contribution
from engine.records import DeadLetter, EventRow, Finding, Loaded, MoveRow, OutboxRow, Read
from engine.store import schema
from engine.store.columns import decoder
from engine.store.dialects import driver_cursor
from engine.store.entities import EntityTable, EntityTables
from engine.store.tagged import Tags

PAGE = 5000
"""How many rows of the log are read at a time."""

_KNOWN = (1, 20, 100, 400)
"""So many events are asked for at once: of these the first that is enough."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Definitions as they were published: in force from the event after `seq`, until the next."""

    version: str
    seq: int
    recorded: int
    files: Mapping[str, str]
    """Texts by path."""
    metadata: Mapping[str, Any]


# -- current state -----------------------------------------------------------------------------------------


def load(connection: Connection, model: Model, entities: EntityTables, codec: Codec) -> Loaded:
    """The current state, things in order of creation. What the model does not know any more is left out."""
    tags = Tags(codec)
    c = connection.execute
    things: dict[str, Any] = {name: {} for name, e in model.entities.items() if e.key}
    things |= {name: _things(connection, table, codec) for name, table in entities.items()}
    return Loaded(
        things=things,
        balances={
            (item, lot, place): (quantity, seq)
            for item, lot, place, quantity, seq in c(select(schema.BALANCES))
        },
        holds={(e, key): tuple(json.loads(f)) for e, key, f in c(select(schema.HOLDS)) if e in things},
        parameters=parameters(connection, model, codec),
        running={
            (measure, tags.value(key)): (tags.value(amount), number, order, seq)
            for measure, key, amount, number, order, seq in c(select(schema.RUNNING))
            if measure in model.measures
        },
        entries={
            (measure, tags.value(key), seq): Contribution(
                order, seq, at, tags.value(value), flag, tags.value(identity)
            )
            for measure, key, seq, order, at, value, flag, identity in c(
                select(schema.ENTRIES).order_by(schema.ENTRIES.c.at_order, schema.ENTRIES.c.seq)
            )
            if measure in model.measures
        },
        standing={
            (rule, tags.value(key)): (phase, since, wake)
            for rule, key, phase, since, wake in c(select(schema.STANDING))
            if rule in model.rules
        },
        head=head(connection),
    )


def parameters(connection: Connection, model: Model, codec: Codec) -> dict[str, tuple[Any, int]]:
    """The parameters that were turned: their values, and the events that turned them."""
    tags = Tags(codec)
    return {
        name: (tags.value(value), origin)
        for name, value, origin in connection.execute(select(schema.PARAMETERS))
        if name.partition("@")[0] in model.parameters
    }


def head(connection: Connection) -> dict[str, Any]:
    """The single values."""
    rows = connection.execute(select(schema.HEAD))
    return {name: json.loads(value) for name, value in rows if not name.startswith("store.")}


def _things(
    connection: Connection, table: EntityTable, codec: Codec
) -> dict[str, tuple[dict[str, Any], int, dict[str, int]]]:
    there = [
        (
            f.field.name,
            decoder(f.field.type, codec),
            None if isinstance(f.field.type, Optional) else f.default,
        )
        for f in table.fields
    ]
    own = table.table.c
    query = select(*(f.column for f in table.fields), own._origin, own._origins).order_by(own._number)
    result = {}
    for *columns, origin, origins in connection.execute(query):
        values = dict(table.absent)
        for (name, decode, default), value in zip(there, columns, strict=True):
            values[name] = default if value is None else decode(value) if decode else value
        result[values[table.entity.key or ""]] = (values, origin, json.loads(origins))
    return result


def next_numbers(connection: Connection, entities: EntityTables) -> dict[str, int]:
    """The numbers that the next thing of each entity, and under "" the next finding, gets."""

    def after(table: Table, column: str) -> int:
        return (connection.execute(select(func.max(table.c[column]))).scalar() or 0) + 1

    numbers = {name: after(e.table, "_number") for name, e in entities.items()}
    return {**numbers, "": after(schema.FINDINGS, "number")}


# -- the log -----------------------------------------------------------------------------------------------


def known(connection: Connection, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The answers, as JSON, that were given to the events of these sources and ids; others are left out."""
    ids: dict[str, list[str]] = {}
    for source, id in pairs:
        ids.setdefault(source, []).append(id)
    result = {}
    with driver_cursor(connection) as cursor:
        for source, wanted in ids.items():
            # SQLite has no index for (source, id) IN (...), so each source is asked for by itself.
            for start in range(0, len(wanted), _KNOWN[-1]):
                chunk = wanted[start : start + _KNOWN[-1]]
                size = next(n for n in _KNOWN if n >= len(chunk))
                chunk += chunk[-1:] * (size - len(chunk))
                cursor.execute(_known(connection.dialect, size), (source, *chunk))
                result.update({(source, id): answer for id, answer in cursor.fetchall()})
    return result


@cache
def _known(dialect: Dialect, number: int) -> str:
    """The question for so many events of a source, written once: to write it takes longer than to answer it."""
    table = schema.EVENTS.c
    wanted: list[Any] = [bindparam(f"id{n}") for n in range(number)]
    query = select(table.id, table.answer).where(table.source == bindparam("source"), table.id.in_(wanted))
    return str(query.compile(dialect=dialect))


def event(connection: Connection, seq: int) -> EventRow | None:
    """The event of a number."""
    row = connection.execute(select(schema.EVENTS).where(schema.EVENTS.c.seq == seq)).first()
    return None if row is None else EventRow(*row)


def events(connection: Connection, after: int, limit: int) -> list[EventRow]:
    """The events after a number, in order."""
    table = schema.EVENTS
    query = select(table).where(table.c.seq > after).order_by(table.c.seq).limit(limit)
    return [EventRow(*row) for row in connection.execute(query)]


def moves(
    connection: Connection,
    *,
    item: str | None,
    lot: str | None,
    place: str | None,
    seq: int | None,
    after: tuple[int, int],
    limit: int,
) -> list[MoveRow]:
    """Moves in order, those that match what is given."""
    t = schema.MOVES.c
    query = select(schema.MOVES).order_by(t.seq, t.line).limit(limit)
    query = query.where((t.seq > after[0]) | ((t.seq == after[0]) & (t.line > after[1])))
    query = _matching(query, {"item": item, "lot": lot, "seq": seq}, schema.MOVES)
    if place is not None:
        query = query.where((t.source == place) | (t.target == place))
    return [MoveRow(*row) for row in connection.execute(query)]


def finding(connection: Connection, id: str) -> Finding | None:
    """The finding of an id."""
    row = connection.execute(select(schema.FINDINGS).where(schema.FINDINGS.c.id == id)).first()
    return None if row is None else _finding(row)


def findings(
    connection: Connection, *, rule: str | None, force: str | None, seq: int | None, after: int, limit: int
) -> list[tuple[int, Finding]]:
    """Findings in the order of their chain, each with its number, those that match what is given."""
    query = select(schema.FINDINGS).where(schema.FINDINGS.c.number > after)
    query = query.order_by(schema.FINDINGS.c.number).limit(limit)
    query = _matching(query, {"rule": rule, "force": force, "seq": seq}, schema.FINDINGS)
    return [(row.number, _finding(row)) for row in connection.execute(query)]


def latest_findings(connection: Connection, rules: Collection[str], limit: int) -> list[Finding]:
    """The last findings of some rules, the latest first."""
    query = select(schema.FINDINGS).where(schema.FINDINGS.c.rule.in_(sorted(rules)))
    query = query.order_by(schema.FINDINGS.c.number.desc()).limit(limit)
    return [_finding(row) for row in connection.execute(query)]


def fired(connection: Connection, rules: Collection[str], codec: Codec) -> set[tuple[str, tuple[Any, ...]]]:
    """What standing rules have fired on and not been armed for again: what is so now."""
    own = schema.STANDING.c
    query = select(own.rule, own.key).where(own.rule.in_(sorted(rules)), own.phase == "fired")
    tags = Tags(codec)
    return {(rule, tags.value(key)) for rule, key in connection.execute(query)}


def outbox(connection: Connection, after: tuple[int, int], limit: int) -> list[OutboxRow]:
    """Alerts to deliver, in order, after an event's number and a line."""
    t = schema.OUTBOX.c
    query = select(schema.OUTBOX).order_by(t.seq, t.line).limit(limit)
    query = query.where((t.seq > after[0]) | ((t.seq == after[0]) & (t.line > after[1])))
    return [OutboxRow(*row) for row in connection.execute(query)]


def dead_letters(connection: Connection, code: str | None, limit: int | None) -> list[DeadLetter]:
    """What could not be read as an event, the latest first."""
    t = schema.DEAD_LETTERS.c
    query = select(schema.DEAD_LETTERS).order_by(t.recorded.desc(), t.digest).limit(limit)
    return [
        DeadLetter(*row) for row in connection.execute(_matching(query, {"code": code}, schema.DEAD_LETTERS))
    ]


def publications(connection: Connection) -> Iterator[Definitions]:
    """All definitions in the order of their publication."""
    table = schema.DEFINITIONS
    for row in connection.execute(select(table).order_by(table.c.number)).all():
        yield Definitions(
            row.version, row.published_seq, row.recorded, json.loads(row.files), json.loads(row.metadata)
        )


def _matching(query: Select[Any], wanted: Mapping[str, Any], table: Table) -> Select[Any]:
    return query.where(*(table.c[name] == value for name, value in wanted.items() if value is not None))


def _finding(row: Row[Any]) -> Finding:
    body = json.loads(row.body)
    return Finding(
        id=row.id,
        seq=row.seq,
        at=row.at,
        rule=row.rule,
        version=row.version,
        force=row.force,
        label=body["label"],
        key=tuple(body["key"]),
        messages=tuple(body["messages"]),
        cites=tuple(body["cites"]),
        reads=tuple(Read(text, value, shown, tuple(events)) for text, value, shown, events in body["reads"]),
        held=tuple((entity, key) for entity, key in body["held"]),
        roles=tuple(body["roles"]),
        override_by=tuple(body["override_by"]),
        overridden=body["overridden"],
        previous=row.previous,
        hash=row.hash,
        applied=body.get("applied"),
    )
