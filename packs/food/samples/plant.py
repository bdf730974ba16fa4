"""An ordinary month of a frozen-food plant: what is bought, made, moved, carried and sold, day after day.

The plant keeps its own books, so that it only issues and sells what is there: nothing here is refused but what
`incidents` does on purpose. All figures are integers, or decimals with one place written as text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from packs.food.samples.journal import TELEMATICS, Journal, instant
from packs.food.samples.master import BINS, CENTRES, FINISHED, ITEMS, SUPPLIER_OF

READING_EVERY = 5
"""Minutes between two readings of a vehicle."""


@dataclass(slots=True)
class Stock:
    """What one lot has at one place."""

    lot: str
    item: str
    place: str
    quantity: int
    expires: dt.date


@dataclass(slots=True)
class Plant:
    """The plant's books and its journal."""

    journal: Journal
    random: Random
    stock: list[Stock] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    # -- books

    def number(self, kind: str) -> str:
        """The next number of a kind: `PO-0001`."""
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return f"{kind}-{self.numbers[kind]:04d}"

    def put(self, lot: str, item: str, place: str, quantity: int, expires: dt.date) -> Stock:
        """Stock that has come to a place."""
        for held in self.stock:
            if held.lot == lot and held.place == place:
                held.quantity += quantity
                return held
        held = Stock(lot, item, place, quantity, expires)
        self.stock.append(held)
        return held

    def pick(
        self, item: str, places: tuple[str, ...], quantity: int, fresh: dt.date
    ) -> Iterator[tuple[Stock, int]]:
        """First expired, first out: what to take where, of lots that live beyond a day."""
        chosen = [
            s for s in self.stock if s.item == item and s.place in places and s.quantity and s.expires > fresh
        ]
        for held in sorted(chosen, key=lambda s: (s.expires, s.lot, s.place)):
            taken = min(held.quantity, quantity)
            if taken:
                quantity -= taken
                held.quantity -= taken
                yield held, taken
        self.stock = [s for s in self.stock if s.quantity]

    # -- transport

    def leg(
        self, depart: dt.datetime, minutes: int, storage: str = "frozen", code: str | None = None
    ) -> tuple[str, dt.datetime]:
        """A transport leg with its readings, all of them cold enough. Gives its code and its arrival."""
        code = code or self.number("T")
        warmest, coldest = (-175, -205) if storage == "frozen" else (45, 15)
        self.plan(depart, code, storage)
        self.journal.note(depart, "ShipmentDeparted", {"shipment": code})
        for minute in range(READING_EVERY, minutes, READING_EVERY):
            self.read(depart + dt.timedelta(minutes=minute), code, self.random.randint(coldest, warmest))
        arrival = depart + dt.timedelta(minutes=minutes)
        self.journal.note(arrival, "ShipmentArrived", {"shipment": code})
        return code, arrival

    def plan(self, depart: dt.datetime, code: str, storage: str, *, live: bool = True) -> None:
        """The papers of a leg, forty minutes before it departs."""
        limit, tolerance = (-18, None) if storage == "frozen" else (4, "2 K")
        data = {
            "code": code,
            "storage": storage,
            "limit": f"{limit} °C",
            "tolerance": tolerance,
            "live": live,
        }
        self.journal.note(depart - dt.timedelta(minutes=40), "ShipmentPlanned", data)

    def read(self, time: dt.datetime, leg: str, tenths: int, **how: Any) -> None:
        """One reading, in tenths of a degree."""
        data = {"shipment": leg, "temperature": f"{degrees(tenths)} °C", "sensor": "A"}
        self.journal.note(time, "TemperatureRead", data, source=TELEMATICS, **how)

    def load(self, time: dt.datetime, lot: str, leg: str) -> None:
        """A lot is put on a vehicle."""
        self.journal.note(time, "ShipmentLoaded", {"lot": lot, "target": leg})

    # -- buying

    def receipt(
        self, lot: str, item: str, quantity: int, time: dt.datetime, place: str = "JN-DOCK", **more: Any
    ) -> dict[str, Any]:
        """The fields of a receipt with all its papers."""
        made = time.date() - dt.timedelta(days=2)
        data: dict[str, Any] = {
            "lot": lot,
            "item": item,
            "supplier": SUPPLIER_OF.get(item, "S-OEM"),
            "place": place,
            "quantity": quantity,
            "produced_on": made.isoformat(),
            "expires_at": (made + dt.timedelta(days=ITEMS[item].life)).isoformat()
            if ITEMS[item].life
            else None,
            "documents": [{"number": f"HG-{lot}", "lots": [lot]}],
        }
        if ITEMS[item].extra.get("meat"):
            data |= {"quarantine_certificate": f"JY-{lot}", "meat_certificate": f"RP-{lot}"}
        if ITEMS[item].extra.get("country"):
            data["certificates"] = [{"number": f"HZ-{lot}", "lots": [lot]}]
        if ITEMS[item].extra.get("prepackaged"):
            data["label"] = label(item, made, ITEMS[item].life)
        return data | more

    def buy(self, day: dt.date, item: str, quantity: int, hour: int, minute: int) -> str:
        """An order, the way here where it is cold, the receipt, the inspection, and put-away in four loads."""
        lot, order = self.number(f"{item}-{day:%m%d}"), self.number("PO")
        arrival = instant(day, hour, minute)
        ordered = instant(day, 0, 10) - dt.timedelta(hours=8)
        data = {
            "order": order,
            "supplier": SUPPLIER_OF[item],
            "item": item,
            "quantity": quantity,
            "place": "JN-DOCK",
        }
        self.journal.note(max(ordered, FIRST), "PurchaseOrdered", data)
        leg = None
        if ITEMS[item].storage != "ambient":
            minutes = self.random.randint(220, 260)
            leg, _ = self.leg(arrival - dt.timedelta(minutes=minutes), minutes, ITEMS[item].storage)
        received = arrival + dt.timedelta(minutes=15)
        self.journal.note(
            received,
            "PurchaseReceived",
            self.receipt(lot, item, quantity, received, order=order, shipment=leg),
        )
        inspected = received + dt.timedelta(minutes=45)
        sample = {"lot": lot, "result": "pass", "sample": f"Y-{lot}", "sampled_at": received.isoformat()}
        self.journal.note(inspected, "Inspected", sample)
        life = ITEMS[item].life or 3650
        expires = received.date() - dt.timedelta(days=2) + dt.timedelta(days=life)
        self.put_away(lot, item, "JN-DOCK", quantity, expires, inspected + dt.timedelta(minutes=10))
        return lot

    def put_away(
        self, lot: str, item: str, source: str, quantity: int, expires: dt.date, time: dt.datetime
    ) -> None:
        """Carry a lot from where it lies to the bins of its item, load by load."""
        bins = BINS[item]
        part = -(-quantity // 4)
        while quantity:
            carried = min(part, quantity)
            target = bins[self.random.randrange(len(bins))]
            data = {"lot": lot, "source": source, "target": target, "quantity": carried}
            self.journal.note(time, "PutAway", data)
            self.put(lot, item, target, carried, expires)
            quantity -= carried
            time += dt.timedelta(minutes=4)

    # -- making

    def make(self, day: dt.date, item: str, hour: int, minute: int) -> str:
        """A work order: materials out, the mix, the output, its inspection, put-away."""
        start, order = instant(day, hour, minute), self.number("WO")
        time, inputs = start, []
        for material, amount in FINISHED[item]:
            for held, taken in list(self.pick(material, BINS[material], amount, day + dt.timedelta(days=2))):
                data = {"lot": held.lot, "place": held.place, "quantity": taken, "work_order": order}
                self.journal.note(time, "MaterialIssued", data)
                inputs.append(held.lot)
                time += dt.timedelta(minutes=1)
        lot = self.number(f"{item}-{day:%m%d}")
        dose = self.random.randint(60, 95)
        mix = {"batch": "200 kg", "additives": [{"additive": "E200", "dose": f"{dose} g"}]}
        self.journal.note(time, "BatchMixed", {"item": item, "work_order": order, **mix})
        life = ITEMS[item].life
        expires = day + dt.timedelta(days=life)
        done = start + dt.timedelta(hours=2)
        output = {
            "lot": lot,
            "item": item,
            "place": "JN-PACK",
            "quantity": 400,
            "inputs": list(dict.fromkeys(inputs)),
            "produced_on": day.isoformat(),
            "expires_at": expires.isoformat(),
            "work_order": order,
            **mix,
        }
        self.journal.note(done, "ProductionOutput", output)
        self.journal.note(done + dt.timedelta(minutes=30), "Inspected", {"lot": lot, "result": "pass"})
        self.put_away(lot, item, "JN-PACK", 400, expires, done + dt.timedelta(minutes=40))
        return lot

    # -- carrying to the centres, and selling

    def supply(self, day: dt.date, centre: str, hour: int) -> None:
        """One vehicle with three items to a distribution centre; it unloads the same evening."""
        depart, minutes = instant(day, hour, 20), self.random.randint(225, 265)
        leg, arrival = self.leg(depart, minutes)
        time, aboard = depart - dt.timedelta(minutes=35), []
        for item in ("F-PORK", "F-SHRIMP", "F-BEEF"):
            there = sum(s.quantity for s in self.stock if s.item == item and s.place == centre)
            wanted = 20 * max(1, min(20, (1500 - there) // 20))
            for held, taken in list(self.pick(item, BINS[item], wanted, day + dt.timedelta(days=60))):
                data = {"lot": held.lot, "source": held.place, "target": centre, "quantity": taken}
                self.journal.note(time, "TransferShipped", data)
                self.load(time + dt.timedelta(minutes=1), held.lot, leg)
                aboard.append((held, taken))
                time += dt.timedelta(minutes=2)
        unload = arrival + dt.timedelta(minutes=5)
        for held, taken in aboard:
            data = {"lot": held.lot, "target": centre, "quantity": taken, "shipment": leg}
            self.journal.note(unload, "TransferReceived", data)
            self.put(held.lot, held.item, centre, taken, held.expires)
            unload += dt.timedelta(minutes=2)

    def sell(self, day: dt.date, centre: str, orders: int) -> None:
        """A day's orders at a centre, boxes or bags."""
        for number in range(orders):
            time = instant(day, 8, 30) + dt.timedelta(
                minutes=number * 510 // orders, seconds=self.random.randrange(60)
            )
            item = self.random.choice(("F-PORK", "F-SHRIMP", "F-BEEF"))
            boxes = self.random.random() < 0.3
            quantity = 20 * self.random.randint(1, 2) if boxes else self.random.randint(4, 26)
            customer = f"C-{self.random.randint(1, 40):03d}"
            for held, taken in list(self.pick(item, (centre,), quantity, day + dt.timedelta(days=31))):
                shown: int | str = f"{taken // 20} 箱" if boxes and taken % 20 == 0 else taken
                data = {"lot": held.lot, "place": centre, "quantity": shown, "customer": customer}
                self.journal.note(time, "SaleShipped", data)
                time += dt.timedelta(seconds=5)

    def count(self, day: dt.date, places: tuple[str, ...], limit: int) -> None:
        """Count lots at some places; the shelf agrees with the books."""
        time = instant(day, 22, 30)
        for held in [s for s in self.stock if s.place in places][:limit]:
            data = {"lot": held.lot, "place": held.place, "counted": held.quantity}
            self.journal.note(time, "Counted", data)
            time += dt.timedelta(seconds=40)

    # -- the month

    def day(self, day: dt.date, number: int) -> None:
        """Everything ordinary that happens on one day; `number` counts from 0."""
        # Each takes from what lay there in the morning: sold first, then carried, then made, then bought.
        for slot, centre in enumerate(CENTRES):
            self.sell(day, centre, 32)
            self.supply(day, centre, 17 + slot % 2)
        for slot, item in enumerate(("F-PORK", "F-SHRIMP", "F-BEEF", "F-PORK", "F-SHRIMP", "F-BEEF")):
            self.make(day, item, 9 + slot, 30)
        self.buy(day, "R-CABBAGE", 285, 6, 10)
        self.buy(day, "R-PORK", 190, 6, 40)
        self.buy(day, "R-FLOUR", 550, 7, 10)
        if number % 2 == 0:
            self.buy(day, "R-SHRIMP", 165, 7, 30)
        if number % 3 == 0:
            self.buy(day, "R-BEEF", 310, 7, 50)
        if number % 6 == 0:
            self.buy(day, "R-SOY", 100, 8, 0)
            self.buy(day, "B-BAG", 15000, 8, 20)


FIRST = instant(dt.date(2027, 3, 1), 0, 5)
"""The first instant of the journal; the master data stand there."""


def degrees(tenths: int) -> str:
    """Tenths of a degree as digits with one decimal place."""
    sign, size = ("-", -tenths) if tenths < 0 else ("", tenths)
    return f"{sign}{size // 10}.{size % 10}"


def label(item: str, made: dt.date, life: int, **changes: Any) -> dict[str, Any]:
    """A complete label."""
    return {
        "name": ITEMS[item].name,
        "specification": "1 袋",
        "net_content": "500 g",
        "production_date": made.isoformat(),
        "ingredients": "见产品标签",
        "producer": "示范食品有限公司",
        "producer_address": "山东省济南市示范路 1 号",
        "producer_contact": "0531-80000000",
        "shelf_life": f"{life} days",
        "standard_code": "GB 19295",
        "storage": "见产品标签",
        "additives": "无",
        "licence_number": "SC10137010000001",
        "allergens": "含麸质谷物、大豆",
    } | changes
