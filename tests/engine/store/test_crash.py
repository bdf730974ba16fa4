"""Killed at any moment, a store holds whole batches, and all that it said were written."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.store import Store
from tests.engine.store.plant import MODEL, SHAPES, batch

KILLS = 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_at_random_moments(path: Path) -> None:
    chance = random.Random(20260101)
    command = [sys.executable, "-m", "tests.engine.store.crash_child"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for _ in range(KILLS):
            nursery.stdin.write(f"{path}\n")
            nursery.stdin.flush()
            pid = int(nursery.stdout.readline().removeprefix("pid "))
            acknowledged = 0
            for _ in range(chance.randrange(4)):
                acknowledged = int(nursery.stdout.readline().removeprefix("written "))
            end = time.perf_counter() + chance.uniform(0, 0.02)  # somewhere within opening or a batch
            while time.perf_counter() < end:
                pass
            os.kill(pid, signal.SIGKILL)
            while (line := nursery.stdout.readline()) != "dead\n":
                acknowledged = int(line.removeprefix("written "))
            check(path, acknowledged)
        nursery.stdin.close()


def check(path: Path, acknowledged: int) -> None:
    """The store is at the end of a batch, at or after the one that was acknowledged last."""
    with Store.open(str(path), MODEL, SHAPES) as store:
        loaded = store.load()
        seq = loaded.head.get("seq", 0)
        assert seq >= acknowledged
        assert seq % 10 == 0
        assert [e.seq for e in store.events()] == list(range(1, seq + 1))
        assert len(list(store.moves())) == seq
        assert [f.seq for f in store.findings()] == list(range(1, seq + 1, 10))
        assert list(loaded.things.get("Lot", {})) == [f"L{n}" for n in range(1, seq + 1)]
        if seq:
            last = batch(seq - 9)
            assert loaded.balances == last.balances
            assert loaded.head == last.head
            assert loaded.running == last.running
            assert len(loaded.entries) == seq
