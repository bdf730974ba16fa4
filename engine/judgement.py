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
from engine.settings import Applied
from engine.shapes import EventValue
from engine.sites import Sites
from engine.speech import Speaker


class Judged(NamedTuple):
    """A rule that matched, and the values that it read."""

    rule: m.Rule
    reads: tuple[Read, ...]
    applied: Applied | None = None
    """With what other force it runs here."""

    @property
    def is_observed(self) -> bool:
        """Whether it is only written down that it matched."""
        return self.applied is not None and self.applied.force == "observe"


class Verdict(NamedTuple):
    """The rules that matched, by what they mean for the event."""

    blocked: tuple[Judged, ...]
    overridden: tuple[Judged, ...]
    others: tuple[Judged, ...]
    observed: tuple[Judged, ...]


class Judgement:
    """Turns matches into findings."""

    def __init__(
        self, graph: Graph, version: str, interpreter: Interpreter, tracer: Tracer, chain: Chain, sites: Sites
    ) -> None:
        self._graph = graph
        self._model = graph.model
        self._version = version
        self._interpreter = interpreter
        self._tracer = tracer
        self._chain = chain
        self._speaker = Speaker(graph.model)
        self._sites = sites
        self._standing = {n.rule: n for n in graph.of(StandingNode)}

    def verdict(self, matched: Iterable[str], event: EventValue) -> Verdict:
        """Who blocks and who does not. An override needs a role that the rule names, and a reason."""
        blocked, overridden, others, observed = [], [], [], []
        for name in matched:
            judged = self.judged(name, event, ())
            if judged.is_observed:
                observed.append(judged)
            elif not self._blocks(judged, event):
                others.append(judged)
            elif event._role in judged.rule.override_by and event._reason and event._reason.strip():
                overridden.append(judged)
            else:
                blocked.append(judged)
        return Verdict(tuple(blocked), tuple(overridden), tuple(others), tuple(observed))

    def _blocks(self, judged: Judged, event: EventValue | None) -> bool:
        kinds = {type(a) for a in self._actions(judged.rule.name, event)}
        if judged.applied is None:
            return m.Block in kinds
        return judged.applied.force == "block" and bool(kinds & {m.Block, m.Warn})

    def applied(self, rule: str, event: EventValue | None, key: tuple[str, ...]) -> Applied | None:
        """With what other force a rule runs for an event, or for a combination of things now."""
        settings, now = self._interpreter.world.state.settings, self._interpreter.world.state.now
        if not settings.forces:
            return None
        if event is not None:
            return settings.force(rule, self._sites.of_event(event), event.at)
        return settings.force(rule, self._sites.of_combination(rule, key), now)

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
        reads = self._tracer.reads(expressions, env, seq, zone)
        return Judged(self._model.rules[name], reads, self.applied(name, event, key))

    def _action(self, rule: str, event: EventValue) -> ActionNode:
        return self._graph.action(f"action:{rule}@{event._event}")

    def _actions(self, rule: str, event: EventValue | None) -> tuple[m.Statement, ...]:
        return self._action(rule, event).actions if event is not None else self._standing[rule].actions

    def begin(
        self, rule: m.Rule, event: EventValue | None, zone: str, key: tuple[str, ...] | None = None
    ) -> Doing:
        """What a rule's block and warn lines say, before its other statements act; with a key, what its hold and
        alert lines would say too."""
        doing = Doing()
        spoken: tuple[type, ...] = (m.Block, m.Warn)
        variables: dict[str, Any] = {}
        if key is not None:
            spoken = (*spoken, m.Hold, m.Alert)
            node = self._standing.get(rule.name)
            variables = dict(zip((b.name for b in node.bindings), key, strict=True)) if node else {}
        env = Env(event, variables)

        def evaluate(expression: m.Expression) -> Any:
            return self._interpreter.value(expression, env)

        for action in self._actions(rule.name, event):
            message = action.message if isinstance(action, m.Block | m.Warn | m.Hold | m.Alert) else None
            if isinstance(action, spoken) and message is not None:
                said = self._speaker.say(message, evaluate, zone)
                if said not in doing.messages:
                    doing.messages.append(said)
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
        force: Force = (
            "failed" if failed else "overridden" if overridden else self._force(judged, event, doing)
        )
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
                applied=judged.applied._asdict() if judged.applied is not None else None,
            )
        )

    def _force(self, judged: Judged, event: EventValue | None, doing: Doing) -> Force:
        if judged.is_observed:
            return "observe"
        if self._blocks(judged, event):
            return "block"
        if doing.held:
            return "hold"
        if doing.is_mild or any(isinstance(a, m.Warn) for a in self._actions(judged.rule.name, event)):
            return "warn"
        return "alert" if doing.roles else "act"
