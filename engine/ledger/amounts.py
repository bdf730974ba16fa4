"""Amounts as whole numbers: quantities in millionths, values in the smallest part of the currency; no float, no drift."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engine.codec import LIMIT, SCALE
from engine.trouble import Refused

Price = tuple[int, int]
"""A value and the quantity that it is for: what one costs, exact even where it is a part of a cent."""


def half_even(numerator: int, denominator: int) -> int:
    """A quotient rounded to a whole number, half to even. The denominator is above zero."""
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient & 1):
        return quotient + 1
    return quotient


def share(whole: int, part: int, of: int) -> int:
    """What falls to a part of a whole, rounded."""
    return half_even(whole * part, of) if of > 0 else half_even(-whole * part, -of)


def portion(whole: int, start: int, end: int, of: int) -> int:
    """What falls to a stretch of a whole. Stretches that follow each other sum to the whole, to the last cent."""
    return share(whole, end, of) - share(whole, start, of)


def spread(whole: int, weights: Sequence[int]) -> list[int]:
    """A whole shared by weights, of which at least one is above zero; the parts sum to it."""
    parts, start, of = [], 0, sum(weights)
    for weight in weights:
        parts.append(portion(whole, start, start + weight, of))
        start += weight
    return parts


def whole_number(amount: Decimal, digits: int) -> int:
    """A decimal in units of its last digit.

    Raises `Refused`: BC606 where it is too large, BC807 where it has more digits than are kept.
    """
    if not -LIMIT < amount < LIMIT:
        raise Refused(
            "BC606",
            f"{amount:.6g} is too large: numbers here are smaller than 10^12. Use a larger unit.",
            f"{amount:.6g} 过大：数值须小于 10^12。请改用更大的单位。",
        )
    scaled = amount.scaleb(digits)
    whole = int(scaled)
    if whole != scaled:
        raise Refused(
            "BC807",
            f"{amount} has more than {digits} digits after the point. Round it yourself, so that nothing is rounded in silence.",
            f"{amount} 的小数超过 {digits} 位。请先自行取舍，以免数值被悄悄舍入。",
        )
    return whole


def quantity_number(quantity: Decimal) -> int:
    """A quantity in millionths."""
    return whole_number(quantity, SCALE)


def decimal(amount: int, digits: int) -> Decimal:
    """A number of smallest parts as a decimal."""
    return Decimal(amount).scaleb(-digits)


def price(each: Decimal, digits: int) -> Price:
    """What one unit costs, with as many digits as it has, of a currency of so many digits."""
    numerator, denominator = each.as_integer_ratio()
    return numerator * 10**digits, denominator * 10**SCALE


def at_price(each: Price, quantity: int) -> int:
    """What a quantity costs, rounded."""
    return share(each[0], quantity, each[1])
