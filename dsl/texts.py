"""What stands between the quotation marks of a text: escapes, and expressions in braces.

`\\n`, `\\t`, `\\"`, `\\\\`, `\\{` and `\\}` are escapes; a backslash before anything else is a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "{": "{", "}": "}"}
_ESCAPED = re.compile(r"\\(.)")
_LITERAL = re.compile(r"[^{\\]*(?:\\.?[^{\\]*)*")


class Piece(NamedTuple):
    """A stretch of a raw text: literal, an expression with its braces, or a brace that nothing closes."""

    kind: Literal["literal", "braces", "open"]
    start: int
    end: int


def pieces(raw: str) -> Iterator[Piece]:
    """The pieces of a raw text, in order, without gaps."""
    position = 0
    while position < len(raw):
        if raw[position] != "{":
            match = _LITERAL.match(raw, position)
            end = match.end() if match else len(raw)
            yield Piece("literal", position, end)
        else:
            closing = raw.find("}", position)
            end = closing + 1 or len(raw)
            yield Piece("braces" if closing >= 0 else "open", position, end)
        position = end


def unescaped(raw: str) -> str:
    """The characters that a literal piece stands for."""
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[0]), raw) if "\\" in raw else raw
