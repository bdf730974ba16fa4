"""An expression's type: every form of expression to the function that checks it.

Types are driven by what is expected. A constant adapts to the `Want` it is given, or to the operand beside
it; all else has one type, and whoever asked compares it with what was wanted (`fitting.require`).
"""

from __future__ import annotations

from typing import assert_never

from dsl import model as m
from dsl import tree as t
from dsl.checking import calls, conditions, literals, names, operators
from dsl.checking.scope import Scope
from dsl.checking.symbols import Desk, Want, error
from dsl.source import Span
from dsl.typesystem import BOOL

MAX_DEPTH = 60
"""Operations nested deeper than this are refused."""


def infer(desk: Desk, node: t.Expression, scope: Scope, want: Want | None) -> m.Expression:
    """The typed expression; of type `ERROR` where something in it was reported."""
    if desk.depth >= MAX_DEPTH:
        too_deep(desk, node.span)
        return error(node.span)
    desk.depth += 1
    try:
        return _inferred(desk, node, scope, want)
    finally:
        desk.depth -= 1


def too_deep(desk: Desk, span: Span) -> None:
    """Say, once for a declaration, that something is nested too deep."""
    if "depth" not in desk.told:
        desk.told.add("depth")
        desk.problems.add("BC324", span, limit=MAX_DEPTH)


def _inferred(desk: Desk, node: t.Expression, scope: Scope, want: Want | None) -> m.Expression:
    match node:
        case t.Name():
            return names.name(desk, node, scope, want)
        case t.FieldOf():
            return names.field_of(desk, node, scope, want)
        case t.Number():
            return literals.number(desk, node, want)
        case t.Text():
            return literals.text(node, scope, want) or (
                conditions.template(desk, node, scope, missing_allowed=False) or error(node.span)
            )
        case t.Moment():
            return literals.moment(desk, node, want)
        case t.Truth(value):
            return m.Literal_(value, BOOL, node.span)
        case t.Call():
            return calls.call(desk, node, scope, want)
        case t.Compare():
            return operators.compare(desk, node, scope, want)
        case t.Binary():
            return operators.binary(desk, node, scope, want)
        case t.Negative():
            return operators.negative(desk, node, scope, want)
        case t.Logic():
            return conditions.logic(desk, node, scope, want)
        case t.Not():
            return conditions.not_(desk, node, scope, want)
        case t.Is():
            return conditions.is_(desk, node, scope, want)
        case t.In():
            return conditions.in_(desk, node, scope, want)
        case t.Otherwise():
            return conditions.otherwise(desk, node, scope, want)
        case t.Quantified():
            return conditions.quantified(desk, node, scope, want)
        case t.Fold():
            return conditions.fold(desk, node, scope, want)
        case t.ListOf():
            return conditions.list_of(desk, node, scope, want)
        case t.Parenthesised(inner):
            return desk.infer(desk, inner, scope, want)
        case _:
            assert_never(node)
