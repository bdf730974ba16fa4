"""The built-in functions: what they take and what they give."""

from __future__ import annotations

from typing import Literal, cast

from dsl import model as m
from dsl import tree as t
from dsl.checking.adapting import beside, is_flexible, unified
from dsl.checking.fitting import as_number, fitted, mismatch, plain, present, value
from dsl.checking.names import field_named, holder
from dsl.checking.scope import Scope
from dsl.checking.symbols import Desk, Want, error, is_error
from dsl.typesystem import (
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    PERCENT,
    TEMPERATURE,
    TEXT,
    Currency,
    ListType,
    Reference,
    SetType,
    Type,
    is_decimal,
    is_ordered,
    type_name,
)

FORMS = {
    "min": "min(a, b)",
    "max": "max(a, b)",
    "abs": "abs(x)",
    "floor": "floor(x)",
    "ceiling": "ceiling(x)",
    "round": "round(x, digits)",
    "date": "date(instant)",
    "start_of": "start_of(date)",
    "end_of": "end_of(date)",
    "days": "days(duration)",
    "hours": "hours(duration)",
    "length": "length(list)",
    "percent": "percent(number)",
    "exchange": "exchange(money, rate)",
    "ancestors": "ancestors(lot.parents)",
    "descendants": "descendants(lot.parents)",
}


def call(desk: Desk, node: t.Call, scope: Scope, want: Want | None) -> m.Expression:
    """A call of a built-in function."""
    name = node.name.text
    named = next((a for a in node.arguments if a.name is not None), None)
    if named is not None:
        desk.problems.add("BC216", named.span, callee=name, form=FORMS[name])
        return error(node.span)
    arguments = [a.value for a in node.arguments]
    least, most = {"min": (2, 99), "max": (2, 99), "round": (1, 2), "exchange": (2, 2)}.get(name, (1, 1))
    if not least <= len(arguments) <= most:
        desk.problems.add(
            "BC320", node.span, callee=name, found=len(arguments), wanted=least, form=FORMS[name]
        )
        return error(node.span)
    match name:
        case "min" | "max":
            return _extreme(desk, node, name, arguments, scope, want)
        case "ancestors" | "descendants":
            return _closure(desk, node, name, arguments[0], scope)
        case "date":
            return _converted(desk, node, "date", arguments[0], scope, INSTANT, DATE)
        case "start_of" | "end_of":
            return _converted(desk, node, name, arguments[0], scope, DATE, INSTANT)
        case "days" | "hours":
            return _converted(desk, node, name, arguments[0], scope, DURATION, NUMBER)
        case "percent":
            return _converted(desk, node, "percent", arguments[0], scope, NUMBER, PERCENT)
        case "exchange":
            return _exchanged(desk, node, arguments[0], arguments[1], scope)
        case "length":
            return _length(desk, node, arguments[0], scope)
        case _:
            return _rounded(
                desk, node, cast(Literal["abs", "floor", "ceiling", "round"], name), arguments, scope, want
            )


def _extreme(
    desk: Desk,
    node: t.Call,
    name: Literal["min", "max"],
    arguments: list[t.Expression],
    scope: Scope,
    want: Want | None,
) -> m.Expression:
    leader = next((n for n in arguments if not is_flexible(desk, n, scope)), None)
    first = desk.infer(desk, leader or arguments[0], scope, None if leader else want)
    like = beside(desk, scope, first)
    typed = [first if n is (leader or arguments[0]) else desk.infer(desk, n, scope, like) for n in arguments]
    if any(is_error(a) for a in typed) or not all(present(desk, a) for a in typed):
        return error(node.span)
    kind: Type = first.type
    for argument in typed:
        shared = unified(m.Literal_(None, kind, node.span), argument)
        if shared is None:
            mismatch(desk, argument, kind)
            return error(node.span)
        kind = shared
    if not is_ordered(kind):
        desk.problems.add("BC322", node.span, function=name, found=type_name(kind), form=FORMS[name])
        return error(node.span)
    return m.FunctionCall(name, tuple(fitted(a, kind) or as_number(a) for a in typed), kind, node.span)


def _converted(
    desk: Desk,
    node: t.Call,
    name: Literal["date", "start_of", "end_of", "days", "hours", "percent"],
    argument: t.Expression,
    scope: Scope,
    takes: Type,
    gives: Type,
) -> m.Expression:
    checked = value(desk, argument, scope, takes)
    return error(node.span) if is_error(checked) else m.FunctionCall(name, (checked,), gives, node.span)


def _exchanged(
    desk: Desk, node: t.Call, amount: t.Expression, rate: t.Expression, scope: Scope
) -> m.Expression:
    """Money of another currency in the workspace's own, at so much for one."""
    checked, factor = desk.infer(desk, amount, scope, None), value(desk, rate, scope, NUMBER)
    if is_error(checked) or is_error(factor) or not present(desk, checked):
        return error(node.span)
    if not isinstance(checked.type, Currency):
        desk.problems.add(
            "BC322", node.span, function="exchange", found=type_name(checked.type), form=FORMS["exchange"]
        )
        return error(node.span)
    return m.Binary("*", checked, factor, MONEY, node.span)


def _length(desk: Desk, node: t.Call, argument: t.Expression, scope: Scope) -> m.Expression:
    checked = desk.infer(desk, argument, scope, None)
    if is_error(checked) or not present(desk, checked):
        return error(node.span)
    if checked.type != TEXT and not isinstance(checked.type, ListType | SetType):
        desk.problems.add(
            "BC322", node.span, function="length", found=type_name(checked.type), form=FORMS["length"]
        )
        return error(node.span)
    return m.FunctionCall("length", (checked,), INTEGER, node.span)


def _rounded(
    desk: Desk,
    node: t.Call,
    name: Literal["abs", "floor", "ceiling", "round"],
    arguments: list[t.Expression],
    scope: Scope,
    want: Want | None,
) -> m.Expression:
    """`floor` and `ceiling` of a number are integers; of an amount, an amount."""
    passed = want if want and plain(want.type) != INTEGER else None
    checked = desk.infer(desk, arguments[0], scope, passed)
    if is_error(checked) or not present(desk, checked):
        return error(node.span)
    kind = checked.type
    takes = is_decimal(kind) or kind == INTEGER or (kind == DURATION and name == "abs")
    if not takes or (kind == TEMPERATURE and name == "abs"):
        desk.problems.add("BC322", node.span, function=name, found=type_name(kind), form=FORMS[name])
        return error(node.span)
    if name != "round":
        gives = INTEGER if kind == NUMBER and name != "abs" else kind
        return m.FunctionCall(name, (checked,), gives, node.span)
    digits: m.Expression = m.Literal_(0, INTEGER, node.span)
    if len(arguments) > 1:
        digits = value(desk, arguments[1], scope, INTEGER)
        if is_error(digits):
            return error(node.span)
    return m.FunctionCall("round", (checked, digits), kind, node.span)


def _closure(
    desk: Desk, node: t.Call, name: Literal["ancestors", "descendants"], argument: t.Expression, scope: Scope
) -> m.Expression:
    while isinstance(argument, t.Parenthesised):
        argument = argument.inner
    if not isinstance(argument, t.FieldOf):
        desk.infer(desk, argument, scope, None)
        desk.problems.add("BC323", argument.span, function=name, what=desk.text(argument.span))
        return error(node.span)
    base = desk.infer(desk, argument.base, scope, None)
    entity = None if is_error(base) else holder(desk, base, argument.name)
    field = None if entity is None else field_named(desk, entity, argument.name)
    if entity is None or field is None:
        return error(node.span)
    own = Reference(entity.name)
    if field.type not in (ListType(own), SetType(own)):
        desk.problems.add(
            "BC323", argument.span, function=name, what=desk.text(argument.span), entity=entity.name
        )
        return error(node.span)
    return m.Closure(name, base, entity.name, field.name, SetType(own), node.span)
