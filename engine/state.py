"""What is true now: things, the ledger, holds, parameters. Every change can be undone until it is committed.

Both back ends and the run read and change this one state. A change appends to `undo` how to take it back, and to
`touched` what standing rules may have to look at again.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from dsl.model import Entity, Model
from dsl.near import nearest
from dsl.typesystem import ListType, Optional, Record, Reference, SetType, Type
from engine.codec import encode, storable
from engine.instants import zone
from engine.ledger import NO_LOT, Journal, Ledger
from engine.settings import EVERYWHERE, Setting, Settings
from engine.shapes import Shapes, Thing
from engine.trouble import Refused

MAX_KEY = 200
"""Keys of things are at most so many characters long."""


def referenced(kind: Type) -> str | None:
    """The entity whose keys a field of this type holds, one or many."""
    match kind:
        case Reference(entity):
            return entity
        case Optional(item) | ListType(item) | SetType(item):
            return referenced(item)
        case _:
            return None


def refers(kind: Type, model: Model) -> bool:
    """Whether a value of a type can name things, itself or in a record."""
    match kind:
        case Reference():
            return True
        case Optional(item) | ListType(item) | SetType(item):
            return refers(item, model)
        case Record(entity):
            return any(refers(f.type, model) for f in model.entities[entity].fields.values())
        case _:
            return False


def item_field(model: Model) -> str:
    """The field of `Lot` that holds its item."""
    lot = model.entities.get("Lot")
    return next((f.name for f in lot.fields.values() if f.type == Reference("Item")), "") if lot else ""


def check_zone(name: str | None) -> None:
    """Raise `Refused` (BC617) where there is no time zone of that name."""
    if not name:
        return
    try:
        zone(name)
    except ValueError:
        near = nearest(name, available_timezones())
        raise Refused(
            "BC617",
            f"I know no time zone `{name[:80]}`."
            + (f" Did you mean `{near}`?" if near else " Give an IANA name, such as Asia/Shanghai."),
            f"没有时区 `{name[:80]}`。"
            + (f"是否想写 `{near}`?" if near else "请填 IANA 名称, 例如 Asia/Shanghai。"),
        ) from None


class Things(dict[str, Thing]):
    """The things of one entity, by key. To ask for one that is not there raises `Refused` (BC604)."""

    __slots__ = ("_entity",)

    def __init__(self, entity: Entity) -> None:
        super().__init__()
        self._entity = entity

    def __missing__(self, key: str) -> Thing:
        raise Refused(
            "BC604",
            f"There is no {self._entity.name} `{key}`. Register it first, or correct the code.",
            f"没有编号为 `{key}` 的 {self._entity.label.zh}。请先登记, 或更正编号。",
        )


class State:
    """The state of one store's world under one model.

    `things[entity][key]` is a thing. `holders[entity, field][key]` are the keys of the things whose field of
    references holds that key; kept for the fields in `followed` alone. Nothing may depend on their order, which a
    store that is opened again does not keep.
    """

    def __init__(self, model: Model, shapes: Shapes, followed: Iterable[tuple[str, str]]) -> None:
        self.model = model
        self.shapes = shapes
        self.things: dict[str, Things] = {name: Things(model.entities[name]) for name in shapes.things}
        self.virtual = frozenset(p.name for p in model.places.values() if p.virtual)
        self.ledger = Ledger(self.virtual)
        self.holds: dict[tuple[str, str], tuple[str, ...]] = {}
        """By entity and key, the findings whose holds stand."""
        self.parameters: dict[str, Any] = {p.name: p.default for p in model.parameters.values()}
        self.parameter_origins: dict[str, int] = {}
        self.settings = Settings(self.parameters, model.switched_off)
        self.now = 0
        """The clock, in microseconds. It never goes back."""
        self.seq = 0
        """The number of the last event in the log."""
        self.current = 0
        """The number of the event that is being carried out, or that moves the clock."""
        self.undo: Journal = []
        self.touched: list[tuple[str, Any, Any]] = []
        """What changed in this transaction: ("field", thing, field), ("new", entity, key), ("stock", (item, lot), places), ("presence", item, lot),
        ("hold", entity, key), ("parameter", name, None), ("measure", name, key)."""
        self.changed_things: dict[tuple[str, str], None] = {}
        self.changed_holds: dict[tuple[str, str], None] = {}
        self.changed_parameters: dict[str, None] = {}
        self.holders: dict[tuple[str, str], dict[str, dict[str, None]]] = {pair: {} for pair in followed}
        self.lot_item = item_field(model)
        self._guarded = {
            ("Place", "zone"),
            ("Lot", self.lot_item),
            *((e.name, e.key) for e in model.entities.values()),
        }
        """Fields that may not be given just any value of their type."""
        self._types = {(e.name, f.name): f.type for e in model.entities.values() for f in e.fields.values()}

    # -- transactions

    def rollback(self, mark: int = 0) -> None:
        """Take back every change after a length of `undo`."""
        while len(self.undo) > mark:
            function, arguments = self.undo.pop()
            function(*arguments)

    # -- things

    def thing(self, entity: str, key: str) -> Thing:
        """A thing that must exist. Raises `Refused` (BC604)."""
        return self.things[entity][key]

    def check_references(self, kind: Type, value: Any) -> None:
        """Raise `Refused` (BC604) where a value of a type names a thing that does not exist."""
        match kind:
            case Reference(entity):
                self.thing(entity, value)
            case Optional(item) if value is not None:
                self.check_references(item, value)
            case ListType(item) | SetType(item) if refers(item, self.model):
                for one in value:
                    self.check_references(item, one)
            case Record(entity):
                for field in self.model.entities[entity].fields.values():
                    self.check_references(field.type, getattr(value, field.name))
            case _:
                pass

    def create(self, entity: str, values: dict[str, Any], origin: int) -> Thing:
        """Make a thing. Raises `Refused` (BC605) where its key is taken."""
        declared = self.model.entities[entity]
        key = values[declared.key or ""]
        table = self.things[entity]
        if not 0 < len(key) <= MAX_KEY:
            raise Refused(
                "BC616",
                f"The code of a {entity} has 1 to {MAX_KEY} characters; this one has {len(key)}.",
                f"{declared.label.zh}的编号须为 1 到 {MAX_KEY} 个字符; 这里有 {len(key)} 个。",
            )
        if key in table:
            raise Refused(
                "BC605",
                f"{entity} `{key}` exists already. Give another code, or record an event that changes it.",
                f"{declared.label.zh} `{key}` 已存在。请换一个编号, 或记录变更它的事件。",
            )
        if entity == "Place" and "zone" in values:
            check_zone(values["zone"])
        thing = self._new(entity, key, values, origin)
        table[key] = thing
        self.undo.append((self._remove_thing, (entity, key)))
        self.touched.append(("new", entity, key))
        self.changed_things[entity, key] = None
        for name, value in values.items():
            if (entity, name) in self.holders:
                self._follow(entity, name, key, None, value)
        return thing

    def _new(self, entity: str, key: str, values: dict[str, Any], origin: int) -> Thing:
        thing = self.shapes.things[entity]()
        thing._entity, thing._key, thing._origin, thing._origins = entity, key, origin, {}
        for name, value in values.items():
            setattr(thing, name, storable(value))
        return thing

    def restore(
        self, entity: str, key: str, values: dict[str, Any], origin: int, origins: dict[str, int]
    ) -> None:
        """Put back a thing that a store kept."""
        thing = self._new(entity, key, values, origin)
        thing._origins = origins
        self.things[entity][key] = thing
        for name, value in values.items():
            if (entity, name) in self.holders:
                self._follow(entity, name, key, None, value)

    def _remove_thing(self, entity: str, key: str) -> None:
        thing = self.things[entity].pop(key)
        for pair in self.holders:
            if pair[0] == entity:
                self._follow(entity, pair[1], key, getattr(thing, pair[1]), None)

    def assign(self, thing: Thing, field: str, value: Any, seq: int) -> None:
        """Give a field a new value. The same value again changes nothing."""
        value = storable(value)
        old = getattr(thing, field)
        if old == value:
            return
        entity, origins = thing._entity, thing._origins
        at = (entity, field)
        if at in self._guarded:
            self._check(thing, field, value)
        self.undo.append((self._unassign, (thing, field, old, value, origins.get(field))))
        setattr(thing, field, value)
        origins[field] = seq
        self.touched.append(("field", thing, field))
        self.changed_things[entity, thing._key] = None
        if at in self.holders:
            self._follow(entity, field, thing._key, old, value)

    def _check(self, thing: Thing, field: str, value: Any) -> None:
        """Raise `Refused` where a field may not be given a value."""
        entity = thing._entity
        if (entity, field) == ("Place", "zone"):
            check_zone(value)
        elif (entity, field) == ("Lot", self.lot_item):
            item = getattr(thing, field)
            if self.ledger.everywhere(item, thing._key):
                raise Refused(
                    "BC619",
                    f"Lot {thing._key} is in stock as {item}; it can't become {value}. Make a lot of {value} instead.",
                    f"批次 {thing._key} 尚有 {item} 的库存, 不能改为 {value}。请另建 {value} 的批次。",
                )
        else:
            raise Refused("BC608", f"The key of {entity} can't change.", f"{entity} 的主键不可更改。")

    def _unassign(self, thing: Thing, field: str, old: Any, new: Any, origin: int | None) -> None:
        setattr(thing, field, old)
        if origin is None:
            thing._origins.pop(field, None)
        else:
            thing._origins[field] = origin
        if (thing._entity, field) in self.holders:
            self._follow(thing._entity, field, thing._key, new, old)

    def add(self, thing: Thing, field: str, value: Any, seq: int) -> None:
        """Add a value to a list, or to a set that does not have it."""
        old: tuple[Any, ...] = getattr(thing, field)
        if isinstance(self._types[thing._entity, field], SetType) and value in old:
            return
        self.assign(thing, field, (*old, value), seq)

    def remove(self, thing: Thing, field: str, value: Any, seq: int) -> None:
        """Remove a value from a list or set, wherever it stands."""
        old: tuple[Any, ...] = getattr(thing, field)
        self.assign(thing, field, tuple(v for v in old if v != value), seq)

    def _follow(self, entity: str, field: str, key: str, old: Any, new: Any) -> None:
        index = self.holders[entity, field]
        for target in old if isinstance(old, tuple) else (old,):
            if target is not None and target in index:
                index[target].pop(key, None)
        for target in new if isinstance(new, tuple) else (new,):
            if target is not None:
                index.setdefault(target, {})[key] = None

    def ancestors(self, entity: str, field: str, key: str) -> tuple[str, ...]:
        """All that is reached forwards over a field of references, in order of discovery."""
        found: dict[str, None] = {}
        queue = [key]
        for current in queue:
            for target in getattr(self.thing(entity, current), field):
                if target not in found and target != key:
                    found[target] = None
                    queue.append(target)
        return tuple(found)

    def descendants(self, entity: str, field: str, key: str) -> tuple[str, ...]:
        """All that is reached backwards: the things whose field holds the thing, then theirs; holders by code."""
        index = self._index(entity, field)
        found: dict[str, None] = {}
        queue = [key]
        for current in queue:
            for holder in sorted(index.get(current, ())):
                if holder not in found and holder != key:
                    found[holder] = None
                    queue.append(holder)
        return tuple(found)

    def _index(self, entity: str, field: str) -> dict[str, dict[str, None]]:
        """What `holders` has of a field; made on the spot where only a question or a scenario asks for it."""
        index = self.holders.get((entity, field))
        if index is None:
            index = {}
            for key, thing in self.things[entity].items():
                for target in getattr(thing, field):
                    index.setdefault(target, {})[key] = None
        return index

    # -- stock

    def move(
        self, entity: str, key: str, source: str, target: str, quantity: Decimal, seq: int
    ) -> tuple[str, str, Decimal]:
        """Move a lot or an item; returns the item, the lot and the quantity as kept."""
        item, lot = (
            (getattr(self.things["Lot"][key], self.lot_item), key) if entity == "Lot" else (key, NO_LOT)
        )
        quantity = self.ledger.move(item, lot, source, target, quantity, seq, self.undo)
        # What moves nothing leaves no trace: a store that is opened again could not know of it.
        if quantity:
            self.touched.append(("stock", (item, lot), (source, target)))
            if self.ledger.has_turned(item, lot, source, target, quantity):
                self.touched.append(("presence", item, lot))
        return item, lot, quantity

    # -- holds and parameters

    def hold(self, entity: str, key: str, finding: str) -> bool:
        """Put a finding's hold on a thing; false where it stands already."""
        self.thing(entity, key)
        old = self.holds.get((entity, key), ())
        if finding in old:
            return False
        self._set_hold(entity, key, (*old, finding))
        return True

    def release(self, entity: str, key: str) -> tuple[str, ...]:
        """End every hold on a thing; returns the findings whose holds ended."""
        self.thing(entity, key)
        old = self.holds.get((entity, key), ())
        if old:
            self._set_hold(entity, key, ())
        return old

    def _set_hold(self, entity: str, key: str, findings: tuple[str, ...]) -> None:
        self.undo.append((self._unhold, (entity, key, self.holds.get((entity, key), ()))))
        self._unhold(entity, key, findings)
        self.touched.append(("hold", entity, key))

    def _unhold(self, entity: str, key: str, findings: tuple[str, ...]) -> None:
        if findings:
            self.holds[entity, key] = findings
        else:
            self.holds.pop((entity, key), None)
        self.changed_holds[entity, key] = None

    def run(self, rule: str, site: str, setting: Setting) -> None:
        """Let a rule run with another force."""
        self.settings.run(rule, site, setting, self.undo)

    def tune(self, name: str, value: Any, seq: int, site: str = EVERYWHERE) -> None:
        """Give a parameter a new value, everywhere or at a site."""
        self.touched.append(("parameter", name, None))
        if site != EVERYWHERE:
            self.settings.tune(name, site, value, seq, self.undo)
            return
        self.undo.append((self._untune, (name, self.parameters[name], self.parameter_origins.get(name))))
        self._untune(name, value, seq)

    def _untune(self, name: str, value: Any, origin: int | None) -> None:
        self.parameters[name] = value
        if origin is None:
            self.parameter_origins.pop(name, None)
        else:
            self.parameter_origins[name] = origin
        self.changed_parameters[name] = None

    def fingerprint_of_things(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Every thing as JSON, by entity and key, for comparing two states."""
        return {
            entity: {
                key: {
                    f.name: encode(getattr(table[key], f.name), f.type)
                    for f in self.model.entities[entity].fields.values()
                }
                for key in sorted(table)
            }
            for entity, table in sorted(self.things.items())
        }
