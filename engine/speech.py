"""Values and messages as people read them, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from dsl.attachments import Attachment
from dsl.model import Expression, Message, Model, Template
from dsl.typesystem import (
    ATTACHMENTS,
    BOOL,
    DATE,
    DURATION,
    INSTANT,
    MONEY,
    PERCENT,
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    SetType,
    Type,
    is_decimal,
)
from dsl.units import EXAMPLES
from dsl.words import Language
from engine.codec import encode_record, plain
from engine.instants import show_instant
from engine.trouble import Trouble

_DURATION_UNITS = (
    (86_400_000_000, "day", "days", "天"),
    (3_600_000_000, "hour", "hours", "小时"),
    (60_000_000, "minute", "minutes", "分钟"),
    (1_000_000, "second", "seconds", "秒"),
)


def show_duration(duration: int, language: Language) -> str:
    """A duration in its two largest units that are not zero; what is smaller is dropped."""
    sign, left = ("-", -duration) if duration < 0 else ("", duration)
    parts = []
    for size, one, many, zh in _DURATION_UNITS:
        number, left = divmod(left, size)
        if number:
            unit = zh if language == "zh" else (one if number == 1 else many)
            parts.append(f"{number} {unit}")
        if len(parts) == 2:
            break
    if not parts:
        return "0 分钟" if language == "zh" else "0 minutes"
    return sign + " ".join(parts)


class Speaker:
    """Shows values of one model's types, instants in a zone."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def show(self, value: Any, kind: Type, language: Language, zone: str) -> str:
        """A value as a person reads it."""
        if value is None:
            return "缺失" if language == "zh" else "missing"
        match kind:
            case Optional(item):
                return self.show(value, item, language, zone)
            case ListType(item) | SetType(item):
                shown = [self.show(v, item, language, zone) for v in value]
                return ("、" if language == "zh" else ", ").join(shown) or (
                    "无" if language == "zh" else "none"
                )
            case EnumType(name):
                labels = {v.name: v.label.in_(language) for v in self._model.enums[name].values}
                return labels.get(value, str(value))
            case Physical(dimension):
                return f"{plain(value)} {EXAMPLES[dimension]}"
            case Currency(code):
                return f"{plain(value)} {code}"
            case Record():
                return ", ".join(str(v) for v in encode_record(value).values() if v is not None)
        if kind == BOOL:
            return ("是" if value else "否") if language == "zh" else ("yes" if value else "no")
        if kind == DURATION:
            return show_duration(value, language)
        if kind == INSTANT:
            return show_instant(value, zone)
        if kind == MONEY:
            return f"{plain(value)} {self._model.currency}"
        if kind == PERCENT:
            return f"{plain(value)} %"
        if kind in ATTACHMENTS:
            return Attachment.read(value).name
        return bare_text(value, kind)

    def say(self, message: Message, evaluate: Callable[[Expression], Any], zone: str) -> dict[str, str]:
        """A message in both languages, its braces filled."""
        return {
            "zh": self._fill(message.zh, evaluate, "zh", zone),
            "en": self._fill(message.en, evaluate, "en", zone),
        }

    def _fill(
        self, template: Template, evaluate: Callable[[Expression], Any], language: Language, zone: str
    ) -> str:
        return "".join(
            p if isinstance(p, str) else self._value(p, evaluate, language, zone) for p in template.parts
        )

    def _value(
        self, part: Expression, evaluate: Callable[[Expression], Any], language: Language, zone: str
    ) -> str:
        """A value in a message; a question mark where it can't be had."""
        try:
            return self.show(evaluate(part), part.type, language, zone)
        except (Trouble, ArithmeticError):
            return "?"


def bare_text(value: Any, kind: Type) -> str:
    """A value as text without a language: what a key made from values holds."""
    if isinstance(value, Decimal):
        return plain(value)
    if kind == DATE:
        return str(value.isoformat())
    if is_decimal(kind):
        return plain(Decimal(value))
    return str(value)
