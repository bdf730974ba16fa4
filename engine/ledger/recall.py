"""How much of a recalled lot is where, also inside of what was made of it.

Two questions, two answers:

- *Which lots may be touched?* All that can be reached from it, whenever things happened: a label does not say whether
  a piece came before or after. This is the closure of a recall.
- *How much of it is where?* The flows of the closure are gone through in the order in which they happened. What leaves a
  node takes its part of what the node contains of the recalled lot, as if it were mixed well. Parts are rounded down
  to a millionth, and the rest stays where it was, so that the parts sum to the whole.

What goes back to the supplier has left for good; what comes from there later is new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from engine.ledger.flows import Flows, Kind
from engine.ledger.genealogy import Genealogy


@dataclass(frozen=True, slots=True)
class Recall:
    """Where a recalled lot is, in millionths of its own unit. `quantity` is the sum of the last five."""

    lot: str
    quantity: int
    lots: Mapping[str, int]
    """All that may contain it, itself first, nearest next, each with how much of it is in this lot, gone or not."""
    on_hand: Mapping[str, int]
    """By place, whichever lot it is in."""
    sold: int
    destroyed: int
    sent_back: int
    unexplained: int


def recall(genealogy: Genealogy, lot: str) -> Recall:
    """Where a lot is. Raises `Refused` (BC666) where it is not known."""
    recalled = genealogy.number(lot)
    reached = [recalled, *(number for number, _ in genealogy.flows.below(recalled))]
    contents, quantity = _contents(genealogy.flows, reached)
    codes = genealogy.codes
    lots = dict.fromkeys([codes[number] for number in reached], 0)
    on_hand: dict[str, int] = {}
    sums = dict.fromkeys(range(len(Kind)), 0)
    for at, content in contents.items():
        if content:
            number = at >> 2
            lots[codes[number]] += content
            if at & 3:
                sums[at & 3] += content
            else:
                sums[Kind.OPEN] += _place(genealogy, number, content, on_hand, is_itself=number == recalled)
    gone = sums[Kind.SOLD], sums[Kind.DESTROYED], sums[Kind.SUPPLIER]
    return Recall(lot, quantity, lots, on_hand, *gone, sums[Kind.OPEN])


def _contents(flows: Flows, reached: list[int]) -> tuple[dict[int, int], int]:
    """How much of the first lot each node of some lots contains in the end; the sum."""
    supplier, recalled = int(Kind.SUPPLIER), reached[0]
    contents: dict[int, int] = defaultdict(int)
    sizes: dict[int, int] = defaultdict(int)
    total = 0
    for giver, taker, size, made in flows.in_order(reached):
        if giver & 3 == supplier:
            content = 0
        elif giver >> 2 == recalled:
            content = size
            contents[giver] -= size
        elif content := contents[giver]:
            if size < (there := sizes[giver]):
                content = content * size // there
            contents[giver] -= content
            sizes[giver] -= size
        else:
            sizes[giver] -= size
        if taker >> 2 == recalled:
            total += made - content
            content = made
        else:
            sizes[taker] += made
        contents[taker] += content
    return contents, total


def _place(genealogy: Genealogy, lot: int, content: int, on_hand: dict[str, int], *, is_itself: bool) -> int:
    """Share what a held lot contains over the places where it lies; what is where none can be picked."""
    held = genealogy.places(lot)
    if len(held) == 1 and held[0][1] > 0 and not is_itself and genealogy.kind(held[0][0]) is Kind.HELD:
        place = held[0][0]
        on_hand[place] = on_hand.get(place, 0) + content
        return 0
    held = [(place, quantity) for place, quantity in held if is_itself or quantity > 0]
    size, rest = sum(quantity for _, quantity in held), content
    unexplained = 0
    for place, quantity in held:
        share = quantity if is_itself else rest * quantity // size
        rest, size = rest - share, size - quantity
        if genealogy.kind(place) is Kind.HELD:
            on_hand[place] = on_hand.get(place, 0) + share
        else:
            unexplained += share
    return unexplained + rest
