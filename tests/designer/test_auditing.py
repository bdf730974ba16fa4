"""`bincard audit`: balances proven by their moves, and repaired from them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.designer.conftest import Run, event


@pytest.fixture
def store(bincard: Run, pack: Path, events: Path, tmp_path: Path) -> Path:
    file = tmp_path / "plant.db"
    assert bincard("run", pack, "--events", events, "--store", file).code == 0
    return file


def change(store: Path, statement: str) -> None:
    with sqlite3.connect(store) as connection:
        assert connection.execute(statement).rowcount
    connection.close()


def test_all_is_well(bincard: Run, store: Path) -> None:
    before = store.read_bytes()
    result = bincard("audit", "--store", store)
    assert result.code == 0
    assert result.out.startswith("All is well: ")
    assert bincard("audit", "--store", store, lang="zh").out.startswith("核对无误")
    assert store.read_bytes() == before, "an audit changes nothing"


@pytest.mark.parametrize(
    "statement",
    [
        "update bc_balances set quantity = quantity + 1",
        "update bc_balances set last_move = last_move + 7",
        "delete from bc_balances",
        "insert into bc_balances values ('A', 'L9', 'W', 5, 1)",
    ],
)
def test_what_is_wrong_is_told_and_repaired(bincard: Run, store: Path, statement: str) -> None:
    change(store, statement)
    for lang, said in (("en", "the moves come to"), ("zh", "移动得出")):
        result = bincard("audit", "--store", store, lang=lang)
        assert result.code == 1
        assert said in result.out
    assert bincard("audit", "--store", store, "--repair").code == 0
    assert bincard("audit", "--store", store).code == 0
    assert bincard("rebuild", "--store", store).code == 0


def test_what_was_told_late_is_listed(bincard: Run, pack: Path, store: Path, tmp_path: Path) -> None:
    late = tmp_path / "late.jsonl"
    late.write_bytes(event("late", "SaleShipped", 6, lot="L1", place="W", quantity=1))
    assert bincard("run", pack, "--events", late, "--store", store).code == 0
    result = bincard("audit", "--store", store)
    assert result.code == 0, "it is for a person to look at"
    assert result.out.startswith("Told late")
    assert "A L1 W: -1 from 2025-12-31 22:00 UTC on" in result.out
    assert bincard("audit", "--store", store, lang="zh").out.startswith("有补录")


def test_a_store_that_is_not_there(bincard: Run, tmp_path: Path) -> None:
    assert bincard("audit", "--store", tmp_path / "none.db").code == 2
