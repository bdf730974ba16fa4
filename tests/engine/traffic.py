"""Made-up traffic in the yard: from a seed always the same lines, good and bad, some of them twice or late."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from tests.engine.yard import event, line

FIRST = dt.datetime(2026, 3, 1, tzinfo=dt.timezone(dt.timedelta(hours=8)))
ITEMS = ("F-1", "F-2", "F-3")
PLACES = ("W2", "W1", "W3")
LOTS = tuple(f"L{n}" for n in (5, 3, 9, 1, 7, 2, 8, 4))


def traffic(seed: int, size: int) -> list[bytes]:
    """So many lines: things are registered, stock moves, rules fire, a few lines are refused or no events at all."""
    chance = Random(seed)
    lines = [line(event("PlaceRegistered", id_=f"p{p}", at_=FIRST.isoformat(), code=p)) for p in PLACES]
    lines += [
        line(event("ItemRegistered", id_=f"i{i}", at_=FIRST.isoformat(), code=i, safety=chance.randrange(40)))
        for i in ITEMS
    ]
    moment = FIRST
    for number in range(size):
        moment += dt.timedelta(minutes=chance.randrange(0, 240))
        at = moment - dt.timedelta(hours=chance.randrange(1, 60)) if chance.random() < 0.1 else moment
        type, data = _one(chance, moment)
        made = event(type, id_=f"n{number}", at_=at.isoformat(), **_who(chance), **data)
        lines.append(line(made))
        if chance.random() < 0.05:
            lines.append(chance.choice(lines))
        if chance.random() < 0.02:
            lines.append(lines[-1][: chance.randrange(1, len(lines[-1]))])
    return lines


def _who(chance: Random) -> dict[str, Any]:
    """Often a boss, with a reason or without."""
    if chance.random() < 0.5:
        return {}
    return {"role_": "boss", "reason_": chance.choice(["客户急用", ""])}


def _one(chance: Random, moment: dt.datetime) -> tuple[str, dict[str, Any]]:
    """An event's type and payload; about one in four can't be carried out."""
    lot, place = chance.choice(LOTS), chance.choice(PLACES)
    quantity = chance.choice([1, 3, 10, "2.5", 40, 0.125, 600])
    match chance.randrange(24):
        case 0 | 1 | 2 | 3 | 4 | 5 | 6:
            expires = moment + dt.timedelta(days=chance.randrange(0, 20))
            when = chance.choice([None, expires.date().isoformat(), expires.isoformat()])
            item = ITEMS[LOTS.index(lot) % 3] if chance.random() < 0.9 else chance.choice(ITEMS)
            return "Received", {
                "lot": lot,
                "item": item,
                "place": place,
                "quantity": quantity,
                "expires_at": when,
            }
        case 7 | 8 | 9 | 10 | 11:
            return "Sold", {"lot": lot, "place": place, "quantity": quantity}
        case 12 | 13 | 14:
            return "Moved", {
                "lot": lot,
                "source": place,
                "target": chance.choice(PLACES),
                "quantity": quantity,
            }
        case 15 | 16:
            return "Descended", {"lot": lot, "parent": chance.choice(LOTS)}
        case 17:
            return "Spoiled", {"lot": lot}
        case 18:
            return "Released", {"lot": lot}
        case 19:
            return chance.choice(["Opened", "Checked"]), {"lot": lot}
        case 20 | 21:
            name, value = chance.choice(
                [
                    ("reserve", chance.randrange(0, 60)),
                    ("notice", f"{chance.randrange(0, 40)} days"),
                    ("most", chance.randrange(1200)),
                ]
            )
            return "ParameterTuned", {"parameter": name, "value": value}
        case 22:
            return "SafetySet", {"item": chance.choice(ITEMS), "safety": chance.randrange(60)}
        case _:
            return chance.choice(["Sold", "Recieved"]), {
                "lot": lot,
                "place": chance.choice(["W9", place]),
                "quantity": -1,
            }
