"""Tiles of things: `table`, `list`, `kanban`, `timeline` and `map`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dsl import boards as b
from dsl import model as m
from dsl import tree as t
from dsl.checking.fitting import plain, present, value
from dsl.checking.lines import kind_of, needed, one
from dsl.checking.literals import constant
from dsl.checking.messages import Teller
from dsl.checking.names import PLACE
from dsl.checking.packs import PackText
from dsl.checking.problems import declared_here, keyword
from dsl.checking.queries import Ranged, each, label, sort_keys, top
from dsl.checking.scope import Scope
from dsl.checking.statements import event_fields
from dsl.checking.symbols import Desk, Want, is_error
from dsl.diagnostics import Both
from dsl.source import Span
from dsl.typesystem import (
    BOOL,
    DATE,
    INSTANT,
    EnumType,
    is_decimal,
    type_name,
)


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


def listing(desk: Desk, tile: t.Tile, scope: Scope, bench: Bench) -> b.Listing | None:
    """A row for each thing, and where it stands."""
    node = needed(desk, tile, t.EachThing)
    shown = needed(desk, tile, t.Show) if node is not None else None
    if node is None or shown is None:
        return None
    ranged = each(desk, node.each, node.where, scope)
    if ranged is None:
        return None
    values, headings = _columns(desk, shown, ranged.scope, bench)
    place = _located(desk, tile, ranged)
    colours = [line for line in tile.lines if isinstance(line, t.Threshold)]
    conditions = [value(desk, line.condition, ranged.scope, BOOL) for line in colours]
    sort = one(tile, t.Sort)
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
            by = needed(desk, tile, t.ColumnsBy)
            return None if by is None else _of_type(desk, tile, by.value, ranged.scope, "kanban")
        case "timeline":
            at = needed(desk, tile, t.Located)
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
        what: kind_of(tile),
    }
    desk.problems.add("BC454", node.span, kind=kind_of(tile), **facts)
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
    node = one(tile, t.Located)
    if node is not None:
        if node.end is not None:
            desk.problems.add("BC444", node.end.span, what=desk.text(node.end.span), kind=kind_of(tile))
            return None
        found = _of_type(desk, tile, node.start, ranged.scope, "map")
        if found is None or not present(desk, found[0]):
            return None
        return _with_position(found[0], fields)
    if ranged.source.entity == "Place":
        return _with_position(m.Variable(ranged.source.variable, PLACE, tile.span), fields)
    desk.problems.add("BC443", tile.span, kind=kind_of(tile), example=Both("at lot.home", "在 lot.home"))
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
            to = str(constant(desk, column))
        if to in spans:
            desk.problems.add("BC407", node.span, declared_here(spans[to]), word=keyword("drag"))
            good = False
            continue
        spans[to] = node.span
        scope = ranged.scope if kind is None else ranged.scope.lending("column", kind)
        found = event_fields(desk, node.call, scope)
        if found is None:
            good = False
        else:
            drags[to] = b.Drag(to, *found)
    return tuple(drags.values()) if good else None
