"""Serials: unique in their scope, as many as counted, at the place, back once."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.flows import Kind
from engine.ledger.serials import Serials
from engine.trouble import Refused

KINDS = {"supply": Kind.SUPPLIER, "customers": Kind.SOLD}
ONE = 10**6


@pytest.fixture
def serials() -> Serials:
    serials = Serials(KINDS)
    serials.move("pump", ["A", "B", "C"], 3 * ONE, "supply", "W1")
    return serials


def test_a_piece_goes_out_and_comes_back(serials: Serials) -> None:
    serials.move("pump", ["A"], ONE, "W1", "customers")
    assert serials.place_of("pump", "A") == "customers"
    serials.move("pump", ["A"], ONE, "customers", "W2")
    assert serials.place_of("pump", "A") == "W2"
    assert (serials.at("pump", "W1"), serials.at("pump", "W2")) == (2 * ONE, ONE)
    serials.move("pump", ["A"], ONE, "W2", "supply")
    assert serials.place_of("pump", "A") is None
    serials.move("pump", ["A"], ONE, "supply", "W1")  # repaired


@pytest.mark.parametrize(
    ("item", "named", "quantity", "source", "said"),
    [
        ("pump", ["A", "D"], 3 * ONE, "W1", "3 of pump move, and 2 serials are named"),
        ("pump", ["A"], ONE // 2, "W1", "0.5 of pump move"),
        ("pump", ["A", "A"], 2 * ONE, "W1", "A is named twice"),
        ("pump", ["B", "A"], 2 * ONE, "W2", "B of pump is not at W2: it is a pump at W1"),
        ("pump", ["A", "X"], 2 * ONE, "W1", "X of pump is not at W1: it never came"),
        ("pump", ["X", "A"], 2 * ONE, "supply", "A is known already: it is a pump at W1"),
        ("pump", ["A"], ONE, "customers", "A of pump is not at customers"),
    ],
)
def test_what_is_refused_changes_nothing(
    serials: Serials, item: str, named: list[str], quantity: int, source: str, said: str
) -> None:
    with pytest.raises(Refused, match=said) as caught:
        serials.move(item, named, quantity, source, "W3")
    assert caught.value.code == "BC666"
    assert "。" in caught.value.text.zh
    assert serials.at("pump", "W1") == 3 * ONE
    assert serials.place_of("pump", "X") is None


def test_no_double_return(serials: Serials) -> None:
    serials.move("pump", ["A"], ONE, "W1", "customers")
    serials.move("pump", ["A"], ONE, "customers", "W1")
    with pytest.raises(Refused, match="A of pump is not at customers: it is a pump at W1"):
        serials.move("pump", ["A"], ONE, "customers", "W1")


def test_scopes(serials: Serials) -> None:
    serials.move("valve", ["A"], ONE, "supply", "W1")  # of another item
    serials.move("valve", ["N1"], ONE, "supply", "W1", scope="")
    with pytest.raises(Refused, match="N1 is known already: it is a valve"):
        serials.move("pump", ["N1"], ONE, "supply", "W1", scope="")
    with pytest.raises(Refused, match="N1 of pump is not at W1: it is a valve"):
        serials.move("pump", ["N1"], ONE, "W1", "W2", scope="")


PLACES = ["supply", "W1", "W2", "customers"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("AB"), st.sets(st.sampled_from("1234"), min_size=1), st.permutations(PLACES)
        )
    )
)
def test_each_piece_is_at_one_place(moves: list[tuple[str, set[str], list[str]]]) -> None:
    serials = Serials(KINDS)
    places: dict[tuple[str, str], str] = {}
    for item, named, (source, target, *_) in moves:
        fits = all(places.get((item, serial), "supply") == source for serial in named)
        try:
            serials.move(item, sorted(named), len(named) * ONE, source, target)
        except Refused:
            assert not fits
        else:
            assert fits
            places.update(dict.fromkeys(((item, serial) for serial in named), target))
    held = {key: place for key, place in places.items() if place != "supply"}
    for (item, serial), place in held.items():
        assert serials.place_of(item, serial) == place
    counted = Counter((item, place) for (item, _), place in held.items())
    assert serials.differences({key: number * ONE for key, number in counted.items()}) == []
    assert serials.differences({**{k: n * ONE for k, n in counted.items()}, ("Z", "W1"): ONE}) == [
        ("Z", "W1", 0, ONE)
    ]
