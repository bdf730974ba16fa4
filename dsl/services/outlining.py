"""What a file declares, in the order in which it does; and what all files declare under a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from dsl import tree as t
from dsl.services.answers import Fold, Outline
from dsl.source import Source
from dsl.workspace import State


def outline(state: State, path: str) -> tuple[Outline, ...]:
    """The declarations of a file that parse."""
    page = state.pages[path]
    return tuple(
        _moved(_declaration(piece.source, declaration), state)
        for piece in page.pieces
        for declaration in piece.file.declarations
    )


def declared(state: State, query: str) -> Iterator[Outline]:
    """The declarations of all files in whose name or label the letters of the query stand in that order."""
    letters = query.casefold()
    for path in state.pages:
        for entry in outline(state, path):
            if _stands_in(letters, entry.name.casefold()) or _stands_in(letters, entry.detail.casefold()):
                yield entry


def folds(state: State, path: str) -> Iterator[Fold]:
    """Declarations of several lines, and comments of several."""
    page = state.pages[path]
    source = page.source
    for entry in outline(state, path):
        first, last = source.position(entry.span.start)[0], source.position(entry.span.end)[0]
        if last > first:
            yield Fold(first, last, False)
    begin: int | None = None
    for number in range(1, source.lines + 2):
        is_comment = number <= source.lines and source.line(number).lstrip().startswith("#")
        if is_comment and begin is None:
            begin = number
        elif not is_comment and begin is not None:
            if number - 1 > begin:
                yield Fold(begin, number - 1, True)
            begin = None


def _stands_in(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _moved(entry: Outline, state: State) -> Outline:
    span, selection = state.place(entry.span), state.place(entry.selection)
    return replace(entry, span=span, selection=selection, parts=tuple(_moved(p, state) for p in entry.parts))


def _declaration(source: Source, node: t.Declaration) -> Outline:
    match node:
        case t.Enum(name, label, values):
            parts = tuple(Outline("value", v.name.text, _label(v.label), v.span, v.name.span) for v in values)
            return Outline("enum", name.text, _label(label), node.span, name.span, parts)
        case t.Entity(name, label, lines):
            return Outline(
                "entity", name.text, _label(label), node.span, name.span, _fields(source, lines, "field")
            )
        case t.Event(name, label, lines):
            parts = _fields(source, lines, "event_field")
            return Outline("event", name.text, _label(label), node.span, name.span, parts)
        case t.Extend(kind, name, lines):
            own = _fields(source, lines, "event_field" if kind == "event" else "field")
            return Outline("extend", name.text, kind, node.span, name.span, own)
        case t.Place(name, _, label):
            return Outline("place", name.text, _label(label), node.span, name.span)
        case t.Role(name, label):
            return Outline("role", name.text, _label(label), node.span, name.span)
        case t.Measure(name, _, label):
            return Outline("measure", name.text, _label(label), node.span, name.span)
        case t.Parameter(name, _, _, label):
            return Outline("parameter", name.text, _label(label), node.span, name.span)
        case t.Table(name, _, _, label):
            return Outline("table", name.text, _label(label), node.span, name.span)
        case t.Module(name, label):
            return Outline("module", name.text, _label(label), node.span, name.span)
        case t.Group(name, label):
            return Outline("group", name.text, _label(label), node.span, name.span)
        case t.Rule(name, label):
            return Outline("rule", name.text, _label(label), node.span, name.span)
        case t.Board(name, label):
            return Outline("board", name.text, _label(label), node.span, name.span)
        case t.Scenario(title):
            return Outline("scenario", title.plain, "", node.span, title.span)
        case _:
            assert_never(node)


def _label(text: t.Text | None) -> str:
    return text.plain if text is not None else ""


def _fields(source: Source, lines: Iterable[object], kind: str) -> tuple[Outline, ...]:
    found = []
    for line in lines:
        if isinstance(line, t.Field):
            detail = " ".join(filter(None, (source.slice(line.type.span), _label(line.label))))
            found.append(
                Outline(
                    "field" if kind == "field" else "event_field",
                    line.name.text,
                    detail,
                    line.span,
                    line.name.span,
                )
            )
        elif isinstance(line, t.EnumValue):
            found.append(Outline("value", line.name.text, _label(line.label), line.span, line.name.span))
    return tuple(found)
