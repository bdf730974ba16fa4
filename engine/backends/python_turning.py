"""Standing conditions as Python source: whether they hold, and when that may change by time alone.

`engine.turning` spelt out for one rule: before each part of the condition the generated function asks when that part
may turn, and returns at the first part that is false, since what stands behind it cannot matter before that one turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl import model as m
from engine.backends.python_expressions import Scope, source_of
from engine.turning import depends_on_time, is_moving, is_timed_stock, is_timely
from engine.walk import walk


def verdict_lines(parts: Sequence[m.Expression], scope: Scope, variables: dict[str, str]) -> list[str]:
    """The body of a function that says whether the parts hold, all together, and the first instant after now at which
    that may change."""
    if not any(depends_on_time(part, scope.model) for part in parts):
        return [f"return {' and '.join(source_of(p, scope) for p in parts) or 'True'}, None"]
    lines = ["now = state.now", "first = None"]
    for part in parts:
        lines += _part(part, scope, variables)
        lines += [f"if not {_again(part, scope)}:", "    return False, first"]
    return [*lines, "return True, first"]


def _again(part: m.Expression, scope: Scope) -> str:
    """A part's truth, after what `_part` wrote: of what it compares the difference is known already."""
    if isinstance(part, m.Compare) and _rise(part, scope):
        return f"(difference {part.operator} 0)"
    return source_of(part, scope)


def _sequence(
    parts: Sequence[m.Expression], operator: str, scope: Scope, variables: dict[str, str]
) -> list[str]:
    """Part after part, left at the first that settles the whole; what stands behind the last timely one is no matter."""
    timely = [i for i, part in enumerate(parts) if depends_on_time(part, scope.model)]
    lines: list[str] = []
    for i, part in enumerate(parts[: timely[-1] + 1] if timely else ()):
        lines += _part(part, scope, variables)
        if i < timely[-1]:
            lines += [f"if {'not ' if operator == 'and' else ''}{_again(part, scope)}:", "    break"]
    return ["for _ in ONCE:", *("    " + line for line in lines)]


def _part(part: m.Expression, scope: Scope, variables: dict[str, str]) -> list[str]:
    """When one part may turn."""
    if not depends_on_time(part, scope.model):
        return []
    if isinstance(part, m.Logic):
        return _sequence(part.operands, part.operator, scope, variables)
    if isinstance(part, m.Not):
        return _part(part.operand, scope, variables)
    if not _is_plain(part, scope):
        bound = ", ".join(f"{name!r}: {local}" for name, local in variables.items())
        constant = scope.names.constant("E", part)
        return [f"first = earlier(first, turning.next_turn(({constant},), Env(None, {{{bound}}})))"]
    lines = [f"first = earlier(first, {candidate})" for candidate in _changes(part, scope)]
    if isinstance(part, m.Compare) and (rise := _rise(part, scope)):
        lines.append(f"difference = {source_of(part.left, scope)} - {source_of(part.right, scope)}")
        lines.append(f"first = earlier(first, crossing(difference, {rise}, now))")
    return lines


def _rise(part: m.Compare, scope: Scope) -> str:
    """How the difference of the two sides grows with the clock; nothing where it does not."""
    if not (_is_plain(part, scope) and is_timely(part.left) and is_timely(part.right)):
        return ""
    return " ".join((*_slopes(part.left, 1, scope), *_slopes(part.right, -1, scope)))


def _is_plain(part: m.Expression, scope: Scope) -> bool:
    """Whether a part is one comparison in which nothing that moves with time is evaluated only sometimes, or for
    several things."""
    inner = (m.Logic, m.Quantified, m.Fold, m.Otherwise, m.Not)
    sometimes = (p for p in walk(part) if isinstance(p, inner) or _is_timed_stock(p, scope))
    return isinstance(part, m.Compare) and not any(depends_on_time(p, scope.model) for p in sometimes)


def _is_timed_stock(part: object, scope: Scope) -> bool:
    return isinstance(part, m.MeasureRead) and is_timed_stock(part, scope.model)


def _changes(part: m.Expression, scope: Scope) -> Iterator[str]:
    """When a window that the part reads next loses an entry."""
    for read in walk(part):
        if isinstance(read, m.MeasureRead) and is_moving(read, scope.model):
            key = "".join(source_of(a, scope) + ", " for a in read.arguments)
            yield f"next_change({read.name!r}, ({key}), now)"


def _slopes(expression: m.Expression, sign: int, scope: Scope) -> Iterator[str]:
    """The terms of an expression's slope, each with its sign."""
    shown = "+" if sign > 0 else "-"
    match expression:
        case m.Now():
            yield f"{shown} 1"
        case m.MeasureRead(name, arguments) if is_moving(expression, scope.model):
            key = "".join(source_of(a, scope) + ", " for a in arguments)
            yield f"{shown} slope({name!r}, ({key}), now)"
        case m.Binary(operator="+", left=left, right=right):
            yield from _slopes(left, sign, scope)
            yield from _slopes(right, sign, scope)
        case m.Binary(operator="-", left=left, right=right):
            yield from _slopes(left, sign, scope)
            yield from _slopes(right, -sign, scope)
        case m.Negative(operand):
            yield from _slopes(operand, -sign, scope)
        case _:
            return
