"""The model becomes a graph: nodes, edges, and rings of events that emit each other."""

from pathlib import Path

import pytest

from dsl.render import render
from engine.graph import ActionNode, ConditionNode, EventNode, StandingNode, emission_cycle
from engine.packs import Manifest, PackSource
from engine.pipeline import Compiled, compile_packs, compile_path
from engine.verify import verify
from tests.engine.yard import THINGS, YARD, compiled

ROOT = Path(__file__).parents[2]


def made(text: str) -> Compiled:
    return compile_packs([PackSource(Manifest(name="t"), Path(), {"t.card": text}, {})])


def edges(result: Compiled, kind: str) -> set[tuple[str, str]]:
    assert result.graph is not None
    return {(e.source, e.target) for e in result.graph.edges if e.kind == kind}


def test_conditions_are_cut_at_and() -> None:
    graph = compiled(YARD).graph
    assert graph is not None
    standing = graph.nodes["standing:expiring"]
    assert isinstance(standing, StandingNode)
    conditions = [graph.condition(c) for c in standing.conditions]
    texts = [compiled(YARD).sources[c.span.path].slice(c.span) for c in conditions]
    assert texts == ["lot_everywhere(lot) > 0", "lot.expires_at is known", "lot.expires_at - now <= notice"]


def test_a_condition_stands_in_the_scope_of_its_event() -> None:
    graph = compiled(YARD).graph
    assert graph is not None
    action = graph.nodes["action:expired@Sold"]
    assert isinstance(action, ActionNode)
    assert {graph.condition(c).scope for c in action.conditions} == {"event:Sold"}


def test_an_event_names_its_rules_in_the_order_of_the_text() -> None:
    """Those that can refuse or warn judge; those that only act follow."""
    graph = compiled(YARD).graph
    assert graph is not None
    node = graph.nodes["event:Sold"]
    assert isinstance(node, EventNode)
    assert node.judges == ("action:too_much@Sold", "action:expired@Sold", "action:opened_sale@Sold")
    assert node.follows == ("action:big_sale@Sold",)


def test_edges() -> None:
    result = compiled(YARD)
    assert result.graph is not None
    decides, reads, writes = (edges(result, kind) for kind in ("decides", "reads", "writes"))
    assert ("event:Sold", "action:expired@Sold") in decides
    assert {t for s, t in edges(result, "counts") if s == "event:Sold"} == {"measure:sold", "measure:sales"}
    assert ("event:Sold", "measure:on_hand") in edges(result, "moves")
    assert edges(result, "emits") == {("standing:low", "event:Reordered"), ("event:Checked", "event:Opened")}
    assert ("event:Opened", "field:Lot.opened") in writes
    assert ("event:ItemRegistered", "field:Item.gtin") in writes
    readers = {t for s, t in reads if s == "parameter:notice"}
    assert readers, "the condition that reads the parameter"
    assert all(isinstance(result.graph.nodes[r], ConditionNode) for r in readers)
    assert ("field:Lot.item", "measure:sold") in reads


def test_every_node_has_its_place_in_the_text() -> None:
    result = compiled(YARD)
    assert result.graph is not None
    for node in result.graph.nodes.values():
        assert node.span.path in result.sources, node.id
        assert result.sources[node.span.path].slice(node.span).strip(), node.id


@pytest.mark.parametrize("name", ["inventory", "food"])
def test_the_graphs_of_the_packs_are_whole(name: str) -> None:
    result = compile_path(ROOT / "packs" / name)
    assert result.graph is not None
    verify(result.graph)
    assert emission_cycle(result.graph) is None


# -- rings


def event(name: str, *emits: str) -> str:
    body = "".join(f"    emit {e}(n: n + 1)\n" for e in emits)
    return f"event {name}\n    n: integer\n{body}\n"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (event("A", "A"), "A → A"),
        (event("A", "B") + event("B", "A"), "A → B → A"),
        (event("A", "B") + event("B", "C") + event("C", "B"), "B → C → B"),
        (event("A") + "rule r\n    on A\n    when n > 3\n    emit A(n: 1)\n", "A → A"),
        (event("A", "B") + event("B") + "rule r\n    on B\n    when n > 3\n    emit A(n: 1)\n", "B → A → B"),
        (event("A") + 'rule r\n    on A\n    when n > 3\n    warn "x"\n    emit A(n: 1)\n', "A → A"),
        ("event A\n    n: integer\n    if n > 3\n        if n > 4\n            emit A(n: 1)\n", "A → A"),
    ],
)
def test_a_ring_of_events_is_refused_with_its_path(text: str, path: str) -> None:
    """Wherever the statement stands, and whatever its condition."""
    result = made(text)
    assert result.graph is None
    (ring,) = result.errors
    assert ring.code == "BC480"
    assert ring.facts["path"] == path
    shown = render(ring, result.sources, "en")
    assert f"These events emit each other without end: {path}." in shown
    assert "无止境地相互发出" in render(ring, result.sources, "zh")


@pytest.mark.parametrize(
    "text",
    [
        event("A", "B", "C") + event("B", "C") + event("C"),
        event("A", "B") + event("B") + "rule r\n    on A\n    when n > 3\n    emit B(n: 1)\n",
    ],
)
def test_many_ways_to_one_event_are_no_ring(text: str) -> None:
    result = made(text)
    assert not result.errors
    assert result.graph is not None


def test_a_ring_through_a_standing_rule_is_left_to_the_run() -> None:
    """Whether it goes on depends on the state: a refilled shelf ends it."""
    text = THINGS + (
        "\nevent Nudged\n    item: Item\n    set item.safety = item.safety + 1\n"
        "\nrule nudge\n    for each item: Item\n    when item.safety > 0\n    emit Nudged(item: item)\n"
    )
    assert compiled(text).graph is not None
