"""What a programmer would write by hand for the main job at one plant: no language, no rules to change, no reasons, no
undo, no provenance. The measure of what all of that costs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

Data = dict[str, Any]
ZERO = Decimal(0)


class Plant:
    """Stock by lot and place, and legs that get too warm."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()
        self.stock: dict[tuple[str, str], Decimal] = {}
        self.status: dict[str, str] = {}
        self.legs: dict[str, list[float]] = {}
        self.broken: set[str] = set()
        self.refused = 0
        self.handlers = {
            "OpeningStock": self.opened,
            "PurchaseReceived": self.received,
            "ProductionOutput": self.produced,
            "Inspected": self.inspected,
            "PutAway": self.moved,
            "MaterialIssued": self.issued,
            "TransferShipped": self.shipped,
            "TransferReceived": self.arrived,
            "SaleShipped": self.sold,
            "TemperatureRead": self.measured,
        }

    def take(self, lines: Iterable[bytes]) -> int:
        """Process lines; how many were events seen for the first time."""
        before = len(self.seen)
        for line in lines:
            try:
                event = json.loads(line, parse_float=Decimal)
            except ValueError:
                self.refused += 1
                continue
            id = (event["source"], event["id"])
            if id in self.seen:
                continue
            self.seen.add(id)
            handler = self.handlers.get(event["type"])
            if handler:
                handler(datetime.fromisoformat(event["time"]).timestamp(), event["data"])
        return len(self.seen) - before

    def move(self, lot: str, source: str | None, target: str | None, given: Any) -> None:
        """Move a quantity, if it is there."""
        quantity = Decimal(given) if isinstance(given, int | Decimal) else Decimal(given.split()[0])
        if source is not None:
            held = self.stock.get((lot, source), ZERO)
            if held < quantity:
                self.refused += 1
                return
            self.stock[lot, source] = held - quantity
        if target is not None:
            self.stock[lot, target] = self.stock.get((lot, target), ZERO) + quantity

    def opened(self, _at: float, data: Data) -> None:
        self.status[data["lot"]] = "passed"
        self.move(data["lot"], None, data["place"], data["quantity"])

    def received(self, _at: float, data: Data) -> None:
        self.status[data["lot"]] = "pending"
        self.move(data["lot"], None, data["place"], data["quantity"])

    def produced(self, _at: float, data: Data) -> None:
        self.status[data["lot"]] = "passed"
        self.move(data["lot"], None, data["place"], data["quantity"])

    def inspected(self, _at: float, data: Data) -> None:
        self.status[data["lot"]] = data["result"]

    def moved(self, _at: float, data: Data) -> None:
        self.move(data["lot"], data["source"], data["target"], data["quantity"])

    def issued(self, _at: float, data: Data) -> None:
        if self.status.get(data["lot"]) != "passed":
            self.refused += 1
        else:
            self.move(data["lot"], data["place"], None, data["quantity"])

    def shipped(self, _at: float, data: Data) -> None:
        self.move(data["lot"], data["source"], "in_transit", data["quantity"])

    def arrived(self, _at: float, data: Data) -> None:
        self.move(data["lot"], "in_transit", data["target"], data["quantity"])

    def sold(self, _at: float, data: Data) -> None:
        if self.status.get(data["lot"]) != "passed":
            self.refused += 1
        else:
            self.move(data["lot"], data["place"], None, data["quantity"])

    def measured(self, at: float, data: Data) -> None:
        given = data["temperature"]
        degrees = float(given.split()[0]) if isinstance(given, str) else float(given)
        last, warm, was_warm = self.legs.get(data["shipment"], (at, 0.0, 0.0))
        if was_warm:
            warm += at - last
        if warm >= 1800:
            self.broken.add(data["shipment"])
        self.legs[data["shipment"]] = [at, warm, float(degrees > -15)]
