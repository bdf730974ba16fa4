"""A store: opened for its one writer or for reading, and closed."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from types import TracebackType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Engine, insert, select

from dsl.model import Model
from engine.codec import Codec
from engine.records import Batch, DeadLetter, EventRow, Fact, Finding, Loaded, MoveRow, OutboxRow
from engine.shapes import Shapes
from engine.store import facts, migrate, read
from engine.store.address import Address, address, check_place
from engine.store.dialects import connect, driver_cursor, let_readers_read, writing
from engine.store.entities import EntityTables, entity_tables
from engine.store.errors import no_store, speaking_of
from engine.store.facts import FactTables
from engine.store.lock import WriterLock
from engine.store.read import PAGE, Definitions
from engine.store.schema import DEFINITIONS
from engine.store.tagged import compact
from engine.store.write import Writer


class Tables(NamedTuple):
    """What a store has for queries: tables of things, and of the events that boards ask about, `whole` or not yet."""

    entities: EntityTables
    facts: FactTables
    whole: frozenset[str]
    dialect: Dialect


class Store:
    """Where events, findings and the current state are kept.

    One process writes; any number read, and none waits for another. Every method raises `StoreError` where
    the database fails; a `write` that raises has written nothing.
    """

    def __init__(self, place: Address, engine: Engine, lock: WriterLock | None) -> None:
        """Use `Store.open` or `Store.open_existing`."""
        self._place = place
        self._engine = engine
        self._lock = lock
        self._mutex = threading.RLock()
        """Held by whoever uses the writer's connection; a store in memory has no other."""
        self._writing: Connection | None = None
        self._model: Model | None = None
        self._entities: EntityTables = {}
        self._facts: FactTables = {}
        self._whole: frozenset[str] = frozenset()
        """The kinds of events whose facts are all there."""
        self._writer: Writer | None = None

    # -- opening and closing

    @classmethod
    def open(cls, url: str, model: Model, shapes: Shapes, *, read_only: bool = False) -> Store:
        """Open the store at a URL or path: made if missing, brought to the model if older.

        Raises `StoreError`: BC650 to BC657 where it can't be opened, BC658 where values in it do not fit the
        model. To read needs a store that exists, takes no lock and changes nothing.
        """
        store = cls._connected(address(url), read_only=read_only)
        try:
            store._prepare(model, shapes, read_only=read_only)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open_existing(cls, url: str) -> Store:
        """Open a store to read its log and definitions, without a model. It can't `load` or `write`."""
        store = cls._connected(address(url), read_only=True)
        try:
            with store.reading() as connection:
                if migrate.is_empty(connection, store._place.shown):
                    raise no_store(store._place.shown)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def _connected(cls, place: Address, *, read_only: bool) -> Store:
        check_place(place, must_exist=read_only)
        lock = None
        with speaking_of(place.shown):
            if place.path is not None and not read_only:
                lock = WriterLock(place.path, place.shown)
            return cls(place, connect(place, read_only=read_only), lock)

    def _prepare(self, model: Model, shapes: Shapes, *, read_only: bool) -> None:
        with speaking_of(self._place.shown):
            if read_only:
                with self._engine.connect() as connection:
                    self._prepare_to_read(connection, model, shapes)
            else:
                self._writing = writing(self._engine)
                self._prepare_to_write(self._writing, model, shapes)
        self._model = model
        self._codec = Codec(shapes)

    def _prepare_to_read(self, connection: Connection, model: Model, shapes: Shapes) -> None:
        shown = self._place.shown
        if migrate.is_empty(connection, shown):
            raise no_store(shown)
        description = migrate.readable(connection, model, shapes, shown)
        self._entities = entity_tables(model, shapes, description)
        self._facts = facts.fact_tables(model)
        self._whole = facts.whole(connection, self._facts)

    def _prepare_to_write(self, connection: Connection, model: Model, shapes: Shapes) -> None:
        shown = self._place.shown
        with connection.begin():
            is_empty = migrate.is_empty(connection, shown)
        let_readers_read(connection)
        with connection.begin():
            if is_empty:
                migrate.create(connection)
            description = migrate.migrate(connection, model, shapes, shown)
            self._entities = entity_tables(model, shapes, description)
            numbers = read.next_numbers(connection, self._entities)
            self._facts = facts.fact_tables(model)
            self._whole = frozenset(self._facts) - facts.prepare(connection, self._facts)
        self._writer = Writer(self._entities, self._facts, numbers, self._engine.dialect)

    def close(self) -> None:
        """Close it. A second time does nothing."""
        with self._mutex:
            if self._writing is not None:
                self._writing.close()
            self._engine.dispose()
            self._writing = self._writer = None
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- writing

    def write(self, batch: Batch) -> None:
        """Write a batch, all or nothing; it is on the disk when this returns."""
        assert self._writer is not None, "this store is closed, or open for reading only"
        with self._transaction() as connection:
            self._writer.write(connection, batch)
        self._writer.done(batch)

    def publish(
        self,
        version: str,
        files: Mapping[str, str],
        seq: int,
        *,
        recorded: int = 0,
        metadata: Mapping[str, Any] | None = None,
        batch: Batch | None = None,
    ) -> None:
        """Put definitions in force from the event after number `seq`; `files` are their texts by path.

        The version that is in force already is not published again. What comes of it is written in one with it.
        """
        assert self._writer is not None, "this store is closed, or open for reading only"
        table = DEFINITIONS
        with self._transaction() as connection:
            number, current = connection.execute(
                select(table.c.number, table.c.version).order_by(table.c.number.desc()).limit(1)
            ).first() or (0, None)
            if current != version:
                row = {
                    "number": number + 1,
                    "version": version,
                    "published_seq": seq,
                    "recorded": recorded,
                    "files": compact(dict(files)),
                    "metadata": compact(dict(metadata or {})),
                }
                connection.execute(insert(table), row)
            self._writer.write_head(connection, {"version": version})
            if batch is not None:
                self._writer.write(connection, batch)
        if batch is not None:
            self._writer.done(batch)

    def fill(self, found: Iterable[Fact]) -> None:
        """Write the facts of the events before now, of the kinds that `unfilled` names."""
        assert self._writer is not None, "this store is closed, or open for reading only"
        wanted = self.unfilled
        due = (fact for fact in found if fact.event in wanted)
        while page := list(islice(due, PAGE)):
            with self._transaction() as connection, driver_cursor(connection) as cursor:
                self._writer.facts.write(cursor, page)
        with self._transaction() as connection:
            facts.mark_whole(connection, self._facts)
        self._whole = frozenset(self._facts)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._mutex, speaking_of(self._place.shown):
            assert self._writing is not None
            with self._writing.begin():
                yield self._writing

    # -- reading

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which all reads see one moment; in memory there is one for all."""
        with speaking_of(self._place.shown):
            if self._place.path is None and self._writing is not None:
                with self._mutex, self._writing.begin():
                    yield self._writing
            else:
                with self._engine.connect() as connection:
                    yield connection

    def load(self) -> Loaded:
        """The current state under the model that the store was opened with."""
        assert self._model is not None, "a store needs a model to load its state"
        with self.reading() as connection:
            return read.load(connection, self._model, self._entities, self._codec)

    def head(self) -> dict[str, Any]:
        """The single values: `now`, `seq`, `finding`, `hash`, `version`."""
        with self.reading() as connection:
            return read.head(connection)

    def known(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The answers, as JSON, given to the events of these sources and ids; unknown ones are left out.

        A writer asks on its own connection: it has in its cache what it wrote, which any other reads anew.
        """
        with self._transaction() if self._writing is not None else self.reading() as connection:
            return read.known(connection, pairs)

    def event(self, seq: int) -> EventRow | None:
        """The event of a number."""
        with self.reading() as connection:
            return read.event(connection, seq)

    def events(self, after_seq: int = 0, limit: int | None = None) -> Iterator[EventRow]:
        """The events after a number, in order, read a page at a time."""
        while limit is None or limit > 0:
            with self.reading() as connection:
                page = read.events(connection, after_seq, PAGE if limit is None else min(PAGE, limit))
            yield from page
            if not page:
                return
            after_seq = page[-1].seq
            limit = None if limit is None else limit - len(page)

    @property
    def tables(self) -> Tables:
        """Its tables of things and events, for queries in SQL."""
        return Tables(self._entities, self._facts, self._whole, self._engine.dialect)

    @property
    def unfilled(self) -> frozenset[str]:
        """The kinds of events that boards ask about and whose facts are not there yet."""
        return frozenset(self._facts) - self._whole

    def facts(self, event: str, first: int, last: int) -> Iterator[Fact]:
        """The facts of a kind of event from one instant to another, both included, in order."""
        after = (first, -1)
        while True:
            with self.reading() as connection:
                page = list(facts.facts(connection, self._facts[event], self._codec, first, last, after))
            yield from page
            if len(page) < facts.PAGE:
                return
            after = (page[-1].at, page[-1].seq)

    def moves(
        self,
        *,
        item: str | None = None,
        lot: str | None = None,
        place: str | None = None,
        seq: int | None = None,
        after: tuple[int, int] = (0, -1),
    ) -> Iterator[MoveRow]:
        """Moves in order, after an event's number and a line; of an item, lot, place or event."""
        while True:
            with self.reading() as connection:
                page = read.moves(
                    connection, item=item, lot=lot, place=place, seq=seq, after=after, limit=PAGE
                )
            yield from page
            if len(page) < PAGE:
                return
            after = (page[-1].seq, page[-1].line)

    def finding(self, id: str) -> Finding | None:
        """The finding of an id."""
        with self.reading() as connection:
            return read.finding(connection, id)

    def findings(
        self, *, rule: str | None = None, force: str | None = None, seq: int | None = None, after: int = 0
    ) -> Iterator[Finding]:
        """Findings in the order of their chain, after the first `after`; of a rule, a force or an event."""
        while True:
            with self.reading() as connection:
                page = read.findings(connection, rule=rule, force=force, seq=seq, after=after, limit=PAGE)
            yield from (found for _, found in page)
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def latest_findings(self, rules: Collection[str], limit: int) -> list[tuple[Finding, bool]]:
        """The last findings of some rules, the latest first, and whether what a standing rule found is still so."""
        with self.reading() as connection:
            found = read.latest_findings(connection, rules, limit)
            fired = read.fired(connection, rules, self._codec)
        latest: set[tuple[str, tuple[str, ...]]] = set()
        result = []
        for finding in found:
            pair = (finding.rule, finding.key)
            result.append((finding, pair in fired and pair not in latest))
            latest.add(pair)
        return result

    def outbox(self, *, after: tuple[int, int] = (0, -1), limit: int = PAGE) -> list[OutboxRow]:
        """Alerts to deliver, in order, after an event's number and a line."""
        with self.reading() as connection:
            return read.outbox(connection, after, limit)

    def dead_letters(self, *, code: str | None = None, limit: int | None = None) -> list[DeadLetter]:
        """What could not be read as an event, the latest first."""
        with self.reading() as connection:
            return read.dead_letters(connection, code, limit)

    def publications(self) -> list[Definitions]:
        """All definitions in the order of their publication."""
        with self.reading() as connection:
            return list(read.publications(connection))

    def definitions(self, version: str | None = None) -> Definitions | None:
        """The definitions of a version, or those published last; `None` where there are none."""
        found = [d for d in self.publications() if version is None or d.version == version]
        return found[-1] if found else None
