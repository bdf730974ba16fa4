"""What an event costs as history grows, and as rules are added that have nothing to do with it."""

from __future__ import annotations

import time
from pathlib import Path

from engine.packs import Manifest, PackSource, open_packs
from engine.pipeline import Compiled, compile_packs
from engine.run import Engine
from tests.benchmarks.month import FOOD, batches, best, days, fed, food, gist

Row = tuple[str, str, str]


def with_strangers(times: int) -> Compiled:
    """The food pack with so many times its rules more, on other events of which none ever comes."""
    number = times * len(food().model.rules)
    text = "\n".join(
        f'event Strange{n} "其他 {n}"\n'
        '    lot: Lot "批次"\n'
        '    quantity: quantity "数量"\n\n'
        f'rule strange_{n} "其他 {n}"\n'
        f"    on Strange{n}\n"
        f"    when quantity > {n} and lot.item.shelf_life is known\n"
        f'    block "不可 {n}"\n'
        for n in range(number)
    )
    packs = open_packs(FOOD)
    last = PackSource(Manifest(name="strange", needs=("food",)), Path(), {"strange/all.card": text}, {})
    compiled = compile_packs([*packs, last])
    assert compiled.graph is not None, compiled.errors[:3]
    assert len(compiled.model.rules) == number + len(food().model.rules)
    return compiled


def check(number: int, times: int) -> None:
    """Rules that have nothing to do with what happens change nothing."""
    lines = days(number)
    one = fed(Engine(food()).submit_lines, lines)
    assert gist(one) == gist(fed(Engine(with_strangers(times)).submit_lines, lines))


def over_rules(number: int, times: int, repeat: int) -> list[Row]:
    """Events a second with the pack alone, and with so many times its rules more."""
    lines, more = days(number), with_strangers(times)
    alone = best(lambda: fed(Engine(food()).submit_lines, lines), repeat)
    among = best(lambda: fed(Engine(more).submit_lines, lines), repeat)
    return [
        (f"{len(food().model.rules)} rules", f"{len(lines) / alone:,.0f} events/s", "1"),
        (f"{len(more.model.rules)} rules", f"{len(lines) / among:,.0f} events/s", f"{alone / among:.2f}"),
    ]


def over_history(number: int) -> list[Row]:
    """Events a second in the first and in the last tenth of so many days."""
    engine, costs = Engine(food()), []
    parts = batches(days(number))
    for batch in parts:
        start = time.process_time()
        engine.submit_lines(batch)
        costs.append((time.process_time() - start) / len(batch))
    tenth = len(costs) // 10
    first, last = (sum(part) / len(part) for part in (costs[:tenth], costs[-tenth:]))
    return [
        (f"first tenth of {len(days(number)):,} events", f"{1 / first:,.0f} events/s", "1"),
        ("last tenth", f"{1 / last:,.0f} events/s", f"{first / last:.2f}"),
    ]
