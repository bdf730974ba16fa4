"""What the engine writes down: events, moves, findings, alerts, dead letters. Append-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from engine.measures.book import Contribution, Key

OWN_SOURCE = "bincard"
"""The source of events that the engine itself records."""

Outcome = Literal["accepted", "blocked", "refused", "malformed"]
Force = Literal["block", "hold", "warn", "alert", "act", "observe", "overridden", "failed"]


class EventRow(NamedTuple):
    """An event in the log. Events that rules emit have the number of the event that led to them as `parent`."""

    seq: int
    source: str
    id: str
    type: str
    at: int
    recorded: int
    parent: int | None
    role: str | None
    reason: str | None
    outcome: str
    data: str
    """The payload as it came, as JSON."""
    answer: str
    """What was answered, as JSON."""


class MoveRow(NamedTuple):
    """One double entry: what `source` gave and `target` got."""

    seq: int
    line: int
    item: str
    lot: str
    source: str
    target: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Read:
    """A value that a decision rested on: the text of the expression, the value and the events it came from."""

    text: str
    value: Any
    """As JSON."""
    shown: Mapping[str, str]
    """As people read it, in `zh` and `en`."""
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, with everything needed to explain it. Findings form a chain by hash."""

    id: str
    seq: int
    """The event that led to it."""
    at: int
    rule: str
    version: str
    """Content hash of the definitions."""
    force: Force
    label: Mapping[str, str]
    key: tuple[str, ...]
    """What a standing rule was about."""
    messages: tuple[Mapping[str, str], ...]
    cites: tuple[Mapping[str, str], ...]
    """What the rule cites, in `zh` and `en`."""
    reads: tuple[Read, ...]
    held: tuple[tuple[str, str], ...]
    """Entity and key of what the finding put on hold."""
    roles: tuple[str, ...]
    """Who was told."""
    override_by: tuple[str, ...]
    overridden: Mapping[str, str] | None
    """Role and reason, where it was overridden."""
    previous: str
    hash: str
    applied: Mapping[str, Any] | None = None
    """Where the rule did not run as it is written: `force`, at which `site` that was set, and by which event (`seq`)."""


class OutboxRow(NamedTuple):
    """An alert that is to be delivered."""

    seq: int
    line: int
    finding: str
    role: str
    message: str
    """Both languages as JSON."""


class DeadLetter(NamedTuple):
    """Something that came in and could not be read as an event. `digest` is the hash of what came."""

    digest: str
    recorded: int
    raw: str
    code: str
    reason: str
    """Both languages as JSON."""


class Fact(NamedTuple):
    """An event that was accepted, for boards that ask about it: the values of its fields in the order of the model."""

    event: str
    seq: int
    at: int
    values: tuple[Any, ...]


@dataclass(slots=True)
class Batch:
    """What one commit writes, all or nothing. Current state is given by key; `None` means gone."""

    events: list[EventRow] = field(default_factory=list)
    moves: list[MoveRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    outbox: list[OutboxRow] = field(default_factory=list)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    things: dict[str, dict[str, tuple[dict[str, Any], int, dict[str, int]]]] = field(default_factory=dict)
    """Entity, key: field values (run-time representation), origin, origins."""
    balances: dict[tuple[str, str, str], tuple[Decimal, int]] = field(default_factory=dict)
    """Item, lot, place: quantity, number of the last event that moved the item at the place."""
    holds: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """Entity, key: findings; empty: released."""
    parameters: dict[str, tuple[Any, int]] = field(default_factory=dict)
    """By name, or `name@site`: value, number of the event that set it."""
    running: dict[tuple[str, Key], tuple[Any, int, int, int] | None] = field(default_factory=dict)
    """Measure, key: amount, number, order, seq; `None` where it is forgotten."""
    entries: dict[tuple[str, Key, int], Contribution | None] = field(default_factory=dict)
    """Measure, key, seq: the contribution, or `None` where it is forgotten."""
    standing: dict[tuple[str, tuple[str, ...]], tuple[str, int | None, int | None] | None] = field(
        default_factory=dict
    )
    """Rule, key: phase, since, wake."""
    head: dict[str, Any] = field(default_factory=dict)
    """Single values: `now`, `seq`, `finding` (number of the last), `hash` (of the last finding), `version`."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The current state as a store kept it, in the same shapes as `Batch`."""

    things: dict[str, dict[str, tuple[dict[str, Any], int, dict[str, int]]]]
    balances: dict[tuple[str, str, str], tuple[Decimal, int]]
    holds: dict[tuple[str, str], tuple[str, ...]]
    parameters: dict[str, tuple[Any, int]]
    running: dict[tuple[str, Key], tuple[Any, int, int, int]]
    entries: dict[tuple[str, Key, int], Contribution]
    standing: dict[tuple[str, tuple[str, ...]], tuple[str, int | None, int | None]]
    head: dict[str, Any]
