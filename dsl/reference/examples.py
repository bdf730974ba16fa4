"""For every form of the language a text in some files that is one: short, but not so short that it shows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsl.concrete import Branch, concrete, leaves
from dsl.source import Source

GOOD = 16
"""So many characters show a form well."""


def examples(sources: Iterable[Source]) -> dict[str, str]:
    """By the name of the form; of several the one of about `GOOD` characters, of these the first."""
    found: dict[str, str] = {}
    for source in sources:
        for branch in _branches(concrete(source)):
            words = [leaf for leaf in leaves(branch) if leaf.text.strip()]
            if not words:
                continue
            text, name = _dedented(source, words[0].start, words[-1].end), branch.kind
            if name not in found or abs(len(text) - GOOD) < abs(len(found[name]) - GOOD):
                found[name] = text
    return found


def _branches(branch: Branch) -> Iterator[Branch]:
    yield branch
    for part in branch.parts:
        if isinstance(part, Branch):
            yield from _branches(part)


def _dedented(source: Source, start: int, end: int) -> str:
    """A piece of a source, moved to the left by as much as its first line stands to the right."""
    line = source.text.rfind("\n", 0, start) + 1
    margin = len(source.text[line:start]) - len(source.text[line:start].lstrip(" "))
    first, *rest = source.text[start:end].split("\n")
    return "\n".join([first, *(text[margin:] if not text[:margin].strip() else text for text in rest)])
