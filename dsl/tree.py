"""The syntax tree: what was written, with its place in the text, before any name has a meaning.

Every node carries the span of its text. Comments and blank lines are not in the nodes: they are the file's
`trivia`, by line, and the printer puts them back beside the nodes that stood on those lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsl.source import Source, Span

OFFSETS = {"else_line": ("otherwise", "ELSE"), "given_offset": ("given", "GIVEN")}
"""Attributes that hold the place of a word; the list that the word stands before, and the word."""


@dataclass(frozen=True, slots=True)
class Name:
    """`on_hand`"""

    text: str
    span: Span


# -- expressions -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """`30`, `30 days`, `-18 °C`: digits as written, with the unit if one stands beside them."""

    digits: str
    unit: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """`"批次 {lot.code}"`: the characters between the quotation marks, escapes resolved.

    `parts` are the literal pieces and the expressions in braces, in order; a text without braces has one piece.
    `raw` is what stood between the marks.
    """

    parts: tuple[str | Expression, ...]
    raw: str
    span: Span

    @property
    def plain(self) -> str:
        """The text, braces and all."""
        return "".join(p if isinstance(p, str) else "{…}" for p in self.parts)


@dataclass(frozen=True, slots=True)
class Moment:
    """`2026-03-31`, `2026-03-31T08:00`, `2026-03-31T08:00:00Z`"""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Truth:
    """`true`, `false`"""

    value: bool
    span: Span


@dataclass(frozen=True, slots=True)
class FieldOf:
    """`lot.expires_at`"""

    base: Expression
    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    """`lot: "L1"`, or the expression alone."""

    name: Name | None
    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """`on_hand(item, place)`, `Lot(code: "L1")`"""

    name: Name
    arguments: tuple[Argument, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b]`"""

    items: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """`a + b`; `operator` is one of `+ - * /`."""

    operator: str
    left: Expression
    right: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    """`-a`"""

    operand: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """`a <= b`; `operator` is one of `== != < <= > >=`, on a board also `matches`."""

    operator: str
    left: Expression
    right: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Logic:
    """`a and b and c`, `a or b`"""

    operator: Literal["and", "or"]
    operands: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """`not a`"""

    operand: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Is:
    """`a is known`, `a is missing`, `lot is held`"""

    operand: Expression
    state: Literal["known", "missing", "held"]
    span: Span


@dataclass(frozen=True, slots=True)
class In:
    """`a in b`, `a not in b`"""

    item: Expression
    collection: Expression
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`a otherwise b`"""

    operand: Expression
    fallback: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Quantified:
    """`any x in xs has c`, `every x in xs has c`"""

    kind: Literal["any", "every"]
    variable: Name
    collection: Expression
    condition: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Fold:
    """`sum x.dose for x in xs where c`, `count x in xs where c` (then `value` is missing)"""

    kind: Literal["sum", "count", "min", "max"]
    value: Expression | None
    variable: Name
    collection: Expression
    where: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Parenthesised:
    """`(a)`"""

    inner: Expression
    span: Span


Expression = (
    Name
    | Number
    | Text
    | Moment
    | Truth
    | FieldOf
    | Call
    | ListOf
    | Binary
    | Negative
    | Compare
    | Logic
    | Not
    | Is
    | In
    | Otherwise
    | Quantified
    | Fold
    | Parenthesised
)

# -- types and fields --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeName:
    """`text`, `Lot?`, `list of Lot`, `set of Allergen`, `money in USD`"""

    name: Name
    shape: Literal["one", "optional", "list", "set"]
    span: Span
    currency: Name | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """`key`"""

    span: Span


@dataclass(frozen=True, slots=True)
class Gs1:
    """`gs1 "10"`: the GS1 application identifier under which a scan carries this field."""

    identifier: str
    span: Span


@dataclass(frozen=True, slots=True)
class Bound:
    """`> 0`"""

    operator: str
    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Default:
    """`= 0`"""

    value: Expression
    span: Span


FieldOption = Key | Gs1 | Bound | Default


@dataclass(frozen=True, slots=True)
class Field:
    """`quantity: quantity > 0 "数量"`"""

    name: Name
    type: TypeName
    options: tuple[FieldOption, ...]
    label: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Binding:
    """`item: Item`"""

    name: Name
    type: TypeName
    span: Span


# -- statements --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """`move quantity of lot from place to production`"""

    quantity: Expression
    thing: Expression
    source: Expression
    target: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Set:
    """`set lot.status = rejected`"""

    target: Expression
    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Add:
    """`add lot to shipment.lots`"""

    value: Expression
    target: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Remove:
    """`remove lot from shipment.lots`"""

    value: Expression
    target: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Create:
    """`create Lot(code: code)`"""

    call: Call
    span: Span


@dataclass(frozen=True, slots=True)
class Emit:
    """`emit ReplenishmentRequested(item: item)`"""

    call: Call
    span: Span


@dataclass(frozen=True, slots=True)
class Release:
    """`release lot`"""

    thing: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Hold:
    """`hold leg.lots "温度 {leg.temperature}"`"""

    things: Expression
    message: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Alert:
    """`alert buyer "请补货 {item.name}"`"""

    roles: tuple[Name, ...]
    message: Text
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """`if c` with its block, and the block of `else` (empty where there is none)."""

    condition: Expression
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]
    else_line: int | None
    """Offset of the word `else`, where it stands alone before a block."""
    span: Span


@dataclass(frozen=True, slots=True)
class ForEach:
    """`for each part in dish.recipe`, or `for each near: Place nearest 3 to place where c`

    Either `collection` is given, or `type` (all things of that type).
    """

    variable: Name
    type: TypeName | None
    collection: Expression | None
    nearest: tuple[int, Expression] | None
    where: Expression | None
    body: tuple[Statement, ...]
    span: Span


Statement = Move | Set | Add | Remove | Create | Emit | Release | Hold | Alert | If | ForEach

# -- declarations ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnumValue:
    """`chilled "冷藏"`"""

    name: Name
    label: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Enum:
    """`enum StorageState "储存状态"` with a line per value"""

    name: Name
    label: Text | None
    values: tuple[EnumValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """`entity Lot "批次"` with a line per field"""

    name: Name
    label: Text | None
    fields: tuple[Field, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RecordedBy:
    """`by quality_manager`: the roles that may record the event."""

    roles: tuple[Name, ...]
    span: Span


EventLine = Field | RecordedBy | Statement


@dataclass(frozen=True, slots=True)
class Event:
    """`event MaterialIssued "生产领料"` with fields and statements"""

    name: Name
    label: Text | None
    lines: tuple[EventLine, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Extend:
    """`extend entity Item` with fields, `extend event Received` with lines, `extend enum Unit` with values"""

    kind: Literal["entity", "event", "enum"]
    name: Name
    lines: tuple[EventLine | EnumValue, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """`place production virtual "生产"`"""

    name: Name
    virtual: bool
    label: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Role:
    """`role keeper "仓管员"`"""

    name: Name
    label: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Module:
    """`module cold_chain "冷链"`: what follows in the file belongs to it, and can be switched off with it"""

    name: Name
    label: Text | None
    tuned_by: TunedBy | None
    span: Span


@dataclass(frozen=True, slots=True)
class Stock:
    """`stock of item at place where lot.status == passed`"""

    thing: Expression
    place: Expression | None
    where: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Clause:
    """`by lot.item`, `where result == fail`, `over 7 days`, `ordered by sampled_at`, `latest per sample`"""

    kind: Literal["by", "where", "over", "ordered_by", "latest_per"]
    values: tuple[Expression, ...]
    span: Span


AggregateKind = Literal[
    "sum", "average", "min", "max", "first", "last", "distinct", "count", "streak", "time"
]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`sum quantity of SaleShipped by lot.item over 7 days`; `value` is missing for count, streak and time."""

    kind: AggregateKind
    value: Expression | None
    events: tuple[Name, ...]
    clauses: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Measure:
    """`measure on_hand(item: Item, place: Place) "现存量"` with its aggregate"""

    name: Name
    parameters: tuple[Binding, ...]
    label: Text | None
    body: Stock | Aggregate
    span: Span


@dataclass(frozen=True, slots=True)
class Between:
    """`between 7 days and 90 days`, both ends allowed"""

    low: Expression
    high: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class TunedBy:
    """`tuned by keeper`"""

    roles: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """`parameter near_expiry_limit: duration = 30 days "临期天数"` with its clauses"""

    name: Name
    type: TypeName
    default: Expression
    label: Text | None
    clauses: tuple[Between | TunedBy, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a decision table.

    `values` are `frozen` or `frozen, chilled`; with `operator`, `>= 365 days`; with `high`, `180 days .. 365 days`;
    no values at all is `any`.
    """

    values: tuple[Expression, ...]
    operator: str | None
    high: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """`chilled | > 0 days | 72 hours "冷藏"`: a cell for each parameter, then the result."""

    cells: tuple[Cell, ...]
    label: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """`table alert_lead(storage: StorageState): duration "预警提前量"` with a line per row"""

    name: Name
    parameters: tuple[Binding, ...]
    type: TypeName
    label: Text | None
    rows: tuple[Row, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """`group expiry_alerts "效期预警" covers StorageState`"""

    name: Name
    label: Text | None
    covers: Name
    span: Span


@dataclass(frozen=True, slots=True)
class On:
    """`on MaterialIssued, SaleShipped`"""

    events: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ForEachThing:
    """`for each item: Item, place: Place` at the head of a standing rule"""

    bindings: tuple[Binding, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class When:
    """`when c lasting 30 minutes`"""

    condition: Expression
    lasting: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Until:
    """`until c`"""

    condition: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """`block "批次 {lot.code} 已过期"`"""

    message: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Warn:
    """`warn "请分区陈列"`"""

    message: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Cites:
    """`cites "食品安全法 第三十四条"`"""

    text: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Effective:
    """`effective from 2021-04-29 to 2027-03-15`, both days included"""

    start: Moment
    end: Moment | None
    span: Span


@dataclass(frozen=True, slots=True)
class OverrideBy:
    """`override by quality_manager`"""

    roles: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class InGroups:
    """`in expiry_alerts`: the groups of which the rule is one."""

    groups: tuple[Name, ...]
    span: Span


RuleLine = (
    On
    | ForEachThing
    | When
    | Until
    | Block
    | Warn
    | Cites
    | Effective
    | OverrideBy
    | TunedBy
    | InGroups
    | Statement
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`rule near_expiry_input "临期原料禁止投产"` with its lines, in the order written"""

    name: Name
    label: Text | None
    lines: tuple[RuleLine, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Placing:
    """`at 0 4 size 9 4`: the column and row of a tile's upper left corner, how many it is wide and high."""

    x: int
    y: int
    width: int
    height: int
    span: Span


@dataclass(frozen=True, slots=True)
class Each:
    """`each lot: Lot`"""

    binding: Binding
    span: Span


@dataclass(frozen=True, slots=True)
class EachThing:
    """`each lot: Lot where lot.expires_at - now < 30 days`"""

    each: Each
    where: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Per:
    """`per day`"""

    period: Literal["hour", "day", "week", "month"]
    span: Span


@dataclass(frozen=True, slots=True)
class Total:
    """`sum quantity of SaleShipped by lot.item per day over 30 days`, `count of each lot: Lot by lot.status`

    `shape` is how a chart draws it; `value` is missing for `count`.
    """

    shape: Literal["line", "bar", "pie", "heat"] | None
    kind: str
    value: Expression | None
    source: tuple[Name, ...] | Each
    clauses: tuple[Clause | Per, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Column:
    """`lot.item.name "品名"`"""

    value: Expression
    label: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Show:
    """`show lot.code, lot.item.name, lot.expires_at`"""

    columns: tuple[Column, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SortKey:
    """`lot.expires_at descending`"""

    value: Expression
    descending: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Sort:
    """`sort lot.expires_at, lot.code top 10`"""

    keys: tuple[SortKey, ...]
    top: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class ColumnsBy:
    """`by lot.status`: the columns of a kanban."""

    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Located:
    """`at lot.expires_at`, `at task.start to task.end`, `at place`: where on a timeline or a map."""

    start: Expression
    end: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Threshold:
    """`red when value < 5`"""

    colour: Literal["red", "yellow", "green"]
    condition: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class AlertsFrom:
    """`from safety_stock_low, expiry_warning`"""

    rules: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Choose:
    """`choose site: Place`, `choose period: duration = 30 days`"""

    binding: Binding
    default: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Recording:
    """`record Inspected`, `record Inspected(result: pass)`: what a form or a scan records, and what it fills in."""

    event: Name
    arguments: tuple[Argument, ...] | None
    """Missing where no brackets stand."""
    span: Span


@dataclass(frozen=True, slots=True)
class Drag:
    """`drag to passed emit Inspected(lot: lot, result: pass)`: what it means to drag something to a column, or to any."""

    to: Name | None
    call: Call
    span: Span


TileLine = (
    Total | EachThing | Show | Sort | ColumnsBy | Located | Threshold | AlertsFrom | Choose | Recording | Drag
)

TileKind = Literal[
    "number",
    "chart",
    "table",
    "list",
    "kanban",
    "timeline",
    "map",
    "alerts",
    "scan",
    "form",
    "filter",
    "text",
    "picture",
]


@dataclass(frozen=True, slots=True)
class Tile:
    """`table "临期批次" at 0 4 size 9 4` with its lines"""

    kind: TileKind
    title: Text | None
    placing: Placing | None
    lines: tuple[TileLine, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Board:
    """`board hot_items "爆款商品预警" for keeper` with its tiles"""

    name: Name
    label: Text | None
    roles: tuple[Name, ...]
    tiles: tuple[Tile, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class GivenThing:
    """`Lot(code: "L1", item: "F-001")`"""

    call: Call
    span: Span


@dataclass(frozen=True, slots=True)
class GivenParameter:
    """`set near_expiry_limit = 20 days at "W1"`"""

    name: Name
    value: Expression
    site: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class GivenForce:
    """`run near_expiry_input as warn at "W1"`"""

    rule: Name
    force: Literal["observe", "warn", "block"]
    site: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Actor:
    """`as quality_manager because "已复检合格"`"""

    role: Name
    reason: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class GivenEvent:
    """`at 2026-02-01 Received(lot: "L1", quantity: 5)` among the givens: it must be accepted."""

    at: Moment
    call: Call
    actor: Actor | None
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectRules:
    """`blocked by near_expiry_input`, `not alerted by expiry_warning`"""

    outcome: Literal["blocked", "overriding", "warned", "held", "alerted", "observed"]
    rules: tuple[Name, ...]
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectOutcome:
    """`accepted`, `refused`, `no findings`"""

    outcome: Literal["accepted", "refused", "no findings"]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectValue:
    """`on_hand("F-001", "W1") == 0 kg`"""

    condition: Expression
    span: Span


Expectation = ExpectRules | ExpectOutcome | ExpectValue


@dataclass(frozen=True, slots=True)
class Step:
    """`at 2026-03-01 MaterialIssued(lot: "L1")` with what is expected then; without a call, time just passes."""

    at: Moment
    call: Call | None
    actor: Actor | None
    expectations: tuple[Expectation, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Scenario:
    """`scenario "距到期 30 天的原料不能投产"` with what is given and the steps"""

    title: Text
    given: tuple[GivenThing | GivenParameter | GivenForce | GivenEvent, ...]
    given_offset: int | None
    """Offset of the word `given`."""
    steps: tuple[Step, ...]
    span: Span


Declaration = (
    Enum
    | Entity
    | Extend
    | Place
    | Role
    | Module
    | Event
    | Measure
    | Parameter
    | Table
    | Group
    | Rule
    | Board
    | Scenario
)

# -- files -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trivia:
    """A comment (`text` begins with `#`) or a blank line (`text` is empty), and the line it stands on."""

    line: int
    text: str
    alone: bool
    """Nothing else stands on the line."""


@dataclass(frozen=True, slots=True)
class File:
    """One parsed file. `declarations` leaves out those that did not parse."""

    source: Source
    declarations: tuple[Declaration, ...]
    trivia: tuple[Trivia, ...]
    follows: bool = False
    """Whether it goes on where the one before it ended: then they are parts of one text."""
