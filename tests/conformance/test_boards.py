"""Every query of every board of every case: the same rows from the interpreter and from SQL, where SQL can say it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dsl import boards as b
from dsl.typesystem import INSTANT, Optional, Type
from engine.backends.interpret_queries import answer
from engine.backends.sql.queries import SqlQueries
from engine.boards.look import Viewer
from engine.boards.views import to_json
from engine.codec import encode
from engine.instants import rfc3339
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store
from tests.conformance.case import Case, cases

CASES = [case for case in cases() if case.compiled.model.boards]


def kinds(query: b.Query) -> list[Type]:
    """The types of what stands in a row."""
    match query:
        case b.Single(value):
            return [value.type]
        case b.ThingRows():
            return [value.type for value in query.values]
        case b.Total():
            is_cut = isinstance(query.source, b.OfEvents) and query.source.per is not None
            return [*query.keys, *([INSTANT] if is_cut else []), query.type]


@pytest.fixture
def ran(case: Case, tmp_path: Path) -> Iterator[tuple[Engine, Store]]:
    """A store in which everything of a case has happened."""
    model = case.compiled.model
    with Store.open(str(tmp_path / "case.db"), model, Shapes(model)) as store:
        engine = Engine(case.compiled, store)
        for step in case.steps():
            if isinstance(step, int):
                engine.advance(step)
            else:
                engine.submit_lines([step])
        yield engine, store


def choices(case: Case) -> list[dict[str, str]]:
    """What the filters are set to, one time after another."""
    path = case.folder / "choices.json"
    found: list[dict[str, str]] = json.loads(path.read_text("utf-8")) if path.exists() else [{}]
    return found


def shown(value: Any, kind: Type, zone: str) -> Any:
    if isinstance(kind, Optional):
        return shown(value, kind.item, zone)
    return rfc3339(value, zone) if kind == INSTANT and value is not None else encode(value, kind)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rows(case: Case, ran: tuple[Engine, Store], golden: Callable[[Path, str], None]) -> None:
    engine, store = ran
    model = case.compiled.model
    sql = SqlQueries(model, store.tables)
    viewer = Viewer(case.compiled, store, lambda: engine)
    lines = []
    for board in model.boards.values():
        for chosen in choices(case):
            values = viewer.chosen(board, chosen)
            lines.append(f"# {board.name} {json.dumps(chosen, ensure_ascii=False)}\n")
            for number, tile in enumerate(board.tiles, start=1):
                query = b.query_of(tile.content)
                if query is None:
                    continue
                rows = answer(engine.machine.interpreter, engine.occurrences, model, query, values)
                says = sql.can_say(query)
                if says:
                    with sql.session(store) as session:
                        assert session.answer(query, values) == rows
                lines.append(f"{number} {tile.kind} {'sql' if says else 'interpreter'}\n")
                of = kinds(query)
                for row in rows:
                    key = [row[0]] if isinstance(query, b.ThingRows) else []
                    cells = [shown(v, k, model.zone) for v, k in zip(row[len(key) :], of, strict=True)]
                    lines.append(f"    {json.dumps([*key, *cells], ensure_ascii=False)}\n")
    golden(case.folder / "boards.txt", "".join(lines))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_looks(case: Case, ran: tuple[Engine, Store]) -> None:
    """Every board shows itself as JSON; only what SQL can't say needs an engine."""
    engine, store = ran
    viewer = Viewer(case.compiled, store, lambda: engine)
    for name in case.compiled.model.boards:
        for chosen in choices(case):
            view = viewer.look(name, chosen)
            told = to_json(view, case.compiled.model.zone)
            assert json.loads(json.dumps(told)) == told
            assert len(told["tiles"]) == len(case.compiled.model.boards[name].tiles)
            assert [tile for tile in told["tiles"] if "problem" in tile] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_store_opened_anew_says_the_same(case: Case, ran: tuple[Engine, Store]) -> None:
    """Also where the facts are not kept and come from the log."""
    engine, store = ran
    model = case.compiled.model
    fresh = Engine(case.compiled, store)
    for board in model.boards.values():
        values = Viewer(case.compiled, store, lambda: engine).chosen(board, {})
        for query in filter(None, (b.query_of(tile.content) for tile in board.tiles)):
            rows = answer(engine.machine.interpreter, engine.occurrences, model, query, values)
            assert answer(fresh.machine.interpreter, fresh.occurrences, model, query, values) == rows
