"""Boards in the checked model: tiles, and the queries whose answers they show.

A query ranges over all things of an entity or over events, and sees beside these the parameters, the measures, the
clock (`now`) and, as variables, what was chosen in the board's filters. An event's own fields are what was recorded
when it happened; what these name is read as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

from dsl.diagnostics import Both
from dsl.model import Expression, Message
from dsl.source import Span
from dsl.typesystem import Type

COLUMNS = 12
"""A board is so many columns wide; it is as high as its tiles need."""

# -- queries -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EachThing:
    """All things of an entity that meet `where`, bound to a variable; of places the virtual ones are left out."""

    variable: str
    entity: str
    where: Expression | None


@dataclass(frozen=True, slots=True)
class SortKey:
    """What rows are sorted by. Where it is missing the row comes last, whichever way the rest is sorted."""

    value: Expression
    descending: bool


@dataclass(frozen=True, slots=True)
class ThingRows:
    """A row for each thing, with the values of some expressions. Rows that sort alike are in order of their keys.

    `top`: the first so many alone.
    """

    source: EachThing
    values: tuple[Expression, ...]
    order: tuple[SortKey, ...]
    top: int | None


@dataclass(frozen=True, slots=True)
class OfThings:
    """What things count for, and what of each is counted (nothing for `count`)."""

    source: EachThing
    keys: tuple[Expression, ...]
    value: Expression | None


@dataclass(frozen=True, slots=True)
class EventTotalCase:
    """How one kind of event counts: expressions over its fields."""

    event: str
    keys: tuple[Expression, ...]
    value: Expression | None
    where: Expression | None


Period = Literal["hour", "day", "week", "month"]


@dataclass(frozen=True, slots=True)
class OfEvents:
    """Events that were accepted, those of a window where `over` is given: now - over < at <= now.

    With `per` each row is of one hour, day, week (from Monday) or month of the model's zone, and the window is of whole
    periods: the one at hand and as many before it as `over` asks for, a part of one counting as one.
    """

    cases: Mapping[str, EventTotalCase]
    over: Expression | None
    per: Period | None


TotalKind = Literal["sum", "count", "average", "min", "max", "first", "last", "distinct"]


@dataclass(frozen=True, slots=True)
class Total:
    """An aggregate, for each combination of keys that occurs; a key that is missing is a key of its own.

    A row holds the keys, then with `per` the first instant of the period, then the figure. Rows are in order of these,
    what is missing last, or with `order` by the figure first; `top`: the first so many alone. Without keys and `per`
    there is one row, as of a measure. `first` and `last` are the value of the earliest and the latest event, of several at
    an instant that recorded first or last; `distinct` is how many different values there are.
    """

    kind: TotalKind
    source: OfThings | OfEvents
    keys: tuple[Type, ...]
    type: Type
    order: Literal["ascending", "descending"] | None
    top: int | None


@dataclass(frozen=True, slots=True)
class Single:
    """One value: a measure at a key, or what is made of several."""

    value: Expression


Query = ThingRows | Total | Single


def expressions(query: Query) -> Iterator[Expression]:
    """Every expression of a query."""
    found: tuple[Expression | None, ...]
    match query:
        case Single(value):
            found = (value,)
        case ThingRows(source, values, order):
            found = (source.where, *values, *(key.value for key in order))
        case Total():
            found = tuple(_counted(query.source))
        case _:
            assert_never(query)
    yield from (expression for expression in found if expression is not None)


def _counted(source: OfThings | OfEvents) -> Iterator[Expression | None]:
    match source:
        case OfThings(each, keys, value):
            yield from (each.where, *keys, value)
        case OfEvents(cases, over):
            yield over
            for case in cases.values():
                yield from (*case.keys, case.value, case.where)
        case _:
            assert_never(source)


# -- what tiles hold ---------------------------------------------------------------------------------------

Colour = Literal["red", "yellow", "green"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A colour and when it is shown; of several that hold, the first. The condition is on the variable `value`, the
    figure that is coloured; where that is missing there is no colour."""

    colour: Colour
    condition: Expression


@dataclass(frozen=True, slots=True)
class Figure:
    """`number`: one value."""

    query: Total | Single
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`chart`: figures drawn by their keys. `headings` are of the keys, the period and the figure."""

    shape: Literal["line", "bar", "pie", "heat"]
    query: Total
    headings: tuple[Both, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """`table`, `list` of figures by their keys."""

    query: Total
    headings: tuple[Both, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """`table`, `list`, `kanban`, `timeline`, `map`: things.

    The first values of each row stand under `headings`. Those that follow are, where there are any, the column of a
    kanban, the start and the end on a timeline, the place on a map with its latitude and longitude (`located` says how many); then a truth for each of
    the `colours`, of which the first that holds colours the row.
    """

    query: ThingRows
    headings: tuple[Both, ...]
    located: int
    colours: tuple[Colour, ...]
    drags: tuple[Drag, ...]


@dataclass(frozen=True, slots=True)
class Drag:
    """What it means to drag a thing to a column of a kanban (`to` missing: to any): an event, whose fields are given by
    the thing's variable and `column`, the value of the column it is dragged to."""

    to: str | None
    event: str
    fields: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class Alerts:
    """`alerts`: what these rules found last."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """`form`, `scan`: an event that people record here, and the fields that the tile fills in."""

    event: str
    given: Mapping[str, Expression]
    span: Span
    """Where the event is named."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`filter`: what is chosen here is a variable of the whole board. Without a default nothing may be chosen, and the
    variable is missing."""

    variable: str
    type: Type
    default: Expression | None


@dataclass(frozen=True, slots=True)
class Notice:
    """`text`: words for people, values in braces."""

    message: Message


@dataclass(frozen=True, slots=True)
class Picture:
    """`picture`: a file beside the rules, or an address that begins with https://"""

    address: str


Content = Figure | Chart | Ranking | Listing | Alerts | Recording | Choice | Notice | Picture

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
    """A rectangle of a board: its left column and upper row, how wide and high it is, and what it holds."""

    kind: TileKind
    title: Both
    x: int
    y: int
    width: int
    height: int
    content: Content
    span: Span


@dataclass(frozen=True, slots=True)
class Board:
    """What people in some roles look at."""

    name: str
    label: Both
    roles: tuple[str, ...]
    tiles: tuple[Tile, ...]
    pack: str
    span: Span

    @property
    def choices(self) -> Mapping[str, Choice]:
        """Its filters by their variables."""
        return {t.content.variable: t.content for t in self.tiles if isinstance(t.content, Choice)}


def query_of(content: Content) -> Query | None:
    """The query whose answer a tile shows."""
    match content:
        case Figure(query) | Chart(_, query) | Ranking(query) | Listing(query):
            return query
        case Alerts() | Recording() | Choice() | Notice() | Picture():
            return None
        case _:
            assert_never(content)


def counted_events(boards: Mapping[str, Board]) -> frozenset[str]:
    """The kinds of events that queries of boards range over."""
    return frozenset(
        event
        for board in boards.values()
        for tile in board.tiles
        if isinstance(query := query_of(tile.content), Total) and isinstance(query.source, OfEvents)
        for event in query.source.cases
    )


def content_expressions(content: Content) -> Iterator[Expression]:
    """Every expression of a tile."""
    query = query_of(content)
    if query is not None:
        yield from expressions(query)
    match content:
        case Figure() | Chart() | Ranking():
            yield from (threshold.condition for threshold in content.thresholds)
        case Listing():
            for drag in content.drags:
                yield from drag.fields.values()
        case Recording():
            yield from content.given.values()
        case Notice(message):
            yield from (message.zh, message.en)
        case Alerts() | Choice() | Picture():
            pass
        case _:
            assert_never(content)


def recorded_events(content: Content) -> Iterator[str]:
    """The kinds of events that people record at a tile."""
    if isinstance(content, Recording):
        yield content.event
    elif isinstance(content, Listing):
        yield from (drag.event for drag in content.drags)
