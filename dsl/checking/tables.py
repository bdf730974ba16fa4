"""Parameters and decision tables: constants with types, limits and rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Literal, cast

from dsl import model as m
from dsl import tree as t
from dsl.checking.declarations import Part
from dsl.checking.fields import CONSTANT
from dsl.checking.fitting import has_error, value
from dsl.checking.literals import constant
from dsl.checking.problems import declared_here, keyword
from dsl.checking.statements import role_names
from dsl.checking.symbols import ERROR, Desk, is_error
from dsl.codes import Both
from dsl.typesystem import Optional, Record, Type, is_ordered, type_name


def parameter(desk: Desk, part: Part) -> None:
    """A knob: its default and its limits."""
    node: t.Parameter = part.node
    known = desk.symbols.parameters[node.name.text]
    kind = known.type
    if isinstance(kind, Optional | Record):
        desk.problems.add("BC325", node.type.span, name=node.name.text, found=type_name(kind))
        desk.symbols.parameters[known.name] = replace(known, type=ERROR)
        return
    default = _constant(desk, node.default, kind)
    low: m.Value = None
    high: m.Value = None
    tuned_by: tuple[str, ...] = ()
    first: dict[str, t.Between | t.TunedBy] = {}
    for clause in node.clauses:
        word = "between" if isinstance(clause, t.Between) else "tuned by"
        if word in first:
            desk.problems.add("BC407", clause.span, declared_here(first[word].span), word=keyword(word))
            continue
        first[word] = clause
        if isinstance(clause, t.TunedBy):
            tuned_by = role_names(desk, clause.roles)
        elif kind is not ERROR and not is_ordered(kind):
            desk.problems.add("BC305", clause.span, found=type_name(kind), operator=keyword("between"))
        else:
            low, high = _constant(desk, clause.low, kind), _constant(desk, clause.high, kind)
            _within(desk, node, clause, default, low, high)
    desk.symbols.parameters[known.name] = replace(
        known, default=default, low=low, high=high, tuned_by=tuned_by
    )


def _within(
    desk: Desk, node: t.Parameter, clause: t.Between, default: m.Value, low: m.Value, high: m.Value
) -> None:
    if low is None or high is None:
        return
    texts = {"low": desk.text(clause.low.span), "high": desk.text(clause.high.span)}
    if less(high, low):
        desk.problems.add("BC410", clause.span, **texts)
    elif default is not None and (less(default, low) or less(high, default)):
        desk.problems.add(
            "BC409", node.default.span, name=node.name.text, what=desk.text(node.default.span), **texts
        )


def less(a: m.Value, b: m.Value) -> bool:
    """Whether one constant comes before another of its type."""
    if isinstance(a, int | Decimal) and isinstance(b, int | Decimal):
        return a < b
    if isinstance(a, str) and isinstance(b, str):
        return a < b
    return isinstance(a, dt.date) and isinstance(b, dt.date) and a < b


def _constant(desk: Desk, node: t.Expression, kind: Type) -> m.Value:
    checked = value(desk, node, CONSTANT, kind)
    return None if kind is ERROR or is_error(checked) else constant(desk, checked)


# -- tables


def table(desk: Desk, part: Part) -> None:
    """A decision table: every cell a constant of its column's type."""
    node: t.Table = part.node
    known = desk.symbols.tables[node.name.text]
    rows = []
    for number, line in enumerate(node.rows, start=1):
        wanted = len(known.parameters) + 1
        if len(line.cells) != wanted:
            columns = Both(*(" | ".join(names) for names in zip(*_columns(known), strict=True)))
            desk.problems.add("BC411", line.span, found=len(line.cells), wanted=wanted, columns=columns)
            continue
        cells = tuple(
            _cell(desk, cell, column.type)
            for cell, column in zip(line.cells[:-1], known.parameters, strict=True)
        )
        result = _result(desk, line.cells[-1], known.type)
        name = line.label.plain if line.label else str(number)
        rows.append(m.Row(name, cells, result, line.span))
    desk.symbols.tables[known.name] = replace(known, rows=tuple(rows))


def _columns(table: m.Table) -> list[Both]:
    """What stands in each column, in both languages."""
    result = Both("…", "…") if has_error(table.type) else type_name(table.type)
    return [*(Both(b.name, b.name) for b in table.parameters), result]


def _cell(desk: Desk, node: t.Cell, kind: Type) -> m.Cell:
    if not node.values:
        return m.AnyCell()
    needs_order = node.operator not in (None, "==", "!=") or node.high is not None
    if needs_order and kind is not ERROR and not is_ordered(kind):
        desk.problems.add("BC305", node.span, found=type_name(kind), operator=node.operator or "..")
        return m.AnyCell()
    values = tuple(_constant(desk, v, kind) for v in node.values)
    if node.high is not None:
        high = _constant(desk, node.high, kind)
        low = values[0]
        if low is not None and high is not None and not less(low, high):
            texts = {"low": desk.text(node.values[0].span), "high": desk.text(node.high.span)}
            desk.problems.add("BC410", node.span, **texts)
        return m.RangeCell(low, high)
    if node.operator is not None:
        return m.CompareCell(cast(Literal["==", "!=", "<", "<=", ">", ">="], node.operator), values[0])
    return m.OneOfCell(values)


def _result(desk: Desk, node: t.Cell, kind: Type) -> m.Value:
    if len(node.values) != 1 or node.operator is not None or node.high is not None:
        desk.problems.add("BC412", node.span, what=desk.text(node.span))
        return None
    return _constant(desk, node.values[0], kind)
