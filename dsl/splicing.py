"""New text for a node, read where it will stand: in the text of the declaration around it.

What was there before keeps its places, so that `dsl.difference` knows it again; what is new has places below zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from difflib import SequenceMatcher
from textwrap import dedent
from typing import Any, NamedTuple

from dsl import tree as t
from dsl.diagnostics import Diagnostic
from dsl.difference import FRESH
from dsl.parse import parse
from dsl.paths import Found, bare, below, is_node, moved, node_at
from dsl.printer import INDENT, extent, language_of, lines_of
from dsl.source import Source, Span
from dsl.words import spelling


class Splice(NamedTuple):
    """What stands between two places of the file's text is replaced."""

    start: int
    end: int
    text: str


def unplaced(node: Any) -> Any:
    """A tree that was read by itself, as one that has no place in the file yet."""
    return moved(node, lambda place: place + FRESH)


def recognised(new: Any, old: Any) -> Any:
    """New text for something, in which what was there before has its old place, so that its comments stay with it."""
    if bare(new) == bare(old):
        return old
    if isinstance(new, tuple) and isinstance(old, tuple):
        return _recognised_parts(new, old)
    if type(new) is not type(old) or not is_node(new):
        return new
    values = {f.name: recognised(getattr(new, f.name), getattr(old, f.name)) for f in fields(new)}
    values |= {
        offset: getattr(old, offset)
        for offset in t.OFFSETS
        if values.get(offset) is not None and getattr(old, offset) is not None
    }
    return replace(new, **values | {"span": old.span})


def _recognised_parts(new: tuple[Any, ...], old: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same for a list: first what is there unchanged, then what stands between such in the same place."""
    matcher = SequenceMatcher(
        None, [repr(bare(x)) for x in old], [repr(bare(x)) for x in new], autojunk=False
    )
    made: list[Any] = []
    for _, i, end, j, stop in matcher.get_opcodes():
        for place, part in enumerate(new[j:stop], start=i):
            made.append(recognised(part, old[place]) if place < end else part)
    return tuple(made)


def read(
    file: t.File, found: Found, splice: Splice
) -> tuple[t.Declaration | None, t.File | None, Diagnostic | None]:
    """The declaration around a node as it reads then. What is as it was keeps its place, what is new is fresh."""
    source = file.source
    declaration = node_at(file, found.route[:1])
    first, last = _lines(source, declaration)
    top = source.line_start(first) + (1 if first == 1 and source.text.startswith("\ufeff") else 0)
    bottom = source.line_start(last + 1) if last < source.lines else len(source.text)
    text = source.text[top : splice.start] + splice.text + source.text[splice.end : bottom]
    start, end = splice.start - top, splice.start - top + len(splice.text)

    def place(at: int) -> int:
        if start < at < end:
            return at + FRESH
        return at + top if at <= start else at + top + splice.end - splice.start - len(splice.text)

    parsed = parse(Source(source.path, text))
    if parsed.diagnostics:
        problem = parsed.diagnostics[0]
        shown = Span(source.path, *(max(place(at), splice.start) for at in problem.span[1:]))
        return None, None, Diagnostic(problem.code, shown, problem.facts)
    if len(parsed.file.declarations) != 1:
        return None, None, None
    given = tuple(x for x in parsed.file.trivia if start <= parsed.file.source.line_start(x.line) < end)
    return moved(parsed.file.declarations[0], place), replace(parsed.file, trivia=given), None


def _lines(source: Source, node: Any) -> tuple[int, int]:
    """The first and the last line of a node, with what is in its brackets."""
    first = source.position(node.span.start)[0]
    if isinstance(node, t.Declaration):
        return first, extent(source, lines_of(node, "en")[-1].offset)[1]
    return first, extent(source, node.span.start)[1] if node.span.end == node.span.start else source.position(
        node.span.end
    )[0]


def indentation_at(source: Source, offset: int) -> str:
    """The blanks at the beginning of the line of a place."""
    line = source.line(source.position(offset)[0]).removeprefix("\ufeff")
    return line[: len(line) - len(line.lstrip(" \t"))]


def places(
    file: t.File, parent: Found, attribute: str | None, sibling: Found | None, text: str
) -> Iterator[Splice]:
    """Where, and with which signs, something might be added to a node: lines first, then within the line."""
    source = file.source
    block = [line.rstrip("\r") for line in dedent(text.strip("\r\n")).split("\n")]

    def lines(at: int, indentation: str) -> Splice:
        glue = "" if at == 0 or source.text[at - 1] == "\n" else "\n"
        return Splice(at, at, glue + "".join(f"{indentation}{line}\n" for line in block))

    if sibling is not None:
        at = sibling.node.span.start
        if _begins_line(source, at):
            yield lines(source.line_start(source.position(at)[0]), indentation_at(source, at))
        yield from (Splice(at, at, f" {text}{sign}") for sign in (", ", " | ", " "))
        return
    lists = _lists(parent.node, attribute)
    ends = [values[-1] for values in reversed(lists) if values and is_node(values[-1])]
    for last in ends:
        if _begins_line(source, last.span.start):
            yield lines(_after(source, last), indentation_at(source, last.span.start))
    if _begins_line(source, parent.node.span.start):
        deeper = indentation_at(source, parent.node.span.start) + " " * INDENT
        head = extent(source, parent.node.span.start)[1]
        yield lines(_line_end(source, head), deeper)
        yield from _worded_places(file, parent, attribute, block)
    for last in ends:
        yield from (Splice(last.span.end, last.span.end, f"{sign}{text}") for sign in (", ", " | ", " "))
    for gap in re.finditer(r"(?<=[(\[（【])|(?<=\w)\b|$", source.slice(parent.node.span), re.MULTILINE):
        at = parent.node.span.start + gap.start()
        yield Splice(at, at, f" {text}")


def _worded_places(
    file: t.File, parent: Found, attribute: str | None, block: Sequence[str]
) -> Iterator[Splice]:
    """Where a block might be added that begins with a word of its own, such as `else`."""
    source = file.source
    language = language_of(source, node_at(file, parent.route[:1]))
    own = indentation_at(source, parent.node.span.start)
    head = _line_end(source, extent(source, parent.node.span.start)[1])
    for offset, (name, word) in t.OFFSETS.items():
        if getattr(parent.node, offset, 0) is None and attribute in (name, None):
            for at, base in ((_after(source, parent.node), own), (head, own + " " * INDENT)):
                inner = "".join(f"{base}{' ' * INDENT}{line}\n" for line in block)
                glue = "" if source.text[at - 1] == "\n" else "\n"
                yield Splice(at, at, f"{glue}{base}{spelling(word, language)}\n{inner}")


def _lists(node: Any, attribute: str | None) -> list[tuple[Any, ...]]:
    names = [attribute] if attribute else [f.name for f in fields(node) if f.name != "span"]
    return [value for name in names if isinstance(value := getattr(node, name), tuple)]


def _begins_line(source: Source, offset: int) -> bool:
    line = source.line_start(source.position(offset)[0])
    return not source.text[line:offset].strip(" \t\ufeff")


def _after(source: Source, node: Any) -> int:
    """Where the line below a node begins, with all that is in it."""
    ends = [extent(source, offset)[1] for offset in _starts(source, node)]
    return _line_end(source, max(ends))


def _starts(source: Source, node: Any) -> Iterator[int]:
    yield node.span.start
    for found in below(Found("", (), node)):
        if _begins_line(source, found.node.span.start):
            yield found.node.span.start


def _line_end(source: Source, number: int) -> int:
    return source.line_start(number + 1) if number < source.lines else len(source.text)
