"""The ledger's meaning in plain Python: a list of what happened, folded anew each time, decimals, no index, no cache.

It is what the book is held against, and what its speed is compared with. It knows places of one item each, FIFO, moving
average and standard cost; receipts, issues, transfers, assemblies, returns, landed costs, counts and prices. What is
cancelled is simply not in the list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

ZERO = Decimal(0)


def cents(value: Fraction | Decimal) -> Decimal:
    """Rounded half to even, as `round` does with fractions."""
    return Decimal(round(Fraction(value) * 100)) / 100


class Below(Exception):
    """A place would hold less than nothing, at the instant given."""


@dataclass(frozen=True)
class Op:
    """Something that happened. `of` names an earlier one by its number."""

    kind: str
    at: int
    n: int
    item: str = ""
    place: str = ""
    target: str = ""
    quantity: Decimal = ZERO
    cost: Decimal | None = None
    of: int = 0
    inputs: tuple[tuple[str, str, Decimal], ...] = ()
    outputs: tuple[tuple[str, str, Decimal], ...] = ()


@dataclass
class Layer:
    """What is left of something that came."""

    origin: int
    quantity: Decimal
    value: Decimal

    def take(self, quantity: Decimal, value: Decimal) -> Decimal:
        self.quantity -= quantity
        self.value -= value
        return value


@dataclass
class Stock:
    """What one place holds of one item: layers, one alone but under FIFO."""

    method: str
    price: Decimal
    layers: list[Layer] = field(default_factory=list)
    last: Fraction = Fraction(0)

    @property
    def quantity(self) -> Decimal:
        return sum((layer.quantity for layer in self.layers), ZERO)

    @property
    def value(self) -> Decimal:
        return sum((layer.value for layer in self.layers), ZERO)

    def rate(self) -> Fraction:
        if self.method == "standard":
            return Fraction(self.price)
        return Fraction(self.value) / Fraction(self.quantity) if self.quantity else self.last

    def put(self, origin: int, quantity: Decimal, value: Decimal, *, sets_rate: bool = True) -> None:
        if sets_rate:
            self.last = Fraction(max(value, ZERO)) / Fraction(quantity)
        if self.method == "fifo" or not self.layers:
            self.layers.append(Layer(origin, quantity, value))
        else:
            self.layers[0].take(-quantity, -value)

    def take(self, quantity: Decimal, at: int, own: int = 0, wanted: Decimal | None = None) -> Decimal:
        if quantity > self.quantity:
            raise Below(at)
        if quantity == self.quantity:
            value = self.value
            if self.method == "average" and value > 0:
                self.last = Fraction(value) / Fraction(quantity)
            self.layers.clear()
            return value
        if self.method == "average" and wanted is not None:
            return self.layers[0].take(quantity, min(max(wanted, ZERO), max(self.value, ZERO)))
        taken = ZERO
        if wanted is not None and self.method == "fifo":
            for layer in [layer for layer in self.layers if layer.origin == own]:
                part = min(layer.quantity, quantity)
                asked = min(
                    max(cents(Fraction(wanted * part) / Fraction(quantity)), ZERO), max(layer.value, ZERO)
                )
                taken += layer.take(part, layer.value if part == layer.quantity else asked)
                quantity -= part
            self.layers = [layer for layer in self.layers if layer.quantity]
        while quantity:
            layer = self.layers[0]
            part = min(layer.quantity, quantity)
            is_all = part == layer.quantity
            taken += layer.take(
                part,
                layer.value if is_all else cents(Fraction(layer.value * part) / Fraction(layer.quantity)),
            )
            quantity -= part
            if is_all:
                self.layers.pop(0)
        return taken


class Naive:
    """The fold: what every place holds, and what everything cost."""

    def __init__(self, ops: list[Op], method: str, price: Decimal = ZERO) -> None:
        self.method = method
        self._prices: dict[str, Decimal] = {}
        self._price = price
        self.stock: dict[tuple[str, str], Stock] = {}
        self.cost: dict[int, Decimal] = {}
        """By number what left pools, or, where nothing did, what came in."""
        self.lost = ZERO
        """Differences that stayed with no stock."""
        self.came = ZERO
        """What came from outside, less what went there."""
        self._returned: dict[int, Decimal] = {}
        self._landed: dict[int, Decimal] = {}
        self._by_number = {op.n: op for op in ops}
        for op in ops:
            if op.kind == "land":
                self._landed[op.of] = self._landed.get(op.of, ZERO) + (op.cost or ZERO)
        for op in sorted(ops, key=lambda op: (op.at, op.n)):
            getattr(self, f"_{op.kind}")(op)

    def _at(self, item: str, place: str) -> Stock:
        if (item, place) not in self.stock:
            price = self._prices.get(item, self._price)
            self.stock[item, place] = Stock(self.method, price, last=Fraction(price))
        return self.stock[item, place]

    def _into(
        self,
        item: str,
        place: str,
        origin: int,
        quantity: Decimal,
        value: Decimal | None,
        *,
        exact: bool = False,
    ) -> Decimal:
        stock = self._at(item, place)
        own = value is None
        if value is None:
            value = cents(stock.rate() * Fraction(quantity))
        kept = cents(stock.price * quantity) if self.method == "standard" and not exact else value
        self.lost += value - kept
        stock.put(origin, quantity, kept, sets_rate=not own and self.method != "standard")
        return value

    def _receive(self, op: Op) -> None:
        value = None if op.cost is None else op.cost + self._landed.get(op.n, ZERO)
        self.cost[op.n] = self._into(op.item, op.place, op.n, op.quantity, value)
        self.came += self.cost[op.n]

    def _issue(self, op: Op) -> None:
        self.cost[op.n] = self._at(op.item, op.place).take(op.quantity, op.at)
        self.came -= self.cost[op.n]

    def _transfer(self, op: Op) -> None:
        value = self._at(op.item, op.place).take(op.quantity, op.at)
        self.cost[op.n] = value
        added = op.cost or ZERO
        self.came += added
        self._into(op.item, op.target, op.n, op.quantity, value + added, exact=True)

    def _assemble(self, op: Op) -> None:
        total = ZERO
        for item, place, quantity in op.inputs:
            total += self._at(item, place).take(quantity, op.at)
        self.cost[op.n] = total
        total += op.cost or ZERO
        self.came += op.cost or ZERO
        whole = sum((quantity for _, _, quantity in op.outputs), ZERO)
        start = ZERO
        items = {item for item, _, _ in op.inputs}
        for item, place, quantity in op.outputs:
            part = _portion(total, start, quantity, whole)
            start += quantity
            self._into(item, place, op.n, quantity, part, exact=item in items)

    def _giveback(self, op: Op) -> None:
        origin = self._by_number[op.of]
        done, whole = self._returned.get(op.of, ZERO), origin.quantity
        value = self.cost[op.of]
        part = _portion(value, done, op.quantity, whole)
        self._returned[op.of] = done + op.quantity
        self.cost[op.n] = part
        if origin.kind == "issue":
            self._into(origin.item, op.place, op.n, op.quantity, part)
            self.came += part
        else:
            taken = self._at(origin.item, op.place).take(op.quantity, op.at, op.of, part)
            self.lost += taken - part
            self.came -= part

    def _land(self, op: Op) -> None:
        pass

    def _count(self, op: Op) -> None:
        stock = self._at(op.item, op.place)
        difference = op.quantity - stock.quantity
        if difference > 0:
            self.came += self._into(op.item, op.place, op.n, difference, None)
        elif difference < 0:
            self.came -= stock.take(-difference, op.at)

    def _revalue(self, op: Op) -> None:
        assert op.cost is not None
        for (item, _), stock in self.stock.items():
            if item == op.item:
                if stock.quantity:
                    worth = cents(op.cost * stock.quantity)
                    self.came += worth - stock.value
                    stock.layers = [Layer(op.n, stock.quantity, worth)]
                stock.price, stock.last = op.cost, Fraction(op.cost)
        self._prices[op.item] = op.cost


def _portion(value: Decimal, start: Decimal, quantity: Decimal, whole: Decimal) -> Decimal:
    """What falls to the stretch that begins at `start`, so that all stretches sum to the whole."""
    each = Fraction(value) / Fraction(whole)
    return cents(each * Fraction(start + quantity)) - cents(each * Fraction(start))
