"""`bincard read` and `bincard diff`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.designer.conftest import ROOT, Run

FOOD = ROOT / "packs" / "food"


def test_a_rule_is_read(bincard: Run) -> None:
    shown = bincard("read", FOOD, "recalled_stays_held", lang="zh")
    assert shown.code == 0
    assert "".join(shown.out.split()).startswith(
        "规则「召回批次不得解除隔离」：解除隔离时，若批次已召回，则拦截，提示“批次〔批次的批号〕已召回，只能销毁或退货”。"
    )
    assert bincard("read", FOOD, "Recalled lot stays held").out.startswith(
        "Rule “Recalled lot stays held”:\n"
    )


def test_a_pack_is_read_without_those_that_it_needs(bincard: Run) -> None:
    shown = bincard("read", FOOD, "--json")
    read = {o["name"]: o for o in shown.objects}
    assert {o["pack"] for o in shown.objects} == {"food"}
    assert read["warm_limit"]["kind"] == "parameter"
    assert read["warm_limit"]["text"]["zh"].startswith("参数「累计超温上限」（时长）：默认为 30 分钟")
    assert read["warm_limit"]["text"]["en"].startswith("Setting “")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Nothing here is called `warm_limi`. Did you mean warm_limit?"), ("zh", "是否想写 warm_limit？")],
)
def test_an_unknown_name(lang: str, said: str, bincard: Run) -> None:
    shown = bincard("read", FOOD, "warm_limi", lang=lang)
    assert shown.code == 2
    assert said in shown.err


def test_a_change_is_told(pack: Path, tmp_path: Path, bincard: Run) -> None:
    new = tmp_path / "new" / "small"
    shutil.copytree(pack, new)
    rules = new / "rules.card"
    rules.write_text(rules.read_text("utf-8").replace("quantity > 5", "quantity >= 5"), "utf-8")
    shown = bincard("diff", pack, new, lang="zh")
    assert shown.code == 0
    assert "".join(shown.out.split()).startswith("规则「太多」有改动。条件由「数量大于5」改为「数量不少于5」")
    (found,) = bincard("diff", pack, new, "--json").objects
    assert (found["change"], found["kind"], found["name"]) == ("changed", "rule", "too_much")
    assert found["details"]["en"] == [
        "the condition was: the quantity is more than 5; is now: the quantity is at least 5"
    ]
    assert bincard("diff", pack, pack).out == "No difference in meaning.\n"


def test_a_store_keeps_the_old_version(pack: Path, events: Path, tmp_path: Path, bincard: Run) -> None:
    store = tmp_path / "s.db"
    assert bincard("run", pack, "--events", events, "--store", store).code == 0
    rules = pack / "rules.card"
    rules.write_text(rules.read_text("utf-8").replace("quantity > 3", "quantity > 4"), "utf-8")
    shown = bincard("diff", pack, "--store", store)
    assert shown.code == 0
    assert "the condition was: the quantity is more than 3; is now: the quantity is more than 4" in " ".join(
        shown.out.split()
    )


def test_paths_are_missing_or_too_many(pack: Path, bincard: Run) -> None:
    assert bincard("diff", pack).code == 2
    assert "bincard diff OLD NEW" in bincard("diff", pack).err
    assert bincard("diff", pack, pack, pack).code == 2
