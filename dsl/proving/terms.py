"""Terms of logic as SMT-LIB text, with their sort: what proofs are made of, whichever solver reads them.

A term is its text, so equal terms are equal texts and a term can stand in a set. What is plain at once (`and` of
nothing, `not true`) is simplified here, which keeps most questions short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple

Sort = Literal["Bool", "Int", "Real"]


class Term(NamedTuple):
    """A term and its sort."""

    text: str
    sort: Sort


TRUE = Term("true", "Bool")
FALSE = Term("false", "Bool")

_SYMBOL = re.compile(r"\|[^|]*\|")


def symbols(text: str) -> list[str]:
    """The constants and functions that a term names; they are all written between bars."""
    return _SYMBOL.findall(text)


def symbol(name: str) -> str:
    """A name as a symbol: what may not stand in one, and what is not ASCII, by its number."""
    if name.isascii() and "|" not in name and "\\" not in name:
        return f"|{name}|"
    return f"|{''.join(c if c.isascii() and c not in '|@' + chr(92) else f'@{ord(c):x}@' for c in name)}|"


def truth(value: bool) -> Term:
    """`true` or `false`"""
    return TRUE if value else FALSE


def whole(value: int) -> Term:
    """A whole number."""
    return Term(str(value) if value >= 0 else f"(- {-value})", "Int")


def real(value: Fraction) -> Term:
    """An exact number."""
    digits = f"{abs(value.numerator)}.0"
    if value.denominator != 1:
        digits = f"(/ {digits} {value.denominator}.0)"
    return Term(digits if value >= 0 else f"(- {digits})", "Real")


def not_(term: Term) -> Term:
    """The opposite."""
    if term in (TRUE, FALSE):
        return truth(term == FALSE)
    if term.text.startswith("(not "):
        return Term(term.text[5:-1], "Bool")
    return Term(f"(not {term.text})", "Bool")


def and_(terms: Iterable[Term]) -> Term:
    """All of them."""
    return _joined("and", TRUE, FALSE, terms)


def or_(terms: Iterable[Term]) -> Term:
    """One of them."""
    return _joined("or", FALSE, TRUE, terms)


def _joined(word: str, neutral: Term, final: Term, terms: Iterable[Term]) -> Term:
    kept = dict.fromkeys(t for t in terms if t != neutral)
    if final in kept:
        return final
    if len(kept) < 2:
        return next(iter(kept), neutral)
    return Term(f"({word} {' '.join(t.text for t in kept)})", "Bool")


def implies(one: Term, other: Term) -> Term:
    """Where the one holds, the other does."""
    return or_((not_(one), other))


def equal(left: Term, right: Term) -> Term:
    """Whether two values are the same."""
    return TRUE if left == right else Term(f"(= {left.text} {right.text})", "Bool")


def compare(operator: str, left: Term, right: Term) -> Term:
    """`==`, `!=`, `<`, `<=`, `>`, `>=` of two values of one sort."""
    if operator == "==":
        return equal(left, right)
    if operator == "!=":
        return not_(equal(left, right))
    return Term(f"({operator} {left.text} {right.text})", "Bool")


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    """The one where the condition holds, else the other."""
    if condition in (TRUE, FALSE) or then == otherwise:
        return otherwise if condition == FALSE else then
    return Term(f"(ite {condition.text} {then.text} {otherwise.text})", then.sort)


def compute(operator: str, *operands: Term) -> Term:
    """`+`, `-`, `*`, `/`, `div` of numbers of one sort."""
    return Term(f"({operator} {' '.join(o.text for o in operands)})", operands[0].sort)


def as_real(term: Term) -> Term:
    """A whole number as a number."""
    return term if term.sort == "Real" else Term(f"(to_real {term.text})", "Real")


def floor(term: Term) -> Term:
    """The whole number at or below a number."""
    return term if term.sort == "Int" else Term(f"(to_int {term.text})", "Int")


def absolute(term: Term) -> Term:
    """A number without its sign."""
    zero = whole(0) if term.sort == "Int" else real(Fraction(0))
    return choose(compare(">=", term, zero), term, compute("-", term))
