"""Names are written by their labels and back, and mean what they meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dsl.check import Locale, PackText, check
from dsl.naming import switch_names
from dsl.parse import parse
from dsl.printer import print_file
from dsl.source import Source
from dsl.words import Language
from engine.check import parse_packs
from engine.packs import open_packs, sources_of, zone_of
from tests.dsl.checked import WORLD, checked
from tests.dsl.tour import TOUR

ROOT = Path(__file__).parents[2]
PACKS = ["packs/inventory", "packs/food", "examples/lemon_tea", "examples/tour"]


def read(path: str, text: str, pack: PackText) -> PackText:
    parsed = parse(Source(path, text))
    assert parsed.diagnostics == (), text
    return replace(pack, files=(*pack.files, parsed.file))


def switched(packs: Sequence[PackText], language: Language, zone: str) -> tuple[PackText, ...]:
    """The packs as they are read again when they were written in a language."""
    made = []
    for pack in switch_names(packs, language, zone):
        again = replace(pack, files=())
        for file in pack.files:
            again = read(file.source.path, print_file(file, language), again)
        made.append(again)
    return tuple(made)


def texts(packs: Sequence[PackText]) -> dict[str, str]:
    return {file.source.path: file.source.text for pack in packs for file in pack.files}


def there_and_back(packs: Sequence[PackText], zone: str) -> tuple[dict[str, str], dict[str, str]]:
    """The texts in Chinese and in English; each is what the other turns into."""
    english = switched(packs, "en", zone)
    chinese = switched(english, "zh", zone)
    assert texts(switched(chinese, "en", zone)) == texts(english)
    assert texts(switched(switched(chinese, "en", zone), "zh", zone)) == texts(chinese)
    assert [d.code for d in check(chinese, zone).diagnostics] == [
        d.code for d in check(packs, zone).diagnostics
    ]
    return texts(english), texts(chinese)


@pytest.mark.parametrize("folder", PACKS)
def test_packs_there_and_back(folder: str) -> None:
    packs = open_packs(ROOT / folder)
    read_packs, diagnostics = parse_packs(packs, sources_of(packs))
    assert diagnostics == ()
    english, _ = there_and_back(read_packs, zone_of(packs))
    assert english == {
        path: print_file(parse(source).file, "en") for path, source in sources_of(packs).items()
    }


def pack(text: str, language: Language = "zh", **labels: str) -> PackText:
    locales: dict[str, Locale] = {"en" if language == "zh" else "zh": Locale(labels)} if labels else {}
    return read("a.card", text, PackText("a", language, (), locales))


def test_the_tour_there_and_back() -> None:
    english, chinese = there_and_back([pack(TOUR)], "Asia/Shanghai")
    assert "若 批次.到期时间 - 发生时间 <= (批次.物料.临期阈值 缺省 临期天数)" in chinese["a.card"]
    assert (
        "when lot.expires_at - at <= (lot.item.near_expiry otherwise near_expiry_limit)" in english["a.card"]
    )


def chinese(text: str, language: Language = "zh", **labels: str) -> str:
    """What a text becomes in Chinese."""
    (made,) = texts(switched([pack(text, language, **labels)], "zh", "UTC")).values()
    return made


def english(text: str, language: Language = "zh", **labels: str) -> str:
    """What a text becomes in English."""
    (made,) = texts(switched([pack(text, language, **labels)], "en", "UTC")).values()
    return made


THINGS = """\
enum State "状态"
    good "合格"
    bad "不合格"

enum Result "结果"
    pass "合格"
    fail "不合格"

entity Crate "箱"
    code: text key "编号"
    state: State = good "当前状态"
    made: date? "日期"
    due: date? "日期"

"""


def test_currencies_are_written_in_either_language() -> None:
    text = 'parameter fee: money in USD = 3 USD "费用"\nparameter other: money in AED = 1 AED "其他"\n'
    made = chinese(text)
    assert "费用: 金额 in 美元" not in made  # a declared name stays
    assert "fee: 金额" in made
    assert "美元" in made
    assert "AED" in made
    assert english(made) == english(text)
    assert "money in USD" in english(text)


def test_labels_that_several_have_are_left_where_they_would_be_ambiguous() -> None:
    text = (
        THINGS
        + """\
event Seen "查看"
    crate: Crate "箱"
    result: Result "结果"

rule r
    on Seen
    when crate.state == good and result != fail and crate.made is known and crate.due is known
    warn "{State.good} {crate.code}"
"""
    )
    line = "若 箱.当前状态 == 合格 且 结果 != 不合格 且 箱.made 已知 且 箱.due 已知"
    assert line in chinese(text)
    assert '"{状态.合格} {箱.编号}"' in chinese(text)
    assert english(chinese(text)) == text


def test_a_rule_on_two_events_keeps_names_that_are_labelled_otherwise_there() -> None:
    text = (
        THINGS
        + """\
event Seen
    crate: Crate "箱"

event Opened
    crate: Crate "纸箱"

rule r
    on Seen, Opened
    when crate.state == bad
    warn "x"
"""
    )
    assert "若 crate.当前状态 == 不合格" in chinese(text)


def test_a_label_that_a_variable_has_as_name_is_left() -> None:
    text = (
        THINGS
        + """\
event Seen
    crate: Crate "箱"
    others: set of Crate "其余"

rule r
    on Seen
    when any 箱 in others has 箱.state == bad
    warn "{crate.code}"
"""
    )
    made = chinese(text)
    assert "若 任一 箱 属于 其余 满足 箱.当前状态 == 不合格" in made or "箱 属于 others" in made
    assert '"{crate.编号}"' in made or '"{箱.编号}"' in made
    assert english(made) == text


def test_labels_that_are_no_words_and_labels_that_are_keywords_are_left() -> None:
    text = """\
entity Crate "箱 (大)"
    code: text key "主键"
    name: text? "2号"

event Seen
    crate: Crate

rule r
    on Seen
    when crate.name is missing
    warn "{crate.code}"
"""
    made = chinese(text)
    assert "crate: Crate" in made
    assert "{crate.code}" in made
    assert "crate.name 缺失" in made
    assert "code: 文本 主键" in made


def test_chinese_names_have_english_labels_in_english() -> None:
    text = """\
entity 批次 "批次"
    编号: text key "编号"
    到期: instant? "到期"

rule 过期
    for each x: 批次
    when x.到期 is known and x.到期 < now
    emit Told(lot: x, 说明: "a")

event Told "通知"
    lot: 批次 "批次"
    说明: text "说明"
"""
    labels = {"批次": "Lot", "批次.到期": "Expiry", "批次.编号": "the code", "Told.说明": "note"}
    made = english(text, **labels)
    assert "for each x: Lot" in made
    assert "x.Expiry is known" in made
    assert 'Told(lot: x, note: "a")' in made
    assert "entity 批次" in made
    assert "    到期: instant?" in made
    assert "对每个 x: 批次" in chinese(made, **labels)
    assert "x.到期 已知" in chinese(made, **labels)


def test_what_is_set_by_its_label_is_forgotten() -> None:
    """Two fields have the label; the one that is meant, and not the other, is no longer known."""
    text = (
        WORLD
        + """\
entity Tray "托盘"
    code: text key
    seen: instant? "时间"

extend entity Crate
    other: instant? "时间"

entity Crate
    code: text key

event Seen
    tray: Tray
    crate: Crate
    when_: instant?

rule r
    on Seen
    when tray.时间 is known and crate.other is known and tray.时间 < crate.other
    set tray.时间 = when_
    alert keeper "{crate.other - at}"
    alert keeper "{tray.时间 - at}"
"""
    )
    assert [(d.code, d.facts["what"]) for d in checked(text).diagnostics] == [("BC302", "tray.时间")]


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("批次.物料.储存状态 == 冷藏", []),
        ("lot.物料.storage == 储存状态.冷藏", []),
        ("现存量(lot.item, dock) > 1", []),
        ("现在 > lot.expires_at", []),
        ("发生时间 > lot.expires_at", []),
        ("绝对值(boxes) > 3", []),
        ("最大(boxes, 3) > 3", []),
        ("lot.物料.储存装态 == 冷藏", ["BC203"]),
        ("lot.物料.储存状态 == 冷库", ["BC206"]),
    ],
)
def test_labels_in_conditions(condition: str, codes: list[str]) -> None:
    world = WORLD.replace("    lot: Lot\n", '    lot: Lot "批次"\n').replace(
        "    item: Item\n", '    item: Item "物料"\n'
    )
    world = world.replace("    storage: Storage\n", '    storage: Storage "储存状态"\n')
    world = world.replace(
        "measure on_hand(item: Item, place: Place)", 'measure on_hand(item: Item, place: Place) "现存量"'
    )
    found = checked(world + f'rule r\n    on Issued\n    when {condition}\n    warn "x"\n').diagnostics
    assert [d.code for d in found] == codes
    if codes == ["BC203"]:
        assert found[0].facts["near"] == "储存状态"
