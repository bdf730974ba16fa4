"""A thousand rules under proof.

The rules stand on forty events, twenty-five on each: comparisons, windows, tables, things that may be missing, lists,
products of two values. Half of them cite a law of their own, so that few make another superfluous.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from dsl.check import PackText, check
from dsl.diagnostics import Diagnostic
from dsl.parse import parse
from dsl.prove import prove
from dsl.source import Source

RULES = 1_000
EVENTS = 40

WORLD = """\
enum Storage
    ambient
    chilled
    frozen

enum Status
    pending
    passed
    rejected

entity Item
    code: text key
    storage: Storage
    shelf_life: duration? > 0 days
    safety: quantity = 0 >= 0
    price: money = 1 CNY >= 0 CNY
    meat: bool = false

entity Supplier
    code: text key
    licences: list of Licence = []
    failures_allowed: integer = 3 > 0

entity Licence
    number: text
    valid_to: date

entity Lot
    code: text key
    item: Item
    supplier: Supplier?
    expires_at: instant?
    status: Status = pending
    parents: set of Lot = []
    warm: duration = 0 days >= 0 days

role keeper

parameter limit: duration = 30 days
    between 1 day and 90 days

parameter share: number = 0.5
    between 0.1 and 0.9

table lead(storage: Storage, life: duration): duration
    frozen | any | 30 days
    chilled | any | 3 days
    ambient | < 90 days | 10 days
    ambient | >= 90 days | 45 days

measure on_hand(item: Item, place: Place)
    stock of item at place

group alerts covers Storage
"""


def text(rules: int = RULES, events: int = EVENTS) -> str:
    """A pack with so many rules."""
    return WORLD + "".join(_declarations(random.Random(7), rules, events))


def _declarations(chance: random.Random, rules: int, events: int) -> Iterator[str]:
    for number in range(events):
        yield f"""
event E{number}
    lot: Lot
    place: Place
    quantity: quantity > 0
    temperature: temperature
    result: Status
    note: text?
    due: date?

measure moved{number}(item: Item)
    sum quantity of E{number} by lot.item over 7 days

measure failed{number}(supplier: Supplier)
    streak of E{number} by lot.supplier where result == rejected
"""
    for number in range(rules):
        event = number % events
        yield f"\nrule r{number}\n"
        if number % 20 == 19:
            yield f'    for each lot: Lot\n    when {_standing(chance)}\n    alert keeper "{number}"\n    in alerts\n'
        else:
            yield f"    on E{event}\n    when {' and '.join(_parts(chance, event))}\n"
            yield chance.choice(
                (f'    block "{number}"\n', f'    warn "{number}"\n', f'    hold lot "{number}"\n')
            )
        yield f'    cites "law {number}"\n' if chance.random() < 0.5 else ""


def _standing(chance: random.Random) -> str:
    days = chance.randint(1, 400)
    return (
        f"lot.expires_at is known and lot.expires_at - now <= lead(lot.item.storage, lot.item.shelf_life otherwise {days} days)"
        f" and lot.status == {chance.choice(('pending', 'passed'))} and lot.warm < {chance.randint(1, 90)} hours"
    )


def _parts(chance: random.Random, event: int) -> list[str]:
    low = chance.randint(1, 500)
    parts = (
        f"quantity > {low}",
        f"quantity < on_hand(lot.item, place) * share + {low}",
        f"temperature > {low % 40} °C",
        f"lot.expires_at is known and lot.expires_at - at <= (lot.item.shelf_life otherwise limit) - {low % 20} hours",
        f"moved{event}(lot.item) * lot.item.price > {low} CNY * quantity / (quantity + 1)"
        if low % 9 == 0
        else f"moved{event}(lot.item) > {low}",
        f"lot.supplier is known and failed{event}(lot.supplier) >= lot.supplier.failures_allowed + {low % 5}",
        f"lot.item.storage {chance.choice(('==', '!='))} {chance.choice(('ambient', 'chilled', 'frozen'))}",
        f'(lot.status != passed or lot.item.meat and (note otherwise "") == "{low}")',
        f"(any parent in lot.parents has parent.status == rejected and parent.warm > {low} minutes)",
        f'(any parent in lot.parents has parent.supplier is known and not (any licence in parent.supplier.licences has licence.valid_to >= date(at) and licence.number != "{low}"))',
        f"due is known and due - date(at) < {low % 60} days",
    )
    return chance.sample(parts, chance.randint(2, 4))


def proven(written: str) -> tuple[Diagnostic, ...]:
    """What is found in a pack's text, which must be without errors."""
    source = Source("generated.card", written)
    parsed = parse(source)
    model, diagnostics, _ = check([PackText("generated", "en", (parsed.file,))])
    assert not (*parsed.diagnostics, *diagnostics)
    return prove(model, {source.path: source})


def measure(rules: int = RULES) -> tuple[str, str, str]:
    """How long a pack of so many rules takes to prove, on one core; nothing of it may be left unproven."""
    written = text(rules)
    start = time.process_time()
    found = proven(written)
    taken = time.process_time() - start
    assert not [d for d in found if d.code == "BC479"]
    return f"{rules:,} rules on {EVENTS} events", f"{taken:.1f} s", f"{taken / rules * 1000:.0f} ms/r"
