"""What things are called: their labels, with the name behind it where two that could be confused share a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import assert_never

from dsl import boards as b
from dsl import model as m
from dsl.diagnostics import Both
from dsl.sentences.voice import Voice
from dsl.typesystem import (
    Currency,
    EnumType,
    ListType,
    Optional,
    Physical,
    Record,
    Reference,
    Scalar,
    SetType,
    Type,
)

_Labelled = (
    m.Enum
    | m.Entity
    | m.Place
    | m.Role
    | m.Event
    | m.Measure
    | m.Parameter
    | m.Table
    | m.Group
    | m.Module
    | m.Rule
    | b.Board
    | m.Field
    | m.EnumValue
)


class Names:
    """The names of one model in one language."""

    def __init__(self, model: m.Model, voice: Voice) -> None:
        self._model = model
        self._voice = voice

    def _unique(self, things: Iterable[_Labelled]) -> Mapping[str, str]:
        things = list(things)
        often = Counter(self._label(thing.label) for thing in things)
        return {
            thing.name: label
            if often[label := self._label(thing.label)] == 1
            else self._voice.say("ambiguous", label=label, name=thing.name)
            for thing in things
        }

    def _label(self, label: Both) -> str:
        return " ".join(label.in_(self._voice.language).split())

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Entities and enums."""
        return self._unique((*self._model.entities.values(), *self._model.enums.values()))

    @cached_property
    def fields(self) -> Mapping[str, Mapping[str, str]]:
        """Fields by entity."""
        return {name: self._unique(e.fields.values()) for name, e in self._model.entities.items()}

    @cached_property
    def event_fields(self) -> Mapping[str, Mapping[str, str]]:
        """Fields by event."""
        return {name: self._unique(e.fields.values()) for name, e in self._model.events.items()}

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, str]]:
        """Values by enum."""
        return {name: self._unique(e.values) for name, e in self._model.enums.items()}

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Places that packs name."""
        return self._unique(self._model.places.values())

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Roles."""
        return self._unique(self._model.roles.values())

    @cached_property
    def events(self) -> Mapping[str, str]:
        """Events."""
        return self._unique(self._model.events.values())

    @cached_property
    def measures(self) -> Mapping[str, str]:
        """Measures."""
        return self._unique(self._model.measures.values())

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """Parameters."""
        return self._unique(self._model.parameters.values())

    @cached_property
    def tables(self) -> Mapping[str, str]:
        """Tables."""
        return self._unique(self._model.tables.values())

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """Groups of rules."""
        return self._unique(self._model.groups.values())

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """Modules."""
        return self._unique(self._model.modules.values())

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """Rules."""
        return self._unique(self._model.rules.values())

    @cached_property
    def boards(self) -> Mapping[str, str]:
        """Boards."""
        return self._unique(self._model.boards.values())

    def label_of(self, kind: Type) -> str:
        """What one value of a type is called: the label of an entity or enum, else a word."""
        match kind:
            case EnumType(name) | Reference(name) | Record(name):
                return self.kinds[name]
            case Scalar(name) | Physical(name):
                return self._voice.words(f"noun_{name}")
            case Currency(code):
                return self._voice.say("noun_currency", code=code)
            case ListType() | SetType():
                return self._voice.words("noun_list")
            case Optional(item):
                return self.label_of(item)
            case _:
                assert_never(kind)

    def type(self, kind: Type) -> str:
        """A type as a person reads it."""
        say = self._voice.say
        match kind:
            case EnumType(name) | Reference(name) | Record(name):
                return say("type_one", noun=self._voice.noun(self.kinds[name]))
            case Scalar(name) | Physical(name):
                return self._voice.words(f"type_{name}")
            case Currency(code):
                return say("type_currency", code=code)
            case ListType(item):
                return say("type_list", item=self.type(item))
            case SetType(item):
                return say("type_set", item=self.type(item))
            case Optional(item):
                return self.type(item)
            case _:
                assert_never(kind)
