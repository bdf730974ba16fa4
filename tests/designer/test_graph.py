"""`graph`: in words, as JSON, for Graphviz, as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from engine.graph import from_json
from tests.designer.conftest import ROOT, Run

FOOD = ROOT / "packs/food"


def test_in_words(bincard: Run, pack: Path) -> None:
    english = bincard("graph", pack)
    assert english.code == 0
    assert "太多  too_much" in english.out
    assert "on       Sale" in english.out
    assert "销售出库" in bincard("graph", pack, lang="zh").out


def test_as_json(bincard: Run, pack: Path) -> None:
    (data,) = bincard("graph", pack, "--json").objects
    assert "action:too_much@SaleShipped" in from_json(data).nodes
    (part,) = bincard("graph", pack, "--json", "--rule", "too_much").objects
    assert len(part["nodes"]) < len(data["nodes"]) / 3


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("rule", [None, "cold_chain_break_warm", "safety_stock_low"])
def test_as_a_picture(bincard: Run, lang: str, rule: str | None) -> None:
    words = ["--rule", rule] if rule else []
    root = ET.fromstring(bincard("graph", FOOD, "--svg", *words, lang=lang).out)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = {t.text for t in root.iter("{http://www.w3.org/2000/svg}text")}
    assert (
        "低于安全库存" if lang == "zh" else "Below safety stock"
    ) in texts or rule == "cold_chain_break_warm"


def test_for_graphviz(bincard: Run) -> None:
    dot = bincard("graph", FOOD, "--dot").out
    assert dot.startswith("digraph bincard {")
    assert dot.rstrip().endswith("}")
    assert '"rule:expired_use"' in dot


def test_a_rule_that_is_not_there(bincard: Run) -> None:
    assert "near_expiry_alert" in bincard("graph", FOOD, "--rule", "near_expiry").err
    assert "expired_use" in bincard("graph", FOOD, "--rule", "expired_us").err
    result = bincard("graph", FOOD, "--rule", "zzzzzzzz", lang="zh")
    assert result.code == 2
    assert "列出全部规则" in result.err


def test_texts_are_escaped(bincard: Run, tmp_path: Path) -> None:
    file = tmp_path / "sly.card"
    label = "</text><script>alert(1)</script>&quot;'"
    file.write_text(
        f'event E "{label}"\n    n: number\n\nrule r "{label}"\n    on E\n    when n > 1\n    block "x"\n    cites "<b>&"\n',
        "utf-8",
    )
    for words in (["--svg"], ["--svg", "--rule", "r"]):
        root = ET.fromstring(bincard("graph", file, *words).out)
        assert not [e for e in root.iter() if "script" in str(e.tag)]
        assert label in {t.text for t in root.iter("{http://www.w3.org/2000/svg}text")}
    assert bincard("graph", file, "--dot").out.count("\n") == 8
