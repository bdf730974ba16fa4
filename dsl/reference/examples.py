"""For every form of the language a text in some files that is one: short, but not so short that it shows nothing."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.parse import formed
from dsl.source import Source

GOOD = 16
"""So many characters show a form well."""


def examples(sources: Iterable[Source]) -> dict[str, str]:
    """By the name of the form; of several the one of about `GOOD` characters, of these the first."""
    found: dict[str, str] = {}
    for source in sources:
        for name, span in formed(source):
            text = _dedented(source, span.start, span.end)
            if text and (name not in found or abs(len(text) - GOOD) < abs(len(found[name]) - GOOD)):
                found[name] = text
    return found


def _dedented(source: Source, start: int, end: int) -> str:
    """A piece of a source, moved to the left by as much as its first line stands to the right."""
    line = source.text.rfind("\n", 0, start) + 1
    margin = len(source.text[line:start]) - len(source.text[line:start].lstrip(" "))
    first, *rest = source.text[start:end].rstrip().split("\n")
    return "\n".join([first, *(text[margin:] if not text[:margin].strip() else text for text in rest)])
