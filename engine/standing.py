"""Standing rules: which of them a change concerns, where each stands, and when time alone may turn one.

A rule is `armed`, `pending` (its condition holds, but not yet for as long as `lasting` asks) or `fired`. It fires on
the edge, once, and is armed again by `until`, or by the end of its condition where there is no `until`. Where `until`
holds while the condition still does, the rule is `resting`: it is armed as soon as the condition ends, so that it
fires on the next edge and not twice on the same.

What a rule reads tells which combinations of things a change concerns: a field is followed back along the references
that lead to it from the rule's own variables; a measure through its arguments. Nothing else is looked at.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

from dsl import model as m
from dsl.typesystem import Reference
from engine.backends.program import Program
from engine.graph import ActionNode, ConditionNode, EventNode, Graph, MeasureNode, StandingNode
from engine.ledger import NO_LOT
from engine.state import State, referenced
from engine.walk import measured, parts, walk

Path = tuple[tuple[str, str], ...]
"""References to follow, each as entity and field."""
Key = tuple[str, ...]


class Sight(NamedTuple):
    """From where a rule sees something: which of its bindings, and over which references. No binding: from anywhere."""

    binding: int | None
    path: Path


@dataclass(slots=True)
class Senses:
    """What one standing rule reads."""

    fields: dict[tuple[str, str], dict[Sight, None]] = field(default_factory=dict)
    holds: dict[str, dict[Sight, None]] = field(default_factory=dict)
    measures: dict[str, dict[tuple[Sight, ...], None]] = field(default_factory=dict)
    presences: dict[str, dict[tuple[Sight, ...], None]] = field(default_factory=dict)
    """Measures of all stock that there is of a thing, where all that matters is whether there is any."""
    parameters: dict[str, None] = field(default_factory=dict)
    lookups: dict[str, None] = field(default_factory=dict)
    """Entities whose things are looked up by a key or as descendants, so that a new one may matter."""


def senses(graph: Graph, node: StandingNode) -> Senses:
    """What a standing rule's conditions read."""
    found = Senses()
    roots = {b.name: (Sight(i, ()),) for i, b in enumerate(node.bindings)}
    expressions: list[Any] = [graph.condition(c).expression for c in node.conditions]
    if node.until is not None:
        expressions.append(graph.condition(node.until).expression)
    if node.lasting is not None:
        expressions.append(node.lasting)
    for expression in expressions:
        _sense(expression, roots, found, graph.model)
    return found


_ANYWHERE = Sight(None, ())
_OWN = Sight(0, ())
_Roots = Mapping[str, tuple[Sight, ...]]
"""From where a rule sees the things for which its variables stand."""


def _sights(expression: Any, roots: _Roots) -> tuple[Sight, ...]:
    """From where the rule may see the thing that an expression gives."""
    match expression:
        case m.Variable(name):
            return roots.get(name, (_ANYWHERE,))
        case m.FieldRead(base, entity, name) if referenced(expression.type) is not None:
            return tuple(
                before if before.binding is None else Sight(before.binding, (*before.path, (entity, name)))
                for before in _sights(base, roots)
            )
        case m.Otherwise(operand, fallback):
            return tuple(dict.fromkeys((*_sights(operand, roots), *_sights(fallback, roots))))
        case _:
            return (_ANYWHERE,)


def _sense(expression: Any, roots: _Roots, found: Senses, model: m.Model) -> None:
    match expression:
        case m.FieldRead(base, entity, name):
            if model.entities[entity].key is not None:
                found.fields.setdefault((entity, name), {}).update(dict.fromkeys(_sights(base, roots)))
        case m.Convert(subject=subject):
            for name in ("base_unit", "packaging"):
                found.fields.setdefault(("Item", name), {}).update(dict.fromkeys(_sights(subject, roots)))
        case m.Held(operand, entity):
            found.holds.setdefault(entity, {}).update(dict.fromkeys(_sights(operand, roots)))
        case m.Compare(left=m.MeasureRead(name, arguments) as read, right=m.Literal_(0)) if _is_total(
            read, model
        ):
            found.presences.setdefault(name, {}).update(_ways(arguments, roots))
            _sense_within(read, roots, found, model)
            return
        case m.MeasureRead(name, arguments):
            found.measures.setdefault(name, {}).update(_ways(arguments, roots))
            _sense_within(expression, roots, found, model)
            return
        case m.ParameterRead(name):
            found.parameters[name] = None
        case m.Closure(direction, entity=entity, field=name):
            found.fields.setdefault((entity, name), {})[_ANYWHERE] = None
            if direction == "descendants":
                found.lookups[entity] = None
        case m.Lookup(entity):
            found.lookups[entity] = None
        case (
            m.Quantified(variable=variable, collection=collection)
            | m.Fold(variable=variable, collection=collection)
        ):
            roots = {**roots, variable: _sights(collection, roots)}
        case _:
            pass
    for part in parts(expression):
        _sense(part, roots, found, model)


def _ways(arguments: Iterable[m.Expression], roots: _Roots) -> dict[tuple[Sight, ...], None]:
    """Every way in which the rule may see the key at which it reads a measure."""
    return dict.fromkeys(product(*(_sights(a, roots) for a in arguments)))


def _sense_within(read: m.MeasureRead, roots: _Roots, found: Senses, model: m.Model) -> None:
    """What a measure itself looks at, and what its arguments do."""
    body = model.measures[read.name].body
    if isinstance(body, m.StockMeasure) and body.where is not None:
        _sense(body.where, {}, found, model)
    for argument in read.arguments:
        _sense(argument, roots, found, model)


def _is_total(read: m.MeasureRead, model: m.Model) -> bool:
    """Whether a measure takes all places together that are not virtual. It is zero, or above."""
    body = model.measures[read.name].body
    return isinstance(body, m.StockMeasure) and body.place is None


class Position(NamedTuple):
    """Where a rule stands for one combination of things."""

    phase: str
    since: int | None
    wake: int | None


ARMED = Position("armed", None, None)


class _MeasureSense(NamedTuple):
    """A rule that reads a measure."""

    rule: str
    way: tuple[Sight, ...]
    direct: tuple[int, ...] | None
    """Where the measure is read at the rule's own things: for each of these, which part of the measure's key it is."""
    is_key: bool
    """The rule's things are the measure's key as it is, and none of them is a place."""


def _measure_sense(node: StandingNode, way: tuple[Sight, ...]) -> _MeasureSense:
    parts = {sight.binding: i for i, sight in enumerate(way) if sight.binding is not None and not sight.path}
    if len(parts) != len(node.bindings):
        return _MeasureSense(node.rule, way, None, False)
    direct = tuple(parts[i] for i in range(len(node.bindings)))
    is_key = len(way) == len(direct) == 1 and node.bindings[0].type != Reference("Place")
    return _MeasureSense(node.rule, way, direct, is_key)


class _StockSense(NamedTuple):
    """A rule that reads a measure of stock."""

    sense: _MeasureSense
    by_lot: bool
    is_total: bool
    """The measure takes all places together that are not virtual."""
    is_place_first: bool
    """The measure's parameters are the place and the thing, in this order."""
    at_places: bool
    """The rule ranges over the place: virtual ones do not matter to it."""


def _stock_sense(
    node: StandingNode, measure: m.Measure, body: m.StockMeasure, way: tuple[Sight, ...]
) -> _StockSense:
    is_place_first = len(way) == 2 and measure.parameters[1].name == body.thing.name
    at_places = any(
        sight.binding is not None and not sight.path
        for sight, parameter in zip(way, measure.parameters, strict=True)
        if parameter.name != body.thing.name
    )
    by_lot = body.thing.type == Reference("Lot")
    return _StockSense(_measure_sense(node, way), by_lot, body.place is None, is_place_first, at_places)


class StandingRules:
    """All standing rules of a graph over one state."""

    def __init__(
        self, graph: Graph, state: State, program: Program, all_senses: Mapping[str, Senses]
    ) -> None:
        self._graph = graph
        self._state = state
        self._program = program
        self._nodes: dict[str, StandingNode] = {n.rule: n for n in graph.of(StandingNode)}
        self._places = {
            n.rule: tuple(i for i, b in enumerate(n.bindings) if b.type == Reference("Place"))
            for n in self._nodes.values()
        }
        """Which of a rule's things are places: virtual ones do not matter to it."""
        self._order = {name: i for i, name in enumerate(self._nodes)}
        self.positions: dict[tuple[str, Key], Position] = {}
        self.changed: dict[tuple[str, Key], None] = {}
        self._timers: list[tuple[int, int, Key, str]] = []
        self._waking: dict[tuple[str, Key], int] = {}
        """The instant at which the timer stands that counts for a combination. It may be early, never late."""
        self._seen: dict[str, list[dict[str, dict[Key, None]]]] = {
            n.rule: [{} for _ in n.bindings] for n in self._nodes.values() if len(n.bindings) > 1
        }
        self._combinations: dict[str, dict[Key, None]] = {name: {} for name in self._seen}
        self._by_field: dict[tuple[str, str], list[tuple[str, Sight, bool]]] = {}
        """Rules that read a field, from where, and whether they range over just the things that have it, no places."""
        self._by_hold: dict[str, list[tuple[str, Sight]]] = {}
        self._by_measure: dict[str, list[_MeasureSense]] = {}
        self._by_stock: list[_StockSense] = []
        self._by_presence: list[_StockSense] = []
        self._by_parameter: dict[str, list[str]] = {}
        self._by_entity: dict[str, list[str]] = {}
        self._by_lookup: dict[str, list[str]] = {}
        for node in self._nodes.values():
            self._register(node, all_senses[node.rule])

    def _register(self, node: StandingNode, found: Senses) -> None:
        model = self._graph.model
        for pair, sights in found.fields.items():
            is_single = len(node.bindings) == 1 and not self._places[node.rule]
            self._by_field.setdefault(pair, []).extend(
                (node.rule, s, is_single and s == _OWN) for s in sights
            )
        for entity, sights in found.holds.items():
            self._by_hold.setdefault(entity, []).extend((node.rule, s) for s in sights)
        for name, ways in found.measures.items():
            measure = model.measures[name]
            for way in ways:
                if isinstance(measure.body, m.StockMeasure):
                    self._by_stock.append(_stock_sense(node, measure, measure.body, way))
                else:
                    self._by_measure.setdefault(name, []).append(_measure_sense(node, way))
        for name, ways in found.presences.items():
            measure = model.measures[name]
            assert isinstance(measure.body, m.StockMeasure)
            self._by_presence += [_stock_sense(node, measure, measure.body, way) for way in ways]
        for entity in found.lookups:
            self._by_lookup.setdefault(entity, []).append(node.rule)
        for name in found.parameters:
            self._by_parameter.setdefault(name, []).append(node.rule)
        if len(node.bindings) == 1:
            kind = node.bindings[0].type
            assert isinstance(kind, Reference)
            self._by_entity.setdefault(kind.entity, []).append(node.rule)

    @property
    def measures(self) -> Container[str]:
        """The measures of events that some rule reads."""
        return self._by_measure

    # -- which combinations a change concerns

    def concerned(self, touched: Iterable[tuple[str, Any, Any]]) -> dict[tuple[str, Key], None]:
        """The rules and combinations of things that changes concern, in the order of the changes."""
        found: dict[tuple[str, Key], None] = {}
        for what, subject, detail in touched:
            match what:
                case "field":
                    for rule, sight, is_own in self._by_field.get((subject._entity, detail), ()):
                        if is_own:
                            found[rule, (subject._key,)] = None
                        else:
                            self._seeing(rule, sight, subject._key, found)
                case "new":
                    for rule in self._by_entity.get(subject, ()):
                        if detail not in self._state.virtual or subject != "Place":
                            found[rule, (detail,)] = None
                    for rule in self._by_lookup.get(subject, ()):
                        self._seeing(rule, _ANYWHERE, "", found)
                case "stock":
                    item, lot = subject
                    self._stock(item, lot, detail, found)
                case "presence":
                    for stock in self._by_presence:
                        if not stock.by_lot:
                            self._measured(stock.sense, (subject,), found)
                        elif detail != NO_LOT:
                            self._measured(stock.sense, (detail,), found)
                case "measure":
                    for sense in self._by_measure.get(subject, ()):
                        self._measured(sense, detail, found)
                case "hold":
                    for rule, sight in self._by_hold.get(subject, ()):
                        self._seeing(rule, sight, detail, found)
                case "force":
                    found[subject, detail] = None
                case "parameter":
                    for rule in self._by_parameter.get(subject, ()):
                        for key in self.all_keys(rule):
                            found[rule, key] = None
        return found

    def _seeing(self, rule: str, sight: Sight, key: str, found: dict[tuple[str, Key], None]) -> None:
        """The combinations that see a thing."""
        binding, path = sight
        if binding is None:
            for combination in self.all_keys(rule):
                found[rule, combination] = None
            return
        for root in self._back(path, key) if path else (key,):
            if rule in self._combinations:
                for combination in sorted(self._seen[rule][binding].get(root, ())):
                    found[rule, combination] = None
            elif not self._places[rule] or root not in self._state.virtual:
                found[rule, (root,)] = None

    def _back(self, path: Path, key: str) -> list[str]:
        """The things from which references lead to a thing, in order."""
        keys = {key: None}
        for pair in reversed(path):
            index = self._state.holders[pair]
            keys = {holder: None for k in keys for holder in index.get(k, ())}
        return sorted(keys)

    def _stock(
        self, item: str, lot: str, places: tuple[str, ...], found: dict[tuple[str, Key], None]
    ) -> None:
        """What reads the stock of a lot at places between which it moved."""
        virtual = [place in self._state.virtual for place in places]
        is_total_same = not any(virtual)
        for stock in self._by_stock:
            thing = lot if stock.by_lot else item
            if thing == NO_LOT:
                continue
            if stock.is_total:
                if not is_total_same:
                    self._measured(stock.sense, (thing,), found)
                continue
            for place, is_virtual in zip(places, virtual, strict=True):
                if not (is_virtual and stock.at_places):
                    key = (place, thing) if stock.is_place_first else (thing, place)
                    self._measured(stock.sense, key, found)

    def _measured(
        self, sense: _MeasureSense, key: tuple[Any, ...], found: dict[tuple[str, Key], None]
    ) -> None:
        """The combinations that read a measure at a key."""
        rule, way, direct, is_key = sense
        if is_key:
            found[rule, key] = None
            return
        if direct is not None:
            combination = tuple([key[i] for i in direct])
            for i in self._places[rule]:
                if combination[i] in self._state.virtual:
                    return
            if rule in self._combinations:
                self._meet(rule, combination)
            found[rule, combination] = None
            return
        sights = [(sight, part) for sight, part in zip(way, key, strict=True) if sight.binding is not None]
        for sight, part in sights if rule in self._combinations else sights[:1]:
            self._seeing(rule, sight, part, found)
        if not sights:
            self._seeing(rule, _ANYWHERE, "", found)

    def _meet(self, rule: str, combination: Key) -> None:
        if combination not in self._combinations[rule]:
            self._combinations[rule][combination] = None
            for i, k in enumerate(combination):
                self._seen[rule][i].setdefault(k, {})[combination] = None
            self._state.undo.append((self._part, (rule, combination)))

    def _part(self, rule: str, combination: Key) -> None:
        """What made the combination known was taken back."""
        del self._combinations[rule][combination]
        for i, k in enumerate(combination):
            del self._seen[rule][i][k][combination]

    def all_keys(self, rule: str) -> list[Key]:
        """Every combination that a rule ranges over now, in order: one that a store opened again keeps too."""
        if rule in self._combinations:
            return sorted(self._combinations[rule])
        kind = self._nodes[rule].bindings[0].type
        assert isinstance(kind, Reference)
        keys = sorted(self._state.things[kind.entity])
        return [(k,) for k in keys if kind.entity != "Place" or k not in self._state.virtual]

    # -- edges

    def look(self, rule: str, key: Key) -> bool:
        """Judge one combination anew; true where the rule fires now."""
        now = self._state.now
        old = self.positions.get((rule, key), ARMED)
        if old.phase == "fired":
            ended, turn = self._program.ends(rule, key)
            if ended:
                truth, turn = self._program.holds(rule, key)
                new = Position("resting", old.since, turn) if truth else Position("armed", None, turn)
            else:
                new = Position("fired", old.since, turn)
            self._move(rule, key, old, new)
            return False
        truth, turn = self._program.holds(rule, key)
        if not truth:
            if turn != old.wake or old.phase != "armed":
                self._move(rule, key, old, Position("armed", None, turn))
            return False
        if old.phase == "resting":
            self._move(rule, key, old, Position("resting", old.since, turn))
            return False
        since = old.since if old.phase == "pending" and old.since is not None else now
        lasting = self._program.lasting(rule, key)
        if now - since < lasting:
            wake = since + lasting if turn is None else min(turn, since + lasting)
            self._move(rule, key, old, Position("pending", since, wake))
            return False
        ended, ending = self._program.ends(rule, key)
        self._move(
            rule, key, old, Position("resting", now, turn) if ended else Position("fired", now, ending)
        )
        return True

    def _move(self, rule: str, key: Key, old: Position, new: Position) -> None:
        if new != old:
            self._state.undo.append((self._put, (rule, key, old)))
            self._put(rule, key, new)

    def _put(self, rule: str, key: Key, position: Position) -> None:
        if position == ARMED:
            self.positions.pop((rule, key), None)
        else:
            self.positions[rule, key] = position
        self.changed[rule, key] = None
        wake = position.wake
        if wake is not None:
            waking = self._waking.get((rule, key))
            if waking is None or wake < waking:
                self._wake(wake, rule, key)

    def _wake(self, at: int, rule: str, key: Key) -> None:
        self._waking[rule, key] = at
        heapq.heappush(self._timers, (at, self._order[rule], key, rule))

    def fired(self, rule: str) -> list[tuple[Key, int]]:
        """The combinations for which a rule has fired, in order, and since when."""
        found = [(k, p) for (name, k), p in self.positions.items() if name == rule]
        return sorted(
            (k, p.since) for k, p in found if p.phase in ("fired", "resting") and p.since is not None
        )

    def rearm(self, rule: str, key: Key) -> None:
        """Let a combination that has fired fire again when it is looked at, if its condition still holds."""
        old = self.positions[rule, key]
        since = (old.since or 0) - self._program.lasting(rule, key)
        self._move(rule, key, old, Position("pending", since, None))

    def give_up(self, rule: str, key: Key) -> None:
        """Take a combination as fired, though it could not act, so that it is not tried without end."""
        self._put(rule, key, Position("fired", self._state.now, None))

    def is_due(self, until: int) -> bool:
        """Whether a timer stands at or before an instant."""
        return bool(self._timers) and self._timers[0][0] <= until

    def due(self, until: int) -> Iterator[tuple[int, str, Key]]:
        """Timers up to an instant, earliest first; those that no longer count are passed over, early ones put off."""
        while self._timers and self._timers[0][0] <= until:
            at, _, key, rule = heapq.heappop(self._timers)
            if self._waking.get((rule, key)) != at:
                continue
            del self._waking[rule, key]
            wake = self.positions.get((rule, key), ARMED).wake
            if wake == at:
                yield at, rule, key
            elif wake is not None:
                self._wake(wake, rule, key)

    def restore(self, rule: str, key: Key, position: Position) -> None:
        """Put back what a store kept; a rule that is gone is passed over."""
        if rule in self._nodes and len(key) == len(self._nodes[rule].bindings):
            self._put(rule, key, position)

    def restore_combinations(self, counted: Iterable[tuple[str, tuple[Any, ...]]]) -> None:
        """Meet again every combination that the ledger and the measures have seen."""
        for item, place in list(self._state.ledger.total):
            self._stock(item, NO_LOT, (place,), {})
        for item, lot, place, _ in self._state.ledger.balances():
            self._stock(item, lot, (place,), {})
        for measure, key in counted:
            for sense in self._by_measure.get(measure, ()):
                self._measured(sense, key, {})

    def everything(self) -> Iterator[tuple[str, Key]]:
        """Every rule with every combination, for a first look after definitions changed."""
        for rule in self._nodes:
            for key in self.all_keys(rule):
                yield rule, key


class Plan(NamedTuple):
    """What standing rules ask of a state, worked out once for a graph."""

    senses: Mapping[str, Senses]
    """By rule."""
    followed: frozenset[tuple[str, str]]
    """The fields of references that must be followable backwards: on a rule's way, or in `descendants`."""


def plan(graph: Graph) -> Plan:
    """What the standing rules of a graph read, and which references lead there."""
    all_senses = {node.rule: senses(graph, node) for node in graph.of(StandingNode)}
    followed: set[tuple[str, str]] = set()
    for one in all_senses.values():
        ways = [s for sights in (*one.fields.values(), *one.holds.values()) for s in sights]
        measures = (*one.measures.values(), *one.presences.values())
        ways += [s for tuples in measures for way in tuples for s in way]
        for sight in ways:
            followed.update(sight.path)
    for node in graph.nodes.values():
        roots: tuple[Any, ...] = ()
        if isinstance(node, EventNode | ConditionNode | ActionNode | StandingNode):
            roots = (node,)
        elif isinstance(node, MeasureNode):
            roots = tuple(measured(node.measure.body))
        parts_of = (part for root in roots for part in walk(root))
        followed |= {(part.entity, part.field) for part in parts_of if isinstance(part, m.Closure)}
    return Plan(all_senses, frozenset(followed))
