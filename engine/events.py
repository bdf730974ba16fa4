"""CloudEvents 1.0 as they arrive, and the answers that go out."""

from __future__ import annotations

import hashlib
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, NamedTuple, NoReturn

import msgspec

from dsl.diagnostics import Both
from dsl.near import nearest
from engine.instants import parse_instant, rfc3339
from engine.records import OWN_SOURCE, EventRow, Outcome
from engine.trouble import Malformed, Trouble

MAX_BYTES = 1_000_000
"""An event as JSON may be this long."""

MAX_DEPTH = 60
"""And nested so deep."""

KNOWN_ATTRIBUTES = (
    "specversion",
    "id",
    "source",
    "type",
    "time",
    "data",
    "datacontenttype",
    "dataschema",
    "subject",
)


class Envelope(NamedTuple):
    """A well-formed CloudEvent. `at` is its time in microseconds."""

    source: str
    id: str
    type: str
    at: int
    data: Mapping[str, Any]
    role: str | None = None
    reason: str | None = None


class Answer(msgspec.Struct, gc=False):
    """What became of an event. `findings` are JSON objects; `problem` says why it was refused or malformed."""

    source: str
    id: str
    outcome: Outcome
    seq: int | None = None
    findings: Sequence[dict[str, Any]] = ()
    emitted: Sequence[dict[str, Any]] = ()
    problem: dict[str, str] | None = None
    duplicate: bool = False

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON; what is empty is left out."""
        result: dict[str, Any] = {"source": self.source, "id": self.id, "outcome": self.outcome}
        if self.seq is not None:
            result["seq"] = self.seq
        for name in ("findings", "emitted", "problem", "duplicate"):
            if getattr(self, name):
                result[name] = getattr(self, name)
        return result


def digest(raw: bytes) -> str:
    """What names a dead letter: the SHA-256 of its bytes."""
    return hashlib.sha256(raw).hexdigest()


def line_text(raw: bytes) -> str:
    """A line without its mark of byte order and the blanks around it. Raises `UnicodeDecodeError`."""
    return raw.removeprefix(BOM_UTF8).decode().strip()


def read_json(raw: bytes) -> Any:
    """JSON with exact decimals. Raises `Malformed` (BC640, BC641)."""
    if len(raw) > MAX_BYTES:
        raise Malformed(
            "BC641",
            f"The event has {len(raw)} bytes; at most {MAX_BYTES} are read. Split it.",
            f"事件有 {len(raw)} 字节; 最多 {MAX_BYTES} 字节。请拆分。",
        )
    try:
        text = line_text(raw)
        data, end = _DECODER.raw_decode(text)
        if end != len(text):
            raise json.JSONDecodeError("Extra data", text, end)
    except UnicodeDecodeError as error:
        raise Malformed(
            "BC640",
            f"The line is not UTF-8 text (byte {error.start}). Send UTF-8.",
            f"该行不是 UTF-8 文本 (第 {error.start} 字节)。请用 UTF-8 发送。",
        ) from error
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error).split(";")[0]
        raise Malformed(
            "BC640",
            f"The line is not JSON: {reason}. Send one CloudEvent as JSON on each line.",
            f"该行不是 JSON: {reason}。每行应为一个 JSON 格式的 CloudEvent。",
        ) from error

    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _is_deeper(data, MAX_DEPTH):
        raise Malformed(
            "BC640",
            f"The event is nested more than {MAX_DEPTH} deep. Send flat fields.",
            f"事件嵌套超过 {MAX_DEPTH} 层。请使用扁平的字段。",
        )
    if b"\\u" in raw and not _is_storable(data):
        raise Malformed(
            "BC647",
            "The event holds a character that no text can hold: U+0000, or half of a surrogate pair. Take it out.",
            "事件含有文本中不可存放的字符: U+0000 或不成对的代理项。请去掉。",
        )
    return data


def _is_storable(data: Any) -> bool:
    text = json.dumps(data, ensure_ascii=False, default=str)
    return not _NUL.search(text) and not any("\ud800" <= c <= "\udfff" for c in text)


_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""U+0000 as JSON shows it; not a backslash before `u0000`."""


def _is_deeper(data: Any, depth: int) -> bool:
    level = [data]
    for _ in range(depth):
        level = [v for value in level for v in _inside(value)]
    return any(isinstance(value, dict | list) for value in level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"the number {text[:40]} is beyond all measure") from None


_DECODER = json.JSONDecoder(parse_float=_decimal, parse_constant=_no_constant)


_Attribute = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]


class _Plain(msgspec.Struct, gc=False):
    """A CloudEvent in which every attribute is as it is meant."""

    specversion: Literal["1.0"]
    source: _Attribute
    id: _Attribute
    type: _Attribute
    time: _Attribute
    data: dict[str, Any] | None = None
    role: str | None = None
    reason: str | None = None


_PLAIN = msgspec.json.Decoder(_Plain, float_hook=Decimal)


def read_line(raw: bytes, zone: str) -> Envelope:
    """A CloudEvent from its line: what is plain in one step, all else as `read_json` and `read_envelope` say.

    Raises `Malformed` (BC640 to BC645, BC647).
    """
    if len(raw) <= MAX_BYTES and b"\\u" not in raw and raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        try:
            found = _PLAIN.decode(line_text(raw))
            at = parse_instant(found.time, zone)
        except (ValueError, ArithmeticError, RecursionError):
            pass  # the long way says what is wrong, and knows best whether something is
        else:
            has_time = len(found.time) > len("2026-01-01")
            if found.source != OWN_SOURCE and has_time:
                return Envelope(
                    found.source, found.id, found.type, at, found.data or {}, found.role, found.reason
                )
    return read_envelope(read_json(raw), zone)


def read_envelope(data: Any, zone: str) -> Envelope:
    """A CloudEvent from its JSON. Raises `Malformed` (BC642 to BC645)."""
    if not isinstance(data, dict):
        kind = _kind(data)
        raise Malformed(
            "BC642",
            f"A CloudEvent is a JSON object; this is {kind.en}. Send one object on each line.",
            f"CloudEvent 应为 JSON 对象; 这里是{kind.zh}。请每行发送一个对象。",
        )
    if data.get("specversion") != "1.0":
        found = json.dumps(data.get("specversion"), ensure_ascii=False, default=str)[:40]
        raise Malformed(
            "BC643",
            f'`specversion` is {found}; I read CloudEvents "1.0".',
            f'`specversion` 为 {found}; 只支持 CloudEvents "1.0"。',
        )
    id, source = _attribute(data, "id"), _attribute(data, "source")
    event_type, time = _attribute(data, "type"), _attribute(data, "time")
    try:
        at = parse_instant(time, zone)
        if len(time) <= 10:
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise Malformed(
            "BC645",
            f"`time` is `{time[:40]}`; an RFC 3339 time such as 2026-03-01T08:00:00+08:00 is expected.",
            f"`time` 为 `{time[:40]}`; 应为 RFC 3339 时间, 例如 2026-03-01T08:00:00+08:00。",
        ) from error
    if source == OWN_SOURCE:
        raise Malformed(
            "BC644",
            f"The source `{OWN_SOURCE}` is for events that the engine makes itself. Name your own.",
            f"来源 `{OWN_SOURCE}` 保留给引擎自己产生的事件。请改用自己的名称。",
        )
    payload = data.get("data")
    if payload is None:
        payload = {}
    if not isinstance(payload, dict):
        kind = _kind(payload)
        raise Malformed(
            "BC642",
            f"`data` is {kind.en}. Give an object with the event's fields.",
            f"`data` 为{kind.zh}。请填写包含事件字段的 JSON 对象。",
        )
    role, reason = data.get("role"), data.get("reason")
    for name, value in (("role", role), ("reason", reason)):
        if value is not None and not isinstance(value, str):
            raise Malformed("BC644", f"`{name}` must be a text.", f"`{name}` 应为文本。")
    return Envelope(source, id, event_type, at, payload, role, reason)


def _kind(data: Any) -> Both:
    """What a value that is no object is called in JSON."""
    match data:
        case None:
            return Both("null", " null")
        case bool():
            return Both("true or false", "真假值")
        case str():
            return Both("a text", "文本")
        case list():
            return Both("an array", "数组")
        case _:
            return Both("a number", "数字")


def envelope_of_row(row: EventRow) -> Envelope:
    """The envelope that an event in the log came in. Raises `Trouble` (BC663) where the log was tampered with."""
    try:
        payload = json.loads(row.data, parse_float=Decimal).get("data") or {}
        payload.keys()
    except (ValueError, AttributeError) as error:
        raise Trouble(
            "BC663",
            f"Event {row.seq} ({row.type} {row.id}) in the log can't be read: it was changed there.",
            f"日志中的事件 {row.seq} ({row.type} {row.id}) 无法读取: 它被改动过。",
        ) from error
    return Envelope(row.source, row.id, row.type, row.at, payload, row.role, row.reason)


def envelope_text(envelope: Envelope, zone: str) -> str:
    """An envelope as the JSON of a CloudEvent."""
    data: dict[str, Any] = {
        "specversion": "1.0",
        "id": envelope.id,
        "source": envelope.source,
        "type": envelope.type,
        "time": rfc3339(envelope.at, zone),
        "data": dict(envelope.data),
    }
    data |= {
        name: value
        for name, value in (("role", envelope.role), ("reason", envelope.reason))
        if value is not None
    }
    return json.dumps(data, ensure_ascii=False, default=str)


def _attribute(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if value.__class__ is str and 0 < len(value) <= 400:
        return value
    if name not in data:
        near = nearest(name, [k for k in data if k not in KNOWN_ATTRIBUTES])
        hint_en = f" Did you write `{near}` for it?" if near else " Add it."
        hint_zh = f"是否误写为 `{near}`?" if near else "请补上。"
        raise Malformed("BC644", f"The event has no `{name}`.{hint_en}", f"事件缺少 `{name}`。{hint_zh}")
    raise Malformed(
        "BC644",
        f"`{name}` must be a text of 1 to 400 characters.",
        f"`{name}` 应为 1 到 400 个字符的文本。",
    )
