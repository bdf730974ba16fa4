"""Whatever comes in, a sentence comes out: never a traceback, never `BC900` (the fixture looks for both)."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.designer.conftest import MASTER, ROOT, Run

QUIET = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "specversion": st.just("1.0") | JSON,
        "id": st.text(min_size=1, max_size=4) | JSON,
        "source": st.text(min_size=1, max_size=4) | JSON,
        "type": st.sampled_from(["SaleShipped", "PurchaseReceived", "ItemRegistered", "Counted"]) | JSON,
        "time": st.sampled_from(["2026-01-01T08:00:00+08:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
        | JSON,
        "data": st.dictionaries(
            st.sampled_from(
                ["lot", "place", "quantity", "code", "item", "supplier", "counted", "expires_at"]
            ),
            st.sampled_from(["L1", "W", "A", "2 kg", "1e400", "2026-02-30"]) | JSON,
        )
        | JSON,
        "role": JSON,
    },
)
WORDS = st.sampled_from(
    [
        "rule", "规则", "event", "entity", "on", "when", "block", "{", "}", '"', "(", ")", "\n", "\n    ", "#", ":",
        "quantity", "lot", ".", "1", "kg", "°C", "=", ">", "and", "measure", "by", "scenario", "at", "2026-01-01", "\t",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(WORDS, max_size=25).map(" ".join)


@QUIET
@given(raw=st.binary(max_size=200))
@example(raw=b"\x00")
@example(raw=b"[" * 20_000)
@example(raw=b"\xef\xbb\xbf")
@example(raw=b'{"specversion":"1.0","id":"\\ud800","source":"s","type":"t","time":"2026-01-01T00:00:00Z"}')
def test_any_bytes_to_run(bincard: Run, raw: bytes) -> None:
    assert bincard("run", ROOT / "packs/inventory", "--events", "-", "--json", stdin=raw).code == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(envelopes=[{"specversion": {"\x85\u2028": None}}])
@given(envelopes=st.lists(ENVELOPES, max_size=6))
def test_almost_events_to_run(bincard: Run, envelopes: list[object], tmp_path: Path) -> None:
    lines = b"".join(MASTER) + b"\n".join(json.dumps(e).encode("utf-8", "surrogatepass") for e in envelopes)
    for store in ([], ["--store", tmp_path / "any.db"]):
        result = bincard("run", ROOT / "packs/inventory", "--events", "-", "--json", *store, stdin=lines)
        assert result.code == 0, result.err
        assert len(result.objects) == len(MASTER) + len(envelopes)


@QUIET
@given(text=TEXTS)
def test_any_text_to_check_and_fmt(bincard: Run, text: str, tmp_path: Path) -> None:
    file = tmp_path / "any.card"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    for lang in ("en", "zh"):
        assert bincard("check", file, lang=lang).code in (0, 1, 2)
    before = file.read_bytes()
    code = bincard("fmt", file).code
    assert code in (0, 1, 2)
    if code:
        assert file.read_bytes() == before


@QUIET
@given(raw=st.binary(max_size=80))
def test_any_bytes_as_a_manifest_or_a_store(bincard: Run, raw: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir(exist_ok=True)
    (folder / "pack.toml").write_bytes(raw)
    (folder / "x.card").write_text('role x "某人"\n', "utf-8")
    assert bincard("check", folder).code in (0, 1, 2)
    (tmp_path / "x.db").write_bytes(b"x" + raw)
    assert bincard("rebuild", "--store", tmp_path / "x.db").code == 2


@QUIET
@given(text=TEXTS)
def test_any_question(bincard: Run, text: str, tmp_path_factory: object, tmp_path: Path) -> None:
    store = tmp_path / "q.db"
    if not store.exists():
        bincard("run", ROOT / "packs/inventory", "--events", "-", "--store", store, stdin=b"".join(MASTER))
    assert bincard("eval", ROOT / "packs/inventory", "--store", store, "--", text).code in (0, 1, 2)


@QUIET
@given(
    words=st.lists(
        st.text(max_size=10) | st.sampled_from(["run", "--events", "-", "check", "--lang", "zh"]), max_size=4
    )
)
def test_any_command_line(bincard: Run, words: list[str], monkeypatch: object, tmp_path: Path) -> None:
    clean = [w.replace("\0", "") for w in words]
    if "new" not in clean and "fmt" not in clean:
        assert bincard(*clean).code in (0, 1, 2)
