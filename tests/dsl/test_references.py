"""Every name in the text is found, once for each thing that it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from dsl import tree as t
from dsl.check import PackText, check
from dsl.parse import parse
from dsl.references import Symbol, Use
from dsl.source import Source
from dsl.toml_places import entries
from engine.check import check_packs
from engine.packs import open_packs, sources_of
from tests.dsl.checked import WORLD, checked

ROOT = Path(__file__).parents[2]
PACKS = [
    ROOT / "packs" / "inventory",
    ROOT / "packs" / "food",
    ROOT / "examples" / "lemon_tea",
    ROOT / "examples" / "tour",
]


def names(node: Any) -> Iterator[t.Name]:
    """Every name in a tree."""
    if isinstance(node, t.Name):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from names(part)
    elif is_dataclass(node):
        for field in fields(node):
            yield from names(getattr(node, field.name))


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_name_of_a_pack_has_a_use_and_every_use_a_name(folder: Path) -> None:
    packs = open_packs(folder)
    files = [parse(source).file for source in sources_of(packs).values()]
    found = check_packs(packs)
    assert found.diagnostics == ()
    written = [name for file in files for name in names(file.declarations)]
    uses = [use for use in found.references.uses if use.span.path.endswith(".card")]
    assert {name.span for name in written} == {use.span for use in uses}
    assert len(written) == len({name.span for name in written}) > 100
    text = {name.span: name.text for name in written}
    assert [use for use in uses if text[use.span] != use.symbol.name] == []


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_name_in_a_locale_has_a_use(folder: Path) -> None:
    packs = open_packs(folder)
    references = check_packs(packs).references
    for pack in packs:
        for source in pack.locale_files.values():
            uses = references.in_file(source.path)
            assert all(source.slice(use.span) == use.symbol.name for use in uses)
            used = {use.span.start for use in uses}
            for entry in entries(source.text):
                section, key = entry.keys
                if section.text == "cites":
                    continue
                assert key.offsets[0] in used, key.text
                boards = {use.span.start for use in uses if use.symbol.kind == "board"}
                if "." in key.text and key.offsets[0] not in boards:
                    assert key.offsets[key.text.index(".") + 1] in used, key.text
                for text in entry.texts:
                    for braces in re.finditer(r"\{(?=[a-z])(?!(?:any|count|min|sum|every|max)\b)", text.text):
                        assert text.offsets[braces.end()] in used, text.text


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_what_is_used_is_declared_once(folder: Path) -> None:
    found = check_packs(open_packs(folder))
    undeclared = set()
    for symbol in found.references.symbols():
        declared = [use for use in found.references.of(symbol) if use.is_declaration]
        if not declared:
            undeclared.add((symbol.kind, symbol.name))
        else:
            assert declared == [found.references.declaration(symbol)]
    # The lot of which `stock ... where` is asked has no place that introduces it.
    assert {name for kind, name in undeclared if kind != "built_in"} <= {"lot", "Place"}


def uses(text: str, mark: str = "⌖") -> list[Symbol]:
    """What the name after the mark refers to, in a text that stands in the world."""
    whole = WORLD + text
    found = checked(whole.replace(mark, ""))
    assert found.diagnostics == ()
    return [use.symbol for use in found.references.at("a.card", whole.index(mark))]


RULE = 'rule r "R"\n    on Issued\n    when {}\n    block "{{lot.code}}"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RULE.format("⌖lot.item.safety > 1"), Symbol("event_field", "lot", "Issued")),
        (RULE.format("lot⌖.item.safety > 1"), Symbol("event_field", "lot", "Issued")),
        (RULE.format("lot.ite⌖m.safety > 1"), Symbol("field", "item", "Lot")),
        (RULE.format("lot.status == fro⌖zen"), Symbol("value", "frozen", "Status")),
        (RULE.format("lot.item.storage == frozen⌖"), Symbol("value", "frozen", "Storage")),
        (RULE.format("lot.status == ⌖Status.frozen"), Symbol("enum", "Status")),
        (RULE.format("lot.status == Status.⌖frozen"), Symbol("value", "frozen", "Status")),
        (RULE.format("⌖on_hand(lot.item, dock) > 1"), Symbol("measure", "on_hand")),
        (RULE.format("on_hand(lot.item, ⌖dock) > 1"), Symbol("place", "dock")),
        (RULE.format("lot.expires_at - ⌖at < limit"), Symbol("built_in", "at", "instant")),
        (RULE.format("lot.expires_at - at < ⌖limit"), Symbol("parameter", "limit")),
        (RULE.format("⌖abs(boxes) > 3"), Symbol("built_in", "abs", "function")),
        (RULE.format('⌖Item("a") is known'), Symbol("entity", "Item")),
        (RULE.format("boxes > 1").replace("{lot.code}", "{lot.⌖code}"), Symbol("field", "code", "Lot")),
        ("extend entity ⌖Lot\n    mark: text?\n", Symbol("entity", "Lot")),
        ("extend entity Lot\n    ⌖mark: text?\n", Symbol("field", "mark", "Lot")),
        ("extend event Issued\n    ⌖mark: text?\n", Symbol("event_field", "mark", "Issued")),
        ("extend event Issued\n    by ⌖keeper\n", Symbol("role", "keeper")),
        ("extend event Issued\n    mark: ⌖text?\n", Symbol("built_in", "text", "type")),
        ('extend event Issued\n    create Item(⌖code: "a", storage: frozen)\n', Symbol("field", "code", "Item")),
        ("table f(item: Item): ⌖Status\n    any | frozen\n", Symbol("enum", "Status")),
        ("table f(status: Status): number\n    ⌖frozen | 1\n    any | 2\n", Symbol("value", "frozen", "Status")),
        (
            RULE.format("boxes > 1") + 'scenario "s"\n    at 2026-01-01\n        not blocked by ⌖r\n',
            Symbol("rule", "r"),
        ),
        ('scenario "s"\n    given\n        set ⌖limit = 1 day\n    at 2026-01-01\n', Symbol("parameter", "limit")),
        ('scenario "s"\n    given\n        Item(code: "a", ⌖storage: frozen)\n    at 2026-01-01\n', Symbol("field", "storage", "Item")),
    ],
)  # fmt: skip
def test_what_a_name_refers_to(text: str, expected: Symbol) -> None:
    assert uses(text) == [expected]


def test_a_name_in_a_rule_on_two_events_refers_to_both() -> None:
    text = 'event Moved\n    lot: Lot\n\nrule r\n    on Issued, Moved\n    when ⌖lot.item.pieces > 1\n    block "x"\n'
    assert uses(text) == [Symbol("event_field", "lot", "Issued"), Symbol("event_field", "lot", "Moved")]


def test_variables_of_one_name_are_told_apart() -> None:
    text = RULE.format("(any x in lot.parents has x.recalled) or any x in lot.parents has x.item == lot.item")
    whole = WORLD.replace("    made_on:", "    recalled: bool = false\n    made_on:") + text
    found = checked(whole).references
    variables = [symbol for symbol in found.symbols() if symbol.kind == "variable" and symbol.name == "x"]
    assert [len(found.of(symbol)) for symbol in variables] == [2, 2]
    first = found.declaration(variables[0])
    assert first is not None
    assert whole[first.span.start :].startswith("x in lot.parents has x.recalled")


def test_what_a_measure_and_a_rule_range_over_are_variables() -> None:
    found = checked(
        WORLD
        + 'rule r\n    for each lot: Lot\n    when lot.expires_at < now\n    alert keeper "{lot.code}"\n'
    )
    (lot,) = [s for s in found.references.symbols() if s.kind == "variable" and s.name == "lot"]
    assert len(found.references.of(lot)) == 3
    (item,) = [s for s in found.references.symbols() if s.kind == "variable" and s.name == "item"][:1]
    assert len(found.references.of(item)) == 2


def test_what_is_not_known_has_no_use() -> None:
    found = checked(WORLD + RULE.format("lot.nothing > 1"))
    assert [d.code for d in found.diagnostics] == ["BC203"]
    assert [use for use in found.references.uses if use.symbol.name == "nothing"] == []
    assert any(use.symbol == Symbol("event_field", "lot", "Issued") for use in found.references.uses)


def test_there_is_nothing_beside_a_name() -> None:
    text = "role keeper\n\nrole buyer\n"
    found = check([PackText("a", "en", (parse(Source("a.card", text)).file,))]).references
    assert found.at("a.card", 0) == ()
    assert [use.symbol.name for use in found.at("a.card", 5)] == ["keeper"]
    assert [use.symbol.name for use in found.at("a.card", 11)] == ["keeper"]
    assert found.at("a.card", 12) == ()
    assert found.at("b.card", 5) == ()
    declared = found.declaration(Symbol("role", "buyer"))
    assert declared is not None
    assert found.of(Symbol("role", "buyer")) == (Use(declared.span, Symbol("role", "buyer"), True),)
