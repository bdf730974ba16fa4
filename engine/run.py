"""Running: batches of events in, answers out.

`Engine` is the one writer of its state. A batch is one transaction of the store, and the answers are given only after
it is written. Time is the log's own: the clock stands at the latest instant that an event, or `advance`, has named.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from dsl.boards import counted_events
from dsl.near import nearest
from engine.codec import Codec, json_text
from engine.events import Answer, Envelope, digest, envelope_text, line_text, read_line
from engine.forcing import (
    FORCE_SET,
    SWITCHED,
    Forcing,
    Switching,
    check_forcing,
    check_site,
    check_switching,
    forcing,
    switching,
)
from engine.garbage import uncollected
from engine.kept import DEFINITIONS, Shelf, model_of
from engine.machine import Backend, Machine, as_trouble, facts, finding_json, problem, unknown_event
from engine.persist import collect, forget_changes, restore
from engine.pipeline import Compiled
from engine.records import OWN_SOURCE, Batch, DeadLetter, EventRow, Fact, Finding, Loaded
from engine.recount import changed_measures, event_of_row, recount
from engine.settings import Setting
from engine.shapes import EventValue
from engine.trouble import Malformed, Refused, Trouble
from engine.tuning import TUNED, Tuning, tune, tuning

TICK = "bincard.tick"
"""The type of the event that records that time passed."""

PUBLISHED = "bincard.published"
"""The type of the event that records that other definitions came into force."""


_OWN = (TUNED, FORCE_SET, SWITCHED)
"""The types of events that every model has."""


class Storage(Shelf, Protocol):
    """What the engine asks of a store."""

    def events(self, after_seq: int = 0) -> Iterable[EventRow]: ...

    def load(self) -> Loaded: ...

    @property
    def unfilled(self) -> Collection[str]: ...

    def fill(self, found: Iterable[Fact]) -> None: ...

    def facts(self, event: str, first: int, last: int) -> Iterable[Fact]: ...

    def known(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]: ...

    def write(self, batch: Batch) -> None: ...

    def publish(self, version: str, files: Mapping[str, str], seq: int, *, batch: Batch) -> None: ...


class Engine:
    """Compiled definitions at work, in memory or over a store. Raises `ValueError` for definitions with errors."""

    def __init__(self, compiled: Compiled, store: Storage | None = None, backend: Backend = "python") -> None:
        if compiled.graph is None:
            raise ValueError("definitions with errors do not run")
        self.compiled = compiled
        self.machine = Machine(compiled, compiled.graph, backend)
        self.state = self.machine.state
        self._store = store
        self._is_ahead = False
        """A batch is under way. Where it stays so, the write failed, and the state in memory is of no use any more."""
        self._occurred: list[EventValue] = []
        """In memory the events that boards may ask about."""
        self._answered: dict[tuple[str, str], str] = {}
        """In memory every answer; over a store those of the batch at hand."""
        if store is None:
            self.machine.first_look()
            return
        loaded = store.load()
        restore(self.machine, loaded)
        if counted_events(compiled.model.boards) and store.unfilled:
            store.fill(self._past(store.unfilled))
        looked = loaded.head.get("version")
        if looked != compiled.version:
            seq = self.state.seq
            if looked is not None:
                self._note(PUBLISHED, "published", self.state.now)
                recount(
                    self.machine, changed_measures(model_of(store, looked), compiled.model), store.events()
                )
            self.machine.first_look()
            batch = collect(self.machine)
            store.publish(compiled.version, {DEFINITIONS: compiled.definitions}, seq, batch=batch)
            forget_changes(self.machine)

    @property
    def findings(self) -> list[Finding]:
        """What rules found since the engine was opened, or since the list was last cleared."""
        return self.machine.findings

    # -- what boards ask about

    def occurrences(self, event: str, first: int, last: int) -> Iterator[EventValue]:
        """The accepted events of a kind from one instant to another, both included."""
        found: Iterable[Fact]
        if self._store is None:
            found = facts((e for e in self._occurred if e._event == event), self.compiled.model)
        elif event in self._store.unfilled:
            found = self._past([event])
        else:
            found = self._store.facts(event, first, last)
        for fact in found:
            if fact.event == event and first <= fact.at <= last:
                yield self._occurrence(fact)

    def _occurrence(self, fact: Fact) -> EventValue:
        event = self.machine.shapes.events[fact.event]()
        event._event, event._seq, event.at, event._zone = (
            fact.event,
            fact.seq,
            fact.at,
            self.compiled.model.zone,
        )
        for name, value in zip(self.compiled.model.events[fact.event].fields, fact.values, strict=True):
            setattr(event, name, value)
        return event

    def _past(self, wanted: Collection[str]) -> Iterator[Fact]:
        """Accepted events of the log as the definitions read them now; those that they no longer can are left out."""
        assert self._store is not None
        codec = Codec(self.machine.shapes)
        rows = (r for r in self._store.events() if r.type in wanted and r.outcome == "accepted")
        events = (event_of_row(self.machine, row, codec) for row in rows)
        return facts((e for e in events if e is not None), self.compiled.model)

    # -- intake

    def submit_lines(self, lines: Iterable[bytes]) -> list[Answer]:
        """Process CloudEvents as JSON, one a line, as one transaction. Lines that are no events become dead letters."""
        with uncollected():
            return self._submit([(self._read(raw), raw) for raw in lines])

    def _read(self, raw: bytes) -> Envelope | Malformed:
        try:
            return read_line(raw, self.compiled.model.zone)
        except Malformed as trouble:
            return trouble

    def submit(self, envelopes: Iterable[Envelope]) -> list[Answer]:
        """Process events as one transaction, and answer when it is written."""
        with uncollected():
            return self._submit([(e, None) for e in envelopes])

    def _submit(self, arrived: Sequence[tuple[Envelope | Malformed, bytes | None]]) -> list[Answer]:
        if self._store is not None:
            pairs = [(e.source, e.id) for e, _ in arrived if isinstance(e, Envelope)]
            self._answered = dict(self._store.known(pairs))
        self._begin()
        answers = [
            self._process(e, raw) if isinstance(e, Envelope) else self._dead(raw or b"", e)
            for e, raw in arrived
        ]
        self.commit()
        return answers

    def _begin(self) -> None:
        """From here until the commit the state in memory is ahead of the store."""
        if self._is_ahead:
            raise RuntimeError("a batch was not written: open the store again and go on from what it holds")
        self._is_ahead = self._store is not None

    def advance(self, to: int) -> None:
        """Let time pass to an instant, so that timers fire. Recorded in the log, so that a rebuild does the same."""
        if to <= self.state.now:
            return
        self._begin()
        self._note(TICK, "tick", to)
        self.machine.let_time_pass(to)
        self.commit()

    def _note(self, type: str, what: str, at: int) -> None:
        """Write an event of the engine's own into the log; what follows from it bears its number."""
        self.state.seq += 1
        seq = self.state.seq
        row = EventRow(seq, OWN_SOURCE, f"{what}-{seq}", type, at, at, None, None, None, "accepted", "{}", "")
        self.machine.batch.events.append(row)

    # -- one event

    def _process(self, envelope: Envelope, raw: bytes | None) -> Answer:
        pair = (envelope.source, envelope.id)
        known = self._answered.get(pair)
        if known is not None:
            return _answered_before(envelope, known)
        machine, model, state = self.machine, self.compiled.model, self.state
        declared = model.events.get(envelope.type)
        if declared is None and envelope.type not in _OWN:
            near = nearest(envelope.type, (*model.events, *_OWN))
            return self._dead(
                self._text(envelope, raw).encode(), unknown_event(envelope.type, model.events, near), envelope
            )
        seq = state.seq + 1
        event, unbound = None, None
        setting: Tuning | Forcing | Switching | None = None
        try:
            if declared is None:
                setting = self._read_setting(envelope)
            else:
                event = self._bound(envelope, seq)
        except Malformed as trouble:
            return self._dead(self._text(envelope, raw).encode(), trouble, envelope)
        except (Refused, ArithmeticError) as error:
            unbound = error
        state.seq = seq
        if envelope.at > state.now:
            machine.let_time_pass(envelope.at)
        answer = Answer(envelope.source, envelope.id, "accepted", seq)
        findings = machine.batch.findings
        earlier, mark = len(findings), machine.mark()
        try:
            if unbound is not None:
                raise unbound
            if setting is not None:
                state.current = seq
                self._set(setting, envelope, seq)
                machine.settle()
                answer.emitted = machine.emitted()
            elif event is not None and declared is not None:
                if declared.recorded_by:
                    self._check_role(envelope, declared.recorded_by)
                answer.outcome = machine.process(event)
                answer.emitted = machine.emitted()
        except Malformed as trouble:
            machine.back_to(mark)
            answer.outcome, answer.problem = "refused", problem(trouble)
        except (Refused, ArithmeticError) as error:
            machine.back_to(mark)
            answer.outcome, answer.problem = "refused", problem(as_trouble(error))
        state.undo.clear()
        if len(findings) > earlier:
            answer.findings = [finding_json(f) for f in findings[earlier:]]
        is_plain = answer.outcome == "accepted" and not answer.findings and not answer.emitted
        said = f'{{"seq": {seq}}}' if is_plain else json_text(answer.to_json())
        if self._store is not None:
            row = EventRow(
                seq, envelope.source, envelope.id, envelope.type, envelope.at, state.now, None, envelope.role,
                envelope.reason, answer.outcome, self._text(envelope, raw), said,
            )  # fmt: skip
            machine.batch.events.append(row)
        self._answered[pair] = said
        return answer

    def _read_setting(self, envelope: Envelope) -> Tuning | Forcing | Switching:
        """What an event says that every model has. Raises `Malformed`."""
        model, data = self.compiled.model, envelope.data
        if envelope.type == FORCE_SET:
            return forcing(model, data)
        if envelope.type == SWITCHED:
            return switching(model, data)
        return tuning(model, data, self.machine.binder)

    def _set(self, said: Tuning | Forcing | Switching, envelope: Envelope, seq: int) -> None:
        """A parameter or the force of a rule is set. Raises `Refused`."""
        check_site(self.machine.sites, said.site)
        if isinstance(said, Tuning):
            tune(self.state, said, envelope.role, seq)
        elif isinstance(said, Switching):
            check_switching(said, envelope.role)
            self.machine.switch_module(said.module, said.site, Setting(envelope.at, seq, said.force))
        else:
            check_forcing(said, envelope.role)
            self.machine.run_rule(said.rule.name, said.site, Setting(envelope.at, seq, said.force))

    def _text(self, envelope: Envelope, raw: bytes | None) -> str:
        """The event as it came, for the log."""
        return line_text(raw) if raw is not None else envelope_text(envelope, self.compiled.model.zone)

    def _bound(self, envelope: Envelope, seq: int) -> EventValue:
        event = self.machine.shapes.events[envelope.type]()
        event._event, event._seq, event.at = envelope.type, seq, envelope.at
        event._source, event._id = envelope.source, envelope.id
        event._role, event._reason = envelope.role, envelope.reason
        self.machine.binder.bind(event, envelope.data)
        return event

    @staticmethod
    def _check_role(envelope: Envelope, allowed: tuple[str, ...]) -> None:
        if envelope.role not in allowed:
            roles = ", ".join(allowed)
            raise Refused(
                "BC615",
                f"{envelope.type} is recorded by {roles}; this one came from `{envelope.role or 'nobody'}`.",
                f"{envelope.type} 须由 {roles} 记录; 该事件来自 `{envelope.role or '未注明角色'}`。",
            )

    def _dead(self, raw: bytes, trouble: Trouble, envelope: Envelope | None = None) -> Answer:
        reason = json_text(problem(trouble))
        text = raw.decode("utf-8", "replace")[:100_000]
        self.machine.batch.dead_letters.append(
            DeadLetter(digest(raw), self.state.now, text, trouble.code, reason)
        )
        source, id = (envelope.source, envelope.id) if envelope else ("", "")
        return Answer(source, id, "malformed", problem=problem(trouble))

    # -- committing

    def commit(self) -> None:
        """Write everything since the last commit, all or nothing."""
        if self._store is None:
            self._occurred += self.machine.occurred
            self.machine.take_rows()
        else:
            batch = collect(self.machine)
            self._store.write(batch)
            self._is_ahead = False
            self._answered = {}
        forget_changes(self.machine)


def _answered_before(envelope: Envelope, said: str) -> Answer:
    answer = Answer(envelope.source, envelope.id, "accepted", duplicate=True)
    if said:
        before: dict[str, Any] = json.loads(said)
        answer.outcome = before.get("outcome", "accepted")
        answer.seq = before.get("seq")
        answer.findings = before.get("findings", [])
        answer.emitted = before.get("emitted", [])
        answer.problem = before.get("problem")
    return answer
