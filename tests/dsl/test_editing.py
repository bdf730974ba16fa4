"""Edits of a text: what changes in it, line by line, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest

from dsl import tree as t
from dsl.catalogue import CATALOGUE, fields
from dsl.codes import edits
from dsl.diagnostics import Diagnostic
from dsl.difference import applied
from dsl.editing import Edits, RefusedEditError, add, change, move, remove
from dsl.parse import parse
from dsl.paths import at_offset, bare, nodes
from dsl.render import render
from dsl.source import Source
from dsl.words import LANGUAGES
from tests.dsl.test_renaming import RENAMING_CODES

FOLDER = Path(__file__).parents[1] / "golden" / "edits"
SOURCE = Source("before.card", (FOLDER / "before.card").read_text("utf-8"))

CASES: dict[str, Callable[[t.File], Edits]] = {
    "change_condition": lambda f: change(f, "rule/late/when/condition", "lot.due is known or not lot.x == 2"),
    "change_part_of_condition": lambda f: change(f, "rule/late/when/condition/compare/right", "7 + 1"),
    "change_in_message": lambda f: change(f, "rule/late/warn/message/field_of/due", "lot.item.name otherwise “-”"),
    "change_label": lambda f: change(f, "rule/late/label", "“太晚”"),
    "change_name": lambda f: change(f, "entity/Lot/field/item/name", "thing"),
    "change_line": lambda f: change(f, "entity/Lot/field/item", 'item: Item? "物料"'),
    "change_block": lambda f: change(
        f, "rule/late/if", "if lot.due is missing  # none\n  set lot.x = 2\n  # then\n  set lot.x = 1\nelse\n  release lot"
    ),
    "change_declaration": lambda f: change(f, "role/keeper", 'role keeper "仓管员"'),
    "change_in_brackets": lambda f: change(f, "table/t/binding/b/type", "set of Y"),
    "fill_in_label": lambda f: change(f, "entity/Lot/field/due/label", '"到期"'),
    "fill_in_lasting": lambda f: change(f, "rule/late/when/lasting", "3 days"),
    "change_to_nothing": lambda f: change(f, "entity/Lot/label", ""),
    "remove_field": lambda f: remove(f, "entity/Lot/field/item"),
    "remove_block": lambda f: remove(f, "rule/late/if"),
    "remove_in_block": lambda f: remove(f, "rule/late/if/then/set"),
    "remove_declaration": lambda f: remove(f, "rule/late"),
    "remove_first": lambda f: remove(f, "entity/Lot"),
    "remove_last": lambda f: remove(f, "scenario/one %2F two"),
    "remove_row": lambda f: remove(f, "table/t/row"),
    "remove_parameter": lambda f: remove(f, "table/t/binding/a"),
    "add_field": lambda f: add(f, "entity/Lot", "# how many\nboxes:integer=1 # of them", before="entity/Lot/field/item"),
    "add_last_line": lambda f: add(f, "rule/late", 'alert keeper, buyer "{lot.code}"'),
    "add_in_block": lambda f: add(f, "rule/late/if/then", "release lot"),
    "add_else": lambda f: add(f, "rule/late/if/otherwise", "if a > 1\n  release lot"),
    "add_event": lambda f: add(f, "rule/late/on", "Sold"),
    "add_row": lambda f: add(f, "table/t", "4|5..6|7", before="table/t/row#2"),
    "add_parameter": lambda f: add(f, "table/t", "c: Z", before="table/t/binding/b"),
    "add_given": lambda f: add(f, "scenario/one %2F two/given", 'Lot(code: "L1")'),
    "add_expectation": lambda f: add(f, "scenario/one %2F two/step", "no findings"),
    "add_declaration": lambda f: add(f, "", "enum State\n  good\n  bad # really", before="role/buyer"),
    "add_short_declaration": lambda f: add(f, "", "role boss", before="role/buyer"),
    "add_last_declaration": lambda f: add(f, "", "角色 主管"),
    "move_line": lambda f: move(f, "rule/late/warn", "rule/late", before="rule/late/when"),
    "move_out_of_block": lambda f: move(f, "rule/late/if/then/set", "rule/late", before="rule/late/warn"),
    "move_block": lambda f: move(f, "rule/late/if", "rule/late", before="rule/late/on"),
    "move_to_else": lambda f: move(f, "rule/late/if/then/set#2", "rule/late/if/otherwise"),
    "move_field": lambda f: move(f, "entity/Lot/field/code", "entity/Lot"),
    "move_parameter": lambda f: move(f, "table/t/binding/b", "table/t", before="table/t/binding/a"),
    "move_declaration": lambda f: move(f, "rule/late", "", before="entity/Lot"),
    "bc701_near": lambda f: change(f, "rule/late/wen", "x"),
    "bc701_far": lambda f: remove(f, "规则"),
    "bc701_list": lambda f: add(f, "rule/late/on/events/x", "Sold"),
    "bc702_needed": lambda f: remove(f, "rule/late/on/name/Issued"),
    "bc702_name": lambda f: remove(f, "role/keeper/name"),
    "bc703_two_lines": lambda f: change(f, "rule/late/on", "on Sold\nuntil x"),
    "bc703_other": lambda f: change(f, "role/keeper", "role a\nrole b"),
    "bc703_nothing": lambda f: add(f, "", "# only this"),
    "bc704_other_kind": lambda f: move(f, "rule/late/warn", "entity/Lot"),
    "bc704_into_itself": lambda f: move(f, "rule/late/if", "rule/late/if/then"),
    "bc704_before": lambda f: add(f, "rule/late", "until x", before="rule/late/if/then/set"),
    "syntax": lambda f: add(f, "rule/late", "until lot.due =", before="rule/late/warn"),
}  # fmt: skip


def outcome(case: str) -> t.File | Diagnostic:
    file = parse(SOURCE).file
    try:
        return parse(Source(SOURCE.path, applied(SOURCE.text, CASES[case](file)))).file
    except RefusedEditError as refused:
        return refused.diagnostic


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str, golden: Callable[[Path, str], None]) -> None:
    found = outcome(case)
    if isinstance(found, Diagnostic):
        text = "\n\n".join(render(found, {SOURCE.path: SOURCE}, language) for language in LANGUAGES) + "\n"
    else:
        lines = SOURCE.text.splitlines(keepends=True), found.source.text.splitlines(keepends=True)
        text = "".join(list(unified_diff(*lines, n=2))[2:])
    golden(FOLDER / f"{case}.txt", text)


def test_every_code_has_a_case_and_every_help_is_given() -> None:
    given = set()
    for case in CASES:
        found = outcome(case)
        if isinstance(found, Diagnostic):
            helps = CATALOGUE[found.code].helps
            assert fields(CATALOGUE[found.code].message) <= found.facts.keys()
            given.add(
                (found.code, next(n for n, text in enumerate(helps) if fields(text) <= found.facts.keys()))
            )
    codes = edits.ENTRIES.keys() - set(RENAMING_CODES)
    wanted = {(code, n) for code in codes for n in range(len(edits.ENTRIES[code].helps))}
    assert wanted - given == set()


def edited(text: str, edit: Callable[[t.File], Edits]) -> str:
    parsed = parse(Source("a.card", text))
    assert parsed.diagnostics == ()
    return applied(text, edit(parsed.file))


@pytest.mark.parametrize(
    ("text", "edit", "expected"),
    [
        ("", lambda f: add(f, "", "role a"), "role a\n"),
        ("# x\n", lambda f: add(f, "", "role a"), "# x\nrole a\n"),
        ("role a", lambda f: add(f, "", "role b"), "role a\nrole b\n"),
        ("role a", lambda f: change(f, "role/a/name", "b"), "role b"),
        ("role a\nrole b", lambda f: remove(f, "role/b"), "role a\n"),
        ("role a", lambda f: remove(f, "role/a"), ""),
        ("\ufeffrole a\r\nrole  b\r\n", lambda f: change(f, "role/a/name", "c"), "\ufeffrole c\r\nrole  b\r\n"),
        ("\ufeffrole a\r\nrole  b\r\n", lambda f: add(f, "", "role c", before="role/a"), "\ufeffrole c\r\nrole a\r\nrole  b\r\n"),
        ("enum a\n\tb\n\tc\n", lambda f: add(f, "enum/a", "d"), "enum a\n\tb\n\tc\n\td\n"),
        ("enum a\n  b", lambda f: add(f, "enum/a", "c"), "enum a\n  b\n  c\n"),
        ("# x", lambda f: add(f, "", "role a"), "# x\nrole a\n"),
        ("enum a\n  b\n  c\n    # x", lambda f: move(f, "enum/a/enum_value/b", "enum/a"), "enum a\n  c\n    # x\n  b\n"),
        ("event a\n", lambda f: add(f, "event/a", "x: text"), "event a\n    x: text\n"),
        ("role a\n\n\n\nrole b\n\n\nrole c\n", lambda f: remove(f, "role/b"), "role a\n\n\n\nrole c\n"),
        ("measure m()\n    count of E\n", lambda f: add(f, "measure/m", "a: B"), "measure m(a: B)\n    count of E\n"),
    ],
)  # fmt: skip
def test_ends_and_layouts(text: str, edit: Callable[[t.File], Edits], expected: str) -> None:
    assert edited(text, edit) == expected


@pytest.mark.parametrize(
    ("path", "to", "before"),
    [
        ("rule/r/label", "event/E", None),  # what a node has once has no place in a list
        ("rule/r/when/condition", "rule/r", None),
        ("event/E", "rule/r", "rule/r/label"),
    ],
)
def test_what_cannot_stand_elsewhere_is_refused(path: str, to: str, before: str | None) -> None:
    file = parse(Source("a.card", 'event E\n\nrule r "规则"\n    on E\n    when x\n    block "no"\n')).file
    with pytest.raises(RefusedEditError) as refused:
        move(file, path, to, before=before)
    assert refused.value.diagnostic.code == "BC704"


def test_what_does_not_parse_stays() -> None:
    text = "role a\n\nrule broken\n    on\n\nrole b\nrole c\n"
    file = parse(Source("a.card", text)).file
    assert applied(text, change(file, "role/b/name", "d")) == text.replace("role b", "role d")
    assert applied(text, remove(file, "role/b")) == text.replace("role b\n", "")
    assert "rule broken\n    on\n" in applied(text, remove(file, "role/a"))


def test_the_node_under_a_place() -> None:
    file = parse(SOURCE).file
    found = at_offset(file, SOURCE.text.index("x > 1"))
    assert found is not None
    assert found.path == "rule/late/when/condition/compare/left/name"
    assert at_offset(file, 3) is None


def test_an_edit_of_one_line_touches_that_line_alone() -> None:
    file = parse(SOURCE).file
    for found in nodes(file):
        first = SOURCE.position(found.node.span.start)[0]
        if SOURCE.position(found.node.span.end)[0] != first or len(found.route) < 3:
            continue
        written = SOURCE.slice(found.node.span)
        edits_ = change(file, found.path, f"({written})") if found.path.endswith(("left", "right")) else ()
        for edit in edits_:
            assert SOURCE.position(edit.span.start)[0] == first
            assert SOURCE.position(edit.span.end - 1)[0] == first
            after = parse(Source("a.card", applied(SOURCE.text, edits_))).file
            assert bare(after.declarations) != bare(file.declarations)
