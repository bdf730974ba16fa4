"""Queries to statements, and what a database answers to rows: the same that the interpreter gives.

A total is one statement: what counts is selected with its keys, put into the periods of the window, and grouped. The
groups come in no order and are arranged here, since there are few; things are sorted and cut by the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import (
    BigInteger,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    column,
    func,
    literal,
    select,
    union_all,
    values,
)

from dsl import boards as b
from dsl import model as m
from dsl.source import NOWHERE
from dsl.typesystem import BOOL, INTEGER, TEXT, ListType, Optional, Record, SetType, Type, is_decimal
from engine.backends.sql.expressions import NOW, Lowering, Names
from engine.backends.sql.raw import Element, Raw
from engine.backends.sql.sayable import Sayable, plain
from engine.boards.arranging import Row, arranged, has_groups, nothing
from engine.boards.windows import Window, window
from engine.codec import SCALE, Codec
from engine.measures.book import mean
from engine.shapes import Shapes
from engine.store import Store, read
from engine.store.columns import bare, unscaled
from engine.store.store import Tables
from engine.walk import walk

_STEP = 10**SCALE


class SqlQueries:
    """Answers queries of one model over the tables of one store."""

    def __init__(self, model: m.Model, tables: Tables) -> None:
        self.model = model
        self.entities = tables.entities
        self.facts = tables.facts
        self.raw = Raw(tables.dialect)
        self.shapes = Shapes(model)
        self.codec = Codec(self.shapes)
        self._whole = tables.whole
        self._sayable = Sayable(model)

    def can_say(self, query: b.Query) -> bool:
        """Whether SQL can say a query, and the store has the tables for it: one that is only read may be older."""
        source = query.source if isinstance(query, b.Total) else None
        there = not isinstance(source, b.OfEvents) or self._whole.issuperset(source.cases)
        known = all(e.name in self.entities for e in self.model.entities.values() if e.key)
        return there and known and self._sayable.query(query)

    @contextmanager
    def session(self, store: Store) -> Iterator[Session]:
        """A moment of the store, of which any number of queries are asked."""
        with store.reading() as connection:
            parameters = {p.name: p.default for p in self.model.parameters.values()}
            parameters |= {n: v for n, (v, _) in read.parameters(connection, self.model, self.codec).items()}
            now = read.head(connection).get("now", 0)
            yield Session(self, connection, now, parameters)


@dataclass(frozen=True, slots=True)
class Session:
    """A moment of a store: its clock and its parameters."""

    queries: SqlQueries
    connection: Connection
    now: int
    parameters: Mapping[str, Any]

    def answer(self, query: b.Query, choices: Mapping[str, Any]) -> list[Row]:
        """The rows of a query that SQL can say; a row of things has the thing's key first."""
        asking = _Asking(self, choices)
        match query:
            case b.Single(value):
                return asking.single(value)
            case b.ThingRows():
                return asking.rows(query)
            case b.Total():
                return asking.total(query)
            case _:
                assert_never(query)

    def exists(self, entity: str, key: str) -> bool:
        """Whether there is a thing of that key."""
        same = m.Compare(
            "==", m.Variable("key", TEXT, NOWHERE), m.Literal_(key, TEXT, NOWHERE), BOOL, NOWHERE
        )
        return bool(self.answer(b.ThingRows(b.EachThing("key", entity, same), (), (), 1), {}))


class _Asking:
    """One query asked once."""

    def __init__(self, session: Session, choices: Mapping[str, Any]) -> None:
        of = self._of = session.queries
        self._raw = of.raw
        self._model = of.model
        self._lower = Lowering(of.model, of.shapes, of.entities, of.raw)
        self._connection = session.connection
        self._now = session.now
        self._given = {f"c_{name}": of.raw.encoded(value) for name, value in choices.items()}
        self._given |= {f"p_{name}": of.raw.encoded(value) for name, value in session.parameters.items()}
        self._given[NOW] = session.now
        self._parameters = session.parameters
        self._choices = choices

    def _ask(self, statement: Any) -> Sequence[Any]:
        """What the database answers. It is given everything; a statement takes what it names."""
        return self._connection.execute(statement, self._given).all()

    def _names(self, kinds: Mapping[str, Type]) -> Names:
        """What was chosen in filters."""
        chosen = {name: bindparam(f"c_{name}", type_=self._raw.type(kind)) for name, kind in kinds.items()}
        return Names(chosen, {})

    # -- things

    def single(self, value: m.Expression) -> list[Row]:
        """One value."""
        ((found,),) = self._ask(select(self._lower.value(value, self._names(_chosen((value,))))))
        return [(self._raw.decoded(found, value.type),)]

    def _each(self, source: b.EachThing, names: Names) -> tuple[FromClause, Names, Element]:
        """Things, what names mean beside them, and which are meant."""
        things = self._lower.things(source.entity)
        key = self._lower.key(source.entity, things)
        inner = names.binding(source.variable, key, things)
        meant = and_(self._lower.is_real(source.entity, key), self._lower.condition(source.where, inner))
        return things, inner, meant

    def rows(self, query: b.ThingRows) -> list[Row]:
        """A row for each thing."""
        names = self._names(_chosen(b.expressions(query)))
        things, inner, meant = self._each(query.source, names)
        key = self._lower.key(query.source.entity, things)
        shown, read = [], []
        for value in query.values:
            shown.append(self._shown(value, things, inner))
            read.append(self._reader(value.type))
        statement = select(key, *shown).select_from(things).where(meant)
        for sort in query.order:
            by = self._raw.ordered(self._lower.value(sort.value, inner), sort.value.type)
            if isinstance(sort.value.type, Optional):
                statement = statement.order_by(by.is_(None))
            statement = statement.order_by(by.desc() if sort.descending else by.asc())
        statement = statement.order_by(self._raw.ordered(key, _key_type(self._model, query.source.entity)))
        if query.top is not None:
            statement = statement.limit(query.top)
        return [
            (found, *(decode(v) for decode, v in zip(read, others, strict=True)))
            for found, *others in self._ask(statement)
        ]

    def _shown(self, value: m.Expression, things: FromClause, names: Names) -> Element:
        if isinstance(value, m.FieldRead) and isinstance(bare(value.type), ListType | SetType | Record):
            return things.c[value.name]
        return self._lower.value(value, names)

    def _reader(self, kind: Type) -> Callable[[Any], Any]:
        if isinstance(bare(kind), ListType | SetType | Record):
            empty = None if isinstance(kind, Optional) else ()
            return lambda v: empty if v is None else self._of.codec.decode(json.loads(v), kind)
        return lambda v: self._raw.decoded(v, kind)

    # -- totals

    def total(self, query: b.Total) -> list[Row]:
        """A row for each group."""
        names = self._names(_chosen(b.expressions(query)))
        counted, groups = self._counted(query, names)
        figures, read = self._figures(query, counted)
        is_one = query.kind in ("first", "last")
        if is_one:
            counted = self._numbered(counted, groups, latest=query.kind == "last")
            figures = [counted.c.value]
        keys = [counted.c[name] for name in groups]
        statement = select(*keys, *figures).select_from(counted)
        if is_one:
            statement = statement.where(counted.c.place == 1)
        elif groups:
            statement = statement.group_by(*keys)
        kinds = [*query.keys, *([INTEGER] if len(groups) > len(query.keys) else [])]
        rows = []
        for row in self._ask(statement):
            group = tuple(self._raw.decoded(v, kind) for v, kind in zip(row, kinds, strict=False))
            rows.append((*group, read(row[len(groups) :])))
        if not rows and not has_groups(query):
            rows = [(None,)]  # the first or last of none
        return arranged(query, rows, self._model)

    def _counted(self, query: b.Total, names: Names) -> tuple[FromClause, list[str]]:
        """What counts, with its keys, and the names of those."""
        groups = [f"k{number}" for number in range(len(query.keys))]
        match query.source:
            case b.OfThings(source, keys, value):
                things, inner, meant = self._each(source, names)
                found = self._labelled(keys, value, groups, inner)
                return select(*found).select_from(things).where(meant).subquery("counted"), groups
            case b.OfEvents(cases, over, per):
                span = window(self._length(over), per, self._now, self._model.zone)
                parts = [self._of_events(case, span, groups, names) for case in cases.values()]
                events = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery("counted")
                return (self._cut(events, span), [*groups, "start"]) if span.starts else (events, groups)
            case _:
                assert_never(query.source)

    def _labelled(
        self,
        keys: Iterable[m.Expression],
        value: m.Expression | None,
        groups: list[str],
        names: Names,
    ) -> list[Element]:
        found = [self._lower.value(key, names).label(name) for name, key in zip(groups, keys, strict=True)]
        counted = self._lower.value(value, names) if value is not None else literal(1)
        return [*found, counted.label("value")]

    def _of_events(
        self, case: b.EventTotalCase, span: Window, groups: list[str], names: Names
    ) -> Select[Any]:
        table = self._of.facts[case.event]
        own = table.table.alias(f"e_{len(case.event)}_{case.event}"[:40])
        fields = {
            name: self._raw.of(own.c[str(c.name)], table.event.fields[name].type)
            for name, c in table.fields.items()
        }
        inner = Names(names.variables, {**fields, "at": own.c._at})
        found = self._labelled(case.keys, case.value, groups, inner)
        statement = select(*found, own.c._at.label("at"), own.c._seq.label("seq"))
        meant = self._lower.condition(case.where, inner)
        return statement.where(own.c._at >= span.first, own.c._at <= span.last, meant)

    def _length(self, over: m.Expression | None) -> int | None:
        """How far back the window reaches: a constant, a parameter or what was chosen, added up."""
        match over:
            case None:
                return None
            case m.Literal_(value):
                return int(value)  # type: ignore[arg-type]
            case m.ParameterRead(name):
                return int(self._parameters[name])
            case m.Variable(name):
                return int(self._choices[name])
            case _:
                ((found,),) = self._ask(select(self._lower.value(over, self._names(_chosen((over,))))))
                return int(found)

    def _cut(self, events: FromClause, span: Window) -> FromClause:
        """Events with the first instant of their period."""
        rows = [(start, end) for start, end in span.periods]
        big = BigInteger()
        periods = values(column("start", big), column("next", big), name="periods").data(rows).cte("periods")
        inside = and_(events.c.at >= periods.c.start, events.c.at < periods.c.next)
        return select(*events.c, periods.c.start).join_from(events, periods, inside).subquery("cut")

    def _numbered(self, counted: FromClause, groups: list[str], *, latest: bool) -> FromClause:
        """What counts, numbered within each group from the earliest on, or from the latest."""
        keys = [counted.c[name] for name in groups]
        order = tuple(c.desc() if latest else c.asc() for c in (counted.c.at, counted.c.seq))
        place = func.row_number().over(partition_by=keys or None, order_by=order)
        return select(*counted.c, place.label("place")).subquery("numbered")

    def _figures(self, query: b.Total, counted: FromClause) -> tuple[list[Element], Callable[[Any], Any]]:
        """What is asked of each group, and how its figure is read from that."""
        value: Element = counted.c.value
        kind = query.type
        match query.kind:
            case "count":
                return [func.count()], lambda row: int(row[0])
            case "sum":
                parts, read = self._sum(value, kind)
                return parts, lambda row: nothing(kind) if row[0] is None else read(row)
            case "average":
                parts, read = self._sum(value, plain(kind))
                return [
                    *parts,
                    func.count(),
                ], lambda row: None if row[0] is None else mean(read(row), int(row[-1]), kind)
            case "min" | "max":
                ordered = self._raw.ordered(value, kind)
                best = func.min(ordered) if query.kind == "min" else func.max(ordered)
                return [self._raw.of(best, kind)], lambda row: self._raw.decoded(row[0], kind)
            case "distinct":
                return [func.count(value.distinct())], lambda row: int(row[0])
            case "first" | "last":
                return [], lambda row: self._raw.decoded(row[0], kind)
            case _:
                assert_never(query.kind)

    def _sum(self, value: Element, kind: Type) -> tuple[list[Element], Callable[[Any], Any]]:
        """A sum. Where the database adds whole numbers of 64 bits alone, in two parts, so that none overflows."""
        if not self._raw.scales:
            return [func.sum(value)], lambda row: self._raw.decoded(row[0], kind)
        big = BigInteger()
        high, low = value.op("/", return_type=big)(_STEP), value.op("%", return_type=big)(_STEP)

        def read(row: Any) -> Any:
            whole = int(row[0]) * _STEP + int(row[1])
            return unscaled(whole) if is_decimal(kind) else whole

        return [func.sum(high), func.sum(low)], read


def _chosen(expressions: Iterable[m.Expression]) -> dict[str, Type]:
    """Every variable in some expressions, with its type; those that the query itself binds do no harm."""
    found: dict[str, Type] = {}
    for expression in expressions:
        for part in walk(expression):
            if isinstance(part, m.Variable):
                found.setdefault(part.name, part.type)
    return found


def _key_type(model: m.Model, entity: str) -> Type:
    """The type of an entity's key."""
    return model.entities[entity].fields[model.entities[entity].key or ""].type
