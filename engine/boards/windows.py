"""The window that a query over events looks at, and the periods it is cut into: local hours, days, weeks, months."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from dsl.boards import Period
from engine.codec import LARGEST
from engine.instants import DAY, local_day, start_of_day
from engine.trouble import Refused
from engine.world import HOUR

MOST = 5000
"""A window is cut into so many periods at most."""


@dataclass(frozen=True, slots=True)
class Window:
    """Instants from `first` to `last`, both of them included. `starts` are where its periods begin, in order."""

    first: int
    last: int
    starts: tuple[int, ...]

    def start(self, instant: int) -> int | None:
        """Where the period of an instant begins; None where the window is not cut."""
        return self.starts[bisect_right(self.starts, instant) - 1] if self.starts else None

    @property
    def periods(self) -> Iterator[tuple[int, int]]:
        """Each period's first instant, and the first one after it."""
        return zip(self.starts, (*self.starts[1:], self.last + 1), strict=True)


def window(over: int | None, per: Period | None, now: int, zone: str) -> Window:
    """The window that reaches so far back. Raises `Refused` (BC685) where it has too many periods."""
    if over is None:
        return Window(-LARGEST, now, ())
    if per is None:
        return Window(now - over + 1, now, ())
    starts = _starts(max(over, 1), per, now, zone)
    return Window(starts[0], now, starts)


def _starts(over: int, per: Period, now: int, zone: str) -> tuple[int, ...]:
    if per == "hour":
        number = _enough(over, HOUR)
        # Zones are whole quarters of an hour apart, so that a local hour begins where the wall clock shows no minutes.
        day = start_of_day(local_day(now, zone), zone)
        current = now - (now - day) % HOUR
        return tuple(current - HOUR * back for back in reversed(range(number)))
    today = local_day(now, zone)
    try:
        match per:
            case "day":
                days = [today - dt.timedelta(days=back) for back in range(_enough(over, DAY))]
            case "week":
                monday = today - dt.timedelta(days=today.weekday())
                days = [monday - dt.timedelta(weeks=back) for back in range(_enough(over, 7 * DAY))]
            case "month":
                days = list(_months(today, _enough(over, DAY, MOST * 31)))
        return tuple(start_of_day(day, zone) for day in reversed(days))
    except OverflowError:  # before the calendar
        raise _too_many() from None


def _months(today: dt.date, days: int) -> Iterator[dt.date]:
    """The first days of this month and of those before it that the days back from its end touch, the latest first."""
    month = today.replace(day=1)
    earliest = (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=days)
    while True:
        yield month
        if month <= earliest:
            return
        month = (month - dt.timedelta(days=1)).replace(day=1)


def _enough(over: int, length: int, most: int = MOST) -> int:
    """So many periods of a length as are needed to cover another one."""
    number = -(-over // length)
    if number > most:
        raise _too_many()
    return number


def _too_many() -> Refused:
    return Refused(
        "BC685",
        f"This window has more than {MOST} periods. Look less far back, or cut it into longer ones.",
        f"这段时间超过 {MOST} 个时段。请缩短回看的时间，或改用更长的时段。",
    )
