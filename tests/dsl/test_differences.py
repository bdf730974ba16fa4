"""What a new version changes, in words: one change at a time, and none where only the text differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dsl import model as m
from dsl.check import PackText, check
from dsl.parse import parse
from dsl.sentences import VOICES
from dsl.sentences.differences import differences
from dsl.sentences.shape import shape
from dsl.source import Source
from dsl.words import LANGUAGES, Language
from engine.pipeline import compile_path
from tests.dsl.test_sentences import SHAPES, mutants
from tests.dsl.test_sentences import told as told_apart

TOUR_PATH = Path(__file__).parents[2] / "examples" / "tour" / "tour.card"
TEXT = TOUR_PATH.read_text("utf-8")


def made(text: str) -> m.Model:
    parsed = parse(Source("tour.card", text))
    assert parsed.diagnostics == ()
    checked = check([PackText("tour", "zh", (parsed.file,))])
    assert not [d for d in checked.diagnostics if d.code != "BC226"], checked.diagnostics
    return checked.model


OLD = made(TEXT)


def told(old: str, new: str, language: Language = "zh") -> list[str]:
    """What is said of a change of the tour: the head and the details, in lines."""
    assert old in TEXT, old
    found = differences(OLD, made(TEXT.replace(old, new, 1)), language)
    return [line for difference in found for line in (difference.head, *difference.details)]


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        (
            "duration = 30 days",
            "duration = 20 days",
            ["参数「临期天数」有改动。", "默认值由「30 天」改为「20 天」"],
            ["Changed: Setting “临期天数”.", "the value unless changed was: 30 days; is now: 20 days"],
        ),
        (
            "between 7 days and 90 days",
            "between 7 days and 60 days",
            ["参数「临期天数」有改动。", "上限由「90 天」改为「60 天」"],
            ["Changed: Setting “临期天数”.", "the upper limit was: 90 days; is now: 60 days"],
        ),
        (
            "    tuned by keeper\n",
            "",
            ["参数「临期天数」有改动。", "取消调整者, 原为: 仓管员"],
            ["Changed: Setting “临期天数”.", "no longer who may set it, which was: the “仓管员”"],
        ),
        (
            "chilled | any | 72 hours",
            "chilled | any | 48 hours",
            [
                "决策表「预警提前量」有改动。",
                "第 2 行由「储存状态为“冷藏”: 3 天」改为「储存状态为“冷藏”: 2 天」",
            ],
            [
                "Changed: Table “预警提前量”.",
                "line 2 was: If the “储存状态” is “冷藏”: 3 days;"
                " is now: If the “储存状态” is “冷藏”: 2 days",
            ],
        ),
        (
            "    frozen | any | 30 days\n",
            "",
            ["决策表「预警提前量」有改动。", "删除第 1 行, 原为: 储存状态为“冷冻”: 30 天"],
            [
                "Changed: Table “预警提前量”.",
                "line 1 is gone; it was: If the “储存状态” is “冷冻”: 30 days",
            ],
        ),
        (
            "failures(lot.supplier) >= 3",
            "failures(lot.supplier) > 3",
            [
                "规则「连续三批不合格冻结供应商」有改动。",
                "条件由「批次的供应商的连续不合格次数不少于 3」改为「批次的供应商的连续不合格次数大于 3」",
            ],
            [
                "Changed: Rule “连续三批不合格冻结供应商”.",
                "the condition was: the “连续不合格次数” of the “批次”'s “供应商” is at least 3;"
                " is now: the “连续不合格次数” of the “批次”'s “供应商” is more than 3",
            ],
        ),
        (
            "    set lot.supplier.status = frozen\n",
            "",
            ["规则「连续三批不合格冻结供应商」有改动。", "不再执行: 将批次的供应商的状态改为“冻结”"],
            [
                "Changed: Rule “连续三批不合格冻结供应商”.",
                "no longer done: set the “状态” of the “批次”'s “供应商” to “冻结”",
            ],
        ),
        (
            "    override by quality_manager\n",
            "",
            ["规则「临期原料禁止投产」有改动。", "取消放行者, 原为: 质量经理"],
            ["Changed: Rule “临期原料禁止投产”.", "no longer who may let it pass, which was: the “质量经理”"],
        ),
        (
            "lasting 30 minutes",
            "lasting 45 minutes",
            ["规则「冷链断链」有改动。", "须持续的时间由「30 分钟」改为「45 分钟」"],
            [
                "Changed: Rule “冷链断链”.",
                "how long the condition must last was: 30 minutes; is now: 45 minutes",
            ],
        ),
        (
            "    on MaterialIssued\n    when",
            "    on MaterialIssued, SaleShipped\n    when",
            ["规则「临期原料禁止投产」有改动。", "现也用于: 销售出库"],
            ["Changed: Rule “临期原料禁止投产”.", "now also at: “销售出库”"],
        ),
        (
            '    name: text "名称"\n    storage',
            '    name: text? "名称"\n    storage',
            ["实体「物料」有改动。", "字段由「名称（文本）」改为「名称（文本, 可不填）」"],
            [
                "Changed: Kind of thing “物料”.",
                "the field was: 名称 (text); is now: 名称 (text, may be left out)",
            ],
        ),
        (
            '    pending "待检"\n',
            '    pending "等待检验"\n',
            ["枚举「批次状态」有改动。", "取值“待检”改名为“等待检验”"],
            ["Changed: List “批次状态”.", "the value was named “待检” and is now named “等待检验”"],
        ),
        (
            "over 7 days",
            "over 14 days",
            [
                "度量「近7日销量」有改动。",
                "统计口径由「销售出库的数量合计; 只看最近 7 天; 每次事件的物料取批次的物料。」改为「销售出库的数量合计; 只看最近 14 天; 每次事件的物料取批次的物料。」",
            ],
            None,
        ),
        (
            "move quantity of lot from place to customers",
            "move quantity of lot from place to consumed",
            [
                "事件「销售出库」有改动。",
                "不再执行: 将批次从库位移到“客户”, 数量为数量",
                "新增执行: 将批次从库位移到“消耗”, 数量为数量",
            ],
            None,
        ),
        (
            'role buyer "采购员"',
            'role buyer "采购"',
            ["角色「采购」有改动。", "名称由“采购员”改为“采购”"],
            None,
        ),
        (
            'place supply virtual "供应"',
            'place supply "供应"',
            ["地点「供应」有改动。", "现为实际地点, 计入本仓库存"],
            None,
        ),
        (
            "at 3 0 size 6 4",
            "at 3 0 size 5 4",
            [
                "看板「爆款商品预警」有改动。",
                "部件“图表”「近 30 日销量」: 位置由「第 4 至 9 列, 第 1 至 4 行」改为「第 4 至 8 列, 第 1 至 4 行」",
            ],
            [
                "Changed: Board “爆款商品预警”.",
                "tile “chart” “近 30 日销量”: its place was: columns 4 to 9, rows 1 to 4; is now: columns 4 to 8, rows 1 to 4",
            ],
        ),
        (
            "per day over 30 days",
            "per week over 30 days",
            [
                "看板「爆款商品预警」有改动。",
                "部件“图表”「近 30 日销量」: 显示内容由「画成“折线”: 销售出库中数量的“合计”, 按批次的物料分别统计, 每天一个数, 往回看 30 天」"
                "改为「画成“折线”: 销售出库中数量的“合计”, 按批次的物料分别统计, 每周一个数, 往回看 30 天」",
            ],
            None,
        ),
        (
            "        sort lot.expires_at\n",
            "        sort lot.expires_at descending top 5\n        red when lot.expires_at < now\n",
            [
                "看板「爆款商品预警」有改动。",
                "部件“表格”「临期批次」: 取消: 按批次的到期时间排列",
                "部件“表格”「临期批次」: 新增: 按批次的到期时间（大的、晚的在前）排列",
                "部件“表格”「临期批次」: 新增: 只显示前 5 个",
                "部件“表格”「临期批次」: 新增: 已过批次的到期时间时显示“红色”",
            ],
            [
                "Changed: Board “爆款商品预警”.",
                "tile “table” “临期批次”: no longer: sorted by the “批次”'s “到期时间”",
                "tile “table” “临期批次”: now: sorted by the “批次”'s “到期时间” (largest or latest first)",
                "tile “table” “临期批次”: now: only the first 5",
                "tile “table” “临期批次”: now: “red” if the “批次”'s “到期时间” has passed",
            ],
        ),
        (
            'table "临期批次"',
            'table "快到期的批次"',
            [
                "看板「爆款商品预警」有改动。",
                "部件“表格”「快到期的批次」: 名称由“临期批次”改为“快到期的批次”",
            ],
            None,
        ),
        (
            "from safety_stock_low, expiry_warning",
            "from expiry_warning",
            [
                "看板「爆款商品预警」有改动。",
                "部件“告警栏”「告警」: 显示内容由「规则“低于安全库存”和“效期预警”发现的问题」改为「规则“效期预警”发现的问题」",
            ],
            None,
        ),
        (
            '    alerts "告警" at 9 0 size 3 8\n        from safety_stock_low, expiry_warning\n',
            '    scan "扫码" at 0 8 size 3 2\n        record SaleShipped\n',
            [
                "看板「爆款商品预警」有改动。",
                "删除部件: “告警栏”「告警」, 第 10 至 12 列, 第 1 至 8 行: 规则“低于安全库存”和“效期预警”发现的问题",
                "新增部件: “扫码”「扫码」, 第 1 至 3 列, 第 9 至 10 行: 在此登记销售出库",
            ],
            None,
        ),
    ],
)
def test_a_change(old: str, new: str, zh: list[str], en: list[str] | None) -> None:
    assert told(old, new) == zh
    if en is not None:
        assert told(old, new, "en") == en


def test_what_is_new_and_what_is_gone_is_said_whole() -> None:
    role = 'role buyer "采购员"\n'
    assert told(role, f'{role}role boss "主管"\n') == ["新增角色「主管」。", "角色「主管」。"]
    added = 'role buyer "采购员"\nrole boss "主管"\n'
    later = made(TEXT.replace(role, added))
    (gone,) = differences(later, OLD, "en")
    assert (gone.kind, gone.what, gone.name, gone.head) == (
        "removed",
        "role",
        "boss",
        "Gone: Role “主管”. It was:",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_alone_is_no_difference(language: Language) -> None:
    other = (
        TEXT.replace("# A tour", "# Another tour").replace("30 days\n", "720 hours\n").replace("when ", "若 ")
    )
    assert differences(OLD, made(other), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_a_pack_can_come_and_go(language: Language) -> None:
    food = compile_path(TOUR_PATH.parents[2] / "packs" / "food").model
    for old, new in ((m.Model(zone=food.zone), food), (food, m.Model(zone=food.zone))):
        found = differences(old, new, language)
        assert len(found) == sum(
            len(getattr(food, t))
            for t in (
                "enums",
                "entities",
                "places",
                "roles",
                "events",
                "measures",
                "parameters",
                "tables",
                "modules",
                "groups",
                "rules",
                "boards",
            )
        )
        assert all(d.head and d.details for d in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_of_a_tile_is_told(language: Language) -> None:
    """No property of a tile can change without a word."""
    whole = compile_path(SHAPES).model
    silent = VOICES[language].phrases["d_words"]
    board = whole.boards["overview"]
    others = [other for other in mutants(board, language) if shape(other) != shape(board)]
    assert len(others) > 100
    for other in others:
        (found,) = differences(whole, replace(whole, boards={"overview": other}), language)
        assert found.details != (silent,), told_apart(board, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_order_of_tiles_is_told(language: Language) -> None:
    (name, board), *_ = OLD.boards.items()
    other = replace(board, tiles=board.tiles[::-1])
    (found,) = differences(OLD, replace(OLD, boards={name: other}), language)
    assert found.details == (VOICES[language].phrases["d_tiles_order"],)
