"""Statements compiled once, for rows that go to the driver as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Delete, Dialect, Insert, Table, insert
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler

_MANY = 20
"""So many rows go into SQLite with one statement, which takes a quarter less than one for each."""

_MOST_VALUES = 999
"""So many values an older SQLite takes with one statement."""

_ONE_ROW = re.compile(r"VALUES (\([?, ]+\))")


class Prepared:
    """A statement compiled once; rows are tuples in the order of `columns`."""

    __slots__ = ("_many", "_sql", "_sql_of_many")

    def __init__(self, statement: Insert | Delete, columns: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(columns))
        assert isinstance(compiled, SQLCompiler)
        assert compiled.positiontup == list(columns), (compiled.positiontup, columns)
        self._sql = str(compiled)
        one = _ONE_ROW.search(self._sql) if dialect.name == "sqlite" else None
        self._many = min(_MANY, _MOST_VALUES // len(columns)) if one else 0
        self._sql_of_many = self._sql.replace(one[1], ", ".join([one[1]] * self._many), 1) if one else ""

    def run(self, cursor: DBAPICursor, rows: Sequence[Sequence[Any]]) -> None:
        """Execute it for each row."""
        many = self._many
        done = len(rows) // many * many if many else 0
        for start in range(0, done, many or 1):
            cursor.execute(self._sql_of_many, tuple(chain.from_iterable(rows[start : start + many])))
        if done < len(rows):
            cursor.executemany(self._sql, rows[done:])


def columns_of(table: Table) -> list[str]:
    """The keys of all its columns, in order."""
    return [c.key for c in table.columns]


def inserted(table: Table, dialect: Dialect) -> Prepared:
    """Rows that are new."""
    return Prepared(insert(table), columns_of(table), dialect)
