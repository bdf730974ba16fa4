"""Names that are declared, and types that are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dsl import model as m
from dsl import tree as t
from dsl.checking import labels
from dsl.checking.intents import TYPES
from dsl.checking.labels import declared, near
from dsl.checking.literals import money_in
from dsl.checking.problems import declared_here
from dsl.checking.symbols import ERROR, Desk
from dsl.currencies import NAMES
from dsl.near import nearest
from dsl.source import NOWHERE, Span
from dsl.typesystem import BUILT_IN, EnumType, ListType, Optional, Record, Reference, SetType, Type, type_name

RESERVED = ("at", "now", "self")
"""Names that mean something everywhere."""


def is_new(desk: Desk, name: t.Name, *taken: Mapping[str, Any], reserved: Iterable[str] = ()) -> bool:
    """Whether nothing else has the name; says so where something has."""
    if name.text in reserved:
        desk.problems.add("BC220", name.span, name=name.text)
        return False
    for names in taken:
        if name.text in names:
            found = names[name.text]
            first = found if isinstance(found, Span) else found.span
            notes = [declared_here(first)] if first is not NOWHERE else []
            desk.problems.add("BC208", name.span, *notes, name=name.text)
            return False
    return True


def read_type(desk: Desk, node: t.TypeName) -> Type:
    """The type that is written; `ERROR`, and a diagnostic, where there is none such."""
    symbols = desk.symbols
    named = declared(desk, node.name, labels.TYPES, symbols.enums, symbols.entities)
    if named is None:
        return ERROR
    name = named.text
    kind: Type
    if node.currency is not None:
        kind = _in_currency(desk, named, node.currency)
        if kind is ERROR:
            return ERROR
    elif name in BUILT_IN:
        desk.refer(named, "built_in", "type")
        kind = BUILT_IN[name]
    elif name in symbols.enums:
        desk.refer(named, "enum")
        kind = EnumType(name)
    elif name in symbols.entities:
        desk.refer(named, "entity")
        kind = Reference(name) if symbols.entities[name].key is not None else Record(name)
    elif name in symbols.unread:
        return ERROR
    else:
        close = TYPES.get(name.casefold()) or near(name, labels.TYPES, symbols.enums, symbols.entities)
        desk.problems.add("BC202", node.name.span, name=name, near=close, kind=symbols.kind_of(name))
        return ERROR
    match node.shape:
        case "one":
            return kind
        case "optional":
            return Optional(kind)
        case "list":
            return ListType(kind)
        case "set":
            return SetType(kind)


def _in_currency(desk: Desk, kind: t.Name, currency: t.Name) -> Type:
    """`money in USD`"""
    if kind.text != "money":
        desk.problems.add("BC231", kind.span, name=kind.text, currency=currency.text)
        return ERROR
    code = NAMES.get(currency.text)
    if code is None:
        desk.problems.add("BC230", currency.span, name=currency.text, near=nearest(currency.text, NAMES))
        return ERROR
    desk.refer(kind, "built_in", "type")
    desk.refer(replace(currency, text=code), "built_in", "currency")
    return money_in(desk, code)


def bindings(desk: Desk, nodes: Iterable[t.Binding]) -> tuple[m.Binding, ...]:
    """The parameters of a measure or table, or what a rule ranges over; none may be missing."""
    found: dict[str, m.Binding] = {}
    spans: dict[str, t.Name] = {}
    for node in nodes:
        kind = read_type(desk, node.type)
        if isinstance(kind, Optional | ListType | SetType):
            desk.problems.add("BC325", node.type.span, name=node.name.text, found=type_name(kind))
            kind = ERROR
        if is_new(desk, node.name, spans, reserved=RESERVED):
            found[node.name.text] = m.Binding(node.name.text, kind)
            spans[node.name.text] = node.name
            desk.introduce(node.name)
    return tuple(found.values())
