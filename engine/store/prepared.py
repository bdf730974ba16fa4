"""Statements compiled once, for rows that go to the driver as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Delete, Dialect, Insert, Table, insert
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """A statement compiled once; rows are tuples in the order of `columns`."""

    __slots__ = ("_sql",)

    def __init__(self, statement: Insert | Delete, columns: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(columns))
        assert isinstance(compiled, SQLCompiler)
        assert compiled.positiontup == list(columns), (compiled.positiontup, columns)
        self._sql = str(compiled)

    def run(self, cursor: DBAPICursor, rows: Sequence[tuple[Any, ...]]) -> None:
        """Execute it for each row."""
        if rows:
            cursor.executemany(self._sql, rows)


def columns_of(table: Table) -> list[str]:
    """The keys of all its columns, in order."""
    return [c.key for c in table.columns]


def inserted(table: Table, dialect: Dialect) -> Prepared:
    """Rows that are new."""
    return Prepared(insert(table), columns_of(table), dialect)
