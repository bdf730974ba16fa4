"""The machine: one event at a time through decide, apply, measure and settle, on a state in memory.

It writes nothing to a store; it notes in `batch` the rows to write. `engine.run` feeds it and commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Literal

from dsl import model as m
from dsl.boards import counted_events
from dsl.typesystem import ListType, SetType
from engine.backends.interpret import Env, Interpreter
from engine.backends.program import Program
from engine.backends.python import PythonProgram
from engine.bind import Binder
from engine.codec import encode, json_text, storable
from engine.effects import MAX_EMITTED, Doing, Emission, StateEffects
from engine.findings import Chain, Tracer
from engine.graph import Graph
from engine.judgement import Judged, Judgement
from engine.measures.incremental import IncrementalBook
from engine.measures.naive import NaiveBook
from engine.pipeline import Compiled
from engine.records import OWN_SOURCE, Batch, EventRow, Fact, Finding, OutboxRow, Outcome
from engine.settings import EVERYWHERE, MODULE, Setting
from engine.shapes import EventValue, Shapes
from engine.speech import Speaker
from engine.standing import StandingRules
from engine.state import State
from engine.trouble import Malformed, Refused, Trouble
from engine.world import World

Backend = Literal["python", "interpreter"]

MAX_FIRINGS = 1000
"""One event may make standing rules fire so often."""


Mark = tuple[int, int, int, int, int, int, int, int, int, str]
"""How far everything had come, to go back to: the lengths of `undo`, events, findings, outbox, occurred, moves and emitted; the
number of the event, that of the last finding, and its hash."""


class Machine:
    """Compiled definitions at work on one state."""

    def __init__(self, compiled: Compiled, graph: Graph, backend: Backend = "python") -> None:
        self.model = compiled.model
        self.shapes = Shapes(self.model)
        self.state = State(self.model, self.shapes, compiled.standing.followed)
        self.book = IncrementalBook(self.model)
        naive = NaiveBook(self.model)
        self.world = World(self.model, self.state, self.book if backend == "python" else naive)
        self.interpreter = Interpreter(graph, self.world)
        self.program: Program = (
            PythonProgram(graph, compiled.generated, self.world) if backend == "python" else self.interpreter
        )
        self.standing = StandingRules(graph, self.state, self.program, compiled.standing.senses)
        self._watched = self.standing.measures
        self._on = {name: self.program.on(name) for name in self.model.events}
        self.chain = Chain()
        self.binder = Binder(self.world, self.interpreter, {name: on.take for name, on in self._on.items()})
        self.batch = Batch()
        self.findings: list[Finding] = []
        self._in_modules = {e for module in self.model.modules.values() for e in module.events}
        self._asked = counted_events(self.model.boards)
        self.occurred: list[EventValue] = []
        """Accepted events that boards may ask about, since rows were last handed over."""
        self._told: dict[int, int] = {}
        """By event the number of its last alert since rows were last handed over."""
        speaker = Speaker(self.model)
        tracer = Tracer(self.interpreter, speaker, compiled.sources)
        self.sites = self.world.sites
        self._judgement = Judgement(graph, compiled.version, self.interpreter, tracer, self.chain, self.sites)
        self._effects = StateEffects(self.state, self.interpreter, speaker)
        self._add_declared_places()

    def _add_declared_places(self) -> None:
        """The places that packs name exist from the start."""
        entity = self.model.entities.get("Place")
        if entity is None or entity.key is None:
            return
        for place in self.model.places.values():
            values = {f.name: self.default(f) for f in entity.fields.values()}
            if "name" in values:
                values["name"] = place.label.zh
            values[entity.key] = place.name
            self.state.restore("Place", place.name, values, 0, {})

    def default(self, field: m.Field) -> Any:
        """What a field holds where nothing was given; nothing at all where it must be given."""
        if field.default is not None:
            return self.interpreter.value(field.default, Env(None, {}))
        return () if isinstance(field.type, ListType | SetType) else None

    # -- marks

    def mark(self) -> Mark:
        """How far everything has come."""
        batch, effects = self.batch, self._effects
        return (
            len(self.state.undo), len(batch.events), len(batch.findings), len(batch.outbox), len(self.occurred), len(effects.moves),
            len(effects.emitted), self.state.seq, self.chain.number, self.chain.last,
        )  # fmt: skip

    def back_to(self, mark: Mark) -> None:
        """Take back everything since a mark."""
        undo, events, findings, outbox, occurred, moves, emitted, *own = mark
        self.state.seq, self.chain.number, self.chain.last = own  # type: ignore[assignment]
        self.state.settings.enter(EVERYWHERE)
        self.state.rollback(undo)
        self.state.touched.clear()
        batch, effects = self.batch, self._effects
        dropped = len(batch.findings) - findings
        if dropped:
            del self.findings[-dropped:]
        del batch.events[events:], batch.findings[findings:], batch.outbox[outbox:], self.occurred[occurred:]
        del effects.moves[moves:], effects.emitted[emitted:]
        effects.doing, effects.telling_only = None, False

    def take_rows(self) -> Batch:
        """Hand over the rows to write, and begin anew."""
        batch, self.batch = self.batch, Batch()
        batch.moves = self._effects.take_moves()
        self.occurred = []
        self._told.clear()
        return batch

    # -- one event

    def process(self, event: EventValue) -> Outcome:
        """Carry out an event, and see to the standing rules that it concerns; `accepted` or `blocked`.

        What was emitted waits for `emitted`. Raises `Refused`; the caller goes back to its mark.
        """
        outcome = self._carry_out(event)
        if self.state.touched:
            self.settle()
        return outcome

    def emitted(self) -> Sequence[dict[str, Any]]:
        """Process what was emitted, and all that it leads to; what became of it, as JSON. Raises `Refused`."""
        return self._drained() if self._effects.emitted else ()

    def _carry_out(self, event: EventValue) -> Outcome:
        """Decide, apply, measure, follow; with the values that parameters have at the event's first site."""
        if event._event in self._in_modules:
            self.world.check_on(event)
        settings = self.state.settings
        if not settings.values:
            return self._carried_out(event)
        settings.enter(next(iter(self.sites.of_event(event)), EVERYWHERE))
        outcome = self._carried_out(event)
        settings.enter(EVERYWHERE)
        return outcome

    def _carried_out(self, event: EventValue) -> Outcome:
        effects = self._effects
        self.state.current = event._seq
        effects.begin(event._seq, event._zone)
        on = self._on[event._event]
        matched = on.judge(event) if on.judge is not None else None
        verdict = self._judgement.verdict(matched, event) if matched else None
        if verdict is not None:
            for judged in verdict.observed:
                self._observe(judged, event, ())
            for judged in verdict.blocked:
                self._act(judged, event, (), telling_only=True)
            if verdict.blocked:
                return "blocked"
            said = [(judged, self._begun(judged, event)) for judged in verdict.others]
            for judged in verdict.overridden:
                by = {"role": event._role or "", "reason": event._reason or ""}
                doing = self._judgement.begin(judged.rule, event, event._zone)
                self._note(self._judgement.finding(judged, event, (), doing, overridden=by))
        if on.perform is not None:
            on.perform(event, effects)
        if effects.doing is not None:
            self._tell(event._seq, "", effects.doing)
            effects.doing = None
        if verdict is not None:
            for judged, doing in said:
                self._act(judged, event, (), doing)
        if on.counts is not None:
            undo, touched, count = self.state.undo, self.state.touched, self.world.book.count
            for measure, key, contribution in on.counts(event):
                if count(measure, key, contribution, undo) and measure in self._watched:
                    touched.append(("measure", measure, key))
        if event._event in self._asked:
            self.occurred.append(event)
        if on.follow is not None:
            for judged in [self._judgement.judged(rule, event, ()) for rule in on.follow(event)]:
                if judged.is_observed:
                    self._observe(judged, event, ())
                else:
                    self._act(judged, event, ())
        return "accepted"

    def _begun(self, judged: Judged, event: EventValue | None) -> Doing:
        doing = self._judgement.begin(judged.rule, event, self._effects.zone)
        doing.is_mild = judged.applied is not None and judged.applied.force == "warn"
        return doing

    def _observe(self, judged: Judged, event: EventValue | None, key: tuple[str, ...]) -> None:
        """Write down that a rule matched, and what it would have said; nobody is told, and nothing is done."""
        doing = self._judgement.begin(judged.rule, event, self._effects.zone, key)
        self._note(self._judgement.finding(judged, event, key, doing))

    def _act(
        self,
        judged: Judged,
        event: EventValue | None,
        key: tuple[str, ...],
        doing: Doing | None = None,
        *,
        telling_only: bool = False,
    ) -> None:
        """A rule acts, and what it found is written down. `doing` is what it has said already."""
        effects = self._effects
        if doing is None:
            doing = self._begun(judged, event)
        doing.finding = self._judgement.next_id()
        effects.doing, effects.telling_only = doing, telling_only
        self.program.act(judged.rule.name, event, key, effects)
        effects.doing, effects.telling_only = None, False
        finding = self._judgement.finding(judged, event, key, doing)
        self._note(finding)
        self._tell(finding.seq, finding.id, doing)

    def _note(self, finding: Finding) -> None:
        self.batch.findings.append(finding)
        self.findings.append(finding)

    def _tell(self, seq: int, finding: str, doing: Doing) -> None:
        outbox = self.batch.outbox
        for role, said in doing.alerts:
            line = self._told[seq] = self._told.get(seq, 0) + 1
            outbox.append(OutboxRow(seq, line, finding, role, json_text(said)))

    # -- standing rules and time

    def first_look(self) -> None:
        """Judge every standing rule, because definitions are new."""
        cause = self.state.seq
        for rule, key in list(self.standing.everything()):
            self._guarded(rule, key, cause)
        self.state.touched.clear()

    def let_time_pass(self, to: int) -> None:
        """Move the clock to an instant; timers on the way fire, each at its own."""
        state = self.state
        if self.standing.is_due(to):
            cause = state.seq
            for wake, rule, key in self.standing.due(to):
                state.now = max(state.now, wake)
                self._guarded(rule, key, cause)
        if to > state.now:
            state.now = to

    def _guarded(self, rule: str, key: tuple[str, ...], cause: int) -> None:
        """Look at one combination by itself; what cannot be carried out is written down as failed."""
        mark = self.mark()
        self.state.current = cause
        try:
            self._look(rule, key)
            self.settle()
            self.emitted()
        except (Trouble, ArithmeticError) as error:
            self.back_to(mark)
            self.state.current = cause
            self.standing.give_up(rule, key)
            judged = Judged(self.model.rules[rule], ())
            reason = as_trouble(error).text
            self._note(self._judgement.finding(judged, None, key, Doing(), failed=reason))
        self.state.undo.clear()

    def settle(self) -> None:
        """Look at the standing rules that changes concern, until nothing more changes."""
        firings = 0
        while self.state.touched:
            touched, self.state.touched = self.state.touched, []
            for rule, key in self.standing.concerned(touched):
                if self._look(rule, key):
                    firings += 1
                    if firings > MAX_FIRINGS:
                        raise Refused(
                            "BC611",
                            f"Standing rules wake each other without end, `{rule}` among them. Break the ring.",
                            f"常设规则相互触发不止, 其中有 `{rule}`。请打断循环。",
                        )

    def _look(self, rule: str, key: tuple[str, ...]) -> bool:
        settings = self.state.settings
        if not settings.values:
            return self._looked(rule, key)
        settings.enter(next(iter(self.sites.of_combination(rule, key)), EVERYWHERE))
        fires = self._looked(rule, key)
        settings.enter(EVERYWHERE)
        return fires

    def _looked(self, rule: str, key: tuple[str, ...]) -> bool:
        if not self.standing.look(rule, key):
            return False
        self._effects.begin(self.state.current, self.model.zone)
        judged = self._judgement.judged(rule, None, key)
        if judged.is_observed:
            self._observe(judged, None, key)
        else:
            self._act(judged, None, key)
        return True

    # -- the force of rules

    def run_rule(self, rule: str, site: str, setting: Setting) -> None:
        """Let a rule run with another force. A standing rule that was only observed fires now for what it found."""
        self.state.run(rule, site, setting)
        for key, since in self.standing.fired(rule):
            if self._is_observed(rule, key, since) and not self._is_observed(rule, key, self.state.now):
                self.state.settings.enter(next(iter(self.sites.of_combination(rule, key)), EVERYWHERE))
                self.standing.rearm(rule, key)
                self.state.settings.enter(EVERYWHERE)
                self.state.touched.append(("force", rule, key))

    def switch_module(self, module: m.Module, site: str, setting: Setting) -> None:
        """Switch a module on or off. Standing rules in it look at everything anew."""
        self.state.run(f"{MODULE}{module.name}", site, setting)
        for rule in module.rules:
            if isinstance(self.model.rules[rule].body, m.Standing):
                self.state.touched += [("force", rule, key) for key in self.standing.all_keys(rule)]

    def _is_observed(self, rule: str, key: tuple[str, ...], at: int) -> bool:
        applied = self.state.settings.force(rule, self.sites.of_combination(rule, key), at)
        return applied is not None and applied.force == "observe"

    # -- emitted events

    def _drained(self) -> list[dict[str, Any]]:
        """The events that were emitted, and those that they emit, in order."""
        told: list[dict[str, Any]] = []
        while self._effects.emitted:
            emission = self._effects.emitted.pop(0)
            if len(told) == MAX_EMITTED:
                raise Refused(
                    "BC612",
                    f"One event led to more than {MAX_EMITTED} others. Let the rule emit fewer.",
                    f"一个事件引出了超过 {MAX_EMITTED} 个事件。请减少规则发出的事件。",
                )
            told.append(self._emit(emission))
        return told

    def _emit(self, emission: Emission) -> dict[str, Any]:
        """One emitted event. Blocked or refused it has no effect; what emitted it stands."""
        self.state.seq += 1
        mark = self.mark()
        self.state.settings.enter(EVERYWHERE)
        event = self._emitted(emission)
        data = {
            f.name: encode(getattr(event, f.name), f.type)
            for f in self.model.events[emission.event].fields.values()
            if getattr(event, f.name) is not None
        }
        answer: dict[str, Any] = {"seq": event._seq, "type": emission.event, "data": data}
        try:
            self.binder.keep_bounds(event)
            answer["outcome"] = self.process(event)
        except (Trouble, ArithmeticError) as error:
            self.back_to(mark)
            answer["outcome"], answer["problem"] = "refused", problem(as_trouble(error))
        said = json_text(answer) if "problem" in answer else ""
        row = EventRow(
            event._seq, OWN_SOURCE, event._id, emission.event, event.at, self.state.now, emission.parent, None, None,
            answer["outcome"], json_text(data), said,
        )  # fmt: skip
        self.batch.events.append(row)
        return answer

    def _emitted(self, emission: Emission) -> EventValue:
        event = self.shapes.events[emission.event]()
        event._event, event._seq, event.at = emission.event, self.state.seq, self.state.now
        event._source, event._id, event._zone = OWN_SOURCE, f"emitted-{event._seq}", self.model.zone
        event._role = event._reason = None
        for field in self.model.events[emission.event].fields.values():
            given = emission.values.get(field.name)
            setattr(event, field.name, self.default(field) if given is None else given)
        return event


def facts(events: Iterable[EventValue], model: m.Model) -> Iterator[Fact]:
    """Events as boards read them. What no store could keep, since a value is too large, is left out: a board must not be
    a reason to refuse an event."""
    for event in events:
        with suppress(Refused):
            values = tuple([storable(getattr(event, name)) for name in model.events[event._event].fields])
            yield Fact(event._event, event._seq, event.at, values)


def as_trouble(error: Exception) -> Trouble:
    """A reason for what went wrong in a rule's arithmetic, or the trouble itself."""
    if isinstance(error, Trouble):
        return error
    return Refused(
        "BC607",
        "A number in a rule's arithmetic went out of range. Check the quantities and factors.",
        "规则计算中的数值超出范围。请检查数量与系数。",
    )


def problem(trouble: Trouble) -> dict[str, str]:
    """A trouble as JSON."""
    return {"code": trouble.code, "zh": trouble.text.zh, "en": trouble.text.en}


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as an answer names it."""
    result: dict[str, Any] = {
        "id": finding.id,
        "rule": finding.rule,
        "label": dict(finding.label),
        "force": finding.force,
        "messages": [dict(said) for said in finding.messages],
        "cites": [dict(c) for c in finding.cites],
    }
    if finding.key:
        result["key"] = list(finding.key)
    if finding.held:
        result["held"] = [list(pair) for pair in finding.held]
    if finding.roles:
        result["roles"] = list(finding.roles)
    if finding.applied:
        result["applied"] = dict(finding.applied)
    if finding.overridden:
        result["overridden"] = dict(finding.overridden)
    return result


def unknown_event(name: str, known: Iterable[str], near: str | None) -> Malformed:
    """An event type that the definitions do not have."""
    names = list(known)
    listed, others = ", ".join(names[:12]), len(names) > 12
    hint_en = f" I know {listed or 'none at all'}{', and others' if others else ''}."
    hint_zh = f"已知的有 {listed}{' 等' if others else ''}。" if names else "没有任何事件类型。"
    return Malformed(
        "BC646",
        f"I know no event `{name[:80]}`." + (f" Did you mean `{near}`?" if near else hint_en),
        f"没有事件类型 `{name[:80]}`。" + (f"是否想写 `{near}`?" if near else hint_zh),
    )
