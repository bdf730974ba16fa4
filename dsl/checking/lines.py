"""The lines of a tile: which its kind takes, and which it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from dsl import tree as t
from dsl.checking.problems import declared_here, keyword
from dsl.checking.symbols import Desk
from dsl.diagnostics import Both
from dsl.source import Span

Node = TypeVar("Node")

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

NEEDS: Mapping[type[Any], Both] = {
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


def takes(desk: Desk, tile: t.Tile) -> bool:
    """Whether a tile has only lines of its kind, and each of them once; says so where not."""
    good = True
    seen: dict[type[Any], Span] = {}
    counts = one(tile, t.Total) is not None
    for line in tile.lines:
        kind = type(line)
        if kind not in _TAKES[tile.kind] or (counts and kind in (t.EachThing, t.Show)):
            desk.problems.add("BC444", line.span, what=desk.text(line.span), kind=kind_of(tile))
            good = False
        elif kind in seen and kind not in _SEVERAL:
            first = declared_here(seen[kind])
            desk.problems.add("BC407", line.span, first, word=desk.text(line.span).split(" ")[0])
            good = False
        seen.setdefault(kind, line.span)
    return good


def kind_of(tile: t.Tile) -> Both:
    """The kind of a tile as each language writes it."""
    return keyword(f"{tile.kind}_tile")


def one(tile: t.Tile, kind: type[Node]) -> Node | None:
    """The first line of a kind."""
    return next((line for line in tile.lines if isinstance(line, kind)), None)


def needed(desk: Desk, tile: t.Tile, kind: type[Node], example: Both | None = None) -> Node | None:
    """The line of a kind; says so where there is none."""
    found = one(tile, kind)
    if found is None:
        desk.problems.add("BC443", tile.span, kind=kind_of(tile), example=example or NEEDS[kind])
    return found
