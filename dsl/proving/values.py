"""Values of the language in logic and back.

| type | in logic |
|---|---|
| `bool` | truth |
| `integer`, `duration`, `instant` (microseconds), `date` (its number in the calendar), an enum (which of its values) | whole number |
| `number`, `quantity`, `money`, physical dimensions | exact number |
| `text`, a reference (its key) | exact number from 0 up to 1, in the order of texts |
| a list, a set, a record | whole number: which one it is, and nothing else |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dsl import model as m
from dsl.proving.solver import Number
from dsl.proving.terms import TRUE, Sort, Term, and_, compare, real, truth, whole
from dsl.typesystem import (
    BOOL,
    DATE,
    INSTANT,
    TEXT,
    EnumType,
    ListType,
    Optional,
    Record,
    Reference,
    SetType,
    Type,
    is_decimal,
)


@dataclass(frozen=True, slots=True)
class Value:
    """An expression in logic: its value, whether it is there, and whether it can be had at all."""

    term: Term
    present: Term = TRUE
    sure: Term = TRUE


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that a proof may choose: where it was read first, its type, whether it is there."""

    expression: m.Expression
    type: Type
    present: Term


def narrowed(value: Value, kind: Type) -> Value:
    """A value that was taken to be there: to have it, it must be."""
    if isinstance(kind, Optional) or value.present == TRUE:
        return value
    return Value(value.term, TRUE, and_((value.present, value.sure)))


_CHARACTERS = 0x110000 + 1
_FIRST_INSTANT = -62_135_596_800_000_000
_LAST_INSTANT = 253_402_300_799_999_999


def plain(kind: Type) -> Type:
    """The type of the value if it is there."""
    return kind.item if isinstance(kind, Optional) else kind


def item_of(collection: m.Expression) -> Type:
    """The type of what a list or set holds."""
    kind = plain(collection.type)
    assert isinstance(kind, ListType | SetType)
    return kind.item


def sort_of(kind: Type) -> Sort:
    """What values of a type are in logic."""
    kind = plain(kind)
    if kind == BOOL:
        return "Bool"
    return "Real" if is_decimal(kind) or kind == TEXT or isinstance(kind, Reference) else "Int"


def is_single(kind: Type) -> bool:
    """Whether a value of the type is all there in logic: no list, set or record."""
    return not isinstance(plain(kind), ListType | SetType | Record)


def constant(model: m.Model, value: m.Value, kind: Type) -> Term:
    """A constant. Raises `TypeError` for what is no single value."""
    match plain(kind), value:
        case EnumType(name), str():
            return whole([v.name for v in model.enums[name].values].index(value))
        case _, bool():
            return truth(value)
        case _, str():
            return real(rank(value))
        case _, dt.date():
            return whole(value.toordinal())
        case decimal, int() | Decimal() if is_decimal(decimal):
            return real(Fraction(value))
        case _, int():
            return whole(value)
        case _:
            raise TypeError(f"{value!r} is no single value")


def rank(text: str) -> Fraction:
    """A text as a number: texts and their numbers have the same order."""
    number = 0
    for character in text:
        number = number * _CHARACTERS + ord(character) + 1
    return Fraction(number, _CHARACTERS ** len(text))


def spelled(number: Fraction) -> str:
    """The text of a number, or one close to it."""
    text = ""
    while number and len(text) < 40:
        digit, number = divmod(number * _CHARACTERS, 1)
        text += chr(max(int(digit) - 1, 0))
    return text


def domain(model: m.Model, term: Term, kind: Type) -> Iterator[Term]:
    """What holds of every value of a type."""
    match plain(kind):
        case EnumType(name):
            yield compare(">=", term, whole(0))
            yield compare("<", term, whole(len(model.enums[name].values)))
        case Reference():
            yield from _between(term, real(Fraction(0)), real(Fraction(1)))
        case scalar if scalar == TEXT:
            yield from _between(term, real(Fraction(0)), real(Fraction(1)))
        case scalar if scalar == DATE:
            yield from _between(term, whole(1), whole(dt.date.max.toordinal()))
        case scalar if scalar == INSTANT:
            yield from _between(term, whole(_FIRST_INSTANT), whole(_LAST_INSTANT))
        case _:
            return


def _between(term: Term, low: Term, high: Term) -> Iterator[Term]:
    yield compare(">=", term, low)
    yield compare("<=", term, high)


def decoded(model: m.Model, number: Number, kind: Type) -> m.Value:
    """What a number that the solver found stands for; of a list or record it says nothing: `None`."""
    kind = plain(kind)
    if isinstance(number, bool):
        return number
    match kind:
        case EnumType(name):
            return model.enums[name].values[int(number)].name
        case Reference():
            return spelled(number)
        case ListType() | SetType() | Record():
            return None
        case _ if kind == TEXT:
            return spelled(number)
        case _ if kind == DATE:
            return dt.date.fromordinal(int(number))
        case _ if is_decimal(kind):
            return Decimal(number.numerator) / Decimal(number.denominator)
        case _:
            return int(number)
