"""The three-way match: what was ordered, what was received, what is invoiced; line by line, within tolerances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Outcome(Enum):
    """What a comparison of one line came to. A missing paper goes before a quantity, a quantity before a price."""

    MATCH = "match"
    QTY_DIFF = "quantity differs"
    PRICE_DIFF = "price differs"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Paper:
    """A line of an order or invoice: a quantity in millionths, and what it costs in the currency's smallest part."""

    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class Tolerance:
    """By which part of what was received or ordered an invoice may differ."""

    quantity: Fraction = Fraction(0)
    price: Fraction = Fraction(5, 1000)


@dataclass(frozen=True, slots=True)
class Matched:
    """One line: what it came to, and how much more was invoiced than received, and paid than ordered."""

    outcome: Outcome
    quantity: int = 0
    amount: int = 0
    """Too much on the invoice, at the order's price; rounded half to even."""


def match(
    ordered: Mapping[str, Paper],
    received: Mapping[str, int],
    invoiced: Mapping[str, Paper],
    tolerance: Tolerance | None = None,
) -> dict[str, Matched]:
    """Compare three papers by their lines; every line that stands on one of them, in order.

    What is invoiced is compared with what was received; prices are compared as fractions, so that none is rounded.
    """
    limits = tolerance or Tolerance()
    lines = sorted(ordered.keys() | received.keys() | invoiced.keys())
    return {n: _line(ordered.get(n), received.get(n), invoiced.get(n), limits) for n in lines}


def _line(order: Paper | None, received: int | None, invoice: Paper | None, limits: Tolerance) -> Matched:
    if order is None or received is None or invoice is None:
        return Matched(Outcome.MISSING)
    more = invoice.quantity - received
    owed = Fraction(order.amount * invoice.quantity, order.quantity) if order.quantity else Fraction(0)
    excess = round(invoice.amount - owed)
    if abs(more) > limits.quantity * received:
        return Matched(Outcome.QTY_DIFF, more, excess)
    if abs(invoice.amount - owed) > limits.price * owed:
        return Matched(Outcome.PRICE_DIFF, more, excess)
    return Matched(Outcome.MATCH, more, excess)
