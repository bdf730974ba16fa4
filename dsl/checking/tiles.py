"""What each kind of tile holds."""

from __future__ import annotations

import re
from typing import assert_never

from dsl import boards as b
from dsl import tree as t
from dsl.checking.calls import Owner, given_so_far
from dsl.checking.figures import chart, figure, ranking
from dsl.checking.fitting import plain
from dsl.checking.lines import kind_of, needed, one, takes
from dsl.checking.listings import Bench, listing
from dsl.checking.scope import Scope
from dsl.checking.statements import known
from dsl.checking.symbols import Desk, is_error
from dsl.diagnostics import Both
from dsl.typesystem import (
    TEXT,
    Reference,
)

_SAYS = Both('show "..."', '显示 "..."')


def content(desk: Desk, tile: t.Tile, scope: Scope, bench: Bench) -> b.Content | None:
    """What a tile other than a filter holds; None where something in it is wrong."""
    if not takes(desk, tile):
        return None
    match tile.kind:
        case "number":
            return figure(desk, tile, scope)
        case "chart":
            return chart(desk, tile, scope)
        case "table" | "list":
            if one(tile, t.Total) is not None:
                return ranking(desk, tile, scope)
            return listing(desk, tile, scope, bench)
        case "kanban" | "timeline" | "map":
            return listing(desk, tile, scope, bench)
        case "alerts":
            return _alerts(desk, tile)
        case "scan" | "form":
            return _recording(desk, tile, scope)
        case "text":
            return _notice(desk, tile, scope, bench)
        case "picture":
            return _picture(desk, tile)
        case "filter":
            raise AssertionError("filters are read with the board")
        case _:
            assert_never(tile.kind)


def _alerts(desk: Desk, tile: t.Tile) -> b.Alerts | None:
    node = needed(desk, tile, t.AlertsFrom)
    if node is None:
        return None
    rules = [known(desk, name, "rule", desk.symbols.rules) for name in node.rules]
    found = dict.fromkeys(rule for rule in rules if rule is not None)
    return None if None in rules else b.Alerts(tuple(found))


def _recording(desk: Desk, tile: t.Tile, scope: Scope) -> b.Recording | None:
    node = needed(desk, tile, t.Recording)
    if node is None:
        return None
    name = known(desk, node.event, "event", desk.symbols.events)
    if name is None:
        return None
    event = desk.symbols.events[name]
    given = given_so_far(
        desk,
        t.Call(node.event, node.arguments or (), node.span),
        Owner("event", event.name, event.fields, event.span),
        scope,
    )
    if given is None:
        return None
    asked = [f for f in event.fields.values() if f.name not in given]
    if tile.kind == "scan" and not any(
        isinstance(plain(f.type), Reference) or plain(f.type) == TEXT for f in asked
    ):
        desk.problems.add("BC458", node.span, event=event.name)
        return None
    return b.Recording(event.name, given, node.event.span)


def _said(desk: Desk, tile: t.Tile) -> t.Text | None:
    """The one text that a tile shows."""
    node = needed(desk, tile, t.Show, _SAYS)
    if node is None:
        return None
    written = node.columns[0].value
    if len(node.columns) == 1 and node.columns[0].label is None and isinstance(written, t.Text):
        return written
    desk.problems.add("BC456", node.span, kind=kind_of(tile), what=desk.text(node.span))
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
