"""Conditions that depend on the clock: the engine must be able to tell when each turns.

It can where `now` stands in a comparison that is linear in it: `lot.expires_at - now <= 3 days`,
`now >= due`.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from dsl import model as m
from dsl.checking.symbols import Desk


def check_clock(desk: Desk, condition: m.Expression) -> None:
    """Say where a condition reads the clock other than in a linear comparison."""
    if find_now(condition) is None:
        return
    match condition:
        case m.Logic(_, operands):
            for operand in operands:
                check_clock(desk, operand)
        case m.Not(operand):
            check_clock(desk, operand)
        case m.Quantified(_, _, collection, inner):
            if find_now(collection) is not None:
                _nonlinear(desk, condition)
            else:
                check_clock(desk, inner)
        case m.Compare(operator, left, right) if operator not in ("==", "!="):
            slopes = _slope(left), _slope(right)
            if slopes[0] is None or slopes[1] is None or abs(slopes[0] - slopes[1]) != 1:
                _nonlinear(desk, condition)
        case _:
            _nonlinear(desk, condition)


def _nonlinear(desk: Desk, condition: m.Expression) -> None:
    desk.problems.add("BC406", condition.span, what=desk.text(condition.span))


def _slope(expression: m.Expression) -> int | None:
    """How many times `now` is in a sum; None where the expression is no sum."""
    match expression:
        case m.Now():
            return 1
        case m.Binary("+", left, right) | m.Binary("-", left, right):
            a, b = _slope(left), _slope(right)
            if a is None or b is None:
                return None
            return a + b if expression.operator == "+" else a - b
        case m.Negative(operand):
            inner = _slope(operand)
            return None if inner is None else -inner
        case _:
            return 0 if find_now(expression) is None else None


def find_now(node: Any) -> m.Now | None:
    """Where an expression reads the clock, if it does."""
    if isinstance(node, m.Now):
        return node
    if isinstance(node, tuple):
        children: Any = node
    elif isinstance(node, dict):
        children = node.values()
    elif is_dataclass(node) and not isinstance(node, type):
        children = [getattr(node, f.name) for f in fields(node) if f.name not in ("type", "span")]
    else:
        return None
    return next((found for child in children if (found := find_now(child)) is not None), None)
