"""Between the machine's state and what a store keeps of it."""

from __future__ import annotations

from engine.machine import Machine, facts
from engine.records import Batch, Loaded
from engine.settings import MODULE
from engine.standing import Position


def restore(machine: Machine, loaded: Loaded) -> None:
    """Put the state back that a store kept. What the definitions no longer have is passed over."""
    state, model, book = machine.state, machine.model, machine.book
    for entity, table in loaded.things.items():
        for key, (values, origin, origins) in table.items():
            state.restore(entity, key, values, origin, origins)
    for (item, lot, place), (quantity, last) in loaded.balances.items():
        state.ledger.restore(item, lot, place, quantity, last)
    state.holds.update(loaded.holds)
    for name, (value, last_tuned) in loaded.parameters.items():
        plain, _, site = name.partition("@")
        if site and plain in model.parameters:
            state.settings.values.setdefault(site, {})[plain] = (value, last_tuned)
        elif plain in model.parameters:
            state.parameters[name], state.parameter_origins[name] = value, last_tuned
    for (measure, at), figure in loaded.running.items():
        if measure in model.measures and book.is_running(measure):
            book.restore_running(measure, at, figure)
    for (measure, at, _), contribution in loaded.entries.items():
        if measure in model.measures and not book.is_running(measure):
            book.restore_entry(measure, at, contribution)
    head = loaded.head
    state.settings.restore_forces(
        head.get("forces", ()), (*model.rules, *(f"{MODULE}{name}" for name in model.modules))
    )
    state.now, state.seq = head.get("now", 0), head.get("seq", 0)
    machine.chain.number = head.get("finding", 0)
    machine.chain.last = head.get("hash", machine.chain.last)
    machine.standing.restore_combinations(book.keys())
    for (rule, things), position in loaded.standing.items():
        machine.standing.restore(rule, things, Position(*position))
    forget_changes(machine)


def collect(machine: Machine) -> Batch:
    """Everything since the last commit, with the current state of what changed."""
    found = list(facts(machine.occurred, machine.model))
    batch = machine.take_rows()
    batch.facts = found
    state, changes, ledger = machine.state, machine.book.changes, machine.state.ledger
    for entity, key in state.changed_things:
        thing = state.things[entity].get(key)
        if thing is not None:
            values = {name: getattr(thing, name) for name in machine.model.entities[entity].fields}
            batch.things.setdefault(entity, {})[key] = (values, thing._origin, dict(thing._origins))
    for item, lot, place in ledger.changed:
        last = ledger.last_moved(item, lot, place)
        if last is not None:  # else the move was taken back, and there never was another
            batch.balances[item, lot, place] = (ledger.balance(item, lot, place), last)
    batch.holds = {pair: state.holds.get(pair, ()) for pair in state.changed_holds}
    batch.parameters = {
        name: (state.parameters[name], state.parameter_origins.get(name, 0))
        for name in state.changed_parameters
        if name in state.parameter_origins
    }
    for name, site in state.settings.changed_values:
        own = state.settings.values.get(site, {}).get(name)
        if own is not None:  # else it was taken back, and there never was another
            batch.parameters[f"{name}@{site}"] = own
    batch.running = {(measure, key): machine.book.running(measure, key) for measure, key in changes.running}
    batch.entries = dict(changes.entries)
    for pair in machine.standing.changed:
        position = machine.standing.positions.get(pair)
        batch.standing[pair] = (position.phase, position.since, position.wake) if position else None
    batch.head = {
        "now": state.now,
        "seq": state.seq,
        "finding": machine.chain.number,
        "hash": machine.chain.last,
    }
    if state.settings.are_forces_changed:
        batch.head["forces"] = state.settings.forces_json()
    return batch


def forget_changes(machine: Machine) -> None:
    """What was changed has been written, or came from the store."""
    state, book = machine.state, machine.book
    state.undo.clear()
    state.touched.clear()
    state.changed_things.clear()
    state.ledger.changed.clear()
    state.changed_holds.clear()
    state.changed_parameters.clear()
    state.settings.forget_changes()
    book.changes.running.clear()
    book.changes.entries.clear()
    machine.standing.changed.clear()
