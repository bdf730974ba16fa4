"""Constant folding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from dsl import model as m
from engine.graph import ActionNode, ConditionNode, EventNode, Graph, Node, StandingNode
from engine.walk import rewritten


def fold(graph: Graph) -> Graph:
    """Before: `2 * 3`, `not false`, `true and x`. After: `6`, `true`, `x`.

    Only what cannot fail and needs no rounding is folded: sums, differences and products of constant decimals, and
    logic with constant parts.
    """
    nodes: dict[str, Node] = {}
    for node in graph.nodes.values():
        match node:
            case ConditionNode():
                nodes[node.id] = replace(node, expression=rewritten(node.expression, _folded))
            case EventNode():
                nodes[node.id] = replace(node, body=tuple(rewritten(s, _folded) for s in node.body))
            case ActionNode() | StandingNode():
                nodes[node.id] = replace(node, actions=tuple(rewritten(s, _folded) for s in node.actions))
            case _:
                nodes[node.id] = node
    return graph.with_nodes(nodes)


def _folded(expression: Any) -> Any:
    match expression:
        case m.Binary(operator=op, left=m.Literal_(Decimal() as a), right=m.Literal_(Decimal() as b)):
            if op != "/" and len(str(a)) + len(str(b)) < 24:
                value = a + b if op == "+" else a - b if op == "-" else a * b
                return m.Literal_(value, expression.type, expression.span)
        case m.Not(m.Literal_(bool() as value)):
            return m.Literal_(not value, expression.type, expression.span)
        case m.Logic(op, operands):
            neutral = op == "and"
            left: list[m.Expression] = []
            for operand in operands:
                if isinstance(operand, m.Literal_):
                    if operand.value is neutral:
                        continue
                    left.append(operand)
                    break  # what stands behind is never reached
                left.append(operand)
            if not left:
                return m.Literal_(neutral, expression.type, expression.span)
            if len(left) == 1:
                return left[0]
            return replace(expression, operands=tuple(left))
    return expression
