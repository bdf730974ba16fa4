"""Lines become envelopes, or a reason; answers become JSON."""

import contextlib
import json
from codecs import BOM_UTF8
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import (
    MAX_BYTES,
    MAX_DEPTH,
    Answer,
    digest,
    envelope_of_row,
    envelope_text,
    read_envelope,
    read_json,
    read_line,
)
from engine.records import EventRow
from engine.trouble import Malformed
from tests.engine.yard import START, event, instant, line

ZONE = "Asia/Shanghai"
GOOD = event("Sold", id_="1", lot="L1", quantity=5)


def read(raw: bytes) -> Any:
    """A line as it is read, which is as the long way reads it."""
    try:
        found = read_line(raw, ZONE)
    except Malformed as trouble:
        with pytest.raises(Malformed) as caught:
            read_envelope(read_json(raw), ZONE)
        told = (trouble.code, trouble.text)
        assert told == (caught.value.code, caught.value.text)
        raise
    assert found.text == raw.removeprefix(BOM_UTF8).decode().strip()
    found = found._replace(text=None)
    assert repr(found) == repr(read_envelope(read_json(raw), ZONE))  # each decimal with its places
    return found


def refusal(raw: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read(raw)
    return caught.value


def test_an_event() -> None:
    envelope = read(line(event("Sold", id_="1", role_="boss", reason_="急", lot="L1", quantity=0.1)))
    assert envelope.source, envelope.id == ("test", "1")
    assert envelope.type == "Sold"
    assert envelope.at == instant(START)
    assert (envelope.role, envelope.reason) == ("boss", "急")


def test_numbers_are_exact() -> None:
    assert read_json(b'{"n": 0.1}') == {"n": Decimal("0.1")}
    assert read_json(b'{"n": 12345678901234567890.123456789}')["n"] == Decimal(
        "12345678901234567890.123456789"
    )
    assert read_json(b"1e2") == Decimal("1e2")
    assert read_json(b"12345678901234567890") == 12345678901234567890


@pytest.mark.parametrize("data", [{}, None, ...])
def test_no_data_is_no_fields(data: Any) -> None:
    made = {k: v for k, v in GOOD.items() if k != "data"} | ({} if data is ... else {"data": data})
    assert read(line(made)).data == {}


def test_what_else_cloudevents_has_is_passed_over() -> None:
    more = {
        "subject": "x",
        "datacontenttype": "application/json",
        "dataschema": "urn:x",
        "traceparent": "00-1",
    }
    assert read(line(GOOD | more)) == read(line(GOOD))


@pytest.mark.parametrize("frame", [b"%s", b"\xef\xbb\xbf%s", b"  \t%s \r", b"%s\n"])
def test_what_stands_about_the_json(frame: bytes) -> None:
    assert read(frame % line(GOOD)) == read(line(GOOD))


@pytest.mark.parametrize(
    ("raw", "en", "zh"),
    [
        (b"", "The line is not JSON: Expecting value", "该行不是 JSON"),
        (b"{", "The line is not JSON: Expecting property name", "该行不是 JSON"),
        (b"hello", "The line is not JSON: Expecting value", "每行应为一个 JSON 格式的 CloudEvent"),
        (b"{} {}", "The line is not JSON: Extra data", "该行不是 JSON"),
        (b"{}]", "Extra data", "该行不是 JSON"),
        (
            b"\xff\xfe{\x00}\x00",
            "The line is not UTF-8 text (byte 0). Send UTF-8.",
            "该行不是 UTF-8 文本（第 0 字节）",
        ),
        ("{}".encode("utf-16-le"), "The line is not JSON", "该行不是 JSON"),
        ('"水饺"'.encode("gb18030"), "The line is not UTF-8 text (byte 3)", "请用 UTF-8 发送"),
        (b'"\xed\xa0\x80"', "The line is not UTF-8 text (byte 1)", "请用 UTF-8 发送"),
        (b'{"a": NaN}', "The line is not JSON: NaN is not a number", "NaN"),
        (b'{"a": -Infinity}', "-Infinity is not a number", "Infinity"),
        (b'{"a": 1e9999999999999999999}', "the number 1e9999999999999999999 is beyond all measure", "JSON"),
        (b"1" * 5000, "Exceeds the limit (4300 digits)", "JSON"),
        (b"[" * 100_000, "it is nested too deep", "JSON"),
        (b"[" * 900 + b"]" * 900, f"nested more than {MAX_DEPTH} deep", f"嵌套超过 {MAX_DEPTH} 层"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"{}" + b"}" * (MAX_DEPTH + 1), "nested more than", "嵌套超过"),
        (
            b"x" * (MAX_BYTES + 1),
            f"The event has {MAX_BYTES + 1} bytes; at most {MAX_BYTES} are read",
            "请拆分",
        ),
    ],
)
def test_what_is_no_json(raw: bytes, en: str, zh: str) -> None:
    trouble = refusal(raw)
    assert trouble.code == ("BC641" if len(raw) > MAX_BYTES else "BC640")
    assert en in trouble.text.en
    assert zh in trouble.text.zh


@pytest.mark.parametrize("text", [r"\u0000", r"a\u0000b", r"\ud800", r"\udc00\ud800", r"\\\u0000"])
def test_characters_that_no_database_keeps(text: str) -> None:
    raw = line(GOOD).replace(b"L1", text.encode())
    assert refusal(raw).code == "BC647"


@pytest.mark.parametrize("text", [r"\\u0000", r"\\ud800", r"\ud83e\udd5f", r"\u4e00", r"\\\\u0000"])
def test_characters_that_look_like_those(text: str) -> None:
    assert read(line(GOOD).replace(b"L1", text.encode())).data["lot"] == json.loads(f'"{text}"')


def test_as_deep_as_allowed() -> None:
    read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


def without(name: str) -> dict[str, Any]:
    return {k: v for k, v in GOOD.items() if k != name}


@pytest.mark.parametrize(
    ("made", "code", "en", "zh"),
    [
        (None, "BC642", "A CloudEvent is a JSON object; this is null.", "这里是 null。"),
        (
            [GOOD],
            "BC642",
            "this is an array. Send one object on each line.",
            "这里是数组。请每行发送一个对象。",
        ),
        ("x", "BC642", "this is a text.", "这里是文本。"),
        (5, "BC642", "this is a number.", "这里是数字。"),
        (True, "BC642", "this is true or false.", "这里是真假值。"),
        (
            without("specversion"),
            "BC643",
            '`specversion` is null; I read CloudEvents "1.0".',
            "只支持 CloudEvents",
        ),
        (GOOD | {"specversion": 1.0}, "BC643", '`specversion` is "1.0"', "`specversion` 为"),
        (GOOD | {"specversion": "0.3"}, "BC643", '`specversion` is "0.3"', "`specversion` 为"),
        (without("id"), "BC644", "The event has no `id`. Add it.", "事件缺少 `id`。请补上。"),
        (without("time"), "BC644", "The event has no `time`. Add it.", "事件缺少 `time`。请补上。"),
        (without("type") | {"Type": "Sold"}, "BC644", "Did you write `Type` for it?", "是否误写为 `Type`?"),
        (
            without("source") | {"sourc": "x"},
            "BC644",
            "The event has no `source`. Did you write `sourc`",
            "`sourc`",
        ),
        (
            GOOD | {"id": ""},
            "BC644",
            "`id` must be a text of 1 to 400 characters.",
            "`id` 应为 1 到 400 个字符的文本。",
        ),
        (GOOD | {"id": 5}, "BC644", "`id` must be a text", "`id` 应为"),
        (GOOD | {"id": None}, "BC644", "`id` must be a text", "`id` 应为"),
        (GOOD | {"source": "x" * 401}, "BC644", "`source` must be a text of 1 to 400", "`source` 应为"),
        (GOOD | {"source": "bincard"}, "BC644", "is for events that the engine makes itself", "保留给引擎"),
        (
            GOOD | {"time": "2026-03-01"},
            "BC645",
            "`time` is `2026-03-01`; an RFC 3339 time such as",
            "应为 RFC 3339 时间",
        ),
        (GOOD | {"time": "heute"}, "BC645", "`time` is `heute`", "`time` 为 `heute`"),
        (GOOD | {"time": "2026-02-30T00:00:00Z"}, "BC645", "`time` is `2026-02-30T00:00:00Z`", "例如"),
        (
            GOOD | {"data": [1]},
            "BC642",
            "`data` is an array. Give an object with the event's fields.",
            "`data` 为数组。",
        ),
        (GOOD | {"data": "x"}, "BC642", "`data` is a text.", "`data` 为文本。"),
        (GOOD | {"data": 0}, "BC642", "`data` is a number.", "`data` 为数字。"),
        (GOOD | {"role": 5}, "BC644", "`role` must be a text.", "`role` 应为文本。"),
        (GOOD | {"reason": ["x"]}, "BC644", "`reason` must be a text.", "`reason` 应为文本。"),
    ],
)
def test_what_is_no_event(made: Any, code: str, en: str, zh: str) -> None:
    trouble = refusal(json.dumps(made).encode())
    assert trouble.code == code
    assert en in trouble.text.en
    assert zh in trouble.text.zh


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    with contextlib.suppress(Malformed):
        read(raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from([*GOOD, "role", "reason"]), json_values)
def test_any_json_in_any_place(name: str, value: Any) -> None:
    for made in (GOOD | {name: value}, value):
        with contextlib.suppress(Malformed):
            read(json.dumps(made).encode())


def test_an_envelope_written_is_the_same_read() -> None:
    envelope = read(line(event("Sold", id_="1", role_="boss", reason_="急", lot="L1", quantity=0.1, at="x")))
    assert read(envelope_text(envelope, ZONE).encode()).data["lot"] == "L1"
    again = read(envelope_text(envelope, "UTC").encode())
    assert again.at == envelope.at
    assert (again.source, again.id, again.type, again.role, again.reason) == (
        envelope.source,
        envelope.id,
        envelope.type,
        envelope.role,
        envelope.reason,
    )


def test_a_row_of_the_log_gives_its_envelope_back() -> None:
    raw = line(GOOD)
    envelope = read(raw)
    row = EventRow(1, "test", "1", "Sold", envelope.at, 0, None, None, None, "accepted", raw.decode(), "")
    assert envelope_of_row(row) == envelope


def test_an_answer_leaves_out_what_is_empty() -> None:
    assert Answer("s", "1", "accepted", 3).to_json() == {
        "source": "s",
        "id": "1",
        "outcome": "accepted",
        "seq": 3,
    }
    full = Answer(
        "s", "1", "refused", 3, [{"id": "F1"}], [{"seq": 4}], {"code": "BC601"}, duplicate=True
    ).to_json()
    assert full["findings"], full["emitted"] == ([{"id": "F1"}], [{"seq": 4}])
    assert full["duplicate"] is True
    assert full["problem"] == {"code": "BC601"}


def test_a_digest_names_the_bytes() -> None:
    assert digest(b"x") == digest(b"x") != digest(b"y")
    assert len(digest(b"")) == 64


_SPECIAL = st.sampled_from([-0.0, 1e400, 10**30, "1.0", "\u0000", "\ud800", "临期", "\\", "2026-03-01"])
_WRITTEN = st.builds(
    lambda changes, ascii: json.dumps({**GOOD, **changes}, ensure_ascii=ascii),
    st.dictionaries(st.sampled_from([*GOOD, "role", "reason", "x"]), json_values | _SPECIAL, max_size=2),
    st.booleans(),
)
_SCRAPS = st.sampled_from(
    [
        b"",
        b" ",
        b",",
        b"{",
        b"}",
        b"[",
        b'"',
        b"\\",
        b"\\u00e9",
        b"\xff",
        b"\x00",
        b"\n",
        b"e9",
        b"1.50",
        b"-0",
        b"01",
        b"NaN",
    ]
)


@given(_WRITTEN, st.integers(0, 300), st.integers(0, 3), _SCRAPS)
def test_a_line_is_read_as_the_long_way_reads_it(text: str, at: int, gone: int, scrap: bytes) -> None:
    """Whole, and where something was put in the place of something else."""
    raw = text.encode("utf-8", "surrogatepass")
    for line_ in (raw, raw[:at] + scrap + raw[at + gone :]):
        with contextlib.suppress(Malformed):
            read(line_)
