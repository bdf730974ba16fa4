"""What is written like a call: measures, tables, built-in functions, things by key, records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from dsl import model as m
from dsl import tree as t
from dsl.checking import functions, subjects
from dsl.checking.fitting import plain, value
from dsl.checking.intents import function_meant
from dsl.checking.labels import FUNCTIONS, declared, near
from dsl.checking.names import narrowed
from dsl.checking.scope import Scope
from dsl.checking.symbols import ERROR, Desk, Want, error, is_error
from dsl.source import Span
from dsl.typesystem import QUANTITY, TEXT, Optional, Record, Reference


def call(desk: Desk, node: t.Call, scope: Scope, want: Want | None) -> m.Expression:
    """`on_hand(item, place)`, `Lot("L1")`, `min(a, b)`, `RecipeLine(ingredient: tea, amount: 0.5)`"""
    symbols = desk.symbols
    named = declared(desk, node.name, FUNCTIONS, symbols.measures, symbols.tables, symbols.entities)
    if named is None:
        return error(node.span)
    node = node if named is node.name else replace(node, name=named)
    name = named.text
    if name in FUNCTIONS:
        desk.refer(node.name, "built_in", "function")
        return functions.call(desk, node, scope, want)
    if name in symbols.measures:
        desk.refer(node.name, "measure")
        return _measure(desk, node, scope, symbols.measures[name])
    if name in symbols.tables:
        desk.refer(node.name, "table")
        table = symbols.tables[name]
        arguments = _positional(desk, node, scope, table.parameters)
        if arguments is None or table.type is ERROR:
            return error(node.span)
        return m.TableCall(name, arguments, table.type, node.span)
    if name in symbols.entities:
        desk.refer(node.name, "entity")
        return _entity(desk, node, scope, symbols.entities[name])
    if name in symbols.unread:
        return error(node.span)
    close = near(name, symbols.measures, symbols.tables, FUNCTIONS, symbols.entities)
    desk.problems.add(
        "BC207", node.name.span, name=name, near=close, kind=symbols.kind_of(name), meant=function_meant(name)
    )
    for argument in node.arguments:
        desk.infer(desk, argument.value, scope, Want(ERROR))
    return error(node.span)


def _measure(desk: Desk, node: t.Call, scope: Scope, measure: m.Measure) -> m.Expression:
    if not scope.measures:
        desk.problems.add("BC215", node.span, name=measure.name)
        return error(node.span)
    arguments = _positional(desk, node, scope, measure.parameters)
    if arguments is None or measure.type is ERROR:
        return error(node.span)
    return narrowed(scope, m.MeasureRead(measure.name, arguments, measure.type, node.span))


def _positional(
    desk: Desk, node: t.Call, scope: Scope, parameters: tuple[m.Binding, ...]
) -> tuple[m.Expression, ...] | None:
    """The arguments of a measure or a table, each of its parameter's type."""
    form = f"{node.name.text}({', '.join(p.name for p in parameters)})"
    named = next((a for a in node.arguments if a.name is not None), None)
    if named is not None:
        desk.problems.add("BC216", named.span, callee=node.name.text, form=form)
        return None
    if len(node.arguments) != len(parameters):
        wrong_number(desk, node, len(parameters), form)
        return None
    typed = []
    subject: m.Expression | None = None
    for argument, parameter in zip(node.arguments, parameters, strict=True):
        checked = value(desk, argument.value, scope, parameter.type, subject)
        subject = subject or (checked if checked.type == subjects.ITEM else None)
        typed.append(checked)
    return None if any(is_error(a) for a in typed) else tuple(typed)


def wrong_number(desk: Desk, node: t.Call, wanted: int, form: str) -> None:
    """Say that a call has too many or too few arguments."""
    desk.problems.add(
        "BC320", node.span, callee=node.name.text, found=len(node.arguments), wanted=wanted, form=form
    )


def _entity(desk: Desk, node: t.Call, scope: Scope, entity: m.Entity) -> m.Expression:
    if entity.key is None:
        fields = given_fields(desk, node, Owner("entity", entity.name, entity.fields, entity.span), scope)
        if fields is None:
            return error(node.span)
        return m.Construct(entity.name, fields, Record(entity.name), node.span)
    if len(node.arguments) == 1 and node.arguments[0].name is None:
        key = value(desk, node.arguments[0].value, scope, TEXT)
        if is_error(key):
            return error(node.span)
        thing = Reference(entity.name)
        if scope.scenario:
            return m.Lookup(entity.name, key, True, thing, node.span)
        return narrowed(scope, m.Lookup(entity.name, key, False, Optional(thing), node.span))
    desk.problems.add("BC217", node.span, entity=entity.name)
    return error(node.span)


@dataclass(frozen=True, slots=True)
class Owner:
    """What has fields that are given by name."""

    kind: Literal["entity", "event"]
    name: str
    fields: Mapping[str, m.Field]
    span: Span


def given_fields(desk: Desk, node: t.Call, owner: Owner, scope: Scope) -> dict[str, m.Expression] | None:
    """The fields of a thing, record or event as its arguments give them, defaults filled in.

    None where something is wrong. Quantities are read last, when the item that they belong to is known.
    """
    arguments, good = _named(desk, node, owner)
    given: dict[str, m.Expression] = {}
    order = sorted(owner.fields.values(), key=lambda f: plain(f.type) == QUANTITY)
    for field in order:
        argument = arguments.get(field.name)
        subject = None
        if field.subject is not None:
            subject = subjects.from_fields(field.subject, given, node.span)
        if argument is not None:
            checked = value(desk, argument.value, scope, field.type, subject)
            given[field.name] = checked
            good = good and not is_error(checked)
        elif field.default is not None:
            given[field.name] = _filled(field.default, given, node.span)
        elif isinstance(field.type, Optional):
            given[field.name] = m.Literal_(None, field.type, node.span)
    absent = [
        f
        for f in owner.fields.values()
        if f.name not in given and f.type is not ERROR and (owner.name, f.name) not in desk.symbols.ungrown
    ]
    if absent:
        names = ", ".join(f.name for f in absent)
        proposal = ", ".join(f"{f.name}: …" for f in absent)
        desk.problems.add("BC321", node.span, owner=owner.name, names=names, proposal=proposal)
        return None
    return {name: given[name] for name in owner.fields if name in given} if good else None


def given_so_far(desk: Desk, node: t.Call, owner: Owner, scope: Scope) -> dict[str, m.Expression] | None:
    """Those fields that arguments give; others are given later. None where something is wrong."""
    arguments, good = _named(desk, node, owner)
    given: dict[str, m.Expression] = {}
    order = sorted(owner.fields.values(), key=lambda f: plain(f.type) == QUANTITY)
    for field in order:
        if field.name in arguments:
            subject = subjects.from_fields(field.subject, given, node.span) if field.subject else None
            given[field.name] = value(desk, arguments[field.name].value, scope, field.type, subject)
            good = good and not is_error(given[field.name])
    return given if good else None


def _named(desk: Desk, node: t.Call, owner: Owner) -> tuple[dict[str, t.Argument], bool]:
    found: dict[str, t.Argument] = {}
    good = True
    for argument in node.arguments:
        if argument.name is not None:
            field = declared(desk, argument.name, owner.fields)
            if field is None:
                good = False
                continue
            if field.text in owner.fields:
                desk.refer(field, "field" if owner.kind == "entity" else "event_field", owner.name)
            argument = argument if field is argument.name else replace(argument, name=field)
        if argument.name is None:
            desk.problems.add("BC218", argument.span, owner=owner.name, what=desk.text(argument.span))
            good = False
        elif argument.name.text not in owner.fields and owner.name in desk.symbols.unread:
            good = False
        elif argument.name.text not in owner.fields:
            desk.problems.add(
                "BC203",
                argument.name.span,
                name=argument.name.text,
                owner=owner.name,
                near=near(argument.name.text, owner.fields),
                fields=", ".join(list(owner.fields)[:12]) or None,
            )
            good = False
        elif argument.name.text in found:
            desk.problems.add("BC219", argument.span, name=argument.name.text)
            good = False
        else:
            found[argument.name.text] = argument
    return found, good


def _filled(default: m.Expression, given: Mapping[str, m.Expression], span: Span) -> m.Expression:
    """A default where a thing is made: an amount with a unit belongs to the item given there."""
    match default:
        case m.Convert():
            subject = subjects.from_fields(default.subject, given, span)
            return default if subject is None else replace(default, subject=subject, span=span)
        case m.Literal_() | m.ListExpression(()):
            return replace(default, span=span)
        case _:
            return default
