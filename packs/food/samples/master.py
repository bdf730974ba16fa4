"""The plant's master data: items, suppliers with their licences, places, additives, and the stock to begin with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from packs.food.samples.plant import Plant


@dataclass(frozen=True, slots=True)
class Good:
    """An item; `life` in days, 0 where it does not expire; `extra` as `ItemRegistered` takes it."""

    name: str
    storage: str
    life: int
    unit: str
    extra: Mapping[str, Any] = field(default_factory=dict)


_RAW = {"raw_material": True}
_MADE = {
    "category": "frozen_food",
    "prepackaged": True,
    "additive_category": "06.08",
    "near_expiry": "30 days",
    "safety_stock": 300,
    "packaging": [{"unit": "箱", "factor": 20}],
    "life_frozen": "365 days",
    "life_chilled": "3 days",
}

ITEMS: Mapping[str, Good] = {
    "R-FLOUR": Good(
        "小麦粉", "ambient", 180, "kg", _RAW | {"category": "grain_products", "allergens": ["gluten"]}
    ),
    "R-PORK": Good(
        "冻猪前腿肉",
        "frozen",
        360,
        "kg",
        _RAW | {"category": "farm_produce", "meat": True, "goods": "raw_food"},
    ),
    "R-BEEF": Good(
        "冻牛腩", "frozen", 360, "kg", _RAW | {"category": "farm_produce", "meat": True, "goods": "raw_food"}
    ),
    "R-SHRIMP": Good(
        "冻南美白虾仁",
        "frozen",
        540,
        "kg",
        _RAW
        | {
            "category": "aquatic_products",
            "country": "EC",
            "goods": "raw_food",
            "allergens": ["crustaceans"],
        },
    ),
    "R-CABBAGE": Good(
        "大白菜",
        "chilled",
        9,
        "kg",
        _RAW | {"category": "farm_produce", "goods": "raw_food", "near_expiry": "1 day"},
    ),
    "R-SOY": Good(
        "酿造酱油",
        "ambient",
        540,
        "kg",
        _RAW | {"category": "condiments", "prepackaged": True, "allergens": ["soybeans"]},
    ),
    "B-BAG": Good("包装袋", "ambient", 0, "个", {"category": "not_food"}),
    "T-LYE": Good("食品级火碱", "ambient", 0, "kg", {"category": "not_food", "goods": "toxic"}),
    "F-PORK": Good("猪肉白菜水饺", "frozen", 365, "袋", _MADE | {"allergens": ["gluten", "soybeans"]}),
    "F-SHRIMP": Good("三鲜虾仁水饺", "frozen", 365, "袋", _MADE | {"allergens": ["gluten", "crustaceans"]}),
    "F-BEEF": Good("牛肉水饺", "frozen", 365, "袋", _MADE | {"allergens": ["gluten"]}),
    "F-OEM": Good("代工玉米水饺", "frozen", 365, "袋", {"category": "frozen_food", "prepackaged": True}),
    "F-FRESH": Good(
        "鲜饺子",
        "chilled",
        5,
        "袋",
        {
            "category": "frozen_food",
            "near_expiry": "1 day",
            "life_chilled": "5 days",
            "additive_category": "06.08",
        },
    ),
}

RAW = ("R-FLOUR", "R-PORK", "R-BEEF", "R-SHRIMP", "R-CABBAGE", "R-SOY", "B-BAG")

FINISHED: Mapping[str, tuple[tuple[str, int], ...]] = {
    "F-PORK": (("R-FLOUR", 90), ("R-PORK", 60), ("R-CABBAGE", 50), ("R-SOY", 4), ("B-BAG", 400)),
    "F-SHRIMP": (("R-FLOUR", 90), ("R-PORK", 30), ("R-SHRIMP", 40), ("R-CABBAGE", 40), ("B-BAG", 400)),
    "F-BEEF": (("R-FLOUR", 90), ("R-BEEF", 50), ("R-CABBAGE", 50), ("R-SOY", 4), ("B-BAG", 400)),
}
"""What 400 bags of each product take."""

SUPPLIERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "S-MILL": ("泉城面粉厂", ("grain_products",)),
    "S-MEAT": ("黄河肉联厂", ("farm_produce", "meat_products")),
    "S-SEA": ("东海进出口公司", ("aquatic_products",)),
    "S-FARM": ("历城蔬菜合作社", ("farm_produce",)),
    "S-SOY": ("老坊酱园", ("condiments",)),
    "S-PACK": ("新彩包装", ()),
    "S-OEM": ("北方冷冻食品厂", ("frozen_food",)),
    "S-NEW": ("新来的冷冻食品厂", ("frozen_food",)),
}

SUPPLIER_OF: Mapping[str, str] = {
    "R-FLOUR": "S-MILL",
    "R-PORK": "S-MEAT",
    "R-BEEF": "S-MEAT",
    "R-SHRIMP": "S-SEA",
    "R-CABBAGE": "S-FARM",
    "R-SOY": "S-SOY",
    "B-BAG": "S-PACK",
    "T-LYE": "S-PACK",
    "F-OEM": "S-OEM",
}

BINS: Mapping[str, tuple[str, ...]] = {
    "R-FLOUR": ("JN-A01", "JN-A02"),
    "R-SOY": ("JN-A03",),
    "B-BAG": ("JN-A04",),
    "R-CABBAGE": ("JN-C01", "JN-C02"),
    "R-PORK": ("JN-F01", "JN-F02"),
    "R-BEEF": ("JN-F03",),
    "R-SHRIMP": ("JN-F04",),
    "F-PORK": ("JN-P01", "JN-P02"),
    "F-SHRIMP": ("JN-P03", "JN-P04"),
    "F-BEEF": ("JN-P05", "JN-P06"),
    "F-OEM": ("JN-P07",),
}

ADDITIVES = (
    ("E200", "山梨酸", "preservative", "0.5"),
    ("E210", "苯甲酸", "preservative", "0.5"),
    ("E954", "糖精钠", "sweetener", None),
)
"""Code, name, function and maximum in g/kg; the figures are made up, the user loads the table of GB 2760."""

CENTRES = ("DC-BJ", "DC-QD", "DC-ZZ", "DC-SJ")

_SITES: Mapping[str, tuple[str, str, str]] = {
    "JN": ("济南工厂", "36.65", "117.12"),
    "DC-BJ": ("北京配送中心", "39.90", "116.40"),
    "DC-QD": ("青岛配送中心", "36.07", "120.38"),
    "DC-ZZ": ("郑州配送中心", "34.75", "113.63"),
    "DC-SJ": ("石家庄配送中心", "38.04", "114.51"),
}

_WITHIN: Mapping[str, tuple[str, str | None]] = {
    "JN-DOCK": ("收货区", None),
    "JN-PACK": ("包装间", None),
    "JN-Q": ("隔离区", None),
    "JN-T01": ("危化品库", None),
    "JN-P08": ("无过敏原冷冻位", "frozen"),
    "JN-PC1": ("成品冷藏位", "chilled"),
    **dict.fromkeys(("JN-A01", "JN-A02", "JN-A03", "JN-A04", "JN-A05"), ("常温货位", "ambient")),
    **dict.fromkeys(("JN-C01", "JN-C02"), ("冷藏货位", "chilled")),
    **dict.fromkeys(("JN-F01", "JN-F02", "JN-F03", "JN-F04"), ("原料冷冻位", "frozen")),
    **dict.fromkeys(
        ("JN-P01", "JN-P02", "JN-P03", "JN-P04", "JN-P05", "JN-P06", "JN-P07"), ("成品冷冻位", "frozen")
    ),
}


def register(plant: Plant, time: dt.datetime) -> None:
    """Register everything, and open the books."""
    note = plant.journal.note
    for code, good in ITEMS.items():
        shelf = f"{good.life} days" if good.life else None
        data = {
            "code": code,
            "name": good.name,
            "base_unit": good.unit,
            "storage": good.storage,
            "shelf_life": shelf,
        }
        note(time, "ItemRegistered", {**data, **good.extra})
    for code, (name, categories) in SUPPLIERS.items():
        note(time, "SupplierRegistered", {"code": code, "name": name})
        if categories:
            licence = {"number": f"SC-{code}", "valid_from": "2024-01-01", "valid_to": "2028-12-31"}
            note(time, "SupplierLicensed", {"supplier": code, "categories": list(categories), **licence})
    for code, (name, latitude, longitude) in _SITES.items():
        zone = "Asia/Shanghai"
        data = {"code": code, "name": name, "latitude": latitude, "longitude": longitude, "zone": zone}
        note(time, "PlaceRegistered", data)
    for code, (name, storage) in _WITHIN.items():
        free = {"allergen_free": True} if code == "JN-P08" else {}
        note(
            time, "PlaceRegistered", {"code": code, "name": name, "parent": "JN", "storage": storage, **free}
        )
    for number in range(1, 41):
        note(time, "CustomerRegistered", {"code": f"C-{number:03d}", "name": f"客户 {number}"})
    for code, name, function, maximum in ADDITIVES:
        note(time, "AdditiveRegistered", {"code": code, "name": name, "function": function})
        if maximum:
            note(time, "AdditiveLimitSet", {"additive": code, "category": "06.08", "maximum": maximum})
    _open_books(plant, time + dt.timedelta(minutes=10))


def _open_books(plant: Plant, time: dt.datetime) -> None:
    day = time.date()
    for item in RAW:
        stock_up(plant, time, f"{item}-OPEN", item, BINS[item][0], 60000 if item == "B-BAG" else 700, day)
    for item in FINISHED:
        stock_up(plant, time, f"{item}-OPEN", item, BINS[item][0], 1200, day)
        for centre in CENTRES:
            stock_up(plant, time, f"{item}-{centre}", item, centre, 1500, day)


def stock_up(
    plant: Plant,
    time: dt.datetime,
    lot: str,
    item: str,
    place: str,
    quantity: int,
    day: dt.date,
    *,
    books: bool = True,
    **more: Any,
) -> None:
    """A lot that was there before; `books`: the plant may use it as any other."""
    life = ITEMS[item].life
    expires = day + dt.timedelta(days=life - life // 8 if life else 3650)
    data = {
        "code": lot,
        "item": item,
        "expires_at": expires.isoformat() if life else None,
        "status": "passed",
    }
    plant.journal.note(time, "LotRegistered", {**data, "received_at": time.isoformat(), **more})
    if ITEMS[item].extra.get("meat"):
        papers = {"quarantine_certificate": f"JY-{lot}", "meat_certificate": f"RP-{lot}"}
        plant.journal.note(time, "MeatPapersFiled", {"lot": lot, **papers})
    plant.journal.note(time, "OpeningStock", {"lot": lot, "place": place, "quantity": quantity})
    if books:
        plant.put(lot, item, place, quantity, expires)
