"""The audit: every derived figure equals its rows; and the repair, which derives them all anew.

The rows are the log of postings. All else, balances over time, lines and their values, checkpoints, what is reserved,
follows from them, so a book that is folded anew from the log says what every figure must be.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dsl.diagnostics import Both
from engine.ledger.book import Book
from engine.ledger.lines import Line
from engine.ledger.policy import Policy
from engine.ledger.postings import Posting
from engine.ledger.reservations import Key, figures
from engine.ledger.telling import moment, shown


class Difference(NamedTuple):
    """A figure that does not follow from the rows."""

    what: Both
    kept: object
    derived: object


def fold(policy: Policy, log: Iterable[Posting]) -> Book:
    """A book of the postings of a log, in the order in which they were entered."""
    book = Book(policy)
    for posting in log:
        book.put(posting)
    book.take_revalued()
    return book


def audit(book: Book) -> list[Difference]:
    """Every figure that differs from what its rows come to, in order; none where all is well."""
    book.settling.settle()
    anew = fold(book.policy, book.log.values())
    return [*_balances(book, anew), *_sums(book), *_values(book, anew), *_reserved(book, anew)]


def _balances(book: Book, anew: Book) -> Iterable[Difference]:
    kept, derived = ({(i, lot, p): c.changes() for i, lot, p, c in b.cells.all()} for b in (book, anew))
    for where in sorted(kept.keys() | derived.keys()):
        old, new = kept.get(where, []), derived.get(where, [])
        if old != new:
            keys = [a for a, b in zip(old, new, strict=False) if a != b]
            first = (
                keys[0][0][0] if keys else (old or new)[min(len(old), len(new), len(old or new) - 1)][0][0]
            )
            item, lot, place = where
            what = Both(
                f"balance of {item} {lot} at {place} from {moment(first)} on",
                f"{place} 的 {item} {lot} 自 {moment(first)} 起的结存",
            )
            yield Difference(what, shown(sum(c for _, c in old)), shown(sum(c for _, c in new)))


def _sums(book: Book) -> Iterable[Difference]:
    totals: dict[tuple[str, str], int] = {}
    for item, lot, _, cell in book.cells.all():
        totals[item, lot] = totals.get((item, lot), 0) + cell.now
    for (item, lot), total in sorted(totals.items()):
        if total:
            what = Both(f"sum of {item} {lot} over all places", f"{item} {lot} 各库位之和")
            yield Difference(what, shown(total), "0")


def _values(book: Book, anew: Book) -> Iterable[Difference]:
    for at in sorted(book.pools.keys() | anew.pools.keys()):
        lines, others = (_lines(b, at) for b in (book, anew))
        name = " ".join(part for part in at if part)
        if [_row(line) for line in lines] != [_row(line) for line in others]:
            wrong = next((a for a, b in zip(lines, others, strict=False) if _row(a) != _row(b)), None)
            when = f" {moment(wrong.key[0])}" if wrong is not None else ""
            what = Both(f"values of {name}{when}", f"{name} 的金额{when}")
            yield Difference(what, sum(line.value for line in lines), sum(line.value for line in others))
        if at in book.pools:
            tail = book.pools[at].tail
            held = sum(line.quantity for line in lines), sum(line.effect for line in lines)
            if (tail.quantity, tail.value) != held or (not tail.quantity and tail.value):
                yield Difference(
                    Both(f"stock of {name}", f"{name} 的库存"), (tail.quantity, tail.value), held
                )


def _lines(book: Book, at: tuple[str, str, str]) -> list[Line]:
    """The lines of a pool that came to anything: a price, or a count, may have found nothing there."""
    pool = book.pools.get(at)
    return [line for line in pool.lines() if line.quantity or line.value or line.effect] if pool else []


def _row(line: Line) -> tuple[object, ...]:
    return line.key, line.quantity, line.value, line.effect


def _reserved(book: Book, anew: Book) -> Iterable[Difference]:
    for key, kept, derived in book.reservations.differences():
        yield _difference(key, kept, derived)
    kept_all, derived_all = (figures(b.reservations.rows, b.reservations.now) for b in (book, anew))
    for key in sorted(kept_all.keys() | derived_all.keys()):
        if kept_all.get(key, 0) != derived_all.get(key, 0):
            yield _difference(key, kept_all.get(key, 0), derived_all.get(key, 0))
    for key, reserved, held in book.reservations.excess(lambda key: book.cells.at(*key, None)):
        yield _difference(key, reserved, held)


def _difference(key: Key, kept: int, derived: int) -> Difference:
    name = " ".join(part for part in key if part)
    return Difference(Both(f"reserved of {name}", f"{name} 的预留"), shown(kept), shown(derived))
