"""`bincard board`: which boards there are, and what one shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.designer.conftest import Run

BOARD = """
board small "小看板" for keeper
    number "出库" at 0 0 size 3 2
        sum quantity of SaleShipped over 1 day
        red when value > 3
    filter "库位" at 3 0 size 3 1
        choose site: Place
    chart "每时" at 0 2 size 6 2
        line sum quantity of SaleShipped per hour over 3 h where place matches site
    chart "按批" at 6 2 size 6 2
        bar sum quantity of SaleShipped by lot over 1 day
    table "批次" at 0 4 size 6 2
        each lot: Lot
        show lot.code, lot.item.name
    kanban "检验" at 6 4 size 6 2
        each lot: Lot
        by lot.status
        show lot.code
    alerts "告警" at 0 6 size 3 2
        from noticed
    form "盘点" at 3 6 size 3 2
        record Counted(lot: "L1")
    text "话" at 6 6 size 3 2
        show "留心 [临期]"
    map "图" at 9 6 size 3 2
        each place: Place
        show place.name
"""


@pytest.fixture
def pack_with_board(pack: Path) -> Path:
    with (pack / "rules.card").open("a", encoding="utf-8") as file:
        file.write(BOARD)
    return pack


@pytest.fixture
def store(bincard: Run, pack_with_board: Path, events: Path, tmp_path: Path) -> Path:
    file = tmp_path / "plant.db"
    assert bincard("run", pack_with_board, "--events", events, "--store", file).code == 0
    return file


@pytest.mark.parametrize(("lang", "label"), [("en", "for"), ("zh", "对于")])
def test_which_there_are(bincard: Run, pack_with_board: Path, store: Path, lang: str, label: str) -> None:
    result = bincard("board", pack_with_board, "--store", store, lang=lang)
    assert result.code == 0
    assert all(word in result.out for word in ("small", "keeper_to_do", label))
    names = [o["board"] for o in bincard("board", pack_with_board, "--store", store, "--json").objects]
    assert names == ["replenishment", "keeper_to_do", "small"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_it_shows(bincard: Run, pack_with_board: Path, store: Path, lang: str) -> None:
    before = store.read_bytes()
    result = bincard("board", pack_with_board, "--store", store, "small", lang=lang)
    assert result.code == 0
    assert result.err == ""
    for word in ("小看板", "6", "L1", "水饺", "█", "留心 [临期]", "全部" if lang == "zh" else "all"):
        assert word in result.out
    assert store.read_bytes() == before


def test_as_json(bincard: Run, pack_with_board: Path, store: Path) -> None:
    (told,) = bincard("board", pack_with_board, "--store", store, "small", "--json").objects
    tiles = {tile["kind"]: tile for tile in told["tiles"]}
    assert (tiles["number"]["value"]["value"], tiles["number"]["colour"]) == ("6", "red")
    assert [a["rule"] for a in tiles["alerts"]["alerts"]] == ["noticed"]
    assert tiles["form"]["given"]["lot"]["value"] == "L1"


def test_a_filter(bincard: Run, pack_with_board: Path, store: Path) -> None:
    (told,) = bincard(
        "board", pack_with_board, "--store", store, "small", "--choose", "site=W", "--json"
    ).objects
    (chosen,) = [tile for tile in told["tiles"] if tile["kind"] == "filter"]
    assert chosen["chosen"]["value"] == "W"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["smal"], "BC686"),
        (["small", "--choose", "sight=W"], "BC687"),
        (["small", "--choose", "site=ZZ"], "BC604"),
    ],
)
def test_what_is_not_there(
    bincard: Run, pack_with_board: Path, store: Path, arguments: list[str], code: str
) -> None:
    for lang in ("en", "zh"):
        result = bincard("board", pack_with_board, "--store", store, *arguments, lang=lang)
        assert result.code != 0
        assert code in result.err


def test_wrong_use(bincard: Run, pack_with_board: Path, store: Path) -> None:
    result = bincard("board", pack_with_board, "--store", store, "small", "--choose", "site")
    assert result.code == 2
    assert "--choose site" in result.err
    assert bincard("board", pack_with_board, "--store", store.parent / "none.db", "small").code == 2
