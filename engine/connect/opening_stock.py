"""Opening stock from a spreadsheet: each row becomes the events that a pack built on `inventory` knows.

A row needs an item, a lot, a place and a quantity. What it names and nobody registered yet is registered first: the
item with its name and unit, the supplier, the place, the lot with its dates.

The id of an event is a digest of what it says (of two rows alike the second counts as the second). So a file may be
loaded again, also after it was saved anew, or after the rows that were refused have been mended: what came in is known
already. A row that gives another quantity for a lot at a place than an earlier load is refused, since adding the two
would double the stock. What was refused before is tried again under another id.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from dsl.model import Model
from engine.connect.sheet import Cell, Sheet, moment, number, plain_number, read_sheet, text
from engine.events import Envelope
from engine.instants import parse_instant, show_instant
from engine.records import MoveRow
from engine.state import State
from engine.trouble import Malformed, Trouble

SOURCE = "bincard/opening-stock"
OPENING = "opening"
"""The place that opening stock comes from."""

_HEADINGS = {
    "item": "物料编码 物料代码 物料编号 物料号 料号 商品编码 商品代码 商品编号 货号 产品编码 产品代码 存货编码 品号 编码 代码"
    " 物料 item itemcode sku material materialcode itemno itemnumber partnumber productcode code",
    "name": "品名 物料名称 商品名称 产品名称 存货名称 货品名称 名称 itemname name description productname",
    "specification": "规格 规格型号 型号 specification spec",
    "lot": "批号 批次号 批次 生产批号 生产批次 批次编号 lot lotno lotnumber lotcode batch batchno batchnumber",
    "place": "库位 货位 库位编码 货位编码 储位 仓位 存放位置 库位号 货位号 place location bin bincode locationcode",
    "site": "仓库 仓库编码 仓库名称 库房 warehouse site warehousecode",
    "quantity": "数量 库存数量 期初数量 结存数量 现存数量 现存量 库存量 实存数量 实盘数量 结存 库存 期初库存"
    " quantity qty onhand stock balance",
    "unit": "单位 计量单位 基本单位 库存单位 unit uom baseunit",
    "expires_at": "到期日 到期日期 到期时间 有效期至 有效期 有效期截止 保质期至 失效日期 失效日 过期日期 截止日期"
    " expiry expirydate expires expiresat expireson expirationdate bestbefore useby",
    "produced_on": "生产日期 生产日 制造日期 producedon produced productiondate mfgdate manufacturedon mfd",
    "received_at": "收货日期 入库日期 到货日期 receivedat received receiveddate receiptdate",
    "supplier": "供应商 供应商编码 供应商代码 供货商 厂家 supplier suppliercode vendor vendorcode",
    "supplier_name": "供应商名称 供货商名称 suppliername vendorname",
    "status": "检验状态 质检状态 质量状态 批次状态 status inspectionstatus qualitystatus",
    "storage": "储存状态 储存条件 存储条件 温层 温区 storage storagestate temperaturezone",
}
SYNONYMS = {heading: field for field, headings in _HEADINGS.items() for heading in headings.split()}
NEEDED = (("item",), ("lot",), ("place", "site"), ("quantity",))
TOTALS = ("合计", "总计", "小计", "total", "subtotal", "sum")
EVENTS = ("ItemRegistered", "PlaceRegistered", "SupplierRegistered", "LotRegistered", "OpeningStock")
FIELDS = {
    "LotRegistered": ("expires_at", "produced_on", "received_at", "status"),
    "ItemRegistered": ("name", "specification", "storage"),
}
"""What a lot and an item take from a row, besides what they are named by."""


class Earlier(Protocol):
    """What a store knows of earlier loads."""

    def known(self, pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]: ...

    def moves(self, *, lot: str, place: str) -> Iterable[MoveRow]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row as events, the last of which is the stock; or what is wrong with it."""

    number: int
    events: tuple[Envelope, ...]
    problem: Trouble | None = None


def read_opening_stock(path: Path, model: Model) -> Sheet:
    """The spreadsheet at a path. Raises `Trouble`: also BC672, where the definitions know no opening stock."""
    missing = [e for e in EVENTS if e not in model.events]
    if missing:
        listed = ", ".join(missing)
        raise Trouble(
            "BC672",
            f"These definitions have no {listed}, so that opening stock can't be loaded. Use a pack that needs `inventory`.",
            f"这些定义中没有 {listed}，无法导入期初库存。请使用依赖 `inventory` 的包。",
        )
    return read_sheet(path, SYNONYMS, NEEDED)


def opening_stock(
    sheet: Sheet, model: Model, state: State, at: int, earlier: Earlier | None = None
) -> Iterator[Row]:
    """The rows of a sheet, in order. Looked at lazily: what earlier rows registered in the state is seen."""
    reader = _Reader(sheet, model, state, at, earlier)
    for number_, cells in sheet:
        if (
            str(cells.get("item", "")).strip().casefold() in TOTALS
            or str(next(iter(cells.values()))).strip() in TOTALS
        ):
            continue
        try:
            yield Row(number_, tuple(reader.events(cells)))
        except Trouble as trouble:
            yield Row(number_, (), trouble)


class _Reader:
    def __init__(self, sheet: Sheet, model: Model, state: State, at: int, earlier: Earlier | None) -> None:
        self._sheet = sheet
        self._model = model
        self._state = state
        self._at = at
        self._earlier = earlier
        self._start = state.seq
        self._alike: Counter[str] = Counter()
        self._named: dict[tuple[str, str], Mapping[str, Any]] = {}
        """What earlier rows register, by entity and key."""

    def events(self, cells: Mapping[str, Cell]) -> Iterator[Envelope]:
        """One row's events. Raises `Malformed`."""
        values = {field: self._value(field, cell) for field, cell in cells.items()}
        item = self._needed(values, "item")
        lot = self._needed(values, "lot")
        site = values.get("site")
        place = values.get("place") or self._needed(values, "site")
        amount = values.get("quantity")
        if not isinstance(amount, Decimal):
            amount = self._needed(values, "quantity")
        unit = values.get("unit") or self._sheet.units.get("quantity")
        self._check_lot(lot, item, values)
        new: list[tuple[str, dict[str, Any]]] = []
        if self._is_new("Item", item):
            new.append(("ItemRegistered", {"code": item, "base_unit": unit}))
        supplier = values.get("supplier") or values.get("supplier_name")
        if supplier and self._is_new("Supplier", supplier):
            name = values.get("supplier_name", supplier)
            new.append(("SupplierRegistered", {"code": supplier, "name": name}))
        if site and site != place and self._is_new("Place", site):
            new.append(("PlaceRegistered", {"code": site}))
        if self._is_new("Place", place):
            new.append(("PlaceRegistered", {"code": place, "parent": site if site != place else None}))
        if self._is_new("Lot", lot):
            new.append(("LotRegistered", {"code": lot, "item": item, "supplier": supplier}))
        for event, data in new:
            taken = {f: values.get(f) for f in FIELDS.get(event, ())}
            self._named[self._entity(event), data["code"]] = {**taken, **data}
            yield self._envelope(event, {**taken, **data})
        shown = f"{plain_number(amount)} {unit}" if unit else amount
        stock = self._envelope("OpeningStock", {"lot": lot, "place": place, "quantity": shown})
        if self._answer(stock.id) is None:
            self._check_earlier(lot, place, amount)
        yield stock

    @staticmethod
    def _entity(event: str) -> str:
        return event.removesuffix("Registered")

    def _is_new(self, entity: str, key: str) -> bool:
        return key not in self._state.things.get(entity, {}) and (entity, key) not in self._named

    def _envelope(self, event: str, data: Mapping[str, Any]) -> Envelope:
        known = self._model.events[event].fields
        given = {k: v for k, v in data.items() if v is not None and k in known}
        digest = hashlib.sha256(
            json.dumps([event, given], ensure_ascii=False, default=str).encode()
        ).hexdigest()[:24]
        self._alike[digest] += 1
        id = digest if self._alike[digest] == 1 else f"{digest}-{self._alike[digest]}"
        attempt = 1
        while self._answer(tried := id if attempt == 1 else f"{id}/{attempt}") in ("refused", "blocked"):
            attempt += 1
        return Envelope(SOURCE, tried, event, self._at, given)

    def _answer(self, id: str) -> str | None:
        """What an event of an earlier load came to."""
        said = self._earlier.known([(SOURCE, id)]).get((SOURCE, id)) if self._earlier else None
        if said is None:
            return None
        outcome: str = json.loads(said or "{}").get("outcome", "accepted")
        return outcome

    def _check_earlier(self, lot: str, place: str, amount: Decimal) -> None:
        """A lot's opening stock at a place comes from one load."""
        if self._earlier is None or lot not in self._state.things["Lot"]:
            return
        moves = self._earlier.moves(lot=lot, place=place)
        before = [
            m.quantity for m in moves if m.source == OPENING and m.target == place and m.seq <= self._start
        ]
        if before:
            was, now = plain_number(sum(before, Decimal(0))), plain_number(amount)
            raise Malformed(
                "BC676",
                f"Lot {lot} at {place} was loaded before with {was}, and here is {now}. To correct it, count the place.",
                f"批号 {lot} 在 {place} 已导入期初 {was}，此处为 {now}。要更正请用盘点。",
            )

    # -- cells

    def _value(self, field: str, cell: Cell) -> Any:
        heading = self._sheet.heading(field)
        try:
            if field == "quantity":
                return number(cell)
            if field in ("expires_at", "produced_on", "received_at"):
                return moment(cell)
            return text(cell)
        except ValueError as error:
            shown = str(cell).strip()[:60]
            if field == "quantity":
                expected_en, expected_zh = "a number such as 12.5", "数字，例如 12.5"
            elif field in ("expires_at", "produced_on", "received_at"):
                expected_en, expected_zh = "a date such as 2026-03-31", "日期，例如 2026-03-31"
            else:
                expected_en, expected_zh = "a text, not a formula's error", "文本，而不是公式错误"
            raise Malformed(
                "BC673",
                f"{heading} is `{shown}`; {expected_en} is expected.",
                f"{heading}为 `{shown}`；应为{expected_zh}。",
            ) from error

    def _needed(self, values: Mapping[str, Any], field: str) -> Any:
        if values.get(field):
            return values[field]
        heading = self._sheet.heading(field)
        raise Malformed("BC674", f"{heading} is empty. Fill it in.", f"{heading}为空。请填写。")

    def _check_lot(self, lot: str, item: str, values: Mapping[str, Any]) -> None:
        """A lot is of one item and expires once."""
        known = self._state.things["Lot"].get(lot)
        named = self._named.get(("Lot", lot), {})
        other = getattr(known, "item", None) or named.get("item")
        if other is not None and other != item:
            raise Malformed(
                "BC675",
                f"Lot {lot} is of item {other}, and here of {item}. Correct one of them.",
                f"批号 {lot} 属于物料 {other}，此处却是 {item}。请更正其一。",
            )
        given = values.get("expires_at")
        if given is None or (known is None and not named):
            return
        zone = self._model.zone
        before = getattr(known, "expires_at", None)
        if known is None and named.get("expires_at"):
            before = parse_instant(named["expires_at"], zone)
        if before != parse_instant(given, zone):
            shown = show_instant(before, zone) if before is not None else "-"
            raise Malformed(
                "BC675",
                f"Lot {lot} is known with the expiry {shown}, and here {given}. Correct one of them.",
                f"批号 {lot} 已登记的到期为 {shown}，此处为 {given}。请更正其一。",
            )
