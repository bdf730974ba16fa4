"""Closed periods: what would change them counts on the day that it was recorded.

- What is dated in a closed period counts when it was recorded.
- What counted in a closed period and is cancelled is reversed when the cancel was recorded: each line once more with
  the opposite sign, at its own value.
- A cost that lands on a receipt of a closed period would change what was moved, made and used of it since. How it would
  is worked out, and undone again; what it comes to in each pool where the period ends is put there when the cost was
  recorded, and the rest is a cost of what has been used already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.ledger import refusals
from engine.ledger.entered import Entered
from engine.ledger.pool import Pool
from engine.ledger.postings import Adjustment, Cancel, Landed, Posting, Revaluation, Reversal

if TYPE_CHECKING:
    from engine.ledger.book import Book


def effective(book: Book, posting: Posting) -> int:
    """When a posting counts. Raises `Refused` (BC805) where it was recorded in a closed period too."""
    if posting.at >= book.closed_before:
        return posting.at
    if posting.recorded >= book.closed_before:
        return posting.recorded
    raise refusals.closed(posting.at, book.closed_before)


def is_closed(book: Book, entered: Entered) -> bool:
    """Whether a posting has lines in a closed period, or costs that landed there."""
    if entered.landed:
        return any(line.key[0] < book.closed_before for line, _ in entered.landed)
    return entered.at < book.closed_before


def counter(book: Book, entered: Entered, cancel: Cancel) -> Adjustment | Reversal:
    """What takes back a posting of a closed period."""
    if entered.landed:
        return adjustment(book, entered, cancel, -1)
    if isinstance(entered.posting, Revaluation):
        raise refusals.misfit(
            "This price was set in a closed period. Set the price from today on instead.",
            "该价格是在已关账期间设定的。请改为从今天起设定新价格。",
        )
    return Reversal(seq=cancel.seq, at=cancel.at, recorded=cancel.recorded, note=cancel.note, of=cancel.of)


def adjustment(book: Book, entered: Entered, posting: Landed | Cancel, sign: int = 1) -> Adjustment:
    """What costs that land on a closed period come to on the day that they are recorded."""
    settling, end = book.settling, book.closed_before
    settling.settle()
    before = settling.take_changed()
    book.land(entered, sign)
    settling.settle()
    pools: dict[Pool, int] = {}
    for line, (_, effect) in settling.take_changed().items():
        if line.key[0] < end:
            pools[line.pool] = pools.get(line.pool, 0) + line.effect - effect
    book.land(entered, -sign)
    settling.settle()
    settling.take_changed()
    settling.changed.update(before)
    values = tuple((p.item, p.place, p.lot, amount) for p, amount in pools.items() if amount)
    return Adjustment(
        seq=posting.seq,
        at=posting.at,
        recorded=posting.recorded,
        note=posting.note,
        values=tuple(sorted(values)),
        amount=sign * sum(amount for _, amount in entered.landed),
        of=tuple(sorted(e.posting.seq for e in entered.origins)),
    )
