"""After any edits a workspace says what a check from scratch says: of mistakes, of meaning, and of names."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.source import Span
from dsl.workspace import State
from engine.check import check_packs, workspace
from engine.packs import Manifest, PackSource, open_packs
from tests.dsl.checked import WORLD
from tests.dsl.tour import TOUR

PACKS = Path(__file__).parents[2] / "packs"
RULES = """\
rule fresh "新鲜"
    on Issued
    when lot.expires_at - at <= (lot.item.near otherwise limit)
    block "{lot.code}"

rule stocked
    for each item: Item, place: Place
    when on_hand(item, place) < item.safety
    alert keeper "{item.code}"

measure streaks(lot: Lot)
    streak of Issued by lot where quantity > 2 box

table lead(storage: Storage): duration
    chilled | 3 days
    frozen | 30 days

scenario "one"
    given
        Item(code: "A", storage: frozen)
        Lot(code: "L", item: "A", expires_at: 2026-01-01)
    at 2026-01-02T08:00 Issued(lot: "L", place: "dock", quantity: 1, temperature: 1 °C, target: 2 °C, humidity: 5 %, price: 1 CNY, boxes: 1, share: 1, ready: true, day: 2026-01-01)
        on_hand("A", "dock") == 0
"""


def small() -> tuple[PackSource, ...]:
    """Two packs, one of which needs the other."""
    return (
        PackSource(Manifest(name="a"), Path(), {"a/tour.card": TOUR}, {}),
        PackSource(Manifest(name="b"), Path(), {"b/rules.card": RULES}, {}),
    )


def world() -> tuple[PackSource, ...]:
    locale = {"en": {"messages": {"fresh": ("Lot {lot.code} of {lot.item.code}",)}, "labels": {"Lot": "Lot"}}}
    return (
        PackSource(Manifest(name="a"), Path(), {"a/world.card": WORLD}, {}),
        PackSource(Manifest(name="b"), Path(), {"b/rules.card": RULES, "b/none.card": ""}, locale),
    )


# -- edits -------------------------------------------------------------------------------------------------


def _lines(change: Callable[[random.Random, list[str]], None]) -> Callable[[random.Random, str], str]:
    def edited(dice: random.Random, text: str) -> str:
        lines = text.split("\n")
        change(dice, lines)
        return "\n".join(lines)

    return edited


@_lines
def drop(dice: random.Random, lines: list[str]) -> None:
    del lines[dice.randrange(len(lines))]


@_lines
def double(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    lines.insert(dice.randrange(len(lines)), lines[at])


@_lines
def comment(dice: random.Random, lines: list[str]) -> None:
    lines.insert(dice.randrange(len(lines)), dice.choice(["# note", "", "    # inside"]))


@_lines
def shift(dice: random.Random, lines: list[str]) -> None:
    at = dice.randrange(len(lines))
    lines[at] = lines[at][4:] if lines[at].startswith("    ") else "    " + lines[at]


def block(dice: random.Random, text: str) -> str:
    """Declarations in another order."""
    parts = re.split(r"(?m)^(?=\S)", text)
    dice.shuffle(parts)
    return "".join(parts)


def word(dice: random.Random, text: str) -> str:
    """One word in another's place."""
    words = list(re.finditer(r"\w+", text))
    if not words:
        return text
    at, other = dice.choice(words), dice.choice(words)
    return text[: at.start()] + dice.choice([other[0], other[0] + "x", ""]) + text[at.end() :]


def rename(dice: random.Random, text: str) -> str:
    """One word everywhere."""
    words = re.findall(r"\w+", text)
    return re.sub(rf"\b{re.escape(dice.choice(words))}\b", "renamed", text) if words else text


def character(dice: random.Random, text: str) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice('"(){}#:=é\ufeff\t\r\n x1，') + text[at + dice.randrange(2) :]


EDITS = (drop, double, comment, shift, block, word, word, word, rename, character)

# -- what is compared --------------------------------------------------------------------------------------


def moved(value: Any, place: Callable[[Span], Span]) -> Any:
    """A value with all its places moved."""
    if isinstance(value, Span):
        return place(value)
    if isinstance(value, Mapping):
        return {name: moved(part, place) for name, part in value.items()}
    if isinstance(value, tuple):
        parts = [moved(part, place) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: moved(getattr(value, f.name), place) for f in fields(value)})
    return value


def assert_same(state: State, packs: tuple[PackSource, ...]) -> None:
    expected = check_packs(packs)
    assert state.diagnostics == expected.diagnostics
    assert moved(state.model, state.place) == expected.model
    paths = [path for pack in packs for path in pack.files]
    for path in paths:
        assert state.uses_in(path) == expected.references.in_file(path)
    for symbol in list(expected.references.symbols())[:20]:
        assert state.uses_of(symbol) == expected.references.of(symbol)
        assert state.declaration(symbol) == expected.references.declaration(symbol)


def play(packs: tuple[PackSource, ...], dice: random.Random, rounds: int) -> None:
    """Edit again and again; now and then back to what it was."""
    kept = workspace(packs)
    original = {path: text for pack in packs for path, text in pack.files.items()}
    for _ in range(rounds):
        path = dice.choice(sorted(original))
        current = next(pack.files[path] for pack in packs if path in pack.files)
        text = original[path] if dice.random() < 0.2 else dice.choice(EDITS)(dice, current)
        kept.edit(path, text)
        packs = tuple(
            replace(pack, files={p: text if p == path else t for p, t in pack.files.items()})
            for pack in packs
        )
        if dice.random() < 0.3:
            assert kept.soon(lambda: True).diagnostics is not None  # some of it of the texts before
        if dice.random() < 0.7:
            assert_same(kept.now, packs)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_edits_of_small_packs(seed: int) -> None:
    dice = random.Random(seed)
    play(dice.choice([small, world])(), dice, 6)


@pytest.mark.parametrize("seed", range(3))
def test_edits_of_the_shipped_packs(seed: int) -> None:
    play(open_packs(PACKS / "food"), random.Random(seed), 4)


def test_files_come_and_go() -> None:
    first, second = world()
    kept = workspace((first, second))
    kept.add("b", "b/more.card", "role more\n")
    second = replace(second, files=dict(sorted({**second.files, "b/more.card": "role more\n"}.items())))
    assert_same(kept.now, (first, second))
    kept.remove("b/rules.card")
    second = replace(second, files={p: t for p, t in second.files.items() if p != "b/rules.card"})
    assert_same(kept.now, (first, second))
    with pytest.raises(KeyError):
        kept.edit("b/rules.card", "")


def test_an_edit_checks_again_only_what_it_touches() -> None:
    kept = workspace(open_packs(PACKS / "food"))
    first = kept.now.model
    path = "inventory/expiry.card"
    text = kept.page(path).source.text
    kept.edit(path, "# a comment\n" + text.replace('"到期锁定"', '"锁定"'))
    second = kept.now.model
    assert second.rules["expiry_lock"].label.zh == "锁定"
    same = [name for name in first.rules if second.rules[name] is first.rules[name]]
    assert set(first.rules) - set(same) == {"expiry_lock"}
    assert all(a is b for a, b in zip(first.scenarios, second.scenarios, strict=True))


def test_what_is_late_is_said_later() -> None:
    kept = workspace(world())
    assert kept.now.diagnostics == ()
    text = WORLD.replace("    expires_at: instant\n", "    expires: instant\n")
    kept.edit("a/world.card", f'{text}\nrule r\n    on Issued\n    when nothing\n    block "x"\n')
    soon = kept.soon(lambda: True)
    assert not soon.is_whole
    assert [d.span.path for d in soon.diagnostics] == ["a/world.card"]  # what was written is looked at
    assert {d.span.path for d in kept.now.diagnostics} == {"a/world.card", "b/rules.card"}
    assert kept.now.is_whole
    assert kept.soon(lambda: True) is kept.now
