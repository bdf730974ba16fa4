"""Measures: stock from the ledger, and aggregates over events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dsl import model as m
from dsl import tree as t
from dsl.checking import subjects
from dsl.checking.clock import check_clock
from dsl.checking.declarations import Part
from dsl.checking.fitting import as_number, plain, present, require, value
from dsl.checking.labels import declared
from dsl.checking.literals import constant
from dsl.checking.names import PLACE
from dsl.checking.problems import declared_here, keyword
from dsl.checking.scope import Scope, facts
from dsl.checking.statements import LOT, known
from dsl.checking.symbols import ERROR, Desk, Want, is_error
from dsl.codes import Both
from dsl.references import Use, variable
from dsl.source import Span
from dsl.typesystem import (
    BOOL,
    DURATION,
    INSTANT,
    INTEGER,
    NUMBER,
    QUANTITY,
    TEMPERATURE,
    ListType,
    Optional,
    Record,
    SetType,
    Type,
    is_decimal,
    is_ordered,
    type_name,
)

_CONSTANT = Scope(now=False, measures=False)
_NUMBER_OF_VALUES = Both("number of different values", "种数")


def measure(desk: Desk, part: Part) -> None:
    """Check what a measure counts, and give it its type."""
    node: t.Measure = part.node
    desk.told.clear()
    known_so_far = desk.symbols.measures[node.name.text]
    body: m.StockMeasure | m.EventMeasure | None
    if isinstance(node.body, t.Stock):
        body = _stock(desk, node, node.body, known_so_far)
        kind: Type = QUANTITY
    else:
        body, kind = _aggregate(desk, node.body, known_so_far)
    if body is not None:
        desk.symbols.measures[known_so_far.name] = replace(known_so_far, body=body, type=kind)
    elif kind is not ERROR:
        desk.symbols.measures[known_so_far.name] = replace(known_so_far, type=kind)


# -- stock


def _stock(desk: Desk, head: t.Measure, node: t.Stock, measure: m.Measure) -> m.StockMeasure | None:
    introduced = {b.name.text: b.name.span for b in reversed(head.parameters)}
    thing = _own_parameter(desk, node.thing, measure, introduced, (subjects.ITEM, LOT))
    place = None
    if node.place is not None:
        named = _fixed_place(desk, node.place)
        at = {} if named is None or thing is None else {"thing": thing.name, "place": named}
        place = _own_parameter(desk, node.place, measure, introduced, (PLACE,), **at)
    where = None
    if node.where is not None:
        if "Lot" not in desk.symbols.entities:
            desk.problems.add("BC432", node.where.span)
            return None
        variables = {b.name: b.type for b in measure.parameters} | {"lot": LOT}
        scope = Scope(variables=variables, introduced=introduced | {"lot": node.span}, measures=False)
        where = value(desk, node.where, scope, BOOL)
        check_clock(desk, where)
    if thing is None or (node.place is not None and place is None) or (where is not None and is_error(where)):
        return None
    for parameter in measure.parameters:
        if parameter.name not in (thing.name, place.name if place else None):
            desk.problems.add("BC413", node.span, name=parameter.name, measure=measure.name)
    return m.StockMeasure(thing, place, where)


def _own_parameter(
    desk: Desk,
    node: t.Expression,
    measure: m.Measure,
    introduced: Mapping[str, Span],
    wanted: tuple[Type, ...],
    **more: str,
) -> m.Variable | None:
    """The parameter that is named. Says so where it is none; *more* is what else is known of that."""
    names = {b.name: b.type for b in measure.parameters}
    if isinstance(node, t.Name) and node.text in names:
        kind = names[node.text]
        desk.uses.append(Use(node.span, variable(node.text, introduced[node.text])))
        if kind is ERROR:
            return None
        if kind in wanted:
            return m.Variable(node.text, kind, node.span)
    types = Both(*(" / ".join(names) for names in zip(*(type_name(k) for k in wanted), strict=True)))
    desk.problems.add(
        "BC417", node.span, what=desk.text(node.span), types=types, measure=measure.name, **more
    )
    return None


def _fixed_place(desk: Desk, node: t.Expression) -> str | None:
    """One certain place, as it is written, if that is meant: such a place is named where a measure is read."""
    if isinstance(node, t.Name):
        named = declared(desk, node, desk.symbols.places)
        return node.text if named is not None and named.text in desk.symbols.places else None
    return desk.text(node.span) if isinstance(node, t.Call) and node.name.text == "Place" else None


# -- events


def _aggregate(desk: Desk, node: t.Aggregate, measure: m.Measure) -> tuple[m.EventMeasure | None, Type]:
    clauses = _clauses(desk, node)
    if node.kind in ("streak", "time") and "where" not in clauses:
        desk.problems.add("BC414", node.span, kind=keyword(node.kind))
        return None, _plain_type(node.kind)
    if "over" in clauses and "latest_per" in clauses:
        desk.problems.add("BC438", clauses["latest_per"].span)
        return None, ERROR
    over = _over(desk, clauses)
    cases: dict[str, m.EventMeasureCase] = {}
    kinds: list[Type] = []
    good = True
    for name in node.events:
        found = known(desk, name, "event", desk.symbols.events)
        if found is None:
            good = False
            continue
        event = desk.symbols.events[found]
        case = _case(desk, node, event, clauses, measure)
        if case is None:
            good = False
            continue
        if case.value is not None:
            kinds.append(case.value.type)
        cases[event.name] = case
    kind = _result(desk, node, kinds)
    if not good or kind is ERROR:
        return None, kind
    if plain(kind) == NUMBER:
        cases = {name: replace(c, value=as_number(c.value)) if c.value else c for name, c in cases.items()}
    return m.EventMeasure(node.kind, cases, over), kind


def _clauses(desk: Desk, node: t.Aggregate) -> Mapping[str, t.Clause]:
    found: dict[str, t.Clause] = {}
    for clause in node.clauses:
        if clause.kind in found:
            first = declared_here(found[clause.kind].span)
            desk.problems.add("BC407", clause.span, first, word=keyword(clause.kind))
        else:
            found[clause.kind] = clause
    return found


def _over(desk: Desk, clauses: Mapping[str, t.Clause]) -> int | None:
    if "over" not in clauses:
        return None
    checked = value(desk, clauses["over"].values[0], _CONSTANT, DURATION)
    if is_error(checked):
        return None
    length = constant(desk, checked)
    if isinstance(length, int) and length <= 0:
        desk.problems.add("BC415", checked.span, what=desk.text(checked.span))
        return None
    return length if isinstance(length, int) else None


def _case(
    desk: Desk, node: t.Aggregate, event: m.Event, clauses: Mapping[str, t.Clause], measure: m.Measure
) -> m.EventMeasureCase | None:
    scope = Scope(event=event.name, fields=event.fields, now=False, measures=False)
    where = None
    if "where" in clauses:
        where = value(desk, clauses["where"].values[0], scope, BOOL)
        if node.kind not in ("streak", "time") and "latest_per" not in clauses:
            scope = scope.knowing(facts(where, True))
    keys = _keys(desk, node, clauses, measure, scope)
    met = scope if where is None else scope.knowing(facts(where, True))
    amount = None if node.value is None else _amount(desk, node, node.value, met)
    order = identity = None
    if "ordered_by" in clauses:
        order = value(desk, clauses["ordered_by"].values[0], scope, INSTANT)
    if "latest_per" in clauses:
        identity = desk.infer(desk, clauses["latest_per"].values[0], scope, None)
        if isinstance(plain(identity.type), Record):
            desk.problems.add("BC311", identity.span, found=type_name(identity.type))
    parts = (where, amount, order, identity, *(keys or ()))
    if keys is None or any(x is not None and is_error(x) for x in parts):
        return None
    return m.EventMeasureCase(event.name, keys, amount, where, order, identity)


def _keys(
    desk: Desk, node: t.Aggregate, clauses: Mapping[str, t.Clause], measure: m.Measure, scope: Scope
) -> tuple[m.Expression, ...] | None:
    """What an event counts for, in the order of the parameters. Where one is missing it does not count."""
    written = clauses["by"].values if "by" in clauses else ()
    span = clauses["by"].span if "by" in clauses else node.span
    if len(written) != len(measure.parameters):
        names = ", ".join(b.name for b in measure.parameters)
        desk.problems.add(
            "BC416",
            span,
            measure=measure.name,
            found=len(written),
            wanted=len(measure.parameters),
            names=names or None,
        )
        return None
    keys = []
    for expression, parameter in zip(written, measure.parameters, strict=True):
        checked = desk.infer(desk, expression, scope, Want(parameter.type))
        goal = Optional(parameter.type) if isinstance(checked.type, Optional) else parameter.type
        keys.append(checked if parameter.type is ERROR else require(desk, checked, goal))
    return tuple(keys)


def _amount(desk: Desk, node: t.Aggregate, written: t.Expression, scope: Scope) -> m.Expression:
    checked = desk.infer(desk, written, scope, None)
    if is_error(checked):
        return checked
    if not present(desk, checked):
        return m.Literal_(None, ERROR, checked.span)
    kind = checked.type
    numeric = kind in (INTEGER, DURATION) or is_decimal(kind)
    fits = {
        "sum": numeric and kind != TEMPERATURE,
        "average": numeric,
        "min": is_ordered(kind),
        "max": is_ordered(kind),
        "distinct": not isinstance(kind, Record | ListType | SetType),
    }.get(node.kind, not isinstance(kind, Record))
    if not fits:
        desk.problems.add(
            "BC313",
            checked.span,
            what=desk.text(checked.span),
            found=type_name(kind),
            aggregate=_NUMBER_OF_VALUES if node.kind == "distinct" else keyword(node.kind),
            whole=type_name(kind) if node.kind == "distinct" else None,
        )
        return m.Literal_(None, ERROR, checked.span)
    return checked


def _plain_type(kind: t.AggregateKind) -> Type:
    if kind in ("count", "streak", "distinct"):
        return INTEGER
    return DURATION if kind == "time" else ERROR


def _result(desk: Desk, node: t.Aggregate, kinds: list[Type]) -> Type:
    if node.value is None:
        return _plain_type(node.kind)
    if not kinds:
        return ERROR
    kind = kinds[0]
    for other in kinds[1:]:
        if {kind, other} == {INTEGER, NUMBER}:
            kind = NUMBER
        elif other != kind:
            desk.problems.add(
                "BC418",
                node.value.span,
                what=desk.text(node.value.span),
                first=type_name(kind),
                second=type_name(other),
            )
            return ERROR
    if node.kind == "sum":
        return kind
    if node.kind == "distinct":
        return INTEGER
    if node.kind == "average" and kind == INTEGER:
        kind = NUMBER
    return Optional(kind)
