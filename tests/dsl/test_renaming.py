"""Renaming follows all uses, in all files, packs and locales, and refuses what would not mean the same."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from dsl.catalogue import CATALOGUE, fields
from dsl.check import Locale, PackText
from dsl.diagnostics import Diagnostic
from dsl.difference import TextEdit, applied
from dsl.editing import RefusedEditError
from dsl.parse import parse
from dsl.references import Symbol
from dsl.renaming import rename
from dsl.render import render
from dsl.source import Source
from dsl.words import LANGUAGES
from engine.check import check_packs, parse_packs
from engine.packs import PackSource, open_packs, sources_of, zone_of

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden" / "edits"

THINGS = """\
enum State "状态"
    good "好"
    bad

entity Crate "箱"
    code: text key "编号"
    state: State = good "状态"

place dock
parameter limit: integer = 3
"""
RULES = """\
event Seen "查看"
    crate: Crate "箱"
    boxes: integer

event Opened
    crate: Crate

rule many "太多"
    on Seen, Opened
    # crate in a comment
    when crate.state == good or crate.状态 == State.bad
    warn "{crate.code}: {any x in [crate] has x.state == bad}"

rule other
    on Seen
    when boxes > limit
    warn "crate"

scenario "s"
    given
        Crate(code: "crate", state: bad)
        set limit = 2
    at 2026-01-01 Seen(crate: "crate", boxes: 3)
        warned by other
        not warned by many
"""
ENGLISH = """\
[labels]
Crate = "Crate"   # the thing
"Crate.code" = "Code"
"Crate.state" = "State"
"Seen.crate" = "Crate"
State = "State"
many = "Too many"

[messages]
many = ["{crate.code} is \\"bad\\": {any x in [crate] has x.state == bad}"]
"""


def packs(things: str = THINGS, rules: str = RULES, english: str = ENGLISH) -> tuple[PackText, ...]:
    import tomllib

    read = tomllib.loads(english)
    messages = {name: tuple(texts) for name, texts in read.get("messages", {}).items()}
    locale = Locale(read.get("labels", {}), messages, {}, Source("b/locales/en.toml", english))
    return (
        PackText("a", "zh", (parse(Source("a/things.card", things)).file,)),
        PackText("b", "zh", (parse(Source("b/rules.card", rules)).file,), {"en": locale}),
    )


def renamed(symbol: Symbol, new: str, given: Sequence[PackText] | None = None) -> dict[str, str]:
    """The texts after renaming."""
    given = given or packs()
    edits = rename(given, symbol, new, "UTC")
    return {s.path: after(s, edits) for s in sources(given)}


def sources(given: Iterable[PackText]) -> list[Source]:
    cards = [file.source for pack in given for file in pack.files]
    return cards + [x.source for pack in given for x in pack.locales.values() if x.source]


def after(source: Source, edits: Iterable[TextEdit]) -> str:
    return applied(source.text, [edit for edit in edits if edit.span.path == source.path])


def test_a_field_of_an_entity() -> None:
    found = renamed(Symbol("field", "state", "Crate"), "condition")
    assert "    condition: State = good" in found["a/things.card"]
    assert "when crate.condition == good or crate.状态 == State.bad" in found["b/rules.card"]
    assert "has x.condition == bad" in found["b/rules.card"]
    assert 'Crate(code: "crate", condition: bad)' in found["b/rules.card"]
    assert '"Crate.condition" = "State"' in found["b/locales/en.toml"]
    assert "[crate] has x.condition == bad}" in found["b/locales/en.toml"]


def test_an_entity_and_its_label_by_owner() -> None:
    found = renamed(Symbol("entity", "Crate"), "Box")
    assert 'entity Box "箱"' in found["a/things.card"]
    assert '    crate: Box "箱"' in found["b/rules.card"]
    assert 'Box(code: "crate"' in found["b/rules.card"]
    assert 'Box = "Crate"   # the thing\n"Box.code" = "Code"\n"Box.state"' in found["b/locales/en.toml"]


def test_a_field_of_two_events_in_one_rule() -> None:
    found = renamed(Symbol("event_field", "crate", "Opened"), "box")["b/rules.card"]
    assert found.count("    box: Crate") == 2
    assert "# crate in a comment" in found
    assert "when box.state == good or box.状态" in found
    assert 'Seen(box: "crate", boxes: 3)' in found
    assert 'warn "crate"' in found


def test_a_variable_in_both_languages() -> None:
    given = packs()
    found = check_symbols(given, "variable", "x")
    texts = renamed(found, "it", given)
    assert "{any it in [crate] has it.state == bad}" in texts["b/rules.card"]
    assert "{any x in [crate] has x.state == bad}" in texts["b/locales/en.toml"]


def check_symbols(given: Sequence[PackText], kind: str, name: str) -> Symbol:
    from dsl.check import check

    found = [s for s in check(given, "UTC").references.symbols() if s.kind == kind and s.name == name]
    return next(s for s in found if s.owner.startswith("b/rules.card"))


@pytest.mark.parametrize(
    ("symbol", "new", "path", "line"),
    [
        (Symbol("rule", "many"), "too_many", "b/rules.card", "        not warned by too_many\n"),
        (Symbol("rule", "many"), "too_many", "b/locales/en.toml", 'too_many = ["{crate.code}'),
        (Symbol("rule", "many"), "too_many", "b/locales/en.toml", 'too_many = "Too many"'),
        (Symbol("parameter", "limit"), "most", "b/rules.card", "        set most = 2\n"),
        (Symbol("value", "bad", "State"), "spoilt", "b/rules.card", "crate.状态 == State.spoilt\n"),
        (Symbol("enum", "State"), "Quality", "b/rules.card", "crate.状态 == Quality.bad\n"),
        (Symbol("event", "Seen"), "Viewed", "b/locales/en.toml", '"Viewed.crate" = "Crate"'),
    ],
)
def test_others(symbol: Symbol, new: str, path: str, line: str) -> None:
    assert line in renamed(symbol, new)[path]


def test_a_keyword_is_a_name_where_no_keyword_can_stand() -> None:
    found = renamed(Symbol("field", "code", "Crate"), "place")
    assert "    place: text key" in found["a/things.card"]
    assert "{crate.place}" in found["b/rules.card"]


def test_a_label_that_two_things_share_is_doubled() -> None:
    rules = RULES.replace("event Opened", "event Crate").replace("Seen, Opened", "Seen, Crate")
    found = renamed(Symbol("event", "Crate"), "Packed", packs(rules=rules))
    assert 'Crate = "Crate"   # the thing\nPacked = "Crate"   # the thing\n' in found["b/locales/en.toml"]
    assert "on Seen, Packed" in found["b/rules.card"]
    assert "    crate: Crate" in found["b/rules.card"]


CASES: dict[str, tuple[Symbol, str, str]] = {
    "bc705_capture": (Symbol("parameter", "limit"), "boxes", ""),
    "bc706_keyword": (Symbol("event_field", "boxes", "Seen"), "not", ""),
    "bc706_form": (Symbol("parameter", "limit"), "3 apples", ""),
    "bc707_special": (
        Symbol("entity", "Lot"),
        "Charge",
        "entity Item\n    code: text key\n\nentity Lot\n    code: text key\n    item: Item\n",
    ),
    "bc707_built_in": (Symbol("built_in", "text", "type"), "Text", ""),
    "bc708_broken": (Symbol("parameter", "limit"), "most", "rule broken\n    when limit >\n"),
    "clash": (Symbol("parameter", "limit"), "dock", ""),
    "reserved": (Symbol("parameter", "limit"), "now", ""),
}


def refusal(case: str) -> tuple[Diagnostic, dict[str, Source]]:
    symbol, new, more = CASES[case]
    given = packs(rules=RULES + more)
    with pytest.raises(RefusedEditError) as refused:
        rename(given, symbol, new, "UTC")
    return refused.value.diagnostic, {source.path: source for source in sources(given)}


@pytest.mark.parametrize("case", CASES)
def test_refused(case: str, golden: Callable[[Path, str], None]) -> None:
    found, texts = refusal(case)
    golden(
        GOLDEN / f"rename_{case}.txt",
        "\n\n".join(render(found, texts, language) for language in LANGUAGES) + "\n",
    )


RENAMING_CODES = ("BC705", "BC706", "BC707", "BC708")


def test_every_code_has_a_case() -> None:
    given = [refusal(case)[0] for case in CASES]
    assert {d.code for d in given} >= set(RENAMING_CODES)
    for found in given:
        assert fields(CATALOGUE[found.code].message) <= found.facts.keys()


@pytest.mark.parametrize(("folder", "kinds"), [("packs/food", 3), ("examples/lemon_tea", 4)])
def test_names_of_a_pack_are_renamed_and_back(folder: str, kinds: int, tmp_path: Path) -> None:
    """Some names of each kind: the packs mean the same, and the old name brings the old bytes back."""
    opened = open_packs(ROOT / folder)
    before = check_packs(opened)
    special = ("Item", "Lot", "Place", "Packaging")
    symbols = sorted(
        s
        for s in before.references.symbols()
        if before.references.declaration(s) and not {s.name, s.owner} & {*special}
    )
    by_kind: dict[str, list[Symbol]] = {}
    for symbol in symbols:
        by_kind.setdefault(symbol.kind, []).append(symbol)
    chance = random.Random()
    for kind in chance.sample(sorted(by_kind), kinds):
        symbol = chance.choice(by_kind[kind])
        texts, _ = parse_packs(opened, sources_of(opened), with_locale_files=True)
        edits = rename(texts, symbol, "quite_new", zone_of(opened))
        changed = written(opened, edits, tmp_path / kind)
        found = check_packs(changed)
        assert [d.code for d in found.diagnostics] == [d.code for d in before.diagnostics]
        owner = symbol.owner if kind != "variable" else None
        back = next(
            s
            for s in found.references.symbols()
            if s.kind == kind and s.name == "quite_new" and owner in (None, s.owner)
        )
        assert len(found.references.of(back)) == len(before.references.of(symbol))
        texts, _ = parse_packs(changed, sources_of(changed), with_locale_files=True)
        again = written(changed, rename(texts, back, symbol.name, zone_of(opened)), tmp_path / f"{kind}_back")
        assert [p.files for p in again] == [p.files for p in opened]
        assert [{k: v.text for k, v in p.locale_files.items()} for p in again] == [
            {k: v.text for k, v in p.locale_files.items()} for p in opened
        ]


def written(opened: Sequence[PackSource], edits: Iterable[TextEdit], folder: Path) -> tuple[PackSource, ...]:
    """The packs after edits, as they are read from a folder."""
    edits = list(edits)
    for pack in opened:
        target = folder / pack.folder.name
        shutil.copytree(pack.folder, target, ignore=shutil.ignore_patterns("samples", "__pycache__"))
        for path, text in pack.files.items():
            file = target / pack.path_of(path).relative_to(pack.folder)
            file.write_bytes(after(Source(path, text), edits).encode("utf-8"))
        for source in pack.locale_files.values():
            (target / "locales" / Path(source.path).name).write_bytes(after(source, edits).encode("utf-8"))
    return open_packs(folder / opened[-1].folder.name)
