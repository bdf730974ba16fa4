"""All that differs between databases: how to connect, pragmas, upserts, and triggers that guard the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from engine.store.address import Address

WAIT = 5.0
"""How long to wait, in seconds, for a lock that another program holds on the database."""

_PRAGMAS = ("synchronous=FULL", "wal_autocheckpoint=4000", "cache_size=-65536", "temp_store=MEMORY")

_WRITES = "bincard_writes"


def connect(place: Address, *, read_only: bool) -> Engine:
    """An engine for a store, its statements with positional parameters."""
    if place.path is None:
        engine = create_engine(place.url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = create_engine(place.url, connect_args={"timeout": WAIT, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = (
            None  # transactions begin where `_begin` says, not where the driver guesses
        )
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock when it begins, so that no transaction fails half-way for want of it.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def writing(engine: Engine) -> Connection:
    """A connection whose transactions write, every commit on the disk before it returns."""
    return engine.connect().execution_options(**{_WRITES: True})


@contextmanager
def driver_cursor(connection: Connection) -> Iterator[DBAPICursor]:
    """The driver's own cursor in the transaction at hand, or one that ends with the connection; what goes wrong there
    is raised as SQLAlchemy raises it."""
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(None, None, error) from error
    finally:
        cursor.close()


def let_readers_read(connection: Connection) -> None:
    """Keep the log of a SQLite file apart (WAL), so that readers and the writer don't wait for each other."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA journal_mode=WAL")


def upsert(table: Table, dialect: Dialect, *, but: Iterable[str] = ()) -> Insert:
    """An insert that gives a row of the same key its new values, except in the columns named by `but`."""
    left = {c.key for c in table.primary_key} | set(but)
    changed = [c.key for c in table.columns if c.key not in left]
    if dialect.name in ("mysql", "mariadb"):
        mine = mysql.insert(table)
        return mine.on_duplicate_key_update({key: mine.inserted[key] for key in changed})
    if dialect.name == "postgresql":
        theirs = postgresql.insert(table)
        return theirs.on_conflict_do_update(
            index_elements=list(table.primary_key), set_={key: theirs.excluded[key] for key in changed}
        )
    lite = sqlite.insert(table)
    return lite.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={key: lite.excluded[key] for key in changed}
    )


def insert_new(table: Table, dialect: Dialect) -> Insert:
    """An insert that leaves a row of the same key as it is."""
    if dialect.name in ("mysql", "mariadb"):
        return mysql.insert(table).prefix_with("IGNORE")
    if dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def guard(connection: Connection, table: Table) -> None:
    """Make the database refuse to change or delete rows of a table, whoever asks."""
    if connection.dialect.name != "sqlite":
        return
    for what in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table.name}_no_{what.lower()} BEFORE {what} ON {table.name}"
            f" BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
        )
