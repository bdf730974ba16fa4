"""`eval`, `explain` and `rebuild` on the store of a run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.designer.conftest import Run


@pytest.fixture
def store(bincard: Run, pack: Path, events: Path, tmp_path: Path) -> Path:
    file = tmp_path / "plant.db"
    assert bincard("run", pack, "--events", events, "--store", file).code == 0
    return file


@pytest.mark.parametrize(
    ("expression", "en", "value"),
    [
        ('on_hand("A", "W")', "14", "14"),
        ('on_hand("A", customers)', "6", "6"),
        ("1 + 1", "2", 2),
        ('Lot("L1").item.name', "水饺", "水饺"),
        ("3 days", "3 days", 259_200_000_000),
    ],
)
def test_values(bincard: Run, pack: Path, store: Path, expression: str, en: str, value: object) -> None:
    assert bincard("eval", pack, "--store", store, expression).out.strip() == en
    (told,) = bincard("eval", pack, "--store", store, expression, "--json").objects
    assert told["value"] == value


@pytest.mark.parametrize("expression", ['on_hnd("A", "W")', 'on_hand("A', "1 +", "", "block", "1 kg + 1 °C"])
def test_mistakes_in_a_question(bincard: Run, pack: Path, store: Path, expression: str) -> None:
    for lang in ("en", "zh"):
        result = bincard("eval", pack, "--store", store, expression, lang=lang)
        assert result.code == 1
        assert result.out == ""
        assert "BC" in result.err


def test_a_thing_that_is_not_there(bincard: Run, pack: Path, store: Path) -> None:
    result = bincard("eval", pack, "--store", store, 'on_hand("ZZZ", "W")')
    assert result.code in (0, 2)
    assert "Traceback" not in result.err


def test_asking_changes_nothing(bincard: Run, pack: Path, store: Path) -> None:
    before = store.read_bytes()
    (pack / "rules.card").write_text((pack / "rules.card").read_text("utf-8").replace("> 5", "> 1"), "utf-8")
    assert bincard("eval", pack, "--store", store, 'on_hand("A", "W")').code == 0
    assert bincard("explain", "F1", "--store", store).code == 0
    assert bincard("rebuild", "--store", store).code == 0
    assert store.read_bytes() == before


def test_an_explanation(bincard: Run, store: Path) -> None:
    english = bincard("explain", "F1", "--store", store)
    assert english.code == 0
    for expected in (
        "F1  Blocked",
        "太多: 6",
        "law",
        "手册 1",
        "quantity",
        "#6",
        "SaleShipped",
        "It would have passed if",
    ):
        assert expected in english.out
    assert 'rule too_much "太多"' in english.out
    chinese = bincard("explain", "F1", "--store", store, lang="zh").out
    for expected in ("已拦截", "依据", "判断依据的值", "以下任一情形即可通过", "质量经理"):
        assert expected in chinese
    (told,) = bincard("explain", "F1", "--store", store, "--json").objects
    assert told["finding"]["rule"] == "too_much"


@pytest.mark.parametrize("finding", ["F99", "x", "", "F1; drop table", "💥"])
def test_a_finding_that_is_not_there(bincard: Run, store: Path, finding: str) -> None:
    result = bincard("explain", finding, "--store", store)
    assert result.code == 2
    assert "BC662" in result.err


def test_a_rebuild_that_agrees(bincard: Run, store: Path) -> None:
    assert bincard("rebuild", "--store", store).out.startswith("Identical: 7 events")
    assert bincard("rebuild", "--store", store, lang="zh").out.startswith("完全一致")


def test_a_rebuild_that_does_not(bincard: Run, store: Path) -> None:
    with sqlite3.connect(store) as connection:
        table = next(
            name
            for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
            if "balance" in name
        )
        connection.execute(f"update {table} set quantity = quantity + 1")
    connection.close()
    result = bincard("rebuild", "--store", store)
    assert result.code == 1
    assert "differences" in result.out
    assert "balance" in result.out
    assert bincard("rebuild", "--store", store, lang="zh").code == 1
