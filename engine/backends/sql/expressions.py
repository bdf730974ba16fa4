"""Typed expressions to SQLAlchemy's. What `sayable` lets pass, and no more.

A field that is read over a reference is a subquery by the thing's key, so that no query has to be joined; databases
look these up by their primary keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from sqlalchemy import (
    FromClause,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)

from dsl import model as m
from dsl.typesystem import INSTANT, QUANTITY, Optional, Reference, Type
from engine.backends.sql.raw import Element, Raw
from engine.ledger import NO_LOT
from engine.shapes import Shapes
from engine.state import item_field
from engine.store.entities import EntityTable, EntityTables, default
from engine.store.schema import BALANCES, HOLDS

NOW = "now"


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean where an expression stands: variables, the fields of the event, and the things of which a
    variable is one."""

    variables: Mapping[str, Element]
    event: Mapping[str, Element]
    rows: Mapping[str, FromClause] = field(default_factory=dict)

    def binding(self, name: str, value: Element, row: FromClause) -> Names:
        """The same with one more variable, for the things of a row."""
        return replace(self, variables={**self.variables, name: value}, rows={**self.rows, name: row})


class Lowering:
    """Lowers expressions of one model over the tables of one store."""

    def __init__(self, model: m.Model, shapes: Shapes, entities: EntityTables, raw: Raw) -> None:
        self.model = model
        self.raw = raw
        self._shapes = shapes
        self._entities = entities
        self._virtual = [p.name for p in model.places.values() if p.virtual]
        self._number = 0

    # -- things

    def things(self, entity: str) -> FromClause:
        """The things of an entity, a column for each field by its name; each time a table of its own."""
        table = self._entities[entity]
        if entity != "Place" or not self.model.places:
            return self._stored(entity)
        key = table.table.c[self._column(table, table.entity.key or "")]
        declared = (
            select(*(self._declared(table, f, place) for f in table.entity.fields.values())).where(
                not_(exists().where(key == place.name))
            )
            for place in self.model.places.values()
        )
        return union_all(select(*self._columns(table)), *declared).subquery(self._name())

    def _stored(self, entity: str) -> FromClause:
        """The things that have a row; a place that a pack names has none until something happens to it."""
        return select(*self._columns(self._entities[entity])).subquery(self._name())

    def _columns(self, table: EntityTable) -> list[Element]:
        return [self._field(table, f).label(f.name) for f in table.entity.fields.values()]

    def _name(self) -> str:
        self._number += 1
        return f"t{self._number}"

    def _column(self, table: EntityTable, field: str) -> str:
        return next(str(f.column.name) for f in table.fields if f.field.name == field)

    def _field(self, table: EntityTable, field: m.Field) -> Element:
        """A field; where it is empty, because the field came later, its default."""
        found = next((f for f in table.fields if f.field.name == field.name), None)
        if found is None:
            return self._constant(table.absent.get(field.name), field.type)
        if found.default is None or isinstance(field.type, Optional) or isinstance(found.default, tuple):
            return self.raw.of(found.column, field.type)
        constant = self._constant(found.default, field.type)
        return self.raw.of(func.coalesce(self.raw.of(found.column, field.type), constant), field.type)

    def _declared(self, table: EntityTable, field: m.Field, place: m.Place) -> Element:
        value = default(field, self._shapes)
        if field.name == table.entity.key:
            value = place.name
        elif field.name == "name":
            value = place.label.zh
        return self._constant(None if isinstance(value, tuple) else value, field.type).label(field.name)

    def _constant(self, value: Any, kind: Type) -> Element:
        if isinstance(value, tuple) or hasattr(value, "_fields"):
            value = None
        return self.raw.constant(value, kind)

    def key(self, entity: str, things: FromClause) -> Element:
        """The keys of some things."""
        return things.c[self.model.entities[entity].key or ""]

    def is_real(self, entity: str, key: Element) -> Element:
        """That a thing is no virtual place."""
        return key.not_in(self._virtual) if entity == "Place" and self._virtual else true()

    # -- expressions

    def value(self, e: m.Expression, names: Names) -> Element:
        """An expression as SQL. What is no operation by itself is told its type; SQLAlchemy knows those of operations."""
        found = self._value(e, names)
        told = isinstance(e, m.FieldRead | m.MeasureRead | m.TableCall | m.FunctionCall | m.Otherwise)
        return self.raw.of(found, e.type) if told else found

    def condition(self, e: m.Expression | None, names: Names) -> Element:
        """A condition as SQL; none holds always."""
        return true() if e is None else self.value(e, names)

    def _value(self, e: m.Expression, names: Names) -> Element:
        match e:
            case m.Literal_(value):
                return self._constant(value, e.type)
            case m.EventField(name):
                return names.event[name]
            case m.Variable(name):
                return names.variables[name]
            case m.Now():
                return bindparam(NOW, type_=self.raw.type(INSTANT))
            case m.FieldRead(m.Variable(variable), _, name) if variable in names.rows:
                return names.rows[variable].c[name]
            case m.FieldRead(base, entity, name):
                return self._read(base, entity, name, names)
            case m.ParameterRead(name):
                return bindparam(f"p_{name}", type_=self.raw.type(e.type))
            case m.MeasureRead(name, arguments):
                return self._stock(name, [self.value(a, names) for a in arguments])
            case m.TableCall(name, arguments):
                return self._table(name, [self.value(a, names) for a in arguments])
            case m.FunctionCall(name, arguments):
                return self._function(name, e.type, [self.value(a, names) for a in arguments])
            case m.Binary(operator, left, right):
                one, other = self.value(left, names), self.value(right, names)
                return one + other if operator == "+" else one - other
            case m.Negative(operand):
                return -self.value(operand, names)
            case m.Compare():
                return self._compare(e, names)
            case m.Logic(operator, operands):
                parts = [self.value(o, names) for o in operands]
                return and_(*parts) if operator == "and" else or_(*parts)
            case m.Not(operand):
                return not_(self.value(operand, names))
            case m.Known(operand):
                return self.value(operand, names).is_not(None)
            case m.Held(operand, entity):
                held = exists().where(HOLDS.c.entity == entity, HOLDS.c.key == self.value(operand, names))
                return held.correlate_except(HOLDS)
            case m.Otherwise(operand, fallback):
                return func.coalesce(self.value(operand, names), self.value(fallback, names))
            case m.In(item, m.ListExpression(items)):
                found = self.value(item, names)
                return or_(false(), *(found == self.value(i, names) for i in items))
            case (
                m.In()
                | m.Closure()
                | m.Lookup()
                | m.Quantified()
                | m.Fold()
                | m.ListExpression()
                | m.Construct()
                | m.Convert()
                | m.Template()
            ):
                raise AssertionError(f"SQL does not say {type(e).__name__}")
            case _:
                assert_never(e)

    def _read(self, base: m.Expression, entity: str, name: str, names: Names) -> Element:
        key = self.value(base, names)
        stored = self._looked_up(entity, name, key)
        if entity != "Place" or not self.model.places:
            return stored
        table = self._entities[entity]
        fields = self.model.entities[entity].fields
        declared = case(
            *(
                (key == place.name, self._declared(table, fields[name], place).element)
                for place in self.model.places.values()
            )
        )
        return case(
            (self._looked_up(entity, table.entity.key or "", key).is_not(None), stored), else_=declared
        )

    def _looked_up(self, entity: str, name: str, key: Element) -> Element:
        things = self._stored(entity)
        found = select(things.c[name]).where(self.key(entity, things) == key)
        return found.correlate_except(things).scalar_subquery()

    def _compare(self, e: m.Compare, names: Names) -> Element:
        left, right = self.value(e.left, names), self.value(e.right, names)
        if e.operator in ("==", "!="):
            may_miss = isinstance(e.left.type, Optional) or isinstance(e.right.type, Optional)
            if may_miss:
                same = left.is_not_distinct_from(right)
                return same if e.operator == "==" else not_(same)
            return left == right if e.operator == "==" else left != right
        left, right = self.raw.ordered(left, e.left.type), self.raw.ordered(right, e.right.type)
        return _ordered(e.operator, left, right)

    def _function(self, name: str, kind: Type, arguments: list[Element]) -> Element:
        if name == "abs":
            return func.abs(arguments[0])
        ordered = [self.raw.ordered(a, kind) for a in arguments]
        if self.raw.dialect.name == "sqlite":
            return func.min(*ordered) if name == "min" else func.max(*ordered)
        return func.least(*ordered) if name == "min" else func.greatest(*ordered)

    def _table(self, name: str, arguments: list[Element]) -> Element:
        table = self.model.tables[name]
        whens = [
            (
                and_(
                    true(),
                    *(
                        self._matches(cell, a, p.type)
                        for cell, a, p in zip(row.cells, arguments, table.parameters, strict=True)
                    ),
                ),
                self.raw.constant(row.result, table.type),
            )
            for row in table.rows
        ]
        return case(*whens)

    def _matches(self, cell: m.Cell, value: Element, kind: Type) -> Element:
        match cell:
            case m.AnyCell():
                return true()
            case m.OneOfCell(values):
                return or_(false(), *(value == self.raw.constant(v, kind) for v in values))
            case m.CompareCell(operator, limit):
                other = self.raw.constant(limit, kind)
                if operator == "==":
                    return value == other
                if operator == "!=":
                    return value != other
                return _ordered(operator, self.raw.ordered(value, kind), other)
            case m.RangeCell(low, high):
                ordered = self.raw.ordered(value, kind)
                return and_(ordered >= self.raw.constant(low, kind), ordered < self.raw.constant(high, kind))
            case _:
                assert_never(cell)

    # -- stock

    def _stock(self, name: str, arguments: list[Element]) -> Element:
        measure = self.model.measures[name]
        body = measure.body
        assert isinstance(body, m.StockMeasure)
        bound = dict(zip((p.name for p in measure.parameters), arguments, strict=True))
        balances = BALANCES.alias(self._name())
        own = balances.c
        conditions: list[Element] = []
        if body.thing.type == Reference("Lot"):
            lots = self.things("Lot")
            item = select(lots.c[item_field(self.model)]).where(
                self.key("Lot", lots) == bound[body.thing.name]
            )
            conditions.append(own.item == item.correlate_except(lots).scalar_subquery())
            conditions.append(own.lot == bound[body.thing.name])
        else:
            conditions.append(own.item == bound[body.thing.name])
        if body.place is not None:
            conditions.append(own.place == bound[body.place.name])
        elif self._virtual:
            conditions.append(own.place.not_in(self._virtual))
        if body.where is not None:
            lot = self.raw.of(own.lot, Reference("Lot"))
            names = Names({**bound, "lot": lot}, {})
            # Stock that is kept without lots has nothing that could speak against it.
            conditions.append(or_(own.lot == NO_LOT, self.value(body.where, names)))
        total = func.coalesce(func.sum(self.raw.of(own.quantity, QUANTITY)), literal(0))
        return select(total).where(*conditions).correlate_except(balances).scalar_subquery()


def _ordered(operator: str, left: Element, right: Element) -> Element:
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right
