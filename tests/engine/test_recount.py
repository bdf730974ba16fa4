"""A measure whose definition changes is counted anew over the log; a rebuild does the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.ask import Value, evaluate
from engine.pipeline import compile_path
from engine.replay import rebuild
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store

PACK = """
entity Item "物料"
    code: text key
    name: text = ""

event Registered
    code: text
    create Item(code: code)

event Sold
    item: Item
    amount: number > 0

measure sold(item: Item)
    {measure}

rule much "售出过多"
    for each item: Item
    when sold(item) >= 10
    alert boss "{{item.code}}"

role boss "老板"
"""


def definitions(folder: Path, measure: str) -> Path:
    path = folder / "shop.card"
    path.write_text(PACK.format(measure=measure), "utf-8")
    return path


def lines() -> list[bytes]:
    events = [("Registered", {"code": "A"}), ("Registered", {"code": "B"})]
    events += [("Sold", {"item": "A", "amount": n}) for n in (1, 5, 3)] + [
        ("Sold", {"item": "B", "amount": 2})
    ]
    return [
        json.dumps(
            {
                "specversion": "1.0",
                "id": str(i),
                "source": "/s",
                "type": kind,
                "time": f"2026-03-0{i + 1}T08:00:00+08:00",
                "data": data,
            }
        ).encode()
        for i, (kind, data) in enumerate(events)
    ]


@pytest.mark.parametrize(
    ("first", "second", "of_a", "of_b"),
    [
        ("sum amount of Sold by item", "sum amount * 2 of Sold by item", "18", "4"),
        ("sum amount of Sold by item", "sum amount of Sold by item where amount > 2", "8", "0"),
        ("sum amount of Sold by item", "sum amount of Sold by item over 30 days", "9", "2"),
        ("sum amount of Sold by item over 30 days", "sum amount of Sold by item", "9", "2"),
        ("count of Sold by item", "streak of Sold by item where amount < 4", 1, 1),
    ],
)
def test_a_changed_measure_is_counted_anew(
    tmp_path: Path, first: str, second: str, of_a: object, of_b: object
) -> None:
    url = str(tmp_path / "shop.db")
    for measure in (first, second, second):
        compiled = compile_path(definitions(tmp_path, measure))
        assert not compiled.diagnostics
        with Store.open(url, compiled.model, Shapes(compiled.model)) as store:
            engine = Engine(compiled, store)
            engine.submit_lines(lines())
            values = [evaluate(engine, f'sold("{item}")') for item in "AB"]
    assert [v.json for v in values if isinstance(v, Value)] == [of_a, of_b]
    report = rebuild(url)
    assert report.identical, report.differences


def test_a_rule_that_the_new_definition_makes_true_fires_once(tmp_path: Path) -> None:
    url = str(tmp_path / "shop.db")
    fired = []
    for measure in (
        "sum amount of Sold by item",
        "sum amount * 2 of Sold by item",
        "sum amount * 2 of Sold by item",
    ):
        compiled = compile_path(definitions(tmp_path, measure))
        with Store.open(url, compiled.model, Shapes(compiled.model)) as store:
            engine = Engine(compiled, store)
            engine.submit_lines(lines())
            fired.append([f.key for f in engine.findings])
    assert fired == [[], [("A",)], []]
    assert rebuild(url).identical
