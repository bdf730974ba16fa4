"""Second stage: what fields say beside their type, and what the special entities need."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from dsl import model as m
from dsl import tree as t
from dsl.checking import subjects
from dsl.checking.declarations import Declared
from dsl.checking.fitting import plain, value
from dsl.checking.literals import constant
from dsl.checking.scope import Scope
from dsl.checking.symbols import ERROR, Desk, is_error
from dsl.typesystem import TEXT, ListType, Optional, Record, SetType, is_ordered, type_name

CONSTANT = Scope(now=False, measures=False)
"""What a default or a bound sees."""


def fields(desk: Desk, declared: Declared) -> None:
    """Fill in the defaults and bounds of all fields. Records first: defaults of others may make them."""
    entities, events = desk.symbols.entities, desk.symbols.events
    changed: dict[tuple[str, str], dict[str, m.Field]] = {}
    ordered = sorted(declared.fields, key=lambda f: f[0] != "entity" or entities[f[1]].key is not None)
    for kind, owner, _pack, node in ordered:
        holder: m.Entity | m.Event = entities[owner] if kind == "entity" else events[owner]
        own = changed.setdefault((kind, owner), dict(holder.fields))
        own[node.name.text] = _options(desk, kind, owner, node, holder.fields[node.name.text])
        if kind == "entity" and entities[owner].key is None:
            entities[owner] = replace(entities[owner], fields=own)
    for (kind, owner), own in changed.items():
        if kind == "entity":
            entities[owner] = replace(entities[owner], fields=own)
        else:
            events[owner] = replace(events[owner], fields=own)
    _special(desk)
    for entity in entities.values():
        if entity.key is None:
            _endless(desk, entity)


def _endless(desk: Desk, record: m.Entity) -> None:
    """Say where a record would hold itself, which would never end."""
    seen: set[str] = set()
    waiting = [(f, f) for f in record.fields.values()]
    while waiting:
        field, first = waiting.pop()
        if not isinstance(field.type, Record) or field.type.entity in seen:
            continue
        if field.type.entity == record.name:
            desk.problems.add("BC437", first.span, name=record.name)
            return
        seen.add(field.type.entity)
        waiting += [(f, first) for f in desk.symbols.entities[field.type.entity].fields.values()]


def _options(desk: Desk, kind: str, owner: str, node: t.Field, field: m.Field) -> m.Field:
    default: m.Expression | None = None
    bounds: list[m.Bound] = []
    for option in node.options:
        match option:
            case t.Key():
                if kind == "event" or field.type not in (TEXT, ERROR):
                    desk.problems.add("BC421", node.span, name=field.name, owner=owner)
            case t.Gs1():
                pass
            case t.Bound():
                bound = _bound(desk, option, field)
                if bound is not None:
                    bounds.append(bound)
            case t.Default(written):
                checked = value(desk, written, CONSTANT, field.type, field.subject)
                default = None if is_error(checked) else checked
                if default is None and field.type is not ERROR:
                    default = checked  # so that it does not count as absent
    if default is None and kind == "entity" and isinstance(field.type, ListType | SetType):
        default = m.ListExpression((), field.type, node.span)
    return replace(field, default=default, bounds=tuple(bounds))


def _bound(desk: Desk, node: t.Bound, field: m.Field) -> m.Bound | None:
    kind = plain(field.type)
    if kind is ERROR:
        return None
    if node.operator not in ("==", "!=") and not is_ordered(kind):
        desk.problems.add("BC305", node.span, found=type_name(kind), operator=node.operator)
        return None
    if isinstance(kind, ListType | SetType | Record):
        desk.problems.add("BC311", node.span, found=type_name(kind))
        return None
    limit = value(desk, node.value, CONSTANT, kind)
    if is_error(limit):
        return None
    operator = cast(Literal["==", "!=", "<", "<=", ">", ">="], node.operator)
    return m.Bound(operator, constant(desk, limit))


def _special(desk: Desk) -> None:
    """`Lot` belongs to an `Item`; a `Place` that a pack names needs no more than its name."""
    symbols = desk.symbols
    for name in ("Item", "Lot", "Place"):
        if name in symbols.entities and symbols.entities[name].key is None:
            desk.problems.add("BC423", symbols.entities[name].span, name=name)
            return
    lot = symbols.entities.get("Lot")
    if lot is not None and not any(f.type in (subjects.ITEM, ERROR) for f in lot.fields.values()):
        desk.problems.add("BC422", lot.span)
    place = symbols.entities["Place"]
    if not symbols.places or not place.pack:
        return
    for field in place.fields.values():
        given = field.name == place.key or field.default is not None or isinstance(field.type, Optional)
        if not given and field.type is not ERROR:
            desk.problems.add("BC424", field.span, name=field.name)
