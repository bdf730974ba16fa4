"""What every back end offers: a rule graph that can be run over a world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from dsl.model import Field
from engine.measures.book import Contribution, Key
from engine.shapes import EventValue


class Effects(Protocol):
    """What statements do. The run implements it; a back end calls it in the order of the statements."""

    def move(self, entity: str, key: str, source: str, target: str, quantity: Any) -> None: ...

    def assign(self, entity: str, key: str, field: str, value: Any) -> None: ...

    def add(self, entity: str, key: str, field: str, value: Any) -> None: ...

    def remove(self, entity: str, key: str, field: str, value: Any) -> None: ...

    def create(self, entity: str, values: dict[str, Any]) -> None: ...

    def emit(self, event: str, values: dict[str, Any]) -> None: ...

    def hold(self, entity: str, keys: tuple[str, ...], message: Any, env: Any) -> None: ...

    def release(self, entity: str, keys: tuple[str, ...]) -> None: ...

    def alert(self, roles: tuple[str, ...], message: Any, env: Any) -> None: ...


class Count(NamedTuple):
    """One measure that an event counts for."""

    measure: str
    key: Key
    contribution: Contribution


Verdict = tuple[bool, int | None]
"""Whether something holds, and the first instant after now at which that may change by time alone."""


Take = Callable[[EventValue, Mapping[str, Any]], list[Field]]


class OnEvent(NamedTuple):
    """What a program does on one kind of event; what there is nothing to do for is missing.

    `take` fills an event with what its payload gives as it is meant, and returns the fields that are left; `judge` and `follow` give the names of the rules whose conditions hold, in the order of the text; `perform`
    carries out the event's own statements; `counts` says what the event adds to measures.
    """

    take: Take | None
    judge: Callable[[EventValue], list[str]] | None
    perform: Callable[[EventValue, Effects], None] | None
    counts: Callable[[EventValue], list[Count]] | None
    follow: Callable[[EventValue], list[str]] | None


class Program(Protocol):
    """A rule graph made executable.

    `act` carries out a rule's statements, but block and warn. For standing rules, `holds` and `ends` (`until`, or
    without one that the condition no longer holds) judge one combination of things, and give the first instant after
    now at which the answer may change without any event; `lasting` is how long the condition must hold, in
    microseconds. Everything may raise `Trouble`.
    """

    def on(self, event: str) -> OnEvent: ...

    def act(self, rule: str, event: EventValue | None, key: tuple[str, ...], effects: Effects) -> None: ...

    def holds(self, rule: str, key: tuple[str, ...]) -> Verdict: ...

    def ends(self, rule: str, key: tuple[str, ...]) -> Verdict: ...

    def lasting(self, rule: str, key: tuple[str, ...]) -> int: ...

    def measure(self, name: str, key: Key) -> Any: ...
