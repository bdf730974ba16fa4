"""Instants, local days and zones. An instant is microseconds since 1970-01-01T00:00Z."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dsl.model import Rule

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
DAY = 86_400_000_000


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises `ValueError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise ValueError(name) from error


def to_instant(moment: dt.datetime) -> int:
    """An aware datetime as an instant."""
    return (moment - _EPOCH) // _MICROSECOND


def to_datetime(instant: int, zone_name: str) -> dt.datetime:
    """An instant as an aware datetime of a zone; at the ends of the calendar the last or the first that there is."""
    try:
        return (_EPOCH + dt.timedelta(microseconds=instant)).astimezone(zone(zone_name))
    except OverflowError:
        there = zone(zone_name)
        return dt.datetime.max.replace(tzinfo=there) if instant > 0 else dt.datetime.min.replace(tzinfo=there)


@lru_cache(maxsize=4096)
def start_of_day(day: dt.date, zone_name: str) -> int:
    """The first instant of a local day."""
    return to_instant(dt.datetime(day.year, day.month, day.day, tzinfo=zone(zone_name)))


def end_of_day(day: dt.date, zone_name: str) -> int:
    """The last microsecond of a local day: what a bare date means where an instant is wanted."""
    if day == dt.date.max:
        return to_instant(dt.datetime.max.replace(tzinfo=zone(zone_name)))
    return start_of_day(day + dt.timedelta(days=1), zone_name) - 1


def local_day(instant: int, zone_name: str) -> dt.date:
    """The local day on which an instant falls."""
    return to_datetime(instant, zone_name).date()


def plus_days(day: dt.date, duration: int) -> dt.date:
    """A day so much later; parts of a day do not count."""
    return day + dt.timedelta(days=int(duration / DAY) if duration < 0 else duration // DAY)


def days_between(start: dt.date, end: dt.date) -> int:
    """The duration from one day to another."""
    return (end - start).days * DAY


@lru_cache(maxsize=4096)
def _bounds(start: dt.date | None, end: dt.date | None, zone_name: str) -> tuple[int | None, int | None]:
    first = start_of_day(start, zone_name) if start else None
    return first, end_of_day(end, zone_name) + 1 if end else None


def effective_bounds(rule: Rule, zone_name: str) -> tuple[int | None, int | None]:
    """The first instant at which a rule is in force, and the first at which it no longer is."""
    return _bounds(rule.effective_from, rule.effective_to, zone_name)


def next_bound(rule: Rule, zone_name: str, now: int, turn: int | None) -> int | None:
    """The first instant after now of those at which a rule comes into force or goes out of it, and another."""
    later = [b for b in (*effective_bounds(rule, zone_name), turn) if b is not None and b > now]
    return min(later, default=None)


_RFC3339 = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?([Zz]|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_date(text: str) -> dt.date:
    """`2026-03-31`. Raises `ValueError`."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def parse_instant(text: str, zone_name: str) -> int:
    """An RFC 3339 time, a local time in the zone, or a bare date (its last microsecond). Raises `ValueError`."""
    if len(text) == 25 and text[10] == "T" and text[22] == ":" and text[23] < "6" and text.isascii():
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return int(moment.timestamp()) * 1_000_000  # it has no fraction
    match = _RFC3339.fullmatch(text)
    if match is None:
        return end_of_day(parse_date(text), zone_name)
    year, month, day, hour, minute = (int(g) for g in match.groups()[:5])
    second, fraction, offset = int(match[6] or 0), (match[7] or "0")[:6].ljust(6, "0"), match[8]
    local = dt.datetime(year, month, day, hour, minute, second, int(fraction), tzinfo=dt.UTC)
    if offset is None:
        return to_instant(local.replace(tzinfo=zone(zone_name)))
    if offset in "Zz":
        return to_instant(local)
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    shift = (hours * 60 + minutes) * 60_000_000
    return to_instant(local) - (shift if offset[0] == "+" else -shift)


def show_instant(instant: int, zone_name: str) -> str:
    """An instant as people read it: local, and only as exact as it needs to be; an end of day as its date."""
    moment = to_datetime(instant, zone_name)
    if moment.time() == dt.time(23, 59, 59, 999999):
        return moment.date().isoformat()
    if moment.microsecond:
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


def rfc3339(instant: int, zone_name: str) -> str:
    """An instant with its offset, as machines read it."""
    return to_datetime(instant, zone_name).isoformat(
        timespec="microseconds" if instant % 1_000_000 else "seconds"
    )
