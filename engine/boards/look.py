"""A look at a board: every tile with what it shows now.

A query that SQL can say is asked of the store; only for the others, and for words with values in them, an engine is
opened, which reads the whole state. What cannot be computed is told in its tile and leaves the others whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal, assert_never

from dsl import boards as b
from dsl.model import Closure, Convert, Expression, FieldRead, Held, Lookup, MeasureRead, Message
from dsl.near import nearest
from dsl.typesystem import INSTANT, INTEGER, Optional, Reference, Type
from engine.ask import Value
from engine.backends.interpret import Env, Interpreter
from engine.backends.interpret_queries import answer
from engine.backends.sql.queries import Session, SqlQueries
from engine.boards.arranging import Row, nothing
from engine.boards.views import (
    AlertsView,
    BoardView,
    ChoiceView,
    ContentView,
    FigureView,
    FindingView,
    NoticeView,
    PictureView,
    Problem,
    RecordingView,
    RowView,
    TableView,
    TileView,
    column_labels,
)
from engine.boards.windows import window
from engine.codec import encode
from engine.instants import local_day
from engine.machine import Machine, as_trouble
from engine.pipeline import Compiled
from engine.records import Finding
from engine.run import Engine
from engine.speech import Speaker
from engine.store import Store
from engine.trouble import Malformed, Trouble
from engine.walk import walk

_STATE = (FieldRead, MeasureRead, Closure, Lookup, Held, Convert)
"""What only the state knows."""

MOST_ALERTS = 50
"""So many findings stand in a tile of alerts."""

MOST_ROWS = 500
"""So many rows of things are shown in a tile; `sort ... top` asks for fewer."""


class Viewer:
    """Looks at the boards of definitions over a store.

    `engine` is one that is at work already, or opens one that is only needed where SQL does not do.
    """

    def __init__(self, compiled: Compiled, store: Store, engine: Callable[[], Engine]) -> None:
        self.compiled = compiled
        self._model = compiled.model
        self._store = store
        self._open = engine
        self._sql = SqlQueries(compiled.model, store.tables)
        self._speaker = Speaker(compiled.model)

    @cached_property
    def _engine(self) -> Engine:
        return self._open()

    @cached_property
    def _bare(self) -> Machine:
        """What conditions on figures are asked of: parameters and the clock, and nothing else."""
        assert self.compiled.graph is not None
        return Machine(self.compiled, self.compiled.graph, "interpreter")

    def board(self, name: str) -> b.Board:
        """The board of a name. Raises `Trouble` (BC686)."""
        found = self._model.boards.get(name)
        if found is not None:
            return found
        near = nearest(name, self._model.boards)
        known = ", ".join(self._model.boards)
        raise Trouble(
            "BC686",
            f"There is no board `{name[:80]}`."
            + (
                f" Did you mean `{near}`?"
                if near
                else f" There are {known}."
                if known
                else " There is none at all."
            ),
            f"没有看板 `{name[:80]}`。"
            + (
                f"是否想写 `{near}`？"
                if near
                else f"已有的看板：{known}。"
                if known
                else "这里一个看板也没有。"
            ),
        )

    def chosen(self, board: b.Board, chosen: Mapping[str, str]) -> Mapping[str, Any]:
        """What the filters of a board stand at, once they are set. Raises `Trouble` (BC604, BC687, BC63x)."""
        with self._sql.session(self._store) as session:
            glance = _Glance(self, board, session)
            glance.choose(chosen)
            return glance.choices

    def look(self, name: str, chosen: Mapping[str, str] | None = None) -> BoardView:
        """The board as it is now. `chosen` is what its filters were set to. Raises `Trouble` (BC686, BC687, BC63x)."""
        board = self.board(name)
        with self._sql.session(self._store) as session:
            glance = _Glance(self, board, session)
            glance.choose(chosen or {})
            return BoardView(board, session.now, tuple(glance.tile(tile) for tile in board.tiles))


class _Glance:
    """One look at one board."""

    def __init__(self, viewer: Viewer, board: b.Board, session: Session) -> None:
        self._viewer = viewer
        self._board = board
        self._session = session
        self._model = viewer.compiled.model
        self.choices: dict[str, Any] = {}
        viewer._bare.state.now = session.now
        viewer._bare.state.parameters.update(session.parameters)

    # -- filters

    def choose(self, chosen: Mapping[str, str]) -> None:
        """Set the filters. Raises `Trouble` where there is no such filter, or nothing such to choose."""
        choices = self._board.choices
        for name in chosen:
            if name not in choices:
                near = nearest(name, choices)
                known = ", ".join(choices)
                raise Trouble(
                    "BC687",
                    f"Board `{self._board.name}` has no filter `{name[:80]}`."
                    + (f" Did you mean `{near}`?" if near else f" It has {known or 'none'}."),
                    f"看板 `{self._board.name}` 没有筛选 `{name[:80]}`。"
                    + (f"是否想写 `{near}`？" if near else f"已有的筛选：{known or '无'}。"),
                )
        for name, choice in choices.items():
            self.choices[name] = self._chosen(name, choice, chosen.get(name))

    def _chosen(self, name: str, choice: b.Choice, text: str | None) -> Any:
        if not text:
            return None if choice.default is None else self._bare.value(choice.default, Env(None, {}))
        kind = choice.type.item if isinstance(choice.type, Optional) else choice.type
        if isinstance(kind, Reference):
            if not self._session.exists(kind.entity, text):
                label = self._model.entities[kind.entity].label
                raise Malformed(
                    "BC604",
                    f"There is no {kind.entity} `{text[:80]}` to choose as `{name}`. Correct the code.",
                    f"筛选 `{name}`：没有编号为 `{text[:80]}` 的 {label.zh}。请更正编号。",
                )
            return text
        given: Any = {"true": True, "false": False}.get(text, text)
        return self._viewer._bare.binder.given({name: given}, name, kind)

    @property
    def _bare(self) -> Interpreter:
        return self._viewer._bare.interpreter

    def _computed(self, expression: Expression, names: Mapping[str, Any]) -> Any:
        """A value beside the queries; the engine is opened where it is read from things."""
        reads = any(isinstance(part, _STATE) for part in walk(expression))
        interpreter = self._viewer._engine.machine.interpreter if reads else self._bare
        return interpreter.value(expression, Env(None, names))

    # -- tiles

    def tile(self, tile: b.Tile) -> TileView:
        """A tile as it is now."""
        query = b.query_of(tile.content)
        said_by: Literal["sql", "interpreter"] | None = None
        if query is not None:
            said_by = "sql" if self._viewer._sql.can_say(query) else "interpreter"
        try:
            return TileView(tile, self._content(tile.content), said_by)
        except (Trouble, ArithmeticError) as error:
            return TileView(tile, Problem(as_trouble(error)), said_by)

    def _content(self, content: b.Content) -> ContentView:
        match content:
            case b.Figure(query, thresholds):
                value = self._rows(query)[0][-1]
                kind = query.type if isinstance(query, b.Total) else query.value.type
                return FigureView(self._shown(value, kind), self._colour(value, thresholds))
            case b.Chart(shape, query, headings, thresholds):
                return self._figures(query, self._filled(query), headings, thresholds, shape)
            case b.Ranking(query, headings, thresholds):
                return self._figures(query, self._rows(query), headings, thresholds, None)
            case b.Listing():
                return self._listing(content)
            case b.Alerts(rules):
                found = self._viewer._store.latest_findings(rules, MOST_ALERTS)
                return AlertsView(tuple(self._finding(finding, is_so) for finding, is_so in found))
            case b.Recording(event, given):
                values = {name: self._computed(e, self.choices) for name, e in given.items()}
                fields = self._model.events[event].fields
                shown = {name: self._shown(value, fields[name].type) for name, value in values.items()}
                return RecordingView(self._model.events[event], shown, self._model)
            case b.Choice(variable, kind):
                return ChoiceView(content, self._shown(self.choices[variable], kind), self._model)
            case b.Notice(message):
                return NoticeView(self._said(message))
            case b.Picture(address):
                return PictureView(address)
            case _:
                assert_never(content)

    def _rows(self, query: b.Query) -> list[Row]:
        if self._viewer._sql.can_say(query):
            return self._session.answer(query, self.choices)
        engine = self._viewer._engine
        return answer(engine.machine.interpreter, engine.occurrences, self._model, query, self.choices)

    def _shown(self, value: Any, kind: Type) -> Value:
        """A value as JSON and as people read it; what is missing is nothing."""
        if value is None:
            return Value(None, {"zh": "", "en": ""})
        speaker, zone = self._viewer._speaker, self._model.zone
        shown = {language: speaker.show(value, kind, language, zone) for language in ("zh", "en")}
        return Value(encode(value, kind), shown)

    def _said(self, message: Message) -> Mapping[str, str]:
        return self._viewer._speaker.say(message, lambda e: self._computed(e, self.choices), self._model.zone)

    # -- figures

    def _colour(self, value: Any, thresholds: Sequence[b.Threshold]) -> b.Colour | None:
        if value is None:
            return None
        names = {**self.choices, "value": value}
        return next((t.colour for t in thresholds if self._computed(t.condition, names)), None)

    def _filled(self, query: b.Total) -> list[Row]:
        """The rows of a chart, with those of the periods in which nothing happened."""
        rows = self._rows(query)
        source = query.source
        if not isinstance(source, b.OfEvents) or source.per is None or query.order or query.top is not None:
            return rows
        over = self._bare.value(source.over, Env(None, self.choices)) if source.over is not None else None
        starts = window(over, source.per, self._session.now, self._model.zone).starts
        known = {row[:-1]: row[-1] for row in rows}
        none = nothing(query.type) if query.kind in ("sum", "count") else None
        series = dict.fromkeys(row[:-2] for row in rows) if query.keys else {(): None}
        return [(*keys, start, known.get((*keys, start), none)) for keys in series for start in starts]

    def _figures(
        self,
        query: b.Total,
        rows: Sequence[Row],
        headings: Sequence[Any],
        thresholds: Sequence[b.Threshold],
        shape: str | None,
    ) -> TableView:
        per = query.source.per if isinstance(query.source, b.OfEvents) else None
        kinds = [*query.keys, *([INSTANT] if per is not None else []), query.type]
        views = []
        for row in rows:
            cells = [self._shown(v, kind) for v, kind in zip(row, kinds, strict=True)]
            if per is not None:
                cells[-2] = self._period(row[-2], per)
            views.append(RowView(None, tuple(cells), (), self._colour(row[-1], thresholds)))
        return TableView(tuple(headings), tuple(kinds), tuple(views), shape, len(views))

    def _period(self, start: int, per: b.Period) -> Value:
        """A period by its first instant, as short as people call it."""
        if per == "hour":
            return self._shown(start, INSTANT)
        day = local_day(start, self._model.zone).isoformat()
        shown = day[:7] if per == "month" else day
        return Value(encode(start, INSTANT), {"zh": shown, "en": shown})

    def _listing(self, content: b.Listing) -> TableView:
        query = content.query
        kinds = [value.type for value in query.values]
        shown = len(content.headings)
        located = shown + content.located
        views = []
        most = MOST_ROWS if query.top is None else min(query.top, MOST_ROWS)
        rows = self._rows(replace(query, top=most))
        total = len(rows) if len(rows) < MOST_ROWS else self._number(query)
        for key, *values in rows:
            cells = [self._shown(v, kind) for v, kind in zip(values, kinds, strict=True)]
            truths = zip(content.colours, values[located:], strict=True)
            colour = next((c for c, holds in truths if holds), None)
            views.append(RowView(key, tuple(cells[:shown]), tuple(cells[shown:located]), colour))
        columns = column_labels(kinds[shown], self._model) if content.located == 1 else ()
        return TableView(
            content.headings, tuple(kinds[:shown]), tuple(views), None, total, columns, content.drags
        )

    def _number(self, query: b.ThingRows) -> int:
        """How many rows there are in all."""
        things = b.OfThings(query.source, (), None)
        ((number,),) = self._rows(b.Total("count", things, (), INTEGER, None, None))
        return int(number) if query.top is None else min(int(number), query.top)

    def _finding(self, finding: Finding, is_so: bool) -> FindingView:
        at = self._shown(finding.at, INSTANT)
        return FindingView(
            finding.id, finding.rule, finding.label, finding.force, at, finding.messages, is_so
        )
