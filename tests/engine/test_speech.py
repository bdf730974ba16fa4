"""What people read: values in Chinese and English."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.typesystem import (
    BOOL,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    MONEY,
    NUMBER,
    PERCENT,
    PHOTO,
    QUANTITY,
    TEXT,
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    Reference,
    SetType,
    Type,
)
from engine.shapes import Shapes
from engine.speech import Speaker, bare_text, show_duration
from tests.engine.yard import YARD, Yard, compiled, instant

MODEL = compiled(YARD).model
SPEAKER = Speaker(MODEL)
PACKAGING = Shapes(MODEL).records["Packaging"]
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        (TEXT, "水饺", "水饺", "水饺"),
        (BOOL, True, "是", "yes"),
        (BOOL, False, "否", "no"),
        (INTEGER, 1200, "1200", "1200"),
        (NUMBER, Decimal("2.500000"), "2.5", "2.5"),
        (NUMBER, 3, "3", "3"),
        (QUANTITY, Decimal("1E+2"), "100", "100"),
        (MONEY, Decimal("12.50"), "12.5 CNY", "12.5 CNY"),
        (Currency("USD"), Decimal("12.50"), "12.5 USD", "12.5 USD"),
        (PERCENT, Decimal("12.50"), "12.5 %", "12.5 %"),
        (PHOTO, f"{'a' * 64} image/png 门 1.png", "门 1.png", "门 1.png"),
        (Physical("energy"), Decimal(7), "7 kJ", "7 kJ"),
        (DATE, dt.date(2026, 3, 1), "2026-03-01", "2026-03-01"),
        (INSTANT, instant("2026-03-01T08:30:00"), "2026-03-01 08:30", "2026-03-01 08:30"),
        (INSTANT, instant("2026-03-01"), "2026-03-01", "2026-03-01"),
        (DURATION, 47 * 60 * SECOND, "47 分钟", "47 minutes"),
        (Physical("temperature"), Decimal("-12.500"), "-12.5 °C", "-12.5 °C"),
        (Physical("temperature_difference"), Decimal(3), "3 K", "3 K"),
        (Physical("mass"), Decimal("0.5"), "0.5 kg", "0.5 kg"),
        (Physical("volume"), Decimal(2), "2 L", "2 L"),
        (Physical("length"), Decimal(2), "2 m", "2 m"),
        (Physical("humidity"), Decimal(55), "55 %", "55 %"),
        (EnumType("Storage"), "frozen", "冷冻", "冷冻"),
        (EnumType("Storage"), "gone", "gone", "gone"),
        (Reference("Lot"), "L1", "L1", "L1"),
        (Optional(BOOL), None, "缺失", "missing"),
        (Optional(BOOL), True, "是", "yes"),
        (ListType(BOOL), (True, False), "是、否", "yes, no"),
        (SetType(TEXT), (), "无", "none"),
        (Record("Packaging"), PACKAGING("箱", Decimal("12.0")), "箱, 12", "箱, 12"),
    ],
)
def test_shown(kind: Type, value: Any, zh: str, en: str) -> None:
    assert SPEAKER.show(value, kind, "zh", MODEL.zone) == zh
    assert SPEAKER.show(value, kind, "en", MODEL.zone) == en


def test_instants_are_shown_in_the_zone_of_the_site() -> None:
    moment = instant("2026-03-01T08:30:00+08:00")
    assert SPEAKER.show(moment, INSTANT, "en", "Asia/Urumqi") == "2026-03-01 06:30"


@pytest.mark.parametrize(
    ("duration", "zh", "en"),
    [
        (0, "0 分钟", "0 minutes"),
        (1, "0 分钟", "0 minutes"),
        (-1, "0 分钟", "0 minutes"),
        (SECOND, "1 秒", "1 second"),
        (90 * SECOND, "1 分钟 30 秒", "1 minute 30 seconds"),
        (HOUR, "1 小时", "1 hour"),
        (DAY, "1 天", "1 day"),
        (30 * DAY, "30 天", "30 days"),
        (29 * DAY + 23 * HOUR + 59 * 60 * SECOND, "29 天 23 小时", "29 days 23 hours"),
        (DAY + SECOND, "1 天 1 秒", "1 day 1 second"),
        (-(2 * DAY + HOUR), "-2 天 1 小时", "-2 days 1 hour"),
    ],
)
def test_durations(duration: int, zh: str, en: str) -> None:
    assert show_duration(duration, "zh") == zh
    assert show_duration(duration, "en") == en


@given(st.integers(-(10**18), 10**18))
def test_a_duration_is_never_shown_longer_than_it_is(duration: int) -> None:
    units = {"day": DAY, "hour": HOUR, "minute": 60 * SECOND, "second": SECOND}
    words = show_duration(duration, "en").lstrip("-").split()
    total = sum(int(n) * units[u.rstrip("s")] for n, u in zip(words[::2], words[1::2], strict=True))
    assert abs(duration) - DAY < total <= abs(duration)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (NUMBER, Decimal("2.50"), "2.5"),
        (QUANTITY, 3, "3"),
        (DATE, dt.date(2026, 3, 1), "2026-03-01"),
        (INTEGER, 7, "7"),
        (TEXT, "L1", "L1"),
    ],
)
def test_text_without_a_language(kind: Type, value: Any, text: str) -> None:
    assert bare_text(value, kind) == text


def test_messages_in_both_languages() -> None:
    text = YARD + (
        '\nrule talkative "话多"\n    on Opened\n    when lot.opened == false\n'
        '    warn "{lot.item.storage} {note} {lot.expires_at} {lot.parents} {lot.opened}"\n'
    )
    yard = Yard(text).stocked(expires_at="2026-03-31")
    answer = yard.accept("Opened", lot="L1")
    (said,) = answer.findings[0]["messages"]
    assert said == {"zh": "常温 缺失 2026-03-31 无 否", "en": "常温 missing 2026-03-31 none no"}
