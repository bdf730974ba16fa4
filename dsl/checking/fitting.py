"""Whether a value of one type may stand where another is wanted, and what is said where it may not."""

from __future__ import annotations

from decimal import Decimal

from dsl import model as m
from dsl import tree as t
from dsl.checking.intents import day_meant
from dsl.checking.scope import Scope
from dsl.checking.symbols import ERROR, Desk, Want, is_error
from dsl.source import Span
from dsl.typesystem import (
    ATTACHMENTS,
    DATE,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    PERCENT,
    QUANTITY,
    TEMPERATURE,
    TEMPERATURE_DIFFERENCE,
    TEXT,
    Currency,
    ListType,
    Optional,
    Physical,
    Reference,
    SetType,
    Type,
    type_name,
)


def fitted(expression: m.Expression, wanted: Type) -> m.Expression | None:
    """The expression as a value of the wanted type, or None where it is none.

    Integers serve as numbers, and so do percentages: 12.5 % is 0.125.
    """
    kind = expression.type
    if kind == wanted or kind is ERROR or wanted is ERROR:
        return expression
    if isinstance(wanted, Optional):
        return fitted(expression, wanted.item)
    if wanted == NUMBER and kind in (INTEGER, PERCENT):
        return as_number(expression)
    return None


def as_number(expression: m.Expression) -> m.Expression:
    """A whole number, or a percentage, as a decimal number; anything else as it is."""
    if expression.type not in (INTEGER, PERCENT):
        return expression
    if isinstance(expression, m.Literal_) and isinstance(expression.value, int | Decimal):
        divisor = 100 if expression.type == PERCENT else 1
        return m.Literal_(Decimal(expression.value) / divisor, NUMBER, expression.span)
    return m.FunctionCall("number", (expression,), NUMBER, expression.span)


def plain(kind: Type) -> Type:
    """The type of the value if it is there."""
    return kind.item if isinstance(kind, Optional) else kind


def has_error(kind: Type) -> bool:
    """Whether the type, or a part of it, was reported already."""
    if isinstance(kind, Optional | ListType | SetType):
        return has_error(kind.item)
    return kind is ERROR


def require(desk: Desk, expression: m.Expression, wanted: Type) -> m.Expression:
    """The expression as a value of the wanted type; otherwise says what is wrong and gives an error."""
    result = fitted(expression, wanted)
    if result is not None:
        return result
    if not (has_error(expression.type) or has_error(wanted)):
        mismatch(desk, expression, wanted)
    return m.Literal_(None, ERROR, expression.span)


def present(desk: Desk, expression: m.Expression) -> bool:
    """Whether the value is sure to be there; says so where it is not."""
    if isinstance(expression.type, Optional):
        missing(desk, expression)
        return False
    return not is_error(expression)


def missing(desk: Desk, expression: m.Expression) -> None:
    """Say that a value may be missing where one is needed; once for all uses of it in a declaration."""
    what = desk.text(expression.span)
    if what not in desk.told:
        desk.told.add(what)
        desk.problems.add("BC302", expression.span, what=what)


def mismatch(desk: Desk, expression: m.Expression, wanted: Type) -> None:
    """Say that an expression has another type than is wanted, as exactly as possible."""
    found = expression.type
    if (
        isinstance(found, Optional)
        and fitted(m.Literal_(None, found.item, expression.span), wanted) is not None
    ):
        missing(desk, expression)
    else:
        disagree(desk, expression.span, found, wanted)


def disagree(desk: Desk, span: Span, found: Type, wanted: Type) -> None:
    """Say that a type was found where another is wanted."""
    text = desk.text(span)
    inner, goal = plain(found), plain(wanted)
    if {inner, goal} == {TEMPERATURE, TEMPERATURE_DIFFERENCE}:
        desk.problems.add("BC306", span, what=text, found=type_name(found), wanted=type_name(wanted))
        return
    if goal == QUANTITY and isinstance(inner, Physical):
        desk.problems.add("BC307", span, what=text, found=type_name(found))
        return
    desk.problems.add(
        "BC301",
        span,
        what=text,
        found=type_name(found),
        wanted=type_name(wanted),
        moment=day_meant(text) if goal in (INSTANT, DATE) else None,
        instant=text if inner == INSTANT and goal == DATE else None,
        day=text if inner == DATE and goal == INSTANT else None,
        key=goal.entity if isinstance(goal, Reference) and inner == TEXT else None,
        photo=text if inner == TEXT and goal in ATTACHMENTS else None,
        text=text if inner == TEXT else None,
        foreign=text if isinstance(inner, Currency) and goal == MONEY else None,
        ratio=text if inner in (NUMBER, INTEGER) and goal == PERCENT else None,
    )


def value(
    desk: Desk, node: t.Expression, scope: Scope, wanted: Type, subject: m.Expression | None = None
) -> m.Expression:
    """An expression that must have the wanted type."""
    return require(desk, desk.infer(desk, node, scope, Want(wanted, subject)), wanted)
