"""The audit of a store: every balance that it keeps is what its moves come to; and the repair, which keeps what they say.

The log, the moves among it, only grows and is never changed. A balance is derived, so it can be derived again. That the
moves themselves follow from the events is what `engine.replay` proves.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.kept import kept_definitions
from engine.ledger.history import History, Low, Wrong
from engine.records import Batch
from engine.shapes import Shapes
from engine.store import Store

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found."""

    moves: int
    balances: int
    wrong: tuple[Wrong, ...]
    """Balances that are not what their moves come to."""
    low: tuple[Low, ...]
    """What was told late and means that a place held less than nothing for a while; for a person to look at."""
    is_repaired: bool = False


def audit(url: str, *, repair: bool = False) -> Audit:
    """Derive every balance of a store from its moves and compare; with `repair` keep what they come to.

    Raises `Trouble` where the store has no definitions, or can't be opened.
    """
    with Store.open_existing(url) as store:
        model = kept_definitions(store).model
    with Store.open(url, model, Shapes(model), read_only=not repair) as store:
        virtual = frozenset(place.name for place in model.places.values() if place.virtual)
        history = History(virtual, store.events(), store.moves())
        kept = store.load().balances
        wrong = tuple(history.wrong(kept))
        if repair and wrong:
            batch = Batch()
            for where, had, derived in wrong:
                last = had[1] if had is not None else 0
                batch.balances[where] = derived if derived is not None else (_NOTHING, last)
            store.write(batch)
    return Audit(
        history.moves, len(history.balances()), wrong, tuple(history.below_zero()), repair and bool(wrong)
    )
