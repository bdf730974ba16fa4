"""What a name, or a field of something, stands for.

Fields of the event come first, then bound variables, parameters, places, and at last the values of enums,
which are told apart by the type that is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dsl import model as m
from dsl import tree as t
from dsl.checking.fitting import missing, plain
from dsl.checking.intents import value_meant
from dsl.checking.scope import Scope, path
from dsl.checking.symbols import ERROR, Desk, Want, error, is_error
from dsl.near import nearest
from dsl.typesystem import (
    INSTANT,
    EnumType,
    ListType,
    Optional,
    Record,
    Reference,
    SetType,
    type_name,
)

PLACE = Reference("Place")


def name(desk: Desk, node: t.Name, scope: Scope, want: Want | None) -> m.Expression:
    """`lot`, `at`, `now`, `near_expiry_limit`, `production`, `frozen`"""
    found = _bound(desk, node, scope)
    if found is not None:
        return found
    enums = desk.symbols.enum_values.get(node.text, ())
    wanted = plain(want.type) if want else None
    if isinstance(wanted, EnumType) and wanted.name in desk.symbols.enums:
        if wanted.name in enums:
            return m.Literal_(node.text, wanted, node.span)
        near = nearest(node.text, [v.name for v in desk.symbols.enums[wanted.name].values])
        if near or enums or not _candidate(desk, node, scope):
            return _no_value(desk, node, wanted.name)
    if wanted is ERROR or node.text in desk.symbols.unread or scope.event in desk.symbols.unread:
        return error(node.span)
    if len(enums) == 1:
        return m.Literal_(node.text, EnumType(enums[0]), node.span)
    if enums:
        proposal = f"{enums[0]}.{node.text}"
        desk.problems.add("BC210", node.span, name=node.text, enums=", ".join(enums), proposal=proposal)
        return error(node.span)
    event = desk.symbols.events.get(scope.event or "")
    bare = scope.event if event is not None and not event.fields and node.text in _all_fields(desk) else None
    if bare is not None and "bare" in desk.told:
        return error(node.span)
    desk.told |= {"bare"} if bare is not None else set()
    desk.problems.add(
        "BC201",
        node.span,
        name=node.text,
        meant=value_meant(node.text),
        bare=bare,
        near=_candidate(desk, node, scope),
        event=scope.event if node.text in _all_fields(desk) else None,
        kind=desk.symbols.kind_of(node.text),
    )
    return error(node.span)


def _bound(desk: Desk, node: t.Name, scope: Scope) -> m.Expression | None:
    text, symbols = node.text, desk.symbols
    if text in scope.fields:
        return narrowed(scope, _typed(m.EventField(text, scope.fields[text].type, node.span)))
    if text == "at" and scope.event is not None:
        return m.EventField("at", INSTANT, node.span)
    if text in scope.variables:
        return narrowed(scope, _typed(m.Variable(text, scope.variables[text], node.span)))
    if text == "now":
        if not scope.now:
            desk.problems.add("BC214", node.span)
            return error(node.span)
        return m.Now(INSTANT, node.span)
    if text in symbols.parameters:
        return _typed(m.ParameterRead(text, symbols.parameters[text].type, node.span))
    if text in symbols.places:
        return m.Literal_(text, PLACE, node.span)
    return None


def is_bound(desk: Desk, node: t.Name, scope: Scope) -> bool:
    """Whether the name stands for a value whatever is wanted."""
    text = node.text
    return (
        text in scope.fields
        or text in scope.variables
        or text in desk.symbols.parameters
        or text in desk.symbols.places
        or text == "now"
        or (text == "at" and scope.event is not None)
    )


def _typed(expression: m.Expression) -> m.Expression:
    return error(expression.span) if expression.type is ERROR else expression


def narrowed(scope: Scope, expression: m.Expression) -> m.Expression:
    """The expression with its plain type, where it is known to be there."""
    if isinstance(expression.type, Optional) and scope.known and path(expression) in scope.known:
        return replace(expression, type=expression.type.item)
    return expression


def _candidate(desk: Desk, node: t.Name, scope: Scope) -> str | None:
    symbols = desk.symbols
    seen: list[Iterable[str]] = [scope.fields, scope.variables, symbols.parameters, symbols.places]
    close = nearest(node.text, [n for names in seen for n in names] + ["now"] + ["at"] * bool(scope.event))
    return close or nearest(node.text, symbols.enum_values)


def _all_fields(desk: Desk) -> set[str]:
    return {name for event in desk.symbols.events.values() for name in event.fields}


def _no_value(desk: Desk, node: t.Name, enum: str) -> m.Expression:
    values = [v.name for v in desk.symbols.enums[enum].values]
    if enum in desk.symbols.unread:
        return error(node.span)
    desk.problems.add(
        "BC206",
        node.span,
        name=node.text,
        enum=enum,
        near=nearest(node.text, values),
        values=", ".join(values[:12]) or None,
    )
    return error(node.span)


def field_of(desk: Desk, node: t.FieldOf, scope: Scope, _want: Want | None) -> m.Expression:
    """`lot.expires_at`, or `StorageState.frozen`"""
    base_node = node.base
    if (
        isinstance(base_node, t.Name)
        and base_node.text in desk.symbols.enums
        and not is_bound(desk, base_node, scope)
    ):
        if (
            node.name.text in desk.symbols.enum_values
            and base_node.text in desk.symbols.enum_values[node.name.text]
        ):
            return m.Literal_(node.name.text, EnumType(base_node.text), node.span)
        return _no_value(desk, node.name, base_node.text)
    base = desk.infer(desk, base_node, scope, None)
    if is_error(base):
        return error(node.span)
    entity = holder(desk, base, node.name)
    if entity is None:
        return error(node.span)
    found = field_named(desk, entity, node.name)
    if found is None or found.type is ERROR:
        return error(node.span)
    return narrowed(scope, m.FieldRead(base, entity.name, found.name, found.type, node.span))


def holder(desk: Desk, base: m.Expression, field: t.Name) -> m.Entity | None:
    """The entity whose fields a value has; says so where it has none."""
    match base.type:
        case Reference(entity) | Record(entity):
            return desk.symbols.entities.get(entity)
        case Optional(Reference(_) | Record(_)):
            missing(desk, base)
        case ListType(_) | SetType(_):
            what = desk.text(base.span)
            desk.problems.add("BC309", field.span, what=what, name=field.text)
        case other:
            desk.problems.add(
                "BC308", field.span, what=desk.text(base.span), found=type_name(other), name=field.text
            )
    return None


def field_named(desk: Desk, entity: m.Entity, node: t.Name) -> m.Field | None:
    """A field of an entity; says so where there is none."""
    found = entity.fields.get(node.text)
    if found is None and entity.name not in desk.symbols.unread:
        desk.problems.add(
            "BC203",
            node.span,
            name=node.text,
            owner=entity.name,
            near=nearest(node.text, entity.fields),
            fields=", ".join(list(entity.fields)[:12]) or None,
        )
    return found
