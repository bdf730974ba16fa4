"""A diagnostic as text for a terminal, and as data for an editor.

    error BC201: I do not know the unit `K`.
     --> incoming.card:2:32
      |
    2 |     keep temperature at most 8 K
      |                                ^
      = help: Did you mean `°C`?

The carets stand under the characters they mean also where those take two columns, as Chinese ones do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unicodedata import category, combining, east_asian_width

from dsl import catalogue
from dsl.diagnostics import Both, Diagnostic
from dsl.source import Source, Span
from dsl.words import LANGUAGES, Language

TAB = 4
WIDEST = 160
"""Columns of a source line that are shown; of a longer one the part around the place."""

_SEVERITY = {"error": Both("error", "错误"), "warning": Both("warning", "警告")}
_HELP = Both("help", "帮助")
_NOTE = Both("note", "说明")
_COLON = Both(": ", "：")


def render(diagnostic: Diagnostic, sources: Mapping[str, Source], language: Language) -> str:
    """The diagnostic with the lines it is about; `sources` are the files by path. Ends without a line end."""
    severity = _SEVERITY[catalogue.entry(diagnostic.code).severity].in_(language)
    colon = _COLON.in_(language)
    lines = [f"{severity} {diagnostic.code}{colon}{catalogue.message(diagnostic, language)}"]
    places = [diagnostic.span, *(note.span for note in diagnostic.notes)]
    gutter = max((len(str(_position(sources, span)[0])) for span in places), default=1)
    lines += _excerpt(diagnostic.span, sources, gutter, "^")
    help_text = catalogue.help_(diagnostic, language)
    if help_text is not None:
        lines.append(f"{' ' * gutter} = {_HELP.in_(language)}{colon}{help_text}")
    for note in diagnostic.notes:
        lines.append(f"{' ' * gutter} = {_NOTE.in_(language)}{colon}{note.text.in_(language)}")
        lines += _excerpt(note.span, sources, gutter, "-")
    return "\n".join(lines)


def to_json(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> dict[str, Any]:
    """The diagnostic as data: lines and columns counted from 1, in characters; the end is the first after."""
    return {
        "code": diagnostic.code,
        "severity": catalogue.entry(diagnostic.code).severity,
        **_place(diagnostic.span, sources),
        "message": {language: catalogue.message(diagnostic, language) for language in LANGUAGES},
        "help": {language: catalogue.help_(diagnostic, language) for language in LANGUAGES},
        "notes": [
            {**_place(note.span, sources), "message": {lang: note.text.in_(lang) for lang in LANGUAGES}}
            for note in diagnostic.notes
        ],
    }


def columns(text: str, start: int = 0) -> int:
    """How many columns of a terminal the text takes, if it begins at the column `start`, counted from 0."""
    column = start
    for character in text:
        column += _width(character, column)
    return column - start


def _width(character: str, column: int) -> int:
    if character == "\t":
        return TAB - column % TAB
    if combining(character) or category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _shown(text: str) -> str:
    """The text as it can be printed: a tab as blanks, a control character as its picture."""
    parts: list[str] = []
    column = 0
    for character in text:
        width = _width(character, column)
        column += width
        if character == "\t":
            parts.append(" " * width)
        elif category(character) in ("Cc", "Zl", "Zp", "Cs"):
            parts.append("\N{REPLACEMENT CHARACTER}")
        else:
            parts.append(character)
    return "".join(parts)


def _position(sources: Mapping[str, Source], span: Span) -> tuple[int, int]:
    source = sources.get(span.path)
    return source.position(min(span.start, len(source.text))) if source else (1, 1)


def _place(span: Span, sources: Mapping[str, Source]) -> dict[str, Any]:
    line, column = _position(sources, span)
    end_line, end_column = _position(sources, Span(span.path, max(span.start, span.end), span.end))
    return {
        "path": span.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _excerpt(span: Span, sources: Mapping[str, Source], gutter: int, mark: str) -> list[str]:
    """Where it is, and that line with marks under it; of a span over several lines, the first line."""
    line, column = _position(sources, span)
    margin = " " * gutter
    if span.path not in sources:
        return [f"{margin}--> {span.path}"] if span.path else []
    text = sources[span.path].line(line)
    first = min(column - 1, len(text))
    last = min(first + max(0, span.end - span.start), len(text))
    before, marked, after = text[:first], text[first:last], text[last:]
    if len(text) > WIDEST:
        before = "…" + before[-WIDEST // 3 :] if len(before) > WIDEST // 3 else before
        marked = marked[: WIDEST // 3] + "…" if len(marked) > WIDEST // 3 else marked
        after = after[: WIDEST // 3] + "…" if len(after) > WIDEST // 3 else after
    indent = columns(before)
    marks = mark * max(1, columns(marked, indent))
    return [
        f"{margin}--> {span.path}:{line}:{column}",
        f"{margin} |",
        f"{line:>{gutter}} | {_shown(before + marked + after)}".rstrip(),
        f"{margin} | {' ' * indent}{marks}",
    ]
