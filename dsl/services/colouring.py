"""Every word of a file and what it is, so that an editor can colour it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dsl.references import Use
from dsl.services.answers import Coloured
from dsl.source import Span
from dsl.words import KEYWORDS, pattern
from dsl.workspace import State

_WORDS = "|".join(pattern(word) for word in sorted(KEYWORDS, key=lambda word: -len(KEYWORDS[word][0])))
_PIECE = re.compile(
    rf'(?P<comment>#[^\n]*)|(?P<text>"[^"\\\n]*(?:\\.[^"\\\n]*)*"|“[^”\n]*”)|(?P<keyword>(?<![\w.]){_WORDS})'
    r"|(?P<number>(?<!\w)[0-9][0-9.:TZ+-]*(?<![.:+-]))|(?P<name>[^\W\d]\w*)|(?P<operator>[=!<>]=?|[-+*/])"
)


def coloured(state: State, path: str) -> Iterator[Coloured]:
    """The words of a file in order; a text is cut where names stand in its braces."""
    names = {use.span.start: use for use in reversed(state.uses_in(path))}
    starts = sorted(names)
    for match in _PIECE.finditer(state.pages[path].source.text):
        start, end = match.span()
        kind = match.lastgroup
        if start in names:  # also a name that is a keyword elsewhere
            use = names[start]
            yield Coloured(use.span, use.symbol.kind, use.is_declaration)
        elif kind == "text":
            yield from _text(path, start, end, [names[s].span for s in starts if start < s < end], names)
        elif kind in ("comment", "keyword", "number", "operator"):
            yield Coloured(Span(path, start, end), kind)  # type: ignore[arg-type]


def _text(
    path: str, start: int, end: int, inside: list[Span], names: Mapping[int, Use]
) -> Iterator[Coloured]:
    for span in inside:
        if start < span.start:
            yield Coloured(Span(path, start, span.start), "text")
        use = names[span.start]
        yield Coloured(span, use.symbol.kind)
        start = span.end
    if start < end:
        yield Coloured(Span(path, start, end), "text")
