"""The inventory pack: its scenarios pass on both back ends, and every rule is proven, sourced and translated."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dsl import model as m
from dsl.parse import parse
from dsl.printer import print_file
from dsl.source import Source
from engine.pipeline import Compiled, compile_path
from engine.scenarios import run_scenarios

FOLDER = Path(__file__).parents[2] / "packs" / "inventory"


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return compile_path(FOLDER)


@pytest.mark.parametrize("backend", ["python", "interpreter"])
def test_scenarios_pass(compiled: Compiled, backend: Any) -> None:
    assert not compiled.diagnostics
    results = run_scenarios(compiled, ["inventory"], backend)
    assert [(r.title, r.failures) for r in results if not r.passed] == []
    assert len(results) >= 4 * len(compiled.model.rules)


def test_every_rule_is_seen_to_act_and_is_sourced(compiled: Compiled) -> None:
    acting: Counter[str] = Counter()
    for scenario in compiled.model.scenarios:
        expectations = [e for step in scenario.steps for e in step.expectations]
        for e in expectations:
            if isinstance(e, m.ExpectRules) and not e.negated:
                acting.update(e.rules)
    for rule in compiled.model.rules.values():
        assert acting[rule.name], rule.name
        assert rule.cites, rule.name


def test_every_event_is_in_a_scenario(compiled: Compiled) -> None:
    recorded = {
        step.event
        for scenario in compiled.model.scenarios
        for step in (*scenario.steps, *(g for g in scenario.given if isinstance(g, m.Step)))
    }
    emitted = {"ReplenishmentRequested", "ChannelCapped", "TransferPlanned"}
    assert set(compiled.model.events) - recorded == emitted


def test_titles_are_different(compiled: Compiled) -> None:
    titles = Counter(s.title for s in compiled.model.scenarios)
    assert [t for t, n in titles.items() if n > 1] == []


def test_everything_has_a_label_in_both_languages(compiled: Compiled) -> None:
    locale = tomllib.loads((FOLDER / "locales" / "en.toml").read_text("utf-8"))
    model = compiled.model
    names = [*model.entities, *model.enums, *model.events, *model.measures, *model.parameters, *model.roles]
    names += [*model.places, *model.rules]
    for owner in (*model.entities.values(), *model.events.values()):
        names += [f"{owner.name}.{field}" for field in owner.fields]
    for enum in model.enums.values():
        names += [f"{enum.name}.{value.name}" for value in enum.values]
    on_boards = {name for name in locale["labels"] if name.partition(".")[0] in model.boards}
    assert sorted(locale["labels"].keys() - on_boards) == sorted(names)
    tiles = [(board.name, tile) for board in model.boards.values() for tile in board.tiles]
    titles = {f"{board}.{tile.title.zh}" for board, tile in tiles}
    headings = {f"{board}.{h.zh}" for board, tile in tiles for h in getattr(tile.content, "headings", ())}
    assert model.boards.keys() | titles <= on_boards <= model.boards.keys() | titles | headings


@pytest.mark.parametrize("card", sorted(FOLDER.rglob("*.card")), ids=lambda p: str(p.relative_to(FOLDER)))
def test_is_formatted(card: Path) -> None:
    text = card.read_text("utf-8")
    assert print_file(parse(Source(str(card), text)).file, None) == text
