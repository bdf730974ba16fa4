"""Pruning of rules that can never match."""

from __future__ import annotations

from dataclasses import replace

from dsl import model as m
from engine.graph import ActionNode, ConditionNode, EventNode, Graph, Node


def prune(graph: Graph) -> Graph:
    """Before: rules on an event with a condition that is constantly false, conditions that are constantly true.
    After: such conditions are gone from their rules; of a rule with a false one nothing is left behind that, and
    where nothing stands before it, the rule is gone from its event.

    What stands before a false condition may be refused, as a division by zero is, so it is still asked.
    """

    def constant(id: str) -> object:
        expression = graph.condition(id).expression
        return expression.value if isinstance(expression, m.Literal_) else None

    def needed(conditions: tuple[str, ...]) -> tuple[str, ...]:
        kept: list[str] = []
        for id in conditions:
            if constant(id) is not True:
                kept.append(id)
            if constant(id) is False:
                break
        return tuple(kept)

    asked = {node.id: needed(node.conditions) for node in graph.of(ActionNode)}
    dead = {id for id, conditions in asked.items() if conditions and constant(conditions[0]) is False}
    nodes: dict[str, Node] = {}
    for node in graph.nodes.values():
        match node:
            case ActionNode() if node.id in dead:
                continue
            case ActionNode():
                nodes[node.id] = replace(node, conditions=asked[node.id])
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
