"""When a condition turns by time alone.

Each comparison inside a condition is looked at by itself. What changes with time in it are the clock (`now`),
measures of time that are running, and windows. The difference of its two sides, left minus right, is a straight
line while nothing happens: with the slope known it crosses zero at one instant, and there the comparison may turn.
A window may jump when its oldest entry leaves. The earliest such instant after now is when to look again. (The checker
lets the clock and running times stand in such comparisons alone; windows may stand anywhere.)

What stands behind a false part of an `and`, or a true part of an `or`, cannot matter before that part turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from dsl import model as m
from engine.walk import parts, walk
from engine.world import World


class Scope(Protocol):
    """What names mean; quantifiers add to it."""

    def binding(self, name: str, value: Any) -> Any: ...


Evaluate = Callable[[m.Expression, Any], Any]


class Turning:
    """Finds the instants at which conditions turn."""

    def __init__(self, world: World, evaluate: Evaluate) -> None:
        self._world = world
        self._evaluate = evaluate

    def next_turn(self, conditions: Iterable[m.Expression], scope: Scope) -> int | None:
        """The first instant after now at which the conditions, all together, may turn by time alone."""
        return min(self._all(conditions, scope), default=None)

    def _all(self, operands: Iterable[m.Expression], scope: Scope) -> Iterator[int]:
        for operand in operands:
            yield from self._turns(operand, scope)
            if not self._evaluate(operand, scope):
                return

    def _turns(self, expression: Any, scope: Scope) -> Iterator[int]:
        match expression:
            case m.Logic("and", operands):
                yield from self._all(operands, scope)
            case m.Logic(operands=operands):
                for operand in operands:
                    yield from self._turns(operand, scope)
                    if self._evaluate(operand, scope):
                        return
            case m.Quantified(variable=variable, collection=collection, condition=condition):
                yield from self._turns(collection, scope)
                for value in self._evaluate(collection, scope):
                    yield from self._turns(condition, scope.binding(variable, value))
            case m.Fold(value=value, variable=variable, collection=collection, where=where):
                yield from self._turns(collection, scope)
                for item in self._evaluate(collection, scope):
                    inner = scope.binding(variable, item)
                    if where is not None:
                        yield from self._turns(where, inner)
                        if not self._evaluate(where, inner):
                            continue
                    if value is not None:
                        yield from self._turns(value, inner)
            case m.Compare(left=left, right=right):
                yield from self._turns(left, scope)
                yield from self._turns(right, scope)
                if is_timely(left) and is_timely(right):
                    yield from self._crossing(left, right, scope)
            case m.Otherwise(operand, fallback):
                yield from self._turns(operand, scope)
                if self._evaluate(operand, scope) is None:
                    yield from self._turns(fallback, scope)
            case m.MeasureRead(arguments=arguments):
                for argument in arguments:
                    yield from self._turns(argument, scope)
                yield from self._measure_turns(expression, scope)
            case _:
                for part in parts(expression):
                    yield from self._turns(part, scope)

    def _measure_turns(self, read: m.MeasureRead, scope: Scope) -> Iterator[int]:
        """When a window that is read next loses an entry, or a lot passes the condition of a measure of stock."""
        if not (is_moving(read, self._world.model) or is_timed_stock(read, self._world.model)):
            return
        now = self._world.state.now
        key = tuple(self._evaluate(a, scope) for a in read.arguments)
        measure = self._world.model.measures[read.name]
        if isinstance(measure.body, m.EventMeasure):
            change = self._world.book.next_change(read.name, key, now)
            if change is not None and change > now:
                yield change
            return
        bound = {p.name: value for p, value in zip(measure.parameters, key, strict=True)}
        for name, value in bound.items():
            scope = scope.binding(name, value)
        place = bound[measure.body.place.name] if measure.body.place else None
        for lot in self._world.lots_in(measure.body.thing.type, bound[measure.body.thing.name], place):
            yield from self._turns(measure.body.where, scope.binding("lot", lot))

    def _crossing(self, left: m.Expression, right: m.Expression, scope: Scope) -> Iterator[int]:
        rise = self._slope(left, scope) - self._slope(right, scope)
        difference = self._evaluate(left, scope) - self._evaluate(right, scope)
        turn = crossing(difference, rise, self._world.state.now)
        if turn is not None:
            yield turn

    def _slope(self, expression: m.Expression, scope: Scope) -> int:
        """How many microseconds the expression grows in a microsecond: the clock and running times by 1."""
        match expression:
            case m.Now():
                return 1
            case m.MeasureRead(name, arguments) if is_moving(expression, self._world.model):
                key = tuple(self._evaluate(a, scope) for a in arguments)
                return self._world.book.slope(name, key, self._world.state.now)
            case m.Binary(operator="+", left=left, right=right):
                return self._slope(left, scope) + self._slope(right, scope)
            case m.Binary(operator="-", left=left, right=right):
                return self._slope(left, scope) - self._slope(right, scope)
            case m.Negative(operand):
                return -self._slope(operand, scope)
            case m.Otherwise(operand, fallback):
                return self._slope(fallback if self._evaluate(operand, scope) is None else operand, scope)
            case _:
                return 0


def crossing(difference: int, rise: int, now: int) -> int | None:
    """The first instant after now at which two values that differ so, the difference growing by `rise` in a
    microsecond, may change their order."""
    if not rise:
        return None
    root = now - difference // rise
    return root if root > now else now + 1 if root == now else None


def earlier(one: int | None, other: int | None) -> int | None:
    """The earlier of two instants, each of which may be missing."""
    if one is None or (other is not None and other < one):
        return other
    return one


def is_timely(expression: m.Expression) -> bool:
    """Whether a value is an instant or a duration, the only values that a clock moves."""
    return getattr(expression.type, "name", "") in ("instant", "duration")


def is_moving(read: m.MeasureRead, model: m.Model) -> bool:
    """Whether a measure can change while nothing happens."""
    body = model.measures[read.name].body
    return isinstance(body, m.EventMeasure) and (body.over is not None or body.kind == "time")


def is_timed_stock(read: m.MeasureRead, model: m.Model) -> bool:
    """Whether time decides which lots a measure of stock takes."""
    body = model.measures[read.name].body
    return isinstance(body, m.StockMeasure) and body.where is not None and depends_on_time(body.where, model)


def depends_on_time(expression: m.Expression, model: m.Model) -> bool:
    """Whether an expression's value can change while nothing happens."""
    return any(
        isinstance(part, m.Now)
        or (isinstance(part, m.MeasureRead) and (is_moving(part, model) or is_timed_stock(part, model)))
        for part in walk(expression)
    )
