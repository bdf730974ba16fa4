"""Folding the log anew: whether balances, measures, findings and everything else come out as the store holds them.

The events of the log are submitted to a fresh engine in memory under the definitions that were in force for each. What
rules emitted is not submitted: it must come about again. Nothing in the store is changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dsl.diagnostics import Both
from engine.codec import plain
from engine.events import envelope_of_row
from engine.kept import kept_definitions
from engine.machine import Machine
from engine.persist import restore
from engine.pipeline import Compiled
from engine.records import OWN_SOURCE, EventRow, Finding
from engine.recount import changed_measures, recount
from engine.run import PUBLISHED, TICK, Engine
from engine.snapshot import snapshot
from engine.store import Store

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
    report = Report()
    publications = store.publications()
    if not publications:
        kept_definitions(store)  # says that there is nothing
    engine = Engine(kept_definitions(store, publications[0].version))
    found = store.findings()
    waiting = list(publications[1:])
    for rows in _pages(store):
        for row in rows:
            while waiting and waiting[0].seq < row.seq:
                engine = _under(engine, store, waiting.pop(0).version, report, found)
            report.events += 1
            _replay(engine, row, report)
        _compare_findings(engine, found, report)
        if progress is not None:
            progress(report.events)
    for publication in waiting:
        engine = _under(engine, store, publication.version, report, found)
    _compare_findings(engine, found, report)
    if (left := next(found, None)) is not None:
        report.differ(f"finding {left.id} did not come about again", f"发现 {left.id} 未能重现")
    return engine, report


def _pages(store: Store) -> Iterator[list[EventRow]]:
    page: list[EventRow] = []
    for row in store.events():
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    yield page


def _replay(engine: Engine, row: EventRow, report: Report) -> None:
    if row.source == OWN_SOURCE and row.type != TICK:
        return  # emitted: it must have come about already
    if row.type == TICK:
        engine.advance(row.at)
        return
    answer = engine.submit([envelope_of_row(row)])[0]
    if answer.outcome != row.outcome or answer.seq != row.seq:
        report.differ(
            f"event {row.seq} ({row.type} {row.id}) is {row.outcome} in the log, and came out {answer.outcome}",
            f"事件 {row.seq} ({row.type} {row.id}) 在日志中为 {row.outcome}, 重放结果为 {answer.outcome}",
        )


def _under(engine: Engine, store: Store, version: str, report: Report, found: Iterator[Finding]) -> Engine:
    """The same state under other definitions, as the store took them over."""
    _compare_findings(engine, found, report)
    following = Engine(kept_definitions(store, version))
    restore(following.machine, snapshot(engine.machine))
    following._note(PUBLISHED, "published", following.state.now)
    changed = changed_measures(engine.compiled.model, following.compiled.model)
    recount(following.machine, changed, (row for row in store.events() if row.seq <= engine.state.seq))
    following.findings.clear()
    following.machine.first_look()
    following.commit()
    return following


def _compare_findings(engine: Engine, found: Iterator[Finding], report: Report) -> None:
    """Findings must be the same down to their hashes, in the same order."""
    for anew in engine.findings:
        report.findings += 1
        kept = next(found, None)
        if kept is None:
            report.differ(
                f"finding {anew.id} ({anew.rule}) is new", f"发现 {anew.id} ({anew.rule}) 是新出现的"
            )
        elif kept.hash != anew.hash:
            report.differ(
                f"finding {kept.id} ({kept.rule}) came out otherwise: {anew.id} ({anew.rule})",
                f"发现 {kept.id} ({kept.rule}) 结果不同: {anew.id} ({anew.rule})",
            )
    engine.findings.clear()


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
