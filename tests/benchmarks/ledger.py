"""What large bills and long genealogies cost, by the processor's time."""

from __future__ import annotations

import random
from fractions import Fraction

from engine.ledger.bills import Bill, Bills, Component, Operation
from tests.benchmarks.month import best

Row = tuple[str, str, str]


def structure(lines: int) -> Bills:
    """Assemblies of ten lines each on about eight levels, with scrap, batches and parts that many use."""
    draw = random.Random(lines)
    assemblies = lines // 10
    bills = Bills()
    for number in range(assemblies):
        below = range(number * 3 + 1, number * 3 + 4)
        parts = [f"A{child}" for child in below if child < assemblies]
        parts += [f"P{draw.randrange(lines // 4)}" for _ in range(10 - len(parts))]
        bills.add(
            Bill(
                item=f"A{number}",
                version="1",
                output=Fraction(draw.choice((1, 1, 10, 12))),
                operations=(Operation("cut", Fraction(1, 50)), Operation("fit", Fraction(1, 200))),
                components=tuple(
                    Component(
                        part,
                        Fraction(draw.randrange(1, 400), 8),
                        Fraction(draw.choice((0, 3, 5)), 100),
                        "fit",
                    )
                    for part in parts
                ),
            )
        )
    return bills


def explosion(lines: int, repeat: int) -> Row:
    """A structure of so many lines, all of them reached."""
    bills = structure(lines)
    needs = bills.explode("A0", 7, 0)
    assert sum(need.bill is not None for need in needs) == lines // 10 - 1
    took = best(lambda: bills.explode("A0", 7, 0), repeat)
    return f"explosion of {lines:,} lines, {needs[-1].level} levels", f"{took * 1000:,.0f} ms", ""
