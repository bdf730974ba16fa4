"""Conditions that depend on the clock: the engine must be able to tell when each turns.

It can where `now`, or a measure of time that may be running, stands in a comparison that is linear in it:
`lot.expires_at - now <= 3 days`, `now >= due`, `too_warm(leg) > 30 minutes`. What a window holds changes in steps, at
instants that are known, so it may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from dsl import model as m
from dsl.checking.symbols import Desk


def check_clock(desk: Desk, condition: m.Expression) -> None:
    """Say where a condition reads the clock, or a running time, other than in a linear comparison."""
    if _moving(desk, condition) is None:
        return
    match condition:
        case m.Logic(_, operands):
            for operand in operands:
                check_clock(desk, operand)
        case m.Not(operand):
            check_clock(desk, operand)
        case m.Quantified(_, _, collection, inner):
            if _moving(desk, collection) is not None:
                _nonlinear(desk, condition)
            else:
                check_clock(desk, inner)
        case m.Compare(operator, left, right):
            if not _is_linear(desk, operator, left, right):
                _nonlinear(desk, condition)
        case _:
            _nonlinear(desk, condition)


def check_still(desk: Desk, expression: m.Expression) -> None:
    """Say where a length of time depends on a measure that changes as time passes."""

    def is_moving(node: Any) -> bool:
        body = desk.symbols.measures[node.name].body if isinstance(node, m.MeasureRead) else None
        return isinstance(body, m.EventMeasure) and (body.kind == "time" or body.over is not None)

    moving = _find(expression, is_moving)
    if moving is not None:
        desk.problems.add(
            "BC406", expression.span, what=desk.text(expression.span), still=desk.text(moving.span)
        )


def _nonlinear(desk: Desk, condition: m.Expression) -> None:
    moving = _moving(desk, condition)
    time = desk.text(moving.span) if isinstance(moving, m.MeasureRead) else None
    desk.problems.add("BC406", condition.span, what=desk.text(condition.span), time=time)


def _is_linear(desk: Desk, operator: str, left: m.Expression, right: m.Expression) -> bool:
    """Whether the two sides meet at one instant that can be worked out."""
    slopes = _slope(desk, left), _slope(desk, right)
    if slopes[0] is None or slopes[1] is None:
        return False
    reads_clock = _find((left, right), _is_now) is not None
    return not reads_clock or (operator not in ("==", "!=") and abs(slopes[0] - slopes[1]) == 1)


def _slope(desk: Desk, expression: m.Expression) -> int | None:
    """How many times `now` is in a sum; None where the expression is no sum."""
    match expression:
        case m.Now():
            return 1
        case m.Binary("+", left, right) | m.Binary("-", left, right):
            a, b = _slope(desk, left), _slope(desk, right)
            if a is None or b is None:
                return None
            return a + b if expression.operator == "+" else a - b
        case m.Negative(operand):
            inner = _slope(desk, operand)
            return None if inner is None else -inner
        case m.MeasureRead(_, arguments):
            return 0 if _moving(desk, arguments) is None else None
        case _:
            return 0 if _moving(desk, expression) is None else None


def _is_now(node: Any) -> bool:
    return isinstance(node, m.Now)


def _moving(desk: Desk, node: Any) -> Any:
    """Where an expression reads the clock or a measure of time, if it does; the clock first."""

    def is_time(node: Any) -> bool:
        body = desk.symbols.measures[node.name].body if isinstance(node, m.MeasureRead) else None
        return isinstance(body, m.EventMeasure) and body.kind == "time"

    return _find(node, _is_now) or _find(node, is_time)


def _find(node: Any, is_wanted: Callable[[Any], bool]) -> Any:
    """The first node inside another of the kind that is wanted."""
    if is_wanted(node):
        return node
    if isinstance(node, tuple):
        children: Any = node
    elif isinstance(node, dict):
        children = node.values()
    elif is_dataclass(node) and not isinstance(node, type):
        children = [getattr(node, f.name) for f in fields(node) if f.name not in ("type", "span")]
    else:
        return None
    return next((found for child in children if (found := _find(child, is_wanted)) is not None), None)
