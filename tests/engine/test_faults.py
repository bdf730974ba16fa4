"""A run that is killed again and again, and begun anew over the same file, ends as one that was left in peace.

What is compared is every row of every table: the log with its answers, and the state at the end. After each kill the log
must be the beginning of the whole one, and hold all that was answered; that is looked at in a copy, so that the next run
finds what the kill has left.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.events import digest
from engine.replay import rebuild
from tests.engine.nursery import Child, nursery, spin
from tests.engine.rough_month import rough_month

if not hasattr(os, "fork"):
    pytest.skip("needs fork", allow_module_level=True)

from tests.engine.fault_child import Fate

KILLS = int(os.environ.get("BINCARD_KILLS", "25"))
SEED = int(os.environ.get("BINCARD_SEED", "20270301"))

KINDS = {
    "opening": 80,
    "statement": 400,
    "commit": 1,
    "torn": 200_000,
    "checkpoint": 1 << 40,
    "unanswered": 1,
    "half": 1 << 40,
    "clock": 1,
    "again": 1,
}
"""The kinds of fates, each with a bound for what it counts. `again` is a kill from outside among lines that are known
already."""

RESERVE = 1500
"""So many lines are left for what comes after the last kill."""

Row = tuple[Any, ...]
Answered = dict[str, Any]
Tables = dict[str, list[Row]]
Fork = Callable[[str], Child]

LOG = ("bc_events", "bc_moves", "bc_findings", "bc_outbox")
"""Tables to which rows are only added."""


def tables(store: Path, *names: str) -> Tables:
    """The rows of some tables that are there, or of all. Things come in the order of their creation, without their numbers."""
    with closing(sqlite3.connect(store)) as connection:
        result: Tables = {}
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if names and name not in names:
                continue
            columns = [c[0] for c in connection.execute(f'SELECT * FROM "{name}" LIMIT 0').description]
            kept = [f'"{c}"' for c in columns if c != "_number"]
            order = '"_number"' if "_number" in columns else ", ".join(kept)
            result[name] = connection.execute(
                f'SELECT {", ".join(kept)} FROM "{name}" ORDER BY {order}'
            ).fetchall()
        return result


def answered(lines: Iterable[str]) -> dict[int, Answered]:
    """What a run said, by the number of the line. The last one may be cut short."""
    result: dict[int, Answered] = {}
    for line in lines:
        number, _, said = line.partition(" ")
        try:
            result[int(number)] = json.loads(said)
        except ValueError:
            continue
    return result


def kept_answers(events: Iterable[Row]) -> dict[tuple[str, str], Answered]:
    """The answers that a log holds, in the form in which they were given."""
    return {
        (source, id): {"source": source, "id": id, "outcome": outcome, **json.loads(answer)}
        for _, source, id, *_, outcome, _, answer in events
        if answer
    }


def _number(line: str) -> int:
    number = line.partition(" ")[0]
    return int(number) if number.isdecimal() else -1


class Trial:
    """A file that is run over a store by processes that die, and what came of it when nobody died."""

    def __init__(self, folder: Path, lines: list[bytes], fork: Fork) -> None:
        self.lines = lines
        self.store = folder / "killed.db"
        self.calm = folder / "calm.db"
        self._copy = folder / "copy.db"
        self._file = folder / "month.jsonl"
        self._file.write_bytes(b"\n".join(lines))
        self._fork = fork
        self._chance = Random(SEED)
        status, self.whole = self._run(Fate(str(self.calm), str(self._file), 0))
        assert status == 0
        assert len(self.whole) == len(lines)
        self.tables = tables(self.calm)
        self._kept = kept_answers(self.tables["bc_events"])
        self._dead = {row[0]: row[3] for row in self.tables["bc_dead_letters"]}
        self.done = 0
        """So many lines were answered, by one process or another."""
        self.depths: list[int] = []
        """How long the log was after each kill."""
        self.new: Counter[tuple[str, str]] = Counter()
        """How often an event was answered as one that was not known."""

    def kill(self, kind: str, left: int) -> tuple[int, Fate]:
        """Run the file until a fate of some kind comes, about evenly far with so many kills left; look at what it left."""
        room = max(0, len(self.lines) - RESERVE - self.done)
        line = self.done + self._chance.randrange(2 * room // (left + 1) + 1)
        if kind == "again":
            line = self._chance.randrange(self.done + 1)
        sizes, count = self._chance.randrange(1 << 32), self._chance.randrange(KINDS[kind])
        fate = Fate(str(self.store), str(self._file), sizes, kind, line, count)
        status, heard = self._run(fate)
        for name in ("", "-wal"):
            if os.path.exists(f"{self.store}{name}"):
                shutil.copy(f"{self.store}{name}", f"{self._copy}{name}")
        self._look(tables(self._copy, *LOG, "bc_dead_letters"), heard)
        return status, fate

    def finish(self) -> None:
        """Run the file to its end."""
        status, heard = self._run(Fate(str(self.store), str(self._file), self._chance.randrange(1 << 32)))
        assert status == 0
        assert len(heard) == len(self.lines)
        found = tables(self.store)
        self._look(found, heard)
        assert found.keys() == self.tables.keys()
        for name, rows in self.tables.items():
            assert found[name] == rows, name

    def _run(self, fate: Fate) -> tuple[int, dict[int, Answered]]:
        child = self._fork(json.dumps(asdict(fate)))
        said: list[str] = []
        is_due = fate.kind in ("clock", "again")
        for line in child.lines():
            said.append(line)
            if is_due and _number(line) >= fate.line:
                spin(self._chance.uniform(0, 0.01))
                child.kill()
                is_due = False
        assert child.status is not None
        return child.status, answered(said)

    def _look(self, found: Tables, heard: dict[int, Answered]) -> None:
        """The log is the beginning of the whole one, and holds what was answered."""
        for name in LOG:
            rows = found.get(name, [])
            assert rows == self.tables[name][: len(rows)], name
        length = len(found.get("bc_events", []))
        dead = {row[0]: row[3] for row in found.get("bc_dead_letters", [])}
        assert dead.items() <= self._dead.items()
        for number, answer in heard.items():
            pair = (answer["source"], answer["id"])
            if answer["outcome"] == "malformed":
                assert dead[digest(self.lines[number].strip())] == answer["problem"]["code"]
                continue
            is_new = not answer.pop("duplicate", False)
            self.new[pair] += is_new
            assert answer == self._kept[pair]
            assert answer["seq"] <= length, "an answer is given when its event is written"
        self.done = max([self.done, *heard])
        self.depths.append(length)


def test_kill_at_any_moment(tmp_path: Path) -> None:
    print(f"BINCARD_SEED={SEED} BINCARD_KILLS={KILLS}")
    with nursery("tests.engine.fault_child") as fork:
        trial = Trial(tmp_path, rough_month(SEED), fork)
        outcomes = Counter((a["outcome"], "duplicate" in a) for a in trial.whole.values())
        assert all(outcomes[kind, False] > 20 for kind in ("accepted", "blocked", "refused", "malformed"))
        assert outcomes["accepted", True] > 20
        assert outcomes["refused", True] > 20
        assert "expiry_lock" in {row[4] for row in trial.tables["bc_findings"]}, "timers fired"
        ends: Counter[tuple[str, int]] = Counter()
        for number in range(KILLS):
            kind = "opening" if number < 2 else list(KINDS)[number % len(KINDS)]
            status, fate = trial.kill(kind, KILLS - number)
            ends[kind, status] += 1
            assert status in (-signal.SIGKILL, -signal.SIGXFSZ), fate
        trial.finish()
    print(dict(ends), trial.depths)
    assert {status for kind, status in ends if kind == "torn"} <= {-signal.SIGXFSZ}
    assert len(set(trial.depths)) > KILLS // 3, "the kills came at different depths"
    assert max(trial.new.values()) == 1, "no event was new twice"
    report = rebuild(str(trial.store))
    assert report.identical, report.differences
