"""What stands between the quotation marks of a text: escapes, and expressions in braces.

`\\n`, `\\t`, `\\"`, `\\\\`, `\\{` and `\\}` are escapes; a backslash before anything else is a backslash. Braces may be
full-width ones, as a Chinese input method writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_ESCAPES = {"n": "\n", "t": "\t", **{c: c for c in '"\\{}｛｝'}}
_ESCAPED = re.compile(r"\\(.)")
_LITERAL = re.compile(r"[^{｛\\]*(?:\\.?[^{｛\\]*)*")
_CLOSING = re.compile("[}｝]")
_SPECIAL = re.compile(r"[{｛\\]")


class Piece(NamedTuple):
    """A stretch of a raw text: literal, an expression with its braces, or a brace that nothing closes."""

    kind: Literal["literal", "braces", "open"]
    start: int
    end: int


def pieces(raw: str) -> Iterator[Piece]:
    """The pieces of a raw text, in order, without gaps."""
    position = 0
    while position < len(raw):
        if raw[position] not in "{｛":
            match = _LITERAL.match(raw, position)
            end = match.end() if match else len(raw)
            yield Piece("literal", position, end)
        else:
            closing = _CLOSING.search(raw, position)
            end = closing.end() if closing else len(raw)
            yield Piece("braces" if closing else "open", position, end)
        position = end


def is_plain(raw: str) -> bool:
    """Whether a raw text holds neither escapes nor braces."""
    return _SPECIAL.search(raw) is None


def unescaped(raw: str) -> str:
    """The characters that a literal piece stands for."""
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[0]), raw) if "\\" in raw else raw
