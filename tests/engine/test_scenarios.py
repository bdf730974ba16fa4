"""Scenarios run on a fresh state; what fails says what was expected and what happened instead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dsl.typesystem import DURATION, INSTANT
from engine.graph import EventNode
from engine.machine import Backend
from engine.pipeline import compile_path
from engine.scenarios import encode_payload, run_scenario, run_scenarios
from tests.engine.yard import YARD, compiled, instant

ROOT = Path(__file__).parents[2]

GIVEN = """
scenario "s"
    given
        Item(code: "F-1", name: "水饺", base_unit: "件", packaging: [Packaging(unit: "箱", factor: 12)])
        Lot(code: "L1", item: "F-1", expires_at: 2026-03-31)
        at 2026-03-01T08:00 Received(lot: "L1", item: "F-1", place: "W1", quantity: 10 箱)
"""


def failures(steps: str, given: str = GIVEN, text: str = YARD) -> list[str]:
    """What is said of one scenario, in English; both back ends say the same."""
    definitions = compiled(text + given + steps)
    said = [run_scenarios(definitions, backend=backend)[0].failures for backend in ("python", "interpreter")]
    assert said[0] == said[1]
    for failure in said[0]:
        assert any("一" <= c <= "鿿" for c in failure.zh)
    return [failure.en for failure in said[0]]


@pytest.mark.parametrize(
    "steps",
    [
        '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 2 箱)\n        accepted\n        no findings\n'
        '        on_hand("F-1", "W1") == 96\n        on_hand("F-1", "W1") == 8 箱\n',
        '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 501)\n        blocked by too_much\n'
        "        not blocked by expired\n        not warned by opened_sale\n",
        '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 501) as boss\n        blocked by too_much\n',
        '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 502) as boss because "急"\n        refused\n',
        '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 200)\n        refused\n        on_hand("F-1", "W1") == 120\n',
        '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 0)\n        refused\n',
        '    at 2026-03-02T08:00 Opened(lot: "L1")\n    at 2026-03-02T09:00 Sold(lot: "L1", place: "W1", quantity: 100)\n'
        "        accepted\n        warned by opened_sale\n        alerted by big_sale\n        not held by locked\n",
        "    at 2026-03-21T23:59:59.999998\n        no findings\n    at 2026-03-21T23:59:59.999999\n        alerted by expiring\n"
        '    at 2026-03-31\n        held by locked\n        Lot("L1") is held\n',
        '    at 2026-04-01 Sold(lot: "L1", place: "W1", quantity: 1)\n        blocked by expired\n        held by locked\n',
        '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 5)\n    at 2026-03-01T09:00 Sold(lot: "L1", place: "W1", quantity: 5)\n'
        '        sold("F-1") == 10\n        now == 2026-03-02T08:00\n',
        '    at 2026-03-02T08:00 Released(lot: "L1")\n        refused\n    at 2026-03-02T08:00 Released(lot: "L1") as boss\n        accepted\n',
        '    at 2026-03-02T08:00 SafetySet(item: "F-1", safety: 130)\n        alerted by low\n        reorders("F-1") == 1\n',
    ],
)
def test_as_expected(steps: str) -> None:
    assert failures(steps) == []


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 501)\n        accepted\n',
            "at 2026-03-02 08:00 Sold: expected accepted; it was blocked, found: too_much (block)",
        ),
        (
            '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 1)\n        blocked by too_much\n',
            "at 2026-03-02 08:00 Sold: expected blocked by too_much; it was accepted, no rule found anything",
        ),
        (
            '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 501)\n        not blocked by too_much\n',
            "at 2026-03-02 08:00 Sold: expected not blocked by too_much; it was blocked, found: too_much (block)",
        ),
        (
            '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 200)\n        accepted\n',
            "at 2026-03-02 08:00 Sold: expected accepted; it was refused: W1 holds 120 of lot L1 of F-1, and 200 were to"
            " leave. Stock can't fall below zero; count the place or correct the quantity.",
        ),
        (
            '    at 2026-03-02T08:00 Sold(lot: "L9", place: "W1", quantity: 2)\n        accepted\n',
            "at 2026-03-02 08:00 Sold: expected accepted; it was refused: `lot` names Lot `L9`, which is not known."
            " Did you mean `L1`?",
        ),
        (
            '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 5)\n        on_hand("F-1", "W1") == 116\n',
            'at 2026-03-02 08:00 Sold: expected `on_hand("F-1", "W1") == 116`, but it is 115',
        ),
        (
            '    at 2026-03-02T08:00\n        Lot("L1") is held\n',
            'at 2026-03-02 08:00: expected `Lot("L1") is held`',
        ),
        (
            "    at 2026-03-31\n        no findings\n",
            "at 2026-03-31: expected no findings; found: expiring (alert), locked (hold), held_told (alert)",
        ),
        (
            '    at 2026-03-02T08:00\n        on_hand("F-1", "W1") / sold("F-1") > 1\n',
            'at 2026-03-02 08:00: `on_hand("F-1", "W1") / sold("F-1") > 1`: A rule divides by zero here.',
        ),
        (
            "    at 2026-03-02T08:00\n        round(1 / 3, 99) > 1\n",
            "at 2026-03-02 08:00: `round(1 / 3, 99) > 1`: A number in a rule's arithmetic went out of range.",
        ),
        (
            '    at 2026-03-02T08:00\n        Lot("L9").opened\n',
            'at 2026-03-02 08:00: `Lot("L9").opened`: There is no Lot `L9`. Register it first',
        ),
    ],
)
def test_what_failed(steps: str, said: str) -> None:
    (failure,) = failures(steps)
    assert failure.startswith(said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            '        at 2026-03-01T08:00 Sold(lot: "L1", place: "W1", quantity: 500)\n',
            "the event among the givens to be accepted",
        ),
        ('        Lot(code: "L1", item: "F-1")\n', "Lot `L1` exists already."),
        ('        Lot(code: "", item: "F-1")\n', "The code of a Lot has 1 to 200 characters"),
        ('        Place(code: "W7", zone: "Mars")\n', "I know no time zone `Mars`."),
    ],
)
def test_givens_that_cannot_be(given: str, said: str) -> None:
    found = failures("    at 2026-03-02T08:00\n        now == 2026-03-02T08:00\n", GIVEN + given)
    assert any(said in failure for failure in found), found


def test_every_failure_is_told() -> None:
    steps = (
        "    at 2026-03-02T08:00\n        1 == 2\n        2 == 3\n    at 2026-03-03T08:00\n        3 == 4\n"
    )
    assert [f.split("expected ")[1] for f in failures(steps)] == [
        "`1 == 2`, but it is 1",
        "`2 == 3`, but it is 2",
        "`3 == 4`, but it is 3",
    ]


def test_what_is_only_mentioned_exists() -> None:
    """A place or an item by its code alone has its defaults; a lot must say its item."""
    steps = '    at 2026-03-02T08:00 Moved(lot: "L1", source: "W1", target: "W-new", quantity: 1)\n        accepted\n'
    assert failures(steps) == []
    steps = '    at 2026-03-02T08:00 Received(lot: "L8", item: "F-new", place: "W1", quantity: 1)\n        accepted\n'
    assert failures(steps) == []


def test_parameters_among_the_givens() -> None:
    given = GIVEN + "        set most = 3\n        set notice = 2 days\n"
    steps = '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 4)\n        blocked by too_much\n'
    assert failures(steps, given) == []


def test_each_scenario_has_a_state_of_its_own() -> None:
    sold = '    at 2026-03-02T08:00 Sold(lot: "L1", place: "W1", quantity: 120)\n        on_hand("F-1", "W1") == 0\n'
    definitions = compiled(YARD + GIVEN + sold + GIVEN.replace('"s"', '"t"') + sold)
    results = run_scenarios(definitions)
    assert [(r.title, r.passed) for r in results] == [("s", True), ("t", True)]
    assert results[0].span.path == "yard/yard.card"


def test_scenarios_of_chosen_packs() -> None:
    definitions = compile_path(ROOT / "packs" / "food")
    everything = run_scenarios(definitions)
    assert {r.pack for r in everything} == {"inventory", "food"}
    assert {r.pack for r in run_scenarios(definitions, ["inventory"])} == {"inventory"}
    assert run_scenarios(definitions, []) == []


@pytest.mark.parametrize("backend", ["python", "interpreter"])
@pytest.mark.parametrize("pack", ["inventory", "food"])
def test_all_scenarios_of_the_packs_pass(pack: str, backend: Backend) -> None:
    definitions = compile_path(ROOT / "packs" / pack)
    failed = {r.title: r.failures for r in run_scenarios(definitions, [pack], backend) if not r.passed}
    assert not failed


def test_the_scenarios_of_the_packs_can_fail() -> None:
    """With no rule in it, most scenarios of a pack do."""
    definitions = compile_path(ROOT / "packs" / "inventory")
    assert definitions.graph is not None
    nodes = dict(definitions.graph.nodes)
    for event in definitions.graph.of(EventNode):
        nodes[event.id] = replace(event, judges=(), follows=())
    graph = definitions.graph.with_nodes(nodes)
    results = run_scenarios(replace(definitions, graph=graph))
    assert sum(not r.passed for r in results) > len(results) / 4


@pytest.mark.parametrize(
    ("value", "kind", "encoded"),
    [
        (instant("2026-03-31"), INSTANT, "2026-03-31T15:59:59.999999+00:00"),
        (90_000_001, DURATION, "90.000001 s"),
        (-1, DURATION, "-0.000001 s"),
    ],
)
def test_values_as_payloads(value: Any, kind: Any, encoded: str) -> None:
    assert encode_payload(value, kind) == encoded


def test_a_payload_means_what_the_scenario_says() -> None:
    """Whatever is written in a step is bound as if it came from outside."""
    text = YARD + (
        '\nevent Shown "示"\n    shot: photo\n    papers: list of file\n    loss: percent\n    paid: money in USD\n'
        "\nrule shown\n    on Shown\n    when loss > 5 % and paid > 3 USD and length(papers) == 2\n"
        '    warn "{shot}"\n'
        '\nscenario "p"\n    at 2026-03-02T08:00 Shown(shot: "门.JPG", papers: ["a.pdf", "b"], loss: 5.5 %, paid: 3.5 USD)\n'
        "        warned by shown\n"
        '\nentity Kept "记录"\n    code: text key\n    when: instant\n    life: duration\n    heat: temperature\n'
        "    price: money\n    ratio: number\n    day: date\n    storage: Storage\n    packs: list of Packaging\n    note: text?\n"
        "\nevent Kept_ \"记\"\n    code: text\n    when: instant\n    life: duration\n    heat: temperature\n    price: money\n"
        "    ratio: number\n    day: date\n    storage: Storage\n    packs: list of Packaging\n    note: text?\n"
        "    create Kept(code: code, when: when, life: life, heat: heat, price: price, ratio: ratio, day: day,"
        " storage: storage, packs: packs, note: note)\n"
        '\nscenario "s"\n    at 2026-03-02T08:00 Kept_(code: "a", when: 2026-03-31, life: 1.5 hours, heat: -18.5 °C,'
        ' price: 12.50 CNY, ratio: 1 / 8, day: 2026-02-28, storage: frozen, packs: [Packaging(unit: "箱", factor: 0.1)])\n'
        '        accepted\n        Kept("a").when == 2026-03-31\n        Kept("a").life == 90 minutes\n'
        '        Kept("a").heat == -18.5 °C\n        Kept("a").price == 12.5 CNY\n        Kept("a").ratio == 0.125\n'
        '        Kept("a").day == 2026-02-28\n        Kept("a").storage == frozen\n        Kept("a").note is missing\n'
        '        (any p in Kept("a").packs has p.factor * 10 == 1)\n'
    ).replace("Kept_", "KeptNow")  # fmt: skip
    for result in run_scenarios(compiled(text)):
        assert result.passed, result.failures


def test_a_scenario_run_again_is_the_same() -> None:
    definitions = compiled(YARD + GIVEN + "    at 2026-03-31\n        no findings\n")
    (scenario,) = definitions.model.scenarios
    first, second = (run_scenario(definitions, scenario) for _ in range(2))
    assert first == second
    assert not first.passed
