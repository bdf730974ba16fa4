"""What statements do while one event is processed: they change the state and note the rows to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dsl import model as m
from engine.backends.interpret import Env, Interpreter
from engine.codec import storable
from engine.records import MoveRow
from engine.speech import Speaker
from engine.state import State, refers
from engine.trouble import Refused
from engine.written import COMPARE

MAX_EMITTED = 1000
"""One event may lead to so many others."""


@dataclass(slots=True)
class Doing:
    """What a rule did when it acted."""

    finding: str = ""
    messages: list[dict[str, str]] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    alerts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_mild: bool = False
    """It runs as `warn`: what it would put on hold it only speaks of."""


@dataclass(frozen=True, slots=True)
class Emission:
    """An event that a statement emitted, its values bound already."""

    event: str
    values: dict[str, Any]
    parent: int


class StateEffects:
    """Carries out statements on a state, for the event of number `seq`."""

    def __init__(self, state: State, interpreter: Interpreter, speaker: Speaker) -> None:
        self._state = state
        self._things = state.things
        """To ask for one that is not there raises `Refused` (BC604)."""
        self._interpreter = interpreter
        self._speaker = speaker
        self._guarded: dict[tuple[str, str], m.Field] = {
            (e.name, f.name): f
            for e in state.model.entities.values()
            for f in e.fields.values()
            if f.bounds or refers(f.type, state.model)
        }
        """Fields that are not to be given just any value of their type."""
        self.seq = 0
        self.zone = state.model.zone
        self.moves: list[MoveRow] = []
        self.emitted: list[Emission] = []
        self.doing: Doing | None = None
        self._lines: dict[int, int] = {}
        """By event the number of its last move since rows were last handed over."""
        self.telling_only = False
        """While a blocked event's rules act: nothing is written, but people are told."""

    def begin(self, seq: int, zone: str) -> None:
        """What follows is done for another event."""
        self.seq, self.zone, self.doing, self.telling_only = seq, zone, None, False

    def move(self, entity: str, key: str, source: str, target: str, quantity: Decimal) -> None:
        """A double entry in the ledger."""
        if self.telling_only:
            return
        places = self._things["Place"]
        for place in (source, target):
            if place not in places:
                self._state.thing("Place", place)
        item, lot, moved = self._state.move(entity, key, source, target, quantity, self.seq)
        if moved:
            line = self._lines[self.seq] = self._lines.get(self.seq, 0) + 1
            self.moves.append(MoveRow(self.seq, line, item, lot, source, target, moved))

    def take_moves(self) -> list[MoveRow]:
        """Hand over the moves, and begin anew."""
        moves, self.moves = self.moves, []
        self._lines.clear()
        return moves

    def assign(self, entity: str, key: str, field: str, value: Any) -> None:
        """`set`"""
        if not self.telling_only:
            if (entity, field) in self._guarded:
                self._check(entity, field, value)
            self._state.assign(self._things[entity][key], field, value, self.seq)

    def add(self, entity: str, key: str, field: str, value: Any) -> None:
        """`add ... to`"""
        if not self.telling_only:
            if (entity, field) in self._guarded:
                self._check(entity, field, (value,))
            self._state.add(self._things[entity][key], field, value, self.seq)

    def remove(self, entity: str, key: str, field: str, value: Any) -> None:
        """`remove ... from`"""
        if not self.telling_only:
            self._state.remove(self._things[entity][key], field, value, self.seq)

    def create(self, entity: str, values: dict[str, Any]) -> None:
        """`create`"""
        if not self.telling_only:
            for field in self._state.model.entities[entity].fields:
                if (entity, field) in self._guarded:
                    self._check(entity, field, values[field])
            self._state.create(entity, values, self.seq)

    def _check(self, entity: str, field: str, value: Any) -> None:
        """Raise `Refused` where a value is out of its field's bounds (BC621), or names a thing by a key that nothing
        has: `set lot.home = "W1"` (BC604)."""
        guarded = self._guarded[entity, field]
        self._state.check_references(guarded.type, value)
        for bound in guarded.bounds:
            if value is not None and not COMPARE[bound.operator](storable(value), bound.value):
                raise self._out_of_bounds(guarded, bound, value)

    def _out_of_bounds(self, field: m.Field, bound: m.Bound, value: Any) -> Refused:
        is_en, is_zh, must_en, must_zh = (
            self._speaker.show(v, field.type, language, self.zone)
            for v in (value, bound.value)
            for language in ("en", "zh")
        )
        return Refused(
            "BC621",
            f"`{field.name}` would be {is_en}; it must be {bound.operator} {must_en}.",
            f"`{field.name}`（{field.label.zh}）将为 {is_zh}；必须 {bound.operator} {must_zh}。",
        )

    def emit(self, event: str, values: dict[str, Any]) -> None:
        """`emit`: it is processed when what emitted it is done."""
        if not self.telling_only:
            self.emitted.append(Emission(event, values, self.seq))

    def hold(self, entity: str, keys: tuple[str, ...], message: m.Message | None, env: Env) -> None:
        """`hold`, in the name of the finding that is being made or, in an event's own statements, of the event."""
        if self.telling_only:
            return
        is_mild = self.doing is not None and self.doing.is_mild
        for key in () if is_mild else keys:
            self._state.hold(entity, key, self.doing.finding if self.doing else f"E{self.seq}")
        if self.doing is not None:
            self.doing.held.extend(() if is_mild else ((entity, key) for key in keys))
            if message is not None:
                self.doing.messages.append(self._say(message, env))

    def release(self, entity: str, keys: tuple[str, ...]) -> None:
        """`release`"""
        if not self.telling_only:
            for key in keys:
                self._state.release(entity, key)

    def alert(self, roles: tuple[str, ...], message: m.Message, env: Env) -> None:
        """`alert`"""
        if self.doing is None:
            self.doing = Doing()
        said = self._say(message, env)
        if said not in self.doing.messages:
            self.doing.messages.append(said)
        for role in roles:
            if role not in self.doing.roles:
                self.doing.roles.append(role)
            self.doing.alerts.append((role, said))

    def _say(self, message: m.Message, env: Env) -> dict[str, str]:
        return self._speaker.say(message, lambda e: self._interpreter.value(e, env), self.zone)
