"""Lots: splitting, merging, repacking, making; traces both ways; mass balance; where a recalled lot is."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.flows import Kind
from engine.ledger.genealogy import Genealogy, MassBalance, Part
from engine.ledger.recall import recall
from engine.trouble import Refused

KINDS = {
    "supply": Kind.SUPPLIER,
    "customers": Kind.SOLD,
    "scrap": Kind.DESTROYED,
    "production": Kind.OPEN,
    "counts": Kind.OPEN,
}


@pytest.fixture
def lots() -> Genealogy:
    """A hundred of lot L came to W1."""
    lots = Genealogy(KINDS)
    lots.move(1, 1, Part("L", "supply", 100, "flour"), "W1")
    return lots


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        work()
    assert caught.value.code == "BC666"
    assert "。" in caught.value.text.zh
    return caught.value.text.en


# -- one lot


def test_where_a_lot_went(lots: Genealogy) -> None:
    lots.move(2, 2, Part("L", "W1", 30), "W2")
    lots.move(3, 3, Part("L", "W1", 25), "customers")
    lots.move(4, 4, Part("L", "customers", 5), "W2")
    lots.move(5, 5, Part("L", "W2", 4), "scrap")
    lots.move(6, 6, Part("L", "W1", 10), "supply")
    lots.move(7, 7, Part("L", "W1", 20), "production")
    lots.make(8, 8, [Part("L", "production", 17)], [Part("B", "W1", 40, "bread")])
    lots.move(9, 9, Part("L", "W1", 2), "counts")
    assert lots.balance("L") == MassBalance(
        came_in=100,
        on_hand={"W1": 13, "W2": 31},
        into={"B": 17},
        sold=20,
        destroyed=4,
        sent_back=10,
        unexplained=5,
    )
    assert lots.balance("B") == MassBalance(40, {"W1": 40}, {}, 0, 0, 0, 0)
    found = recall(lots, "L")
    assert found.lots == {"L": 83, "B": 17}
    assert found.on_hand == {"W1": 13 + 17, "W2": 31}
    assert (found.sold, found.destroyed, found.sent_back, found.unexplained) == (20, 4, 10, 5)


def test_a_remainder_may_be_too_much(lots: Genealogy) -> None:
    """An output names more than was issued: the remainder is below zero, and is told so."""
    lots.move(2, 2, Part("L", "W1", 10), "production")
    lots.make(3, 3, [Part("L", "production", 12)], [Part("B", "W1", 12, "bread")])
    assert lots.balance("L").unexplained == -2
    assert recall(lots, "L").unexplained == -2


def test_an_unknown_lot() -> None:
    lots = Genealogy(KINDS)
    for work in (lots.balance, lots.descendants, lots.ancestors, lambda lot: recall(lots, lot)):
        assert "Lot X is not known" in refusal(lambda work=work: work("X"))  # type: ignore[misc]


# -- splitting and merging


def test_a_split(lots: Genealogy) -> None:
    assert lots.split(2, 2, Part("L", "W1", 40), "L2") == "L2"
    assert lots.balance("L").on_hand == {"W1": 60}
    assert lots.balance("L2").on_hand == {"W1": 40}
    assert lots.descendants("L") == {"L2": 1}
    assert lots.ancestors("L2") == {"L": 1}


def test_a_whole_split_makes_no_new_lot(lots: Genealogy) -> None:
    assert lots.split(2, 2, Part("L", "W1", 100), "L2") == "L"
    assert lots.codes == ["L"]
    lots.move(3, 3, Part("L", "W1", 1), "W2")
    assert lots.split(4, 4, Part("L", "W1", 99), "L2") == "L2"  # one piece of it lies elsewhere


@pytest.mark.parametrize("quantity", [-1, 0, 101])
def test_a_split_of_less_than_nothing_or_more_than_all_is_refused(lots: Genealogy, quantity: int) -> None:
    assert "W1 holds 0.0001 of lot L" in refusal(lambda: lots.split(2, 2, Part("L", "W1", quantity), "L2"))
    assert lots.codes == ["L"]
    assert lots.balance("L").on_hand == {"W1": 100}


def test_a_merge_and_back(lots: Genealogy) -> None:
    lots.split(2, 2, Part("L", "W1", 40), "L2")
    lots.merge(3, 3, [Part("L", "W1", 60), Part("L2", "W1", 10)], "L")
    assert lots.balance("L").on_hand == {"W1": 70}
    assert lots.descendants("L") == {"L2": 1}
    assert lots.ancestors("L") == {"L2": 1}
    found = recall(lots, "L")
    assert found.lots == {"L": 70, "L2": 30}
    assert found.quantity == 100


def test_a_merge_into_a_new_lot(lots: Genealogy) -> None:
    lots.move(2, 2, Part("M", "supply", 50, "flour"), "W1")
    lots.merge(3, 3, [Part("L", "W1", 100), Part("M", "W1", 20)], "LM")
    assert lots.ancestors("LM") == {"L": 1, "M": 1}
    lots.move(4, 4, Part("LM", "W1", 30), "customers")
    assert recall(lots, "L").sold == 25
    assert recall(lots, "M").sold == 5


def test_each_sale_takes_its_part(lots: Genealogy) -> None:
    """A lot that is half of L, half of M is sold in four parts: each is half of L, and so is what is destroyed."""
    lots.move(2, 2, Part("M", "supply", 100, "flour"), "W1")
    lots.merge(3, 3, [Part("L", "W1", 40), Part("M", "W1", 40)], "LM")
    for number, sold in enumerate((5, 10, 15), start=1):
        lots.move(4, 3 + number, Part("LM", "W1", 10), "customers")
        assert recall(lots, "L").sold == sold
    lots.move(5, 9, Part("LM", "W1", 40), "scrap")
    assert (recall(lots, "M").sold, recall(lots, "M").destroyed) == (15, 20)


def test_what_does_not_belong_together_is_not_merged(lots: Genealogy) -> None:
    lots.move(2, 2, Part("S", "supply", 50, "salt"), "W1")
    lots.move(3, 3, Part("M", "supply", 50, "flour"), "W2")
    before = lots.balance("L")
    for part, said in (
        (Part("S", "W1", 1), "flour, salt"),
        (Part("M", "W2", 1), "W1, W2"),
        (Part("M", "W1", 1), "W1 holds 0 of lot M"),
    ):
        assert said in refusal(lambda part=part: lots.merge(4, 4, [Part("L", "W1", 1), part], "N"))  # type: ignore[misc]
    assert "can't be of flour" in refusal(lambda: lots.merge(4, 4, [Part("L", "W1", 1)], "S"))
    assert lots.balance("L") == before


def test_repacking(lots: Genealogy) -> None:
    assert "the packs hold 0.000089" in refusal(
        lambda: lots.repack(2, 2, Part("L", "W1", 90), {"P1": 44, "P2": 45})
    )
    lots.repack(2, 2, Part("L", "W1", 90), {"P1": 45, "P2": 45})
    assert lots.balance("L").into == {"P1": 45, "P2": 45}
    assert recall(lots, "L").on_hand == {"W1": 100}


def test_making(lots: Genealogy) -> None:
    """Two outputs of two inputs: each input is in both, by how much came out."""
    lots.move(2, 2, Part("S", "supply", 10, "salt"), "W1")
    lots.make(
        3,
        3,
        [Part("L", "W1", 60), Part("S", "W1", 3)],
        [Part("B", "W1", 20, "bread"), Part("R", "W1", 10, "rolls")],
    )
    assert lots.balance("L").into == {"B": 40, "R": 20}
    assert lots.balance("S").into == {"B": 2, "R": 1}
    assert "made of itself" in refusal(lambda: lots.make(4, 4, [Part("B", "W1", 1)], [Part("B", "W1", 1)]))
    assert "inputs and outputs" in refusal(lambda: lots.make(4, 4, [], [Part("B", "W1", 1)]))
    assert "above zero" in refusal(lambda: lots.make(4, 4, [Part("L", "W1", 1)], [Part("C", "W1", 0)]))
    assert "can't be of rolls" in refusal(
        lambda: lots.make(4, 4, [Part("L", "W1", 1)], [Part("S", "W1", 1, "rolls")])
    )


def test_what_is_told_late_counts_when_it_happened(lots: Genealogy) -> None:
    """Half of the batch was sold; that a second recalled sack went in before is told afterwards."""
    lots.make(10, 2, [Part("L", "W1", 10)], [Part("B", "W1", 20, "bread")])
    lots.move(20, 3, Part("B", "W1", 10), "customers")
    assert recall(lots, "L").sold == 5
    lots.make(15, 4, [Part("L", "W1", 10)], [Part("B", "W1", 20, "bread")])
    assert recall(lots, "L").sold == 5  # a quarter of 20, now
    assert recall(lots, "L").lots == {"L": 80, "B": 20}


# -- any history

PLACES = ["W1", "W2", "supply", "customers", "scrap", "production"]
CODES = [f"L{n}" for n in range(6)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "move", "split", "merge", "make"]),
        st.sampled_from(CODES),
        st.sampled_from(CODES),
        st.sampled_from(PLACES),
        st.sampled_from(PLACES),
        st.integers(1, 60),
    ),
    max_size=25,
)


class Naive:
    """The same in fractions: each lot in each state with the parts of all lots that it is made of."""

    def __init__(self) -> None:
        self.sizes: dict[tuple[str, Kind], Fraction] = defaultdict(Fraction)
        self.parts: dict[tuple[str, Kind], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))

    def pour(
        self, giver: tuple[str, Kind] | None, takers: dict[tuple[str, Kind], Fraction], quantity: int
    ) -> None:
        """A quantity leaves a state of a lot, well mixed, shared over others."""
        if giver is None:
            return
        size = self.sizes[giver]
        for lot, part in list(self.parts[giver].items()):
            out = part * quantity / size
            self.parts[giver][lot] -= out
            for taker, share in takers.items():
                self.parts[taker][lot] += out * share
        self.sizes[giver] -= quantity


def run(
    steps: list[tuple[str, str, str, str, str, int]],
) -> tuple[Genealogy, Naive, dict[tuple[str, str], int]]:
    """Carry out those steps that are possible, by both."""
    lots, naive = Genealogy(KINDS), Naive()
    balances: dict[tuple[str, str], int] = defaultdict(int)

    def kind(place: str) -> Kind:
        found = KINDS.get(place, Kind.HELD)
        return Kind.HELD if found is Kind.OPEN else found

    for seq, (what, one, other, source, target, pieces) in enumerate(steps):
        quantity = pieces * 10**6
        there = balances[one, source]
        if what == "receive":
            if target == "supply":
                continue
            lots.move(seq, seq, Part(one, "supply", quantity, "x"), target)
            naive.sizes[one, kind(target)] += quantity
            naive.parts[one, kind(target)][one] += quantity
            balances[one, target] += quantity
        elif source == "supply" or there == 0:
            continue
        elif what == "move":
            quantity = min(quantity, there)
            lots.move(seq, seq, Part(one, source, quantity), target)
            balances[one, source] -= quantity
            balances[one, target] += quantity
            if kind(source) != kind(target):
                naive.sizes[one, kind(target)] += quantity
                naive.pour((one, kind(source)), {(one, kind(target)): Fraction(1)}, quantity)
        elif KINDS.get(source, Kind.HELD) not in (Kind.HELD, Kind.OPEN) or one == other:
            continue
        else:
            quantity = min(quantity, there)
            made = {other: quantity}
            if what == "make":
                third = next(c for c in CODES if c not in (one, other))
                made = {other: quantity * 3, third: quantity}
                lots.make(
                    seq,
                    seq,
                    [Part(one, source, quantity)],
                    [Part(c, source, q, "x") for c, q in made.items()],
                )
            elif what == "split":
                if lots.split(seq, seq, Part(one, source, quantity), other) == one:
                    continue
            else:
                lots.merge(seq, seq, [Part(one, source, quantity)], other)
            shares = {(c, Kind.HELD): Fraction(q, sum(made.values())) for c, q in made.items()}
            naive.pour((one, Kind.HELD), shares, quantity)
            balances[one, source] -= quantity
            for code, size in made.items():
                naive.sizes[code, Kind.HELD] += size
                balances[code, source] += size
    return lots, naive, balances


@given(STEPS)
def test_what_came_in_is_somewhere(steps: list[tuple[str, str, str, str, str, int]]) -> None:
    lots, _, balances = run(steps)
    for lot in lots.codes:
        found = lots.balance(lot)
        assert found.on_hand == {p: balances[lot, p] for p in ("W1", "W2") if balances[lot, p]}
        assert found.sold == balances[lot, "customers"]
        assert found.destroyed == balances[lot, "scrap"]
        assert found.unexplained == balances[lot, "production"]
        gone = found.sold + found.destroyed + found.sent_back + found.unexplained
        assert found.came_in == sum(found.on_hand.values()) + sum(found.into.values()) + gone


@given(STEPS)
def test_all_of_a_recalled_lot_is_found(steps: list[tuple[str, str, str, str, str, int]]) -> None:
    """The parts sum to the whole, and are what fractions say, but for a millionth for each flow."""
    lots, naive, _ = run(steps)
    for lot in lots.codes:
        found = recall(lots, lot)
        assert list(found.lots) == [lot, *lots.descendants(lot)]
        assert sum(found.lots.values()) == found.quantity
        away = found.sold + found.destroyed + found.sent_back + found.unexplained
        assert sum(found.on_hand.values()) + away == found.quantity
        if {lot, *lots.descendants(lot)} & set(lots.ancestors(lot)):
            continue  # what comes back to the lot itself is of it again, whatever it was mixed with
        came_to = naive.sizes
        assert found.quantity == lots.balance(lot).came_in
        inside = {
            code: sum(naive.parts[code, k].get(lot, Fraction(0)) for k in Kind)
            for code in lots.descendants(lot)
        }
        own = sum((came_to[lot, k] for k in Kind), Fraction(0))
        if not lots.ancestors(lot):
            assert found.lots[lot] == own
            for code, content in inside.items():
                assert abs(found.lots[code] - content) <= len(steps) * 2
            for kind, gone in ((Kind.SOLD, found.sold), (Kind.DESTROYED, found.destroyed)):
                parts = [naive.parts[code, kind].get(lot, Fraction(0)) for code in found.lots]
                assert abs(gone - sum(parts)) <= len(steps) * 2


@given(STEPS)
def test_a_trace_up_is_a_trace_down(steps: list[tuple[str, str, str, str, str, int]]) -> None:
    lots, _, _ = run(steps)
    children = {code: set(lots.balance(code).into) for code in lots.codes}
    for lot in lots.codes:
        reached: dict[str, int] = {}
        frontier, count = {lot}, 0
        while frontier:
            count += 1
            frontier = {child for code in frontier for child in children[code]} - reached.keys() - {lot}
            reached.update(dict.fromkeys(frontier, count))
        assert lots.descendants(lot) == reached
        for other in lots.codes:
            assert (other in reached) == (lot in lots.ancestors(other))


HAPPENED = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(CODES),
        st.sampled_from(PLACES),
        st.sampled_from(PLACES),
        st.integers(1, 60),
        st.booleans(),
    ),
    max_size=20,
)


@given(HAPPENED, st.randoms(use_true_random=False))
def test_the_order_of_telling_does_not_matter(
    happened: list[tuple[str, str, str, str, int, bool]], draw: random.Random
) -> None:
    """Moves and makings in the order in which they happened, and shuffled: the same balances, traces and recalls."""

    def told(order: list[int]) -> Genealogy:
        lots = Genealogy(KINDS)
        for seq in order:
            one, other, source, target, pieces, is_made = happened[seq]
            quantity = pieces * 10**6
            if not is_made:
                lots.move(seq // 3, seq, Part(one, source, quantity, "x"), target)
            elif one != other:
                lots.make(
                    seq // 3, seq, [Part(one, source, quantity)], [Part(other, target, quantity * 2, "x")]
                )
        return lots

    order = list(range(len(happened)))
    early = told(order)
    draw.shuffle(order)
    late = told(order)
    for lot in early.codes:
        assert late.balance(lot) == early.balance(lot)
        assert late.ancestors(lot) == early.ancestors(lot)
        one, other = recall(late, lot), recall(early, lot)
        assert (one.lots, one.on_hand, one.quantity) == (other.lots, other.on_hand, other.quantity)
        assert (one.sold, one.destroyed, one.unexplained) == (other.sold, other.destroyed, other.unexplained)
