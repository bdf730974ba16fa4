"""What back ends share of a total: the figure of a group, and the order of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, assert_never

from dsl.boards import OfEvents, Total, TotalKind
from dsl.model import Model
from dsl.typesystem import DURATION, INTEGER, EnumType, Optional, Type
from engine.measures.book import mean

Row = tuple[Any, ...]


def nothing(kind: Type) -> Any:
    """The sum of no values of a type."""
    return 0 if kind in (INTEGER, DURATION) else Decimal(0)


def figure(kind: TotalKind, values: list[Any], type: Type) -> Any:
    """An aggregate of the values of a group, in the order of the events."""
    match kind:
        case "sum":
            return sum(values, nothing(type))
        case "count":
            return len(values)
        case "average":
            return mean(sum(values), len(values), type)
        case "min":
            return min(values, default=None)
        case "max":
            return max(values, default=None)
        case "first":
            return values[0] if values else None
        case "last":
            return values[-1] if values else None
        case "distinct":
            return len(set(values))
        case _:
            assert_never(kind)


def has_groups(query: Total) -> bool:
    """Whether there is a row for each of some groups, and not one for all."""
    return bool(query.keys) or (isinstance(query.source, OfEvents) and query.source.per is not None)


def arranged(query: Total, rows: Iterable[Row], model: Model) -> list[Row]:
    """The rows of a total in their order, the first of them where only so many are wanted."""
    ranks = [_rank(kind, model) for kind in query.keys]

    def by_keys(row: Row) -> Row:
        keys = ((v is None, None if v is None else rank(v)) for rank, v in zip(ranks, row, strict=False))
        return (*keys, *row[len(ranks) : -1])

    result = sorted(rows, key=by_keys)
    if query.order is not None:
        there = [row for row in result if row[-1] is not None]
        there.sort(key=lambda row: row[-1], reverse=query.order == "descending")
        result = there + [row for row in result if row[-1] is None]
    return result[: query.top] if query.top is not None else result


def _rank(kind: Type, model: Model) -> Callable[[Any], Any]:
    """What the values of a key are sorted by; those of an enum as they were declared."""
    inner = kind.item if isinstance(kind, Optional) else kind
    if isinstance(inner, EnumType):
        places = {value.name: place for place, value in enumerate(model.enums[inner.name].values)}
        return lambda value: places.get(value, len(places))
    return lambda value: value
