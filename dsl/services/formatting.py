"""A file in the one style."""

from __future__ import annotations

from dsl.parse import parse
from dsl.printer import print_file
from dsl.services.answers import Edit
from dsl.source import Span
from dsl.words import Language
from dsl.workspace import State


def formatted(state: State, path: str, language: Language | None = None) -> tuple[Edit, ...]:
    """What has to be written otherwise; nothing where the file does not parse."""
    source = state.pages[path].source
    parsed = parse(source)
    if parsed.diagnostics:
        return ()
    text = print_file(parsed.file, language)
    before, after = source.text, text
    same = _same(before, after)
    tail = _same(before[same:][::-1], after[same:][::-1])
    if same == len(before) == len(after):
        return ()
    return (Edit(Span(path, same, len(before) - tail), after[same : len(after) - tail]),)


def _same(a: str, b: str) -> int:
    """How many characters are the same from the beginning."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
