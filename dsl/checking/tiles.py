"""What each kind of tile holds: which lines it takes, which it needs, and what they mean together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, assert_never

from dsl import boards as b
from dsl import model as m
from dsl import tree as t
from dsl.checking.calls import Owner, given_so_far
from dsl.checking.fitting import plain, present, value
from dsl.checking.messages import Teller
from dsl.checking.names import PLACE
from dsl.checking.packs import PackText
from dsl.checking.problems import declared_here, keyword
from dsl.checking.queries import Ranged, each, label, sort_keys, top, total
from dsl.checking.scope import Scope
from dsl.checking.statements import event_fields, unknown
from dsl.checking.symbols import Desk, Want, is_error
from dsl.diagnostics import Both
from dsl.source import Span
from dsl.typesystem import (
    BOOL,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    TEXT,
    EnumType,
    Reference,
    Type,
    is_decimal,
    type_name,
)

Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class Bench:
    """The board that tiles are made for."""

    board: str
    roles: tuple[str, ...]
    pack: PackText
    teller: Teller

    def heading(self, column: t.Column, otherwise: Both) -> Both:
        """What stands above a column; its translation stands in the locale under the board's name and the heading."""
        if column.label is None:
            return otherwise
        own = column.label.plain
        return self.pack.label(f"{self.board}.{own}", own, column.label)


_THINGS = (t.EachThing, t.Show, t.Sort, t.Threshold)
_TAKES: Mapping[str, tuple[type[Any], ...]] = {
    "number": (t.Total, t.Show, t.Threshold),
    "chart": (t.Total, t.Sort, t.Threshold),
    "table": (t.Total, *_THINGS),
    "list": (t.Total, *_THINGS),
    "kanban": (*_THINGS, t.ColumnsBy, t.Drag),
    "timeline": (*_THINGS, t.Located),
    "map": (*_THINGS, t.Located),
    "alerts": (t.AlertsFrom,),
    "scan": (t.Recording,),
    "form": (t.Recording,),
    "filter": (t.Choose,),
    "text": (t.Show,),
    "picture": (t.Show,),
}
_SEVERAL = (t.Threshold, t.Drag)

_NEEDS: Mapping[type[Any], Both] = {
    t.Total: Both(
        "line count of SaleShipped per day over 30 days", "折线 计数 之 SaleShipped 每 天 近 30 天"
    ),
    t.EachThing: Both("each lot: Lot", "各个 lot: Lot"),
    t.Show: Both("show lot.code", "显示 lot.code"),
    t.ColumnsBy: Both("by lot.status", "按 lot.status"),
    t.Located: Both("at lot.expires_at", "在 lot.expires_at"),
    t.AlertsFrom: Both("from safety_stock_low", "从 safety_stock_low"),
    t.Recording: Both("record SaleShipped", "登记 SaleShipped"),
}
_SAYS = Both('show "..."', '显示 "..."')
_FIGURE = Both("sum quantity of SaleShipped over 1 day", "合计 quantity 之 SaleShipped 近 1 天")


def content(desk: Desk, tile: t.Tile, scope: Scope, bench: Bench) -> b.Content | None:
    """What a tile other than a filter holds; None where something in it is wrong."""
    if not _takes(desk, tile):
        return None
    match tile.kind:
        case "number":
            return _figure(desk, tile, scope)
        case "chart":
            return _chart(desk, tile, scope)
        case "table" | "list":
            if _one(tile, t.Total) is not None:
                return _ranking(desk, tile, scope)
            return _listing(desk, tile, scope, bench)
        case "kanban" | "timeline" | "map":
            return _listing(desk, tile, scope, bench)
        case "alerts":
            return _alerts(desk, tile)
        case "scan" | "form":
            return _recording(desk, tile, scope, bench)
        case "text":
            return _notice(desk, tile, scope, bench)
        case "picture":
            return _picture(desk, tile)
        case "filter":
            raise AssertionError("filters are read with the board")
        case _:
            assert_never(tile.kind)


def _takes(desk: Desk, tile: t.Tile) -> bool:
    """Whether a tile has only lines of its kind, and each of them once; says so where not."""
    good = True
    seen: dict[type[Any], Span] = {}
    for line in tile.lines:
        kind = type(line)
        if kind not in _TAKES[tile.kind] or (kind in (t.EachThing, t.Show) and t.Total in seen):
            desk.problems.add("BC444", line.span, what=desk.text(line.span), kind=_kind(tile))
            good = False
        elif kind in seen and kind not in _SEVERAL:
            first = declared_here(seen[kind])
            desk.problems.add("BC407", line.span, first, word=desk.text(line.span).split(" ")[0])
            good = False
        seen.setdefault(kind, line.span)
    return good


def _kind(tile: t.Tile) -> Both:
    return keyword(f"{tile.kind}_tile")


def _one(tile: t.Tile, kind: type[Node]) -> Node | None:
    return next((line for line in tile.lines if isinstance(line, kind)), None)


def _needed(desk: Desk, tile: t.Tile, kind: type[Node], example: Both | None = None) -> Node | None:
    """The line of a kind; says so where there is none."""
    found = _one(tile, kind)
    if found is None:
        desk.problems.add("BC443", tile.span, kind=_kind(tile), example=example or _NEEDS[kind])
    return found


# -- figures


def _is_figure(kind: Type) -> bool:
    return plain(kind) in (INTEGER, DURATION) or is_decimal(plain(kind))


def _numeric(desk: Desk, tile: t.Tile, kind: Type, span: Span) -> bool:
    """Whether a figure can be drawn; says so where it is no number."""
    if _is_figure(kind):
        return True
    desk.problems.add("BC445", span, kind=_kind(tile), what=desk.text(span), found=type_name(kind))
    return False


def _figure(desk: Desk, tile: t.Tile, scope: Scope) -> b.Figure | None:
    counted, shown = _one(tile, t.Total), _one(tile, t.Show)
    query: b.Total | b.Single
    if counted is not None:
        if not _shapeless(desk, tile, counted):
            return None
        found = total(desk, counted, None, scope)
        if found is None or not _numeric(desk, tile, found[0].type, counted.span):
            return None
        query = found[0]
        if query.keys or _period(query) is not None:
            desk.problems.add("BC446", counted.span, kind=_kind(tile), number=desk.text(counted.span))
            return None
        kind = query.type
    elif shown is not None:
        if len(shown.columns) > 1:
            desk.problems.add("BC446", shown.span, kind=_kind(tile), number=desk.text(shown.span))
            return None
        single = desk.infer(desk, shown.columns[0].value, scope, None)
        if is_error(single) or not _numeric(desk, tile, single.type, single.span):
            return None
        query, kind = b.Single(single), single.type
    else:
        desk.problems.add("BC443", tile.span, kind=_kind(tile), example=_FIGURE)
        return None
    thresholds = _thresholds(desk, tile, kind, scope)
    return None if thresholds is None else b.Figure(query, thresholds)


def _thresholds(desk: Desk, tile: t.Tile, kind: Type, scope: Scope) -> tuple[b.Threshold, ...] | None:
    """`red when value < 5`; parameters may stand in it, but no measures: it is asked of what was computed."""
    inner = replace(scope, variables={**scope.variables, "value": plain(kind)}, measures=False, now=False)
    found = []
    for line in tile.lines:
        if isinstance(line, t.Threshold):
            condition = value(desk, line.condition, inner, BOOL)
            found.append(b.Threshold(line.colour, condition))
    return None if any(is_error(x.condition) for x in found) else tuple(found)


def _period(query: b.Total) -> b.Period | None:
    return query.source.per if isinstance(query.source, b.OfEvents) else None


def _shapeless(desk: Desk, tile: t.Tile, counted: t.Total) -> bool:
    if counted.shape is None:
        return True
    desk.problems.add("BC444", counted.span, what=desk.text(counted.span), kind=_kind(tile))
    return False


_PERIODS = {
    "hour": Both("hour", "小时"),
    "day": Both("day", "日期"),
    "week": Both("week", "周"),
    "month": Both("month", "月份"),
}


def _named(desk: Desk, counted: t.Total, query: b.Total, keys: tuple[Both, ...]) -> tuple[Both, ...]:
    """The headings of the keys, the period and the figure."""
    period = _period(query)
    between = () if period is None else (_PERIODS[period],)
    figure = keyword(counted.kind) if query.kind == "count" else _heading(desk, query)
    return (*keys, *between, figure)


def _heading(desk: Desk, query: b.Total) -> Both:
    if isinstance(query.source, b.OfThings):
        of, fields = query.source.value, {}
    else:
        case = next(iter(query.source.cases.values()))
        of, fields = case.value, dict(desk.symbols.events[case.event].fields)
    return label(desk, of, fields) if of is not None else Both("", "")


def _chart(desk: Desk, tile: t.Tile, scope: Scope) -> b.Chart | None:
    counted = _needed(desk, tile, t.Total)
    if counted is None:
        return None
    if counted.shape is None:
        desk.problems.add("BC443", counted.span, kind=_kind(tile), example=_NEEDS[t.Total])
        return None
    found = total(desk, counted, _one(tile, t.Sort), scope)
    if found is None or not _numeric(desk, tile, found[0].type, counted.span):
        return None
    query, keys = found
    groups = len(query.keys) + (_period(query) is not None)
    wanted = {"line": (1, 2), "bar": (1, 2), "pie": (1, 1), "heat": (2, 2)}[counted.shape]
    if not wanted[0] <= groups <= wanted[1]:
        facts = {"found": groups, "least": wanted[0], "most": wanted[1]}
        desk.problems.add("BC446", counted.span, kind=keyword(f"{counted.shape}_chart"), **facts)
        return None
    thresholds = _thresholds(desk, tile, query.type, scope)
    if thresholds is None:
        return None
    return b.Chart(counted.shape, query, _named(desk, counted, query, keys), thresholds)


def _ranking(desk: Desk, tile: t.Tile, scope: Scope) -> b.Ranking | None:
    counted = _one(tile, t.Total)
    if counted is None or not _shapeless(desk, tile, counted):
        return None
    found = total(desk, counted, _one(tile, t.Sort), scope)
    thresholds = _thresholds(desk, tile, found[0].type, scope) if found is not None else None
    if found is None or thresholds is None:
        return None
    return b.Ranking(found[0], _named(desk, counted, *found), thresholds)


# -- things


def _listing(desk: Desk, tile: t.Tile, scope: Scope, bench: Bench) -> b.Listing | None:
    node = _needed(desk, tile, t.EachThing)
    shown = _needed(desk, tile, t.Show) if node is not None else None
    if node is None or shown is None:
        return None
    ranged = each(desk, node.each, node.where, scope)
    if ranged is None:
        return None
    values, headings = _columns(desk, shown, ranged.scope, bench)
    place = _located(desk, tile, ranged)
    colours = [line for line in tile.lines if isinstance(line, t.Threshold)]
    conditions = [value(desk, line.condition, ranged.scope, BOOL) for line in colours]
    sort = _one(tile, t.Sort)
    order = sort_keys(desk, sort, ranged.scope) if sort is not None else ()
    most = top(desk, sort)
    drags = _drags(desk, tile, ranged, place)
    everything = (*values, *(place or ()), *conditions)
    if place is None or order is None or drags is None or any(is_error(x) for x in everything):
        return None
    if tile.kind == "timeline" and not order:
        order = (b.SortKey(place[0], descending=False),)
    query = b.ThingRows(ranged.source, everything, order, most)
    return b.Listing(query, headings, len(place), tuple(line.colour for line in colours), drags)


def _columns(
    desk: Desk, node: t.Show, scope: Scope, bench: Bench
) -> tuple[list[m.Expression], tuple[Both, ...]]:
    values, headings = [], []
    for column in node.columns:
        shown = desk.infer(desk, column.value, scope, None)
        values.append(shown)
        if not is_error(shown):
            headings.append(bench.heading(column, label(desk, shown, {})))
    return values, tuple(headings)


def _located(desk: Desk, tile: t.Tile, ranged: Ranged) -> tuple[m.Expression, ...] | None:
    """Where rows stand: in which column of a kanban, when on a timeline, where on a map."""
    match tile.kind:
        case "kanban":
            by = _needed(desk, tile, t.ColumnsBy)
            return None if by is None else _of_type(desk, tile, by.value, ranged.scope, "kanban")
        case "timeline":
            at = _needed(desk, tile, t.Located)
            if at is None:
                return None
            start = _of_type(desk, tile, at.start, ranged.scope, "timeline")
            if at.end is None or start is None:
                return start
            end = _of_type(desk, tile, at.end, ranged.scope, "timeline")
            if end is not None and plain(start[0].type) != plain(end[0].type):
                first, second = type_name(start[0].type), type_name(end[0].type)
                desk.problems.add(
                    "BC418", at.end.span, what=desk.text(at.end.span), first=first, second=second
                )
                return None
            return None if end is None else (*start, *end)
        case "map":
            return _on_map(desk, tile, ranged)
        case _:
            return ()


def _of_type(
    desk: Desk, tile: t.Tile, node: t.Expression, scope: Scope, what: str
) -> tuple[m.Expression] | None:
    checked = desk.infer(desk, node, scope, None)
    if is_error(checked):
        return None
    kind = plain(checked.type)
    fits = {
        "kanban": isinstance(kind, EnumType),
        "timeline": kind in (INSTANT, DATE),
        "map": kind == PLACE,
    }
    if fits[what]:
        return (checked,)
    facts: dict[str, Any] = {
        "what": desk.text(node.span),
        "found": type_name(checked.type),
        what: _kind(tile),
    }
    desk.problems.add("BC454", node.span, kind=_kind(tile), **facts)
    return None


def _on_map(desk: Desk, tile: t.Tile, ranged: Ranged) -> tuple[m.Expression, ...] | None:
    place = desk.symbols.entities.get("Place")
    fields = place.fields if place is not None else {}
    absent = [
        name
        for name in ("latitude", "longitude")
        if name not in fields or not is_decimal(plain(fields[name].type))
    ]
    if absent:
        desk.problems.add("BC455", tile.span, absent=", ".join(absent))
        return None
    node = _one(tile, t.Located)
    if node is not None:
        if node.end is not None:
            desk.problems.add("BC444", node.end.span, what=desk.text(node.end.span), kind=_kind(tile))
            return None
        found = _of_type(desk, tile, node.start, ranged.scope, "map")
        if found is None or not present(desk, found[0]):
            return None
        return _with_position(found[0], fields)
    if ranged.source.entity == "Place":
        return _with_position(m.Variable(ranged.source.variable, PLACE, tile.span), fields)
    desk.problems.add("BC443", tile.span, kind=_kind(tile), example=Both("at lot.home", "在 lot.home"))
    return None


def _with_position(place: m.Expression, fields: Mapping[str, m.Field]) -> tuple[m.Expression, ...]:
    """A place, its latitude and its longitude."""
    position = (
        m.FieldRead(place, "Place", name, fields[name].type, place.span) for name in ("latitude", "longitude")
    )
    return (place, *position)


def _drags(
    desk: Desk, tile: t.Tile, ranged: Ranged, place: tuple[m.Expression, ...] | None
) -> tuple[b.Drag, ...] | None:
    """What dragging means; for each column once."""
    nodes = [line for line in tile.lines if isinstance(line, t.Drag)]
    kind = plain(place[0].type) if place else None
    if nodes and not isinstance(kind, EnumType):
        return None
    drags: dict[str | None, b.Drag] = {}
    spans: dict[str | None, Span] = {}
    good = True
    for node in nodes:
        to = None
        if node.to is not None and kind is not None:
            column = desk.infer(desk, node.to, Scope(), Want(kind))
            if is_error(column):
                good = False
                continue
            to = node.to.text
        if to in spans:
            desk.problems.add("BC407", node.span, declared_here(spans[to]), word=keyword("drag"))
            good = False
            continue
        spans[to] = node.span
        scope = ranged.scope if kind is None else ranged.scope.bind("column", kind)
        fields = event_fields(desk, node.call, scope)
        if fields is None:
            good = False
        else:
            drags[to] = b.Drag(to, node.call.name.text, fields)
    return tuple(drags.values()) if good else None


# -- alerts, recording, words and pictures


def _alerts(desk: Desk, tile: t.Tile) -> b.Alerts | None:
    node = _needed(desk, tile, t.AlertsFrom)
    if node is None:
        return None
    for name in node.rules:
        if name.text not in desk.symbols.rules:
            unknown(desk, name, "rule", desk.symbols.rules)
    rules = dict.fromkeys(name.text for name in node.rules if name.text in desk.symbols.rules)
    return b.Alerts(tuple(rules)) if len(rules) == len({n.text for n in node.rules}) else None


def _recording(desk: Desk, tile: t.Tile, scope: Scope, bench: Bench) -> b.Recording | None:
    node = _needed(desk, tile, t.Recording)
    if node is None:
        return None
    event = desk.symbols.events.get(node.event.text)
    if event is None:
        unknown(desk, node.event, "event", desk.symbols.events)
        return None
    given = given_so_far(
        desk,
        t.Call(node.event, node.arguments or (), node.span),
        Owner("event", event.name, event.fields, event.span),
        scope,
    )
    if given is None:
        return None
    barred = [role for role in bench.roles if event.recorded_by and role not in event.recorded_by]
    if bench.roles and len(barred) == len(bench.roles):
        allowed = ", ".join(event.recorded_by)
        desk.problems.add(
            "BC459", node.event.span, event=event.name, roles=", ".join(barred), allowed=allowed
        )
    asked = [f for f in event.fields.values() if f.name not in given]
    if tile.kind == "scan" and not any(
        isinstance(plain(f.type), Reference) or plain(f.type) == TEXT for f in asked
    ):
        desk.problems.add("BC458", node.span, event=event.name)
        return None
    return b.Recording(event.name, given)


def _said(desk: Desk, tile: t.Tile) -> t.Text | None:
    """The one text that a tile shows."""
    node = _needed(desk, tile, t.Show, _SAYS)
    if node is None:
        return None
    written = node.columns[0].value
    if len(node.columns) == 1 and node.columns[0].label is None and isinstance(written, t.Text):
        return written
    desk.problems.add("BC456", node.span, kind=_kind(tile), what=desk.text(node.span))
    return None


def _notice(desk: Desk, tile: t.Tile, scope: Scope, bench: Bench) -> b.Notice | None:
    written = _said(desk, tile)
    if written is None:
        return None
    message = bench.teller.message(desk, written, scope)
    shown = (*message.zh.parts, *message.en.parts)
    broken = any(not isinstance(part, str) and is_error(part) for part in shown)
    return None if broken else b.Notice(message)


_ADDRESS = re.compile(r"https://[^\s/]+(/\S*)?|(?!/)(?!.*(?:^|[/\\])\.\.(?:[/\\]|$))(?!.*[:\\])[^\s].*")
"""An address of the web, or the path of a file inside the folder of the pack."""


def _picture(desk: Desk, tile: t.Tile) -> b.Picture | None:
    written = _said(desk, tile)
    if written is None:
        return None
    whole = len(written.parts) == 1 and isinstance(written.parts[0], str)
    address = written.plain
    if not whole or not _ADDRESS.fullmatch(address):
        desk.problems.add("BC457", written.span, what=desk.text(written.span))
        return None
    return b.Picture(address)
