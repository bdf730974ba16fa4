"""Which site something belongs to. A site is a place without a parent; virtual places are none.

An event belongs to the sites of the places that it names; where it names none, to those of the places that the things
it names have. A standing rule belongs to the site of the place that it is about, or of the place of its first thing
that has one.
"""

from __future__ import annotations

from typing import Any

from dsl import model as m
from dsl.typesystem import Optional, Reference, Type
from engine.shapes import EventValue
from engine.state import State

_PLACE = Reference("Place")


def parent_field(model: m.Model) -> str | None:
    """The field of a place that holds the place it is part of."""
    place = model.entities.get("Place")
    return next((f for f in ("parent", "site") if place and f in place.fields), None)


class Sites:
    """Finds the sites of one state."""

    def __init__(self, model: m.Model, state: State) -> None:
        self._state = state
        self._model = model
        self._parent = parent_field(model)
        self._bindings = {
            rule.name: rule.body.bindings
            for rule in model.rules.values()
            if isinstance(rule.body, m.Standing)
        }

    def of_place(self, key: str | None) -> str | None:
        """The site of a place."""
        places = self._state.things.get("Place")
        if places is None or key is None or key not in places or key in self._state.virtual:
            return None
        seen = {key}
        while self._parent is not None:
            above = getattr(places[key], self._parent)
            if above is None or above in seen or above not in places:
                break
            seen.add(above)
            key = above
        return key

    def of_event(self, event: EventValue) -> tuple[str, ...]:
        """The sites of an event, in the order of its fields."""
        fields = self._model.events[event._event].fields.values()
        named = [(f.type, getattr(event, f.name)) for f in fields]
        return self._among(named) or self._among(self._places_of(named))

    def of_combination(self, rule: str, key: tuple[str, ...]) -> tuple[str, ...]:
        """The site for which a standing rule holds of a combination of things."""
        named: list[tuple[Type, Any]] = [(b.type, k) for b, k in zip(self._bindings[rule], key, strict=True)]
        return (self._among(named) or self._among(self._places_of(named)))[:1]

    def _among(self, named: list[tuple[Type, Any]]) -> tuple[str, ...]:
        """The sites of those that are places."""
        found = [self.of_place(value) for kind, value in named if _bare(kind) == _PLACE]
        return tuple(dict.fromkeys(site for site in found if site is not None))

    def _places_of(self, named: list[tuple[Type, Any]]) -> list[tuple[Type, Any]]:
        """What the fields of things hold."""
        found = []
        for kind, key in named:
            bare = _bare(kind)
            if isinstance(bare, Reference) and key is not None:
                thing = self._state.things[bare.entity].get(key)
                fields = self._model.entities[bare.entity].fields.values()
                found += [(f.type, getattr(thing, f.name)) for f in fields if thing is not None]
        return found


def _bare(kind: Type) -> Type:
    return kind.item if isinstance(kind, Optional) else kind
