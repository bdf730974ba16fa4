"""What one line does to its pool, by the pool's method: FIFO, moving average, standard cost; also below zero.

A pool holds a quantity and a value. Under FIFO what is held is a queue of lines, each open with what is left of it;
under the others a line has no part of its own. Below zero the queue, under every method, is of the issues that went
before there was stock: each is owed at the rate that it went out at.

The queue itself is not kept: it is the lines of the pool from the head on that opened something, so a state is a few
numbers and can be kept as a checkpoint. Only lines that were taken from out of turn, by a return to their own
supplier, stand in `holes` with what is left.

- *FIFO*: out goes the head first; a part of a line takes its part of the line's value.
- *Moving average*: out goes a part of the whole value.
- *Standard*: in comes at the standard price, the difference is a variance; a transfer brings exactly what it took.
- *Below zero*: stock that comes pays first for what is owed. The difference between what it costs and what was owed is
  no part of the stock: it corrects the cost of those issues (`Line.corrections`).

INVARIANT: a quantity of zero is a value of zero: what takes the last takes all the value.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from engine.ledger.amounts import Price, at_price, share
from engine.ledger.lines import Key, Line

if TYPE_CHECKING:
    from engine.ledger.pool import Pool


class Method(Enum):
    """How issues are valued."""

    FIFO = "fifo"
    AVERAGE = "average"
    STANDARD = "standard"


class State:
    """What a pool holds after one of its lines."""

    __slots__ = ("head", "head_quantity", "head_value", "holes", "last", "quantity", "value")

    def __init__(self, last: Price = (0, 1)) -> None:
        self.quantity = 0
        self.value = 0
        self.last = last
        """The rate for where nothing is held: the last that there was, or the standard price."""
        self.head: Line | None = None
        self.head_quantity = 0
        """What is left of the head, above zero also where it is owed."""
        self.head_value = 0
        self.holes: dict[Line, tuple[int, int]] = {}

    def copy(self) -> State:
        """The same, to go on from while this one is kept."""
        other = State(self.last)
        other.quantity, other.value, other.head = self.quantity, self.value, self.head
        other.head_quantity, other.head_value = self.head_quantity, self.head_value
        other.holes = dict(self.holes) if self.holes else {}
        return other

    def equals(self, other: State, last_change: Key) -> bool:
        """Whether what follows ends the same. `last_change` is the last line that opened otherwise than it had."""
        return (
            self.quantity == other.quantity
            and self.value == other.value
            and self.head is other.head
            and self.last == other.last
            and self.head_quantity == other.head_quantity
            and self.head_value == other.head_value
            and self.holes == other.holes
            and (self.head is None or last_change < self.head.key)
        )

    def worth(self, quantity: int) -> int:
        """What a quantity is worth at the rate of what is held, or at the last rate."""
        if self.quantity:
            return share(self.value, quantity, self.quantity)
        return at_price(self.last, quantity)


def step(state: State, line: Line, pool: Pool) -> None:
    """Carry out a line: change the state, and work out the line's value, effect and what it opens."""
    line.open_quantity = line.open_value = 0
    line.corrections = ()
    if line.quantity > 0:
        _enter(state, line, pool)
    elif line.quantity < 0:
        _leave(state, line, pool)
    else:
        _revalue(state, line, pool)


def _enter(state: State, line: Line, pool: Pool) -> None:
    quantity, drawn, method = line.quantity, line.drawn(), pool.method
    is_standard = method is Method.STANDARD
    value = stock = (
        (at_price(state.last, quantity) if is_standard else state.worth(quantity)) if drawn is None else drawn
    )
    if is_standard:
        if not line.is_transfer:
            stock = at_price(state.last, quantity)
    elif drawn is not None:
        state.last = (max(stock, 0), quantity)
    paid = owed = covered = 0
    if state.quantity < 0:
        covered = min(quantity, -state.quantity)
        paid = share(stock, covered, quantity)
        owed, line.corrections = _cover(state, covered, paid, line, pool)
    state.quantity += quantity
    line.value, line.effect = value, stock - paid + owed
    state.value += line.effect
    if covered and state.quantity >= 0:
        state.head = None
    if method is Method.FIFO and covered < quantity:
        _open(state, line, quantity - covered, stock - paid)


def _leave(state: State, line: Line, pool: Pool) -> None:
    quantity, drawn, method = -line.quantity, line.drawn(), pool.method
    taken = min(quantity, state.quantity) if state.quantity > 0 else 0
    owed = quantity - taken
    if not owed:
        short = 0
    elif method is Method.AVERAGE:
        short = state.worth(owed)
    else:
        short = at_price(state.last, owed)
    value = 0
    if taken and taken == state.quantity:
        value = state.value
        if method is Method.AVERAGE and value > 0:
            state.last = (value, taken)
        state.head = None
        state.holes.clear()
    elif taken:
        wanted = None if drawn is None else -share(drawn, taken, quantity)
        if method is Method.FIFO:
            value = _take(state, taken, wanted, line, pool)
        elif wanted is None or method is Method.STANDARD:
            value = share(state.value, taken, state.quantity)
        else:
            value = min(max(wanted, 0), max(state.value, 0))
    state.quantity -= quantity
    line.effect = -value - short
    state.value += line.effect
    line.value = line.effect if drawn is None else drawn
    if owed:
        _open(state, line, -owed, -short)


def _revalue(state: State, line: Line, pool: Pool) -> None:
    drawn, rate = line.drawn(), line.rate
    line.value = line.effect = 0
    if rate is not None:
        state.last = rate
    elif drawn is None:
        return  # a count that found what there was
    else:
        line.value = drawn
    if state.quantity > 0:
        worth = at_price(rate, state.quantity) if rate is not None else max(state.value + line.value, 0)
        line.effect = worth - state.value
        state.value = worth
        if pool.method is Method.FIFO:
            state.head = None
            state.holes.clear()
            _open(state, line, state.quantity, worth)
    if rate is not None:
        line.value = line.effect


# -- the queue


def _open(state: State, line: Line, quantity: int, value: int) -> None:
    line.open_quantity, line.open_value = quantity, value
    if state.head is None:
        state.head, state.head_quantity, state.head_value = (
            line,
            abs(quantity),
            value if quantity > 0 else -value,
        )


def _take(state: State, quantity: int, wanted: int | None, line: Line, pool: Pool) -> int:
    """The value of a part of the queue, which is not all of it: from the line's own receipt first, then from the head."""
    value = 0
    if wanted is not None:
        for source in line.sources:
            of_own, of_value = _take_own(state, source, quantity, wanted, line, pool)
            value, quantity = value + of_value, quantity - of_own
            if not quantity:
                break
    while quantity:
        part, worth, _ = _take_head(state, quantity, 1, line, pool)
        value, quantity = value + worth, quantity - part
    return value


def _take_own(state: State, own: Line, quantity: int, wanted: int, line: Line, pool: Pool) -> tuple[int, int]:
    """Take from what is left of one line, wherever it stands in the queue: at what is wanted, as far as it has it."""
    head = state.head
    if head is None or own.pool is not pool or own.open_quantity <= 0 or own.key < head.key:
        return 0, 0
    left, worth = state.holes.get(own, (own.open_quantity, own.open_value))
    if own is head:
        left, worth = state.head_quantity, state.head_value
    part = min(left, quantity)
    value = worth if part == left else min(max(share(wanted, part, quantity), 0), max(worth, 0))
    if own is head:
        state.head_quantity, state.head_value = left - part, worth - value
        if part == left:
            _advance(state, own, 1, line, pool)
    elif part:
        state.holes[own] = (left - part, worth - value)
    return part, value


def _take_head(state: State, quantity: int, sign: int, line: Line, pool: Pool) -> tuple[int, int, Line]:
    """Take at most so much of the head: how much it was, what it is worth, and the head."""
    head = state.head
    assert head is not None, "the queue holds what the pool holds"
    left = state.head_quantity
    if quantity < left:
        value = share(state.head_value, quantity, left)
        state.head_quantity, state.head_value = left - quantity, state.head_value - value
        return quantity, value, head
    value = state.head_value
    _advance(state, head, sign, line, pool)
    return left, value, head


def _advance(state: State, head: Line, sign: int, until: Line, pool: Pool) -> None:
    """The next of the queue becomes its head; there may be none before the line that is being carried out."""
    for line in pool.after(head):
        if line is until:
            break
        quantity = line.open_quantity * sign
        if quantity > 0:
            left, value = state.holes.pop(line, (quantity, line.open_value * sign))
            if left:
                state.head, state.head_quantity, state.head_value = line, left, value
                return
    state.head, state.head_quantity, state.head_value = None, 0, 0


def _cover(
    state: State, quantity: int, paid: int, line: Line, pool: Pool
) -> tuple[int, tuple[tuple[Line, int], ...]]:
    """Pay for a part of what is owed: what it was owed at, and by how much the cost of each issue is corrected."""
    owed = done = 0
    corrections = []
    while done < quantity:
        part, worth, issue = _take_head(state, quantity - done, -1, line, pool)
        cost = share(paid, done + part, quantity) - share(paid, done, quantity)
        if cost != worth:
            corrections.append((issue, cost - worth))
        owed, done = owed + worth, done + part
    return owed, tuple(corrections)
