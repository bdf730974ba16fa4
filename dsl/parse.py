"""Text to a syntax tree.

A file is cut into declarations first: each begins at a line whose first character is neither blank nor a comment.
Every declaration is parsed by itself, so that a mistake in one leaves the others whole and the parser recovers at
the next declaration. The grammar is LALR(1); blocks are told by their indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError
from lark.indenter import DedentError, Indenter

from dsl import words
from dsl.build import BadText, TreeBuilder
from dsl.diagnostics import Diagnostic
from dsl.source import Source, Span
from dsl.syntax_help import explain_unexpected
from dsl.tree import Declaration, Expression, File, Trivia

MAX_NESTING = 60
"""Brackets and blocks may be nested this deep; more is refused before the parser sees it."""


class Parsed(NamedTuple):
    """A file's tree and the mistakes found while reading it."""

    file: File
    diagnostics: tuple[Diagnostic, ...]


class _Blocks(Indenter):
    NL_type = "_NL"
    OPEN_PAREN_types = ["_LPAR", "_LSQB"]
    CLOSE_PAREN_types = ["_RPAR", "_RSQB"]
    INDENT_type = "_INDENT"
    DEDENT_type = "_DEDENT"
    tab_len = 4


def _terminals() -> str:
    """The keyword terminals, and the few that stand for one of several keywords."""

    def either(*keywords: str) -> str:
        return "/" + "|".join(words.pattern(k) for k in keywords) + "/"

    lines = []
    for word, spellings in words.KEYWORDS.items():
        priority = 7 if any(" " in s for s in spellings) else 6
        lines.append(f"{word}.{priority}: /{words.pattern(word)}/")
    lines.append("VALUE_AGGREGATE.6: " + either("SUM", "AVERAGE", "MIN", "MAX", "LAST"))
    lines.append("EVENT_AGGREGATE.6: " + either("COUNT", "STREAK", "TIME"))
    # `min(a, b)` is a function; `min x.dose for x in xs` is a fold.
    lines.append("FOLD.6: /(?:" + "|".join(words.pattern(k) for k in ("SUM", "MIN", "MAX")) + r")(?![ \t]*[(（])/")
    lines.append(f"COUNT_OVER.6: /{words.pattern('COUNT')}" + r"(?![ \t]*[(（])/")
    lines.append("OUTCOME.7: " + either("BLOCKED_BY", "OVERRIDING", "WARNED_BY", "HELD_BY", "ALERTED_BY"))
    lines.append("OUTCOME_ALONE.7: " + either("ACCEPTED", "REFUSED", "NO_FINDINGS"))
    return "\n".join(lines)


@cache
def _grammar() -> Lark:
    text = files("dsl").joinpath("grammar.lark").read_text("utf-8")
    # A keyword that only ever stands inside one of the combined terminals needs no terminal of its own.
    return Lark(
        text + "\n" + _terminals(),
        parser="lalr",
        lexer="contextual",
        postlex=_Blocks(),
        start=["declaration", "expression"],
        propagate_positions=True,
        maybe_placeholders=False,
    )


@dataclass(frozen=True, slots=True)
class _Chunk:
    start: int
    end: int


_OPENS_DECLARATION = re.compile(r"[^\s#)\]）]")


def _chunks(source: Source) -> Iterator[_Chunk]:
    start: int | None = None
    offset = 0
    for line in source.text.splitlines(keepends=True):
        if _OPENS_DECLARATION.match(line):
            if start is not None:
                yield _Chunk(start, offset)
            start = offset
        elif start is None and line.strip() and not line.lstrip().startswith("#"):
            start = offset  # an indented line before any declaration: parsed, so that it is refused
        offset += len(line)
    if start is not None:
        yield _Chunk(start, offset)


_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|“[^”\n]*”|(?P<comment>#[^\n]*)')


def _trivia(source: Source) -> tuple[Trivia, ...]:
    found = []
    for number, line in enumerate(source.text.splitlines(), start=1):
        if not line.strip():
            found.append(Trivia(number, "", True))
            continue
        if "#" not in line:
            continue
        for match in _COMMENT.finditer(line):
            if match["comment"] is not None:
                found.append(Trivia(number, match["comment"].rstrip(), not line[: match.start()].strip()))
                break
    return tuple(found)


def _too_deep(text: str) -> int | None:
    """The offset at which brackets or blocks are nested deeper than `MAX_NESTING`, if there is one."""
    depth = 0
    for match in re.finditer(r'"(?:[^"\\\n]|\\.)*"|“[^”\n]*”|#[^\n]*|[(\[（]|[)\]）]|\n {%d,}\S|-{60,}|(?:\bnot\b\s*){60,}' % (4 * MAX_NESTING), text):
        piece = match[0]
        if piece in "([（":
            depth += 1
            if depth > MAX_NESTING:
                return match.start()
        elif piece in ")]）":
            depth = max(0, depth - 1)
        elif piece[0] in "\n-n":
            return match.start()
    return None


def _parse_piece(source: Source, chunk: _Chunk, start: str) -> tuple[Any, Diagnostic | None]:
    text = source.text[chunk.start : chunk.end]
    deep = _too_deep(text)
    if deep is not None:
        place = Span(source.path, chunk.start + deep, chunk.start + deep + 1)
        return None, Diagnostic("BC105", place, {"limit": MAX_NESTING})
    body = text.rstrip() + "\n" if start == "declaration" else text
    try:
        tree = _grammar().parse(body, start=start)
        return TreeBuilder(source, chunk.start, parse_expression).transform(tree), None
    except VisitError as error:
        if isinstance(error.orig_exc, BadText):
            return None, error.orig_exc.diagnostic
        raise
    except DedentError:
        return None, _bad_indent(source, chunk)
    except (UnexpectedToken, UnexpectedCharacters, UnexpectedInput) as error:
        return None, explain_unexpected(source, chunk.start, chunk.end, error)


def _bad_indent(source: Source, chunk: _Chunk) -> Diagnostic:
    """The first line whose indentation matches no block that is open there."""
    levels = [0]
    first, _ = source.position(chunk.start)
    last, _ = source.position(max(chunk.start, chunk.end - 1))
    for number in range(first, last + 1):
        line = source.line(number)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        width = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        while levels and width < levels[-1]:
            levels.pop()
        if not levels or (width > levels[-1] and levels[-1] == -1):
            break
        if width > levels[-1]:
            if number > first and width not in levels and _dedents(source, number, first):
                start = source.line_start(number)
                return Diagnostic("BC104", Span(source.path, start, start + len(line)), {"width": width})
            levels.append(width)
    return Diagnostic("BC104", Span(source.path, chunk.start, chunk.start + 1), {"width": 0})


def _dedents(source: Source, number: int, first: int) -> bool:
    """Whether the line is indented less than the line with text before it."""
    for before in range(number - 1, first - 1, -1):
        line = source.line(before).expandtabs(4)
        if line.strip() and not line.lstrip().startswith("#"):
            here = source.line(number).expandtabs(4)
            return len(here) - len(here.lstrip()) < len(line) - len(line.lstrip())
    return False


def parse_expression(source: Source, start: int, end: int) -> tuple[Expression | None, Diagnostic | None]:
    """The expression that stands between two offsets of a source, such as inside the braces of a text."""
    return _parse_piece(source, _Chunk(start, end), "expression")


def parse(source: Source) -> Parsed:
    """The syntax tree of a file, with a diagnostic for every declaration that does not parse."""
    declarations: list[Declaration] = []
    diagnostics: list[Diagnostic] = []
    for chunk in _chunks(source):
        declaration, problem = _parse_piece(source, chunk, "declaration")
        if problem is not None:
            diagnostics.append(problem)
        else:
            declarations.append(declaration)
    return Parsed(File(source, tuple(declarations), _trivia(source)), tuple(diagnostics))
