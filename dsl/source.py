"""Source text and places in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of character offsets in the file at `path`."""

    path: str
    start: int
    end: int


NOWHERE = Span("", 0, 0)


def common(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts have in common at their beginning, and behind these at their end."""
    first = _most(min(len(one), len(other)), lambda a, b: one[a:b] == other[a:b])
    ends = len(one), len(other)
    last = _most(
        min(ends) - first,
        lambda a, b: one[ends[0] - b : ends[0] - a] == other[ends[1] - b : ends[1] - a],
    )
    return first, last


def _most(limit: int, is_same: Callable[[int, int], bool]) -> int:
    """Up to where all is the same, found by halves: texts are compared at the pace of the machine."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if is_same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text, with the table that turns an offset into a line and a column.

    A line ends with `\\n` or `\\r\\n`; no other character ends one, whatever `str.splitlines` thinks.
    """

    path: str
    text: str
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lines = self.text.split("\n")
        starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
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
