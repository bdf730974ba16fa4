"""Decision tables: a row for all that may come, and never two that differ.

A column sees only so many kinds of values (see `samples`), and of each kind which rows it leaves. A gap is a choice of
one kind in every column that leaves no row; rows overlap where every column has a kind that leaves both. A last row of
nothing but `any` is for the rest, and meets no other. No solver is needed for that. It is asked only whether anything
that calls the table can ever hand it what is missing: a field with a bound keeps to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import islice
from operator import or_

from dsl import model as m
from dsl.diagnostics import Both, Note
from dsl.proving.inquiry import Inquiry, listed
from dsl.proving.samples import matches, samples
from dsl.proving.showing import shown
from dsl.proving.terms import equal, not_
from dsl.proving.terms import or_ as any_of
from dsl.proving.values import constant
from dsl.proving.walk import places, walk
from dsl.source import Span

Column = dict[int, m.Value]
"""The kinds of values of a column: which rows each leaves, as bits, and an example."""

MOST_EXAMPLES, MOST_CLOSED = 40, 100_000
"""So many gaps are looked at, and so many ways to choose that lead to none."""


def tables(inquiry: Inquiry) -> None:
    """Prove every table."""
    calls: dict[str, list[tuple[str | None, m.TableCall]]] = {}
    for event, place in places(inquiry.model):
        for part in walk(place):
            if isinstance(part, m.TableCall):
                calls.setdefault(part.name, []).append((event, part))
    for table in inquiry.model.tables.values():
        columns = [_column(inquiry.model, table, i) for i in range(len(table.parameters))]
        _gap(inquiry, table, columns, calls.get(table.name, []))
        if _has_rest(table):
            _rest(inquiry, table, columns)
        _overlaps(inquiry, table, columns)


def _column(model: m.Model, table: m.Table, number: int) -> Column:
    cells = [row.cells[number] for row in table.rows]
    found: Column = {}
    for value in samples(model, table.parameters[number].type, cells):
        rows = sum(1 << i for i, cell in enumerate(cells) if matches(cell, value))
        found.setdefault(rows, value)
    return found or {sum(1 << i for i, cell in enumerate(cells) if isinstance(cell, m.AnyCell)): None}


def _shown(inquiry: Inquiry, table: m.Table, values: tuple[m.Value, ...]) -> list[Both]:
    return [
        shown(inquiry.model, value, parameter.type)
        for value, parameter in zip(values, table.parameters, strict=True)
    ]


def _named(table: m.Table, values: list[Both]) -> Both:
    return listed(
        Both(f"{p.name} = {v.en}", f"{p.name} = {v.zh}")
        for p, v in zip(table.parameters, values, strict=True)
    )


# -- gaps


def _gap(
    inquiry: Inquiry, table: m.Table, columns: list[Column], calls: list[tuple[str | None, m.TableCall]]
) -> None:
    closed: set[tuple[int, int]] = set()
    gaps = list(islice(_gaps(columns, (1 << len(table.rows)) - 1, (), closed), MOST_EXAMPLES))
    if len(closed) > MOST_CLOSED:
        inquiry.problems.add("BC479", inquiry.head(table.span), what=table.name)
    if not gaps:
        return
    example: tuple[m.Value, ...] | None = gaps[0]
    called: Span | None = None
    for event, call in calls:
        example, called = _reached(inquiry, table, gaps, event, call), call.span
        if example is not None:
            break
    if example is None:
        return
    values = _shown(inquiry, table, example)
    named = _named(table, values)
    notes = [Note(called, Both("This may ask for it.", "这里可能会查这样的值。"))] if called else []
    row = Both(*(" | ".join(texts) for texts in zip(*values, strict=True)))
    inquiry.problems.add("BC471", inquiry.head(table.span), *notes, table=table.name, values=named, row=row)


def _gaps(
    columns: list[Column], rows: int, chosen: tuple[m.Value, ...], closed: set[tuple[int, int]]
) -> Iterator[tuple[m.Value, ...]]:
    """Choices of values that leave none of the rows; `closed` are the columns and rows from which there is none."""
    number = len(chosen)
    if rows == 0:
        yield (*chosen, *(next(iter(column.values())) for column in columns[number:]))
        return
    if number == len(columns) or (number, rows) in closed or len(closed) > MOST_CLOSED:
        return
    is_closed = True
    left: dict[int, m.Value] = {}
    for kind, value in columns[number].items():
        left.setdefault(rows & kind, value)
    for kind, value in left.items():
        for gap in _gaps(columns, kind, (*chosen, value), closed):
            is_closed = False
            yield gap
    if is_closed:
        closed.add((number, rows))


def _reached(
    inquiry: Inquiry,
    table: m.Table,
    gaps: list[tuple[m.Value, ...]],
    event: str | None,
    call: m.TableCall,
) -> tuple[m.Value, ...] | None:
    """Values for which there is no row and that a call may hand over."""
    encoder = inquiry.encoder(event)
    arguments = [encoder.value(a) for a in call.arguments]
    terms = [a.term for a in arguments]
    missed = not_(any_of(encoder.row(table, row, terms) for row in table.rows))
    asked = [*(a.sure for a in arguments), missed]
    if inquiry.decide(encoder.sheet, asked, call.span).verdict != "sat":
        return None

    def is_reached(gap: tuple[m.Value, ...]) -> bool:
        at = [
            equal(term, constant(inquiry.model, value, parameter.type))
            for term, value, parameter in zip(terms, gap, table.parameters, strict=True)
            if value is not None
        ]
        return encoder.sheet.ask([*asked, *at]).verdict == "sat"

    return next((gap for gap in gaps if is_reached(gap)), gaps[0])


# -- overlaps


def _has_rest(table: m.Table) -> bool:
    """Whether the last row is for all that no other row matches: every cell is `any`."""
    return len(table.rows) > 1 and all(isinstance(cell, m.AnyCell) for cell in table.rows[-1].cells)


def _rest(inquiry: Inquiry, table: m.Table, columns: list[Column]) -> None:
    """Say where nothing is left for such a row."""
    others = (1 << len(table.rows) - 1) - 1
    closed: set[tuple[int, int]] = set()
    if next(_gaps(columns, others, (), closed), None) is None and len(closed) <= MOST_CLOSED:
        row = table.rows[-1]
        inquiry.problems.add("BC491", row.span, what=inquiry.text(row.span))


def _overlaps(inquiry: Inquiry, table: m.Table, columns: list[Column]) -> None:
    meets = []
    for number in range(len(table.rows)):
        together = (1 << len(table.rows)) - 1
        for column in columns:
            together &= reduce(or_, (kind for kind in column if kind >> number & 1), 0)
        meets.append(together)
    for later, row in enumerate(table.rows[:-1] if _has_rest(table) else table.rows):
        together = meets[later] & ((1 << later) - 1)
        if not together:
            continue
        rows = [i for i in range(later) if together >> i & 1]
        differing = [i for i in rows if table.rows[i].result != row.result]
        first = table.rows[(differing or rows)[0]]
        index = table.rows.index(first)
        values = tuple(next(v for k, v in c.items() if k >> later & k >> index & 1) for c in columns)
        named = _named(table, _shown(inquiry, table, values))
        note = Note(first.span, Both("This row matches too.", "这一行也匹配。"))
        code = "BC472" if differing else "BC490"
        inquiry.problems.add(code, row.span, note, table=table.name, values=named)
