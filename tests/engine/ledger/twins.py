"""The book and the naive fold side by side: every command goes to both, and they must agree on every figure.

Instants are whole days, so that a seed makes short histories in which much falls together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from engine.ledger.door import VIRTUAL, Books, Goods
from engine.trouble import Refused
from tests.engine.ledger.naive import Below, Naive, Op

ITEMS = ("A", "B")
PLACES = ("W1", "W2", "W3")
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def instant(day: int) -> dt.datetime:
    return START + dt.timedelta(days=day)


class Twins:
    """A book and the list of what it accepted. Every `do_` returns whether it was accepted."""

    def __init__(self, method: str, price: str = "0") -> None:
        self.method, self.price = method, Decimal(price)
        self.books = Books(method)
        for item in ITEMS:
            self.books.item(item, price=price)
        self.ops: list[Op] = []
        self.cancelled: list[tuple[int, Op]] = []

    # -- commands

    def do(self, op: Op) -> bool:
        """Carry out on the book; a refusal for lack of stock must be the fold's as well, an acceptance too."""
        call = self._call(op)
        try:
            number = call()
        except Refused as refused:
            self._must_be_below(refused, [*self.ops, replace(op, n=10**9)])
            return False
        self.ops.append(replace(op, n=number))
        self.check()
        return True

    def cancel(self, op: Op) -> bool:
        rest = [other for other in self.ops if other is not op]
        try:
            number = self.books.cancel(op.n)
        except Refused as refused:
            self._must_be_below(refused, rest)
            return False
        self.ops = rest
        self.cancelled.append((number, op))
        self.check()
        return True

    def restore(self, number: int, op: Op) -> bool:
        try:
            self.books.cancel(number)
        except Refused as refused:
            self._must_be_below(refused, [*self.ops, op])
            return False
        self.cancelled.remove((number, op))
        self.ops.append(op)
        self.check()
        return True

    def _must_be_below(self, refused: Refused, ops: list[Op]) -> None:
        """What was refused for lack of stock the fold refuses as well; and nothing has changed."""
        if refused.code in ("BC601", "BC801"):
            with pytest.raises(Below):
                Naive(ops, self.method, self.price)
        self.check()

    def _call(self, op: Op) -> Callable[[], int]:
        books, at = self.books, instant(op.at)
        match op.kind:
            case "receive":
                return lambda: books.receive(op.item, op.quantity, op.place, at=at, cost=op.cost)
            case "issue":
                return lambda: books.issue(op.item, op.quantity, op.place, at=at)
            case "transfer":
                return lambda: books.transfer(op.item, op.quantity, op.place, op.target, at=at, added=op.cost)
            case "assemble":
                inputs = [Goods(item, quantity, place) for item, place, quantity in op.inputs]
                outputs = [Goods(item, quantity, place) for item, place, quantity in op.outputs]
                return lambda: books.assemble(inputs, outputs, at=at, added=op.cost or 0)
            case "giveback":
                return lambda: books.give_back(op.of, op.quantity, at=at, place=op.place)
            case "land":
                return lambda: books.land([op.of], op.cost or 0, at=at)
            case "count":
                return lambda: books.count(op.item, op.place, op.quantity, at=at)
            case "revalue":
                return lambda: books.revalue(op.item, op.cost or 0, at=at)
            case _:
                raise AssertionError(op.kind)

    # -- what must hold

    def check(self) -> None:
        """All figures now, and what must always hold."""
        naive = Naive(self.ops, self.method, self.price)
        held = Decimal(0)
        for item in ITEMS:
            assert sum(self.books.on_hand(item, place) for place in (*PLACES, *VIRTUAL)) == 0
            for place in PLACES:
                stock = naive.stock.get((item, place))
                quantity, value = (stock.quantity, stock.value) if stock else (0, 0)
                assert self.books.on_hand(item, place) == quantity, (item, place)
                assert self.books.value(item, place) == value, (item, place)
                assert quantity or not value
                held += value
        for op in self.ops:
            if op.kind in ("issue", "transfer", "receive", "assemble", "giveback"):
                assert self.books.cost(op.n) == naive.cost[op.n], op
        assert naive.came == held + naive.lost, "value in = value out + value held"

    def check_as_of(self, day: int) -> None:
        """As of an instant is the fold of what had happened until then, with the costs known today."""
        known = [op for op in self.ops if op.at <= day or (op.kind == "land" and self._lands_by(op, day))]
        naive = Naive(known, self.method, self.price)
        for item in ITEMS:
            for place in PLACES:
                stock = naive.stock.get((item, place))
                quantity, value = (stock.quantity, stock.value) if stock else (0, 0)
                assert self.books.on_hand(item, place, at=instant(day)) == quantity
                assert self.books.value(item, place, at=instant(day)) == value

    def _lands_by(self, op: Op, day: int) -> bool:
        return next(o.at for o in self.ops if o.n == op.of) <= day

    def figures(self) -> dict[str, Decimal]:
        """Everything, for comparing."""
        found = {}
        for item in ITEMS:
            for place in PLACES:
                found[f"{item} {place}"] = self.books.on_hand(item, place)
                found[f"{item} {place} value"] = self.books.value(item, place)
        return found


def some_quantity(random: Random, most: int = 20) -> Decimal:
    return Decimal(random.randint(1, most)) / random.choice((1, 1, 1, 2, 3 * 5**2, 8))


def some_op(random: Random, twins: Twins, days: int) -> Op:
    """Something that may happen; often it is refused."""
    quantity = some_quantity(random).quantize(Decimal("0.001"))
    item, place = random.choice(ITEMS), random.choice(PLACES)
    at = random.randint(0, days)
    cost = Decimal(random.randint(0, 30_000)) / 100
    kinds = ("receive", "issue", "transfer", "assemble", "giveback", "land", "count", "revalue")
    match random.choices(kinds, (8, 4, 6, 4, 3, 2, 1, 1))[0] if len(twins.ops) > 5 else "receive":
        case "receive":
            return Op(
                "receive", at // 2, 0, item, place, quantity=quantity, cost=random.choice((cost, cost, None))
            )
        case "issue":
            return Op("issue", at, 0, item, place, quantity=quantity / 4)
        case "transfer":
            target = random.choice([p for p in PLACES if p != place])
            added = random.choice((None, None, cost / 10)) if twins.method != "standard" else None
            added = None if added is None else added.quantize(Decimal("0.01"))
            return Op("transfer", at, 0, item, place, target, quantity / 4, added)
        case "assemble":
            inputs = tuple(
                (i, random.choice(PLACES), some_quantity(random, 3).quantize(Decimal("0.001"))) for i in ITEMS
            )
            outputs = tuple(
                (item, p, some_quantity(random, 5).quantize(Decimal("0.001")))
                for p in random.sample(PLACES, random.randint(1, 2))
            )
            return Op("assemble", at, 0, inputs=inputs, outputs=outputs, cost=cost)
        case "giveback" if any(op.kind in ("receive", "issue") for op in twins.ops):
            of = random.choice([op for op in twins.ops if op.kind in ("receive", "issue")])
            part = random.choice((of.quantity, of.quantity / 2, quantity))
            return Op(
                "giveback",
                max(at, of.at),
                0,
                of.item,
                random.choice((of.place, place)),
                quantity=part,
                of=of.n,
            )
        case "land" if any(op.kind == "receive" and op.cost is not None for op in twins.ops):
            of = random.choice([op for op in twins.ops if op.kind == "receive" and op.cost is not None])
            return Op("land", max(at, of.at), 0, cost=cost, of=of.n)
        case "revalue":
            return Op("revalue", at, 0, item, cost=cost / 10)
        case _:
            return Op("count", at, 0, item, place, quantity=quantity)
