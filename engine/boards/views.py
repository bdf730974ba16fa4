"""What a board shows at one moment, as values and as JSON: the same for the terminal and the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, assert_never

from dsl import boards as b
from dsl.diagnostics import Both
from dsl.model import Event, Model
from dsl.typesystem import EnumType, Optional, Reference, Type, type_name
from engine.ask import Value
from engine.instants import rfc3339
from engine.trouble import Trouble


@dataclass(frozen=True, slots=True)
class FigureView:
    """One value and its colour."""

    value: Value
    colour: b.Colour | None


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: the key of its thing, if it is one; what it shows, where it stands, its colour."""

    key: str | None
    cells: tuple[Value, ...]
    located: tuple[Value, ...]
    colour: b.Colour | None


@dataclass(frozen=True, slots=True)
class TableView:
    """Rows under headings. `shape` is that of a chart, `total` counts the rows that are not shown too; `columns` are those
    of a kanban, by value, `drags` what it means to drag a row there."""

    headings: tuple[Both, ...]
    kinds: tuple[Type, ...]
    rows: tuple[RowView, ...]
    shape: str | None
    total: int
    columns: tuple[tuple[str, Both], ...] = ()
    drags: tuple[b.Drag, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding; `is_so`: a standing rule found it, and it still holds."""

    id: str
    rule: str
    label: Mapping[str, str]
    force: str
    at: Value
    messages: Sequence[Mapping[str, str]]
    is_so: bool


@dataclass(frozen=True, slots=True)
class AlertsView:
    """What rules found, the latest first."""

    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class RecordingView:
    """An event that is recorded here, and what is filled in already."""

    event: Event
    given: Mapping[str, Value]
    model: Model


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A filter, and what is chosen."""

    choice: b.Choice
    value: Value
    model: Model


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Words."""

    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture."""

    address: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a tile can show nothing."""

    trouble: Trouble


ContentView = (
    FigureView | TableView | AlertsView | RecordingView | ChoiceView | NoticeView | PictureView | Problem
)


@dataclass(frozen=True, slots=True)
class TileView:
    """A tile, and by which back end its query was answered, if it has one."""

    tile: b.Tile
    content: ContentView
    said_by: Literal["sql", "interpreter"] | None


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board at an instant."""

    board: b.Board
    now: int
    tiles: tuple[TileView, ...]


def column_labels(kind: Type, model: Model) -> tuple[tuple[str, Both], ...]:
    """The values of an enum and their labels, in order; nothing for another type."""
    inner = kind.item if isinstance(kind, Optional) else kind
    if not isinstance(inner, EnumType):
        return ()
    return tuple((value.name, value.label) for value in model.enums[inner.name].values)


# -- JSON --------------------------------------------------------------------------------------------------


def to_json(view: BoardView, zone: str) -> dict[str, Any]:
    """A board as JSON."""
    return {
        "board": view.board.name,
        "label": _both(view.board.label),
        "roles": list(view.board.roles),
        "now": rfc3339(view.now, zone),
        "columns": b.COLUMNS,
        "tiles": [_tile(tile) for tile in view.tiles],
    }


def _both(text: Both) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _tile(view: TileView) -> dict[str, Any]:
    tile = view.tile
    return {
        "kind": tile.kind,
        "title": _both(tile.title),
        "at": [tile.x, tile.y],
        "size": [tile.width, tile.height],
        **_content(view.content),
    }


def _content(content: ContentView) -> dict[str, Any]:
    match content:
        case FigureView(value, colour):
            return {"value": _value(value), "colour": colour}
        case TableView():
            return _table(content)
        case AlertsView(findings):
            return {"alerts": [_finding(finding) for finding in findings]}
        case RecordingView():
            return _recording(content)
        case ChoiceView(choice, value, model):
            return {
                "choose": choice.variable,
                **_input(choice.type, model),
                "required": not isinstance(choice.type, Optional),
                "chosen": _value(value),
            }
        case NoticeView(text):
            return {"text": dict(text)}
        case PictureView(address):
            return {"picture": address}
        case Problem(trouble):
            problem = {"code": trouble.code, "zh": trouble.text.zh, "en": trouble.text.en}
            return {"problem": problem}
        case _:
            assert_never(content)


def _value(value: Value) -> dict[str, Any]:
    return {"value": value.json, "shown": dict(value.shown)}


def _table(view: TableView) -> dict[str, Any]:
    result: dict[str, Any] = {"headings": [_both(h) for h in view.headings], "rows": []}
    if view.shape is not None:
        result["shape"] = view.shape
    if view.columns:
        result["columns"] = [{"value": name, "label": _both(label)} for name, label in view.columns]
        result["drags"] = [{"to": drag.to, "event": drag.event} for drag in view.drags]
    for row in view.rows:
        told: dict[str, Any] = {"cells": [_value(cell) for cell in row.cells]}
        if row.key is not None:
            told["key"] = row.key
        if row.located:
            told["located"] = [_value(cell) for cell in row.located]
        if row.colour is not None:
            told["colour"] = row.colour
        result["rows"].append(told)
    result["total"] = view.total
    return result


def _finding(view: FindingView) -> dict[str, Any]:
    return {
        "id": view.id,
        "rule": view.rule,
        "label": dict(view.label),
        "force": view.force,
        "at": _value(view.at),
        "messages": [dict(message) for message in view.messages],
        "now": view.is_so,
    }


def _recording(view: RecordingView) -> dict[str, Any]:
    asked = [
        {
            "name": f.name,
            "label": _both(f.label),
            **_input(f.type, view.model),
            "required": f.default is None and not isinstance(f.type, Optional),
        }
        for f in view.event.fields.values()
        if f.name not in view.given
    ]
    given = {name: _value(value) for name, value in view.given.items()}
    return {"event": view.event.name, "label": _both(view.event.label), "given": given, "fields": asked}


def _input(kind: Type, model: Model) -> dict[str, Any]:
    """What people are to give: a type, of an enum its values, of a reference the entity."""
    inner = kind.item if isinstance(kind, Optional) else kind
    result: dict[str, Any] = {"type": _both(type_name(inner))}
    if isinstance(inner, EnumType):
        result["options"] = [
            {"value": name, "label": _both(label)} for name, label in column_labels(inner, model)
        ]
    if isinstance(inner, Reference):
        result["entity"] = inner.entity
    return result
