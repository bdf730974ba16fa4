"""How refusals of the ledger write quantities and instants."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from engine.codec import SCALE, plain

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def shown(quantity: int) -> str:
    """A quantity, which is kept in millionths, as people read it."""
    return plain(Decimal(quantity).scaleb(-SCALE))


def shown_exact(number: Fraction | Decimal | int) -> str:
    """An exact number: as digits where they have an end, else as a fraction."""
    exact = Fraction(number)
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(exact)
    digits = 0
    while (exact * 10**digits).denominator != 1:
        digits += 1
    return plain(Decimal(int(exact * 10**digits)).scaleb(-digits))


def moment(instant: int) -> str:
    """An instant as people read it."""
    read = EPOCH + dt.timedelta(microseconds=instant)
    return read.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00") + " UTC"
