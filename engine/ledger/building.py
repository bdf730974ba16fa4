"""What a posting comes to: the balances that it changes, and the lines of pools, with where each gets its value from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, assert_never

from engine.ledger import refusals
from engine.ledger.amounts import spread
from engine.ledger.cells import Change, Mark
from engine.ledger.entered import Entered
from engine.ledger.lines import ALL, Line, Part
from engine.ledger.pool import Pool
from engine.ledger.postings import (
    Adjustment,
    Assembly,
    Count,
    Landed,
    Movement,
    Moves,
    Return,
    Revaluation,
    Reversal,
)
from engine.ledger.telling import shown

if TYPE_CHECKING:
    from engine.ledger.book import Book

Buildable = Moves | Assembly | Return | Landed | Count | Revaluation | Adjustment | Reversal


class Builder:
    """Makes of a posting what the book carries out; it changes nothing but that pools come into being."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def built(self, posting: Buildable, at: int) -> Entered:
        """What a posting comes to at an instant. Raises `Refused` where it makes no sense."""
        entered = Entered(posting, at)
        match posting:
            case Moves():
                for n, movement in enumerate(posting.movements):
                    self._move(entered, n, movement)
            case Assembly():
                self._assemble(entered, posting)
            case Return():
                self._return(entered, posting)
            case Landed():
                entered.landed = self._landed(entered, posting)
            case Count():
                self._count(entered, posting)
            case Revaluation():
                for pool in list(self._book.pools_of(posting.item)):
                    entered.lines += self.revaluing(entered, pool)
            case Adjustment():
                entered.origins = [self._book.standing(of) for of in posting.of]
                for n, (*of, amount) in enumerate(posting.values):
                    line = Line((at, posting.seq, n, ""), self._book.pool(*of), 0, given=amount)
                    entered.lines.append(line)
            case Reversal():
                self._reverse(entered, self._book.standing(posting.of))
            case _:
                assert_never(posting)
        return entered

    # -- movements

    def _move(self, entered: Entered, n: int, movement: Movement) -> None:
        """A movement; between two pools, what comes in is what went out, and the cost that the move brought."""
        out = self._out(entered, n, movement)
        target = self._pool(movement, movement.target)
        into = None
        if target is not None and not (out is None and self._is_held(movement.source)):
            key = (entered.at, entered.posting.seq, 2 * n + 1, "")
            sources = () if out is None else (out,)
            into = Line(key, target, movement.quantity, given=movement.cost, sources=sources)
            entered.lines.append(into)
        entered.movements.append((out, into))

    def _out(self, entered: Entered, n: int, movement: Movement) -> Line | None:
        """The line that takes a movement's value out of a pool; none where it comes from outside, or stays in the pool."""
        if movement.quantity <= 0:
            raise refusals.misfit(
                f"A quantity that moves is above zero, not {shown(movement.quantity)}. To undo a move, cancel it.",
                f"移动的数量须大于零，而不是 {shown(movement.quantity)}。要撤销，请取消原记录。",
            )
        if movement.source == movement.target:
            raise refusals.misfit(
                f"Source and target are the same place, `{movement.source}`. Name two places.",
                f"来源与目的是同一地点 `{movement.source}`。请写两个不同的地点。",
            )
        self._change(entered, 2 * n, movement.item, movement.lot, movement.source, -movement.quantity)
        self._change(entered, 2 * n + 1, movement.item, movement.lot, movement.target, movement.quantity)
        pool = self._pool(movement, movement.source)
        if pool is None or pool is self._pool(movement, movement.target):
            return None
        is_issue = not self._is_held(movement.target)
        given = -movement.cost if is_issue and movement.cost is not None else None
        out = Line((entered.at, entered.posting.seq, 2 * n, ""), pool, -movement.quantity, given=given)
        entered.lines.append(out)
        return out

    def _assemble(self, entered: Entered, posting: Assembly) -> None:
        if not posting.inputs or not posting.outputs:
            raise refusals.misfit(
                "An assembly has inputs and outputs. For goods that only come or go, enter a receipt or an issue.",
                "装配须有投入与产出。只进或只出请录入入库或出库。",
            )
        for n, movement in enumerate(posting.inputs):
            entered.movements.append((self._out(entered, n, movement), None))
        sources = tuple(out for out, _ in entered.movements if out is not None)
        weights = self._weights(posting.weights, [m.quantity for m in posting.outputs])
        start, of = 0, sum(weights)
        for n, (movement, weight) in enumerate(
            zip(posting.outputs, weights, strict=True), len(posting.inputs)
        ):
            self._out(entered, n, movement)
            part: Part = ALL if len(weights) == 1 else (start, start + weight, of)
            start += weight
            pool, into = self._pool(movement, movement.target), None
            if pool is not None:
                key = (entered.at, posting.seq, 2 * n + 1, "")
                into = Line(key, pool, movement.quantity, given=posting.added, sources=sources, part=part)
                entered.lines.append(into)
            entered.movements.append((None, into))

    def _return(self, entered: Entered, posting: Return) -> None:
        book = self._book
        origin, out, into = book.movement(posting.of)
        line = out if into is None else into
        if line is None or (out is not None and into is not None) or isinstance(origin.posting, Return):
            raise refusals.no_movement(*posting.of)
        movement = movements_of(origin)[posting.of[1]]
        returned = sum(abs(u.lines[0].quantity) for u in returns_of(origin) if u.lines[0].sources[0] is line)
        if not 0 < posting.quantity <= abs(line.quantity) - returned:
            raise refusals.returned_too_much(abs(line.quantity) - returned, posting.quantity)
        self._after(entered, line)
        source, target = movement.target, movement.source
        if into is None:
            target = posting.place or target
            place, quantity = target, posting.quantity
        else:
            source = posting.place or source
            place, quantity = source, -posting.quantity
        self._change(entered, 0, movement.item, movement.lot, source, -posting.quantity)
        self._change(entered, 1, movement.item, movement.lot, target, posting.quantity)
        pool = book.pool(movement.item, place, movement.lot)
        back = Line((entered.at, posting.seq, 0, ""), pool, quantity, sources=(line,), part=(0, 0, 1))
        entered.lines.append(back)
        entered.movements.append((back, None) if quantity < 0 else (None, back))
        entered.origins.append(origin)

    def _landed(self, entered: Entered, posting: Landed) -> list[tuple[Line, int]]:
        lines = []
        for of in posting.of:
            origin, _, into = self._book.movement(of)
            if into is None:
                raise refusals.no_movement(*of)
            self._after(entered, into)
            lines.append(into)
            if origin not in entered.origins:
                entered.origins.append(origin)
        weights = self._weights(posting.weights, [line.quantity for line in lines])
        return list(zip(lines, spread(posting.amount, weights), strict=True))

    # -- counts and prices

    def _count(self, entered: Entered, posting: Count) -> None:
        book, item, place = self._book, posting.item, posting.place
        if place in book.policy.virtual:
            raise refusals.misfit(
                f"`{place}` is a virtual place; nobody can count there. Count a real one.",
                f"`{place}` 是虚拟库位，无法盘点。请盘点实际库位。",
            )
        key = (entered.at, posting.seq, 0, "")
        found = dict(posting.found)
        if posting.is_whole:
            found = dict.fromkeys(book.cells.lots(item, place), 0) | found
        entered.mark = mark = Mark(key, item, place, is_whole=posting.is_whole)
        for lot, quantity in sorted(found.items()):
            difference = quantity - book.cells.before(item, lot, place, key)
            mark.lines[lot] = Line((*key[:3], lot), book.pool(item, place, lot), difference)
        entered.changes = self.changes_of(mark)
        if posting.price is not None:
            pools = {book.pool(item, place, lot): None for lot in found}
            entered.lines = [
                Line((entered.at, posting.seq, 1, f"{p.place}\0{p.lot}"), p, 0, rate=posting.price)
                for p in pools
            ]

    def changes_of(self, mark: Mark) -> list[Change]:
        """What a count changes."""
        policy, changes = self._book.policy, []
        for lot, line in sorted((lot, line) for lot, line in mark.lines.items() if line.quantity):
            changes.append(Change(line.key, mark.item, lot, mark.place, line.quantity))
            changes.append(Change(line.key, mark.item, lot, policy.difference, -line.quantity))
        return changes

    def revaluing(self, entered: Entered, pool: Pool) -> Iterator[Line]:
        """The line that gives a pool a new price, where the revaluation is of its place."""
        posting = entered.posting
        assert isinstance(posting, Revaluation)
        if posting.place in ("", pool.place):
            key = (entered.at, posting.seq, 0, f"{pool.place}\0{pool.lot}")
            yield Line(key, pool, 0, rate=posting.price)

    # -- the other way round

    def _reverse(self, entered: Entered, origin: Entered) -> None:
        """Each line once more with the opposite sign, drawing on it."""
        at, seq = entered.at, entered.posting.seq
        for n, change in enumerate(self._book.changes(origin)):
            self._change(entered, n, change.item, change.lot, change.place, -change.quantity)
        lines = reversed(origin.all_lines())
        for n, line in enumerate(line for line in lines if line.quantity or line.given or line.rate):
            entered.lines.append(Line((at, seq, n, ""), line.pool, -line.quantity, sources=(line,)))
        entered.origins.append(origin)

    # -- shared

    def _change(self, entered: Entered, n: int, item: str, lot: str, place: str, quantity: int) -> None:
        entered.changes.append(Change((entered.at, entered.posting.seq, n, ""), item, lot, place, quantity))

    def _is_held(self, place: str) -> bool:
        return place not in self._book.policy.virtual

    def _pool(self, movement: Movement, place: str) -> Pool | None:
        return self._book.pool(movement.item, place, movement.lot) if self._is_held(place) else None

    def _after(self, entered: Entered, line: Line) -> None:
        if (entered.at, entered.posting.seq) <= line.key[:2]:
            raise refusals.before_its_origin(entered.at, line.key[0])

    def _weights(self, given: tuple[int, ...], otherwise: list[int]) -> list[int]:
        weights = list(given) or otherwise
        if len(weights) != len(otherwise) or min(weights, default=-1) < 0 or not any(weights):
            raise refusals.misfit(
                "A cost is shared over one line or more, by one weight each, none below zero and not all zero.",
                "费用须分摊到一行或多行，每行一个权重，权重不可为负且不可全为零。",
            )
        return weights


def movements_of(entered: Entered) -> tuple[Movement, ...]:
    """The movements that a posting was entered with, as `Entered.movements` numbers them."""
    match entered.posting:
        case Moves():
            return entered.posting.movements
        case Assembly():
            return (*entered.posting.inputs, *entered.posting.outputs)
        case _:
            return ()


def returns_of(entered: Entered) -> Iterable[Entered]:
    """The returns that refer to a posting."""
    return [user for user in entered.users.values() if isinstance(user.posting, Return)]
