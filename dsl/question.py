"""A single expression checked against a model: what `eval` and, later, consoles ask."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from dsl import model as m
from dsl.checking.expressions import infer
from dsl.checking.problems import Problems
from dsl.checking.scope import Scope
from dsl.checking.symbols import Desk, Symbols, is_error
from dsl.diagnostics import Diagnostic
from dsl.parse import parse_expression
from dsl.source import Source


def question(model: m.Model, source: Source) -> tuple[m.Expression | None, tuple[Diagnostic, ...]]:
    """The typed expression that a source holds, or what is wrong with it. Things that it names must exist."""
    tree, problem = parse_expression(source, 0, len(source.text))
    if tree is None:
        return None, (problem,) if problem else ()
    values: dict[str, list[str]] = {}
    for enum in model.enums.values():
        for value in enum.values:
            values.setdefault(value.name, []).append(enum.name)
    symbols = Symbols(
        enums=dict(model.enums),
        enum_values=values,
        entities=dict(model.entities),
        places=dict(model.places),
        roles=dict(model.roles),
        events=dict(model.events),
        measures=dict(model.measures),
        parameters=dict(model.parameters),
        tables=dict(model.tables),
        rules=dict(model.rules),
    )
    desk = Desk(symbols, Problems(), ZoneInfo(model.zone), {source.path: source}, infer)
    expression = infer(desk, tree, Scope(scenario=True), None)
    problems = desk.problems.all()
    return (None if problems or is_error(expression) else expression), problems
