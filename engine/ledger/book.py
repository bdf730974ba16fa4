"""The book: a posting becomes changes of balances and lines of pools, or is refused whole. Nothing here knows decimals.

What was entered is kept as it was entered (`log`); what counts of it stands in `entered`. To cancel a posting takes its
changes and lines out, so that all is as if it had never been; to cancel the cancel enters it again, at its old place
in the order. What is dated in a closed period counts on the day that it was recorded, by rules of `closing`.

INVARIANT: what a refused posting did is undone before the refusal is raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

from engine.ledger import refusals
from engine.ledger.building import Buildable, Builder, returns_of
from engine.ledger.cells import Cells, Change, Mark
from engine.ledger.closing import adjustment, counter, effective, is_closed
from engine.ledger.entered import Entered, Posted, Revalued
from engine.ledger.guarding import Guard
from engine.ledger.lines import Key, Line
from engine.ledger.policy import Below, Policy
from engine.ledger.pool import Pool
from engine.ledger.postings import (
    Cancel,
    Close,
    Count,
    Landed,
    Moves,
    Passed,
    Posting,
    Ref,
    Release,
    Reserve,
    Return,
    Revaluation,
)
from engine.ledger.settle import Settling
from engine.trouble import Refused


class Book:
    """Quantities and values, also of the past."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.settling = Settling()
        self.pools: dict[tuple[str, str, str], Pool] = {}
        self.cells = Cells(policy.virtual, policy.difference, self._adjust)
        self.cells.allowed.update(p for p, below in policy.places.items() if below is not Below.DENY)
        self.log: dict[int, Posting] = {}
        self.entered: dict[int, Entered] = {}
        self.closed_before = 0
        self.guard = Guard(self.cells)
        self.reservations = self.guard.reservations
        self._prices: dict[str, list[Entered]] = {}
        """By item the revaluations, for pools that come later."""
        self._builder = Builder(self)

    def allow(self, place: str, below: Below) -> None:
        """What a place does below zero from now on."""
        self.policy.places[place] = below
        (self.cells.allowed.discard if below is Below.DENY else self.cells.allowed.add)(place)

    # -- entering

    def enter(self, posting: Posting) -> Posted:
        """Carry out a posting and value what it touches. Raises `Refused`, and nothing is changed."""
        entered = self.put(posting)
        return Posted(posting.seq, entered, self.take_revalued())

    def put(self, posting: Posting) -> Entered:
        """Carry out a posting, but leave values of the past as they are until they are asked for."""
        if posting.seq in self.log:
            raise refusals.taken(posting.seq)
        match posting:
            case Cancel():
                entered = self._cancel(posting)
            case Reserve():
                self.guard.reserve(posting)
                entered = Entered(posting, posting.at)
            case Release():
                self.guard.release(posting)
                entered = Entered(posting, posting.at)
            case Passed():
                self.reservations.advance(posting.at)
                entered = Entered(posting, posting.at)
            case Close():
                self.closed_before = max(self.closed_before, posting.before)
                entered = Entered(posting, posting.at)
            case Moves():
                with self.guard.fulfilling(posting):
                    entered = self._put(self._built(posting))
            case _:
                entered = self._put(self._built(posting))
                if isinstance(posting, Count):
                    self.guard.cut(posting)
        self.log[posting.seq] = posting
        return entered

    def _built(self, posting: Buildable) -> Entered:
        entered = self._builder.built(posting, effective(self, posting))
        if isinstance(posting, Landed) and is_closed(self, entered):
            return self._built(adjustment(self, entered, posting))
        return entered

    def take_revalued(self) -> tuple[Revalued, ...]:
        """What has been revalued since this was last asked, in order of time."""
        self.settling.settle()
        changed = self.settling.take_changed()
        return tuple(Revalued(line, *changed[line]) for line in sorted(changed, key=lambda line: line.key))

    def _cancel(self, cancel: Cancel) -> Entered:
        cancelled = self.log.get(cancel.of)
        if isinstance(cancelled, Cancel) and cancel.of not in self.entered:
            return self._restore(cancelled)
        entered = self.standing(cancel.of)
        if entered.users:
            raise refusals.is_used(cancel.of, sorted(entered.users))
        if is_closed(self, entered):
            return self._put(self._built(counter(self, entered, cancel)))
        self._take(entered)
        if isinstance(entered.posting, Moves):
            self.guard.restore(entered.posting)
        return Entered(cancel, cancel.at, undone=entered)

    def _restore(self, cancelled: Cancel) -> Entered:
        """Enter again what had been cancelled; of what was cancelled twice the first cancel is the one to cancel."""
        posting = self.log[cancelled.of]
        if cancelled.of in self.entered or isinstance(posting, Cancel | Close | Reserve | Release | Passed):
            raise refusals.unknown(cancelled.seq)
        with self.guard.fulfilling(posting) if isinstance(posting, Moves) else nullcontext():
            return self._put(self._built(posting))

    def standing(self, seq: int) -> Entered:
        """What counts under a number. Raises `Refused` (BC802)."""
        entered = self.entered.get(seq)
        if entered is None:
            raise refusals.unknown(seq)
        return entered

    def movement(self, ref: Ref) -> tuple[Entered, Line | None, Line | None]:
        """A movement that counts: its posting, the line out of a pool, the line into one. Raises `Refused` (BC802)."""
        entered = self.standing(ref[0])
        if not 0 <= ref[1] < len(entered.movements):
            raise refusals.no_movement(*ref)
        return entered, *entered.movements[ref[1]]

    def _put(self, entered: Entered) -> Entered:
        posting = entered.posting
        self._change(entered.changes, 1, is_found=entered.mark is not None)
        if entered.mark is not None:
            self.cells.add_mark(entered.mark)
        for origin in entered.origins:
            origin.users[posting.seq] = entered
        if isinstance(posting, Return):
            self._share(entered)
        for line in entered.all_lines():
            self.settling.append(line)
        self.land(entered)
        if isinstance(posting, Revaluation):
            self._prices.setdefault(posting.item, []).append(entered)
        self.entered[posting.seq] = entered
        return entered

    def _take(self, entered: Entered) -> None:
        """Take a posting out. Raises `Refused`, and it stands as it stood."""
        posting, mark = entered.posting, entered.mark
        changes = entered.changes
        if mark is not None:
            self.cells.remove_mark(mark)
            changes = self.changes(entered)
        try:
            self._change(changes, -1, is_found=False)
        except Refused:
            if mark is not None:
                self.cells.add_mark(mark)
            raise
        for line in reversed(entered.all_lines()):
            self.settling.remove(line)
        self.land(entered, -1)
        for origin in entered.origins:
            del origin.users[posting.seq]
        if isinstance(posting, Return):
            self._share(entered)
        elif isinstance(posting, Revaluation):
            self._prices[posting.item].remove(entered)
        del self.entered[posting.seq]

    def _change(self, changes: list[Change], sign: int, *, is_found: bool) -> None:
        """Change balances, or refuse it all. What a count found nobody can refuse."""
        self.cells.apply(changes, sign)
        try:
            below = self.cells.first_below_zero(changes, sign)
            if below is not None:
                raise refusals.below_zero(below)
            if not is_found:
                self.guard.check(changes, sign)
        except Refused:
            self.cells.apply(changes, -sign)
            raise

    def changes(self, entered: Entered) -> list[Change]:
        """What a posting changes in balances, in pairs; of a count what it comes to now."""
        return self._builder.changes_of(entered.mark) if entered.mark is not None else entered.changes

    def land(self, entered: Entered, sign: int = 1) -> None:
        """Add costs to the lines that they land on, or take them off with a sign of -1."""
        for line, amount in entered.landed:
            line.landed += sign * amount
            self.settling.mark(line)

    def _share(self, entered: Entered) -> None:
        """The returns of one movement share its value, in order of time, so that all of them return all of it."""
        of = entered.lines[0].sources[0]
        start, whole = 0, abs(of.quantity)
        returns = [user.lines[0] for user in returns_of(entered.origins[0])]
        for line in sorted((r for r in returns if r.sources[0] is of), key=lambda r: r.key):
            part = (start, start + abs(line.quantity), whole)
            start = part[1]
            if line.part != part:
                line.part = part
                if line.is_valued:
                    self.settling.mark(line)

    # -- pools

    def pool(self, item: str, place: str, lot: str) -> Pool:
        """What an item, place and lot are valued in."""
        valuation = self.policy.of_item(item)
        at = item, place if valuation.by_place else "", lot if valuation.by_lot else ""
        pool = self.pools.get(at)
        if pool is None:
            pool = self.pools[at] = Pool(*at, valuation.method, valuation.price)
            for entered in self._prices.get(item, ()):
                for line in self._builder.revaluing(entered, pool):
                    entered.lines.append(line)
                    self.settling.append(line, is_late=True)
        return pool

    def pools_of(self, item: str) -> Iterator[Pool]:
        """All pools of an item."""
        return (pool for (i, _, _), pool in self.pools.items() if i == item)

    def _adjust(self, mark: Mark, lot: str, change: int) -> None:
        """A count changes more of a lot, or less: the line of the pool follows."""
        line = mark.lines.get(lot)
        if line is None:
            pool = self.pool(mark.item, mark.place, lot)
            key: Key = (*mark.key[:3], lot)
            line = mark.lines[lot] = Line(key, pool, change)
            self.settling.append(line, is_late=True)
        else:
            line.quantity += change
            self.settling.mark(line)
