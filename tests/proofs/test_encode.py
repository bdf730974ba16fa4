"""Conditions in logic: what can hold and what never can, form by form."""

from __future__ import annotations

import pytest

from dsl import model as m
from dsl.proving.encode import Encoder
from dsl.proving.sheet import Sheet
from dsl.source import Source
from tests.proofs.proven import checked

WORLD = """\
enum State
    ambient
    chilled
    frozen

entity Item
    code: text key
    state: State
    pieces: integer = 1 > 0
    name: text = ""

entity Lot
    code: text key
    item: Item
    spare: Item?
    parents: set of Lot
    lines: list of Line
    opened: instant?

entity Line
    amount: quantity
    wanted: bool

place dock
role keeper

parameter limit: duration = 30 days
    between 1 day and 90 days

table lead(state: State, life: duration): duration
    frozen | any | 30 days
    chilled | < 9 days | 3 days
    ambient | >= 1 day | 10 days

measure held_back(lot: Lot)
    stock of lot

measure on_hand(item: Item, place: Place)
    stock of item at place

measure seen(item: Item)
    count of Seen by lot.item

measure moved(item: Item)
    sum quantity of Seen by lot.item

measure latest(item: Item)
    last quantity of Seen by lot.item

event Seen
    lot: Lot
    other: Lot
    place: Place
    quantity: quantity >= 2
    n: number
    i: integer
    length: duration
    gap: duration?
    state: State
    day: date
    until: instant
    word: text
    label: text

"""

NEVER = (
    "quantity < 2",
    "i > 3 and i < 4",
    "n * 2 > 3 and n < 1.5",
    "n / 4 > 1 and n <= 4",
    "limit > 90 days",
    "lot.item.pieces <= 0",
    "lot.item == other.item and lot.item.state != other.item.state",
    "lot == other and lot.spare is known and other.spare is missing",
    'lot.code == "A" and lot.code == "B"',
    'lot.code == "A" and other.code == "A" and lot.item != other.item',
    'place == dock and place.code != "dock"',
    "state != ambient and state != chilled and state != frozen",
    "state in [ambient, chilled] and state == frozen",
    "length >= 9 days and state == chilled and lead(state, length) > 0 days",
    "state == chilled and lead(state, length) != 3 days",
    "state == chilled and lead(state, length) != 3 days and quantity > 3",
    "gap is known and gap > -1 days and gap < 0 days and day + gap < day",
    "day - 2026-03-01 == 36 hours",
    "length * 2 > 3 days and length <= 36 hours",
    "days(length) > 2 and hours(length) < 48",
    "min(n, 3) > 3",
    "max(n, 3) < 3",
    "abs(n) < 0",
    "floor(n) > n",
    "ceiling(n) < n",
    "round(n, 1) > n + 0.06",
    'word == "" and length(word) > 0',
    'word > "a" and word < "a"',
    'word < ""',
    'word == "ab" and word < "aa"',
    "held_back(lot) < 0",
    "seen(lot.item) < 0",
    "moved(lot.item) < 0",
    "latest(lot.item) is known and latest(lot.item) < 2",
    "lot.item == other.item and seen(lot.item) != seen(other.item)",
    "(any parent in lot.parents has parent.item.state == frozen and parent.item.state == chilled)",
    "(any parent in lot.parents has parent.item.pieces < 1)",
    "length(lot.parents) == 0 and (any parent in lot.parents has parent.opened is known)",
    "(any a in lot.parents has a == other) and (every b in lot.parents has b != other)",
    "(any a in lot.parents has a.opened is known) and not (any b in lot.parents has b.opened is known)",
    "(count l in lot.lines where l.wanted) > length(lot.lines)",
    "(count l in lot.lines where l.wanted) == 0 and (any k in lot.lines has k.wanted)",
    "length(lot.lines) == 0 and (sum l.amount for l in lot.lines) != 0",
    "(max l.amount for l in lot.lines) is known and length(lot.lines) == 0",
    "other in lot.parents and length(lot.parents) == 0",
    "(any x in [n, 3] has x > 5) and n < 5",
    "(every x in [n, 3] has x > 2) and n < 2",
    "Lot(word) is known and Lot(word).code != word",
    "word == label and Lot(word) is known and Lot(label) is missing",
    '"{lot.code}" != lot.code',
    '"{word}-{label}" != "{word}-{label}"',
    "lot is held and lot == other and not other is held",
    "(lot.spare otherwise lot.item).pieces < 1",
    "date(at) > date(until) and at < until",
    "date(at) == 2026-03-01 and at > 2026-03-03T00:00Z",
    "quantity > 5 kg and quantity < 4 kg",
)
SOMETIMES = (
    "quantity == 2",
    "length(word) > 3 and length(lot.parents) > 3 and length(lot.lines) > 2",
    "i >= 3 and i <= 3",
    "n > 3 and n < 4",
    "limit == 90 days",
    "lot.item != other.item and lot.item.state != other.item.state",
    "place != dock",
    "length < 9 days and state == chilled and lead(state, length) == 3 days",
    "state == ambient and length < 1 day",
    "on_hand(lot.item, place) < 0",
    "latest(lot.item) is missing",
    'word > "a" and word < "b"',
    "(any a in lot.parents has a.opened is known) and (any b in lot.parents has b.opened is missing)",
    "(any a in lot.parents has a.opened is known) and not (every b in lot.parents has b.opened is known)",
    "length(lot.parents) == 1 and other in lot.parents",
    "Lot(word) is missing",
    "n * n == 2",
    "date(at) == 2026-03-01 and at > 2026-03-01T20:00Z",
    "quantity == 5 kg",
)


def verdict(text: str, *, met: bool = True) -> str:
    """Whether a condition can be met, or unmet."""
    model = checked(Source("a.card", f'{WORLD}rule r\n    on Seen\n    when {text}\n    warn "x"\n'))
    body = model.rules["r"].body
    assert isinstance(body, m.OnEvents)
    condition = body.cases["Seen"].condition
    assert condition is not None
    encoder = Encoder(model, Sheet(), "Seen")
    return encoder.sheet.ask([encoder.met(condition) if met else encoder.unmet(condition)]).verdict


@pytest.mark.parametrize("text", NEVER)
def test_never(text: str) -> None:
    assert verdict(text) == "unsat"


@pytest.mark.parametrize("text", NEVER[:40])
def test_what_is_never_so_is_always_not_so(text: str) -> None:
    assert verdict(f"not ({text})", met=False) == "unsat"


@pytest.mark.parametrize("text", SOMETIMES)
def test_sometimes(text: str) -> None:
    assert verdict(text) == "sat"
    assert verdict(text, met=False) == "sat"
