"""Lines and columns of the protocol, counted from 0 in the units of its encoding, and offsets of characters.

A client may point anywhere: behind the last line, behind the end of a line, between the halves of a character. Then the
nearest place that exists is meant.
"""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from dsl.source import Source, Span

_BYTES = {
    types.PositionEncodingKind.Utf8: ("utf-8", 1),
    types.PositionEncodingKind.Utf16: ("utf-16-le", 2),
    types.PositionEncodingKind.Utf32: ("utf-32-le", 4),
}


@dataclass(frozen=True, slots=True)
class Positions:
    """Translates for one encoding."""

    encoding: types.PositionEncodingKind = types.PositionEncodingKind.Utf16

    def units(self, text: str) -> int:
        """How many units a text takes."""
        if text.isascii():
            return len(text)
        name, size = _BYTES[self.encoding]
        return len(text.encode(name, "surrogatepass")) // size

    def offset(self, source: Source, position: types.Position) -> int:
        """The offset of a position."""
        if position.line >= source.lines:
            return len(source.text)
        line, start = source.line(position.line + 1), source.line_start(position.line + 1)
        if line.isascii():
            return start + min(position.character, len(line))
        name, size = _BYTES[self.encoding]
        begin = line.encode(name, "surrogatepass")[: position.character * size]
        return start + len(begin.decode(name, "ignore" if size == 1 else "surrogatepass"))

    def position(self, source: Source, offset: int) -> types.Position:
        """The position of an offset."""
        line, column = source.position(min(offset, len(source.text)))
        start = source.line_start(line)
        return types.Position(line - 1, self.units(source.text[start : start + column - 1]))

    def range(self, source: Source, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(
            self.position(source, span.start), self.position(source, max(span.start, span.end))
        )
