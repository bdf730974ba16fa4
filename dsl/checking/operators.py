"""Arithmetic and comparison: which types go together, and how a constant adapts to what it stands beside."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from dsl import model as m
from dsl import tree as t
from dsl.checking.adapting import beside, is_flexible, pair
from dsl.checking.fitting import as_number, disagree, has_error, missing, plain, present
from dsl.checking.intents import day_meant
from dsl.checking.literals import folded
from dsl.checking.scope import Scope
from dsl.checking.symbols import ERROR, Desk, Want, error, is_error
from dsl.typesystem import (
    BOOL,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    NUMBER,
    PERCENT,
    QUANTITY,
    TEMPERATURE,
    TEMPERATURE_DIFFERENCE,
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    SetType,
    Type,
    is_decimal,
    is_money,
    is_ordered,
    type_name,
)
from dsl.units import UNITS

_NUMBERS = (INTEGER, NUMBER)
_PLAIN = (*_NUMBERS, PERCENT)
"""What scales an amount."""


# -- arithmetic


def binary(desk: Desk, node: t.Binary, scope: Scope, want: Want | None) -> m.Expression:
    """`a + b`"""
    left, right = _operands(desk, node, scope, want)
    if is_error(left) or is_error(right):
        return error(node.span)
    if not (present(desk, left) and present(desk, right)):
        return error(node.span)
    operator = cast(Literal["+", "-", "*", "/"], node.operator)
    kind = result_type(operator, left.type, right.type)
    if kind is None:
        _cannot(desk, node, left.type, right.type)
        return error(node.span)
    left, right = _computable(operator, left, right, kind)
    return folded(m.Binary(operator, left, right, kind, node.span))


def _computable(
    operator: str, left: m.Expression, right: m.Expression, kind: Type
) -> tuple[m.Expression, m.Expression]:
    """The operands as they are computed with: a percentage of something as the number that it stands for."""
    if left.type == right.type == PERCENT:
        return (left, as_number(right)) if operator == "*" else (left, right)
    if kind == PERCENT:
        left, right = (x if x.type == PERCENT else as_number(x) for x in (left, right))
    elif is_decimal(kind):
        left, right = as_number(left), as_number(right)
    elif kind == DURATION:
        left, right = (as_number(x) if x.type == PERCENT else x for x in (left, right))
    return left, right


def _operands(
    desk: Desk, node: t.Binary, scope: Scope, want: Want | None
) -> tuple[m.Expression, m.Expression]:
    flexible = is_flexible(desk, node.left, scope), is_flexible(desk, node.right, scope)
    if flexible == (True, False):
        right = desk.infer(desk, node.right, scope, None)
        adapted = _adapted(desk, scope, node.operator, right, node.left)
        if right.type == DURATION and _is_moment(node.left):
            adapted = want  # `2026-03-31 + 3 days` is an instant or a date
        return desk.infer(desk, node.left, scope, adapted), right
    if flexible == (True, True):
        wants = _shared(node, want)
        return desk.infer(desk, node.left, scope, wants[0]), desk.infer(desk, node.right, scope, wants[1])
    left = desk.infer(desk, node.left, scope, None)
    adapted = _adapted(desk, scope, node.operator, left, node.right) if flexible[1] else None
    return left, desk.infer(desk, node.right, scope, adapted)


def _adapted(desk: Desk, scope: Scope, operator: str, other: m.Expression, node: t.Expression) -> Want | None:
    """What a constant should be, given the other operand."""
    if is_error(other):
        return Want(ERROR)
    kind = plain(other.type)
    if operator in "+-":
        if kind in (INSTANT, DATE):
            return Want(kind if _is_moment(node) else DURATION)
        if kind == TEMPERATURE:
            return Want(TEMPERATURE_DIFFERENCE)
        if kind == PERCENT and not _has_unit(node):
            return Want(NUMBER)  # `1 - loss`
        return beside(desk, scope, other)
    if operator == "/" and kind == QUANTITY and _has_unit(node) and not _is_percentage(node):
        return beside(desk, scope, other)
    return Want(NUMBER) if kind in _NUMBERS and _is_percentage(node) else None


def _shared(node: t.Binary, want: Want | None) -> tuple[Want | None, Want | None]:
    """What two constants should be, given what their result should be."""
    if node.operator in "+-":
        return want, want
    parts = _is_percentage(node.left), _is_percentage(node.right)
    if any(parts) and not all(parts) and not (_has_unit(node.left) and _has_unit(node.right)):
        if want is not None and plain(want.type) == PERCENT:
            return None, None
        return (Want(NUMBER), want) if parts[0] else (want, Want(NUMBER))  # `200 * 15 %` is 30
    if node.operator == "*":
        return (None, want) if _has_unit(node.right) and not _has_unit(node.left) else (want, None)
    return (None, None) if _has_unit(node.right) else (want, None)


def _is_moment(node: t.Expression) -> bool:
    return isinstance(node, t.Moment) or (isinstance(node, t.Parenthesised) and _is_moment(node.inner))


def _is_percentage(node: t.Expression) -> bool:
    while isinstance(node, t.Parenthesised | t.Negative):
        node = node.inner if isinstance(node, t.Parenthesised) else node.operand
    if not isinstance(node, t.Number) or node.unit is None:
        return False
    known = UNITS.get(node.unit)
    return known is not None and known.dimension == "percent"


def _has_unit(node: t.Expression) -> bool:
    match node:
        case t.Number(_, unit):
            return unit is not None
        case t.Parenthesised(inner) | t.Negative(inner):
            return _has_unit(inner)
        case t.Binary(_, left, right):
            return _has_unit(left) or _has_unit(right)
        case _:
            return False


def result_type(operator: str, left: Type, right: Type) -> Type | None:
    """The type of an operation's result; None where the types do not go together."""
    match operator:
        case "+":
            return _sum(left, right) or (_sum(right, left) if left != right else None)
        case "-":
            if left == right and left in (INSTANT, DATE):
                return DURATION
            if left == right == TEMPERATURE:
                return TEMPERATURE_DIFFERENCE
            return _sum(left, right)
        case "*":
            return _product(left, right) or _product(right, left)
        case _:
            return _quotient(left, right)


def _sum(left: Type, right: Type) -> Type | None:
    if left in _PLAIN and right in _PLAIN and left != right:
        return NUMBER
    if left == TEMPERATURE:
        return TEMPERATURE if right == TEMPERATURE_DIFFERENCE else None
    if left in (INSTANT, DATE):
        return left if right == DURATION else None
    return left if left == right and (left == INTEGER or _is_amount(left)) else None


def _product(left: Type, right: Type) -> Type | None:
    if left in _NUMBERS and right in _NUMBERS:
        return INTEGER if left == right == INTEGER else NUMBER
    if _is_amount(left) and right in _PLAIN:
        return left
    return right if left == QUANTITY and is_money(right) else None


def _quotient(left: Type, right: Type) -> Type | None:
    if left in _NUMBERS and right in _NUMBERS:
        return NUMBER
    if left == right and _is_amount(left):
        return NUMBER
    if right in _PLAIN and (_is_amount(left) or left == INTEGER):
        return NUMBER if left == INTEGER else left
    return left if is_money(left) and right == QUANTITY else None


def _is_amount(kind: Type) -> bool:
    return kind == DURATION or (is_decimal(kind) and kind != TEMPERATURE)


def _cannot(desk: Desk, node: t.Binary, left: Type, right: Type) -> None:
    if node.operator in "+-":
        kinds = (left, right)
        if QUANTITY in kinds and any(isinstance(k, Physical) for k in kinds):
            physical, side = (left, node.left) if isinstance(left, Physical) else (right, node.right)
            desk.problems.add("BC307", side.span, what=desk.text(side.span), found=type_name(physical))
            return
    desk.problems.add(
        "BC303",
        node.span,
        operator=node.operator,
        left=type_name(left),
        right=type_name(right),
        temperatures=desk.text(node.right.span) if left == right == TEMPERATURE else None,
        instant=desk.text((node.left if left == INSTANT else node.right).span)
        if {left, right} == {INSTANT, DATE}
        else None,
        part=desk.text(node.right.span) if right == PERCENT and node.operator in "+-" else None,
        whole=desk.text(node.left.span),
        foreign=_foreign(desk, node, left, right),
        texts=desk.text(node.left.span) if type_name(left).en == "text" and node.operator == "+" else None,
    )


def _foreign(desk: Desk, node: t.Binary, left: Type, right: Type) -> str | None:
    """What is money in another currency than what it meets."""
    if not (is_money(left) and is_money(right)):
        return None
    return desk.text((node.left if isinstance(left, Currency) else node.right).span)


def negative(desk: Desk, node: t.Negative, scope: Scope, want: Want | None) -> m.Expression:
    """`-a`"""
    operand = desk.infer(desk, node.operand, scope, want)
    if is_error(operand) or not present(desk, operand):
        return error(node.span)
    if operand.type != INTEGER and not _is_amount(operand.type):
        desk.problems.add(
            "BC310", node.span, what=desk.text(node.operand.span), found=type_name(operand.type)
        )
        return error(node.span)
    return folded(m.Negative(operand, operand.type, node.span))


# -- comparison


def compare(desk: Desk, node: t.Compare, scope: Scope, _want: Want | None) -> m.Expression:
    """`a <= b`"""
    if node.operator == "matches":
        return _matches(desk, node, scope)
    left, right = pair(desk, node.left, node.right, scope)
    if is_error(left) or is_error(right):
        return error(node.span)
    is_equality = node.operator in ("==", "!=")
    if not is_equality:
        for side in (left, right):
            if isinstance(side.type, Optional):
                missing(desk, side)
                return error(node.span)
    kinds = plain(left.type), plain(right.type)
    if kinds[0] != kinds[1]:
        is_sure = not any(isinstance(x.type, Optional) for x in (left, right))
        if not (set(kinds) <= set(_NUMBERS) or (set(kinds) <= set(_PLAIN) and is_sure)):
            _incomparable(desk, node, left, right)
            return error(node.span)
        left, right = (x if isinstance(x.type, Optional) else as_number(x) for x in (left, right))
    kind = kinds[0]
    if has_error(kind):
        return error(node.span)
    if not is_equality and not is_ordered(kind):
        desk.problems.add("BC305", node.span, found=type_name(kind), operator=node.operator)
        return error(node.span)
    if isinstance(kind, ListType | SetType | Record):
        desk.problems.add("BC311", node.span, found=type_name(kind))
        return error(node.span)
    operator = cast(Literal["==", "!=", "<", "<=", ">", ">="], node.operator)
    return m.Compare(operator, left, right, BOOL, node.span)


def _matches(desk: Desk, node: t.Compare, scope: Scope) -> m.Expression:
    """`lot.home matches site`: what was chosen in a filter of the board; where nothing was, everything matches."""
    left = desk.infer(desk, node.left, scope, None)
    chosen = desk.infer(desk, node.right, scope, None)
    if is_error(left) or is_error(chosen):
        return error(node.span)
    if not (isinstance(chosen, m.Variable) and chosen.name in scope.choices):
        hidden = isinstance(chosen, m.EventField) and chosen.name in scope.choices
        name = chosen.name if hidden and isinstance(chosen, m.EventField) else None
        desk.problems.add("BC453", node.right.span, what=desk.text(node.right.span), hidden=name)
        return error(node.span)
    there = replace(chosen, type=plain(chosen.type))
    if plain(left.type) != there.type:
        disagree(desk, node.left.span, left.type, there.type)
        return error(node.span)
    same = m.Compare("==", left, there, BOOL, node.span)
    if not isinstance(chosen.type, Optional):
        return same
    nothing = m.Not(m.Known(chosen, BOOL, chosen.span), BOOL, chosen.span)
    return m.Logic("or", (nothing, same), BOOL, node.span)


def _incomparable(desk: Desk, node: t.Compare, left: m.Expression, right: m.Expression) -> None:
    kinds = plain(left.type), plain(right.type)
    if has_error(kinds[0]) or has_error(kinds[1]):
        return
    if set(kinds) == {TEMPERATURE, TEMPERATURE_DIFFERENCE} or (
        QUANTITY in kinds and any(isinstance(k, Physical) for k in kinds)
    ):
        swap = kinds[1] == QUANTITY or isinstance(node.left, t.Number)
        culprit, goal = (left, kinds[1]) if swap else (right, kinds[0])
        disagree(desk, culprit.span, culprit.type, goal)
        return
    desk.problems.add(
        "BC304",
        node.span,
        left=type_name(kinds[0]),
        right=type_name(kinds[1]),
        moment=next((d for part in (left, right) if (d := day_meant(desk.text(part.span)))), None),
        value=_value_meant(desk, left, right) or _value_meant(desk, right, left),
        instant=desk.text((left if kinds[0] == INSTANT else right).span)
        if set(kinds) == {INSTANT, DATE}
        else None,
        foreign=desk.text((left if isinstance(kinds[0], Currency) else right).span)
        if is_money(kinds[0]) and is_money(kinds[1])
        else None,
    )


def _value_meant(desk: Desk, one: m.Expression, other: m.Expression) -> str | None:
    """The value of an enum that was put in quotation marks."""
    kind = plain(one.type)
    if not isinstance(kind, EnumType) or not isinstance(other, m.Literal_):
        return None
    names = {v.name for v in desk.symbols.enums[kind.name].values}
    return other.value if isinstance(other.value, str) and other.value in names else None
