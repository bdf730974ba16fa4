"""What was found wrong so far."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.codes import Both
from dsl.diagnostics import Diagnostic, Fact, Note
from dsl.source import Span


class Problems:
    """Collects diagnostics, and keeps one for each code and place."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span], Diagnostic] = {}

    def add(self, code: str, span: Span, *notes: Note, **facts: Fact | None) -> None:
        """Note a mistake; facts that are None are left out."""
        given = {name: fact for name, fact in facts.items() if fact is not None}
        self._found.setdefault((code, span), Diagnostic(code, span, given, notes))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over what was collected elsewhere."""
        for diagnostic in diagnostics:
            self._found.setdefault((diagnostic.code, diagnostic.span), diagnostic)

    def all(self) -> tuple[Diagnostic, ...]:
        """Everything found, in the order found."""
        return tuple(self._found.values())

    def __len__(self) -> int:
        return len(self._found)


def declared_here(span: Span) -> Note:
    """The note that shows where a name was declared first."""
    return Note(span, Both("It was declared here first.", "它先在这里声明。"))
