"""What events and rules do: moves, changes of things, further events, holds, alerts.

Statements run in order. What a field was known to hold is forgotten once it is set.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from dsl import model as m
from dsl import tree as t
from dsl.checking import subjects
from dsl.checking.calls import Owner, given_fields
from dsl.checking.conditions import elements, may_bind
from dsl.checking.expressions import MAX_DEPTH, too_deep
from dsl.checking.fitting import present, value
from dsl.checking.labels import Space, declared, labelled, near
from dsl.checking.messages import Teller
from dsl.checking.names import PLACE, field_named, holder
from dsl.checking.problems import keyword
from dsl.checking.reading import read_type
from dsl.checking.scope import Path, Scope, facts, lookup_path
from dsl.checking.symbols import ERROR, Desk, Want, is_error
from dsl.references import Kind
from dsl.typesystem import (
    BOOL,
    QUANTITY,
    ListType,
    Reference,
    SetType,
    type_name,
)

LOT = Reference("Lot")


def statements(
    desk: Desk, nodes: Iterable[t.Statement], scope: Scope, teller: Teller
) -> tuple[m.Statement, ...]:
    """A block. A statement in which something is wrong is reported and left out."""
    done: list[m.Statement] = []
    if desk.depth >= MAX_DEPTH:
        for node in nodes:
            too_deep(desk, node.span)
        return ()
    desk.depth += 1
    for node in nodes:
        noted = len(desk.uses)
        checked = _statement(desk, node, scope, teller)
        if checked is not None:
            done.append(checked)
            if scope.creates:
                scope = scope.knowing(_made(desk, checked))
        names = changed(desk, [node], noted)
        if names:
            scope = scope.forgetting(names)
    desk.depth -= 1
    return tuple(done)


def changed(desk: Desk, nodes: Iterable[t.Statement], noted: int | None = None) -> frozenset[str]:
    """The names of all fields that statements set.

    Where they were checked already, after `noted` uses, what a label stands for is known; else it is all that have it.
    """
    written: list[t.Name] = []
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        match node:
            case t.Set(t.FieldOf(_, name)) | t.Add(_, t.FieldOf(_, name)) | t.Remove(_, t.FieldOf(_, name)):
                written.append(name)
            case t.If():
                waiting += [*node.then, *node.otherwise]
            case t.ForEach():
                waiting += node.body
            case _:
                pass
    if not written:
        return frozenset()
    names = {name.text for name in written}
    if noted is not None:
        spans = {name.span for name in written}
        names |= {use.symbol.name for use in desk.uses[noted:] if use.span in spans}
    else:
        fields = [entity.fields for entity in desk.symbols.entities.values()]
        names |= {name for text in set(names) for space in fields for name in labelled(desk, text, space)}
    return frozenset(names)


def _made(desk: Desk, statement: m.Statement) -> frozenset[Path]:
    """The things that are there after a statement: nothing that was made ever goes."""
    match statement:
        case m.Create(entity, fields):
            made = lookup_path(entity, fields[desk.symbols.entities[entity].key or ""])
            return frozenset() if made is None else frozenset([made])
        case m.If(condition, then, otherwise):
            branches = (
                facts(condition, truth).union(*(_made(desk, s) for s in block))
                for truth, block in ((True, then), (False, otherwise))
            )
            return frozenset(p for p in frozenset.intersection(*branches) if p[0] == "lookup" and len(p) == 3)
        case _:
            return frozenset()


def _statement(desk: Desk, node: t.Statement, scope: Scope, teller: Teller) -> m.Statement | None:
    match node:
        case t.Move():
            return _move(desk, node, scope)
        case t.Set():
            return _set(desk, node, scope)
        case t.Add(item, target):
            return _grow(desk, node, item, target, scope)
        case t.Remove(item, target):
            return _grow(desk, node, item, target, scope)
        case t.Create():
            return _create(desk, node, scope)
        case t.Emit():
            return _emit(desk, node, scope)
        case t.Release():
            things = _held(desk, node.thing, scope)
            return None if things is None else m.Release(things, node.span)
        case t.Hold():
            return _hold(desk, node, scope, teller)
        case t.Alert():
            roles = role_names(desk, node.roles)
            return m.Alert(roles, teller.message(desk, node.message, scope), node.span)
        case t.If():
            return _if(desk, node, scope, teller)
        case t.ForEach():
            return _for_each(desk, node, scope, teller)
        case _:
            assert_never(node)


def role_names(desk: Desk, nodes: Iterable[t.Name]) -> tuple[str, ...]:
    """The roles that are named, each once."""
    found: dict[str, None] = {}
    for node in nodes:
        named = known(desk, node, "role", desk.symbols.roles)
        if named is not None:
            found[named] = None
    return tuple(found)


def known(desk: Desk, node: t.Name, kind: Kind, space: Space) -> str | None:
    """What a name of that kind of declaration is declared as; None, and a diagnostic, where nothing is."""
    named = declared(desk, node, space)
    if named is None:
        return None
    if named.text in space:
        desk.refer(named, kind)
        return named.text
    if node.text not in desk.symbols.unread:
        other = desk.symbols.kind_of(node.text)
        close = near(node.text, space)
        desk.problems.add("BC204", node.span, name=node.text, kind=keyword(kind), near=close, other=other)
    return None


def _move(desk: Desk, node: t.Move, scope: Scope) -> m.Statement | None:
    thing = desk.infer(desk, node.thing, scope, None)
    subject: m.Expression | None = None
    if not is_error(thing) and present(desk, thing):
        if thing.type == subjects.ITEM:
            subject = thing
        elif thing.type == LOT:
            subject = _item_of(desk, thing)
        else:
            desk.problems.add("BC326", thing.span, what=desk.text(thing.span), found=type_name(thing.type))
    quantity = value(desk, node.quantity, scope, QUANTITY, subject)
    source = value(desk, node.source, scope, PLACE)
    target = value(desk, node.target, scope, PLACE)
    if any(is_error(x) for x in (thing, quantity, source, target)) or thing.type not in (subjects.ITEM, LOT):
        return None
    return m.Move(quantity, thing, source, target, node.span)


def _item_of(desk: Desk, lot: m.Expression) -> m.Expression | None:
    entity = desk.symbols.entities["Lot"]
    item = next((f for f in entity.fields.values() if f.type == subjects.ITEM), None)
    return None if item is None else m.FieldRead(lot, "Lot", item.name, item.type, lot.span)


def _target(desk: Desk, node: t.Expression, scope: Scope) -> tuple[m.Expression, m.Field] | None:
    """The thing and the field of it that a statement changes, `lot.status`."""
    if not isinstance(node, t.FieldOf):
        desk.problems.add("BC425", node.span, what=desk.text(node.span))
        return None
    base = desk.infer(desk, node.base, scope, None)
    entity = None if is_error(base) else holder(desk, base, node.name)
    field = None if entity is None else field_named(desk, entity, node.name)
    if entity is None or field is None or field.type is ERROR:
        return None
    if not isinstance(base.type, Reference):
        desk.problems.add("BC426", node.span, what=desk.text(base.span), found=type_name(base.type))
        return None
    if field.name == entity.key:
        desk.problems.add("BC427", node.span, name=field.name, entity=entity.name)
        return None
    return base, field


def _set(desk: Desk, node: t.Set, scope: Scope) -> m.Statement | None:
    target = _target(desk, node.target, scope)
    if target is None:
        desk.infer(desk, node.value, scope, Want(ERROR))
        return None
    base, field = target
    subject = subjects.rebase(field.subject, base) if field.subject else None
    new = value(desk, node.value, scope, field.type, subject)
    if is_error(new) or not isinstance(base.type, Reference):
        return None
    return m.Set(base, base.type.entity, field.name, "set", new, node.span)


def _grow(
    desk: Desk, node: t.Add | t.Remove, item: t.Expression, where: t.Expression, scope: Scope
) -> m.Statement | None:
    target = _target(desk, where, scope)
    if target is None:
        desk.infer(desk, item, scope, Want(ERROR))
        return None
    base, field = target
    if not isinstance(field.type, ListType | SetType):
        desk.problems.add("BC312", where.span, what=desk.text(where.span), found=type_name(field.type))
        return None
    new = value(desk, item, scope, field.type.item)
    if is_error(new) or not isinstance(base.type, Reference):
        return None
    operation = "add" if isinstance(node, t.Add) else "remove"
    return m.Set(base, base.type.entity, field.name, operation, new, node.span)  # type: ignore[arg-type]


def _create(desk: Desk, node: t.Create, scope: Scope) -> m.Statement | None:
    name = node.call.name
    found = known(desk, name, "entity", desk.symbols.entities)
    if found is None:
        return None
    entity = desk.symbols.entities[found]
    if entity.key is None:
        desk.problems.add("BC423", name.span, name=name.text)
        return None
    fields = given_fields(desk, node.call, Owner("entity", entity.name, entity.fields, entity.span), scope)
    return None if fields is None else m.Create(entity.name, fields, node.span)


def _emit(desk: Desk, node: t.Emit, scope: Scope) -> m.Statement | None:
    found = event_fields(desk, node.call, scope)
    return None if found is None else m.Emit(*found, node.span)


def event_fields(desk: Desk, call: t.Call, scope: Scope) -> tuple[str, dict[str, m.Expression]] | None:
    """The event that a call makes and the fields that it gives to it; None where something is wrong."""
    name = known(desk, call.name, "event", desk.symbols.events)
    if name is None:
        return None
    event = desk.symbols.events[name]
    fields = given_fields(desk, call, Owner("event", name, event.fields, event.span), scope)
    return None if fields is None else (name, fields)


def _held(desk: Desk, node: t.Expression, scope: Scope) -> m.Expression | None:
    things = desk.infer(desk, node, scope, None)
    if is_error(things) or not present(desk, things):
        return None
    kind = things.type
    one = kind.item if isinstance(kind, ListType | SetType) else kind
    if not isinstance(one, Reference):
        desk.problems.add("BC319", things.span, what=desk.text(things.span), found=type_name(kind))
        return None
    return things


def _hold(desk: Desk, node: t.Hold, scope: Scope, teller: Teller) -> m.Statement | None:
    if isinstance(node.things, t.Text) and node.message is None:
        desk.problems.add("BC428", node.span)
        return None
    things = _held(desk, node.things, scope)
    message = None if node.message is None else teller.message(desk, node.message, scope)
    return None if things is None else m.Hold(things, message, node.span)


def _if(desk: Desk, node: t.If, scope: Scope, teller: Teller) -> m.Statement | None:
    condition = value(desk, node.condition, scope, BOOL)
    then = statements(desk, node.then, scope.knowing(facts(condition, True)), teller)
    otherwise = statements(desk, node.otherwise, scope.knowing(facts(condition, False)), teller)
    return None if is_error(condition) else m.If(condition, then, otherwise, node.span)


def _for_each(desk: Desk, node: t.ForEach, scope: Scope, teller: Teller) -> m.Statement | None:
    entity: str | None = None
    collection: m.Expression | None = None
    if node.collection is not None:
        collection = desk.infer(desk, node.collection, scope, None)
        kind = elements(desk, collection)
    else:
        kind = ERROR if node.type is None else read_type(desk, node.type)
        if isinstance(kind, Reference):
            entity = kind.entity
        elif kind is not ERROR and node.type is not None:
            desk.problems.add("BC429", node.type.span, found=type_name(kind))
            kind = ERROR
    free = may_bind(desk, node.variable, scope)
    nearest_to = _nearest(desk, node, scope, kind)
    inner = scope.forgetting(changed(desk, node.body)).bind(node.variable, kind)
    where = None
    if node.where is not None:
        where = value(desk, node.where, inner, BOOL)
        inner = inner.knowing(facts(where, True))
    body = statements(desk, node.body, inner, teller)
    if kind is ERROR or not free or (where is not None and is_error(where)):
        return None
    return m.ForEach(node.variable.text, kind, collection, entity, nearest_to, where, body, node.span)


def _nearest(desk: Desk, node: t.ForEach, scope: Scope, kind: object) -> tuple[int, m.Expression] | None:
    if node.nearest is None:
        return None
    count, origin = node.nearest
    if kind is not ERROR and kind != PLACE:
        desk.problems.add("BC431", node.type.span if node.type else node.span)
    return count, value(desk, origin, scope, PLACE)
