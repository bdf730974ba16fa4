"""The Python door: a set of books in decimals, for scripts, tests and whoever brings a scenario as data.

    books = Books(method="fifo")
    first = books.receive("A", 68, "W1", at="2026-01-01", price="15.00")
    sold = books.issue("A", 50, "W1", at="2026-01-05")
    books.cost(sold)                                    # Decimal("750.00")
    books.value("A", "W1", at="2026-01-03")             # as of any instant
    books.cancel(first, at="2026-01-06")                # Refused: BC801, and nothing has changed

Every verb returns the number of its posting, by which others refer to it; what can be set and asked stands in `Shelf`.
An instant is a `datetime` with a zone, or ISO text: without a zone it is UTC, and a bare date is the last moment of
that day. Postings of the same instant count in the order in which they were entered. `recorded` is when the books were
told, `at` where nothing else is said.

Every verb raises `Refused` (`engine.trouble`) with a code and a reason in both languages, and has then changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple, TypedDict

from engine.ledger import amounts, asking, refusals
from engine.ledger.entered import Posted, Revalued
from engine.ledger.picking import Strategy, pick
from engine.ledger.postings import (
    Assembly,
    Cancel,
    Close,
    Count,
    Landed,
    Movement,
    Moves,
    Passed,
    Posting,
    Release,
    Reserve,
    Return,
    Revaluation,
)
from engine.ledger.reading import Instant, Number, micros, moment, written
from engine.ledger.record import Log, record
from engine.ledger.record import posting as posting_of
from engine.ledger.shelf import VIRTUAL, Shelf

__all__ = ["VIRTUAL", "Books", "Goods"]


class Goods(NamedTuple):
    """A quantity of an item and lot at a place, or on the way into it."""

    item: str
    quantity: Number
    place: str
    lot: str = ""


class _Stamp(TypedDict):
    seq: int
    at: int
    recorded: int


class Books(Shelf):
    """A stock ledger with quantities and values, as of any instant."""

    posted: Posted | None = None
    """What the last posting did, for its vouchers."""
    revalued: tuple[Revalued, ...] = ()
    """What the last posting changed in the value of earlier ones."""
    _seq = 0
    _log: Log | None = None

    def resume(self, log: Iterable[Posting]) -> None:
        """Go on where a log ends: enter its postings as they are, and value all of them together."""
        for posting in log:
            self.book.put(posting)
            self._seq = posting.seq
        self.book.take_revalued()

    def keep(self, log: Log) -> None:
        """Go on where a log ends, and from then on add each posting to it before its number is returned.

        Say how items and places are kept first: that is not in the log. Where a posting can't be written the error is
        the log's, and these books know more than it: open others from it.
        """
        self.resume(map(posting_of, log))
        self._log = log

    # -- what happens

    def receive(
        self,
        item: str,
        quantity: Number,
        place: str,
        *,
        at: Instant,
        price: Number | None = None,
        cost: Number | None = None,
        lot: str = "",
        source: str = "suppliers",
        recorded: Instant | None = None,
    ) -> int:
        """Goods come, at a price each or a cost in all; without either at the rate of what is there."""
        number = self._quantity(quantity)
        given = self._value(cost) if cost is not None else None
        if price is not None:
            given = amounts.at_price(self._price(price), number)
        return self._move(Movement(item, lot, source, place, number, given), at, recorded)

    def issue(
        self,
        item: str,
        quantity: Number,
        place: str,
        *,
        at: Instant,
        lot: str = "",
        target: str = "customers",
        against: int | None = None,
        recorded: Instant | None = None,
    ) -> int:
        """Goods leave, at what the method says; `against` a reservation, which is used up by it."""
        movement = Movement(item, lot, place, target, self._quantity(quantity))
        return self._move(movement, at, recorded, against)

    def transfer(
        self,
        item: str,
        quantity: Number,
        source: str,
        target: str,
        *,
        at: Instant,
        lot: str = "",
        added: Number | None = None,
        recorded: Instant | None = None,
    ) -> int:
        """Goods go to another place with exactly the value that they had, and with the cost that the way added."""
        cost = self._value(added) if added is not None else None
        return self._move(Movement(item, lot, source, target, self._quantity(quantity), cost), at, recorded)

    def assemble(
        self,
        inputs: Iterable[Goods],
        outputs: Iterable[Goods],
        *,
        at: Instant,
        added: Number = 0,
        weights: Iterable[Number] = (),
        through: str = "production",
        recorded: Instant | None = None,
    ) -> int:
        """Goods become others: the outputs are worth what the inputs were and what was added, shared by weight."""
        posting = Assembly(
            **self._entry(at, recorded),
            inputs=tuple(
                Movement(g.item, g.lot, g.place, through, self._quantity(g.quantity)) for g in inputs
            ),
            outputs=tuple(
                Movement(g.item, g.lot, through, g.place, self._quantity(g.quantity)) for g in outputs
            ),
            added=self._value(added),
            weights=tuple(self._quantity(w) for w in weights),
        )
        return self._enter(posting)

    def split(
        self,
        item: str,
        quantity: Number,
        place: str,
        lot: str,
        into: str,
        *,
        at: Instant,
        recorded: Instant | None = None,
    ) -> int:
        """A part of a lot gets a code of its own, with the value that it had. All of a lot is no part of it: the lot goes
        on as it is, and there is no posting (0)."""
        number = self._quantity(quantity)
        if number == asking.quantity(self.book, item, None, lot, None) > 0:
            return 0
        part = Goods(item, quantity, place, lot)
        return self.assemble([part], [part._replace(lot=into)], at=at, recorded=recorded)

    def merge(
        self,
        item: str,
        lots: Mapping[str, Number],
        place: str,
        into: str,
        *,
        at: Instant,
        recorded: Instant | None = None,
    ) -> int:
        """Parts of lots of one item become one lot, with all their value."""
        parts = [Goods(item, quantity, place, lot) for lot, quantity in lots.items() if lot != into]
        whole = Goods(item, sum(Decimal(part.quantity) for part in parts), place, into)
        return self.assemble(parts, [whole], at=at, recorded=recorded)

    def give_back(
        self,
        of: int,
        quantity: Number,
        *,
        at: Instant,
        line: int = 0,
        place: str = "",
        recorded: Instant | None = None,
    ) -> int:
        """A return: of a receipt out at its own value, of an issue in at its own; from or to its place or another."""
        entry = self._entry(at, recorded)
        return self._enter(Return(**entry, of=(of, line), quantity=self._quantity(quantity), place=place))

    def land(
        self,
        of: Iterable[int | tuple[int, int]],
        amount: Number,
        *,
        at: Instant,
        by: str = "quantity",
        weights: Iterable[Number] = (),
        recorded: Instant | None = None,
    ) -> int:
        """Freight or duty comes to earlier receipts, by quantity, by value or by weights, and to all that came of them."""
        refs = tuple(ref for one in of for ref in ([one] if isinstance(one, tuple) else self._receipts(one)))
        shares = tuple(self._quantity(w) for w in weights)
        if by == "value" and not shares:
            lines = [self.book.movement(ref)[2] for ref in refs]
            shares = tuple(line.value - line.landed if line is not None else 0 for line in lines)
        return self._enter(
            Landed(**self._entry(at, recorded), of=refs, amount=self._value(amount), weights=shares)
        )

    def count(
        self,
        item: str,
        place: str,
        found: Number | Mapping[str, Number],
        *,
        at: Instant,
        lot: str = "",
        whole: bool | None = None,
        price: Number | None = None,
        recorded: Instant | None = None,
    ) -> int:
        """What was found: of one lot, or by lot. A whole count zeroes the lots that it does not list; a count by lot is
        one unless it says no. `price` is what one costs from now on."""
        by_lot = found if isinstance(found, Mapping) else {lot: found}
        posting = Count(
            **self._entry(at, recorded),
            item=item,
            place=place,
            found=tuple((code, self._quantity(quantity)) for code, quantity in by_lot.items()),
            is_whole=isinstance(found, Mapping) if whole is None else whole,
            price=None if price is None else self._price(price),
        )
        return self._enter(posting)

    def revalue(
        self, item: str, price: Number, *, at: Instant, place: str = "", recorded: Instant | None = None
    ) -> int:
        """One costs so much from now on: the standard price, or that of what is there, everywhere or at a place."""
        entry = self._entry(at, recorded)
        return self._enter(Revaluation(**entry, item=item, price=self._price(price), place=place))

    def cancel(self, of: int, *, at: Instant | None = None, recorded: Instant | None = None) -> int:
        """A posting is as if it had never been. To cancel the cancel restores it."""
        target = self.book.log.get(of)
        if target is None:
            raise refusals.unknown(of)
        entry = self._entry(at if at is not None else recorded or written(target.at), recorded)
        return self._enter(Cancel(**entry, of=of))

    def reserve(
        self,
        item: str,
        quantity: Number,
        *,
        at: Instant,
        place: str | None = None,
        lot: str | None = None,
        strategy: str = "fefo",
        deliver: Instant | None = None,
        partial: bool = False,
        until: Instant | None = None,
        distances: Mapping[str, int] | None = None,
    ) -> int:
        """Stock is kept for somebody: all of the quantity, or what there is if `partial`.

        By `strategy` fefo, fifo, lifo or nearest (by `distances` of places); only what is usable at `deliver`. What is
        left of it at `until` is free again.
        """
        if until is not None and micros(until) <= micros(at):
            raise refusals.misfit(
                "A reservation ends after it begins. Give a later end.",
                "预留的截止时间须晚于开始时间。请更正。",
            )
        self.expire(at)
        number, instant = self._quantity(quantity), micros(deliver if deliver is not None else at)
        stocks = self._stocks(item, place, lot, distances or {})
        picks, missing = pick(stocks, number, Strategy(strategy), instant)
        if missing and not partial:
            raise refusals.not_free(item, number - missing, number)
        rows = tuple((p.lot, p.place, p.quantity) for p in picks)
        entry = self._entry(at, None)
        return self._enter(Reserve(**entry, item=item, picks=rows, until=moment(until)))

    def expire(self, at: Instant) -> list[int]:
        """Reservations that were to end by an instant end; which they were. Every posting does this first.

        It is a posting of its own, so that the log says when it was known, and a fold of the log comes to the same.
        """
        ended = [int(id) for id in self.book.reservations.ending(micros(at))]
        if ended:
            self._enter(Passed(seq=self._seq + 1, at=micros(at), recorded=micros(at)))
        return ended

    def release(self, of: int, *, at: Instant) -> int:
        """What a reservation still has is given back."""
        return self._enter(Release(**self._entry(at, None), of=of))

    def close(self, before: Instant) -> int:
        """What happened before an instant does not change any more."""
        return self._enter(Close(**self._entry(before, None), before=micros(before, is_start=True)))

    # -- postings

    def _move(
        self, movement: Movement, at: Instant, recorded: Instant | None, against: int | None = None
    ) -> int:
        return self._enter(Moves(**self._entry(at, recorded), movements=(movement,), against=against))

    def _enter(self, posting: Posting) -> int:
        self.posted = posted = self.book.enter(posting)
        if self._log is not None:
            self._log.append(record(posting))
        self._seq, self.revalued = posting.seq, posted.revalued
        return posting.seq

    def _entry(self, at: Instant, recorded: Instant | None) -> _Stamp:
        instant = micros(at)
        self.expire(at if recorded is None else recorded)
        return {
            "seq": self._seq + 1,
            "at": instant,
            "recorded": instant if recorded is None else micros(recorded),
        }

    def _receipts(self, of: int) -> list[tuple[int, int]]:
        movements = self.book.standing(of).movements
        return [(of, n) for n, (_, into) in enumerate(movements) if into is not None]
