"""What the compiler has to say to an author: data first, text last.

An author's mistake is a `Diagnostic`, collected and never raised. It holds a code and the facts; the words for
them stand in the catalogue, in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from dsl.source import Span
from dsl.words import Language

Severity = Literal["error", "warning"]


class Both(NamedTuple):
    """One text in both languages."""

    en: str
    zh: str

    def in_(self, language: Language) -> str:
        """The text in one language."""
        return self.en if language == "en" else self.zh


Fact = str | int | Both


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that explains the first, such as where a name was declared before."""

    span: Span
    text: Both


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: its code, where it is, and the facts that its message names."""

    code: str
    span: Span
    facts: Mapping[str, Fact] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
