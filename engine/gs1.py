"""GS1 barcodes and Digital Links: what their application identifiers say.

Source: GS1 General Specifications. AI 01 is the item (GTIN), 10 the lot, 17 the last day on which it may be used,
7003 the minute. Day 00 of AI 17 is the last day of the month.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dsl.diagnostics import Both
from engine.instants import end_of_day, start_of_day
from engine.trouble import Malformed

_SYMBOLOGY = re.compile(r"\](?:C1|d2|e0|Q3|J1|E0)")
_BRACKETED = re.compile(r"\((\d{2,4})\)")
_GS = "\x1d"
DAYS = ("11", "12", "13", "15", "16", "17")
"""Identifiers that hold a day."""

_QUARTER = 15 * 60_000_000
_FIXED = {
    "00",
    "01",
    "02",
    "03",
    "04",
    "11",
    "12",
    "13",
    "14",
    "15",
    "16",
    "17",
    "18",
    "19",
    "20",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "41",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A barcode's application identifiers and their values."""

    values: Mapping[str, str]

    def shown(self) -> str:
        """As printed beneath a barcode: `(01)...(10)...`."""
        return "".join(f"({ai}){value}" for ai, value in self.values.items())

    def expiry(self, zone: str) -> int | None:
        """The instant at which it expires: AI 7003 to the minute, else the end of the day of AI 17."""
        exact = self.values.get("7003")
        if exact is not None:
            day = _day(exact[:6])
            return start_of_day(day, zone) + (int(exact[6:8]) * 60 + int(exact[8:10])) * 60_000_000
        last = self.values.get("17")
        return end_of_day(_day(last), zone) if last is not None else None

    def day(self, ai: str) -> dt.date:
        """The day under an application identifier that holds one."""
        return _day(self.values[ai])

    def fits(self, ai: str, value: Any) -> bool:
        """Whether a field's value is what the scan says under an application identifier.

        An expiry fits where the clock of some zone on earth shows it: the site at which the lot came in is not known.
        """
        if ai in ("17", "7003") and not isinstance(value, dt.date):
            shift = (self.expiry("UTC") or 0) - value if isinstance(value, int) else _QUARTER // 2
            return -12 * 4 * _QUARTER <= shift <= 14 * 4 * _QUARTER and shift % _QUARTER == 0
        if ai in DAYS:
            return bool(value == self.day(ai))
        said = self.values[ai]
        return value is not None and (
            said == value or (ai == "01" and said.lstrip("0") == str(value).lstrip("0"))
        )


def _day(digits: str) -> dt.date:
    """YYMMDD by the rule of the General Specifications: within 50 years; day 00 is the last of the month."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    year += 1900 if year >= 76 else 2000
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def looks_like_scan(text: str) -> bool:
    """Whether a text is meant as a GS1 barcode or Digital Link and not as a code."""
    return (
        bool(_SYMBOLOGY.match(text))
        or bool(_BRACKETED.match(text))
        or _GS in text
        or text.startswith(("http://", "https://"))
    )


@lru_cache(maxsize=4096)
def read_scan(text: str) -> Scan:
    """What a barcode says. Raises `Malformed` (BC631) where it is not a valid GS1 barcode."""
    from biip import ParseError
    from biip import parse as biip_parse

    if _BRACKETED.match(text):
        text = _without_brackets(text)
    try:
        result = biip_parse(text)
    except (ParseError, ValueError, IndexError) as error:  # biip takes `]` for the beginning of more
        raise _unreadable(text, _reason(str(error))) from error
    message = result.gs1_message
    if message is None and result.gs1_digital_link_uri is not None:
        message = result.gs1_digital_link_uri.as_gs1_message()
    if message is None and result.gtin is not None:
        return Scan({"01": result.gtin.as_gtin_14()})
    if message is None:
        raise _unreadable(text, _reason(result.gs1_message_error or result.gs1_digital_link_uri_error or ""))
    values: dict[str, str] = {}
    for element in message.element_strings:
        if values.setdefault(element.ai.ai, element.value) != element.value:
            twice = element.ai.ai
            raise _unreadable(text, Both(f"({twice}) stands in it twice", f"({twice}) 出现了两次"))
        if element.gtin_error:
            raise _unreadable(text, _reason(element.gtin_error))
    if not values:
        raise _unreadable(text, _EMPTY)
    return Scan(values)


def _without_brackets(text: str) -> str:
    """The human-readable form as a scanner sends it: a separator after every value of variable length."""
    pieces = []
    _, *parts = _BRACKETED.split(text)
    for ai, value in zip(parts[::2], parts[1::2], strict=True):
        if ai in ("01", "02"):
            value = value.zfill(14)
        pieces.append(ai + value + ("" if ai[:2] in _FIXED else _GS))
    return "]C1" + "".join(pieces).rstrip(_GS)


_EMPTY = Both("it holds no application identifiers", "其中没有应用标识符")
_REASONS = (
    (
        re.compile(r"Invalid GTIN check digit for '(.*)': Expected (\d), got (\d)"),
        Both("the check digit of {0} is {2} and should be {1}", "{0} 的校验位为 {2}，应为 {1}"),
    ),
    (
        re.compile(r"Failed to get GS1 Application Identifier from '(.*)'"),
        Both("`{0}` begins with no application identifier", "`{0}` 不以应用标识符开头"),
    ),
    (
        re.compile(r"Failed to match '(.*)' with GS1 AI \((\d+)\)"),
        Both("`{0}` is no value of ({1})", "`{0}` 不符合 ({1}) 的格式"),
    ),
    (
        re.compile(r"Failed to parse GS1 AI \((\d+)\) date/time from '(.*)'"),
        Both("({0}) says {1}, which is no date", "({0}) 为 {1}，不是日期"),
    ),
)


def _reason(said: str) -> Both:
    """What biip says, in words for whoever holds the scanner."""
    for pattern, reason in _REASONS:
        if match := pattern.search(said):
            parts = [part.replace(_GS, "<GS>")[:40] for part in match.groups()]
            return Both(reason.en.format(*parts), reason.zh.format(*parts))
    return _EMPTY


def _unreadable(text: str, reason: Both) -> Malformed:
    shown = text.replace(_GS, "<GS>")[:80]
    return Malformed(
        "BC631",
        f"`{shown}` is not a valid GS1 barcode: {reason.en}. Scan it again, or give the code.",
        f"`{shown}` 不是有效的 GS1 条码：{reason.zh}。请重新扫描，或改填编号。",
    )
