"""Mistakes planted into copies of the shipped packs are found; the packs themselves, and the examples, prove clean."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dsl.catalogue import message
from engine.packs import PackSource, open_packs
from engine.pipeline import Compiled, compile_packs, proven
from tests.proofs.planted import PLANTS, Plant

ROOT = Path(__file__).parents[2]
CLEAN = ("packs/inventory", "packs/food", "examples/tour", "examples/lemon_tea")


def compiled(path: str, plant: Plant | None = None) -> Compiled:
    packs = open_packs(ROOT / path)
    if plant is not None:
        packs = tuple(_planted(pack, plant) for pack in packs)
    result = compile_packs(packs)
    assert result.diagnostics == (), [message(d, "en") for d in result.diagnostics]
    return result


def _planted(pack: PackSource, plant: Plant) -> PackSource:
    files = dict(pack.files)
    if plant.file in files:
        assert files[plant.file].count(plant.old) == 1 or not plant.old
        files[plant.file] = (
            files[plant.file].replace(plant.old, plant.new) if plant.old else files[plant.file] + plant.new
        )
    return PackSource(pack.manifest, pack.folder, files, pack.locales)


@pytest.mark.parametrize("path", CLEAN)
def test_what_ships_proves_clean(path: str) -> None:
    result = proven(compiled(path))
    assert [message(d, "en") for d in result.diagnostics] == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_what_is_planted_is_found(plant: Plant) -> None:
    found = [d for d in proven(compiled("packs/food", plant)).diagnostics if d.code == plant.code]
    assert found
    for name in plant.named:
        assert any(name in message(d, "en") + json.dumps(dict(d.facts)) for d in found), (name, found)


def test_what_only_runs_loads_no_solver() -> None:
    script = (
        "import sys; from pathlib import Path; from engine.pipeline import compile_path; "
        f"compile_path(Path({str(ROOT / 'examples/tour')!r})).generated; print('z3' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "False\n"


def test_definitions_with_errors_are_not_proven() -> None:
    result = compile_packs(
        [PackSource(open_packs(ROOT / "examples/tour")[0].manifest, ROOT, {"a.card": "rule"}, {})]
    )
    assert proven(result) is result
