"""What becomes of the rules that matched: who blocks, who is overridden, and what is written down about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from dsl import model as m
from dsl.diagnostics import Both
from engine.backends.interpret import Env, Interpreter
from engine.effects import Doing
from engine.findings import Chain, Tracer
from engine.graph import ActionNode, Graph, StandingNode
from engine.records import Finding, Force, Read
from engine.shapes import EventValue
from engine.speech import Speaker


class Judged(NamedTuple):
    """A rule that matched, and the values that it read."""

    rule: m.Rule
    reads: tuple[Read, ...]


class Verdict(NamedTuple):
    """The rules that matched, by what they mean for the event."""

    blocked: tuple[Judged, ...]
    overridden: tuple[Judged, ...]
    others: tuple[Judged, ...]


class Judgement:
    """Turns matches into findings."""

    def __init__(
        self, graph: Graph, version: str, interpreter: Interpreter, tracer: Tracer, chain: Chain
    ) -> None:
        self._graph = graph
        self._model = graph.model
        self._version = version
        self._interpreter = interpreter
        self._tracer = tracer
        self._chain = chain
        self._speaker = Speaker(graph.model)
        self._standing = {n.rule: n for n in graph.of(StandingNode)}

    def verdict(self, matched: Iterable[str], event: EventValue) -> Verdict:
        """Who blocks and who does not. An override needs a role that the rule names, and a reason."""
        blocked, overridden, others = [], [], []
        for name in matched:
            judged = self.judged(name, event, ())
            if not any(isinstance(a, m.Block) for a in self._actions(name, event)):
                others.append(judged)
            elif event._role in judged.rule.override_by and event._reason and event._reason.strip():
                overridden.append(judged)
            else:
                blocked.append(judged)
        return Verdict(tuple(blocked), tuple(overridden), tuple(others))

    def judged(self, name: str, event: EventValue | None, key: tuple[str, ...]) -> Judged:
        """A rule that matched, with what its condition read."""
        if event is not None:
            ids = self._action(name, event).conditions
            env, seq, zone = Env(event, {}), event._seq, event._zone
        else:
            node = self._standing[name]
            ids = node.conditions
            env = Env(None, dict(zip((b.name for b in node.bindings), key, strict=True)))
            seq, zone = self._interpreter.world.state.current, self._model.zone
        expressions = [self._graph.condition(c).expression for c in ids]
        return Judged(self._model.rules[name], self._tracer.reads(expressions, env, seq, zone))

    def _action(self, rule: str, event: EventValue) -> ActionNode:
        return self._graph.action(f"action:{rule}@{event._event}")

    def _actions(self, rule: str, event: EventValue | None) -> tuple[m.Statement, ...]:
        return self._action(rule, event).actions if event is not None else self._standing[rule].actions

    def begin(self, rule: m.Rule, event: EventValue | None, zone: str) -> Doing:
        """What a rule's block and warn lines say, before its other statements act."""
        doing = Doing()
        env = Env(event, {})

        def evaluate(expression: m.Expression) -> Any:
            return self._interpreter.value(expression, env)

        for action in self._actions(rule.name, event):
            if isinstance(action, m.Block | m.Warn):
                doing.messages.append(self._speaker.say(action.message, evaluate, zone))
        return doing

    def next_id(self) -> str:
        """The id of the next finding."""
        return f"F{self._chain.number + 1}"

    def finding(
        self,
        judged: Judged,
        event: EventValue | None,
        key: tuple[str, ...],
        doing: Doing,
        overridden: Mapping[str, str] | None = None,
        failed: Both | None = None,
    ) -> Finding:
        """What is written down about a rule that matched."""
        state = self._interpreter.world.state
        rule = judged.rule
        messages = tuple(doing.messages) or (({"zh": failed.zh, "en": failed.en},) if failed else ())
        force: Force = "failed" if failed else "overridden" if overridden else self._force(rule, event, doing)
        return self._chain.add(
            lambda id, previous: Finding(
                id=id,
                seq=event._seq if event is not None else state.current,
                at=event.at if event is not None else state.now,
                rule=rule.name,
                version=self._version,
                force=force,
                label={"zh": rule.label.zh, "en": rule.label.en},
                key=key,
                messages=messages,
                cites=tuple({"zh": c.zh, "en": c.en} for c in rule.cites),
                reads=judged.reads,
                held=tuple(doing.held),
                roles=tuple(doing.roles),
                override_by=rule.override_by,
                overridden=overridden,
                previous=previous,
                hash="",
            )
        )

    def _force(self, rule: m.Rule, event: EventValue | None, doing: Doing) -> Force:
        actions = self._actions(rule.name, event)
        if any(isinstance(a, m.Block) for a in actions):
            return "block"
        if doing.held:
            return "hold"
        if any(isinstance(a, m.Warn) for a in actions):
            return "warn"
        return "alert" if doing.roles else "act"
