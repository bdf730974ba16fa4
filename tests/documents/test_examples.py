"""Each example checks without a word, is formatted, and its scenarios pass on both back ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dsl.parse import parse
from dsl.printer import print_file
from dsl.source import Source
from engine.pipeline import compile_path
from engine.scenarios import run_scenarios

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(p.parent for p in ROOT.glob("examples/*/pack.toml"))


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda p: p.name)
@pytest.mark.parametrize("backend", ["python", "interpreter"])
def test_scenarios_pass(folder: Path, backend: Any) -> None:
    compiled = compile_path(folder)
    assert not compiled.diagnostics
    results = run_scenarios(compiled, [folder.name], backend)
    assert results
    assert [r.title for r in results if not r.passed] == []


@pytest.mark.parametrize(
    "card", [c for e in EXAMPLES for c in sorted(e.rglob("*.card"))], ids=lambda p: p.stem
)
def test_is_formatted(card: Path) -> None:
    text = card.read_text("utf-8")
    assert print_file(parse(Source(str(card), text)).file, None) == text


def test_there_are_examples() -> None:
    assert {e.name for e in EXAMPLES} >= {"tour", "lemon_tea"}
