"""Tables of events that boards ask about: one for each kind, a column for each field, as they were recorded.

They follow from the log, and are made anew from it where a board asks for a kind of event for the first time or the
event's fields have changed. What `bc_head` says of a table says also that it is whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Index, MetaData, Table, select
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.elements import quoted_name

from dsl.boards import counted_events
from dsl.model import Event, Model
from engine.codec import Codec
from engine.records import Fact
from engine.store.columns import Convert, Number, column_type, decoder, encoder
from engine.store.description import described
from engine.store.dialects import upsert
from engine.store.names import physical
from engine.store.prepared import Prepared, inserted
from engine.store.schema import HEAD
from engine.store.tagged import compact

_FACTS = "store.facts"

PAGE = 5000


@dataclass(frozen=True, slots=True)
class FactTable:
    """The table of a kind of event: `seq`, `at`, then the fields in their order."""

    event: Event
    table: Table
    fields: Mapping[str, Column[Any]]
    description: Any


FactTables = Mapping[str, FactTable]


def fact_tables(model: Model) -> FactTables:
    """The tables that the boards of a model ask for."""
    taken: set[str] = set()
    metadata = MetaData()
    wanted = counted_events(model.boards)
    return {e.name: _table(e, model, metadata, taken) for e in model.events.values() if e.name in wanted}


def _table(event: Event, model: Model, metadata: MetaData, taken: set[str]) -> FactTable:
    name = physical("v_", event.name, taken)
    own = {"_seq", "_at"}
    columns: dict[str, Column[Any]] = {
        f.name: Column(quoted_name(physical("", f.name, own), quote=True), column_type(f.type))
        for f in event.fields.values()
    }
    table = Table(
        quoted_name(name, quote=True),
        metadata,
        Column("_seq", Number, primary_key=True, autoincrement=False),
        Column("_at", Number, nullable=False),
        *columns.values(),
    )
    Index(f"{name}_at"[:63], table.c._at)
    fields = {f.name: described(f.type, model) for f in event.fields.values()}
    return FactTable(event, table, columns, {"table": name, "fields": fields})


def kept(connection: Connection) -> dict[str, Any]:
    """The descriptions of the tables that are whole."""
    text = connection.execute(select(HEAD.c.value).where(HEAD.c.name == _FACTS)).scalar()
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def whole(connection: Connection, tables: FactTables) -> frozenset[str]:
    """The kinds of events whose tables are there and whole."""
    known = kept(connection)
    return frozenset(name for name, table in tables.items() if known.get(name) == table.description)


def prepare(connection: Connection, tables: FactTables) -> frozenset[str]:
    """Drop the tables that nobody asks for any more, make those that are missing; returns the kinds that are to be filled."""
    known = kept(connection)
    right = whole(connection, tables)
    for name in known.keys() - right:
        _drop(connection, known[name]["table"])
    for name, table in tables.items():
        if name not in right:
            _drop(connection, table.table.name)  # one that was never filled
            table.table.create(connection)
    if known.keys() != right:
        _write(connection, {name: known[name] for name in right})
    return frozenset(tables) - right


def _drop(connection: Connection, name: str) -> None:
    Table(quoted_name(name, quote=True), MetaData()).drop(connection, checkfirst=True)


def mark_whole(connection: Connection, tables: FactTables) -> None:
    """All tables are filled."""
    _write(connection, {name: table.description for name, table in tables.items()})


def _write(connection: Connection, descriptions: Mapping[str, Any]) -> None:
    connection.execute(
        upsert(HEAD, connection.dialect), {"name": _FACTS, "value": compact(dict(descriptions))}
    )


class FactWriter:
    """Writes facts; the statements are made once."""

    def __init__(self, tables: FactTables, dialect: Dialect) -> None:
        self._kinds: dict[str, tuple[Prepared, tuple[Convert, ...]]] = {
            name: (
                inserted(table.table, dialect),
                tuple(encoder(f.type, dialect) for f in table.event.fields.values()),
            )
            for name, table in tables.items()
        }

    def write(self, cursor: DBAPICursor, facts: Iterable[Fact]) -> None:
        """Write facts, each to the table of its kind; of kinds without a table none."""
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for fact in facts:
            if fact.event in self._kinds:
                encoders = self._kinds[fact.event][1]
                values = [
                    v if encode is None else encode(v)
                    for encode, v in zip(encoders, fact.values, strict=True)
                ]
                rows.setdefault(fact.event, []).append((fact.seq, fact.at, *values))
        for name, found in rows.items():
            self._kinds[name][0].run(cursor, found)


def facts(
    connection: Connection, table: FactTable, codec: Codec, first: int, last: int, after: tuple[int, int]
) -> Iterator[Fact]:
    """A page of the facts of a kind from one instant to another, both included, after one of them, in order."""
    own = table.table.c
    query = select(own._seq, own._at, *table.fields.values()).where(own._at >= first, own._at <= last)
    query = query.where((own._at > after[0]) | ((own._at == after[0]) & (own._seq > after[1])))
    decoders = [decoder(f.type, codec) for f in table.event.fields.values()]
    for seq, at, *values in connection.execute(query.order_by(own._at, own._seq).limit(PAGE)):
        yield Fact(
            table.event.name,
            seq,
            at,
            tuple(
                v if decode is None or v is None else decode(v)
                for decode, v in zip(decoders, values, strict=True)
            ),
        )
