"""Tiles of figures: `number`, `chart`, and a `table` or `list` of totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dsl import boards as b
from dsl import model as m
from dsl import tree as t
from dsl.checking.fitting import plain, value
from dsl.checking.lines import NEEDS, kind_of, needed, one
from dsl.checking.problems import keyword
from dsl.checking.queries import label, total
from dsl.checking.scope import Scope
from dsl.checking.symbols import Desk, is_error
from dsl.diagnostics import Both
from dsl.source import Span
from dsl.typesystem import (
    BOOL,
    DURATION,
    INTEGER,
    Type,
    is_decimal,
    type_name,
)

_FIGURE = Both("sum quantity of SaleShipped over 1 day", "合计 quantity 之 SaleShipped 近 1 天")


def _is_figure(kind: Type) -> bool:
    return plain(kind) in (INTEGER, DURATION) or is_decimal(plain(kind))


def _numeric(desk: Desk, tile: t.Tile, kind: Type, span: Span) -> bool:
    """Whether a figure can be drawn; says so where it is no number."""
    if _is_figure(kind):
        return True
    desk.problems.add("BC445", span, kind=kind_of(tile), what=desk.text(span), found=type_name(kind))
    return False


def figure(desk: Desk, tile: t.Tile, scope: Scope) -> b.Figure | None:
    """`number`: one value."""
    counted, shown = one(tile, t.Total), one(tile, t.Show)
    query: b.Total | b.Single
    if counted is not None:
        if not _shapeless(desk, tile, counted):
            return None
        found = total(desk, counted, None, scope)
        if found is None or not _numeric(desk, tile, found[0].type, counted.span):
            return None
        query = found[0]
        if query.keys or _period(query) is not None:
            desk.problems.add("BC446", counted.span, kind=kind_of(tile), number=desk.text(counted.span))
            return None
        kind = query.type
    elif shown is not None:
        if len(shown.columns) > 1:
            desk.problems.add("BC446", shown.span, kind=kind_of(tile), number=desk.text(shown.span))
            return None
        single = desk.infer(desk, shown.columns[0].value, scope, None)
        if is_error(single) or not _numeric(desk, tile, single.type, single.span):
            return None
        query, kind = b.Single(single), single.type
    else:
        desk.problems.add("BC443", tile.span, kind=kind_of(tile), example=_FIGURE)
        return None
    thresholds = _thresholds(desk, tile, kind, scope)
    return None if thresholds is None else b.Figure(query, thresholds)


def _thresholds(desk: Desk, tile: t.Tile, kind: Type, scope: Scope) -> tuple[b.Threshold, ...] | None:
    """`red when value < 5`; parameters may stand in it, but no measures: it is asked of what was computed."""
    inner = replace(scope.lending("value", plain(kind)), measures=False, now=False)
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
    desk.problems.add("BC444", counted.span, what=desk.text(counted.span), kind=kind_of(tile))
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
    fields: Mapping[str, m.Field]
    if isinstance(query.source, b.OfThings):
        of, fields = query.source.value, {}
    else:
        case = next(iter(query.source.cases.values()))
        of, fields = case.value, desk.symbols.events[case.event].fields
    return label(desk, of, fields) if of is not None else Both("", "")


def chart(desk: Desk, tile: t.Tile, scope: Scope) -> b.Chart | None:
    """`chart`: figures by their keys."""
    counted = needed(desk, tile, t.Total)
    if counted is None:
        return None
    if counted.shape is None:
        desk.problems.add("BC443", counted.span, kind=kind_of(tile), example=NEEDS[t.Total])
        return None
    found = total(desk, counted, one(tile, t.Sort), scope)
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


def ranking(desk: Desk, tile: t.Tile, scope: Scope) -> b.Ranking | None:
    """`table`, `list`: figures by their keys."""
    counted = one(tile, t.Total)
    if counted is None or not _shapeless(desk, tile, counted):
        return None
    found = total(desk, counted, one(tile, t.Sort), scope)
    thresholds = _thresholds(desk, tile, found[0].type, scope) if found is not None else None
    if found is None or thresholds is None:
        return None
    return b.Ranking(found[0], _named(desk, counted, *found), thresholds)
