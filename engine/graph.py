"""The rule graph: the contract between the compiler and everything that runs, draws or analyses rules.

Nodes are typed and immutable; each carries the span of text it came from. Edges say how they depend:

```
 event --decides--> condition --decides--> action --writes--> field
   |                    ^  ^                  |--emits---> event
   |--counts--> measure-'  |                  '--moves---> measure (of stock)
   '--moves, writes, emits-'  field, parameter, table --read by--> condition, action

 field, measure, parameter, table --reads--> tile --shows--> board       tile --records--> event
 event --counts--> tile        action, standing rule --shows--> tile
```

`network` gives the graph to networkx. The JSON form (`to_json`, `from_json`) has a version and loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from dsl import boards as b
from dsl import model as m
from dsl.boards import Tile
from dsl.model import Model
from dsl.source import Span
from engine.graph_json import decode, encode

if TYPE_CHECKING:
    import networkx as nx

VERSION = 1


@dataclass(frozen=True, slots=True)
class EventNode:
    """A kind of event. `judges` and `follows` are the actions of rules on it, in the order of the text."""

    id: str
    event: str
    body: tuple[m.Statement, ...]
    judges: tuple[str, ...]
    follows: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ConditionNode:
    """One condition, of one event's fields or of one standing rule's bindings (`scope`, a node's id)."""

    id: str
    scope: str
    expression: m.Expression
    span: Span


@dataclass(frozen=True, slots=True)
class ActionNode:
    """What a rule does on one kind of event, once all its conditions hold, in their order."""

    id: str
    rule: str
    event: str
    conditions: tuple[str, ...]
    actions: tuple[m.Statement, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class StandingNode:
    """A standing rule: its conditions, and what it does on the edge."""

    id: str
    rule: str
    bindings: tuple[m.Binding, ...]
    conditions: tuple[str, ...]
    until: str | None
    lasting: m.Expression | None
    actions: tuple[m.Statement, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class MeasureNode:
    """A measure. `where` of a stock measure is judged for each lot."""

    id: str
    measure: m.Measure
    span: Span


@dataclass(frozen=True, slots=True)
class TableNode:
    """A decision table."""

    id: str
    table: m.Table
    span: Span


@dataclass(frozen=True, slots=True)
class ParameterNode:
    """A knob."""

    id: str
    parameter: m.Parameter
    span: Span


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A field of an entity, which conditions and actions look up and actions write."""

    id: str
    entity: str
    field: str
    span: Span


@dataclass(frozen=True, slots=True)
class TileNode:
    """A tile of a board, which reads what its query reads."""

    id: str
    board: str
    tile: Tile
    span: Span


@dataclass(frozen=True, slots=True)
class BoardNode:
    """A board, which shows its tiles."""

    id: str
    board: str
    span: Span


Node = (
    EventNode
    | ConditionNode
    | ActionNode
    | StandingNode
    | MeasureNode
    | TableNode
    | ParameterNode
    | FieldNode
    | TileNode
    | BoardNode
)

EdgeKind = Literal["decides", "counts", "reads", "writes", "emits", "moves", "shows", "records"]


@dataclass(frozen=True, slots=True)
class Edge:
    """`target` depends on `source`."""

    source: str
    target: str
    kind: EdgeKind


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by id, in the order of the text, and edges."""

    model: Model
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]

    def condition(self, id: str) -> ConditionNode:
        """The condition of that id."""
        node = self.nodes[id]
        assert isinstance(node, ConditionNode)
        return node

    def action(self, id: str) -> ActionNode:
        """The action of that id."""
        node = self.nodes[id]
        assert isinstance(node, ActionNode)
        return node

    def of(self, kind: type[Any]) -> list[Any]:
        """All nodes of one kind, in order."""
        return [node for node in self.nodes.values() if isinstance(node, kind)]

    def with_nodes(self, nodes: Mapping[str, Node]) -> Graph:
        """The same graph with other nodes; edges whose ends are gone go too."""
        edges = tuple(e for e in self.edges if e.source in nodes and e.target in nodes)
        return replace(self, nodes=nodes, edges=edges)


def network(graph: Graph) -> nx.MultiDiGraph:
    """The graph for networkx: nodes by id with their kind, edges with theirs."""
    import networkx as nx

    result = nx.MultiDiGraph()
    for node in graph.nodes.values():
        result.add_node(node.id, kind=type(node).__name__.removesuffix("Node").lower())
    for edge in graph.edges:
        result.add_edge(edge.source, edge.target, kind=edge.kind)
    return result


def emission_cycle(graph: Graph) -> list[str] | None:
    """The names of events that emit each other in a ring, the first one again at the end; None if there is no ring.

    An event emits what its own statements and the rules that follow it emit.
    """
    import networkx as nx

    emits = nx.DiGraph()
    for edge in graph.edges:
        if edge.kind == "emits":
            source = graph.nodes[edge.source]
            target = graph.nodes[edge.target]
            assert isinstance(target, EventNode)
            if isinstance(source, EventNode | ActionNode):
                emits.add_edge(source.event, target.event)
    try:
        ring = nx.find_cycle(emits)
    except nx.NetworkXNoCycle:
        return None
    return [*(step[0] for step in ring), ring[0][0]]


def to_json(graph: Graph) -> dict[str, Any]:
    """The graph as JSON values."""
    return {
        "bincard": "rule graph",
        "version": VERSION,
        "model": encode(graph.model),
        "nodes": [encode(node) for node in graph.nodes.values()],
        "edges": [[e.source, e.kind, e.target] for e in graph.edges],
    }


def from_json(data: Mapping[str, Any]) -> Graph:
    """The graph that `to_json` wrote. Raises `ValueError` where the version is another."""
    if data.get("version") != VERSION:
        raise ValueError(f"This rule graph has version {data.get('version')}; I read version {VERSION}.")
    types = {**vars(b), **vars(m), **globals()}
    nodes = [decode(node, types) for node in data["nodes"]]
    edges = tuple(Edge(source, target, kind) for source, kind, target in data["edges"])
    return Graph(decode(data["model"], types), {node.id: node for node in nodes}, edges)
