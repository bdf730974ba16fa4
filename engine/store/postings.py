"""The log of a set of books on disk: rows are added, each on the disk before it is answered, and never changed.

with PostingLog.open("books.db") as log:
    books = Books("fifo")
    books.keep(log)                       # goes on where the log ends
    books.receive("A", 10, "W1", at="2026-01-01", cost=100)
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from sqlalchemy import Column, Connection, Engine, MetaData, Table, insert, inspect, select

from engine.ledger.record import Record
from engine.store.address import Address, address, check_place
from engine.store.columns import Long, Name, Number
from engine.store.dialects import connect, guard, let_readers_read, writing
from engine.store.errors import speaking_of
from engine.store.lock import WriterLock

PAGE = 10_000

_METADATA = MetaData()

POSTINGS = Table(
    "bc_postings",
    _METADATA,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("at", Number, nullable=False),
    Column("kind", Name, nullable=False),
    Column("body", Long, nullable=False),
)
"""`at` is when a posting happened; `body` is the rest of it as JSON."""


class PostingLog:
    """The postings of one set of books. One process writes. Every method raises `StoreError` where the database fails."""

    def __init__(self, place: Address, engine: Engine, lock: WriterLock | None) -> None:
        """Use `PostingLog.open`."""
        self._place = place
        self._engine = engine
        self._lock = lock
        self._connection: Connection = writing(engine)

    @classmethod
    def open(cls, url: str) -> PostingLog:
        """Open the log at a URL or path; it is made if missing. Raises `StoreError` (BC650 to BC657)."""
        place = address(url)
        check_place(place, must_exist=False)
        with speaking_of(place.shown):
            lock = WriterLock(place.path, place.shown) if place.path is not None else None
            log = cls(place, connect(place, read_only=False), lock)
            try:
                log._prepare()
            except BaseException:
                log.close()
                raise
        return log

    def _prepare(self) -> None:
        connection = self._connection
        with connection.begin():
            is_new = not inspect(connection).has_table(POSTINGS.name)
        let_readers_read(connection)
        if is_new:
            with connection.begin():
                _METADATA.create_all(connection)
                guard(connection, POSTINGS)

    def append(self, *rows: Record) -> None:
        """Add rows, all or none; they are on the disk when this returns."""
        with speaking_of(self._place.shown), self._connection.begin():
            self._connection.execute(insert(POSTINGS), [row._asdict() for row in rows])

    def __iter__(self) -> Iterator[Record]:
        """All rows in order, read a page at a time."""
        after = 0
        while True:
            query = select(POSTINGS).where(POSTINGS.c.seq > after).order_by(POSTINGS.c.seq).limit(PAGE)
            with speaking_of(self._place.shown), self._connection.begin():
                page = [Record(*row) for row in self._connection.execute(query)]
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].seq

    def close(self) -> None:
        """Close it. A second time does nothing."""
        self._connection.close()
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> PostingLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
