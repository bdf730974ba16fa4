"""Expressions of the graph as Python source.

Nothing that a user wrote gets into the source but through here: names become attribute accesses only where they are
plain identifiers, and quoted text otherwise; every constant is written by `repr` or handed over as an object.
"""

from __future__ import annotations

import datetime as dt
import keyword
from decimal import Decimal
from typing import Any, assert_never

from dsl import model as m
from dsl.typesystem import DATE, DURATION, INTEGER, PERCENT, Optional, Record, Reference, SetType, Type


class Names:
    """Constants handed to the generated module, and the names under which it finds them."""

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self._by_value: dict[tuple[str, Any], str] = {}
        self._count = 0

    def constant(self, prefix: str, value: Any) -> str:
        """The name of a constant; equal decimals and dates share one."""
        shareable = isinstance(value, Decimal | dt.date)
        key = (prefix, (type(value), str(value)) if shareable else id(value))
        name = self._by_value.get(key)
        if name is None:
            name = f"{prefix}{len(self.constants) + 1}"
            self._by_value[key] = name
            self.constants[name] = value
        return name

    def local(self, name: str) -> str:
        """A fresh local name that still tells what it stands for."""
        self._count += 1
        plain = "".join(c for c in name if c.isascii() and (c.isalnum() or c == "_"))
        return f"{plain.lower() or 'it'}_{self._count}"


def attribute(source: str, name: str) -> str:
    """Access to a field."""
    if name.isascii() and name.isidentifier() and not keyword.iskeyword(name):
        return f"{source}.{name}"
    return f"getattr({source}, {name!r})"


class Scope:
    """Where expressions of one generated function stand: its variables, and the things it has looked up already."""

    def __init__(
        self,
        names: Names,
        model: m.Model,
        variables: dict[str, str],
        event: str | None,
        *,
        is_later: bool = False,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.names = names
        self.model = model
        self.variables = variables
        self.event = event
        self.is_later = is_later
        """Statements of a rule on an event: what its condition knew to be there may have been changed since."""
        self.own = own
        """Variables of a standing rule itself. It is only ever asked about things that exist."""
        self.loaded: dict[str, str] = {}
        """Source of a lookup that is always safe, to the local that holds it; in order."""

    def inner(self, variable: str) -> tuple[Scope, str]:
        """The scope inside a loop or quantifier, and the local of its variable."""
        local = self.names.local(variable)
        scope = self.fresh({**self.variables, variable: local})
        scope.loaded, scope.own = self.loaded, self.own - {variable}
        return scope, local

    def fresh(self, variables: dict[str, str]) -> Scope:
        """The same with other variables, in which nothing is looked up yet."""
        return Scope(self.names, self.model, variables, self.event, is_later=self.is_later)

    def is_required(self, field: str) -> bool:
        """Whether the event at hand always has a value in a field."""
        return self.event is not None and isinstance(
            self.model.events[self.event].fields[field].type, Reference
        )

    def loads(self) -> list[str]:
        """The statements that look up what the function needs."""
        return [f"{local} = {source}" for source, local in self.loaded.items()]


def source_of(expression: m.Expression, scope: Scope) -> str:
    """An expression as Python source, in brackets where it needs them."""
    names = scope.names
    match expression:
        case m.Literal_(value):
            return literal(value, names)
        case m.EventField(name):
            return attribute("e", name)
        case m.Variable(name):
            return scope.variables[name]
        case m.Now():
            return "state.now"
        case m.FieldRead():
            return _field(expression, scope)
        case m.ParameterRead(name):
            return f"parameters[{name!r}]"
        case m.MeasureRead(name, arguments):
            return measure_read(scope.model.measures[name], [source_of(a, scope) for a in arguments])
        case m.TableCall(name, arguments):
            return f"tables[{name!r}]({', '.join(source_of(a, scope) for a in arguments)})"
        case m.FunctionCall():
            return _function(expression, scope)
        case m.Closure(direction, base, entity, field):
            return f"state.{direction}({entity!r}, {field!r}, {source_of(base, scope)})"
        case m.Lookup(entity, key, required):
            return f"lookup({entity!r}, {source_of(key, scope)}, {required})"
        case m.Binary():
            return _binary(expression, scope)
        case m.Negative(operand):
            return f"(-{source_of(operand, scope)})"
        case m.Compare(op, left, right):
            return f"({source_of(left, scope)} {op} {source_of(right, scope)})"
        case m.Logic(op, operands):
            return "(" + f" {op} ".join(source_of(o, scope) for o in operands) + ")"
        case m.Not(operand):
            return f"(not {source_of(operand, scope)})"
        case m.Known(operand):
            return f"({source_of(operand, scope)} is not None)"
        case m.Held(operand, entity):
            return f"(({entity!r}, {source_of(operand, scope)}) in holds)"
        case m.Otherwise(operand, fallback):
            first, second = source_of(operand, scope), source_of(fallback, scope)
            if _is_path(operand):
                return f"({second} if {first} is None else {first})"
            return f"otherwise({first}, lambda: {second})"
        case m.In(item, collection):
            return f"({source_of(item, scope)} in {source_of(collection, scope)})"
        case m.Quantified(kind, variable, collection, condition):
            inner, local = scope.inner(variable)
            test = source_of(condition, inner)
            return (
                f"{'any' if kind == 'any' else 'all'}({test} for {local} in {source_of(collection, scope)})"
            )
        case m.Fold():
            return _fold(expression, scope)
        case m.ListExpression(items, kind):
            listed = "(" + "".join(f"{source_of(i, scope)}, " for i in items) + ")"
            return f"tuple(dict.fromkeys({listed}))" if isinstance(kind, SetType) else listed
        case m.Construct(entity, fields):
            values = ", ".join(source_of(fields[name], scope) for name in scope.model.entities[entity].fields)
            return f"records[{entity!r}]({values})"
        case m.Convert(amount, unit, subject):
            return f"world.convert({literal(amount, names)}, {unit!r}, {source_of(subject, scope)})"
        case m.Template(parts):
            pieces = [
                repr(p)
                if isinstance(p, str)
                else f"bare_text({source_of(p, scope)}, {names.constant('T', p.type)})"
                for p in parts
            ]
            return f"''.join(({''.join(p + ', ' for p in pieces)}))"
        case _:
            assert_never(expression)


def literal(value: Any, names: Names) -> str:
    """A constant."""
    if value is None or isinstance(value, bool | int | str):
        return repr(value)
    if isinstance(value, tuple):
        return "(" + "".join(f"{literal(v, names)}, " for v in value) + ")"
    if isinstance(value, Decimal | dt.date):
        return names.constant("C", value)
    raise TypeError(f"{type(value).__name__} is no constant of the language")


def _is_path(expression: m.Expression) -> bool:
    """Whether an expression is cheap to evaluate twice."""
    match expression:
        case m.EventField() | m.Variable():
            return True
        case m.FieldRead(base):
            return _is_path(base)
        case _:
            return False


def _field(read: m.FieldRead, scope: Scope) -> str:
    declared = scope.model.entities[read.entity].fields[read.name].type
    if scope.is_later and isinstance(declared, Optional) and not isinstance(read.type, Optional):
        return f"world.needed({_plain_field(read, scope)}, {read.name!r})"
    return _plain_field(read, scope)


def _plain_field(read: m.FieldRead, scope: Scope) -> str:
    base = source_of(read.base, scope)
    kind = read.base.type
    if isinstance(kind, Record):
        return attribute(base, read.name)
    thing = f"things[{read.entity!r}][{base}]"
    if _always_there(read.base, scope):
        local = scope.loaded.get(thing)
        if local is None:
            local = scope.names.local(read.entity)
            scope.loaded[thing] = local
        thing = local
    return attribute(thing, read.name)


def _always_there(expression: m.Expression, scope: Scope) -> bool:
    """Whether a reference can be followed before anything else is known: a required field of the event, a variable of
    the standing rule, or a required field of a thing that such a reference leads to."""
    match expression:
        case m.Variable(name):
            return name in scope.own
        case m.EventField(name=name, type=Reference()):
            return scope.is_required(name)
        case m.FieldRead(base=base, entity=entity, name=name, type=Reference()):
            declared = scope.model.entities[entity].fields[name].type
            return isinstance(declared, Reference) and _always_there(base, scope)
        case _:
            return False


def _function(call: m.FunctionCall, scope: Scope) -> str:
    values = [source_of(a, scope) for a in call.arguments]
    listed = ", ".join(values)
    match call.name:
        case "min" | "max" | "abs":
            return f"{call.name}({listed})"
        case "length":
            return f"len({listed})"
        case "floor" | "ceiling":
            whole = f"world.{call.name}({listed})"
            return whole if call.type == INTEGER else f"Decimal({whole})"
        case "days" | "hours":
            return f"world.{call.name}({listed})"
        case "number":
            return f"({listed} / 100)" if call.arguments[0].type == PERCENT else f"Decimal({listed})"
        case "percent":
            return f"({listed} * 100)"
        case "round":
            return f"int(world.round({listed}))" if call.type == INTEGER else f"world.round({listed})"
        case "start_of" | "end_of":
            return f"{call.name}_day({values[0]}, {'e._zone' if scope.event else 'zone'})"
        case "date":
            return f"local_day({values[0]}, {'e._zone' if scope.event else 'zone'})"
        case _:
            assert_never(call.name)


def _bare(kind: Type) -> Type:
    return kind.item if isinstance(kind, Optional) else kind


def _binary(b: m.Binary, scope: Scope) -> str:
    left, right = source_of(b.left, scope), source_of(b.right, scope)
    match b.operator:
        case "+" | "-":
            if _bare(b.left.type) == DATE:
                if _bare(b.right.type) == DATE:
                    return f"days_between({right}, {left})"
                sign = "" if b.operator == "+" else "-"
                return f"plus_days({left}, {sign}{right})"
            if _bare(b.right.type) == DATE:
                return f"plus_days({right}, {left})"
            return f"({left} {b.operator} {right})"
        case "*":
            if b.left.type == DURATION:
                return f"world.scaled({left}, {right})"
            if b.right.type == DURATION:
                return f"world.scaled({right}, {left})"
            return f"({left} * {right})"
        case "/":
            return (
                f"world.shared({left}, {right})" if b.type == DURATION else f"world.divide({left}, {right})"
            )
        case _:
            assert_never(b.operator)


def _fold(fold: m.Fold, scope: Scope) -> str:
    inner, local = scope.inner(fold.variable)
    over = f"for {local} in {source_of(fold.collection, scope)}"
    if fold.where is not None:
        over += f" if {source_of(fold.where, inner)}"
    if fold.value is None:
        return f"sum(1 {over})"
    value = source_of(fold.value, inner)
    if fold.kind == "sum":
        zero = "0" if fold.type in (INTEGER, DURATION) else literal(Decimal(0), scope.names)
        return f"sum(({value} {over}), {zero})"
    return f"{fold.kind}(({value} {over}), default=None)"


def measure_read(measure: m.Measure, arguments: list[str]) -> str:
    """Reading a measure at a key."""
    body = measure.body
    if isinstance(body, m.EventMeasure):
        return f"read({measure.name!r}, ({''.join(a + ', ' for a in arguments)}), state.now)"
    if body.where is None and body.thing.type == Reference("Item"):
        at = dict(zip((p.name for p in measure.parameters), arguments, strict=True))
        item = at[body.thing.name]
        if body.place is None:
            return f"of_item.get({item}, ZERO)"
        return f"totals.get(({item}, {at[body.place.name]}), ZERO)"
    return f"stock[{measure.name!r}]({', '.join(arguments)})"
