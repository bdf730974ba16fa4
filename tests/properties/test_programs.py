"""Generated programs: they check, every back end and every pass gives the same, standing rules never sleep through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dsl.check import PackText, check
from dsl.difference import applied
from dsl.naming import switch_names
from dsl.parse import parse
from dsl.printer import print_file
from dsl.renaming import rename
from dsl.render import render
from dsl.source import Source
from dsl.words import Language
from engine.graph import from_json, to_json
from engine.packs import Manifest, PackSource
from engine.passes import PASSES
from engine.pipeline import Compiled, compile_packs
from tests.conformance.player import Player
from tests.conformance.variants import reloaded, with_passes, without
from tests.properties.awake import asleep
from tests.properties.effort import effort
from tests.properties.programs import Program, programs


@lru_cache(maxsize=4)
def compiled(text: str) -> Compiled:
    """What the compiler makes of a generated pack, in which nothing may be wrong."""
    result = compile_packs([PackSource(Manifest(name="p"), Path(), {"p.card": text}, {})])
    assert not result.errors, "\n".join(render(d, result.sources, "en") for d in result.errors)
    return result


def seen(player: Player, program: Program) -> tuple[object, ...]:
    """Everything that can be seen of a program that was run in one go."""
    return player.take(*program.steps), player.state(player.counted()), player.log()


@effort(150)
@given(programs())
def test_back_ends_agree(program: Program) -> None:
    """After every step, in everything that can be seen; and no standing rule has missed its turn."""
    pack = compiled(program.text)
    one, other = Player(pack, "python"), Player(pack, "interpreter")
    for step in program.steps:
        assert one.take(step) == other.take(step)
        counted = other.counted()
        assert one.state(counted) == other.state(counted)
        assert not (wrong := asleep(one)), wrong
    assert one.log() == other.log()


@effort(50)
@given(programs())
def test_passes_keep_the_meaning(program: Program) -> None:
    pack = compiled(program.text)
    expected = seen(Player(pack), program)
    for variant in (with_passes(pack, ()), *(without(pack, p) for p in PASSES)):
        assert seen(Player(variant), program) == expected


@effort(40)
@given(programs())
def test_graph_survives_json(program: Program) -> None:
    pack = compiled(program.text)
    assert pack.graph is not None
    assert from_json(json.loads(json.dumps(to_json(pack.graph)))) == pack.graph
    assert seen(Player(pack), program) == seen(Player(reloaded(pack)), program)


@effort(60)
@given(programs())
def test_batches_and_restarts_make_no_difference(program: Program) -> None:
    """One by one, all in one transaction, or with the engine opened anew before every step."""
    pack = compiled(program.text)
    single, together, restarted = Player(pack), Player(pack), Player(pack)
    answers = [answer for step in program.steps for answer in single.take(step)]
    assert together.take(*program.steps) == answers
    waiting = iter(answers)
    for step in program.steps:
        restarted.reopen()
        assert restarted.take(step) == ([next(waiting)] if isinstance(step, bytes) else [])
    counted = single.counted()
    for other in (together, restarted):
        assert other.state(counted) == single.state(counted)
        assert other.log() == single.log()


def told(text: str) -> Iterator[str]:
    """The codes of what the checker has to say."""
    return (diagnostic.code for diagnostic in check([parsed(text)]).diagnostics)


def written(text: str, language: Language) -> str:
    """A program in the words and names of a language."""
    (switched,) = switch_names([parsed(text)], language, "UTC")
    return print_file(switched.files[0], language)


@effort(20, long=2_000)
@given(programs())
def test_names_are_switched_there_and_back(program: Program) -> None:
    chinese = written(program.text, "zh")
    english = written(chinese, "en")
    assert (
        english == written(program.text, "en") == print_file(parse(Source("p.card", program.text)).file, "en")
    )
    assert written(english, "zh") == chinese
    assert [*told(chinese)] == [*told(program.text)]


@effort(15)
@given(programs(), st.data())
def test_renamed_programs_mean_the_same(program: Program, data: st.DataObject) -> None:
    """Some name is replaced by a new one and put back: the same text; in between the checker says the same."""
    pack = parsed(program.text)
    references = check([pack], "UTC").references
    special = ("Item", "Lot", "Place", "Packaging")
    symbols = sorted(
        symbol
        for symbol in references.symbols()
        if references.declaration(symbol) and not {symbol.name, symbol.owner} & {*special}
    )
    symbol = data.draw(st.sampled_from(symbols))
    text = applied(program.text, rename([pack], symbol, "quite_new", "UTC"))
    assert [*told(text)] == [*told(program.text)]
    back = next(s for s in check([parsed(text)], "UTC").references.symbols() if s.name == "quite_new")
    assert applied(text, rename([parsed(text)], back, symbol.name, "UTC")) == program.text


def parsed(text: str) -> PackText:
    """A program as the checker takes it."""
    return PackText("p", "zh", (parse(Source("p.card", text)).file,))
