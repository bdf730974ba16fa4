"""Journal drafts: what each posting is in the general ledger, by a table of accounts that the user owns. Balanced, always.

A line of a pool changes the stock account by its `effect`; its `value` came from, or went to, the other side; what the
two differ by is a variance. So a draft balances line by line. What a posting changed in lines that stood already is an
adjusting draft of its own: nothing that was posted is ever edited.

The other side of a line is a *role*, for which the table names an account:

| role | what |
|---|---|
| `stock` | what is held |
| a virtual place, such as `suppliers`, `customers`, `consumed` | where goods come from or go to |
| `added` | cost that a transfer or an assembly adds |
| `landed` | freight and duty that come after the receipt |
| `variance` | differences to a standard, residues, what issues from places that keep the rate should have cost |
| `true-up` | what issues from places that true up should have cost |
| `price` | revaluation |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from engine.ledger import refusals
from engine.ledger.book import Book
from engine.ledger.entered import Entered, Posted
from engine.ledger.lines import Line
from engine.ledger.policy import Below
from engine.ledger.postings import Adjustment, Assembly, Count, Moves, Return, Reversal

STOCK, ADDED, LANDED, VARIANCE, TRUE_UP, PRICE = "stock", "added", "landed", "variance", "true-up", "price"


class Row(NamedTuple):
    """A row of the table: for a role, and where they are named for an item and a place, the account."""

    role: str
    account: str
    item: str = ""
    place: str = ""


class Entry(NamedTuple):
    """One account of a draft: debit above zero, credit below."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A balanced journal draft, of a posting or of what it changed in an earlier one (`of`)."""

    seq: int
    of: int
    at: int
    entries: tuple[Entry, ...]

    @property
    def is_adjusting(self) -> bool:
        """Whether it changes what was posted before."""
        return self.of != self.seq


class Accounts:
    """The user's table. The most specific row counts: item and place, item, place, neither."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {(row.role, row.item, row.place): row.account for row in rows}

    def account(self, role: str, item: str, place: str) -> str:
        """The account of a role. Raises `Refused` (BC810) where the table has none."""
        for at in ((role, item, place), (role, item, ""), (role, "", place), (role, "", "")):
            if at in self._rows:
                return self._rows[at]
        raise refusals.no_account(role, item)


_Side = dict[tuple[str, str, str], int]
"""Amounts by role, item and place."""


def drafts(book: Book, accounts: Accounts, posted: Posted) -> list[Draft]:
    """The journal drafts of a posting: its own first, then one for each earlier posting that it revalued, in order."""
    entered, undone = posted.entered, posted.entered.undone
    sides: dict[int, _Side] = {posted.seq: {}}
    if undone is None:
        for line in entered.all_lines():
            _add(sides[posted.seq], book, entered, line, line.value, line.effect)
        _spent(sides[posted.seq], entered)
    else:
        for line in undone.all_lines():
            _add(sides[posted.seq], book, undone, line, -line.value, -line.effect)
    for line, value, effect in posted.revalued:
        side = sides.setdefault(line.key[1], {})
        _add(side, book, book.standing(line.key[1]), line, line.value - value, line.effect - effect)
    sign = 1 if undone is None else -1
    for line, amount in (undone or entered).landed:
        side = sides.setdefault(line.key[1], {})
        _post(side, _other_side(book, book.standing(line.key[1]), line), sign * amount)
        _post(side, (LANDED, line.pool.item, line.pool.place), -sign * amount)
    found = (Draft(posted.seq, of, entered.at, _entries(sides[of], accounts)) for of in _order(sides))
    return [draft for draft in found if draft.entries]


def _order(sides: dict[int, _Side]) -> list[int]:
    own, *rest = sides
    return [own, *sorted(rest)]


def _post(side: _Side, at: tuple[str, str, str], amount: int) -> None:
    side[at] = side.get(at, 0) + amount


def _add(side: _Side, book: Book, entered: Entered, line: Line, value: int, effect: int) -> None:
    """A line's three parts: what is held, where it came from or went, and what the two differ by."""
    item, place = line.pool.item, line.pool.place
    is_trued_up = book.policy.of_place(place) is Below.TRUE_UP and bool(line.corrections)
    _post(side, (STOCK, item, place), effect)
    _post(side, (TRUE_UP if is_trued_up else VARIANCE, item, place), value - effect)
    _post(side, _other_side(book, entered, line), -value)


def _other_side(book: Book, entered: Entered, line: Line) -> tuple[str, str, str]:
    """The role of where a line's value came from or went to. Between pools it nets out but for what was added."""
    item, place = line.pool.item, line.pool.place
    match entered.posting:
        case Moves(movements=movements):
            movement = movements[line.key[2] // 2]
            out, into = entered.movements[line.key[2] // 2]
            if out is None or into is None:
                return (movement.source if out is None else movement.target, item, place)
            return (ADDED, "", "")
        case Assembly():
            return (ADDED, "", "")
        case Return():
            outside = next(c.place for c in entered.changes if c.place in book.policy.virtual)
            return (outside, item, place)
        case Count() if line.rate is None:
            return (book.policy.difference, item, place)
        case Adjustment():
            return (LANDED, item, place)
        case Reversal():
            return _other_side(book, entered.origins[0], line.sources[0])
        case _:
            return (PRICE, item, place)


def _spent(side: _Side, entered: Entered) -> None:
    """What landed on a closed period and is no part of the stock any more."""
    posting = entered.posting
    if isinstance(posting, Adjustment):
        rest = posting.amount - sum(amount for *_, amount in posting.values)
        _post(side, (VARIANCE, "", ""), rest)
        _post(side, (LANDED, "", ""), -rest)


def _entries(side: _Side, accounts: Accounts) -> tuple[Entry, ...]:
    """By account what a draft comes to. INVARIANT: it sums to zero."""
    totals: dict[str, int] = {}
    for at, amount in side.items():
        if amount:
            account = accounts.account(*at)
            totals[account] = totals.get(account, 0) + amount
    assert not sum(totals.values()), "every line balances"
    debits_first = sorted(totals.items(), key=lambda pair: (pair[1] < 0, pair[0]))
    return tuple(Entry(account, amount) for account, amount in debits_first if amount)
