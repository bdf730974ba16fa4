"""The book as a state machine under test: Hypothesis drives it and the naive fold, and shrinks what tells them apart."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.ledger import pool, timeline
from engine.ledger.audit import audit
from tests.engine.ledger.naive import Op
from tests.engine.ledger.twins import ITEMS, PLACES, Twins

days = st.integers(0, 9)
items = st.sampled_from(ITEMS)
places = st.sampled_from(PLACES)
quantities = st.decimals("0.001", "20", places=3)
costs = st.decimals("0", "99", places=2)


class Ledger(RuleBasedStateMachine):
    """Every figure of the book is the fold's after every step (`Twins.check`)."""

    @initialize(method=st.sampled_from(["fifo", "average", "standard"]))
    def begin(self, method: str) -> None:
        self.twins = Twins(method, price="2.345")

    @rule(at=days, item=items, place=places, quantity=quantities, cost=st.one_of(st.none(), costs))
    def receive(self, at: int, item: str, place: str, quantity: Decimal, cost: Decimal | None) -> None:
        self.twins.do(Op("receive", at, 0, item, place, quantity=quantity, cost=cost))

    @rule(at=days, item=items, place=places, quantity=quantities)
    def issue(self, at: int, item: str, place: str, quantity: Decimal) -> None:
        self.twins.do(Op("issue", at, 0, item, place, quantity=quantity))

    @rule(at=days, item=items, way=st.permutations(PLACES), quantity=quantities)
    def transfer(self, at: int, item: str, way: list[str], quantity: Decimal) -> None:
        self.twins.do(Op("transfer", at, 0, item, way[0], way[1], quantity))

    @rule(at=days, place=places, to=places, parts=st.tuples(quantities, quantities), added=costs)
    def assemble(self, at: int, place: str, to: str, parts: tuple[Decimal, Decimal], added: Decimal) -> None:
        inputs, outputs = (("A", place, parts[0]),), (("B", to, parts[1]), ("B", place, parts[0]))
        self.twins.do(Op("assemble", at, 0, inputs=inputs, outputs=outputs, cost=added))

    @rule(at=days, item=items, place=places, found=st.one_of(st.just(Decimal(0)), quantities))
    def count(self, at: int, item: str, place: str, found: Decimal) -> None:
        self.twins.do(Op("count", at, 0, item, place, quantity=found))

    @rule(at=days, item=items, price=costs)
    def revalue(self, at: int, item: str, price: Decimal) -> None:
        self.twins.do(Op("revalue", at, 0, item, cost=price))

    @precondition(lambda self: any(op.kind in ("receive", "issue") for op in self.twins.ops))
    @rule(data=st.data(), at=days, place=places)
    def give_back(self, data: st.DataObject, at: int, place: str) -> None:
        of = data.draw(st.sampled_from([op for op in self.twins.ops if op.kind in ("receive", "issue")]))
        part = data.draw(st.sampled_from((of.quantity, Decimal("0.001"))))
        self.twins.do(Op("giveback", at, 0, of.item, place, quantity=part, of=of.n))

    @precondition(lambda self: any(op.kind == "receive" and op.cost is not None for op in self.twins.ops))
    @rule(data=st.data(), at=days, cost=costs)
    def land(self, data: st.DataObject, at: int, cost: Decimal) -> None:
        bought = [op for op in self.twins.ops if op.kind == "receive" and op.cost is not None]
        self.twins.do(Op("land", at, 0, cost=cost, of=data.draw(st.sampled_from(bought)).n))

    @precondition(lambda self: self.twins.ops)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.twins.cancel(data.draw(st.sampled_from(self.twins.ops)))

    @precondition(lambda self: self.twins.cancelled)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        self.twins.restore(*data.draw(st.sampled_from(self.twins.cancelled)))

    @rule(day=days)
    def look_back(self, day: int) -> None:
        self.twins.check_as_of(day)

    def teardown(self) -> None:
        if hasattr(self, "twins"):
            assert audit(self.twins.books.book) == []


@pytest.mark.parametrize("size", [2, 128], ids=["many checkpoints", "one chunk"])
def test_the_ledger_as_a_machine(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SIZE", size)
    monkeypatch.setattr(timeline, "SIZE", size)
    run_state_machine_as_test(
        Ledger, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )
