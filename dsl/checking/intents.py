"""What words and dates from elsewhere probably mean: other languages' types, truth values and ways to write a day."""

from __future__ import annotations

import re

from dsl.diagnostics import Both

TYPES = {
    **dict.fromkeys(("string", "str", "varchar", "char", "文本", "文字", "字符串"), "text"),
    **dict.fromkeys(("int", "long", "整数"), "integer"),
    **dict.fromkeys(("float", "double", "decimal", "real", "numeric", "数值", "数字", "小数"), "number"),
    **dict.fromkeys(("boolean", "是非", "布尔"), "bool"),
    **dict.fromkeys(("datetime", "timestamp", "time", "时刻", "时间"), "instant"),
    **dict.fromkeys(("day", "日期"), "date"),
    **dict.fromkeys(("timedelta", "interval", "时长"), "duration"),
    **dict.fromkeys(("qty", "数量"), "quantity"),
    **dict.fromkeys(("currency", "price", "金额"), "money"),
    "温度": "temperature",
    "温差": "temperature_difference",
    "质量": "mass",
    "重量": "mass",
    "体积": "volume",
    "长度": "length",
    "湿度": "humidity",
}
"""The built-in type that a type of another language, or one in Chinese, stands for."""

_TRUE = Both("Write `true`.", "请写 `真`。")
_FALSE = Both("Write `false`.", "请写 `假`。")
_NOTHING = Both(
    "Whether a value is there is asked by `is known` and `is missing`.",
    "值是否存在用“已知”“缺失”来判断。",
)
_VALUES = {
    **dict.fromkeys(("true", "yes", "on", "是", "对"), _TRUE),
    **dict.fromkeys(("false", "no", "off", "否", "错"), _FALSE),
    **dict.fromkeys(("today", "今天", "今日", "当天"), Both(
        "The day of the event is `date(at)`, that of the clock `date(now)`.",
        "事件当日写 `date(at)`，当前日期写 `date(现在)`。",
    )),
    **dict.fromkeys(("event", "this", "事件"), Both(
        "A field of the event stands alone: `quantity`.", "事件的字段直接写：`quantity`。"
    )),
    **dict.fromkeys(("null", "none", "nil", "empty", "undefined", "空", "无"), _NOTHING),
}  # fmt: skip

_CALENDAR = Both(
    "A month or a year has no fixed length: write days, such as `90 days`.",
    "月和年的长度不固定：请写天数，例如 `90 天`。",
)
CALENDAR = dict.fromkeys(
    ("month", "months", "year", "years", "quarter", "quarters", "月", "个月", "年", "季度"), _CALENDAR
)
"""Units of the calendar, which are no lengths."""

_UNITS = {
    **dict.fromkeys(("RMB", "rmb", "yuan", "人民币", "元人民币"), "CNY"),
    **dict.fromkeys(("C", "c", "℃度", "度", "摄氏度", "degC", "celsius"), "°C"),
    **dict.fromkeys(("days_", "d", "D", "日"), "days"),
    **dict.fromkeys(("pct", "percent", "个百分点"), "%"),
}


def unit_meant(name: str, digits: str) -> Both | None:
    """What to write for a unit of the calendar, or one that has another name elsewhere."""
    if name in CALENDAR:
        return CALENDAR[name]
    unit = _UNITS.get(name)
    return None if unit is None else Both(f"Write `{digits} {unit}`.", f"请写 `{digits} {unit}`。")


_FUNCTIONS = {
    **dict.fromkeys(("len", "size"), Both("Write `length(...)`.", "请写 `length(...)`。")),
    **dict.fromkeys(("now", "today", "NOW", "TODAY"), Both(
        "The clock is `now`, without brackets; the local day is `date(now)`.",
        "当前时间写 `现在`，不带括号；当地日期写 `date(现在)`。",
    )),
    **dict.fromkeys(("count", "sum", "avg", "average", "COUNT", "SUM"), Both(
        "Events are counted by a measure: declare `measure issued(item: Item)` with `count of ... by ...`, and read that.",
        "统计事件要用度量：请声明 `度量 issued(item: Item)`，写 `计数 之 ... 按 ...`，再读取它。",
    )),
    **dict.fromkeys(("ceil", "roundup"), Both("Write `ceiling(...)`.", "请写 `ceiling(...)`。")),
}  # fmt: skip


def function_meant(name: str) -> Both | None:
    """What to write for a function that has another name elsewhere, or is none here."""
    return _FUNCTIONS.get(name)


_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def value_meant(name: str) -> Both | None:
    """What to write for a truth value or a missing one as other languages have them."""
    return _VALUES.get(name.casefold())


def day_meant(text: str) -> str | None:
    """The day that something like `2026/3/1` or `2026年3月1日` means, as it is written here."""
    match = _DAY.fullmatch(text)
    if match is None or not (1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31):
        return None
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
