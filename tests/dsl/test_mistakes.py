"""What a new user gets wrong: one answer each, which leads to the mend at first reading, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dsl.catalogue import help_
from dsl.check import PackText, check
from dsl.diagnostics import Diagnostic
from dsl.parse import Parsed, parse
from dsl.render import render
from dsl.source import Source
from dsl.words import LANGUAGES

FOLDER = Path(__file__).parents[1] / "golden" / "mistakes"
WORLD = FOLDER / "world.card"
CASES = [case for case in sorted(FOLDER.glob("*.card")) if case != WORLD]


@cache
def world() -> Parsed:
    parsed = parse(Source("world.card", WORLD.read_text("utf-8")))
    assert parsed.diagnostics == ()
    return parsed


def answers(case: Path) -> tuple[Source, tuple[Diagnostic, ...]]:
    source = Source(case.name, case.read_bytes().decode("utf-8"))
    parsed = parse(source)
    checked = check([PackText("case", "zh", (world().file, parsed.file))])
    return source, (*parsed.diagnostics, *checked.diagnostics)


def test_the_world_is_right() -> None:
    assert check([PackText("case", "zh", (world().file,))]).diagnostics == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, golden: Callable[[Path, str], None]) -> None:
    source, found = answers(case)
    said = [render(d, {source.path: source}, language) for language in LANGUAGES for d in found]
    golden(case.with_suffix(".txt"), "\n\n".join(said) + "\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_one_mistake_one_answer_with_a_help(case: Path) -> None:
    _, found = answers(case)
    assert len(found) == 1, [d.code for d in found]
    assert all(help_(found[0], language) for language in LANGUAGES)
