"""Boards in the terminal: which there are, and what one shows now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from designer.asking import onlooker
from designer.diagnostics import compiled_or_exit
from designer.terminal import Terminal
from designer.usage import Misuse
from dsl.boards import Board
from dsl.words import spelling
from engine.ask import Value
from engine.boards.look import Viewer
from engine.boards.views import (
    AlertsView,
    BoardView,
    ChoiceView,
    ContentView,
    FigureView,
    NoticeView,
    PictureView,
    Problem,
    RecordingView,
    RowView,
    TableView,
    TileView,
    to_json,
)
from engine.instants import show_instant
from engine.shapes import Shapes
from engine.store import Store

COLOURS = {"red": "bad", "yellow": "warned", "green": "good", None: ""}
MOST_ROWS = 20
"""So many rows of a tile are shown in the terminal."""
_LOCATED: tuple[tuple[str, ...], ...] = (
    (),
    ("board_when",),
    ("board_when", "board_until"),
    ("board_place", "board_latitude", "board_longitude"),
)
"""The headings of where rows stand on a timeline or a map."""
BAR = 24
"""The longest bar of a chart, in characters."""


def list_boards(terminal: Terminal, path: Path, *, as_json: bool) -> int:
    """Which boards there are, and for whom."""
    model = compiled_or_exit(terminal, path).model
    if as_json:
        for board in model.boards.values():
            label = {"zh": board.label.zh, "en": board.label.en}
            tiles = len(board.tiles)
            terminal.json({"board": board.name, "label": label, "roles": list(board.roles), "tiles": tiles})
        return 0
    if not model.boards:
        terminal.print(terminal.say("board_none"), "quiet")
    table = Table.grid(padding=(0, 2))
    for board in model.boards.values():
        roles = (terminal.both(model.roles[role].label) for role in board.roles)
        told = terminal.say("board_for", roles=terminal.comma.join(roles))
        table.add_row(
            Text(board.name, "name"), Text(terminal.both(board.label), "strong"), Text(told, "quiet")
        )
    terminal.out.print(table)
    return 0


def show_board(
    terminal: Terminal, path: Path, store: str, name: str, choose: Sequence[str], *, as_json: bool
) -> int:
    """What a board shows now."""
    compiled = compiled_or_exit(terminal, path)
    chosen = dict(_choice(word) for word in choose)
    with Store.open(store, compiled.model, Shapes(compiled.model), read_only=True) as kept:
        view = Viewer(compiled, kept, lambda: onlooker(compiled, kept)).look(name, chosen)
    zone = compiled.model.zone
    if as_json:
        terminal.json(to_json(view, zone))
    else:
        _print(terminal, view, zone)
    return 0


def _choice(word: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not sign or not name.strip():
        raise Misuse("board_choose", value=word)
    return name.strip(), value.strip()


# -- a board -----------------------------------------------------------------------------------------------


def _print(terminal: Terminal, view: BoardView, zone: str) -> None:
    """The tiles from top to bottom; small ones that stand beside each other share their lines."""
    board: Board = view.board
    head = Text.assemble((terminal.both(board.label), "strong"), "  ", (board.name, "name"), "  ")
    head.append(terminal.say("board_at", at=show_instant(view.now, zone)), "quiet")
    terminal.out.print(head)
    beside: list[RenderableType] = []
    row = -1
    for tile in sorted(view.tiles, key=lambda t: (t.tile.y, t.tile.x)):
        is_small = isinstance(
            tile.content, FigureView | ChoiceView | NoticeView | PictureView | RecordingView
        )
        if beside and (not is_small or tile.tile.y != row):
            terminal.out.print(Columns(beside, padding=(0, 1)))
            beside = []
        row = tile.tile.y
        if is_small:
            beside.append(_panel(terminal, tile, fit=True))
        else:
            terminal.out.print(_panel(terminal, tile, fit=False))
    if beside:
        terminal.out.print(Columns(beside, padding=(0, 1)))


def _panel(terminal: Terminal, tile: TileView, *, fit: bool) -> Panel:
    title = Text(
        terminal.both(tile.tile.title) or spelling(f"{tile.tile.kind.upper()}_TILE", terminal.language),
        "strong",
    )
    inside = _content(terminal, tile.content)
    return Panel(inside, title=title, title_align="left", border_style="quiet", expand=not fit)


def _content(terminal: Terminal, content: ContentView) -> RenderableType:
    match content:
        case FigureView(value, colour):
            return Text(_shown(terminal, value), COLOURS[colour] or "strong", justify="center")
        case TableView():
            return _table(terminal, content)
        case AlertsView():
            return _alerts(terminal, content)
        case RecordingView(event, given):
            filled = Text(terminal.both(event.label), "strong")
            for name, value in given.items():
                filled.append(
                    f"\n{terminal.both(event.fields[name].label)}{terminal.colon}{_shown(terminal, value)}",
                    "",
                )
            asked = [terminal.both(f.label) for f in event.fields.values() if f.name not in given]
            return filled.append(f"\n{terminal.comma.join(asked)}", "quiet")
        case ChoiceView(choice, value):
            shown = terminal.both(value.shown) or terminal.say("board_all")
            return Text.assemble((choice.variable, "name"), " = ", (shown, "strong"))
        case NoticeView(text):
            return Text(terminal.both(text))
        case PictureView(address):
            return Text(address, "quiet")
        case Problem(trouble):
            return Text(f"{trouble.code}  {terminal.both(trouble.text)}", "bad")
        case _:
            assert_never(content)


def _shown(terminal: Terminal, value: Value) -> str:
    return terminal.both(value.shown) or "–"


def _table(terminal: Terminal, view: TableView) -> RenderableType:
    if not view.rows:
        return Text(terminal.say("board_empty"), "quiet")
    if view.columns:
        return _columns(terminal, view)
    if view.shape == "line" and len(view.headings) > 1:
        return _lines(terminal, view)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="quiet", show_edge=False)
    for key in _LOCATED[len(view.rows[0].located)]:
        table.add_column(terminal.say(key), no_wrap=True)
    for heading in view.headings:
        table.add_column(terminal.both(heading), overflow="fold")
    rows, note = view.rows[:MOST_ROWS], view.total - min(MOST_ROWS, len(view.rows))
    most = 0.0
    if view.shape is not None:
        table.add_column("")
        most = max((size for row in view.rows if (size := _size(row)) is not None), default=0.0)
    for row in rows:
        cells = [Text(_shown(terminal, cell), COLOURS[row.colour]) for cell in (*row.located, *row.cells)]
        if view.shape is not None:
            size = _size(row) or 0.0
            cells.append(Text("█" * round(BAR * max(size, 0.0) / most) if most > 0 else "", "name"))
        table.add_row(*cells)
    if not note:
        return table
    return Group(table, Text(terminal.say("more_of", count=note), "quiet"))


_LEVELS = " ▁▂▃▄▅▆▇█"


def _lines(terminal: Terminal, view: TableView) -> RenderableType:
    """A line for each series: how its figures went, the last of them, and over what."""
    series: dict[str, list[RowView]] = {}
    for row in view.rows:
        name = "  ".join(_shown(terminal, cell) for cell in row.cells[:-2])
        series.setdefault(name, []).append(row)
    sizes = [size for row in view.rows if (size := _size(row)) is not None]
    low, high = min(sizes, default=0.0), max(sizes, default=0.0)
    low = min(low, 0.0) if high > 0 else low
    table = Table.grid(padding=(0, 2))
    for name, rows in list(series.items())[:MOST_ROWS]:
        line = "".join(_level(_size(row), low, high) for row in rows[-60:])
        last = next((row for row in reversed(rows) if _size(row) is not None), rows[-1])
        table.add_row(
            Text(name),
            Text(line, "name"),
            Text(_shown(terminal, last.cells[-1]), COLOURS[last.colour] or "strong"),
        )
    span = f"{_shown(terminal, view.rows[0].cells[-2])} … {_shown(terminal, view.rows[-1].cells[-2])}"
    parts: list[RenderableType] = [table, Text(span, "quiet")]
    if len(series) > MOST_ROWS:
        parts.append(Text(terminal.say("more_of", count=len(series) - MOST_ROWS), "quiet"))
    return Group(*parts)


def _level(size: float | None, low: float, high: float) -> str:
    if size is None:
        return _LEVELS[0]
    return _LEVELS[1 + round((len(_LEVELS) - 2) * (size - low) / (high - low))] if high > low else _LEVELS[1]


def _size(row: RowView) -> float | None:
    """How long a bar is to be: of a figure as people are shown it, nothing is computed from it."""
    value = row.cells[-1].json
    return float(value) if value is not None else None


def _columns(terminal: Terminal, view: TableView) -> RenderableType:
    """A kanban: a column for each value, in it the things, each with what it shows first."""
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="quiet", show_edge=False)
    stacks: list[Text] = []
    for value, label in view.columns:
        rows = [row for row in view.rows if row.located[0].json == value]
        table.add_column(f"{terminal.both(label)} {len(rows)}", overflow="fold")
        stack = Text()
        for row in rows[:MOST_ROWS]:
            shown = "  ".join(_shown(terminal, cell) for cell in row.cells)
            stack.append(shown + "\n", COLOURS[row.colour])
        stacks.append(stack)
    table.add_row(*stacks)
    return table


def _alerts(terminal: Terminal, view: AlertsView) -> RenderableType:
    if not view.findings:
        return Text(terminal.say("board_quiet"), "good")
    table = Table.grid(padding=(0, 2))
    for finding in view.findings[:MOST_ROWS]:
        said = terminal.semicolon.join(terminal.both(m) for m in finding.messages)
        style = "bad" if finding.is_so else "quiet"
        table.add_row(
            Text(terminal.say("board_now") if finding.is_so else "", "bad"),
            Text(_shown(terminal, finding.at), "quiet"),
            Text(finding.id, "name"),
            Text(said or terminal.both(finding.label), style if finding.is_so else ""),
        )
    return table
