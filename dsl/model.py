"""The checked model: every name resolved, every expression typed. What `check` makes and the engine lowers.

Nothing here knows how the text looked but for the spans. A rule that stands on several events is one definition
with a case for each, since its expressions may have other types in each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from dsl.currencies import DEFAULT
from dsl.diagnostics import Both
from dsl.source import Span
from dsl.typesystem import Type

if TYPE_CHECKING:
    from dsl.boards import Board

# -- expressions: each has a type and the span it came from -------------------------------------------------

Value = str | bool | int | Decimal | dt.date | tuple["Value", ...] | None


@dataclass(frozen=True, slots=True)
class Literal_:
    """A constant in its run-time representation (see `dsl.typesystem`): also enum values, places and keys."""

    value: Value
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class EventField:
    """A field of the event at hand; `at` is the instant at which it happened."""

    name: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Variable:
    """A name bound by `for each`, a quantifier, a measure's or a table's parameters."""

    name: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Now:
    """The engine's clock. In rules on events it equals `at` unless the event came late."""

    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class FieldRead:
    """A field of a thing (`base` is a reference) or of a record."""

    base: Expression
    entity: str
    name: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class ParameterRead:
    """The current value of a parameter."""

    name: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class MeasureRead:
    """A measure at a key."""

    name: str
    arguments: tuple[Expression, ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class TableCall:
    """The result of a decision table's row."""

    name: str
    arguments: tuple[Expression, ...]
    type: Type
    span: Span


FunctionName = Literal[
    "min",
    "max",
    "abs",
    "floor",
    "ceiling",
    "round",
    "date",
    "start_of",
    "end_of",
    "days",
    "hours",
    "length",
    "percent",
    "number",
]


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A built-in function.

    `min(a, b, ...)`, `max(a, b, ...)`, `abs(x)`, `floor(x)`, `ceiling(x)` (to whole numbers),
    `round(x, digits)` (half to even), `date(instant)` (the local day),
    `start_of(date)`, `end_of(date)` (its first and its last microsecond there), `days(duration)`, `hours(duration)`
    (as exact numbers), `length(list or text)`, `percent(number)` (0.125 is 12.5 %). `floor` and `ceiling` of a number
    are of type integer, of an amount an amount. `number(x)` is never written: the checker puts it where a whole number
    serves as a decimal one, or a percentage as the number that it stands for (12.5 % is 0.125).
    """

    name: FunctionName
    arguments: tuple[Expression, ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Closure:
    """`ancestors(lot.parents)`, `descendants(lot.parents)`: all that is reached over a field of references.

    `field` holds references to its own entity. Ancestors follow it forwards from `base`, descendants backwards
    (the things whose field holds it). The result is a set in order of discovery, without `base` itself.
    """

    direction: Literal["ancestors", "descendants"]
    base: Expression
    entity: str
    field: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Lookup:
    """`Lot("L1")`: the thing with that key. Optional in rules; in scenarios `required`, an error if missing."""

    entity: str
    key: Expression
    required: bool
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic on values of matching dimensions."""

    operator: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    """`-a`"""

    operand: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """Comparison of two values of one type."""

    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Logic:
    """`and`, `or` of two operands or more, evaluated from left to right and no further than needed."""

    operator: Literal["and", "or"]
    operands: tuple[Expression, ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """`not a`"""

    operand: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Known:
    """`a is known`; `a is missing` is `Not(Known(a))`."""

    operand: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Held:
    """`lot is held`: whether a hold on the thing stands."""

    operand: Expression
    entity: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`a otherwise b`"""

    operand: Expression
    fallback: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class In:
    """`a in b`; `a not in b` is `Not(In(a, b))`."""

    item: Expression
    collection: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Quantified:
    """`any x in xs has c`, `every x in xs has c`"""

    kind: Literal["any", "every"]
    variable: str
    collection: Expression
    condition: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Fold:
    """`sum v for x in xs where c`, and count, min, max. `min` and `max` of nothing are missing."""

    kind: Literal["sum", "count", "min", "max"]
    value: Expression | None
    variable: str
    collection: Expression
    where: Expression | None
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class ListExpression:
    """`[a, b]`, of list or set type."""

    items: tuple[Expression, ...]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Construct:
    """`RecipeLine(ingredient: tea, amount: 0.5)`: a record, or in scenarios a thing. All fields are given,
    defaults filled in."""

    entity: str
    fields: Mapping[str, Expression]
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Convert:
    """`2 box` where a quantity is wanted: converted to the base unit of the item that `subject` gives.

    `subject` has the type of a reference to `Item`. Refused while running when the item does not know the unit.
    """

    amount: Decimal
    unit: str
    subject: Expression
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Template:
    """A text with expressions in it, as a message or a key: literal pieces and expressions in order."""

    parts: tuple[str | Expression, ...]
    type: Type
    span: Span


Expression = (
    Literal_
    | EventField
    | Variable
    | Now
    | FieldRead
    | ParameterRead
    | MeasureRead
    | TableCall
    | FunctionCall
    | Closure
    | Lookup
    | Binary
    | Negative
    | Compare
    | Logic
    | Not
    | Known
    | Held
    | Otherwise
    | In
    | Quantified
    | Fold
    | ListExpression
    | Construct
    | Convert
    | Template
)


@dataclass(frozen=True, slots=True)
class Message:
    """A text for people: a template in each language that the pack and its locales give, `zh` and `en`.

    Where a language is missing both hold the same template.
    """

    zh: Template
    en: Template


# -- statements --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """Move a quantity of a lot or an item from one place to another: a double entry."""

    quantity: Expression
    thing: Expression
    """Of type reference to `Lot` or to `Item`."""
    source: Expression
    target: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Set:
    """Give a field of a thing a new value; also what `add` and `remove` on a set or list become (`value`
    is then the item, `operation` says which)."""

    base: Expression
    entity: str
    field: str
    operation: Literal["set", "add", "remove"]
    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Create:
    """Make a thing. All fields given, defaults filled in. A thing with that key must not exist yet."""

    entity: str
    fields: Mapping[str, Expression]
    span: Span


@dataclass(frozen=True, slots=True)
class Emit:
    """Record another event in the same transaction."""

    event: str
    fields: Mapping[str, Expression]
    span: Span


@dataclass(frozen=True, slots=True)
class Release:
    """End every hold on a thing, or on each of a list or set of things."""

    things: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Hold:
    """Put a hold on a thing, or on each of a list or set of things."""

    things: Expression
    message: Message | None
    span: Span


@dataclass(frozen=True, slots=True)
class Alert:
    """Tell the people in a role."""

    roles: tuple[str, ...]
    message: Message
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """Refuse the event."""

    message: Message
    span: Span


@dataclass(frozen=True, slots=True)
class Warn:
    """Accept the event with a warning."""

    message: Message
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """Statements under a condition."""

    condition: Expression
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ForEach:
    """Statements for each of a collection, or of all things of an entity.

    `collection` missing: all things of `entity` in order of their keys, virtual places left out; with `nearest`
    (how many, to which place) the nearest first by great-circle distance, ties by key, after `where`.
    """

    variable: str
    type: Type
    collection: Expression | None
    entity: str | None
    nearest: tuple[int, Expression] | None
    where: Expression | None
    body: tuple[Statement, ...]
    span: Span


Statement = Move | Set | Create | Emit | Release | Hold | Alert | Block | Warn | If | ForEach

# -- declarations ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnumValue:
    """One value of an enum."""

    name: str
    label: Both
    span: Span


@dataclass(frozen=True, slots=True)
class Enum:
    """A closed list of values."""

    name: str
    label: Both
    values: tuple[EnumValue, ...]
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit that a field's value must keep."""

    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    value: Value


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entity or an event. An optional field's default is `None` unless it states another."""

    name: str
    label: Both
    type: Type
    default: Expression | None
    """What stands where the field is not given; `None` means that it must be given (or is optional)."""
    bounds: tuple[Bound, ...]
    gs1: str | None
    """The GS1 application identifier under which a scan carries this field."""
    subject: Expression | None
    """For quantities: how to get from the record at hand to its item, for units. The root of the path is
    `Variable("self")`, or `EventField` in an event. Missing where there is no item to ask."""
    span: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of thing (with a key, of type text), or of record (without)."""

    name: str
    label: Both
    key: str | None
    fields: Mapping[str, Field]
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the pack itself names. It is a thing of the entity `Place` from the start."""

    name: str
    label: Both
    virtual: bool
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Role:
    """People who are told, and who may release or tune."""

    name: str
    label: Both
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a pack that can be switched off: its rules do not judge then, and its events are refused."""

    name: str
    label: Both
    tuned_by: tuple[str, ...]
    """The roles that may switch it by an event; empty: nobody."""
    events: tuple[str, ...]
    measures: tuple[str, ...]
    rules: tuple[str, ...]
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of fact: its fields and what it does."""

    name: str
    label: Both
    fields: Mapping[str, Field]
    recorded_by: tuple[str, ...]
    """The roles that may record it; empty: anyone."""
    body: tuple[Statement, ...]
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Binding:
    """A parameter of a measure or a table, or what a standing rule ranges over."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class StockMeasure:
    """What the ledger holds of an item or lot, at a place or (without one) at all places that are not virtual.

    `thing` and `place` are `Variable`s of the measure's parameters. `where` is judged for each lot, bound to the
    variable `lot`.
    """

    thing: Variable
    place: Variable | None
    where: Expression | None


@dataclass(frozen=True, slots=True)
class EventMeasureCase:
    """How one kind of event counts: expressions over its fields."""

    event: str
    keys: tuple[Expression, ...]
    value: Expression | None
    where: Expression | None
    order: Expression | None
    """`ordered by`: an instant in place of the event's `at`."""
    identity: Expression | None
    """`latest per`: a later event with the same identity takes the earlier one's place."""


@dataclass(frozen=True, slots=True)
class EventMeasure:
    """An aggregate over events.

    `sum`, `average`, `min`, `max` of `value`; `first`, `last`: that of the earliest, of the latest event; `distinct`:
    how many different ones there are; `count`; `streak`: how many in a row, up to the latest, met `where`; `time`: how long `where` held, each event's answer holding until the next event of that key and the
    last one's until now. For `streak` and `time` the events that do not meet `where` count too: they end it.
    """

    kind: Literal["sum", "count", "average", "min", "max", "first", "last", "distinct", "streak", "time"]
    cases: Mapping[str, EventMeasureCase]
    over: int | None
    """Window in microseconds: events with now - over < order <= now."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure kept for each key."""

    name: str
    label: Both
    parameters: tuple[Binding, ...]
    type: Type
    """`sum`, `count` and `distinct` of nothing are zero; `average`, `min`, `max`, `first`, `last` of nothing are
    missing (optional)."""
    body: StockMeasure | EventMeasure
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """A knob: its default, its limits (both allowed) and who may turn it."""

    name: str
    label: Both
    type: Type
    default: Value
    low: Value
    high: Value
    tuned_by: tuple[str, ...]
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class AnyCell:
    """Matches every value."""


@dataclass(frozen=True, slots=True)
class OneOfCell:
    """Matches the values listed."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class CompareCell:
    """Matches values by a comparison."""

    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    value: Value


@dataclass(frozen=True, slots=True)
class RangeCell:
    """Matches values from `low`, included, to `high`, excluded."""

    low: Value
    high: Value


Cell = AnyCell | OneOfCell | CompareCell | RangeCell


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a decision table; `name` is its label or its number from 1."""

    name: str
    cells: tuple[Cell, ...]
    result: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table: the first row whose cells all match gives the result. No row: the event is refused."""

    name: str
    label: Both
    parameters: tuple[Binding, ...]
    type: Type
    rows: tuple[Row, ...]
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that together leave no value of an enum out; they say themselves that they are in it."""

    name: str
    label: Both
    enum: str
    pack: str
    span: Span


@dataclass(frozen=True, slots=True)
class EventCase:
    """A rule as it reads on one kind of event."""

    event: str
    condition: Expression | None
    """Missing: always."""
    actions: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class OnEvents:
    """A rule that judges or follows events.

    `judges`: it can block, warn or hold, so it is decided on the state before the event. Otherwise it only acts
    (set, create, emit, move, alert), and follows the event: it sees the state that the event left.
    """

    cases: Mapping[str, EventCase]
    judges: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule that holds of things: fires on the rising edge, armed again by `until` or when the condition ends."""

    bindings: tuple[Binding, ...]
    condition: Expression
    until: Expression | None
    lasting: Expression | None
    """Of type duration."""
    actions: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold."""

    name: str
    label: Both
    body: OnEvents | Standing
    cites: tuple[Both, ...]
    effective_from: dt.date | None
    effective_to: dt.date | None
    """Both days included, judged by the event's own local day (a standing rule: the clock's)."""
    override_by: tuple[str, ...]
    pack: str
    span: Span
    tuned_by: tuple[str, ...] = ()
    """The roles that may let it run with another force; empty: nobody."""
    groups: tuple[str, ...] = ()


# -- scenarios ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GivenThing:
    """A thing that exists when the scenario begins."""

    thing: Construct
    span: Span


@dataclass(frozen=True, slots=True)
class GivenParameter:
    """A parameter's value when the scenario begins, at a site or everywhere."""

    name: str
    value: Value
    site: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class GivenForce:
    """With what force a rule runs when the scenario begins, at a site or everywhere."""

    rule: str
    force: Literal["observe", "warn", "block"]
    site: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """An instant; an event then, if any; and what is expected. Among the givens the event must be accepted."""

    at: int
    event: str | None
    fields: Mapping[str, Expression]
    role: str | None
    reason: str | None
    expectations: tuple[Expectation, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectRules:
    """Rules that must (or, negated, must not) have found something since the step before."""

    outcome: Literal["blocked", "overriding", "warned", "held", "alerted", "observed"]
    rules: tuple[str, ...]
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectOutcome:
    """`accepted`, `refused`, `no findings`"""

    outcome: Literal["accepted", "refused", "no findings"]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectValue:
    """A condition on the state after the step."""

    condition: Expression
    text: str
    """As written."""
    span: Span


Expectation = ExpectRules | ExpectOutcome | ExpectValue


@dataclass(frozen=True, slots=True)
class Scenario:
    """A test that a buyer can read."""

    title: str
    given: tuple[GivenThing | GivenParameter | GivenForce | Step, ...]
    steps: tuple[Step, ...]
    pack: str
    span: Span


# -- the whole ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model:
    """All packs of a workspace together, names resolved over all of them."""

    enums: Mapping[str, Enum] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    boards: Mapping[str, Board] = field(default_factory=dict)
    scenarios: Sequence[Scenario] = ()
    modules: Mapping[str, Module] = field(default_factory=dict)
    switched_off: tuple[str, ...] = ()
    """The modules that are off from the start, where no event switches them on."""
    zone: str = "Asia/Shanghai"
    """The IANA time zone in which a bare date or local time is read, where no site says otherwise."""
    currency: str = DEFAULT
    """The currency of `money`, by its ISO 4217 code."""
