"""What hangs on what: what reads a field, what a change of a parameter touches, why a rule can never fire.

The rule graph is lifted to what people name: a rule's conditions and actions become one node, and nodes are added for
what the graph does not hold because nothing runs there (enums and their values, roles, places, the fields of events).
Whoever names something depends on it; so does whoever is changed by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from dsl import boards as b
from dsl import model as m
from dsl.diagnostics import Both
from dsl.typesystem import EnumType, ListType, Optional, Record, Reference, SetType, Type
from engine.graph import ActionNode, ConditionNode, Graph, Node, StandingNode, TileNode
from engine.walk import walk

KINDS: Mapping[str, str] = {
    "enum": "enums",
    "entity": "entities",
    "place": "places",
    "role": "roles",
    "event": "events",
    "measure": "measures",
    "parameter": "parameters",
    "table": "tables",
    "rule": "rules",
    "board": "boards",
}
"""The kinds of declarations, and where the model keeps them."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a name in the definitions."""

    id: str
    """`parameter:near_expiry_limit`, `field:Lot.expires_at`"""
    kind: str
    name: str
    label: Both


@dataclass(frozen=True, slots=True)
class Branch:
    """A thing, how it hangs on what stands above it, and what hangs on it; each thing stands once in a tree."""

    thing: Thing
    how: tuple[str, ...]
    below: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything about one thing."""

    thing: Thing
    fed_by: tuple[Branch, ...]
    """What it reads or is changed by, directly."""
    touches: tuple[Branch, ...]
    """What a change of it touches, and what that touches."""
    scenarios: tuple[str, ...]
    """Scenarios that may tell: they name it, or a rule that it touches."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A thing of an old version that the new one lacks, or has with another type."""

    thing: Thing
    retyped: bool
    users: tuple[Thing, ...]
    """What named it in the old version."""


class Hangings:
    """The lifted graph of one model."""

    def __init__(self, graph: Graph) -> None:
        self._model = graph.model
        self.things = {thing.id: thing for thing in _things(graph.model)}
        self._net = nx.DiGraph()
        self._net.add_nodes_from(self.things)
        for edge in graph.edges:
            if edge.kind == "records":
                continue  # that people record an event on a board changes nothing about the event
            self._join(_owner(graph.nodes[edge.source]), _owner(graph.nodes[edge.target]), edge.kind)
        for kind, table in KINDS.items():
            for declaration in getattr(graph.model, table).values():
                for named in _named(declaration):
                    self._join(named, f"{kind}:{declaration.name}", "names")
        for entity in graph.model.entities.values():
            for field in entity.fields.values():
                for named in _named(field):
                    self._join(named, f"field:{entity.name}.{field.name}", "names")

    def _join(self, source: str, target: str, how: str) -> None:
        if source != target and source in self.things and target in self.things:
            data = self._net.get_edge_data(source, target, {"how": ()})
            self._net.add_edge(source, target, how=tuple(dict.fromkeys((*data["how"], how))))

    def called(self, name: str) -> list[Thing]:
        """The things of that name or label."""
        return [t for t in self.things.values() if name in (t.name, *t.label)]

    def impact(self, thing: Thing) -> Impact:
        """What it hangs on, and what hangs on it. Of an entity or an event its fields count too."""
        inside = {thing.id, *(f"{id}" for id in self.things if id.startswith(_fields_of(thing)))}
        backward = self._net.reverse(copy=False)
        fed_by = self._branches(backward, inside, depth=1)
        touches = self._branches(self._net, inside, depth=None)
        reached = inside | {branch.thing.id for branch in flat(touches)}
        return Impact(thing, fed_by, touches, tuple(_scenarios(self._model, thing, reached)))

    def users(self, thing: Thing) -> tuple[Thing, ...]:
        """Who names it, and would no longer stand without it."""
        found = dict.fromkeys(
            target
            for _, target, how in self._net.out_edges(thing.id, data="how")
            if {"reads", "names", "decides", "counts"} & set(how) or "writes" in how or "emits" in how
        )
        if thing.kind == "field":  # who writes a field names it as well
            found |= dict.fromkeys(
                source for source, _, how in self._net.in_edges(thing.id, data="how") if "writes" in how
            )
        return tuple(self.things[id] for id in found)

    def _branches(self, net: Any, roots: set[str], *, depth: int | None) -> tuple[Branch, ...]:
        """Breadth first, so that each thing stands as near to the root as it can."""
        parents: dict[str, str] = dict.fromkeys(roots, "")
        children: dict[str, list[str]] = {}
        edge, level = sorted(roots), 0
        while edge and (depth is None or level < depth):
            following = []
            for node in edge:
                for near in net.successors(node):
                    if near not in parents:
                        parents[near] = node
                        children.setdefault(node, []).append(near)
                        following.append(near)
            edge, level = following, level + 1

        def branch(node: str) -> Branch:
            below = tuple(branch(child) for child in children.get(node, ()))
            return Branch(self.things[node], net.edges[parents[node], node]["how"], below)

        return tuple(branch(child) for root in sorted(roots) for child in children.get(root, ()))


def losses(old: Graph, new: Graph) -> Iterator[Loss]:
    """What a new version takes away. What is inside a thing that is gone is not said again."""
    before, after = Hangings(old), Hangings(new)
    gone = {id for id in before.things if id not in after.things}
    for id, thing in before.things.items():
        retyped = id not in gone and _type_of(old.model, thing) != _type_of(new.model, thing)
        inside = any(id.startswith(_fields_of(before.things[owner])) for owner in gone if owner != id)
        if (id in gone and not inside) or retyped:
            yield Loss(thing, retyped, before.users(thing))


def _type_of(model: m.Model, thing: Thing) -> object:
    owner, _, field = thing.name.partition(".")
    match thing.kind:
        case "field":
            return model.entities[owner].fields[field].type
        case "event_field":
            return model.events[owner].fields[field].type
        case "parameter":
            return model.parameters[owner].type
        case "measure":
            return model.measures[owner].type, model.measures[owner].parameters
        case "table":
            return model.tables[owner].type, model.tables[owner].parameters
        case "entity":
            return model.entities[owner].key
        case _:
            return None


def flat(branches: tuple[Branch, ...]) -> Iterator[Branch]:
    """All branches of a tree."""
    for branch in branches:
        yield branch
        yield from flat(branch.below)


def _things(model: m.Model) -> Iterator[Thing]:
    for kind, table in KINDS.items():
        for declaration in getattr(model, table).values():
            yield Thing(f"{kind}:{declaration.name}", kind, declaration.name, declaration.label)
    for prefix, owners in (("field", model.entities), ("event_field", model.events)):
        for owner in owners.values():
            for field in owner.fields.values():
                name = f"{owner.name}.{field.name}"
                label = Both(f"{owner.label.en}: {field.label.en}", f"{owner.label.zh}的{field.label.zh}")
                yield Thing(f"{prefix}:{name}", prefix, name, label)
    for enum in model.enums.values():
        for value in enum.values:
            name = f"{enum.name}.{value.name}"
            label = Both(f"{enum.label.en}: {value.label.en}", f"{enum.label.zh}的{value.label.zh}")
            yield Thing(f"value:{name}", "value", name, label)


def _owner(node: Node) -> str:
    """The thing that a node of the graph belongs to."""
    match node:
        case ActionNode(rule=rule) | StandingNode(rule=rule):
            return f"rule:{rule}"
        case TileNode(board=board):
            return f"board:{board}"
        case ConditionNode(id=id):
            return "rule:" + id.removeprefix("condition:").split("/")[0].split("@")[0]
        case _:
            return node.id


def _fields_of(thing: Thing) -> str:
    return {
        "entity": f"field:{thing.name}.", "event": f"event_field:{thing.name}.", "enum": f"value:{thing.name}.",
    }.get(thing.kind, "\0")  # fmt: skip


def _named(part: object) -> Iterator[str]:
    """What a declaration names, beside what the rule graph knows."""
    match part:
        case m.Rule(body=body, override_by=roles):
            yield from (f"role:{role}" for role in roles)
            if isinstance(body, m.OnEvents):
                for case in body.cases.values():
                    yield from _in(case.condition, case.event)
                    yield from _in(case.actions, case.event)
            else:
                yield from (name for binding in body.bindings for name in _of_type(binding.type))
                yield from _in((body.condition, body.until, body.lasting, *body.actions), None)
        case b.Board(roles=roles, tiles=tiles):
            yield from (f"role:{role}" for role in roles)
            for tile in tiles:
                yield from _on_tile(tile.content)
        case m.Event(fields=fields, body=statements, recorded_by=roles):
            yield from (f"role:{role}" for role in roles)
            yield from (name for field in fields.values() for name in _named(field))
            yield from _in(statements, part.name)
        case m.Field(type=kind, default=default):
            yield from _of_type(kind)
            yield from _in(default, None)
        case m.Measure(body=m.EventMeasure(cases=cases), parameters=parameters):
            yield from (name for binding in parameters for name in _of_type(binding.type))
            for counted in cases.values():
                parts = (*counted.keys, counted.value, counted.where, counted.order, counted.identity)
                yield from _in(parts, counted.event)
        case m.Measure(body=m.StockMeasure(where=where), parameters=parameters):
            yield from (name for binding in parameters for name in _of_type(binding.type))
            yield from _in(where, None)
        case m.Parameter(tuned_by=roles, type=kind, default=default):
            yield from (f"role:{role}" for role in roles)
            yield from (*_of_type(kind), *_of_value(default, kind))
        case m.Table(parameters=parameters, type=kind, rows=rows):
            yield from _of_type(kind)
            for number, binding in enumerate(parameters):
                yield from _of_type(binding.type)
                for row in rows:
                    cell = row.cells[number]
                    values = cell.values if isinstance(cell, m.OneOfCell) else ()
                    yield from (name for value in values for name in _of_value(value, binding.type))
            yield from (name for row in rows for name in _of_value(row.result, kind))


def _on_tile(content: b.Content) -> Iterator[str]:
    match content:
        case b.Alerts(rules):
            yield from (f"rule:{rule}" for rule in rules)
        case b.Choice(_, kind, default):
            yield from _of_type(kind)
            yield from _in(default, None)
        case _:
            pass
    yield from (f"event:{event}" for event in b.recorded_events(content))
    query = b.query_of(content)
    if isinstance(query, b.Total) and isinstance(query.source, b.OfEvents):
        for case in query.source.cases.values():
            yield from _in((*case.keys, case.value, case.where), case.event)
    elif isinstance(query, b.ThingRows):
        yield f"entity:{query.source.entity}"
    elif isinstance(query, b.Total) and isinstance(query.source, b.OfThings):
        yield f"entity:{query.source.source.entity}"
    for expression in b.content_expressions(content):
        yield from _in(expression, None)


def _in(part: Any, event: str | None) -> Iterator[str]:
    """What expressions and statements name."""
    if part is None:
        return
    for node in (
        inner
        for item in (part if isinstance(part, tuple) else (part,))
        if item is not None
        for inner in walk(item)
    ):
        match node:
            case m.EventField(name) if event is not None:
                yield f"event_field:{event}.{name}"
            case m.Literal_(value, kind):
                yield from _of_value(value, kind)
            case m.Alert(roles=roles):
                yield from (f"role:{role}" for role in roles)
            case m.Lookup(entity=entity) | m.Create(entity=entity) | m.Construct(entity=entity):
                yield f"entity:{entity}"
            case m.Emit(event=emitted, fields=fields):
                yield from (f"event_field:{emitted}.{name}" for name in fields)
            case m.ForEach(entity=str() as entity):
                yield f"entity:{entity}"


def _of_type(kind: Type) -> tuple[str, ...]:
    match kind:
        case EnumType(name):
            return (f"enum:{name}",)
        case Reference(name) | Record(name):
            return (f"entity:{name}",)
        case ListType(item) | SetType(item) | Optional(item):
            return _of_type(item)
        case _:
            return ()


def _of_value(value: object, kind: Type) -> Iterator[str]:
    match kind:
        case EnumType(name):
            yield f"value:{name}.{value}"
        case Reference("Place"):
            yield f"place:{value}"
        case Optional(item):
            yield from _of_value(value, item)
        case ListType(item) | SetType(item) if isinstance(value, tuple):
            for inner in value:
                yield from _of_value(inner, item)


def _scenarios(model: m.Model, thing: Thing, reached: set[str]) -> Iterator[str]:
    for scenario in model.scenarios:
        steps = [*(g for g in scenario.given if isinstance(g, m.Step)), *scenario.steps]
        rules = {
            f"rule:{rule}"
            for step in steps
            for expected in step.expectations
            if isinstance(expected, m.ExpectRules)
            for rule in expected.rules
        }
        given = {f"parameter:{g.name}" for g in scenario.given if isinstance(g, m.GivenParameter)}
        events = {f"event:{step.event}" for step in steps}
        if reached & rules or thing.id in given | events:
            yield scenario.title
