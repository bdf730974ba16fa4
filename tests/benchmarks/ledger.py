"""What large bills and long genealogies cost, by the processor's time."""

from __future__ import annotations

import random
from fractions import Fraction

from engine.ledger.bills import Bill, Bills, Component, Operation
from engine.ledger.flows import Kind
from engine.ledger.genealogy import Genealogy, Part
from engine.ledger.promise import Promise
from engine.ledger.recall import recall
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


def family(edges: int) -> Genealogy:
    """Lots of which each is made of ten earlier ones, all of them from one first; a tenth of them is sold."""
    draw = random.Random(edges)
    lots = Genealogy({"supply": Kind.SUPPLIER, "customers": Kind.SOLD})
    lots.move(0, 0, Part("L0", "supply", 10**12, "x"), "W1")
    for number in range(1, edges // 10 + 1):
        earlier = {0, *(draw.randrange(max(0, number - 2000), number) for _ in range(10))}
        inputs = [Part(f"L{lot}", "W1", 10**5) for lot in sorted(earlier, reverse=True)[:10]]
        inputs += [Part("L0", "W1", 10**5)] * (10 - len(inputs))
        lots.make(number, number, inputs, [Part(f"L{number}", "W1", 10**7, "x")])
        if number % 10 == 0:
            lots.move(number, number, Part(f"L{number}", "W1", 10**6), "customers")
    return lots


def trace(edges: int, repeat: int) -> list[Row]:
    """Down from the first lot over all edges, up from the last, and where all of the first one is."""
    lots = family(edges)
    last = f"L{edges // 10}"
    down, up, found = lots.descendants("L0"), lots.ancestors(last), recall(lots, "L0")
    assert len(down) == edges // 10
    assert "L0" in up
    assert sum(found.on_hand.values()) + found.sold == found.quantity == 10**12
    return [
        (f"{what} over {edges:,} edges", f"{best(work, repeat):.2f} s", "")
        for what, work in (
            ("trace down", lambda: lots.descendants("L0")),
            ("trace up", lambda: lots.ancestors(last)),
            ("recall with mass balance", lambda: recall(lots, "L0")),
        )
    ]


def promises(rows: int, repeat: int) -> Row:
    """With so many rows due: a question, an answer with the earliest date, and a change, one after the other."""
    draw = random.Random(rows)
    promise = Promise("X", 1000, ((draw.randrange(rows), draw.choice((-7, 8))) for _ in range(rows)))
    dates = [draw.randrange(rows) for _ in range(200)]

    def work() -> None:
        for date in dates:
            earliest = promise.earliest(promise.at(date) + 1, date)
            assert earliest is None or earliest > date
            promise.add(date, 1)
            promise.add(date, -1)

    each = best(work, repeat) / len(dates)
    return f"promise and two changes, {rows:,} rows due", f"{each * 1000:.2f} ms", ""
