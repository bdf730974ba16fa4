"""Generated boards: what SQL says is what the interpreter says, row for row."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import event, given

from dsl import boards as b
from engine.backends.interpret_queries import answer
from engine.backends.sql.queries import SqlQueries
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store
from engine.trouble import Trouble
from tests.properties.boarding import programs_with_boards
from tests.properties.effort import effort
from tests.properties.programs import Program
from tests.properties.test_programs import compiled


def rows(engine: Engine, query: b.Query, chosen: dict[str, Any]) -> Any:
    """The rows of the interpreter, or what keeps it from giving any."""
    model = engine.compiled.model
    try:
        return answer(engine.machine.interpreter, engine.occurrences, model, query, chosen)
    except (Trouble, ArithmeticError) as error:
        return type(error)


@effort(120)
@given(programs_with_boards())
def test_back_ends_agree(program: Program) -> None:
    """In memory, over a store, and in SQL."""
    pack = compiled(program.text)
    model = pack.model
    board = model.boards["b"]
    alone = Engine(pack)
    with TemporaryDirectory() as folder, Store.open(f"{folder}/b.db", model, Shapes(model)) as store:
        engine = Engine(pack, store)
        for step in program.steps:
            for each in (engine, alone):
                each.submit_lines([step]) if isinstance(step, bytes) else each.advance(step)
        sql = SqlQueries(model, store.tables)
        for chosen in choices(board, engine):
            for tile in board.tiles:
                query = b.query_of(tile.content)
                if query is None:
                    continue
                expected = rows(engine, query, chosen)
                assert rows(alone, query, chosen) == expected
                says = sql.can_say(query)
                event("sql" if says else "interpreter")
                if says:
                    with sql.session(store) as session:
                        assert session.answer(query, chosen) == expected


def choices(board: b.Board, engine: Engine) -> list[dict[str, Any]]:
    """Nothing chosen, and the first of everything."""
    state = engine.state
    nothing: dict[str, Any] = {}
    first: dict[str, Any] = {}
    for name, choice in board.choices.items():
        default = choice.default.value if choice.default is not None else None  # type: ignore[union-attr]
        nothing[name] = first[name] = default
        if name in ("a_spot", "a_lot"):
            first[name] = next(iter(sorted(state.things["Place" if name == "a_spot" else "Lot"])), None)
    return [nothing, first]
