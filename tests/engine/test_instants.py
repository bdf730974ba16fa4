"""Instants, local days, zones: each text of a time, summer time, and the ends of the calendar."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import instants
from engine.instants import DAY, end_of_day, local_day, parse_instant, rfc3339, show_instant, start_of_day

SHANGHAI = "Asia/Shanghai"
ZONES = (
    SHANGHAI,
    "UTC",
    "Asia/Urumqi",
    "Europe/London",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Apia",
)


def test_an_instant_counts_microseconds() -> None:
    assert parse_instant("1970-01-01T00:00:00Z", SHANGHAI) == 0
    assert parse_instant("1970-01-01T08:00:00", SHANGHAI) == 0
    assert parse_instant("1970-01-01T00:00:00.000001Z", SHANGHAI) == 1
    assert parse_instant("1969-12-31T23:59:59Z", SHANGHAI) == -1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "heute",
        "2026",
        "2026-03",
        "2026-3-1",
        "20260301T080000Z",
        "2026-03-01T8:00:00Z",
        "2026-03-01T08",
        "2026-03-01T24:00:00Z",
        "2026-03-01T08:60:00Z",
        "2026-03-01T08:00:00+0800",
        "2026-03-01T08:00:00+08",
        "2026-03-01T08:00:00+24:00",
        "2026-03-01T08:00:00+08:60",
        "2026-03-01T08:00:00 +08:00",
        "2026-03-01T08:00:00.Z",
        "2026-03-01T08:00:00.1234567890Z",
        "2026-02-29T08:00:00Z",
        "2026-13-01T08:00:00Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "-2026-03-01T08:00:00Z",
        "２０２６-03-01T08:00:00Z",
        "2026-03-01\n",
        "2026-03-01T08:00:00Z\n",
    ],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        parse_instant(text, SHANGHAI)


@given(st.integers(-62_135_510_400_000_000, 253_402_128_000_000_000), st.sampled_from(ZONES))
def test_what_is_written_is_read(instant: int, zone: str) -> None:
    """From the year 1 to 9999."""
    text = rfc3339(instant, zone)
    if len(text.rsplit("+", 1)[-1].rsplit("-", 1)[-1]) == 5:  # before 1900 offsets have seconds
        assert parse_instant(text, "UTC") == instant


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 30)), st.sampled_from(ZONES))
def test_days_follow_each_other_without_a_gap(day: dt.date, zone: str) -> None:
    start, end = start_of_day(day, zone), end_of_day(day, zone)
    assert start_of_day(day + dt.timedelta(days=1), zone) == end + 1
    if day != dt.date(2011, 12, 30) or zone != "Pacific/Apia":  # the day that Samoa left out
        assert local_day(start, zone) == local_day(end, zone) == day
        assert local_day(start - 1, zone) < day < local_day(end + 1, zone)
        assert show_instant(end, zone) == day.isoformat()
        assert parse_instant(day.isoformat(), zone) == end


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_days_of_summer_time(day: str, hours: int) -> None:
    date = dt.date.fromisoformat(day)
    assert end_of_day(date, "Europe/London") + 1 - start_of_day(date, "Europe/London") == hours * DAY // 24


def test_a_local_time_in_the_hour_that_comes_twice_is_the_first() -> None:
    assert parse_instant("2026-10-25T01:30:00", "Europe/London") == parse_instant(
        "2026-10-25T00:30:00Z", "UTC"
    )


@pytest.mark.parametrize("zone", ZONES)
def test_the_end_of_the_calendar(zone: str) -> None:
    """9999-12-31 stands for never; and the first and last hours there are can be shown."""
    never = parse_instant("9999-12-31", zone)
    assert show_instant(never, zone) == "9999-12-31"
    assert local_day(never, zone) == dt.date.max
    for text in (
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
    ):
        instant = parse_instant(text, zone)
        assert rfc3339(instant, zone)
        assert show_instant(instant, zone)
        assert local_day(instant, zone).year in (1, 9999)
    assert parse_instant("9999-12-31T23:59:59-12:00", zone) > parse_instant("9999-12-31T23:59:59Z", zone)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-31T08:00:00", "2026-03-31 08:00"),
        ("2026-03-31T00:00:00", "2026-03-31 00:00"),
        ("2026-03-31T08:00:01", "2026-03-31 08:00:01"),
        ("2026-03-31T08:00:00.5", "2026-03-31 08:00:00.500000"),
        ("2026-03-31T23:59:59", "2026-03-31 23:59:59"),
        ("2026-03-31T23:59:59.999999", "2026-03-31"),
        ("2026-03-31", "2026-03-31"),
        ("2026-03-31T08:00:00Z", "2026-03-31 16:00"),
    ],
)
def test_shown(text: str, shown: str) -> None:
    assert show_instant(parse_instant(text, SHANGHAI), SHANGHAI) == shown


@pytest.mark.parametrize(
    ("days", "hours", "expected"), [(1, 0, 2), (0, 23, 1), (-1, 0, 0), (0, -23, 1), (-1, -1, 0)]
)
def test_a_day_so_much_later(days: int, hours: int, expected: int) -> None:
    """Parts of a day do not count, whichever way."""
    base = dt.date(2026, 3, 1)
    assert instants.plus_days(base, days * DAY + hours * DAY // 24) == base + dt.timedelta(days=expected - 1)


def test_days_between() -> None:
    assert instants.days_between(dt.date(2026, 2, 27), dt.date(2026, 3, 1)) == 2 * DAY
    assert instants.days_between(dt.date(2028, 3, 1), dt.date(2028, 2, 28)) == -2 * DAY


@pytest.mark.parametrize("name", ["", "Mars", "../UTC", "/etc/passwd", "Asia", "a\0b", "x" * 1000])
def test_what_is_no_zone(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        instants.zone(name)


def test_zones_are_those_of_iana() -> None:
    assert instants.zone(SHANGHAI) == ZoneInfo(SHANGHAI)
