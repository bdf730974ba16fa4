"""Every text is there, in both languages, with the same braces; and every one is used."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from designer.texts import TEXTS

DESIGNER = Path(__file__).parents[2] / "designer"
MODULES = [p for p in sorted(DESIGNER.rglob("*.py")) if p.name != "texts.py"]
COMPOSED = re.compile(r"^(force|out|kind|how|codes|diff_gone|diff_retyped)_?|_title$")
"""Keys that are put together from an outcome or a force."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def strings() -> set[str]:
    """Every constant text in the modules."""
    return {
        node.value
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_the_same(key: str) -> None:
    text = TEXTS[key]
    assert text.en.strip()
    assert text.zh.strip()
    assert fields(text.en) == fields(text.zh)
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"such as [\u4e00-\u9fff ]+\.", "", text.en))


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_used(key: str) -> None:
    assert key in strings() or COMPOSED.search(key)


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = set()
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0] if node.args else None
            if name in ("say", "Misuse") and isinstance(first, ast.Constant):
                asked.add(first.value)
            asked |= {
                k.value.value
                for k in node.keywords
                if k.arg == "help" and isinstance(k.value, ast.Constant) and isinstance(k.value.value, str)
            }
    assert asked
    assert asked - TEXTS.keys() == set()
