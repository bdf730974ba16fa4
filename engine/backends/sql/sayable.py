"""What SQL can say of a query: told from the typed query alone, before any database is asked.

SQL says fields of things and events, over any number of references; stock, with its condition on lots; `now`,
parameters, what was chosen in filters; `+` and `-`, comparisons, `and`, `or`, `not`, `is known`, `is held`,
`otherwise`, `in [a, b]`, `min`, `max`, `abs`, and decision tables that leave nothing out. Everything else is the
interpreter's:

- `*` and `/`, and `floor`, `ceiling`, `round`, `days`, `hours`: SQLite has no exact decimals for them
- whole numbers beside decimal ones (`number`), a sum of more than nine terms, and decimals with more than six places,
  for the same reason
- `date(...)`, and days added and subtracted: databases do not know the zones
- measures over events, which the engine keeps; what is in a list, a set or a record; `ancestors`, `descendants`
- texts made of pieces, amounts in a unit of the item, `Lot("L1")`, and what is looked up through a constant
- decision tables in which some row might be missing
- fields of a declared place whose default is no constant
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, assert_never

from dsl import boards as b
from dsl import model as m
from dsl.typesystem import (
    DATE,
    EnumType,
    ListType,
    Optional,
    Record,
    Reference,
    SetType,
    Type,
)
from engine.codec import LIMIT, SCALE

MOST_TERMS = 9
"""So many values, each smaller than 10^18 as it is kept, add up to a whole number of 64 bits."""

_STEP = Decimal(1).scaleb(-SCALE)


def plain(kind: Type) -> Type:
    """The type of the value if it is there."""
    return kind.item if isinstance(kind, Optional) else kind


class Sayable:
    """Tells what SQL can say under one model."""

    def __init__(self, model: m.Model) -> None:
        self._model = model
        self._whole: dict[str, bool] = {}

    def query(self, query: b.Query) -> bool:
        """Whether SQL can say a query."""
        match query:
            case b.Single(value):
                return self.value(value)
            case b.ThingRows(source, values, order):
                shown = (v for v in values if not self._is_column(v, source))
                return self._all(source.where, *shown, *(key.value for key in order))
            case b.Total():
                return self._total(query.source)
            case _:
                assert_never(query)

    def _total(self, source: b.OfThings | b.OfEvents) -> bool:
        match source:
            case b.OfThings(each, keys, value):
                return self._all(each.where, *keys, value)
            case b.OfEvents(cases, over):
                return self._all(over) and all(self._all(*c.keys, c.value, c.where) for c in cases.values())
            case _:
                assert_never(source)

    def _is_column(self, value: m.Expression, source: b.EachThing) -> bool:
        """Whether a value is a list, set or record that stands in a field of the thing itself."""
        return (
            isinstance(value, m.FieldRead)
            and isinstance(value.base, m.Variable)
            and value.base.name == source.variable
            and isinstance(plain(value.type), ListType | SetType | Record)
            and value.entity != "Place"
        )

    def _all(self, *expressions: m.Expression | None) -> bool:
        return all(e is None or self.value(e) for e in expressions)

    def value(self, e: m.Expression) -> bool:
        """Whether SQL can say an expression."""
        if isinstance(plain(e.type), ListType | SetType | Record):
            return False
        match e:
            case m.Literal_(value):
                return fits(value)
            case m.EventField() | m.Variable() | m.Now():
                return True
            case m.FieldRead(base, entity):
                return self._is_rooted(base) and self.value(base) and self._has_columns(entity)
            case m.ParameterRead(name):
                return fits(self._model.parameters[name].default)
            case m.MeasureRead(name, arguments):
                return self._stock(name, arguments)
            case m.TableCall(name, arguments):
                return self._leaves_nothing_out(name) and self._all(*arguments)
            case m.FunctionCall(name, arguments):
                return name in ("min", "max", "abs") and self._all(*arguments)
            case m.Binary(operator, left, right):
                dates = DATE in (left.type, right.type)
                return operator in "+-" and not dates and terms(e) <= MOST_TERMS and self._all(left, right)
            case m.Negative(operand) | m.Not(operand) | m.Known(operand) | m.Held(operand):
                return self.value(operand)
            case m.Compare(_, left, right):
                return self._all(left, right)
            case m.Logic(_, operands):
                return self._all(*operands)
            case m.Otherwise(operand, fallback):
                return self._all(operand, fallback)
            case m.In(item, m.ListExpression(items)):
                return self._all(item, *items)
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
                return False
            case _:
                assert_never(e)

    def _is_rooted(self, base: m.Expression) -> bool:
        """Whether what a field is read of is sure to exist: it comes from the thing, the event or a filter."""
        while isinstance(base, m.FieldRead):
            base = base.base
        return isinstance(base, m.Variable | m.EventField)

    def _has_columns(self, entity: str) -> bool:
        if self._model.entities[entity].key is None:
            return False
        fields = self._model.entities[entity].fields.values()
        declared = entity == "Place" and bool(self._model.places)
        return not declared or all(f.default is None or isinstance(f.default, _CONSTANTS) for f in fields)

    def _stock(self, name: str, arguments: Iterable[m.Expression]) -> bool:
        body = self._model.measures[name].body
        if not isinstance(body, m.StockMeasure) or not self._all(*arguments):
            return False
        sure = all(self._is_rooted(a) or a.type != Reference("Lot") for a in arguments)
        return sure and (body.where is None or self.value(body.where))

    def _leaves_nothing_out(self, name: str) -> bool:
        """Whether some row of a table matches whatever it is asked, which can be seen from a row of `any`, or from the
        values of an enum in the one column that asks for something."""
        if name not in self._whole:
            self._whole[name] = self._seen_whole(self._model.tables[name])
        return self._whole[name]

    def _seen_whole(self, table: m.Table) -> bool:
        seen: set[Any] = set()
        for row in table.rows:
            if not all(fits(value) for cell in row.cells for value in _values(cell)) or not fits(row.result):
                return False
        for row in table.rows:
            asking = [place for place, cell in enumerate(row.cells) if not isinstance(cell, m.AnyCell)]
            if not asking:
                return True
            cell = row.cells[asking[0]]
            if len(asking) == 1 and isinstance(cell, m.OneOfCell):
                seen |= {(asking[0], value) for value in cell.values}
        for place, parameter in enumerate(table.parameters):
            if isinstance(parameter.type, EnumType):
                values = self._model.enums[parameter.type.name].values
                if all((place, value.name) in seen for value in values):
                    return True
        return False


_CONSTANTS = (m.Literal_, m.ListExpression)


def _values(cell: m.Cell) -> tuple[m.Value, ...]:
    match cell:
        case m.AnyCell():
            return ()
        case m.OneOfCell(values):
            return values
        case m.CompareCell(_, value):
            return (value,)
        case m.RangeCell(low, high):
            return low, high
        case _:
            assert_never(cell)


def fits(value: m.Value) -> bool:
    """Whether a constant stands in a column as it is."""
    if isinstance(value, Decimal):
        return -LIMIT < value < LIMIT and value == value.quantize(_STEP)
    if isinstance(value, int):
        return -(10**18) < value < 10**18
    return not isinstance(value, tuple)


def terms(e: m.Expression) -> int:
    """How many values an expression may add up."""
    match e:
        case m.Binary(_, left, right):
            return terms(left) + terms(right)
        case m.Negative(operand):
            return terms(operand)
        case m.Otherwise(operand, fallback):
            return max(terms(operand), terms(fallback))
        case m.FunctionCall(_, arguments):
            return max(terms(a) for a in arguments)
        case _:
            return 1
