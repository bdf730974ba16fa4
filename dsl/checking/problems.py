"""What was found wrong so far."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.codes import Both
from dsl.diagnostics import Diagnostic, Fact, Note
from dsl.source import Span
from dsl.words import KEYWORDS


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


def keyword(word: str) -> Both:
    """A keyword of the language as each language writes it: `tuned by`, `entity`."""
    if word == "type":
        return Both("a type", "类型")
    return Both(*KEYWORDS[word.upper().replace(" ", "_")])


def declared_here(span: Span) -> Note:
    """The note that shows where a name was declared first."""
    return Note(span, Both("It was declared here first.", "它先在这里声明。"))
