"""What tiles ask: rows of things, and totals over things or events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, cast

from dsl import boards as b
from dsl import model as m
from dsl import tree as t
from dsl.checking.conditions import may_bind
from dsl.checking.fitting import as_number, missing, plain, value
from dsl.checking.labels import VALUE, called, declared
from dsl.checking.problems import declared_here, keyword
from dsl.checking.reading import read_type
from dsl.checking.scope import Scope, facts
from dsl.checking.statements import known
from dsl.checking.symbols import ERROR, Desk, is_error
from dsl.diagnostics import Both
from dsl.typesystem import (
    BOOL,
    DURATION,
    INTEGER,
    NUMBER,
    TEMPERATURE,
    ListType,
    Optional,
    Record,
    Reference,
    SetType,
    Type,
    is_decimal,
    is_ordered,
    type_name,
)

KINDS = ("sum", "count", "average", "min", "max", "first", "last", "distinct")
"""The aggregates that a tile computes. `streak` and `time` hang on what was before each event: measures keep those."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """Things that a tile ranges over, and what is seen of each."""

    source: b.EachThing
    scope: Scope


def each(desk: Desk, node: t.Each, where: t.Expression | None, scope: Scope) -> Ranged | None:
    """`each lot: Lot where ...`"""
    kind = read_type(desk, node.binding.type)
    if kind is not ERROR and not isinstance(kind, Reference):
        desk.problems.add("BC429", node.binding.type.span, found=type_name(kind))
        kind = ERROR
    free = may_bind(desk, node.binding.name, scope)
    inner = scope.bind(node.binding.name, kind)
    condition = None
    if where is not None:
        condition = value(desk, where, inner, BOOL)
        inner = inner.knowing(facts(condition, True))
    if not free or not isinstance(kind, Reference) or (condition is not None and is_error(condition)):
        return None
    return Ranged(b.EachThing(node.binding.name.text, kind.entity, condition), inner)


def sort_keys(desk: Desk, node: t.Sort, scope: Scope) -> tuple[b.SortKey, ...] | None:
    """`sort lot.expires_at descending`: by values that have an order; they may be missing."""
    found = []
    for key in node.keys:
        checked = desk.infer(desk, key.value, scope, None)
        if not is_error(checked) and not is_ordered(plain(checked.type)):
            what = desk.text(key.value.span)
            desk.problems.add("BC449", key.value.span, what=what, found=type_name(checked.type))
        elif not is_error(checked):
            found.append(b.SortKey(checked, key.descending))
    return tuple(found) if len(found) == len(node.keys) else None


def top(desk: Desk, node: t.Sort | None) -> int | None:
    """`top 10`"""
    if node is not None and node.top == 0:
        desk.problems.add("BC460", node.span)
    return node.top if node is not None else None


# -- totals


@dataclass(slots=True)
class _Clauses:
    by: t.Clause | None = None
    where: t.Clause | None = None
    over: t.Clause | None = None
    per: t.Per | None = None
    good: bool = True


def total(
    desk: Desk, node: t.Total, sort: t.Sort | None, scope: Scope
) -> tuple[b.Total, tuple[Both, ...]] | None:
    """`sum quantity of SaleShipped by lot.item per day over 30 days`, and what its keys are called."""
    clauses = _clauses(desk, node)
    if node.kind not in KINDS:
        word = keyword(node.kind)
        desk.problems.add("BC447", node.span, word=word, aggregate=word)
        return None
    if isinstance(node.source, t.Each):
        found = _of_things(desk, node, node.source, clauses, scope)
    else:
        found = _of_events(desk, node, node.source, clauses, scope)
    order = _order(desk, sort)
    most = top(desk, sort)
    if found is None or not clauses.good:
        return None
    if sort is not None and not is_ordered(plain(found.type)):
        desk.problems.add("BC449", sort.span, what="value", found=type_name(found.type))
        return None
    keys = tuple(_shared(found.keyed))
    kind = cast(b.TotalKind, node.kind)
    return b.Total(kind, found.source, keys, found.type, order, most), found.headings


def _clauses(desk: Desk, node: t.Total) -> _Clauses:
    found = _Clauses()
    for clause in node.clauses:
        name = "per" if isinstance(clause, t.Per) else clause.kind
        if name in ("ordered_by", "latest_per"):
            word = keyword(name)
            desk.problems.add("BC447", clause.span, word=word, clause=word)
            found.good = False
            continue
        before = getattr(found, name)
        if before is not None:
            desk.problems.add("BC407", clause.span, declared_here(before.span), word=keyword(name))
        else:
            setattr(found, name, clause)
    return found


class _Found(NamedTuple):
    """What a total counts, the type of its figure, the keys of each kind of source, and what these are called."""

    source: b.OfThings | b.OfEvents
    type: Type
    keyed: list[tuple[m.Expression, ...]]
    headings: tuple[Both, ...]


def _of_things(desk: Desk, node: t.Total, source: t.Each, clauses: _Clauses, scope: Scope) -> _Found | None:
    for clause in (clauses.over, clauses.per):
        if clause is not None:
            word = "per" if isinstance(clause, t.Per) else clause.kind
            desk.problems.add("BC448", clause.span, word=keyword(word), things=source.binding.type.name.text)
            clauses.good = False
    if node.kind in ("first", "last"):
        desk.problems.add("BC448", node.span, word=keyword(node.kind), things=source.binding.type.name.text)
        return None
    ranged = each(desk, source, clauses.where.values[0] if clauses.where else None, scope)
    if ranged is None:
        return None
    keys = _keys(desk, clauses.by, ranged.scope)
    counted = _counted(desk, node, ranged.scope)
    if keys is None or (counted is not None and is_error(counted)):
        return None
    values = [] if counted is None else [counted.type]
    kind = _result(node, _of_values(desk, node, values))
    if plain(kind) == NUMBER and counted is not None:
        counted = as_number(counted)
    headings = tuple(label(desk, key, {}) for key in keys)
    return _Found(b.OfThings(ranged.source, keys, counted), kind, [keys], headings)


def _of_events(
    desk: Desk, node: t.Total, names: tuple[t.Name, ...], clauses: _Clauses, scope: Scope
) -> _Found | None:
    if clauses.per is not None and clauses.over is None:
        desk.problems.add("BC448", clauses.per.span, per=keyword("per"), word=keyword("per"))
        clauses.good = False
    over = _over(desk, clauses.over, scope)
    cases: dict[str, b.EventTotalCase] = {}
    for name in names:
        named = known(desk, name, "event", desk.symbols.events)
        if named is None:
            clauses.good = False
            continue
        event = desk.symbols.events[named]
        inner = replace(scope, event=event.name, fields=event.fields)
        where = None
        if clauses.where is not None:
            where = value(desk, clauses.where.values[0], inner, BOOL)
            inner = inner.knowing(facts(where, True))
        keys = _keys(desk, clauses.by, inner)
        counted = _counted(desk, node, inner)
        if keys is None or any(x is not None and is_error(x) for x in (where, counted)):
            clauses.good = False
            continue
        cases[event.name] = b.EventTotalCase(event.name, keys, counted, where)
    kinds = [case.value.type for case in cases.values() if case.value is not None]
    if not clauses.good or (clauses.over is not None and over is None):
        return None
    of = _of_values(desk, node, kinds)
    kind = _result(node, of)
    if of is ERROR or not _agree(desk, clauses.by, [c.keys for c in cases.values()]):
        return None
    if NUMBER in (of, plain(kind)):
        cases = {n: replace(c, value=as_number(c.value)) if c.value else c for n, c in cases.items()}
    per = clauses.per.period if clauses.per is not None else None
    first = next(iter(cases.values()))
    fields = desk.symbols.events[first.event].fields
    headings = tuple(label(desk, key, fields) for key in first.keys)
    return _Found(b.OfEvents(cases, over, per), kind, [c.keys for c in cases.values()], headings)


def _over(desk: Desk, clause: t.Clause | None, scope: Scope) -> m.Expression | None:
    """A length of time: a constant, a parameter, or what was chosen in a filter."""
    if clause is None:
        return None
    checked = value(desk, clause.values[0], replace(scope, now=False, measures=False), DURATION)
    if isinstance(checked, m.Literal_) and isinstance(checked.value, int) and checked.value <= 0:
        desk.problems.add("BC415", checked.span, what=desk.text(checked.span))
    return None if is_error(checked) else checked


def _keys(desk: Desk, clause: t.Clause | None, scope: Scope) -> tuple[m.Expression, ...] | None:
    """What is counted by; where a key is missing it is a key of its own."""
    found = []
    for written in clause.values if clause is not None else ():
        checked = desk.infer(desk, written, scope, None)
        if is_error(checked):
            return None
        if isinstance(plain(checked.type), Record | ListType | SetType):
            desk.problems.add("BC311", checked.span, found=type_name(checked.type))
            return None
        found.append(checked)
    return tuple(found)


def _counted(desk: Desk, node: t.Total, scope: Scope) -> m.Expression | None:
    """What is added up or compared; sure to be there."""
    if node.value is None:
        return None
    checked = desk.infer(desk, node.value, scope, None)
    if is_error(checked):
        return checked
    wrong = m.Literal_(None, ERROR, checked.span)
    if isinstance(checked.type, Optional):
        missing(desk, checked)
        return wrong
    kind = checked.type
    numeric = kind in (INTEGER, DURATION) or is_decimal(kind)
    fits = {
        "sum": numeric and kind != TEMPERATURE,
        "average": numeric,
        "min": is_ordered(kind),
        "max": is_ordered(kind),
    }
    if not fits.get(node.kind, not isinstance(kind, Record | ListType | SetType)):
        what, found = desk.text(checked.span), type_name(kind)
        desk.problems.add("BC313", checked.span, what=what, found=found, aggregate=keyword(node.kind))
        return wrong
    return checked


def _of_values(desk: Desk, node: t.Total, kinds: list[Type]) -> Type | None:
    """The one type of the values that count; None where none do, but events or things. Says so where there are several."""
    if node.value is None:
        return None
    if not kinds:
        return ERROR
    kind = kinds[0]
    for other in kinds[1:]:
        if {kind, other} == {INTEGER, NUMBER}:
            kind = NUMBER
        elif other != kind:
            what, first, second = desk.text(node.value.span), type_name(kind), type_name(other)
            desk.problems.add("BC418", node.value.span, what=what, first=first, second=second)
            return ERROR
    return kind


def _result(node: t.Total, kind: Type | None) -> Type:
    """The type of an aggregate of values of a type."""
    if kind is None or node.kind == "distinct":
        return INTEGER
    if node.kind == "sum":
        return kind
    return Optional(NUMBER if node.kind == "average" and kind == INTEGER else kind)


def _agree(desk: Desk, clause: t.Clause | None, keyed: list[tuple[m.Expression, ...]]) -> bool:
    """Whether a key has one type for all kinds of events; says so where it has several."""
    for place, group in enumerate(zip(*keyed, strict=True)):
        for other in group[1:]:
            if clause is not None and plain(other.type) != plain(group[0].type):
                written = clause.values[place]
                desk.problems.add(
                    "BC418",
                    written.span,
                    what=desk.text(written.span),
                    first=type_name(group[0].type),
                    second=type_name(other.type),
                )
                return False
    return True


def _shared(keyed: list[tuple[m.Expression, ...]]) -> list[Type]:
    """The types of keys; one that may be missing in any source may be missing."""
    found = []
    for group in zip(*keyed, strict=True):
        kinds = [key.type for key in group]
        found.append(next((kind for kind in kinds if isinstance(kind, Optional)), kinds[0]))
    return found


def _order(desk: Desk, node: t.Sort | None) -> Literal["ascending", "descending"] | None:
    """`sort value descending`: figures are sorted by nothing else."""
    if node is None:
        return None
    for key in node.keys:
        named = declared(desk, key.value, VALUE) if isinstance(key.value, t.Name) else None
        if named is None or named.text not in VALUE or len(node.keys) > 1:
            desk.problems.add("BC449", key.value.span, what=desk.text(key.value.span), figure="value")
            return None
        desk.refer(named, "built_in", "tile")
    return "descending" if node.keys[0].descending else "ascending"


# -- headings


def label(desk: Desk, expression: m.Expression, fields: Mapping[str, m.Field]) -> Both:
    """What people call a value: the label of the field, measure or thing that it is; else as it is written."""
    symbols = desk.symbols
    match expression:
        case m.FieldRead(_, entity, name):
            return called(symbols.entities[entity].fields, name)
        case m.EventField(name) if name in fields:
            return called(fields, name)
        case m.MeasureRead(name):
            return called(symbols.measures, name)
        case m.TableCall(name):
            return called(symbols.tables, name)
        case m.ParameterRead(name):
            return called(symbols.parameters, name)
        case m.Variable(_, kind):
            named = plain(kind)
            if isinstance(named, Reference):
                return called(symbols.entities, named.entity)
        case m.Otherwise(operand):
            return label(desk, operand, fields)
        case _:
            pass
    written = desk.text(expression.span)
    return Both(written, written)
