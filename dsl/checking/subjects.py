"""Which item a quantity belongs to, so that `5 kg` can be converted to that item's base unit.

A quantity belongs to the item it stands beside: a field of `Item` to the item itself; any other field to the
first field of the same entity, record or event that refers to an `Item` or to a `Lot`, else to the first that
refers to another thing with a field of type `Item` (`lot` -> `lot.item`). Fields that may
be missing do not count.
A measure or a table belongs to its first argument of such a type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dsl import model as m
from dsl.checking.symbols import Symbols
from dsl.source import Span
from dsl.typesystem import Record, Reference, Type

ITEM = Reference("Item")
SELF = "self"


def of_entity(symbols: Symbols, entity: m.Entity) -> m.Expression | None:
    """The path from a thing or record, as the variable `self`, to its item."""
    kind: Type = Reference(entity.name) if entity.key else Record(entity.name)
    root = m.Variable(SELF, kind, entity.span)
    if kind == ITEM:
        return root
    return _beside(
        symbols, (m.FieldRead(root, entity.name, f.name, f.type, entity.span) for f in entity.fields.values())
    )


def of_event(symbols: Symbols, event: m.Event) -> m.Expression | None:
    """The path from an event's fields to its item."""
    return _beside(symbols, (m.EventField(f.name, f.type, event.span) for f in event.fields.values()))


def of_expression(
    symbols: Symbols, fields: Mapping[str, m.Field], expression: m.Expression
) -> m.Expression | None:
    """The item that the quantity which an expression gives belongs to; `fields` are those of the event."""
    match expression:
        case m.EventField(name):
            own = fields.get(name)
            return own.subject if own else None
        case m.FieldRead(base, entity, name):
            holder = symbols.entities.get(entity)
            found = holder.fields.get(name) if holder else None
            return rebase(found.subject, base) if found and found.subject else None
        case m.MeasureRead(_, arguments) | m.TableCall(_, arguments):
            return _beside(symbols, arguments)
        case m.Binary(_, left, right):
            return of_expression(symbols, fields, left) or of_expression(symbols, fields, right)
        case m.Negative(operand):
            return of_expression(symbols, fields, operand)
        case m.Otherwise(operand, fallback):
            return of_expression(symbols, fields, operand) or of_expression(symbols, fields, fallback)
        case m.FunctionCall(_, arguments):
            return next((s for a in arguments if (s := of_expression(symbols, fields, a))), None)
        case m.Convert(_, _, subject):
            return subject
        case _:
            return None


def rebase(path: m.Expression, base: m.Expression) -> m.Expression:
    """A path that begins at `self`, beginning at another expression instead."""
    match path:
        case m.Variable(name) if name == SELF:
            return base
        case m.FieldRead(inner, entity, name, kind):
            return m.FieldRead(rebase(inner, base), entity, name, kind, base.span)
        case _:
            return path


def from_fields(path: m.Expression, given: Mapping[str, m.Expression], span: Span) -> m.Expression | None:
    """A path that begins at a thing not made yet, with the values that its fields will have."""
    match path:
        case m.FieldRead(m.Variable(name), _, field_name, _) if name == SELF:
            return given.get(field_name)
        case m.EventField(field_name):
            return given.get(field_name)
        case m.FieldRead(inner, entity, field_name, kind):
            base = from_fields(inner, given, span)
            return None if base is None else m.FieldRead(base, entity, field_name, kind, span)
        case _:
            return None


def _beside(symbols: Symbols, candidates: Iterable[m.Expression]) -> m.Expression | None:
    farther: m.Expression | None = None
    for candidate in candidates:
        if candidate.type == ITEM:
            return candidate
        if not isinstance(candidate.type, Reference):
            continue
        entity = symbols.entities.get(candidate.type.entity)
        item = _item_field(entity) if entity else None
        if item is None or entity is None:
            continue
        found = m.FieldRead(candidate, entity.name, item.name, ITEM, candidate.span)
        if entity.name == "Lot":
            return found
        farther = farther or found
    return farther


def _item_field(entity: m.Entity) -> m.Field | None:
    return next((f for f in entity.fields.values() if f.type == ITEM), None)
