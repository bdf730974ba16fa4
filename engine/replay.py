"""Folding the log anew: whether balances, measures, findings and everything else come out as the store holds them.

The events of the log are submitted to an engine over a new store, under the definitions that were in force for each.
What rules emitted is not submitted: it must come about again. Then every row of the two logs is compared, and the state
at the end. Nothing in the store is changed; the new one is thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dsl.diagnostics import Both
from engine.codec import plain
from engine.events import Envelope, envelope_of_row, read_envelope, read_json
from engine.findings import digest
from engine.kept import kept_definitions
from engine.machine import Machine
from engine.persist import restore
from engine.pipeline import Compiled
from engine.records import OWN_SOURCE, EventRow, OutboxRow
from engine.run import TICK, Engine
from engine.shapes import Shapes
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
    report = Report()
    with Store.open_existing(url) as store, TemporaryDirectory(prefix="bincard-") as folder:
        anew = str(Path(folder) / "anew.db")
        with _Fold(store, anew, report) as fold:
            definitions = fold.all(progress)
        with Store.open_existing(anew) as other:
            _compare_logs(store, other, fold.zones, report)
        _compare_state(_state(url, definitions), _state(anew, definitions), report)
    return report


class _Fold:
    """Runs the log of a store into a new one, under the definitions that were in force for each event."""

    def __init__(self, store: Store, anew: str, report: Report) -> None:
        self._store = store
        self._anew = anew
        self._report = report
        self._open: Store | None = None
        self.zones: set[str] = set()
        """In which times without an offset were read."""

    def __enter__(self) -> _Fold:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            self._open.close()

    def all(self, progress: Callable[[int], None] | None) -> Compiled:
        """The whole log. Returns the definitions at its end."""
        waiting = list(self._store.publications())
        if not waiting:
            kept_definitions(self._store)  # says that there is nothing
        engine = self._under(waiting.pop(0).version)
        done = 0
        for rows in _pages(self._store):
            due: list[EventRow] = []
            for row in rows:
                while waiting and waiting[0].seq < row.seq:
                    self._submit(engine, due)
                    due = []
                    engine = self._under(waiting.pop(0).version)
                due.append(row)
            self._submit(engine, due)
            done += len(rows)
            if progress is not None:
                progress(done)
        for publication in waiting:
            engine = self._under(publication.version)
        return engine.compiled

    def _under(self, version: str) -> Engine:
        """An engine under some definitions, on what there is so far."""
        if self._open is not None:
            self._open.close()
        definitions = kept_definitions(self._store, version)
        self.zones.add(definitions.model.zone)
        self._open = Store.open(self._anew, definitions.model, Shapes(definitions.model))
        return Engine(definitions, self._open)

    def _submit(self, engine: Engine, rows: Iterable[EventRow]) -> None:
        """Submit what came from outside, and let time pass; what rules emitted must come about again."""
        due: list[Envelope] = []
        for row in rows:
            if row.source != OWN_SOURCE:
                try:
                    due.append(envelope_of_row(row))
                except Trouble as trouble:
                    self._report.differ(trouble.text.en, trouble.text.zh)
            elif row.type == TICK:
                engine.submit(due)
                due = []
                engine.advance(row.at)
        engine.submit(due)
        engine.findings.clear()


def _pages(store: Store) -> Iterator[list[EventRow]]:
    page: list[EventRow] = []
    for row in store.events():
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    yield page


# -- comparing


def _compare_logs(kept: Store, anew: Store, zones: set[str], report: Report) -> None:
    """Every event, finding, move and alert must be there as it came about again."""
    for event, again in zip_longest(kept.events(), anew.events()):
        report.events += again is not None
        _compare_event(event, again, zones, report)
    for finding, found in zip_longest(kept.findings(), anew.findings()):
        report.findings += found is not None
        if finding is None or found is None or finding.hash != found.hash or digest(finding) != finding.hash:
            _differ(report, Both("finding", "发现"), finding, found, lambda f: f"{f.id} ({f.rule})")
    for move, moved in zip_longest(kept.moves(), anew.moves()):
        if move != moved:
            _differ(report, Both("move", "移动"), move, moved, lambda m: f"{m.seq}/{m.line}")
    for alert, alerted in zip_longest(_alerts(kept), _alerts(anew)):
        if alert != alerted:
            _differ(report, Both("alert", "告警"), alert, alerted, lambda o: f"{o.seq}/{o.line}")


def _compare_event(kept: EventRow | None, anew: EventRow | None, zones: set[str], report: Report) -> None:
    """The payload of an event from outside is what was folded; but its text must say what its columns say."""
    if kept is not None and anew is not None and kept.seq == anew.seq and kept.outcome != anew.outcome:
        what = f"{kept.seq} ({kept.type} {kept.id})"
        report.differ(
            f"event {what} is {kept.outcome} in the log, and came out {anew.outcome}",
            f"事件 {what} 在日志中为 {kept.outcome}，重放结果为 {anew.outcome}",
        )
        return
    is_same = kept == anew
    if kept is not None and anew is not None and kept.source != OWN_SOURCE:
        is_same = kept._replace(data="") == anew._replace(data="") and _is_consistent(kept, zones)
    if not is_same:
        _differ(report, Both("event", "事件"), kept, anew, lambda e: f"{e.seq} ({e.type} {e.id})")


def _is_consistent(row: EventRow, zones: set[str]) -> bool:
    """Whether the text of an event says what its columns say."""
    columns = Envelope(row.source, row.id, row.type, row.at, {}, row.role, row.reason)
    try:
        data = read_json(row.data.encode())
        return any(read_envelope(data, zone)._replace(data={}) == columns for zone in zones)
    except Trouble:
        return False


def _differ(report: Report, kind: Both, kept: Any, anew: Any, name: Callable[[Any], str]) -> None:
    what = name(kept if kept is not None else anew)
    if anew is None:
        report.differ(f"{kind.en} {what} did not come about again", f"{kind.zh} {what} 未能重现")
    elif kept is None:
        report.differ(f"{kind.en} {what} is new", f"{kind.zh} {what} 是新出现的")
    else:
        report.differ(f"{kind.en} {what} came out otherwise", f"{kind.zh} {what} 结果不同")


def _alerts(store: Store) -> Iterator[OutboxRow]:
    after = (0, -1)
    while page := store.outbox(after=after):
        yield from page
        after = (page[-1].seq, page[-1].line)


def _compare_state(kept: Machine, anew: Machine, report: Report) -> None:
    """Everything that is true at the end must be the same."""
    names = {
        "balances": Both("balance", "结存"),
        "measures": Both("measure", "度量"),
        "things": Both("thing", "对象"),
        "holds": Both("hold", "隔离"),
        "parameters": Both("parameter", "参数"),
        "forces": Both("force of", "力度"),
        "standing": Both("standing rule", "常设规则"),
    }
    old, new = figures(kept, anew.state.now), figures(anew, anew.state.now)
    ends = [(m.state.seq, m.state.now, m.chain.number, m.chain.last) for m in (kept, anew)]
    if ends[0] != ends[1]:
        report.differ(
            f"the store ends at {ends[0]}, the log at {ends[1]}", f"存储止于 {ends[0]}，日志止于 {ends[1]}"
        )
    report.balances, report.measures = len(new["balances"]), len(new["measures"])
    for kind, name in names.items():
        for key in sorted(old[kind].keys() | new[kind].keys()):
            if old[kind].get(key) != new[kind].get(key):
                was, came = old[kind].get(key, "-"), new[kind].get(key, "-")
                report.differ(
                    f"{name.en} {key}: the store holds {was}, the log gives {came}",
                    f"{name.zh} {key}：存储为 {was}，重放为 {came}",
                )


def _state(url: str, compiled: Compiled) -> Machine:
    """The state as a store holds it."""
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
        "parameters": {name: _figure(value) for name, value in state.parameters.items()}
        | {
            f"{n}@{site}": _figure(v)
            for site, own in state.settings.values.items()
            for n, (v, _) in own.items()
        },
        "forces": {text(pair): text(settings) for pair, settings in state.settings.forces.items()},
        "standing": {text(pair): text(position[:2]) for pair, position in machine.standing.positions.items()},
    }
