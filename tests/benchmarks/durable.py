"""On SQLite: against bare `sqlite3` that inserts as many rows into equal tables in the same batches."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store
from engine.store.dialects import _PRAGMAS
from engine.store.prepared import Prepared
from tests.benchmarks.month import batches, days, fed, food, gist

Row = tuple[str, str, str]
Written = list[list[tuple[str, Sequence[tuple[Any, ...]]]]]
"""For each batch, statements with their rows."""

_TABLE = re.compile(r"INSERT (?:OR \w+ )?INTO (\S+)")


def run(file: Path, lines: Sequence[bytes], size: int) -> float:
    """Feed lines to an engine over a new store; the seconds that it takes, by the clock."""
    with Store.open(f"sqlite:///{file}", food().model, Shapes(food().model)) as store:
        engine = Engine(food(), store)
        start = time.perf_counter()
        fed(engine.submit_lines, lines, size)
        return time.perf_counter() - start


@contextmanager
def recorded() -> Iterator[Written]:
    """What stores write meanwhile, by batches."""
    written: Written = []
    run, write = Prepared.run, Store.write

    def noting_run(self: Prepared, cursor: Any, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows and written:
            written[-1].append((self._sql, [tuple(row) for row in rows]))
        run(self, cursor, rows)

    def noting_write(self: Store, batch: Any) -> None:
        written.append([])
        write(self, batch)

    Prepared.run, Store.write = noting_run, noting_write  # type: ignore[method-assign]
    try:
        yield written
    finally:
        Prepared.run, Store.write = run, write  # type: ignore[method-assign]


def insert(like: Path, file: Path, written: Written) -> float:
    """Insert rows that were written, into tables like those of another file; the seconds that it takes."""
    with closing(sqlite3.connect(like)) as model:
        tables = [row[0] for row in model.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    statements = [
        [
            (f"INSERT OR REPLACE INTO {found[1]} VALUES ({','.join('?' * len(rows[0]))})", rows)
            for sql, rows in batch
            if (found := _TABLE.match(sql))
        ]
        for batch in written
    ]
    with closing(sqlite3.connect(file, isolation_level=None)) as bare:
        for pragma in ("journal_mode=WAL", *_PRAGMAS):
            bare.execute(f"PRAGMA {pragma}")
        for table in tables:
            if not table.startswith("CREATE TRIGGER"):
                bare.execute(table)
        start = time.perf_counter()
        for batch in statements:
            bare.execute("BEGIN")
            for sql, rows in batch:
                bare.executemany(sql, rows)
            bare.execute("COMMIT")
        return time.perf_counter() - start


def check(folder: Path, number: int, size: int) -> None:
    """A store, closed and opened in the middle, answers what an engine in memory answers."""
    lines = days(number)
    file = folder / "check.db"
    half = len(lines) // (2 * size) * size
    answers = []
    for part in (lines[:half], lines[half:]):
        with Store.open(f"sqlite:///{file}", food().model, Shapes(food().model)) as store:
            answers += fed(Engine(food(), store).submit_lines, part, size)
    assert gist(answers) == gist(fed(Engine(food()).submit_lines, lines, size))


def measure(folder: Path, number: int, size: int, times: int, limit: int | None = None) -> Row:
    """Events a second for a size of batch, and how much of what bare inserts reach. The two take turns."""
    lines = days(number)[:limit]
    with recorded() as written:
        run(folder / f"model-{size}.db", lines, size)
    rows = sum(len(rows) for batch in written for _, rows in batch)
    mine, bare = [], []
    for turn in range(times):
        bare.append(insert(folder / f"model-{size}.db", folder / f"bare-{size}-{turn}.db", written))
        mine.append(run(folder / f"mine-{size}-{turn}.db", lines, size))
    assert len(written) == len(batches(lines, size))
    return (
        f"batches of {size} ({rows / len(lines):.1f} rows an event)",
        f"{len(lines) / min(mine):,.0f} events/s; bare {len(lines) / min(bare):,.0f}",
        f"{min(bare) / min(mine):.0%}",
    )
