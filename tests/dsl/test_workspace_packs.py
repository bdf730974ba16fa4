"""The same of several packs with all that packs can hold: modules, one of them off, groups, boards, locales, labels."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.source import Source
from engine.check import workspace
from engine.packs import Manifest, PackSource
from tests.dsl.checked import WORLD
from tests.dsl.test_workspace import EDITS, RULES, assert_same
from tests.properties.effort import effort

COLD = """\
module cold "冷链"
    tuned by boss, keeper

role boss "主管"

group frosty "冷冻组" covers Storage

event HeatRead "温度上报"
    by keeper
    lot: Lot "批次"
    heat: temperature = 0 °C "温度"
    set lot.status = passed

measure readings(lot: Lot) "上报次数"
    count of HeatRead by lot

rule hot "过热"
    on HeatRead
    when heat > 8 °C and readings(lot) > 1
    tuned by boss
    warn "{lot.code} {heat}"
    in frosty

table patience(storage: Storage): duration
    chilled | 3 days
    any | 30 days

extend entity Lot
    heated: bool = false "受热"

extend enum Status
    warm "偏热"

extend event Issued
    remark: text? "备注"
    emit HeatRead(lot: lot)
"""
BOARDS = """\
rule often "频繁"
    on Issued
    when readings(lot) > 3 and patience(lot.item.storage) > 2 days
    warn "{lot.code} {lot.heated}"

board floor "现场" for keeper, boss
    filter "状态" at 0 0 size 3 1
        choose state: Storage
    number "过热" at 3 0 size 3 2
        count of each lot: Lot where lot.heated and lot.item.storage matches state
        red when value > 0
    table "批次" at 0 2 size 9 6
        each lot: Lot where lot.status == warm
        show lot.code, readings(lot), lot.expires_at - now "剩余"
        sort lot.expires_at
    alerts "告警" at 9 2 size 3 6
        from hot, often
    form "领料" at 0 8 size 4 4
        record Issued

rule 新规则 "中文规则"
    on Issued
    when lot.expires_at < 发生时间
    block "{lot.code}"
"""
ENGLISH = """\
[labels]
Lot = "Batch"
"Lot.heated" = "Heated"
hot = "Too hot"
cold = "Cold chain"
"floor.过热" = "Hot lots"
nothing = "Nothing"

[messages]
hot = ["{lot.code} is at {heat}"]
often = ["{lot.code} again"]
fresh = ["Lot {lot.code} of {lot.item.code}"]
"""


def packs() -> tuple[PackSource, ...]:
    """Three packs, each of which needs the ones before; a module of the second is off."""
    source = Source("c/locales/en.toml", ENGLISH)
    return (
        PackSource(Manifest(name="a"), Path(), {"a/world.card": WORLD}, {}),
        PackSource(
            Manifest(name="b", needs=("a",)), Path(), {"b/cold.card": COLD, "b/rules.card": RULES}, {}
        ),
        PackSource(
            Manifest(name="c", needs=("a", "b"), off=("cold",)),
            Path(),
            {"c/boards.card": BOARDS},
            {"en": tomllib.loads(ENGLISH)},
            {"en": source},
        ),
    )


# -- edits of declarations -------------------------------------------------------------------------------------

Texts = dict[str, str]
Edit = Callable[[random.Random, Texts], Texts]


def parts(text: str) -> list[str]:
    return re.split(r"(?m)^(?=[^\s#])", text)


def somewhere(change: Callable[[random.Random, list[str]], None]) -> Edit:
    """An edit of the declarations of one file."""

    def edited(dice: random.Random, texts: Texts) -> Texts:
        path = dice.choice(sorted(texts))
        declarations = parts(texts[path])
        change(dice, declarations)
        return {**texts, path: "".join(declarations)}

    return edited


@somewhere
def gone(dice: random.Random, declarations: list[str]) -> None:
    del declarations[dice.randrange(len(declarations))]


@somewhere
def back(dice: random.Random, declarations: list[str]) -> None:
    """A declaration of some file, maybe one that is there already."""
    text = dice.choice([WORLD, COLD, BOARDS, RULES])
    declarations.insert(dice.randrange(len(declarations) + 1), dice.choice(parts(text)))


@somewhere
def broken(dice: random.Random, declarations: list[str]) -> None:
    """A syntax error, that goes when the file is what it was."""
    at = dice.randrange(len(declarations))
    lines = declarations[at].split("\n")
    lines[dice.randrange(len(lines))] += dice.choice([" )", ' "', " == ==", "\n  x", "("])
    declarations[at] = "\n".join(lines)


@somewhere
def typed(dice: random.Random, declarations: list[str]) -> None:
    """Another type of a field."""
    at = dice.randrange(len(declarations))
    kinds = "text", "number", "instant?", "Lot", "set of Item", "Storage", "bool = true", "unheard"
    declarations[at] = re.sub(r"(?m)^(    \w+: ).*$", rf"\1{dice.choice(kinds)}", declarations[at], count=1)


def renamed(dice: random.Random, texts: Texts) -> Texts:
    """A word under another name, everywhere or only where it is found first."""
    names = sorted(set(re.findall(r"\b[a-zA-Z]\w{3,}\b", "".join(texts.values()))))
    old, new = dice.choice(names), dice.choice([*names, "quite_new", "冷链"])
    count = dice.choice([0, 0, 1])
    return {path: re.sub(rf"\b{old}\b", new, text, count=count) for path, text in texts.items()}


def scrawled(dice: random.Random, texts: Texts) -> Texts:
    path = dice.choice(sorted(texts))
    return {**texts, path: dice.choice(EDITS)(dice, texts[path])}


OF_DECLARATIONS: tuple[Edit, ...] = (gone, back, broken, typed, typed, renamed, renamed, scrawled)


@effort(60, long=2_000)
@given(st.integers(0, 2**32))
def test_edits_of_declarations(seed: int) -> None:
    """One edit after the other; some are taken back. Late or not, with or without a look in between."""
    dice = random.Random(seed)
    now = packs()
    kept = workspace(now)
    original = {path: text for pack in now for path, text in pack.files.items()}
    texts = dict(original)
    for _ in range(6):
        if dice.random() < 0.25:
            path = dice.choice(sorted(texts))
            texts = {**texts, path: original[path]}
        else:
            texts = dice.choice(OF_DECLARATIONS)(dice, texts)
        for path, text in texts.items():
            kept.edit(path, text)
        if dice.random() < 0.3:
            assert kept.soon(lambda: True).is_whole in (True, False)
        if dice.random() < 0.7:
            now = tuple(replace(pack, files={path: texts[path] for path in pack.files}) for pack in now)
            assert_same(kept.now, now)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (ENGLISH.replace("{lot.code} again", "{unknown} again"), ["BC430"]),
        (ENGLISH.replace("[messages]", "[messages"), []),  # half written
        (ENGLISH.replace("[messages]", "[messages]\nold = 3"), []),  # not what a locale is
    ],
)
def test_a_locale_is_edited(text: str, codes: list[str]) -> None:
    kept = workspace(packs())
    before = kept.now.model
    kept.edit("c/locales/en.toml", text.replace('"Batch"', '"Parcel"'))
    said = [d.code for d in kept.now.diagnostics if d.code != "BC451"]
    assert said == codes
    kept.edit("c/locales/en.toml", ENGLISH)
    assert kept.now.model == before


def test_nothing_is_wrong_before_it_is_edited() -> None:
    """So that the edits start from something whole."""
    codes = [d.code for d in workspace(packs()).now.diagnostics]
    assert codes == ["BC451"] * 3  # of what rests on the module that is off
