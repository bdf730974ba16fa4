"""Expressions in logic: what `engine.backends.interpret` computes, said as terms.

Every expression gives a value, whether it is there, and what must hold for it to be had at all (`sure`): a table has a
row, nothing is divided by zero, what was taken to be there is. A condition is met where it is sure and true.

What logic cannot follow is a value that may be anything of its type, the same for the same expression: a measure at a
key, a sum over a list, what a unit is worth. So a condition that is proven never to be met never is; one that is not
proven so may still depend on what was left out. `any x in xs has c` is such a truth, but where it holds there is a
witness of which `c` is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from dsl import model as m
from dsl.proving import arithmetic, lists
from dsl.proving.sheet import Sheet
from dsl.proving.terms import (
    FALSE,
    TRUE,
    Term,
    and_,
    choose,
    compare,
    compute,
    equal,
    implies,
    not_,
    or_,
    real,
    whole,
)
from dsl.proving.values import (
    Leaf,
    Value,
    constant,
    domain,
    is_single,
    item_of,
    narrowed,
    plain,
    rank,
    sort_of,
)
from dsl.typesystem import BOOL, TEXT, EnumType, ListType, Optional, Reference, Type


@dataclass(slots=True)
class Encoder:
    """Puts the expressions of one place into logic: an event's, or those of the variables given."""

    model: m.Model
    sheet: Sheet
    event: str | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)
    leaves: dict[Term, Leaf] = field(default_factory=dict)
    watched: str | None = None
    """The enum whose values are watched for."""
    seen: dict[Value, None] = field(default_factory=dict)
    """The outermost expressions of that enum that were met."""
    depth: int = 0

    # -- what others ask

    def met(self, condition: m.Expression | None) -> Term:
        """That a condition is met."""
        if condition is None:
            return TRUE
        value = self.value(condition)
        return and_((value.sure, value.term))

    def unmet(self, condition: m.Expression) -> Term:
        """That a condition can be judged, and is not met."""
        value = self.value(condition)
        return and_((value.sure, not_(value.term)))

    def bound(self, variables: Mapping[str, Value], depth: int = 0) -> Encoder:
        """The same place with more variables; what is found there is found here."""
        return Encoder(
            self.model,
            self.sheet,
            self.event,
            {**self.variables, **variables},
            self.leaves,
            self.watched,
            self.seen,
            self.depth + depth,
        )

    def any_of(self, name: str, kind: Type) -> Value:
        """A value of a type that may be any."""
        term, is_new = self.sheet.applied(f"{name} {sort_of(kind)}", (), sort_of(kind))
        if is_new:
            for fact in domain(self.model, term, kind):
                self.sheet.fact(fact, term)
        return Value(term)

    # -- expressions

    def value(self, expression: m.Expression) -> Value:
        """An expression in logic."""
        watched = self.watched
        if watched is None or plain(expression.type) != EnumType(watched):
            return self._value(expression)
        self.watched = None
        value = self._value(expression)
        self.watched = watched
        if not isinstance(expression, m.Literal_):
            self.seen[value] = None
        return value

    def _value(self, expression: m.Expression) -> Value:
        match expression:
            case m.Literal_(value, kind):
                return self._literal(expression, value, kind)
            case m.EventField(name):
                return self._event_field(expression, name)
            case m.Variable(name):
                found = self.variables.get(name) or self.any_of(f"variable {name}", expression.type)
                return narrowed(found, expression.type)
            case m.Now():
                return self._leaf(expression, "now", (), expression.type)
            case m.FieldRead():
                return self._field(expression)
            case m.ParameterRead(name):
                return self._parameter(expression, name)
            case m.MeasureRead():
                return self._measure(expression)
            case m.TableCall():
                return self._table(expression)
            case m.FunctionCall():
                return self._function(expression)
            case m.Closure(direction, base, entity, name):
                inner = self.value(base)
                term, _ = self.sheet.applied(f"{direction} {entity}.{name}", (inner.term,), "Int")
                return Value(term, sure=inner.sure)
            case m.Lookup():
                return self._lookup(expression)
            case m.Binary(operator, left, right):
                return self._binary(expression, self.value(left), self.value(right))
            case m.Negative(operand):
                inner = self.value(operand)
                return Value(compute("-", inner.term), sure=inner.sure)
            case m.Compare(operator, left, right):
                return self.compared(operator, self.value(left), self.value(right))
            case m.Logic(operator, operands):
                return self.joined(operator, [self.value(o) for o in operands])
            case m.Not(operand):
                inner = self.value(operand)
                return Value(not_(inner.term), sure=inner.sure)
            case m.Known(operand):
                inner = self.value(operand)
                return Value(inner.present, sure=inner.sure)
            case m.Held(operand, entity):
                inner = self.value(operand)
                term, is_new = self.sheet.applied(f"held {entity}", (inner.term,), "Bool")
                if is_new:
                    self.leaves[term] = Leaf(expression, BOOL, TRUE)
                return Value(term, sure=inner.sure)
            case m.Otherwise(operand, fallback):
                return self._otherwise(self.value(operand), self.value(fallback))
            case m.In(item, collection):
                return lists.in_(self, self.value(item), collection)
            case m.Quantified():
                return lists.quantified(self, expression)
            case m.Fold():
                return lists.fold(self, expression)
            case m.ListExpression(items):
                return self._opaque("list", [self.value(i) for i in items])
            case m.Construct(entity, fields):
                return self._opaque(entity, [self.value(f) for f in fields.values()])
            case m.Convert(amount, unit, subject):
                return self._convert(amount, unit, self.value(subject))
            case m.Template():
                return self._template(expression)
            case _:
                assert_never(expression)

    def _literal(self, expression: m.Literal_, value: m.Value, kind: Type) -> Value:
        if value is None:
            return Value(self.any_of("nothing", kind).term, FALSE)
        if isinstance(value, tuple):
            items = [m.Literal_(v, item_of(expression), expression.span) for v in value]
            return self._opaque("list", [self.value(i) for i in items])
        return Value(constant(self.model, value, kind))

    def _leaf(
        self,
        expression: m.Expression,
        function: str,
        arguments: tuple[Term, ...],
        kind: Type,
        bounds: Iterable[m.Bound] = (),
    ) -> Value:
        """A value that may be anything of its type and within its bounds."""
        term, is_new = self.sheet.applied(function, arguments, sort_of(kind))
        present = TRUE
        if isinstance(kind, Optional):
            present, _ = self.sheet.applied(f"{function}?", arguments, "Bool")
        if is_new:
            for fact in domain(self.model, term, kind):
                self.sheet.fact(fact, term)
            for bound in bounds:
                limit = constant(self.model, bound.value, kind)
                self.sheet.fact(implies(present, compare(bound.operator, term, limit)), term)
        if is_single(kind):
            self.leaves.setdefault(term, Leaf(expression, plain(kind), present))
        return narrowed(Value(term, present), expression.type)

    def _event_field(self, expression: m.Expression, name: str) -> Value:
        if name == "at":
            return self._leaf(expression, "at", (), expression.type)
        declared = self.model.events[self.event or ""].fields[name]
        return self._leaf(expression, f"event.{name}", (), declared.type, declared.bounds)

    def _field(self, expression: m.FieldRead) -> Value:
        base = self.value(expression.base)
        entity = self.model.entities[expression.entity]
        if entity.key == expression.name:
            return base
        declared = entity.fields[expression.name]
        # What a record holds may have been put there without a look at its bounds.
        bounds = declared.bounds if entity.key is not None else ()
        found = self._leaf(expression, f"{entity.name}.{declared.name}", (base.term,), declared.type, bounds)
        return Value(found.term, found.present, and_((base.sure, found.sure)))

    def _parameter(self, expression: m.ParameterRead, name: str) -> Value:
        declared = self.model.parameters[name]
        limits = [m.Bound(">=", declared.low)] if declared.low is not None else []
        limits += [m.Bound("<=", declared.high)] if declared.high is not None else []
        return self._leaf(expression, f"parameter {name}", (), declared.type, limits)

    def _lookup(self, expression: m.Lookup) -> Value:
        key = self.value(expression.key)
        exists, is_new = self.sheet.applied(f"exists {expression.entity}", (key.term,), "Bool")
        if is_new:
            self.leaves[exists] = Leaf(m.Known(expression, BOOL, expression.span), BOOL, TRUE)
        found = narrowed(Value(key.term, exists), expression.type)
        return Value(found.term, found.present, and_((key.sure, found.sure)))

    def _measure(self, expression: m.MeasureRead) -> Value:
        declared = self.model.measures[expression.name]
        arguments = [self.value(a) for a in expression.arguments]
        keys = tuple(a.term for a in arguments)
        found = self._leaf(
            expression,
            f"measure {declared.name}",
            keys,
            declared.type,
            arithmetic.range_of(self.model, declared),
        )
        return Value(found.term, found.present, and_((*(a.sure for a in arguments), found.sure)))

    # -- tables

    def _table(self, expression: m.TableCall) -> Value:
        declared = self.model.tables[expression.name]
        arguments = [self.value(a) for a in expression.arguments]
        terms = [self.sheet.named(a.term) for a in arguments]
        matches = [self.row(declared, row, terms) for row in declared.rows]
        sure = and_((*(a.sure for a in arguments), or_(matches)))
        if not is_single(declared.type):
            return Value(self._opaque(declared.name, arguments).term, sure=self.sheet.named(sure))
        result = self.any_of(f"no row of {declared.name}", declared.type).term
        for row, matched in reversed(list(zip(declared.rows, matches, strict=True))):
            result = choose(matched, constant(self.model, row.result, declared.type), result)
        return Value(self.sheet.named(result), sure=self.sheet.named(sure))

    def row(self, table: m.Table, row: m.Row, arguments: Iterable[Term]) -> Term:
        """That a row's cells all match."""
        return and_(
            self._cell(cell, parameter.type, term)
            for cell, parameter, term in zip(row.cells, table.parameters, arguments, strict=True)
        )

    def _cell(self, cell: m.Cell, kind: Type, term: Term) -> Term:
        def limit(value: m.Value) -> Term:
            return constant(self.model, value, kind)

        match cell:
            case m.AnyCell():
                return TRUE
            case m.OneOfCell(values):
                return or_(equal(term, limit(v)) for v in values)
            case m.CompareCell(operator, value):
                return compare(operator, term, limit(value))
            case m.RangeCell(low, high):
                return and_((compare(">=", term, limit(low)), compare("<", term, limit(high))))
            case _:
                assert_never(cell)

    # -- operators

    def _binary(self, expression: m.Binary, left: Value, right: Value) -> Value:
        result = arithmetic.binary(self.sheet, expression, left.term, right.term)
        return Value(self.sheet.named(result.term), sure=and_((left.sure, right.sure, result.sure)))

    def compared(self, operator: str, left: Value, right: Value) -> Value:
        sure = and_((left.sure, right.sure))
        if operator not in ("==", "!="):
            return Value(compare(operator, left.term, right.term), sure=sure)
        both = and_((left.present, right.present, equal(left.term, right.term)))
        same = or_((both, and_((not_(left.present), not_(right.present)))))
        return Value(same if operator == "==" else not_(same), sure=sure)

    def joined(self, operator: str, operands: list[Value]) -> Value:
        """Judged from left to right, and no further than needed."""
        term, sure = operands[-1].term, operands[-1].sure
        for operand in reversed(operands[:-1]):
            if operator == "and":
                sure = and_((operand.sure, implies(operand.term, sure)))
                term = and_((operand.term, term))
            else:
                sure = and_((operand.sure, or_((operand.term, sure))))
                term = or_((operand.term, term))
        return Value(self.sheet.named(term), sure=self.sheet.named(sure))

    def _otherwise(self, operand: Value, fallback: Value) -> Value:
        return Value(
            self.sheet.named(choose(operand.present, operand.term, fallback.term)),
            or_((operand.present, fallback.present)),
            and_((operand.sure, or_((operand.present, fallback.sure)))),
        )

    # -- what logic does not follow

    def _function(self, expression: m.FunctionCall) -> Value:
        arguments = [self.value(a) for a in expression.arguments]
        sure = and_(a.sure for a in arguments)
        if expression.name == "length":
            held = expression.arguments[0]
            if isinstance(held, m.ListExpression) and isinstance(held.type, ListType):
                return Value(whole(len(held.items)), sure=sure)
            return Value(lists.length(self, arguments[0].term), sure=sure)
        terms = [a.term for a in arguments]
        term = arithmetic.function(self.sheet, expression, terms)
        return Value(self.sheet.named(term), sure=sure)

    def _opaque(self, name: str, values: list[Value]) -> Value:
        """A list or record of which nothing is known but that equal parts make equal ones."""
        term, _ = self.sheet.applied(f"{name} of {len(values)}", tuple(v.term for v in values), "Int")
        return Value(term, sure=and_(v.sure for v in values))

    def _convert(self, amount: Decimal, unit: str, subject: Value) -> Value:
        """What a unit is worth is the item's own affair, but it is worth something."""
        factor, is_new = self.sheet.applied(f"unit {unit}", (subject.term,), "Real")
        knows, _ = self.sheet.applied(f"unit {unit}?", (subject.term,), "Bool")
        if is_new:
            self.sheet.fact(compare(">", factor, real(Fraction(0))), factor)
        term = compute("*", real(Fraction(amount)), factor)
        return Value(term, sure=and_((subject.sure, knows)))

    def _template(self, expression: m.Template) -> Value:
        if not expression.parts:
            return Value(real(Fraction(0)))
        if len(expression.parts) == 1:
            only = expression.parts[0]
            if isinstance(only, str):
                return Value(real(rank(only)))
            if only.type == TEXT or isinstance(only.type, Reference):
                return self.value(only)
        skeleton = "".join(p if isinstance(p, str) else "{}" for p in expression.parts)
        values = [self.value(p) for p in expression.parts if not isinstance(p, str)]
        name = f"text {self.sheet.number(skeleton)}"
        term, is_new = self.sheet.applied(name, tuple(v.term for v in values), "Real")
        if is_new:
            for fact in domain(self.model, term, TEXT):
                self.sheet.fact(fact, term)
        return Value(term, sure=and_(v.sure for v in values))
