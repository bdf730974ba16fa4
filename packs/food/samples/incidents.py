"""What goes wrong in the month: every rule of the food pack, and of the base pack, has its day.

Each incident works with lots of its own (`X-...`), so that the ordinary business around it is not disturbed. The day
stands in `CALENDAR`, counted from 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from packs.food.samples.journal import instant
from packs.food.samples.master import stock_up
from packs.food.samples.plant import Plant, label

Incident = Callable[[Plant, dt.date], None]


def _lot(plant: Plant, day: dt.date, lot: str, item: str, place: str, quantity: int, **more: Any) -> None:
    """A lot for an incident, in stock since half past five of the day."""
    stock_up(plant, instant(day, 5, 30), lot, item, place, quantity, day, books=False, **more)


def _issue(lot: str, place: str, quantity: int = 10) -> dict[str, Any]:
    return {"lot": lot, "place": place, "quantity": quantity}


def near_expiry(plant: Plant, day: dt.date) -> None:
    """Flour 20 days from its end: blocked, then released; dumplings near their end: sold with a warning."""
    note = plant.journal.note
    _lot(plant, day, "X-NEAR", "R-FLOUR", "JN-A01", 60, expires_at=(day + dt.timedelta(days=20)).isoformat())
    _lot(plant, day, "X-APART", "F-PORK", "DC-BJ", 40, expires_at=(day + dt.timedelta(days=12)).isoformat())
    note(instant(day, 9, 5), "MaterialIssued", _issue("X-NEAR", "JN-A01", 30))
    reason = "感官与微生物复检合格，当日用完"
    note(
        instant(day, 9, 25),
        "MaterialIssued",
        _issue("X-NEAR", "JN-A01", 30),
        role="quality_manager",
        reason=reason,
    )
    note(instant(day, 10, 15), "SaleShipped", {**_issue("X-APART", "DC-BJ"), "customer": "C-007"})


def import_papers(plant: Plant, day: dt.date) -> None:
    """Shrimp from abroad without its certificate, then with one that covers another lot, then with its own."""
    for hour, number, lots in ((9, None, []), (11, "HZ-900", ["X-OTHER"]), (15, "HZ-901", ["X-SHRIMP"])):
        certificates = [{"number": number, "lots": lots}] if number else []
        received = plant.receipt("X-SHRIMP", "R-SHRIMP", 120, instant(day, hour), certificates=certificates)
        plant.journal.note(instant(day, hour), "PurchaseReceived", received)


def papers(plant: Plant, day: dt.date) -> None:
    """Dumplings of a supplier whose licence ended yesterday; soy sauce without a document for this lot."""
    ended = (day - dt.timedelta(days=1)).isoformat()
    licence = {
        "number": "SC-OLD",
        "categories": ["frozen_food"],
        "valid_from": "2022-03-01",
        "valid_to": ended,
    }
    plant.journal.note(instant(day, 5, 40), "LicenceRevoked", {"supplier": "S-NEW", "number": "SC-S-NEW"})
    plant.journal.note(instant(day, 5, 41), "SupplierLicensed", {"supplier": "S-NEW", **licence})
    late = plant.receipt("X-OLD", "F-OEM", 200, instant(day, 9, 40), supplier="S-NEW")
    plant.journal.note(instant(day, 9, 40), "PurchaseReceived", late)
    bare = plant.receipt("X-BARE", "R-SOY", 20, instant(day, 10, 40), documents=[])
    plant.journal.note(instant(day, 10, 40), "PurchaseReceived", bare)


def dumplings(plant: Plant, day: dt.date) -> None:
    """The story: -18 °C required, up to -12 °C for 47 minutes on the way, seen in time, held, assessed."""
    note, depart = plant.journal.note, instant(day, 4, 0)
    announced = {"code": "X-OEM", "item": "F-OEM", "supplier": "S-OEM"}
    expires = (day + dt.timedelta(days=350)).isoformat()
    note(instant(day, 3, 0), "LotRegistered", {**announced, "expires_at": expires})
    plant.plan(depart, "T-WARM", "frozen")
    plant.load(depart - dt.timedelta(minutes=10), "X-OEM", "T-WARM")
    note(depart, "ShipmentDeparted", {"shipment": "T-WARM"})
    warm = dict(zip(range(100, 147, 5), _CLIMB, strict=True)) | {147: -181}
    minutes = sorted({*range(5, 240, 5), 147} - {145})
    for minute in minutes:
        plant.read(depart + dt.timedelta(minutes=minute), "T-WARM", warm.get(minute, -190 + minute % 4))
    note(
        depart + dt.timedelta(minutes=240),
        "ShipmentArrived",
        {"shipment": "T-WARM", "temperature": "-18.2 °C"},
    )
    received = plant.receipt("X-OEM", "F-OEM", 600, instant(day, 8, 20), shipment="T-WARM")
    note(instant(day, 8, 20), "PurchaseReceived", received)
    reason = "中心温度 -16 ℃，先收入隔离区待检"
    note(instant(day, 9, 20), "PurchaseReceived", received, role="quality_manager", reason=reason)
    moved = {"lot": "X-OEM", "source": "JN-DOCK", "target": "JN-Q", "quantity": 600}
    note(instant(day, 9, 45), "PutAway", moved)
    later = day + dt.timedelta(days=2)
    note(instant(later, 14, 0), "Inspected", {"lot": "X-OEM", "result": "pass", "sample": "Y-OEM"})
    note(instant(later, 14, 10), "SaleShipped", _issue("X-OEM", "JN-Q"))
    release = {"lot": "X-OEM", "reason": "微生物与感官检验合格，报告 JY-8801"}
    note(instant(later, 14, 30), "HoldReleased", release, role="quality_manager")
    note(
        instant(later, 14, 40),
        "HoldReleased",
        release,
        role="quality_manager",
        reason="报告 JY-8801，缩短保质期后放行",
    )


_CLIMB = (-138, -131, -126, -120, -120, -122, -127, -133, -139, -144)
"""Ten readings above -15 °C, from minute 100 to minute 145 of the way."""


def silence(plant: Plant, day: dt.date) -> None:
    """A vehicle that says nothing for 52 minutes: its lot is held, its receipt refused."""
    depart = instant(day, 3, 30)
    plant.journal.note(
        instant(day, 2, 40), "LotRegistered", {"code": "X-MUTE", "item": "R-PORK", "supplier": "S-MEAT"}
    )
    plant.plan(depart, "T-MUTE", "frozen")
    plant.load(depart - dt.timedelta(minutes=5), "X-MUTE", "T-MUTE")
    plant.journal.note(depart, "ShipmentDeparted", {"shipment": "T-MUTE"})
    for minute in (*range(5, 91, 5), *range(142, 230, 5)):
        plant.read(depart + dt.timedelta(minutes=minute), "T-MUTE", -188)
    plant.journal.note(depart + dt.timedelta(minutes=230), "ShipmentArrived", {"shipment": "T-MUTE"})
    received = plant.receipt("X-MUTE", "R-PORK", 300, instant(day, 7, 35), shipment="T-MUTE")
    plant.journal.note(instant(day, 7, 35), "PurchaseReceived", received)


def two_legs(plant: Plant, day: dt.date) -> None:
    """Twenty warm minutes on each of two legs: together too many. One reading of the second leg comes late."""
    plant.journal.note(
        instant(day, 0, 30), "LotRegistered", {"code": "X-LEGS", "item": "R-BEEF", "supplier": "S-MEAT"}
    )
    for code, hour in (("T-LEG1", 1), ("T-LEG2", 10)):
        depart = instant(day, hour, 50)
        plant.plan(depart, code, "frozen")
        plant.load(depart - dt.timedelta(minutes=5), "X-LEGS", code)
        plant.journal.note(depart, "ShipmentDeparted", {"shipment": code})
        for minute in range(5, 120, 5):
            tenths = -132 if 40 <= minute < 60 else -191
            late = dt.timedelta(minutes=25 if (code, minute) == ("T-LEG2", 50) else 0)
            plant.read(depart + dt.timedelta(minutes=minute), code, tenths, late=late)
        plant.journal.note(depart + dt.timedelta(minutes=120), "ShipmentArrived", {"shipment": code})


def no_record(plant: Plant, day: dt.date) -> None:
    """From today the plant asks for a temperature record of cold goods; the first delivery has none."""
    tuned = {"parameter": "transport_record_required", "value": True}
    plant.journal.note(instant(day, 5, 0), "ParameterTuned", tuned, role="quality_manager")
    bare = plant.receipt("X-NOLOG", "R-BEEF", 100, instant(day, 12, 20))
    plant.journal.note(instant(day, 12, 20), "PurchaseReceived", bare)


def labels(plant: Plant, day: dt.date) -> None:
    """A label without its producer's contact; a day later the right one."""
    made = day - dt.timedelta(days=2)
    wrong = label("R-SOY", made, 540, producer_contact="")
    received = plant.receipt("X-LABEL", "R-SOY", 40, instant(day, 11, 5), label=wrong)
    plant.journal.note(instant(day, 11, 5), "PurchaseReceived", received)
    right = plant.receipt("X-LABEL", "R-SOY", 40, instant(day, 15, 5))
    plant.journal.note(instant(day, 15, 5), "PurchaseReceived", right)


def allergens(plant: Plant, day: dt.date) -> None:
    """The day before GB 7718-2025 applies a label may be silent on allergens; on the day it may not."""
    for number in (0, 1):
        date = day + dt.timedelta(days=number)
        silent = label("R-SOY", date - dt.timedelta(days=2), 540, allergens="")
        received = plant.receipt(f"X-ALLERGEN{number}", "R-SOY", 40, instant(date, 11, 20), label=silent)
        plant.journal.note(instant(date, 11, 20), "PurchaseReceived", received)


def additives(plant: Plant, day: dt.date) -> None:
    """Too much sorbic acid; two preservatives that are too much together; an additive that nobody permitted."""
    note, item = plant.journal.note, {"item": "F-PORK", "batch": "200 kg"}
    for minute, doses in enumerate(({"E200": "101 g"}, {"E200": "60 g", "E210": "41 g"}, {"E954": "1 g"})):
        used = [{"additive": code, "dose": dose} for code, dose in doses.items()]
        note(instant(day, 13, 3 + minute), "BatchMixed", {**item, "additives": used})
    within = [{"additive": "E200", "dose": "60 g"}, {"additive": "E210", "dose": "40 g"}]
    note(instant(day, 13, 20), "BatchMixed", {**item, "additives": within})


def too_early(plant: Plant, day: dt.date) -> None:
    """A sale before inspection, a lot that failed, pork that waits for its papers."""
    note = plant.journal.note
    made = {
        "lot": "X-EARLY",
        "item": "F-BEEF",
        "place": "JN-PACK",
        "quantity": 80,
        "expires_at": "2028-02-28",
    }
    note(instant(day, 10, 0), "ProductionOutput", made)
    note(instant(day, 10, 20), "SaleShipped", _issue("X-EARLY", "JN-PACK"))
    note(instant(day, 10, 50), "Inspected", {"lot": "X-EARLY", "result": "fail", "sample": "Y-EARLY"})
    release = {"lot": "X-EARLY", "reason": "客户等货"}
    note(instant(day, 11, 0), "HoldReleased", release, role="quality_manager")
    note(instant(day, 16, 0), "Inspected", {"lot": "X-EARLY", "result": "pass", "sample": "Y-EARLY"})
    note(
        instant(day, 16, 10), "HoldReleased", {**release, "reason": "复检报告 FJ-77"}, role="quality_manager"
    )
    note(instant(day, 16, 30), "SaleShipped", _issue("X-EARLY", "JN-PACK"))
    leg, arrival = plant.leg(instant(day, 1, 0), 200, code="T-PAPERS")
    bare = plant.receipt("X-PAPERS", "R-PORK", 90, arrival, meat_certificate=None, shipment=leg)
    note(arrival + dt.timedelta(minutes=10), "PurchaseReceived", bare)
    note(arrival + dt.timedelta(minutes=70), "Inspected", {"lot": "X-PAPERS", "result": "pass"})
    note(instant(day, 7, 0), "MaterialIssued", _issue("X-PAPERS", "JN-DOCK"))
    filed = {"lot": "X-PAPERS", "quarantine_certificate": "JY-X1", "meat_certificate": "RP-X1"}
    note(instant(day, 13, 0), "MeatPapersFiled", filed)
    note(instant(day, 13, 30), "MaterialIssued", _issue("X-PAPERS", "JN-DOCK"))


def tampering(plant: Plant, day: dt.date) -> None:
    """An expiry moved later, in every way somebody might think of; one moved earlier, which is allowed."""
    note, end = plant.journal.note, day + dt.timedelta(days=100)
    later, earlier = (end + dt.timedelta(days=30)).isoformat(), (end - dt.timedelta(days=10)).isoformat()
    _lot(plant, day, "X-DATE", "F-SHRIMP", "JN-P03", 80, expires_at=end.isoformat())
    reason = {"reason": "客户要求日期新一点"}
    note(instant(day, 9, 0), "Relabelled", {"lot": "X-DATE", "expires_at": later, **reason})
    note(
        instant(day, 9, 5),
        "Relabelled",
        {"lot": "X-DATE", "expires_at": later},
        role="quality_manager",
        reason="复检合格",
    )
    pack = {"lot": "X-DATE", "place": "JN-P03", "quantity": 20}
    note(instant(day, 9, 10), "Repacked", {**pack, "new_lot": "X-DATE-A", "expires_at": later})
    output = {"item": "F-SHRIMP", "place": "JN-PACK", "quantity": 20, "inputs": ["X-DATE"]}
    note(instant(day, 9, 15), "ProductionOutput", {**output, "lot": "X-DATE-B", "expires_at": later})
    registered = {"item": "F-SHRIMP", "parents": ["X-DATE"]}
    note(instant(day, 9, 20), "LotRegistered", {**registered, "code": "X-DATE-C", "expires_at": later})
    note(instant(day, 10, 0), "Repacked", {**pack, "new_lot": "X-DATE-D"})
    note(instant(day, 10, 30), "Relabelled", {"lot": "X-DATE", "expires_at": earlier, "reason": "外袋受潮"})


def misplaced(plant: Plant, day: dt.date) -> None:
    """Lye beside flour, dumplings in a chilled bin, allergens in the allergen-free bin; bags among frozen pork; a date that is too good."""
    note = plant.journal.note
    _lot(plant, day, "X-LYE", "T-LYE", "JN-T01", 25)
    _lot(plant, day, "X-SPOT", "F-BEEF", "JN-DOCK", 40)
    beside = {"lot": "X-LYE", "source": "JN-T01", "target": "JN-A01", "quantity": 5}
    note(instant(day, 8, 50), "PutAway", beside)
    for minute, target in enumerate(("JN-C01", "JN-P08", "JN-P05")):
        moved = {"lot": "X-SPOT", "source": "JN-DOCK", "target": target, "quantity": 40}
        note(instant(day, 9, 0 + minute * 5), "PutAway", moved)
    cartons = plant.receipt("X-CARTON", "B-BAG", 500, instant(day, 10, 30), "JN-F01")
    note(instant(day, 10, 30), "PurchaseReceived", cartons)
    again = plant.receipt(
        "X-SPOT", "F-BEEF", 10, instant(day, 11), supplier="S-OEM", label=label("F-BEEF", day, 365)
    )
    note(
        instant(day, 11),
        "PurchaseReceived",
        {**again, "expires_at": (day + dt.timedelta(days=700)).isoformat()},
    )


def failures(plant: Plant, day: dt.date) -> None:
    """Two failures, of which a retest overturns the second; then three more in a row, and the supplier is frozen."""
    note = plant.journal.note
    for offset, lot, result in _RESULTS:
        date, code = day + dt.timedelta(days=offset), f"X-TEST{lot}"
        if (offset, result) != (2, "pass"):
            _lot(plant, date, code, "F-OEM", "JN-Q", 20, supplier="S-OEM", status="pending")
        told = {"lot": code, "result": result, "sample": f"Y-TEST{lot}", "inspector": "赵敏"}
        taken = instant(day + dt.timedelta(days=1 if lot == 2 else offset), 10)
        note(instant(date, 14), "Inspected", {**told, "sampled_at": taken.isoformat()})
    last = day + dt.timedelta(days=5)
    order = {"order": "PO-X1", "supplier": "S-OEM", "item": "F-OEM", "quantity": 500}
    note(instant(last, 15, 0), "PurchaseOrdered", order)
    leg, arrival = plant.leg(instant(last, 11, 10), 220, code="T-FROZEN")
    received = plant.receipt("X-FROZEN", "F-OEM", 500, arrival, shipment=leg)
    note(instant(last, 15, 30), "PurchaseReceived", received)
    freed = {"supplier": "S-OEM", "reason": ""}
    note(instant(last, 16, 0), "SupplierReinstated", freed, role="buyer")
    note(instant(last, 16, 10), "SupplierReinstated", freed, role="quality_manager")
    evidence = "整改报告 ZG-12，现场审核 SH-7 通过，复检三批合格"
    later = instant(last + dt.timedelta(days=3), 10)
    note(later, "SupplierReinstated", {**freed, "reason": evidence}, role="quality_manager")


_RESULTS = ((0, 1, "fail"), (1, 2, "fail"), (2, 2, "pass"), (3, 3, "fail"), (4, 4, "fail"), (5, 5, "fail"))
"""Days after the first, the lot, and what inspection found. The sample of lot 2 was taken on day 1 both times."""


def thawing(plant: Plant, day: dt.date) -> None:
    """Dumplings thawed for a show kitchen: a shorter life, no way back; ambient is not a state they know."""
    note = plant.journal.note
    _lot(plant, day, "X-THAW", "F-PORK", "JN-Q", 40)
    note(
        instant(day, 9, 0),
        "StorageChanged",
        {"lot": "X-THAW", "storage": "chilled", "reason": "展示厨房解冻"},
    )
    note(instant(day, 15, 0), "StorageChanged", {"lot": "X-THAW", "storage": "frozen", "reason": "没用完"})
    note(instant(day, 15, 5), "StorageChanged", {"lot": "X-THAW", "storage": "ambient"})


def recall(plant: Plant, day: dt.date) -> None:
    """Soy sauce is called back: through filling and dumplings to a repacked lot; destroyed before witnesses."""
    note = plant.journal.note
    before = day - dt.timedelta(days=2)
    _lot(plant, before, "X-SAUCE", "R-SOY", "JN-A03", 40)
    note(instant(before, 9, 0), "MaterialIssued", _issue("X-SAUCE", "JN-A03", 10))
    ends = {"expires_at": (day + dt.timedelta(days=300)).isoformat(), "place": "JN-PACK"}
    half = {"lot": "X-FILLING", "item": "F-FRESH", "quantity": 30, "inputs": ["X-SAUCE"], **ends}
    note(instant(before, 11, 0), "ProductionOutput", half)
    note(instant(before, 11, 30), "Inspected", {"lot": "X-FILLING", "result": "pass"})
    note(instant(before, 12, 0), "MaterialIssued", _issue("X-FILLING", "JN-PACK", 30))
    done = {"lot": "X-RECALL", "item": "F-BEEF", "quantity": 60, "inputs": ["X-FILLING"], **ends}
    note(instant(before, 14, 0), "ProductionOutput", done)
    note(instant(before, 14, 30), "Inspected", {"lot": "X-RECALL", "result": "pass"})
    note(instant(before, 15, 0), "Repacked", {**_issue("X-RECALL", "JN-PACK", 20), "new_lot": "X-RECALL-A"})
    note(instant(before, 16, 0), "SaleShipped", {**_issue("X-RECALL", "JN-PACK"), "customer": "C-011"})
    note(instant(day, 9, 0), "Recalled", {"lot": "X-SAUCE", "reason": "供方通报：苯甲酸超标"})
    note(instant(day, 9, 10), "SaleShipped", _issue("X-RECALL-A", "JN-PACK"))
    note(instant(day, 9, 20), "MaterialIssued", _issue("X-SAUCE", "JN-A03"))
    released = {"lot": "X-RECALL-A", "reason": "复检合格"}
    note(instant(day, 9, 40), "HoldReleased", released, role="quality_manager")
    note(instant(day, 10, 0), "SaleReturned", {**_issue("X-RECALL", "JN-PACK", 8), "customer": "C-011"})
    note(instant(day, 13, 0), "Destroyed", {**_issue("X-RECALL-A", "JN-PACK", 20), "reason": "召回"})
    seen = {"witnesses": ["王芳", "李强"], "photo": "sha256:9d5e0f2b", "reason": "召回"}
    note(instant(day, 13, 20), "Destroyed", {**_issue("X-RECALL-A", "JN-PACK", 20), **seen})
    note(instant(day, 14, 0), "PurchaseReturned", {**_issue("X-SAUCE", "JN-A03", 30), "reason": "召回"})


def returned(plant: Plant, day: dt.date) -> None:
    """Dumplings that a shop sent back are not minced again."""
    note = plant.journal.note
    _lot(plant, day, "X-BACK", "F-PORK", "JN-P01", 60)
    note(instant(day, 9, 0), "SaleShipped", {**_issue("X-BACK", "JN-P01", 20), "customer": "C-019"})
    note(instant(day, 15, 0), "SaleReturned", {**_issue("X-BACK", "JN-Q", 6), "customer": "C-019"})
    note(instant(day, 16, 0), "MaterialIssued", _issue("X-BACK", "JN-Q", 6))


def expired(plant: Plant, day: dt.date) -> None:
    """Fresh dumplings reach the end of their day; someone tries to sell, to free, and to book them elsewhere."""
    note, next_day = plant.journal.note, day + dt.timedelta(days=1)
    _lot(plant, day, "X-END", "F-FRESH", "JN-PC1", 30, expires_at=day.isoformat())
    note(instant(day, 23, 59, 59), "SaleShipped", _issue("X-END", "JN-PC1", 5))
    note(instant(next_day, 0, 0), "SaleShipped", _issue("X-END", "JN-PC1", 5))
    note(instant(next_day, 8, 30), "SaleShipped", _issue("X-END", "JN-PC1", 5))
    freed = {"lot": "X-END", "reason": "看着没坏"}
    note(instant(next_day, 8, 40), "HoldReleased", freed, role="quality_manager")
    moved = {"lot": "X-END", "source": "JN-PC1", "target": "JN-Q", "quantity": 25}
    note(instant(next_day, 9, 0), "PutAway", moved)
    other = plant.receipt("X-END", "R-SOY", 10, instant(next_day, 9, 20))
    note(instant(next_day, 9, 20), "PurchaseReceived", other)
    note(instant(next_day, 10, 0), "RecordsDiscarded", {"lot": "X-END", "reason": "货已过期"})
    note(instant(next_day, 11, 0), "Destroyed", {**_issue("X-END", "JN-Q", 25), "reason": "过期"})


def run_dry(plant: Plant, day: dt.date) -> None:
    """Before the next morning a chain store buys nearly all dumplings at one centre: low stock answers in three ways."""
    time, left = instant(day + dt.timedelta(days=1), 6, 30), 120
    for held, taken in list(plant.pick("F-PORK", ("DC-ZZ",), 100000, day)):
        kept = min(taken, left)
        left -= kept
        if taken > kept:
            sold = {**_issue(held.lot, "DC-ZZ", taken - kept), "customer": "C-001", "order": "SO-BIG"}
            plant.journal.note(time, "SaleShipped", sold)
        if kept:
            plant.put(held.lot, held.item, "DC-ZZ", kept, held.expires)


def count(plant: Plant, day: dt.date) -> None:
    """The monthly count; two shelves do not agree with the books."""
    plant.count(
        day, ("JN-A01", "JN-A02", "JN-C01", "JN-C02", "JN-F01", "JN-F02", "JN-P01", "JN-P02", "JN-P03"), 110
    )
    for number, found in ((1, 44), (2, 55)):
        lot = f"X-COUNT{number}"
        _lot(plant, day, lot, "F-SHRIMP", "JN-P04", 50)
        plant.journal.note(
            instant(day, 23, 50 + number), "Counted", {"lot": lot, "place": "JN-P04", "counted": found}
        )


def twice(plant: Plant, day: dt.date) -> None:
    """A handheld that lost its signal sends the same three movements two and three times."""
    _lot(plant, day, "X-TWICE", "F-BEEF", "DC-QD", 30)
    for minute, copies in ((1, 2), (2, 2), (3, 3)):
        sold = {**_issue("X-TWICE", "DC-QD", 5), "customer": "C-030"}
        plant.journal.note(instant(day, 12, minute), "SaleShipped", sold, copies=copies)


CALENDAR: Mapping[int, tuple[Incident, ...]] = {
    1: (near_expiry,),
    2: (import_papers,),
    3: (papers,),
    4: (dumplings,),
    5: (silence,),
    6: (labels,),
    7: (additives,),
    8: (too_early,),
    9: (tampering,),
    10: (misplaced,),
    11: (thawing,),
    12: (recall,),
    13: (returned,),
    14: (allergens,),
    16: (expired,),
    18: (failures,),
    20: (two_legs,),
    22: (no_record,),
    24: (run_dry,),
    26: (twice,),
    28: (count,),
}
