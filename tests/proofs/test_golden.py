"""What proofs say: each case of tests/golden/proofs, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dsl.catalogue import CATALOGUE, fields
from dsl.codes import proofs
from dsl.diagnostics import Diagnostic
from dsl.proving.inquiry import unfinished
from dsl.render import render
from dsl.source import Source
from dsl.words import LANGUAGES
from tests.proofs.proven import proven

FOLDER = Path(__file__).parents[1] / "golden" / "proofs"
CASES = sorted(FOLDER.glob("*.card"))


@cache
def found(case: Path) -> tuple[dict[str, Source], tuple[Diagnostic, ...]]:
    source = Source(case.name, case.read_text("utf-8"))
    return {source.path: source}, proven(source)


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
    for diagnostics in (*(found(case)[1] for case in CASES), (unfinished("pack/rules.card", 60),)):
        for diagnostic in diagnostics:
            helps = CATALOGUE[diagnostic.code].helps
            number = next(n for n, text in enumerate(helps) if fields(text) <= diagnostic.facts.keys())
            given.add((diagnostic.code, number))
            assert fields(CATALOGUE[diagnostic.code].message) <= diagnostic.facts.keys()
    wanted = {(code, n) for code, entry in proofs.ENTRIES.items() for n in range(len(entry.helps))}
    assert wanted == given
