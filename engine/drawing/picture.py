"""What is drawn of a rule graph: boxes in columns and arrows between them.

The overview has a box for each rule, event, measure, table, parameter and entity: events on the left, what
rules read in the middle, rules on the right. All stock measures hang from one box, the ledger, since every
move reaches every one of them. A portrait shows one rule in full: each field that its conditions read, each
condition as it was written, each consequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import networkx as nx

from dsl import model as m
from dsl.diagnostics import Both
from dsl.source import Source, Span
from dsl.words import Language
from engine.graph import (
    ActionNode,
    BoardNode,
    ConditionNode,
    EdgeKind,
    EventNode,
    Graph,
    StandingNode,
    TileNode,
    network,
)
from engine.walk import walk

BoxKind = Literal[
    "event", "ledger", "measure", "table", "parameter", "entity", "field", "condition", "rule", "role"
]

LEDGER = Both("Stock ledger", "库存台账")
LONGEST = 60
"""Characters of a condition that are shown on a line."""

FORCES: dict[type, tuple[str, Both]] = {
    m.Block: ("block", Both("block", "拦截")),
    m.Hold: ("hold", Both("hold", "隔离")),
    m.Warn: ("warn", Both("warn", "警告")),
    m.Alert: ("alert", Both("alert", "告警")),
}


@dataclass(frozen=True, slots=True)
class Box:
    """One thing drawn: a title, what stands below it in small letters, and for a rule its strongest force."""

    id: str
    kind: BoxKind
    column: int
    title: str
    lines: tuple[str, ...] = ()
    force: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """`target` depends on `source`."""

    source: str
    target: str
    kind: EdgeKind


@dataclass(slots=True)
class Picture:
    """Boxes by id, in the order of the text, and arrows."""

    title: str
    boxes: dict[str, Box] = field(default_factory=dict)
    arrows: dict[Arrow, None] = field(default_factory=dict)

    def add(self, box: Box) -> str:
        """Put a box in, unless it is there; gives its id."""
        self.boxes.setdefault(box.id, box)
        return box.id

    def join(self, source: str, target: str, kind: EdgeKind) -> None:
        """An arrow between two boxes that are there."""
        if source in self.boxes and target in self.boxes and source != target:
            self.arrows[Arrow(source, target, kind)] = None

    def without_loose_ends(self) -> Picture:
        """The same picture without boxes that no arrow touches."""
        joined = {end for arrow in self.arrows for end in (arrow.source, arrow.target)}
        boxes = {id: box for id, box in self.boxes.items() if id in joined or box.kind == "rule"}
        return Picture(self.title, boxes, self.arrows)


def neighbourhood(graph: Graph, rule: str) -> Graph:
    """The part of a graph that one rule touches: what it reads and changes, and what feeds its measures."""
    own = {n.id for n in graph.nodes.values() if isinstance(n, ActionNode | StandingNode) and n.rule == rule}
    net = network(graph)
    for id in list(own):
        own |= {p for p in net.predecessors(id) if p.startswith("condition:")}
    near = set(own)
    for id in own:
        near |= set(net.predecessors(id))
        near |= {t for _, t, kind in net.out_edges(id, data="kind") if kind in ("writes", "emits", "moves")}
    for id in [i for i in near if i.startswith("measure:")]:
        near |= {s for s, _, kind in net.in_edges(id, data="kind") if kind == "counts"}
    kept = {id: node for id, node in graph.nodes.items() if id in near}
    edges = tuple(e for e in graph.edges if (e.source in own or e.target in own or e.kind == "counts"))
    kept_edges = tuple(e for e in edges if e.source in kept and e.target in kept)
    return Graph(graph.model, kept, kept_edges)


def overview(graph: Graph, language: Language) -> Picture:
    """All rules and what they stand on."""
    drawing = _Drawing(graph, language, {})
    for node in graph.nodes.values():
        if isinstance(node, EventNode):
            drawing.event(node.event, 0)
    for name in dict.fromkeys(
        _rule_of(n) for n in graph.nodes.values() if isinstance(n, ActionNode | StandingNode)
    ):
        drawing.rule(name, 2)
    for source, target, kind in _lifted(graph):
        drawing.data(source, 1)
        drawing.data(target, 1)
        drawing.join(source, target, kind)
    return drawing.picture.without_loose_ends()


def portrait(graph: Graph, rule: str, language: Language, sources: Mapping[str, Source]) -> Picture:
    """One rule in full."""
    drawing = _Drawing(graph, language, sources)
    part = neighbourhood(graph, rule)
    drawing.picture.title = drawing.text(graph.model.rules[rule].label)
    drawing.rule(rule, 3)
    owner = f"rule:{rule}"
    for node in part.nodes.values():
        if isinstance(node, ConditionNode):
            drawing.condition(node)
    for edge in part.edges:
        source, target = part.nodes[edge.source], part.nodes[edge.target]
        if isinstance(target, ConditionNode):
            end = drawing.condition(target)
        elif isinstance(target, ActionNode | StandingNode):
            end = owner
        else:
            continue
        if isinstance(source, ConditionNode):
            drawing.picture.join(drawing.condition(source), end, "decides")
        elif isinstance(source, EventNode):
            drawing.event(source.event, 0)
            if end == owner:
                drawing.picture.join(edge.source, end, "decides")
        elif not isinstance(source, ActionNode | StandingNode):
            if end == owner and edge.source.startswith("field:"):
                continue  # a message names it
            drawing.leaf(edge.source, 1)
            drawing.picture.join(edge.source, end, "reads")
    for edge in part.edges:
        if edge.kind == "counts" and edge.target in drawing.picture.boxes:
            drawing.event(edge.source.removeprefix("event:"), 0)
            drawing.picture.join(edge.source, edge.target, "counts")
        elif edge.kind in ("writes", "emits") and _is_rule(part, edge.source):
            drawing.effect(edge.target, owner, edge.kind)
    drawing.roles(rule, owner)
    led = {a.source for a in drawing.picture.arrows if a.target.startswith("condition:")}
    for arrow in [a for a in drawing.picture.arrows if a.target == owner and a.kind == "reads"]:
        if arrow.source in led:
            del drawing.picture.arrows[arrow]
    return drawing.picture


def _is_rule(graph: Graph, id: str) -> bool:
    return isinstance(graph.nodes[id], ActionNode | StandingNode)


def _rule_of(node: ActionNode | StandingNode) -> str:
    return node.rule


def _lifted(graph: Graph) -> Iterator[tuple[str, str, EdgeKind]]:
    """The edges of the overview: conditions are part of their rules, fields of their entities."""
    net: nx.MultiDiGraph = network(graph)
    for edge in graph.edges:
        if isinstance(graph.nodes[edge.target], TileNode | BoardNode) or edge.kind == "records":
            continue  # what boards show is no part of what rules do
        for source in _lift(graph, net, edge.source):
            for target in _lift(graph, net, edge.target):
                if source.startswith("rule:") and target.startswith("rule:"):
                    continue  # a condition that they share
                if edge.kind == "reads" and target.startswith("event:"):
                    continue  # what an event does with its things is not what rules rest on
                if edge.kind == "moves":
                    yield source, "ledger", "moves"
                    yield "ledger", target, "counts"
                elif edge.kind != "writes" or source.startswith("rule:"):
                    yield source, target, edge.kind


def _lift(graph: Graph, net: nx.MultiDiGraph, id: str) -> Iterable[str]:
    match graph.nodes[id]:
        case ActionNode(rule=rule) | StandingNode(rule=rule):
            return (f"rule:{rule}",)
        case ConditionNode():
            owners = (graph.nodes[n] for n in net.successors(id))
            return dict.fromkeys(f"rule:{n.rule}" for n in owners if isinstance(n, ActionNode | StandingNode))
        case _:
            return (f"entity:{id[6:].partition('.')[0]}" if id.startswith("field:") else id,)


class _Drawing:
    def __init__(self, graph: Graph, language: Language, sources: Mapping[str, Source]) -> None:
        self._graph = graph
        self._model = graph.model
        self._language: Language = language
        self._sources = sources
        self._conditions: dict[Span, str] = {}
        self.picture = Picture("Bincard")

    def text(self, label: Both) -> str:
        return label.in_(self._language)

    def join(self, source: str, target: str, kind: EdgeKind) -> None:
        self.picture.join(source, target, kind)

    def event(self, name: str, column: int) -> None:
        self.picture.add(
            Box(f"event:{name}", "event", column, self.text(self._model.events[name].label), (name,))
        )

    def rule(self, name: str, column: int) -> None:
        rule = self._model.rules[name]
        actions = rule_actions(rule)
        found = [FORCES[kind] for kind in FORCES if any(isinstance(a, kind) for a in actions)]
        told = " · ".join(self.text(words) for _, words in found)
        lines = (name, told) if told else (name,)
        cites = ("；" if self._language == "zh" else "; ").join(self.text(c) for c in rule.cites)
        if column == 3 and cites:
            lines = (*lines, *_wrapped(f"§ {cites}"))
        self.picture.add(
            Box(f"rule:{name}", "rule", column, self.text(rule.label), lines, found[0][0] if found else "")
        )

    def data(self, id: str, column: int) -> None:
        kind, _, name = id.partition(":")
        if kind == "entity":
            entity = self._model.entities[name]
            self.picture.add(Box(id, "entity", column, self.text(entity.label), (name,)))
        elif kind == "ledger":
            self.picture.add(Box(id, "ledger", column, self.text(LEDGER)))
        else:
            self.leaf(id, column)

    def leaf(self, id: str, column: int) -> None:
        """A measure, table, parameter or field."""
        kind, _, name = id.partition(":")
        match kind:
            case "measure":
                self.picture.add(
                    Box(id, "measure", column, self.text(self._model.measures[name].label), (name,))
                )
            case "table":
                self.picture.add(Box(id, "table", column, self.text(self._model.tables[name].label), (name,)))
            case "parameter":
                self.picture.add(
                    Box(id, "parameter", column, self.text(self._model.parameters[name].label), (name,))
                )
            case "field":
                entity, _, own = name.partition(".")
                declared = self._model.entities[entity]
                between = "的" if self._language == "zh" else ": "
                title = f"{self.text(declared.label)}{between}{self.text(declared.fields[own].label)}"
                self.picture.add(Box(id, "field", column, title, (name,)))
            case _:
                return

    def effect(self, id: str, owner: str, kind: EdgeKind) -> None:
        """What a rule changes, in a column of its own on the right."""
        mirrored = f"effect:{id}"
        if id.startswith("event:"):
            name = id.removeprefix("event:")
            box = Box(mirrored, "event", 4, self.text(self._model.events[name].label), (name,))
        else:
            self.leaf(id, 4)
            known = self.picture.boxes[id]
            if known.column == 4:
                del self.picture.boxes[id]
            box = Box(mirrored, known.kind, 4, known.title, known.lines)
        self.picture.add(box)
        self.picture.join(owner, mirrored, kind)

    def roles(self, rule: str, owner: str) -> None:
        """Who is told."""
        told = [r for a in rule_actions(self._model.rules[rule]) if isinstance(a, m.Alert) for r in a.roles]
        for role in dict.fromkeys(told):
            id = f"role:{role}"
            self.picture.add(Box(id, "role", 4, self.text(self._model.roles[role].label), (role,)))
            self.picture.join(owner, id, "emits")

    def condition(self, node: ConditionNode) -> str:
        """A condition as it was written; the same text for several events is one box."""
        span = node.expression.span
        if span not in self._conditions:
            source = self._sources.get(span.path)
            written = " ".join(source.slice(span).split()) if source else node.id
            title, *more = _wrapped(written)
            box = Box(f"condition:{len(self._conditions)}", "condition", 2, title, tuple(more))
            self._conditions[span] = self.picture.add(box)
        return self._conditions[span]


def rule_actions(rule: m.Rule) -> list[m.Statement]:
    """Every statement of a rule, those inside others included, in all its cases."""
    match rule.body:
        case m.OnEvents(cases=cases):
            own = [a for case in cases.values() for a in case.actions]
        case m.Standing(actions=actions):
            own = list(actions)
    return [part for a in own for part in walk(a) if isinstance(part, m.Statement)]


def _wrapped(text: str) -> list[str]:
    """A text in lines of about `LONGEST` characters, at blanks."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= LONGEST:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
