"""Classes for things, records and events, made from the model: an attribute for each field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dsl.model import Entity, Event, Literal_, Model
from dsl.typesystem import Type


class Thing:
    """A thing of an entity with a key.

    `_origin` is the sequence number of the event that made it; `_origins` holds, by field, the number of the event
    that last changed the field.
    """

    __slots__ = ("_entity", "_key", "_origin", "_origins")
    _entity: str
    _key: str
    _origin: int
    _origins: dict[str, int]

    def _origin_of(self, field: str) -> int:
        """The number of the event that gave the field its value. (A field may be called `origin`.)"""
        return self._origins.get(field, self._origin)


class RecordValue:
    """A value of an entity without a key. Two records with the same fields are the same value."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()
    _entity: str = ""
    _types: Mapping[str, Type] = {}
    _defaults: Mapping[str, Any] = {}
    """What fields hold in records that were written before they were declared."""

    def __init__(self, *values: Any) -> None:
        for name, value in zip(self._fields, values, strict=True):
            setattr(self, name, value)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(getattr(self, f) == getattr(other, f) for f in self._fields)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, f) for f in self._fields)))


class EventValue:
    """An event with its payload bound.

    `at` is when it happened, in microseconds; `_zone` the site's time zone; `_seq` its place in the log; `_role` and
    `_reason` who recorded it and why, where an override asks for it.
    """

    __slots__ = ("_event", "_id", "_reason", "_role", "_seq", "_source", "_zone", "at")
    _event: str
    _id: str
    _reason: str | None
    _role: str | None
    _seq: int
    _source: str
    _zone: str
    at: int


def _class(name: str, base: type, fields: Iterable[str], **members: Any) -> type:
    taken = {slot for c in base.__mro__ for slot in getattr(c, "__slots__", ())}
    return type(name, (base,), {"__slots__": tuple(f for f in fields if f not in taken), **members})


def thing_class(entity: Entity) -> type[Thing]:
    """The class of an entity's things."""
    return _class(entity.name, Thing, entity.fields)


def record_class(entity: Entity) -> type[RecordValue]:
    """The class of an entity's records."""
    types = {f.name: f.type for f in entity.fields.values()}
    return _class(
        entity.name,
        RecordValue,
        entity.fields,
        _fields=tuple(entity.fields),
        _entity=entity.name,
        _types=types,
        _defaults={
            f.name: f.default.value for f in entity.fields.values() if isinstance(f.default, Literal_)
        },
    )


def event_class(event: Event) -> type[EventValue]:
    """The class of an event's occurrences."""
    return _class(event.name, EventValue, event.fields)


class Shapes:
    """The classes of one model."""

    def __init__(self, model: Model) -> None:
        self.things: Mapping[str, type[Thing]] = {
            e.name: thing_class(e) for e in model.entities.values() if e.key
        }
        self.records: Mapping[str, type[RecordValue]] = {
            e.name: record_class(e) for e in model.entities.values() if not e.key
        }
        self.events: Mapping[str, type[EventValue]] = {e.name: event_class(e) for e in model.events.values()}
