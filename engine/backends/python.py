"""The Python back end: readable Python generated from the rule graph. What production runs.

For every kind of event there is one function that judges it, one that carries out its statements, one that says what
it counts for; for every standing rule one that says whether it holds. A condition that several rules share is computed
once. `Generated.source` is the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import CodeType
from typing import Any, assert_never

from dsl import model as m
from dsl.typesystem import DURATION, INSTANT, INTEGER, Optional, Reference, is_decimal
from engine.backends.interpret import Env, Interpreter, as_keys, entity_of
from engine.backends.program import Count, Effects, OnEvent, Take, Verdict
from engine.backends.python_binding import binding_lines
from engine.backends.python_expressions import Names, Scope, attribute, literal, source_of
from engine.backends.python_turning import verdict_lines
from engine.codec import storable
from engine.graph import ActionNode, EventNode, Graph, StandingNode
from engine.instants import (
    days_between,
    effective_bounds,
    end_of_day,
    local_day,
    next_bound,
    plus_days,
    start_of_day,
)
from engine.ledger import NO_LOT, ZERO
from engine.measures.book import Contribution, Key, counts_misses
from engine.shapes import EventValue
from engine.speech import bare_text
from engine.state import item_field
from engine.turning import Turning, crossing, earlier
from engine.world import World
from engine.written import UNFIT, measure_of, plain_number

_INDENT = "    "


class _Writer:
    """Writes the generated module."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.model = graph.model
        self.names = Names()
        self.lines: list[str] = []
        self.functions: dict[tuple[str, str, str], str] = {}
        """(what, rule or event, event or nothing) to the name of the generated function."""

    # -- functions

    def function(
        self, what: str, subject: str, on: str, arguments: str, body: list[str], scope: Scope
    ) -> None:
        """One function: what it must look up first, then its body."""
        name = self.names.local(f"{what}_{subject}")
        self.functions[what, subject, on] = name
        self.lines.append(f"def {name}({arguments}):")
        self.lines += [_INDENT + line for line in (*scope.loads(), *body)]
        self.lines.append("")

    def scope(self, event: str | None, variables: dict[str, str] | None = None) -> Scope:
        return Scope(self.names, self.model, variables or {}, event)

    def module(self) -> str:
        """All of it."""
        for table in self.model.tables.values():
            self.table(table)
        for measure in self.model.measures.values():
            if isinstance(measure.body, m.StockMeasure):
                self.stock(measure, measure.body)
        for event in self.graph.of(EventNode):
            self.matching("judge", event, event.judges)
            self.matching("follow", event, event.follows)
            if event.body:
                self.statements("perform", event.event, "", "e, fx", event.body, {}, event.event)
            self.counts(event.event)
            take = binding_lines(self.model.events[event.event], self.model, self.names)
            self.function("take", event.event, "", "e, data", take, self.scope(event.event))
        for action in self.graph.of(ActionNode):
            self.statements("act", action.rule, action.event, "e, fx", action.actions, {}, action.event)
        for node in self.graph.of(StandingNode):
            self.standing(node)
        return "\n".join(self.lines)

    # -- rules on events

    def matching(self, what: str, event: EventNode, actions: Iterable[str]) -> None:
        """The rules on an event whose conditions hold."""
        nodes = [self.graph.action(id) for id in actions]
        if not nodes:
            return
        scope = self.scope(event.event)
        in_modules = {rule for module in self.model.modules.values() for rule in module.rules}
        uses = Counter(c for node in nodes for c in node.conditions)
        shared: dict[str, str] = {}
        body = ["found = []"]
        for node in nodes:
            rule = self.model.rules[node.rule]
            timed = rule.effective_from is not None or rule.effective_to is not None
            switched = rule.name in in_modules
            first = node.conditions[0] if node.conditions else None
            if first is not None and uses[first] > 1 and first not in shared and not (timed or switched):
                shared[first] = self.names.local("shared")
                body.append(f"{shared[first]} = {source_of(self.graph.condition(first).expression, scope)}")
            tests = [f"in_force({rule.name!r}, e.at, e._zone)"] if timed else []
            tests += [f"is_on({rule.name!r}, e)"] if switched else []
            tests += [
                shared[c] if c in shared else source_of(self.graph.condition(c).expression, scope)
                for c in node.conditions
            ]
            body.append(f"if {' and '.join(tests) or 'True'}:")
            body.append(_INDENT + f"found.append({rule.name!r})")
        body.append("return found")
        self.function(what, event.event, "", "e", body, scope)

    def counts(self, event: str) -> None:
        """What an event adds to measures."""
        scope = self.scope(event)
        body = ["found = []"]
        for measure in self.model.measures.values():
            if isinstance(measure.body, m.EventMeasure) and event in measure.body.cases:
                body += self.count(measure, measure.body.cases[event], scope)
        if len(body) > 1:
            self.function("counts", event, "", "e", [*body, "return found"], scope)

    def count(self, measure: m.Measure, case: m.EventMeasureCase, scope: Scope) -> list[str]:
        """What an event adds to one measure."""
        assert isinstance(measure.body, m.EventMeasure)
        lines: list[str] = []
        indent, flag, value = 0, "True", "None"
        if case.where is not None:
            where = source_of(case.where, scope)
            if counts_misses(measure.body, case):
                lines.append(f"flag = {where}")
                flag = "flag"
            else:
                lines.append(f"if {where}:")
                indent = 1
        lines.append(_INDENT * indent + f"key = ({''.join(source_of(k, scope) + ', ' for k in case.keys)})")
        if any(isinstance(k.type, Optional) for k in case.keys):
            lines.append(_INDENT * indent + "if None not in key:")
            indent += 1
        if case.value is not None:
            amount = source_of(case.value, scope)
            if is_decimal(case.value.type) or case.value.type in (INTEGER, DURATION, INSTANT):
                amount = f"storable({amount})"
            value = amount if flag == "True" else f"{amount} if flag else None"
        order = source_of(case.order, scope) if case.order is not None else "e.at"
        identity = source_of(case.identity, scope) if case.identity is not None else "None"
        contribution = f"contribution(({order}, e._seq, e.at, {value}, {flag}, {identity}))"
        lines.append(_INDENT * indent + f"found.append(({measure.name!r}, key, {contribution}))")
        return lines

    # -- standing rules

    def standing(self, node: StandingNode) -> None:
        """Whether a standing rule holds and ends, how long it must last, and what it does."""
        variables = {b.name: self.names.local(b.name) for b in node.bindings}
        arguments = ", ".join(variables.values())
        for what, ids in (("holds", node.conditions), ("ends", (node.until,) if node.until else None)):
            if ids is not None:
                scope = Scope(self.names, self.model, variables, None, own=frozenset(variables))
                parts = [self.graph.condition(c).expression for c in ids]
                self.function(what, node.rule, "", arguments, verdict_lines(parts, scope, variables), scope)
        if node.lasting is not None:
            scope = self.scope(None, variables)
            self.function(
                "lasting", node.rule, "", arguments, [f"return {source_of(node.lasting, scope)}"], scope
            )
        self.statements("act", node.rule, "", f"{arguments}, fx", node.actions, variables, None)

    # -- statements

    def statements(
        self,
        what: str,
        subject: str,
        on: str,
        arguments: str,
        statements: tuple[m.Statement, ...],
        variables: dict[str, str],
        event: str | None,
    ) -> None:
        """A function that carries out statements. It looks nothing up in advance, since statements change things."""
        is_later = what == "act" and event is not None
        scope = Scope(self.names, self.model, variables, event, is_later=is_later)
        body: list[str] = []
        for statement in statements:
            body += self.statement(statement, scope)
        if body:
            self.function(what, subject, on, arguments, body, scope)

    def statement(self, statement: m.Statement, scope: Scope) -> list[str]:
        """One statement as lines of source."""
        lines = self._statement(statement, scope)
        loads = scope.loads()
        scope.loaded.clear()
        return loads + lines

    def _statement(self, statement: m.Statement, scope: Scope) -> list[str]:
        def of(expression: m.Expression) -> str:
            return source_of(expression, scope)

        match statement:
            case m.Move(quantity, thing, source, target):
                kind = entity_of(thing.type)
                return [
                    f"fx.move({kind!r}, {of(thing)}, {of(source)}, {of(target)}, Decimal({of(quantity)}))"
                ]
            case m.Set(base, entity, field, operation, value):
                method = "assign" if operation == "set" else operation
                return [f"fx.{method}({entity!r}, {of(base)}, {field!r}, {of(value)})"]
            case m.Create(entity, fields):
                return [f"fx.create({entity!r}, {self.mapping(fields, scope)})"]
            case m.Emit(event, fields):
                return [f"fx.emit({event!r}, {self.mapping(fields, scope)})"]
            case m.Hold(things, message):
                said = self.names.constant("M", message) if message is not None else "None"
                return [
                    f"fx.hold({entity_of(things.type)!r}, as_keys({of(things)}), {said}, {self.env(scope)})"
                ]
            case m.Release(things):
                return [f"fx.release({entity_of(things.type)!r}, as_keys({of(things)}))"]
            case m.Alert(roles, message):
                return [
                    f"fx.alert({literal(roles, self.names)}, {self.names.constant('M', message)}, {self.env(scope)})"
                ]
            case m.Block() | m.Warn():
                return []
            case m.If(condition, then, otherwise):
                lines = [f"if {of(condition)}:", *self.block(then, scope)]
                return [*lines, "else:", *self.block(otherwise, scope)] if otherwise else lines
            case m.ForEach():
                return self.loop(statement, scope)
            case _:
                assert_never(statement)

    def block(self, statements: tuple[m.Statement, ...], scope: Scope) -> list[str]:
        inner = scope.fresh(scope.variables)
        lines = [line for s in statements for line in self.statement(s, inner)]
        return [_INDENT + line for line in lines] or [_INDENT + "pass"]

    def loop(self, loop: m.ForEach, scope: Scope) -> list[str]:
        inner, local = scope.inner(loop.variable)
        over = (
            source_of(loop.collection, scope)
            if loop.collection is not None
            else f"world.all_things({loop.entity!r})"
        )
        chosen = f"[{local} for {local} in {over}"
        if loop.where is not None:
            chosen += f" if {source_of(loop.where, inner)}"
        chosen += "]"
        if loop.nearest is not None:
            chosen = f"world.nearest({chosen}, {loop.nearest[0]}, {source_of(loop.nearest[1], scope)})"
        body_scope = scope.fresh(inner.variables)
        lines = [line for s in loop.body for line in self.statement(s, body_scope)]
        return [f"for {local} in {chosen}:", *([_INDENT + line for line in lines] or [_INDENT + "pass"])]

    def mapping(self, fields: Any, scope: Scope) -> str:
        return "{" + ", ".join(f"{name!r}: {source_of(value, scope)}" for name, value in fields.items()) + "}"

    def env(self, scope: Scope) -> str:
        variables = ", ".join(f"{name!r}: {local}" for name, local in scope.variables.items())
        return f"Env({'e' if scope.event else 'None'}, {{{variables}}})"

    # -- tables and stock

    def table(self, table: m.Table) -> None:
        """A decision table: its rows from the top."""
        arguments = [self.names.local(p.name) for p in table.parameters]
        body = []
        for row in table.rows:
            tests = [t for cell, a in zip(row.cells, arguments, strict=True) if (t := self.cell(cell, a))]
            body.append(f"if {' and '.join(tests) or 'True'}:")
            body.append(_INDENT + f"return {literal(row.result, self.names)}")
        body.append(f"raise world.no_row({table.name!r}, ({''.join(a + ', ' for a in arguments)}))")
        self.function("table", table.name, "", ", ".join(arguments), body, self.scope(None))

    def cell(self, cell: m.Cell, value: str) -> str:
        match cell:
            case m.AnyCell():
                return ""
            case m.OneOfCell(values):
                if len(values) == 1:
                    return f"{value} == {literal(values[0], self.names)}"
                return f"{value} in {literal(values, self.names)}"
            case m.CompareCell(op, limit):
                return f"{value} {op} {literal(limit, self.names)}"
            case m.RangeCell(low, high):
                return f"{literal(low, self.names)} <= {value} < {literal(high, self.names)}"
            case _:
                assert_never(cell)

    def stock(self, measure: m.Measure, body: m.StockMeasure) -> None:
        """What the ledger holds, lot by lot where a condition asks."""
        variables = {p.name: self.names.local(p.name) for p in measure.parameters}
        thing = variables[body.thing.name]
        place = variables[body.place.name] if body.place is not None else None
        test = ""
        if body.where is not None:
            inner = Scope(self.names, self.model, {**variables, "lot": "lot"}, None)
            test = f"if lot == {NO_LOT!r} or {source_of(body.where, inner)}"
        if body.thing.type == Reference("Lot"):
            item = attribute(f"things['Lot'][{thing}]", item_field(self.model))
            amount = f"balance({item}, lot, {place})" if place else f"everywhere({item}, lot)"
            lines = [f"lot = {thing}", f"return {amount}{f' {test} else ZERO' if test else ''}"]
        else:
            lots = f"at_place.get(({thing}, {place}), NOTHING)" if place else f"lots_of({thing})"
            lines = [f"return sum([amount for lot, amount in {lots}.items() {test}], ZERO)"]
        self.function("stock", measure.name, "", ", ".join(variables.values()), lines, self.scope(None))


@dataclass(frozen=True, slots=True)
class Generated:
    """A rule graph as a Python module: its text, compiled, with the constants and functions in it."""

    source: str
    code: CodeType
    constants: Mapping[str, Any]
    functions: Mapping[tuple[str, str, str], str]


def generate(graph: Graph) -> Generated:
    """Write a rule graph as Python. One graph serves any number of worlds."""
    writer = _Writer(graph)
    source = writer.module()
    code = compile(source, "<bincard rule graph>", "exec")
    return Generated(source, code, writer.names.constants, writer.functions)


class PythonProgram:
    """A rule graph as generated Python, bound to one world."""

    def __init__(self, graph: Graph, generated: Generated, world: World) -> None:
        self._interpreter = Interpreter(graph, world)
        self._model, self._state = graph.model, world.state
        state, ledger = world.state, world.state.ledger

        def lookup(entity: str, key: str, required: bool) -> str | None:
            if key in state.things[entity]:
                return key
            if required:
                state.thing(entity, key)
            return None

        def otherwise(value: Any, fallback: Callable[[], Any]) -> Any:
            return fallback() if value is None else value

        def in_force(rule: str, at: int, zone: str) -> bool:
            start, end = effective_bounds(graph.model.rules[rule], zone)
            return (start is None or at >= start) and (end is None or at < end)

        tables: dict[str, Any] = {}
        stock: dict[str, Any] = {}
        namespace: dict[str, Any] = {
            **generated.constants,
            "Decimal": Decimal,
            "Env": Env,
            "ONCE": (None,),
            "NOTHING": {},
            "UNFIT": UNFIT,
            "ZERO": ZERO,
            "as_keys": as_keys,
            "at_place": ledger.at_place,
            "balance": ledger.balance,
            "bare_text": bare_text,
            # As `Contribution._make`, without a call of Python.
            "contribution": partial(tuple.__new__, Contribution),
            "crossing": crossing,
            "days_between": days_between,
            "earlier": earlier,
            "end_of_day": end_of_day,
            "everywhere": ledger.everywhere,
            "holds": state.holds,
            "in_force": in_force,
            "local_day": local_day,
            "is_on": world.is_on,
            "lookup": lookup,
            "lots_of": ledger.lots_of,
            "measure_of": measure_of,
            "next_change": world.book.next_change,
            "of_item": ledger.of_item,
            "otherwise": otherwise,
            "parameters": state.parameters,
            "plain_number": plain_number,
            "plus_days": plus_days,
            "read": world.book.read,
            "records": state.shapes.records,
            "slope": world.book.slope,
            "start_of_day": start_of_day,
            "state": state,
            "storable": storable,
            "stock": stock,
            "tables": tables,
            "things": state.things,
            "totals": ledger.total,
            "turning": Turning(world, self._interpreter.value),
            "world": world,
            "zone": graph.model.zone,
        }
        exec(generated.code, namespace)  # made from the typed graph alone, see python_expressions
        made: dict[str, dict[Any, Any]] = {}
        for (what, subject, on), name in generated.functions.items():
            made.setdefault(what, {})[(subject, on) if what == "act" else subject] = namespace[name]
        tables.update(made.get("table", {}))
        stock.update(made.get("stock", {}))
        self._take: dict[str, Take] = made.get("take", {})
        self._judge: dict[str, Callable[[EventValue], list[str]]] = made.get("judge", {})
        self._follow: dict[str, Callable[[EventValue], list[str]]] = made.get("follow", {})
        self._perform: dict[str, Callable[[EventValue, Effects], None]] = made.get("perform", {})
        self._counts: dict[str, Callable[[EventValue], list[Count]]] = made.get("counts", {})
        self._act: dict[tuple[str, str], Callable[..., None]] = made.get("act", {})
        self._world = world
        self._switched = {rule for module in graph.model.modules.values() for rule in module.rules}
        self._holds: dict[str, Callable[..., Verdict]] = {
            name: self._while_in_force(graph.model.rules[name], self._while_on(name, function))
            for name, function in made.get("holds", {}).items()
        }
        self._ends: dict[str, Callable[..., Verdict]] = made.get("ends", {})
        self._lasting: dict[str, Callable[..., int]] = made.get("lasting", {})

    def _while_in_force(self, rule: m.Rule, holds: Callable[..., Verdict]) -> Callable[..., Verdict]:
        """What holds only from one day to another."""
        if rule.effective_from is None and rule.effective_to is None:
            return holds
        state, zone = self._state, self._model.zone

        def timed(*key: str) -> Verdict:
            start, end = effective_bounds(rule, zone)
            in_force = (start is None or state.now >= start) and (end is None or state.now < end)
            truth, turn = holds(*key) if in_force else (False, None)
            return truth, next_bound(rule, zone, state.now, turn)

        return timed

    def _while_on(self, rule: str, holds: Callable[..., Verdict]) -> Callable[..., Verdict]:
        """What holds only where the rule's module is on."""
        if rule not in self._switched:
            return holds
        world = self._world
        return lambda *key: holds(*key) if world.is_on_for(rule, key) else (False, None)

    def on(self, event: str) -> OnEvent:
        """What to do on a kind of event."""
        return OnEvent(
            self._take.get(event),
            self._judge.get(event),
            self._perform.get(event),
            self._counts.get(event),
            self._follow.get(event),
        )

    def act(self, rule: str, event: EventValue | None, key: tuple[str, ...], effects: Effects) -> None:
        """A rule's statements."""
        function = self._act.get((rule, event._event if event is not None else ""))
        if function and event is not None:
            function(event, effects)
        elif function:
            function(*key, effects)

    def holds(self, rule: str, key: tuple[str, ...]) -> Verdict:
        """Whether a standing rule's condition holds, and when that may change."""
        return self._holds[rule](*key)

    def ends(self, rule: str, key: tuple[str, ...]) -> Verdict:
        """Whether a standing rule is armed again."""
        function = self._ends.get(rule)
        if function:
            return function(*key)
        truth, turn = self.holds(rule, key)
        return not truth, turn

    def lasting(self, rule: str, key: tuple[str, ...]) -> int:
        """How long a standing rule's condition must hold."""
        function = self._lasting.get(rule)
        return int(function(*key)) if function else 0

    def measure(self, name: str, key: Key) -> Any:
        """A measure at a key, now."""
        return self._interpreter.measure(name, key)
