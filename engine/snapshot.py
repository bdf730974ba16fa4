"""A machine's whole state in the shape in which a store keeps it."""

from __future__ import annotations

from engine.machine import Machine
from engine.records import Loaded


def snapshot(machine: Machine) -> Loaded:
    """Everything that is true now, detached from the machine."""
    state, book = machine.state, machine.book
    running, entries = book.everything()
    return Loaded(
        things={
            entity: {
                key: (
                    {name: getattr(thing, name) for name in machine.model.entities[entity].fields},
                    thing._origin,
                    dict(thing._origins),
                )
                for key, thing in table.items()
            }
            for entity, table in state.things.items()
        },
        balances={
            (item, lot, place): (quantity, state.ledger.last_move.get((item, lot, place), 0))
            for item, lot, place, quantity in state.ledger.balances()
        },
        holds=dict(state.holds),
        parameters={
            name: (value, state.parameter_origins.get(name, 0)) for name, value in state.parameters.items()
        },
        running=running,
        entries=entries,
        standing={pair: (p.phase, p.since, p.wake) for pair, p in machine.standing.positions.items()},
        head={
            "now": state.now,
            "seq": state.seq,
            "finding": machine.chain.number,
            "hash": machine.chain.last,
        },
    )
