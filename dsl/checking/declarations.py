"""First stage: what is declared. Every name, then the type of every field, parameter and result.

*Before*: trees. *After*: `Symbols` in which everything can be named and has its type; defaults, conditions
and bodies are still missing. A name declared twice is reported and the second declaration left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dsl import model as m
from dsl import tree as t
from dsl.checking import subjects
from dsl.checking.labels import declared as declared_as
from dsl.checking.labels import near
from dsl.checking.packs import PackText
from dsl.checking.problems import declared_here, keyword
from dsl.checking.reading import RESERVED, bindings, is_new, read_type
from dsl.checking.symbols import ERROR, FUNCTIONS, Desk
from dsl.diagnostics import Both
from dsl.source import NOWHERE, Span
from dsl.typesystem import (
    BUILT_IN,
    QUANTITY,
    TEXT,
    ListType,
    Optional,
    SetType,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A declaration and the pack that it is from."""

    pack: PackText
    node: Any
    module: str | None = None
    """The module at whose head of the file it stands under."""


@dataclass(frozen=True, slots=True)
class _Head:
    label: Both
    span: Span


@dataclass(slots=True)
class Declared:
    """The declarations whose insides are still to be checked, by kind and in order."""

    fields: list[tuple[str, str, PackText, t.Field]] = field(default_factory=list)
    """`entity` or `event`, its name, the pack of the field, the field."""
    event_lines: dict[str, list[Part]] = field(default_factory=dict)
    """Each event's declaration and extensions."""
    measures: list[Part] = field(default_factory=list)
    parameters: list[Part] = field(default_factory=list)
    tables: list[Part] = field(default_factory=list)
    groups: list[Part] = field(default_factory=list)
    rules: list[Part] = field(default_factory=list)
    boards: list[Part] = field(default_factory=list)
    scenarios: list[Part] = field(default_factory=list)
    modules: list[Part] = field(default_factory=list)


def declare(desk: Desk, packs: Iterable[PackText]) -> Declared:
    """Fill in the symbols, and list what is still to be checked."""
    parts = [part for pack in packs for part in _parts(pack)]
    declared = Declared()
    entities: list[Part] = []
    extends: list[Part] = []
    for part in parts:
        _name(desk, part, declared, entities, extends)
    _own_place(desk)
    for part in entities:
        _entity_fields(desk, part, declared)
    for kind in ("enum", "entity", "event"):
        for part in extends:
            if part.node.kind == kind:
                _extend(desk, part, declared)
    for lines in declared.event_lines.values():
        for part in lines:
            _event_fields(desk, part, declared)
    _attach_subjects(desk)
    _signatures(desk, declared)
    return declared


def _parts(pack: PackText) -> Iterator[Part]:
    """The declarations of a pack, each with the module that was named last before it in its file."""
    module = None
    for file in pack.files:
        module = module if file.follows else None
        for node in file.declarations:
            module = node.name.text if isinstance(node, t.Module) else module
            yield Part(pack, node, module)


# -- names


def _name(desk: Desk, part: Part, declared: Declared, entities: list[Part], extends: list[Part]) -> None:
    symbols = desk.symbols
    pack, node = part.pack, part.node
    match node:
        case t.Enum():
            if is_new(desk, node.name, symbols.entities, symbols.enums, reserved=BUILT_IN):
                empty = m.Enum(node.name.text, _label(pack, node), (), pack.name, node.span)
                desk.declare(node.name, "enum")
                symbols.enums[node.name.text] = empty
                _enum_values(desk, pack, node.name.text, node.values)
        case t.Entity():
            others = symbols.enums, symbols.measures, symbols.tables
            if is_new(desk, node.name, symbols.entities, *others, reserved=(*BUILT_IN, *FUNCTIONS)):
                keys = [f for f in node.fields if any(isinstance(o, t.Key) for o in f.options)]
                key = keys[0].name.text if keys else None
                for second in keys[1:]:
                    desk.problems.add(
                        "BC420", second.span, declared_here(keys[0].span), entity=node.name.text
                    )
                symbols.entities[node.name.text] = m.Entity(
                    node.name.text, _label(pack, node), key, {}, pack.name, node.span
                )
                desk.declare(node.name, "entity")
                entities.append(part)
        case t.Place():
            if is_new(desk, node.name, symbols.places, symbols.parameters, reserved=RESERVED):
                desk.declare(node.name, "place")
                symbols.places[node.name.text] = m.Place(
                    node.name.text, _label(pack, node), node.virtual, pack.name, node.span
                )
        case t.Role():
            if is_new(desk, node.name, symbols.roles):
                desk.declare(node.name, "role")
                symbols.roles[node.name.text] = m.Role(
                    node.name.text, _label(pack, node), pack.name, node.span
                )
        case t.Event():
            if is_new(desk, node.name, symbols.events):
                desk.declare(node.name, "event")
                label = _label(pack, node)
                symbols.events[node.name.text] = m.Event(
                    node.name.text, label, {}, (), (), pack.name, node.span
                )
                declared.event_lines[node.name.text] = [part]
        case t.Measure() | t.Table():
            taken = symbols.entities, symbols.measures, symbols.tables
            if is_new(desk, node.name, *taken, reserved=FUNCTIONS):
                desk.declare(node.name, "measure" if isinstance(node, t.Measure) else "table")
                if isinstance(node, t.Measure):
                    symbols.measures[node.name.text] = _measure_shape(pack, node)
                    declared.measures.append(part)
                else:
                    symbols.tables[node.name.text] = m.Table(
                        node.name.text, _label(pack, node), (), ERROR, (), pack.name, node.span
                    )
                    declared.tables.append(part)
        case t.Parameter():
            if is_new(desk, node.name, symbols.places, symbols.parameters, reserved=RESERVED):
                desk.declare(node.name, "parameter")
                symbols.parameters[node.name.text] = m.Parameter(
                    node.name.text, _label(pack, node), ERROR, None, None, None, (), pack.name, node.span
                )
                declared.parameters.append(part)
        case t.Group():
            if is_new(desk, node.name, symbols.groups):
                desk.declare(node.name, "group")
                symbols.groups[node.name.text] = m.Group(
                    node.name.text, _label(pack, node), node.covers.text, pack.name, node.span
                )
                declared.groups.append(part)
        case t.Rule():
            if is_new(desk, node.name, symbols.rules):
                desk.declare(node.name, "rule")
                symbols.rules[node.name.text] = _Head(_label(pack, node), node.span)
                declared.rules.append(part)
        case t.Module():
            known = symbols.modules.get(node.name.text)
            if known is None or known.pack != pack.name:
                if not is_new(desk, node.name, symbols.modules):
                    return
                desk.declare(node.name, "module")
                symbols.modules[node.name.text] = m.Module(
                    node.name.text, _label(pack, node), (), (), (), (), pack.name, node.span
                )
            else:
                desk.refer(node.name, "module")
            declared.modules.append(part)
        case t.Board():
            if is_new(desk, node.name, symbols.boards):
                desk.declare(node.name, "board")
                symbols.boards[node.name.text] = _Head(_label(pack, node), node.span)
                declared.boards.append(part)
        case t.Extend():
            extends.append(part)
        case t.Scenario():
            declared.scenarios.append(part)


def _measure_shape(pack: PackText, node: t.Measure) -> m.Measure:
    nowhere = m.StockMeasure(m.Variable("", ERROR, node.span), None, None)
    return m.Measure(node.name.text, _label(pack, node), (), ERROR, nowhere, pack.name, node.span)


def _label(pack: PackText, node: Any) -> Both:
    return pack.label(node.name.text, node.name.text, node.label)


def _enum_values(desk: Desk, pack: PackText, enum: str, values: Iterable[t.EnumValue]) -> None:
    symbols = desk.symbols
    have = {v.name: v for v in symbols.enums[enum].values}
    for value in values:
        if is_new(desk, value.name, have):
            desk.declare(value.name, "value", enum)
            label = pack.label(f"{enum}.{value.name.text}", value.name.text, value.label)
            have[value.name.text] = m.EnumValue(value.name.text, label, value.span)
            symbols.enum_values.setdefault(value.name.text, []).append(enum)
    symbols.enums[enum] = replace(symbols.enums[enum], values=tuple(have.values()))


def _own_place(desk: Desk) -> None:
    """Where no pack says what a place is, it is something with a code."""
    if "Place" not in desk.symbols.entities:
        code = m.Field("code", Both("code", "编码"), TEXT, None, (), None, None, NOWHERE)
        place = m.Entity("Place", Both("Place", "地点"), "code", {"code": code}, "", NOWHERE)
        desk.symbols.entities["Place"] = place


# -- fields


def _entity_fields(desk: Desk, part: Part, declared: Declared) -> None:
    entity = desk.symbols.entities[part.node.name.text]
    fields = _fields(desk, part.pack, "entity", entity.name, dict(entity.fields), part.node.fields, declared)
    desk.symbols.entities[entity.name] = replace(entity, fields=fields)


def _event_fields(desk: Desk, part: Part, declared: Declared) -> None:
    event = desk.symbols.events[part.node.name.text]
    written = [line for line in part.node.lines if isinstance(line, t.Field)]
    fields = _fields(desk, part.pack, "event", event.name, dict(event.fields), written, declared)
    desk.symbols.events[event.name] = replace(event, fields=fields)
    if isinstance(part.node, t.Extend):
        _may_grow(desk, part.node.name.text, written, fields)


def _fields(
    desk: Desk,
    pack: PackText,
    kind: str,
    owner: str,
    have: dict[str, m.Field],
    written: Iterable[t.Field],
    declared: Declared,
) -> dict[str, m.Field]:
    for node in written:
        if not is_new(desk, node.name, have, reserved=RESERVED):
            continue
        desk.declare(node.name, "field" if kind == "entity" else "event_field", owner)
        label = pack.label(f"{owner}.{node.name.text}", node.name.text, node.label)
        gs1 = next((o.identifier for o in node.options if isinstance(o, t.Gs1)), None)
        have[node.name.text] = m.Field(
            node.name.text, label, read_type(desk, node.type), None, (), gs1, None, node.span
        )
        declared.fields.append((kind, owner, pack, node))
    return have


def _may_grow(desk: Desk, owner: str, written: Iterable[t.Field], fields: Mapping[str, m.Field]) -> None:
    """What exists already has no value for a new field, so it needs a default or may be missing.

    A thing's list or set is empty until it is given.
    """
    absent = (Optional, ListType, SetType) if owner in desk.symbols.entities else (Optional,)
    for node in written:
        known = fields.get(node.name.text)
        has_default = any(isinstance(o, t.Default) for o in node.options)
        if known is None or known.type is ERROR or has_default or isinstance(known.type, absent):
            continue
        desk.symbols.ungrown.add((owner, node.name.text))
        desk.problems.add("BC419", node.span, name=node.name.text, owner=owner, type=node.type.name.text)


def _extend(desk: Desk, part: Part, declared: Declared) -> None:
    node: t.Extend = part.node
    symbols = desk.symbols
    tables: dict[str, Mapping[str, Any]] = {
        "enum": symbols.enums,
        "entity": symbols.entities,
        "event": symbols.events,
    }
    named = declared_as(desk, node.name, tables[node.kind])
    if named is None:
        return
    name = named.text
    if name not in tables[node.kind]:
        if name in symbols.unread:
            return
        close = near(name, tables[node.kind])
        desk.problems.add("BC204", node.name.span, name=name, kind=keyword(node.kind), near=close)
        return
    desk.refer(named, node.kind)
    if node.kind == "enum":
        _enum_values(desk, part.pack, name, (x for x in node.lines if isinstance(x, t.EnumValue)))
    elif node.kind == "entity":
        entity = symbols.entities[name]
        written = [line for line in node.lines if isinstance(line, t.Field)]
        fields = _fields(desk, part.pack, "entity", name, dict(entity.fields), written, declared)
        symbols.entities[name] = replace(entity, fields=fields)
        _may_grow(desk, name, written, fields)
        for line in written:
            if any(isinstance(o, t.Key) for o in line.options):
                desk.problems.add("BC420", line.span, entity=name)
    else:
        same = named is node.name  # then the node stays the same too: the memory of bodies knows it by that
        declared.event_lines[name].append(part if same else Part(part.pack, replace(node, name=named)))


def _attach_subjects(desk: Desk) -> None:
    """Tell every field that holds a quantity which item it belongs to."""
    symbols = desk.symbols
    for entity in list(symbols.entities.values()):
        if entity.pack:
            path = subjects.of_entity(symbols, entity)
            symbols.entities[entity.name] = replace(entity, fields=_with_subject(entity.fields, path))
    for event in list(symbols.events.values()):
        path = subjects.of_event(symbols, event)
        symbols.events[event.name] = replace(event, fields=_with_subject(event.fields, path))


def _with_subject(fields: Mapping[str, m.Field], path: m.Expression | None) -> dict[str, m.Field]:
    if path is None:
        return dict(fields)
    return {
        name: replace(f, subject=path) if f.type in (QUANTITY, Optional(QUANTITY)) else f
        for name, f in fields.items()
    }


# -- signatures


def _signatures(desk: Desk, declared: Declared) -> None:
    symbols = desk.symbols
    for part in declared.measures:
        name = part.node.name.text
        symbols.measures[name] = replace(
            symbols.measures[name], parameters=bindings(desk, part.node.parameters)
        )
    for part in declared.tables:
        name = part.node.name.text
        parameters, kind = bindings(desk, part.node.parameters), read_type(desk, part.node.type)
        symbols.tables[name] = replace(symbols.tables[name], parameters=parameters, type=kind)
    for part in declared.parameters:
        name = part.node.name.text
        symbols.parameters[name] = replace(symbols.parameters[name], type=read_type(desk, part.node.type))
