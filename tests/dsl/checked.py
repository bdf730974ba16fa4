"""Helps the checker's tests: a small world of declarations, and what is found in a text that stands in it."""

from __future__ import annotations

from dsl import model as m
from dsl.check import Checked, PackText, check
from dsl.parse import parse
from dsl.source import Source

WORLD = """\
enum Storage "储存状态"
    chilled "冷藏"
    frozen "冷冻"

enum Status
    pending
    passed
    frozen

entity Item "物料"
    code: text key "编码"
    storage: Storage
    weight: mass = 2 kg
    safety: quantity = 0
    near: duration?
    pieces: integer = 1
    price: money = 3 CNY
    ratio: number = 1

entity Supplier
    code: text key
    status: Status = passed
    name: text?

entity Lot "批次"
    code: text key
    item: Item
    supplier: Supplier?
    expires_at: instant
    made_on: date?
    status: Status = pending
    parents: set of Lot
    lines: list of Line

entity Line
    ingredient: Item
    amount: quantity

place dock
role keeper

parameter limit: duration = 30 days

measure on_hand(item: Item, place: Place)
    stock of item at place

measure last_price(item: Item)
    last price of Issued by lot.item

event Issued
    lot: Lot
    place: Place
    quantity: quantity > 0
    temperature: temperature
    target: temperature
    humidity: humidity
    price: money
    boxes: integer
    share: number
    ready: bool
    day: date
    note: text?
    gap: duration?
    supplier: Supplier?

"""


def checked(text: str) -> Checked:
    """What the checker makes of a text."""
    parsed = parse(Source("a.card", text))
    assert parsed.diagnostics == (), parsed.diagnostics
    return check([PackText("test", "zh", (parsed.file,))])


def codes(text: str) -> list[str]:
    """The codes of what is found in a text that stands in the world."""
    return [d.code for d in checked(WORLD + text).diagnostics]


def model(text: str) -> m.Model:
    """The model of the world and a text, in which nothing is wrong."""
    result = checked(WORLD + text)
    assert result.diagnostics == ()
    return result.model


def condition(text: str) -> m.Expression:
    """A condition of a rule on `Issued`, in which nothing is wrong."""
    body = model(f'rule r\n    on Issued\n    when {text}\n    block "x"\n').rules["r"].body
    assert isinstance(body, m.OnEvents)
    found = body.cases["Issued"].condition
    assert found is not None
    return found


def codes_of(text: str) -> list[str]:
    """The codes of what is found in a condition of a rule on `Issued`."""
    return codes(f'rule r\n    on Issued\n    when {text}\n    block "x"\n')


def value(text: str) -> m.Expression:
    """The left side of a comparison in such a condition."""
    found = condition(text)
    assert isinstance(found, m.Compare)
    return found.left


def literal(text: str) -> m.Value:
    """The constant on the right side of a comparison in such a condition."""
    found = condition(text)
    assert isinstance(found, m.Compare)
    assert isinstance(found.right, m.Literal_)
    return found.right.value
