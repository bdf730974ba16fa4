"""Looking at boards: what tiles show, what is asked of whom, facts that are kept and made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dsl import boards as b
from engine.boards import look
from engine.boards.look import Viewer
from engine.boards.views import NoticeView, to_json
from engine.boards.windows import MOST, window
from engine.graph import BoardNode, TileNode
from engine.instants import parse_instant, rfc3339
from engine.packs import Manifest, PackSource
from engine.pipeline import Compiled, compile_packs
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store
from engine.trouble import Refused, Trouble

PACK = """\
enum Status "状态"
    pending "待检"
    passed "合格"

entity Item "物料"
    code: text key "编码"
    base_unit: text?
    packaging: list of Packaging

entity Packaging
    unit: text
    factor: number

entity Lot "批次"
    code: text key "批号"
    item: Item "物料"
    status: Status = pending "状态"
    expires_at: instant? "到期"

place supply virtual "供应"
place dock "码头"
role keeper "仓管员"

event ItemMade
    code: text
    packaging: list of Packaging = []
    create Item(code: code, base_unit: "袋", packaging: packaging)

event LotMade
    code: text
    item: Item
    expires_at: instant?
    create Lot(code: code, item: item, expires_at: expires_at)

event Received "入库"
    lot: Lot "批次"
    quantity: quantity > 0 "数量"
    move quantity of lot from supply to dock

event Checked "检验"
    lot: Lot "批次"
    status: Status "结果"
    set lot.status = status

measure stock_of(lot: Lot) "存量"
    stock of lot

parameter few: quantity = 5 "少"

rule expired "到期"
    for each lot: Lot
    when lot.expires_at is known and lot.expires_at <= now
    alert keeper "批次 {lot.code} 到期"

"""
BOARD = """\
board main "总览" for keeper
    number "入库" at 0 0 size 3 2
        sum quantity of Received over period
        red when value < few
        green when value >= few
    chart "每日" at 3 0 size 6 2
        line sum quantity of Received per day over period
    table "批次" at 0 2 size 6 2
        each lot: Lot where lot.status matches state
        show lot.code, stock_of(lot), stock_of(lot) * 2 "双份"
        sort stock_of(lot) descending
        yellow when lot.expires_at is known
    kanban "检验" at 6 2 size 6 2
        each lot: Lot
        by lot.status
        show lot.code
        drag to passed emit Checked(lot: lot, status: column)
    alerts "告警" at 0 4 size 3 2
        from expired
    filter "状态" at 3 4 size 3 1
        choose state: Status
    filter "期间" at 6 4 size 3 1
        choose period: duration = 2 days
    form "入库" at 0 6 size 3 1
        record Received(quantity: 7)
    text "话" at 3 6 size 3 1
        show "少于 {few} 为少"
    picture "图" at 6 6 size 3 1
        show "pictures/dock.png"
"""


def compiled(text: str) -> Compiled:
    found = compile_packs([PackSource(Manifest(name="p"), Path(), {"p.card": text}, {})])
    assert not found.errors, found.errors
    return found


def line(id: int, type: str, at: str, **data: Any) -> bytes:
    envelope = {"specversion": "1.0", "id": str(id), "source": "t", "type": type, "time": at, "data": data}
    return json.dumps(envelope).encode()


LINES = (
    line(1, "ItemMade", "2026-03-01T08:00:00+08:00", code="I", packaging=[{"unit": "箱", "factor": 12}]),
    line(2, "LotMade", "2026-03-01T08:00:00+08:00", code="L1", item="I", expires_at="2026-03-02"),
    line(3, "LotMade", "2026-03-01T08:00:00+08:00", code="L2", item="I"),
    line(4, "Received", "2026-03-01T09:00:00+08:00", lot="L1", quantity=2),
    line(5, "Received", "2026-03-03T09:00:00+08:00", lot="L2", quantity="1 箱"),
    line(6, "Checked", "2026-03-03T10:00:00+08:00", lot="L2", status="passed"),
)


def ran(text: str, url: str, lines: tuple[bytes, ...] = LINES) -> None:
    """A store in which the lines have come."""
    pack = compiled(text)
    with Store.open(url, pack.model, Shapes(pack.model)) as store:
        Engine(pack, store).submit_lines(lines)


def seen(text: str, url: str, chosen: dict[str, str] | None = None) -> dict[str, Any]:
    """The board as JSON, its tiles by kind; the store is read only."""
    pack = compiled(text)
    with Store.open(url, pack.model, Shapes(pack.model), read_only=True) as store:
        view = Viewer(pack, store, lambda: Engine(pack, _Glass(store))).look("main", chosen)  # type: ignore[arg-type]
        told = to_json(view, "Asia/Shanghai")
    return {"now": told["now"], **{tile["kind"]: tile for tile in told["tiles"]}}


class _Glass:
    """A store to which nothing is written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, _batch: object) -> None: ...

    def fill(self, _facts: object) -> None: ...

    def publish(self, *_: object, batch: object) -> None: ...


@pytest.fixture
def url(tmp_path: Path) -> str:
    return str(tmp_path / "b.db")


def values(tile: dict[str, Any]) -> list[list[Any]]:
    return [[cell["value"] for cell in row["cells"]] for row in tile["rows"]]


def test_every_tile(url: str) -> None:
    ran(PACK + BOARD, url)
    told = seen(PACK + BOARD, url)
    assert told["now"] == "2026-03-03T10:00:00+08:00"
    assert (told["number"]["value"]["value"], told["number"]["colour"]) == ("12", "green")
    days = [row["cells"][0]["shown"]["en"] for row in told["chart"]["rows"]]
    assert days == ["2026-03-02", "2026-03-03"]
    assert [row[1] for row in values(told["chart"])] == ["0", "12"]
    assert values(told["table"]) == [["L2", "12", "24"], ["L1", "2", "4"]]
    assert [row.get("colour") for row in told["table"]["rows"]] == [None, "yellow"]
    assert told["table"]["headings"][2] == {"zh": "双份", "en": "双份"}
    assert [row["located"][0]["value"] for row in told["kanban"]["rows"]] == ["pending", "passed"]
    assert told["kanban"]["drags"] == [{"to": "passed", "event": "Checked"}]
    assert [(a["rule"], a["key" if "key" in a else "now"]) for a in told["alerts"]["alerts"]] == [
        ("expired", True)
    ]
    assert told["form"]["given"]["quantity"]["value"] == "7"
    assert [field["name"] for field in told["form"]["fields"]] == ["lot"]
    assert told["text"]["text"]["en"] == "少于 5 为少"
    assert told["picture"]["picture"] == "pictures/dock.png"


def test_filters(url: str) -> None:
    ran(PACK + BOARD, url)
    told = seen(PACK + BOARD, url, {"state": "passed", "period": "5 days"})
    assert values(told["table"]) == [["L2", "12", "24"]]
    assert told["number"]["value"]["value"] == "14"
    assert len(told["chart"]["rows"]) == 5


@pytest.mark.parametrize(
    ("chosen", "code"),
    [({"stat": "passed"}, "BC687"), ({"state": "pased"}, "BC626"), ({"period": "soon"}, "BC630")],
)
def test_what_cannot_be_chosen(url: str, chosen: dict[str, str], code: str) -> None:
    ran(PACK + BOARD, url)
    with pytest.raises(Trouble) as caught:
        seen(PACK + BOARD, url, chosen)
    assert caught.value.code == code


def test_no_such_board(url: str) -> None:
    ran(PACK + BOARD, url)
    pack = compiled(PACK + BOARD)
    with Store.open(url, pack.model, Shapes(pack.model), read_only=True) as store:
        with pytest.raises(Trouble, match="Did you mean `main`") as caught:
            Viewer(pack, store, _no_engine).look("mian")
        assert caught.value.code == "BC686"


def _no_engine() -> Engine:
    raise AssertionError("an engine was opened")


def test_sql_needs_no_engine(url: str) -> None:
    text = PACK + BOARD.replace(', stock_of(lot) * 2 "双份"', "")
    ran(text, url)
    pack = compiled(text)
    with Store.open(url, pack.model, Shapes(pack.model), read_only=True) as store:
        view = Viewer(pack, store, _no_engine).look("main")
    asked = {tile.tile.kind: tile.said_by for tile in view.tiles if tile.said_by}
    assert asked == dict.fromkeys(("number", "chart", "table", "kanban"), "sql")
    (text_tile,) = [tile for tile in view.tiles if tile.tile.kind == "text"]
    assert text_tile.content == NoticeView({"zh": "少于 5 为少", "en": "少于 5 为少"})


def test_one_tile_in_trouble_leaves_the_others_whole(url: str) -> None:
    text = PACK + BOARD.replace(
        "sum quantity of Received over period\n", "sum quantity / (few / few - 1) of Received over 5 days\n"
    )
    ran(text, url)
    told = seen(text, url)
    assert told["number"]["problem"]["code"] == "BC607"
    assert len(told["table"]["rows"]) == 2


def test_more_rows_than_are_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    more = [line(10 + n, "LotMade", "2026-03-01T08:30:00+08:00", code=f"M{n}", item="I") for n in range(4)]
    ran(PACK + BOARD, url, (*LINES, *more))
    monkeypatch.setattr(look, "MOST_ROWS", 3)
    told = seen(PACK + BOARD, url)
    assert [row["key"] for row in told["kanban"]["rows"]] == ["L1", "L2", "M0"]
    assert told["kanban"]["total"] == 6
    assert (len(told["table"]["rows"]), told["table"]["total"]) == (3, 6)


def test_a_colour_that_asks_a_thing(url: str) -> None:
    """What is chosen may be read in a threshold; then the state is needed."""
    text = (PACK + BOARD).replace("red when value < few", "red when item is known and value < item.limit")
    text = text.replace("    base_unit: text?\n", "    base_unit: text?\n    limit: quantity = 20\n", 1)
    text += '    filter "物料" at 9 4 size 3 1\n        choose item: Item\n'
    ran(text, url)
    assert seen(text, url)["number"]["colour"] == "green"
    assert seen(text, url, {"item": "I"})["number"]["colour"] == "red"


def test_a_window_of_too_many_periods(url: str) -> None:
    text = PACK + BOARD.replace("per day over period", "per hour over period")
    ran(text, url)
    assert seen(text, url, {"period": "4000 days"})["chart"]["problem"]["code"] == "BC685"


# -- facts


def test_a_board_that_comes_later_reads_the_log_once(url: str) -> None:
    ran(PACK, url)
    assert seen(PACK + BOARD, url)["number"]["value"]["value"] == "12"  # looked at before it was published
    ran(PACK + BOARD, url, (line(7, "Received", "2026-03-03T11:00:00+08:00", lot="L1", quantity=1),))
    pack = compiled(PACK + BOARD)
    with Store.open(url, pack.model, Shapes(pack.model)) as store:
        assert store.unfilled == frozenset()
        found = list(store.facts("Received", 0, 10**18))
    # the seventh is the publication of the board
    assert [(f.seq, str(f.values[1])) for f in found] == [(4, "2.000000"), (5, "12.000000"), (8, "1.000000")]
    assert seen(PACK + BOARD, url)["number"]["value"]["value"] == "13"


def test_a_field_that_comes_later(url: str) -> None:
    ran(PACK + BOARD, url)
    wider = (PACK + BOARD).replace(
        '    quantity: quantity > 0 "数量"\n    move',
        '    quantity: quantity > 0 "数量"\n    note: text?\n    move',
    )
    ran(wider, url, ())
    assert seen(wider, url)["number"]["value"]["value"] == "12"


def test_what_no_board_asks_for_is_dropped(url: str) -> None:
    ran(PACK + BOARD, url)
    ran(PACK, url, ())
    pack = compiled(PACK + BOARD)
    with Store.open(url, pack.model, Shapes(pack.model)) as store:
        assert store.unfilled == {"Received"}


def test_facts_of_an_event_that_is_taken_back() -> None:
    """What is refused after it was carried out leaves no fact."""
    text = PACK.replace(
        "    move quantity of lot from supply to dock", "    move quantity of lot from dock to supply"
    )
    engine = Engine(compiled(text + BOARD))
    engine.submit_lines(LINES)
    assert list(engine.occurrences("Received", 0, 10**18)) == []


# -- the graph


def test_tiles_in_the_graph() -> None:
    graph = compiled(PACK + BOARD).graph
    assert graph is not None
    edges = {(e.source, e.kind, e.target) for e in graph.edges}
    assert {
        ("field:Lot.status", "reads", "tile:main/3"),
        ("measure:stock_of", "reads", "tile:main/3"),
        ("event:Received", "counts", "tile:main/1"),
        ("parameter:few", "reads", "tile:main/1"),
        ("tile:main/1", "shows", "board:main"),
        ("tile:main/4", "records", "event:Checked"),
        ("tile:main/8", "records", "event:Received"),
        ("standing:expired", "shows", "tile:main/5"),
    } <= edges
    assert len(graph.of(TileNode)) == 10
    assert [node.board for node in graph.of(BoardNode)] == ["main"]


# -- windows

NOW = parse_instant("2026-03-29T12:34:56+02:00", "UTC")
HOUR = 3_600_000_000
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("per", "over", "starts"),
    [
        (
            "day",
            3 * DAY,
            ["2026-03-27T00:00:00+01:00", "2026-03-28T00:00:00+01:00", "2026-03-29T00:00:00+01:00"],
        ),
        ("day", 1, ["2026-03-29T00:00:00+01:00"]),
        ("hour", 2 * HOUR, ["2026-03-29T11:00:00+02:00", "2026-03-29T12:00:00+02:00"]),
        ("week", 8 * DAY, ["2026-03-16T00:00:00+01:00", "2026-03-23T00:00:00+01:00"]),
        ("month", 40 * DAY, ["2026-02-01T00:00:00+01:00", "2026-03-01T00:00:00+01:00"]),
        ("month", 31 * DAY, ["2026-03-01T00:00:00+01:00"]),
    ],
)
def test_periods_of_the_wall_clock(per: b.Period, over: int, starts: list[str]) -> None:
    found = window(over, per, NOW, "Europe/Berlin")
    assert [rfc3339(start, "Europe/Berlin") for start in found.starts] == starts
    assert (found.first, found.last) == (found.starts[0], NOW)
    assert found.start(NOW) == found.starts[-1]
    assert found.start(found.starts[-1] - 1) == (found.starts[-2] if len(starts) > 1 else found.starts[-1])


def test_a_window_without_periods() -> None:
    assert window(HOUR, None, NOW, "UTC").first == NOW - HOUR + 1
    with pytest.raises(Refused):
        window((MOST + 1) * HOUR, "hour", NOW, "UTC")
