"""A small pack that has everything an engine can be asked, and a yard where it runs: events in, answers out.

Time stands still unless a test says otherwise: an event that names no time happens at `START`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.events import Answer
from engine.instants import parse_instant
from engine.machine import Backend
from engine.packs import Manifest, PackSource
from engine.pipeline import Compiled, compile_packs
from engine.run import Engine
from engine.shapes import Shapes
from engine.store import Store

START = "2026-03-01T08:00:00+08:00"

THINGS = """\
enum Storage "储存状态"
    ambient "常温"
    chilled "冷藏"
    frozen "冷冻"

entity Packaging "包装"
    unit: text "单位"
    factor: number > 0 "换算系数"

entity Item "物料"
    code: text key "编码"
    name: text = "" "名称"
    gtin: text? gs1 "01" "商品条码"
    base_unit: text? "基本单位"
    packaging: list of Packaging = [] "包装规格"
    storage: Storage = ambient "储存状态"
    safety: quantity = 0 "安全库存"

entity Place "库位"
    code: text key "编码"
    parent: Place? "上级库位"
    zone: text? "时区"

entity Lot "批次"
    code: text key gs1 "10" "批号"
    item: Item "物料"
    produced_on: date? gs1 "11" "生产日期"
    expires_at: instant? gs1 "17" "到期时间"
    parents: set of Lot "来源批次"
    opened: bool = false "已开封"

place supply virtual "供应商处"
place customers virtual "客户处"
role keeper "仓管员"
role boss "主管"

event ItemRegistered "物料建档"
    code: text "编码"
    name: text = "" "名称"
    gtin: text? "商品条码"
    base_unit: text? "基本单位"
    packaging: list of Packaging = [] "包装规格"
    storage: Storage = ambient "储存状态"
    safety: quantity = 0 "安全库存"
    create Item(code: code, name: name, gtin: gtin, base_unit: base_unit, packaging: packaging, storage: storage, safety: safety)

event PlaceRegistered "库位建档"
    code: text "编码"
    parent: Place? "上级库位"
    zone: text? "时区"
    create Place(code: code, parent: parent, zone: zone)

event LotRegistered "批次建档"
    code: text gs1 "10" "批号"
    item: Item gs1 "01" "物料"
    produced_on: date? gs1 "11" "生产日期"
    expires_at: instant? gs1 "17" "到期时间"
    create Lot(code: code, item: item, produced_on: produced_on, expires_at: expires_at, parents: [])

event Received "收货"
    lot: text gs1 "10" "批号"
    item: Item gs1 "01" "物料"
    place: Place "库位"
    quantity: quantity > 0 "数量"
    produced_on: date? gs1 "11" "生产日期"
    expires_at: instant? gs1 "17" "到期时间"
    if Lot(lot) is missing
        create Lot(code: lot, item: item, produced_on: produced_on, expires_at: expires_at, parents: [])
    if Lot(lot) is known
        move quantity of Lot(lot) from supply to place

event Sold "销售"
    lot: Lot "批次"
    place: Place "库位"
    quantity: quantity > 0 "数量"
    move quantity of lot from place to customers

event Moved "移库"
    lot: Lot "批次"
    source: Place "来源"
    target: Place "目标"
    quantity: quantity > 0 "数量"
    move quantity of lot from source to target
"""
"""What there is and what happens to it, without any rule."""

RULES = """\

event Opened "开封"
    lot: Lot "批次"
    note: text? "备注"
    set lot.opened = true

event Descended "来源登记"
    lot: Lot "批次"
    parent: Lot "来源批次"
    add parent to lot.parents

event Released "放行"
    lot: Lot "批次"
    by boss
    release lot

event Reordered "补货"
    item: Item "物料"
    place: Place "库位"
    quantity: quantity > 0 <= 1000 "数量"

event SafetySet "设定安全库存"
    item: Item "物料"
    safety: quantity >= 0 "安全库存"
    set item.safety = safety

event Spoiled "变质"
    lot: Lot "批次"
    hold lot "变质"
    for each child in descendants(lot.parents)
        hold child "来源变质"

event Checked "复核"
    lot: Lot "批次"
    if lot.opened
        emit Opened(lot: lot, note: "again")

parameter notice: duration = 10 days "提前天数"
    between 1 day and 30 days
    tuned by boss

parameter most: quantity = 500 "单次上限"
    between 1 and 1000

parameter reserve: quantity = 0 "预留"
    between 0 and 1000

measure on_hand(item: Item, place: Place) "现存量"
    stock of item at place

measure lot_everywhere(lot: Lot) "批次总量"
    stock of lot

measure sold(item: Item) "近2日销量"
    sum quantity of Sold by lot.item over 2 days

measure sales(item: Item) "销售次数"
    count of Sold by lot.item

measure reorders(item: Item) "补货次数"
    count of Reordered by item

measure running_low(place: Place) "收货距今"
    last quantity of Received by place

rule too_much "单次数量过大"
    on Sold
    when quantity > most
    block "数量 {quantity} 超过 {most}"
    cites "企业规定"
    override by boss

rule expired "过期禁售"
    on Sold
    when lot.expires_at is known and lot.expires_at <= at
    block "批次 {lot.code} 已于 {lot.expires_at} 到期"
    cites "食品安全法 第三十四条"

rule opened_sale "已开封"
    on Sold
    when lot.opened
    warn "批次 {lot.code} 已开封"

rule big_sale "大单"
    on Sold
    when sold(lot.item) >= 100
    alert boss "{lot.item.code} 近2日已售 {sold(lot.item)}"

rule expiring "临期"
    for each lot: Lot
    when lot_everywhere(lot) > 0 and lot.expires_at is known and lot.expires_at - now <= notice
    alert keeper "批次 {lot.code} 将于 {lot.expires_at} 到期"

rule locked "到期锁定"
    for each lot: Lot
    when lot_everywhere(lot) > 0 and lot.expires_at is known and lot.expires_at <= now
    hold lot "批次 {lot.code} 到期锁定"
    cites "食品安全法 第三十四条"

rule low "低于安全库存"
    for each item: Item, place: Place
    when on_hand(item, place) < item.safety + reserve
    alert keeper "{place.code} 的 {item.code} 只有 {on_hand(item, place)}"
    emit Reordered(item: item, place: place, quantity: item.safety + reserve - on_hand(item, place))

rule held_told "隔离通知"
    for each lot: Lot
    when lot is held
    alert boss "批次 {lot.code} 已隔离"
"""
"""What is measured, tuned and ruled in the yard."""

YARD = THINGS + RULES


@cache
def compiled(text: str = YARD) -> Compiled:
    """Definitions from one text; they must be without errors."""
    result = compile_packs([PackSource(Manifest(name="yard"), Path(), {"yard/yard.card": text}, {})])
    assert not result.errors, result.errors
    return result


def event(
    type: str,
    /,
    *,
    id_: str,
    at_: str = START,
    role_: str | None = None,
    reason_: str | None = None,
    source_: str = "test",
    **data: Any,
) -> dict[str, Any]:
    """A CloudEvent as a mapping; its attributes end in an underscore here, its fields do not."""
    made: dict[str, Any] = {
        "specversion": "1.0",
        "id": id_,
        "source": source_,
        "type": type,
        "time": at_,
        "data": data,
    }
    return made | {name: value for name, value in (("role", role_), ("reason", reason_)) if value is not None}


def line(made: Mapping[str, Any]) -> bytes:
    """A CloudEvent as a line of JSON."""
    return json.dumps(made, ensure_ascii=False).encode()


def instant(text: str) -> int:
    """An instant from its text, Shanghai where it names no zone."""
    return parse_instant(text, "Asia/Shanghai")


class Yard:
    """An engine with its definitions, in memory or over a store in a file, that numbers the events it is sent."""

    def __init__(self, text: str = YARD, path: Path | None = None, backend: Backend = "python") -> None:
        self.text = text
        self.path = path
        self._backend: Backend = backend
        self._sent = 0
        self._store: Store | None = None
        self._open()

    def _open(self) -> None:
        definitions = compiled(self.text)
        if self.path is not None:
            self._store = Store.open(str(self.path), definitions.model, Shapes(definitions.model))
        self.engine = Engine(definitions, self._store, self._backend)

    def close(self) -> None:
        """Close the store."""
        if self._store is not None:
            self._store.close()

    def reopen(self, text: str | None = None) -> None:
        """Close the store and open it again, perhaps with other definitions."""
        self.close()
        self.text = text or self.text
        self._open()

    @property
    def store(self) -> Store:
        """The store that the engine runs over."""
        assert self._store is not None
        return self._store

    def send(self, type: str, /, **given: Any) -> Answer:
        """Submit one event as a line, with an id of its own unless one is given."""
        return self.send_all([self.line(type, **given)])[0]

    def send_all(self, lines: Iterable[bytes]) -> list[Answer]:
        """Submit lines as one batch."""
        return self.engine.submit_lines(lines)

    def line(self, type: str, /, **given: Any) -> bytes:
        """The line that `send` would submit."""
        self._sent += 1
        return line(event(type, **{"id_": f"e{self._sent}", **given}))

    def stocked(self, lot: str = "L1", quantity: Any = 100, **more: Any) -> Yard:
        """With an item F-1, a place W1 and a lot of stock there."""
        state = self.engine.state
        if "F-1" not in state.things["Item"]:
            self.accept("ItemRegistered", code="F-1", name="水饺")
            self.accept("PlaceRegistered", code="W1")
        self.accept("Received", lot=lot, item="F-1", place="W1", quantity=quantity, **more)
        return self

    def accept(self, type: str, /, **given: Any) -> Answer:
        """Submit one event that must be accepted."""
        answer = self.send(type, **given)
        assert answer.outcome == "accepted", answer.to_json()
        return answer

    def value(self, question: str) -> Any:
        """What an expression is now, as JSON."""
        from engine.ask import Value, evaluate

        answered = evaluate(self.engine, question)
        assert isinstance(answered, Value), answered
        return answered.json

    def rules(self, answer: Answer) -> list[str]:
        """The rules that an answer names."""
        return [f["rule"] for f in answer.findings]
