"""What people write as numbers and instants, as the book's whole numbers, and back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from engine.ledger.telling import EPOCH

Number = Decimal | int | str
Instant = dt.datetime | str
"""A `datetime` with a zone, or ISO text: without a zone it is UTC; a bare date is the last moment of that day."""

_DAY = dt.timedelta(days=1)
_MICROSECOND = dt.timedelta(microseconds=1)


def micros(instant: Instant, *, is_start: bool = False) -> int:
    """An instant in microseconds; a bare date is its first moment if that is asked for."""
    if isinstance(instant, str):
        is_date = len(instant) == len("2026-01-01")
        read = dt.datetime.fromisoformat(instant)
        instant = read if read.tzinfo is not None else read.replace(tzinfo=dt.UTC)
        if is_date and not is_start:
            instant += _DAY - _MICROSECOND
    return (instant - EPOCH) // _MICROSECOND


def moment(instant: Instant | None) -> int | None:
    """The same, or none."""
    return None if instant is None else micros(instant)


def written(instant: int) -> dt.datetime:
    """Microseconds as an instant."""
    return EPOCH + instant * _MICROSECOND
