"""What the author probably meant, where the text does not parse."""

from __future__ import annotations

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from dsl.diagnostics import Both, Diagnostic
from dsl.source import Source, Span
from dsl.words import KEYWORDS


def explain_unexpected(source: Source, start: int, end: int, error: UnexpectedInput) -> Diagnostic:
    return Diagnostic("BC101", Span(source.path, start, end), {"e": str(error)})
