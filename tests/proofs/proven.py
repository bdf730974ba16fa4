"""A text through the checker and the proofs."""

from __future__ import annotations

from dsl.check import PackText, check
from dsl.diagnostics import Diagnostic
from dsl.model import Model
from dsl.parse import parse
from dsl.prove import prove
from dsl.source import Source


def checked(source: Source) -> Model:
    """The model of a text in which the checker finds nothing."""
    parsed = parse(source)
    assert parsed.diagnostics == (), parsed.diagnostics
    model, diagnostics, _ = check([PackText("case", "zh", (parsed.file,))])
    assert diagnostics == (), diagnostics
    return model


def proven(source: Source) -> tuple[Diagnostic, ...]:
    """What proofs find in a text in which the checker finds nothing."""
    return prove(checked(source), {source.path: source})


def codes(text: str) -> list[str]:
    """The codes of what proofs find in a text."""
    return [d.code for d in proven(Source("a.card", text))]
