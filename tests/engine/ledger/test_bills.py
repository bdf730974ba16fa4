"""Bills of material: versions, explosion against plain recursion, phantoms, scrap, rings, where used."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.bills import Bill, Bills, Component, Operation, ScrapOf, rounded_up
from engine.trouble import Refused

DAY = 86_400_000_000


def bill(item: str, version: str = "1", *, output: int = 1, **parts: int) -> Bill:
    return Bill(
        item=item,
        version=version,
        output=Fraction(output),
        components=tuple(Component(part, Fraction(number)) for part, number in parts.items()),
    )


def needs(
    bills: Bills, item: str, quantity: Fraction | int, at: int = 0, **which: str
) -> dict[str, Fraction]:
    return {need.item: need.quantity for need in bills.explode(item, quantity, at, **which)}


def naive(bills: Bills, item: str, quantity: Fraction, found: Counter[str]) -> None:
    """What an explosion means: each line by itself, all the way down."""
    made_by = bills.of(item, 0)
    if made_by is None:
        return
    for line in made_by.components:
        share = quantity / made_by.output * line.quantity
        of_need = made_by.scrap_of is ScrapOf.NEED
        codes = [o.code for o in made_by.operations]
        start = codes.index(line.operation) if line.operation else 0
        for scrap in (line.scrap, *(o.scrap for o in made_by.operations[start:])):
            share = share * (1 + scrap) if of_need else share / (1 - scrap)
        below = bills.of(line.item, 0)
        if below is None or not below.is_phantom:
            found[line.item] += share  # type: ignore[assignment]
        naive(bills, line.item, share, found)


# -- explosion


def test_levels_share_and_batches() -> None:
    bills = Bills(
        [bill("bike", wheel=2, frame=1), bill("wheel", spoke=32, rim=1), bill("frame", output=10, tube=35)]
    )
    found = bills.explode("bike", 10, 0)
    assert [(n.item, n.quantity, n.level) for n in found] == [
        ("wheel", 20, 1),
        ("frame", 10, 1),
        ("spoke", 640, 2),
        ("rim", 20, 2),
        ("tube", 35, 2),
    ]
    assert {n.item for n in found if n.bill} == {"wheel", "frame"}


def test_a_recipe_is_a_bill() -> None:
    """A hundred half cups of tea: 0.5, 1.2, 0.8 each; the syrup is a recipe of its own, two parts to one."""
    cup = Bill(
        item="cup",
        version="1",
        components=tuple(
            Component(i, Fraction(q)) for i, q in (("tea", "0.5"), ("lemon", "1.2"), ("syrup", "0.8"))
        ),
    )
    found = needs(Bills([cup, bill("syrup", output=3, sugar=2, water=1)]), "cup", 100)
    assert found == {
        "tea": 50,
        "lemon": 120,
        "syrup": 80,
        "sugar": Fraction(160, 3),
        "water": Fraction(80, 3),
    }
    assert rounded_up(found["sugar"]) == Fraction(53_333_334, 10**6)
    assert rounded_up(found["water"], 0) == 27
    assert rounded_up(Fraction(27), 0) == 27


def test_scrap_of_components_and_operations() -> None:
    """5 % of the flour is lost in itself; of what is in the dough 2 % when it is kneaded, of all 10 % in the oven."""

    def bread(scrap_of: ScrapOf) -> Bills:
        lost = Fraction(1, 20)
        return Bills(
            [
                Bill(
                    item="bread",
                    version="1",
                    scrap_of=scrap_of,
                    operations=(Operation("knead", Fraction(1, 50)), Operation("bake", Fraction(1, 10))),
                    components=(
                        Component("flour", Fraction(1), lost),
                        Component("water", Fraction(1), operation="knead"),
                        Component("seeds", Fraction(1), operation="bake"),
                    ),
                )
            ]
        )

    assert needs(bread(ScrapOf.NEED), "bread", 100) == {
        "flour": 100 * Fraction("1.05") * Fraction("1.02") * Fraction("1.1"),
        "water": 100 * Fraction("1.02") * Fraction("1.1"),
        "seeds": 110,
    }
    assert needs(bread(ScrapOf.INPUT), "bread", 100) == {
        "flour": 100 / Fraction("0.95") / Fraction("0.98") / Fraction("0.9"),
        "water": 100 / Fraction("0.98") / Fraction("0.9"),
        "seeds": 100 / Fraction("0.9"),
    }


def test_a_phantom_is_passed_through() -> None:
    kit = Bill(item="kit", version="1", is_phantom=True, components=(Component("screw", Fraction(4)),))
    bills = Bills([bill("shelf", board=3, kit=2, screw=1), kit])
    found = bills.explode("shelf", 5, 0)
    assert [(n.item, n.quantity, n.level) for n in found] == [("board", 15, 1), ("screw", 45, 1)]
    assert needs(bills, "kit", 5) == {"screw": 20}  # asked for by itself it is made


PARTS = st.fractions(Fraction(1, 8), Fraction(12), max_denominator=8)
SCRAPS = st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(1, 3)])


@st.composite
def structures(draw: st.DrawFn) -> Bills:
    """Bills whose components have higher numbers: no rings, and much that is used in several."""
    bills = Bills()
    for item in range(draw(st.integers(1, 7))):
        operations = tuple(Operation(str(n), draw(SCRAPS)) for n in range(draw(st.integers(0, 2))))
        lines = draw(st.lists(st.tuples(st.integers(item + 1, 9), PARTS, SCRAPS), min_size=1, max_size=4))
        bills.add(
            Bill(
                item=str(item),
                version="1",
                output=draw(PARTS),
                operations=operations,
                scrap_of=draw(st.sampled_from(ScrapOf)),
                is_phantom=draw(st.booleans()),
                components=tuple(
                    Component(
                        str(part), quantity, scrap, draw(st.sampled_from(["", *(o.code for o in operations)]))
                    )
                    for part, quantity, scrap in lines
                ),
            )
        )
    return bills


@given(structures(), PARTS)
def test_explosion_is_recursion(bills: Bills, quantity: Fraction) -> None:
    found: Counter[str] = Counter()
    naive(bills, "0", quantity, found)
    assert needs(bills, "0", quantity) == found


@given(structures(), PARTS, PARTS)
def test_explosion_is_linear(bills: Bills, one: Fraction, other: Fraction) -> None:
    both, first, second = (needs(bills, "0", q) for q in (one + other, one, other))
    assert both == {item: first[item] + second[item] for item in both}


@given(structures())
def test_where_used_is_explosion_upwards(bills: Bills) -> None:
    """An item is used where exploding what uses it comes by it: through phantoms as well."""
    below = {str(i): {c.item for c in made.components} for i in range(10) if (made := bills.of(str(i), 0))}
    for item in map(str, range(10)):
        reached: dict[str, int] = {}
        frontier, steps = {item}, 0
        while frontier:
            steps += 1
            frontier = {p for p, parts in below.items() if parts & frontier} - reached.keys()
            reached.update(dict.fromkeys(frontier, steps))
        assert dict(bills.where_used(item, 0)) == reached


# -- versions


def test_versions_by_date() -> None:
    old = Bill(item="a", version="1", until=5 * DAY, components=(Component("x", Fraction(1)),))
    new = Bill(item="a", version="2", since=5 * DAY, components=(Component("y", Fraction(1)),))
    bills = Bills([new, old])
    assert needs(bills, "a", 1, 5 * DAY - 1) == {"x": 1}
    assert needs(bills, "a", 1, 5 * DAY) == {"y": 1}
    assert bills.used_in("x", 0) == [(old, old.components[0])]
    assert bills.used_in("x", 5 * DAY) == []
    assert bills.where_used("y", 5 * DAY) == [("a", 1)]


def test_versions_by_serial_at_every_level() -> None:
    def version(item: str, name: str, part: str, serials: tuple[str, str] | None) -> Bill:
        return Bill(item=item, version=name, serials=serials, components=(Component(part, Fraction(1)),))

    bills = Bills(
        [
            version("car", "1", "engine", None),
            version("engine", "1", "iron", None),
            version("engine", "2", "steel", ("SN9", "SN100")),
        ]
    )
    for serial, part in (
        ("SN8", "iron"),
        ("SN9", "steel"),
        ("SN10", "steel"),
        ("SN101", "iron"),
        ("SX50", "iron"),
        ("", "iron"),
    ):
        assert part in needs(bills, "car", 1, serial=serial), serial
    bills.add(version("engine", "3", "glass", ("SN101", "SN200")))
    with pytest.raises(Refused, match=r"BC664: Version 4 .* same time as version 2"):
        bills.add(version("engine", "4", "wood", ("SN100", "SN100")))


def test_a_route_goes_before_any_route() -> None:
    by_hand = Bill(item="a", version="hand", route="hand", components=(Component("x", Fraction(3)),))
    bills = Bills([bill("a", b=1), by_hand, bill("b", x=1)])
    assert needs(bills, "a", 1) == {"b": 1, "x": 1}
    assert needs(bills, "a", 1, route="hand") == {"x": 3}
    assert needs(bills, "b", 1, route="hand") == {"x": 1}
    assert bills.where_used("x", 0, route="hand") == [("a", 1), ("b", 1)]


# -- refusals


def test_a_ring_is_named() -> None:
    bills = Bills([bill("a", b=1), bill("b", c=1), bill("c", d=1, b=1)])
    with pytest.raises(Refused) as caught:
        bills.explode("a", 1, 0)
    assert caught.value.code == "BC665"
    assert "b → c → b." in caught.value.text.en
    assert "b → c → b。" in caught.value.text.zh
    with pytest.raises(Refused, match="a → a"):
        bills.add(bill("a", "2", a=1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (bill("a", output=0, x=1), "makes nothing"),
        (bill("a"), "no components"),
        (bill("a", x=0), "takes nothing of x"),
        (
            Bill(item="a", version="1", since=5, until=5, components=(Component("x", Fraction(1)),)),
            "ends before",
        ),
        (
            Bill(item="a", version="1", serials=("A9", "B10"), components=(Component("x", Fraction(1)),)),
            "no range",
        ),
        (
            Bill(item="a", version="1", serials=("A9", "A8"), components=(Component("x", Fraction(1)),)),
            "no range",
        ),
        (Bill(item="a", version="1", components=(Component("x", Fraction(1), Fraction(1)),)), "below 100 %"),
        (
            Bill(item="a", version="1", components=(Component("x", Fraction(1), operation="o"),)),
            "operation o",
        ),
    ],
)
def test_what_no_explosion_could_use_is_refused(wrong: Bill, said: str) -> None:
    bills = Bills()
    with pytest.raises(Refused, match=said) as caught:
        bills.add(wrong)
    assert caught.value.code == "BC664"
    assert "。" in caught.value.text.zh
    assert bills.of("a", 0) is None


def test_two_that_could_both_be_meant_are_refused() -> None:
    bills = Bills([bill("a", x=1)])
    with pytest.raises(Refused, match="same time as version 1"):
        bills.add(bill("a", "2", y=1))
    with pytest.raises(Refused, match="no bill of material that counts on 1970-01-01 00:00 UTC"):
        bills.explode("x", 1, 0)
