"""From a changed tree to the edits of its text: only the lines that must change do.

*Before*: a parsed file, and declarations in which nodes that stay as they were keep their places in the text; what is
new has places below zero (`FRESH`). *After*: edits that make the text say what the new declarations say.

The text is cut into pieces, one for each line that the printer makes, with the comments directly above it; what lies
between, blank lines and other comments, stays where it is. Both trees are printed line by line. A line that is printed
as before keeps its piece, byte for byte. Of the pieces that are still there the longest part that is still in order
stays in place; all else is removed there and written, with its comments, where it is now.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dsl import tree as t
from dsl.lalr import TAB
from dsl.printer import INDENT, Line, extent, language_of, lines_of
from dsl.source import Span
from dsl.words import Language

FRESH = -(10**9)
"""Places below zero are those of text that is not in the file yet: this much below their own."""


class TextEdit(NamedTuple):
    """What stands at a place is replaced by another text."""

    span: Span
    text: str


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after edits, which do not overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def edits(
    file: t.File,
    declarations: Sequence[t.Declaration],
    *,
    fresh: t.File | None = None,
    moving: Span | None = None,
) -> tuple[TextEdit, ...]:
    """The edits of a file's text that make it say what the declarations say.

    *fresh* is where new nodes were read, with their comments. What is *moving* does not stay in place.
    """
    return tuple(_Difference(file, declarations, fresh, moving).edits())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of the old text, or a declaration that is as it was, with the comments that belong to it."""

    number: int
    own: int
    """Where its comments begin."""
    start: int
    end: int
    """After the end of its last line."""
    depth: int
    text: str
    """As it is printed; of a whole declaration nothing."""
    offset: int


@dataclass(frozen=True, slots=True)
class _Item:
    """A line, or a whole declaration, as it is to be."""

    depth: int
    text: str
    piece: _Piece | None
    head: t.Declaration | None
    """The declaration that begins here."""
    offset: int
    is_whole: bool = False


class _Difference:
    def __init__(
        self,
        file: t.File,
        declarations: Sequence[t.Declaration],
        fresh: t.File | None,
        moving: Span | None,
    ) -> None:
        self._file = file
        self._fresh = fresh
        self._fresh_comments = (
            {trivia.line: trivia for trivia in fresh.trivia if trivia.text} if fresh else {}
        )
        self._moving = moving
        self._source = file.source
        self._top = 1 if file.source.text.startswith("\ufeff") else 0
        self._bottom = len(file.source.text)
        self._comments = {trivia.line: trivia for trivia in file.trivia if trivia.text}
        self._end = "\r\n" if "\r\n" in file.source.text[: file.source.text.find("\n") + 1] else "\n"
        self._old = {declaration.span.start: declaration for declaration in file.declarations}
        same = {id(declaration) for declaration in declarations}
        still = {declaration.span.start for declaration in declarations}
        self._pieces: list[_Piece] = []
        for declaration in file.declarations:
            self._cut(declaration, is_whole=id(declaration) in same or declaration.span.start not in still)
        self._by_place = {piece.start: piece for piece in self._pieces}
        self._taken: set[int] = set()
        self._items = [item for d in declarations for item in self._made(d)]
        self._unit = self._first_indentation()

    # -- the old text

    def _cut(self, declaration: t.Declaration, *, is_whole: bool) -> None:
        if is_whole:
            first, last = (self._source.position(offset)[0] for offset in declaration.span[1:])
            self._piece(Line(0, "", declaration.span.start), first, self._below(last))
        else:
            for line in lines_of(declaration, language_of(self._source, declaration)):
                self._piece(line, *extent(self._source, line.offset))

    def _below(self, last: int) -> int:
        """The last line of a declaration with the indented comments below it."""
        found = last
        for number in range(last + 1, self._source.lines + 1):
            comment = self._comments.get(number)
            if comment is not None and self._indentation(number):
                found = number
            elif self._source.line(number).strip():
                break
        return found

    def _piece(self, line: Line, first: int, last: int) -> None:
        top = first
        width = _width(self._indentation(first))
        previous = self._pieces[-1].end if self._pieces else 0
        while (
            top > 1
            and (above := self._comments.get(top - 1)) is not None
            and above.alone
            and _width(self._indentation(top - 1)) <= width
            and self._start(top - 1) >= previous
        ):
            top -= 1
        number = len(self._pieces)
        own, start, end = self._start(top), self._start(first), self._start(last + 1)
        self._pieces.append(_Piece(number, own, start, end, line.depth, line.text, line.offset))

    def _start(self, number: int) -> int:
        """Where a line begins, after a byte order mark."""
        return (
            max(self._source.line_start(number), self._top) if number <= self._source.lines else self._bottom
        )

    def _indentation(self, number: int) -> str:
        line = self._source.line(number)
        return line[: len(line) - len(line.lstrip(" \t\ufeff"))].removeprefix("\ufeff")

    def _first_indentation(self) -> str:
        found = re.search(r"^(?![ \t]*(?:#|\r?$))[ \t]+", self._source.text, re.MULTILINE)
        return found[0] if found else " " * INDENT

    # -- the new lines

    def _made(self, declaration: t.Declaration) -> Iterator[_Item]:
        old = self._old.get(declaration.span.start)
        if declaration is old:
            whole = self._by_place[self._line_start(declaration.span.start)]
            yield _Item(0, "", whole, declaration, declaration.span.start, is_whole=True)
            return
        language = language_of(self._source, old) if old else self._most()
        for number, line in enumerate(lines_of(declaration, language)):
            piece = self._by_place.get(self._line_start(line.offset)) if line.offset >= 0 else None
            if piece is not None and (piece.number in self._taken or not piece.text):
                piece = None
            if piece is not None:
                self._taken.add(piece.number)
            yield _Item(line.depth, line.text, piece, None if number else declaration, line.offset)

    def _line_start(self, offset: int) -> int:
        return self._start(self._source.position(offset)[0])

    def _most(self) -> Language:
        """The language of most declarations of the file."""
        found = [language_of(self._source, declaration) for declaration in self._file.declarations]
        return "zh" if found.count("zh") * 2 > len(found) else "en"

    # -- the edits

    def edits(self) -> Iterator[TextEdit]:
        staying = self._staying()
        stack: list[str] = []
        before: _Piece | None = None  # the last piece that stays
        waiting: list[tuple[_Item, str]] = []  # what is written after it
        last: _Item | None = None
        for index, item in enumerate(self._items):
            piece = item.piece
            indentation = self._indent(index, stack)
            del stack[item.depth :]
            stack.append(indentation)
            if piece is None or piece.number not in staying:
                above, below = self._carried(index, staying)
                waiting.append((item, self._written(item, indentation, above) + below))
                continue
            yield from self._gap(before, piece, last, waiting, item)
            old = self._source.text[piece.own : piece.end]
            new = old if item.is_whole else self._written(item, indentation, "")
            yield from self._edit(piece.own, piece.end, new if old.endswith("\n") else new.rstrip("\r\n"))
            before, waiting, last = piece, [], item
        yield from self._gap(before, None, last, waiting, None)

    def _staying(self) -> frozenset[int]:
        """The longest part of the old pieces that is still in order."""
        numbers = [
            item.piece.number
            for item in self._items
            if item.piece is not None and not self._is_moving(item.piece)
        ]
        tails: list[int] = []
        ends: list[int] = []
        before: list[int | None] = []
        for index, number in enumerate(numbers):
            at = bisect_left(tails, number)
            before.append(ends[at - 1] if at else None)
            tails[at : at + 1] = [number]
            ends[at : at + 1] = [index]
        kept = set()
        last = ends[-1] if ends else None
        while last is not None:
            kept.add(numbers[last])
            last = before[last]
        return frozenset(kept)

    def _is_moving(self, piece: _Piece) -> bool:
        return self._moving is not None and self._moving.start <= piece.offset < self._moving.end

    def _gap(
        self,
        above: _Piece | None,
        below: _Piece | None,
        last: _Item | None,
        new: Sequence[tuple[_Item, str]],
        following: _Item | None,
    ) -> Iterator[TextEdit]:
        """What stands between two pieces that stay: what stood there already, and what comes between them."""
        first = above.number + 1 if above else 0
        end = below.number if below else len(self._pieces)
        if first == end and not new:
            return
        start = above.end if above else self._top
        stop = below.own if below else self._bottom
        stays = self._stays(first, end)
        made = ""
        if above is None:
            made, stays = stays, ""
        elif new and not self._source.text[: above.end].endswith("\n"):
            made = self._end
        if new and above is not None:
            made, stays = self._block_above(new[0][0], stays, made)
        for item, text in new:
            if made and not made.endswith("\n"):  # a comment at the end of the file
                made += self._end
            if self._needs_blank(last, item) and not _BLANK_AT_END.search(made):
                made += self._end
            made += text
            last = item
        is_beside = any(item.head is not None for item, _ in new)
        if following is not None and is_beside and self._needs_blank(last, following):
            rest = stays + self._source.text[stop : stop + 2]
            made += "" if _begins_blank(rest) else self._end
        yield from self._edit(start, stop, made + stays)

    def _block_above(self, item: _Item, stays: str, made: str) -> tuple[str, str]:
        """What of the comments that stay ends a deeper block than that of the next line: it stays above it."""
        lines = _split(stays)
        width = _width(self._unit) * item.depth
        deep = [n for n, line in enumerate(lines, start=1) if line.strip() and _width(_blanks(line)) > width]
        cut = deep[-1] if deep else 0
        return made + "".join(lines[:cut]), "".join(lines[cut:])

    def _stays(self, first: int, end: int) -> str:
        """The blank lines and comments that stay where pieces are gone, but not those within what is gone."""
        kept = ""
        for number in range(first, end + 1):
            if number > first and self._is_inside(number, first):
                continue
            kept = _joined(kept, self._above(number, first), is_top=first == 0)
        return (
            kept.rstrip(" \t\r\n") + self._end * bool(kept.strip())
            if end == len(self._pieces) > first
            else kept
        )

    def _is_inside(self, number: int, first: int) -> bool:
        """Whether what stands above a piece is within what is gone: a block that begins at an earlier piece."""
        if number == len(self._pieces):
            return False
        depth = self._pieces[number].depth
        return any(piece.depth < depth for piece in self._pieces[first:number])

    def _above(self, number: int, first: int) -> str:
        """The blank lines and comments above a piece, without what ends a block of which the head is gone."""
        start = self._pieces[number - 1].end if number else self._top
        end = self._pieces[number].own if number < len(self._pieces) else self._bottom
        lines = _split(self._source.text[start:end])
        if number > first:
            del lines[: self._block_end(number, lines, first)]
        return "".join(lines)

    def _block_end(self, number: int, lines: Sequence[str], first: int) -> int:
        """How many of the lines above a piece belong to the block before it, if its head is among what is gone."""
        heads = [
            piece for piece in self._pieces[first:number] if piece.depth < self._pieces[number - 1].depth
        ]
        if not heads:
            return 0
        least = _width(self._indentation(self._source.position(heads[0].start)[0]))
        deep = [n for n, line in enumerate(lines, start=1) if line.strip() and _width(_blanks(line)) > least]
        return deep[-1] if deep else 0

    def _carried(self, index: int, staying: frozenset[int]) -> tuple[str, str]:
        """What stands above and below a line within a block that moves as a whole, and goes with it."""
        piece = self._items[index].piece
        if piece is None or self._items[index].is_whole:
            return "", ""
        first = piece.number
        while first > 0 and self._pieces[first - 1].number not in staying:
            first -= 1
        number, neighbours = (
            piece.number,
            [self._items[i].piece for i in (index - 1, (index + 1) % len(self._items))],
        )
        above, below = "", ""
        before, after = neighbours
        if (
            index
            and before is not None
            and before.number == number - 1 >= first
            and self._is_inside(number, first)
        ):
            above = self._source.text[before.end : piece.own]
        if after is None or after.number != number + 1:
            end = self._pieces[number + 1].own if number + 1 < len(self._pieces) else self._bottom
            lines = _split(self._source.text[piece.end : end])
            below = "".join(lines[: self._block_end(number + 1, lines, first)])
        return above, below

    def _edit(self, start: int, end: int, new: str) -> Iterator[TextEdit]:
        """One edit, without the lines that are the same at its beginning and its end."""
        old = self._source.text[start:end]
        if old == new:
            return
        before, after = _split(old), _split(new)
        while before and after and before[0] == after[0]:
            start += len(before.pop(0))
            after.pop(0)
        while before and after and before[-1] == after[-1]:
            end -= len(before.pop())
            after.pop()
        yield TextEdit(Span(self._source.path, start, end), "".join(after))

    def _needs_blank(self, previous: _Item | None, item: _Item) -> bool:
        """Whether a blank line stands between declarations: where one is long, or they are of two kinds."""
        if previous is None or item.head is None:
            return False
        if previous.head is None or not self._is_short(item.head) or not self._is_short(previous.head):
            return True
        return type(previous.head) is not type(item.head)

    def _is_short(self, declaration: t.Declaration) -> bool:
        return len(lines_of(declaration, "en")) == 1

    def _indent(self, index: int, stack: Sequence[str]) -> str:
        """How far a line is indented: as its neighbours in the block, or a unit deeper than what opens the block."""
        item = self._items[index]
        if item.depth == 0:
            return ""
        if item.depth < len(stack):
            return stack[item.depth]
        least = _width(stack[-1])
        for other in self._items[index:]:
            if other.depth < item.depth or other.head is not None:
                break
            if other.depth == item.depth and other.piece is not None:
                own = self._indentation(self._source.position(other.piece.start)[0])
                if _width(own) > least:
                    return own
        return stack[-1] + self._unit

    def _written(self, item: _Item, indentation: str, carried: str) -> str:
        """A line, or a whole declaration, with the comments that belong to it."""
        piece = item.piece
        if piece is None:
            return self._new(item, indentation)
        text = self._source.text
        if item.is_whole:
            old = text[piece.own : piece.end]
            return old if old.endswith("\n") else old + self._end
        first = self._source.position(piece.start)[0]
        own = self._indentation(first)
        above = "".join(
            _indented(line, own, indentation) for line in _split(carried + text[piece.own : piece.start])
        )
        if item.text == piece.text:
            kept = "".join(
                _indented(line, own, indentation) for line in _split(text[piece.start : piece.end])
            )
            return above + (kept if kept.endswith("\n") else kept + self._end)
        last = self._source.position(max(piece.start, piece.end - 1))[0]
        comments = [self._comments[n] for n in range(first, last + 1) if n in self._comments]
        is_trailing = bool(comments) and comments[-1].line == last and not comments[-1].alone
        trailing = f"  {comments.pop().text}" if is_trailing else ""
        inside = "".join(f"{indentation}{comment.text}{self._end}" for comment in comments)
        return f"{above}{inside}{indentation}{item.text}{trailing}{self._end}"

    def _new(self, item: _Item, indentation: str) -> str:
        """A line that was not there, with the comments with which it was given."""
        above, trailing = "", ""
        if self._fresh is not None and item.offset < 0:
            first, last = extent(self._fresh.source, item.offset - FRESH)
            top = first
            while top - 1 in self._fresh_comments and self._fresh_comments[top - 1].alone:
                top -= 1
            for number in range(top, last + 1):
                comment = self._fresh_comments.get(number)
                if comment is not None and number == last and not comment.alone:
                    trailing = f"  {comment.text}"
                elif comment is not None:
                    above += f"{indentation}{comment.text}{self._end}"
        return f"{above}{indentation}{item.text}{trailing}{self._end}"


def _split(text: str) -> list[str]:
    """The lines of a text, with their ends."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _blanks(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _width(indentation: str) -> int:
    return len(indentation) + (TAB - 1) * indentation.count("\t")


def _indented(line: str, old: str, new: str) -> str:
    if old == new or not line.strip():
        return line
    return new + (line[len(old) :] if line.startswith(old) else line.lstrip(" \t"))


_BLANK_AT_END = re.compile(r"(?:\A|\n)[ \t]*\r?\n\Z")
_BLANK_AT_START = re.compile(r"\A[ \t]*\r?\n")
_BLANKS_AT_START = re.compile(r"\A(?:[ \t]*\r?\n)+")


def _begins_blank(text: str) -> bool:
    return _BLANK_AT_START.match(text) is not None


def _joined(above: str, below: str, *, is_top: bool) -> str:
    """What stands above and below something that is gone, without a second group of blank lines."""
    if _BLANK_AT_END.search(above) or (is_top and not above):
        below = _BLANKS_AT_START.sub("", below)
    return above + below
