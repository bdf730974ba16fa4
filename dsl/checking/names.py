"""What a name, or a field of something, stands for.

Fields of the event come first, then bound variables, parameters, places, and at last the values of enums,
which are told apart by the type that is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dsl import model as m
from dsl import tree as t
from dsl.checking.fitting import missing, plain
from dsl.checking.intents import value_meant
from dsl.checking.labels import AT, COLUMN, NOW, VALUE, declared, labelled, near, one_of
from dsl.checking.scope import Scope, path
from dsl.checking.symbols import ERROR, Desk, Want, error, is_error
from dsl.near import nearest
from dsl.references import Use, variable
from dsl.typesystem import (
    INSTANT,
    EnumType,
    ListType,
    Optional,
    Record,
    Reference,
    SetType,
    Type,
    type_name,
)

PLACE = Reference("Place")


def name(desk: Desk, node: t.Name, scope: Scope, want: Want | None) -> m.Expression:
    """`lot`, `at`, `now`, `near_expiry_limit`, `production`, `frozen`"""
    found = _bound(desk, node, scope)
    if found is not None:
        return found
    wanted = plain(want.type) if want else None
    meant = _meant(desk, node, scope, wanted)
    if meant is None:
        return error(node.span)
    if isinstance(meant, m.Literal_):
        return meant
    if meant is not node:
        node = meant
        found = _bound(desk, node, scope)
        if found is not None:
            return found
    enums = desk.symbols.enum_values.get(node.text, ())
    if isinstance(wanted, EnumType) and wanted.name in desk.symbols.enums:
        if wanted.name in enums:
            desk.refer(node, "value", wanted.name)
            return m.Literal_(node.text, wanted, node.span)
        if (
            near(node.text, values_of(desk.symbols.enums[wanted.name]))
            or enums
            or not _candidate(desk, node, scope)
        ):
            return _no_value(desk, node, wanted.name)
    if wanted is ERROR or node.text in desk.symbols.unread or scope.event in desk.symbols.unread:
        return error(node.span)
    if len(enums) == 1:
        desk.refer(node, "value", enums[0])
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


def _meant(desk: Desk, node: t.Name, scope: Scope, wanted: Type | None) -> t.Name | m.Literal_ | None:
    """The name as it is declared, or the value of an enum that has it as label; None where several have."""
    bound = _bound_names(desk, node, scope)
    if node.text in bound or wanted is ERROR:
        return node
    enums = desk.symbols.enums
    if isinstance(wanted, EnumType) and wanted.name in enums:
        within = [enums[wanted.name]]
        is_value = any(value.name == node.text for value in within[0].values)
    else:
        within = list(enums.values())
        is_value = node.text in desk.symbols.enum_values
    if is_value:
        return node
    values = [(enum.name, name) for enum in within for name in labelled(desk, node.text, values_of(enum))]
    if values and not bound and len(values) == 1:
        ((enum, name),) = values
        desk.refer(replace(node, text=name), "value", enum)
        return m.Literal_(name, EnumType(enum), node.span)
    options = [*bound, *(f"{enum}.{name}" for enum, name in values)]
    return one_of(desk, node, options) if options else node


def _bound_names(desk: Desk, node: t.Name, scope: Scope) -> list[str]:
    """What the name may stand for whatever is wanted: itself, or what has it as label."""
    text, symbols = node.text, desk.symbols
    has_at = scope.event is not None
    if (
        text in scope.fields
        or text in scope.variables
        or text in symbols.parameters
        or text in symbols.places
        or text == "now"
        or (text == "at" and has_at)
    ):
        return [text]
    if text in symbols.enum_values:
        return []
    own = [space for space in (VALUE, COLUMN) if any(scope.lends(word) for word in space)]
    spaces = (scope.fields, *own, NOW, *([AT] if has_at else []), symbols.parameters, symbols.places)
    return [name for space in spaces for name in labelled(desk, text, space)]


def values_of(enum: m.Enum) -> Mapping[str, m.EnumValue]:
    """The values of an enum by name."""
    return {value.name: value for value in enum.values}


def _bound(desk: Desk, node: t.Name, scope: Scope) -> m.Expression | None:
    text, symbols = node.text, desk.symbols
    if text in scope.fields:
        desk.refer(node, "event_field", scope.event or "")
        return narrowed(scope, _typed(m.EventField(text, scope.fields[text].type, node.span)))
    if text == "at" and scope.event is not None:
        desk.refer(node, "built_in", "instant")
        return m.EventField("at", INSTANT, node.span)
    if text in scope.variables:
        if scope.lends(text):
            desk.refer(node, "built_in", "tile")
        else:
            desk.uses.append(Use(node.span, variable(text, scope.introduced[text])))
        return narrowed(scope, _typed(m.Variable(text, scope.variables[text], node.span)))
    if text == "now":
        desk.refer(node, "built_in", "instant")
        if not scope.now:
            desk.problems.add("BC214", node.span)
            return error(node.span)
        return m.Now(INSTANT, node.span)
    if text in symbols.parameters:
        desk.refer(node, "parameter")
        return _typed(m.ParameterRead(text, symbols.parameters[text].type, node.span))
    if text in symbols.places:
        desk.refer(node, "place")
        return m.Literal_(text, PLACE, node.span)
    return None


def is_bound(desk: Desk, node: t.Name, scope: Scope) -> bool:
    """Whether the name stands for a value whatever is wanted."""
    return bool(_bound_names(desk, node, scope))


def _typed(expression: m.Expression) -> m.Expression:
    return error(expression.span) if expression.type is ERROR else expression


def narrowed(scope: Scope, expression: m.Expression) -> m.Expression:
    """The expression with its plain type, where it is known to be there."""
    if isinstance(expression.type, Optional) and scope.known and path(expression) in scope.known:
        return replace(expression, type=expression.type.item)
    return expression


def _candidate(desk: Desk, node: t.Name, scope: Scope) -> str | None:
    symbols = desk.symbols
    seen = [*scope.fields, *scope.variables, *symbols.parameters, *symbols.places]
    close = nearest(node.text, [*seen, "now"] + ["at"] * bool(scope.event))
    return (
        close
        or nearest(node.text, symbols.enum_values)
        or near(node.text, scope.fields, symbols.parameters, symbols.places, NOW, AT if scope.event else {})
        or near(node.text, *(values_of(enum) for enum in symbols.enums.values()))
    )


def _all_fields(desk: Desk) -> set[str]:
    return {name for event in desk.symbols.events.values() for name in event.fields}


def _no_value(desk: Desk, node: t.Name, enum: str) -> m.Expression:
    values = values_of(desk.symbols.enums[enum])
    if enum in desk.symbols.unread:
        return error(node.span)
    desk.problems.add(
        "BC206",
        node.span,
        name=node.text,
        enum=enum,
        near=near(node.text, values),
        values=", ".join(list(values)[:12]) or None,
    )
    return error(node.span)


def field_of(desk: Desk, node: t.FieldOf, scope: Scope, _want: Want | None) -> m.Expression:
    """`lot.expires_at`, or `StorageState.frozen`"""
    base_node = node.base
    enum = _enum(desk, base_node, scope) if isinstance(base_node, t.Name) else None
    if enum is not None:
        desk.refer(enum, "enum")
        value = declared(desk, node.name, values_of(desk.symbols.enums[enum.text]))
        if value is None:
            return error(node.span)
        if enum.text not in desk.symbols.enum_values.get(value.text, ()):
            return _no_value(desk, node.name, enum.text)
        desk.refer(value, "value", enum.text)
        return m.Literal_(value.text, EnumType(enum.text), node.span)
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


def _enum(desk: Desk, node: t.Name, scope: Scope) -> t.Name | None:
    """The enum that stands before a dot, unless the name is that of a value."""
    if is_bound(desk, node, scope):
        return None
    if node.text in desk.symbols.enums:
        return node
    found = labelled(desk, node.text, desk.symbols.enums)
    return replace(node, text=found[0]) if len(found) == 1 else None


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
    named = declared(desk, node, entity.fields)
    if named is None:
        return None
    found = entity.fields.get(named.text)
    if found is not None:
        desk.refer(named, "field", entity.name)
    elif entity.name not in desk.symbols.unread:
        desk.problems.add(
            "BC203",
            node.span,
            name=node.text,
            owner=entity.name,
            measure=node.text if node.text in desk.symbols.measures else None,
            near=near(node.text, entity.fields),
            fields=", ".join(list(entity.fields)[:12]) or None,
        )
    return found
