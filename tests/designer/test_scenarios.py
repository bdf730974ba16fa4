"""`test`: scenarios as a report."""

from __future__ import annotations

from pathlib import Path

from tests.designer.conftest import ROOT, Run


def test_a_pack_that_passes(bincard: Run, pack: Path) -> None:
    result = bincard("test", pack)
    assert result.code == 0
    assert "✓ 五个可以" in result.out
    assert result.err == "All pass: 1 scenario.\n"


def test_a_scenario_that_fails(bincard: Run, pack: Path) -> None:
    file = pack / "scenarios.card"
    file.write_text(file.read_text("utf-8").replace("quantity: 5)", "quantity: 6)"), "utf-8")
    english = bincard("test", pack)
    assert english.code == 1
    assert "✗ 五个可以  small/scenarios.card:1" in english.out
    assert "too_much" in english.out
    chinese = bincard("test", pack, lang="zh")
    assert "应被接受" in chinese.out
    (result,) = bincard("test", pack, "--json").objects
    assert (result["passed"], result["line"], result["pack"]) == (False, 1, "small")
    assert set(result["failures"][0]) == {"zh", "en"}


def test_each_pack_of_a_folder_is_tested_by_itself(bincard: Run, pack: Path) -> None:
    other = pack.parent / "other"
    other.mkdir()
    (other / "pack.toml").write_text('name = "other"\nneeds = ["inventory"]\n', "utf-8")
    (other / "rules.card").write_text(
        'rule nothing_at_all "全拦"\n    on SaleShipped\n    block "不行"\n    cites "手册"\n', "utf-8"
    )
    result = bincard("test", pack.parent, "--json")
    assert result.code == 0
    assert [r["pack"] for r in result.objects] == ["small"]


def test_a_pack_without_scenarios(bincard: Run, pack: Path) -> None:
    (pack / "scenarios.card").unlink()
    result = bincard("test", pack)
    assert result.code == 1
    assert "has no scenarios" in result.err


def test_the_inventory_pack(bincard: Run) -> None:
    result = bincard("test", ROOT / "packs/inventory", "--json")
    assert result.code == 0
    assert {r["pack"] for r in result.objects} == {"inventory"}
