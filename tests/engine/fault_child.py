"""Forks engines that run a file of events over a store and die on the way, each in its own way.

A fork says `answered LINE` and the answer as JSON for each line of the file, once the batch is written; at the end
`done`. From the line that its fate names it is doomed:

    opening      at some statement while the store is being opened, or soon after
    statement    at some statement of a batch
    commit       at the statement that commits
    torn         while the database writes its log: the file may not grow beyond a length, so the last write is cut
    checkpoint   while pages go from the log into the database, likewise
    unanswered   when the batch is written and nothing is answered yet
    half         in the middle of the answers
    clock        not by itself: it is killed from outside
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy

from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store
from tests.benchmarks.month import food
from tests.engine.nursery import forks, say

SIZES = (1, 10, 100, 500)
"""So many lines are one batch, changing from batch to batch."""


CONNECTIONS: list[sqlite3.Connection] = []
"""Those of this process to the store."""


@dataclass(slots=True)
class Fate:
    """How and about where a run ends. `count` is the number of the statement, or of bytes that are written still."""

    store: str
    file: str
    sizes: int
    """The seed of the sizes of its batches."""
    kind: str = ""
    line: int = 0
    count: int = 0
    is_sealed: bool = False
    """From now on it is doomed."""

    def seal(self) -> None:
        """Let it come."""
        self.is_sealed = True
        if self.kind == "torn":
            for connection in CONNECTIONS:
                connection.execute(
                    "PRAGMA wal_autocheckpoint=0"
                )  # else the log might begin anew, below its length
            _let_grow_to(_end_of_log(self.store) + self.count)
        elif self.kind == "checkpoint":
            _let_grow_to(self.count % os.path.getsize(self.store))
            sqlite3.connect(self.store).execute("PRAGMA wal_checkpoint")
            die()  # there was nothing to write beyond that length

    def on_statement(self, statement: str) -> None:
        """Called before each statement."""
        if not self.is_sealed:
            return
        if self.kind in ("opening", "statement"):
            self.count -= 1
            if self.count < 0:
                die()
        elif self.kind == "commit" and statement == "COMMIT":
            die()


def die() -> None:
    """At once: nothing is closed, flushed or rolled back."""
    os.kill(os.getpid(), signal.SIGKILL)


def _let_grow_to(size: int) -> None:
    """Let the system end this process when it writes to a file beyond a length; up to it, it writes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _end_of_log(store: str) -> int:
    """Where SQLite will write next in its log, by the index beside it: after its pages, or at the start where all of
    them are in the database.

    Source: https://www.sqlite.org/walformat.html, "WAL-Index File Format".
    """
    index = Path(f"{store}-shm").read_bytes()
    size: int
    pages: int
    size, pages = struct.unpack_from("=HI", index, 14)
    (done,) = struct.unpack_from("=I", index, 96)
    return 32 + (0 if done == pages else pages) * (24 + size)


def batches(lines: list[bytes], seed: int) -> Iterator[tuple[int, list[bytes]]]:
    """The lines in batches, each with the number of its first line."""
    chance, start = Random(seed), 0
    while start < len(lines):
        size = chance.choice(SIZES)
        yield start, lines[start : start + size]
        start += size


def run(order: str) -> None:
    """Run a file over a store, until the end of one or the other."""
    fate = Fate(**json.loads(order))

    @sqlalchemy.event.listens_for(sqlalchemy.Engine, "connect")
    def _watch(connection: Any, _record: Any) -> None:
        CONNECTIONS.append(connection)
        connection.set_trace_callback(fate.on_statement)

    if fate.kind == "opening":
        fate.seal()
    lines = Path(fate.file).read_bytes().split(b"\n")
    with Store.open(fate.store, food().model, Shapes(food().model)) as store:
        engine = Engine(food(), store)
        for start, batch in batches(lines, fate.sizes):
            is_due = bool(fate.kind) and start + len(batch) > fate.line
            if is_due and not fate.is_sealed:
                fate.seal()
            answers = engine.submit_lines(batch)
            engine.findings.clear()
            said = "\n".join(f"{n} {json.dumps(a.to_json())}" for n, a in enumerate(answers, start))
            if is_due and fate.kind == "unanswered":
                die()
            if is_due and fate.kind == "half":
                say(said[: fate.count % len(said)])
                die()
            say(said)


if __name__ == "__main__":
    compiled = food()
    _ = compiled.generated, compiled.standing  # made once, for all forks
    forks(run)
