"""One line of a pool: a quantity and value that went in (above zero) or out (below), and where its value comes from.

The value of a line is one of

- *given*: a receipt at a cost;
- *drawn* from the values of other lines, its `sources`: a transfer draws the whole of the line that took the stock out
  of the other pool, what was assembled draws a part of what its inputs took out, a return a part of its own receipt or
  issue. What is drawn is read each time that the line is valued, so a change upstream arrives by valuing it again;
- the pool's *own*: an issue, or a count, at what the method says.

INVARIANT: a source stands before what draws on it. So values depend on earlier lines alone, and a pass in order of
time values every line once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.ledger.amounts import Price, portion

if TYPE_CHECKING:
    from engine.ledger.pool import Pool

Key = tuple[int, int, int, str]
"""The effective instant in microseconds, the number of the posting, that of the line in it, and for lines of a count the
lot. The order of everything."""

Part = tuple[int, int, int]
"""From where to where a line draws, of how much."""

ALL: Part = (0, 1, 1)


class Line:
    """A line of a pool. What stands above is what was entered; what stands below is worked out from it."""

    __slots__ = (
        "corrections", "dependents", "effect", "given", "is_valued", "key", "landed", "open_quantity", "open_value",
        "part", "pool", "quantity", "rate", "sources", "value",
    )  # fmt: skip

    def __init__(
        self,
        key: Key,
        pool: Pool,
        quantity: int,
        *,
        given: int | None = None,
        sources: tuple[Line, ...] = (),
        part: Part = ALL,
        rate: Price | None = None,
    ) -> None:
        self.key = key
        self.pool = pool
        self.quantity = quantity
        self.given = given
        """What it brings from outside: the cost of a receipt; what an assembly adds to its inputs."""
        self.sources = sources
        self.part = part
        self.rate = rate
        """The new price of what is there: this line revalues it."""
        self.landed = 0
        """Costs that came to it afterwards."""
        self.dependents: tuple[Line, ...] = ()
        """The lines that draw on it, in no order."""

        self.value = 0
        """What it is worth to whom it came from or went to: above zero in, below zero out."""
        self.effect = 0
        """What it changed the pool's value by. `value - effect` is a variance."""
        self.open_quantity = 0
        """What of it joined the pool's queue: stock above zero, or what is owed below zero."""
        self.open_value = 0
        self.corrections: tuple[tuple[Line, int], ...] = ()
        """By how much it corrects the cost of issues that went before there was stock."""
        self.is_valued = False

    def drawn(self) -> int | None:
        """What it is given or draws from elsewhere, signed as its quantity; nothing where the pool's own rate says."""
        if not self.sources:
            if self.given is None:
                return None
            if self.part is ALL:
                return self.given + self.landed
        whole = (self.given or 0) - sum([source.value for source in self.sources])
        return portion(whole, *self.part) + self.landed

    @property
    def variance(self) -> int:
        """What came with it and did not stay with the stock: differences to a standard, residues, corrections."""
        return self.value - self.effect

    @property
    def is_transfer(self) -> bool:
        """Whether it brings what another pool of the same item gave up in the same posting."""
        return any(s.key[:2] == self.key[:2] and s.pool.item == self.pool.item for s in self.sources)

    def attach(self) -> None:
        """Join the lines that it draws on."""
        for source in self.sources:
            source.dependents = (*source.dependents, self)

    def detach(self) -> None:
        """Leave the lines that it draws on."""
        for source in self.sources:
            source.dependents = tuple(d for d in source.dependents if d is not self)
