"""Boards: where their tiles stand, and that what is chosen in a filter is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from dsl import boards as b
from dsl import model as m
from dsl import tree as t
from dsl.checking.declarations import Part
from dsl.checking.fitting import value
from dsl.checking.listings import Bench
from dsl.checking.messages import Teller
from dsl.checking.problems import keyword
from dsl.checking.reading import RESERVED, is_new, read_type
from dsl.checking.scope import Scope
from dsl.checking.statements import role_names
from dsl.checking.symbols import ERROR, Desk, is_error
from dsl.checking.tiles import content
from dsl.diagnostics import Both, Note
from dsl.typesystem import BOOL, DATE, DURATION, EnumType, Optional, Reference, Type, type_name

_CHOSEN = (BOOL, DATE, DURATION)
_OWN = ("value", "column")
"""What tiles themselves call their figure, and the column that something is dragged to."""


def board(desk: Desk, part: Part) -> b.Board:
    """A board; a tile in which something is wrong is reported and left out."""
    node: t.Board = part.node
    desk.told.clear()
    roles = role_names(desk, node.roles)
    _overlaps(desk, node.tiles)
    scope, choices = _choices(desk, node)
    bench = Bench(node.name.text, roles, part.pack, Teller(part.pack, node.name.text))
    tiles: list[b.Tile] = []
    good = True
    for tile in node.tiles:
        desk.told.clear()
        held = choices.get(tile.span.start) if tile.kind == "filter" else content(desk, tile, scope, bench)
        good = good and held is not None
        if _placed(desk, tile) and held is not None and tile.placing is not None:
            at = tile.placing
            title = _title(node, part, tile)
            tiles.append(b.Tile(tile.kind, title, at.x, at.y, at.width, at.height, held, tile.span))
    if good:
        _unused(desk, node, tiles)
    label = part.pack.label(node.name.text, node.name.text, node.label)
    return b.Board(node.name.text, label, roles, tuple(tiles), part.pack.name, node.span)


def barred(desk: Desk, boards: Iterable[b.Board]) -> None:
    """Say where all whom a board is for are barred from recording an event there."""
    for found in boards:
        for tile in found.tiles:
            if isinstance(tile.content, b.Recording):
                event = desk.symbols.events.get(tile.content.event)
                if event is None:
                    continue  # the board is of an earlier text
                if found.roles and event.recorded_by and not {*found.roles} & {*event.recorded_by}:
                    roles, allowed = ", ".join(found.roles), ", ".join(event.recorded_by)
                    desk.problems.add(
                        "BC459", tile.content.span, event=event.name, roles=roles, allowed=allowed
                    )


def _title(node: t.Board, part: Part, tile: t.Tile) -> Both:
    """A tile's title; its translation stands in the locale under the board's name and the title."""
    if tile.title is None:
        return Both("", "")
    own = tile.title.plain
    return part.pack.label(f"{node.name.text}.{own}", own, tile.title)


# -- places


def _placed(desk: Desk, tile: t.Tile) -> bool:
    """Whether a tile stands on the board and has a size; says so where not."""
    at = tile.placing
    kind = keyword(f"{tile.kind}_tile")
    if at is None:
        desk.problems.add("BC440", tile.span, kind=kind)
        return False
    if at.width < 1 or at.height < 1:
        desk.problems.add("BC441", at.span, kind=kind, width=at.width, height=at.height)
        return False
    if at.x + at.width > b.COLUMNS:
        facts = {"last": at.x + at.width, "columns": b.COLUMNS, "width": at.width, "height": at.height}
        desk.problems.add("BC441", at.span, kind=kind, **facts)
        return False
    return True


def _overlaps(desk: Desk, tiles: Iterable[t.Tile]) -> None:
    """Say where a tile covers part of one before it."""
    before: list[t.Tile] = []
    for tile in tiles:
        for other in before:
            if _covers(tile.placing, other.placing):
                below = max(o.placing.y + o.placing.height for o in before if o.placing is not None)
                span = tile.placing.span if tile.placing else tile.span
                first = other.placing.span if other.placing else other.span
                there = Note(first, Both("This one stands there already.", "这里已经放了这个部件。"))
                desk.problems.add("BC442", span, there, row=below)
                break
        before.append(tile)


def _covers(one: t.Placing | None, other: t.Placing | None) -> bool:
    if one is None or other is None:
        return False
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


# -- filters


def _choices(desk: Desk, node: t.Board) -> tuple[Scope, dict[int, b.Choice]]:
    """What is chosen in the filters, as variables of the whole board; each filter by where its tile begins."""
    scope = Scope()
    found: dict[int, b.Choice] = {}
    names: dict[str, t.Name] = {}
    for tile in node.tiles:
        if tile.kind != "filter":
            continue
        lines = [line for line in tile.lines if isinstance(line, t.Choose)]
        for line in tile.lines:
            if not isinstance(line, t.Choose) or line is not lines[0]:
                other = keyword("choose") if isinstance(line, t.Choose) else None
                _foreign(desk, line, other)
        if not lines:
            example = Both("choose site: Place", "选择 site: Place")
            desk.problems.add("BC443", tile.span, kind=keyword("filter_tile"), example=example)
            continue
        chosen = lines[0]
        kind = _kind(desk, chosen)
        if not is_new(desk, chosen.binding.name, names, reserved=(*RESERVED, *_OWN)):
            continue
        names[chosen.binding.name.text] = chosen.binding.name
        default = None
        if chosen.default is not None and kind is not ERROR:
            default = value(desk, chosen.default, Scope(now=False, measures=False), kind)
            kind = ERROR if is_error(default) else kind
        seen = kind if kind is ERROR or default is not None else Optional(kind)
        desk.introduce(chosen.binding.name)
        scope = scope.bind(chosen.binding.name, seen)
        scope = replace(scope, choices=scope.choices | {chosen.binding.name.text})
        if kind is not ERROR:
            found[tile.span.start] = b.Choice(chosen.binding.name.text, seen, default)
    return scope, found


def _foreign(desk: Desk, line: t.TileLine, twice: Both | None) -> None:
    if twice is not None:
        desk.problems.add("BC407", line.span, word=twice)
    else:
        desk.problems.add("BC444", line.span, what=desk.text(line.span), kind=keyword("filter_tile"))


def _kind(desk: Desk, node: t.Choose) -> Type:
    kind = read_type(desk, node.binding.type)
    name = node.binding.name.text
    if kind is not ERROR and not (isinstance(kind, Reference | EnumType) or kind in _CHOSEN):
        desk.problems.add("BC461", node.binding.type.span, found=type_name(kind), name=name)
        return ERROR
    if kind == DURATION and node.default is None:
        desk.problems.add("BC452", node.span, name=name)
        return ERROR
    return kind


def _unused(desk: Desk, node: t.Board, tiles: Iterable[b.Tile]) -> None:
    """Say which filters no other tile asks."""
    used = {name for tile in tiles for name in _variables(tile.content)}
    for tile in node.tiles:
        for line in tile.lines:
            if isinstance(line, t.Choose) and line.binding.name.text not in used:
                desk.problems.add("BC450", line.span, name=line.binding.name.text)


def _variables(node: Any) -> Iterator[str]:
    if isinstance(node, m.Variable):
        yield node.name
    elif isinstance(node, tuple):
        for part in node:
            yield from _variables(part)
    elif isinstance(node, dict):
        for part in node.values():
            yield from _variables(part)
    elif is_dataclass(node) and not isinstance(node, type):
        for f in fields(node):
            if f.name not in ("type", "span"):
                yield from _variables(getattr(node, f.name))
