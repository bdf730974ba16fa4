"""What is said where the text does not parse: each case of tests/golden/syntax, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dsl.catalogue import CATALOGUE, fields, message
from dsl.codes import syntax
from dsl.parse import parse
from dsl.render import render
from dsl.source import Source
from dsl.words import LANGUAGES

FOLDER = Path(__file__).parents[1] / "golden" / "syntax"
CASES = sorted(FOLDER.glob("*.card"))


def read(case: Path) -> Source:
    return Source(case.name, case.read_bytes().decode("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, golden: Callable[[Path, str], None]) -> None:
    source = read(case)
    rendered = [
        render(diagnostic, {source.path: source}, language)
        for language in LANGUAGES
        for diagnostic in parse(source).diagnostics
    ]
    golden(case.with_suffix(".txt"), "".join(f"{text}\n\n" for text in rendered).rstrip("\n") + "\n")


def test_every_code_has_a_case() -> None:
    seen = {diagnostic.code for case in CASES for diagnostic in parse(read(case)).diagnostics}
    assert seen == syntax.ENTRIES.keys()


def test_every_help_of_every_code_is_given_in_some_case() -> None:
    given = set()
    for case in CASES:
        for diagnostic in parse(read(case)).diagnostics:
            helps = CATALOGUE[diagnostic.code].helps
            number = next(
                (n for n, text in enumerate(helps) if fields(text) <= diagnostic.facts.keys()), None
            )
            given.add((diagnostic.code, number))
            assert message(diagnostic, "en")
    wanted = {(code, n) for code, entry in syntax.ENTRIES.items() for n in range(len(entry.helps))}
    assert wanted - given == set()


def test_no_message_names_a_terminal() -> None:
    for case in CASES:
        text = case.with_suffix(".txt").read_text("utf-8")
        assert "_NL" not in text
        assert "NAME" not in text
        assert "STRING" not in text


@pytest.mark.parametrize("code", sorted(syntax.ENTRIES))
def test_codes_are_of_the_family(code: str) -> None:
    assert code.startswith("BC1")
    assert len(code) == 5
