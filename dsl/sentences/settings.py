"""Parameters and tables: what may be turned, by whom, how far; and what is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, assert_never

from dsl import model as m
from dsl.sentences.clauses import Line
from dsl.sentences.names import Names
from dsl.sentences.scope import of_bindings
from dsl.sentences.values import Values
from dsl.sentences.voice import Voice
from dsl.typesystem import DATE, INSTANT, Type


class Settings:
    """Says the parameters and tables of one model in one language."""

    def __init__(self, model: m.Model, names: Names, values: Values, voice: Voice) -> None:
        self._model = model
        self._names = names
        self._values = values
        self._voice = voice

    def parameter(self, parameter: m.Parameter) -> Iterator[Line]:
        """The knob by itself."""
        yield 0, self._voice.say("parameter", type=self._names.type(parameter.type), **self._facts(parameter))

    def beside(self, parameter: m.Parameter) -> str:
        """The knob beside a rule that reads it."""
        return self._voice.say("where_setting", **self._facts(parameter))

    def read_by(self, part: object) -> Iterator[m.Parameter]:
        """The parameters that a part of the model reads, each once."""
        names = dict.fromkeys(r.name for r in reads(part))
        return (self._model.parameters[name] for name in names)

    def _facts(self, parameter: m.Parameter) -> dict[str, str]:
        voice, kind = self._voice, parameter.type
        bounds = {
            name: self._values.constant(value, kind)
            for name, value in (("low", parameter.low), ("high", parameter.high))
            if value is not None
        }
        spread = voice.say("range", **bounds) if bounds else ""
        tuning = voice.words("fixed")
        if parameter.tuned_by:
            who = voice.listed(
                [self._voice.the(self._names.roles[role]) for role in parameter.tuned_by], "or"
            )
            tuning = voice.say("tuning", who=who, range=spread)
        return {
            "label": self._names.parameters[parameter.name],
            "default": self._values.constant(parameter.default, kind),
            "tuning": tuning,
        }

    def table(self, table: m.Table) -> Iterator[Line]:
        """The table: a line for each row."""
        voice = self._voice
        _, columns = of_bindings(table.parameters, self._names, voice)
        label, kind = self._names.tables[table.name], self._names.type(table.type)
        yield 0, voice.say("table_head", label=label, type=kind, columns=voice.listed(columns))
        for number, row in enumerate(table.rows, start=1):
            yield 1, self.row(table, row, f"{number}.")

    def row(self, table: m.Table, row: m.Row, number: str) -> str:
        """One row as a sentence."""
        voice = self._voice
        _, columns = of_bindings(table.parameters, self._names, voice)
        cells = [
            said
            for column, binding, cell in zip(columns, table.parameters, row.cells, strict=True)
            if (said := self._cell(column, binding.type, cell))
        ]
        result = self._values.constant(row.result, table.type)
        if not row.name.isdigit():
            result += voice.say("row_name", name=row.name)
        if not cells:
            return voice.say("row_always", number=number, result=result)
        return voice.say("row", number=number, cells=voice.words("join_and").join(cells), result=result)

    def _cell(self, column: str, kind: Type, cell: m.Cell) -> str:
        voice, constant = self._voice, self._values.constant
        way = "_time" if kind in (INSTANT, DATE) else ""
        column = voice.words("column").format(column=column)
        match cell:
            case m.AnyCell():
                return ""
            case m.OneOfCell(values):
                listed = voice.listed([constant(value, kind) for value in values], "or")
                return voice.say("cell_one", column=column, values=listed)
            case m.CompareCell(operator, value):
                key = operator if operator in ("==", "!=") else operator + way
                return voice.say(key, left=column, right=constant(value, kind))
            case m.RangeCell(low, high):
                facts = {"low": constant(low, kind), "high": constant(high, kind)}
                return voice.say(f"cell_range{way}", column=column, **facts)
            case _:
                assert_never(cell)


def reads(part: Any) -> Iterator[m.ParameterRead]:
    """The places in a part of the model where a parameter is read, in order."""
    if isinstance(part, m.ParameterRead):
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from reads(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from reads(value)
    elif is_dataclass(part):
        for field in fields(part):
            yield from reads(getattr(part, field.name))
