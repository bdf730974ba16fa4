"""What SQL is made of a query: which rows the database has to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from dsl import boards as b
from engine.backends.sql.queries import SqlQueries
from engine.packs import Manifest, PackSource
from engine.pipeline import Compiled, compile_packs
from engine.shapes import Shapes
from engine.store import Store

PACK = """\
entity Item
    code: text key
    name: text

entity Place
    code: text key
    name: text = ""

entity Lot
    code: text key
    item: Item
    home: Place?

place supply virtual
place dock
role keeper

event Shipped
    lot: Lot
    quantity: quantity

measure on_hand(lot: Lot, place: Place)
    stock of lot at place

measure free(item: Item)
    stock of item where not lot is held

board b for keeper
    number at 0 0 size 1 1
        sum quantity of Shipped over 1 day
    chart at 1 0 size 1 1
        line count of Shipped by lot.item.name per day over 30 days
    table at 2 0 size 1 1
        each lot: Lot where lot.home is known
        show lot.item.name, lot.home.name, on_hand(lot, "dock"), free(lot.item), lot is held
    number at 3 0 size 1 1
        show free("I")
"""


@pytest.fixture
def compiled() -> Compiled:
    found = compile_packs([PackSource(Manifest(name="p"), Path(), {"p.card": PACK}, {})])
    assert not found.errors
    return found


def steps(compiled: Compiled, tile: int) -> list[str]:
    """What SQLite does to answer the query of a tile, step by step."""
    model = compiled.model
    asked: list[tuple[str, Any]] = []
    with Store.open("sqlite://", model, Shapes(model)) as store:
        store.fill([])
        sql = SqlQueries(model, store.tables)
        query = b.query_of(model.boards["b"].tiles[tile].content)
        assert query is not None
        assert sql.can_say(query)
        with sql.session(store) as session:
            event.listen(session.connection, "before_cursor_execute", _noting(asked))
            session.answer(query, {})
            statement, parameters = asked[-1]
            found = session.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            return [row[-1] for row in found]


def _noting(asked: list[tuple[str, Any]]) -> Any:
    def note(_c: Any, _u: Any, statement: str, parameters: Any, _x: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    return note


def test_a_window_is_found_by_its_instants(compiled: Compiled) -> None:
    for tile in (0, 1):
        found = [step for step in steps(compiled, tile) if "Shipped" in step]
        assert found
        assert all("SEARCH" in step and "v_Shipped_at" in step for step in found)


def test_only_what_is_ranged_over_is_scanned(compiled: Compiled) -> None:
    found = steps(compiled, 2)
    assert [step for step in found if step.startswith("SCAN")] == ["SCAN e_Lot"]
    assert any("SEARCH" in step and "e_Item" in step for step in found)
    assert any("SEARCH" in step and "e_Place" in step for step in found)


def test_stock_is_found_by_its_item(compiled: Compiled) -> None:
    found = steps(compiled, 3)
    assert [step for step in found if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"] == []
    assert any("PRIMARY KEY (item=?" in step for step in found)
