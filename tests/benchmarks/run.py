"""All benchmarks, printed. They check that results are right, and assert nothing about time.

python -m tests.benchmarks.run
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks import book, checking, durable, growth, ledger, memory, proofs, start
from tests.benchmarks.month import days

MONTH = 30
LINES = 50_000


def show(title: str, rows: Iterable[tuple[str, str, str]]) -> None:
    """A part of the table."""
    print(f"\n{title}")
    for name, figure, ratio in rows:
        print(f"  {name:<36} {figure:>40} {ratio:>8}", flush=True)


def main() -> None:
    """Measure, part by part."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outcomes = memory.check(MONTH)
        print(f"The food pack, a month of {len(days(MONTH)):,} lines: {dict(outcomes)}")
        show("In memory, one core", memory.measure(MONTH, 5))
        durable.check(folder, 3, 100)
        show(
            "On SQLite, of what bare inserts reach",
            [
                durable.measure(folder, MONTH, 500, 3),
                durable.measure(folder, MONTH, 100, 3),
                durable.measure(folder, MONTH, 1, 3, limit=2000),
            ],
        )
        show("Start of a process to its first answer", start.measure(folder, 5))
        show(
            f"Checking {LINES:,} lines in {len(checking.large(LINES).files)} files",
            checking.measure(folder, checking.check(LINES), LINES, 5),
        )
        growth.check(3, 1)
        show("Ten times as many rules on other events", growth.over_rules(MONTH, 10, 3))
        show("Ten times as long", growth.over_history(10 * MONTH))
        show(
            "Bills and genealogy",
            [ledger.explosion(20_000, 5), *ledger.trace(1_000_000, 3), ledger.promises(100_000, 3)],
        )
        show("The book, and how much longer than plain Python takes", book.measure(1_000_000, 10_000))
        show("Proofs", [proofs.measure()])


if __name__ == "__main__":
    main()
