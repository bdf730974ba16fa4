"""The benchmarks at a small size, so that they do not rot: results are right, whatever the time."""

from pathlib import Path

from tests.benchmarks import book, checking, durable, growth, ledger, memory, proofs, start
from tests.benchmarks.month import days
from tests.benchmarks.plain import Plant


def test_memory() -> None:
    outcomes = memory.check(2, backend="interpreter")
    assert outcomes["accepted"] > 500
    assert outcomes["malformed"] == 1
    assert len(memory.measure(1, 1)) == 3


def test_plain() -> None:
    plant = Plant()
    assert plant.take(days(2)) > 500
    assert plant.take(days(2)) == 0
    assert any(plant.stock.values())
    assert all(quantity >= 0 for quantity in plant.stock.values())


def test_durable(tmp_path: Path) -> None:
    durable.check(tmp_path, 1, 100)
    name, _, _ = durable.measure(tmp_path, 1, 20, 1, limit=100)
    assert "rows an event" in name


def test_start(tmp_path: Path) -> None:
    assert len(start.measure(tmp_path, 1)) == 4


def test_proofs() -> None:
    name, _, _ = proofs.measure(40)
    assert name == "40 rules on 40 events"


def test_growth() -> None:
    growth.check(1, 1)
    assert len(growth.over_history(8)) == 2


def test_checking(tmp_path: Path) -> None:
    pack = checking.check(6000)
    assert len(pack.files) > 40
    assert len(checking.measure(tmp_path, pack, 6000, 1)) == 6


def test_ledger() -> None:
    name, _, _ = ledger.explosion(200, 1)
    assert name.startswith("explosion of 200 lines")
    assert len(ledger.trace(1000, 1)) == 3
    assert ledger.promises(2000, 1)


def test_book() -> None:
    """The same costs as plain Python, which `measure` asserts."""
    assert len(book.measure(1_000, 500)) == 6
