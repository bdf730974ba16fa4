"""Mistakes planted into copies of the shipped packs: what to change, and what must be found."""

from __future__ import annotations

from typing import NamedTuple


class Plant(NamedTuple):
    """A mistake in a file of a pack, the code that must be given for it, and what must be named."""

    name: str
    file: str
    old: str
    """What is replaced; empty: the new text is added at the end."""
    new: str
    code: str
    named: tuple[str, ...]


PLANTS = (
    # -- states that are forgotten
    Plant(
        "expiry alerts forget ambient",
        "food/expiry.card",
        "when lot_on_hand_everywhere(lot) > 0 and lot.expires_at is known and lot.expires_at - now <= alert_lead",
        "when (lot.storage otherwise lot.item.storage) != ambient and lot_on_hand_everywhere(lot) > 0"
        " and lot.expires_at is known and lot.expires_at - now <= alert_lead",
        "BC470",
        ("expiry_alerts", "ambient"),
    ),
    Plant(
        "the lead time of chilled goods is forgotten",
        "food/expiry.card",
        '    chilled | any | 72 hours "冷藏"\n',
        "",
        "BC470",
        ("expiry_alerts", "chilled"),
    ),
    Plant(
        "only frozen goods are told of, and only from an if",
        "food/expiry.card",
        '    alert keeper "批次 {lot.code} {lot.item.name}（{lot.storage otherwise lot.item.storage}）将于 {lot.expires_at} 到期"\n',
        "    if (lot.storage otherwise lot.item.storage) in [frozen, chilled]\n"
        '        alert keeper "批次 {lot.code} {lot.item.name}（{lot.storage otherwise lot.item.storage}）将于 {lot.expires_at} 到期"\n',
        "BC470",
        ("ambient",),
    ),
    Plant(
        "a state is added and forgotten",
        "inventory/things.card",
        '    frozen "冷冻"\n\n# What insp',
        '    frozen "冷冻"\n    deep_frozen "超低温"\n\n# What insp',
        "BC470",
        ("deep_frozen",),
    ),
    # -- tables
    Plant(
        "a gap in a table",
        "food/expiry.card",
        "180 days .. 365 days",
        "180 days .. 360 days",
        "BC471",
        ("alert_lead", "ambient", "360 days"),
    ),
    Plant(
        "a gap of one microsecond",
        "food/expiry.card",
        "ambient | >= 365 days",
        "ambient | > 365 days",
        "BC471",
        ("365 days",),
    ),
    Plant(
        "a pair is forgotten",
        "food/storage.card",
        "    food | food, raw_food, ready_to_eat | true",
        "    food | food, raw_food | true",
        "BC471",
        ("ready_to_eat",),
    ),
    Plant(
        "rows overlap",
        "food/expiry.card",
        "90 days .. 180 days",
        "90 days .. 200 days",
        "BC472",
        ("180 days",),
    ),
    # -- conditions
    Plant(
        "a condition that excludes itself",
        "food/expiry.card",
        "when lot.expires_at is known and at < lot.expires_at and lot.expires_at - at <= (lot.item.near_expiry otherwise near_expiry_limit)\n    warn",
        "when lot.expires_at is known and at < lot.expires_at and lot.expires_at <= at\n    warn",
        "BC473",
        ("near_expiry_sale",),
    ),
    Plant(
        "a limit that the parameter forbids",
        "food/cold_chain.card",
        "when too_warm(leg) >= warm_limit",
        "when too_warm(leg) >= warm_limit and warm_limit > 3 hours",
        "BC473",
        ("cold_chain_break_warm", "warm_limit"),
    ),
    Plant(
        "a count below zero",
        "food/recall.card",
        "< destruction_witnesses or",
        "< destruction_witnesses - 5 or",
        "BC491",
        ("count witness in witnesses",),
    ),
    Plant(
        "a rule that always blocks",
        "food/inspection.card",
        "when lot.status == rejected",
        "when lot.status == rejected or lot.status != rejected",
        "BC474",
        ("lot.status",),
    ),
    # -- contradictions
    Plant(
        "one field, two values",
        "food/suppliers.card",
        "",
        '\nrule forgiving "检验即恢复"\n    on Inspected\n    when lot.supplier is known and sample is known\n    set lot.supplier.status = approved\n',
        "BC475",
        ("forgiving", "supplier_freeze_streak"),
    ),
    Plant(
        "held and released",
        "inventory/expiry.card",
        "",
        '\nrule expiry_free "到期解锁"\n    for each lot: Lot\n    when lot.expires_at is known and lot.expires_at <= now and lot.recalled\n    release lot\n',
        "BC475",
        ("expiry_free", "expiry_lock"),
    ),
    Plant(
        "nothing may be destroyed",
        "food/recall.card",
        "",
        '\nrule few "少量禁止"\n    on Destroyed\n    when lot.recalled and quantity <= 10\n    block "x"\n\nrule many "大量禁止"\n    on Destroyed\n    when lot.recalled and quantity > 10\n    block "x"\n',
        "BC476",
        ("few", "many", "Destroyed"),
    ),
    # -- shadows
    Plant(
        "a stricter copy",
        "inventory/counts.card",
        "",
        '\nrule count_worse "盘点差异过大"\n    on Counted\n    when counted > lot_on_hand(lot, place) * 2 and lot_on_hand(lot, place) > 0\n    warn "x"\n    cites "企业规定：盘点允差由各仓自定"\n',
        "BC477",
        ("count_worse", "count_difference"),
    ),
    Plant(
        "a block that another block forestalls",
        "food/expiry.card",
        "",
        '\nrule long_expired "过期过久"\n    on SaleShipped\n    when lot.expires_at is known and lot.expires_at + 3 days <= at\n    block "x"\n',
        "BC477",
        ("long_expired",),
    ),
    Plant(
        "armed again at once",
        "inventory/replenishment.card",
        "until available(item, place) >= item.safety_stock * rearm_factor",
        "until available(item, place) < item.safety_stock * rearm_factor",
        "BC478",
        ("safety_stock_low",),
    ),
    Plant(
        "frozen goods can never be taken in",
        "food/imports.card",
        "",
        '\nevent Measured "测温"\n    item: Item\n    temperature: temperature\n'
        '\nrule warm "过热"\n    on Measured\n    when item.storage == frozen and temperature > -18 °C\n    block "x"\n'
        '\nrule cold "过冷"\n    on Measured\n    when temperature <= -15 °C\n    block "x"\n',
        "BC476",
        ("warm", "cold", "Measured", "frozen"),
    ),
)
