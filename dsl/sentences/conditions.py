"""Conditions as clauses, with the turns of speech for the usual shapes: time that is left, what is missing, marks.

Everything can be said of what is so and of what is not: a `not` never stands before a whole sentence.
"""

from __future__ import annotations

from dataclasses import replace

from dsl import model as m
from dsl.sentences.clauses import Clause, Said, Under, joined
from dsl.sentences.names import Names
from dsl.sentences.scope import Scope
from dsl.sentences.shape import shape
from dsl.sentences.terms import PRODUCT, Terms, element
from dsl.sentences.values import Values
from dsl.sentences.voice import Voice
from dsl.typesystem import BOOL, DATE, INSTANT, TEXT, EnumType, Optional, Physical, Reference, Type

_NOT = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_WARMTH = (Physical("temperature"), Physical("temperature_difference"), Physical("humidity"))


class Conditions:
    """Says the conditions of one model in one language."""

    def __init__(self, model: m.Model, names: Names, voice: Voice) -> None:
        self._names = names
        self._voice = voice
        self.values = Values(model, names, voice)
        self.terms = Terms(names, self.values, voice, model, self.clause)

    def clause(self, expression: m.Expression, scope: Scope, *, positive: bool = True) -> Clause:
        """That something holds, or (not *positive*) that it does not."""
        sign = "" if positive else "not_"
        say = self._voice.say
        match expression:
            case m.Not(operand):
                return self.clause(operand, scope, positive=not positive)
            case m.Logic(operator, operands):
                inside = scope
                if positive and operator == "and":
                    inside = _with_instants_to_come(operands, scope)
                turned = operator if positive else ("or" if operator == "and" else "and")
                return joined(turned, (self.clause(o, inside, positive=positive) for o in operands))
            case m.Compare():
                return self._compare(expression, scope, positive=positive)
            case m.Known(operand):
                kind = (
                    "_thing" if isinstance(operand, m.Lookup)
                    else "" if isinstance(operand, m.EventField | m.FieldRead | m.Variable)
                    else "_figure"
                )  # fmt: skip
                return Said(say(f"{sign}known{kind}", operand=self.terms.say(operand, scope)))
            case m.Held(operand):
                return Said(say(f"{sign}held", operand=self.terms.say(operand, scope)))
            case m.In(item, collection):
                said = self.terms.say(item, scope)
                if isinstance(collection, m.ListExpression) and len(collection.items) == 1:
                    return self._same("==" if positive else "!=", item, collection.items[0], scope)
                if isinstance(collection, m.ListExpression) and collection.items:
                    values = self._voice.words("comma_list").join(
                        self.terms.tight(i, scope, PRODUCT) for i in collection.items
                    )
                    return Said(say(f"{sign}one_of", item=said, values=values))
                within = self.terms.tight(collection, scope)
                return Said(say(f"{sign}in", item=said, collection=within))
            case m.Quantified(kind, variable, collection, condition):
                inside, noun = scope.with_variable(
                    variable, element(collection.type), self._names, self._voice
                )
                head = say(f"{sign}{kind}", noun=noun, collection=self.terms.tight(collection, scope))
                return Under(head, self.clause(condition, inside))
            case m.Literal_(value=bool() as value):
                return Said(self._voice.words(f"always_{str(value is positive).lower()}"))
            case m.FieldRead(base) if expression.type == BOOL:
                owner = self.terms.tight(base, scope)
                return Said(self._voice.flag(owner, self.terms.label(expression), positive=positive))
            case m.EventField(name) if expression.type == BOOL:
                label = self._names.event_fields[scope.event or ""][name]
                return Said(say(f"{sign}event_says", label=label))
            case _:
                said = self.terms.say(expression, scope)
                return Said(say("yes" if positive else "no", operand=said))

    # -- comparisons ---------------------------------------------------------------------------------------

    def _compare(self, compare: m.Compare, scope: Scope, *, positive: bool) -> Clause:
        operator: str = compare.operator if positive else _NOT[compare.operator]
        left, right = compare.left, compare.right
        if (isinstance(left, m.Literal_) and not isinstance(right, m.Literal_)) or _is_clock(left):
            operator, left, right = _MIRRORED[operator], right, left
        if operator in ("==", "!="):
            return self._same(operator, left, right, scope)
        said = self._empty(operator, left, right, scope) or self._time(operator, left, right, scope)
        if said is not None:
            return said
        return self._say(operator + _way(left.type), left, right, scope)

    def _say(self, key: str, left: m.Expression, right: m.Expression, scope: Scope) -> Clause:
        first, second = self.terms.say(left, scope), self.terms.say(right, scope)
        return Said(self._voice.say(key, left=first, right=second))

    def _same(self, operator: str, left: m.Expression, right: m.Expression, scope: Scope) -> Clause:
        kind = _strip(left.type)
        if kind == BOOL and isinstance(right, m.Literal_) and not isinstance(left.type, Optional):
            return self.clause(left, scope, positive=(right.value is True) is (operator == "=="))
        if (isinstance(left, m.FunctionCall) and left.name == "length" and _is_zero(right)) or (
            kind == TEXT and isinstance(right, m.Literal_) and right.value == ""
        ):
            operand = left.arguments[0] if isinstance(left, m.FunctionCall) and kind != TEXT else left
            key = "empty" if operator == "==" else "not_empty"
            return Said(self._voice.say(key, operand=self.terms.say(operand, scope)))
        is_named = isinstance(kind, EnumType | Reference) or kind in (BOOL, TEXT, INSTANT, DATE)
        way = "" if not is_named else "_is" if isinstance(right, m.Literal_) else "_same"
        return self._say(operator + way, left, right, scope)

    def _empty(self, operator: str, left: m.Expression, right: m.Expression, scope: Scope) -> Clause | None:
        """`length(x) > 0`"""
        if isinstance(left, m.FunctionCall) and left.name == "length" and _is_zero(right):
            key = {">": "not_empty", "<=": "empty"}.get(operator)
            if key is not None:
                return Said(self._voice.say(key, operand=self.terms.say(left.arguments[0], scope)))
        return None

    def _time(self, operator: str, left: m.Expression, right: m.Expression, scope: Scope) -> Clause | None:
        """What the clock, or the time of the event, has to do with an instant."""
        say, said = self._voice.say, self.terms.say
        if _is_clock(right, scope):
            return Said(say(f"{operator}_clock", time=said(left, scope)))
        match left:
            case m.Binary("-", time, clock) if _is_from(clock, time, scope):
                only = "_only" if operator in ("<", "<=") and shape(time) in scope.not_yet else ""
                span, when = said(right, scope), said(time, scope)
                return Said(say(f"{operator}_left{only}", time=when, span=span))
            case m.Binary("-", clock, time) if _is_from(clock, time, scope):
                span, when = said(right, scope), said(time, scope)
                return Said(say(f"{operator}_since", time=when, span=span))
        return None


def _is_clock(expression: m.Expression, scope: Scope | None = None) -> bool:
    """Whether it is the moment at which the sentence is read: in an event its own time, else the clock.

    In a rule on events both can stand; there only the event's time goes without saying.
    """
    if isinstance(expression, m.EventField):
        return expression.name == "at"
    return isinstance(expression, m.Now) and (scope is None or scope.event is None)


def _is_from(clock: m.Expression, time: m.Expression, scope: Scope) -> bool:
    """Whether a time is seen from the moment at which the sentence is read."""
    return time.type == INSTANT and _is_clock(clock, scope) and not _is_clock(time)


def _with_instants_to_come(operands: tuple[m.Expression, ...], scope: Scope) -> Scope:
    """The scope with the instants that one of the operands says are still to come."""
    found = set(scope.not_yet)
    for operand in operands:
        match operand:
            case m.Compare("<", clock, time) | m.Compare(">", time, clock) if _is_clock(clock, scope):
                found.add(shape(time))
    return replace(scope, not_yet=frozenset(found))


def _way(kind: Type) -> str:
    """Which words compare values of a type."""
    kind = _strip(kind)
    if kind in _WARMTH:
        return "_heat"
    if kind in (INSTANT, DATE):
        return "_time"
    return "_text" if kind == TEXT else ""


def _is_zero(expression: m.Expression) -> bool:
    return (
        isinstance(expression, m.Literal_)
        and not isinstance(expression.value, bool)
        and expression.value == 0
    )


def _strip(kind: Type) -> Type:
    return kind.item if isinstance(kind, Optional) else kind
