"""What is offered as the mend of a mistake mends it, in both languages."""

from pathlib import Path

import pytest

from dsl.catalogue import CATALOGUE, fields
from dsl.check import PackText, check
from dsl.diagnostics import Diagnostic
from dsl.mends import MENDS, mend
from dsl.parse import parse
from dsl.source import Source
from dsl.words import LANGUAGES

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted([*(GOLDEN / "check").glob("*.card"), *(GOLDEN / "syntax").glob("*.card")])


def found(text: str) -> tuple[Diagnostic, ...]:
    parsed = parse(Source("a.card", text))
    return parsed.diagnostics + check([PackText("t", "zh", (parsed.file,))]).diagnostics


def mended(text: str, diagnostic: Diagnostic) -> list[str]:
    """The text after each mend that is offered."""
    start, end = diagnostic.span.start, diagnostic.span.end
    offered = {mend(diagnostic, language) for language in LANGUAGES} - {None}
    return [f"{text[:start]}{new}{text[end:]}" for new in offered]


@pytest.mark.parametrize("case", [c for c in CASES if c.stem[:5].upper() in MENDS], ids=lambda c: c.stem)
def test_a_mend_mends(case: Path) -> None:
    text = case.read_text("utf-8")
    for diagnostic in found(text):
        for new in mended(text, diagnostic):
            left = {(d.code, d.span.start) for d in found(new)}
            assert (diagnostic.code, diagnostic.span.start) not in left, new


def test_every_mend_is_given_somewhere() -> None:
    given = set()
    for case in CASES:
        text = case.read_text("utf-8")
        given |= {d.code for d in found(text) if mended(text, d)}
    assert given == set(MENDS)


def test_mends_are_of_codes_that_have_a_help() -> None:
    for code, templates in MENDS.items():
        named = {name for text in CATALOGUE[code].helps for name in fields(text)}
        assert all("{" not in template or named for template in templates)
