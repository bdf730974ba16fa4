"""What an editor can do about mistakes: the help that can be typed in, typed in."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.catalogue import help_
from dsl.mends import mend
from dsl.services.answers import Edit, Fix
from dsl.source import Span
from dsl.words import Language
from dsl.workspace import State


def fixes(state: State, span: Span, language: Language) -> Iterator[Fix]:
    """The mends of the mistakes that touch a place."""
    for diagnostic in state.diagnostics:
        at = diagnostic.span
        if at.path != span.path or at.start > span.end or span.start > at.end:
            continue
        text = mend(diagnostic, language)
        if text is not None:
            source = state.sources[at.path]
            behind = source.text[at.end : at.end + 1]
            if text[-1:].isalnum() and (behind.isalnum() or behind == "_"):
                text += " "  # `!ready` becomes `not ready`
            title = help_(diagnostic, language) or text
            yield Fix(title, diagnostic.code, at, Edit(at, text))
