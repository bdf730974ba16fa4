"""The meaning of a board's queries: every thing, and every event of the window, is looked at in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, assert_never

from dsl import boards as b
from dsl.model import Model
from engine.backends.interpret import Env, Interpreter
from engine.boards.arranging import Row, arranged, figure, has_groups
from engine.boards.windows import Window, window
from engine.shapes import EventValue

Occurrences = Callable[[str, int, int], Iterable[EventValue]]
"""The accepted events of a kind from one instant to another, both included."""


def answer(
    interpreter: Interpreter,
    occurrences: Occurrences,
    model: Model,
    query: b.Query,
    choices: Mapping[str, Any],
) -> list[Row]:
    """The rows of a query; a row of things has the thing's key first. Raises `Refused` where one can't be computed."""
    env = Env(None, choices)
    match query:
        case b.Single(value):
            return [(interpreter.value(value, env),)]
        case b.ThingRows():
            return _rows(interpreter, query, env)
        case b.Total():
            groups = _groups(interpreter, occurrences, model, query, env)
            rows = ((*keys, figure(query.kind, values, query.type)) for keys, values in groups.items())
            return arranged(query, rows, model)
        case _:
            assert_never(query)


def _things(interpreter: Interpreter, source: b.EachThing, env: Env) -> Iterator[tuple[str, Env]]:
    for key in interpreter.world.all_things(source.entity):
        inner = env.binding(source.variable, key)
        if source.where is None or interpreter.value(source.where, inner):
            yield key, inner


def _rows(interpreter: Interpreter, query: b.ThingRows, env: Env) -> list[Row]:
    found = [
        (
            [interpreter.value(key.value, inner) for key in query.order],
            (key, *(interpreter.value(value, inner) for value in query.values)),
        )
        for key, inner in _things(interpreter, query.source, env)
    ]
    for place, key in reversed(list(enumerate(query.order))):
        there = [row for row in found if row[0][place] is not None]
        there.sort(key=lambda row: row[0][place], reverse=key.descending)
        found = there + [row for row in found if row[0][place] is None]
    rows = [row for _, row in found]
    return rows[: query.top] if query.top is not None else rows


def _groups(
    interpreter: Interpreter, occurrences: Occurrences, model: Model, query: b.Total, env: Env
) -> dict[Row, list[Any]]:
    """By keys the values that count; without keys one group, be it empty."""
    groups: dict[Row, list[Any]] = {} if has_groups(query) else {(): []}
    match query.source:
        case b.OfThings(source, keys, value):
            for _, inner in _things(interpreter, source, env):
                group = tuple(interpreter.value(key, inner) for key in keys)
                counted = interpreter.value(value, inner) if value is not None else 1
                groups.setdefault(group, []).append(counted)
        case b.OfEvents(cases, over, per):
            length = interpreter.value(over, env) if over is not None else None
            span = window(length, per, interpreter.world.state.now, model.zone)
            found = [
                (event.at, event._seq, group, counted)
                for case in cases.values()
                for event in occurrences(case.event, span.first, span.last)
                for group, counted in _counted(interpreter, case, event, span, env)
            ]
            for _, _, group, counted in sorted(found, key=lambda row: row[:2]):
                groups.setdefault(group, []).append(counted)
        case _:
            assert_never(query.source)
    return groups


def _counted(
    interpreter: Interpreter, case: b.EventTotalCase, event: EventValue, span: Window, env: Env
) -> Iterator[tuple[Row, Any]]:
    """What an event counts, and for which group; nothing where it does not meet `where`."""
    inner = Env(event, env.variables)
    if case.where is not None and not interpreter.value(case.where, inner):
        return
    group = tuple(interpreter.value(key, inner) for key in case.keys)
    start = span.start(event.at)
    value = interpreter.value(case.value, inner) if case.value is not None else 1
    yield (group if start is None else (*group, start)), value
