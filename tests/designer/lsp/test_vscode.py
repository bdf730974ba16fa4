"""The extension's files: the grammar is made from the keywords, and what `package.json` names is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from designer.vscode.grammar import FILE, grammar, text
from dsl.words import KEYWORDS

FOLDER = FILE.parents[1]


def test_the_grammar_is_that_of_the_keywords(golden: Callable[[Path, str], None]) -> None:
    golden(FILE, text())


def test_every_keyword_is_coloured_in_both_spellings() -> None:
    patterns = json.dumps(grammar(), ensure_ascii=False).replace(r"[ \\t]+", " ")
    for both in KEYWORDS.values():
        for spelling in both:
            assert spelling in patterns


def test_what_the_package_names_is_there() -> None:
    package = json.loads((FOLDER / "package.json").read_text("utf-8"))
    contributes = package["contributes"]
    for name in (
        package["main"],
        contributes["languages"][0]["configuration"],
        contributes["grammars"][0]["path"],
        "README.md",
    ):
        assert (FOLDER / name).is_file()
    assert contributes["languages"][0]["extensions"] == [".card"]
    json.loads((FOLDER / "language-configuration.json").read_text("utf-8"))
    script = (FOLDER / package["main"]).read_text("utf-8")
    assert 'args: ["lsp"]' in script
    for setting in contributes["configuration"]["properties"]:
        assert f'"{setting.removeprefix("bincard.")}"' in script
