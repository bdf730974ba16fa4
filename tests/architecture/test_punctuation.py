"""Chinese that people read has Chinese punctuation: no half-width comma, colon, semicolon or bracket beside it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dsl.catalogue import CATALOGUE
from dsl.sentences.chinese import Chinese

ROOT = Path(__file__).parents[2]
HAN = "[㐀-鿿]"
HALF_WIDTH = re.compile(
    rf"{HAN}[”」）》】]?[,:;](?!//)|[,:;] ?[“「（《【]?{HAN}|{HAN} ?\((?!\d)|(?<!\d)\) ?{HAN}|[（，：；。]\s*[,:;]"
)
"""Brackets about digits alone are those of barcodes: (01)."""
CODE = re.compile(r"`[^`]*`|\{[^{}]*\}|\[[^]]*\]\([^)]*\)")
PATTERNS = {
    "engine/connect/sheet.py",
    "dsl/checking/intents.py",
    "dsl/reference/meaning.py",
    "designer/vscode/grammar.py",
}
"""Where a text with Chinese in it is a pattern, or a form of the language."""


def wrong(text: str) -> list[str]:
    """The places with a half-width mark beside Chinese, outside what is code."""
    bare = CODE.sub("0", text)
    return [bare[max(0, m.start() - 12) : m.end() + 12] for m in HALF_WIDTH.finditer(bare)]


def test_what_is_looked_for() -> None:
    for bad in ("甲, 乙", "说明: 甲", "甲; 乙", "甲 (乙)", "“甲”, “乙”", "「甲」: 3", "甲: {x}"):
        assert wrong(bad), bad
    for good in ("甲，乙", "说明：甲", "`字段: 值`", "为 (01) 时", "12:30 到期", "甲（乙），丙", "A, B 和 C"):
        assert not wrong(good), good


def spoken(tree: ast.AST) -> Iterator[str]:
    """The texts of a module, an f-string whole; not what documents the code."""
    documents = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    within: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            within |= {id(part) for part in node.values}
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and id(node) not in documents | within:
            yield node.value if isinstance(node.value, str) else ""


MODULES = [path for folder in ("dsl", "engine", "designer") for path in sorted((ROOT / folder).rglob("*.py"))]


def test_messages_in_the_code() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {place}"
        for path in MODULES
        if path.relative_to(ROOT).as_posix() not in PATTERNS
        for text in spoken(ast.parse(path.read_text("utf-8")))
        for place in wrong(text)
    }
    assert found == set()


def test_the_catalogue_and_the_voice() -> None:
    texts = [both.zh for entry in CATALOGUE.values() for both in (entry.message, *entry.helps)]
    assert [place for text in (*texts, *Chinese.phrases.values()) for place in wrong(text)] == []
    bare = [key for key, text in Chinese.phrases.items() if re.search(r"\}[,:;] ?|[,:;] ?\{|[,:;]$", text)]
    assert bare == []


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (
            text for key, part in value.items() if key not in ("wrong", "right") for text in leaves(part)
        )
    elif isinstance(value, list):
        yield from (text for part in value for text in leaves(part))


@pytest.mark.parametrize(
    "path",
    [p for folder in ("dsl", "engine", "packs", "examples") for p in sorted((ROOT / folder).rglob("*.toml"))],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_pages_and_locales(path: Path) -> None:
    assert [place for text in leaves(tomllib.loads(path.read_text("utf-8"))) for place in wrong(text)] == []


@pytest.mark.parametrize(
    "path",
    [p for folder in ("packs", "examples") for p in sorted((ROOT / folder).rglob("*.card"))],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_texts_of_packs(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    texts = [text for line in lines for text in re.findall(r'"([^"]*)"', line)]
    assert [place for text in texts for place in wrong(text)] == []


def test_what_is_read_aloud() -> None:
    """Sentences as they come out, put together from parts."""
    for path in sorted((ROOT / "tests" / "golden" / "sentences").glob("*.zh.txt")):
        assert [place for line in path.read_text("utf-8").splitlines() for place in wrong(line)] == [], path
