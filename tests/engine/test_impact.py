"""What hangs on what, what a new version takes away, and why a rule can never fire."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.dead import why_never
from engine.impact import Hangings, Impact, flat, losses
from engine.packs import Manifest, PackSource
from engine.pipeline import Compiled, compile_packs, compile_path

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "examples" / "tour" / "tour.card").read_text("utf-8")


@cache
def compiled(text: str = TOUR) -> Compiled:
    result = compile_packs([PackSource(Manifest(name="tour"), Path(), {"tour.card": text}, {})])
    assert not result.errors, result.errors
    return result


def hangings(text: str = TOUR) -> Hangings:
    graph = compiled(text).graph
    assert graph is not None
    return Hangings(graph)


def impact(name: str) -> Impact:
    world = hangings()
    (thing,) = world.called(name)
    return world.impact(thing)


def touched(name: str) -> set[str]:
    return {branch.thing.id for branch in flat(impact(name).touches)}


def test_a_parameter_touches_the_rules_that_read_it() -> None:
    found = impact("near_expiry_limit")
    assert [(b.thing.id, b.how) for b in found.touches] == [("rule:near_expiry_input", ("reads",))]
    assert [b.thing.id for b in found.fed_by] == ["role:keeper"]
    assert found.scenarios == ("距到期 30 天的原料不能投产", "各仓自定：W2 临期放宽到 10 天，W3 先观察不拦截")


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("Lot.expires_at", {"rule:near_expiry_input", "rule:expiry_warning"}),
        ("alert_lead", {"rule:expiry_warning"}),
        ("失败", set()),
        (
            "Inspected",
            {"measure:failures", "rule:supplier_freeze", "field:Supplier.status", "field:Lot.status"},
        ),
        ("Inspected.result", {"measure:failures", "event:Inspected", "rule:supplier_freeze"}),
        ("InspectionResult.fail", {"measure:failures", "event:Inspected"}),
        ("buyer", {"rule:supplier_freeze", "rule:safety_stock_low"}),
        ("customers", {"event:SaleShipped"}),
        ("StorageState", {"field:Item.storage", "table:alert_lead", "rule:expiry_warning"}),
        ("available", {"rule:safety_stock_low", "event:ReplenishmentRequested"}),
        ("冷链断链", set()),
    ],
)
def test_what_a_change_touches(name: str, among: set[str]) -> None:
    if name == "失败":
        assert hangings().called(name) == []
    else:
        assert among <= touched(name)


def test_a_thing_stands_once_in_a_tree() -> None:
    world = hangings()
    for thing in world.things.values():
        found = [branch.thing.id for branch in flat(world.impact(thing).touches)]
        assert len(found) == len(set(found))
        assert thing.id not in found


def test_who_would_no_longer_stand() -> None:
    world = hangings()
    users = {t.name: {u.id for u in world.users(t)} for t in world.things.values() if t.kind == "field"}
    assert users["Shipment.temperature"] == {"event:TemperatureRead", "rule:cold_chain_break"}
    assert users["Lot.expires_at"] == {"rule:near_expiry_input", "rule:expiry_warning", "board:hot_items"}


def test_what_a_new_version_takes_away() -> None:
    new = TOUR.replace('    amount: quantity > 0 "用量"', '    amount: quantity > 0 "用量"').replace(
        '    latitude: number? "纬度"\n', '    latitude: text? "纬度"\n'
    )
    new = new.replace(
        'measure sold(item: Item) "近7日销量"\n    sum quantity of SaleShipped by lot.item over 7 days\n\n',
        "",
    )
    old_graph, new_graph = compiled().graph, compiled(new).graph
    assert old_graph is not None
    assert new_graph is not None
    found = {loss.thing.id: loss.retyped for loss in losses(old_graph, new_graph)}
    assert found == {"field:Place.latitude": True, "measure:sold": False}
    assert list(losses(old_graph, old_graph)) == []


NEVER = {
    "constant": (
        'rule r\n    on Inspected\n    when false and lot is held\n    block "x"\n',
        "constantly false",
    ),
    "unset": (
        'rule r\n    for each supplier: Supplier\n    when supplier.gone\n    alert buyer "x"\n',
        "Nothing ever sets “停用” of “供应商” to yes.",
    ),
    "no_value": (
        'rule r\n    on Inspected\n    when lot.status == passed\n    block "x"\n',
        "Nothing ever sets “状态” of “批次” to “合格”.",
    ),
    "no_things": (
        'rule r\n    for each dish: Dish\n    when dish.name == "x"\n    alert buyer "x"\n',
        "No event registers a “菜品”",
    ),
}


@pytest.mark.parametrize("case", NEVER)
def test_why_a_rule_can_never_fire(case: str) -> None:
    rule, reason = NEVER[case]
    text = TOUR.replace(
        '    status: SupplierStatus = approved "状态"',
        '    status: SupplierStatus = approved "状态"\n    gone: bool = false "停用"',
    )
    world = compiled(text[: text.index("# -- What proves it")] + rule).model
    reasons = why_never(world, world.rules["r"])
    assert any(reason in why.en for why in reasons)
    assert all(why.zh for why in reasons)


@pytest.mark.parametrize("pack", ["inventory", "food"])
def test_every_rule_of_a_pack_may_fire(pack: str) -> None:
    model = compile_path(ROOT / "packs" / pack).model
    assert {name: why for name, rule in model.rules.items() if (why := why_never(model, rule))} == {}
