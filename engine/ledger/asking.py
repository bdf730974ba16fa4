"""What the book answers: quantities, values and costs, now and as of an instant. All of it follows from rows."""

from __future__ import annotations

from engine.ledger import refusals
from engine.ledger.amounts import share
from engine.ledger.book import Book
from engine.ledger.lines import Line
from engine.ledger.policy import Below


def quantity(book: Book, item: str, place: str | None, lot: str | None, instant: int | None) -> int:
    """How much of an item or a lot a place holds, or all that are not virtual."""
    cells = book.cells
    places = [p for p in cells.places(item) if p not in cells.virtual] if place is None else [place]
    return sum(
        cells.at(item, code, at, instant)
        for at in places
        for code in (cells.lots(item, at) if lot is None else [lot])
    )


def value(book: Book, item: str, place: str | None, lot: str | None, instant: int | None) -> int:
    """What that is worth. Of a pool that spans more than is asked about, the part by quantity."""
    if place in book.cells.virtual:
        return 0
    book.settling.settle()
    total = 0
    for pool in book.pools_of(item):
        if (place is not None and pool.place not in ("", place)) or (
            lot is not None and pool.lot not in ("", lot)
        ):
            continue
        held, worth = pool.at(instant) if instant is not None else (pool.tail.quantity, pool.tail.value)
        has_all_places = place is None or pool.place == place
        if has_all_places and (lot is None or pool.lot == lot):
            total += worth
        elif held:
            asked = quantity(book, item, pool.place or place, pool.lot or lot, instant)
            total += share(worth, asked, held)
    return total


def cost(book: Book, seq: int, line: int | None) -> int:
    """What a posting is worth, or one of its movements: what left pools, or else what came in."""
    book.settling.settle()
    if line is not None:
        _, out, into = book.movement((seq, line))
        lines = [one for one in (out, into) if one is not None]
        if not lines:
            raise refusals.no_movement(seq, line)
    else:
        lines = book.standing(seq).all_lines()
    out_lines = [one for one in lines if one.quantity < 0]
    if out_lines:
        return sum(corrected(book, one) - one.value for one in out_lines)
    return sum(one.value for one in lines)


def corrected(book: Book, line: Line) -> int:
    """By how much the cost of an issue below zero has been trued up since."""
    if line.open_quantity >= 0 or book.policy.of_place(line.pool.place) is not Below.TRUE_UP:
        return 0
    return sum(
        amount for later in line.pool.after(line) for issue, amount in later.corrections if issue is line
    )
