"""Checks that a rule graph is whole. What it refuses is a bug of ours, not a mistake of an author."""

from __future__ import annotations

from dsl.typesystem import BOOL
from engine.graph import ActionNode, ConditionNode, EventNode, Graph, StandingNode, emission_cycle


class BrokenGraph(Exception):
    """BC901: a stage of the compiler left the graph broken."""


def verify(graph: Graph) -> None:
    """Raise `BrokenGraph` unless ids are their nodes' own, edges end at nodes, conditions are of type bool and used
    in their own scope, actions stand where events name them, and no ring of events emits itself."""
    for id, node in graph.nodes.items():
        _require(node.id == id, f"{id} holds {node.id}")
    for edge in graph.edges:
        _require(edge.source in graph.nodes and edge.target in graph.nodes, f"{edge} ends nowhere")
    for node in graph.nodes.values():
        match node:
            case ConditionNode(id, scope, expression):
                _require(scope in graph.nodes, f"{id} has no scope")
                _require(expression.type == BOOL, f"{id} is not a condition")
            case EventNode(id, event, _, judges, follows):
                for action in (*judges, *follows):
                    _require(graph.action(action).event == event, f"{action} is not on {id}")
            case ActionNode(id, _, event, conditions):
                for condition in conditions:
                    _require(
                        graph.condition(condition).scope == f"event:{event}",
                        f"{condition} is foreign to {id}",
                    )
            case StandingNode(id, _, _, conditions, until):
                for condition in (*conditions, *([until] if until else [])):
                    _require(graph.condition(condition).scope == id, f"{condition} is foreign to {id}")
            case _:
                pass
    _require(emission_cycle(graph) is None, "events emit each other in a ring")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise BrokenGraph(
            f"BC901: the rule graph is broken: {what}. This is a bug in Bincard; please report it."
        )
