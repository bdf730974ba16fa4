"""The boards that the language's README shows are boards."""

from __future__ import annotations

import re
from pathlib import Path

from engine.packs import Manifest, PackSource, open_packs
from engine.pipeline import compile_packs

ROOT = Path(__file__).parents[2]


def test_the_boards_of_the_readme() -> None:
    blocks = re.findall(
        r"^```\n(board .*?)^```", (ROOT / "dsl" / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert blocks
    own = PackSource(
        Manifest(name="readme", needs=("inventory",)), ROOT, {"readme.card": "\n".join(blocks)}, {}
    )
    compiled = compile_packs([*open_packs(ROOT / "packs" / "inventory"), own])
    assert not compiled.diagnostics
    assert {"stock", "stock_zh"} <= compiled.model.boards.keys()
