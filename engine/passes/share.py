"""Sharing of equal conditions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dsl.source import NOWHERE
from engine.graph import ActionNode, ConditionNode, Edge, Graph, Node, StandingNode
from engine.walk import rewritten


def share(graph: Graph) -> Graph:
    """Before: two rules on one event each have a condition that says the same. After: both name the first one's.

    Spans do not count: two conditions are equal when their expressions are.
    """
    first: dict[tuple[str, Any], str] = {}
    alias: dict[str, str] = {}
    for node in graph.nodes.values():
        if isinstance(node, ConditionNode):
            key = (node.scope, without_spans(node.expression))
            alias[node.id] = first.setdefault(key, node.id)
    nodes: dict[str, Node] = {}
    for node in graph.nodes.values():
        match node:
            case ConditionNode() if alias[node.id] != node.id:
                continue
            case ActionNode():
                nodes[node.id] = replace(node, conditions=tuple(alias[c] for c in node.conditions))
            case StandingNode():
                until = alias[node.until] if node.until else None
                nodes[node.id] = replace(
                    node, conditions=tuple(alias[c] for c in node.conditions), until=until
                )
            case _:
                nodes[node.id] = node
    edges = dict.fromkeys(
        Edge(alias.get(e.source, e.source), alias.get(e.target, e.target), e.kind) for e in graph.edges
    )
    return replace(graph, nodes=nodes, edges=tuple(edges))


def without_spans(expression: Any) -> str:
    """What an expression says, wherever it stands: equal for expressions that mean the same by their form."""
    return repr(rewritten(expression, lambda e: replace(e, span=NOWHERE)))
