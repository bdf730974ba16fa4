"""Make a store's tables fit a model: create what is missing, refuse what would lose something.

A store made with an older model gets new tables and new columns; things that exist already get a new field's
constant default, or nothing. A field that is gone keeps its column. A field whose type changed gets a new
column where nothing has a value in it, and is otherwise refused, with what would be lost.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Collection

from sqlalchemy import Connection, inspect, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateColumn

from dsl.model import Entity, Model
from engine.codec import encode
from engine.shapes import Shapes
from engine.store.columns import is_json
from engine.store.description import Description, EntityKept, add_field, described, fit, from_json, new_entity
from engine.store.dialects import guard
from engine.store.entities import EntityTable, FieldColumn, entity_tables, is_required
from engine.store.errors import foreign, newer, not_a_database
from engine.store.losses import check_losses
from engine.store.names import folded
from engine.store.schema import APPEND_ONLY, FORMAT, HEAD, METADATA
from engine.store.tagged import compact

_SCHEMA = "store.schema"
_FORMAT = "store.format"


def is_empty(connection: Connection, shown: str) -> bool:
    """Whether nothing is there yet. Raises `StoreError` (BC656, BC657) where it is not a store of ours."""
    found = set(inspect(connection).get_table_names())
    if not found:
        return True
    if METADATA.tables.keys() - found:
        raise foreign(shown, ", ".join(sorted(found)[:5]))
    try:
        version = connection.execute(select(HEAD.c.value).where(HEAD.c.name == _FORMAT)).scalar()
    except DBAPIError as error:
        raise foreign(shown, HEAD.name) from error
    if version is None:
        raise foreign(shown, HEAD.name)
    if not str(version).isdigit() or int(version) > FORMAT:
        raise newer(shown, version, FORMAT)
    return False


def create(connection: Connection) -> None:
    """Make the tables of an empty store."""
    METADATA.create_all(connection, checkfirst=False)
    for table in APPEND_ONLY:
        guard(connection, table)
    head = {_FORMAT: str(FORMAT), _SCHEMA: compact(Description().to_json())}
    connection.execute(HEAD.insert(), [{"name": name, "value": value} for name, value in head.items()])


def description(connection: Connection, shown: str) -> Description:
    """What the tables of a store of ours were made from."""
    text = connection.execute(select(HEAD.c.value).where(HEAD.c.name == _SCHEMA)).scalar()
    try:
        return from_json(json.loads(text or ""))
    except (TypeError, ValueError, KeyError) as error:
        raise not_a_database(shown, f"{HEAD.name}: {_SCHEMA}") from error


def readable(connection: Connection, model: Model, shapes: Shapes, shown: str) -> Description:
    """What the tables of a store of ours were made from, to be read under a model.

    Raises `StoreError` (BC658) where values in it do not fit the model.
    """
    old = description(connection, shown)
    check_losses(connection, model, shapes, old)
    return old


def migrate(connection: Connection, model: Model, shapes: Shapes, shown: str) -> Description:
    """Bring a store of ours to a model, and return its description.

    Raises `StoreError` (BC658) where that would lose something, and (BC656) where a table is in the way.
    """
    old = description(connection, shown)
    check_losses(connection, model, shapes, old)
    new = copy.deepcopy(old)
    new_tables, new_columns = _describe(connection, model, new)
    tables = entity_tables(model, shapes, new)
    present = {folded(name) for name in inspect(connection).get_table_names()}
    for name in new_tables:
        if folded(tables[name].table.name) in present:
            raise foreign(shown, tables[name].table.name)
        tables[name].table.create(connection)
    for name, field in new_columns:
        _add_column(connection, tables[name], _of(tables[name], field))
    for name, table in tables.items():
        before = old.entities.get(name)
        if before is not None and name not in new_tables:
            added = {field for entity, field in new_columns if entity == name}
            _fill(connection, table, before, added)
    if new != old:
        connection.execute(update(HEAD).where(HEAD.c.name == _SCHEMA).values(value=compact(new.to_json())))
    return new


def _describe(
    connection: Connection, model: Model, new: Description
) -> tuple[list[str], list[tuple[str, str]]]:
    """Take a model into a description; returns entities without a table and fields without a column."""
    new_tables, new_columns = [], []
    taken = {folded(e.table) for e in new.entities.values()}
    for entity in model.entities.values():
        if not entity.key:
            continue
        kept = new.entities.get(entity.name)
        if kept is not None and kept.key != entity.key:
            connection.exec_driver_sql(f"DROP TABLE {_quoted(connection, kept.table)}")
            taken.discard(folded(kept.table))
            kept = None
        if kept is None:
            new.entities[entity.name] = new_entity(entity, model, taken)
            new_tables.append(entity.name)
        else:
            new_columns += [(entity.name, f) for f in _describe_fields(connection, model, entity, kept)]
    new.currency = model.currency
    new.parameters |= {p.name: described(p.type, model) for p in model.parameters.values()}
    return new_tables, new_columns


def _describe_fields(connection: Connection, model: Model, entity: Entity, kept: EntityKept) -> list[str]:
    """Take an entity's fields into its description; returns those without a column."""
    new_columns = []
    for name, known in kept.fields.items():
        known.gone = name not in entity.fields
    for name, field in entity.fields.items():
        kind = described(field.type, model)
        if name in kept.fields and fit(kept.fields[name].type, kind) == "other":
            column = kept.fields.pop(name).column  # nothing is in it: check_losses has looked
            table = _quoted(connection, kept.table)
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {_quoted(connection, column)}")
        if name in kept.fields:
            kept.fields[name].type = kind
        else:
            add_field(kept, name, kind)
            new_columns.append(name)
    return new_columns


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


def _of(table: EntityTable, field: str) -> FieldColumn:
    return next(f for f in table.fields if f.field.name == field)


def _add_column(connection: Connection, table: EntityTable, field: FieldColumn) -> None:
    definition = CreateColumn(field.column).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE {_quoted(connection, table.table.name)} ADD COLUMN {definition}")


def _fill(connection: Connection, table: EntityTable, before: EntityKept, added: Collection[str]) -> None:
    """Give defaults to things that lack a field that is new, is back again, or must have a value now."""
    for f in table.fields:
        known = before.fields.get(f.field.name)
        may_lack = known is not None and (
            known.gone or (isinstance(known.type, dict) and "optional" in known.type)
        )
        if f.default is None or not (f.field.name in added or (may_lack and is_required(f.field))):
            continue
        value = compact(encode(f.default, f.field.type)) if is_json(f.field.type) else f.default
        connection.execute(update(table.table).where(f.column.is_(None)).values({f.column: value}))
