"""Events that are nearly right, and the text of packs after someone has been at it: from a `Random`, so that Hypothesis
and a plain loop can both draw them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, assert_never

from dsl.model import Model
from dsl.typesystem import (
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    Reference,
    Scalar,
    SetType,
    Type,
)
from dsl.words import KEYWORDS
from engine.tuning import TUNED

TIMES = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "1969-12-31T23:59:59.999999999Z",
    "2027-03-01",
    "2027-03-01T09:00:00",
    "2027-03-01T23:59:60+08:00",
    "2027-03-01t09:00:00z",
    "2027-03-01 09:00:00-00:00",
    "2027-03-01T09:00:00+24:00",
    "2027-03-01T09:00:00+08:60",
    "2027-02-29T09:00:00+08:00",
    "9999-12-31",
    "9999-12-31T23:59:59",
    "9999-12-31T23:59:59.999999-23:59",
    "٢٠٢٧-03-01T09:00:00+08:00",
)
"""At the edges of what a time may be, and over them."""

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    0.1234567,
    10**12,
    10**30,
    "\N{NO-BREAK SPACE}",
    "",
    " ",
    "\0",
    "\ud800",
    "\udc00\ud800",
    "\x1d",
    "x" * 201,
    "字" * 70_000,
    "‮\u2028\x85",
    "批次'\"\\",
    "1e400",
    "1e-400",
    "NaN",
    "-Infinity",
    "９ kg",
    "٣",
    "1_000",
    "2 箱",
    "-2 箱",
    "1e11 箱",
    "3 furlongs",
    "4 °C",
    "-300 °C",
    "1e11 °F",
    "999999999999 days",
    "1e-9 s",
    "-3 h",
    "2027-02-30",
    "0001-01-01",
    "9999-12-31",
    "(01)06901234567892(10)F-PORK-0301-0001(17)270400",
    "(01)06901234567892(17)000000",
    "(10)",
    "]C1\x1d\x1d",
    "]d2010690123456789217",
    "https://id.gs1.org/01/06901234567892/10/A?17=991332",
    "http://[",
    "Asia/Kathmandu",
    "../etc/passwd",
    "Mars/Olympus",
    [],
    [None],
    [[]],
    {},
    {"": None},
    ["x"] * 1001,
)
"""What no field of any type expects, or what some can barely bear."""

RAW = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"\\u0000",
    b"NaN",
    b"-Infinity",
    b"1e999999999",
    b"1" * 5000,
    b"[" * 70,
    b"[" * 20_000,
    b'{"a":' * 70,
    b'"id":"twice",',
    b"}",
    b"{",
    b"]",
    b",",
    b'"',
    b"\\",
    b"\r",
    b"\x85",
)
"""What is put between the bytes of a line."""

Event = dict[str, Any]


class Vandal:
    """Makes events of a model, and spoils them. `known` are codes by entity that the events may name."""

    def __init__(self, model: Model, known: Mapping[str, Sequence[str]], start: str) -> None:
        self._model = model
        self._known = known
        self._start = start
        """A day: most events are of the hours after it."""

    def line(self, chance: Random) -> bytes:
        """One line: an event as it should be, or nearly so."""
        event = self.event(chance)
        for _ in range(chance.choice((0, 0, 0, 0, 1, 1, 3))):
            self._spoil(event, chance)
        raw = json.dumps(event, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
        for _ in range(chance.choice((0, 0, 0, 0, 0, 0, 1, 2))):
            raw = _spoilt_bytes(raw, chance)
        return raw.replace(b"\n", b" ")

    def event(self, chance: Random) -> Event:
        """An event of some type with values of the types of its fields. It may still be refused."""
        name = chance.choice([*self._model.events, TUNED])
        if name == TUNED:
            parameter = chance.choice(list(self._model.parameters.values()))
            data = {"parameter": parameter.name, "value": self.value(parameter.type, chance)}
        else:
            data = {
                f.name: self.value(f.type, chance)
                for f in self._model.events[name].fields.values()
                if chance.random() < (0.7 if isinstance(f.type, Optional) else 0.99)
            }
        event: Event = {
            "specversion": "1.0",
            "id": f"v{chance.randrange(60)}",
            "source": chance.choice(("/a", "/a", "/b")),
            "type": name,
            "time": self._time(chance),
            "data": data,
        }
        if chance.random() < 0.5:
            event["role"] = chance.choice(list(self._model.roles))
        if chance.random() < 0.3:
            event["reason"] = "复检合格"
        return event

    def _time(self, chance: Random) -> str:
        clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}"
        if chance.random() < 0.05:
            return f"2027-0{chance.randrange(1, 10)}-{chance.randrange(1, 31):02}T{clock}+08:00"
        return f"{self._start}T{clock}+08:00"

    def value(self, kind: Type, chance: Random) -> Any:
        """A value of a type as JSON; of codes mostly those that are known."""
        match kind:
            case Optional(item):
                return self.value(item, chance)
            case ListType(item) | SetType(item):
                return [self.value(item, chance) for _ in range(chance.choice((0, 1, 1, 2)))]
            case Reference(entity):
                known = self._known.get(entity) or ("?",)
                return chance.choice(known) if chance.random() < 0.97 else "nobody"
            case EnumType(name):
                return chance.choice(self._model.enums[name].values).name
            case Record(entity):
                fields = self._model.entities[entity].fields.values()
                return {f.name: self.value(f.type, chance) for f in fields if chance.random() < 0.98}
            case Physical(dimension):
                return {"temperature": f"{chance.randrange(-30, 30)} °C"}.get(dimension, chance.randrange(20))
            case Currency(code):
                return f"{chance.randrange(200)} {code}"
            case Scalar():
                return self._scalar(kind.name, chance)
            case _:
                assert_never(kind)

    def _scalar(self, name: str, chance: Random) -> Any:
        day = f"2027-0{chance.randrange(1, 10)}-{chance.randrange(1, 31):02}"
        match name:
            case "text":
                fresh = f"N{chance.randrange(12)}"
                return fresh if chance.random() < 0.6 else chance.choice(self._known.get("Lot") or ("?",))
            case "bool":
                return chance.random() < 0.5
            case "date":
                return day
            case "instant":
                return chance.choice((day, f"{day}T12:00:00+08:00", chance.choice(TIMES)))
            case "duration":
                return f"{chance.randrange(400)} {chance.choice(('days', 'h', 'minutes'))}"
            case "integer":
                return chance.randrange(10)
            case _:
                return chance.choice((1, 3, "0.5", 40, 1000, "2 箱", 10**11, chance.randrange(100)))

    def _spoil(self, event: Event, chance: Random) -> None:
        """Change one thing about an event."""
        data = event.get("data")
        inside = data if isinstance(data, dict) and data and chance.random() < 0.7 else event
        name = chance.choice(list(inside) or ["id"])
        match chance.randrange(8):
            case 0:
                inside.pop(name, None)
            case 1 | 2 | 3:
                inside[name] = chance.choice(ODD)
            case 4:
                inside[chance.choice((f"{name}s", "at", "lot", "self", "", "品" * 90))] = inside.get(name)
            case 5:
                inside[name] = [inside.get(name), chance.choice(ODD)]
            case 6:
                event["time"] = chance.choice(TIMES)
            case _:
                event["type"] = chance.choice(
                    ("bincard.tick", "bincard.published", "Sale", *self._model.events)
                )


def _spoilt_bytes(raw: bytes, chance: Random) -> bytes:
    """A line with something put in, taken out, or written over."""
    start = chance.randrange(len(raw) + 1)
    end = min(len(raw), start + chance.choice((0, 0, 1, 1, 4, 40)))
    return raw[:start] + chance.choice((b"", *RAW, bytes([chance.randrange(256)]))) + raw[end:]


# -- text ------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[^\W\d]\w*|\d[\d.:T+-]*|\n[ ]*|[ ]+|==|!=|<=|>=|.', re.DOTALL)
_WORDS = [word for pair in KEYWORDS.values() for word in pair]
_OTHER = {a: b for en, zh in KEYWORDS.values() for a, b in ((en, zh), (zh, en))}
_ODD_TEXT = (
    "\t", "\0", "\ud800", "“", "”", "（", "＝", "{", "}", '"', "#", "\\", "\r", "\u2028", "1e400", "9" * 40, "0",
    "at", "now", "self", "null", "__class__", "class", "lambda", "None", "lot", "item.", ".lot", "not ", "-", "((", "[",
    "999999999 years", "2027-02-30", "0001-01-01", "9999-12-31T23:59:59", "°C", " / 0", " / (1 - 1)", "(" * 200,
)  # fmt: skip


def tokens(text: str) -> list[str]:
    """The text in pieces that a person would move about."""
    return _TOKEN.findall(text)


def mangled(text: str, others: Sequence[str], chance: Random) -> str:
    """A text with pieces swapped, deleted, doubled, translated, or taken from others."""
    pieces = tokens(text)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        if not pieces:
            break
        _MANGLE[chance.randrange(len(_MANGLE))](pieces, others, chance)
    return "".join(pieces)


def _solid(pieces: list[str], chance: Random) -> int:
    """The place of a piece, hardly ever of one that is blank."""
    for _ in range(5):
        at = chance.randrange(len(pieces))
        if not pieces[at].isspace():
            break
    return at


def _swap(pieces: list[str], _others: Sequence[str], chance: Random) -> None:
    one, other = _solid(pieces, chance), _solid(pieces, chance)
    pieces[one], pieces[other] = pieces[other], pieces[one]


def _delete(pieces: list[str], _others: Sequence[str], chance: Random) -> None:
    start = _solid(pieces, chance)
    del pieces[start : start + chance.choice((1, 1, 1, 5, 30))]


def _double(pieces: list[str], _others: Sequence[str], chance: Random) -> None:
    start = chance.randrange(len(pieces))
    some = pieces[start : start + chance.choice((1, 1, 3, 20, 100))]
    at = chance.choice((start, chance.randrange(len(pieces))))
    pieces[at:at] = some


def _replace(pieces: list[str], others: Sequence[str], chance: Random) -> None:
    pieces[_solid(pieces, chance)] = chance.choice((chance.choice(others), chance.choice(_WORDS)))


def _insert(pieces: list[str], others: Sequence[str], chance: Random) -> None:
    at = chance.randrange(len(pieces))
    pieces[at:at] = [chance.choice((chance.choice(others), *_ODD_TEXT))]


def _translate(pieces: list[str], _others: Sequence[str], chance: Random) -> None:
    for at, piece in enumerate(pieces):
        if piece in _OTHER and chance.random() < 0.5:
            pieces[at] = _OTHER[piece]


def _alike(pieces: list[str], _others: Sequence[str], chance: Random) -> None:
    """A name stands where another name of the text stood: most likely to pass the parser and meet the checker."""
    names = [n for n, piece in enumerate(pieces) if piece.isidentifier() and piece not in _OTHER]
    if names:
        pieces[chance.choice(names)] = pieces[chance.choice(names)]


_MANGLE: tuple[Callable[[list[str], Sequence[str], Random], None], ...] = (
    _swap,
    _delete,
    _double,
    _replace,
    _insert,
    _translate,
    _alike,
    _alike,
    _alike,
)
