"""What was found in bodies before, so that only those are checked again for which something changed.

A body (what an event does, a rule, a board, a scenario, a locale) is checked with what the declarations say, and with nothing else. While
it is checked, everything that it asks of them is noted. It need not be checked again while its own text is the same
and every answer that it got is: then what was found in it is found again.

Answers are compared by what a body can make of them (`_answers`): not by where a thing is declared, nor, unless a name
was looked for among the labels, by how it is labelled.
A body whose diagnostics point to other places is always checked again, since those may have moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypeVar, cast

from dsl import model as m
from dsl.checking.declarations import Part
from dsl.checking.problems import Problems
from dsl.checking.scope import path
from dsl.checking.symbols import Desk, Symbols
from dsl.diagnostics import Diagnostic
from dsl.references import Use
from dsl.source import NOWHERE

_V = TypeVar("_V")
_Result = TypeVar("_Result")

Question = tuple[str, ...]
"""What is asked for: a table and a name (`entities`, `Lot`), a field (`entities`, `Lot`, `item`); the last part is empty
where all are asked for, and `#` where all labels are."""

Check = Callable[..., _Result]
"""Checks a body: takes the desk and the parts that it is written in."""


class Found(NamedTuple, Generic[_Result]):
    """What was found in a body, and what that depends on."""

    parts: tuple[Part, ...]
    result: _Result
    diagnostics: tuple[Diagnostic, ...]
    uses: tuple[Use, ...]
    asked: frozenset[Question]


class _Watched(dict[str, _V]):
    """A table that notes what is asked of it."""

    def __init__(self, content: Mapping[str, _V], where: Question, asked: set[Question]) -> None:
        super().__init__(content)
        self._where = where
        self._asked = asked

    def _note(self, name: str) -> None:
        self._asked.add((*self._where, name))

    def __getitem__(self, name: str) -> _V:
        self._note(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._note(cast(str, name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._note(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:
        self._note("")
        return super().__iter__()

    def __len__(self) -> int:
        self._note("#")  # only who looks for a label asks first whether there is anything
        return super().__len__()

    def keys(self) -> Any:
        self._note("")
        return super().keys()

    def values(self) -> Any:
        self._note("")
        return super().values()

    def items(self) -> Any:
        self._note("")
        return super().items()


class _WatchedNames(frozenset[str]):
    """Names that note which of them is asked for."""

    asked: set[Question]

    def __contains__(self, name: object) -> bool:
        self.asked.add(("unread", cast(str, name)))
        return super().__contains__(name)


class Bodies:
    """Checks bodies, each by itself."""

    def begin(self, desk: Desk) -> None:
        """The declarations are complete."""

    def check(self, function: Check[_Result], desk: Desk, *parts: Part) -> _Result:
        """What is found in a body."""
        return function(desk, *parts)


class Memory(Bodies):
    """Remembers from one check to the next. One memory serves the checks of one workspace, one after the other."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        """What the last check had at hand: all that was declared."""
        self._answers: Mapping[Question, Any] = {}
        self._changed: frozenset[Question] = frozenset()
        self._before: Mapping[Any, Found[Any]] = {}
        self._now: dict[Any, Found[Any]] = {}
        self._asked: set[Question] = set()

    def begin(self, desk: Desk) -> None:
        """Take note of what the declarations say now. From here on the desk's symbols note what is asked of them."""
        self.desk = desk
        answers = _answers(desk.symbols)
        before = self._answers
        self._changed = frozenset(
            question
            for question in {*answers, *before}
            if (question in answers) != (question in before) or answers[question] != before[question]
        )
        self._answers = answers
        self._before, self._now = self._now, {}
        _watch(desk.symbols, self._asked)

    def check(self, function: Check[_Result], desk: Desk, *parts: Part) -> _Result:
        """What is found in a body; from memory, where it must be the same."""
        key = function, *(id(part.node) for part in parts)
        found = self._before.get(key)
        if found is None or found.asked & self._changed or any(d.notes for d in found.diagnostics):
            found = self._checked(function, desk, *parts)
        self._now[key] = found
        desk.problems.extend(found.diagnostics)
        desk.uses += found.uses
        return cast(_Result, found.result)

    def _checked(self, function: Check[_Result], desk: Desk, *parts: Part) -> Found[_Result]:
        problems, uses = desk.problems, desk.uses
        desk.problems, desk.uses = Problems(), []
        self._asked.clear()
        try:
            result = function(desk, *parts)
            found = desk.problems.all(), tuple(desk.uses)
        finally:
            desk.problems, desk.uses = problems, uses
        return Found(parts, result, *found, frozenset(self._asked))


def _watch(symbols: Symbols, asked: set[Question]) -> None:
    """Put tables that note what is asked of them in the place of those that do not."""
    symbols.entities = _Watched(
        {
            name: replace(entity, fields=_Watched(entity.fields, ("entities", name), asked))
            for name, entity in symbols.entities.items()
        },
        ("entities",),
        asked,
    )
    symbols.events = _Watched(
        {
            name: replace(event, fields=_Watched(event.fields, ("events", name), asked))
            for name, event in symbols.events.items()
        },
        ("events",),
        asked,
    )
    for table in (
        "enums",
        "enum_values",
        "places",
        "roles",
        "measures",
        "parameters",
        "tables",
        "groups",
        "modules",
        "rules",
        "boards",
    ):
        setattr(symbols, table, _Watched(getattr(symbols, table), (table,), asked))
    unread = _WatchedNames(symbols.unread)
    unread.asked = asked
    symbols.unread = unread


# -- what a body can make of the declarations --------------------------------------------------------------


def _answers(symbols: Symbols) -> dict[Question, Any]:
    """The answer to every question that a body may ask, but for names that nothing has."""
    answers: dict[Question, Any] = {("unread", name): True for name in symbols.unread}
    for table, says in _SAYS.items():
        content = getattr(symbols, table)
        own = {name: says(thing) for name, thing in content.items()}
        answers |= {(table, name): answer for name, answer in own.items()}
        everything = tuple(own.items())
        if table in ("entities", "events"):
            inner = {name: _fields(thing, table, symbols.ungrown) for name, thing in content.items()}
            for name, said in inner.items():
                answers |= {(table, name, field): answer for field, answer in said.items()}
                answers[table, name, ""] = tuple(said.items())
                answers[table, name, "#"] = _labels(content[name].fields)
            everything += tuple((name, tuple(said.items())) for name, said in inner.items())
        answers[table, ""] = everything
        answers[table, "#"] = _labels(content)
    return answers


def _fields(owner: m.Entity | m.Event, table: str, ungrown: set[tuple[str, str]]) -> dict[str, Any]:
    """What a body can make of each field.

    Where a default is filled in, a constant stands at the place of what it completes; and the path from a thing to its
    item is always put together anew. An event's stands as it is.
    """

    def subject(field: m.Field) -> Any:
        return path(field.subject) if table == "entities" and field.subject is not None else field.subject

    def default(field: m.Field) -> Any:
        match field.default:
            case m.Literal_() | m.ListExpression(()):
                return replace(field.default, span=NOWHERE)
            case written:
                return written

    return {
        f.name: (f.type, default(f), subject(f), (owner.name, f.name) in ungrown)
        for f in owner.fields.values()
    }


def _labels(content: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple((name, getattr(thing, "label", None)) for name, thing in content.items())


def _measured(measure: m.Measure) -> Any:
    match measure.body:
        case m.EventMeasure(kind, _, over):
            return measure.parameters, measure.type, kind, over is None
        case m.StockMeasure():
            return measure.parameters, measure.type, "stock", True


_SAYS: Mapping[str, Callable[[Any], Any]] = {
    "entities": lambda entity: (entity.key, entity.pack),
    "events": lambda event: event.name,
    "enums": lambda enum: tuple((value.name, value.label) for value in enum.values),
    "enum_values": tuple,
    "places": lambda place: place.name,
    "roles": lambda role: role.name,
    "measures": _measured,
    "parameters": lambda parameter: parameter.type,
    "tables": lambda table: (table.parameters, table.type),
    "groups": lambda group: group.enum,
    "modules": lambda module: module.name,
    "rules": lambda _: True,
    "boards": lambda _: True,
}
