"""Whatever arrives is answered, line by line, and what is not accepted changes nothing; whatever is written as rules is
compiled, or told why not. A seed says it all: `Random(seed)` draws the rest. The command itself is tried in
`tests/designer/test_garbage.py`.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsl.render import render, to_json
from dsl.words import LANGUAGES
from engine import kept
from engine.events import Answer
from engine.packs import PackSource, open_packs
from engine.pipeline import Compiled, compile_packs
from engine.replay import figures, rebuild
from engine.run import Engine
from engine.shapes import Shapes
from engine.state import State
from engine.store import Store
from tests.benchmarks.month import days, food
from tests.engine.vandal import Vandal, mangled, tokens
from tests.properties.effort import effort

ROOT = Path(__file__).parents[2]
BEGUN = 480
"""So many lines of the month came before: master data, opening stock, the first vehicles and receipts."""

Known = dict[str, list[str]]
seeds = st.integers(0, 1 << 32)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Known]]:
    """A store at work, to be copied, and the codes in it. The definitions that it keeps are compiled once."""
    path = tmp_path_factory.mktemp("begun") / "begun.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "compile_once", lambda _: food())
        with Store.open(str(path), food().model, Shapes(food().model)) as store:
            engine = Engine(food(), store)
            engine.submit_lines(days(1)[:BEGUN])
            known = codes(engine.state)
        yield path, known


def codes(state: State) -> Known:
    return {entity: list(things) for entity, things in state.things.items()}


def is_whole(answer: Answer) -> bool:
    """Whether an answer says what became of a line, and why, in both languages."""
    json.dumps(answer.to_json(), ensure_ascii=False)
    if answer.outcome in ("refused", "malformed"):
        problem = answer.problem or {}
        return all(problem.get(part) for part in ("code", *LANGUAGES))
    return answer.outcome in ("accepted", "blocked") and answer.seq is not None


def double_entry(state: State) -> None:
    """What one place has another gave; and only virtual places give more than they have."""
    sums: Counter[tuple[str, str]] = Counter()
    for item, lot, place, quantity in state.ledger.balances():
        sums[item, lot] += quantity  # type: ignore[assignment]
        assert quantity > 0 or place in state.virtual
    assert set(sums.values()) <= {Decimal(0)}


@effort(12)
@given(seed=seeds, size=st.sampled_from([1, 1, 7, 40]))
def test_almost_events(
    begun: tuple[Path, Known], tmp_path_factory: pytest.TempPathFactory, seed: int, size: int
) -> None:
    path, known = begun
    chance, vandal = Random(seed), Vandal(food().model, known, "2027-03-01")
    lines = [vandal.line(chance) for _ in range(40)]
    copy = shutil.copy(path, tmp_path_factory.mktemp("fuzz") / "fuzz.db")
    with Store.open(str(copy), food().model, Shapes(food().model)) as store:
        engine = Engine(food(), store)
        then, now = figures(engine.machine, engine.state.now), engine.state.now
        for start in range(0, len(lines), size):
            batch = lines[start : start + size]
            answers = engine.submit_lines(batch)
            assert len(answers) == len(batch)
            assert all(is_whole(answer) for answer in answers)
            before, at = then, now
            then, now = figures(engine.machine, engine.state.now), engine.state.now
            if at == now and not any(a.outcome == "accepted" and not a.duplicate for a in answers):
                assert then == before, "what is not accepted changes nothing"
        double_entry(engine.state)
    with Store.open(str(copy), food().model, Shapes(food().model)) as store:
        engine = Engine(food(), store)
        assert figures(engine.machine, engine.state.now) == then
    report = rebuild(str(copy))
    assert report.identical, report.differences


@given(lines=st.lists(st.binary(max_size=200), max_size=5))
@example(
    lines=[
        b"",
        b"\0",
        b"[" * 100_000,
        b"\xef\xbb\xbf",
        b"1" * 10_000,
        b'{"a":' * 400,
        b"-",
        b"NaN",
        b"\xed\xa0\x80",
    ]
)
def test_any_bytes(lines: list[bytes]) -> None:
    engine = Engine(small())
    answers = engine.submit_lines(lines)
    assert [answer.outcome for answer in answers] == ["malformed"] * len(lines)
    assert all(is_whole(answer) for answer in answers)
    assert engine.state.seq == engine.state.now == 0


# -- rules ---------------------------------------------------------------------------------------------------

PACKS = ("examples/tour/tour.card", "examples/lemon_tea", "packs/inventory", "packs/food")
OFTEN = (40, 4, 4, 1)
"""How often each is tried: those that compile in no time most often."""


@cache
def texts(path: str) -> tuple[PackSource, ...]:
    return open_packs(ROOT / path)


@cache
def small() -> Compiled:
    return compile_packs(texts(PACKS[0]))


@cache
def pieces() -> list[str]:
    """What real packs are made of."""
    every = (text for path in PACKS[::3] for pack in texts(path) for text in pack.files.values())
    return [piece for text in every for piece in tokens(text) if not piece.isspace()]


@effort(60)
@given(seed=seeds)
def test_rules_after_someone_has_been_at_them(seed: int) -> None:
    chance = Random(seed)
    packs = list(texts(chance.choices(PACKS, OFTEN)[0]))
    at = chance.randrange(len(packs))
    path = chance.choice(list(packs[at].files))
    changed = mangled(packs[at].files[path], pieces(), chance)
    packs[at] = replace(packs[at], files={**packs[at].files, path: changed})
    compiled = compile_packs(packs)
    for diagnostic in compiled.diagnostics:
        assert to_json(diagnostic, compiled.sources)
        for language in LANGUAGES:
            assert render(diagnostic, compiled.sources, language)
    assert (compiled.graph is None) == bool(compiled.errors)
    if compiled.graph is not None:
        run_on_both(compiled, chance)


def run_on_both(compiled: Compiled, chance: Random) -> None:
    """What compiles runs, and means the same on both back ends."""
    quick, plain = Engine(compiled), Engine(compiled, backend="interpreter")
    vandal = Vandal(compiled.model, codes(quick.state), "2027-03-01")
    for _ in range(30):
        line = vandal.line(chance)
        (answer,), (again,) = quick.submit_lines([line]), plain.submit_lines([line])
        assert is_whole(answer)
        assert answer == again, line
    double_entry(quick.state)


def test_half_a_character_in_rules_is_told() -> None:
    (pack,) = texts(PACKS[0])
    compiled = compile_packs([replace(pack, files={"a.card": 'role boss "\ud800" # \udfff\n'})])
    assert [d.code for d in compiled.errors] == ["BC102", "BC102"]
