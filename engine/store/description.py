"""What a store knows of the model that its tables were made from: names of tables and columns, and types.

It is kept as JSON in `bc_head`, since a database can't tell a mass from a sum of money. A field that the
model no longer has keeps its column and is marked as gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never

from dsl.currencies import DEFAULT
from dsl.model import Entity, Model
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
from engine.store.names import folded, physical

OWN = ("_origin", "_origins", "_number")
"""Columns of every entity's table beside its fields."""


@dataclass(slots=True)
class FieldKept:
    """A field: its column, and its type as `described`."""

    column: str
    type: Any
    gone: bool = False


@dataclass(slots=True)
class EntityKept:
    """An entity: its table, its key and its fields."""

    table: str
    key: str
    fields: dict[str, FieldKept] = field(default_factory=dict)


@dataclass(slots=True)
class Description:
    """All entities of a store, and the types of parameters."""

    entities: dict[str, EntityKept] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    currency: str = DEFAULT
    """What `money` is in; decided by the first model."""

    def to_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "entities": {
                name: {
                    "table": e.table,
                    "key": e.key,
                    "fields": {
                        f: {"column": k.column, "type": k.type, "gone": k.gone} for f, k in e.fields.items()
                    },
                }
                for name, e in self.entities.items()
            },
            "parameters": self.parameters,
            "currency": self.currency,
        }


def from_json(data: Mapping[str, Any]) -> Description:
    """The description that `to_json` wrote."""
    entities = {
        name: EntityKept(e["table"], e["key"], {f: FieldKept(**k) for f, k in e["fields"].items()})
        for name, e in data["entities"].items()
    }
    return Description(entities, dict(data["parameters"]), data.get("currency", DEFAULT))


def described(kind: Type, model: Model, inside: tuple[str, ...] = ()) -> Any:
    """A type as JSON, with the values of enums and the fields of records."""
    match kind:
        case Scalar(name) | Physical(name):
            return name
        case Currency(code):
            return f"money in {code}"
        case EnumType(name):
            return {"enum": name, "values": [v.name for v in model.enums[name].values]}
        case Reference(entity):
            return {"reference": entity}
        case Record(entity):
            if entity in inside:
                return {"record": entity, "fields": {}}
            fields = model.entities[entity].fields.values()
            return {
                "record": entity,
                "fields": {f.name: described(f.type, model, (*inside, entity)) for f in fields},
            }
        case ListType(item):
            return {"list": described(item, model, inside)}
        case SetType(item):
            return {"set": described(item, model, inside)}
        case Optional(item):
            return {"optional": described(item, model, inside)}
        case _:
            assert_never(kind)


def shown(described_type: Any) -> str:
    """A described type as its author wrote it."""
    match described_type:
        case {"enum": name} | {"reference": name} | {"record": name}:
            return str(name)
        case {"list": item}:
            return f"list of {shown(item)}"
        case {"set": item}:
            return f"set of {shown(item)}"
        case {"optional": item}:
            return f"{shown(item)}?"
        case _:
            return str(described_type).replace("_", " ")


Fit = Literal["same", "filled", "fewer", "other"]
"""How values of an older type fit a newer one: as they are; once missing ones are filled; if none of the enum
values that are gone is among them; or not at all."""

_WORSE: tuple[Fit, ...] = ("same", "filled", "fewer", "other")


def fit(old: Any, new: Any) -> Fit:
    """How values kept under an older type fit a newer one."""
    match old, new:
        case {"optional": a}, {"optional": b}:
            return fit(a, b)
        case {"optional": a}, _:
            return max(fit(a, new), "filled", key=_WORSE.index)
        case _, {"optional": b}:
            return fit(old, b)
        case {"enum": _, "values": before}, {"enum": _, "values": after}:
            return "same" if set(before) <= set(after) else "fewer"
        case (({"enum": _} | {"reference": _}), "text"):
            return "same"
        case {"reference": a}, {"reference": b}:
            return "same" if a == b else "other"
        case (({"list": a} | {"set": a}), {"list": b}):
            return fit(a, b)
        case {"set": a}, {"set": b}:
            return fit(a, b)
        case {"record": _, "fields": before}, {"record": _, "fields": after}:
            fits: list[Fit] = [fit(before[name], after[name]) for name in before if name in after]
            return max(("same", *fits), key=_WORSE.index)
        case _:
            return "same" if old == new else "other"


def values_gone(old: Any, new: Any) -> set[str]:
    """The enum values of an older type that a newer one does not have."""
    match old, new:
        case {"enum": _, "values": before}, {"enum": _, "values": after}:
            return set(before) - set(after)
        case {"record": _, "fields": before}, {"record": _, "fields": after}:
            return {v for name in before if name in after for v in values_gone(before[name], after[name])}
        case (({"optional": a} | {"list": a} | {"set": a}), ({"optional": b} | {"list": b} | {"set": b})):
            return values_gone(a, b)
        case {"optional": a}, _:
            return values_gone(a, new)
        case _, {"optional": b}:
            return values_gone(old, b)
        case _:
            return set()


def new_entity(entity: Entity, model: Model, taken: set[str]) -> EntityKept:
    """An entity that has no table yet, its table not named as one in `taken`."""
    kept = EntityKept(physical("e_", entity.name, taken), entity.key or "")
    for name in entity.fields:
        add_field(kept, name, described(entity.fields[name].type, model))
    return kept


def add_field(kept: EntityKept, name: str, kind: Any) -> None:
    """Give a field a column of its own."""
    taken = {folded(f.column) for f in kept.fields.values()} | set(OWN)
    kept.fields[name] = FieldKept(physical("", name, taken), kind)
