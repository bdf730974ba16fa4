"""What the checker says: each case of tests/golden/check, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dsl.catalogue import CATALOGUE, fields
from dsl.check import Locale, PackText, check
from dsl.codes import boards, names, rules, types
from dsl.diagnostics import Diagnostic
from dsl.parse import parse
from dsl.render import render
from dsl.source import Source
from dsl.words import LANGUAGES

FOLDER = Path(__file__).parents[1] / "golden" / "check"
CASES = sorted(FOLDER.glob("*.card"))
ENGLISH = {
    "bc430_expression": ("{lot.cod} is blocked",),
    "bc430_brace": ("{lot.code is blocked",),
}
"""The translations of the rule `r` in the cases that have any."""

OFF = ("cold",)
"""The module that is switched off, in the cases that have it."""


def found(case: Path) -> tuple[dict[str, Source], tuple[Diagnostic, ...]]:
    source = Source(case.name, case.read_text("utf-8"))
    parsed = parse(source)
    assert parsed.diagnostics == ()
    locales = {"en": Locale({}, {"r": ENGLISH[case.stem]})} if case.stem in ENGLISH else {}
    checked = check([PackText("case", "zh", (parsed.file,), locales)], off=OFF)
    return {source.path: source}, checked.diagnostics


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, golden: Callable[[Path, str], None]) -> None:
    sources, diagnostics = found(case)
    rendered = [render(d, sources, language) for language in LANGUAGES for d in diagnostics]
    golden(case.with_suffix(".txt"), "\n\n".join(rendered) + "\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_one_mistake_is_told_once(case: Path) -> None:
    _, diagnostics = found(case)
    assert [d.code for d in diagnostics] == [case.stem.split("_")[0].upper()]


def test_every_code_has_a_case_and_every_help_is_given() -> None:
    given = set()
    for case in CASES:
        for diagnostic in found(case)[1]:
            helps = CATALOGUE[diagnostic.code].helps
            number = next(
                (n for n, text in enumerate(helps) if fields(text) <= diagnostic.facts.keys()), None
            )
            given.add((diagnostic.code, number))
    entries = {**names.ENTRIES, **types.ENTRIES, **rules.ENTRIES, **boards.ENTRIES}
    wanted = {(code, n) for code, entry in entries.items() for n in range(len(entry.helps))}
    assert wanted - given == set()


def test_every_message_uses_facts_that_are_there() -> None:
    for case in CASES:
        for diagnostic in found(case)[1]:
            assert fields(CATALOGUE[diagnostic.code].message) <= diagnostic.facts.keys()
