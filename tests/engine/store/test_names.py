"""Names of tables and columns that every database takes."""

from hypothesis import given
from hypothesis import strategies as st

from dsl.typesystem import TEXT
from engine.records import Batch
from engine.shapes import Shapes
from engine.store import Store
from engine.store.names import folded, physical
from tests.engine.store.plant import entity, field, model_of


def test_plain_names_stay_as_they_are() -> None:
    assert physical("e_", "Lot", set()) == "e_Lot"
    assert physical("", "批次", set()) == "批次"
    assert physical("", "Größe", set()) == "Größe"


def test_names_that_meet_are_told_apart() -> None:
    taken: set[str] = set()
    names = [physical("", name, taken) for name in ("Lot", "lot", "LOT", "lót", "Größe", "grösse")]
    assert names[0] == "Lot"
    assert names[4] == "Größe"
    assert len({folded(name) for name in names}) == 6


def test_long_names_are_cut() -> None:
    first = physical("e_", "冷" * 100, set())
    assert len(first.encode()) <= 60
    assert first.startswith("e_冷冷")
    assert first != physical("e_", "冷" * 101, set())


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), unique=True))
def test_any_names(names: list[str]) -> None:
    taken: set[str] = set()
    made = [physical("", name, taken) for name in names]
    assert len({folded(name) for name in made}) == len(names)
    for name in made:
        assert 0 < len(name.encode()) <= 60
        assert all(c == "_" or c.isalnum() for c in name)
        assert max(name) <= "\uffff"


def test_a_model_with_awkward_names() -> None:
    fields = ["order", "Order", "select", "冷" * 70, "_origin", "𠀀", "naïve", "NAIVE"]
    awkward = entity("Group", field("code", TEXT), *(field(name, TEXT) for name in fields))
    twin = entity("GROUP", field("code", TEXT))
    model = model_of(awkward, twin)
    values = {"code": "k", **{name: f"value of {name}" for name in fields}}
    batch = Batch(things={"Group": {"k": (values, 1, {})}, "GROUP": {"k": ({"code": "k"}, 2, {})}})
    shapes = Shapes(model_of(twin))  # a slot could not be called `_origin`: the checker refuses it before
    with Store.open(":memory:", model, shapes) as store:
        store.write(batch)
        store.write(batch)
        assert store.load().things == batch.things
