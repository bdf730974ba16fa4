"""Constants as a person reads them, exact to the last digit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dsl import model as m
from dsl.attachments import Attachment
from dsl.sentences.names import Names
from dsl.sentences.voice import Voice
from dsl.typesystem import (
    ATTACHMENTS,
    BOOL,
    DURATION,
    INSTANT,
    INTEGER,
    MONEY,
    PERCENT,
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    Reference,
    SetType,
    Type,
    is_decimal,
)
from dsl.units import EXAMPLES

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SPANS = ((86_400_000_000, "days"), (3_600_000_000, "hours"), (60_000_000, "minutes"))
_LAST = dt.time(23, 59, 59, 999999)


class Values:
    """Says the constants of one model in one language."""

    def __init__(self, model: m.Model, names: Names, voice: Voice) -> None:
        self._zone = ZoneInfo(model.zone)
        self._places = model.places
        self._currency = model.currency
        self._names = names
        self._voice = voice

    def constant(self, value: Any, kind: Type) -> str:
        """A value of a type."""
        voice = self._voice
        if isinstance(kind, Optional):
            return self.constant(value, kind.item)
        if value is None:
            return voice.words("missing")
        match kind:
            case EnumType(name):
                return voice.quoted(self._names.values[name].get(value, str(value)))
            case Reference("Place") if value in self._places:
                return voice.quoted(self._names.places[value])
            case Reference(name):
                return voice.say("thing", noun=voice.noun(self._names.kinds[name]), key=value)
            case ListType(item) | SetType(item):
                empty = "empty_list" if isinstance(kind, ListType) else "empty_set"
                return voice.listed([self.constant(v, item) for v in value]) if value else voice.words(empty)
            case Physical(dimension):
                return voice.amount(voice.number(value), EXAMPLES[dimension])
            case Currency(code):
                return voice.amount(voice.number(value), code)
            case Record(name):
                return voice.quoted(self._names.kinds[name])
        return self._scalar(value, kind)

    def _scalar(self, value: Any, kind: Type) -> str:
        voice = self._voice
        if kind == BOOL:
            return voice.words("true" if value else "false")
        if kind == DURATION:
            return self.span(value)
        if kind == INSTANT:
            return self._instant(value)
        if kind == MONEY:
            return voice.amount(voice.number(value), self._currency)
        if kind == PERCENT:
            return voice.amount(voice.number(value), "%")
        if kind in ATTACHMENTS:
            return voice.say("text", text=Attachment.read(value).name)
        if kind == INTEGER or is_decimal(kind):
            return voice.figure(voice.number(value))
        if isinstance(value, dt.date):
            return voice.figure(value.isoformat())
        return voice.say("text", text=value) if value else voice.words("empty_text")

    def span(self, microseconds: int) -> str:
        """A duration in days, hours, minutes and seconds; nothing is dropped."""
        sign, left = ("−", -microseconds) if microseconds < 0 else ("", microseconds)
        parts = []
        for size, unit in _SPANS:
            number, left = divmod(left, size)
            if number:
                parts.append(self._voice.amount(str(number), self._voice.words(unit)))
        if left or not parts:
            seconds = self._voice.number(Decimal(left) / 1_000_000)
            unit = "seconds" if left else "days"
            parts.append(self._voice.amount(seconds if left else "0", self._voice.words(unit)))
        return sign + " ".join(parts)

    def _instant(self, value: int) -> str:
        moment = (_EPOCH + dt.timedelta(microseconds=value)).astimezone(self._zone)
        if moment.time() == _LAST:
            day = self._voice.figure(moment.date().isoformat())
            return self._voice.say("end_of_day", day=day)
        exact = "microseconds" if moment.microsecond else "seconds" if moment.second else "minutes"
        shown = moment.replace(tzinfo=None).isoformat(sep=" ", timespec=exact)
        return self._voice.figure(shown)
