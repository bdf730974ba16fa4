"""Plays steps on one engine and says everything that can be seen of it, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import product
from typing import Any

from dsl import model as m
from dsl.typesystem import INSTANT, Optional, Reference, Type
from engine.codec import encode, plain
from engine.instants import rfc3339
from engine.machine import Backend
from engine.pipeline import Compiled
from engine.records import Finding
from engine.run import Engine
from engine.trouble import Trouble
from tests.conformance.memory import Memory

Step = bytes | int
"""A line as it arrives, or an instant to which time passes."""

MeasureKey = tuple[str, tuple[Any, ...]]


class Player:
    """One engine over a store in memory."""

    def __init__(self, compiled: Compiled, backend: Backend = "python") -> None:
        self.compiled = compiled
        self.model = compiled.model
        self.backend = backend
        self.store = Memory()
        self.engine = Engine(compiled, self.store, backend)
        self.findings: list[Finding] = []
        self._note()

    @property
    def machine(self) -> Any:
        """What the engine runs on."""
        return self.engine.machine

    def take(self, *steps: Step) -> list[dict[str, Any]]:
        """Take steps, lines that follow each other as one transaction; the answers to them."""
        answers: list[dict[str, Any]] = []
        lines: list[bytes] = []
        for step in steps:
            if isinstance(step, bytes):
                lines.append(step)
            else:
                answers += self._submit(lines)
                lines = []
                self.engine.advance(step)
        answers += self._submit(lines)
        self._note()
        return answers

    def _submit(self, lines: Sequence[bytes]) -> list[dict[str, Any]]:
        return [a.to_json() for a in self.engine.submit_lines(lines)] if lines else []

    def _note(self) -> None:
        self.findings += self.engine.findings
        self.engine.findings.clear()

    def reopen(self) -> None:
        """Go on with a new engine over the same store."""
        self.engine = Engine(self.compiled, self.store, self.backend)

    # -- what is to be seen

    def counted(self) -> set[MeasureKey]:
        """Every event measure with every key that something was counted for."""
        return set(self.machine.world.book.keys())

    def log(self) -> dict[str, Any]:
        """Everything that was written down for good."""
        batches = self.store.batches
        return {
            "events": [row._asdict() for b in batches for row in b.events],
            "moves": [{**row._asdict(), "quantity": plain(row.quantity)} for b in batches for row in b.moves],
            "outbox": [row._asdict() for b in batches for row in b.outbox],
            "dead letters": [row._asdict() for b in batches for row in b.dead_letters],
            "findings": [asdict(finding) for finding in self.findings],
        }

    def state(self, counted: Iterable[MeasureKey] = ()) -> dict[str, Any]:
        """What is true now, the event measures at the keys given and the stock at all."""
        state = self.engine.state
        ledger = state.ledger
        return {
            "now": state.now,
            "seq": state.seq,
            "things": state.fingerprint_of_things(),
            "balances": {" ".join(key): plain(q) for *key, q in ledger.balances()},
            "totals": {" ".join(key): plain(q) for key, q in sorted(ledger.total.items()) if q},
            "holds": {" ".join(key): list(found) for key, found in sorted(state.holds.items())},
            "parameters": {
                name: encode(value, self.model.parameters[name].type)
                for name, value in state.parameters.items()
            },
            "set at sites": {
                f"{name} at {site}": encode(value, self.model.parameters[name].type)
                for site, own in sorted(state.settings.values.items())
                for name, (value, _) in sorted(own.items())
            },
            "forces": {
                f"{rule} at {site or 'every site'}": [f"{s.force} since event {s.seq}" for s in settings]
                for (rule, site), settings in sorted(state.settings.forces.items())
            },
            "standing": {
                " ".join((rule, *key)): list(position)
                for (rule, key), position in sorted(self.machine.standing.positions.items())
            },
            "measures": self.measures([*counted, *self.stock_keys()]),
        }

    def measures(self, keys: Iterable[MeasureKey]) -> dict[str, Any]:
        """Measures at keys."""
        found = {}
        for name, key in keys:
            measure = self.model.measures[name]
            try:
                value = encode(self.machine.program.measure(name, key), measure.type)
            except (Trouble, ArithmeticError) as trouble:
                value = f"{type(trouble).__name__}"
            found[f"{name}({', '.join(map(str, key))})"] = value
        return dict(sorted(found.items()))

    def stock_keys(self) -> list[MeasureKey]:
        """Every stock measure at every combination of things and places."""
        things = self.engine.state.things
        return [
            (measure.name, key)
            for measure in self.model.measures.values()
            if isinstance(measure.body, m.StockMeasure)
            for key in product(*(sorted(things[_entity(p.type)]) for p in measure.parameters))
        ]

    def show(self, value: Any, kind: Type) -> Any:
        """A value as JSON that a person can read."""
        if isinstance(kind, Optional):
            return self.show(value, kind.item)
        if kind == INSTANT and value is not None:
            return rfc3339(value, self.model.zone)
        return encode(value, kind)


def _entity(kind: Type) -> str:
    assert isinstance(kind, Reference)
    return kind.entity
