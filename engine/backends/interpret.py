"""The interpreter: slow and obvious, the definition of what a rule graph means.

It walks the typed expressions. Other parts use it where speed does not matter: messages, explanations, scenarios,
questions from the command line.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, assert_never

from dsl import model as m
from dsl.typesystem import DURATION, INTEGER, PERCENT, ListType, Optional, Reference, SetType, Type
from engine.backends.program import Count, Effects, OnEvent, Verdict
from engine.codec import storable
from engine.graph import EventNode, Graph, StandingNode
from engine.instants import (
    days_between,
    effective_bounds,
    end_of_day,
    local_day,
    next_bound,
    plus_days,
    start_of_day,
)
from engine.ledger import NO_LOT, ZERO
from engine.measures.book import Contribution, Key, counts_misses
from engine.shapes import EventValue
from engine.speech import bare_text
from engine.turning import Turning
from engine.world import World

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Env:
    """What names mean where an expression stands: the event at hand, if any, and the variables bound."""

    __slots__ = ("event", "variables")

    def __init__(self, event: EventValue | None, variables: Mapping[str, Any]) -> None:
        self.event = event
        self.variables = variables

    def binding(self, name: str, value: Any) -> Env:
        """The same with one more variable."""
        return Env(self.event, {**self.variables, name: value})


class Interpreter:
    """Evaluates expressions and runs statements over a world."""

    def __init__(self, graph: Graph, world: World) -> None:
        self.graph = graph
        self.world = world
        self._model = graph.model
        self._events: dict[str, EventNode] = {n.event: n for n in graph.of(EventNode)}
        self._standing: dict[str, StandingNode] = {n.rule: n for n in graph.of(StandingNode)}
        self._measures_of: dict[str, list[m.Measure]] = {}
        for measure in self._model.measures.values():
            if isinstance(measure.body, m.EventMeasure):
                for event in measure.body.cases:
                    self._measures_of.setdefault(event, []).append(measure)

    # -- expressions

    def value(self, expression: m.Expression, env: Env) -> Any:
        """The value of an expression.

        Raises `Refused` (BC618) where something is missing that was known to be there, because what followed the
        decision took it away, or because what makes it known is passed over: to trace what a condition read, parts
        are evaluated by themselves.
        """
        value = self._value(expression, env)
        if value is not None or isinstance(expression.type, Optional):
            return value
        return self.world.needed(value, getattr(expression, "name", getattr(expression, "entity", "")))

    def _value(self, expression: m.Expression, env: Env) -> Any:
        match expression:
            case m.Literal_():
                return expression.value
            case m.EventField(name):
                return getattr(env.event, name)
            case m.Variable(name):
                return env.variables[name]
            case m.Now():
                return self.world.state.now
            case m.FieldRead(base, entity, name):
                return self._field(self.value(base, env), entity, name)
            case m.ParameterRead(name):
                return self.world.state.parameters[name]
            case m.MeasureRead(name, arguments):
                return self.measure(name, tuple(self.value(a, env) for a in arguments))
            case m.TableCall(name, arguments):
                return self.table(name, tuple(self.value(a, env) for a in arguments))[1]
            case m.FunctionCall():
                return self._function(expression, env)
            case m.Closure(direction, base, entity, field):
                reach = (
                    self.world.state.ancestors if direction == "ancestors" else self.world.state.descendants
                )
                return reach(entity, field, self.value(base, env))
            case m.Lookup(entity, key, required):
                found = self.value(key, env)
                if found in self.world.state.things[entity]:
                    return found
                if required:
                    self.world.state.thing(entity, found)
                return None
            case m.Binary():
                return self._arithmetic(expression, env)
            case m.Negative(operand):
                return -self.value(operand, env)
            case m.Compare(op, left, right):
                return _COMPARE[op](self.value(left, env), self.value(right, env))
            case m.Logic(op, operands):
                if op == "and":
                    return all(self.value(o, env) for o in operands)
                return any(self.value(o, env) for o in operands)
            case m.Not(operand):
                return not self.value(operand, env)
            case m.Known(operand):
                return self.value(operand, env) is not None
            case m.Held(operand, entity):
                return self.world.held(entity, self.value(operand, env))
            case m.Otherwise(operand, fallback):
                first = self.value(operand, env)
                return self.value(fallback, env) if first is None else first
            case m.In(item, collection):
                return self.value(item, env) in self.value(collection, env)
            case m.Quantified(kind, variable, collection, condition):
                answers = (
                    self.value(condition, env.binding(variable, v)) for v in self.value(collection, env)
                )
                return any(answers) if kind == "any" else all(answers)
            case m.Fold():
                return self._fold(expression, env)
            case m.ListExpression(items, kind):
                values = tuple(self.value(i, env) for i in items)
                return tuple(dict.fromkeys(values)) if isinstance(kind, SetType) else values
            case m.Construct(entity, fields):
                return self.world.state.shapes.records[entity](
                    *(self.value(fields[name], env) for name in self._model.entities[entity].fields)
                )
            case m.Convert(amount, unit, subject):
                return self.world.convert(amount, unit, self.value(subject, env))
            case m.Template():
                return self.world_text(expression, env)
            case _:
                assert_never(expression)

    def world_text(self, template: m.Template, env: Env) -> str:
        """A template as a key or a text value: its pieces one after the other."""
        return "".join(
            p if isinstance(p, str) else bare_text(self.value(p, env), p.type) for p in template.parts
        )

    def _field(self, base: Any, entity: str, name: str) -> Any:
        if isinstance(base, str):
            return getattr(self.world.state.thing(entity, base), name)
        return getattr(base, name)

    def _function(self, call: m.FunctionCall, env: Env) -> Any:
        values = [self.value(a, env) for a in call.arguments]
        world = self.world
        match call.name:
            case "min":
                return min(values)
            case "max":
                return max(values)
            case "abs":
                return abs(values[0])
            case "floor":
                return world.floor(values[0]) if call.type == INTEGER else Decimal(world.floor(values[0]))
            case "ceiling":
                return world.ceiling(values[0]) if call.type == INTEGER else Decimal(world.ceiling(values[0]))
            case "number":
                return Decimal(values[0]) / (100 if call.arguments[0].type == PERCENT else 1)
            case "percent":
                return values[0] * 100
            case "round":
                rounded = world.round(values[0], values[1])
                return int(rounded) if call.type == INTEGER else rounded
            case "date":
                return local_day(values[0], env.event._zone if env.event else self._model.zone)
            case "start_of" | "end_of":
                edge = start_of_day if call.name == "start_of" else end_of_day
                return edge(values[0], env.event._zone if env.event else self._model.zone)
            case "days":
                return world.days(values[0])
            case "hours":
                return world.hours(values[0])
            case "length":
                return len(values[0])
            case _:
                assert_never(call.name)

    def _arithmetic(self, b: m.Binary, env: Env) -> Any:
        left, right = self.value(b.left, env), self.value(b.right, env)
        return arithmetic(self.world, b, left, right)

    def _fold(self, fold: m.Fold, env: Env) -> Any:
        values = []
        for item in self.value(fold.collection, env):
            inner = env.binding(fold.variable, item)
            if fold.where is None or self.value(fold.where, inner):
                values.append(self.value(fold.value, inner) if fold.value is not None else 1)
        if fold.kind == "count":
            return len(values)
        if fold.kind == "sum":
            return sum(values, 0 if fold.type in (INTEGER, DURATION) else ZERO)
        if not values:
            return None
        return min(values) if fold.kind == "min" else max(values)

    def table(self, name: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
        """The row of a decision table that matches, by its name, and its result."""
        for row in self._model.tables[name].rows:
            if all(_matches(cell, value) for cell, value in zip(row.cells, arguments, strict=True)):
                return row.name, row.result
        raise self.world.no_row(name, arguments)

    # -- measures

    def measure(self, name: str, key: Key) -> Any:
        """A measure at a key, now."""
        body = self._model.measures[name].body
        if isinstance(body, m.EventMeasure):
            return self.world.book.read(name, key, self.world.state.now)
        bound = dict(zip((p.name for p in self._model.measures[name].parameters), key, strict=True))
        return self._stock(body, bound)

    def _stock(self, body: m.StockMeasure, bound: Mapping[str, str]) -> Decimal:
        ledger = self.world.state.ledger
        thing = bound[body.thing.name]
        place = bound[body.place.name] if body.place else None
        if body.thing.type == Reference("Lot"):
            item, lots = getattr(self.world.state.thing("Lot", thing), self.world.state.lot_item), [thing]
        else:
            item = thing
            at = (
                [place]
                if place is not None
                else [p for i, p in ledger.at_place if i == item and p not in ledger.virtual]
            )
            lots = sorted({lot for p in at for lot in ledger.at_place.get((item, p), ())})
        total = ZERO
        for lot in lots:
            # Stock that is kept without lots has nothing that could speak against it.
            if (
                body.where is None
                or lot == NO_LOT
                or self.value(body.where, Env(None, {**bound, "lot": lot}))
            ):
                total += ledger.everywhere(item, lot) if place is None else ledger.balance(item, lot, place)
        return total

    def counts(self, event: EventValue) -> list[Count]:
        """What an event adds to measures. A measure whose key is missing, or whose value is, does not count it."""
        env = Env(event, {})
        found = []
        for measure in self._measures_of.get(event._event, ()):
            assert isinstance(measure.body, m.EventMeasure)
            case = measure.body.cases[event._event]
            flag = case.where is None or bool(self.value(case.where, env))
            if not flag and not counts_misses(measure.body, case):
                continue
            key = tuple(self.value(k, env) for k in case.keys)
            if any(k is None for k in key):
                continue
            value = storable(self.value(case.value, env)) if case.value is not None and flag else None
            order = self.value(case.order, env) if case.order is not None else event.at
            identity = self.value(case.identity, env) if case.identity is not None else None
            contribution = Contribution(order, event._seq, event.at, value, flag, identity)
            found.append(Count(measure.name, key, contribution))
        return found

    # -- rules on events

    def on(self, _event: str) -> OnEvent:
        """What to do on a kind of event."""
        return OnEvent(None, self.judge, self.perform, self.counts, self.follow)

    def judge(self, event: EventValue) -> list[str]:
        """The rules that judge the event and whose conditions hold."""
        node = self._events.get(event._event)
        return self._matching(node.judges, event) if node else []

    def follow(self, event: EventValue) -> list[str]:
        """The rules that follow the event and whose conditions hold."""
        node = self._events.get(event._event)
        return self._matching(node.follows, event) if node else []

    def _matching(self, actions: Iterable[str], event: EventValue) -> list[str]:
        env = Env(event, {})
        found = []
        for id in actions:
            action = self.graph.action(id)
            if not self._in_force(self._model.rules[action.rule], event.at, event._zone):
                continue
            if not self.world.is_on(action.rule, event):
                continue
            if all(self.value(self.graph.condition(c).expression, env) for c in action.conditions):
                found.append(action.rule)
        return found

    def _in_force(self, rule: m.Rule, at: int, zone: str) -> bool:
        start, end = effective_bounds(rule, zone)
        return (start is None or at >= start) and (end is None or at < end)

    # -- standing rules

    def _bound(self, node: StandingNode, key: tuple[str, ...]) -> Env:
        return Env(None, dict(zip((b.name for b in node.bindings), key, strict=True)))

    def holds(self, rule: str, key: tuple[str, ...]) -> Verdict:
        """Whether a standing rule's condition holds, and when that may change."""
        node, declared, now = self._standing[rule], self._model.rules[rule], self.world.state.now
        if not self._in_force(declared, now, self._model.zone) or not self.world.is_on_for(rule, key):
            return False, next_bound(declared, self._model.zone, now, None)
        truth, turn = self._judged(node.conditions, self._bound(node, key))
        return truth, next_bound(declared, self._model.zone, now, turn)

    def ends(self, rule: str, key: tuple[str, ...]) -> Verdict:
        """Whether a standing rule is armed again: `until`, or without one the end of its condition."""
        node = self._standing[rule]
        if node.until is not None:
            return self._judged((node.until,), self._bound(node, key))
        truth, turn = self.holds(rule, key)
        return not truth, turn

    def _judged(self, ids: Iterable[str], env: Env) -> Verdict:
        conditions = [self.graph.condition(c).expression for c in ids]
        truth = all(self.value(c, env) for c in conditions)
        return truth, Turning(self.world, self.value).next_turn(conditions, env)

    def lasting(self, rule: str, key: tuple[str, ...]) -> int:
        """How long a standing rule's condition must hold."""
        node = self._standing[rule]
        return int(self.value(node.lasting, self._bound(node, key))) if node.lasting is not None else 0

    # -- statements

    def perform(self, event: EventValue, effects: Effects) -> None:
        """An event's own statements."""
        node = self._events.get(event._event)
        if node is not None:
            self._run(node.body, Env(event, {}), effects)

    def act(self, rule: str, event: EventValue | None, key: tuple[str, ...], effects: Effects) -> None:
        """A rule's statements."""
        if event is not None:
            self._run(self.graph.action(f"action:{rule}@{event._event}").actions, Env(event, {}), effects)
        else:
            node = self._standing[rule]
            self._run(node.actions, self._bound(node, key), effects)

    def _run(self, statements: Iterable[m.Statement], env: Env, effects: Effects) -> None:
        for statement in statements:
            self._do(statement, env, effects)

    def _do(self, statement: m.Statement, env: Env, effects: Effects) -> None:
        match statement:
            case m.Move(quantity, thing, source, target):
                kind = thing.type
                assert isinstance(kind, Reference)
                amount = Decimal(self.value(quantity, env))
                effects.move(
                    kind.entity,
                    self.value(thing, env),
                    self.value(source, env),
                    self.value(target, env),
                    amount,
                )
            case m.Set(base, entity, field, operation, value):
                key, new = self.value(base, env), self.value(value, env)
                act = {"set": effects.assign, "add": effects.add, "remove": effects.remove}[operation]
                act(entity, key, field, new)
            case m.Create(entity, fields):
                effects.create(entity, {name: self.value(e, env) for name, e in fields.items()})
            case m.Emit(event, fields):
                effects.emit(event, {name: self.value(e, env) for name, e in fields.items()})
            case m.Hold(things, message):
                entity, keys = self._things(things, env)
                effects.hold(entity, keys, message, env)
            case m.Release(things):
                effects.release(*self._things(things, env))
            case m.Alert(roles, message):
                effects.alert(roles, message, env)
            case m.Block() | m.Warn():
                pass
            case m.If(condition, then, otherwise):
                self._run(then if self.value(condition, env) else otherwise, env, effects)
            case m.ForEach():
                for value in self.each(statement, env):
                    self._run(statement.body, env.binding(statement.variable, value), effects)
            case _:
                assert_never(statement)

    def each(self, loop: m.ForEach, env: Env) -> list[Any]:
        """What a `for each` goes over: settled before its first round."""
        values: Iterable[Any]
        if loop.collection is not None:
            values = self.value(loop.collection, env)
        else:
            values = self.world.all_things(loop.entity or "")
        chosen = [
            v for v in values if loop.where is None or self.value(loop.where, env.binding(loop.variable, v))
        ]
        if loop.nearest is not None:
            chosen = self.world.nearest(chosen, loop.nearest[0], self.value(loop.nearest[1], env))
        return chosen

    def _things(self, things: m.Expression, env: Env) -> tuple[str, tuple[str, ...]]:
        return entity_of(things.type), as_keys(self.value(things, env))


def entity_of(kind: Type) -> str:
    """The entity that a reference, or a list or set of references, is to."""
    match kind:
        case Reference(entity):
            return entity
        case ListType(item) | SetType(item) | Optional(item):
            return entity_of(item)
        case _:
            raise TypeError(f"{kind} refers to nothing")


def as_keys(value: Any) -> tuple[str, ...]:
    """One key or several, as several."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def arithmetic(world: World, b: m.Binary, left: Any, right: Any) -> Any:
    """The result of `+ - * /` on two values of the types that the expression says."""
    match b.operator:
        case "+":
            return _moved(left, right, 1)
        case "-":
            return _moved(left, right, -1)
        case "*":
            if b.left.type == DURATION:
                return world.scaled(left, right)
            if b.right.type == DURATION:
                return world.scaled(right, left)
            return left * right
        case "/":
            if b.type == DURATION:
                return world.shared(left, right)
            return world.divide(left, right)
        case _:
            assert_never(b.operator)


def _moved(left: Any, right: Any, sign: int) -> Any:
    if hasattr(left, "isoformat"):
        return days_between(right, left) if hasattr(right, "isoformat") else plus_days(left, sign * right)
    if hasattr(right, "isoformat"):
        return plus_days(right, left)
    return left + sign * right


def _matches(cell: m.Cell, value: Any) -> bool:
    match cell:
        case m.AnyCell():
            return True
        case m.OneOfCell(values):
            return value in values
        case m.CompareCell(op, limit):
            return _COMPARE[op](value, limit)
        case m.RangeCell(low, high):
            return bool(low <= value < high)
        case _:
            assert_never(cell)
