"""Folding the log anew: whether balances, measures, findings and everything else come out as the store holds them.

The events of the log are submitted to a fresh engine in memory under the definitions that were in force for each. What
rules emitted is not submitted: it must come about again. Every row of the log is compared with the one that comes
about anew, and the state at the end with the one that is kept. Nothing in the store is changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dsl.diagnostics import Both
from engine.codec import plain
from engine.events import Envelope, envelope_of_row, read_envelope, read_json
from engine.findings import digest
from engine.kept import Published, kept_definitions
from engine.machine import Machine
from engine.persist import restore
from engine.pipeline import Compiled
from engine.records import OWN_SOURCE, Batch, EventRow, Finding, Loaded, OutboxRow
from engine.run import TICK, Engine
from engine.snapshot import snapshot
from engine.store import Store
from engine.trouble import Trouble

MOST = 100
"""So many differences are listed; the rest is counted."""

PAGE = 1000


@dataclass(slots=True)
class Report:
    """What a rebuild found."""

    events: int = 0
    findings: int = 0
    balances: int = 0
    measures: int = 0
    count: int = 0
    """How many differences there are."""
    differences: list[Both] = field(default_factory=list)

    @property
    def identical(self) -> bool:
        """Whether everything came out as the store holds it."""
        return not self.count

    def differ(self, en: str, zh: str) -> None:
        """Note a difference."""
        self.count += 1
        if len(self.differences) < MOST:
            self.differences.append(Both(en, zh))


def rebuild(url: str, progress: Callable[[int], None] | None = None) -> Report:
    """Fold a store's log anew and compare. `progress` is told how many events are done. Raises `Trouble`."""
    with Store.open_existing(url) as store:
        engine, report = _replayed(store, progress)
        compiled = kept_definitions(store)
    _compare_state(engine, _kept_state(url, compiled), report)
    return report


def _replayed(store: Store, progress: Callable[[int], None] | None) -> tuple[Engine, Report]:
    """The engine after the whole log, and what differed on the way."""
    log = _Log(store)
    waiting = list(store.publications())
    if not waiting:
        kept_definitions(store)  # says that there is nothing
    definitions = kept_definitions(store, waiting.pop(0).version)
    log.zone = definitions.model.zone
    engine = Engine(definitions, log)
    for rows in _pages(store):
        due: list[EventRow] = []
        for row in rows:
            while waiting and waiting[0].seq < row.seq:
                _replay(engine, due, log.report)
                engine = _under(engine, waiting.pop(0).version, log)
            due.append(row)
        _replay(engine, due, log.report)
        log.compare()
        if progress is not None:
            progress(log.report.events)
    for publication in waiting:
        engine = _under(engine, publication.version, log)
    log.compare(is_end=True)
    return engine, log.report


def _pages(store: Store) -> Iterator[list[EventRow]]:
    page: list[EventRow] = []
    for row in store.events():
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    yield page


def _replay(engine: Engine, rows: list[EventRow], report: Report) -> None:
    """Submit what came from outside, and let time pass; what rules emitted must come about again."""
    due: list[Envelope] = []
    for row in rows:
        if row.source == OWN_SOURCE:
            if row.type == TICK:
                engine.submit(due)
                due = []
                engine.advance(row.at)
            continue
        try:
            due.append(envelope_of_row(row))
        except (ValueError, AttributeError):
            report.differ(
                f"event {row.seq} ({row.type} {row.id}) can't be read", f"事件 {row.seq} ({row.type} {row.id}) 无法读取"
            )
    engine.submit(due)
    engine.findings.clear()
    rows.clear()


def _under(engine: Engine, version: str, log: _Log) -> Engine:
    """The same state under other definitions, as the store took them over."""
    log.state = snapshot(engine.machine)
    log.state.head["version"] = engine.compiled.version
    log.compare()
    definitions = kept_definitions(log.store, version)
    log.zone = definitions.model.zone
    return Engine(definitions, log)


class _Log:
    """Stands in for the store: takes the rows that come about anew, and compares them with those that it keeps."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.state = Loaded({}, {}, {}, {}, {}, {}, {}, {})
        """What an engine finds when it is opened over this."""
        self.zone = ""
        """In which times without an offset were read."""
        self.report = Report()
        self._anew = Batch()
        self._events = store.events()
        self._moves = store.moves()
        self._findings = store.findings()
        self._alerts = _alerts(store)

    # -- what an engine asks of a store

    def definitions(self, version: str | None = None) -> Published | None:
        """The definitions that the store keeps."""
        return self.store.definitions(version)

    def events(self, after_seq: int = 0) -> Iterable[EventRow]:
        """The log as far as it is replayed."""
        end = self.state.head.get("seq", 0)
        return (row for row in self.store.events(after_seq) if row.seq <= end)

    def load(self) -> Loaded:
        """The state so far."""
        return self.state

    def known(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:  # noqa: ARG002
        """Nothing: the log has each event once."""
        return {}

    def write(self, batch: Batch) -> None:
        """Keep the rows for comparing."""
        anew = self._anew
        anew.events += sorted(batch.events)
        anew.moves += sorted(batch.moves)
        anew.findings += batch.findings
        anew.outbox += sorted(batch.outbox)

    def publish(self, version: str, files: Mapping[str, str], seq: int, *, batch: Batch) -> None:  # noqa: ARG002
        """Likewise; the store has the definitions."""
        self.write(batch)

    # -- comparing

    def compare(self, *, is_end: bool = False) -> None:
        """Compare what came about since the last time; at the end nothing may be left."""
        anew, self._anew = self._anew, Batch()
        self.report.events += len(anew.events)
        self.report.findings += len(anew.findings)
        for event in anew.events:
            self._compare_event(next(self._events, None), event)
        for finding in anew.findings:
            self._compare_finding(next(self._findings, None), finding)
        for move in anew.moves:
            if next(self._moves, None) != move:
                self._differ(_MOVE, f"{move.seq}/{move.line}")
        for alert in anew.outbox:
            if next(self._alerts, None) != alert:
                self._differ(_ALERT, f"{alert.seq}/{alert.line}")
        if is_end:
            for event in self._events:
                self._gone(_EVENT, f"{event.seq} ({event.type})")
            for finding in self._findings:
                self._gone(_FINDING, f"{finding.id} ({finding.rule})")
            for move in self._moves:
                self._gone(_MOVE, f"{move.seq}/{move.line}")
            for alert in self._alerts:
                self._gone(_ALERT, f"{alert.seq}/{alert.line}")

    def _compare_event(self, kept: EventRow | None, anew: EventRow) -> None:
        """What came from outside was folded as its columns say: its text must say the same."""
        what = f"{anew.seq} ({anew.type} {anew.id})"
        if kept is None:
            self._differ(_EVENT, what)
        elif kept.outcome != anew.outcome:
            self.report.differ(
                f"event {what} is {kept.outcome} in the log, and came out {anew.outcome}",
                f"事件 {what} 在日志中为 {kept.outcome}, 重放结果为 {anew.outcome}",
            )
        elif anew.source == OWN_SOURCE:
            if kept != anew:
                self._differ(_EVENT, what)
        elif kept._replace(data="") != anew._replace(data="") or not _is_consistent(kept, self.zone):
            self._differ(_EVENT, what)

    def _compare_finding(self, kept: Finding | None, anew: Finding) -> None:
        """A finding must be the same down to its hash, and the hash be that of what is written."""
        what = f"{anew.id} ({anew.rule})"
        if kept is None:
            self.report.differ(f"finding {what} is new", f"发现 {what} 是新出现的")
        elif kept.hash != anew.hash or digest(kept) != kept.hash:
            self._differ(_FINDING, what)

    def _differ(self, kind: Both, what: str) -> None:
        self.report.differ(
            f"{kind.en} {what} is not in the store as it came about again", f"{kind.zh} {what} 与重放结果不同"
        )

    def _gone(self, kind: Both, what: str) -> None:
        self.report.differ(f"{kind.en} {what} did not come about again", f"{kind.zh} {what} 未能重现")


_EVENT, _FINDING = Both("event", "事件"), Both("finding", "发现")
_MOVE, _ALERT = Both("move", "移动"), Both("alert", "告警")


def _is_consistent(row: EventRow, zone: str) -> bool:
    """Whether the text of an event says what its columns say."""
    try:
        said = read_envelope(read_json(row.data.encode()), zone)
    except Trouble:
        return False
    return said._replace(data={}) == Envelope(row.source, row.id, row.type, row.at, {}, row.role, row.reason)


def _alerts(store: Store) -> Iterator[OutboxRow]:
    after = (0, -1)
    while page := store.outbox(after=after):
        yield from page
        after = (page[-1].seq, page[-1].line)


def _compare_state(engine: Engine, kept: Machine, report: Report) -> None:
    anew = engine.machine
    names = {
        "balances": Both("balance", "结存"),
        "measures": Both("measure", "度量"),
        "things": Both("thing", "对象"),
        "holds": Both("hold", "隔离"),
        "parameters": Both("parameter", "参数"),
        "standing": Both("standing rule", "常设规则"),
    }
    old, new = figures(kept, anew.state.now), figures(anew, anew.state.now)
    report.balances, report.measures = len(new["balances"]), len(new["measures"])
    for kind, name in names.items():
        for key in sorted(old[kind].keys() | new[kind].keys()):
            if old[kind].get(key) != new[kind].get(key):
                was, came = old[kind].get(key, "-"), new[kind].get(key, "-")
                report.differ(
                    f"{name.en} {key}: the store holds {was}, the log gives {came}",
                    f"{name.zh} {key}: 存储为 {was}, 重放为 {came}",
                )


def _kept_state(url: str, compiled: Compiled) -> Machine:
    """The state as the store holds it."""
    assert compiled.graph is not None
    machine = Machine(compiled, compiled.graph)
    with Store.open(url, compiled.model, machine.shapes, read_only=True) as store:
        restore(machine, store.load())
    return machine


def _figure(value: Any) -> str:
    """A value as text: 2 and 2.000 are one value, however it was added up."""
    return plain(value) if isinstance(value, Decimal) else str(value)


def figures(machine: Machine, now: int) -> dict[str, dict[str, Any]]:
    """Everything that is true of a machine, as text by kind and key, for comparing."""
    state = machine.state

    def text(key: Any) -> str:
        return json.dumps(key, ensure_ascii=False, default=str)

    return {
        "balances": {text((i, lot, p)): plain(q) for i, lot, p, q in state.ledger.balances()},
        "measures": {text((name, *key)): _figure(value) for name, key, value in machine.book.values(now)},
        "things": {
            text((entity, key)): text(thing)
            for entity, table in state.fingerprint_of_things().items()
            for key, thing in table.items()
        },
        "holds": {text(pair): text(findings) for pair, findings in state.holds.items()},
        "parameters": {name: _figure(value) for name, value in state.parameters.items()},
        "standing": {text(pair): text(position[:2]) for pair, position in machine.standing.positions.items()},
    }
