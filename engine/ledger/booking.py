"""What a posting is in the general ledger: the legs of its voucher, and of one for each posting that it revalued.

A line of a pool changes what is held by its `effect`; its `value` came from, or went to, the other side; what the two
differ by is a variance. So the legs of every line sum to zero. The table of accounts (`vouchers.Accounts`) is asked by
kind of posting (`Moves`, `Assembly`, `Count`...), group of the item, and kind of place:

| kind of place | what |
|---|---|
| `store`, or what the user calls a place's kind | what is held |
| a virtual place, such as `suppliers`, `customers`, `consumed` | where goods come from or go to |
| `added` | cost that a transfer or an assembly adds |
| `landed` | freight and duty that come after the receipt |
| `variance` | differences to a standard, residues, what issues from places that keep the rate should have cost |
| `true-up` | what issues from places that true up should have cost |
| `price` | revaluation |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.ledger.book import Book
from engine.ledger.entered import Entered, Posted
from engine.ledger.lines import Line
from engine.ledger.policy import Below
from engine.ledger.postings import Adjustment, Assembly, Count, Moves, Return, Reversal
from engine.ledger.vouchers import Accounts, Leg, Voucher, draft

STORE, ADDED, LANDED, VARIANCE, TRUE_UP, PRICE = "store", "added", "landed", "variance", "true-up", "price"


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the table calls things: the groups of items, and the kinds of places that are no plain store."""

    groups: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


_Side = dict[tuple[str, str], int]
"""Amounts by item and kind of place."""


def vouchers(book: Book, accounts: Accounts, posted: Posted, kinds: Kinds = Kinds()) -> list[Voucher]:
    """The vouchers of a posting: its own first, then one for each earlier posting that it revalued, in order."""
    entered, undone = posted.entered, posted.entered.undone
    sides: dict[int, _Side] = {posted.seq: {}}
    if undone is None:
        for line in entered.all_lines():
            _add(sides[posted.seq], book, kinds, entered, line, line.value, line.effect)
        _spent(sides[posted.seq], entered)
    else:
        for line in undone.all_lines():
            _add(sides[posted.seq], book, kinds, undone, line, -line.value, -line.effect)
    for line, value, effect in posted.revalued:
        side = sides.setdefault(line.key[1], {})
        _add(side, book, kinds, book.standing(line.key[1]), line, line.value - value, line.effect - effect)
    sign = 1 if undone is None else -1
    for line, amount in (undone or entered).landed:
        side = sides.setdefault(line.key[1], {})
        _post(side, _other_side(book, book.standing(line.key[1]), line), sign * amount)
        _post(side, (line.pool.item, LANDED), -sign * amount)
    found = []
    for of in _order(sides):
        kind = type(book.log[of]).__name__
        legs = [
            Leg(kind, item, kinds.groups.get(item, ""), place, amount)
            for (item, place), amount in sides[of].items()
            if amount
        ]
        adjusts = None if of == posted.seq else of
        found.append(draft(posted.seq, entered.at, legs, accounts, adjusts=adjusts))
    return [voucher for voucher in found if voucher.entries]


def _order(sides: dict[int, _Side]) -> list[int]:
    own, *rest = sides
    return [own, *sorted(rest)]


def _post(side: _Side, at: tuple[str, str], amount: int) -> None:
    side[at] = side.get(at, 0) + amount


def _add(
    side: _Side, book: Book, kinds: Kinds, entered: Entered, line: Line, value: int, effect: int
) -> None:
    """A line's three parts: what is held, where it came from or went, and what the two differ by."""
    item, place = line.pool.item, line.pool.place
    is_trued_up = book.policy.of_place(place) is Below.TRUE_UP and bool(line.corrections)
    _post(side, (item, kinds.places.get(place, STORE)), effect)
    _post(side, (item, TRUE_UP if is_trued_up else VARIANCE), value - effect)
    _post(side, _other_side(book, entered, line), -value)


def _other_side(book: Book, entered: Entered, line: Line) -> tuple[str, str]:
    """The kind of place where a line's value came from or went to. Between pools it nets out but for what was added."""
    item = line.pool.item
    match entered.posting:
        case Moves(movements=movements):
            movement = movements[line.key[2] // 2]
            out, into = entered.movements[line.key[2] // 2]
            if out is None or into is None:
                return item, movement.source if out is None else movement.target
            return "", ADDED
        case Assembly():
            return "", ADDED
        case Return():
            outside = next(c.place for c in entered.changes if c.place in book.policy.virtual)
            return item, outside
        case Count() if line.rate is None:
            return item, book.policy.difference
        case Adjustment():
            return item, LANDED
        case Reversal():
            return _other_side(book, entered.origins[0], line.sources[0])
        case _:
            return item, PRICE


def _spent(side: _Side, entered: Entered) -> None:
    """What landed on a closed period and is no part of the stock any more."""
    posting = entered.posting
    if isinstance(posting, Adjustment):
        rest = posting.amount - sum(amount for *_, amount in posting.values)
        _post(side, ("", VARIANCE), rest)
        _post(side, ("", LANDED), -rest)
