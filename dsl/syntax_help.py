"""What the author probably meant, where the text does not parse."""

from __future__ import annotations

from dsl.diagnostics import Diagnostic
from dsl.lalr import Place, Table
from dsl.source import Source, Span


def explain_unexpected(table: Table, source: Source, start: int, end: int, goal: str, place: Place) -> Diagnostic:
    return Diagnostic("BC101", Span(source.path, place.token.start, place.token.end), {"e": str(place.token)})
