"""Why a rule found something: values, where they came from, the law, the version, and what would have let it pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from engine.explain import Explanation, explain, explanation_json
from engine.pipeline import compile_path
from engine.records import Finding
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store
from engine.trouble import Trouble
from tests.engine.test_replay import mixed
from tests.engine.yard import THINGS, YARD, Yard, event, instant, line

FOOD = Path(__file__).parents[2] / "packs" / "food"


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    yard = Yard(path=tmp_path / "yard.db")
    yield yard.stocked(expires_at="2026-03-31")
    yard.close()


def explained(yard: Yard, rule: str) -> Explanation:
    """The explanation of the last finding of a rule."""
    *_, finding = yard.store.findings(rule=rule)
    return explain(yard.store, finding.id)


def reads(explanation: Explanation) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What it rests on: the text of each value, as shown, and the ids of the events that it came from."""
    return {
        read.text: (read.shown["en"], tuple(explanation.sources[n].id for n in read.events))
        for read in explanation.finding.reads
    }


def test_a_blocked_event(yard: Yard) -> None:
    yard.accept("ParameterTuned", id_="knob", parameter="most", value=20, role_="keeper")
    yard.send("Sold", id_="sale", lot="L1", place="W1", quantity=30, at_="2026-03-05T10:00:00")
    why = explained(yard, "too_much")
    assert why.finding.force == "block"
    assert [c["zh"] for c in why.finding.cites] == ["企业规定"]
    assert why.finding.version == yard.engine.compiled.version
    assert why.at == "2026-03-05T10:00:00+08:00"
    assert why.event is not None
    assert (why.event.id, why.event.type, why.event.at) == ("sale", "Sold", "2026-03-05T10:00:00+08:00")
    assert reads(why) == {"quantity": ("30", ("sale",)), "most": ("20", ("knob",))}
    assert why.sentence.zh.splitlines()[1].strip().startswith("销售时，若数量大于「单次上限」，则拦截")
    assert why.names["most"].en == "the setting “单次上限”"
    assert why.rule_text.startswith('rule too_much "单次数量过大"\n    on Sold\n    when quantity > most')
    assert why.rule_text.splitlines() == YARD.splitlines()[why.line - 1 :][: len(why.rule_text.splitlines())]
    assert [w.en for w in why.passes_if] == [
        "the “数量” is at most the setting “单次上限” (the “数量”: 30; the setting “单次上限”: 20)",
        "主管 accepts it with a reason (`role` and `reason` in the event)",
    ]
    assert [w.zh for w in why.passes_if] == [
        "数量不超过「单次上限」（数量：30；「单次上限」：20）",
        "由主管说明理由后放行（事件中填 `role` 与 `reason`）",
    ]


def test_the_events_that_values_came_from(yard: Yard) -> None:
    """A field names the event that set it last, a measure those that it is made of."""
    yard.accept("Sold", id_="one", lot="L1", place="W1", quantity=60)
    yard.accept("Sold", id_="two", lot="L1", place="W1", quantity=39)
    yard.stocked("L2")
    yard.accept("Sold", id_="three", lot="L2", place="W1", quantity=1)
    why = explained(yard, "big_sale")
    assert reads(why)["sold(lot.item)"] == ("100", ("one", "two", "three"))
    assert why.finding.force == "alert"
    assert why.told[0].zh == "主管"
    yard.accept("Opened", id_="opened", lot="L2")
    yard.accept("Sold", lot="L2", place="W1", quantity=1)
    why = explained(yard, "opened_sale")
    assert reads(why) == {"lot.opened": ("yes", ("opened",))}
    assert [w.en for w in why.passes_if] == ["the “批次” is not marked “已开封”"]


def test_a_condition_of_several_parts(yard: Yard) -> None:
    yard.send("Sold", id_="sale", lot="L1", place="W1", quantity=1, at_="2026-04-01T00:00:00")
    why = explained(yard, "expired")
    assert reads(why) == {"lot.expires_at": ("2026-03-31", ("e3",)), "at": ("2026-04-01 00:00", ("sale",))}
    assert [w.en for w in why.passes_if] == [
        "the “批次”'s “到期时间” is not given (the “批次”'s “到期时间”: 2026-03-31)",
        "the “批次”'s “到期时间” has not come yet (the “批次”'s “到期时间”: 2026-03-31;"
        " the time of the event: 2026-04-01 00:00)",
    ]
    assert why.passes_if[0].zh == "批次的到期时间未填（批次的到期时间：2026-03-31）"
    assert why.finding.messages[0]["zh"] == "批次 L1 已于 2026-03-31 到期"


def test_a_hold_by_the_clock(yard: Yard) -> None:
    """What moved the clock stands for the event: here a tick."""
    yard.engine.advance(instant("2026-04-01T08:00:00"))
    why = explained(yard, "locked")
    assert why.event is not None
    assert why.event.type == "bincard.tick"
    assert why.at == "2026-03-31T23:59:59.999999+08:00"
    assert why.finding.key == ("L1",)
    assert [(label.zh, key) for label, key in why.held] == [("批次", "L1")]
    assert reads(why) == {
        "lot_everywhere(lot)": ("100", ("e3",)),
        "lot.expires_at": ("2026-03-31", ("e3",)),
        "now": ("2026-03-31", ()),
    }
    why = explained(yard, "expiring")
    assert "“提前天数” (`notice`) were set otherwise within its bounds by 主管" in [
        w.en for w in why.passes_if
    ]
    assert "由主管在范围内调整「提前天数」（`notice`）" in [w.zh for w in why.passes_if]
    assert reads(why)["notice"] == ("10 days", ())


def test_an_alert_of_stock_names_the_moves_behind_it(yard: Yard) -> None:
    yard.accept("SafetySet", id_="safety", item="F-1", safety=50)
    yard.accept("Sold", id_="sale", lot="L1", place="W1", quantity=60)
    why = explained(yard, "low")
    assert why.finding.key == ("F-1", "W1")
    assert reads(why)["on_hand(item, place)"] == ("40", ("sale",))
    assert reads(why)["item.safety"] == ("50", ("safety",))
    assert reads(why)["reserve"] == ("0", ())
    assert why.event is not None
    assert why.event.id == "sale"


def test_an_overridden_rule(yard: Yard) -> None:
    yard.stocked("L2", 600)
    yard.accept("Sold", lot="L2", place="W1", quantity=501, role_="boss", reason_="客户急用")
    why = explained(yard, "too_much")
    assert why.finding.force == "overridden"
    assert why.finding.overridden == {"role": "boss", "reason": "客户急用"}
    assert not any("accepts it" in w.en for w in why.passes_if)


@pytest.mark.parametrize(
    ("condition", "en", "zh"),
    [
        (
            "quantity > 3 or lot.opened",
            "the “数量” is at most 3 and the “批次” is not marked “已开封” (the “数量”: 5)",
            "数量不超过 3，且批次未开封（数量：5）",
        ),
        ("not lot.opened", "the “批次” is marked “已开封”", "批次已开封"),
        (
            "lot.expires_at is missing",
            "the “批次”'s “到期时间” is given (the “批次”'s “到期时间”: missing)",
            "批次的到期时间已填",
        ),
        ("lot is held", "the “批次” is not on hold", "批次未被隔离"),
        ("quantity != 3", "the “数量” equals 3 (the “数量”: 5)", "数量等于 3（数量：5）"),
        (
            "not (quantity < 3 and lot.opened)",
            "the “数量” is less than 3 and the “批次” is marked “已开封” (the “数量”: 5)",
            "数量小于 3，且批次已开封（数量：5）",
        ),
        (
            "count p in lot.parents > 3 or every p in lot.parents has p.opened",
            "the number of entries in the “批次”'s “来源批次” is at most 3 and (not for every “批次” A in the “批次”'s"
            " “来源批次”: “批次” A is marked “已开封”) (the number of entries in the “批次”'s “来源批次”: 0;"
            " the “批次”'s “来源批次”: none)",
            "批次的来源批次的个数不超过 3，且（批次的来源批次中并非每个批次甲都满足：批次甲已开封）",
        ),
    ],
)
def test_what_would_let_it_pass(condition: str, en: str, zh: str, tmp_path: Path) -> None:
    text = THINGS + (
        f'\nevent Marked\n    lot: Lot\n    hold lot\n\nrule rejected "拒绝"\n    on Sold\n    when {condition}\n    block "不行"\n'
    )
    yard = Yard(text, tmp_path / "y.db").stocked()
    yard.accept("Marked", lot="L1")
    assert yard.send("Sold", lot="L1", place="W1", quantity=5).outcome == "blocked"
    (way,) = explained(yard, "rejected").passes_if
    assert way.en == en
    assert way.zh.startswith(zh)
    yard.close()


def test_parts_that_were_never_looked_at_do_not_matter(tmp_path: Path) -> None:
    """The lot is missing, so that what stands behind `or` has no value to show."""
    text = THINGS + (
        "\nmeasure everywhere(lot: Lot)\n    stock of lot\n"
        '\nrule unknown "未登记"\n    on Received\n    when Lot(lot) is missing or everywhere(Lot(lot)) > 5\n'
        '    block "未登记 {lot}"\n'
    )
    yard = Yard(text, tmp_path / "y.db")
    yard.accept("ItemRegistered", code="F-1")
    yard.accept("PlaceRegistered", code="W1")
    assert yard.send("Received", lot="L9", item="F-1", place="W1", quantity=5).outcome == "blocked"
    assert reads(explained(yard, "unknown"))["lot"][0] == "L9"
    yard.close()


def test_a_message_that_cannot_be_filled(tmp_path: Path) -> None:
    text = (
        THINGS
        + '\nrule odd "怪"\n    on Sold\n    when quantity > 3\n    warn "每份 {quantity / (quantity - quantity)}"\n'
    )
    yard = Yard(text, tmp_path / "y.db").stocked()
    answer = yard.accept("Sold", lot="L1", place="W1", quantity=5)
    assert answer.findings[0]["messages"] == [{"zh": "每份 ?", "en": "每份 ?"}]
    yard.close()


def test_a_rule_of_an_old_version_is_explained_as_it_was(yard: Yard) -> None:
    yard.send("Sold", lot="L1", place="W1", quantity=501)
    old_version = yard.engine.compiled.version
    changed = YARD.replace("when quantity > most\n", "when quantity + 1 > most\n").replace(
        'cites "企业规定"', 'cites "新规"'
    )
    yard.reopen(changed)
    yard.send("Sold", lot="L1", place="W1", quantity=501)
    old, new = (explain(yard.store, f.id) for f in yard.store.findings(rule="too_much"))
    assert old.finding.version == old_version != new.finding.version
    assert "when quantity > most\n" in old.rule_text
    assert "when quantity + 1 > most\n" in new.rule_text
    assert [why.finding.cites[0]["zh"] for why in (old, new)] == ["企业规定", "新规"]
    gone = YARD.replace('rule too_much "单次数量过大"', 'rule no_more "单次数量过大"').replace(
        "most", "limit_of_sale"
    )
    yard.reopen(gone)
    assert explain(yard.store, old.finding.id) == old, "though there is no such rule any more"


def test_every_finding_of_a_run_can_be_explained(tmp_path: Path) -> None:
    yard = mixed(tmp_path / "yard.db")
    forces = set()
    for finding in yard.store.findings():
        why = explain(yard.store, finding.id)
        assert why.finding == finding
        assert why.event is not None
        assert why.passes_if or finding.rule == "held_told"
        assert finding.rule in why.rule_text
        assert {n for r in finding.reads for n in r.events} <= why.sources.keys()
        assert json.loads(json.dumps(explanation_json(why)))["finding"]["id"] == finding.id
        for way in why.passes_if:
            assert way.en
            assert way.zh
        forces.add(finding.force)
    assert forces >= {"block", "hold", "warn", "alert"}
    yard.close()


@pytest.mark.parametrize("name", ["F999", "", "E1", "f1", "x" * 1000, "F1; DROP TABLE bc_findings", "\0"])
def test_there_is_no_such_finding(yard: Yard, name: str) -> None:
    yard.send("Sold", lot="L1", place="W1", quantity=501)
    with pytest.raises(Trouble, match="BC662") as caught:
        explain(yard.store, name)
    assert "Findings are named F1, F2, ..." in caught.value.text.en
    assert "存储中没有发现" in caught.value.text.zh
    assert explain(yard.store, " F1\n").finding.id == "F1"


# -- the dumplings: -18 °C wanted, -12 °C for 47 minutes


@pytest.fixture(scope="module")
def dumplings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    compiled = compile_path(FOOD)
    readings = [("08:10", -19), ("08:30", -12), ("08:50", -12.5), ("09:10", -13), ("09:17", -18)]
    made = [
        event("ItemRegistered", id_="item", code="F-001", name="速冻水饺", storage="frozen", category="frozen_food"),
        event("SupplierRegistered", id_="supplier", code="S1"),
        event("PlaceRegistered", id_="place", code="W1"),
        event("LotRegistered", id_="lot", code="L1", item="F-001", supplier="S1"),
        event("ShipmentPlanned", id_="plan", code="T1", storage="frozen", limit="-18 °C", lots=["L1"]),
        event("ShipmentDeparted", id_="go", shipment="T1"),
        *(
            event("TemperatureRead", id_=at, at_=f"2026-03-01T{at}:00", shipment="T1", temperature=value)
            for at, value in readings
        ),
        event("ShipmentArrived", id_="there", at_="2026-03-01T09:40:00", shipment="T1", temperature=-18.5),
        event(
            "PurchaseReceived", id_="receipt", at_="2026-03-01T10:00:00", lot="L1", item="F-001", supplier="S1",
            place="W1", quantity=100, shipment="T1",
        ),
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("dumplings") / "food.db"
    with Store.open(str(path), compiled.model, Shapes(compiled.model)) as store:
        answers = Engine(compiled, store).submit_lines([line(e) for e in made])
        assert [a.outcome for a in answers] == ["accepted"] * 12 + ["blocked"]
        yield store


def one(store: Store, rule: str) -> Explanation:
    (finding,) = store.findings(rule=rule)
    return explain(store, finding.id)


def test_the_dumplings_are_held_the_moment_their_minutes_are_full(dumplings: Store) -> None:
    """Minutes above, peak and source readings; at 09:00 sharp, before the reading of 09:10."""
    why = one(dumplings, "cold_chain_break_warm")
    assert why.finding.force == "hold"
    assert why.at == "2026-03-01T09:00:00+08:00"
    assert why.event is not None
    assert why.event.id == "09:10", "what moved the clock past the moment"
    assert why.finding.held == (("Lot", "L1"),)
    assert set(why.finding.roles) == {"quality_manager", "keeper"}
    assert any("三十三条" in law["zh"] and "Art. 33" in law["en"] for law in why.finding.cites)
    values = reads(why)
    assert values["too_warm(leg)"][0] == "30 minutes"
    assert set(values["too_warm(leg)"][1]) >= {"08:30", "08:50"}
    said = why.finding.messages[0]
    for part in ("-18 °C", "-12 °C", "30 分钟", "2 次", "2026-03-01 08:30", "2026-03-01 08:50"):
        assert part in said["zh"], part
    assert "30 minutes" in said["en"]
    assert any("`warm_limit`" in w.en and "Quality manager" in w.en for w in why.passes_if)


def test_the_report_on_arrival_has_all_forty_seven_minutes(dumplings: Store) -> None:
    why = one(dumplings, "cold_chain_break_report")
    said = why.finding.messages[0]
    for part in ("47 分钟", "-12 °C", "3 次"):
        assert part in said["zh"], part
    assert "47 minutes" in said["en"]


def test_the_dumplings_cannot_be_received(dumplings: Store) -> None:
    why = one(dumplings, "cold_chain_break")
    assert why.finding.force == "block"
    assert why.event is not None
    assert why.event.id == "receipt"
    assert any("accepts it with a reason" in w.en for w in why.passes_if)
    assert why.path == "food/cold_chain.card"


def test_the_finding_is_in_the_chain(dumplings: Store) -> None:
    found: list[Finding] = list(dumplings.findings())
    for before, after in pairwise(found):
        assert after.previous == before.hash
