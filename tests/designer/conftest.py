"""The command in this process, with its output caught."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from designer import cli, diagnostics
from engine import pipeline
from engine.pipeline import Compiled

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Result:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """The JSON lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@cache
def compiled(path: Path) -> Compiled:
    """A shipped pack, compiled once for all tests."""
    return pipeline.compile_path(path)


def quick(path: Path) -> Compiled:
    return compiled(path) if ROOT / "packs" in path.parents else pipeline.compile_path(path)


@pytest.fixture(autouse=True)
def _compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics, "compile_path", quick)


@pytest.fixture
def bincard(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`bincard("check", path, lang="zh")` runs the command; `stdin` is bytes."""

    def run(*arguments: object, lang: str = "en", stdin: bytes = b"") -> Result:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            patch.setenv("BINCARD_LANG", lang)
            code = cli.main([str(a) for a in arguments])
        shown = Result(code, out.buffer.getvalue().decode("utf-8"), err.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
        assert "Traceback" not in shown.err
        assert "BC900" not in shown.err, shown.err
        return shown

    return run


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that stands by itself: a rule that blocks, two scenarios."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.toml").write_text('name = "small"\nneeds = ["inventory"]\n', "utf-8")
    (folder / "rules.card").write_text(
        'rule too_much "太多"\n    on SaleShipped\n    when quantity > 5\n    block "太多: {quantity}"\n'
        '    cites "手册 1"\n    override by quality_manager\n\n'
        'rule noticed "留意"\n    on SaleShipped\n    when quantity > 3\n    warn "不少: {quantity}"\n'
        '    alert keeper "出库 {quantity}"\n    cites "手册 2"\n',
        "utf-8",
    )
    (folder / "scenarios.card").write_text(
        'scenario "五个可以"\n    given\n        Lot(code: "L1", item: "A")\n'
        '        at 2026-01-01T08:00 OpeningStock(lot: "L1", place: "W", quantity: 9)\n'
        '    at 2026-01-01T09:00 SaleShipped(lot: "L1", place: "W", quantity: 5)\n        accepted\n',
        "utf-8",
    )
    return folder


def event(id: str, type: str, hour: int = 8, source: str = "test", **data: object) -> bytes:
    """A line of an event file, on the first day of 2026."""
    envelope = {
        "specversion": "1.0",
        "id": id,
        "source": source,
        "type": type,
        "time": f"2026-01-01T{hour:02}:00:00+08:00",
        "data": data,
    }
    return json.dumps(envelope, ensure_ascii=False).encode() + b"\n"


MASTER = [
    event("1", "ItemRegistered", code="A", name="水饺", base_unit="袋"),
    event("2", "PlaceRegistered", code="W"),
    event("3", "LotRegistered", code="L1", item="A"),
    event("4", "OpeningStock", lot="L1", place="W", quantity=20),
]
SALES = [
    event("5", "SaleShipped", 9, lot="L1", place="W", quantity=2),
    event("6", "SaleShipped", 10, lot="L1", place="W", quantity=6),
    event("7", "SaleShipped", 11, lot="L1", place="W", quantity=4),
]


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """A file with a sale that passes, one that is blocked, and one that is warned of."""
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"".join(MASTER + SALES))
    return file
