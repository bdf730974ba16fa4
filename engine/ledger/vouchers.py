"""Vouchers: what moved between places, as a balanced draft between accounts, by a table that the user owns.

The ledger is double entry between places, virtual ones included: value that comes to one leaves another. So a voucher
needs nothing but an account for each end. The table says which, by kind of movement, group of the item and kind of
place: the stores hold stock, `supply` is owed for, `customers` are the cost of what was sold. A row that leaves a
field open counts for all; the one that names more fields goes first, and of two that name as many the one that names
the kind of movement, then the one that names the group.

INVARIANT: debits equal credits, in every voucher, to the smallest part of the currency: a voucher is made from legs
that sum to zero or not at all. Nothing is edited: what is valued anew gets a voucher of its own that says which one it
adjusts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.trouble import Refused

ANY = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table of accounts; a field that is left open counts for all."""

    account: str
    kind: str = ANY
    group: str = ANY
    place: str = ANY
    """The kind of place, such as `store`, `supply`, `customers`, `production`, `variance`."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One end of what moved: a value, in the smallest part of the currency, into a place (above zero) or out of it."""

    kind: str
    item: str
    group: str
    place: str
    amount: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a voucher: one of the two amounts is zero."""

    account: str
    debit: int
    credit: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """A balanced draft. `at` is the instant that it counts for, in microseconds."""

    posting: int
    at: int
    entries: tuple[Entry, ...]
    adjusts: int | None = None
    """The posting whose values came to something else, where that is not its own."""


class Accounts:
    """The table of accounts."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Raises `Refused` (BC669) where two rows say something else of the same."""
        self._accounts: dict[tuple[str, str, str], str] = {}
        for row in rows:
            known = self._accounts.setdefault((row.kind, row.group, row.place), row.account)
            if known != row.account:
                raise Refused(
                    "BC669",
                    f"Two rows of the table of accounts are for {_named_en(row.kind, row.group, row.place)}: {known} and"
                    f" {row.account}. Keep one of them.",
                    f"科目表有两行对应{_named_zh(row.kind, row.group, row.place)}：{known} 与 {row.account}。请保留其中一行。",
                )

    def of(self, kind: str, group: str, place: str) -> str | None:
        """The account for one end of a movement; None where no row says so."""
        accounts = self._accounts
        for fields in (
            (kind, group, place),
            (kind, group, ANY),
            (kind, ANY, place),
            (ANY, group, place),
            (kind, ANY, ANY),
            (ANY, group, ANY),
            (ANY, ANY, place),
            (ANY, ANY, ANY),
        ):
            if (account := accounts.get(fields)) is not None:
                return account
        return None


def draft(
    posting: int, at: int, legs: Iterable[Leg], accounts: Accounts, *, adjusts: int | None = None
) -> Voucher:
    """The voucher of what moved: one entry for each account on which something is left, debits first.

    Raises `Refused` (BC669) where the table has no account for a leg, `ValueError` where legs do not sum to zero.
    """
    totals: dict[str, int] = {}
    for number, leg in enumerate(legs, start=1):
        account = accounts.of(leg.kind, leg.group, leg.place)
        if account is None:
            raise Refused(
                "BC669",
                f"Line {number} of posting {posting} has no account: {leg.item}, {_named_en(leg.kind, leg.group, leg.place)}."
                " Add a row to the table of accounts.",
                f"第 {posting} 笔第 {number} 行没有科目：{leg.item}，{_named_zh(leg.kind, leg.group, leg.place)}。"
                "请在科目表中增加一行。",
            )
        totals[account] = totals.get(account, 0) + leg.amount
    if sum(totals.values()):
        raise ValueError(f"posting {posting}: legs sum to {sum(totals.values())}")
    entries = [Entry(a, max(total, 0), max(-total, 0)) for a, total in totals.items() if total]
    return Voucher(posting, at, tuple(sorted(entries, key=lambda e: (not e.debit, e.account))), adjusts)


def changed(before: Iterable[Leg], after: Iterable[Leg]) -> list[Leg]:
    """What makes legs that were booked into others: the legs of an adjusting voucher."""
    amounts: dict[Leg, int] = {}
    for sign, legs in ((-1, before), (1, after)):
        for leg in legs:
            end = replace(leg, amount=0)
            amounts[end] = amounts.get(end, 0) + sign * leg.amount
    return [replace(end, amount=amount) for end, amount in amounts.items() if amount]


class Journal:
    """All vouchers, which are only ever added."""

    def __init__(self) -> None:
        self.vouchers: list[Voucher] = []

    def enter(self, voucher: Voucher) -> None:
        """Add a voucher; one without entries says nothing and is left out."""
        assert sum(e.debit for e in voucher.entries) == sum(e.credit for e in voucher.entries)
        if voucher.entries:
            self.vouchers.append(voucher)

    def trial_balance(self, until: int | None = None) -> Mapping[str, Entry]:
        """By account the sums of its debits and credits of what counts for an instant or before; in order.

        INVARIANT: the debits of all sum to the credits of all.
        """
        sums: dict[str, tuple[int, int]] = {}
        for voucher in self.vouchers:
            if until is None or voucher.at <= until:
                for entry in voucher.entries:
                    debit, credit = sums.get(entry.account, (0, 0))
                    sums[entry.account] = debit + entry.debit, credit + entry.credit
        return {account: Entry(account, *sums[account]) for account in sorted(sums)}


def _named_en(kind: str, group: str, place: str) -> str:
    return f"movement {kind or 'any'}, group {group or 'any'}, place {place or 'any'}"


def _named_zh(kind: str, group: str, place: str) -> str:
    return f"移动类型 {kind or '任意'}、物料组 {group or '任意'}、库位类型 {place or '任意'}"
