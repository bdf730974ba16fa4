"""Pruning of rules that can never match."""

from __future__ import annotations

from dataclasses import replace

from dsl import model as m
from engine.graph import ActionNode, ConditionNode, EventNode, Graph, Node


def prune(graph: Graph) -> Graph:
    """Before: rules on an event with a condition that is constantly false, conditions that are constantly true.
    After: such rules are gone from their event, and such conditions from their rules."""

    def constant(id: str) -> object:
        expression = graph.condition(id).expression
        return expression.value if isinstance(expression, m.Literal_) else None

    dead = {
        node.id
        for node in graph.nodes.values()
        if isinstance(node, ActionNode) and any(constant(c) is False for c in node.conditions)
    }
    nodes: dict[str, Node] = {}
    for node in graph.nodes.values():
        match node:
            case ActionNode() if node.id in dead:
                continue
            case ActionNode():
                nodes[node.id] = replace(
                    node, conditions=tuple(c for c in node.conditions if constant(c) is not True)
                )
            case EventNode():
                judges = tuple(a for a in node.judges if a not in dead)
                nodes[node.id] = replace(
                    node, judges=judges, follows=tuple(a for a in node.follows if a not in dead)
                )
            case _:
                nodes[node.id] = node
    used = {c for n in nodes.values() for c in getattr(n, "conditions", ())}
    used |= {n.until for n in nodes.values() if getattr(n, "until", None)}  # type: ignore[union-attr]
    return graph.with_nodes({i: n for i, n in nodes.items() if not isinstance(n, ConditionNode) or i in used})
