"""The genealogy of the lots in a book: folded from the postings that count, so that what is cancelled has no part in it."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from engine.ledger.book import Book
from engine.ledger.cells import Change
from engine.ledger.entered import Entered
from engine.ledger.flows import Kind
from engine.ledger.genealogy import Genealogy, Part
from engine.ledger.postings import Assembly, Movement


def genealogy(book: Book, kinds: Mapping[str, Kind]) -> Genealogy:
    """What became of what in a book. `kinds` says of its virtual places what they are; goods without a lot are left out.

    Raises `Refused` (BC666) where a code stands for lots of two items.
    """
    found = Genealogy(dict.fromkeys(book.policy.virtual, Kind.OPEN) | dict(kinds))
    for entered in sorted(book.entered.values(), key=attrgetter("at", "posting.seq")):
        if isinstance(entered.posting, Assembly):
            _make(found, entered, entered.posting)
        else:
            _move(found, entered, book.changes(entered))
    return found


def _make(found: Genealogy, entered: Entered, posting: Assembly) -> None:
    """Lots that are both put in and taken out stay themselves: what comes out of them is not made."""
    same = {m.lot for m in posting.inputs} & {m.lot for m in posting.outputs}
    inputs = [_part(m, m.source) for m in posting.inputs if m.lot and m.lot not in same]
    outputs = [_part(m, m.target) for m in posting.outputs if m.lot and m.lot not in same]
    seq = posting.seq
    if inputs and outputs:
        found.make(entered.at, seq, inputs, outputs)
    else:
        for movement in (*posting.inputs, *posting.outputs):
            if movement.lot and movement.lot not in same:
                found.move(entered.at, seq, _part(movement, movement.source), movement.target)
    for movement in (*posting.inputs, *posting.outputs):
        if movement.lot and movement.lot in same:
            found.move(entered.at, seq, _part(movement, movement.source), movement.target)


def _move(found: Genealogy, entered: Entered, changes: list[Change]) -> None:
    """Changes come in pairs: what one place gives another gets."""
    for first, second in zip(changes[::2], changes[1::2], strict=True):
        giver, taker = (first, second) if first.quantity < 0 else (second, first)
        if giver.lot:
            part = Part(giver.lot, giver.place, taker.quantity, giver.item)
            found.move(entered.at, entered.posting.seq, part, taker.place)


def _part(movement: Movement, place: str) -> Part:
    return Part(movement.lot, place, movement.quantity, movement.item)
