"""A file in the one style."""

from __future__ import annotations

from dsl.parse import parse
from dsl.printer import print_file
from dsl.services.answers import Edit
from dsl.source import Span, common
from dsl.words import Language
from dsl.workspace import State


def formatted(state: State, path: str, language: Language | None = None) -> tuple[Edit, ...]:
    """What has to be written otherwise; nothing where the file does not parse."""
    source = state.pages[path].source
    parsed = parse(source)
    if parsed.diagnostics:
        return ()
    text = print_file(parsed.file, language)
    if text == source.text:
        return ()
    first, last = common(source.text, text)
    return (Edit(Span(path, first, len(source.text) - last), text[first : len(text) - last]),)
