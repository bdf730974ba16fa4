"""How a constant adapts to what it stands beside."""

from __future__ import annotations

from dsl import model as m
from dsl import tree as t
from dsl.checking import subjects
from dsl.checking.fitting import fitted, plain
from dsl.checking.names import is_bound
from dsl.checking.scope import Scope
from dsl.checking.symbols import ERROR, Desk, Want, is_error
from dsl.typesystem import Type
from dsl.units import PACKED
from dsl.units import unit as find_unit

_FLEXIBLE = (*PACKED, "percent")
"""Dimensions whose amounts may be of another type where one is wanted."""


def is_flexible(desk: Desk, node: t.Expression, scope: Scope) -> bool:
    """Whether the node is a constant whose type depends on what is wanted."""
    match node:
        case t.Number(_, unit):
            known = None if unit is None else find_unit(unit)
            return known is None or known.dimension in _FLEXIBLE
        case t.Text(parts):
            return all(isinstance(part, str) for part in parts)
        case t.Moment():
            return True
        case t.Name():
            return not is_bound(desk, node, scope)
        case t.Parenthesised(inner) | t.Negative(inner):
            return is_flexible(desk, inner, scope)
        case t.Binary(_, left, right):
            flexible = is_flexible(desk, left, scope), is_flexible(desk, right, scope)
            return any(flexible) and all(
                f or _is_amount_written(n) for f, n in zip(flexible, (left, right), strict=True)
            )
        case t.ListOf(items):
            return all(is_flexible(desk, item, scope) for item in items)
        case _:
            return False


def _is_amount_written(node: t.Expression) -> bool:
    """Whether the node is an amount whose unit tells its type, such as `30 days`."""
    while isinstance(node, t.Parenthesised | t.Negative):
        node = node.inner if isinstance(node, t.Parenthesised) else node.operand
    return isinstance(node, t.Number)


def beside(desk: Desk, scope: Scope, other: m.Expression) -> Want:
    """What a constant should be that stands beside another value."""
    if is_error(other):
        return Want(ERROR)
    return Want(
        plain(other.type), subjects.of_expression(desk.symbols, scope.fields, other) or _itself(other)
    )


def _itself(other: m.Expression) -> m.Expression | None:
    return other if other.type == subjects.ITEM else None


def pair(
    desk: Desk, left: t.Expression, right: t.Expression, scope: Scope
) -> tuple[m.Expression, m.Expression]:
    """Two operands that must be of one type; a constant adapts to the other."""
    if is_flexible(desk, left, scope) and not is_flexible(desk, right, scope):
        second = desk.infer(desk, right, scope, None)
        return desk.infer(desk, left, scope, beside(desk, scope, second)), second
    first = desk.infer(desk, left, scope, None)
    return first, desk.infer(desk, right, scope, beside(desk, scope, first))


def unified(left: m.Expression, right: m.Expression) -> Type | None:
    """The type that two values share, whole numbers becoming numbers."""
    if fitted(right, left.type) is not None:
        return left.type
    return right.type if fitted(left, right.type) is not None else None
