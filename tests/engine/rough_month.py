"""The month of the food plant as a bad day would deliver it: early, late, twice, cut off, and naming what is not there."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.benchmarks.month import days

Event = dict[str, Any]
_OUT = ("SaleShipped", "MaterialIssued", "TransferShipped")


def rough_month(seed: int, number: int = 30) -> list[bytes]:
    """The lines of so many days, with mischief among them at seeded places. Nothing of the month itself is missing."""
    chance = Random(seed)
    there = list(days(number))
    placed: list[tuple[float, bytes]] = list(enumerate(there))
    read = {n: json.loads(line) for n, line in enumerate(there) if line.endswith(b"}")}
    first = _first_mentions(read)
    sales = [n for n, e in read.items() if e["type"] in _OUT and e["data"]["lot"] in first]
    for count in range(40):
        at = chance.choice(sales)
        sale = read[at]
        registered = first[sale["data"]["lot"]]
        before = chance.choice([n for n in range(max(0, registered - 300), registered) if n in read])
        early = _line(sale, id=f"early-{count}", time=read[before]["time"])
        placed.append((before + 0.5, early))
        placed.append((at + 0.5, early))  # a refusal is an answer: it stays one when the lot is there
        placed.append((at + 0.5, _with(sale, f"much-{count}", quantity=10**6)))
        placed.append((at + 0.5, _with(sale, f"nowhere-{count}", place=f"W-{count}")))
        wrong, right = _with(sale, f"mended-{count}", quantity=-1), _with(sale, f"mended-{count}", quantity=1)
        placed += [(at + 0.5, wrong), (at + chance.randrange(1, 400) + 0.5, right)]
    for count in range(150):
        at = chance.randrange(len(there))
        placed.append((at + chance.randrange(5000) + 0.5, there[at]))  # late and twice
        placed.append((at + 0.5, _spoilt(there[at], count)))
    for count in range(100):
        at = chance.choice(list(read))
        placed.append((at + chance.randrange(5000) + 0.5, _line(read[at], id=f"late-{count}")))
    last = _line(
        read[first["R-FLOUR-OPEN"]],
        id="last",
        time="2027-06-30T08:00:00+08:00",
        data={"code": "L-LAST", "item": "R-FLOUR"},
    )
    return [line for _, line in sorted(placed, key=lambda p: p[0])] + [last]  # on the way there timers fire


def _first_mentions(read: dict[int, Event]) -> dict[str, int]:
    """By lot, the line that registers it."""
    first: dict[str, int] = {}
    for number, event in read.items():
        field = {"LotRegistered": "code", "PurchaseReceived": "lot", "ProductionOutput": "lot"}.get(
            event["type"]
        )
        if field is not None:
            first.setdefault(event["data"][field], number)
    return first


def _line(event: Event, **changes: Any) -> bytes:
    return json.dumps({**event, **changes}, ensure_ascii=False).encode()


def _with(event: Event, id: str, **changes: Any) -> bytes:
    return _line(event, id=id, data={**event["data"], **changes})


def _spoilt(line: bytes, number: int) -> bytes:
    """A line in one of seven ways in which it can be no event."""
    match number % 7:
        case 0:
            return line[: len(line) // 2]
        case 1:
            return line.replace("°C".encode(), b"\xb0C") + b"\xff"
        case 2:
            return b"[" * number + b"]" * number
        case 3:
            return line.replace(b'"type":"', b'"type":"Re').replace(b'"id":"', b'"id":"untold-')
        case 4:
            return line.replace(b'"data":{', b'"data":{"unheard_of":1,').replace(b'"id":"', b'"id":"more-')
        case 5:
            return b""
        case _:
            return b"{}"
