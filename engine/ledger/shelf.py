"""A set of books to set up and to ask, in decimals and instants: what `door.Books` enters postings into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from engine.codec import SCALE
from engine.ledger import amounts, asking, refusals
from engine.ledger.book import Book
from engine.ledger.flows import Kind
from engine.ledger.genealogy import Genealogy
from engine.ledger.methods import Method
from engine.ledger.picking import Stock
from engine.ledger.policy import Below, Policy, Valuation
from engine.ledger.reading import Instant, Number, moment
from engine.ledger.tracing import genealogy

VIRTUAL = ("suppliers", "customers", "production", "consumed", "scrap", "differences")
KINDS = {
    "suppliers": Kind.SUPPLIER,
    "customers": Kind.SOLD,
    "consumed": Kind.DESTROYED,
    "scrap": Kind.DESTROYED,
}
"""What those places are to the goods there; the others are open ends."""


class Shelf:
    """How items, places and lots are kept, and every question about them."""

    def __init__(
        self,
        method: str = "average",
        *,
        by_place: bool = True,
        by_lot: bool = False,
        digits: int = 2,
        virtual: Iterable[str] = VIRTUAL,
        difference: str = "differences",
    ) -> None:
        """`method` (fifo, average, standard) and what is valued together hold for items that say nothing else.

        `digits` are those of the currency; `virtual` the places where nothing is held, and `difference` that of them
        which counts take from and give to.
        """
        self.digits = digits
        valuation = Valuation(Method(method), by_place, by_lot)
        self.book = Book(Policy(frozenset((*virtual, difference)), difference, valuation))
        self._lots: dict[str, tuple[int | None, bool]] = {}

    # -- what holds

    def item(
        self,
        code: str,
        method: str = "",
        *,
        by_place: bool | None = None,
        by_lot: bool | None = None,
        price: Number | None = None,
    ) -> None:
        """Say how an item is valued, before the first posting of it. `price` is the standard price of one."""
        default = self.book.policy.of_item(code)
        if any(True for _ in self.book.pools_of(code)):
            raise refusals.has_history(code)
        self.book.policy.items[code] = Valuation(
            Method(method) if method else default.method,
            default.by_place if by_place is None else by_place,
            default.by_lot if by_lot is None else by_lot,
            default.price if price is None else self._price(price),
        )

    def place(self, code: str, below: str = "deny") -> None:
        """Say what a place does when more leaves than it holds: deny, keep (the rate), true-up (once there is stock)."""
        self.book.allow(code, Below(below))

    def lot(self, code: str, *, expires: Instant | None = None, held: bool = False) -> None:
        """Say when a lot expires, and whether it is held; what is not said is not so."""
        self._lots[code] = (moment(expires), held)

    # -- questions

    def on_hand(
        self, item: str, place: str | None = None, lot: str | None = None, *, at: Instant | None = None
    ) -> Decimal:
        """How much of an item, or a lot, there is at a place, or at all that are real; now or as of an instant."""
        return amounts.decimal(asking.quantity(self.book, item, place, lot, moment(at)), SCALE)

    def value(
        self, item: str, place: str | None = None, lot: str | None = None, *, at: Instant | None = None
    ) -> Decimal:
        """What that is worth."""
        return amounts.decimal(asking.value(self.book, item, place, lot, moment(at)), self.digits)

    def cost(self, of: int, line: int | None = None) -> Decimal:
        """What a posting, or one movement of it, is worth: what left pools for an issue, a transfer, an assembly; what
        came in for a receipt. Of an issue below zero with what it has been corrected by."""
        return amounts.decimal(asking.cost(self.book, of, line), self.digits)

    def reserved(
        self, item: str = "", place: str | None = None, lot: str | None = None, *, of: int | None = None
    ) -> Decimal:
        """How much of that is reserved, or by one reservation."""
        reservations = self.book.reservations
        if of is not None:
            return amounts.decimal(sum(p.quantity for p in reservations.left(str(of))), SCALE)
        keys = self._keys(item, place, lot)
        return amounts.decimal(sum(reservations.reserved(item, code, where) for code, where in keys), SCALE)

    def available(self, item: str, place: str | None = None, lot: str | None = None) -> Decimal:
        """On hand, without what is reserved and what is held; never below zero."""
        free = (s.quantity for s in self._stocks(item, place, lot, {}) if not s.is_kept_back)
        return amounts.decimal(sum(max(quantity, 0) for quantity in free), SCALE)

    def genealogy(self) -> Genealogy:
        """What became of which lot: made of, went into, mass balance; for `recall` too."""
        return genealogy(self.book, KINDS)

    # -- numbers and instants

    def _keys(self, item: str, place: str | None, lot: str | None) -> list[tuple[str, str]]:
        """The lots and real places that are asked about."""
        cells = self.book.cells
        places = [p for p in cells.places(item) if p not in cells.virtual] if place is None else [place]
        return [
            (code, where) for where in places for code in (cells.lots(item, where) if lot is None else [lot])
        ]

    def _stocks(
        self, item: str, place: str | None, lot: str | None, distances: Mapping[str, int]
    ) -> list[Stock]:
        """What is free, by lot and place."""
        cells, found = self.book.cells, []
        for code, where in self._keys(item, place, lot):
            free = cells.at(item, code, where, None) - self.book.reservations.reserved(item, code, where)
            expires, is_held = self._lots.get(code, (None, False))
            received = cells.first(item, code, where)
            found.append(Stock(code, where, free, received, expires, distances.get(where, 0), is_held))
        return found

    def _quantity(self, quantity: Number) -> int:
        return amounts.quantity_number(Decimal(quantity))

    def _value(self, value: Number) -> int:
        return amounts.whole_number(Decimal(value), self.digits)

    def _price(self, price: Number) -> amounts.Price:
        return amounts.price(Decimal(price), self.digits)
