"""Killed at any moment, a store holds whole batches, and all that it said were written."""

import os
import random
from pathlib import Path

import pytest

from engine.store import Store
from tests.engine.nursery import nursery, spin
from tests.engine.store.plant import MODEL, SHAPES, batch

KILLS = 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_at_random_moments(path: Path) -> None:
    chance = random.Random(20260101)
    with nursery("tests.engine.store.crash_child") as fork:
        for _ in range(KILLS):
            child = fork(str(path))
            said = child.lines()
            acknowledged = 0
            for _ in range(chance.randrange(4)):
                acknowledged = int(next(said).removeprefix("written "))
            spin(chance.uniform(0, 0.02))  # somewhere within opening or a batch
            child.kill()
            for line in said:
                acknowledged = int(line.removeprefix("written "))
            check(path, acknowledged)


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
