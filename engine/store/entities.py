"""Tables of things: one for each entity with a key, a column for each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.sql.elements import quoted_name

from dsl.model import Construct, Entity, Expression, Field, ListExpression, Literal_, Model, Negative
from dsl.typesystem import ListType, Optional, SetType
from engine.shapes import Shapes
from engine.store.columns import Long, Number, column_type
from engine.store.description import Description, EntityKept


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A field and its column. `default` is what things have that were made before the field was declared."""

    field: Field
    column: Column[Any]
    default: Any


@dataclass(frozen=True, slots=True)
class EntityTable:
    """An entity and its table. The columns stand in the order of the model's fields.

    `absent` are defaults of fields that have no column, in an older store that is only read.
    """

    entity: Entity
    table: Table
    fields: tuple[FieldColumn, ...]
    absent: Mapping[str, Any]


EntityTables = Mapping[str, EntityTable]


def entity_tables(model: Model, shapes: Shapes, description: Description) -> EntityTables:
    """The tables of a model's entities that have a key, as far as the description knows them."""
    metadata = MetaData()
    return {
        e.name: _entity_table(e, description.entities[e.name], shapes, metadata)
        for e in model.entities.values()
        if e.key and e.name in description.entities
    }


def _entity_table(entity: Entity, kept: EntityKept, shapes: Shapes, metadata: MetaData) -> EntityTable:
    fields = tuple(
        FieldColumn(
            f, _column(f, kept.fields[f.name].column, is_key=f.name == entity.key), default(f, shapes)
        )
        for f in entity.fields.values()
        if f.name in kept.fields
    )
    table = Table(
        quoted_name(kept.table, quote=True),
        metadata,
        *(f.column for f in fields),
        Column("_origin", Number, nullable=False),
        Column("_origins", Long, nullable=False),
        Column("_number", Number, nullable=False),
        sqlite_with_rowid=False,
    )
    absent = {f.name: default(f, shapes) for f in entity.fields.values() if f.name not in kept.fields}
    return EntityTable(entity, table, fields, absent)


def _column(field: Field, name: str, *, is_key: bool) -> Column[Any]:
    # Columns other than the key may be NULL: a field that the model no longer has is not written any more.
    kind = column_type(field.type)
    return Column(quoted_name(name, quote=True), kind, primary_key=is_key, nullable=not is_key)


def default(field: Field, shapes: Shapes) -> Any:
    """A field's default where it is constant; the empty list for lists and sets without any; else `None`."""
    if field.default is None:
        return () if isinstance(field.type, ListType | SetType) else None
    try:
        return _constant(field.default, shapes)
    except _NotConstantError:
        return None


class _NotConstantError(Exception):
    pass


def _constant(expression: Expression, shapes: Shapes) -> Any:
    match expression:
        case Literal_(value):
            return value
        case Negative(operand):
            return -_constant(operand, shapes)
        case ListExpression(items):
            return tuple(_constant(item, shapes) for item in items)
        case Construct(entity, fields) if entity in shapes.records:
            record = shapes.records[entity]
            return record(*(_constant(fields[name], shapes) for name in record._fields))
        case _:
            raise _NotConstantError


def is_required(field: Field) -> bool:
    """Whether a field must have a value."""
    return not isinstance(field.type, Optional)
