"""In memory: how many events a second, against a program written by hand."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from engine.machine import Backend
from engine.run import Engine
from tests.benchmarks.month import best, days, envelopes, fed, food, gist
from tests.benchmarks.plain import Plant

Row = tuple[str, str, str]


def check(number: int, backend: Backend = "python") -> Counter[str]:
    """Lines and envelopes are answered alike, and no stock comes from nowhere; the outcomes."""
    arrived, zone = days(number), food().model.zone
    one, other = Engine(food()), Engine(food(), backend=backend)
    answers = fed(one.submit_lines, arrived)
    again = fed(other.submit, envelopes(arrived, zone))
    assert gist(a for a in answers if a.source) == gist(again)
    assert one.machine.chain.last == other.machine.chain.last
    for engine in (one, other):
        sums: dict[tuple[str, str], Decimal] = {}
        for item, lot, _, quantity in engine.state.ledger.balances():
            sums[item, lot] = sums.get((item, lot), Decimal(0)) + quantity
        assert not any(sums.values())
    return Counter(a.outcome for a in answers)


def measure(number: int, times: int) -> list[Row]:
    """Events a second by lines, by envelopes, and by hand."""
    arrived = days(number)
    read = envelopes(arrived, food().model.zone)
    plain = best(lambda: [Plant().take(arrived)], times)
    by_lines = best(lambda: fed(Engine(food()).submit_lines, arrived), times)
    by_envelopes = best(lambda: fed(Engine(food()).submit, read), times)
    return [
        ("written by hand, from lines", f"{len(arrived) / plain:,.0f} events/s", "1"),
        ("submit_lines", f"{len(arrived) / by_lines:,.0f} events/s", f"1/{by_lines / plain:.1f}"),
        (
            "submit, events read before",
            f"{len(read) / by_envelopes:,.0f} events/s",
            f"1/{by_envelopes / plain:.1f}",
        ),
    ]
