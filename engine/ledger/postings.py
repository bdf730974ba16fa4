"""What is entered into the book: frozen records. The log of them only grows; to cancel one is another one.

Quantities are in millionths of the item's base unit, values in the smallest part of the currency, instants in
microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.ledger.amounts import Price

Ref = tuple[int, int]
"""A movement of a posting: the posting's number and the movement's place in it, from 0."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A quantity of one item and lot that goes from a place to another. `cost`, in all, is what it brings from outside."""

    item: str
    lot: str
    source: str
    target: str
    quantity: int
    cost: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What all postings have: a number in the log, when it happened, and when it was recorded."""

    seq: int
    at: int
    recorded: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves(Entry):
    """Receipts, issues, transfers: movements that are carried out in order, all or none."""

    movements: tuple[Movement, ...]
    against: int | None = None
    """The reservation that it uses up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly(Entry):
    """Inputs become outputs: what the inputs were worth and the cost added is shared over the outputs by weight."""

    inputs: tuple[Movement, ...]
    outputs: tuple[Movement, ...]
    added: int = 0
    weights: tuple[int, ...] = ()
    """One for each output; by quantity where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Entry):
    """A part of an earlier movement goes back: out at its own receipt's value, or in at its own issue's."""

    of: Ref
    quantity: int
    place: str = ""
    """The place that it leaves, or comes to; that of the movement where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed(Entry):
    """Costs that come to earlier receipts afterwards: freight, duty; below zero a discount. Shared by weight."""

    of: tuple[Ref, ...]
    amount: int
    weights: tuple[int, ...] = ()
    """One for each receipt; by quantity where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Entry):
    """What was found of an item at a place, by lot. A whole count found nothing of the lots that it does not list."""

    item: str
    place: str
    found: tuple[tuple[str, int], ...]
    is_whole: bool
    price: Price | None = None
    """What one costs from now on, where the count says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revaluation(Entry):
    """An item has a new price, everywhere or at one place: the standard price, or that of what is there now."""

    item: str
    price: Price
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment(Entry):
    """Value alone, by item, place and lot of a pool: what a change to a closed period comes to on the day it is recorded."""

    values: tuple[tuple[str, str, str, int], ...]
    amount: int
    """What came in all; what is not in `values` is a cost of what has been used already."""
    of: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Entry):
    """An entry of a closed period taken back on the day it is recorded: each line once more, the other way round."""

    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Entry):
    """An earlier posting is as if it had never been; a cancel that is cancelled restores it."""

    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Entry):
    """What happened before an instant is not to change any more."""

    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve(Entry):
    """Stock of an item is kept for somebody, before `until`: by lot and place how much."""

    item: str
    picks: tuple[tuple[str, str, int], ...]
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Entry):
    """What a reservation still has is free again."""

    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed(Entry):
    """Time has passed: reservations that were to end by now have ended."""


Posting = (
    Moves
    | Assembly
    | Return
    | Landed
    | Count
    | Revaluation
    | Adjustment
    | Reversal
    | Cancel
    | Close
    | Reserve
    | Release
    | Passed
)
