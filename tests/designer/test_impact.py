"""`bincard impact`, and what `bincard diff` says is taken away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.designer.conftest import ROOT, Run

FOOD = ROOT / "packs" / "food"


@pytest.mark.parametrize(("lang", "said"), [("en", "A change of it touches"), ("zh", "改动它会影响")])
def test_a_tree(lang: str, said: str, bincard: Run) -> None:
    shown = bincard("impact", FOOD, "near_expiry_limit", lang=lang)
    assert shown.code == 0
    assert said in shown.out
    assert "near_expiry_input" in shown.out


def test_as_json(bincard: Run) -> None:
    (found,) = bincard("impact", FOOD, "Lot.expires_at", "--json").objects
    assert found["kind"] == "field"
    assert {b["name"] for b in found["touches"]} >= {"near_expiry_input", "expiry_lock"}
    assert {u["name"] for u in found["users"]} >= {"Relabelled"}


def test_a_label_is_a_name_too(bincard: Run) -> None:
    assert bincard("impact", FOOD, "临期天数").code == 0


@pytest.mark.parametrize(("lang", "said"), [("en", "Did you mean"), ("zh", "是否想写")])
def test_an_unknown_name(lang: str, said: str, bincard: Run) -> None:
    shown = bincard("impact", FOOD, "Lot.expire_at", lang=lang)
    assert shown.code == 2
    assert said in shown.err
    assert "Lot.expires_at" in shown.err


def test_diff_says_what_is_taken_away(pack: Path, tmp_path: Path, bincard: Run) -> None:
    (pack / "more.card").write_text(
        'parameter cap: number = 3 "上限"\n\nrule big "大"\n    on SaleShipped\n    when cap > 4\n    warn "大"\n',
        "utf-8",
    )
    new = tmp_path / "new" / "small"
    shutil.copytree(pack, new)
    (new / "more.card").unlink()
    shown = bincard("diff", pack, new).out
    assert "What that takes away" in shown
    assert "cap" in shown
    assert "It was used by big." in " ".join(shown.split())
