"""Source text and places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of character offsets in the file at `path`."""

    path: str
    start: int
    end: int


NOWHERE = Span("", 0, 0)

_END_OF_LINE = re.compile("\n")


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text, with the table that turns an offset into a line and a column.

    A line ends with `\\n` or `\\r\\n`; no other character ends one, whatever `str.splitlines` thinks.
    """

    path: str
    text: str
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        starts.extend(match.end() for match in _END_OF_LINE.finditer(self.text))
        object.__setattr__(self, "_starts", starts)

    @property
    def lines(self) -> int:
        """How many lines there are; text after the last line's end is one more, even if empty."""
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and the column, both counted from 1, of a character offset."""
        line = bisect_right(self._starts, max(0, offset))
        return line, max(0, offset) - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].removesuffix("\n").removesuffix("\r")

    def line_start(self, number: int) -> int:
        """The offset of the first character of a line, counted from 1."""
        return self._starts[number - 1]

    def slice(self, span: Span) -> str:
        """The characters that a span covers."""
        return self.text[span.start : span.end]
