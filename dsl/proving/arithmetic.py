"""Arithmetic, functions and the range of measures in logic.

Numbers are exact: the rounding of a quotient at its 28th digit is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from dsl import model as m
from dsl.proving.sheet import Sheet
from dsl.proving.terms import (
    TRUE,
    Term,
    absolute,
    and_,
    as_real,
    choose,
    compare,
    compute,
    floor,
    implies,
    not_,
    real,
    whole,
)
from dsl.proving.values import Value
from dsl.typesystem import DATE, DURATION, INTEGER, PERCENT

DAY = 86_400_000_000
HOUR = 3_600_000_000
_WEST, _EAST = 12 * HOUR, 14 * HOUR
"""How far local time may lie from UTC."""


def binary(sheet: Sheet, expression: m.Binary, left: Term, right: Term) -> Value:
    """`a + b`, `a - b`, `a * b`, `a / b`"""
    kinds = expression.left.type, expression.right.type
    match expression.operator:
        case "+" | "-":
            result = sheet.named(_sum(expression.operator, kinds[0] == DATE, kinds[1] == DATE, left, right))
            is_day = expression.type == DATE
            return Value(result, sure=and_(_in_calendar(result)) if is_day else TRUE)
        case "*":
            if DURATION in kinds:
                return Value(_to_microsecond(sheet, compute("*", as_real(left), as_real(right))))
            if left.sort != right.sort:
                left, right = as_real(left), as_real(right)
            return Value(compute("*", left, right))
        case "/":
            divided = compute("/", as_real(left), as_real(right))
            sure = not_(compare("==", as_real(right), real(Fraction(0))))
            if expression.type == DURATION:
                return Value(_to_microsecond(sheet, divided), sure=sure)
            return Value(divided, sure=sure)
        case _:
            assert_never(expression.operator)


def _sum(operator: str, left_is_date: bool, right_is_date: bool, left: Term, right: Term) -> Term:
    """A date and a duration are a date, parts of a day left out; two dates are a duration apart."""
    if left_is_date and right_is_date:
        return compute("*", compute("-", left, right), whole(DAY))
    if left_is_date:
        moved = right if operator == "+" else compute("-", right)
        return compute("+", left, _whole_days(moved))
    if right_is_date:
        return compute("+", _whole_days(left), right)
    return compute(operator, left, right)


def _in_calendar(day: Term) -> tuple[Term, Term]:
    return compare(">=", day, whole(1)), compare("<=", day, whole(_LAST_DAY))


def _whole_days(duration: Term) -> Term:
    days = compute("div", duration, whole(DAY))
    back = compute("-", compute("div", compute("-", duration), whole(DAY)))
    return choose(compare(">=", duration, whole(0)), days, back)


def _to_microsecond(sheet: Sheet, exact: Term) -> Term:
    """A duration that is at most half a microsecond away."""
    result = sheet.fresh("rounded", "Int")
    away = absolute(compute("-", as_real(result), exact))
    sheet.fact(compare("<=", away, real(Fraction(1, 2))), result)
    return result


def function(sheet: Sheet, call: m.FunctionCall, terms: list[Term]) -> Term:
    """A built-in function but `length`."""
    match call.name:
        case "min" | "max":
            best = terms[0]
            for term in terms[1:]:
                is_better = compare("<" if call.name == "min" else ">", term, best)
                best = sheet.named(choose(is_better, term, best))
            return best
        case "abs":
            return absolute(terms[0])
        case "floor":
            return _as(call, floor(terms[0]))
        case "ceiling":
            down = floor(compute("-", terms[0]))
            return _as(call, compute("-", down))
        case "number":
            is_percent = call.arguments[0].type == PERCENT
            return compute("/", terms[0], real(Fraction(100))) if is_percent else as_real(terms[0])
        case "percent":
            return compute("*", as_real(terms[0]), real(Fraction(100)))
        case "round":
            return _rounded(sheet, call, terms)
        case "date":
            return local_day(sheet, terms[0])
        case "start_of":
            return local_start(sheet, terms[0])
        case "end_of":
            return compute("-", local_start(sheet, compute("+", terms[0], whole(1))), whole(1))
        case "days":
            return compute("/", as_real(terms[0]), real(Fraction(DAY)))
        case "hours":
            return compute("/", as_real(terms[0]), real(Fraction(HOUR)))
        case _:
            raise ValueError(call.name)


def _as(call: m.FunctionCall, term: Term) -> Term:
    """A whole number as what the function gives: of an amount, an amount."""
    return term if call.type == INTEGER else as_real(term)


def _rounded(sheet: Sheet, call: m.FunctionCall, terms: list[Term]) -> Term:
    exact, digits = terms
    result, is_new = sheet.applied("round", (exact, digits), exact.sort)
    places = call.arguments[1]
    if is_new and isinstance(places, m.Literal_) and isinstance(places.value, int):
        step = Fraction(1, 2) * Fraction(10) ** -places.value
        away = absolute(compute("-", as_real(result), as_real(exact)))
        sheet.fact(compare("<=", away, real(step)), result)
    return result


def local_day(sheet: Sheet, instant: Term) -> Term:
    """The day of an instant where the event happened: by the clock there, which is nowhere far from UTC."""
    earlier = sheet.calls("date")
    day, is_new = sheet.applied("date", (instant,), "Int")
    if is_new:
        start = compute("*", compute("-", day, whole(_EPOCH_DAY)), whole(DAY))
        sheet.fact(compare("<=", start, compute("+", instant, whole(_EAST))), day)
        sheet.fact(compare(">", compute("+", start, whole(DAY + _WEST)), instant), day)
        for (other,), its_day in earlier:
            for one, two in (((instant, day), (other, its_day)), ((other, its_day), (instant, day))):
                in_order = implies(compare("<=", one[0], two[0]), compare("<=", one[1], two[1]))
                sheet.fact(in_order, day)
                sheet.fact(in_order, its_day)
    return day


def local_start(sheet: Sheet, day: Term) -> Term:
    """The first instant of a day where the event happened: what comes just before it is of the day before."""
    start, is_new = sheet.applied("start_of", (day,), "Int")
    if is_new:
        before = compute("-", start, whole(1))
        sheet.fact(compare("==", local_day(sheet, start), day), start)
        sheet.fact(compare("==", local_day(sheet, before), compute("-", day, whole(1))), start)
    return start


_EPOCH_DAY, _LAST_DAY = 719_163, 3_652_059
"""The numbers of 1970-01-01 and of 9999-12-31 in the calendar."""


# -- measures


def range_of(model: m.Model, measure: m.Measure) -> tuple[m.Bound, ...]:
    """Between what a measure always is."""
    body = measure.body
    nothing = m.Bound(">=", 0)
    if isinstance(body, m.StockMeasure):
        return (nothing,) if body.place is None else ()
    if body.kind in ("count", "streak", "time"):
        return (nothing,)
    each = [frozenset(_value_bounds(model, case)) for case in body.cases.values()]
    shared = frozenset.intersection(*each) if each else frozenset[m.Bound]()
    if body.kind == "sum":
        return (nothing,) if any(_is_never_negative(b) for b in shared) else ()
    return tuple(sorted(shared, key=str))


def _value_bounds(model: m.Model, case: m.EventMeasureCase) -> Iterator[m.Bound]:
    """What an event's own field that is counted always keeps."""
    if isinstance(case.value, m.EventField) and case.value.name != "at":
        for bound in model.events[case.event].fields[case.value.name].bounds:
            if bound.operator in (">", ">="):
                yield m.Bound(">=", bound.value)
            elif bound.operator in ("<", "<="):
                yield m.Bound("<=", bound.value)


def _is_never_negative(bound: m.Bound) -> bool:
    return bound.operator == ">=" and isinstance(bound.value, int | Decimal) and bound.value >= 0
