"""`load`: opening stock from a spreadsheet, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.designer.conftest import ROOT, Run

HEADINGS = ["物料编码", "品名", "批号", "库位", "数量", "单位", "到期日", "供应商"]
GOOD = ["F-1", "速冻水饺", "L1", "A-01", 12.5, "袋", dt.date(2027, 3, 31), "S1"]


def sheet(path: Path, *rows: Sequence[Any], name: str = "期初") -> Path:
    """A spreadsheet of these rows."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(name)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(r, c, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif cell is not None:
                    page.write(r, c, cell)
    return path


@pytest.fixture
def loaded(bincard: Run, tmp_path: Path) -> Any:
    """`loaded(rows...)` loads a sheet into the inventory pack's store and gives the JSON lines."""

    def load(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> list[Any]:
        file = sheet(tmp_path / "opening.xlsx", headings, *rows)
        store = tmp_path / "plant.db"
        return bincard("load", ROOT / "packs/inventory", "--xlsx", file, "--store", store, "--json").objects

    return load


def ask(bincard: Run, tmp_path: Path, expression: str) -> str:
    result = bincard("eval", ROOT / "packs/inventory", "--store", tmp_path / "plant.db", expression)
    assert result.code == 0, result.err
    return result.out.strip()


def test_rows_become_stock(bincard: Run, loaded: Any, tmp_path: Path) -> None:
    assert loaded(GOOD) == [{"row": 2, "outcome": "loaded"}]
    assert ask(bincard, tmp_path, 'on_hand("F-1", "A-01")') == "12.5"
    assert ask(bincard, tmp_path, 'Item("F-1").name') == "速冻水饺"
    assert ask(bincard, tmp_path, 'Lot("L1").expires_at') == "2027-03-31"
    assert ask(bincard, tmp_path, 'Lot("L1").supplier') == "S1"
    assert bincard("rebuild", "--store", tmp_path / "plant.db").code == 0


def test_the_same_file_again_changes_nothing(bincard: Run, loaded: Any, tmp_path: Path) -> None:
    loaded(GOOD, ["F-1", "", "L1", "A-02", 3])
    again = loaded(GOOD, ["F-1", "", "L1", "A-02", 3])  # saved anew, so that its bytes are others
    assert [r["outcome"] for r in again] == ["known", "known"]
    assert ask(bincard, tmp_path, 'on_hand_everywhere("F-1")') == "15.5"


def test_a_mended_file_is_loaded_again(bincard: Run, loaded: Any, tmp_path: Path) -> None:
    before = loaded(GOOD, GOOD, ["F-1", "", "L9", "A-02", "three"], ["F-1", "", "L8", "A-02", 1, "吨"])
    assert [r["outcome"] for r in before] == ["loaded", "loaded", "refused", "refused"]
    mended = [["F-1", "", "L9", "A-02", 3], ["F-1", "", "L8", "A-02", 1, "袋"]]
    assert [r["outcome"] for r in loaded(*mended, GOOD, GOOD)] == ["loaded", "loaded", "known", "known"]
    assert ask(bincard, tmp_path, 'on_hand("F-1", "A-01")') == "25"
    assert ask(bincard, tmp_path, 'on_hand("F-1", "A-02")') == "4"


def test_another_quantity_than_before_is_refused(bincard: Run, loaded: Any, tmp_path: Path) -> None:
    loaded(GOOD)
    (changed,) = loaded([*GOOD[:4], 13, *GOOD[5:]])
    assert changed["problem"]["code"] == "BC676"
    assert "12.5" in changed["problem"]["zh"]
    assert ask(bincard, tmp_path, 'on_hand("F-1", "A-01")') == "12.5"


def test_what_was_refused_is_tried_again(bincard: Run, loaded: Any, tmp_path: Path) -> None:
    row = ["F-1", "", "L1", "A-01", 1, "箱"]
    assert loaded(GOOD, row)[1]["problem"]["code"] == "BC609"
    assert loaded(row)[0]["problem"]["code"] == "BC676"  # the first row of the lot came in
    other = ["F-1", "", "L2", "A-01", 1, "箱"]
    for _ in range(3):
        assert loaded(other)[0]["problem"]["code"] == "BC609"


def test_one_bad_row_does_not_stop_the_others(bincard: Run, loaded: Any, tmp_path: Path) -> None:
    rows = [
        ["F-1", "水饺", "L1", "A-01", "many", "袋"],
        ["F-1", "水饺", "", "A-01", 1, "袋"],
        ["F-1", "水饺", "L2", "A-01", -1, "袋"],
        ["F-1", "水饺", "L3", "A-01", 1, "袋", "someday"],
        GOOD,
        ["F-2", "汤圆", "L1", "A-01", 1, "袋"],
        ["F-1", "水饺", "L1", "A-01", 1, "袋", dt.date(2028, 1, 1)],
        ["F-1", "水饺", "L1", "A-01", 1, "吨"],
        ["F-1", "#N/A", "L1", "A-01", 1, "袋"],
        [],
        ["F-1", "水饺", "L1", "A-01", 1, "袋"],
        ["合计", None, None, None, 999],
    ]
    found = loaded(*rows)
    assert [r["row"] for r in found] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    codes = [r.get("problem", {}).get("code", r["outcome"]) for r in found]
    assert codes == [
        "BC673",
        "BC674",
        "BC621",
        "BC673",
        "loaded",
        "BC675",
        "BC675",
        "BC609",
        "BC673",
        "loaded",
    ]
    assert ask(bincard, tmp_path, 'on_hand("F-1", "A-01")') == "13.5"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (dt.date(2027, 3, 31), "2027-03-31"),
        ("2027-03-31", "2027-03-31"),
        ("2027/3/31", "2027-03-31"),
        ("2027.3.31", "2027-03-31"),
        ("2027年3月31日", "2027-03-31"),
        (20270331, "2027-03-31"),
        ("２０２７－０３－３１", "2027-03-31"),
        (46112, "2026-03-31"),
        ("2027-03-31 08:30", "2027-03-31 08:30"),
    ],
)
def test_dates(bincard: Run, loaded: Any, tmp_path: Path, cell: object, day: str) -> None:
    assert loaded([*GOOD[:6], cell])[0]["outcome"] == "loaded"
    assert ask(bincard, tmp_path, 'Lot("L1").expires_at') == day


@pytest.mark.parametrize(
    ("cell", "quantity"), [(3, "3"), (0.1 + 0.2, "0.3"), ("1,200.5", "1200.5"), ("１２", "12"), (" 7 ", "7")]
)
def test_quantities(bincard: Run, loaded: Any, tmp_path: Path, cell: object, quantity: str) -> None:
    assert loaded([*GOOD[:4], cell])[0]["outcome"] == "loaded"
    assert ask(bincard, tmp_path, 'on_hand("F-1", "A-01")') == quantity


def test_codes_that_a_spreadsheet_took_for_numbers(bincard: Run, loaded: Any, tmp_path: Path) -> None:
    assert loaded([1001, "水饺", 20260101, 3, 5])[0]["outcome"] == "loaded"
    assert ask(bincard, tmp_path, 'on_hand("1001", "3")') == "5"
    assert ask(bincard, tmp_path, 'lot_on_hand("20260101", "3")') == "5"


def test_headings_in_english_and_a_unit_in_brackets(bincard: Run, loaded: Any, tmp_path: Path) -> None:
    headings = ["Item Code", "LOT NO.", "Warehouse", "Bin", "Qty (kg)", "Best before", "Remark"]
    assert loaded(["F-1", "L1", "W1", "A-01", 2, "2027-01-01"], headings=headings)[0]["outcome"] == "loaded"
    assert ask(bincard, tmp_path, 'Item("F-1").base_unit') == "kg"
    assert ask(bincard, tmp_path, 'Place("A-01").parent') == "W1"


def test_titles_above_the_headings(bincard: Run, tmp_path: Path) -> None:
    file = sheet(tmp_path / "o.xlsx", ["期初库存表"], [], ["制表", "张三"], [], HEADINGS, GOOD)
    result = bincard("load", ROOT / "packs/food", "--xlsx", file, "--at", "2026-01-01T00:00", lang="zh")
    assert result.code == 0
    assert "导入 1 行" in result.err
    assert "物料编码 → item" in result.err


def test_missing_headings_are_named_with_those_found(bincard: Run, tmp_path: Path) -> None:
    file = sheet(tmp_path / "o.xlsx", ["品名", "批号", "备注"], ["x", "L1", ""])
    english = bincard("load", ROOT / "packs/food", "--xlsx", file)
    assert english.code == 2
    assert "item; place or warehouse; quantity" in english.err
    assert "品名, 批号, 备注" in english.err
    chinese = bincard("load", ROOT / "packs/food", "--xlsx", file, lang="zh")
    assert "缺少表头：物料编码；库位、仓库；数量" in chinese.err
    assert bincard("load", ROOT / "packs/food", "--xlsx", sheet(tmp_path / "empty.xlsx")).code == 2


def test_refused_rows_for_people(bincard: Run, tmp_path: Path) -> None:
    file = sheet(tmp_path / "o.xlsx", HEADINGS, GOOD, ["F-1", "", "", "A-01", 1])
    english = bincard("load", ROOT / "packs/food", "--xlsx", file)
    assert english.code == 1
    assert "row 3 BC674" in english.out
    chinese = bincard("load", ROOT / "packs/food", "--xlsx", file, lang="zh")
    assert "第 3 行 BC674 批号为空。请填写。" in chinese.out


def test_what_is_no_spreadsheet(bincard: Run, tmp_path: Path, pack: Path) -> None:
    file = tmp_path / "o.xlsx"
    file.write_bytes(b"PK\x03\x04 not really")
    assert "BC670" in bincard("load", ROOT / "packs/food", "--xlsx", file).err
    assert bincard("load", ROOT / "packs/food", "--xlsx", tmp_path).code == 2
    assert bincard("load", ROOT / "packs/food", "--xlsx", tmp_path / "none").code == 2
    good = sheet(tmp_path / "good.xlsx", HEADINGS, GOOD)
    assert bincard("load", ROOT / "packs/food", "--xlsx", good, "--at", "noon").code == 2
    (pack / "pack.toml").write_text('name = "small"\n', "utf-8")
    for card in pack.glob("*.card"):
        card.unlink()
    (pack / "x.card").write_text('role x "某人"\n', "utf-8")
    assert "BC672" in bincard("load", pack, "--xlsx", good).err


CELLS = st.one_of(
    st.none(),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=12).filter(
        lambda t: not t.startswith("=")
    ),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(-(10**12), 10**12),
    st.booleans(),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=8), max_size=6))
def test_any_cells_are_loaded_or_refused(bincard: Run, tmp_path: Path, rows: list[list[Any]]) -> None:
    file = sheet(tmp_path / "any.xlsx", HEADINGS, *rows)
    result = bincard("load", ROOT / "packs/inventory", "--xlsx", file, "--json", lang="zh")
    assert result.code in (0, 1)
    assert all(r["outcome"] in ("loaded", "known", "refused") for r in result.objects)
