"""The checked model to the rule graph.

A rule's condition is cut at its `and`s, so that rules can share the parts; the order of the parts is kept, since a
later part may rely on an earlier one (`x is known and x > 3`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dsl import boards as b
from dsl import model as m
from dsl.diagnostics import Diagnostic
from engine.graph import (
    ActionNode,
    BoardNode,
    ConditionNode,
    Edge,
    EventNode,
    FieldNode,
    Graph,
    MeasureNode,
    Node,
    ParameterNode,
    StandingNode,
    TableNode,
    TileNode,
    emission_cycle,
)
from engine.walk import measured, walk


class _Lowering:
    def __init__(self, model: m.Model) -> None:
        self.model = model
        self.nodes: dict[str, Node] = {}
        self.edges: dict[Edge, None] = {}

    def edge(self, source: str, target: str, kind: Any) -> None:
        self.edges[Edge(source, target, kind)] = None

    def conditions(self, scope: str, owner: str, expression: m.Expression | None) -> tuple[str, ...]:
        """A node for each part of a condition."""
        if expression is None:
            return ()
        pieces = (
            expression.operands
            if isinstance(expression, m.Logic) and expression.operator == "and"
            else (expression,)
        )
        ids = []
        for number, piece in enumerate(pieces, start=1):
            id = f"condition:{owner}/{number}"
            self.nodes[id] = ConditionNode(id, scope, piece, piece.span)
            self.edge(scope, id, "decides")
            self.reads(piece, id)
            ids.append(id)
        return tuple(ids)

    def reads(self, expression: Any, reader: str) -> None:
        """Edges from what an expression looks up to the node that it belongs to."""
        for part in walk(expression):
            match part:
                case m.FieldRead(entity=entity, name=name):
                    self.edge(f"field:{entity}.{name}", reader, "reads")
                case m.Closure(entity=entity, field=field):
                    self.edge(f"field:{entity}.{field}", reader, "reads")
                case m.ParameterRead(name=name):
                    self.edge(f"parameter:{name}", reader, "reads")
                case m.MeasureRead(name=name):
                    self.edge(f"measure:{name}", reader, "reads")
                case m.TableCall(name=name):
                    self.edge(f"table:{name}", reader, "reads")

    def effects(self, statements: Iterable[m.Statement], actor: str) -> None:
        """Edges from a node to what its statements change."""
        for statement in statements:
            for part in walk(statement):
                match part:
                    case m.Set(entity=entity, field=field):
                        self.edge(actor, f"field:{entity}.{field}", "writes")
                    case m.Create(entity=entity):
                        for name in self.model.entities[entity].fields:
                            self.edge(actor, f"field:{entity}.{name}", "writes")
                    case m.Emit(event=event):
                        self.edge(actor, f"event:{event}", "emits")
                    case m.Move():
                        for measure in self.model.measures.values():
                            if isinstance(measure.body, m.StockMeasure):
                                self.edge(actor, f"measure:{measure.name}", "moves")
            self.reads(statement, actor)

    def leaves(self) -> None:
        """Nodes for fields, parameters, tables and measures."""
        for entity in self.model.entities.values():
            for f in entity.fields.values():
                id = f"field:{entity.name}.{f.name}"
                self.nodes[id] = FieldNode(id, entity.name, f.name, f.span)
        for parameter in self.model.parameters.values():
            id = f"parameter:{parameter.name}"
            self.nodes[id] = ParameterNode(id, parameter, parameter.span)
        for table in self.model.tables.values():
            id = f"table:{table.name}"
            self.nodes[id] = TableNode(id, table, table.span)
        for measure in self.model.measures.values():
            id = f"measure:{measure.name}"
            self.nodes[id] = MeasureNode(id, measure, measure.span)
            if isinstance(measure.body, m.EventMeasure):
                for case in measure.body.cases.values():
                    self.edge(f"event:{case.event}", id, "counts")
            for expression in measured(measure.body):
                self.reads(expression, id)

    def rule(self, rule: m.Rule, judges: dict[str, list[str]], follows: dict[str, list[str]]) -> None:
        """Nodes for a rule: one action for each kind of event, or one standing node."""
        body = rule.body
        if isinstance(body, m.OnEvents):
            for case in body.cases.values():
                id = f"action:{rule.name}@{case.event}"
                conditions = self.conditions(
                    f"event:{case.event}", f"{rule.name}@{case.event}", case.condition
                )
                self.nodes[id] = ActionNode(id, rule.name, case.event, conditions, case.actions, rule.span)
                self.edge(f"event:{case.event}", id, "decides")
                for condition in conditions:
                    self.edge(condition, id, "decides")
                self.effects(case.actions, id)
                (judges if body.judges else follows).setdefault(case.event, []).append(id)
            return
        id = f"standing:{rule.name}"
        conditions = self.conditions(id, rule.name, body.condition)
        until = None
        if body.until is not None:
            until = f"condition:{rule.name}/until"
            self.nodes[until] = ConditionNode(until, id, body.until, body.until.span)
            self.reads(body.until, until)
            self.edge(until, id, "decides")
        self.nodes[id] = StandingNode(
            id, rule.name, body.bindings, conditions, until, body.lasting, body.actions, rule.span
        )
        for condition in conditions:
            self.edge(condition, id, "decides")
        if body.lasting is not None:
            self.reads(body.lasting, id)
        self.effects(body.actions, id)

    def board(self, board: b.Board) -> None:
        """Nodes for a board and its tiles."""
        id = f"board:{board.name}"
        self.nodes[id] = BoardNode(id, board.name, board.span)
        for number, tile in enumerate(board.tiles, start=1):
            mine = f"tile:{board.name}/{number}"
            self.nodes[mine] = TileNode(mine, board.name, tile, tile.span)
            self.edge(mine, id, "shows")
            for expression in b.content_expressions(tile.content):
                self.reads(expression, mine)
            query = b.query_of(tile.content)
            if isinstance(query, b.Total) and isinstance(query.source, b.OfEvents):
                for event in query.source.cases:
                    self.edge(f"event:{event}", mine, "counts")
            for event in b.recorded_events(tile.content):
                self.edge(mine, f"event:{event}", "records")
            if isinstance(tile.content, b.Alerts):
                for node in list(self.nodes.values()):
                    if isinstance(node, ActionNode | StandingNode) and node.rule in tile.content.rules:
                        self.edge(node.id, mine, "shows")

    def graph(self) -> Graph:
        """All of it."""
        self.leaves()
        judges: dict[str, list[str]] = {}
        follows: dict[str, list[str]] = {}
        for rule in self.model.rules.values():
            self.rule(rule, judges, follows)
        for event in self.model.events.values():
            id = f"event:{event.name}"
            on_it = tuple(judges.get(event.name, ())), tuple(follows.get(event.name, ()))
            self.nodes[id] = EventNode(id, event.name, event.body, *on_it, event.span)
            self.effects(event.body, id)
        for board in self.model.boards.values():
            self.board(board)
        return Graph(self.model, self.nodes, tuple(self.edges))


def lower(model: m.Model) -> tuple[Graph, tuple[Diagnostic, ...]]:
    """The rule graph of a model; a ring of events that emit each other is a diagnostic (BC480) with the path."""
    graph = _Lowering(model).graph()
    ring = emission_cycle(graph)
    if ring is None:
        return graph, ()
    return graph, (Diagnostic("BC480", model.events[ring[0]].span, {"path": " → ".join(ring)}),)
